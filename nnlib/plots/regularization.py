"""Figures of regularization: what holds weights small, silences, moves and stops (lesson 11)."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.style import BLACK, BLUE, GREEN, PAIR, PURPLE, VERMILLION, new_figure, told_apart

LINES = [(BLACK, ":"), (GREEN, "--"), (PURPLE, "-")]
MARKS = ["o", "s", "^", "D", "v"]


def plot_pulls(weights: np.ndarray, settled: dict, steps: dict) -> Figure:
    """Return where a weight settles under each pull, and the way of one weight there.

    Args:
        weights: (n_weights,) what the data alone want.
        settled: the name of each pull to where it lets these weights settle, (n_weights,).
        steps: a name to the values of one weight, step by step.
    """
    figure, (left, right) = new_figure(1, 2, PAIR)
    for (name, ends), (color, dash) in told_apart(settled.items(), LINES):
        left.plot(weights, ends, dash, color=color, lw=2.5)
        draw_name(left, weights[-1], ends[-1], name, color)
    left.axhline(0, color=BLACK, lw=0.7)
    left.set(xlabel="what the data want", ylabel="where the weight settles")
    heights = apart([values[-1] for values in steps.values()], 0.025)
    for n, (name, values) in enumerate(steps.items()):
        color, dash = LINES[n % len(LINES)]
        right.plot(values, dash, marker=MARKS[n], ms=4, color=color, lw=1.5)
        draw_name(right, len(values) - 1, heights[n], name, color)
    right.axhline(0, color=BLACK, lw=0.7)
    right.set(xlabel="step", ylabel="weight")
    return figure


def apart(heights: list[float], least: float) -> np.ndarray:
    """Return the heights in their order, each at least so far above the one below it."""
    order, moved = np.argsort(heights), np.array(heights, float)
    for lower, upper in pairwise(order):
        moved[upper] = max(moved[upper], moved[lower] + least)
    return moved


def draw_name(axes: Axes, x: float, y: float, name: str, color: str) -> None:
    """Write the name of a curve to the right of its end (x, y)."""
    place = {"xytext": (14, 0), "textcoords": "offset points", "va": "center"}
    axes.annotate(name, (x, y), color=color, annotation_clip=False, **place)


def plot_weight_rows(rows: dict) -> Figure:
    """Return a row of pictures for each name: the weights of a few neurons, exact zeros white.

    Blue is below zero, red above. All pictures share one scale.

    Args:
        rows: a name to the weights of some neurons, (n_neurons, 784); a shorter row ends earlier.
    """
    n_columns = max(len(weights) for weights in rows.values())
    size = (1.05 * n_columns + 1.4, 1.1 * len(rows) + 0.2)
    figure, axes = new_figure(len(rows), n_columns, size, squeeze=False)
    largest = [np.abs(weights).max(axis=1) for weights in rows.values()]
    most = np.percentile(np.concatenate(largest), 60)
    for line, (name, weights) in zip(axes, rows.items(), strict=True):
        for axis in line[len(weights) :]:
            axis.axis("off")
        for axis, weight in zip(line, weights, strict=False):
            axis.imshow(weight.reshape(28, 28), cmap="RdBu_r", vmin=-most, vmax=most)
            axis.set(xticks=[], yticks=[])
        line[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=11)
    return figure


def plot_silenced(values: np.ndarray, sums: dict, whole: float) -> Figure:
    """Return how often a sum came out how, for each way to silence; the whole sum is a line.

    Args:
        values: the numbers that are added up when none is silenced, (n_values,).
        sums: a title to (n_draws,), the sum once for each draw.
        whole: the sum of all.
    """
    figure, row = new_figure(1, len(sums), PAIR, sharey=True, sharex=True, squeeze=False)
    for axes, (title, drawn) in zip(row[0], sums.items(), strict=True):
        axes.hist(drawn, 50, color=BLUE, alpha=0.6)
        axes.axvline(whole, color=BLACK, ls=":", lw=2)
        axes.axvline(drawn.mean(), color=VERMILLION, ls="--", lw=2)
        axes.set(title=title, xlabel=f"sum of {len(values)} numbers")
        axes.margins(y=0.4)
        high = {"transform": axes.get_xaxis_transform(), "va": "top"}
        axes.text(whole, 0.99, " nothing silenced", **high)
        axes.text(drawn.mean(), 0.9, " mean of the draws", color=VERMILLION, **high)
    row[0, 0].set_ylabel("draws")
    return figure


def plot_early_stopping(history, best_epoch: int, last_epoch: int) -> Figure:
    """Return both losses against the epoch, with the best epoch and the one where it stops."""
    figure, axes = new_figure(size=(7, 4))
    epochs = np.arange(1, history.n_epochs + 1)
    axes.plot(epochs, history.train_loss, color=BLUE)
    axes.plot(epochs, history.validation_loss, "--", color=VERMILLION)
    axes.axvspan(last_epoch, epochs[-1], color="#EEEEEE")
    best = history.validation_loss[best_epoch - 1]
    axes.plot(best_epoch, best, "o", color=BLACK, ms=9, mfc="none", mew=2)
    high = max(history.validation_loss[0], history.train_loss[0])
    axes.annotate(
        "the best epoch",
        (best_epoch, best),
        (best_epoch, 0.62 * high),
        ha="center",
        arrowprops={"arrowstyle": "->", "shrinkB": 7},
    )
    axes.text(last_epoch + 1, 0.96 * high, "stopped: these epochs\nare not needed", va="top")
    axes.text(
        epochs[-1],
        history.validation_loss[-1],
        "validation ",
        color=VERMILLION,
        va="bottom",
        ha="right",
    )
    axes.text(
        epochs[-1],
        history.train_loss[-1] + 0.02 * high,
        "training ",
        color=BLUE,
        va="bottom",
        ha="right",
    )
    axes.set(xlabel="epoch", ylabel="loss", ylim=(0, None))
    return figure


def plot_strengths(ways: dict, none: float) -> Figure:
    """Return shares of right answers against the strength of each way; "none" is a line.

    Args:
        ways: a name to (strengths as words, training, validation), the last two of shape
            (n_strengths, n_seeds), in per cent.
        none: the mean validation share without any of them, in per cent.
    """
    figure, row = new_figure(1, len(ways), (9, 3.6), sharey=True, squeeze=False)
    for axes, (name, (strengths, training, validation)) in zip(row[0], ways.items(), strict=True):
        places = np.arange(len(strengths))
        axes.axhline(none, color=BLACK, ls=":", lw=1.5)
        for shares, color, mark in ((training, BLUE, "o-"), (validation, VERMILLION, "s--")):
            shares = np.asarray(shares)
            axes.plot(places, shares.mean(axis=1), mark, color=color, ms=5)
            axes.vlines(places, shares.min(axis=1), shares.max(axis=1), color=color, lw=1.5)
        axes.set(title=name, xlabel="strength", xlim=(-0.3, len(places) - 0.7))
        axes.set_xticks(places, strengths)
    first = next(iter(ways.values()))
    row[0, 0].text(0, np.mean(first[1][0]) - 0.5, "training", color=BLUE, va="top")
    row[0, 0].text(0, np.mean(first[2][0]) + 0.5, "validation", color=VERMILLION, va="bottom")
    row[0, -1].text(0, none - 0.2, "dotted: none", va="top")
    row[0, 0].set_ylabel("right answers (%)")
    return figure


def plot_against_none(shares: dict, none: str) -> Figure:
    """Return a row of marks for each way, a mark for each seed, and the mean as a bar.

    The mean of the way called `none` goes on as a dotted line.

    Args:
        shares: the name of each way to its shares of right answers in per cent, (n_seeds,).
        none: the name of the row with which the others are compared.
    """
    figure, axes = new_figure(size=(8, 0.8 + 0.42 * len(shares)))
    axes.axvline(np.mean(shares[none]), color=BLACK, ls=":", lw=1.5)
    for place, values in enumerate(shares.values()):
        for value, mark in told_apart(values, MARKS):
            axes.plot(value, place, mark, color=GREEN, ms=7, alpha=0.75, mec="none")
        axes.plot([np.mean(values)] * 2, [place - 0.32, place + 0.32], color=BLACK, lw=2.5)
    axes.set_yticks(range(len(shares)), shares)
    axes.set_ylim(len(shares) - 0.5, -0.5)
    axes.set_xlabel(
        "right answers on the test digits (%); a mark for each seed, a bar for the mean"
    )
    axes.grid(axis="x", color="#DDDDDD", lw=0.8)
    axes.set_axisbelow(True)
    return figure


def plot_side_by_side(histories: dict, lowest: float = 60) -> Figure:
    """Return the right answers against the epoch, a picture for each named history.

    Args:
        histories: a title to a `History` with validation.
        lowest: where the axis begins, in per cent.
    """
    figure, row = new_figure(1, len(histories), PAIR, sharey=True, squeeze=False)
    for axes, (title, history) in zip(row[0], histories.items(), strict=True):
        epochs = np.arange(1, history.n_epochs + 1)
        curves = {"training": (history.train_accuracy, "-", BLUE)}
        curves["validation"] = history.validation_accuracy, "--", VERMILLION
        upper = max(curves, key=lambda name: curves[name][0][-1])
        for name, (shares, dash, color) in curves.items():
            axes.plot(epochs, 100 * np.array(shares), dash, color=color)
            place = (-2, 7 if name == upper else -16)
            end = (epochs[-1], 100 * shares[-1])
            axes.annotate(name, end, place, textcoords="offset points", ha="right", color=color)
        axes.set(title=title, xlabel="epoch", ylim=(lowest, 104))
    row[0, 0].set_ylabel("right answers (%)")
    return figure
