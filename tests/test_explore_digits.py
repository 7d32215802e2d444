import numpy as np
import pytest

from nnlib.datasets import digits
from nnlib.layers import Dropout, Layer, Linear, ReLU, Sequential
from nnlib.training import accuracy
from nnlib.widgets.explore_digits import LEAST_SURE, MISTAKES, Collection, explore_digits, in_words


class Known(Layer):
    """A network whose logits stand in the first ten pixels of each picture."""

    def forward(self, inputs):
        return 10 * inputs[:, :10]


@pytest.fixture
def model():
    return Linear(784, 10, rng=np.random.default_rng(5))


@pytest.fixture
def few():
    """Four pictures: right and sure, wrong and sure, wrong and less sure, right and unsure."""
    inputs = np.zeros((4, 784))
    for row, (answer, ink) in enumerate([(3, 0.9), (4, 1.0), (5, 0.5), (6, 0.1)]):
        inputs[row, answer] = ink
    return inputs, np.array([3, 7, 7, 6])


def test_without_a_model_there_are_the_pictures_alone():
    widget = explore_digits()
    assert widget.text == "Number 1 of 10,000 (all), row 0 of the inputs: it is a 7."
    assert MISTAKES not in widget.controls["show"].options
    assert len(widget.picture.figure.axes) == 1


def test_the_picture_is_that_of_the_row():
    widget = explore_digits(show="4")
    row = int(np.flatnonzero(digits().test_labels == 4)[0])
    assert f"row {row} of" in widget.text
    drawn = widget.picture.figure.axes[0].images[0].get_array()
    np.testing.assert_allclose(drawn.ravel(), digits().test_inputs[row] / 255, atol=1e-6)


def test_next_and_back_leaf_through_and_stop_at_the_ends(few):
    widget = explore_digits(None, *few)
    back, forward = widget.controls["back"], widget.controls["next"]
    assert (back.disabled, forward.disabled) == (True, False)
    for _ in range(3):
        forward.click()
    assert widget.text.startswith("Number 4 of 4")
    assert (back.disabled, forward.disabled) == (False, True)
    forward.click()
    assert widget.text.startswith("Number 4 of 4")
    back.click()
    assert widget.text.startswith("Number 3 of 4")


def test_the_mistakes_come_with_the_surest_first(few):
    widget = explore_digits(Known(), *few, show=MISTAKES)
    assert "Number 1 of 2" in widget.text
    assert "row 1 of the inputs: it is a 7, and the network answers 4" in widget.text
    assert ": wrong. It gives under 1 % to the 7." in widget.text
    widget.controls["next"].click()
    assert "row 2 of" in widget.text


def test_the_least_sure_come_first(few):
    assert list(Collection(*few, Known()).rows(LEAST_SURE)) == [3, 2, 0, 1]


def test_there_are_as_many_mistakes_as_the_accuracy_says(model):
    data = digits(100, 500)
    collection = Collection(data.test_inputs, data.test_labels, model)
    right = accuracy(model, data.test_inputs, data.test_labels)
    assert len(collection.rows(MISTAKES)) == round(500 * (1 - right))


def test_the_bars_are_the_outputs(model):
    widget = explore_digits(model)
    heights = [bar.get_height() for bar in widget.picture.figure.axes[1].patches]
    logits = model.forward(digits().test_inputs[:1] / np.float32(255))[0]
    np.testing.assert_allclose(np.diff(np.log(heights)), np.diff(logits), rtol=1e-3)
    assert sum(heights) == pytest.approx(1)


def test_a_place_beyond_the_list_becomes_its_last(few):
    widget = explore_digits(Known(), *few)
    widget.controls["position"].value = 4
    widget.controls["show"].value = "7"
    assert widget.text.startswith("Number 1 of 2 (7)")
    widget.controls["position"].value = 4
    assert widget.text.startswith("Number 2 of 2 (7)")
    assert widget.values["position"] == 2


def test_an_empty_list_keeps_the_picture_and_says_so(few):
    widget = explore_digits(Known(), *few)
    before = widget.picture.png()
    widget.controls["show"].value = "1"
    assert "There is none to show for '1'" in widget.text
    assert widget.picture.png() == before
    assert widget.error is None
    widget.controls["next"].click()
    assert "There is none" in widget.text


def test_a_list_that_is_empty_at_first_shows_the_first_picture(few):
    inputs, labels = few
    blank = explore_digits(Known(), inputs, labels, show="1")
    assert "none to show for '1'. The picture is the first of all." in blank.text
    assert blank.picture.png() == explore_digits(Known(), inputs, labels).picture.png()
    perfect = explore_digits(Known(), inputs[:1], labels[:1], show=MISTAKES)
    assert perfect.text.startswith("The network makes no mistake on these pictures.")


def test_grey_values_of_any_type_are_scaled(model):
    data = digits()
    inputs, labels = data.test_inputs[:3], data.test_labels[:3]
    expected = explore_digits(model, inputs, labels)
    for same in (inputs.astype(int), inputs.astype(float), inputs.tolist()):
        widget = explore_digits(model, same, labels)
        assert widget.text == expected.text
        assert widget.picture.png() == expected.picture.png()


