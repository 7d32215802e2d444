import base64
import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnlib.gradient_check import numerical_gradient
from nnlib.layers import Dropout, Linear, ReLU, Sequential, Sigmoid, Tanh, sigmoid
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError, SoftmaxCrossEntropy
from nnlib.widgets.controls import ControlError
from nnlib.widgets.explore_network import explore_network, lesson_network
from nnlib.widgets.network.answers import judge
from nnlib.widgets.network.losses import said
from nnlib.widgets.network.mistakes import mistakes_of
from nnlib.widgets.network.steps import steps_of
from nnlib.widgets.network.walk import Walk
from nnlib.widgets.network.worked import WorkedNetwork
from nnlib.widgets.stage import HERE

SVG = "{http://www.w3.org/2000/svg}"


def linear(n_inputs, n_outputs, seed=0):
    """A layer with random weights and, unlike a new one, random biases."""
    rng = np.random.default_rng(seed)
    layer = Linear(n_inputs, n_outputs, rng=rng)
    layer.bias.value[:] = rng.normal(0, 0.3, n_outputs)
    return layer


def three_layers():
    return Sequential(linear(3, 4), ReLU(), linear(4, 3, 1), Tanh(), linear(3, 2, 2))


EXAMPLES = {
    "lesson 05": lambda: WorkedNetwork(
        lesson_network(), (0.95, 0.06), (0.05, 0.82), MeanSquaredError(), True
    ),
    "three layers": lambda: WorkedNetwork(three_layers(), (0.9, -2, 1), 1, SoftmaxCrossEntropy()),
    "own biases": lambda: WorkedNetwork(
        Sequential(linear(2, 3), Tanh(), linear(3, 3, 1), Sigmoid()),
        (0.5, -0.7),
        (0, 1, -0.5),
        MeanSquaredError(),
    ),
    "probabilities": lambda: WorkedNetwork(
        Sequential(linear(2, 2), Sigmoid(), linear(2, 2, 1)), (1, 2), (1, 0.3), BinaryCrossEntropy()
    ),
    "soft targets": lambda: WorkedNetwork(
        Sequential(linear(2, 2)), (1, 2), (0.25, 0.75), SoftmaxCrossEntropy()
    ),
    "one neuron": lambda: WorkedNetwork(
        Sequential(linear(1, 1), ReLU()), (2,), (3,), MeanSquaredError(), True
    ),
}


@pytest.fixture(params=EXAMPLES)
def network(request):
    return EXAMPLES[request.param]()


@pytest.fixture
def widget():
    return explore_network()


@pytest.fixture
def fill_in():
    return explore_network(fill_in=True)


def shown(widget):
    """What is written in the picture: all texts, by the name of the part that they belong to."""
    drawn = ElementTree.fromstring(widget.stage.svg)
    return {
        group.get("data-name"): [text.text for text in group.iter(f"{SVG}text")]
        for group in drawn.iter(f"{SVG}g")
        if group.get("data-name")
    }


def thick_parts(widget):
    drawn = ElementTree.fromstring(widget.stage.svg)
    return [part for part in drawn.iter() if part.get("stroke-width") == "4"]


def go_to(widget, n):
    widget.controls["step"].value = n
    assert widget.error is None


# The numbers


def test_the_numbers_of_lesson_05_come_out():
    numbers = EXAMPLES["lesson 05"]().numbers
    assert numbers.sums == pytest.approx(
        {"h1": 0.154, "h2": 0.0833, "y1": 0.54817, "y2": 0.61464}, abs=1e-5
    )
    assert numbers.loss == pytest.approx(0.184979, abs=1e-6)
    assert numbers.gradients["w5"] == pytest.approx(0.07295, abs=5e-6)
    assert numbers.gradients["w8"] == pytest.approx(-0.02029, abs=1e-5)
    assert numbers.gradients["b2"] == pytest.approx(0.09654, abs=1e-5)


def test_every_gradient_is_what_nudging_gives(network):
    names, start = zip(*network.numbers.parameters.items(), strict=True)
    found = dict(network.numbers.gradients)

    def loss(values):
        network.set_parameters(dict(zip(names, map(float, values), strict=True)))
        return network.numbers.loss

    nudged = numerical_gradient(loss, np.array(start))
    assert [found[name] for name in names] == pytest.approx(nudged.tolist(), abs=1e-8)


def test_slope_times_gradient_at_the_output_is_the_gradient_at_the_sum(network):
    numbers = network.numbers
    for name, at_sum in numbers.sum_gradients.items():
        slope = numbers.slopes.get(name, 1)
        assert at_sum == pytest.approx(slope * numbers.output_gradients[name])


