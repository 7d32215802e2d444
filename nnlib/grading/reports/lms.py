"""Grades for Canvas and Moodle: filled into the export that the instructor took from there."""

from dataclasses import dataclass, field
from pathlib import Path

from nnlib.grading.records import Record
from nnlib.grading.reports.canvas import Canvas
from nnlib.grading.reports.counting import counted, only_lesson
from nnlib.grading.reports.matching import Matches, learner_keys, match
from nnlib.grading.reports.moodle import Moodle
from nnlib.grading.reports.sheet import Sheet, read_sheet, write_sheet


@dataclass(frozen=True)
class Filled:
    """Who was found in the export, and who was not.

    Attributes:
        matched: learners with one row that is theirs alone.
        unmatched_learners: learners whom no row fits.
        unmatched_rows: names in rows that no learner fits.
        ambiguous: sentences about learners who were left out, since it is not clear who they are.
        columns: the name of the column that was filled for each lesson.
        kept: sentences about grades that stay as they were, such as those of the excused.
    """

    matched: list[str]
    unmatched_learners: list[str]
    unmatched_rows: list[str]
    ambiguous: list[str]
    columns: dict[str, str]
    kept: list[str] = field(default_factory=list)


def fill(
    export: Path, records: list[Record], target: Path, columns: dict[str, str] | None = None
) -> Filled:
    """Write the export with our marks in it into another file, and return who was found.

    A grade that stands there is replaced by a marked record alone; all other cells stay.

    Args:
        export: from Canvas (the gradebook) or Moodle (the grading worksheet of an assignment).
        records: what was marked; the last attempt counts, where there are several.
        target: the file to write.
        columns: the name of the column for each lesson, {"05": "Lesson 05 (12345)"}, where the
            names of the columns do not say it themselves.

    Raises:
        ValueError: where the export is neither, or it is not clear which column to fill, or the
            target is the export.
    """
    refuse_to_overwrite(export, target)
    system = read_export(export)
    sheet = system.sheet
    rows = counted(records)
    places = system.columns(lessons_of(rows, columns), columns)
    people = system.people()
    learners = sorted({record.learner for record in rows})
    known = {learner: learner_keys(learner, system.pattern) for learner in learners}
    matches = match(known, people, system.names)
    kept = put_all(system, rows, matches, places)
    write_sheet(sheet, target)
    return filled(matches, system, {lesson: sheet.header[n] for lesson, n in places.items()}, kept)


def read_export(export: Path) -> Canvas | Moodle:
    """Return the export in this file.

    Raises:
        ValueError: where it cannot be read, or is neither from Canvas nor from Moodle.
    """
    try:
        return system_of(read_sheet(export), export)
    except OSError as error:
        raise ValueError(
            f"Expected an export of Canvas or Moodle; {export} cannot be read"
            f" ({error.strerror or error}). Give the file that you downloaded from there."
        ) from None


def refuse_to_overwrite(export: Path, target: Path) -> None:
    """Raise an error where the target is the export itself, whatever it is called."""
    same = target.resolve() == export.resolve()
    if same or (target.exists() and target.samefile(export)):
        raise ValueError(
            f"Expected another file to write than the export; {target} is the export itself."
            " Give the result a name of its own, so that the export stays as it was."
        )


def system_of(sheet: Sheet, export: Path) -> Canvas | Moodle:
    """Return where the export comes from, by its columns."""
    for system in (Canvas, Moodle):
        if system.knows(sheet.header):
            return system(sheet)
    raise ValueError(
        "Expected a gradebook from Canvas (with the columns Student and ID) or a grading worksheet"
        f" from Moodle (with Identifier and Grade); {export.name} begins with"
        f" {', '.join(sheet.header[:6])[:200]!r}. Export it with English as your language there."
    )


def lessons_of(records: list[Record], columns: dict[str, str] | None) -> list[str]:
    """Return the lessons that there are marks of; all that are asked for must be among them."""
    lessons = sorted({record.lesson for record in records} - {""})
    strange = sorted(set(columns or {}) - set(lessons))
    if strange:
        raise ValueError(
            f"Expected columns for lessons that were marked, {', '.join(lessons) or 'none'}; there"
            f" is one for {', '.join(strange)}. Write a lesson's number with two digits, '05'."
        )
    return lessons


def put_all(
    system: Canvas | Moodle, records: list[Record], matches: Matches, places: dict[str, int]
) -> list[str]:
    """Fill in all that is clear, and return sentences about what was kept."""
    only = only_lesson(records)
    kept = []
    for record in records:
        row, column = matches.rows.get(record.learner), places.get(record.lesson or only)
        if row is not None and column is not None:
            reason = system.put(row, column, record)
            kept += [f"{record.learner}: {reason}"] if reason else []
    return kept


def filled(
    matches: Matches, system: Canvas | Moodle, columns: dict[str, str], kept: list[str]
) -> Filled:
    """Return the lists of who was found and who was not."""
    taken = {*matches.rows.values(), *matches.contested}
    left = [name for row, name in system.names.items() if row not in taken]
    return Filled(list(matches.rows), matches.unmatched, left, matches.ambiguous, columns, kept)