def test_a_network_that_has_learned_meanwhile_is_asked_anew(model, few):
    widget = explore_digits(model, *few)
    before = widget.text
    model.weight.value[:] = 0
    model.bias.value[:] = np.eye(10)[3]
    widget.redraw()
    assert "the network answers 3" in widget.text
    assert widget.text != before
    widget.controls["show"].value = MISTAKES
    assert "of 3 (mistakes" in widget.text
    model.bias.value[:] = np.eye(10)[7]
    widget.reset()
    widget.controls["show"].value = MISTAKES
    assert "of 2 (mistakes" in widget.text


def test_outputs_that_are_no_numbers_are_told_in_words(model):
    model.weight.value[:] = np.nan
    widget = explore_digits(model)
    assert widget.error is None
    assert "its outputs are not numbers. Its training may have diverged" in widget.text


def test_a_right_answer_names_the_second():
    outputs = np.array([0.01, 0.04, 0.7, 0.25, 0, 0, 0, 0, 0, 0])
    expected = "it is a 2, and the network answers 2, with 70 %: right. Next comes 3, with 25 %."
    assert in_words(2, outputs) == expected


@pytest.mark.parametrize("hostile", [np.nan, "two", 0, 10_001, 1.5])
def test_a_hostile_place_is_refused_and_the_old_one_stays(hostile):
    widget = explore_digits()
    with pytest.raises(ValueError, match="expected a whole number from 1 to 10000"):
        widget.controls["position"].value = hostile
    assert "Number 1 of" in widget.text


def test_the_last_digit_of_all_is_shown():
    widget = explore_digits()
    widget.controls["position"].value = 10_000
    assert "row 9999" in widget.text
    assert widget.error is None


def test_reset_goes_back_to_the_first_picture(model):
    widget = explore_digits(model)
    first = widget.text, widget.picture.png()
    widget.controls["show"].value = LEAST_SURE
    widget.controls["position"].value = 50
    assert widget.picture.png() != first[1]
    widget.reset()
    assert (widget.text, widget.picture.png()) == first


def test_a_single_picture_will_do():
    widget = explore_digits(None, np.zeros((1, 784)), [8])
    assert widget.text.startswith("Number 1 of 1")


@pytest.mark.parametrize(
    ("inputs", "labels", "message"),
    [
        (np.zeros((2, 28, 28)), [1, 2], r"shape \(n_examples, 784\).*got the shape \(2, 28, 28\)"),
        (np.zeros((2, 784)), [1], "a label from 0 to 9 for each of the 2 pictures"),
        (np.zeros((2, 784)), [1, 10], "a label from 0 to 9"),
        (np.zeros((2, 784)), None, "labels of shape"),
        (None, [1], "n_examples, 784"),
        (np.zeros((2, 64)), [1, 2], r"Scale each to 28"),
        (np.full((1, 784), -0.5), [1], "shares from 0 to 1; got numbers from -0.5 to -0.5"),
        (np.full((1, 784), 2.5), [1], "got numbers from 2.5 to 2.5"),
        (np.full((1, 784), np.nan), [1], "got numbers from nan"),
        (np.full((1, 784), "a"), [1], "got <U1"),
    ],
)
def test_wrong_pictures_and_labels_are_refused_with_advice(inputs, labels, message):
    with pytest.raises(ValueError, match=message):
        explore_digits(None, inputs, labels)


def test_a_network_without_ten_outputs_is_refused():
    with pytest.raises(ValueError, match=r"ten outputs; Linear\(784, 3\) gave .*\(1, 3\)"):
        explore_digits(Linear(784, 3, rng=np.random.default_rng(1)))


def test_what_is_no_network_is_refused():
    with pytest.raises(TypeError, match="expected a network, such as Sequential"):
        explore_digits(digits())


def test_an_eight_is_an_eight():
    assert explore_digits(show="8").text.endswith("it is an 8.")
    assert explore_digits(show="7").text.endswith("it is a 7.")


def test_of_two_equal_outputs_the_second_is_another_digit():
    outputs = np.array([0, 0, 0, 0.49, 0.02, 0, 0, 0.49, 0, 0])
    assert "answers 3, with 49 %: right. Next comes 7, with 49 %" in in_words(3, outputs)


def test_looking_leaves_what_the_network_remembers_and_silences_no_neuron(rng):
    dropout = Dropout(0.5, rng=np.random.default_rng(0))
    model = Sequential(Linear(784, 20, rng=rng), ReLU(), dropout, Linear(20, 10, rng=rng))
    model.training = True
    inputs = np.random.default_rng(1).random((5, 784), dtype=np.float32)
    predictions = model.forward(inputs)
    widget = explore_digits(model)
    first = widget.text
    widget.controls["position"].value = 5
    widget.controls["position"].value = 1
    assert widget.text == first
    model.backward(np.ones_like(predictions))  # of five examples, as before
    assert model.training
    model.layers[-1].bias.value[:] = np.arange(10) * 100  # the widget sees it at once
    widget.controls["position"].value = 2
    assert "answers 9, with over 99 %" in widget.text