def test_the_model_stays_as_it_is():
    model = three_layers()
    before = [parameter.value.copy() for parameter in model.parameters]
    widget = explore_network(model, (1, 2, 3), (0, 1), step=5)
    widget.controls["descend"].click()
    assert "A gradient step" in widget.text
    for parameter, value in zip(model.parameters, before, strict=True):
        np.testing.assert_array_equal(parameter.value, value)
        assert parameter.value.dtype == np.float32


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"model": Linear(2, 2, rng=np.random.default_rng(0))}, "Sequential of Linear.*Linear"),
        ({"model": Sequential(Sigmoid(), linear(2, 2))}, "each followed by.*Sigmoid"),
        ({"model": Sequential(linear(2, 2), ReLU(), Tanh())}, "each followed by.*Tanh"),
        (
            {"model": Sequential(linear(2, 2), Dropout(0.1, rng=np.random.default_rng(0)))},
            "each followed by.*Dropout",
        ),
        ({"model": Sequential(linear(15, 6))}, "at most 20 nodes.*got 21 and 90"),
        ({"inputs": (1, 2, 3)}, "2 finite numbers.*one row"),
        ({"inputs": (1, math.nan)}, "2 finite numbers.*real numbers"),
        ({"inputs": ("red", "blue")}, "inputs expected.*'red', 'blue'.*real numbers"),
        ({"inputs": (1, 2j)}, "inputs expected.*2j.*real numbers"),
        ({"inputs": ([1], 2)}, "inputs expected.*real numbers"),
        ({"inputs": (1, 1e200)}, "inputs expected.*1e\\+06 from zero"),
        ({"targets": ("red", "blue")}, "targets expected 2.*'red', 'blue'.*real numbers"),
        ({"targets": (1, 2j)}, "targets expected 2.*2j.*real numbers"),
        ({"targets": (1, None)}, "targets expected 2.*real numbers"),
        ({"targets": ("1", "0"), "loss": SoftmaxCrossEntropy()}, "targets expected 2"),
        ({"targets": (1,)}, "targets expected 2"),
        ({"targets": 1}, "targets expected 2"),
        ({"targets": 2, "loss": SoftmaxCrossEntropy()}, "labels from 0 to 1"),
        ({"loss": "squared"}, "loss expected one of MeanSquaredError.*squared"),
        ({"inputs": None}, "no inputs"),
        ({"targets": None}, "no targets"),
        ({"shared_biases": True}, "biases of Linear.*equal"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(arguments, words):
    valid = {"model": Sequential(linear(2, 2)), "inputs": (1, 2), "targets": (0, 1)}
    with pytest.raises(ValueError, match=words):
        explore_network(**valid | arguments)


@pytest.mark.parametrize("value", [math.nan, math.inf, -2e6])
def test_a_model_with_a_lost_weight_is_refused_in_words(value):
    model = Sequential(linear(2, 2))
    model.layers[0].weight.value[1, 0] = value
    with pytest.raises(ValueError, match=r"got -?\S+ in the weight of Linear\(2, 2\). Build"):
        explore_network(model, (1, 2), (0, 1))


# The formulas


def calculated(formula):
    """The number that a formula gives when it is read as arithmetic."""
    text = formula.replace("−", "-").replace(" · ", " * ").replace(", else", " else")
    text = text.replace("²", "**2").replace("½ ", "0.5 * ").replace("⅓ ", "1/3 * ")
    text = text.replace("⅔ ", "2/3 * ")
    text = re.sub(r"log (\d[\d.]*)", r"log(\1)", text)
    return eval(text, {"σ": sigmoid, "tanh": math.tanh, "max": max, "log": math.log})


def test_every_formula_with_numbers_gives_its_value(network):
    for step in steps_of(network):
        for part in step.numbers.split(" = "):
            assert calculated(part) == pytest.approx(step.value, rel=2e-3, abs=2e-5), step.formula


def test_the_steps_lead_forward_and_back_once_through_everything(network):
    steps = steps_of(network)
    assert len({step.symbol for step in steps}) == len(steps)
    labels = [step.is_back for step in steps]
    assert labels == sorted(labels)
    have_gradients = {name for step in steps if step.is_back for name in (step.name, *step.also)}
    assert have_gradients == {*network.numbers.parameters, *network.neurons}


def test_no_step_needs_what_a_later_one_gives():
    steps = steps_of(EXAMPLES["lesson 05"]())
    order = [step.symbol for step in steps]
    for n, step in enumerate(steps):
        for symbol in re.findall(r"∂E/∂[\w]+", step.symbols):
            assert order.index(symbol) < n


@pytest.mark.parametrize(
    ("n", "formula"),
    [
        (2, "h1 = σ(0.10 · 0.95 + 0.15 · 0.06 + 0.05) = σ(0.154) = 0.53842"),
        (9, "E = ½ (0.63371 − 0.05)² + ½ (0.64900 − 0.82)² = 0.18498"),
        (13, "∂E/∂w5 = 0.58371 · 0.23212 · 0.53842 = 0.07295"),
        (21, "∂E/∂h1 = 0.18 · 0.13549 + 0.11 · (−0.03895) = 0.02010"),
    ],
)
def test_a_step_says_its_formula_with_numbers(widget, n, formula):
    go_to(widget, n)
    assert formula in widget.text
    assert widget.text.startswith(f"Step {n} of 31")
    assert formula in widget.alt


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.1, "0.10"), (0.154, "0.154"), (-0.5, "−0.50"), (0.0201041, "0.02010"), (-0.0, "0.00"),
     (2.99e-5, "2.99e−05"), (1e300, "1.00e+300"), (0.6490003, "0.64900")],
)  # fmt: skip
def test_numbers_are_short_and_have_a_true_minus(number, text):
    assert said(number) == text


# The walk


def test_the_walk_begins_with_what_is_given(widget):
    assert "Step 0 of 31" in widget.text
    assert shown(widget)["x1"] == ["x1", "0.95"]
    assert shown(widget)["w5"] == ["w5 0.18"]
    assert shown(widget)["E"] == ["E", "t1 0.05", "t2 0.82"]
    assert shown(widget)["h1"] == ["h1"]
    assert thick_parts(widget) == []


