"""Figures of one network in several frameworks: how far they agree, and what a step costs."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.style import BLACK, BLUE, GREEN, PAIR, PURPLE, VERMILLION, new_figure, told_apart

COLORS = {"nnlib": BLUE, "PyTorch": GREEN, "scikit-learn": BLACK, "Keras": PURPLE}
MARKS = {"nnlib": "o", "PyTorch": "s", "scikit-learn": "^", "Keras": "d"}
DASHES = {"nnlib": "-", "PyTorch": "--", "scikit-learn": ":", "Keras": "-."}


def plot_agreement(pairs: dict, limit: float) -> Figure:
    """Return theirs against ours, left, and the largest difference of each pair, right.

    Args:
        pairs: a name that begins with the framework's to two rows of numbers, ours and theirs.
        limit: the relative difference up to which two numbers are called equal.
    """
    figure, (left, right) = new_figure(1, 2, PAIR, width_ratios=(2, 3))
    for name, (ours, theirs) in pairs.items():
        color, mark = looks(name)
        left.plot(ours, theirs, mark, color=color, ms=4, mfc="none", mew=1)
    left.axline((0, 0), slope=1, color=BLUE, lw=0.8, zorder=0)
    left.set(xlabel="gradient, nnlib", ylabel="gradient, frameworks", title="each number")
    for row, (name, (ours, theirs)) in enumerate(pairs.items()):
        color, mark = looks(name)
        right.semilogx(relative(ours, theirs), row, mark, color=color, ms=9)
    right.axvline(limit, ls="--", color=VERMILLION, lw=1.5)
    right.text(limit, -0.75, " limit", color=VERMILLION, va="center")
    right.set_yticks(range(len(pairs)), pairs)
    right.set(xlim=(1e-17, 1e-2), ylim=(len(pairs) - 0.5, -1.1), title="largest difference")
    right.set_xlabel("difference, as a part of the largest gradient")
    right.grid(axis="y", color="0.85")
    return figure


def looks(name: str) -> tuple[str, str]:
    """Return colour and marker of the framework with which the name begins."""
    framework = name.split(",")[0].split(" (")[0]
    return COLORS[framework], MARKS[framework]


def relative(ours, theirs) -> float:
    """Return the largest difference as a part of the largest of ours, never quite 0."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    return max(float(np.abs(ours - theirs).max() / np.abs(ours).max()), 2e-17)


def plot_same_losses(ours: dict, theirs: dict) -> Figure:
    """Return the losses step by step, left, and how far each framework is from nnlib, right.

    Where there is no difference at all, nothing is drawn.

    Args:
        ours: nnlib's losses, by precision: "float64" and "float32".
        theirs: the same for each framework.
    """
    figure, (left, right) = new_figure(1, 2, (9, 4))
    steps = np.arange(1, len(ours["float64"]) + 1)
    left.plot(steps, ours["float64"], color=BLUE, lw=5, alpha=0.35, label="nnlib")
    for name, losses in theirs.items():
        color, mark = looks(name)
        dashes = DASHES[name.split(" (")[0]]
        left.plot(steps, losses["float64"], dashes, color=color, lw=1.3, label=name)
        for kind, numbers in losses.items():
            gaps = np.abs(np.subtract(numbers, ours[kind]))
            right.plot(steps[gaps > 0], gaps[gaps > 0], mark, color=color, ms=3)
    left.legend(frameon=False)
    left.set(xlabel="step", ylabel="loss of the batch", ylim=(0, None), title="three curves")
    for kind, height in (("float64", 1e-12), ("float32", 1e-4)):
        right.text(0.02, height, kind, fontweight="bold", transform=right.get_yaxis_transform())
    right.set(xlabel="step", ylabel="difference from nnlib's loss", yscale="log", ylim=(1e-17, 1))
    right.set(title="how far apart", xlim=left.get_xlim())
    return figure


