"""Figures of losses: what an answer costs, and how fast descent mends it (lesson 04)."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.layers import sigmoid
from nnlib.plots.style import BLACK, BLUE, GREEN, PAIR, VERMILLION, new_figure

SQUARED, CROSS = {"color": GREEN, "ls": "--"}, {"color": BLUE, "ls": "-"}


def plot_two_losses() -> Figure:
    """Return what an answer costs whose target is 1: against its probability, and its logit."""
    figure, (left, right) = new_figure(1, 2, PAIR, sharey=True)
    p, z = np.linspace(0.0003, 1, 1000), np.linspace(-8, 8, 241)
    draw_pair(left, p, (p - 1) ** 2, -np.log(p))
    draw_pair(right, z, (sigmoid(z) - 1) ** 2, np.logaddexp(0, -z))
    left.text(0.2, 2.0, "cross-entropy", color=BLUE)
    left.text(0.02, 0.15, "squared error", color=GREEN)
    right.text(-3.5, 4.0, "cross-entropy", color=BLUE)
    right.text(-7.8, 1.2, "squared error", color=GREEN)
    left.set(xlabel="probability p of the right answer", ylabel="loss", ylim=(-0.3, 8.3))
    right.set(xlabel="logit z, with p = sigmoid(z)", xlim=(-8, 8))
    return figure


def plot_losses_and_gradients() -> Figure:
    """Return both losses against the logit, left, and their gradients, right; the target is 1."""
    figure, (left, right) = new_figure(1, 2, PAIR)
    z = np.linspace(-8, 8, 241)
    p = sigmoid(z)
    draw_pair(left, z, (p - 1) ** 2, np.logaddexp(0, -z))
    draw_pair(right, z, 2 * (p - 1) * p * (1 - p), p - 1)
    left.text(-3.5, 4.0, "cross-entropy", color=BLUE)
    left.text(-8.2, 0.3, "squared error", color=GREEN)
    right.text(-8.2, -0.93, "cross-entropy", color=BLUE)
    right.text(-8.2, -0.1, "squared error", color=GREEN)
    right.axhline(0, color=BLACK, lw=0.8)
    left.set(xlabel="logit z", ylabel="loss", xlim=(-8.5, 8.5), ylim=(-0.3, 8.5))
    right.set(xlabel="logit z", ylabel="gradient of the loss", xlim=(-8.5, 8.5), ylim=(-1.06, 0.1))
    return figure


def draw_pair(axes: Axes, x: np.ndarray, squared: np.ndarray, cross: np.ndarray) -> None:
    """Draw what belongs to squared error, dashed, and what belongs to cross-entropy, solid."""
    axes.plot(x, squared, **SQUARED)
    axes.plot(x, cross, **CROSS)


def plot_waiting(descents: dict) -> Figure:
    """Return the loss against the step, a picture for each start; rings where the answer is right.

    Args:
        descents: a title to two descents, on squared error and on cross-entropy: the name of each,
            to its losses (n_steps + 1,) and the first step at which the answer is right.
    """
    figure, row = new_figure(1, len(descents), PAIR, squeeze=False)
    for axes, (title, runs) in zip(row[0], descents.items(), strict=True):
        for (name, (losses, turn)), style in zip(runs.items(), (SQUARED, CROSS), strict=True):
            axes.plot(losses, **style, label=f"{name}: right at step {turn}")
            axes.plot(turn, losses[turn], "o", color=VERMILLION, ms=9, mfc="none", mew=2)
        axes.legend(frameon=False, loc="upper right")
        last = max(turn for _, turn in runs.values())
        end = min(2.1 * last, len(losses) - 1)
        axes.set(xlabel="step", ylabel="loss", title=title, xlim=(-0.04 * end, end))
        axes.set_ylim(bottom=0)
    return figure


def plot_surer(factors: np.ndarray, losses: np.ndarray, shares: np.ndarray) -> Figure:
    """Return the loss, left, and the share of right answers, right, of logits times a factor.

    Shapes: all three (n_factors,).
    """
    figure, (left, right) = new_figure(1, 2, PAIR)
    left.semilogx(factors, losses, color=BLUE)
    lowest = losses.argmin()
    left.plot(factors[lowest], losses[lowest], "o", color=BLACK, ms=8)
    left.annotate(
        f"lowest: {losses[lowest]:.2f}",
        (factors[lowest], losses[lowest]),
        (0, -16),
        textcoords="offset points",
        ha="center",
    )
    right.semilogx(factors, shares, color=BLUE)
    left.set(xlabel="all logits times this factor", ylabel="loss", ylim=(0, None))
    right.set(xlabel="all logits times this factor", ylabel="share of right answers", ylim=(0, 1))
    for axes in (left, right):
        axes.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
    return figure
