"""Every decimal number in the text of a lesson is printed by one of its cells, or given in one.

Not looked at: tasks, which give their numbers themselves, cells for the instructor, code in the
text, and links. A figure is a picture: what stands in it alone counts as not printed.
"""

import re
from decimal import Decimal

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nnlib.lesson_builder import ROOT

DECIMAL = re.compile(r"(?<![\w.])(?:\d+\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+)(?![\w]|\.\d)")
NOT_PROSE = re.compile(r"`[^`]*`|\[[^\]]*\]\([^)]*\)|https?://\S+")

# Numbers that no cell prints: (lesson, number), and where each comes from.
FROM_ELSEWHERE = {}

SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))


def numbers_in(text):
    """Return the decimal numbers of a text, as they are written."""
    return DECIMAL.findall(text)


def shown_by(cell):
    """Return the code of a cell and what it prints, as one text."""
    if "exercise" in cell.metadata.get("tags", []):  # a learner does not see the answer
        return ""
    texts = [
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    ]
    return "\n".join([cell.source, *texts])


def is_prose(cell):
    """Return whether a cell is text that a learner reads, and not a task."""
    hidden = "instructor" in cell.metadata.get("tags", [])
    return cell.cell_type == "markdown" and not hidden and not cell.id.endswith("-task")


def unprinted(notebook):
    """Return (cell id, number) for each decimal number in the prose that no cell shows."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = {Decimal(number) for cell in code for number in numbers_in(shown_by(cell))}
    return [
        (cell.id, number)
        for cell in notebook.cells
        if is_prose(cell)
        for number in numbers_in(NOT_PROSE.sub(" ", cell.source))
        if Decimal(number) not in shown
    ]


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_every_decimal_number_in_the_text_is_printed(path):
    found = unprinted(nbformat.read(path, as_version=4))
    assert [(cell, n) for cell, n in found if (path.name[:2], n) not in FROM_ELSEWHERE] == []


def test_every_exception_is_needed():
    found = {
        (path.name[:2], number)
        for path in SOLUTIONS
        for _, number in unprinted(nbformat.read(path, as_version=4))
    }
    assert set(FROM_ELSEWHERE) - found == set()


def notebook_that_prints(printed, text):
    """Return a notebook of one cell that prints and one that speaks about it."""
    output = new_output("stream", name="stdout", text=printed)
    return new_notebook(cells=[new_code_cell("1", outputs=[output]), new_markdown_cell(text)])


@pytest.mark.parametrize(
    ("printed", "text", "missing"),
    [
        ("E is 0.1850", "E is 0.185.", []),
        ("E is 0.1850", "E is 0.1849.", ["0.1849"]),
        ("dE is -0.020", "It falls by −0.02, so", []),
        ("rate 1e-03", "the rate 0.001", []),
        ("nothing", "$0.25$ and 96.3 %", ["0.25", "96.3"]),
        ("nothing", "`a = 0.5`, [1502.01852](https://a.org/1.5), version 1.2.3, 12", []),
    ],
)
def test_a_number_is_found_or_missed(printed, text, missing):
    assert [number for _, number in unprinted(notebook_that_prints(printed, text))] == missing
