"""Figures of optimizers at work: their ways, what they remember, their rates (lesson 08)."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nnlib.plots.gradients import draw_ball, draw_map
from nnlib.plots.style import BLACK, BLUE, GREEN, PAIR, PURPLE, VERMILLION, new_figure, told_apart

GREY = "#6D6D6D"
LOOKS = {  # color, dash and marker of each optimizer, the same as in the race of the widgets
    "SGD": (GREY, "-", "o"),
    "momentum": (BLUE, "--", "s"),
    "Nesterov": (BLACK, "-.", "^"),
    "AdaGrad": (GREEN, ":", "D"),
    "RMSProp": (PURPLE, "-", "v"),
    "Adam": (VERMILLION, "--", "P"),
}


def plot_ways(maps: dict, x_limits, y_limits, height: float = 3.3) -> Figure:
    """Return maps side by side, each with the ways of optimizers on it, named below.

    Args:
        maps: a title to a function of a point (2,), and a dictionary of ways: the name of an
            optimizer to its places (n_steps + 1, 2).
        x_limits: the western and the eastern edge of each map.
        y_limits: the southern and the northern edge.
        height: of the figure, in inches.
    """
    figure, row = new_figure(1, len(maps), (9, height), squeeze=False, sharey=True)
    for axes, (title, (function, ways)) in zip(row[0], maps.items(), strict=True):
        draw_map(axes, function, x_limits, y_limits, labels=("x", "y"))
        for name, way in ways.items():
            color, dash, marker = LOOKS[name]
            x, y = np.transpose(way)
            axes.plot(x, y, color="white", lw=3.4, alpha=0.8)
            axes.plot(x, y, dash, color=color, marker=marker, ms=4, lw=1.6, mec="white", mew=0.4)
            axes.plot(x[-1:], y[-1:], marker, color=color, ms=11, mec="white", zorder=4, label=name)
        axes.plot(0, 0, "x", color="white", ms=9, mew=2.5, zorder=5)
        axes.set_title(title)
    for axes in row[0, 1:]:
        axes.set_ylabel("")
    handles = {h.get_label(): h for a in row[0] for h in a.lines if h.get_label() in LOOKS}
    figure.legend(handles.values(), handles, loc="outside lower center", ncols=6, frameon=False)
    return figure


def plot_gradient_and_velocity(gradients, velocities) -> Figure:
    """Return gradient and velocity against the step: across the ravine, left, and along it, right.

    Args:
        gradients: one for each step, (n_steps, 2): along, across.
        velocities: what momentum made of them, (n_steps, 2).
    """
    figure, row = new_figure(1, 2, PAIR)
    for axes, direction, title in zip(row, (1, 0), ("across", "along"), strict=True):
        lines = {"velocity": np.array(velocities), "gradient": np.array(gradients)}
        draw_by_step(axes, {name: numbers[:, direction] for name, numbers in lines.items()})
        axes.axhline(0, color=BLACK, lw=0.8)
        axes.set(title=f"{title} the ravine", xlabel="step")
    return figure


def plot_memory(squares: dict, learning_rate: float) -> Figure:
    """Return what adaptive optimizers remember, above, and the rates that they make of it, below.

    Args:
        squares: a name to its squares after each step, (n_steps, 2): along, across.
        learning_rate: the one that is divided by the roots of the squares.
    """
    figure, rows = new_figure(2, len(squares), (9, 5.4), squeeze=False, sharex=True, sharey="row")
    for column, (name, values) in zip(rows.T, squares.items(), strict=True):
        along, across = np.transpose(values)
        lines = {"across": across, "along": along}
        rates = {way: learning_rate / np.sqrt(numbers) for way, numbers in lines.items()}
        for axes, shown in zip(column, (lines, rates), strict=True):
            draw_by_step(axes, shown)
            axes.set_yscale("log")
        column[0].set_title(name)
        column[1].set_xlabel("step")
    rows[0, 0].set_ylabel("squares")
    rows[1, 0].set_ylabel("rate of this direction")
    return figure


def draw_by_step(axes: Axes, lines: dict) -> None:
    """Draw up to two quantities against the step, named in a legend."""
    last = max(len(numbers) for numbers in lines.values())
    styles = ((VERMILLION, "s--"), (BLUE, "o-"))
    for (name, numbers), (color, mark) in told_apart(lines.items(), styles):
        label = {"color": color, "marker": mark[0], "ms": 3.5, "ls": mark[1:], "lw": 1.4}
        axes.plot(range(1, len(numbers) + 1), numbers, label=name, **label)
    axes.set_xlim(0, 1.02 * last)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.legend(frameon=False, labelcolor="linecolor")


def plot_on_curve(curves: dict, interval) -> Figure:
    """Return curves side by side, each with the places of a ball on it, the last one larger.

    Args:
        curves: a title to a function of an array of places, and the places in their order.
        interval: where the curves are drawn.
    """
    figure, row = new_figure(1, len(curves), (9, 3.2), sharey=True, squeeze=False)
    x = np.linspace(*interval, 801)
    for axes, (title, (function, places)) in zip(row[0], curves.items(), strict=True):
        draw_ball(axes, function, x, places, end=11, ms=3, lw=0.8, alpha=0.6)
        axes.set_title(title)
    heights = function(x)
    low, high = heights.min(), max(function(row_places[0]) for _, row_places in curves.values())
    row[0, 0].set(ylabel="height", ylim=(low - 0.1 * (high - low), high + 0.1 * (high - low)))
    return figure


def plot_bias_correction(keep_mean: float = 0.9, keep_squares: float = 0.999) -> Figure:
    """Return how much Adam's two means hold of a gradient that stays the same, and the step.

    Left the means as they are, as shares of what they stand for; right the step, in learning
    rates, with the correction and without it.
    """
    n = np.arange(1, 61)
    mean, root = 1 - keep_mean**n, np.sqrt(1 - keep_squares**n)
    figure, (left, right) = new_figure(1, 2, PAIR)
    for values, color, mark, name, height in (
        (mean, BLUE, "o-", "the mean", 0.88),
        (root, VERMILLION, "s--", "the root of the squares", 0.3),
    ):
        left.plot(n, values, mark, color=color, ms=3, lw=1.4)
        left.text(60, height, name, color=color, ha="right")
    left.axhline(1, color=BLACK, lw=1, ls=":")
    left.text(60, 1.03, "what they should hold", ha="right")
    left.set(xlabel="step", ylabel="share of the gradient's size", ylim=(0, 1.15))
    right.plot(n, mean / root, "s--", color=VERMILLION, ms=3, lw=1.4)
    right.plot(n, np.ones(len(n)), "o-", color=BLUE, ms=3, lw=1.4)
    right.text(24, 6.4, "without correction", color=VERMILLION)
    right.text(60, 1.2, "with correction", color=BLUE, ha="right")
    right.set(xlabel="step", ylabel="length of the step (learning rates)")
    right.set_ylim(0, 1.1 * (mean / root).max())
    return figure


def plot_schedules(schedules: dict, n_steps: int) -> Figure:
    """Return learning rates against the step, each with its name beside it.

    Args:
        schedules: a name to a schedule.
        n_steps: how many steps are drawn.
    """
    figure, row = new_figure(1, len(schedules), (9, 2.6), sharey=True, squeeze=False)
    for axes, (name, schedule) in zip(row[0], schedules.items(), strict=True):
        rates = [schedule(n) for n in range(n_steps)]
        axes.step(range(n_steps), rates, where="post", color=BLUE)
        axes.set(xlabel="step", title=name, xlim=(0, n_steps))
        axes.set_xticks([0, n_steps // 2, n_steps])
    row[0, 0].set(ylabel="learning rate", ylim=(0, None))
    return figure


def plot_spread(results: dict, label: str) -> Figure:
    """Return a line of dots for each optimizer, one for each seed, and a bar at their mean.

    Args:
        results: the name of an optimizer to its best learning rate, and its numbers (n_seeds,).
        label: what the numbers are.
    """
    figure, axes = new_figure(size=(7, 3.6))
    for y, (name, (rate, numbers)) in enumerate(results.items()):
        color, _, marker = LOOKS[name]
        draw_dots(axes, y, numbers, color, marker)
        axes.annotate(
            f"best rate {rate:g}",
            (1.02, y),
            xycoords=("axes fraction", "data"),
            va="center",
            color=color,
        )
    axes.set_yticks(range(len(results)), results)
    axes.invert_yaxis()
    axes.set(xlabel=label)
    return figure


def draw_dots(axes: Axes, y: float, numbers, color: str, marker: str) -> None:
    """Draw numbers as marks on a line at height y, and an upright bar at their mean."""
    axes.plot([np.min(numbers), np.max(numbers)], [y, y], color=color, lw=1.2)
    axes.plot(numbers, np.full(len(numbers), y), marker, color=color, ms=8, mec="white")
    axes.plot([np.mean(numbers)] * 2, [y - 0.3, y + 0.3], color=color, lw=2.5)
