import pytest

from nnlib.grading.cells import Question, locate, needed_cells, read_cell

FIRST = Question("05-first", "answer", "first-stub")
SHARED = [Question("05-a", "choice", "a-stub"), Question("05-b", "choice", "b-stub")]


def cells_of(*sources, ids=()):
    ids = [*ids, *[""] * len(sources)]
    return [read_cell(ids[n], source) for n, source in enumerate(sources)]


def place_of(cells, question=FIRST, questions=(FIRST,)):
    return locate(question, cells, list(questions))


def needed(*sources):
    cells = cells_of(*sources)
    return sorted(needed_cells(place_of(cells), cells))


def test_the_answer_is_the_last_cell_that_binds_the_name_before_the_check():
    cells = cells_of("answer = 1", "answer = 2", 'check("05-first", answer)', "answer = 3")
    place = place_of(cells)
    assert (place.cell, place.probe) == (1, 2)


def test_a_cell_that_was_moved_behind_its_check_is_found():
    cells = cells_of('check("05-first", answer)', "answer = 2", ids=["", "first-stub"])
    assert place_of(cells).cell == 1


def test_without_check_and_ids_the_last_cell_that_binds_the_name_counts():
    assert place_of(cells_of("answer = 1", "answer = 2")).cell == 1


def test_an_own_name_in_the_check_counts():
    place = place_of(cells_of("answer = 1", "mine = 2", 'check("05-first", mine)'))
    assert (place.name, place.cell) == ("mine", 1)


def test_a_check_of_something_else_than_a_name_falls_back_on_the_lessons_name():
    assert place_of(cells_of("answer = 1", 'check("05-first", 7)')).name == "answer"


@pytest.mark.parametrize("number", [0, 1])
def test_a_shared_name_is_looked_for_in_the_own_cell(number):
    cells = cells_of("choice = 'a'", "choice = 'b'", ids=["a-stub", "b-stub"])
    assert place_of(cells, SHARED[number], SHARED).cell == number


def test_the_answer_to_another_question_is_not_taken_for_this_one():
    cells = cells_of("choice = 'a'", 'check("05-b", choice)', ids=["a-stub"])
    assert place_of(cells, SHARED[1], SHARED) is None


def test_an_exercise_without_a_cell_has_no_place():
    assert place_of(cells_of("other = 1")) is None


def test_a_cell_with_a_fault_is_still_found():
    assert place_of(cells_of("def answer(x):\n    return (x")).cell == 0


@pytest.mark.parametrize(
    ("sources", "numbers"),
    [
        (("import math", "train()", "answer = math.pi"), [0, 2]),
        (("x = 1", "y = x", "z = 3", "answer = y"), [0, 1, 3]),
        (("x = 1", "x = 2", "answer = x"), [1, 2]),
        (("x = []", "x.append(1)", "y = 2", "answer = x"), [0, 1, 3]),
        (("x = 1", "x += 1", "answer = x"), [0, 1, 2]),
        (("x = {}", "x['a'] = 1", "answer = x"), [0, 1, 2]),
        (("import numpy as np", "np.random.seed(0)", "answer = np.pi"), [0, 2]),
        (("k = 2", "def answer(a):\n    k = 1\n    return a * k"), [1]),
        (("k = 2", "def answer(a):\n    return a * k"), [0, 1]),
        (("def f(x):\n    return g(x)", "def g(x):\n    return x", "answer = f(1)"), [0, 2]),
        (("from math import *", "x = 1", "answer = pi"), [0, 2]),
        (("for i in range(3):\n    x = i", "answer = [x for _ in y]", "y = 1"), [0, 1]),
        (("answer = answer_of", "later = 1"), [0]),
    ],
    ids=str,
)
def test_only_the_cells_that_an_answer_needs_are_run(sources, numbers):
    assert needed(*sources) == numbers


def test_a_helper_between_the_answer_and_its_check_is_run():
    cells = cells_of(
        "def answer(x):\n    return g(x)", "def g(x):\n    return x", 'check("05-first", answer)'
    )
    place = place_of(cells)
    assert sorted(needed_cells(place, cells)) == [0, 1]
    assert place.probe == 2


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("%timeit f()\nx = 1", "pass\nx = 1"),
        ("!pip install x\nx = 1", "pass\nx = 1"),
        ("np.dot?", "pass"),
        ("if x:\n    %time f()", "if x:\n    pass"),
        ("%%time\nx = 1", "x = 1"),
        ("%%bash\nrm -r x", ""),
        ("y = (a\n% b)", "y = (a\n% b)"),
    ],
)
def test_lines_for_ipython_are_left_out(source, clean):
    assert read_cell("", source).source == clean


@pytest.mark.parametrize(
    "source",
    [
        "-" * 50_000 + "1",
        "(" * 50_000,
        "x = " + "[" * 3_000,
        "\0",
        "\ud800",
        "a.b" * 30_000,
        "λ = 1",
    ],
    ids=lambda source: f"{source[:8]!r} {len(source)}",
)
def test_code_that_is_hostile_to_parsers_is_read(source):
    assert read_cell("", source).id == ""
