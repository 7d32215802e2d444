"""A race of optimizers on one surface: where each of them goes, and what can be said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnlib.descent import Descent, what_is_lost
from nnlib.layers import Parameter
from nnlib.optimizers import SGD, AdaGrad, Adam, Optimizer, RMSProp
from nnlib.plots import BLACK, BLUE, GREEN, PURPLE, VERMILLION
from nnlib.widgets.descent.landscapes import Landscape
from nnlib.widgets.picture import value_or_gap

LIMIT = 1e6  # a point further than this from zero counts as lost
LEVEL = 1e-9  # values closer than this, as a share of the way down, count as level
GREY = "#6D6D6D"


@dataclass(frozen=True)
class Racer:
    """An optimizer that takes part: how to make it, its first learning rate, and its looks."""

    name: str
    make: Callable[..., Optimizer]
    learning_rate: float
    color: str
    dash: str
    marker: str

    @property
    def key(self) -> str:
        """The name of its control; that of its learning rate ends in _rate."""
        return self.name.lower()


RACERS = [
    Racer("SGD", SGD, 0.05, GREY, "-", "o"),
    Racer("momentum", partial(SGD, momentum=0.9), 0.01, BLUE, "--", "s"),
    Racer("Nesterov", partial(SGD, momentum=0.9, nesterov=True), 0.01, BLACK, "-.", "^"),
    Racer("AdaGrad", AdaGrad, 0.5, GREEN, ":", "D"),
    Racer("RMSProp", RMSProp, 0.05, PURPLE, "-", "v"),
    Racer("Adam", Adam, 0.1, VERMILLION, "--", "P"),
]


def run(
    racer: Racer,
    landscape: Landscape,
    start: tuple[float, ...],
    learning_rate: float,
    n_steps: int,
) -> Descent:
    """Return the way of one optimizer, in float64; it ends early only where it diverges."""
    point = Parameter(np.array(start, dtype=float), "point")
    optimizer = racer.make([point], learning_rate)
    path = [point.value.copy()]
    values = [landscape.value(path[0])]
    outcome, reason = "out of steps", f"All {n_steps} steps were used."
    for step in range(1, n_steps + 1):
        point.gradient = landscape.slope(path[-1])
        optimizer.step()
        path.append(point.value.copy())
        values.append(value_or_gap(landscape.value, path[-1]))
        trouble = what_is_lost(path[-1], values[-1], LIMIT)
        if trouble:
            outcome, reason = "diverged", f"at step {step} {trouble}"
            break
    return Descent(np.array(path), np.array(values), outcome, reason)


def in_words(runs: dict[str, Descent], rates: dict[str, float], step: int, n_steps: int) -> str:
    """Return who is lowest at this step and by how much, the others, and who has diverged."""
    if not runs:
        return "No optimizer takes part: tick one."
    start_value = next(iter(runs.values())).values[0]
    if not np.isfinite(start_value):
        return f"At the start the function is {start_value:.3g}: choose another start."
    words = [f"Step {step} of {n_steps}."]
    if step == 0:
        return f"{words[0]} All stand at the start, where the value is {start_value:.3g}."
    on_the_way = {name: one.values[step] for name, one in runs.items() if not is_lost(one, step)}
    if on_the_way:
        ranking = sorted(on_the_way.items(), key=lambda pair: pair[1])
        words += ranking_in_words(ranking, LEVEL * abs(start_value - ranking[0][1]))
        if ranking[0][1] >= start_value:
            words.append(f"None is below the start, where the value is {start_value:.3g}.")
    lost = [
        f"{name} with its learning rate {rates[name]:.3g}: {one.reason}"
        for name, one in runs.items()
        if is_lost(one, step)
    ]
    if lost:
        words.append(f"Diverged: {'; '.join(lost)}.")
    if len(runs) > 1:
        words.append("Each has a learning rate of its own: with others the order may be another.")
    return " ".join(words)


def is_lost(one: Descent, step: int) -> bool:
    """Return whether it has diverged by this step."""
    return one.outcome == "diverged" and step >= one.n_steps


def ranking_in_words(ranking: list[tuple[str, float]], level: float) -> list[str]:
    """Return sentences on who is lowest, on the next one, and on all the others.

    Args:
        ranking: names and values, from the lowest to the highest.
        level: values closer than this count as the same.
    """
    lowest = ranking[0][1]
    first = [name for name, value in ranking if value - lowest <= level]
    rest = ranking[len(first) :]
    if len(first) == 1:
        words = [f"Lowest: {first[0]} with {said(lowest, level)}."]
    else:
        apart = f"less than {max(level, 1e-15):.1g} apart"
        words = [f"Lowest, and level: {listed(first)} with {said(lowest, level)} ({apart})."]
    if rest:
        (name, value), *others = rest
        times = value / lowest if lowest > level else 0
        more = f"{times:.3g} times as much"
        if not times or more.startswith("1 "):
            more = f"higher by {value - lowest:.3g}"
        words.append(f"Next: {name} with {said(value, level)}, {more}.")
        if others:
            numbers = [f"{other} {said(value, level)}" for other, value in others]
            words.append(f"Then {', '.join(numbers)}.")
    return words


def said(value: float, level: float) -> str:
    """Return a value with three digits; one that is level with 0 has no digits to speak of."""
    return f"{value:.3g}" if abs(value) > level else f"0 (to within {max(level, 1e-15):.1g})"


def listed(names: list[str]) -> str:
    """Return "a, b and c"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
