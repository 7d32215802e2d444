"""Figures of digits, and of what a network makes of them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.checks import as_numbers
from nnlib.datasets import as_pictures
from nnlib.plots.style import BLACK, GREEN, new_figure


def plot_digits(
    images: np.ndarray,
    titles: Sequence[str | int] | None = None,
    n_columns: int = 8,
    size: float = 1.1,
) -> Figure:
    """Return digits side by side, dark ink on white, each with its title.

    Shapes: images (n_images, 784) or (n_images, 28, 28), from 0 to 1, or uint8 from 0 to 255.

    Raises:
        ValueError: for no images, images of another shape, or not one title for each.
        TypeError: for images that are not numbers.
    """
    images = stack_of_pictures(images)
    if titles is not None and len(titles) != len(images):
        raise ValueError(
            f"plot_digits expected a title for each of {len(images)} images; got {len(titles)}."
            " Take both from the same rows of the data."
        )
    n_rows = -(-len(images) // n_columns)
    titles = [] if titles is None else [str(title) for title in titles]
    n_lines = max((title.count("\n") + 1 for title in titles), default=0)
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


def plot_grey_values(picture: np.ndarray) -> Figure:
    """Return a small picture with the number of each point written into it.

    Shapes: picture (n_rows, n_columns), grey values from 0 (white) to 255 (ink).
    """
    n_rows, n_columns = picture.shape
    figure, axes = new_figure(size=(0.5 * n_columns, 0.5 * n_rows))
    axes.imshow(picture, cmap="gray_r", vmin=0, vmax=255)
    for (row, column), grey in np.ndenumerate(picture):
        color = "white" if grey > 127 else BLACK
        axes.text(column, row, f"{grey:.0f}", ha="center", va="center", color=color, fontsize=9)
    axes.axis("off")
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

    Raises:
        ValueError: for no neurons, or weights of another shape, such as the transposed one.
        TypeError: for weights that are not numbers.
    """
    pictures = stack_of_pictures(weight)
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


def stack_of_pictures(rows: np.ndarray) -> np.ndarray:
    """Return rows of 784 numbers, or pictures, as (n, 28, 28), or say what is wrong with them."""
    as_numbers(rows)  # words are refused; whole numbers stay whole
    pictures = np.asarray(rows)
    if not pictures.size:
        raise ValueError("Expected at least one picture; got none. Look at what picks the rows.")
    if pictures.shape[-2:] != (28, 28):
        pictures = as_pictures(pictures)
    return pictures.reshape(-1, 28, 28)


def plot_switched_off(shares: np.ndarray) -> Figure:
    """Return a table of right answers (%): a row for each digit, a column for each neuron.

    The colour shows what is missing to 100 %.

    Shapes: shares (n_neurons, n_classes), from 0 to 100.
    """
    table = np.asarray(shares).T
    figure, axes = new_figure(size=(9, 4.4))
    axes.imshow(100 - table, cmap="Oranges", vmin=0, vmax=130)  # pale enough for black numbers
    for (row, column), share in np.ndenumerate(table):
        weight = "bold" if share < 50 else "normal"
        axes.text(column, row, f"{share:.0f}", ha="center", va="center", size=9, weight=weight)
    axes.set(xlabel="neuron that is switched off", ylabel="right answers (%) for the digit")
    axes.set(xticks=range(table.shape[1]), yticks=range(table.shape[0]))
    axes.set_aspect("auto")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure


def draw_digit_image(axes: Axes, image: np.ndarray) -> None:
    """Draw a digit, dark ink on white, in a thin frame.

    Shapes: image (28, 28), grey values from 0 to 1 or from 0 to 255.
    """
    is_grey = image.dtype.kind in "iu" or image.max() > 16  # 0 to 255; means of them are floats
    whole = 255 if is_grey else 1
    axes.imshow(image, cmap="gray_r", vmin=0, vmax=whole)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set(visible=True, color="#BBBBBB")


def plot_outputs(probabilities: np.ndarray, title: str = "") -> Figure:
    """Return the ten outputs of a digit network as bars, the largest one marked.

    Shapes: probabilities (n_classes,).

    Raises:
        ValueError: for another shape, or numbers that are not from 0 to 1, such as logits.
    """
    figure, axes = new_figure(size=(6, 2.6))
    draw_outputs(axes, probabilities)
    axes.set_title(title)
    return figure


def draw_outputs(axes: Axes, probabilities: np.ndarray) -> None:
    """Draw the outputs as bars, the largest one in black and named by its share.

    Shapes: probabilities (n_classes,), all zero while there is no answer.

    Raises:
        ValueError: for another shape, or numbers that are not from 0 to 1, such as logits.
    """
    probabilities = checked_probabilities(probabilities)
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

    Raises:
        ValueError: for another shape, or numbers that are not from 0 to 1, such as logits.
    """
    figure, rows = new_figure(len(confidences), 1, sharex=True, squeeze=False)
    for axes, (name, values) in zip(rows[:, 0], confidences.items(), strict=True):
        right = "softmax(logits).max(axis=1)"
        percent = 100 * checked_probabilities(values, "n_examples", right)
        shares = np.full(len(percent), 100 / len(percent))
        axes.hist(percent, bins=range(0, 101, 5), weights=shares, color=GREEN)
        axes.set(title=f"{name}: mean {percent.mean():.0f} %", ylabel="share (%)", xlim=(0, 100))
    axes.set_xlabel("confidence: the largest of the ten outputs (%)")
    return figure


def checked_probabilities(
    values: np.ndarray, size: str = "n_classes", right: str = "softmax(logits)[0]"
) -> np.ndarray:
    """Return the values as an array, or say that they are no probabilities in a row.

    Those of a network that has diverged, nan, may pass: what it answers is told in words.

    Args:
        values: what came.
        size: what the length of the row is called.
        right: what to pass in its place.
    """
    numbers = as_numbers(values)
    if numbers.ndim != 1 or not numbers.size or np.any((numbers < 0) | (numbers > 1 + 1e-6)):
        limits = f", from {numbers.min():.3g} to {numbers.max():.3g}" if numbers.size else ""
        raise ValueError(
            f"Expected probabilities of shape ({size},), from 0 to 1; got {numbers.shape}{limits}."
            f" Pass {right}."
        )
    return numbers


def in_percent(probability: float) -> str:
    """Return "93 %", and never "100 %": a softmax is not that sure, and gives all a little."""
    if 0 < probability < 0.005:
        return "under 1 %"
    return f"{100 * probability:.0f} %" if probability < 0.995 else "over 99 %"
