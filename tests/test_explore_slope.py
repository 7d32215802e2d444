import math

import numpy as np
import pytest

from nnlib.widgets import explore_slope
from nnlib.widgets.explore_slope import CURVES, LARGEST, SMALLEST, Curve, nudge


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
@pytest.mark.parametrize("x", [-2.7, 0.0, 0.6])
def test_each_formula_is_the_derivative_of_its_function(curve, x):
    without = Curve(curve.name, curve.function)
    assert curve.slope(x) == pytest.approx(without.slope(x), rel=1e-8, abs=1e-8)


def test_the_slope_of_the_course_at_zero_is_e_squared():
    assert CURVES[0].slope(0) == pytest.approx(7.389056, abs=1e-6)


def test_a_nudge_of_one_tenth_worked_by_hand():
    at = nudge(Curve("x²", lambda x: x**2), 3.0, 0.1)
    assert at.change == pytest.approx(0.61)  # 3.1² − 3² = 9.61 − 9
    assert at.ratio == pytest.approx(6.1)
    assert at.error == pytest.approx(0.1)


def test_the_words_hold_the_ratio_and_the_derivative():
    widget = explore_slope(x=3.0, h=0.1)
    widget.controls["curve"].value = "x²"
    assert "0.61 / 0.1 = 6.1" in widget.text
    assert "The derivative is 6:" in widget.text
    assert "off by 0.1." in widget.text


def test_the_error_falls_with_the_nudge_until_rounding_takes_over():
    widget = explore_slope(x=1.0)
    errors = []
    for h in (1e-2, 1e-8, 1e-14):
        widget.controls["h"].value = h
        errors.append(float(widget.text.partition("off by ")[2].split()[0].rstrip(".")))
    assert errors[0] > errors[1] < errors[2]
    assert "That is rounding" in widget.text


def test_a_nudge_too_small_to_change_x_is_called_lost():
    widget = explore_slope(x=3.0, h=1e-15)
    widget.controls["x"].value = 2.95
    widget.controls["h"].value = SMALLEST
    expected = 2.95 + SMALLEST == 2.95
    assert ("is lost" in widget.text) == expected


