"""The engine, and what the gate says of an exercise. (`start.py test gate` goes through all.)"""

import ast
import contextlib
import importlib
import inspect
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnlib.__main__ import main
from nnlib.exercises import answers, check, engine, gate, hint, solution
from nnlib.exercises.catalogue import (
    ChoiceExercise,
    FunctionExercise,
    Mistake,
    ValueExercise,
    exercise_names,
    find,
)
from nnlib.exercises.engine import untouched_verdict
from nnlib.exercises.gate import faults
from nnlib.exercises.verdict import Outcome

ALL = exercise_names()
SOLUTIONS = Path(__file__).parents[1] / "solutions"


def test_no_two_exercises_share_a_name():
    assert len(ALL) == len(set(ALL))


def test_an_exercise_is_found_although_the_catalogue_of_another_lesson_is_broken(monkeypatch):
    monkeypatch.setitem(sys.modules, "nnlib.exercises.lesson_06", None)  # its import fails
    assert find("05-both-paths").name == "05-both-paths"
    with pytest.raises(ImportError):
        find("06-tape")


@pytest.fixture
def few_exercises(monkeypatch):
    """Let the gate look at the first six alone: as a check of its own it takes them all."""
    monkeypatch.setattr("nnlib.__main__.exercise_names", lambda: ALL[:6])


def test_the_gate_counts_what_it_holds(few_exercises, capsys):
    assert main(["gate", "--seeds", "1"]) == 0
    assert "6 exercises" in capsys.readouterr().out


class InThisProcess(contextlib.nullcontext):
    """A pool of no other processes: what a test has replaced stays replaced."""

    def __enter__(self):
        return self

    def map(self, function, *arguments):
        return list(map(function, *arguments))


def test_a_fault_closes_the_gate(few_exercises, monkeypatch, capsys):
    monkeypatch.setattr(gate, "alike", lambda exercise: [(0, 1)])
    monkeypatch.setattr("nnlib.__main__.ProcessPoolExecutor", InThisProcess)
    assert main(["gate", "--seeds", "1"]) == 1
    assert "Add a case that parts them" in capsys.readouterr().out


@pytest.mark.parametrize("name", ALL)
def test_the_untouched_stub_is_not_attempted(name):
    assert untouched_verdict(name).outcome is Outcome.NOT_ATTEMPTED


@pytest.mark.parametrize("name", ALL)
def test_hints_come_one_after_the_other_and_the_last_one_stays(name):
    engine.hints_given.clear()
    hints = find(name).hints
    given = [hint(name).text for _ in range(len(hints) + 1)]
    assert all(text.startswith(wanted) for text, wanted in zip(given, hints, strict=False))
    assert given[-1] == given[-2]


@pytest.mark.parametrize("name", ALL)
def test_the_solution_says_why(name):
    note = solution(name)
    assert note.text == find(name).why
    assert note.code


def area(width, height):
    """Return the area of a rectangle."""
    return width * height


MADE_UP = {
    "area": FunctionExercise(
        name="area",
        passed="An area is a product.",
        hints=("a", "b", "c"),
        why="So it is.",
        reference=area,
        cases=((2.0, 5.0), (3.0, 4.0)),
        random=lambda rng: tuple(rng.uniform(1, 9, 2)),
        mistakes=(Mistake(lambda w, h: w + h, "That is half of the way round."),),
    ),
    "half": ValueExercise(
        name="half", passed="p", hints=("a", "b", "c"), why="w", reference=0.5, mistakes=()
    ),
    "letter": ChoiceExercise(
        name="letter", passed="p", hints=(), why="w", reference="b", mistakes=(Mistake("a", "No."),)
    ),
}


@pytest.fixture
def made_up(monkeypatch):
    """Check against three exercises that no lesson has."""
    monkeypatch.setattr(engine, "find", MADE_UP.__getitem__)


def stops(width, height):
    """Stop at an error that has a line of its own."""
    return width @ [height]


def takes_one(width):
    """Take too few arguments."""
    return width


def never_ends(width, height):
    """Run for ever."""
    while True:
        pass


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        (area, Outcome.PASSED, "product"),
        (lambda w, h: [[w * h]], Outcome.PASSED, "product"),
        (lambda w, h: np.float32(w * h), Outcome.PASSED, "product"),
        (lambda w, h: w + h, Outcome.NOT_YET, "half of the way round"),
        (lambda w, h: -w * h, Outcome.NOT_YET, "the sign is flipped"),
        (lambda w, h: w * h / 2, Outcome.NOT_YET, "2 times too small"),
        (lambda w, h: [w, h], Outcome.NOT_YET, "(2,), and it should be that of a single number"),
        (lambda w, h: w**h, Outcome.NOT_YET, "Follow this case by hand"),
        (lambda w, h: None, Outcome.NOT_ATTEMPTED, "without a return"),
        (lambda w, h: ..., Outcome.NOT_ATTEMPTED, "dots"),
        (lambda w, h: "ten", Outcome.NOT_YET, "got text"),
        (lambda w, h: float("nan"), Outcome.NOT_YET, "nan, which is not a number"),
        (lambda w, h: float("inf"), Outcome.NOT_YET, "is infinite"),
        (takes_one, Outcome.COULD_NOT_RUN, "calls your function with (width, height)"),
        (stops, Outcome.COULD_NOT_RUN, "return width @ [height]"),
        (never_ends, Outcome.COULD_NOT_RUN, "a loop never end"),
        (lambda w, h: exit(), Outcome.COULD_NOT_RUN, "exit()"),
        (10.0, Outcome.NOT_YET, "without parentheses"),
        (..., Outcome.NOT_ATTEMPTED, "dots"),
        (None, Outcome.NOT_ATTEMPTED, "Python's word for nothing"),
    ],
)
def test_a_function_gets_its_outcome(made_up, monkeypatch, answer, outcome, words):
    monkeypatch.setattr(answers, "SECONDS", 0.3)
    verdict = check("area", answer)
    assert verdict.outcome is outcome
    assert words in verdict.text


