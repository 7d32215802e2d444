"""Figures of descent by batches of several sizes: paths, noise, cost, order (lesson 07)."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.gradients import draw_map
from nnlib.plots.style import BLACK, BLUE, GREEN, PAIR, VERMILLION, new_figure, told_apart

LINES = [(BLACK, "s-"), (BLUE, "o-"), (GREEN, "^-"), (VERMILLION, "d-")]


def plot_paths(loss, paths: dict, lowest, x_limits, y_limits) -> Figure:
    """Return the map of one loss once for each path, with the path and the lowest place on it.

    Args:
        loss: takes (slope, intercept) and returns a number.
        paths: a title to the places of a descent, (n_steps + 1, 2).
        lowest: the lowest place of the loss, (2,).
        x_limits: the smallest and the largest slope.
        y_limits: the smallest and the largest intercept.
    """
    figure, row = new_figure(1, len(paths), (9, 3.5), squeeze=False, sharey=True)
    for axes, (title, path) in zip(row[0], paths.items(), strict=True):
        draw_map(axes, loss, x_limits, y_limits, ("slope", "intercept"))
        few = len(path) < 300
        axes.plot(
            *np.transpose(path),
            "o-" if few else "-",
            color=VERMILLION,
            ms=3.5,
            lw=1.3 if few else 0.6,
        )
        axes.plot(*lowest, "X", color=BLACK, mec="white", ms=11, zorder=4)
        axes.plot(*path[-1], "o", color=VERMILLION, mec="white", ms=9, zorder=5)
        axes.plot(*path[0], "s", color=VERMILLION, mec="white", ms=9, zorder=5)
        axes.set_title(title)
    for axes in row[0, 1:]:
        axes.set_ylabel("")
    return figure


def plot_noise(batch_sizes, measured, spread: float) -> Figure:
    """Return the noise of a gradient against the batch size, on axes of powers of ten.

    Args:
        batch_sizes: how many examples each gradient comes from.
        measured: the standard deviation of such gradients, one for each batch size.
        spread: the standard deviation of the gradients of single examples.
    """
    figure, axes = new_figure(size=(7, 3.8))
    ends = np.array([min(batch_sizes), max(batch_sizes)])
    axes.loglog(ends, spread / np.sqrt(ends), "--", color=BLACK, lw=1.5)
    axes.loglog(batch_sizes, measured, "o", color=BLUE, ms=8)
    middle = np.sqrt(ends.prod())
    axes.annotate(
        "dashed: spread of the single examples,\ndivided by √(batch size)",
        (middle, spread / np.sqrt(middle)),
        (15, 25),
        textcoords="offset points",
    )
    axes.text(ends[0], measured[-1], "dots: measured", color=BLUE, va="bottom")
    axes.set_xticks(batch_sizes, labels=[f"{size:,}" for size in batch_sizes], minor=False)
    axes.set_yticks(measured, labels=[f"{noise:.2g}" for noise in measured])
    axes.minorticks_off()
    axes.set(xlabel="batch size", ylabel="noise of the gradient", aspect="equal")
    return figure


def plot_distances(curves: dict, window: int = 100) -> Figure:
    """Return how far from the lowest place each descent is, smoothed, against the step.

    Args:
        curves: a name to the distance after each step, (n_steps,).
        window: how many steps are taken together: the root of their mean square is drawn.

    Raises:
        ValueError: for fewer steps than are taken together.
    """
    figure, axes = new_figure(size=(7, 4))
    for (name, distances), (color, mark) in told_apart(curves.items(), LINES):
        n_windows = len(distances) // window
        if not n_windows:
            raise ValueError(
                f"plot_distances expected at least {window} steps; {name!r} has {len(distances)}."
                " Pass a smaller window."
            )
        squares = np.square(distances[: n_windows * window]).reshape(n_windows, window)
        level = np.sqrt(squares.mean(axis=1))
        steps = window * (np.arange(n_windows) + 0.5)
        axes.semilogy(steps, level, mark, color=color, ms=4, lw=1.3, markevery=5)
        label_end(axes, steps, level, name, color)
    axes.set(xlabel="step", ylabel="distance from the lowest place")
    return figure


def label_end(axes: Axes, x, y, name: str, color: str) -> None:
    """Write a curve's name beside its last point, and leave room for it."""
    axes.annotate(
        name, (x[-1], y[-1]), (6, 0), textcoords="offset points", color=color, va="center"
    )