def plot_unzeroed(places: dict) -> Figure:
    """Return where the weight is after each step, once for each way of treating old gradients.

    Args:
        places: a name to the places, the start first; at most two, blue and vermillion.
    """
    figure, axes = new_figure(size=(7, 3.6))
    looks = [(BLUE, "o-"), (VERMILLION, "s--")]
    for (name, path), (color, mark) in told_apart(places.items(), looks):
        axes.plot(path, mark, color=color, ms=4, lw=1.3)
        axes.annotate(
            name, (len(path) - 1, path[-1]), (8, 0), textcoords="offset points", color=color
        )
    axes.axhline(0, color=BLACK, lw=0.8, ls=":")
    axes.set(xlabel="step", ylabel="w (lowest loss at 0)")
    return figure


def plot_softmax_twice(losses: dict, shares: dict, least: float) -> Figure:
    """Return the training loss, left, and the right answers, right, with one softmax and with two.

    Args:
        losses: a name to the loss of each epoch; at most two, green and purple.
        shares: the same names to the share of right answers after each epoch.
        least: below which the loss of two softmaxes cannot fall.
    """
    figure, (left, right) = new_figure(1, 2, PAIR)
    for axes, curves, factor in ((left, losses, 1), (right, shares, 100)):
        for (name, numbers), (color, mark) in told_apart(
            curves.items(), [(GREEN, "o-"), (PURPLE, "s--")]
        ):
            epochs = np.arange(1, len(numbers) + 1)
            axes.plot(epochs, factor * np.asarray(numbers), mark, color=color, ms=4, label=name)
        axes.set_xlabel("epoch")
    left.axhline(least, color=BLACK, ls=":", lw=1.5)
    left.text(1, least - 0.05, "two softmaxes: never below this", va="top")
    left.set(ylabel="training loss", ylim=(0, None))
    right.set_ylabel("right answers on unseen digits (%)")
    right.legend(frameon=False, loc="lower right")
    return figure


def plot_speeds(rows: list[dict], width: int, here: dict | None = None) -> Figure:
    """Return the time of a step against the batch size, for each framework.

    Args:
        rows: a dictionary each: width, batch_size, and microseconds by framework.
        width: the number of neurons in each of the two hidden layers.
        here: microseconds that were measured here, by framework, for batches of 32.
    """
    figure, axes = new_figure(size=(7, 4))
    lines = draw_speeds(axes, rows, width)
    every = np.concatenate([*(line.get_ydata() for line in lines), list((here or {}).values())])
    axes.set_ylim(every.min() / 2, every.max() * 3)
    for name, microseconds in (here or {}).items():
        color, mark = looks(name)
        axes.plot(32, microseconds, mark, color=color, ms=13, mfc="none", mew=2)
    if here:
        axes.plot([], [], "o", color="0.4", ms=11, mfc="none", mew=2, label="here, just now")
    axes.legend(frameon=False, loc="upper left")
    return figure


def draw_speeds(axes: Axes, rows: list[dict], width: int, at: int | None = None) -> list:
    """Draw a line for each framework, on axes that have room for all widths; return the lines.

    With `at`, an upright line stands at this batch size; it is the last of those returned.
    """
    found = []
    for name in ("nnlib", "PyTorch", "scikit-learn"):
        sizes, times = speeds_of(rows, width, name)
        style = {"color": COLORS[name], "marker": MARKS[name], "ls": DASHES[name], "label": name}
        found += axes.loglog(sizes, times, **style, ms=6)
    every = [row[name] for row in rows for name in ("nnlib", "PyTorch", "scikit-learn")]
    axes.set(xlabel="batch size", ylabel="microseconds a step")
    axes.set_ylim(min(every) / 2, max(every) * 2)
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.legend(frameon=False, loc="upper left")
    return found if at is None else [*found, axes.axvline(at, color="0.5", lw=1)]


def speeds_of(rows: list[dict], width: int, name: str) -> tuple[list[int], list[float]]:
    """Return the batch sizes, and the microseconds of a step of one framework."""
    chosen = [row for row in rows if row["width"] == width]
    return [row["batch_size"] for row in chosen], [row[name] for row in chosen]
