"""Names that strangers chose: made safe to show, and read for who the learner is."""

import re
import unicodedata
from functools import cache
from pathlib import Path

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}  # kinds of characters that show as nothing
NOBODYS = {"__MACOSX", "Thumbs.db", "desktop.ini"}
CANVAS = re.compile(r"(.+?)(?:_LATE)?_(\d{3,})_(\d{3,})_")  # the name, the user, the file
MOODLE = "_assignsubmission_"
AGAIN = r"(?:(?:-\d+|-Copy\d+|[ _]?\(\d+\))+$)?"  # what browsers and Jupyter add to a second copy


def printable(name: str) -> str:
    """Return the name with escapes for what one cannot see; two names never become the same."""
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(map(escaped, name))


def escaped(character: str) -> str:
    """Return the character, or its escape where one cannot see it, or could mistake it for one."""
    if character != "\\" and unicodedata.category(character) not in UNSEEN:
        return character
    return character.encode("unicode_escape").decode()


def is_nobodys(name: str) -> bool:
    """Return whether a program left this, and not a learner: hidden files and the like."""
    return name in NOBODYS or (name.startswith(".") and name not in (".", ".."))


def learner_of_folder(name: str) -> str:
    """Return whose folder this is: the name, without what Moodle adds."""
    return name.partition(MOODLE)[0] or name


def learner_of_file(name: str) -> str:
    """Return whose file this is: the name, without its ending and the lesson's part."""
    stem = Path(name).stem
    if MOODLE in stem:
        return learner_of_folder(stem)
    if canvas := CANVAS.match(stem):
        return "_".join(canvas.groups())
    return "_".join(filter(None, lesson_part().split(stem))) or stem


def lesson_named(name: str) -> str:
    """Return the number of the lesson that a file's name says; nothing where it says none."""
    stem = Path(name).stem
    part = lesson_part().search(stem)
    named = re.search(r"\d\d", part[0]) if part else re.search(r"(?<!\d)\d\d(?=_[a-z])", stem)
    numbers = {lesson[:2] for lesson in lesson_names()}
    return named[0] if named and named[0] in numbers else ""


@cache
def lesson_part() -> re.Pattern:
    """Return what finds the lesson in a file's name, "05_backpropagation" or "05-Backpropagation".

    Only whole names of lessons count: where we are not sure, two learners must not become one.
    """
    lessons = "|".join(name.replace("_", "[ _-]") for name in lesson_names())
    pattern = rf"[ _.-]*(?<!\d)(?:{lessons})(?![a-z0-9]){AGAIN}[ _.-]*"
    return re.compile(pattern, re.IGNORECASE)


def lesson_names() -> tuple[str, ...]:
    """Return the names of the lessons, "05_backpropagation" among them."""
    return tuple(sorted(path.stem for path in SOLUTIONS.glob("[0-9][0-9]_*.ipynb")))
