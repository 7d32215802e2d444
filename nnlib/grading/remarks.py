"""What is said of a notebook beside its marks, and which marks a higher limit may change."""

import json
import re
from collections.abc import Iterable
from functools import cache

from nnlib.exercises.catalogue import lesson_numbers
from nnlib.grading.assignment import questions_of
from nnlib.grading.names import SOLUTIONS
from nnlib.grading.records import Mark
from nnlib.grading.sandbox.confine import Limits

FEWEST = 2  # exercises of another lesson that are no accident
OTHER_LESSON = (
    "It holds cells of lesson {lesson} too, which were not marked: a notebook is of one lesson."
    " Send that lesson's own notebook as well."
)
PUBLISHED = "This is the published solution: the cell of each exercise is ours, word for word."
OVER_TIME = {
    "seconds": "Your notebook ran for more than {seconds:g} seconds in all, and was stopped. Does a"
    " cell or a loop never end?",
    "cpu_seconds": "Your notebook used the processor for more than {cpu_seconds} seconds, and was"
    " stopped.",
    "cell_seconds": "Its cell was stopped after {cell_seconds:g} seconds. Does a loop never end?",
}


def remark(lesson: str, sources: list[str], ids: list[str], marks: Iterable[Mark]) -> str:
    """Return what an instructor should know of a notebook of this lesson; mostly nothing."""
    found = [OTHER_LESSON.format(lesson=other) for other in other_lessons(lesson, sources, ids)]
    published = published_answers(lesson)
    if all(mark.source.strip() == published[mark.exercise] for mark in marks):
        found.append(PUBLISHED)
    return " ".join(found)


def other_lessons(lesson: str, sources: list[str], ids: list[str]) -> list[str]:
    """Return the lessons, other than this one, of which several exercises have cells here."""
    text, present = "\n".join(sources), set(ids)
    return [
        other
        for other in lesson_numbers()
        if other != lesson
        and sum(
            question.cell in present or f'("{question.exercise}"' in text
            for question in questions_of(other)
        )
        >= FEWEST
    ]


@cache
def published_answers(lesson: str) -> dict[str, str]:
    """Return our own cell of each exercise of a lesson; its marks make it unlike any other."""
    [path] = SOLUTIONS.glob(f"{lesson}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = {cell.get("id"): "".join(cell["source"]).strip() for cell in cells}
    return {question.exercise: sources[question.cell] for question in questions_of(lesson)}


def is_stopped_below(text: str, limits: Limits) -> bool:
    """Return whether a sentence tells of a limit of time that is higher now."""
    for name, sentence in OVER_TIME.items():
        before, _, after = re.sub(r"\{.*?\}", "{}", sentence).partition("{}")
        found = re.fullmatch(f"{re.escape(before)}([0-9.]+){re.escape(after)}", text)
        if found and float(found[1].strip(".") or 0) < getattr(limits, name):
            return True
    return False
