"""What is given back: a table, pages, answers that are alike, and grades for Canvas and Moodle.

counting     which of several attempts counts
plain_csv    a table for any spreadsheet
similar      answers that are nearly the same
same         answers that are the same in groups
figures      the numbers on the instructor's page
words        what the pages say in sentences
pages        HTML for learners and for the instructor
sheet        an export from elsewhere, read and written as it was
matching     who is who in it
canvas       grades for Canvas
moodle       grades for Moodle
lms          either of the two
"""

import re
from collections import defaultdict
from pathlib import Path

from nnlib.grading.records import Record
from nnlib.grading.reports.counting import counted as counted
from nnlib.grading.reports.counting import newer_unreadable as newer_unreadable
from nnlib.grading.reports.plain_csv import write_csv, write_pairs
from nnlib.grading.reports.same import outside, same_answers
from nnlib.grading.reports.similar import similar_answers

OUR_PAGE = re.compile(r"-[0-9a-f]{16}\.html$")


def write_reports(records: list[Record], folder: Path, rule: str = "last") -> list[Path]:
    """Write the tables and the pages into the folder, and return what was written.

    Args:
        records: all attempts.
        folder: where to; it is made where it does not exist.
        rule: which attempt counts, "last" or "best".
    """
    rows = counted(records, rule)
    groups = same_answers(rows)
    pairs = outside(similar_answers(rows), groups)
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(rows, folder / "marks.csv")
    in_groups = [pair for group in groups for pair in group.pairs]
    write_pairs([*in_groups, *pairs], folder / "similar.csv")
    pages = write_pages(records, rows, (pairs, groups), folder, rule)
    return [folder / "marks.csv", folder / "similar.csv", *pages]


def write_pages(records, rows, alike, folder: Path, rule: str) -> list[Path]:
    """Write the instructor's page and one for each learner, and return their paths."""
    # Only pages need Jinja2: tables and grades do without it.
    from nnlib.grading.reports.pages import instructor_page, learner_page, page_name

    pages = {folder / "instructor.html": instructor_page(records, *alike, rule=rule)}
    unread = by_learner(newer_unreadable(records, rows))
    for learner, own in by_learner(rows).items():
        page = learner_page(learner, own, unread.get(learner))
        pages[folder / page_name(learner)] = page
    for path in set(folder.glob("learners/*-*.html")) - set(pages):
        if OUR_PAGE.search(path.name):  # of a learner of whom nothing is here any more
            path.unlink()
    for path, page in pages.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8", errors="replace")
    return list(pages)


def by_learner(records: list[Record]) -> dict[str, list[Record]]:
    """Return the records of each learner."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[record.learner].append(record)
    return dict(found)
