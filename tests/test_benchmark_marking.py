"""The markers are given the same answers to the same questions, and tests that tell them apart."""

import json

import numpy as np
import pytest

from nnlib.exercises import engine
from nnlib.exercises.catalogue import find
from tests.benchmarks import handed_in, marking

EVERY_MISTAKE = [(name, *change) for name, found in handed_in.MISTAKES.items() for change in found]


@pytest.fixture
def few():
    return list(handed_in.submissions(6))


def namespace_after(*sources):
    namespace = {}
    exec("\n".join([handed_in.START, *sources]), namespace)
    return namespace


@pytest.mark.parametrize(("name", "right", "wrong"), EVERY_MISTAKE)
def test_a_mistake_handed_in_is_one_of_the_catalogue(name, right, wrong):
    source = handed_in.right_answer(name)
    found = namespace_after(source.replace(right, wrong))[handed_in.VARIABLES[name]]
    assert engine.judge(find(name), found, np.random.default_rng(0)).mistake is not None


@pytest.mark.parametrize("kind", handed_in.SHARES)
@pytest.mark.parametrize("name", handed_in.VARIABLES)
def test_the_test_of_an_exercise_passes_right_answers_alone(name, kind):
    sources = handed_in.answer(name, kind, np.random.default_rng(0)), handed_in.test_of(find(name))
    if kind == "right":
        namespace_after(*sources)
    else:
        with pytest.raises((AssertionError, NotImplementedError, NameError)):
            namespace_after(*sources)


@pytest.mark.parametrize("write", [peer.write for peer in marking.PEERS[:3]])
def test_every_marker_gets_the_same_answers(write, few, tmp_path):
    write(tmp_path / "all", few)
    for one in few:
        [path] = (path for path in tmp_path.rglob("*.ipynb") if one.learner in str(path))
        cells = {cell["id"]: cell["source"] for cell in json.loads(path.read_text())["cells"]}
        assert {name: cells[f"{name}-answer"] for name in one.answers} == one.answers


def test_a_point_for_a_wrong_answer_ends_the_comparison(few):
    points = {one.learner: dict.fromkeys(one.kinds, 1) for one in few}
    with pytest.raises(ValueError, match="Times of wrong points mean nothing"):
        marking.refuse_other_points("nbgrader", few, points)


def test_growth_is_measured_in_steps_of_ten():
    assert marking.sizes(10_000) == [100, 1_000, 10_000]
