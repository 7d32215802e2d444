"""Figures of convolutions: a kernel that slides, what it finds, and what becomes of it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.lib.stride_tricks import sliding_window_view

from nnlib.checks import as_numbers
from nnlib.plots.digits import draw_digit_image
from nnlib.plots.style import BLACK, BLUE, GREEN, PAIR, SKY, VERMILLION, new_figure, told_apart

SIGNED = LinearSegmentedColormap.from_list(  # as RdBu_r, but 0 is as white as the paper
    "signed", ["#053061", "#4393C3", "#FFFFFF", "#D6604D", "#67001F"], N=257
)
FRAMES = [(VERMILLION, "-"), (BLUE, (0, (2, 1)))]  # the first place, the second place


def plot_sliding(
    picture: np.ndarray, kernel: np.ndarray, places: Sequence[tuple[int, int]]
) -> Figure:
    """Return picture, kernel and output as tables of numbers, with one or two windows framed.

    Args:
        picture: (height, width).
        kernel: (size, size).
        places: row and column of the one or two outputs to frame, each with its window.
    """
    output = np.tensordot(sliding_window_view(picture, kernel.shape), kernel, axes=2)
    tables = {"picture": picture, "kernel": kernel, "output": output}
    widths = [len(table.T) for table in tables.values()]
    figure, parts = new_figure(1, 3, (9, 3.6), width_ratios=widths)
    for axes, (name, table) in zip(parts, tables.items(), strict=True):
        draw_numbers(axes, table)
        axes.set_title(name)
    for place, look in told_apart(places, FRAMES):
        draw_frame(parts[0], place, len(kernel), *look)
        draw_frame(parts[2], place, 1, *look)
    return figure


def draw_numbers(axes: Axes, table: np.ndarray) -> None:
    """Draw a table of numbers, each in a square: sky where it is above 0, pale red below."""
    for (row, column), number in np.ndenumerate(table):
        color = SKY if number > 0 else VERMILLION if number < 0 else "white"
        square = Rectangle((column, row), 1, 1, facecolor=color, alpha=0.3, edgecolor="none")
        axes.add_patch(square)
        outline = Rectangle((column, row), 1, 1, fill=False, edgecolor="#BBBBBB", lw=1)
        axes.add_patch(outline)
        text = f"{number:g}".replace("-", "−")
        axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=13)
    height, width = table.shape
    axes.set(xlim=(-0.1, width + 0.1), ylim=(height + 0.1, -0.1), aspect="equal")
    axes.axis("off")


def draw_frame(axes: Axes, place: tuple[int, int], size: int, color: str, dash) -> None:
    """Draw a frame round size × size squares of a table; `place` is the upper left one."""
    inset = 0.0 if dash == "-" else 0.07  # where two frames share a side, both are seen
    side = size - 2 * inset
    corner = place[1] + inset, place[0] + inset
    axes.add_patch(Rectangle(corner, side, side, fill=False, edgecolor=color, ls=dash, lw=3))


def plot_filtered(picture: np.ndarray, outputs: dict[str, np.ndarray]) -> Figure:
    """Return a digit and what each named kernel makes of it: blue below 0, white 0, red above.

    Shapes: picture (height, width) from 0 to 1, each output (height, width) or smaller.
    """
    n_parts = 1 + len(outputs)
    figure, (parts,) = new_figure(1, n_parts, (2.2 * n_parts, 2.6), squeeze=False)
    draw_digit_image(parts[0], picture)
    parts[0].set_title("picture")
    for axes, (name, output) in zip(parts[1:], outputs.items(), strict=True):
        draw_signed(axes, output, max(np.abs(output).max(), 1e-9))
        axes.set_title(name)
    return figure


def draw_signed(axes: Axes, numbers: np.ndarray, limit: float):
    """Draw numbers of both signs as colours, up to ± limit, in a thin frame."""
    drawn = axes.imshow(numbers, cmap=SIGNED, vmin=-limit, vmax=limit, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set(visible=True, color="#BBBBBB")
    return drawn


def plot_pooling(
    picture: np.ndarray,
    outputs: np.ndarray,
    output_gradient: np.ndarray,
    gradient: np.ndarray,
) -> Figure:
    """Return max pooling both ways, as tables: inputs to outputs above, gradients back below.

    Shapes: picture and gradient (height, width); outputs and output_gradient the pooled shape.
    """
    size = len(picture) // len(outputs)
    figure, ((left, right), (back_left, back_right)) = new_figure(
        2, 2, (7, 5.6), width_ratios=[picture.shape[1], outputs.shape[1]]
    )
    tables = [(left, "forward: inputs", picture), (right, "the largest of each block", outputs)]
    tables += [(back_left, "backward: gradient of the inputs", gradient)]
    tables += [(back_right, "gradient of the outputs", output_gradient)]
    for axes, title, table in tables:
        draw_numbers(axes, table)
        axes.set_title(title, fontsize=11)
    for axes in (left, back_left):
        for row, column in np.ndindex(outputs.shape):
            draw_frame(axes, (size * row, size * column), size, BLACK, "-")
            block = picture[size * row : size * row + size, size * column : size * column + size]
            i, j = np.unravel_index(np.argmax(block), block.shape)
            draw_frame(axes, (size * row + i, size * column + j), 1, VERMILLION, (0, (2, 1)))
    return figure


def plot_layers(shapes: Sequence[tuple[str, tuple[int, ...]]]) -> Figure:
    """Return the sizes of what comes out of each layer: stacks of squares, and rows of numbers.

    Args:
        shapes: for each layer its name, and (channels, height, width), or (numbers,) of a row.
    """
    figure, axes = new_figure(size=(9, 3))
    left = 0.0
    for n, (name, shape) in enumerate(shapes):
        if n:
            arrow = {"arrowstyle": "->", "color": BLACK, "lw": 1.2}
            axes.annotate("", (left + 9, 0), (left + 2, 0), arrowprops=arrow)
            left += 11
        right = draw_sheets(axes, left, *shape) if len(shape) == 3 else draw_row(axes, left, *shape)
        middle = (left + right) / 2
        axes.text(middle, -20.5, name, ha="center", va="bottom", fontsize=10)
        size = " × ".join(map(str, shape))
        axes.text(middle, 20.5, size, ha="center", va="top", fontsize=10, fontweight="bold")
        left = right
    axes.set(xlim=(-6, left + 6), ylim=(25, -25), aspect="equal")
    axes.axis("off")
    return figure


def draw_sheets(axes: Axes, left: float, n_channels: int, height: int, width: int) -> float:
    """Draw a sheet for each channel, one behind the other, and return where they end."""
    apart = 0.9
    depth = apart * (n_channels - 1)
    for n in reversed(range(n_channels)):
        corner = left + apart * n, (depth - height) / 2 - apart * n
        axes.add_patch(Rectangle(corner, width, height, facecolor="#CFE6F5", edgecolor=BLUE, lw=1))
    return left + width + depth


def draw_row(axes: Axes, left: float, n_numbers: int) -> float:
    """Draw a row of numbers, upright, and return where it ends."""
    side = 2.4
    for n in range(n_numbers):
        corner = left, side * (n - n_numbers / 2)
        axes.add_patch(Rectangle(corner, side, side, facecolor="#CFE6F5", edgecolor=BLUE, lw=1))
    return left + side


def plot_filters(kernels: np.ndarray, n_columns: int = 8, name: str = "filter") -> Figure:
    """Return kernels as pictures on one scale: blue below zero, white at zero, red above.

    Shapes: kernels (n_filters, size, size), of one channel.

    Raises:
        ValueError: for no kernels, or kernels of another shape.
        TypeError: for kernels that are not numbers.
    """
    kernels = as_numbers(kernels)
    if kernels.ndim != 3 or not kernels.size:
        raise ValueError(
            "plot_filters expected at least one kernel, of shape (n_filters, size, size); got"
            f" {kernels.shape}. Of a Convolution's weight, take one channel: weight.value[:, 0]."
        )
    n_rows = -(-len(kernels) // n_columns)
    figure, axes = new_figure(n_rows, n_columns, (n_columns * 1.1, n_rows * 1.4), squeeze=False)
    limit = np.abs(kernels).max()
    for part in axes.flat:
        part.axis("off")
    for n, kernel in enumerate(kernels):
        axes.flat[n].axis("on")
        drawn = draw_signed(axes.flat[n], kernel, limit)
        axes.flat[n].set_title(f"{name} {n}", fontsize=9, fontweight="normal", loc="center")
    figure.colorbar(drawn, ax=axes, label="weight", shrink=0.8)
    return figure


def plot_feature_maps(picture: np.ndarray, stages: dict[str, np.ndarray]) -> Figure:
    """Return a digit, and below it a row or two of feature maps for each named layer.

    Each map has its own scale, from white, 0, to black, its largest number.

    Shapes: picture (height, width), each stage (n_channels, height, width), not below 0.
    """
    rows = [("picture", [picture])]
    for name, maps in stages.items():
        rows += [(name if n == 0 else "", maps[n : n + 8]) for n in range(0, len(maps), 8)]
    figure, axes = new_figure(len(rows), 8, (9, 1.33 * len(rows)), squeeze=False)
    figure.set_layout_engine(None)  # else the long titles would push the maps apart
    figure.subplots_adjust(0.01, 0.02, 0.99, 1 - 0.22 / len(rows), wspace=0.08, hspace=0.25)
    for part in axes.flat:
        part.axis("off")
    for line, (name, maps) in zip(axes, rows, strict=True):
        for part, numbers in zip(line, maps, strict=False):
            part.axis("on")
            part.imshow(numbers, cmap="gray_r", vmin=0, vmax=max(numbers.max(), 1e-9))
            part.set(xticks=[], yticks=[])
            part.spines[:].set(visible=True, color="#BBBBBB")
        line[0].set_title(name, fontsize=10, loc="left")
    return figure


def plot_shifts(shares: dict[str, Sequence[Sequence[float]]]) -> Figure:
    """Return the right answers against the distance that the digits are moved.

    Args:
        shares: for each network by name one or more trainings, each a share for 0, 1, 2, ...
            pixels. Each training is a thin line, their mean a thick one.
    """
    figure, axes = new_figure()
    looks = [(BLACK, "s--", (-8, -14), "right"), (GREEN, "o-", (8, 5), "left")]
    for (name, trainings), look in told_apart(shares.items(), looks):
        color, mark, offset, side = look
        percent = 100 * np.asarray(trainings, dtype=float)
        axes.plot(percent.T, mark[1:], color=color, lw=0.8, alpha=0.6)
        mean = percent.mean(axis=0)
        axes.plot(mean, mark, color=color, ms=6)
        place = len(mean) // 2
        words = {"textcoords": "offset points", "ha": side, "color": color, "fontweight": "bold"}
        text = f"{name}: {mean[place]:.0f} %"
        axes.annotate(text, (place, mean[place]), offset, **words)
    axes.axhline(10, color="#888888", lw=1, ls=":")
    axes.text(0, 11, "guessing", color="#666666", va="bottom")
    axes.set(xlabel="moved by (pixels)", ylabel="right answers on test digits (%)", ylim=(0, 104))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure


def plot_moved(pictures: Sequence[np.ndarray], titles: Sequence[str]) -> Figure:
    """Return digits side by side with a grid of light lines, so that a move can be counted.

    Shapes: each picture (28, 28), from 0 to 1.
    """
    figure, parts = new_figure(1, len(pictures), (PAIR[0] * len(pictures) / 3, 3.4))
    for axes, picture, title in zip(np.ravel(parts), pictures, titles, strict=True):
        draw_digit_image(axes, np.asarray(picture))
        axes.set_title(title, fontsize=10)
        for n in range(0, len(picture) + 1, 4):
            axes.axvline(n - 0.5, color=BLUE, lw=0.6, alpha=0.5)
            axes.axhline(n - 0.5, color=BLUE, lw=0.6, alpha=0.5)
    return figure
