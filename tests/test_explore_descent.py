import math

import numpy as np
import pytest

from nnlib.descent import gradient_descent
from nnlib.gradient_check import numerical_gradient
from nnlib.layers import Parameter
from nnlib.optimizers import SGD
from nnlib.widgets import explore_descent_1d, explore_descent_2d
from nnlib.widgets.descent.landscapes import CURVES, SURFACES, Landscape
from nnlib.widgets.descent.picture import MOST_STEPS, value_limits
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
    assert widget.picture.figure.axes[1].get_title() == "learning rate 0.1, no limit"


@pytest.mark.parametrize("slope", [1.0, 3.0, -7.0])
def test_a_straight_line_has_no_limit_for_all_its_rounding(slope):
    line = Landscape("line", lambda p: slope * p[0], None, (2.4,))
    assert critical_rate(line, np.array([2.4]), 0.0) == np.inf


def test_a_curvature_that_is_nan_is_told_as_such():
    widget = explore_descent_1d(
        lambda x: x * x, lambda x: 2 * x if x == 2.4 else math.nan, n_steps=0
    )
    widget.controls["limit"].value = True
    assert "the curvature is nan: the limit is not known" in widget.text
    assert widget.picture.figure.axes[1].get_title() == "learning rate 0.1, limit not known"


def test_the_words_say_step_value_and_place():
    widget = explore_descent_1d(learning_rate=0.25, n_steps=1, start=2.0)
    assert widget.text == "Step 1: the value is 1 at (1)."  # 2 − 0.25 · 4 = 1


def test_divergence_is_told_with_step_quantity_and_limit():
    widget = explore_descent_1d(learning_rate=1.5, n_steps=50)
    assert "It has diverged: the point is further than 1e+06 from zero" in widget.text
    assert "finite" not in widget.text
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
@pytest.mark.parametrize("reach", [1e-4, 3.0, 123.4567, 1e5])
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


def test_a_function_that_ends_is_told_as_such_and_a_start_without_a_value_too():
    widget = explore_descent_1d(np.log, learning_rate=1.0, n_steps=20)
    assert "It has diverged: the function has no finite value there" in widget.text
    assert "1e+06" not in widget.text
    widget.controls["start_x"].value = -1.0
    for _ in range(2):
        assert widget.text == "At the start the function is nan: choose another start."
        widget.player.step_button.click()
        assert widget.error is None


def test_with_momentum_it_is_not_called_converged_where_it_only_turns():
    widget = explore_descent_1d(learning_rate=0.75, momentum=0.5)  # at step 1 the velocity is 0
    assert widget.text.startswith("Step 10:")
    assert "converged" not in widget.text


@pytest.mark.parametrize(
    ("make", "function", "told"),
    [
        (explore_descent_2d, lambda p: p @ np.ones((3, 3)) @ p, "p @ np.ones((3, 3)) @ p"),
        (explore_descent_1d, lambda x: float("x"), 'float("x")'),
        (explore_descent_1d, lambda x: 1 / 0, "1 / 0"),
    ],
)
def test_an_error_at_the_start_is_told_with_its_line_and_not_as_divergence(make, function, told):
    widget = make(function, lambda p: 2 * p)
    assert "This could not be drawn: your line" in widget.text
    assert told in widget.text
    assert "diverged" not in widget.text


def test_an_error_on_the_way_is_the_reason_with_the_learners_line():
    widget = explore_descent_1d(lambda x: x**2 if x > 0 else 1 / 0, learning_rate=1.0)
    assert "Step 1: the value is nan at (-2.4)." in widget.text  # 2.4 − 1 · 4.8
    assert ", 'widget = explore_descent_1d(lambda x: x**2 if x" in widget.text
    assert "ended with ZeroDivisionError: division by zero. Mend it there" in widget.text


def test_outside_of_its_domain_a_function_leaves_a_gap():
    widget = explore_descent_1d(math.log, start=1.0)
    curve = widget.picture.figure.axes[0].lines[-1]
    x, values = curve.get_data()
    np.testing.assert_array_equal(np.isnan(values), x <= 0)
    assert widget.error is None


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize("wrong", [None, "2", [1.0, 2.0, 3.0], 1j])
def test_a_gradient_that_is_none_is_told(make, wrong):
    widget = make(lambda p: 0.0, lambda p: wrong)
    assert "gradient(point) is expected to" in widget.text
    assert "diverged" not in widget.text


