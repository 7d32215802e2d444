"""Anything at all may be handed to `check`. It must answer in time, calmly, and never pass it."""

import math
import signal
import sys
import time
import types
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnlib.exercises import answers, check
from nnlib.exercises.answers import NotNumbersError, as_numbers, call
from nnlib.exercises.catalogue import FunctionExercise, exercise_names, find
from nnlib.exercises.verdict import Outcome, Verdict

ALL = exercise_names()
FUNCTIONS = [name for name in ALL if isinstance(find(name), FunctionExercise)]


def endless():
    while True:
        yield 1


def holds_itself():
    items = []
    items.append(items)
    return items


class Hostile:
    """Raises wherever it is touched."""

    def __getattr__(self, name):
        raise RuntimeError("do not touch")

    def __eq__(self, other):
        raise RuntimeError("do not compare")

    __hash__ = None
    __bool__ = __len__ = __iter__ = __float__ = __repr__ = __eq__


class Liar:
    """Says that it equals everything, and turns into nothing of use."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("never")


class LyingFloat(float):
    def __eq__(self, other):
        return True

    __hash__ = None

    def __sub__(self, other):
        return 0.0


class Sleeper:
    def __array__(self, dtype=None, copy=None):
        time.sleep(60)


async def late(*arguments):
    return 1


def raises_strangely(*arguments):
    class Strange(BaseException):
        def __str__(self):
            raise RuntimeError("not even this")

    raise Strange


def calls_itself(*arguments):
    return calls_itself(*arguments)


def waits(*arguments):
    while True:
        pass


def swallows_everything(*arguments):
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


VALUES = {
    "text": "0.5",
    "a letter that is none": "q",
    "bytes": b"0.5",
    "nan": math.nan,
    "inf": math.inf,
    "huge int": 10**400,
    "complex": 1 + 2j,
    "complex array": np.array([1j]),
    "ragged": [[1, 2], [3]],
    "nested": holds_itself(),
    "deep": [[[[[[[[[[[[1]]]]]]]]]]]],
    "objects": np.array([None, object()]),
    "text array": np.array(["1", "2"]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "endless range": range(10**15),
    "range of ranges": [range(10**12)] * 3,
    "huge view": np.broadcast_to(1.0, (10**9, 10**3)),
    "generator": endless(),
    "dict": {"a": 1},
    "set": {1, 2},
    "module": math,
    "class": Liar,
    "type": float,
    "hostile": Hostile(),
    "liar": Liar(),
    "lying float": LyingFloat(-12345.678),
    "sleeper": Sleeper(),
    "exception": ValueError("x"),
    "namespace": types.SimpleNamespace(shape=(1,), dtype=float),
    "not implemented": NotImplemented,
    "structured": np.zeros(2, dtype=[("a", float)]),
    "empty": [],
}

FUNCTION_ANSWERS = {
    "no arguments": lambda: 1,
    "too many": lambda a, b, c, d, e, f, g, h, i, j: 1,
    "recursion": calls_itself,
    "raises": lambda *a: 1 / 0,
    "raises strangely": raises_strangely,
    "exits": lambda *a: sys.exit(0),
    "interrupts": lambda *a: (_ for _ in ()).throw(KeyboardInterrupt()),
    "generator": lambda *a: endless(),
    "coroutine": late,
    "itself": lambda *a: FUNCTION_ANSWERS["itself"],
    "something new each time": lambda *a: np.random.default_rng().normal(),
    "prints without end": lambda *a: [print("x" * 1000) for _ in range(2000)] and None,
    "endless": waits,
    "swallows": swallows_everything,
    "a class": Hostile,
    "a built-in": print,
    "a ufunc": np.exp,
}


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(answers, "SECONDS", 0.2)


@pytest.fixture
def shorter(short, monkeypatch):
    """Let no call last long where every function exercise waits for some that never end."""
    monkeypatch.setattr(answers, "SECONDS", 0.1)


def verdict_on(name, answer):
    """Return the verdict, which came in time, says something, and is shown without an error."""
    begin = time.monotonic()
    verdict = check(name, answer)
    assert isinstance(verdict, Verdict)
    assert time.monotonic() - begin < 20
    assert len(repr(verdict)) > 20
    assert len(repr(verdict)) < 3000
    assert verdict._repr_mimebundle_()["text/html"]
    return verdict


@pytest.mark.parametrize("kind", VALUES)
def test_no_odd_value_passes_or_breaks_the_check(kind):
    for name in ALL:
        assert verdict_on(name, VALUES[kind]).outcome is not Outcome.PASSED


@pytest.mark.parametrize("kind", VALUES)
def test_no_odd_value_passes_when_a_function_returns_it(shorter, kind):
    for name in FUNCTIONS:
        assert verdict_on(name, lambda *a: VALUES[kind]).outcome is not Outcome.PASSED


@pytest.mark.parametrize("kind", FUNCTION_ANSWERS)
def test_no_odd_function_passes_or_breaks_the_check(shorter, kind):
    for name in FUNCTIONS:
        assert verdict_on(name, FUNCTION_ANSWERS[kind]).outcome is not Outcome.PASSED


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.complex_numbers()
    | st.fractions(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=anything, name=st.sampled_from(FUNCTIONS))
def test_no_constant_passes_for_a_function(value, name):
    assert verdict_on(name, lambda *a: value).outcome is not Outcome.PASSED


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (3, 3),
        (np.float32(0.5), 0.5),
        (True, 1),
        (Fraction(1, 4), 0.25),
        (Decimal("0.5"), 0.5),
        ([1, 2.5], [1, 2.5]),
        ((1, (2)), [1, 2]),
        ([np.float32(1), np.array(2)], [1, 2]),
        ([[1, 2], np.array([3, 4])], [[1, 2], [3, 4]]),
        (range(3), [0, 1, 2]),
        (np.array([True, False]), [1, 0]),
        (np.array([1, Fraction(1, 2)], dtype=object), [1, 0.5]),
    ],
)
def test_numbers_are_read_in_whatever_they_come(value, numbers):
    array = as_numbers(value)
    assert array.dtype == np.float64
    assert array.tolist() == numbers


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("3", "without quotes"),
        ([1, "2"], "text among the numbers"),
        ([1, None], "is a return missing"),
        ([[1], [1, 2]], "different shapes"),
        (np.exp, "add its parentheses"),
        ((x for x in [1]), "list(...)"),
        ({"a": 1}, "a dict"),
        (3j, "complex"),
        (float, "the class float"),
    ],
)
def test_what_is_not_numbers_is_named_with_what_to_do(value, words):
    with pytest.raises(NotNumbersError) as error:
        as_numbers(value)
    assert words in str(error.value)


def test_a_call_leaves_the_case_as_it_was_and_tells_of_the_change():
    def add_one(x):
        x += 1
        return x

    case = (np.zeros(2),)
    result = call(add_one, case)
    assert case[0].tolist() == [0, 0]
    assert result.value.tolist() == [1, 1]
    assert result.changed


def test_an_argument_that_was_changed_can_stand_for_what_was_not_returned():
    def add_one(x):
        x += 1

    assert call(add_one, (np.zeros(2),), changes=0).value.tolist() == [1, 1]
    assert call(add_one, (np.zeros(2),)).value is None


def test_what_a_function_prints_stays_off_the_page(capsys):
    result = call(lambda: print("here " * 1000), ())
    assert capsys.readouterr().out == ""
    assert result.printed.startswith("here here")
    assert len(result.printed) == 1000


def test_the_alarm_is_off_again_after_a_call():
    call(lambda: None, ())
    time.sleep(0.3)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="has no alarm")
def test_the_alarm_leaves_nothing_behind_however_often_it_rings(monkeypatch):
    monkeypatch.setattr(answers, "SECONDS", 0.01)
    handler, tracer = signal.getsignal(signal.SIGALRM), sys.gettrace()
    for function in 10 * [waits, swallows_everything, calls_itself]:
        assert call(function, ()).error is not None
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
        assert signal.getsignal(signal.SIGALRM) is handler
        assert sys.gettrace() is tracer


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="has no alarm")
@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN])
def test_the_other_way_to_stop_an_endless_loop_works_too(handler):
    before = signal.signal(signal.SIGINT, handler)
    try:
        with pytest.raises(answers.TookTooLongError), answers.interruption(0.2):
            waits()
        assert signal.getsignal(signal.SIGINT) is handler
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="has no alarm")
def test_the_alarm_rings_again_where_its_error_was_ignored():
    class Slow:
        def __del__(self):
            begin = time.monotonic()
            while time.monotonic() < begin + 0.3:  # the alarm rings in here, and is not heard
                pass

    def answer():
        Slow()
        while True:
            pass

    begin, hook = time.monotonic(), sys.unraisablehook
    with pytest.raises(answers.TookTooLongError), answers.alarm(0.1):
        answer()
    assert time.monotonic() < begin + 30
    assert sys.unraisablehook is hook
