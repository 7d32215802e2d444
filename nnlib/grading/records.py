"""What the marker knows of a submission, as data: a task goes in, a record comes out."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

Key = tuple[str, str, str]  # the learner, the file, the hash of its bytes


class Status(StrEnum):
    """What became of a submission. Only a marked one has points; a blank is no zero."""

    MARKED = "marked"
    UNREADABLE = "unreadable"  # nothing in it could be marked; the sentence says what to send
    MISSING = "missing"  # nothing was handed in for this lesson
    LEFT_OUT = "left out"  # no work of the learner's, such as our own solutions
    FAULT = "fault"  # the marker itself failed, twice: no fault of the learner's


@dataclass(frozen=True)
class Task:
    """One notebook to mark.

    Attributes:
        learner: who handed it in, as the folder or the file says; printable.
        file: where it was found, as a label; printable, one to a notebook.
        content: the bytes of the notebook.
        seed: what the random inputs are made from.
        handed_in: when, in seconds since 1970.
        name: the file's own name, which may say which lesson it is.
    """

    learner: str
    file: str
    content: bytes = field(repr=False)
    seed: int
    handed_in: float = 0.0
    name: str = ""


@dataclass(frozen=True)
class Mark:
    """The verdict on one exercise.

    Attributes:
        exercise: its name, "05-backward".
        outcome: "passed", "not yet", "not attempted" or "could not run".
        text: the sentence that the learner would have read in the notebook.
        details: a case to follow by hand, in lines; may be empty.
        mistake: the number of the catalogued mistake, where it was one.
        source: the cell with the answer, as it was handed in.
    """

    exercise: str
    outcome: str
    text: str
    details: str = ""
    mistake: int | None = None
    source: str = ""

    @property
    def points(self) -> int:
        """One for a passed exercise."""
        return int(self.outcome == "passed")


@dataclass(frozen=True)
class Record:
    """What marking a submission gave.

    Attributes:
        learner, file, handed_in, seed: as in the task.
        status: what became of it.
        sentence: what is wrong, and what to send, where it could not be marked; or a remark.
        lesson: the number of the lesson, "05", or "" where it is not known.
        notebook: a hash of its bytes.
        catalogue: a hash of the exercises that it was marked by.
        level: the protections that were in force, "isolated" or "confined" or "unsafe".
        marks: one for each exercise of the lesson, in its order.
        seconds, cpu_seconds, megabytes: what running it took.
    """

    learner: str
    file: str
    status: Status
    sentence: str = ""
    lesson: str = ""
    handed_in: float = 0.0
    seed: int = 0
    notebook: str = ""
    catalogue: str = ""
    level: str = ""
    marks: tuple[Mark, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    megabytes: float = 0.0

    @property
    def key(self) -> Key:
        """By what it is known that this is of the file that is there now."""
        return self.learner, self.file, self.notebook

    @property
    def points(self) -> int | None:
        """How many exercises passed; None where nothing was marked."""
        if self.status is not Status.MARKED:
            return None
        return sum(mark.points for mark in self.marks)

    @property
    def result(self) -> dict[str, Any]:
        """All of it but what a second run may give otherwise: times and memory."""
        kept = asdict(self)
        for name in ("seconds", "cpu_seconds", "megabytes"):
            del kept[name]
        return kept
