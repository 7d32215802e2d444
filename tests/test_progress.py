import json
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nnlib.__main__ import main
from nnlib.exercises import check, progress
from nnlib.exercises.catalogue import exercises_of
from nnlib.lesson_builder import ROOT, lesson_text, reset

NAMES = [exercise.name for exercise in exercises_of("00")]


def shown(answer, name=NAMES[0]):
    """Return a cell that shows the verdict on an answer, as a kernel would have stored it."""
    bundle = check(name, answer)._repr_mimebundle_()
    return new_code_cell(outputs=[new_output("execute_result", bundle, execution_count=1)])


def states(folder, *cells):
    nbformat.write(new_notebook(cells=list(cells)), folder / "00_start_here.ipynb")
    return progress(folder).lessons[0].states


def test_what_nobody_has_run_is_ahead(tmp_path):
    assert set(states(tmp_path).values()) == {"ahead"}


@pytest.mark.parametrize(("answer", "state"), [(784, "done"), (56, "tried"), (..., "ahead")])
def test_a_verdict_in_the_notebook_counts(tmp_path, answer, state):
    assert states(tmp_path, shown(answer))[NAMES[0]] == state


def test_a_passed_exercise_stays_done_when_it_is_shown_twice(tmp_path):
    assert states(tmp_path, shown(784), shown(56))[NAMES[0]] == "done"


def test_a_record_of_an_exercise_that_is_no_more_does_no_harm(tmp_path):
    cell = shown(784)
    cell.outputs[0].data["application/vnd.nnlib.verdict+json"]["exercise"] = "00-gone"
    assert set(states(tmp_path, cell).values()) == {"ahead"}


@pytest.mark.parametrize("content", ["", "{}", "[]", "not json", '{"cells": [3]}'])
def test_a_notebook_that_cannot_be_read_is_said_so(tmp_path, content):
    (tmp_path / "00_start_here.ipynb").write_text(content)
    assert "cannot be read" in repr(progress(tmp_path))


def test_the_map_tells_marks_and_words(tmp_path):
    states(tmp_path, shown(784), shown("a", "00-order"))
    text, html = repr(progress(tmp_path)), progress(tmp_path)._repr_html_()
    assert "00_start_here  ✓○○○✗○  1 of 6 done" in text
    assert "title='00-order: tried'" in html
    assert "href='00_start_here.ipynb'" in html


def test_the_course_as_it_comes_has_nothing_done():
    assert all(lesson.n_done == 0 for lesson in progress(ROOT / "lessons").lessons)


def test_the_command_line_draws_the_map():
    command = [sys.executable, "-m", "nnlib", "progress"]
    output = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    assert "00_start_here" in output


def test_a_reset_brings_the_lesson_back_and_keeps_the_old_one(tmp_path):
    (tmp_path / "00_start_here.ipynb").write_text("my work")
    target, kept = reset("00", ROOT / "solutions", tmp_path)
    assert target.read_text("utf-8") == lesson_text(ROOT / "solutions" / target.name)
    assert kept.read_text() == "my work"
    assert kept.parent == tmp_path / "old"


def test_two_resets_at_once_keep_both(tmp_path):
    for text in ("first", "second"):
        (tmp_path / "00_start_here.ipynb").write_text(text)
        reset("00", ROOT / "solutions", tmp_path)
    assert sorted(path.read_text() for path in (tmp_path / "old").iterdir()) == ["first", "second"]


def test_a_lost_lesson_is_brought_back_too(tmp_path):
    target, kept = reset("00_start", ROOT / "solutions", tmp_path)
    assert target.exists()
    assert kept is None


@pytest.mark.parametrize("name", ["77", "", "x"])
def test_a_reset_of_no_lesson_lists_them_and_changes_nothing(name, tmp_path):
    with pytest.raises(ValueError, match=r"There are: 00_start_here\.ipynb"):
        reset(name, ROOT / "solutions", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_name_on_the_command_line_is_an_exit_code(capsys):
    assert main(["reset", "77"]) == 1
    assert "got '77'" in capsys.readouterr().err


def test_records_are_plain_json():
    record = check(NAMES[0], 56)._repr_mimebundle_()["application/vnd.nnlib.verdict+json"]
    assert json.loads(json.dumps(record)) == {
        "exercise": NAMES[0],
        "outcome": "not yet",
        "mistake": 0,
    }
