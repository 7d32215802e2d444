import numpy as np
import pytest

from nnlib import plots
from nnlib.training import History
from tests.figures import assert_drawn

HISTORY = History(
    train_loss=[2.0, 1.0, 0.5, 0.25],
    train_accuracy=[0.2, 0.5, 0.8, 1.0],
    validation_loss=[2.1, 1.5, 1.75, 2.0],
    validation_accuracy=[0.2, 0.4, 0.5, 0.5],
)
POINTS = np.array([-0.5, 0.0, 0.5]), np.array([1.0, 0.0, -1.0])
TEST, FRESH = np.array([50.0, 58.0, 44.0]), np.array([51.0, 49.0, 50.0])
FIGURES = {
    "fits": lambda: plots.plot_fits({"a": np.sin, "b": np.cos}, POINTS, POINTS, np.sin),
    "typical errors": lambda: plots.plot_typical_errors(
        {"15 points": (np.array([1.0, 0.1, 0.0]), np.array([1.1, 0.2, 1e6]))}
    ),
    "gap": lambda: plots.plot_gap(HISTORY),
    "gap by examples": lambda: plots.plot_gap_by_examples([100, 1000], [0.01, 0.02], [1.5, 0.75]),
    "memorising": lambda: plots.plot_memorising({"true": HISTORY, "random": HISTORY}),
    "leaks": lambda: plots.plot_leaks({"none": [45.0, 55.0], "a leak": [90.0, 88.0]}),
    "luck": lambda: plots.plot_luck({"coins": (TEST, FRESH)}),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name]())


def lines(axes, color):
    """Return the points of each line of a colour."""
    return [line.get_xydata() for line in axes.lines if line.get_color() == color]


def words(axes):
    """Return what is written into an axes."""
    return [text.get_text() for text in axes.texts]


def test_each_fit_is_drawn_through_the_values_of_its_function():
    for axes, function in zip(FIGURES["fits"]().axes, (np.sin, np.cos), strict=True):
        curve, points = lines(axes, plots.BLUE)
        np.testing.assert_allclose(curve[:, 1], function(curve[:, 0]))
        np.testing.assert_allclose(points, np.transpose(POINTS))


def test_errors_beyond_the_axis_do_not_move_it():
    (axes,) = FIGURES["typical errors"]().axes
    assert axes.get_ylim() == (1e-3, 1e4)


def test_the_best_epoch_is_named_and_the_arrow_spans_the_last_gap():
    left, right = FIGURES["gap"]().axes
    assert "lowest: epoch 2" in words(left)
    arrow = next(text for text in left.texts if text.get_text() == "")
    assert (arrow.xy, arrow.xyann) == ((4, 0.25), (4, 2.0))
    assert lines(right, plots.VERMILLION)[0][-1].tolist() == [4, 50]


def test_the_gap_between_the_losses_is_filled():
    (axes,) = FIGURES["gap by examples"]().axes
    (filled,) = axes.collections
    box = filled.get_paths()[0].get_extents()
    assert (box.y0, box.y1) == (0.01, 1.5)


def test_both_histories_share_one_axis_in_per_cent():
    left, right = FIGURES["memorising"]().axes
    assert left.get_ylim() == right.get_ylim()
    assert lines(left, plots.BLUE)[0][:, 1].tolist() == [20, 50, 80, 100]
    assert "guessing: 10 %" in words(left)


def test_a_row_of_dots_is_marked_at_its_mean():
    (axes,) = FIGURES["leaks"]().axes
    assert words(axes)[:2] == ["50 %", "89 %"]
    bars = [line[:, 0].tolist() for line in lines(axes, plots.BLACK)]
    assert bars[1:] == [[50, 50], [89, 89]]  # the first one is the line of chance


def test_the_model_that_the_test_set_calls_best_is_ringed():
    (axes,) = FIGURES["luck"]().axes
    (ring,) = [line.get_xydata()[0] for line in axes.lines if line.get_markerfacecolor() == "none"]
    assert ring.tolist() == [58, 49]
    assert words(axes) == ["ringed, the best: 58 %,\nfresh 49 %"]
