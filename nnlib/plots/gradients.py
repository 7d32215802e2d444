"""Figures of a function of two numbers: maps, gradients, descents (lesson 02)."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.style import BLACK, BLUE, PAIR, VERMILLION, new_figure, told_apart


def plot_gradient_on_map(function, point, gradient, x_limits, y_limits) -> Figure:
    """Return the ground over its map, left, and the map from above, right, with the gradient.

    Args:
        function: takes a point (2,) and returns its height.
        point: where the gradient is, (2,).
        gradient: the arrow, drawn in its full length, (2,).
        x_limits: the western and the eastern edge of the map.
        y_limits: the southern and the northern edge.
    """
    point, gradient = np.asarray(point, dtype=float), np.asarray(gradient, dtype=float)
    figure, (left, right) = new_figure(1, 2, (9, 4.2), width_ratios=(1.15, 1))
    place = left.get_subplotspec()
    left.remove()
    draw_ground(
        figure.add_subplot(place, projection="3d"), function, point, gradient, x_limits, y_limits
    )
    draw_map(right, function, x_limits, y_limits, equal_steps=True)
    right.contour(
        *grid_of(function, x_limits, y_limits), [function(point)], colors="white", linewidths=2.5
    )
    arrow = {"arrowstyle": "-|>", "color": BLACK, "lw": 2.5, "mutation_scale": 18}
    right.annotate("", point + gradient, point, arrowprops={**arrow, "shrinkA": 0, "shrinkB": 0})
    right.plot(*point, "o", color=VERMILLION, ms=9, mec="white")
    right.annotate(
        "gradient",
        point + 0.55 * gradient,
        (-10, 4),
        textcoords="offset points",
        color="white",
        ha="right",
        weight="bold",
    )
    right.set(title="the map from above", aspect="equal")
    return figure


def draw_ground(axes, function, point, gradient, x_limits, y_limits) -> None:
    """Draw the ground in three dimensions, its map as the floor, and the arrow on the floor."""
    x, y, heights = grid_of(function, x_limits, y_limits)
    floor = heights.min() - np.ptp(heights)
    axes.plot_surface(x, y, heights, cmap="cividis", alpha=0.75, rcount=30, ccount=30)
    axes.contour(x, y, heights, 12, cmap="cividis", offset=floor, linewidths=1)
    end = point + gradient
    across = np.array([-gradient[1], gradient[0]])
    barbs = [end - 0.2 * gradient + side * across for side in (0.1, -0.1)]
    arrow = np.transpose([point, end, barbs[0], end, barbs[1]])
    axes.plot(*arrow, floor, color=BLACK, lw=2.5, zorder=8)
    axes.text(*(point + 0.5 * gradient), floor, "\ngradient", ha="left", va="top", zorder=11)
    way = np.linspace(point, end, 20)
    axes.plot(*way.T, [function(p) for p in way], "--", color=VERMILLION, lw=2.5, zorder=9)
    for at in (point, end):
        axes.plot([at[0]] * 2, [at[1]] * 2, [floor, function(at)], ":", color=BLACK, lw=1.2)
    for height in (floor, function(point)):
        axes.plot(*point, height, "o", color=VERMILLION, ms=7, mec="white", zorder=10)
    axes.set(xlabel="x (east)", ylabel="y (north)", title="the ground over its map")
    axes.set(zlim=(floor, heights.max()), zlabel="height")
    axes.locator_params(nbins=4)
    axes.view_init(elev=20, azim=-58)


def grid_of(function, x_limits, y_limits, n: int = 61) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y and the function on a grid, each of shape (n, n)."""
    x, y = np.meshgrid(np.linspace(*x_limits, n), np.linspace(*y_limits, n))
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    return x, y, np.array([float(function(p)) for p in points]).reshape(n, n)


def draw_map(
    axes: Axes, function, x_limits, y_limits, labels=("x (east)", "y (north)"), equal_steps=False
) -> None:
    """Draw a function of two inputs from above, dark where it is low, with its contours.

    Between two contours lie equal parts of the map, or else equal steps in height.
    """
    x, y, values = grid_of(function, x_limits, y_limits)
    heights = np.linspace(values.min(), values.max(), 21)
    levels = np.unique(heights if equal_steps else np.quantile(values, np.linspace(0, 1, 21)))
    levels = levels if len(levels) > 1 else levels[0] + np.array([-1, 1])
    axes.contourf(x, y, values, levels, cmap="cividis", alpha=0.8)
    axes.contour(x, y, values, levels, colors="white", linewidths=0.6, linestyles="solid")
    axes.set(xlabel=labels[0], ylabel=labels[1], xlim=x_limits, ylim=y_limits)


def plot_descent_maps(maps: dict, x_limits, y_limits) -> Figure:
    """Return maps side by side, each with the descents on it; a large mark is where one ends.

    Args:
        maps: a title to a function of a point (2,), and its paths, each (n_steps + 1, 2).
        x_limits: the western and the eastern edge of each map.
        y_limits: the southern and the northern edge.
    """
    figure, row = new_figure(1, len(maps), (9, 3.3), squeeze=False, sharey=True)
    for axes, (title, (function, paths)) in zip(row[0], maps.items(), strict=True):
        draw_map(axes, function, x_limits, y_limits)
        for path, mark in told_apart(paths, "os^"):
            axes.plot(*np.transpose(path), f"{mark}-", color=VERMILLION, ms=3.5, lw=1.2)
            axes.plot(*path[-1], mark, color=VERMILLION, ms=11, mec="white")
        axes.set_title(title)
    for axes in row[0, 1:]:
        axes.set_ylabel("")
    return figure


