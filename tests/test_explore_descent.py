import math

import numpy as np
import pytest

from nnlib.descent import gradient_descent
from nnlib.gradient_check import numerical_gradient
from nnlib.layers import Parameter
from nnlib.optimizers import SGD
from nnlib.widgets import explore_descent_1d, explore_descent_2d
from nnlib.widgets.descent.landscapes import CURVES, SURFACES, Landscape
from nnlib.widgets.descent.picture import MOST_STEPS
from nnlib.widgets.explore_descent import critical_rate, curvature, descend

BOWL, RAVINE, SADDLE, VALLEYS = SURFACES
BOTH = [explore_descent_1d, explore_descent_2d]


@pytest.mark.parametrize("landscape", [*CURVES, *SURFACES], ids=lambda one: one.name)
def test_each_formula_is_the_gradient_of_its_function(landscape, rng):
    point = rng.normal(size=len(landscape.start))
    expected = numerical_gradient(landscape.function, point)
    np.testing.assert_allclose(landscape.gradient(point), expected, atol=1e-6)


def test_without_momentum_it_is_gradient_descent():
    plain = gradient_descent(RAVINE.function, RAVINE.gradient, (1.0, 1.0), 0.03, 20)
    path = descend(RAVINE, (1.0, 1.0), 0.03, 0.0, 20)
    np.testing.assert_array_equal(path.path, plain.path)


def test_momentum_is_that_of_sgd():
    parameter = Parameter(np.array([-2.5, 1.0]), "point")
    optimizer = SGD([parameter], 0.03, momentum=0.8)
    path = descend(RAVINE, (-2.5, 1.0), 0.03, 0.8, 10)
    for point in path.path[1:]:
        parameter.gradient = RAVINE.gradient(parameter.value)
        optimizer.step()
        np.testing.assert_allclose(parameter.value, point)


@pytest.mark.parametrize(
    ("landscape", "largest"), [(BOWL, 2.0), (RAVINE, 20.0), (SADDLE, 2.0), (CURVES[0], 2.0)]
)
def test_the_curvature_at_zero_is_the_one_worked_by_hand(landscape, largest):
    point = np.zeros(len(landscape.start))
    assert curvature(landscape, point) == pytest.approx(largest)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize(("factor", "outcome"), [(0.98, "converged"), (1.02, "diverged")])
def test_descent_diverges_above_the_limit_and_not_below(momentum, factor, outcome):
    rate = critical_rate(RAVINE, np.zeros(2), momentum)
    assert descend(RAVINE, (1.0, 1.0), factor * rate, momentum, 5000).outcome == outcome


def test_on_ground_that_curves_downwards_there_is_no_limit():
    dome = Landscape("dome", lambda p: -(p @ p), None, (1.0, 1.0))
    assert critical_rate(dome, np.zeros(2), 0.0) == np.inf
    widget = explore_descent_2d(dome.function)
    widget.controls["limit"].value = True
    assert "there is no limit" in widget.text


def test_the_words_say_step_value_and_place():
    widget = explore_descent_1d(learning_rate=0.25, n_steps=1, start=2.0)
    assert widget.text == "Step 1: the value is 1 at (1)."  # 2 − 0.25 · 4 = 1


def test_divergence_is_told_with_step_quantity_and_limit():
    widget = explore_descent_1d(learning_rate=1.5, n_steps=50)
    assert "It has diverged: the point is further than 1e+06 from zero" in widget.text
    assert "The learning rate 1.5 is too large here" in widget.text
    widget.controls["limit"].value = True
    assert "the limit 2 / curvature is 1: the learning rate 1.5 is not below it" in widget.text


