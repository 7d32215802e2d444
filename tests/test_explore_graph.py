import numpy as np
import pytest

from nnlib.gradient_check import numerical_gradient
from nnlib.widgets import explore_graph
from nnlib.widgets.explore_graph import EXPRESSIONS, n_steps, walk

FORMULAS = {
    "z = xy + x²": lambda p: p[0] * p[1] + p[0] ** 2,
    "f = (xy + x)²": lambda p: (p[0] * p[1] + p[0]) ** 2,
    "g = σ(x + y) · x": lambda p: p[0] / (1 + np.exp(-p[0] - p[1])),
}


@pytest.fixture(params=EXPRESSIONS, ids=lambda each: each.name)
def expression(request):
    return request.param


@pytest.mark.parametrize("place", [(3.0, -3.0), (-0.5, 2.0), (1.5, 1.0)])
def test_at_the_end_of_the_walk_the_gradients_are_those_of_a_nudge(expression, place):
    now = walk(expression, *place, n_steps(expression))
    expected = numerical_gradient(FORMULAS[expression.name], np.array(place))
    assert [now.gradients["x"], now.gradients["y"]] == pytest.approx(expected, abs=1e-6)


def test_going_forward_one_value_comes_with_each_step_and_no_gradient(expression):
    walks = [walk(expression, 3.0, -3.0, step) for step in range(4)]
    assert [len(now.values) for now in walks] == [2, 3, 4, 5]
    assert not any(now.gradients for now in walks)


def test_going_back_no_value_moves(expression):
    forward = walk(expression, 3.0, -3.0, 3).values
    assert all(walk(expression, 3.0, -3.0, step).values == forward for step in range(4, 8))


def test_the_graph_of_lesson_02_step_by_step():
    z = EXPRESSIONS[0]
    assert walk(z, 3.0, -3.0, 4).gradients == {"z": 1}
    assert walk(z, 3.0, -3.0, 5).gradients == {"z": 1, "p": 1, "q": 1}
    assert walk(z, 3.0, -3.0, 6).gradients == {"z": 1, "p": 1, "q": 1, "x": 6}
    last = walk(z, 3.0, -3.0, 7)
    assert (last.gradients["x"], last.gradients["y"]) == (3, 3)
    assert "1 × (−3) = −3, added to 6: 3" in last.text


def test_overwriting_loses_what_came_first():
    now = walk(EXPRESSIONS[1], 3.0, -3.0, 7, overwrite=True)
    assert now.gradients["x"] == 36
    assert "in the place of −12, which is lost" in now.text


def test_the_widget_walks_with_its_buttons_and_stays_between_the_ends():
    widget = explore_graph()
    widget.controls["back"].click()
    assert widget.text.startswith("Step 0 of 7. The inputs")
    for _ in range(7):
        widget.player.step_button.click()
    assert widget.text.startswith("Step 7 of 7. p's turn")
    widget.controls["back"].click()
    assert widget.controls["step"].value == 6
    widget.player.step_button.click()
    widget.player.step_button.click()  # at the end it begins anew, as the other widgets do
    assert widget.controls["step"].value == 0


@pytest.mark.parametrize("step", [0, 7])
@pytest.mark.parametrize("end", [-4.0, 0.0, 4.0])
def test_every_corner_of_the_controls_is_drawn(expression, step, end):
    widget = explore_graph(expression.name, x=end, y=-end, step=step)
    assert widget.error is None
    assert widget.picture.png().startswith(b"\x89PNG")


def test_a_step_changes_the_picture_and_a_reset_brings_the_first_one_back():
    widget = explore_graph("f = (xy + x)²")
    first = widget.picture.png()
    widget.controls["step"].value = 5
    assert widget.picture.png() != first
    widget.reset()
    assert widget.controls["step"].value == 0
    assert widget.picture.png() == first


def test_the_alternative_text_says_what_arrives():
    widget = explore_graph(step=7)
    assert "A graph: the inputs" in widget.alt
    assert "To y: 1 × 3 = 3." in widget.alt


def test_a_graph_that_is_not_known_is_refused_with_the_names():
    with pytest.raises(ValueError, match=r"expression is expected to be one of .*f = .*; got 'z'"):
        explore_graph("z")
