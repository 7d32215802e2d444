"""Five questions of lesson 05 as many people hand them in: the same answers for every marker.

Half of the answers are right, a quarter is a mistake that the catalogue knows, the others are
untouched or raise an error. Each marker gets them in the notebook that it would hand out itself:
with cells of `check`, with locked test cells, or with tests in a file beside it.
"""

import inspect
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnlib.exercises.catalogue import Exercise, FunctionExercise, find
from nnlib.exercises.engine import parts_of

ASSIGNMENT = "five_questions"
VARIABLES = {  # the variable that holds the answer to each exercise
    "05-output-sum-gradient": "output_sum_gradient",
    "05-both-paths": "first_weight_gradient",
    "05-one-pass": "one_pass",
    "05-old-weights": "old_weights",
    "05-backward": "backward",
}
SHARES = {"right": 0.5, "mistake": 0.25, "untouched": 0.15, "error": 0.1}
MISTAKES = {  # what of the right answer is written otherwise
    "05-output-sum-gradient": [
        ("outputs - targets", "targets - outputs"),
        (" * outputs * (1 - outputs)", ""),
    ],
    "05-both-paths": [(" + w7 * y2_sum_gradient", ""), (" * h1 * (1 - h1)", "")],
    "05-one-pass": [('"c"', '"a"'), ('"c"', '"b"')],
    "05-old-weights": [('"b"', '"a"'), ('"b"', '"d"')],
    "05-backward": [(" / len(inputs)", ""), (" * hidden * (1 - hidden)", "")],
}
START = """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))
""".strip()
IMPORTS = "from nnlib.exercises import check\n"
TEST = """
for case, expected in {cases}:
    found = {name}(*case)
    found = found if isinstance(found, tuple | list) else [found]
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5)
""".strip()
OTTER_TEST = """
import numpy as np
from otter.test_files import test_case

OK_FORMAT = False
name = "{exercise}"
points = 1


@test_case()
def test(env):
    {name} = env["{name}"]
{body}
""".strip()


@dataclass(frozen=True)
class Submission:
    """What one learner hands in.

    Attributes:
        learner: who.
        kinds: for each exercise what its answer is, a key of `SHARES`.
        answers: for each exercise the cell with the answer.
    """

    learner: str
    kinds: dict[str, str]
    answers: dict[str, str]


def submissions(n: int, seed: int = 5) -> Iterator[Submission]:
    """Yield so many submissions; a comment makes each of them another notebook."""
    rng = np.random.default_rng(seed)
    for number in range(1, n + 1):
        kinds = [
            str(kind) for kind in rng.choice(list(SHARES), len(VARIABLES), p=[*SHARES.values()])
        ]
        kinds = dict(zip(VARIABLES, kinds, strict=True))
        answers = {name: answer(name, kind, rng) for name, kind in kinds.items()}
        remark = f"# attempt {number}"
        answers = {name: f"{remark}\n{source}" for name, source in answers.items()}
        yield Submission(f"learner-{number:05}", kinds, answers)


def answer(name: str, kind: str, rng: np.random.Generator) -> str:
    """Return an answer of some kind to an exercise, as code."""
    right = right_answer(name)
    if kind == "mistake":
        return right.replace(*MISTAKES[name][rng.integers(len(MISTAKES[name]))])
    if kind == "error":
        return right.replace("return ", "return lost, ").replace('= "', '= lost, "')
    if kind == "untouched":
        if not right.startswith("def "):
            return f"{VARIABLES[name]} = ..."
        return "\n".join([*right.split("\n")[:2], "    raise NotImplementedError"])
    return right


def right_answer(name: str) -> str:
    """Return the right answer to an exercise, as code."""
    exercise = find(name)
    if isinstance(exercise, FunctionExercise):
        return inspect.getsource(exercise.reference).strip()
    return f'{VARIABLES[name]} = "{exercise.reference}"'


def test_of(exercise: Exercise) -> str:
    """Return code that fails where the answer to an exercise is wrong."""
    name = VARIABLES[exercise.name]
    if not isinstance(exercise, FunctionExercise):
        return f'assert {name} == "{exercise.reference}"'
    pairs = [(case, parts_of(exercise, exercise.reference(*case))) for case in exercise.cases]
    return TEST.format(cases=as_code(pairs), name=name)


def as_code(value: Any) -> str:
    """Return numbers, arrays, and tuples and lists of them, as code with every digit."""
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()})"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_code, value))}]"
    return repr(float(value))


def for_nnlib(folder: Path, handed_in: list[Submission]) -> None:
    """Write notebooks with a cell of `check` after each answer."""
    folder.mkdir(parents=True)
    for one in handed_in:
        cells = [code_cell("imports", IMPORTS + START)]
        for name, source in one.answers.items():
            cells.append(code_cell(f"{name}-answer", source))
            cells.append(code_cell(f"{name}-check", f'check("{name}", {VARIABLES[name]})'))
        write(folder / f"{one.learner}.ipynb", cells)


def for_nbgrader(folder: Path, handed_in: list[Submission]) -> None:
    """Write a course: the instructor's notebook, and the learners' with the same test cells."""
    model = {name: right_answer(name) for name in VARIABLES}
    places = {folder / "source" / ASSIGNMENT: model}
    places |= {folder / "submitted" / one.learner / ASSIGNMENT: one.answers for one in handed_in}
    tests = {name: test_of(find(name)) for name in VARIABLES}
    for place, answers in places.items():
        cells = [code_cell("imports", START)]
        for name, source in answers.items():
            cells.append(graded_cell(f"{name}-answer", source, solution=True))
            cells.append(graded_cell(name, tests[name], grade=True, locked=True, points=1))
        place.mkdir(parents=True)
        write(place / f"{ASSIGNMENT}.ipynb", cells)


def for_otter(folder: Path, handed_in: list[Submission]) -> None:
    """Write notebooks with the answers alone, and the tests into otter's archive beside them."""
    folder.mkdir(parents=True)
    for one in handed_in:
        answers = [code_cell(f"{name}-answer", source) for name, source in one.answers.items()]
        write(folder / f"{one.learner}.ipynb", [code_cell("imports", START), *answers])
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        for name, variable in VARIABLES.items():
            body = "\n".join(f"    {line}" for line in test_of(find(name)).split("\n"))
            text = OTTER_TEST.format(exercise=name, name=variable, body=body)
            archive.writestr(f"tests/{name}.py", text)


def graded_cell(name: str, source: str, **told: Any) -> dict[str, Any]:
    """Return a cell with what nbgrader has to know of it."""
    known = {"grade": False, "locked": False, "solution": False, "task": False, **told}
    return code_cell(name, source, nbgrader={"grade_id": name, "schema_version": 3, **known})


def code_cell(name: str, source: str, **metadata: Any) -> dict[str, Any]:
    """Return a code cell that has not run."""
    known = {"id": name, "metadata": metadata, "source": source}
    return {"cell_type": "code", "execution_count": None, "outputs": [], **known}


def write(path: Path, cells: list[dict[str, Any]]) -> None:
    """Write a notebook."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4}
    path.write_text(json.dumps({**notebook, "nbformat_minor": 5}), encoding="utf-8")