def test_what_is_before_is_filled_in_and_what_is_after_is_empty(widget):
    go_to(widget, 2)
    assert shown(widget)["h1"] == ["h1", "sum 0.154", "▸ out 0.53842"]
    assert shown(widget)["h2"] == ["h2"]
    go_to(widget, 13)
    parts = shown(widget)
    assert parts["y1"][3:] == ["∂ out 0.58371", "× slope 0.23212", "∂ sum 0.13549"]
    assert parts["w5"] == ["w5 0.18", "▸ ∂ 0.07295"]
    assert parts["w6"] == ["w6 0.06"]
    go_to(widget, 31)
    assert all(len(parts) > 1 for parts in shown(widget).values())


def test_the_part_that_a_step_concerns_is_thick(widget):
    go_to(widget, 13)  # dE/dw5: h1, w5, y1, the line to E, E
    assert len(thick_parts(widget)) == 5
    go_to(widget, 21)  # dE/dh1: h1, w5, y1, and dashed w7, y2
    assert len([part for part in thick_parts(widget) if part.get("stroke-dasharray")]) == 2


def test_the_buttons_walk_and_stop_at_both_ends(widget):
    step = widget.controls["step"]
    for name, expected in [("back", 0), ("next", 1), ("next", 2), ("back", 1), ("forward", 9),
                           ("all", 31), ("next", 31), ("back", 30)]:  # fmt: skip
        widget.controls[name].click()
        assert step.value == expected
        assert widget.error is None


def test_every_step_of_every_network_is_drawn_with_pictures_of_one_size(network):
    widget = Walk(network, 0, 0.5)
    sizes = set()
    for n in range(len(widget.steps) + 1):
        go_to(widget, n)
        sizes.add(ElementTree.fromstring(widget.stage.svg).get("viewBox"))
    assert len(sizes) == 1
    for name in network.names:
        widget.click(name)
        assert widget.error is None
        assert widget.text


def test_the_stage_shows_what_the_notebook_keeps(widget):
    go_to(widget, 7)
    html = ElementTree.fromstring(widget.content[0]["text/html"].replace(">", "/>"))
    drawn = base64.b64decode(html.attrib["src"].partition(",")[2]).decode()
    assert drawn == widget.stage.svg
    assert html.attrib["alt"] == widget.alt
    assert widget.text in widget.alt


def test_the_same_arguments_show_the_same():
    one, other = explore_network(step=4), explore_network(step=4)
    assert one.content == other.content
    assert repr(one) == repr(other)


@pytest.mark.parametrize(
    ("control", "least", "largest"),
    [("step", 0, 31), ("learning_rate", 0.01, 100.0), ("value", -2.0, 2.0)],
)
def test_controls_at_their_ends_work_and_hostile_values_are_refused(
    widget, control, least, largest
):
    widget.click("w5")
    for value in (least, largest):
        widget.controls[control].value = value
        assert widget.error is None
        widget.controls["descend"].click()
        assert widget.error is None
    for hostile in (math.nan, math.inf, "much", None, 1e9, -1e9, True):
        with pytest.raises(ControlError, match="expected"):
            widget.controls[control].value = hostile
    assert widget.error is None


def test_a_start_outside_is_refused():
    with pytest.raises(ControlError, match="from 0 to 31"):
        explore_network(step=32)
    with pytest.raises(ControlError, match="learning rate"):
        explore_network(learning_rate=0)


# Looking at a part


def test_a_click_shows_the_formula_of_a_weight(widget):
    go_to(widget, 31)
    widget.click("w5")
    assert widget.selected == widget.stage.pressed == "w5"
    assert "from h1 to y1. ∂E/∂w5 = 0.58371 · 0.23212 · 0.53842 = 0.07295" in widget.text
    assert widget.controls["value"].value == 0.18
    assert not widget.controls["value"].disabled


def test_a_click_says_what_is_not_yet_known(widget):
    widget.click("h2")
    assert widget.text == "Nothing is known of h2 yet: its first value comes with step 3."
    widget.click("x1")
    assert "x1 = 0.95: an input" in widget.text
    assert widget.controls["value"].disabled


def test_a_message_of_the_browser_is_a_click(widget):
    widget.stage._handle_custom_msg("b2", [])
    assert widget.selected == "b2"
    assert "b2 = 0.42: the bias of y1 and y2" in widget.text


def test_walking_on_ends_the_looking(widget):
    widget.click("w5")
    widget.controls["next"].click()
    assert widget.selected == ""
    widget.click("w5")
    go_to(widget, 5)
    assert widget.selected == ""
    assert widget.text.startswith("Step 5")


@pytest.mark.parametrize("name", ["w9", "", None, "the step"])
def test_a_click_on_what_is_not_there_is_refused(widget, name):
    with pytest.raises(ValueError, match="click expected one of x1"):
        widget.click(name)


def test_a_bias_of_its_own_shows_the_gradient_at_the_sum():
    widget = explore_network(three_layers(), (1, 2, 3), (0, 1), step=70)
    widget.click("b5")
    assert "the bias of h5" in widget.text


# Changing weights


