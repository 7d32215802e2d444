import math

import numpy as np
import pytest

from nnlib.widgets.explore_activations import (
    ACTIVATIONS,
    Activation,
    explore_activations,
    kept_in_words,
    left_in_words,
)

NAMES = [activation.name for activation in ACTIVATIONS]


@pytest.fixture
def widget():
    return explore_activations()


def set_to(widget, **values):
    for name, value in values.items():
        widget.controls[name].value = value


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=NAMES)
@pytest.mark.parametrize("z", [-7.3, -1, -0.2, 0.3, 2, 6.5])
def test_the_derivative_is_that_of_centred_differences(activation, z):
    without_formula = Activation("", activation.function)
    assert activation.slope(z) == pytest.approx(without_formula.slope(z), rel=1e-5, abs=1e-9)


def test_the_words_hold_value_derivative_and_what_is_left(widget):
    set_to(widget, z=0, n_layers=3)
    assert "sigmoid(0) = 0.5, its derivative is 0.25, 100 % of its largest." in widget.text
    assert "After 3 such layers a gradient of 1 has become 0.25^3 = 0.0156" in widget.text
    assert "one part in 64 is left" in widget.text


@pytest.mark.parametrize(
    ("name", "edge"),
    # σ' = 0.0025 at ln 397.99..., tanh' = 1 / cosh² = 0.01 where cosh z = 10
    [("sigmoid", math.log(398)), ("tanh", math.acosh(10))],
)
def test_it_saturates_where_the_formula_says(widget, name, edge):
    set_to(widget, activation=name)
    rounded = f"{edge:.1f}".removesuffix(".0")
    assert f"saturates up to z = -{rounded} and from z = {rounded} on" in widget.text


def test_relu_lets_nothing_through_on_the_left_and_all_on_the_right(widget):
    set_to(widget, activation="ReLU", z=-1)
    assert "saturates up to z = 0:" in widget.text
    assert "nothing is left of it" in widget.text
    set_to(widget, z=1, n_layers=30)
    assert "1^30 = 1: it has kept its size" in widget.text


def test_leaky_relu_saturates_nowhere(widget):
    set_to(widget, activation="leaky ReLU", z=-1, n_layers=2)
    assert "It saturates nowhere from -8 to 8" in widget.text
    assert "0.1^2 = 0.01: one part in 100 is left" in widget.text


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0, "nothing"),
        (1e-12, "vanished"),
        (0.5, "one part in 2 "),
        (0.8, "most of it"),
        (1, "kept its size"),
        (3, "grown"),
        (math.inf, "grown"),
    ],
)
def test_what_is_left_is_told_for_every_size(left, words):
    assert words in kept_in_words(left)


def test_a_negative_derivative_turns_the_sign_in_odd_numbers_of_layers():
    assert "(-0.5)^3 = -0.125: one part in 8 is left" in left_in_words(-0.5, 3)
    assert "(-0.5)^2 = 0.25: one part in 4 is left" in left_in_words(-0.5, 2)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("z", [-8, 0, 8])
def test_the_least_and_the_largest_values_are_drawn_and_told(name, z):
    widget = explore_activations(activation=name)
    for n_layers in (1, 30):
        set_to(widget, z=z, n_layers=n_layers)
        assert widget.error is None
        assert f"{name}({z}) =" in widget.text


@pytest.mark.parametrize("hostile", [np.nan, "two", 8.1, -9, True])
def test_a_hostile_z_is_refused_and_the_old_one_stays(widget, hostile):
    with pytest.raises(ValueError, match="expected a number from -8 to 8"):
        widget.controls["z"].value = hostile
    assert widget.values["z"] == 2


def test_own_function_with_and_without_a_derivative():
    without = explore_activations(lambda z: z**3, z=2)
    assert "your function(2) = 8, its derivative (by centred differences) is 12," in without.text
    assert "saturates from z = -0.76 to 0.76" in without.text  # 3 z² < 0.01 · 3 · 8²
    given = explore_activations(lambda z: z**3, lambda z: 3 * z**2, z=2)
    assert "its derivative is 12, 6.25 % of its largest." in given.text
    assert "activation" not in given.controls


def test_a_constant_function_is_flat_everywhere():
    assert "saturates everywhere" in explore_activations(lambda z: 1.0).text


def test_a_function_with_a_hole_is_drawn_with_a_gap():
    widget = explore_activations(math.log, z=1)
    assert widget.error is None
    set_to(widget, z=-1)
    assert "ValueError: math domain error" in widget.text
    set_to(widget, z=1)
    assert widget.error is None


def test_a_value_that_is_no_number_is_told_in_words():
    widget = explore_activations(lambda z: float(np.sqrt(z)), z=-1)
    assert "has the value nan" in widget.text
    assert "Choose another z" in widget.text


def test_a_derivative_that_explodes_is_told_in_words():
    widget = explore_activations(lambda z: 1e30 * z, z=0, n_layers=30)
    assert "= inf: it has grown, and with more layers it explodes" in widget.text


def test_an_error_in_the_own_function_is_told_with_its_line():
    def broken(z):
        return z.no_such_method()

    widget = explore_activations(broken)
    assert "return z.no_such_method()" in widget.text


def test_a_derivative_alone_is_refused():
    with pytest.raises(ValueError, match="got a derivative alone"):
        explore_activations(derivative=lambda z: 1)


def test_every_control_changes_the_picture_and_reset_brings_it_back(widget):
    first = widget.text, widget.picture.png()
    for change in ({"activation": "tanh"}, {"z": -1}, {"n_layers": 9}):
        before = widget.picture.png()
        set_to(widget, **change)
        assert widget.picture.png() != before
    widget.reset()
    assert (widget.text, widget.picture.png()) == first


@pytest.mark.parametrize("function", [lambda z: z, lambda z: 3 * z, lambda z: 1e5 * z])
def test_the_derivative_of_a_straight_line_is_drawn_straight(function):
    widget = explore_activations(function)
    axes = widget.picture.figure.axes[1]
    heights = axes.lines[0].get_ydata()
    low, high = axes.get_ylim()
    assert np.ptp(heights) < (high - low) / 1000


def test_long_numbers_have_room(rendered_ticks):
    for function in (lambda z: 100 * z**3, lambda z: 1e5 * z, lambda z: 1e-4 * z):
        for left in rendered_ticks(explore_activations(function).picture.figure):
            assert left >= 0


@pytest.fixture
def rendered_ticks():
    """Return where the numbers beside the axes begin, in pixels."""

    def begin(figure):
        figure.canvas.draw()
        labels = [label for axes in figure.axes for label in axes.get_yticklabels()]
        return [label.get_window_extent().x0 for label in labels if label.get_text()]

    return begin


def test_single_places_without_slope_are_no_saturation():
    assert "saturates nowhere" in explore_activations(np.sin).text
    assert "single places only" in explore_activations(np.sin).text


def test_a_steep_place_between_two_points_of_the_grid_is_not_above_its_largest():
    widget = explore_activations(lambda z: np.tanh(100 * (z - 0.1)), z=0.1)
    assert ", 100 % of its largest" in widget.text


def test_a_forgotten_return_is_told_in_words():
    widget = explore_activations(lambda z: None)
    assert "expected to return one real number; got None" in widget.text