@pytest.mark.parametrize("x", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize("h", [SMALLEST, LARGEST])
@pytest.mark.parametrize("curve", [curve.name for curve in CURVES])
def test_every_corner_of_the_controls_is_drawn(curve, x, h):
    widget = explore_slope()
    before = widget.picture.png()
    widget.controls["curve"].value = curve
    widget.controls["x"].value = x
    widget.controls["h"].value = h
    assert widget.error is None
    assert f"x = {x:.4g}" in widget.alt
    if (curve, x, h) != (CURVES[0].name, 0.0, LARGEST):
        assert widget.picture.png() != before


def test_a_function_of_ones_own_needs_no_derivative():
    widget = explore_slope(math.exp, x=1.0, h=1e-3)
    assert "Centred differences give 2.71828:" in widget.text
    assert set(widget.controls) == {"x", "h"}


def test_where_a_function_has_no_value_the_words_say_so_and_the_next_point_is_drawn():
    widget = explore_slope(math.log, x=-1.0)
    assert "ValueError" in widget.text
    widget.controls["x"].value = 2.0
    assert widget.error is None
    assert "0.5:" in widget.text


@pytest.mark.parametrize("function", [np.log, lambda x: np.inf, lambda x: np.nan])
def test_a_function_that_is_not_finite_is_told_in_words(function):
    widget = explore_slope(function, x=-1.0)
    assert widget.error is None
    assert "is not finite" in widget.text


def test_a_wrong_function_is_told_with_its_line():
    def wrong(x):
        return x + "1"

    widget = explore_slope(wrong)
    assert "your line" in widget.text
    assert 'return x + "1"' in widget.text


@pytest.mark.parametrize(("x", "h"), [(4, 1), (math.nan, 1), (0, 0), (0, 2), ("0", 1)])
def test_settings_out_of_range_are_refused(x, h):
    with pytest.raises(ValueError, match=r"expected .*; got "):
        explore_slope(x=x, h=h)


def test_the_representation_is_the_same_each_time():
    assert repr(explore_slope()) == repr(explore_slope())


def test_a_power_that_is_complex_left_of_zero_is_drawn_where_it_is_real():
    widget = explore_slope(lambda x: x**0.5, x=2.0)
    assert widget.error is None
    assert "At x = 2" in widget.text


def test_secant_and_tangent_cross_an_interval_of_any_width():
    widget = explore_slope(lambda x: x**2, interval=(-1000, 1000), x=300)
    ends = widget.picture.figure.axes[0].get_xlim()
    secant, tangent = widget.picture.moving[:2]
    for line in (secant, tangent):
        x, y = line.get_data()
        assert x.min() <= ends[0] < ends[1] <= x.max()
        assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(600, abs=2)


@pytest.mark.parametrize(
    "settings",
    [
        {"function": np.exp, "interval": (0, 10), "x": 9, "h": 0.5},
        {"function": lambda x: 1e300 * x**2, "x": 1},
        {"function": lambda x: math.sin(1e6 * x), "interval": (-1e-6, 1e-6), "h": 1e-8},
    ],
)
def test_the_error_is_to_be_seen_at_any_scale(settings):
    widget = explore_slope(**settings)
    dot = widget.picture.moving[-1]
    low, high = dot.axes.get_ylim()
    assert low < dot.get_ydata()[0] < high


def test_centred_differences_fit_a_narrow_interval():
    widget = explore_slope(lambda x: math.sin(1e6 * x), interval=(-1e-6, 1e-6), x=5e-7, h=1e-8)
    found = float(widget.text.partition("differences give ")[2].partition(":")[0])
    assert found == pytest.approx(1e6 * math.cos(0.5), rel=1e-5)


def test_where_there_is_no_slope_the_words_say_so():
    widget = explore_slope(lambda x: x**0.5, interval=(0, 4))
    assert "changes f by 1, but there is no derivative to compare with" in widget.text
    assert widget.error is None


@pytest.mark.parametrize("function", [np.emath.sqrt, lambda x: np.complex64(1j)])
def test_a_complex_value_is_refused_in_words(function):
    widget = explore_slope(function, x=-1.5, h=0.1)
    assert "function(point) is expected to return one real number; got" in widget.text


def test_a_derivative_alone_is_refused():
    with pytest.raises(ValueError, match="got a derivative alone"):
        explore_slope(derivative=np.cos)


def test_a_polynomial_of_numpy_is_a_function_too():
    assert "curve" not in explore_slope(np.poly1d([5])).controls


def test_an_error_in_compiled_code_is_told_with_the_learners_line():
    def noisy(x):
        return x * x + np.random.default_rng(0).normal(0, -1)

    assert "'return x * x + np.random.default_rng(0).normal(0, -1)'" in explore_slope(noisy).text


def test_an_error_without_a_message_is_told_by_its_kind():
    def unwritten(x):
        raise NotImplementedError

    assert "ended with NotImplementedError. The picture" in explore_slope(unwritten).text


def test_a_forgotten_return_is_told_in_words():
    def forgot(x):
        x**2

    assert "expected to return one real number; got None" in explore_slope(forgot).text


def test_one_number_in_an_array_is_a_number():
    widget = explore_slope(lambda x: np.array([x]) ** 2, lambda x: np.array([2 * x]), x=1.0)
    assert widget.error is None
    assert "changes f by 3" in widget.text


def test_an_interval_without_0_begins_at_its_nearest_end():
    assert explore_slope(np.log, interval=(0.1, 5)).values["x"] == 0.1
    assert explore_slope(np.exp, interval=(-5, -1)).values["x"] == -1
