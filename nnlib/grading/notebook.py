"""The code cells of a notebook, read by someone who trusts nothing.

The package nbformat is not used: its validation takes longer than all the rest, has no bounds, and
silently mends what it finds. Here a file is read in a few milliseconds, in bounded memory, or it
is refused with a sentence that says what to send instead.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

LARGEST = 20_000_000  # bytes of a notebook
MOST_CELLS = 2_000
LONGEST_SOURCE = 100_000  # characters of a cell
LONGEST_ID = 64  # characters, as the format has it
# Brackets, commas and backslashes, counted before JSON is read: each may cost json 250 bytes, so
# 125 MB in all. The longest lesson of this course has some 3,000.
MOST_PARTS = 500_000

CLEAR = (
    "In JupyterLab: Kernel, Restart Kernel and Clear Outputs of All Cells; save, and send it again."
)
SAVE = "Open it in JupyterLab, look whether all is there, save it, and send it again."
ITSELF = "Send the notebook itself, the file that ends in .ipynb (in JupyterLab: File, Download)."

BEGINNINGS = {
    (b"\xff\xfe", b"\xfe\xff"): "It is written in UTF-16, and notebooks are in UTF-8.",
    (b"pk\x03\x04", b"pk\x05\x06"): "It is a zip file with a notebook's name.",
    (b"\x1f\x8b", b"rar!", b"7z\xbc\xaf"): "It is an archive with a notebook's name.",
    (b"%pdf",): "It is a PDF with a notebook's name.",
    (b"\x89png", b"\xff\xd8\xff", b"gif8"): "It is a picture with a notebook's name.",
    (b"<!doctype", b"<html", b"<head", b"<?xml"): "It is a web page with a notebook's name.",
}


class UnreadableError(ValueError):
    """What was handed in cannot be read; the message says what is wrong and what to send."""


@dataclass(frozen=True)
class Cell:
    """A code cell.

    Attributes:
        id: its identifier, or "" where it has none.
        source: its text, which UTF-8 can hold.
    """

    id: str
    source: str


def read_cells(content: bytes) -> tuple[Cell, ...]:
    """Return the code cells of a notebook, in their order.

    Raises:
        UnreadableError: for whatever is not a notebook of moderate size in format 4.
    """
    refuse_large(len(content))
    refuse_other_files(content)
    notebook = parsed(decoded(content))
    refuse_other_formats(notebook)
    return code_cells(notebook["cells"])


def refuse_large(n_bytes: int) -> None:
    """Raise UnreadableError for a notebook of so many bytes, where it is too large."""
    if n_bytes > LARGEST:
        raise UnreadableError(f"It is {n_bytes / 1e6:,.0f} MB, mostly outputs. {CLEAR}")


def refuse_other_files(content: bytes) -> None:
    """Raise UnreadableError for what its first bytes show to be another kind of file."""
    start = content[:1000].lstrip().lower()
    for beginnings, sentence in BEGINNINGS.items():
        if start.startswith(beginnings):
            raise UnreadableError(f"{sentence} {ITSELF}")
    if not content.strip(b"\0 \t\r\n"):
        what = "holds nothing but blanks" if content else "is empty"
        raise UnreadableError(f"The file {what}. {SAVE}")
    if b"\0" in content[:4]:
        raise UnreadableError(f"It is not in UTF-8, as notebooks are, but UTF-16 maybe. {ITSELF}")


def decoded(content: bytes) -> str:
    """Return the text of a notebook, which is in UTF-8 and of moderately many parts."""
    if sum(map(content.count, (b"[", b"{", b",", b"\\"))) > MOST_PARTS:
        raise UnreadableError(f"It has far too many parts to read, mostly outputs. {CLEAR}")
    try:
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        what = f"Byte {error.start} is not UTF-8, in which notebooks are written."
        raise UnreadableError(f"{what} {SAVE}") from None


def parsed(text: str) -> Any:
    """Return what JSON says, with whole numbers as floats: reading huge ones takes no time then."""
    try:
        return json.loads(text, parse_int=float)
    except RecursionError:
        raise UnreadableError(f"It has lists in lists without an end. {SAVE}") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(why_not_json(text, error)) from None


def why_not_json(text: str, error: json.JSONDecodeError) -> str:
    """Return what is wrong with a text that is not JSON, and what to send."""
    if re.search(r"^(<<<<<<< |>>>>>>> )", text, re.MULTILINE):
        return f"It holds both sides of a git merge conflict. Resolve the conflict first. {SAVE}"
    if not text.startswith("{"):
        return f"It is text, a Python file maybe, and no notebook. {ITSELF}"
    if not text.endswith("}") or error.pos >= len(text):
        return f"The file ends too early: the saving or the upload was cut short. {SAVE}"
    return f"It is damaged at line {error.lineno}, where it stops being JSON. {SAVE}"


def refuse_other_formats(notebook: Any) -> None:
    """Raise UnreadableError for JSON that is not a notebook in format 4 with cells."""
    if not isinstance(notebook, dict) or not {"nbformat", "cells", "worksheets"} & notebook.keys():
        raise UnreadableError(f"It is JSON, but no notebook. {ITSELF}")
    major = notebook.get("nbformat")
    if "worksheets" in notebook or (isinstance(major, float) and major < 4):
        raise UnreadableError(f"It is in an old format of notebooks, before version 4. {SAVE}")
    if isinstance(major, float) and major >= 5:
        what = "It is in a newer format of notebooks than version 4, which is what we read."
        raise UnreadableError(f"{what} Save it with JupyterLab 4, and send it again.")
    if not isinstance(notebook.get("cells"), list) or not notebook["cells"]:
        raise UnreadableError(f"It has no cells. {SAVE}")


def code_cells(found: list[Any]) -> tuple[Cell, ...]:
    """Return the code cells among what a notebook lists as its cells."""
    if len(found) > MOST_CELLS:
        what = f"It has {len(found):,} cells, and we read at most {MOST_CELLS:,}."
        raise UnreadableError(f"{what} Delete those that the lesson does not have; send it again.")
    cells = [code_cell(cell, n) for n, cell in enumerate(found, 1) if is_code(cell, n)]
    if not cells:
        raise UnreadableError(f"It has text, but no code cell, so nothing to mark. {SAVE}")
    return tuple(cells)


def is_code(cell: Any, number: int) -> bool:
    """Return whether this is a code cell; the number is for the sentence where it is no cell."""
    if not isinstance(cell, dict):
        raise UnreadableError(f"It is damaged: its part {number} should be a cell. {SAVE}")
    return cell.get("cell_type") == "code"


def code_cell(cell: dict[str, Any], number: int) -> Cell:
    """Return a cell from what JSON says of it."""
    lines = cell.get("source")
    if isinstance(lines, str):
        lines = [lines]
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise UnreadableError(f"It is damaged: the text of cell {number} is no text. {SAVE}")
    source = without_surrogates("".join(lines))
    if len(source) > LONGEST_SOURCE:
        what = f"Cell {number} has {len(source):,} characters; we read at most {LONGEST_SOURCE:,}."
        raise UnreadableError(f"{what} Take the data out of its code, and send it again.")
    name = cell.get("id")
    known = isinstance(name, str) and len(name) <= LONGEST_ID
    return Cell(without_surrogates(name) if known else "", source)


def without_surrogates(text: str) -> str:
    """Return the text with a question mark for each half of a character, which no file can hold."""
    return text.encode("utf-8", "replace").decode()
