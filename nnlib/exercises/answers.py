"""Reading an answer that may be anything: as numbers, within limits, or as a sentence on why not.

A learner's function is called here, and nowhere else. It may raise, print, never end, or return
what is not a number; each of these becomes a `Result`, and none of them a traceback.
"""

import contextlib
import copy
import inspect
import io
import numbers
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

SECONDS = 5.0  # that one call may take
LARGEST = 1_000_000  # numbers in one answer
DEEPEST = 8  # lists in lists
REAL = (numbers.Real, Decimal)


class NotNumbersError(Exception):
    """What came cannot be compared as numbers; the message says what it is, and what to do."""


class TookTooLongError(BaseException):
    """The time of a call is up. Not an Exception, so that a learner's `except` lets it through."""


@dataclass(frozen=True)
class Foreign:
    """An answer of which only the kind is known, in words: what it is stayed where it was made."""

    text: str


@dataclass
class Result:
    """What came of one call of a function.

    Attributes:
        value: what it returned, an argument that it changed instead, or None.
        error: what it raised, if it did.
        printed: the beginning of what it printed.
        changed: whether it changed its arguments.
    """

    value: Any = None
    error: BaseException | None = None
    printed: str = ""
    changed: bool = False


def call(function: Callable, case: tuple, changes: int | None = None) -> Result:
    """Call the function with a copy of the case, and return what came of it, whatever it was."""
    arguments, result, printed = copy.deepcopy(case), Result(), FirstLines()
    try:
        with time_limit(SECONDS), quiet(printed):
            result.value = function(*arguments)
            if inspect.iscoroutine(result.value):
                result.value.close()
    except BaseException as error:
        result.error = error
    result.printed = printed.getvalue()
    result.changed = not all(map(same, arguments, case))
    if result.value is None and changes is not None and not same(arguments[changes], case[changes]):
        result.value = arguments[changes]
    return result


def call_until_error(
    function: Callable, cases: list[tuple], changes: int | None = None
) -> list[Result]:
    """Return what came of calling the function with each case; an error is the last of them."""
    results = []
    for case in cases:
        results.append(call(function, case, changes))
        if results[-1].error is not None:
            break
    return results


def same(a: Any, b: Any) -> bool:
    """Return whether two arguments hold the same numbers."""
    try:
        return bool(np.array_equal(a, b, equal_nan=True))
    except (TypeError, ValueError):
        return False


@contextlib.contextmanager
def quiet(printed: io.StringIO) -> Iterator[None]:
    """Keep what is printed, and NumPy's warnings, off the page."""
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


class FirstLines(io.StringIO):
    """Keeps the first thousand characters that are printed, and lets the rest go."""

    def write(self, text: str) -> int:
        """Keep what there is room for."""
        super().write(text[: max(0, 1000 - self.tell())])
        return len(text)


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End what runs inside with `TookTooLongError` once the time is up.

    On Linux and macOS by the alarm clock, on Windows by the signal that Ctrl-C sends; in a thread
    that is not the main one there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
    elif hasattr(signal, "setitimer"):
        with alarm(seconds):
            yield
    else:
        with interruption(seconds):
            yield


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """End what runs inside by SIGALRM, and by another one each tenth of a second after it.

    Where Python ignores errors, as in a `__del__`, the first is lost without a word: the next
    one comes soon.
    """
    over = []  # holds something once the time no longer counts
    ignored = sys.unraisablehook

    def ring(signal_number, frame):
        def insist(traced, event, argument):
            if traced is not frame:
                return None
            if event == "line" and not over:
                raise TookTooLongError
            return insist

        if not over:
            sys.settrace(insist)  # a bare `except:` may catch this error, but not one in itself
            frame.f_trace = insist
            raise TookTooLongError

    def ignore(lost):
        if lost.exc_type is not TookTooLongError:
            ignored(lost)

    handler, tracer = signal.signal(signal.SIGALRM, ring), sys.gettrace()
    sys.unraisablehook = ignore
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
    try:
        try:
            yield
        finally:
            over.append(True)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.settrace(tracer)
        signal.signal(signal.SIGALRM, handler)
        sys.unraisablehook = ignored


@contextlib.contextmanager
def interruption(seconds: float) -> Iterator[None]:
    """End what runs inside by a KeyboardInterrupt from a timer's thread.

    Where Ctrl-C is ignored, as in what a shell starts in the background, it counts meanwhile.
    """
    import _thread

    end = time.monotonic() + seconds
    timer = threading.Timer(seconds, _thread.interrupt_main)
    timer.daemon = True
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if time.monotonic() >= end:
            raise TookTooLongError from None
        raise
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, handler)


