"""What a run gives back: the reports, a few lines in the terminal, and the exit code."""

import argparse
import sys
from collections import Counter
from pathlib import Path

ASIDE = "Set aside: {things}, since another one of the same learner and lesson counts."
OTHERS = (
    "The gradebook keeps {things}, of files that are gone or have changed, or marked by other"
    " exercises; nothing of that is given back."
)
NEWER = "It is newer than the one that counts, and could not be read."


def make_folder(folder: Path) -> None:
    """Make the folder for the results, or raise a ValueError that says why that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(
            f"Expected a folder for the results that can be made; {folder} cannot"
            f" ({error.strerror or error}). Choose another one."
        ) from None


def present(gradebook, keys: set, options: argparse.Namespace) -> list:
    """Return the records of what is there now, and of what is missing.

    In a shard, learners of whom nothing was found are those of other shards, and keep theirs.
    """
    from nnlib.grading import runner
    from nnlib.grading.assignment import catalogue_version
    from nnlib.grading.records import Status

    known = {learner for learner, *_ in keys}
    found, others = [], []
    for record in gradebook.records(catalogue_version()):
        if options.shard and record.learner not in known:
            others.append(record)
        elif record.status is Status.MISSING:
            gradebook.drop(record.learner, Status.MISSING)
        elif record.key in keys:
            found.append(record)
    absent = list(runner.missing(found, options.lessons))
    for record in absent:
        gradebook.add(record)
    return found + absent + others


def give_back(records: list, folder: Path, options: argparse.Namespace, n_others: int = 0) -> int:
    """Write the reports, say in a few lines what came out, and return the exit code.

    Args:
        records: all attempts that are there now, and what is missing.
        folder: where the reports go.
        options: what was typed.
        n_others: how many more records the gradebook keeps.
    """
    from nnlib.grading.gradebook import as_json
    from nnlib.grading.reports import counted, newer_unreadable, write_reports

    write_reports(records, folder, options.attempts)
    counting = counted(records, options.attempts)
    unread = newer_unreadable(records, counting)
    statuses = Counter(str(record.status) for record in counting)
    if options.json:
        for record in counting:
            print(as_json(record))
    elif not options.quiet:
        print(summary(statuses, counting))
        if n_aside := len(records) - len(counting):
            print(ASIDE.format(things=count(n_aside, "attempt")))
        if n_others:
            print(OTHERS.format(things=count(n_others, "other record")))
        print(f"Look at {folder / 'instructor.html'}; the table is {folder / 'marks.csv'}.")
    tell_troubles(counting, unread, options)
    if getattr(options, "fill", None):
        fill_in(options, counting, folder)
    if statuses["fault"]:
        return 4
    return 3 if statuses["unreadable"] or statuses["missing"] or unread else 0


def tell_troubles(counting: list, unread: list, options: argparse.Namespace) -> None:
    """Print what could not be marked among what counts, and what is newer and cannot be read."""
    for record in counting:
        if record.status == "fault" or (record.status == "unreadable" and not options.json):
            print(f"{record.learner}, {record.file}: {record.sentence}", file=sys.stderr)
    for record in unread:
        print(f"{record.learner}, {record.file}: {NEWER} {record.sentence}", file=sys.stderr)


def count(number: int, thing: str) -> str:
    """Return a number and what it counts, as "1 attempt" or "2 attempts"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def summary(statuses: Counter, records: list) -> str:
    """Return in a line how many were marked, and at which level of protection."""
    learners = len({record.learner for record in records})
    levels = Counter(record.level for record in records if record.level)
    parts = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
    kept = " and ".join(f"{count} {level}" for level, count in sorted(levels.items())) or "none run"
    return f"{count(learners, 'learner')}: {parts}. Protection: {kept}."


def check_export(options: argparse.Namespace) -> None:
    """Raise a ValueError where the export cannot be filled, before anything is marked."""
    from nnlib.grading.reports.lms import read_export

    system = read_export(options.fill)
    if options.column:
        system.columns([], dict(options.column))


def fill_in(options: argparse.Namespace, records: list, folder: Path) -> None:
    """Fill the export of Canvas or Moodle in, and say who was matched and who was not."""
    from nnlib.grading.reports.lms import fill

    columns = dict(options.column) or None
    target = folder / f"{options.fill.stem}-filled.csv"
    filled = fill(options.fill, records, target, columns)
    stream = sys.stderr if options.json else sys.stdout
    print(f"Filled in: {target}. {len(filled.matched)} matched.", file=stream)
    for lesson in sorted({record.lesson for record in records} - {""}):
        name = filled.columns.get(lesson)
        where = f"into {name!r}" if name else "no column of the export"
        print(f"  lesson {lesson}: {where}", file=stream)
    for title in ("unmatched_learners", "unmatched_rows", "ambiguous", "kept"):
        for name in getattr(filled, title):
            print(f"  {title.replace('_', ' ')}: {name}", file=stream)