def plot_rates(function, paths: dict, reach: float) -> Figure:
    """Return a curve once for each descent, with the hops of the ball from place to place.

    Args:
        function: takes an array of places and returns their heights.
        paths: a title to the places of the ball in their order, the start first.
        reach: the curve is drawn from −reach to reach.
    """
    figure, row = new_figure(1, len(paths), (9, 3.2), sharey=True, squeeze=False)
    x = np.linspace(-reach, reach, 200)
    for axes, (title, path) in zip(row[0], paths.items(), strict=True):
        draw_ball(axes, function, x, path, end=10, ms=4, lw=1)
        axes.set_title(title)
    row[0, 0].set(ylabel="height", ylim=(-0.05 * function(reach), function(reach)))
    return figure


def draw_ball(axes: Axes, function, x: np.ndarray, path, end: float, **hops) -> None:
    """Draw a curve and the places of a ball on it: the first is a square, the last one larger.

    Args:
        axes: where to draw.
        function: takes an array of places and returns their heights.
        x: where the curve is drawn.
        path: the places in their order.
        end: the size of the last one.
        hops: how the hops between them look.
    """
    places = np.ravel(path)
    axes.plot(x, function(x), color=BLUE)
    axes.plot(places, function(places), "o-", color=VERMILLION, **hops)
    axes.plot(places[0], function(places[0]), "s", color=BLACK, ms=8, zorder=4)
    axes.plot(places[-1], function(places[-1]), "o", color=VERMILLION, ms=end, mec="white")
    axes.set(xlabel="place x", xlim=(x[0], x[-1]))


def plot_lines_and_bowl(loss, named: dict, inputs, targets, path=None, axis_labels=()) -> Figure:
    """Return lines through measurements, left, and each as one place on the map of the loss, right.

    Args:
        loss: takes (slope, intercept) and returns a number.
        named: a name to the (slope, intercept) of a line.
        inputs: what the lines get, (n_examples,).
        targets: what they should give, (n_examples,).
        path: the places of a descent, (n_steps + 1, 2), or None.
        axis_labels: what the inputs and the targets are.
    """
    figure, (left, right) = new_figure(1, 2, (9, 3.8))
    left.plot(inputs, targets, "o", color=BLUE, ms=5)
    draw_map(right, loss, (-1, 8), (-4, 4), ("slope", "intercept"))
    if path is not None:
        right.plot(*np.transpose(path), ".-", color=VERMILLION, ms=5, lw=1.2)
    ends = np.array([0, 1.02 * np.max(inputs)])
    for (name, (slope, intercept)), mark in told_apart(named.items(), "os^D"):
        left.plot(ends, slope * ends + intercept, "-", color=VERMILLION, lw=1.5)
        left.plot(ends[1], slope * ends[1] + intercept, mark, color=VERMILLION, ms=7)
        left.annotate(
            name,
            (ends[1], slope * ends[1] + intercept),
            (8, 0),
            va="center",
            textcoords="offset points",
        )
        right.plot(slope, intercept, mark, color=VERMILLION, ms=9, mec="white")
        right.annotate(
            name,
            (slope, intercept),
            (8, 6),
            textcoords="offset points",
            color="white",
            weight="bold",
        )
    left.set(xlim=(0, 1.3 * np.max(inputs)))
    if axis_labels:
        left.set(xlabel=axis_labels[0], ylabel=axis_labels[1])
    return figure


def plot_directions(function, start, gradient, directions, lengths) -> Figure:
    """Return how steps in many directions change a function, against their angle to −gradient.

    Args:
        function: takes a point (2,) and returns a number.
        start: where all steps begin, (2,).
        gradient: the gradient there, (2,).
        directions: steps of length 1, (n_directions, 2).
        lengths: how long the steps are; a picture for each.
    """
    start, gradient, directions = (
        np.asarray(numbers, dtype=float) for numbers in (start, gradient, directions)
    )
    figure, row = new_figure(1, len(lengths), PAIR, squeeze=False)
    down = -gradient / np.linalg.norm(gradient)
    across = np.array([-down[1], down[0]])
    angles = np.degrees(np.arctan2(directions @ across, directions @ down))
    circle = np.radians(np.linspace(-180, 180, 181))
    for axes, length in zip(row[0], lengths, strict=True):
        changes = [function(start + length * way) - function(start) for way in directions]
        slope = np.linalg.norm(gradient)
        promised = -length * slope * np.cos(circle)
        axes.axhline(0, color=BLACK, lw=0.8)
        axes.plot(np.degrees(circle), promised, "--", color=BLACK, lw=1)
        axes.plot(angles, changes, "o", color=BLUE, ms=4)
        best = function(start + length * down) - function(start)
        axes.plot(0, best, "D", color=VERMILLION, ms=9, mec="white")
        axes.annotate(
            "against the gradient",
            (0, best),
            (0, 0.12 * promised.max()),
            color=VERMILLION,
            ha="center",
            arrowprops={"arrowstyle": "-", "color": VERMILLION},
        )
        axes.set(xlabel="angle to the steepest way down (degrees)", xticks=range(-180, 181, 90))
        axes.set(ylabel="change of the function", title=f"steps of length {length:g}")
    axes.text(
        0,
        0.9 * promised.max(),
        "dashed: length × slope,\nas the gradient promises",
        ha="center",
        va="top",
    )
    return figure
