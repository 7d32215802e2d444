import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib.grading.notebook import LARGEST, MOST_PARTS, Cell, UnreadableError, read_cells
from nnlib.lesson_builder import ROOT

SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
CODE = {"cell_type": "code", "id": "a", "source": "x = 1", "outputs": [], "metadata": {}}


def notebook(*cells, **changes):
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}
    return json.dumps(whole | changes).encode()


def refusal(content):
    with pytest.raises(UnreadableError) as caught:
        read_cells(content)
    return str(caught.value)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_every_code_cell_of_a_lesson_is_read_in_order(path):
    cells = json.loads(path.read_bytes())["cells"]
    expected = [cell for cell in cells if cell["cell_type"] == "code"]
    found = read_cells(path.read_bytes())
    assert [cell.id for cell in found] == [cell["id"] for cell in expected]
    assert [cell.source for cell in found] == ["".join(cell["source"]) for cell in expected]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\t ", "holds nothing but blanks"),
        (b"\0" * 4096, "holds nothing but blanks"),
        (notebook(CODE)[:-60], "ends too early"),
        (notebook(CODE)[:-1], "ends too early"),
        (notebook(CODE)[:-2], "ends too early"),
        (b'{"cells": [{"source": "abc', "ends too early"),
        (b'{"cells": [{}', "ends too early"),
        (b'\n<!DOCTYPE html><html lang="en">', "a web page"),
        (b"import numpy as np\nx = 1\n", "a Python file maybe"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "a zip file"),
        (b"\x1f\x8b....", "an archive"),
        (b"\x89PNG\r\n", "a picture"),
        (b'{\n<<<<<<< HEAD\n"cells": []\n=======\n>>>>>>> other\n}', "git merge conflict"),
        (b'{"cells": [1 2]}', "damaged at line 1"),
        (notebook(CODE).decode().encode("utf-16"), "UTF-16"),
        (notebook(CODE).decode().encode("utf-16-le"), "UTF-16"),
        (b'{"cells": "caf\xe9"}', "Byte 14 is not UTF-8"),
        (b'{"nbformat": 3, "worksheets": [{"cells": []}]}', "old format"),
        (b'{"nbformat": 2, "cells": []}', "old format"),
        (notebook(CODE, nbformat=5), "newer format"),
        (notebook(CODE, nbformat=10**400), "newer format"),
        (notebook(), "no cells"),
        (notebook(CODE, cells=None), "no cells"),
        (notebook(CODE, cells="code"), "no cells"),
        (b'{"nbformat": 4}', "no cells"),
        (b"[1, 2]", "no notebook"),
        (b"3", "no notebook"),
        (b'"text"', "no notebook"),
        (b'{"a": 1}', "no notebook"),
        (notebook(CODE, "text"), "part 2 should be a cell"),
        (notebook(None), "part 1 should be a cell"),
        (notebook(CODE | {"source": 3}), "text of cell 1"),
        (notebook(CODE | {"source": None}), "text of cell 1"),
        (notebook(CODE | {"source": ["a", 1]}), "text of cell 1"),
        (notebook(CODE | {"source": {"a": 1}}), "text of cell 1"),
        (notebook(CODE | {"source": "x" * 100_001}), "100,001 characters"),
        (notebook(CODE | {"cell_type": "markdown"}), "no code cell"),
        (notebook(*[CODE] * 2_001), "2,001 cells"),
        (b'{"cells": ' + b"[" * 100_000, "without an end"),
        (b'{"cells": [' + b"[]," * MOST_PARTS, "too many parts"),
        (b" " * 53_000_000, "53 MB, mostly outputs"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_notebook_is_refused_with_a_sentence_of_its_own(content, words):
    sentence = refusal(content)
    assert words in sentence
    assert "end" in sentence.split(". ", 1)[1]  # send it again, send the notebook itself


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ({"source": ["a\n", "b"]}, Cell("a", "a\nb")),
        ({"source": []}, Cell("a", "")),
        ({"source": "é\ud800"}, Cell("a", "é?")),
        ({"id": None}, Cell("", "x = 1")),
        ({"id": 7}, Cell("", "x = 1")),
        ({"id": "i" * 65}, Cell("", "x = 1")),
        ({"id": "\udfff"}, Cell("?", "x = 1")),
        ({"execution_count": 0.5, "metadata": None, "outputs": "none"}, Cell("a", "x = 1")),
    ],
)
def test_what_is_only_odd_is_read(changes, cell):
    assert read_cells(notebook(CODE | changes)) == (cell,)


def test_a_number_of_a_million_digits_is_passed_over():
    content = notebook(CODE | {"execution_count": "here"}).replace(b'"here"', b"9" * 1_000_000)
    assert read_cells(content) == (Cell("a", "x = 1"),)


def test_an_identifier_may_be_missing_or_come_twice():
    bare = {"cell_type": "code", "source": "y"}
    assert [cell.id for cell in read_cells(notebook(CODE, bare, CODE))] == ["a", "", "a"]


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\n\n  "])
def test_a_mark_or_blanks_at_the_start_do_no_harm(start):
    assert read_cells(start + notebook(CODE)) == (Cell("a", "x = 1"),)


def test_a_notebook_of_colab_is_read():
    assert read_cells(notebook(CODE, nbformat_minor=0, metadata={"colab": {"provenance": []}}))


def test_a_notebook_may_be_as_large_as_the_limit():
    content = notebook(CODE).ljust(LARGEST)
    assert read_cells(content) == (Cell("a", "x = 1"),)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "cell_type", "source", "id", "nbformat", "worksheets"]),
            inner | st.just("code"),
            max_size=4,
        )
    ),
    max_leaves=12,
)


def text_or_sentence(content):
    """Return the text of all cells, with a sign at each end, or what is wrong."""
    try:
        return "<" + "".join(cell.id + cell.source for cell in read_cells(content)) + ">"
    except UnreadableError as error:
        return str(error)


@given(st.binary(max_size=60) | JSON.map(lambda found: json.dumps(found).encode()))
def test_whatever_comes_is_read_or_refused(content):
    assert text_or_sentence(content).encode()


@given(st.dictionaries(st.sampled_from(["source", "id", "cell_type"]), JSON), JSON)
def test_a_cell_of_whatever_kind_is_read_or_refused(changes, version):
    found = text_or_sentence(notebook(CODE | changes, CODE, nbformat=version))
    assert "ax = 1>" in found or "again." in found or "Send" in found
    assert found.encode()