def error_of(w5):
    """E of lesson 05 for another w5, worked out anew."""
    squeeze = lambda z: 1 / (1 + math.exp(-z))  # noqa: E731
    h1, h2 = squeeze(0.1 * 0.95 + 0.15 * 0.06 + 0.05), squeeze(0.03 * 0.95 + 0.08 * 0.06 + 0.05)
    y1, y2 = squeeze(w5 * h1 + 0.06 * h2 + 0.42), squeeze(0.11 * h1 + 0.26 * h2 + 0.42)
    return ((y1 - 0.05) ** 2 + (y2 - 0.82) ** 2) / 2


def test_a_changed_weight_moves_the_error_and_all_that_hangs_on_it(widget):
    go_to(widget, 31)
    widget.click("w5")
    widget.controls["value"].value = -1.0
    assert widget.network.numbers.loss == pytest.approx(error_of(-1.0))
    assert f"E has fallen from 0.18498 to {said(error_of(-1.0))}" in widget.text
    assert shown(widget)["w5"][0] == "w5 −1.00"
    assert f"E {said(error_of(-1.0))}" in shown(widget)["E"]


def test_moves_of_one_slider_are_undone_together(widget):
    widget.click("w5")
    for value in (0.2, 0.3, 0.4):
        widget.controls["value"].value = value
    assert "instead of 0.18: E has risen from 0.18498" in widget.text
    widget.click("b1")
    widget.controls["value"].value = 1.0
    widget.controls["undo"].click()
    assert widget.network.numbers.parameters["b1"] == 0.05
    assert widget.network.numbers.parameters["w5"] == 0.4
    widget.controls["undo"].click()
    assert widget.network.numbers.loss == pytest.approx(error_of(0.18))
    assert "E is 0.18498 again" in widget.text
    widget.controls["undo"].click()
    assert "nothing to undo" in widget.text


def test_a_value_without_a_weight_to_give_it_to_changes_nothing(widget):
    widget.controls["value"].value = 1.5
    assert "Choose a weight or a bias first" in widget.text
    assert widget.network.numbers.loss == pytest.approx(error_of(0.18))


def test_a_gradient_step_is_the_update_of_lesson_05(widget):
    widget.controls["descend"].click()
    assert widget.network.numbers.loss == pytest.approx(0.174852, abs=1e-6)
    assert "E has fallen from 0.18498 to 0.17485" in widget.text
    biases = [layer.bias.value for layer in widget.network.model.layers[::2]]
    assert all(np.ptp(bias) == 0 for bias in biases)  # one bias for both neurons


def test_many_gradient_steps_end_where_lesson_05_ends(widget):
    widget.controls["learning_rate"].value = 5
    for _ in range(1000):
        widget.descend()
    assert widget.network.numbers.loss < 1e-9


def test_a_step_that_is_too_long_says_so(widget):
    widget.controls["learning_rate"].value = 100.0
    widget.controls["descend"].click()
    assert "E has risen from 0.18498" in widget.text
    assert "too long" in widget.text
    widget.controls["undo"].click()
    assert "E is 0.18498 again" in widget.text


def test_a_step_that_would_run_away_is_not_taken_and_says_why():
    widget = explore_network(Sequential(linear(2, 1)), (1, 20), (0,), learning_rate=100)
    for _ in range(9):
        widget.controls["descend"].click()
        assert widget.error is None
        assert np.isfinite(widget.network.numbers.loss)
    assert "The step was not taken, for w" in widget.text
    assert "further than 1e+06 from zero" in widget.text
    assert "try a tenth of it" in widget.text


def test_a_weight_far_from_zero_still_has_a_slider():
    widget = explore_network(learning_rate=100)
    widget.click("w7")
    for _ in range(5):
        widget.controls["descend"].click()
    number = widget.network.numbers.parameters["w7"]
    assert abs(number) > 2
    control = widget.controls["value"]
    assert control.value == number
    assert control.positions[0] <= number <= control.positions[-1]


def test_reset_brings_everything_back(widget):
    before = widget.content
    go_to(widget, 12)
    widget.click("w5")
    widget.controls["value"].value = 1.9
    widget.controls["learning_rate"].value = 7.0
    widget.controls["descend"].click()
    widget.reset()
    assert widget.content == before
    assert widget.history == []
    assert widget.network.numbers.loss == pytest.approx(error_of(0.18))
    widget.controls["undo"].click()
    assert "nothing to undo" in widget.text


# Filling in


def three_digits(number):
    return float(f"{number:.2e}")


def test_every_value_is_right_with_three_digits(network):
    for step in steps_of(network):
        for answer in (step.value, three_digits(step.value)):
            assert judge(network, step, answer).is_right


def test_values_with_one_digit_are_rounded_too_roughly():
    network = EXAMPLES["lesson 05"]()
    for n, answer in [(0, 0.2), (1, 0.5), (1, 0.54), (12, 0.07), (16, -0.04)]:
        verdict = judge(network, steps_of(network)[n], answer)
        assert not verdict.is_right
        assert "rounded too roughly" in verdict.words


def squeezed(z):
    return 1 / (1 + math.exp(-z))


H1, H2, Y1, Y2 = 0.538424, 0.520813, 0.633713, 0.649005
D1, D2 = 0.135493, -0.038954  # gradients at the sums of y1 and y2


