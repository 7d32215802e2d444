"""The numbers on the instructor's page, counted from the records that count."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from nnlib.exercises.verdict import Outcome
from nnlib.grading.records import Mark, Record, Status
from nnlib.grading.reports.counting import newer_unreadable
from nnlib.grading.reports.matching import folded
from nnlib.grading.reports.words import LEVELS, NEWER, STATUSES, lesson_title

OUTCOMES = [outcome.word for outcome in Outcome]


@dataclass(frozen=True)
class Bar:
    """A number, what it counts, and how long its bar is.

    Attributes:
        label: what it counts.
        count: how many.
        of: of how many; the bar's full length.
        note: a sentence that belongs to it.
    """

    label: str
    count: int
    of: int
    note: str = ""

    @property
    def percent(self) -> int:
        """The share, in whole percent."""
        return round(100 * self.count / self.of) if self.of else 0


def statuses(rows: list[Record]) -> list[Bar]:
    """Return how many records have each status."""
    found = Counter(record.status for record in rows)
    return [Bar(STATUSES[status], found[status], len(rows)) for status in Status if found[status]]


def levels(rows: list[Record]) -> list[Bar]:
    """Return under which protections the notebooks ran."""
    found = Counter(record.level for record in rows if record.status is Status.MARKED)
    n_marked = found.total()
    return [
        Bar(level or "not known", count, n_marked, LEVELS.get(level, ""))
        for level, count in sorted(found.items())
    ]


def points(rows: list[Record]) -> list[tuple[str, list[Bar]]]:
    """Return, for each lesson, how many learners have how many points."""
    spreads = []
    for lesson, records in by_lesson(rows).items():
        found = Counter(record.points for record in records)
        most = max(len(record.marks) for record in records)
        bars = [Bar(f"{n} of {most}", found[n], len(records)) for n in range(most + 1)]
        spreads.append((lesson_title(lesson), bars))
    return spreads


def by_lesson(rows: list[Record]) -> dict[str, list[Record]]:
    """Return the marked records of each lesson."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in sorted(rows, key=lambda record: record.lesson):
        if record.status is Status.MARKED:
            found[record.lesson].append(record)
    return dict(found)


def marks_of(rows: list[Record]) -> dict[str, list[Mark]]:
    """Return all marks of each exercise, in the order of the course."""
    found: dict[str, list[Mark]] = defaultdict(list)
    for records in by_lesson(rows).values():
        for mark in (mark for record in records for mark in record.marks):
            found[mark.exercise].append(mark)
    return dict(found)


def hardest(rows: list[Record]) -> list[Bar]:
    """Return how many passed each exercise, the hardest first."""
    bars = [
        Bar(exercise, sum(mark.points for mark in marks), len(marks))
        for exercise, marks in marks_of(rows).items()
    ]
    return sorted(bars, key=lambda bar: (bar.count / bar.of, bar.label))


def outcomes(rows: list[Record]) -> list[tuple[str, list[Bar]]]:
    """Return, for each exercise, how often each outcome came."""
    table = []
    for exercise, marks in marks_of(rows).items():
        found = Counter(mark.outcome for mark in marks)
        table.append((exercise, [Bar(word, found[word], len(marks)) for word in OUTCOMES]))
    return table


def mistakes(rows: list[Record]) -> list[Bar]:
    """Return how often each catalogued mistake was made, the most frequent first.

    A sentence may stand for several mistakes that differ in their numbers alone: they count as one.
    """
    bars = []
    for exercise, marks in marks_of(rows).items():
        found = Counter(mark.text for mark in marks if mark.mistake is not None)
        bars += [Bar(exercise, count, len(marks), text) for text, count in found.items()]
    return sorted(bars, key=lambda bar: (-bar.count, bar.label, bar.note))


def to_look_at(records: list[Record], rows: list[Record]) -> list[tuple[Record, str]]:
    """Return what needs a look, each with a word on what it is.

    That is what counts and is not marked, or has a remark, all our own failures, and what is newer
    than the attempt that counts and cannot be read.
    """
    found = {record: STATUSES[record.status] for record in rows if record.points is None}
    found |= {r: STATUSES[r.status] for r in records if r.status is Status.FAULT}
    found |= {r: STATUSES[r.status] for r in rows if r.sentence}
    found |= dict.fromkeys(newer_unreadable(records, rows), NEWER)
    return sorted(found.items(), key=lambda one: (*by_name(one[0].learner), *one[0].key[1:]))


def learners(rows: list[Record], page_name: Any) -> list[tuple[str, str, list[str], str]]:
    """Return each learner's name, page, points by lesson, and their sum."""
    lessons = list(by_lesson(rows))
    found: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in rows:
        found[record.learner][record.lesson] = record
    return [
        (learner, page_name(learner), [score(own.get(n)) for n in lessons], total(own.values()))
        for learner, own in sorted(found.items(), key=lambda one: by_name(one[0]))
    ]


def by_name(learner: str) -> tuple[str, str]:
    """Return what names are sorted by: not by case and accents, as long as they differ else."""
    return folded(learner), learner


def score(record: Record | None) -> str:
    """Return the points, of those that the table's head says; a dash where there are none."""
    if record is None or record.points is None:
        return "–" if record is None else STATUSES[record.status]
    return str(record.points)


def total(records: Any) -> str:
    """Return the sum of all points, of those that were possible in what was handed in.

    Where nothing could be marked, the words say why.
    """
    records = list(records)
    marked = [record for record in records if record.points is not None]
    if not marked:
        came = [r for r in records if r.status in (Status.FAULT, Status.UNREADABLE)]
        return STATUSES[came[0].status] if came else "–"
    return f"{sum(r.points for r in marked)} of {sum(len(r.marks) for r in marked)}"