def test_one_number_is_no_gradient_on_a_surface():
    widget = explore_descent_2d(lambda p: p @ p, lambda p: 2.0)
    assert "expected to have the shape of the point, (2,); got (1,)" in widget.text


def test_a_gradient_may_be_a_list_and_may_change_its_point():
    expected = explore_descent_2d(lambda p: p @ p, lambda p: 2 * p, n_steps=3)
    as_list = explore_descent_2d(lambda p: p @ p, lambda p: [2 * p[0], 2 * p[1]], n_steps=3)
    careless = explore_descent_2d(lambda p: p @ p, lambda p: p.__imul__(2), n_steps=3)
    for widget in (expected, as_list, careless):
        widget.controls["limit"].value = True
        assert "the limit 2 / curvature is 1:" in widget.text
        assert widget.text == expected.text


def limits_of_values(widget):
    return widget.picture.figure.axes[1].get_ylim()


@pytest.mark.parametrize(
    ("widget", "share"),
    [
        (lambda: explore_descent_1d(learning_rate=1.01, n_steps=30), 1),
        (lambda: explore_descent_1d(learning_rate=1.05, n_steps=30), 1),
        (lambda: explore_descent_1d(lambda x: -(x**2), n_steps=30), 0.5),
        (lambda: explore_descent_2d(lambda p: p[0] + p[1], n_steps=100), 1),
    ],
)
def test_a_path_that_leaves_the_map_has_room_on_the_right(widget, share):
    widget = widget()
    low, high = limits_of_values(widget)
    on_the_right = next(
        line for line in widget.picture.figure.axes[1].lines if len(line.get_xdata())
    )
    values = on_the_right.get_ydata()
    assert np.mean((low <= values) & (values <= high)) >= share
    assert np.ptp(np.clip(values, low, high)) > 0.2 * (high - low)


def test_the_axis_of_the_values_stays_in_a_drag():
    widget = explore_descent_1d()
    positions = widget.controls["learning_rate"].positions
    seen = {}
    for rate in positions:
        widget.controls["learning_rate"].value = rate
        seen.setdefault(limits_of_values(widget), []).append(rate)
    first, *others = seen.values()
    assert first == [rate for rate in positions if rate <= 1]  # x²: above 1 the values grow
    assert len(others) <= 5


def test_a_path_that_grows_without_end_does_not_widen_the_axis_without_end():
    assert value_limits(np.array([1.0, 1e300, np.inf, np.nan]), 0.0)[1] < 2000
    assert value_limits(np.array([-1.0, -1e300]), -9.0)[0] > -20_000


def test_the_words_say_where_the_point_is_not_in_the_picture():
    widget = explore_descent_1d(start=50.0)
    assert "It is outside of the left picture." in widget.text
    widget.controls["start_x"].value = 2.0
    assert "outside" not in widget.text


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize("reach", [0, -1.0, math.inf, "a"])
def test_a_reach_that_is_not_above_zero_is_refused(make, reach):
    with pytest.raises(ValueError, match="Expected reach to be a number above 0; got"):
        make(reach=reach)


def test_a_gradient_without_its_function_is_refused():
    with pytest.raises(ValueError, match="Pass both"):
        explore_descent_2d(gradient=lambda p: 2 * p)


def test_a_constant_polynomial_is_a_function_although_it_counts_as_false():
    five = np.poly1d([5])
    assert not five
    assert "the value is 5 at (2.4)" in explore_descent_1d(five, five.deriv()).text


@pytest.mark.parametrize("explore", [explore_descent_1d, explore_descent_2d])
def test_after_a_drag_far_beyond_the_limit_reset_brings_the_same_picture_back(explore):
    widget = explore()
    before = widget.content
    rate = widget.controls["learning_rate"]
    for place in (0.7, 0.2, 0.9, 0.0):
        rate.value = rate.positions[int(place * (len(rate.positions) - 1))]
    assert widget.content != before
    widget.reset()
    assert widget.content == before


def test_the_start_of_a_descent_in_one_variable_is_a_number_or_a_row_of_one():
    assert explore_descent_1d(start=(2.5,)).text == explore_descent_1d(start=2.5).text
    with pytest.raises(ValueError, match=r"have 1 number; got '2'. Pass for instance -?\d\.\d\.$"):
        explore_descent_1d(start="2")
