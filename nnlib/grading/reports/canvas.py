"""Grades for Canvas: the gradebook as it was exported there, with the columns of lessons filled.

Canvas leaves read-only columns alone and finds a student by the number in `ID`. "EX" (excused) and
"N/A" (not assigned) stay. Where Canvas knows how many points are possible, ours are scaled to them;
else a point is a passed exercise.

Source: `GradebookExporter` and `GradebookImporter` of canvas-lms.
"""

import re

from nnlib.exercises.catalogue import lesson_numbers
from nnlib.grading.records import Record
from nnlib.grading.reports.matching import Keys, keys, login_and_stem, words
from nnlib.grading.reports.sheet import Sheet
from nnlib.grading.reports.words import lesson_words

WHO = ("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID")
NOT_GRADES = {*WHO, "Integration ID", "Root Account", "Section", "Notes", ""}
TOTALS = re.compile(r"\b(Current|Final|Override) (Score|Points|Grade|Status)\b")
NUMBER = re.compile(r"\s*\(\d+\)$")  # Canvas's own number of an assignment: "Lesson 05 (12345)"
KEPT = {"EX": "excused in Canvas", "N/A": "not assigned in Canvas"}


class Canvas:
    """A gradebook.

    Args:
        sheet: the export.
    """

    pattern = re.compile(r"(?P<name>[^_]+)_(?P<number>\d+)_\d+(?:_.*)?$", re.DOTALL)

    def __init__(self, sheet: Sheet):
        self.sheet = sheet
        self.header = sheet.header
        self.at = {name: self.header.index(name) for name in WHO if name in self.header}
        first = self.at.get("Student", 0)
        self.extra = [n for n in range(1, len(sheet.rows)) if not sheet.cell(n, self.at["ID"])]
        self.limits = [n for n in self.extra if "Points Possible" in sheet.cell(n, first)]

    @staticmethod
    def knows(header: list[str]) -> bool:
        """Say whether these are the columns of a gradebook."""
        return "ID" in header and bool({"Student", "LastName"} & set(header))

    @property
    def names(self) -> dict[int, str]:
        """The name in each row of a student."""
        rows = (n for n in range(1, len(self.sheet.rows)) if n not in set(self.extra))
        return {row: self.name(row) for row in rows}

    def name(self, row: int) -> str:
        """Return the name in a row, in one column or two."""
        return ", ".join(self.text(row, name) for name in WHO[:3] if name in self.at)

    def text(self, row: int, name: str) -> str:
        """Return what stands in a column of this name; nothing where there is none."""
        return self.sheet.cell(row, self.at.get(name))

    def people(self) -> dict[int, Keys]:
        """Return by what each student is known."""
        return {
            row: keys(
                [self.text(row, "ID")],
                [*login_and_stem(self.text(row, "SIS Login ID")), self.text(row, "SIS User ID")],
                [name],
            )
            for row, name in self.names.items()
        }

    def columns(self, lessons: list[str], asked: dict[str, str] | None) -> dict[str, int]:
        """Return the column of each lesson that has one."""
        if asked is not None:
            return self.asked_columns(asked)
        found = {lesson: self.columns_of(lesson) for lesson in lessons}
        clear = {lesson: columns[0] for lesson, columns in found.items() if len(columns) == 1}
        if any(len(columns) > 1 for columns in found.values()) or not clear:
            clear = self.single(lessons)
        return clear

    def asked_columns(self, asked: dict[str, str]) -> dict[str, int]:
        """Return the columns that were asked for, each for one lesson."""
        found = {lesson: self.asked_column(name) for lesson, name in asked.items()}
        if len(set(found.values())) < len(found):
            raise ValueError(
                f"Expected a column of its own for each lesson; two of {asked} are the same."
                " Give each lesson another column."
            )
        return found

    def asked_column(self, name: str) -> int:
        """Return the column of this name, with or without Canvas's number behind it."""
        wanted = name.strip()
        fits = [n for n in self.gradable if wanted in (self.header[n], self.title(n))]
        if len(fits) != 1:
            raise ValueError(
                f"Expected one column called {name!r} that can be filled; the export has"
                f" {len(fits)}. It has {self.listed}: give one of them as it stands there, as in"
                " --column 05=NAME."
            )
        return fits[0]

    def single(self, lessons: list[str]) -> dict[str, int]:
        """Return the one column for the one lesson, where it is called something else."""
        numbered = [n for n in self.gradable if NUMBER.search(self.header[n])]
        if len(lessons) == len(numbered) == 1 and not says_any(words(self.title(numbered[0]))):
            return {lessons[0]: numbered[0]}
        raise ValueError(
            f"Expected one column for each lesson, such as 'Lesson 05 (12345)', for the lessons"
            f" {', '.join(lessons) or '(none)'}; the export has {self.listed}. Say which column"
            " is which lesson's, as in --column 05=NAME."
        )

    @property
    def gradable(self) -> list[int]:
        """The columns that hold grades and are not read-only."""
        return [
            n
            for n, name in enumerate(self.header)
            if name not in NOT_GRADES
            and not TOTALS.search(name)
            and not any("read only" in self.sheet.cell(row, n) for row in self.extra)
            and "(read only)" not in name
        ]

    @property
    def listed(self) -> str:
        """The columns that can be filled, in words."""
        return ", ".join(repr(self.header[n]) for n in self.gradable) or "none that can be filled"

    def title(self, column: int) -> str:
        """Return the name of a column without Canvas's number."""
        return NUMBER.sub("", self.header[column])

    def columns_of(self, lesson: str) -> list[int]:
        """Return the columns whose name says this lesson: "Lesson 5", "05_backpropagation"."""
        return [n for n in self.gradable if says(words(self.title(n)), lesson)]

    def put(self, row: int, column: int, record: Record) -> str:
        """Fill in the points, or return why they were left as they were."""
        here = self.sheet.cell(row, column)
        if record.points is None or here.upper() in KEPT:
            return KEPT.get(here.upper(), "") if record.points is not None else ""
        possible = [number(self.sheet.cell(limit, column)) for limit in self.limits]
        self.sheet.put(row, column, grade(record, next(iter(possible), None)))
        return ""


def says(title: list[str], lesson: str) -> bool:
    """Say whether a column's title names the lesson: its number after "lesson", or its name."""
    name = lesson_words(lesson).split()
    for n, word in enumerate(title):
        if word.isdecimal() and int(word) == int(lesson):
            named = bool(name) and title[n + 1 : n + 1 + len(name)] == name
            if named or title == [word] or title[max(n - 1, 0)] == "lesson":
                return True
    return False


def says_any(title: list[str]) -> bool:
    """Say whether a column's title names some lesson."""
    return "lesson" in title or any(says(title, lesson) for lesson in lesson_numbers())


def number(text: str) -> float | None:
    """Return the number in a cell, with a point or a comma before its decimals."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def grade(record: Record, possible: float | None) -> str:
    """Return the points as a grade, at most two decimals, scaled to the possible ones."""
    points, n_marks = record.points or 0, len(record.marks)
    scaled = points * possible / n_marks if possible and n_marks else points
    return f"{scaled:.2f}".rstrip("0").rstrip(".")
