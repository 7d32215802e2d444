"""Figures: one palette, one way to show them, and a function for each kind of picture.

Every `plot_*` returns a matplotlib `Figure`; `show(figure, alt)` puts it on the page, with the
sentence that says what it shows to those who cannot see it.
"""

import io

import matplotlib
import numpy as np
from IPython.display import DisplayHandle, display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

# Okabe and Ito's colours, told apart by the colour-blind. One meaning each in the whole course.
BLUE = "#0072B2"  # training
VERMILLION = "#D55E00"  # validation
GREEN = "#009E73"
PURPLE = "#CC79A7"
BLACK = "#000000"
ORANGE = "#E69F00"  # fills only
SKY = "#56B4E9"  # fills only

SINGLE, PAIR = (6, 4), (9, 3.5)  # inches
DPI = 110

STYLE = {
    "axes.prop_cycle": matplotlib.cycler(color=[BLUE, VERMILLION, GREEN, PURPLE, BLACK]),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 10,
    "lines.linewidth": 2,
    "image.cmap": "cividis",
}


def new_figure(
    n_rows: int = 1, n_columns: int = 1, size: tuple[float, float] = SINGLE, **subplots
) -> tuple[Figure, Axes | np.ndarray]:
    """Return an empty figure in the style of the course, and its axes."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=size, dpi=DPI, layout="constrained")
        return figure, figure.subplots(n_rows, n_columns, **subplots)


def show(figure: Figure, alt: str) -> None:
    """Show the figure as a PNG with its alternative text: what it shows, in a sentence or two.

    Raises:
        ValueError: without an alternative text.
    """
    show_live(figure, alt)


def show_live(figure: Figure, alt: str, handle: DisplayHandle | None = None) -> DisplayHandle:
    """Show the figure like `show`, and return a handle with which another can take its place.

    Args:
        figure: what to show.
        alt: what the figure shows, in a sentence or two.
        handle: what an earlier call returned; None for a new place on the page.

    Raises:
        ValueError: without an alternative text.
    """
    if not alt.strip():
        raise ValueError("show expected a sentence on what the figure shows; got none. Write alt.")
    content = {"image/png": png_bytes(figure), "text/plain": alt}
    metadata = {"image/png": {"alt": alt}}
    if handle is None:
        return display(content, raw=True, metadata=metadata, display_id=True)
    handle.update(content, raw=True, metadata=metadata)
    return handle


def png_bytes(figure: Figure) -> bytes:
    """Return the figure as a PNG with a palette of 256 colours, a fifth of the usual size."""
    canvas = FigureCanvasAgg(figure)
    with matplotlib.rc_context(STYLE):
        canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    file = io.BytesIO()
    picture.quantize(256, dither=Image.Dither.NONE).save(file, "PNG", dpi=(figure.dpi, figure.dpi))
    return file.getvalue()


def plot_history(history, n_epochs: int | None = None) -> Figure:
    """Return loss and accuracy against the epoch: training blue, validation vermillion.

    Args:
        history: what `train` returned, or what it passed to `on_epoch`.
        n_epochs: how many epochs the axis has room for; None: as many as there are.
    """
    figure, (loss_axes, accuracy_axes) = new_figure(1, 2, PAIR)
    width = n_epochs or max(history.n_epochs, 1)
    draw_curves(loss_axes, "loss", history.train_loss, history.validation_loss, width)
    shares = [[100 * share for share in history.train_accuracy]]
    shares.append([100 * share for share in history.validation_accuracy])
    draw_curves(accuracy_axes, "right answers (%)", *shares, width)
    loss_axes.set_ylim(bottom=0)
    return figure


def draw_curves(axes: Axes, quantity: str, training, validation, n_epochs: int) -> None:
    """Draw a quantity against the epoch, each curve named at its end."""
    curves = [("training", training, BLUE, "o-"), ("validation", validation, VERMILLION, "s--")]
    for name, values, color, mark in curves:
        if len(values):
            label = f"{name}: {values[-1]:.3g}"
            axes.plot(range(1, len(values) + 1), values, mark, color=color, ms=4, label=label)
    axes.set(xlabel="epoch", ylabel=quantity, xlim=(0.5, n_epochs + 0.5))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    if len(training):
        rising = training[-1] > training[0]
        axes.legend(frameon=False, loc="lower right" if rising else "upper right")


class LiveHistory:
    """Draws a training as it goes: `train(..., on_epoch=LiveHistory(n_epochs=20))`.

    Args:
        n_epochs: how many epochs the axes have room for.
    """

    def __init__(self, n_epochs: int):
        self.n_epochs = n_epochs
        self.handle = None

    def __call__(self, history) -> None:
        """Draw what has happened so far, in place of the picture before."""
        alt = (  # the same each time: a test that re-runs a notebook sees the first picture alone
            "Loss, left, and share of right answers, right, against the epoch: circles for the"
            " training examples, squares for the validation examples where there are any."
        )
        self.handle = show_live(plot_history(history, self.n_epochs), alt, self.handle)


def plot_comparison(histories: dict, lowest: float = 90) -> Figure:
    """Return the right answers on the validation examples, a curve for each named history.

    Args:
        histories: name to `History`.
        lowest: where the axis begins, in per cent.
    """
    figure, axes = new_figure()
    colors = [VERMILLION, GREEN, PURPLE, BLACK]
    marks = ["o-", "s--", "^:", "d-."]
    for (name, history), color, mark in zip(histories.items(), colors, marks, strict=False):
        shares = [100 * share for share in history.validation_accuracy]
        label = f"{name}: {shares[-1]:.2f} %"
        axes.plot(range(1, len(shares) + 1), shares, mark, color=color, ms=4, label=label)
    axes.set(xlabel="epoch", ylabel="right answers on validation digits (%)")
    axes.set_ylim(lowest, 100 if lowest < 50 else None)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.legend(frameon=False, loc="lower right")
    return figure


def plot_digits(
    images: np.ndarray, titles: list[str] | None = None, n_columns: int = 8, size: float = 1.1
) -> Figure:
    """Return digits side by side, dark ink on white, each with its title.

    Shapes: images (n_images, 784) or (n_images, 28, 28), from 0 to 1, or uint8 from 0 to 255.
    """
    images = np.asarray(images).reshape(-1, 28, 28)
    n_rows = -(-len(images) // n_columns)
    n_lines = max(title.count("\n") + 1 for title in titles) if titles else 0
    height = n_rows * (size + 0.18 * n_lines) + 0.1
    figure, axes = new_figure(n_rows, n_columns, (n_columns * size, height), squeeze=False)
    figure.get_layout_engine().set(h_pad=0.08)
    for axis in axes.flat:
        axis.axis("off")
    for n, image in enumerate(images):
        draw_digit_image(axes.flat[n], image)
        if titles:
            axes.flat[n].set_title(titles[n], fontsize=9, fontweight="normal", loc="center")
    return figure


def plot_confusion(counts: np.ndarray) -> Figure:
    """Return a table of counts: a row for each true digit, a column for each answer.

    The colour shows the mistakes alone, since the right answers are so many more.

    Shapes: counts (n_classes, n_classes).
    """
    figure, axes = new_figure(size=(5.4, 5))
    mistakes = counts.astype(float)
    np.fill_diagonal(mistakes, np.nan)
    most = max(np.nanmax(mistakes), 1)
    axes.imshow(mistakes, cmap="Oranges", vmax=1.3 * most)  # pale enough for black numbers
    for row, column in np.ndindex(counts.shape):
        weight = "bold" if row == column else "normal"
        color = "black" if counts[row, column] else "#999999"
        text = f"{counts[row, column]}"
        axes.text(column, row, text, ha="center", va="center", size=9, color=color, weight=weight)
    axes.set(xlabel="what the network answers", ylabel="what the digit is")
    axes.set(xticks=range(len(counts)), yticks=range(len(counts)))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure


def plot_weights(weight: np.ndarray, n_columns: int = 8) -> Figure:
    """Return each neuron's 784 weights as a picture: blue below zero, white at zero, red above.

    Shapes: weight (n_neurons, 784), as in `Linear.weight.value`.
    """
    pictures = np.asarray(weight).reshape(-1, 28, 28)
    n_rows = -(-len(pictures) // n_columns)
    size = (n_columns * 1.1, n_rows * 1.3)
    figure, axes = new_figure(n_rows, n_columns, size, squeeze=False)
    limit = np.quantile(np.abs(pictures), 0.998)  # a few large weights would pale the others
    for axis in axes.flat:
        axis.axis("off")
    for n, picture in enumerate(pictures):
        drawn = axes.flat[n].imshow(picture, cmap="RdBu_r", vmin=-limit, vmax=limit)
        axes.flat[n].set_title(f"neuron {n}", fontsize=9, fontweight="normal", loc="center")
    figure.colorbar(drawn, ax=axes, label="weight", extend="both", shrink=0.8)
    return figure


def draw_digit_image(axes: Axes, image: np.ndarray) -> None:
    """Draw a digit, dark ink on white, in a thin frame.

    Shapes: image (28, 28), grey values from 0 to 1 or from 0 to 255.
    """
    whole = 255 if image.dtype == np.uint8 else 1
    axes.imshow(image, cmap="gray_r", vmin=0, vmax=whole)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set(visible=True, color="#BBBBBB")


def plot_outputs(probabilities: np.ndarray, title: str = "") -> Figure:
    """Return the ten outputs of a digit network as bars, the largest one marked.

    Shapes: probabilities (n_classes,).
    """
    figure, axes = new_figure(size=(6, 2.6))
    draw_outputs(axes, probabilities)
    axes.set_title(title)
    return figure


def draw_outputs(axes: Axes, probabilities: np.ndarray) -> None:
    """Draw the outputs as bars, the largest one in black and named by its share.

    Shapes: probabilities (n_classes,), all zero while there is no answer.
    """
    largest = probabilities.max()
    colors = [BLACK if p == largest else "#BBBBBB" for p in probabilities]
    bars = axes.bar(range(len(probabilities)), probabilities, color=colors)
    shares = [in_percent(p) if p >= 0.005 else "" for p in probabilities]
    axes.bar_label(bars, shares, fontsize=9, padding=2)
    axes.set(xlabel="digit", ylabel="probability", ylim=(0, 1.12))
    axes.set(xticks=range(len(probabilities)), yticks=(0, 0.5, 1))


def plot_confidence(confidences: dict[str, np.ndarray]) -> Figure:
    """Return a histogram of the largest output for each named set of inputs, one above the other.

    Shapes: each (n_examples,), from 0 to 1.
    """
    figure, rows = new_figure(len(confidences), 1, sharex=True, squeeze=False)
    for axes, (name, values) in zip(rows[:, 0], confidences.items(), strict=True):
        percent = 100 * np.asarray(values)
        shares = np.full(len(percent), 100 / len(percent))
        axes.hist(percent, bins=range(0, 101, 5), weights=shares, color=GREEN)
        axes.set(title=f"{name}: mean {percent.mean():.0f} %", ylabel="share (%)", xlim=(0, 100))
    axes.set_xlabel("confidence: the largest of the ten outputs (%)")
    return figure


def in_percent(probability: float) -> str:
    """Return "93 %", and never "100 %": a softmax is not that sure."""
    return f"{100 * probability:.0f} %" if probability < 0.995 else "over 99 %"
