"""Exercises: `check` an answer, ask for a `hint`, see the `solution`, and your `progress`."""

from nnlib.exercises.engine import check, hint, solution
from nnlib.exercises.progress import progress

__all__ = ["check", "hint", "progress", "solution"]
