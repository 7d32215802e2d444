"""Figures of a small network that is trained until its error is gone (lesson 05)."""

import numpy as np
from matplotlib.figure import Figure

from nnlib.plots.style import BLACK, BLUE, GREEN, PAIR, new_figure, told_apart

LOOKS = (  # of the trainings: a colour, and a line and a mark that tell them apart without it
    {"color": BLUE, "ls": "-", "marker": "o"},
    {"color": GREEN, "ls": "--", "marker": "s"},
    {"color": BLACK, "ls": ":", "marker": "^"},
)


def plot_until_gone(histories: dict, target: float, output: str = "y2") -> Figure:
    """Return the error against the update, left, and one output on its way to the target, right.

    Args:
        histories: the name of each training to its rows, one before each update and one at the
            end, shape (n_updates + 1, 2): the error, and the output.
        target: where the output should go.
        output: what the output is called.
    """
    figure, (left, right) = new_figure(1, 2, PAIR)
    for (name, rows), look in told_apart(histories.items(), LOOKS):
        updates, rows = np.arange(1, len(rows)), np.asarray(rows)[1:]
        marks = {"ms": 5, "markevery": sorted({0, *np.geomspace(1, len(rows), 7, dtype=int) - 1})}
        left.loglog(updates, rows[:, 0], label=name, **look, **marks)
        right.semilogx(updates, rows[:, 1], **look, **marks)
    right.axhline(target, color=BLACK, lw=1)
    right.text(updates[-1], target - 0.07, f"target {target:g}", ha="right")
    left.legend(title="learning rate", frameon=False, loc="lower left")
    left.set(xlabel="update", ylabel="error E")
    right.set(xlabel="update", ylabel=f"output {output}", ylim=(0, 1.05))
    return figure
