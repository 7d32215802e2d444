import numpy as np
import pytest

from nnlib import plots
from tests.figures import assert_drawn

FACTORS = np.array([0.1, 1.0, 10.0])
FIGURES = {
    "two losses": plots.plot_two_losses,
    "losses and gradients": plots.plot_losses_and_gradients,
    "waiting": lambda: plots.plot_waiting(
        {"near": {"one": ([2, 1, 0.5], 1), "other": ([3, 2], 0)}}
    ),
    "surer": lambda: plots.plot_surer(FACTORS, np.array([1.0, 0.5, 2.0]), np.full(3, 0.75)),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name]())


def curves(axes):
    """Return the curves of an axes, longest first, without the lines that only mark something."""
    return [line.get_xydata() for line in axes.lines if len(line.get_xdata()) > 2]


def test_both_pictures_of_the_two_losses_agree_where_the_probability_is_a_half():
    left, right = plots.plot_two_losses().axes
    for one, other in zip(curves(left), curves(right), strict=True):
        at_half = np.interp(0.5, *one.T)
        assert at_half == pytest.approx(np.interp(0.0, *other.T), rel=1e-3)


def test_the_gradients_drawn_are_the_slopes_of_the_losses_drawn():
    left, right = plots.plot_losses_and_gradients().axes
    for loss, gradient in zip(curves(left), curves(right), strict=True):
        slopes = np.gradient(loss[:, 1], loss[:, 0])
        np.testing.assert_allclose(gradient[1:-1, 1], slopes[1:-1], atol=2e-3)


def test_a_descent_is_ringed_at_the_step_that_was_given():
    figure = FIGURES["waiting"]()
    rings = [line.get_xydata()[0] for line in figure.axes[0].lines if line.get_marker() == "o"]
    np.testing.assert_allclose(rings, [[1, 1], [0, 3]])
    words = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert words == ["one: right at step 1", "other: right at step 0"]


def test_the_lowest_loss_is_marked_with_its_number():
    left, _ = FIGURES["surer"]().axes
    (point,) = [line.get_xydata()[0] for line in left.lines if line.get_marker() == "o"]
    np.testing.assert_allclose(point, [1.0, 0.5])
    assert [text.get_text() for text in left.texts] == ["lowest: 0.50"]
