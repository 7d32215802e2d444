"""An export from elsewhere: read, and written again as it was but for the cells that we fill."""

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sheet:
    """The rows of an export, and how its bytes were written.

    Attributes:
        rows: all lines, the first of them with the names of the columns.
        delimiter: what stands between two cells: a comma, a semicolon or a tab.
        ending: what stands between two lines.
        last_ending: the same after the last line, where there may be nothing.
        mark: the bytes by which some programs know UTF-8, where they stand there.
    """

    rows: list[list[str]]
    delimiter: str
    ending: str
    last_ending: str
    mark: bytes

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [name.strip() for name in self.rows[0]]

    def cell(self, row: int, column: int | None) -> str:
        """Return what stands in a cell; nothing where the row is shorter, or there is none."""
        cells = self.rows[row]
        return cells[column].strip() if column is not None and column < len(cells) else ""

    def put(self, row: int, column: int, text: str) -> None:
        """Write into a cell."""
        cells = self.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = text


def read_sheet(path: Path) -> Sheet:
    """Return the export in this file.

    Raises:
        ValueError: where it is no table in UTF-8.
    """
    content = path.read_bytes()
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    try:
        text = content.removeprefix(mark).decode("utf-8")
        return sheet_of(text, mark)
    except (UnicodeDecodeError, csv.Error, StopIteration) as error:
        raise ValueError(
            f"Expected a table in UTF-8, as Canvas or Moodle exports it; {path.name} is none"
            f" ({error or 'it is empty'}). Export it once more, and do not save it from a"
            " spreadsheet in between."
        ) from None


def sheet_of(text: str, mark: bytes) -> Sheet:
    """Return the table that the text holds."""
    lines = io.StringIO(text, newline="")
    first_line = next(lines)
    delimiter = max(",;\t", key=first_line.count)
    lines.seek(0)
    rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    ending = "\r\n" if first_line.endswith("\r\n") else "\n"
    return Sheet(rows, delimiter, ending, ending if text.endswith("\n") else "", mark)


def write_sheet(sheet: Sheet, path: Path) -> None:
    """Write the table as its export was written."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sheet.delimiter, lineterminator=sheet.ending).writerows(sheet.rows)
    written = text.getvalue().removesuffix(sheet.ending) + sheet.last_ending
    path.write_bytes(sheet.mark + written.encode("utf-8"))
