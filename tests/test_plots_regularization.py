import numpy as np
import pytest

from nnlib import plots
from nnlib.plots.regularization import apart
from nnlib.training import History
from tests.figures import assert_drawn

SEEDS = np.array([[99.0, 98.0, 100.0], [90.0, 91.0, 95.0]])


def history():
    return History(
        train_loss=[2.0, 1.0, 0.5, 0.2],
        train_accuracy=[0.5, 0.8, 0.9, 1.0],
        validation_loss=[2.1, 1.2, 0.9, 1.1],
        validation_accuracy=[0.5, 0.7, 0.8, 0.8],
    )


FIGURES = {
    "pulls": lambda: plots.plot_pulls(
        np.array([-1.0, 0.0, 1.0]),
        {"none": np.array([-1.0, 0.0, 1.0]), "half": np.array([-0.5, 0.0, 0.5])},
        {"one": [1.0, 0.5], "other": [1.0, 0.49]},
    ),
    "weight rows": lambda: plots.plot_weight_rows(
        {"some": np.random.default_rng(0).normal(size=(3, 784)), "zeros": np.zeros((3, 784))}
    ),
    "silenced": lambda: plots.plot_silenced(
        np.ones(4), {"left": np.array([1.0, 2.0, 3.0]), "right": np.array([2.0, 4.0, 6.0])}, 4.0
    ),
    "early stopping": lambda: plots.plot_early_stopping(history(), 3, 4),
    "strengths": lambda: plots.plot_strengths({"L2": (["1", "2"], SEEDS, SEEDS - 5)}, 88.0),
    "against none": lambda: plots.plot_against_none({"none": SEEDS[0], "L1": SEEDS[1]}, "none"),
    "side by side": lambda: plots.plot_side_by_side({"one": history(), "other": history()}),
}


def words(axes):
    """Return the texts of a picture, in the order in which they were written."""
    return [text.get_text().strip() for text in axes.texts]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name]())


def test_names_that_end_at_one_height_are_drawn_apart():
    assert apart([0.5, 0.49, 3.0], 0.1) == pytest.approx([0.59, 0.49, 3.0])
    assert words(FIGURES["pulls"]().axes[1]) == ["one", "other"]


def test_zero_weights_are_white_and_all_rows_share_a_scale():
    axes = FIGURES["weight rows"]().axes
    limits = {axis.images[0].get_clim() for axis in axes}
    assert len(axes) == 6
    assert len(limits) == 1
    zeros = axes[-1].images[0]
    assert min(zeros.to_rgba(zeros.get_array())[0, 0]) > 0.95


def test_the_mean_of_the_draws_and_the_whole_sum_are_marked():
    left, right = FIGURES["silenced"]().axes
    assert [line.get_xdata()[0] for line in left.lines] == [4.0, 2.0]
    assert [line.get_xdata()[0] for line in right.lines] == [4.0, 4.0]


def test_the_best_epoch_is_ringed_where_its_loss_is():
    axes = FIGURES["early stopping"]().axes[0]
    ring = axes.lines[-1]
    assert (list(ring.get_xdata()), list(ring.get_ydata())) == ([3], [0.9])


def test_strengths_show_the_mean_of_the_seeds():
    axes = FIGURES["strengths"]().axes[0]
    training = next(line for line in axes.lines if line.get_linestyle() == "-")
    assert list(training.get_ydata()) == [99.0, 92.0]


def test_the_dotted_line_is_the_mean_of_none():
    axes = FIGURES["against none"]().axes[0]
    assert axes.lines[0].get_xdata()[0] == 99.0
    assert [label.get_text() for label in axes.get_yticklabels()] == ["none", "L1"]


def test_the_upper_curve_is_named_above_the_lower_one_below():
    axes = FIGURES["side by side"]().axes[0]
    above = {text.get_text(): text.xyann[1] > 0 for text in axes.texts}
    assert above == {"training": True, "validation": False}


def test_a_row_of_fewer_neurons_ends_earlier():
    rows = {"some": np.ones((3, 784)), "one": np.ones((1, 784))}
    axes = plots.plot_weight_rows(rows).axes
    assert [len(part.images) for part in axes] == [1, 1, 1, 1, 0, 0]
    assert [part.axison for part in axes] == [True] * 4 + [False] * 2
