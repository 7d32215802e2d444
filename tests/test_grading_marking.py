"""Whole notebooks through the sandbox: what a learner would be told, told by the marker."""

import json
import os
from pathlib import Path

import pytest

from nnlib.exercises.catalogue import FunctionExercise, exercises_of, find, lesson_numbers
from nnlib.grading.assignment import SOLUTIONS, catalogue_version, lesson_in, questions_of
from nnlib.grading.marker import PROTECTED, Marker, Settings
from nnlib.grading.marking import cases_of, mark
from nnlib.grading.records import Record, Status, Task
from nnlib.grading.remarks import OVER_TIME, is_stopped_below, other_lessons
from nnlib.grading.reports.pages import instructor_page
from nnlib.grading.runner import missing
from nnlib.grading.sandbox.confine import Limits, file_rules
from nnlib.grading.sandbox.levels import NoProtectionError, protected_worker, what_falls
from nnlib.grading.sandbox.worker import Level, Worker, WorkerError

LESSONS = SOLUTIONS.parent / "lessons"
LESSON_05 = LESSONS / "05_backpropagation.ipynb"
TWO = "04_losses.ipynb", "05_backpropagation.ipynb"
RIGHT = "def output_sum_gradient(o, t):\n    return (o - t) * o * (1 - o)"


@pytest.fixture(scope="module")
def worker():
    try:
        with protected_worker(Limits(), PROTECTED) as worker:
            yield worker
    except NoProtectionError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error).partition(".")[0])


