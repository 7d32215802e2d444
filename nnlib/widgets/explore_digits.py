"""Handwritten digits to leaf through, and what a network makes of each.

The computing (`Collection`), the drawing (`DigitPicture`) and what ties them to the controls
(`Browser`) are apart.
"""

import copy

import numpy as np

from nnlib.datasets import as_pictures, digits
from nnlib.layers import Layer, softmax
from nnlib.plan import as_inputs
from nnlib.plots import BLACK, draw_digit_image, draw_outputs, in_percent, new_figure
from nnlib.training import predict
from nnlib.widgets.controls import button, choice, number
from nnlib.widgets.live import Live, live
from nnlib.widgets.picture import Picture

ALL, MISTAKES, LEAST_SURE = "all", "mistakes, the surest first", "the least sure first"
N_DIGITS = 10
GREY = "#BBBBBB"
PICTURE_ALONE = "A handwritten digit of 28 × 28 pixels, large."
WITH_OUTPUTS = (
    "Left, a handwritten digit of 28 × 28 pixels, large. Right, the ten outputs of the network for"
    " it as bars, the largest one black."
)


class Collection:
    """Pictures of digits with their labels, and what a network makes of them.

    Shapes: inputs (n_examples, 784), uint8 or from 0 to 1; labels (n_examples,).
    """

    def __init__(self, inputs: np.ndarray, labels: np.ndarray, model: Layer | None):
        self.inputs, self.labels, self.model = inputs, labels, model

    def picture(self, row: int) -> np.ndarray:
        """Return a picture, (28, 28), from 0 to 1."""
        return as_pictures(self.scaled(slice(row, row + 1)))[0]

    def scaled(self, rows: slice) -> np.ndarray:
        """Return these rows as numbers from 0 to 1."""
        return as_inputs(self.inputs[rows])

    def outputs(self, row: int) -> np.ndarray:
        """Return the ten outputs for a picture: probabilities that add up to 1."""
        return softmax(at_rest(self.model).forward(self.scaled(slice(row, row + 1))))[0]

    def rows(self, which: str) -> np.ndarray:
        """Return the rows to leaf through, in order; with a model, as it answers now."""
        if which == ALL:
            return np.arange(len(self.labels))
        if which not in (MISTAKES, LEAST_SURE):
            return np.flatnonzero(self.labels == int(which))
        probabilities = softmax(predict(at_rest(self.model), self.inputs))
        confidence = probabilities.max(axis=1)
        if which == LEAST_SURE:
            return np.argsort(confidence, kind="stable")
        wrong = np.flatnonzero(probabilities.argmax(axis=1) != self.labels)
        return wrong[np.argsort(-confidence[wrong], kind="stable")]


def explore_digits(
    model: Layer | None = None,
    inputs: np.ndarray | None = None,
    labels: np.ndarray | None = None,
    *,
    show: str = ALL,
) -> Live:
    """Return a widget: digits to leaf through, and what a network makes of each.

    Args:
        model: a network with 784 inputs and ten outputs, the logits of the digits 0 to 9; None:
            the pictures alone.
        inputs: the learner's own pictures, with their labels; None: the 10,000 test digits.
        labels: the digit that each of the pictures is.
        show: what to leaf through at first: "all", a digit such as "7", and with a model
            "mistakes, the surest first" or "the least sure first".

    Shapes: inputs (n_examples, 784), uint8 or from 0 to 1; labels (n_examples,).

    Taught in: lesson 09.
    """
    collection = Collection(*checked_pictures(inputs, labels), model)
    if model is not None:
        check_model(model)
    return Browser(collection).widget(show)