def as_numbers(value: Any) -> np.ndarray:
    """Return any answer as an array of float64, or say in words why it is none.

    Raises:
        NotNumbersError: for what is not a number or an array of numbers, or is too large.
    """
    if is_plain(value):  # the usual case, in a tenth of the time
        return np.array(value, dtype=float)
    try:
        with time_limit(SECONDS), quiet(FirstLines()):
            return read(value)
    except NotNumbersError:
        raise
    except (Exception, TookTooLongError) as error:
        raise NotNumbersError(
            f"Expected a number or an array of numbers; got {described(value)}, which cannot be"
            f" read as numbers ({type(error).__name__})."
        ) from None


def is_plain(value: Any) -> bool:
    """Return whether this is NumPy's or Python's own, and no code of anyone else can run in it."""
    if type(value) is np.ndarray:
        return value.dtype.kind in "biuf" and value.size <= LARGEST
    return type(value) in (float, np.float64, np.float32)


def read(value: Any) -> np.ndarray:
    """Return the value as an array; see `as_numbers`."""
    if isinstance(value, list | tuple | range):
        count_numbers(value)
        try:
            array = np.array([np.asarray(part) for part in value])
        except ValueError:
            raise NotNumbersError(
                "Expected rows of one length; got a list whose parts have different shapes."
                " Print it and count."
            ) from None
    elif isinstance(value, np.ndarray | np.generic) or hasattr(value, "__array__"):
        array = np.asarray(value)
    elif isinstance(value, REAL):
        array = np.asarray(float(value))
    else:
        raise NotNumbersError(f"Expected a number or an array of numbers; got {described(value)}.")
    if array.dtype.kind == "O" and array.size <= LARGEST:
        array = read_objects(array)
    if array.dtype.kind not in "biuf" or array.size > LARGEST:
        kind = described(value)
        if array.dtype.kind in "biuf":
            kind = "far too many numbers"
        elif array.dtype.kind in "US" and not isinstance(value, str | bytes):
            kind = "text among the numbers"
        raise NotNumbersError(f"Expected a number or an array of numbers; got {kind}.")
    return array.astype(float)


def read_objects(array: np.ndarray) -> np.ndarray:
    """Return an array of Python objects as floats, when each of them is a real number."""
    items = [getattr(item, "item", lambda item=item: item)() for item in array.flat]
    if not all(isinstance(item, REAL) for item in items):
        kinds = sorted({described(item) for item in items if not isinstance(item, REAL)})
        raise NotNumbersError(f"Expected numbers alone; among them is {', '.join(kinds[:3])}.")
    return np.array([float(item) for item in items]).reshape(array.shape)


def count_numbers(value: Any, depth: int = 0) -> int:
    """Return how many numbers are in lists of lists, or say that there are too many."""
    if isinstance(value, np.ndarray):
        total = value.size
    elif isinstance(value, list | tuple | range):
        if depth > DEEPEST:
            raise NotNumbersError("Expected a list of numbers; got lists in lists without an end.")
        total = len(value)
        if total <= LARGEST and not isinstance(value, range):
            total = sum(count_numbers(part, depth + 1) for part in value)
    elif isinstance(value, str | bytes):
        raise NotNumbersError(
            "Expected a number or an array of numbers; got text among the numbers."
        )
    else:
        return 1
    if total > LARGEST:
        raise NotNumbersError("Expected a number or a small array; got far too many numbers.")
    return total


def described(value: Any) -> str:
    """Return in a few words what kind of thing a value is, and what may have been meant."""
    if type(value) is Foreign:
        return value.text
    if value is None:
        return "None (is a return missing?)"
    if value is ...:
        return "the dots ... of an empty exercise"
    if isinstance(value, str | bytes):
        return "text (write the number without quotes)"
    if inspect.isgenerator(value):
        return "a generator (put its numbers into a list first: list(...))"
    if isinstance(value, complex | np.complexfloating):
        return "a complex number"
    if isinstance(value, type):
        return f"the class {value.__name__} (call it?)"
    if inspect.isroutine(value) or isinstance(value, np.ufunc):
        return "a function (call it: add its parentheses?)"
    if isinstance(value, dict):
        return "a dict (return its values, in the order that the task gives)"
    return f"a {type(value).__name__}"
