"""A pad to draw a digit on: the network's ten outputs change with every stroke.

The computing (`centred`), the drawing (`plot_reading`) and what ties them to the pad
(`DigitPad`) are apart, and each of them works without a browser.
"""

from pathlib import Path

import anywidget
import numpy as np
import traitlets
from IPython.display import display
from matplotlib.figure import Figure
from PIL import Image

from nnlib.layers import softmax
from nnlib.plots import (
    content_of,
    draw_digit_image,
    draw_outputs,
    in_percent,
    new_figure,
    show_live,
)
from nnlib.widgets.controls import script
from nnlib.widgets.explore_digits import at_rest, check_model
from nnlib.widgets.kernel import guard_figures_of_others, on_main_thread
from nnlib.widgets.live import in_words as error_in_words

HERE = Path(__file__).parent
PAD = 280  # pixels of the pad in each direction, the same in draw_digit.js
FIELD, BOX = 28, 20  # pixels of a digit's field, and of the box that its ink fits into
EMPTY = "draw a digit"
EMPTY_ALT = "An empty field of 28 × 28 pixels, and ten bars of height zero: draw a digit."
ALT = "The drawing, centred, in 28 × 28 pixels, and the ten outputs as bars. The network reads {}."
DIVERGED = "no digit, for the network has diverged: train at a smaller rate"


def draw_digit(model) -> "DigitPad":
    """Return a pad to draw on that shows what the model reads, as the last line of a cell.

    Keep it in a variable, `pad = draw_digit(model)`: then `pad.array` is the picture that the
    network sees, (28, 28) from 0 to 1, and `pad.probabilities` its ten outputs.

    Args:
        model: a network with 784 inputs and ten outputs, the logits of the digits 0 to 9.

    Taught in: lesson 09.
    """
    check_model(model, "draw_digit")
    return DigitPad(model)