def plot_race(records: dict, lowest_seconds: float = 1e-4) -> Figure:
    """Return the loss against the step, the examples seen and the seconds, side by side.

    Args:
        records: a name to four rows of numbers: steps, examples seen, seconds, losses.
        lowest_seconds: where the axis of the seconds begins.
    """
    figure, row = new_figure(1, 3, (9, 3.7), sharey=True)
    words = ("steps", "examples seen", "seconds")
    for n, (axes, word) in enumerate(zip(row, words, strict=True)):
        for (name, rows), (color, mark) in told_apart(records.items(), LINES):
            axes.semilogx(rows[n], rows[3], mark, color=color, ms=4, lw=1.3, label=name)
        axes.set(xlabel=word, ylim=(0, None))
    row[2].set_xlim(left=lowest_seconds)
    row[0].set_ylabel("loss on all training digits")
    row[0].legend(frameon=False, loc="lower left")
    return figure


def plot_costs(batch_sizes, epoch_seconds, step_bytes, parameter_bytes: int) -> Figure:
    """Return the time of an epoch, left, and the memory of a step, right, against the batch size.

    Args:
        batch_sizes: how many examples one step takes.
        epoch_seconds: how long an epoch took, one for each batch size.
        step_bytes: the bytes of the arrays that grow with the batch, one for each batch size.
        parameter_bytes: the bytes of the parameters, the same for all.
    """
    figure, (left, right) = new_figure(1, 2, PAIR)
    left.loglog(batch_sizes, epoch_seconds, "o-", color=BLUE)
    left.set(ylabel="seconds for one epoch", title="time")
    right.loglog(batch_sizes, step_bytes, "o-", color=BLUE)
    right.axhline(parameter_bytes, ls="--", color=BLACK, lw=1.5)
    right.annotate(
        "dashed: the parameters",
        (batch_sizes[-1], parameter_bytes),
        (0, -5),
        textcoords="offset points",
        ha="right",
        va="top",
    )
    right.annotate(
        "what the step\nremembers",
        (batch_sizes[-1], step_bytes[-1]),
        (-70, 2),
        textcoords="offset points",
        color=BLUE,
        ha="right",
        va="top",
    )
    right.set(ylabel="bytes", title="memory")
    for axes in (left, right):
        axes.set_xlabel("batch size")
    return figure


def plot_orders(step_losses: dict, answers: dict, n_classes: int = 10) -> Figure:
    """Return the loss of each batch in an epoch, left, and what the networks answer then, right.

    Args:
        step_losses: the name of an order, shuffled or sorted, to the loss of each batch.
        answers: the same names to the classes that the network answers, (n_examples,).
        n_classes: how many classes there are.
    """
    figure, (left, right) = new_figure(1, 2, (9, 3.8), width_ratios=(1.3, 1))
    styles = [(BLUE, "-", ""), (VERMILLION, "--", "//")]
    for k, (name, (color, dash, hatch)) in enumerate(zip(step_losses, styles, strict=True)):
        left.plot(step_losses[name], dash, color=color, lw=1.3, label=name)
        shares = 100 * np.bincount(answers[name], minlength=n_classes) / len(answers[name])
        places = np.arange(n_classes) + 0.4 * (k - 0.5)
        fill = "white" if hatch else color
        right.bar(places, shares, 0.4, color=fill, edgecolor=color, hatch=hatch, label=name)
    steepest = max(step_losses.values(), key=max)
    peak = int(np.argmax(steepest))
    left.annotate(
        "a new class\nbegins",
        (peak, steepest[peak]),
        (-8, -8),
        textcoords="offset points",
        ha="right",
        va="top",
    )
    left.set(xlabel="step of the first epoch", ylabel="loss of the batch", ylim=(0, None))
    right.set(xlabel="answer", ylabel="share of the answers (%)", xticks=range(n_classes))
    for axes in (left, right):
        axes.legend(frameon=False, loc="upper left")
    return figure