@pytest.mark.parametrize(
    ("n", "answer", "words"),
    [
        (1, 0.104, "The bias is missing: b1"),
        (1, 0.538, "This is the output of h1"),
        (1, 0.10 * 0.95 + 0.03 * 0.06 + 0.05, "You took w1, w3"),
        (3, 0.15 * 0.95 + 0.08 * 0.06 + 0.05, "You took w2, w4.*h2 owns w3 and w4"),
        (3, 0.154, "This is h1"),
        (1, 0.524, "You added b2"),
        (1, 0.15 * 0.95 + 0.10 * 0.06 + 0.05, "in this order"),
        (1, 0.145, "w2 · x2 is missing"),
        (2, 0.154, "This is the sum"),
        (2, squeezed(0.104), "The bias is missing"),
        (2, squeezed(-0.154), "A minus is lost"),
        (2, squeezed(0.10 * 0.95 + 0.03 * 0.06 + 0.05), "You took w1, w3"),
        (5, 0.18 * 0.154 + 0.06 * 0.0833 + 0.42, "You took the sums of h1, h2"),
        (5, 0.18 * 0.95 + 0.06 * 0.06 + 0.42, "You took the inputs of the network"),
        (9, 0.369959, "The mean is lost"),
        (9, 0.340717 / 2, "the part of y1 alone"),
        (9, 0.412708 / 2, "The squares are missing"),
        (9, math.sqrt(0.184979), "square root"),
        (10, -0.58371, "sign is flipped"),
        (10, 0.58371**2, "not squared"),
        (10, 0.54817 - 0.05, "You took the sum"),
        (10, D1, "already the gradient at the sum"),
        (11, Y1, "This is the output"),
        (11, 0.54817 * (1 - 0.54817), "You took the sum"),
        (11, 1 - Y1, "output itself is missing"),
        (12, 0.58371, "The slope is missing"),
        (12, 0.58371 + 0.23212, "multiplied, not added"),
        (13, 0.58371 * H1, "slope of y1 is missing"),
        (13, D1, "last factor is missing"),
        (13, D1 * 0.154, "sum of h1"),
        (13, D1 * H2, "You took h2"),
        (13, D1 * 0.18, "w5 itself"),
        (13, -0.07295, "sign is flipped"),
        (13, D2 * H1, "back through y2"),
        (20, D1, "over y1 alone"),
        (20, 0.58371 - 0.17100, "slopes are missing"),
        (21, 0.18 * D1, "path over y1 alone"),
        (21, 0.11 * D2, "path over y1 is missing"),
        (21, 0.18 * 0.58371 + 0.11 * -0.17100, "slopes are missing"),
        (21, 0.18 * D1 + 0.06 * D2, "You took w5, w6"),
        (24, 0.18 * D1 * 0.24852 * 0.95, "path over y1 alone"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_what_is_wrong(n, answer, words):
    network = EXAMPLES["lesson 05"]()
    verdict = judge(network, steps_of(network)[n - 1], answer)
    assert not verdict.is_right
    assert re.search(words, verdict.words), verdict.words


@pytest.mark.parametrize(
    ("answer", "words"),
    [(-0.154, "sign is flipped"), (0.1531, "close"), (0.308, "twice"), (77, "too large"),
     (-5, "wrong sign"), (0.0007, "too small"), (1e300, "too large"), (0, "too small")],
)  # fmt: skip
def test_a_value_of_unknown_origin_is_told_what_can_be_said(answer, words):
    network = EXAMPLES["lesson 05"]()
    verdict = judge(network, steps_of(network)[0], answer)
    assert words in verdict.words


def test_no_catalogue_calls_a_right_value_wrong_or_fails(network):
    for step in steps_of(network):
        for answer, words in mistakes_of(network, step):
            assert words.endswith((".", "?"))
            if math.isfinite(answer) and abs(answer - step.value) > 0.02 * abs(step.value) + 1e-3:
                assert not judge(network, step, answer).is_right


def test_the_catalogue_of_every_value_is_long(network):
    for step in steps_of(network):
        assert len(list(mistakes_of(network, step))) >= 5, step.symbol


def test_typed_values_go_into_the_picture_and_the_next_is_asked_for(fill_in):
    assert "what is z_h1, the weighted sum of h1?" in fill_in.text
    assert shown(fill_in)["h1"] == ["h1", "▸ sum ?"]
    assert "The bias is missing" in fill_in.answer(0.104)
    assert shown(fill_in)["h1"] == ["h1", "▸ sum ?"]
    assert "Right: z_h1 = 0.154. Step 2 of 31" in fill_in.answer("0,154")
    assert shown(fill_in)["h1"] == ["h1", "sum 0.154", "▸ out ?"]


def test_all_values_can_be_typed(fill_in):
    for step in fill_in.steps:
        fill_in.answer(f"{three_digits(step.value):g}".replace("-", "−"))
        assert fill_in.error is None
    assert "All 31 values are there: 31 found, 0 shown." in fill_in.text
    fill_in.answer(1)
    fill_in.controls["show"].click()
    fill_in.controls["hint"].click()
    assert fill_in.error is None


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1e999", "0.1.2", "<b>", "½" * 99])
def test_what_is_no_number_is_said_to_be_none(fill_in, text):
    assert "cannot be read as one" in fill_in.answer(text)
    assert "what is z_h1" in fill_in.text
    assert fill_in.n_known == 0


def test_hints_tell_more_and_more_but_never_the_value(fill_in):
    fill_in.answer(0.154)
    texts = []
    for _ in range(4):
        fill_in.controls["hint"].click()
        texts.append(fill_in.text)
    assert "the sigmoid of its sum" in texts[0]
    assert "The formula: σ(w1 · x1" in texts[1]
    assert "With numbers: σ(0.10 · 0.95" in texts[2]
    assert "no further hint" in texts[3]
    assert not any("0.538" in text for text in texts)
    assert "0.538" not in fill_in.stage.svg


def test_the_lines_into_a_neuron_are_thick_only_after_a_hint(fill_in):
    assert len(thick_parts(fill_in)) == 1
    fill_in.controls["hint"].click()
    assert len(thick_parts(fill_in)) == 7  # x1, x2, b1, h1 and three lines


def test_values_can_be_shown_and_are_counted(fill_in):
    fill_in.controls["forward"].click()
    assert "Shown: E = 0.18498. Step 10 of 31, back" in fill_in.text
    for _ in range(22):
        fill_in.controls["show"].click()
    assert "All 31 values are there: 0 found, 31 shown." in fill_in.text
    fill_in.reset()
    assert "Step 1 of 31" in fill_in.text


def test_while_filling_in_a_click_tells_only_what_is_known(fill_in):
    fill_in.answer(0.154)
    fill_in.click("h1")
    assert "0.53842" not in fill_in.text + fill_in.stage.svg
    assert "= 0.154" in fill_in.text
    fill_in.answer(0.538)
    assert fill_in.selected == ""


def test_an_answer_from_the_browser_is_taken_each_time_it_is_sent(fill_in):
    field = fill_in.controls["answer"]
    for number in range(2):
        field.set_state({"sent": {"text": "0.104", "number": number}})
        assert "The bias is missing" in fill_in.text
    before = field.turn
    field.set_state({"sent": {"text": "0.154", "number": 3}})
    assert field.turn > before


def test_the_scripts_fetch_nothing():
    for name in ("stage.js", "answer_field.js"):
        script = (HERE / name).read_text(encoding="utf-8")
        assert not [word for word in ("http", "fetch(", "import ") if word in script]


def test_reset_brings_back_the_range_of_a_weight_that_ran_away():
    widget = explore_network(Sequential(linear(2, 1)), (3.0, 2.0), (1.0,))
    widget.controls["learning_rate"].value = 1
    for _ in range(3):
        widget.controls["descend"].click()
    widget.click("w1")
    assert abs(widget.controls["value"].value) > 100
    widget.reset()
    assert widget.error is None
    assert widget.controls["value"].positions[-1] == 2
    assert widget.network.numbers.parameters == pytest.approx(widget.first)


def test_a_move_of_the_slider_while_the_last_one_is_drawn_is_not_taken_back(widget):
    widget.click("w5")
    slider, edit = widget.controls["value"], widget.edit

    def edit_and_move_on(name, value):
        edit(name, value)
        with widget.hold():
            slider.value = 0.75  # another thread's move, between the two

    widget.edit = edit_and_move_on
    slider.value = 0.5
    assert slider.value == 0.75
    widget.edit = edit
    widget.redraw()
    assert widget.network.numbers.parameters["w5"] == 0.75


# What is said of wrong answers, whatever the loss, the activation and the number of outputs

LOSSES = {
    MeanSquaredError: (0.3, 0.8, -0.55),
    BinaryCrossEntropy: (1.0, 0.0, 0.3),
    SoftmaxCrossEntropy: (1.0, 0.0, 0.0),
}
SLOPES = {  # of the output
    Sigmoid: lambda a: a * (1 - a),
    Tanh: lambda a: 1 - a * a,
    ReLU: lambda a: float(a > 0),
    None: lambda a: 1.0,
}


def small_network(loss, activation, n_outputs):
    layers = [linear(2, 3, 8), linear(3, n_outputs, 9)]
    layers[1].bias.value[:] += 0.9  # most neurons with ReLU are on
    blocks = [(layer, activation()) if activation else (layer,) for layer in layers]
    model = Sequential(*(layer for block in blocks for layer in block))
    return WorkedNetwork(model, (0.7, -1.3), LOSSES[loss][:n_outputs], loss())


def wrong_answers_at_an_output(network, name, target, slope):
    """What people answer for dE/dy, and what has to be said of it."""
    numbers, n = network.numbers, len(network.layers[-1])
    y, z, right = numbers.outputs[name], numbers.sums[name], numbers.output_gradients[name]
    is_neuron = network.neurons[name].activation is not None
    outputs = [numbers.outputs[other] for other in network.layers[-1]]
    k = network.layers[-1].index(name)
    yield right * slope(y), "already the gradient at the sum"
    if isinstance(network.loss, MeanSquaredError):
        yield -right, "sign is flipped: it is output − target"
        yield 2 * (y - target), f"The mean is lost: divide by {n}"
        yield (y - target) / n, "2 of the square is missing" if n > 1 else "factor 2 is missing"
        if n != 2:
            yield y - target, f"The factor {'2' if n == 1 else '⅔'} is missing"
        yield (y - target) ** 2, "not squared"
        yield 2 / n * y, "The target is missing"
        yield 2 / n * (y + target), "You added the target"
        if is_neuron and z != y:
            yield 2 / n * (z - target), f"You took the sum of {name}"
        return
    binary = isinstance(network.loss, BinaryCrossEntropy)
    p = squeezed(y) if binary else math.exp(y) / sum(map(math.exp, outputs))
    p_of_sum = squeezed(z)
    if not binary:
        sums = [numbers.sums[other] for other in network.layers[-1]]
        p_of_sum = math.exp(sums[k]) / sum(map(math.exp, sums))
    share = 1 / n if binary else 1
    assert right == pytest.approx(share * (p - target))
    yield -right, "sign is flipped: it is probability − target"
    yield 2 * right, "The mean is lost: divide by 2" if binary and n == 2 else "It is twice what"
    yield right / 2, "do not divide by 2" if not binary and n == 2 else "It is half what"
    yield (p - target) / n, f"do not divide by {n}"
    yield p - target, f"The mean is lost: divide by {n}"
    yield share * p, "The target is missing: it is probability"
    yield share * (y - target), f"You took the output. p{k + 1} is the s"
    yield y - target, f"You took the output. p{k + 1} is the s"
    if is_neuron and z != y:
        yield share * (p_of_sum - target), f"You took the sum of {name}|You took the output"


def wrong_answers_of_a_neuron(network, neuron, slope):
    """What people answer behind the output of a neuron, and what has to be said of it."""
    numbers, name, activation = network.numbers, neuron.name, type(neuron.activation)
    a, z, back = numbers.outputs[name], numbers.sums[name], numbers.output_gradients[name]
    at_sum = numbers.sum_gradients[name]
    if neuron.activation:
        minus = {Sigmoid: r"σ\(z\) = 1", Tanh: "tanh.z. has the sign of z", ReLU: r"max\(0, z\)"}
        curve = {Sigmoid: squeezed, Tanh: math.tanh, ReLU: lambda z: max(0, z)}[activation]
        yield name, curve(-z), minus[activation]
        yield f"∂E/∂z_{name}", back, "The slope is missing"
        yield f"∂E/∂z_{name}", back * a, f"You multiplied by the output of {name}"
        yield f"∂E/∂z_{name}", -at_sum, "sign is flipped"
        if activation is not ReLU:
            yield f"∂{name}/∂z_{name}", slope(z), "You took the sum"
            yield f"∂E/∂z_{name}", back * slope(z), "You took the sum"
            words = "output itself is missing" if activation is Sigmoid else "is to be squared"
            yield f"∂{name}/∂z_{name}", 1 - a, words
            yield f"∂E/∂z_{name}", back * (1 - a), words
    for weight, source in zip(neuron.weights, neuron.sources, strict=True):
        came, symbol = numbers.outputs[source], f"∂E/∂{weight}"
        yield symbol, -at_sum * came, "sign is flipped"
        yield symbol, at_sum, f"The last factor is missing: {source}"
        yield symbol, at_sum * numbers.parameters[weight], f"You multiplied by {weight} itself"
        if neuron.activation:
            yield symbol, back * came, f"The factor for the slope of {name} is missing"
            if activation is not ReLU:
                yield symbol, back * slope(z) * came, "You took the sum. The formula of the slope"
        for other in neuron.sources:
            if other != source:
                yield symbol, at_sum * numbers.outputs[other], f"You took {other}"
    paths = list(zip(neuron.target_weights, neuron.targets, strict=True))
    parts = [numbers.parameters[w] * numbers.sum_gradients[target] for w, target in paths]
    for part, (_, target) in zip(parts, paths, strict=True) if len(parts) > 1 else ():
        yield f"∂E/∂{name}", part, f"path over {target} alone|path over .* is missing"
        words = f"path over {target} is missing|path over .* alone"
        yield f"∂E/∂{name}", sum(parts) - part, words


def wrong_answers_to_the_error(network):
    """What people answer for E, and what has to be said of it."""
    n, right = len(network.layers[-1]), network.numbers.loss
    if isinstance(network.loss, MeanSquaredError):
        yield n * right, f"The mean is lost.*by {n}"
        yield right / 2, "halved once too often"
        yield n * right / 2, f"by 2.*divides by {n}|halved once too often"
        return
    yield -right, "The minus before the logarithm is lost"
    if isinstance(network.loss, BinaryCrossEntropy):
        yield n * right, f"The mean is lost.*by {n}"
        if n == 1:
            yield math.exp(-right), "This is the probability of the right answer at y1"
    else:
        yield n * right, "It is twice|It is too large"
        yield right / n, f"E is not divided by {n}"
        yield math.exp(-right), "This is p1, a probability"


def wrong_answers(network):
    """What people answer: the symbol of the step, the answer, what has to be said of it."""
    for answer, words in wrong_answers_to_the_error(network):
        yield "E", answer, words
    for name, neuron in network.neurons.items():
        slope = SLOPES[type(neuron.activation) if neuron.activation else None]
        yield from wrong_answers_of_a_neuron(network, neuron, slope)
        if not neuron.targets:
            target = network.target[f"t{network.layers[-1].index(name) + 1}"]
            for answer, words in wrong_answers_at_an_output(network, name, target, slope):
                yield f"∂E/∂{name}", answer, words


every_network = pytest.mark.parametrize(
    ("loss", "activation", "n_outputs"),
    [(loss, kind, n) for loss in LOSSES for kind in SLOPES for n in (1, 2, 3)],
)


@every_network
def test_a_natural_mistake_is_told_by_its_name(loss, activation, n_outputs):
    network = small_network(loss, activation, n_outputs)
    steps = {step.symbol: step for step in steps_of(network)}
    n_told = 0
    for symbol, answer, words in wrong_answers(network):
        value = steps[symbol].value
        if value and answer and not math.isclose(answer, value, rel_tol=5e-3):
            verdict = judge(network, steps[symbol], answer)
            assert re.search(words, verdict.words), (symbol, answer, words, verdict.words)
            n_told += 1
    assert n_told > 12 or network.numbers.loss == 0  # the softmax of one output is always 1


def never_true(network, step):
    """What cannot be true of a wrong answer to this step, as a pattern."""
    loss, n = type(network.loss), len(network.layers[-1])
    yield "1 outputs|the mean .* by 1$|divide by 1$"
    if loss is MeanSquaredError:
        yield "robabilit|logarithm|softmax|p1"
    else:
        yield "output − target|square of|The squares|slope of a square|d²|of the square"
    if loss is SoftmaxCrossEntropy:
        yield "mean is over|mean is lost|mean over the outputs"
    if n == 2:
        yield "The factor [^f]* is missing: the slope of d²"
    owners = [one for one in network.neurons.values() if step.name in (one.name, *one.weights)]
    activation = type(owners[0].activation) if owners and owners[0].activation else None
    if owners and activation is not Sigmoid:
        yield r"σ\(z\)|output · \(1 − output\)|has a sigmoid"
    if owners and activation is not Tanh:
        yield r"slope of tanh is|has tanh|tanh\(z\)"
    if owners and not activation:
        yield f"[Tt]he sum of {owners[0].name}|slope of {owners[0].name}|stands for its slope"


@every_network
def test_no_sentence_speaks_of_what_the_network_does_not_have(loss, activation, n_outputs):
    network = small_network(loss, activation, n_outputs)
    for step in steps_of(network):
        value, answers = step.value, [wrong for wrong, _ in mistakes_of(network, step)]
        for answer in (*answers, 2 * value, value / 2, -value, value * value, value * n_outputs):
            words = judge(network, step, answer).words
            for pattern in never_true(network, step):
                assert not re.search(pattern, words), (step.symbol, answer, words)


def test_the_weights_of_another_neuron_with_the_own_bias_are_told_as_such():
    network = small_network(MeanSquaredError, Tanh, 2)
    step, numbers = steps_of(network)[0], network.numbers
    taken = numbers.sums["h2"] - numbers.parameters["b2"] + numbers.parameters["b1"]
    assert "You took w3, w4. h1 owns w1 and w2" in judge(network, step, taken).words
    assert "This is h2" in judge(network, step, numbers.sums["h2"]).words


def test_without_a_target_the_factor_is_told_and_not_the_target():
    layers = linear(2, 3), Sigmoid()
    network = WorkedNetwork(Sequential(*layers), (1, -0.5), (0, 1, 0.5), MeanSquaredError())
    step = next(step for step in steps_of(network) if step.symbol == "∂E/∂y1")
    assert "The factor ⅔ is missing" in judge(network, step, network.numbers.outputs["y1"]).words


# Numbers at the ends of what a computer can say


@pytest.mark.parametrize("answer", ["1e308", "-1.7976931348623157e308", "5e-324", "1"])
def test_the_largest_and_smallest_answers_get_a_verdict(fill_in, answer):
    for _ in fill_in.steps:
        assert "is not it" in fill_in.answer(answer)
        assert fill_in.error is None
        fill_in.controls["show"].click()


@pytest.mark.parametrize("activation", [Sigmoid, Tanh, ReLU])
@pytest.mark.parametrize("weight", [-1e5, -800, -745, -744, -720, -705, 720, 1e5])
def test_a_saturated_network_judges_in_silence(weight, activation):
    model = Sequential(linear(1, 1), activation(), linear(1, 1, 1), activation())
    for layer in model.layers[::2]:
        layer.weight.value[:], layer.bias.value[:] = weight, weight / 7
    widget = explore_network(model, (1,), (0.5,), fill_in=True)
    for step in widget.steps:
        assert judge(widget.network, step, step.value).is_right
        for answer in (1, -1, 1e-306, 5e-324, 1e308, -1e308):
            judge(widget.network, step, answer)


def test_a_weight_that_would_be_no_number_is_told():
    network = EXAMPLES["lesson 05"]()
    with pytest.raises(ValueError, match=r"w5 would be nan, no number$"):
        network.set_parameters({"w5": math.nan})


def test_a_loss_made_from_another_is_refused_for_its_formula_is_unknown():
    class OwnSquaredError(MeanSquaredError):
        pass

    model = Sequential(Linear(2, 1, rng=np.random.default_rng(0), dtype=np.float64))
    with pytest.raises(ValueError, match=r"loss expected one of .*; got OwnSquaredError\(\)"):
        explore_network(model, (1.0, 2.0), (3.0,), loss=OwnSquaredError())


def test_one_of_each_is_told_in_the_singular():
    model = Sequential(Linear(1, 1, rng=np.random.default_rng(0)))
    widget = explore_network(model, 0.5, 0.3, step=3)
    assert "output − target, times 2; it is" in widget.text
    assert "A network with 1 input, 1 output and the error E" in widget.alt
    with pytest.raises(ValueError, match="targets expected 1 finite number, one for each"):
        explore_network(model, [0.5], [0.3, 0.4])


def test_an_activation_made_from_another_is_refused_in_words():
    class Own(Sigmoid):
        pass

    with pytest.raises(ValueError, match="each followed by Sigmoid, Tanh, ReLU or nothing"):
        explore_network(
            Sequential(Linear(2, 2, rng=np.random.default_rng(0)), Own()), [1, 2], [0, 1]
        )