def checked_pictures(inputs, labels) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures and labels as arrays, or say what is wrong with them."""
    if inputs is None and labels is None:
        data = digits()
        return data.test_inputs, data.test_labels
    inputs, labels = (np.asarray([] if array is None else array) for array in (inputs, labels))
    if inputs.ndim != 2 or inputs.shape[1] != 784 or not len(inputs):
        raise ValueError(
            "explore_digits expected pictures of shape (n_examples, 784), a row of 28 · 28 pixels"
            f" for each; got the shape {inputs.shape}. {shape_advice(inputs)}"
        )
    inputs = as_grey(inputs)
    if labels.shape != inputs.shape[:1] or not np.isin(labels, range(N_DIGITS)).all():
        raise ValueError(
            f"explore_digits expected a label from 0 to 9 for each of the {len(inputs)} pictures;"
            f" got labels of shape {labels.shape}{spread(labels)}. Pass the labels that belong to"
            " the pictures."
        )
    return inputs, labels


def shape_advice(inputs: np.ndarray) -> str:
    """Return what to do about pictures of another shape."""
    if inputs.shape[1:] == (28, 28) or inputs.shape == (784,):
        return "Reshape them: pictures.reshape(-1, 784)."
    return "Scale each to 28 · 28 pixels first, for instance with Image.resize of Pillow."


def as_grey(inputs: np.ndarray) -> np.ndarray:
    """Return pictures as uint8 or from 0 to 1; whole numbers up to 255 are grey values."""
    if inputs.dtype == np.uint8:
        return inputs
    known = inputs.dtype.kind in "biuf" and np.isfinite(inputs).all() and inputs.min() >= 0
    if known and inputs.max() <= 1:
        return inputs
    if known and inputs.max() <= 255 and (inputs == np.rint(inputs)).all():
        return inputs.astype(np.uint8)
    came = inputs.dtype
    if inputs.dtype.kind in "biuf":
        came = f"numbers from {inputs.min():g} to {inputs.max():g}"
    raise ValueError(
        "explore_digits expected grey values, whole numbers from 0 to 255, or shares from 0 to 1;"
        f" got {came}. Scale them to that range, and leave out what has gaps."
    )


def spread(labels: np.ndarray) -> str:
    """Return from where to where labels reach, in words; "" where they are none."""
    is_known = labels.size and labels.dtype.kind in "biuf"
    return f", from {labels.min()} to {labels.max()}" if is_known else ""


def check_model(model: Layer, who: str = "explore_digits") -> None:
    """Say what is wrong with a model that is no network of 784 inputs and ten outputs."""
    if not hasattr(model, "forward"):
        raise TypeError(
            f"{who} expected a network, such as Sequential(...); got {model!r}."
            " Pass the network that you have trained."
        )
    with np.errstate(all="ignore"):  # a network that has diverged is told of in the words
        shape = np.shape(at_rest(model).forward(np.zeros((1, 784), np.float32)))
    if shape != (1, N_DIGITS):
        raise ValueError(
            f"{who} expected a network with ten outputs; {model} gave outputs of shape"
            f" {shape} for one picture. Let its last layer be Linear(..., 10)."
        )


def at_rest(model: Layer) -> Layer:
    """Return the same model for looking: it silences no neuron, and has a memory of its own.

    What the learner's model remembers for its way back stays as it is; the parameters are shared.
    """
    twin = copy.copy(model)
    if hasattr(twin, "layers"):
        twin.layers = tuple(map(at_rest, twin.layers))
    if isinstance(twin, Layer):
        twin.training = False
    return twin


class Browser:
    """What the widget leafs through: the rows of a collection, and which of them is shown."""

    def __init__(self, collection: Collection):
        self.collection, self.which, self.found = collection, None, np.array([], int)
        self.row: int | None = None  # of the inputs: the one that was drawn last
        self.drawing = DigitPicture(with_outputs=collection.model is not None)

    def widget(self, show: str) -> Live:
        """Return the widget, with this to leaf through at first."""
        options = [ALL, *map(str, range(N_DIGITS))]
        if self.collection.model is not None:
            options += [MISTAKES, LEAST_SURE]
        self.position = number(1, 1, max(len(self.collection.labels), 2), "number in the list")
        self.back, self.next = (
            button(name, lambda step=step: self.turn(step))
            for name, step in (("Back", -1), ("Next", 1))
        )
        return live(
            self.draw,
            self.drawing.picture,
            on_reset=self.forget,
            show=choice(options, show, label="show"),
            position=self.position,
            back=self.back,
            next=self.next,
        )

    def forget(self) -> None:
        """Look for the pictures anew: the network may have learned meanwhile."""
        self.which = self.row = None

    def turn(self, step: int) -> None:
        """Go to the next picture or to the one before."""
        self.position.value = min(max(self.position.value + step, 1), max(len(self.found), 1))

    def draw(self, show: str, position: int) -> str:
        """Draw the picture at this place of the list, and return what it is in words."""
        given = position
        if show != self.which:
            self.found, self.which, position = self.collection.rows(show), show, 1
        position = min(position, max(len(self.found), 1))
        if position != given:  # else a click that comes meanwhile would be taken back
            self.position.value = position
        self.back.disabled, self.next.disabled = position == 1, position >= len(self.found)
        if not len(self.found):
            return f"{none_found(show)} {self.shown_instead()}"
        row = int(self.found[position - 1])
        place = f"Number {position:,} of {len(self.found):,} ({show}), row {row} of the inputs"
        return f"{place}: {self.show_row(row)}"

    def shown_instead(self) -> str:
        """Return what the picture shows where a list is empty; draw the first where none is."""
        if self.row is None:
            self.show_row(0)
            return "The picture is the first of all."
        return "The picture is the one before."

    def show_row(self, row: int) -> str:
        """Draw the picture of this row, and return it in words."""
        self.row, label = row, int(self.collection.labels[row])
        outputs = self.collection.outputs(row) if self.collection.model is not None else None
        self.drawing.show(self.collection.picture(row), label, outputs)
        return in_words(label, outputs)


def none_found(show: str) -> str:
    """Return that a list is empty, in words."""
    if show == MISTAKES:
        return "The network makes no mistake on these pictures."
    return f"There is none to show for {show!r}."


def what_it_is(label: int) -> str:
    """Return "it is a 7", "it is an 8"."""
    return f"it is {'an' if label == 8 else 'a'} {label}"


def in_words(label: int, outputs: np.ndarray | None) -> str:
    """Return what a digit is and, where there are outputs, what the network answers.

    Shapes: outputs (10,).
    """
    what = what_it_is(label)
    if outputs is None:
        return f"{what}."
    if not np.isfinite(outputs).all():
        return (
            f"{what}. The network answers nothing: its outputs are not numbers. Its"
            " training may have diverged; train it anew with a smaller learning rate."
        )
    answer = int(outputs.argmax())
    words = f"{what}, and the network answers {answer}, with {in_percent(outputs[answer])}"
    if answer == label:
        second = int(np.where(np.arange(len(outputs)) == answer, -1, outputs).argmax())
        return f"{words}: right. Next comes {second}, with {in_percent(outputs[second])}."
    return f"{words}: wrong. It gives {in_percent(outputs[label])} to the {label}."


class DigitPicture:
    """The figure of `explore_digits`, and the parts of it that move."""

    def __init__(self, with_outputs: bool):
        columns = 2 if with_outputs else 1
        figure, axes = new_figure(1, columns, (9 if with_outputs else 4, 3.5), squeeze=False)
        figure.set_layout_engine("none")  # margins that stay, whatever is drawn
        self.left = axes[0, 0]
        self.left.set_position(
            [0.02, 0.03, 0.35, 0.88] if with_outputs else [0.05, 0.03, 0.9, 0.88]
        )
        draw_digit_image(self.left, np.zeros((28, 28)))
        self.titles = [part.set_title(" ") for part in axes[0]]
        moving = [*self.left.images, *self.left.spines.values(), *self.titles]
        self.bars = self.shares = ()
        if with_outputs:
            right = axes[0, 1]
            right.set_position([0.46, 0.15, 0.53, 0.76])
            draw_outputs(right, np.zeros(N_DIGITS))
            self.bars, self.shares = right.patches, right.texts
            moving += [*self.bars, *self.shares]
        self.picture = Picture(figure, moving, WITH_OUTPUTS if with_outputs else PICTURE_ALONE)

    def show(self, picture: np.ndarray, label: int, outputs: np.ndarray | None) -> None:
        """Draw the digit and, where there are any, its outputs."""
        self.left.images[0].set_data(picture)
        self.titles[0].set_text(what_it_is(label))
        if outputs is None:
            return
        heights = np.nan_to_num(outputs)
        answer = f"the network answers {heights.argmax()}" if heights.any() else "no answer"
        self.titles[1].set_text(answer)
        for bar, share, height in zip(self.bars, self.shares, heights, strict=True):
            bar.set(height=height, facecolor=BLACK if height == heights.max() else GREY)
            share.xy = (bar.get_x() + bar.get_width() / 2, height)
            share.set_text(in_percent(height) if height >= 0.005 else "")
