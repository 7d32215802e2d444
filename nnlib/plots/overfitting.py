"""Figures of overfitting: fits, gaps, what was learned by heart, leaks and luck (lesson 10)."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.style import BLACK, BLUE, GREEN, PAIR, VERMILLION, new_figure

TRAINING = {"color": BLUE, "marker": "o", "ls": "-", "ms": 4}
VALIDATION = {"color": VERMILLION, "marker": "s", "ls": "--", "ms": 4}


def plot_fits(fits: dict, training: tuple, validation: tuple, truth: Callable) -> Figure:
    """Return a picture for each fitted curve, with both kinds of points and the true curve.

    Args:
        fits: a title to a function of x.
        training: (x, y) of the points that the curves were fitted to.
        validation: (x, y) of other points.
        truth: the function from which the noise strays.
    """
    figure, row = new_figure(1, len(fits), PAIR, sharey=True, squeeze=False)
    x = np.linspace(-1, 1, 401)
    for axes, (title, curve) in zip(row[0], fits.items(), strict=True):
        axes.plot(x, truth(x), ":", color=BLACK, lw=1.5, label="true curve")
        axes.plot(*validation, "s", color=VERMILLION, ms=3, alpha=0.6, label="validation points")
        axes.plot(x, curve(x), color=BLUE, label="fitted curve")
        axes.plot(*training, "o", color=BLUE, ms=7, mec="white", label="training points")
        axes.set(title=title, xlabel="x", xlim=(-1.03, 1.03), ylim=(-3, 3))
    row[0, 0].set_ylabel("y")
    handles, names = row[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=4, frameon=False)
    return figure


def plot_typical_errors(errors: dict) -> Figure:
    """Return training and validation error against the degree, a picture for each title.

    Args:
        errors: a title to (training errors, validation errors), each (n_degrees,), from degree 0.
    """
    figure, row = new_figure(1, len(errors), PAIR, sharey=True, squeeze=False)
    for axes, (title, (training, validation)) in zip(row[0], errors.items(), strict=True):
        degrees = np.arange(len(training))
        axes.semilogy(degrees, training, **TRAINING)
        axes.semilogy(degrees, validation, **VALIDATION)
        axes.set(title=title, xlabel="degree", ylim=(1e-3, 1e4))
        axes.set_xticks(degrees[::3])
        axes.text(0.2, 3000, "validation error, dashed", color=VERMILLION, va="center")
        axes.text(0.2, 0.003, "training error", color=BLUE, va="center")
    row[0, 0].set_ylabel("mean squared error")
    return figure


def plot_gap(history) -> Figure:
    """Return loss and accuracy against the epoch, with the best epoch and the last gap marked."""
    figure, (left, right) = new_figure(1, 2, PAIR)
    epochs = np.arange(1, history.n_epochs + 1)
    best, last = int(np.argmin(history.validation_loss)), history.n_epochs
    draw_pair(left, epochs, history.train_loss, history.validation_loss)
    low, high = history.train_loss[-1], history.validation_loss[-1]
    left.annotate("", (last, low), (last, high), arrowprops={"arrowstyle": "<->", "lw": 1.5})
    left.text(0.97 * last, (low + high) / 2, "gap", ha="right", va="center")
    left.annotate(
        f"lowest: epoch {best + 1}",
        (epochs[best], history.validation_loss[best]),
        (0.2 * last, 0.97 * left.get_ylim()[1]),
        va="top",
        arrowprops={"arrowstyle": "->"},
    )
    shares = [100 * np.array(s) for s in (history.train_accuracy, history.validation_accuracy)]
    draw_pair(right, epochs, *shares)
    draw_end(right, last, shares[0][-1], "training", BLUE, -12)
    draw_end(right, last, shares[1][-1], "validation", VERMILLION, -14)
    draw_end(left, 0.9 * last, low, "training", BLUE, 5)
    draw_end(left, 0.9 * last, high, "validation", VERMILLION, 6)
    left.set(xlabel="epoch", ylabel="loss")
    left.set_ylim(bottom=-0.03 * left.get_ylim()[1])
    right.set(xlabel="epoch", ylabel="right answers (%)", ylim=(0, 104))
    return figure


def plot_gap_by_examples(counts: list[int], training: list, validation: list) -> Figure:
    """Return the last losses of trainings on more and more examples; between them lies the gap.

    Shapes: all three (n_trainings,).
    """
    figure, axes = new_figure()
    axes.fill_between(counts, training, validation, color="#EEEEEE")
    axes.semilogx(counts, training, **TRAINING)
    axes.semilogx(counts, validation, **VALIDATION)
    axes.set(xlabel="training examples", ylabel="loss after the last epoch", ylim=(-0.05, None))
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.minorticks_off()
    draw_end(axes, counts[-1], validation[-1], "validation", VERMILLION, 26)
    draw_end(axes, counts[-1], training[-1], "training", BLUE, 8)
    axes.text(counts[0] * 1.12, (training[0] + validation[0]) / 2, "the gap", va="center")
    return figure


def plot_memorising(histories: dict) -> Figure:
    """Return the right answers against the epoch, a picture for each named history."""
    figure, row = new_figure(1, len(histories), PAIR, sharey=True, squeeze=False)
    for axes, (title, history) in zip(row[0], histories.items(), strict=True):
        shares = [100 * np.array(s) for s in (history.train_accuracy, history.validation_accuracy)]
        epochs = np.arange(1, history.n_epochs + 1)
        draw_pair(axes, epochs, *shares)
        axes.axhline(10, color=BLACK, lw=1, ls=":")
        draw_end(axes, epochs[-1], shares[1][-1], "validation", VERMILLION, 8)
        draw_end(axes, epochs[-1], shares[0][-1], "training", BLUE, 6)
        axes.set(title=title, xlabel="epoch", ylim=(0, 112), yticks=range(0, 101, 20))
    row[0, 0].set_ylabel("right answers (%)")
    draw_end(row[0, 0], epochs[-1], 10, "guessing: 10 %", BLACK, 5)
    return figure


def draw_pair(axes: Axes, epochs: np.ndarray, training, validation) -> None:
    """Draw a quantity of the training, blue and solid, and of the validation, dashed."""
    axes.plot(epochs, training, color=BLUE, ls="-")
    axes.plot(epochs, validation, color=VERMILLION, ls="--")


def draw_end(axes: Axes, x: float, y: float, name: str, color: str, points: int) -> None:
    """Write the name of a curve near its end (x, y), so many points above it."""
    axes.annotate(name, (x, y), (-2, points), textcoords="offset points", ha="right", color=color)


def plot_leaks(scores: dict, chance: float = 50) -> Figure:
    """Return a row of dots for each way to split, and its mean; what chance gives is a line.

    Args:
        scores: the name of each way to its scores in per cent.
        chance: the score that nobody can honestly beat.
    """
    figure, axes = new_figure(size=(7.5, 0.9 + 0.62 * len(scores)))
    axes.axvline(chance, color=BLACK, ls=":", lw=1.5)
    for place, values in enumerate(scores.values()):
        heights = place + np.linspace(-0.2, 0.2, len(values))
        axes.plot(values, heights, "o", color=VERMILLION, ms=4, alpha=0.5, mec="none")
        axes.plot([np.mean(values)] * 2, [place - 0.33, place + 0.33], color=BLACK, lw=3)
        axes.text(101, place, f"{np.mean(values):.0f} %", va="center")
    axes.set_yticks(range(len(scores)), scores)
    axes.set(xlabel="right answers on validation rows (%)", xlim=(20, 100))
    axes.set_ylim(len(scores) - 0.5, -0.7)
    axes.text(chance, -0.5, " chance", va="center")
    return figure


def plot_luck(groups: dict) -> Figure:
    """Return each model's score on fresh examples against its score on the test set.

    The model that the test set calls best is ringed; on the dotted line both scores are equal.

    Args:
        groups: a title to (scores on the test set, scores on fresh examples), in per cent.
    """
    figure, row = new_figure(1, len(groups), PAIR, squeeze=False)
    for axes, (title, (test, fresh)) in zip(row[0], groups.items(), strict=True):
        ends = np.array([min(*test, *fresh) - 2, max(*test, *fresh) + 2])
        axes.plot(ends, ends, ":", color=BLACK, lw=1)
        axes.plot(test, fresh, "o", color=GREEN, ms=5, alpha=0.6, mec="none")
        best = int(np.argmax(test))
        axes.plot(test[best], fresh[best], "o", color=BLACK, ms=12, mfc="none", mew=2)
        words = f"ringed, the best: {test[best]:.0f} %,\nfresh {fresh[best]:.0f} %"
        axes.text(0.04, 0.96, words, va="top", transform=axes.transAxes)
        axes.set(title=title, xlabel="right on 100 test digits (%)", xlim=ends, ylim=ends)
    row[0, 0].set_ylabel("right on fresh digits (%)")
    return figure