def test_a_constant_that_is_right_for_the_fixed_cases_does_not_pass(made_up):
    table = {(2.0, 5.0): 10.0, (3.0, 4.0): 12.0}
    assert check("area", lambda *case: table.get(case, 10.0)).outcome is Outcome.NOT_YET


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (0.5, Outcome.PASSED),
        (np.float32(0.5), Outcome.PASSED),
        ([0.5], Outcome.PASSED),
        (0.51, Outcome.NOT_YET),
        ("half", Outcome.NOT_YET),
        (None, Outcome.NOT_ATTEMPTED),
        (..., Outcome.NOT_ATTEMPTED),
    ],
)
def test_a_value_gets_its_outcome(made_up, answer, outcome):
    assert check("half", answer).outcome is outcome


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        ("b", Outcome.PASSED, "p"),
        (" B ", Outcome.PASSED, "p"),
        ("a", Outcome.NOT_YET, "No."),
        ("z", Outcome.NOT_YET, 'letters "a", "b"'),
        (3, Outcome.NOT_YET, 'letters "a", "b"'),
    ],
)
def test_a_choice_gets_its_outcome(made_up, answer, outcome, words):
    verdict = check("letter", answer)
    assert verdict.outcome is outcome
    assert words in verdict.text


@pytest.mark.parametrize("call", [check, hint, solution])
def test_a_slip_in_the_name_lists_the_nearest(call):
    name = ALL[0]
    assert name in repr(call(name[:-1]))


def test_check_without_an_answer_says_how_to_call_it(made_up):
    assert 'check("area", answer)' in repr(check("area"))
    assert "(width, height), by its name" in repr(check("area"))
    assert "off by 0.1 %" in repr(check("half"))


def test_a_verdict_is_told_by_mark_word_and_colour_and_is_escaped(made_up):
    html = check("area", lambda w, h: int("<b>"))._repr_mimebundle_()["text/html"]
    assert "! could not run" in html
    assert "#B0578D" in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def exercise_of(**changes):
    """Return the exercise of the area, without a fault but for the changes."""
    good = {
        "variants": (area, lambda w, h: h * w, lambda w, h: [w * h]),
        "mistakes": (
            Mistake(lambda w, h: w + h, "1"),
            Mistake(lambda w, h: 2 * w + 2 * h, "2"),
            Mistake(lambda w, h: w / h, "3"),
            Mistake(lambda w, h: w * w, "4"),
        ),
    }
    return replace(MADE_UP["area"], **{**good, **changes})


def test_a_good_catalogue_has_no_fault():
    assert list(faults(exercise_of())) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mistakes": exercise_of().mistakes[:3]}, "at least 4 mistakes; got 3"),
        ({"variants": (area,)}, "at least 3 variants; got 1"),
        ({"random": None}, "no random cases"),
        ({"hints": ("a",)}, "at least 3 hints; got 1"),
        (
            {"mistakes": (*exercise_of().mistakes, Mistake(lambda w, h: w * min(h, 6), "5"))},
            "mistake 4 passes the fixed cases",
        ),
        ({"variants": (area, area, lambda w, h: w)}, "is right and did not pass"),
        (
            {"mistakes": (*exercise_of().mistakes, Mistake(lambda w, h: h + w, "5"))},
            "mistakes 0 and 4 give the same numbers in all cases",
        ),
        (
            {"mistakes": (*exercise_of().mistakes, Mistake(lambda w, h: h * w, "5"))},
            "mistake 4 is not told its sentence",
        ),
    ],
)
def test_a_fault_of_a_catalogue_is_found(changes, words):
    assert words in "\n".join(faults(exercise_of(**changes)))


def test_two_mistakes_alike_are_found_among_values_and_letters():
    value = replace(MADE_UP["half"], mistakes=(Mistake(2, "a"), Mistake(2.0001, "b")))
    letter = replace(MADE_UP["letter"], mistakes=(Mistake("a", "a"), Mistake("a", "b")))
    assert "mistakes 0 and 1" in "\n".join(faults(value))
    assert "mistakes 0 and 1" in "\n".join(faults(letter))


@pytest.mark.parametrize("lesson", range(15), ids="{:02}".format)
def test_a_solution_that_is_shown_uses_names_that_its_lesson_has(lesson):
    catalogue = importlib.import_module(f"nnlib.exercises.lesson_{lesson:02}")
    shown = [one for one in catalogue.EXERCISES if isinstance(one, FunctionExercise)]
    (path,) = SOLUTIONS.glob(f"{lesson:02}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    known = set()
    for cell in cells:
        if cell["cell_type"] == "code":
            for node in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    known |= {one.asname or one.name for one in node.names}
                elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                    known.add(node.name)
                elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    known.add(node.id)
    used = {one.name: inspect.getclosurevars(one.reference).globals for one in shown}
    missing = {name: set(names) - known for name, names in used.items()}
    assert not {name: names for name, names in missing.items() if names}
