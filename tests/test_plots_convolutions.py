import numpy as np
import pytest

from nnlib import plots
from tests.figures import assert_drawn

PICTURE = np.arange(20).reshape(4, 5) % 7
KERNEL = np.array([[-1, 0], [2, 1]])
POOLING = (
    np.array([[1, 0, 3, 5], [2, 4, 1, 2]]),
    np.array([[4, 5]]),
    np.array([[10, 20]]),
    np.array([[0, 0, 0, 20], [0, 10, 0, 0]]),
)
FIGURES = {
    "sliding": lambda: plots.plot_sliding(PICTURE, KERNEL, [(0, 0), (2, 3)]),
    "filtered": lambda: plots.plot_filtered(
        np.eye(6), {"one": np.eye(4), "none": np.zeros((4, 4))}
    ),
    "pooling": lambda: plots.plot_pooling(*POOLING),
    "layers": lambda: plots.plot_layers([("picture", (1, 28, 28)), ("dense", (10,))]),
    "filters": lambda: plots.plot_filters(np.random.default_rng(0).normal(size=(9, 5, 5))),
    "feature maps": lambda: plots.plot_feature_maps(
        np.eye(28), {"first": np.zeros((3, 12, 12)), "second": np.ones((16, 4, 4))}
    ),
    "shifts": lambda: plots.plot_shifts(
        {"one": [[1, 0.8, 0.2], [1, 0.6, 0.4]], "two": [[1, 0, 0]]}
    ),
    "moved": lambda: plots.plot_moved([np.eye(28), np.eye(28)], ["here", "there"]),
}


def words(axes):
    """Return the texts of a picture, in the order in which they were written."""
    return [text.get_text() for text in axes.texts]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name]())


def test_the_output_of_a_sliding_kernel_is_the_sum_of_its_products():
    *_, output = FIGURES["sliding"]().axes
    assert words(output)[0] == "16"  # −1 · 0 + 0 · 1 + 2 · 5 + 1 · 6
    assert len(words(output)) == 3 * 4


def test_a_window_and_its_output_are_framed_alike():
    picture, _, output = FIGURES["sliding"]().axes
    frames = [
        [(patch.get_edgecolor(), patch.get_linestyle()) for patch in axes.patches[-2:]]
        for axes in (picture, output)
    ]
    assert frames[0] == frames[1]
    assert len(set(frames[0])) == 2


def test_negative_numbers_have_a_true_minus_sign():
    _, kernel, _ = FIGURES["sliding"]().axes
    assert words(kernel) == ["−1", "0", "2", "1"]


def test_the_winner_of_each_block_is_framed_on_the_way_forward_and_back():
    left, _, back, _ = FIGURES["pooling"]().axes
    for axes in (left, back):
        winners = [patch for patch in axes.patches if patch.get_linewidth() == 3]
        winners = [patch for patch in winners if patch.get_width() <= 1]
        places = [(int(patch.get_y()), int(patch.get_x())) for patch in winners]
        assert places == [(1, 1), (0, 3)]


def test_each_channel_of_a_layer_is_a_sheet_and_each_number_of_a_row_a_square():
    axes = plots.plot_layers([("maps", (8, 12, 12)), ("dense", (10,))]).axes[0]
    assert len(axes.patches) == 8 + 10
    assert [text for text in words(axes) if text[:1].isdigit()] == ["8 × 12 × 12", "10"]


def test_all_filters_share_one_scale():
    figure = plots.plot_filters(np.array([np.eye(3), -4 * np.eye(3)]))
    limits = {axes.images[0].get_clim() for axes in figure.axes if axes.images}
    assert limits == {(-4, 4)}


def test_every_feature_map_is_drawn_in_rows_of_eight_below_the_picture():
    figure = FIGURES["feature maps"]()
    drawn = [bool(axes.images) for axes in figure.axes]
    assert [sum(drawn[n : n + 8]) for n in range(0, len(drawn), 8)] == [1, 3, 8, 8]


def test_the_mean_of_the_trainings_is_named_at_the_middle_distance():
    axes = FIGURES["shifts"]().axes[0]
    assert words(axes) == ["one: 70 %", "two: 0 %", "guessing"]


@pytest.mark.parametrize("shape", [(0, 5, 5), (8, 1, 5, 5), (5, 5)])
def test_kernels_that_are_none_or_of_many_channels_are_refused(shape):
    with pytest.raises(ValueError, match=r"at least one kernel.*take one channel"):
        plots.plot_filters(np.zeros(shape))


def test_a_picture_without_kernels_is_drawn_alone():
    assert len(plots.plot_filtered(np.eye(4), {}).axes) == 1
