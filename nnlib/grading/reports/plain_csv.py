"""A table for any spreadsheet: one row a learner and lesson, one column an exercise.

It begins with the mark by which Excel knows UTF-8. Text that a spreadsheet would run as a formula
gets an apostrophe in front; numbers stay numbers; what has no points stays blank.
"""

import csv
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from nnlib.grading.records import Record
from nnlib.grading.reports.counting import counted
from nnlib.grading.reports.similar import Pair

BEFORE = ("learner", "lesson", "points", "of", "status", "sentence")
AFTER = ("handed_in", "file", "level", "seed", "notebook", "catalogue")
# As OWASP lists them, with their full-width and small variants, also after what cannot be seen.
SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫"
UNSEEN = "\\s\\x00-\\x1f\\x7f-\\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
AT_START = re.compile(f"[\t\r\n]|[{UNSEEN}]*[{SIGNS}]")
# A spreadsheet that takes ; for the comma begins a cell there, in the middle of our text.
INSIDE = re.compile(f"([;\t\r\n][{UNSEEN}]*)(?=[{SIGNS}])")


def write_csv(records: list[Record], path: Path) -> None:
    """Write the records that count, as a table in UTF-8."""
    rows = counted(records)
    exercises = exercise_columns(rows)
    lines = (line(record, exercises) for record in rows)
    write_table(path, [*BEFORE, *exercises, *AFTER], lines)


def write_pairs(pairs: list[Pair], path: Path) -> None:
    """Write who has nearly the same answer as whom; not a verdict."""
    lines = ([pair.exercise, pair.first, pair.second, pair.alike] for pair in pairs)
    write_table(path, ["exercise", "first", "second", "alike"], lines)


def write_table(path: Path, header: list[str], lines: Iterable[list]) -> None:
    """Write a table whose text no spreadsheet takes for a formula."""
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(cell, header))
        writer.writerows(map(cell, values) for values in lines)


def cell(value: str | int | float | None) -> str | int | float | None:
    """Return a number as it is, and text made harmless."""
    return harmless(value) if isinstance(value, str) else value


def harmless(text: str) -> str:
    """Return the text with an apostrophe before each sign that would begin a formula.

    Source: OWASP, CSV Injection.
    """
    kept = INSIDE.sub(r"\1'", text)
    return f"'{kept}" if AT_START.match(text) else kept


def exercise_columns(records: list[Record]) -> list[str]:
    """Return the names of all exercises, lesson by lesson, each lesson in its own order."""
    in_lessons = sorted(records, key=lambda record: record.lesson)
    return list(dict.fromkeys(mark.exercise for record in in_lessons for mark in record.marks))


def line(record: Record, exercises: list[str]) -> list:
    """Return the cells of one row."""
    outcomes = {mark.exercise: mark.outcome for mark in record.marks}
    n_marks = None if record.points is None else len(record.marks)
    return [
        *(record.learner, record.lesson, record.points, n_marks),
        *(str(record.status), record.sentence),
        *(outcomes.get(exercise, "") for exercise in exercises),
        *(moment(record.handed_in), record.file, record.level),
        *(record.seed, record.notebook, record.catalogue),
    ]


def moment(seconds: float) -> str:
    """Return a time as ISO 8601 in UTC; nothing where it is not known, or no time at all."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else ""
    except (OverflowError, OSError, ValueError):
        return ""
