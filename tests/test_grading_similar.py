"""Answers that are alike: found under other names, and not where everybody writes the same."""

import inspect
import random
import textwrap

import pytest

from nnlib.exercises.catalogue import find
from nnlib.grading.records import Mark, Record, Status
from nnlib.grading.remarks import published_answers
from nnlib.grading.reports.pages import instructor_page
from nnlib.grading.reports.same import outside, same_answers
from nnlib.grading.reports.similar import fingerprints, given, similar_answers, spoken

ANSWER = '''
def backward(inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias):
    """Return the gradients."""
    hidden = 1 / (1 + np.exp(-(inputs @ hidden_weight.T + hidden_bias)))
    outputs = 1 / (1 + np.exp(-(hidden @ output_weight.T + output_bias)))
    at_outputs = (outputs - targets) * outputs * (1 - outputs) / len(inputs)
    at_hidden = at_outputs @ output_weight * hidden * (1 - hidden)
    return (
        at_hidden.T @ inputs,
        at_hidden.sum(axis=0),
        at_outputs.T @ hidden,
        at_outputs.sum(axis=0),
    )
'''
RENAMED = (
    ANSWER.replace("at_hidden", "d1")
    .replace("at_outputs", "d2")
    .replace("    return (", "    # all four\n\n    return  (")
).replace('"""Return the gradients."""', '"""My own docstring, quite another."""')


def records(*sources, exercise="05-backward", outcome="passed"):
    return [
        Record(
            f"learner-{n:04}",
            f"{n}.ipynb",
            Status.MARKED,
            lesson=exercise[:2],
            marks=(Mark(exercise, outcome, "", source=source),),
        )
        for n, source in enumerate(sources)
    ]


def own_way(seed):
    """Return an answer that shares no row of tokens with another."""
    rng = random.Random(seed)
    lines = (
        f"    {rng.choice('abcdef')}{n} = {rng.randrange(10**6)} {rng.choice('+-*/@%')} np."
        f"f{rng.randrange(10**6)}({rng.choice('xyz')}, {rng.randrange(10**6)})"
        for n in range(12)
    )
    return "def backward(x, y):\n" + "\n".join(lines) + "\n    return x\n"


def test_the_same_answer_is_found():
    [pair] = similar_answers(records(ANSWER, ANSWER))
    assert (pair.first, pair.second, pair.alike) == ("learner-0000", "learner-0001", 1.0)
    assert pair.exercise == "05-backward"


def test_other_names_comments_and_docstrings_hide_nothing():
    [pair] = similar_answers(records(ANSWER, RENAMED))
    assert pair.alike == 1.0
    assert (pair.first_source, pair.second_source) == (ANSWER, RENAMED)


def test_a_line_put_in_hides_little():
    longer = ANSWER.replace("    return (", "    n_examples = len(targets)\n    return (")
    [pair] = similar_answers(records(ANSWER, longer))
    assert 0.6 < pair.alike < 1


def test_answers_written_apart_are_not_alike():
    assert similar_answers(records(*map(own_way, range(30)))) == []


@pytest.mark.parametrize("n_variant", range(3))
def test_another_right_way_is_not_alike(n_variant):
    variant = textwrap.dedent(inspect.getsource(find("05-backward").variants[n_variant]))
    assert similar_answers(records(ANSWER, variant)) == []


def test_what_many_write_is_left_out():
    assert similar_answers(records(*[ANSWER] * 12)) == []


def test_five_of_thirty_with_the_same_answer_are_a_group():
    rows = records(*[ANSWER, RENAMED, ANSWER, RENAMED, ANSWER], *map(own_way, range(25)))
    assert outside(similar_answers(rows), same_answers(rows)) == []
    [group] = same_answers(rows)
    assert (group.learners, group.source) == (tuple(f"learner-000{n}" for n in range(5)), ANSWER)
    assert [pair.second[-1] for pair in group.pairs] == ["1", "2", "3", "4"]
    assert "5 learners have this answer" in instructor_page(rows, [], [group])


