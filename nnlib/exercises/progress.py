"""Where a learner stands, read from the notebooks themselves: there is no second file.

Each verdict leaves a record in the output of its cell. What a saved notebook shows is what counts.
"""

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

from nnlib.exercises.catalogue import exercises_of, lesson_numbers
from nnlib.exercises.verdict import RECORD, Outcome

LESSONS = Path(__file__).resolve().parents[2] / "lessons"
MARKS = {"done": "✓", "tried": "✗", "ahead": "○"}


@dataclass(frozen=True)
class LessonProgress:
    """How far a learner is with one lesson.

    Attributes:
        name: the notebook's name, without its ending.
        states: "done", "tried" or "ahead" for each exercise, by its name.
        trouble: a sentence, where the notebook cannot be read.
    """

    name: str
    states: dict[str, str]
    trouble: str = ""

    @property
    def n_done(self) -> int:
        """How many exercises are passed."""
        return list(self.states.values()).count("done")

    @property
    def text(self) -> str:
        """How many of how many are done, in words."""
        return self.trouble or f"{self.n_done} of {len(self.states)} done"


@dataclass(frozen=True)
class Progress:
    """The map of the course, with what is done, tried and ahead."""

    lessons: list[LessonProgress]

    def __repr__(self) -> str:
        width = max((len(lesson.name) for lesson in self.lessons), default=0)
        lines = [
            f"{lesson.name:{width}}  {''.join(MARKS[s] for s in lesson.states.values())}"
            f"  {lesson.text}"
            for lesson in self.lessons
        ]
        return "\n".join([*lines, self.legend])

    @property
    def legend(self) -> str:
        """What the marks mean, and the sum."""
        n_done = sum(lesson.n_done for lesson in self.lessons)
        n_all = sum(len(lesson.states) for lesson in self.lessons)
        return f"✓ done  ✗ tried  ○ ahead: {n_done} of {n_all} exercises done, as last saved"

    def _repr_html_(self) -> str:
        rows = "".join(map(row, self.lessons))
        return (
            "<table><thead><tr><th style='text-align:left'>lesson</th>"
            "<th style='text-align:left'>exercises</th><th style='text-align:left'>progress</th>"
            f"</tr></thead><tbody>{rows}</tbody></table><p>{escape(self.legend)}</p>"
        )


def row(lesson: LessonProgress) -> str:
    """Return the row of a lesson: its name, a mark for each exercise, and the count in words."""
    colors = {
        "done": Outcome.PASSED.color,
        "tried": Outcome.NOT_YET.color,
        "ahead": Outcome.NOT_ATTEMPTED.color,
    }
    marks = " ".join(
        f"<span title='{escape(name)}: {state}' style='color:{colors[state]}'>{MARKS[state]}</span>"
        for name, state in lesson.states.items()
    )
    cells = [f"<a href='{escape(lesson.name)}.ipynb'>{escape(lesson.name)}</a>", marks]
    cells.append(escape(lesson.text))
    return "<tr>" + "".join(f"<td style='text-align:left'>{cell}</td>" for cell in cells) + "</tr>"


def progress(folder: Path | str = LESSONS) -> Progress:
    """Return how far a learner is with each lesson in the folder, as last saved."""
    lessons = []
    for number in lesson_numbers():
        for path in sorted(Path(folder).glob(f"{number}_*.ipynb")):
            lessons.append(lesson_progress(path, number))
    return Progress(lessons)


def lesson_progress(path: Path, number: str) -> LessonProgress:
    """Return how far a learner is with the lesson in this file."""
    states = {exercise.name: "ahead" for exercise in exercises_of(number)}
    try:
        found = outcomes(path)
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        return LessonProgress(path.stem, states, f"cannot be read ({type(error).__name__})")
    for name, outcome in found.items():
        if name in states and outcome != Outcome.NOT_ATTEMPTED.word:
            states[name] = "done" if outcome == Outcome.PASSED.word else "tried"
    return LessonProgress(path.stem, states)


def outcomes(path: Path) -> dict[str, str]:
    """Return the outcome that a notebook shows for each exercise: passed, where it shows both."""
    found: dict[str, str] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            record = output.get("data", {}).get(RECORD)
            if record and found.get(record["exercise"]) != Outcome.PASSED.word:
                found[record["exercise"]] = record["outcome"]
    return found
