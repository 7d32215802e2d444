"""What an exercise is: data. One catalogue file a lesson holds its exercises as a list.

An answer is a function, a value (a number or an array), or a choice (a letter). Functions are
called with the cases and with fresh random inputs, and what they return is compared as numbers
with what the reference returns; so any right way to compute it passes.
"""

import importlib
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give, and the sentence that helps whoever gave it."""

    answer: Any
    sentence: str


def several(answers: Iterable, sentence: str) -> tuple[Mistake, ...]:
    """Return a mistake for each of several wrong answers that one sentence fits."""
    return tuple(Mistake(answer, sentence) for answer in answers)


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """What all three kinds share.

    Attributes:
        name: the lesson's number and a few words, "05-both-paths".
        reference: the right answer.
        passed: one line that says what was understood.
        hints: three, from a question to a near-solution.
        why: one line on why the solution works, and what else would have been right.
        mistakes: wrong answers with their sentences.
    """

    name: str
    reference: Any
    passed: str
    hints: tuple[str, ...]
    why: str
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FunctionExercise(Exercise):
    """The answer is a function; so is each mistake.

    Attributes:
        reference: the right function; its source is the solution that is shown.
        cases: tuples of arguments, small enough to follow by hand.
        random: makes one more tuple of arguments, of other shapes, from an `rng`.
        tolerance: how far a number may be off, relative to the largest of its array.
        variants: other right functions, which the tests pass through `check`.
        parts: the names of several returned values, in the order in which they are computed
            from one another, so that the first wrong one can be named. Each name stands at
            the place of its value: ("hidden", "output").
        first: the order in which to look at the parts, where it is not that of `parts`.
        also_right: a second function that is right too, such as the other derivative at a kink.
            Each number may agree with either.
        keeps_inputs: whether an answer that changes its arguments is wrong.
        changes: the number of the argument that an answer may change instead of returning.
    """

    reference: Callable
    cases: tuple[tuple, ...]
    random: Callable[[np.random.Generator], tuple] | None = None
    tolerance: float = 1e-5
    variants: tuple[Callable, ...] = ()
    parts: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    also_right: Callable | None = None
    keeps_inputs: bool = False
    changes: int | None = None

    @property
    def argument_names(self) -> list[str]:
        """The names of the arguments, as the reference has them."""
        return list(inspect.signature(self.reference).parameters)

    def all_cases(self, rng: np.random.Generator, n_random: int = 3) -> list[tuple]:
        """Return the fixed cases, and fresh random ones after them."""
        return [*self.cases, *(self.random(rng) for _ in range(n_random if self.random else 0))]


@dataclass(frozen=True, kw_only=True)
class ValueExercise(Exercise):
    """The answer is a number, or an array of numbers; so is each mistake.

    Attributes:
        tolerance: how far a number may be off, relative to the largest of the array.
    """

    tolerance: float = 1e-3


@dataclass(frozen=True, kw_only=True)
class ChoiceExercise(Exercise):
    """The answer is the letter of one of several sentences. Each wrong letter is a mistake."""

    reference: str


def lesson_numbers() -> list[str]:
    """Return the numbers of the lessons that have a catalogue, "00" first."""
    files = Path(__file__).parent.glob("lesson_*.py")
    return sorted(file.stem.removeprefix("lesson_") for file in files)


def exercises_of(lesson: str) -> list[Exercise]:
    """Return the exercises of the lesson with this number, in their order."""
    return importlib.import_module(f"nnlib.exercises.lesson_{lesson}").EXERCISES


def exercise_names() -> list[str]:
    """Return the names of all exercises of the course, in the order of the lessons."""
    return [exercise.name for lesson in lesson_numbers() for exercise in exercises_of(lesson)]


def find(name: str) -> Exercise:
    """Return the exercise of this name.

    Raises:
        ValueError: for an unknown name; the message lists the nearest ones.
    """
    text = name if isinstance(name, str) else ""
    in_lesson = exercises_of(text[:2]) if text[:2] in lesson_numbers() else []
    found = [exercise for exercise in in_lesson if exercise.name == text]
    if found:
        return found[0]
    names = exercise_names()
    nearest = get_close_matches(text, names, n=3, cutoff=0.4) or names[:3]
    quoted = ", ".join(f'"{near}"' for near in nearest)
    raise ValueError(
        f"Expected the name of an exercise, in quotes, as its task gives it; there is none"
        f" called {text!r}. The nearest: {quoted}."
    )