def test_the_pairs_of_a_group_are_not_listed_once_more():
    longer = ANSWER.replace("    return (", "    n_examples = len(targets)\n    return (")
    rows = records(ANSWER, RENAMED, ANSWER, longer)
    [group] = same_answers(rows)
    pairs = outside(similar_answers(rows), [group])
    assert len(group.learners) == len(pairs) == 3
    assert {pair.second for pair in pairs} == {"learner-0003"}


@pytest.mark.parametrize("n_others", [5, 60])
def test_a_usual_answer_is_no_group(n_others):
    usual = ANSWER if n_others == 5 else published_answers("05")["05-backward"]
    assert same_answers(records(*[usual] * 12, *map(own_way, range(n_others)))) == []


def test_a_line_that_two_share_beside_what_all_write_is_left_out():
    two = [ANSWER + "\nprint(backward)\n"] * 2
    assert similar_answers(records(*[ANSWER] * 12, *two)) == []


def test_two_are_found_among_many_who_write_otherwise():
    others = [own_way(seed) for seed in range(40)]
    [pair] = similar_answers(records(*others[:20], ANSWER, *others[20:], RENAMED))
    assert (pair.first, pair.second) == ("learner-0020", "learner-0041")


def test_a_short_answer_is_left_out():
    short = "def first_weight_gradient(x1, h1, w5):\n    return x1 * h1 * (1 - h1) * w5\n"
    assert similar_answers(records(short, short, exercise="05-both-paths")) == []


@pytest.mark.parametrize("exercise", ["05-one-pass", "05-old-weights", "no-such-exercise"])
def test_only_functions_are_compared(exercise):
    assert similar_answers(records(ANSWER, ANSWER, exercise=exercise)) == []


def test_an_untouched_stub_is_left_out():
    assert similar_answers(records(ANSWER, ANSWER, outcome="not attempted")) == []


def test_attempts_of_one_learner_are_not_compared():
    first = records(ANSWER)[0]
    again = Record(**{**vars(first), "file": "again.ipynb", "handed_in": 9.0})
    assert similar_answers([first, again]) == []


def test_code_that_is_no_python_is_compared_by_its_words():
    broken = ANSWER.replace("return (", "return ((") + "'''"
    assert similar_answers(records(broken, broken))[0].alike == 1.0


def test_pairs_are_the_same_whatever_the_order():
    rows = records(ANSWER, RENAMED, ANSWER + "\n\nprint(backward)\n", *map(own_way, range(9)))
    assert similar_answers(rows) == similar_answers(rows[::-1])
    assert len(similar_answers(rows)) == 3


def test_the_most_alike_come_first_and_nobody_is_paired_with_themselves():
    rows = records(
        ANSWER, RENAMED, ANSWER.replace("    return (", "    n = len(targets)\n    return (")
    )
    pairs = similar_answers(rows)
    assert [pair.alike for pair in pairs] == sorted((p.alike for p in pairs), reverse=True)
    assert all(pair.first < pair.second for pair in pairs)


def test_the_line_that_was_given_does_not_count():
    tokens = spoken("def f(a: dict[int, int] = {1: 2}) -> int:\n    return a\n")
    assert given(tokens)[-2:] == ["int", ":"]
    assert len(tokens) - len(given(tokens)) == 2


@pytest.mark.parametrize(
    "source", ["", "\x00", "\ud800", "(" * 5000, "def", "def f(", "x = '''", "%time 1", "!ls ?"]
)
def test_no_source_is_too_strange(source):
    assert fingerprints(source) is not None
    assert similar_answers(records(source, source)) == [] or len(source) > 1000


def test_a_huge_answer_is_cut():
    assert len(fingerprints("x = 1 + y\n" * 100_000)) < 20_000


def test_the_work_grows_with_the_class_and_not_with_its_square():
    rows = records(*[own_way(seed) for seed in range(300)], *[ANSWER] * 200)
    assert similar_answers(rows) == []
