import numpy as np
import pytest

from nnlib import plots
from nnlib.layers import Parameter
from nnlib.optimizers import Adam, step_decay
from nnlib.widgets.descent.race import RACERS
from tests.figures import assert_drawn


def bowl(point):
    return point[0] ** 2 + point[1] ** 2


def curve(x):
    return np.asarray(x) ** 2


WAY = np.array([(2.0, 1.0), (1.0, 0.5), (0.5, 0.0)])
FIGURES = {
    "ways": lambda: plots.plot_ways(
        {"one": (bowl, {"SGD": WAY, "Adam": WAY[:2]}), "none": (bowl, {})}, (-3, 3), (-2, 2)
    ),
    "gradient and velocity": lambda: plots.plot_gradient_and_velocity(WAY, 2 * WAY),
    "memory": lambda: plots.plot_memory({"a": WAY + 1, "b": list(WAY + 2)}, learning_rate=0.1),
    "on curve": lambda: plots.plot_on_curve({"a": (curve, [2, 1]), "b": (curve, [[1.5]])}, (-3, 3)),
    "bias correction": plots.plot_bias_correction,
    "schedules": lambda: plots.plot_schedules({"stairs": step_decay(0.1, 0.5, every=5)}, 20),
    "spread": lambda: plots.plot_spread({"SGD": (0.1, [80, 85]), "Adam": (0.01, [90, 91])}, "%"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name]())


def test_an_optimizer_looks_the_same_in_figures_and_in_the_race():
    assert {racer.name: (racer.color, racer.dash, racer.marker) for racer in RACERS} == plots.LOOKS


def test_ways_are_named_once_though_they_are_on_several_maps():
    figure = plots.plot_ways({k: (bowl, {"Adam": WAY}) for k in "ab"}, (-3, 3), (-2, 2))
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["Adam"]


def test_across_stands_left_and_along_stands_right():
    left, right = plots.plot_gradient_and_velocity([(1, 10), (2, 20)], [(3, 30), (4, 40)]).axes
    velocity, gradient, _ = left.lines
    assert (velocity.get_ydata().tolist(), gradient.get_ydata().tolist()) == ([30, 40], [10, 20])
    assert right.lines[0].get_ydata().tolist() == [3, 4]
    assert right.lines[0].get_xdata().tolist() == [1, 2]  # steps count from 1


def test_the_rates_are_the_learning_rate_over_the_roots():
    above, below = plots.plot_memory({"a": [(4.0, 100.0)]}, learning_rate=0.2).axes
    assert [line.get_ydata().tolist() for line in above.lines] == [[100], [4]]
    assert [line.get_ydata().tolist() for line in below.lines] == [[0.02], [0.1]]


def test_the_place_where_a_ball_ends_is_drawn_on_the_curve():
    axes = plots.plot_on_curve({"a": (curve, [[2.0], [1.0], [0.5]])}, (-3, 3)).axes[0]
    assert axes.lines[2].get_xydata().tolist() == [[2, 4]]
    assert axes.lines[3].get_xydata().tolist() == [[0.5, 0.25]]


def test_the_steps_without_correction_are_those_of_adam_before_it_is_put_right():
    """With a gradient of 1, Adam's own steps are 1 long; divided by its two means they are not."""
    value = Parameter(np.zeros(1), "value")
    optimizer = Adam([value], learning_rate=1.0)
    raw = []
    for _ in range(60):
        value.gradient = np.ones(1)
        optimizer.step()
        raw.append(optimizer.mean[0] / np.sqrt(optimizer.squares[0]))
    right = plots.plot_bias_correction().axes[1]
    np.testing.assert_allclose(right.lines[0].get_ydata(), raw, rtol=1e-6)
    np.testing.assert_allclose(value.value, -60, rtol=1e-6)


def test_a_schedule_is_drawn_step_by_step():
    (line,) = plots.plot_schedules({"a": step_decay(0.4, 0.5, every=2)}, 4).axes[0].lines
    np.testing.assert_allclose(line.get_ydata(), [0.4, 0.4, 0.2, 0.2])


def test_a_bar_stands_at_the_mean_of_each_row():
    axes = plots.plot_spread({"SGD": (0.1, [80, 86]), "Adam": (0.01, [90, 92])}, "%").axes[0]
    assert [line.get_xdata()[0] for line in axes.lines[2::3]] == [83, 91]
    words = {text.get_text() for text in axes.texts}
    assert words == {"best rate 0.1", "best rate 0.01"}