def notebook(path=LESSON_05, **sources):
    """Return the bytes of a notebook, with other sources in the cells of these ids."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        cell["source"] = sources.pop(cell["id"].replace("-", "_"), cell["source"])
    assert not sources
    return json.dumps(content).encode()


def marked(worker, content, seed=1):
    return mark(Task("learner", "a.ipynb", content, seed, name="a.ipynb"), worker)


def first_mark(worker, source):
    return marked(worker, notebook(output_sum_gradient_stub=source)).marks[0]


@pytest.mark.parametrize("path", sorted(SOLUTIONS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_solution_passes_every_exercise(worker, path):
    record = marked(worker, path.read_bytes())
    assert [mark.outcome for mark in record.marks] == ["passed"] * record.points
    assert record.points == len(exercises_of(path.stem[:2]))


@pytest.mark.parametrize("path", sorted(LESSONS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_an_untouched_lesson_is_not_attempted(worker, path):
    record = marked(worker, path.read_bytes())
    assert {mark.outcome for mark in record.marks} == {"not attempted"}
    assert record.lesson == path.stem[:2]


def test_a_catalogued_mistake_is_told_its_sentence(worker):
    found = first_mark(worker, "def output_sum_gradient(o, t):\n    return t - o")
    mistakes = find("05-output-sum-gradient").mistakes
    assert found.outcome == "not yet"
    assert found.text == mistakes[found.mistake].sentence


def test_the_table_of_the_fixed_cases_does_not_pass(worker):
    exercise = find("05-output-sum-gradient")
    table = [(case[0].tolist(), exercise.reference(*case).tolist()) for case in exercise.cases]
    source = (
        f"import numpy as np\ntable = {table}\ndef output_sum_gradient(o, t):\n"
        "    for known, answer in table:\n        if np.array_equal(o, known):\n"
        "            return np.array(answer)\n    return o"
    )
    assert first_mark(worker, source).outcome == "not yet"


def test_a_published_solution_is_named_and_an_own_one_is_not(worker):
    content = (SOLUTIONS / LESSON_05.name).read_bytes()
    record = marked(worker, content)
    assert "This is the published solution" in record.sentence
    page = instructor_page([record], [])
    assert "What needs a look" in page
    assert "This is the published solution" in page
    own = content.replace(b"# BEGIN SOLUTION", b"# mine")
    assert (marked(worker, own).sentence, marked(worker, own).points) == ("", record.points)
    assert marked(worker, LESSON_05.read_bytes()).sentence == ""


def test_cells_of_a_second_lesson_are_not_lost_without_a_word(worker):
    first, second = (json.loads((SOLUTIONS / name).read_text(encoding="utf-8")) for name in TWO)
    first["cells"] += second["cells"]
    record = marked(worker, json.dumps(first).encode())
    assert "It holds cells of lesson" in record.sentence
    assert {record.lesson, record.sentence.partition(" too")[0][-2:]} == {"04", "05"}


@pytest.mark.parametrize("lesson", lesson_numbers())
def test_no_lesson_holds_cells_of_another(lesson):
    [path] = SOLUTIONS.glob(f"{lesson}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources, ids = ["".join(cell["source"]) for cell in cells], [cell["id"] for cell in cells]
    assert other_lessons(lesson, sources, ids) == []


@pytest.mark.parametrize("name", OVER_TIME)
def test_what_a_limit_of_time_stopped_is_known_by_its_sentence(name):
    text = OVER_TIME[name].format(seconds=30, cpu_seconds=30, cell_seconds=30)
    same, more = Limits(30, 30, 30), Limits(60, 60, 60)
    assert not is_stopped_below(text, same)
    assert is_stopped_below(text, more)
    assert not is_stopped_below("NameError: there is no x.", more)


def test_fresh_inputs_come_from_the_seed():
    first, again, other = (
        repr(cases_of("05", seed)["05-output-sum-gradient"]) for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize(
    ("source", "outcome", "words"),
    [
        ("def output_sum_gradient(o, t):\n    return o - tt", "could not run", "NameError"),
        ("def output_sum_gradient(o, t)\n    return o", "could not run", "SyntaxError"),
        ("output_sum_gradient = 1 / 0", "could not run", "ZeroDivisionError"),
        ("def output_sum_gradient(o):\n    return o", "could not run", "number of arguments"),
        ("def output_sum_gradient(o, t):\n    print(o)", "not attempted", "return hands it back"),
        ("def output_sum_gradient(o, t):\n    ...", "not attempted", "None"),
        ("output_sum_gradient = ...", "not attempted", "dots"),
        ("output_sum_gradient = 3", "not yet", "Expected your function"),
        (
            "def output_sum_gradient(o, t):\n    return np.ones((10**6, 10**6))",
            "could not run",
            "Print the shapes",
        ),
        ("def output_sum_gradient(o, t):\n    return 'text'", "not yet", "text"),
        ("def output_sum_gradient(o, t):\n    return [o, [t]]", "not yet", ""),
        ("", "not attempted", "has no value"),
        ("def output_sum_gradient(o, t):\n    return helper(o)", "could not run", "helper"),
    ],
)
def test_an_answer_that_is_none_is_told_why(worker, source, outcome, words):
    found = first_mark(worker, source)
    assert found.outcome == outcome
    assert words in found.text


def test_a_call_of_an_unwritten_function_is_told_which(worker):
    source = "def later():\n    raise NotImplementedError\n" + RIGHT.replace(
        "return", "later()\n    #"
    )
    found = first_mark(worker, source)
    assert (found.outcome, "later" in found.text) == ("not attempted", True)


@pytest.mark.parametrize(
    "source",
    [
        RIGHT,
        RIGHT + "\nassert False, 'a test of my own'",
        "%timeit 3\n" + RIGHT,
        "k = 1\n" + RIGHT.replace("(1 - o)", "(k - o)"),
        "output_sum_gradient = lambda o, t: ((o - t) * o * (1 - o)).tolist()",
        RIGHT + "\n\n" + RIGHT.replace("return", "return 0 *") + "\n\n" + RIGHT,
        "from functools import partial\ndef f(k, o, t):\n    return (o - t) * o * (k - o)\n"
        "output_sum_gradient = partial(f, 1)",
        "class Answer:\n    def __call__(self, o, t):\n        return (o - t) * o * (1 - o)\n"
        "output_sum_gradient = Answer()",
    ],
)
def test_a_right_answer_passes_however_it_is_written(worker, source):
    assert first_mark(worker, source).outcome == "passed"


def test_an_error_costs_only_its_own_exercise(worker):
    right = notebook(SOLUTIONS / LESSON_05.name, both_paths_stub="raise RuntimeError('no')")
    outcomes = [mark.outcome for mark in marked(worker, right).marks]
    assert outcomes == ["passed", "could not run", "passed", "passed", "passed"]


def test_a_choice_whose_cell_fails_is_not_read_from_the_one_before(worker):
    record = marked(worker, notebook(SOLUTIONS / LESSON_05.name, old_weights_stub="my_choice = b"))
    by_name = {mark.exercise: mark for mark in record.marks}
    assert by_name["05-one-pass"].outcome == "passed"
    assert by_name["05-old-weights"].outcome == "could not run"
    assert "NameError" in by_name["05-old-weights"].text
    assert "stands in quotes" in by_name["05-old-weights"].text


def test_a_name_that_only_another_cell_can_give_is_found(worker):
    source = RIGHT.replace("(1 - o)", "(hidden_one - o)")
    content = notebook(given="globals()['hidden_' + 'one'] = 1", output_sum_gradient_stub=source)
    assert marked(worker, content).marks[0].outcome == "passed"


def test_the_answer_s_cell_is_kept(worker):
    assert first_mark(worker, RIGHT).source == RIGHT


def test_saved_verdicts_count_for_nothing(worker):
    content = json.loads(LESSON_05.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if cell["id"].endswith("-check"):
            [output] = cell["outputs"]
            output["data"]["application/vnd.nnlib.verdict+json"]["outcome"] = "passed"
    assert marked(worker, json.dumps(content).encode()).points == 0


def test_cells_without_ids_and_tags_are_marked(worker):
    content = json.loads((SOLUTIONS / LESSON_05.name).read_text(encoding="utf-8"))
    for cell in content["cells"]:
        del cell["id"]
        cell["metadata"] = {}
    assert marked(worker, json.dumps(content).encode()).points == 5


def test_a_notebook_of_another_course_is_told_so(worker):
    cell = {"cell_type": "code", "id": "a", "source": "x = 1", "metadata": {}, "outputs": []}
    content = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})
    record = marked(worker, content.encode())
    assert record.status is Status.UNREADABLE
    assert "none of this course" in record.sentence


@pytest.mark.parametrize("lesson", lesson_numbers())
def test_each_question_names_the_cell_and_the_variable_of_its_exercise(lesson):
    exercises = {exercise.name: exercise for exercise in exercises_of(lesson)}
    for question in questions_of(lesson):
        assert question.cell.endswith("-stub")
        if isinstance(exercises[question.exercise], FunctionExercise):
            assert question.name.isidentifier()


@pytest.mark.parametrize("path", sorted(LESSONS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_lesson_is_known_by_what_is_in_it(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert lesson_in(["".join(cell["source"]) for cell in cells], [], "x.ipynb") == path.stem[:2]


@pytest.mark.parametrize(
    ("name", "lesson"), [("05_back.ipynb", "05"), ("a 09_digits.ipynb", "09"), ("x.ipynb", "")]
)
def test_an_empty_lesson_is_known_by_its_name(name, lesson):
    assert lesson_in(["x = 1"], [], name) == lesson


def test_the_catalogue_has_a_version():
    assert len(catalogue_version()) == 12


def test_a_wall_without_stones_falls():
    with Worker(Level.UNSAFE, Limits()) as worker:
        assert "read a file of yours" in what_falls(worker)


def test_our_own_failure_is_tried_again_and_is_no_zero(worker, monkeypatch):
    marker = Marker(Settings())
    calls = []

    class Broken:
        level = "isolated"
        limits = Limits()

        def run(self, job):
            calls.append(job)
            raise WorkerError("gone")

        def close(self):
            calls.append("closed")

    monkeypatch.setattr("nnlib.grading.marker.protected_worker", lambda *_: Broken())
    record = marker.mark(Task("learner", "a.ipynb", notebook(), 1))
    assert record.status is Status.FAULT
    assert record.points is None
    assert "gone" in record.sentence
    assert len(calls) == 4


def test_one_failure_of_ours_leaves_no_trace(worker, monkeypatch):
    marker, workers = Marker(Settings()), []

    class BrokenOnce:
        def __init__(self):
            self.level, self.limits = worker.level, worker.limits

        def run(self, job):
            if len(workers) == 1:
                raise WorkerError("gone")
            return worker.run(job)

        def close(self):
            pass

    monkeypatch.setattr(
        "nnlib.grading.marker.protected_worker",
        lambda *_: workers.append(BrokenOnce()) or workers[-1],
    )
    record = marker.mark(Task("learner", "a.ipynb", Path(LESSON_05).read_bytes(), 1))
    assert record.status is Status.MARKED
    assert len(workers) == 2


def test_a_link_that_leads_out_of_the_room_is_left_out(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    os.close(file_rules([str(tmp_path / "link"), str(tmp_path)], [], str(tmp_path)))


def test_an_unreadable_file_may_be_the_one_that_seems_to_be_missing():
    unknown = Record("ann", "a.ipynb", Status.UNREADABLE)
    marked = Record("ben", "b.ipynb", Status.MARKED, lesson="05")
    assert [(row.learner, row.lesson) for row in missing([unknown, marked], ["05", "06"])] == [
        ("ben", "06")
    ]