def test_momentum_is_compared_with_none():
    widget = explore_descent_2d(surface="ravine", momentum=0.8, learning_rate=0.02, n_steps=40)
    before = widget.picture.png()
    widget.controls["compare"].value = True
    with_momentum, without = (
        float(words.partition("the value is ")[2].split()[0])
        for words in widget.text.split("Without momentum")
    )
    assert with_momentum < without
    assert widget.picture.png() != before


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize(
    ("momentum", "learning_rate", "n_steps", "start"),
    [
        (0.0, 0.001, 0, -100),
        (0.99, 10, MOST_STEPS, 100),
        (0.0, 10, MOST_STEPS, -100),
        (0.99, 0.001, MOST_STEPS, 100),
    ],
)
def test_the_least_and_the_largest_settings_are_drawn(
    make, momentum, learning_rate, n_steps, start
):
    widget = make()
    for name in widget.controls["landscape"].options:
        widget.controls["landscape"].value = name
        with widget.hold():
            widget.controls["compare"].value = widget.controls["limit"].value = True
            widget.controls["start_x"].value = start
            widget.controls["momentum"].value = momentum
            widget.controls["learning_rate"].value = learning_rate
            widget.controls["n_steps"].value = n_steps
        widget.redraw()
        assert widget.error is None
        assert "Step " in widget.alt
        assert widget.picture.png()


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", 0), ("momentum", 1), ("n_steps", 2.5), ("start_x", math.nan), ("limit", 1)],
)
def test_hostile_values_are_refused_and_nothing_moves(make, name, value):
    widget = make()
    text = widget.text
    with pytest.raises(ValueError, match=r"expected .*; got "):
        widget.controls[name].value = value
    assert widget.text == text


def test_another_landscape_has_a_start_of_its_own():
    widget = explore_descent_2d(start=(1.0, -1.0))
    widget.controls["landscape"].value = "saddle"
    assert (widget.values["start_x"], widget.values["start_y"]) == SADDLE.start
    widget.reset()
    assert (widget.values["start_x"], widget.values["start_y"]) == (1.0, -1.0)


def test_from_beside_the_saddle_momentum_leaves_sooner():
    slow = descend(SADDLE, SADDLE.start, 0.05, 0.0, 40)
    fast = descend(SADDLE, SADDLE.start, 0.05, 0.8, 40)
    assert fast.values[-1] < -0.9 < slow.values[-1]


def test_play_takes_one_step_after_another_and_stops_at_the_end():
    widget = explore_descent_1d(learning_rate=2.0, n_steps=0)
    player = widget.player
    player.play()
    n_slices = 0
    while player.playing:
        player.run_slice()
        n_slices += 1
        assert widget.values["n_steps"] == n_slices
    assert "diverged" in widget.text
    assert n_slices < MOST_STEPS
    player.step_button.click()
    assert widget.values["n_steps"] == 0
    player.step_button.click()
    assert widget.text.startswith("Step 1:")


def test_at_the_last_step_it_plays_from_the_beginning():
    widget = explore_descent_2d(n_steps=MOST_STEPS, learning_rate=0.001)
    widget.player.play()
    widget.player.run_slice()
    assert widget.values["n_steps"] == 0
    assert widget.player.playing


def test_reset_goes_back_to_the_first_settings():
    widget = explore_descent_2d(n_steps=7)
    text, values = widget.text, widget.values
    widget.controls["landscape"].value = "two valleys"
    widget.player.step_button.click()
    widget.reset()
    assert (widget.text, widget.values) == (text, values)


def test_functions_of_ones_own_need_no_gradient():
    one = explore_descent_1d(math.cosh, start=1.0, learning_rate=0.5, n_steps=50)
    assert "the value is 1 at" in one.text
    two = explore_descent_2d(lambda p: (p[0] - 1) ** 2 + p[1] ** 2, learning_rate=0.3, n_steps=60)
    assert "at (1, " in two.text
    assert "landscape" not in one.controls | two.controls


@pytest.mark.parametrize("function", [lambda p: 3.0, lambda p: math.nan, lambda p: math.inf])
@pytest.mark.parametrize("make", BOTH)
def test_a_flat_or_endless_function_is_drawn_and_told(make, function):
    widget = make(function)
    assert widget.error is None
    widget.controls["limit"].value = True
    assert widget.text


@pytest.mark.parametrize("make", BOTH)
def test_an_error_in_a_function_of_ones_own_is_told_with_its_line(make):
    def wrong(point):
        return point["x"]

    widget = make(wrong)
    assert 'return point["x"]' in widget.text
    assert widget.content[0]["image/png"]


@pytest.mark.parametrize("start", [(1.0,), (1.0, 2.0, 3.0), 5.0, (1.0, 1e9), ("a", "b")])
def test_a_start_that_is_none_is_refused(start):
    with pytest.raises(ValueError, match="expected"):
        explore_descent_2d(start=start)


