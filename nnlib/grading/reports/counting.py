"""Which of several attempts counts: one record for each learner and lesson."""

import re
from collections import defaultdict

from nnlib.grading.records import Record, Status

STANDING = {
    Status.MARKED: 2,
    Status.FAULT: 2,
    Status.UNREADABLE: 1,
    Status.MISSING: 0,
    Status.LEFT_OUT: 0,
}


def counted(records: list[Record], rule: str = "last") -> list[Record]:
    """Return the records that count, one for each learner and lesson, sorted by them.

    A marked attempt beats an unreadable one, whenever that came. By "last", the latest attempt
    counts, of two with the same time the copy with the higher number, and then the one with more
    points; a failure of the marker stands there as a blank, since an older mark would pass for the
    newest. By "best", the most points count.

    A file that does not say its lesson is an attempt at the only lesson, where all others are of
    one lesson. Otherwise nobody can know, and it stays as a row of its own.

    Raises:
        ValueError: for an unknown rule.
    """
    if rule not in RULES:
        raise ValueError(
            f'Expected the rule "last" or "best"; {rule!r} came. Say which attempt is to count.'
        )
    only = only_lesson(records)
    attempts: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        attempts[place(record, only)].append(record)
    chosen = (max(tries, key=RULES[rule]) for tries in attempts.values())
    return sorted(chosen, key=lambda record: (record.learner, record.lesson, record.file))


def newer_unreadable(records: list[Record], rows: list[Record]) -> list[Record]:
    """Return the attempts that cannot be read and are newer than the one that counts.

    Args:
        records: all attempts.
        rows: those that count.
    """
    only = only_lesson(records)
    counting = {place(record, only): record for record in rows}
    return [
        record
        for record in records
        if record.status is Status.UNREADABLE
        and (chosen := counting.get(place(record, only))) not in (None, record)
        and record.handed_in > chosen.handed_in
    ]


def only_lesson(records: list[Record]) -> str:
    """Return the one lesson that all records are of, or nothing where there are several."""
    lessons = {record.lesson for record in records} - {""}
    return lessons.pop() if len(lessons) == 1 else ""


def place(record: Record, only: str) -> tuple[str, ...]:
    """Return what attempts at the same thing have in common."""
    lesson = record.lesson or (only if record.status is not Status.LEFT_OUT else "")
    return (record.learner, lesson) if lesson else (record.learner, "", record.file)


def last(record: Record) -> tuple:
    """Return what is largest for the latest attempt that says something."""
    return (
        STANDING[record.status],
        record.handed_in,
        copy_number(record.file),
        record.points or 0,
        record.file,
    )


def copy_number(file: str) -> int:
    """Return the number that a browser or Jupyter gave a second copy: 1 for "05_x (1).ipynb"."""
    found = re.search(r"(?:-(?:Copy)?|\()(\d{1,3})\)?(?:\.\w+)?$", file)
    return int(found[1]) if found else 0


def best(record: Record) -> tuple:
    """Return what is largest for the attempt with the most points, and then the latest."""
    return record.status is Status.MARKED, record.points or 0, *last(record)


RULES = {"last": last, "best": best}
