import numpy as np
import pytest

from nnlib import plots
from tests.figures import assert_drawn

SIZES = [1, 4, 16]


def bowl(point):
    return point[0] ** 2 + point[1] ** 2


def record(n):
    return np.array([[1, 2, 4], [n, 2 * n, 4 * n], [0.1, 0.2, 0.4], [2, 1, 0.5]])


FIGURES = {
    "paths": lambda: plots.plot_paths(
        bowl,
        {"few": np.array([(2, 1), (1, 0)]), "many": np.ones((400, 2))},
        (0, 0),
        (-3, 3),
        (-2, 2),
    ),
    "noise": lambda: plots.plot_noise(SIZES, [2.1, 0.9, 0.5], spread=2.0),
    "distances": lambda: plots.plot_distances({"one": np.ones(250), "other": np.full(250, 3.0)}),
    "race": lambda: plots.plot_race({"one": record(32), "other": record(1)}),
    "costs": lambda: plots.plot_costs(SIZES, [1, 0.3, 0.1], [100, 400, 1600], 500),
    "orders": lambda: plots.plot_orders(
        {"shuffled": [2, 1, 1], "sorted": [2, 0, 5]},
        {"shuffled": np.arange(10), "sorted": np.full(10, 9)},
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name]())


def test_each_path_has_a_map_of_the_same_place_and_ends_in_a_mark():
    few, many = FIGURES["paths"]().axes
    assert few.get_xlim() == many.get_xlim() == (-3, 3)
    lowest, end, start = (line.get_xydata() for line in few.lines[1:])
    np.testing.assert_allclose([lowest[0], end[0], start[0]], [(0, 0), (1, 0), (2, 1)])
    assert few.lines[0].get_marker() == "o"
    assert many.lines[0].get_marker() == "None"


def test_the_expected_noise_halves_where_the_batch_is_four_times_as_large():
    (axes,) = FIGURES["noise"]().axes
    dashed, dots = (line.get_xydata() for line in axes.lines)
    np.testing.assert_allclose(dashed, [(1, 2), (16, 0.5)])
    np.testing.assert_allclose(dots[:, 1], [2.1, 0.9, 0.5])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1", "4", "16"]


def test_distances_are_taken_together_by_the_root_of_their_mean_square():
    figure = plots.plot_distances({"one": [3, 4, 0, 0, 7]}, window=2)
    ((steps, level),) = [line.get_data() for line in figure.axes[0].lines]
    np.testing.assert_allclose(steps, [1, 3])
    np.testing.assert_allclose(level, [np.sqrt(12.5), 0])


def test_a_race_has_the_same_losses_on_three_clocks():
    panels = FIGURES["race"]().axes
    assert [axes.get_xlabel() for axes in panels] == ["steps", "examples seen", "seconds"]
    for n, axes in enumerate(panels):
        first, _ = axes.lines
        np.testing.assert_allclose(first.get_xdata(), record(32)[n])
        np.testing.assert_allclose(first.get_ydata(), [2, 1, 0.5])


def test_the_parameters_take_the_same_memory_at_any_batch_size():
    _, right = FIGURES["costs"]().axes
    grows, level = right.lines
    np.testing.assert_allclose(grows.get_ydata(), [100, 400, 1600])
    assert set(level.get_ydata()) == {500}


def test_the_answers_of_each_network_add_up_to_a_hundred_per_cent():
    _, right = FIGURES["orders"]().axes
    heights = np.array([bar.get_height() for bar in right.patches])
    np.testing.assert_allclose([heights[:10].sum(), heights[10:].sum()], 100)
    assert heights[19] == pytest.approx(100)


def test_fewer_steps_than_are_taken_together_are_refused():
    with pytest.raises(ValueError, match=r"at least 100 steps; 'one' has 40\. Pass a smaller"):
        plots.plot_distances({"one": np.ones(40)})