def test_a_surface_that_is_not_known_is_refused_with_the_names():
    with pytest.raises(ValueError, match="bowl, ravine, saddle, two valleys; got 'bowle'"):
        explore_descent_2d(surface="bowle")


@pytest.mark.parametrize("make", BOTH)
def test_the_representation_is_the_same_each_time(make):
    assert repr(make()) == repr(make())


@pytest.mark.parametrize("make", BOTH)
def test_what_a_lesson_does_not_need_yet_has_no_control(make):
    widget = make(hide=["momentum", "limit"])
    assert not {"momentum", "compare", "limit"} & set(widget.controls)
    assert "momentum" not in repr(widget) + widget.alt
    assert "momentum" not in make(hide="momentum").controls
    assert {"momentum", "compare"} <= set(make(hide=["limit"]).controls)


def test_hidden_momentum_stays_as_it_was_passed():
    shown, hidden = (
        explore_descent_2d(surface="ravine", momentum=0.8, learning_rate=0.03, hide=names)
        for names in ([], ["momentum"])
    )
    assert hidden.text == shown.text
    for widget in (shown, hidden):
        widget.player.step_button.click()
    assert hidden.text == shown.text
    assert hidden.text.startswith("Step 21")


@pytest.mark.parametrize("hide", ["limits", ["momentum", "start"], ["learning_rate"]])
def test_only_what_can_be_hidden_is_hidden(hide):
    with pytest.raises(ValueError, match=r"expected to be a list of 'momentum' and 'limit'.*; got"):
        explore_descent_1d(hide=hide)


def click_map(widget):
    return widget.panel.children[-1]


def shares_of(widget, point):
    """Return where in the axes a point of the picture's left part is, by its pixels."""
    axes, (width, height) = widget.picture.figure.axes[0], widget.picture.canvas.get_width_height()
    left, top, right, bottom = click_map(widget).place
    x, y = axes.transData.transform(point) / (width, height)
    return [float((x - left) / (right - left)), float((1 - y - top) / (bottom - top))]


@pytest.mark.parametrize("surface", ["bowl", "two valleys"])
def test_a_click_on_the_surface_sets_the_start(surface):
    widget = explore_descent_2d(n_steps=0)
    widget.controls["landscape"].value = surface
    before = widget.picture.png()
    click_map(widget).hear(shares_of(widget, (-1.25, 0.5)))
    assert (widget.values["start_x"], widget.values["start_y"]) == (-1.25, 0.5)
    assert "at (-1.25, 0.5)" in widget.text
    assert widget.picture.png() != before
    widget.reset()
    assert (widget.values["start_x"], widget.values["start_y"]) == BOWL.start


def test_a_click_on_a_curve_sets_where_it_starts():
    widget = explore_descent_1d(n_steps=0)
    click_map(widget).hear(shares_of(widget, (-2.0, 5.0)))
    assert widget.text == "Step 0: the value is 4 at (-2)."


@pytest.mark.parametrize("corner", [[0, 0], [1, 1], [0, 1]])
@pytest.mark.parametrize("reach", [1e-4, 3.0, 1e5])
def test_each_corner_can_be_clicked(corner, reach):
    widget = explore_descent_2d(lambda p: p @ p, reach=reach, start=(0.0, 0.0))
    click_map(widget).hear(corner)
    across, down = corner
    assert widget.values["start_x"] == pytest.approx(reach * (2 * across - 1))
    assert widget.values["start_y"] == pytest.approx(reach * (1 - 2 * down))


@pytest.mark.parametrize(
    "message", [None, "0.5", [0.5], [0.5, "a"], [math.nan, 0.5], [1.01, 0.5], {"x": 1}]
)
def test_a_message_that_is_no_click_is_ignored(message):
    widget = explore_descent_2d()
    text = widget.text
    click_map(widget).hear(message)
    assert widget.text == text
    assert widget.error is None


def test_a_function_that_overflows_has_diverged():
    widget = explore_descent_1d(math.cosh, learning_rate=1.0)
    assert widget.error is None
    assert "It has diverged" in widget.text


def test_a_derivative_without_its_function_is_refused():
    with pytest.raises(ValueError, match="Pass both"):
        explore_descent_1d(derivative=lambda x: 2 * x)
