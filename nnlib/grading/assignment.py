"""What a lesson asks for: its exercises, with the variable and the cell that hold each answer."""

import ast
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from nnlib.exercises.catalogue import exercises_of, lesson_numbers
from nnlib.grading.cells import Question
from nnlib.grading.names import SOLUTIONS, lesson_named

CATALOGUES = Path(__file__).resolve().parents[1] / "exercises"


@cache
def questions_of(lesson: str) -> tuple[Question, ...]:
    """Return the questions of the lesson with this number, in the order of its catalogue.

    Raises:
        ValueError: where the catalogue and the notebook do not fit each other.
    """
    [path] = SOLUTIONS.glob(f"{lesson}_*.ipynb")
    found = {question.exercise: question for question in questions_in(path)}
    names = [exercise.name for exercise in exercises_of(lesson)]
    if set(found) != set(names):
        raise ValueError(
            f"{path.name}: expected a check of each exercise of its catalogue, {names}; got"
            f" {list(found)}. Add the cells, or the exercises."
        )
    return tuple(found[name] for name in names)


def questions_in(path: Path) -> Iterator[Question]:
    """Yield a question for each check in a solution notebook."""
    exercise_cell = ""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        tags = cell["metadata"].get("tags", [])
        if "exercise" in tags:
            exercise_cell = cell["id"]
        if "check" in tags:
            call = ast.parse("".join(cell["source"])).body[0].value
            yield Question(call.args[0].value, call.args[1].id, exercise_cell)


def lesson_in(sources: Iterable[str], ids: Iterable[str], file_name: str) -> str:
    """Return the number of the lesson that a notebook is most like, or "" for none.

    Its exercises are the best sign, then the ids of its cells, and at last the file's name, which
    a learner may have changed.
    """
    text, present = "\n".join(sources), set(ids)
    signs: Counter[str] = Counter()
    for lesson in lesson_numbers():
        for question in questions_of(lesson):
            signs[lesson] += 2 * (f'"{question.exercise}"' in text or question.exercise in text)
            signs[lesson] += question.cell in present
    (lesson, count), *_ = signs.most_common(1)
    if count:
        return lesson
    return lesson_named(file_name)


@cache
def catalogue_version() -> str:
    """Return a hash of all that verdicts depend on: exercises, their check, their questions."""
    digest = hashlib.sha256()
    for path in sorted(CATALOGUES.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for lesson in lesson_numbers():
        digest.update(repr(questions_of(lesson)).encode())
    return digest.hexdigest()[:12]
