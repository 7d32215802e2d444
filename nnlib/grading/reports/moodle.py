"""Grades for Moodle: the grading worksheet of one assignment, with grades and feedback filled in.

Moodle finds a participant by the number in `Identifier`, skips a blank grade, and takes feedback
for HTML, so what a learner may have a hand in is escaped.

Source: `assignfeedback_offline` and `mod_assign` of Moodle.
"""

import re
from html import escape

from nnlib.grading.records import Record, Status
from nnlib.grading.reports.canvas import grade, number
from nnlib.grading.reports.matching import Keys, keys, login_and_stem
from nnlib.grading.reports.plain_csv import harmless
from nnlib.grading.reports.sheet import Sheet

LONGEST = 300  # characters of one sentence


class Moodle:
    """A grading worksheet.

    Args:
        sheet: the export.
    """

    pattern = re.compile(r"(?P<name>.+)_(?P<number>\d+)$", re.DOTALL)

    def __init__(self, sheet: Sheet):
        self.sheet = sheet
        self.at = {name.casefold(): n for n, name in reversed(list(enumerate(sheet.header)))}
        if "scale" in self.at:
            raise ValueError(
                "Expected an assignment that is graded in points; this worksheet has a scale."
                " Set the assignment's grade type to points in Moodle, and download it again."
            )

    @staticmethod
    def knows(header: list[str]) -> bool:
        """Say whether these are the columns of a worksheet."""
        return {"identifier", "grade"} <= {name.casefold() for name in header}

    def text(self, row: int, name: str) -> str:
        """Return what stands in a column of this name; nothing where there is none."""
        return self.sheet.cell(row, self.at.get(name))

    @property
    def names(self) -> dict[int, str]:
        """The name in each row of a participant, or else the identifier."""
        rows = range(1, len(self.sheet.rows))
        who = {row: self.text(row, "identifier") for row in rows}
        return {row: self.text(row, "full name") or name for row, name in who.items() if name}

    def people(self) -> dict[int, Keys]:
        """Return by what each participant is known."""
        return {
            row: keys(
                re.findall(r"\d+$", self.text(row, "identifier")),
                [*login_and_stem(self.text(row, "email address")), self.text(row, "id number")],
                [self.text(row, "full name")],
            )
            for row in self.names
        }

    def columns(self, lessons: list[str], asked: dict[str, str] | None) -> dict[str, int]:
        """Return the one column of the one lesson: a worksheet is of one assignment."""
        chosen = list(asked) if asked is not None else lessons
        for lesson, name in (asked or {}).items():
            if name.strip().casefold() != "grade":
                raise ValueError(
                    f"Expected the column 'Grade', the one of a worksheet that can be filled; got"
                    f" {name!r}. Type --column {lesson}=Grade."
                )
        if len(chosen) == 1:
            return {chosen[0]: self.at["grade"]}
        raise ValueError(
            "Expected marks of one lesson, since a worksheet is of one assignment; there are marks"
            f" of {', '.join(chosen) or 'none'}. Say which one it is, as in --column 05=Grade."
        )

    def put(self, row: int, column: int, record: Record) -> str:
        """Fill in grade and feedback, or return why they were left as they were."""
        if self.text(row, "grade can be changed").casefold() == "no":
            return "Moodle says that this grade cannot be changed"
        if record.points is not None:
            self.sheet.put(row, column, grade(record, self.possible(row)))
            self.put_feedback(row, feedback(record))
        elif record.status is Status.UNREADABLE and not self.sheet.cell(row, column):
            self.put_feedback(row, self.text(row, "feedback comments") or html(record.sentence))
        return ""

    def possible(self, row: int) -> float | None:
        """Return the most points that Moodle gives."""
        return number(self.text(row, "maximum grade"))

    def put_feedback(self, row: int, text: str) -> None:
        """Fill in the feedback, where the worksheet has a column for it."""
        if "feedback comments" in self.at:
            self.sheet.put(row, self.at["feedback comments"], text)


def feedback(record: Record) -> str:
    """Return which exercises passed, and the sentence for each of the others."""
    passed = [mark.exercise for mark in record.marks if mark.points]
    parts = [f"{record.points} of {len(record.marks)} passed{': ' if passed else '.'}"]
    parts[0] += ", ".join(passed) + ("." if passed else "")
    parts += [
        f"{mark.exercise} ({mark.outcome}): {mark.text[:LONGEST]}"
        for mark in record.marks
        if not mark.points
    ]
    return html(" ".join(parts))


def html(text: str) -> str:
    """Return one line that is safe in HTML and in a spreadsheet."""
    escaped = escape(" ".join(text.split()), quote=False)
    # "&lt;=" would begin a formula after its semicolon, where that parts the cells.
    return harmless(re.sub(r"(?<=;)[\s=+\-@]+", in_numbers, escaped))


def in_numbers(found: re.Match) -> str:
    """Return signs as HTML writes them by their numbers."""
    return re.sub(r"\S", lambda sign: f"&#{ord(sign[0])};", found[0])
