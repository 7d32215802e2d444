"""Whether a typed number is right, and what is wrong with it.

Each kind of value has its catalogue of wrong computations, with the sentence that helps whoever
made it. An answer is compared with what they give; only then is it said to be too large or small.
"""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from nnlib.widgets.network.losses import said
from nnlib.widgets.network.mistakes import mistakes_of
from nnlib.widgets.network.steps import Step
from nnlib.widgets.network.worked import WorkedNetwork

SHOWN = 1e-5  # the picture has five decimals: nobody can do better who goes on with them
FUZZ = 1 + 1e-9  # what binary numbers may lack
FACTORS = {2: "twice", 0.5: "half", 10: "ten times", 0.1: "a tenth of", 100: "a hundred times"}


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and a sentence about it."""

    is_right: bool
    words: str


def judge(network: WorkedNetwork, step: Step, answer: float) -> Verdict:
    """Return the verdict on an answer to a step: right with three correct digits."""
    value = step.value
    if is_right(answer, value):
        return Verdict(True, f"Right: {step.symbol} = {said(value)}.")
    mistakes = [
        (wrong, words) for wrong, words in mistakes_of(network, step) if not is_right(wrong, value)
    ]
    found = next((words for wrong, words in mistakes if math.isclose(answer, wrong)), None)
    found = found or roughness(answer, value)
    found = found or next((words for wrong, words in mistakes if is_right(answer, wrong)), None)
    return Verdict(False, f"{said(answer)} is not it. {found or whatever_differs(answer, value)}")


def is_right(answer: float, value: float) -> bool:
    """Return whether three digits are right, rounded or cut off, or as many as are shown."""
    unit = unit_of(value)
    units = answer / unit * FUZZ
    is_near = abs(answer - value) <= max(unit / 2, SHOWN if abs(value) > 10 * SHOWN else 0) * FUZZ
    if is_near or not math.isfinite(units):
        return is_near
    return math.trunc(units) == math.trunc(value / unit * FUZZ) != 0


def unit_of(value: float) -> float:
    """Return what a one in the third digit is worth; of zero, a thousandth."""
    if not value:
        return 1e-3
    return max(10.0 ** (math.floor(math.log10(abs(value))) - 2), sys.float_info.min)


def roughness(answer: float, value: float) -> str | None:
    """Return what to say to an answer that has too few digits; None where that is not it."""
    for n_digits in (1, 2):
        if answer and float(f"{value:.{n_digits - 1}e}") == answer:
            return "It is rounded too roughly: give at least three digits."
    return None


def whatever_differs(answer: float, value: float) -> str:
    """Return what can be said without knowing what was computed."""
    return next(differences(answer, value))


def differences(answer: float, value: float) -> Iterator[str]:
    """Yield what differs, the most telling first."""
    if is_right(-answer, value):
        yield "The number is right, but its sign is flipped."
    if abs(answer - value) < 0.02 * abs(value):
        yield "It is close: keep five digits on the way, and round at the end."
    for factor, words in FACTORS.items():
        if is_right(answer / factor, value):
            yield f"It is {words} what it should be."
    if answer * value < 0:
        yield "It has the wrong sign. Hint shows the formula."
    size = "large" if abs(answer) > abs(value) else "small"
    yield f"It is too {size}. Hint shows the formula."
