import numpy as np
import pytest

from nnlib.layers import ReLU, Sigmoid, Tanh
from nnlib.widgets.explore_neuron import LABELS, POINTS, Neuron, explore_neuron

LAYERS = {"sigmoid": Sigmoid, "tanh": Tanh, "ReLU": ReLU}
CORNERS = [(w1, w2, b) for w1 in (-3, 3) for w2 in (-3, 0) for b in (-8, 0, 8)]


@pytest.fixture
def widget():
    return explore_neuron()


def set_to(widget, **values):
    for name, value in values.items():
        widget.controls[name].value = value


def test_the_words_hold_the_formula_with_its_numbers(widget):
    set_to(widget, w1=0.5, w2=-2, b=1, point=2)  # point 2 is (0.5, 2.5): 0.25 − 5 + 1
    assert "z = w1·x1 + w2·x2 + b = 0.5 · 0.5 + (-2) · 2.5 + 1 = -3.75" in widget.text
    assert "sigmoid(-3.75) = 0.02298" in widget.text
    assert "z is below 0: the neuron says class 0, wrong." in widget.text


def test_a_line_that_parts_the_points_has_all_of_them_on_the_right_side(widget):
    assert "7 of 10 points are on the right side" in widget.text
    set_to(widget, w1=1, w2=2, b=-2)
    assert "10 of 10 points" in widget.text
    set_to(widget, w1=-1, w2=-2, b=2)
    assert "0 of 10 points" in widget.text


def test_a_point_on_the_line_is_on_neither_side():
    neuron = Neuron(np.array([1.0, 1.0]), -2.0, "step")
    points = np.array([[1.0, 1.0], [1.0, 1.0]])
    assert not neuron.right(points, np.array([0, 1])).any()
    widget = explore_neuron(points, [0, 1], bias=-2)
    assert "the point is on the line itself, neither class" in widget.text


@pytest.mark.parametrize("name", LAYERS)
def test_the_outputs_are_those_of_the_layers(name):
    neuron = Neuron(np.array([0.7, -1.3]), 0.2, name)
    sums = np.linspace(-6, 6, 25)
    np.testing.assert_allclose(neuron.activated(sums), LAYERS[name]().forward(sums))


def test_the_foot_is_on_the_line_and_in_the_direction_of_the_weights():
    neuron = Neuron(np.array([2.0, -1.0]), 3.0, "step")
    assert neuron.sums(neuron.foot) == pytest.approx(0)
    assert np.cross([*neuron.foot, 0], [2, -1, 0]) == pytest.approx(np.zeros(3))


def test_the_arrow_is_drawn_upright_on_the_line(widget):
    set_to(widget, w1=-1.5, w2=2.5, b=2)
    axes = widget.picture.figure.axes[0]
    line, arrow = axes.lines[0].get_xydata(), axes.patches[0]
    start, tip = arrow._posA_posB
    assert (line[1] - line[0]) @ (tip - start) == pytest.approx(0)
    assert tip - start == pytest.approx([-1.5, 2.5])


@pytest.mark.parametrize("activation", ["step", "sigmoid", "tanh", "ReLU"])
def test_the_least_and_the_largest_values_are_drawn_and_told(widget, activation):
    set_to(widget, activation=activation, point=10)
    for w1, w2, b in CORNERS:
        set_to(widget, w1=w1, w2=w2, b=b)
        assert widget.error is None
        assert f"{activation}(" in widget.text
        assert "nan" not in widget.text


def test_no_line_and_a_line_out_of_sight_are_said(widget):
    set_to(widget, w1=0, w2=0)
    assert "there is no line" in widget.text
    set_to(widget, w1=0.1, b=8)
    assert "The line is outside the picture" in widget.text


@pytest.mark.parametrize("hostile", [np.nan, np.inf, "two", 3.1, -3.1, [1]])
def test_a_hostile_weight_is_refused_and_the_old_one_stays(widget, hostile):
    before = widget.text
    with pytest.raises(ValueError, match=r"weight w1.*expected a number"):
        widget.controls["w1"].value = hostile
    assert (widget.values["w1"], widget.text) == (1.0, before)


def test_every_control_changes_the_picture(widget):
    for change in ({"w1": 2}, {"w2": -1}, {"b": 1}, {"activation": "ReLU"}, {"point": 4}):
        before = widget.picture.png()
        set_to(widget, **change)
        assert widget.picture.png() != before


def test_reset_goes_back_to_the_first_state(widget):
    text, picture = widget.text, widget.picture.png()
    set_to(widget, w1=-2, b=3, activation="tanh", point=7)
    widget.reset()
    assert (widget.text, widget.picture.png()) == (text, picture)


@pytest.mark.parametrize("scale", [0.01, 1, 1000])
def test_own_points_are_all_inside_the_picture(scale):
    widget = explore_neuron(POINTS * scale, LABELS)
    axes = widget.picture.figure.axes[0]
    assert axes.get_xlim()[1] > 3 * scale
    assert "7 of 10" in widget.text


def test_a_single_point_will_do():
    assert "1 of 1 points" in explore_neuron([[1, 1]], [1]).text


@pytest.mark.parametrize(
    ("points", "labels", "message"),
    [
        ([[1, 2, 3]], [1], r"shape \(n_points, 2\).*got the shape \(1, 3\)"),
        ([[1, np.nan]], [1], "all finite"),
        ([], [], "n_points, 2"),
        (None, [1], "n_points, 2"),
        ([[1, 2]], None, "a label, 0 or 1, for each of the 1 points"),
        ([[1, 2]], [2], r"got \[2\]"),
        ([[1, 2], [2, 1]], [1], "each of the 2 points"),
    ],
)
def test_wrong_points_and_labels_are_refused_with_advice(points, labels, message):
    with pytest.raises(ValueError, match=message):
        explore_neuron(points, labels)


def test_rounding_does_not_put_a_point_beside_its_line(widget):
    set_to(widget, w1=0.3, w2=-0.4, b=0)  # point 1 at (2, 1.5): 0.6 - 0.6 is not 0 in floats
    assert "the point is on the line itself" in widget.text


def test_a_small_sum_of_small_points_is_no_rounding():
    neuron = Neuron(np.array([1.0, 1.0]), 0.0, "sigmoid")
    assert neuron.sums(np.array([1e-14, 1e-14])) == pytest.approx(2e-14, rel=1e-9, abs=0)


def test_without_weights_no_point_is_said_to_lie_on_a_line():
    words = explore_neuron(weights=(0, 0)).text
    assert "tells no point from another, neither class" in words
    assert "on the line" not in words


def test_names_and_numbers_have_room():
    widget = explore_neuron([(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1, 1, 0])
    figure = widget.picture.figure
    figure.canvas.draw()
    assert figure.axes[0].yaxis.label.get_window_extent().x0 >= 0


def test_the_name_of_the_arrow_stays_inside_its_axes():
    widget = explore_neuron(weights=(3, 3), bias=-8)
    names = [text for text in widget.picture.figure.axes[0].texts if text.get_text() == "w"]
    assert names[0].get_clip_on()


def test_one_right_point_is_told_in_the_singular():
    text = explore_neuron([[1000, 2000], [-50, 3000]], [0, 1]).text
    assert "1 of 2 points is on the right side." in text


def test_points_of_ones_own_are_copied():
    points = np.array([[1.0, 1], [-1, -1]])
    widget = explore_neuron(points, [1, 0])
    before = widget.text
    points *= 5
    widget.controls["b"].value = 0.5
    widget.reset()
    assert widget.text == before