def centred(pixels: np.ndarray) -> np.ndarray:
    """Return a drawing as the digits of MNIST were made: the same size, in the same place.

    The ink is scaled to fit a box of 20 × 20 pixels, in its own proportions; averaging makes
    the greys. Then its centre of mass goes to the pixel (14, 14) of a field of 28 × 28, as near
    to it as whole pixels allow and the edge of the field.

    Shapes: pixels (height, width), 0 (paper) to 255 (ink); returns (28, 28), 0 to 1.

    Raises:
        ValueError: for pixels of another shape or range.

    Source: LeCun, Bottou, Bengio, Haffner 1998, section III.A.
    """
    field, pixels = np.zeros((FIELD, FIELD)), np.asarray(pixels)
    if pixels.ndim != 2:
        raise ValueError(
            f"centred expected pixels of shape (height, width); got {pixels.shape}."
            " Make a picture of a row: row.reshape(28, 28)."
        )
    least, most = pixels.min(initial=0), pixels.max(initial=0)
    if not 0 <= least <= most <= 255 or 0 < most <= 1:
        raise ValueError(
            f"centred expected pixels from 0 to 255; got {least:g} to {most:g}. Of shares from 0"
            " to 1, pass 255 * pixels."
        )
    pixels = pixels.astype(np.uint8)
    if not pixels.any():
        return field
    ink = fitted(trimmed(pixels))
    if not ink.any():  # two faint dots, far apart
        return field
    top, left = (
        np.clip(round(FIELD / 2 - centre), 0, FIELD - size)
        for centre, size in zip(centre_of_mass(ink), ink.shape, strict=True)
    )
    field[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return field


def trimmed(pixels: np.ndarray) -> np.ndarray:
    """Return the smallest rectangle that holds all the ink."""
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fitted(ink: np.ndarray) -> np.ndarray:
    """Return the ink with its longer side scaled to 20 pixels, greys from 0 to 1."""
    height, width = (max(1, round(BOX * side / max(ink.shape))) for side in ink.shape)
    smaller = Image.fromarray(ink).resize((width, height), Image.Resampling.BOX)
    return np.asarray(smaller) / 255


def centre_of_mass(ink: np.ndarray) -> tuple[float, float]:
    """Return the mean row and the mean column, each pixel counted as often as it is dark."""
    rows, columns = np.indices(ink.shape)
    return float(np.average(rows, weights=ink)), float(np.average(columns, weights=ink))


def in_words(probabilities: np.ndarray) -> str:
    """Return the answer that the ten outputs give: "7, with 93 %"."""
    if not np.isfinite(probabilities).all():
        return DIVERGED
    return f"{np.argmax(probabilities)}, with {in_percent(probabilities.max())}"


def plot_reading(picture: np.ndarray, probabilities: np.ndarray) -> Figure:
    """Return the picture that the network sees, and beside it its ten outputs as bars.

    Shapes: picture (28, 28), probabilities (10,).
    """
    figure, (left, right) = new_figure(1, 2, (9, 2.8), width_ratios=(1, 2.6))
    draw_digit_image(left, picture)
    left.set_title("what the network sees")
    draw_outputs(right, probabilities)
    right.set_title(in_words(probabilities) if probabilities.any() else EMPTY)
    return figure


class DigitPad(anywidget.AnyWidget):
    """The pad itself. Set `pixels` and it reads them, with a browser or without.

    As `Live` does, it shows itself at the end of a cell, and opens in `predict_then`.

    Attributes:
        pixels: the drawing, 280 × 280 bytes, row by row, 0 (paper) to 255 (ink).
        text: the answer in words.
        alt: what the figure on the page shows, in a sentence.
        array: the picture that the network sees, (28, 28), 0 to 1.
        probabilities: the ten outputs; all zero while the pad is empty.
        handle: that of the figure on the page, once there is one.
    """

    _esm = script("describe_picture.js", "draw_digit.js")
    _css = HERE / "draw_digit.css"

    # anywidget hands over a memoryview, which a Bytes trait would drop without a word.
    pixels = traitlets.Bytes(bytes(PAD * PAD)).tag(sync=True, from_json=lambda b, _: bytes(b))
    text = traitlets.Unicode(EMPTY).tag(sync=True)
    alt = traitlets.Unicode(EMPTY_ALT).tag(sync=True)

    def __init__(self, model):
        self.model = model
        self.handle = None
        self.waiting = False
        self.array = np.zeros((FIELD, FIELD))
        self.probabilities = np.zeros(10)
        super().__init__()

    def __repr__(self) -> str:
        return f"A pad to draw on: run this cell, and it appears here. It says: {self.text}."

    @property
    def panel(self) -> "DigitPad":
        """What stands above the picture: the pad."""
        return self

    @property
    def content(self) -> tuple[dict, dict]:
        """What the notebook shows below the pad: its data, and its metadata."""
        return content_of(self.figure(), self.alt)

    def _ipython_display_(self) -> None:
        """Show the pad and, below it, the picture."""
        guard_figures_of_others()
        data, metadata = self._repr_mimebundle_()
        display(data, raw=True, metadata=metadata)
        if self.handle:
            data, metadata = self.content
            self.handle.display(data, raw=True, metadata=metadata)
        else:
            self.handle = show_live(self.figure(), self.alt)

    @traitlets.validate("pixels")
    def check_pixels(self, proposal) -> bytes:
        """Return the pixels, or say that they are too many or too few."""
        if len(proposal.value) != PAD * PAD:
            raise traitlets.TraitError(
                f"The pad expected {PAD * PAD:,} bytes, {PAD} rows of {PAD}; got"
                f" {len(proposal.value):,}. Pass drawing.astype(np.uint8).tobytes()."
            )
        return proposal.value

    @traitlets.observe("pixels")
    def ask(self, _) -> None:
        """Read the drawing now, or, where another thread asks, when the main one is free.

        A network remembers its last inputs, and may be training in the main thread at this
        moment. All strokes that are drawn meanwhile are read at once.
        """
        if not self.waiting:
            self.waiting = True
            on_main_thread(self.read)

    def read(self) -> None:
        """Read what is on the pad, and show it; or say what went wrong in the model."""
        self.waiting = False
        probabilities = np.zeros(10)
        try:
            array = centred(np.frombuffer(self.pixels, np.uint8).reshape(PAD, PAD))
            if array.any():
                with np.errstate(all="ignore"):  # a network that has diverged is told of in words
                    outputs = at_rest(self.model).forward(array.reshape(1, -1))
                probabilities = softmax(outputs)[0]
        except Exception as error:
            self.text = error_in_words(error)
            return
        self.array, self.probabilities = array, probabilities
        self.text = in_words(self.probabilities) if self.array.any() else EMPTY
        self.alt = ALT.format(self.text) if self.array.any() else EMPTY_ALT
        if self.handle:
            show_live(self.figure(), self.alt, self.handle)

    def figure(self) -> Figure:
        """Return the picture that the network sees and its ten outputs, as they are now."""
        return plot_reading(self.array, self.probabilities)
