"""Figures of pictures as numbers, of neurons as lines, and of a forward pass (lesson 03)."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nnlib.checks import as_numbers
from nnlib.plots.digits import checked_probabilities, draw_digit_image, in_percent
from nnlib.plots.style import BLACK, BLUE, VERMILLION, new_figure


def plot_pixels(picture: np.ndarray, rows: range, columns: range) -> Figure:
    """Return a digit, left, and the numbers of a part of it, right.

    Args:
        picture: grey values from 0 to 255, (28, 28).
        rows: which rows the right part shows.
        columns: which columns it shows.
    """
    figure, (left, right) = new_figure(1, 2, (9, 4.2))
    draw_digit_image(left, picture)
    edge = [columns.start - 0.5, columns.stop - 0.5, rows.stop - 0.5, rows.start - 0.5]
    frame = Rectangle(edge[::3], len(columns), len(rows), fill=False, ec=VERMILLION, lw=2.5)
    left.add_patch(frame)
    left.set(xticks=range(0, 28, 5), yticks=range(0, 28, 5), title="28 rows, 28 columns")
    right.imshow(picture, cmap="gray_r", vmin=0, vmax=255)
    for row in rows:
        for column in columns:
            grey = picture[row, column]
            ink = "white" if grey > 128 else BLACK
            right.text(column, row, f"{grey}", color=ink, ha="center", va="center", fontsize=9)
    right.set(xlim=edge[:2], ylim=edge[2:], xticks=columns, yticks=rows, title="the framed part")
    right.spines[:].set(visible=True, color=VERMILLION, lw=2.5)
    for axes in (left, right):
        axes.set(xlabel="column", ylabel="row")
        axes.tick_params(length=0)
    return figure


def plot_channels(photo: np.ndarray) -> Figure:
    """Return a colour photo, and beside it each of its three channels as a grey picture.

    Shapes: photo (height, width, 3), uint8.
    """
    figure, row = new_figure(1, 4, (9, 3.1))
    row[0].imshow(photo)
    row[0].set_title("the photo")
    for n, (axes, name) in enumerate(zip(row[1:], ("red", "green", "blue"), strict=True)):
        axes.imshow(photo[:, :, n], cmap="gray", vmin=0, vmax=255)
        axes.set_title(f"channel {n}: {name}")
    for axes in row:
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
    return figure


def plot_frames(video: np.ndarray) -> Figure:
    """Return the frames of a grey video side by side, each with its time.

    Shapes: video (time, height, width, 1), from 0 to 255.
    """
    figure, row = new_figure(1, len(video), (9, 1.6), squeeze=False)
    for t, (axes, frame) in enumerate(zip(row[0], video, strict=True)):
        draw_digit_image(axes, frame[:, :, 0])
        axes.set_title(f"time {t}", fontsize=9)
    return figure


def plot_curves(functions: dict) -> Figure:
    """Return activations side by side, each as the curve of its output against the sum z.

    Args:
        functions: a name to a function of an array.
    """
    figure, row = new_figure(1, len(functions), (9, 3), squeeze=False)
    z = np.linspace(-5, 5, 201)
    for axes, (name, function) in zip(row[0], functions.items(), strict=True):
        axes.axhline(0, color=BLACK, lw=0.8)
        axes.axvline(0, color=BLACK, lw=0.8)
        axes.plot(z, function(z), color=BLUE)
        axes.set(xlabel="weighted sum z", title=name)
    row[0, 0].set_ylabel("output")
    return figure


def draw_points(axes: Axes, points: np.ndarray, labels: np.ndarray) -> None:
    """Draw points of two classes: a white circle is class 0, a black square class 1.

    Shapes: points (n_points, 2), labels (n_points,).
    """
    for label, mark, fill in ((0, "o", "white"), (1, "s", BLACK)):
        x, y = np.asarray(points)[np.asarray(labels) == label].T
        axes.plot(x, y, mark, color=BLACK, mfc=fill, ms=9, zorder=4, clip_on=False)


def plot_points(points: np.ndarray, labels: np.ndarray) -> Figure:
    """Return points of two classes, as `explore_training` shows them: circles and triangles.

    Shapes: points (n_points, 2), labels (n_points,), 0 or 1.
    """
    figure, axes = new_figure(size=(4.2, 3.6))
    for label, mark in ((0, "o"), (1, "^")):
        x, y = np.asarray(points)[np.asarray(labels) == label].T
        axes.plot(x, y, mark, color=BLUE, ms=5, label=f"class {label}")
    axes.set(xlabel="x1", ylabel="x2", aspect="equal")
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return figure


def draw_values(axes: Axes, function, limits, most: float | None = None) -> None:
    """Shade the plane by a function of points, and draw the border where it is 0, in black.

    Args:
        axes: where to draw.
        function: takes points (n_points, 2), and returns a number for each.
        limits: the lowest and the highest coordinate, for both axes.
        most: shades go from −most to most; None: from the lowest to the highest value.
    """
    side, points = grid_of_points(limits)
    values = np.asarray(function(points)).reshape(len(side), len(side))
    shades = {"vmin": -most, "vmax": most} if most else {}
    extent = [*limits, *limits]
    axes.imshow(values, "cividis", extent=extent, origin="lower", alpha=0.6, **shades)
    if values.min() < 0 < values.max():
        axes.contour(side, side, values, [0], colors=BLACK, linewidths=2.5)
    axes.set(xlabel="x1", xlim=limits, ylim=limits)


def grid_of_points(limits, n: int = 201) -> tuple[np.ndarray, np.ndarray]:
    """Return the coordinates along a side of a square, (n,), and all its points, (n · n, 2)."""
    side = np.linspace(*limits, n)
    return side, np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)


def plot_neuron_lines(neurons: dict, reach: float = 3.0) -> Figure:
    """Return a plane for each neuron with the line where its sum is 0, and its weights as an arrow.

    The arrow starts at the point of the line that is nearest to the origin. White lines join
    places of equal sums, two apart.

    Args:
        neurons: a title to the weights (2,) and the bias.
        reach: the planes go from −reach to reach.
    """
    figure, row = new_figure(1, len(neurons), (9, 3), squeeze=False, sharey=True)
    limits, even = (-reach, reach), [n for n in range(-20, 21, 2) if n]
    side, points = grid_of_points(limits, 51)
    for axes, (title, (weights, bias)) in zip(row[0], neurons.items(), strict=True):
        weights = np.asarray(weights, dtype=float)
        draw_values(axes, lambda p, w=weights, b=bias: p @ w + b, limits, most=3 * reach)
        sums = (points @ weights + bias).reshape(51, 51)
        axes.contour(side, side, sums, even, colors="white", linewidths=0.8, linestyles="solid")
        draw_arrow(axes, weights, bias)
        axes.plot(0, 0, "+", color=BLACK, ms=9, mew=1.5)
        axes.set_title(title, fontsize=10)
    row[0, 0].set_ylabel("x2")
    return figure


def draw_arrow(axes: Axes, weights: np.ndarray, bias: float) -> None:
    """Draw the weights as an arrow on the line, and write on both sides which sign z has there."""
    foot = -bias * weights / (weights @ weights)
    arrow = {"arrowstyle": "-|>", "color": BLACK, "lw": 2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", foot + weights, foot, arrowprops={**arrow, "mutation_scale": 16})
    unit = weights / np.linalg.norm(weights)
    along = 1.4 * np.array([-unit[1], unit[0]])
    for words, way in (("z > 0", 0.8), ("z < 0", -0.8)):
        axes.text(*(foot + way * unit + along), words, ha="center", va="center")


def plot_bent_border(hidden_layer, output, points, labels) -> Figure:
    """Return what two hidden neurons make of the plane, where they take it, and the border.

    Args:
        hidden_layer: takes points (n_points, 2) and returns the outputs of two neurons, (n, 2).
        output: takes these and returns the sum of the last neuron, (n,).
        points: of two classes, (n_points, 2).
        labels: 0 or 1 for each point, (n_points,).
    """
    figure, row = new_figure(1, 4, (9, 2.7))
    limits = (-0.5, 1.5)
    for n in (0, 1):
        draw_values(row[n], lambda p, n=n: hidden_layer(p)[:, n], limits)
        side, grid = grid_of_points(limits)
        silent = (hidden_layer(grid)[:, n] == 0).reshape(len(side), len(side))
        row[n].contourf(side, side, silent, [0.5, 1], colors="none", hatches=["//"])
        row[n].set_title(f"hidden neuron h{n + 1}\n(hatched: 0)", fontsize=10)
    moved = hidden_layer(np.asarray(points, dtype=float))
    draw_values(row[2], output, (-0.5, 2.5))
    row[2].set(xlabel="h1", ylabel="h2")
    row[2].set_title("where they take\nthe points", fontsize=10)
    draw_values(row[3], lambda p: output(hidden_layer(p)), limits)
    row[3].set_title("output sum z\n(black: z = 0)", fontsize=10)
    for axes, places in zip(row, (points, points, moved, points), strict=True):
        draw_points(axes, places, labels)
    for axes in row[[0, 1, 3]]:
        axes.set_ylabel("x2", labelpad=0)
    return figure


def plot_borders(networks: dict, reach: float = 2.0) -> Figure:
    """Return a plane for each network, shaded by its output, with the border where it is 0.

    The line of each hidden neuron, along which the output folds, is dashed.

    Args:
        networks: a title to two functions of points (n_points, 2): the sums of the hidden neurons,
            (n_points, n_neurons), and the output, (n_points,).
        reach: the planes go from −reach to reach.
    """
    figure, row = new_figure(1, len(networks), (9, 3.4), squeeze=False, sharey=True)
    side, points = grid_of_points((-reach, reach))
    for axes, (title, (sums, output)) in zip(row[0], networks.items(), strict=True):
        draw_values(axes, output, (-reach, reach))
        for neuron in sums(points).T:
            values = neuron.reshape(len(side), len(side))
            axes.contour(side, side, values, [0], colors=BLACK, linewidths=0.8, linestyles="dashed")
        axes.set_title(title)
    row[0, 0].set_ylabel("x2")
    return figure


def plot_forward(picture: np.ndarray, layers: list[np.ndarray], title: str = "") -> Figure:
    """Return a digit, and the numbers that it becomes, layer by layer, as columns of circles.

    The darker a circle, the larger its number, within its layer. The last layer is labelled.

    Args:
        picture: the digit, (28, 28).
        layers: the outputs of each layer, the last one probabilities; each (n_neurons,).
        title: what stands above the digit.

    Raises:
        ValueError: when the last layer holds no probabilities, but logits.
    """
    layers = [*map(as_numbers, layers[:-1]), checked_probabilities(layers[-1])]
    figure, (left, right) = new_figure(1, 2, (9, 4.2), width_ratios=(1, 1.9))
    draw_digit_image(left, picture)
    left.set_title(title)
    left.set_xlabel(f"{picture.size} inputs")
    places = [np.linspace(0.5, -0.5, len(outputs)) * len(outputs) for outputs in layers]
    for n, (starts, ends) in enumerate(pairwise(places)):
        for start in starts:
            right.plot([n, n + 1], [np.full_like(ends, start), ends], color="#CCCCCC", lw=0.5)
    for n, (outputs, heights) in enumerate(zip(layers, places, strict=True)):
        most = max(outputs.max(), 1e-9) if n < len(layers) - 1 else 1
        style = {"cmap": "gray_r", "vmin": 0, "vmax": most, "edgecolors": BLACK, "s": 130}
        right.scatter(np.full(len(outputs), n), heights, c=outputs, zorder=2, **style)
        right.text(n, -9.3, f"{len(outputs)} neurons", ha="center", va="top")
    for label, (height, share) in enumerate(zip(places[-1], layers[-1], strict=True)):
        words = f"{label}:  {in_percent(share)}"
        right.text(len(layers) - 0.85, height, words, va="center")
    right.set(xlim=(-0.4, len(layers) - 0.3), ylim=(-10.5, 9))
    right.axis("off")
    return figure
