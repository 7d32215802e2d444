"""What the pages say in sentences."""

from functools import cache

from nnlib.exercises.progress import LESSONS
from nnlib.grading.records import Mark, Record, Status

LEVELS = {
    "isolated": "each notebook ran in a sandbox of its own, without network and other files",
    "confined": "each notebook ran without network and other files; this computer allows no more",
    "container": "each notebook ran in a container, without network and other files",
    "unsafe": "nothing but limits stood between the notebooks and this computer",
    "": "not known",
}
STATUSES = {
    Status.MARKED: "marked",
    Status.UNREADABLE: "could not be read",
    Status.MISSING: "not handed in",
    Status.LEFT_OUT: "left out",
    Status.FAULT: "our own failure",
}
NEWER = "could not be read; an older attempt counts"
NEXT_STEPS = {
    Status.UNREADABLE: "Do what it says here, look whether the notebook opens in JupyterLab, and"
    " hand it in again.",
    Status.FAULT: "This failure is ours, not yours, and it costs you nothing. You need not do"
    " anything: we mark your notebook again.",
    Status.MISSING: "We have nothing from you for this lesson. Save your notebook and hand it in.",
}


@cache
def lesson_words(lesson: str) -> str:
    """Return the lesson's name without its number, "computation graphs", where it is known."""
    names = sorted(path.stem for path in LESSONS.glob("*_*.ipynb"))
    known = [name for name in names if name.startswith(f"{lesson}_")]
    return known[0].partition("_")[2].replace("_", " ") if known else ""


def lesson_title(lesson: str) -> str:
    """Return what a lesson is called in a heading."""
    if not lesson:
        return "A file whose lesson we do not know"
    name = lesson_words(lesson)
    return f"Lesson {lesson}: {name}" if name else f"Lesson {lesson}"


def next_step(record: Record) -> str:
    """Return what the learner does next."""
    if record.status is not Status.MARKED:
        return NEXT_STEPS[record.status]
    open_ones = [mark for mark in record.marks if not mark.points]
    if not open_ones:
        return "All exercises of this lesson are passed. On to the next one."
    return f"{begin_with(open_ones[0])} Then save the notebook and hand it in again."


def begin_with(mark: Mark) -> str:
    """Return how to go on with an exercise that is not passed yet."""
    if mark.outcome == "not attempted":
        return f"Begin with {mark.exercise}: write your answer in its cell and run the check."
    if mark.outcome == "could not run":
        return f"Begin with {mark.exercise}: restart the kernel, and run its cell on its own."
    return f"Begin with {mark.exercise}: read its sentence, change your answer, run the check."
