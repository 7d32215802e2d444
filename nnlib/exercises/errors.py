"""A learner's own errors: which of their lines it was, and help with the frequent ones."""

import inspect
import linecache
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import CodeType

from nnlib.exercises.answers import SECONDS, TookTooLongError

OURS = str(Path(__file__).resolve().parents[1])

USE_THE_ARGUMENTS = (
    "Use the names in the function's first line, as they are spelled there. A size is not among"
    " them: take it from an argument, with .shape or len()."
)
GIVE_IT_A_VALUE = (  # outside of functions, where there are no arguments
    "A text, such as the letter of a choice, stands in quotes. Any other name needs a value first,"
    " in this cell or in one above."
)
HELP = [  # (kind of error, words in its message, what to do)
    (
        ValueError,
        r"matmul|not aligned|mismatch in its core",
        "In a @ b, the last number of a's shape must be the first of b's: print both shapes."
        " To multiply number by number, write * instead.",
    ),
    (
        ValueError,
        r"broadcast",
        "The two shapes do not fit each other, number by number. Print both: is one transposed,"
        " is a sum missing, or does a name come from another cell, and not from the arguments?",
    ),
    (
        ValueError,
        r"truth value of an array",
        "An array has many truths. For a choice number by number, use np.where or np.maximum.",
    ),
    (
        ValueError,
        r"reshape",
        "A reshape keeps the number of entries. Print the shape before it.",
    ),
    (
        ValueError,
        r"unpack",
        "Count the names on the left, and the values on the right.",
    ),
    (
        UnboundLocalError,
        r"",
        "The name gets its value on a later line, or in a branch that was not taken. Give"
        " it one before.",
    ),
    (
        NameError,
        r"'math'",
        "Write import math first, or take NumPy's np.exp, np.log and the like.",
    ),
    (
        NameError,
        r"'(np|numpy)'",
        "NumPy is not imported yet. Run the cell with the imports at the top of the lesson.",
    ),
    (
        NameError,
        r"",
        USE_THE_ARGUMENTS,
    ),
    (
        TypeError,
        r"for @",
        "@ multiplies matrices. For numbers, write *.",
    ),
    (
        TypeError,
        r"data type",
        "The shape is one argument, in parentheses of its own: np.zeros((n, n)).",
    ),
    (
        TypeError,
        r"Cannot cast",
        "An array of whole numbers cannot hold fractions in place: write x = x / y.",
    ),
    (
        TypeError,
        r"positional argument|required|takes",
        "Look at how many arguments the function has in its first line, and with how many"
        " it is called.",
    ),
    (
        TypeError,
        r"not callable",
        "Parentheses after a name call it. For a product write *, for an entry use [ ].",
    ),
    (
        TypeError,
        r"NoneType",
        "A value is None: some function before it ends without a return.",
    ),
    (
        TypeError,
        r"(list|tuple)|non-int",
        "Lists and tuples do not calculate. Make an array first: np.array(...).",
    ),
    (
        TypeError,
        r"only .*(scalar|length-1|0-dim|size-1)",
        "A function of single numbers, as in math, was given an array. Take NumPy's:"
        " np.exp, np.log, np.maximum.",
    ),
    (
        AttributeError,
        r"'(list|tuple|float|int)' object",
        "Only NumPy arrays have .T, .shape, .sum and the like. Make an array first: np.array(...).",
    ),
    (
        AttributeError,
        r"",
        "Is the name after the dot spelled right?",
    ),
    (
        IndexError,
        r"axis \d+ is out of bounds",
        "Axes are counted from 0: an array with two of them has axis 0 and 1. Print the shape.",
    ),
    (
        IndexError,
        r"too many indices",
        "The array has fewer axes than you index. Print its shape: is it a table, (n, n)?",
    ),
    (
        IndexError,
        r"",
        "Counting starts at 0, so the last index is the length minus one. Print the shape.",
    ),
    (
        KeyError,
        r"",
        "Print the keys that there are.",
    ),
    (
        ZeroDivisionError,
        r"",
        "Print what you divide by. Is it a length that was never counted up?",
    ),
    (
        RecursionError,
        r"",
        "The function calls itself without an end. Was another name meant?",
    ),
    (
        MemoryError,
        r"",
        "It asked for more memory than there is. Print the shapes: a column (n, 1) and a row (n,)"
        " make a table of n times n.",
    ),
    (
        OverflowError,
        r"",
        "A number grew beyond all bounds. Look at what goes into exp or a power.",
    ),
]


class ForeignError(Exception):
    """An error of which only the words are known: it was raised on the other side of a wall."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind = kind


@dataclass(frozen=True)
class Explanation:
    """An error in words.

    Attributes:
        text: which error it was, on which line, and what may help.
        unwritten: the other function that is not written yet, where that is the cause.
    """

    text: str
    unwritten: str = ""


def explanation(error: BaseException, answer: Callable, names: list[str]) -> Explanation:
    """Return the words for an error that this function raised when called with these arguments."""
    if isinstance(error, NotImplementedError):
        return Explanation(str(error), unwritten(error, answer))
    return Explanation(stopped(error) or explain(error, answer, names))


def kind_of(error: BaseException) -> str:
    """Return the name of the error's class."""
    return error.kind if type(error) is ForeignError else type(error).__name__


def same_error(first: BaseException | None, second: BaseException | None) -> bool:
    """Return whether two errors are of one kind, and say the same."""
    if first is None or second is None:
        return first is second
    return kind_of(first) == kind_of(second) and message(first) == message(second)


def stopped(error: BaseException) -> str:
    """Return the sentence for a function that did not come back by itself, else nothing."""
    if isinstance(error, TookTooLongError):
        return (
            f"Your function was stopped after {SECONDS:g} seconds. Does a loop never end? In a"
            " while loop, something in its condition has to change each time round."
        )
    if isinstance(error, KeyboardInterrupt):
        return "It was stopped by hand."
    if isinstance(error, SystemExit):
        return "Your function calls exit(), which would end the kernel. Use return."
    return ""


def unwritten(error: NotImplementedError, answer: Callable) -> str:
    """Return the name of the other function whose stub raised the error, or nothing."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    name = frame.f_code.co_name
    return "" if name in (getattr(answer, "__name__", name), "stub") else name


def explain(error: BaseException, answer: Callable, names: list[str]) -> str:
    """Return which error it was, on which line of the learner, and what may help."""
    frames = own_frames(error)
    if not frames and not fits(answer, len(names)):
        return (
            f"This exercise calls your function with ({', '.join(names)}); yours takes another"
            " number of arguments. Look at the first line of the stub."
        )
    sentences = [f"{type(error).__name__}: {message(error)}", meant(error, frames, names)]
    in_a_cell = bool(frames) and frames[-1][0].co_name == "<module>"
    sentences += [where(frames, answer), advice(error, in_a_cell)]
    return " ".join(closed(sentence) for sentence in sentences if sentence)


def closed(sentence: str) -> str:
    """Return the sentence with a full stop, where it has no sign at its end."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def message(error: BaseException) -> str:
    """Return the error's own words, shortened, without what frightens."""
    try:
        words = " ".join(str(error).split())[:300]
    except Exception:
        return "(its message could not be read)"
    words = re.sub(r"Input operand.*signature \S+", "the shapes do not fit", words)
    words = re.sub(r" requires \d+\)", "", words)
    return words[:200]


def own_frames(error: BaseException) -> list[tuple[CodeType, int]]:
    """Return code and line number of each step into the error that is not in a library."""
    return [
        (frame.f_code, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if not from_a_library(frame.f_code.co_filename)
    ]


def where(frames: list[tuple[CodeType, int]], answer: Callable) -> str:
    """Return the learner's last line before the error, and what it called, or nothing."""
    if not frames:
        return ""
    in_answer = [step for step in frames if step[0] is getattr(answer, "__code__", None)]
    code, number = in_answer[-1] if in_answer else frames[-1]
    text = linecache.getline(code.co_filename, number).strip()[:120]
    called = frames[-1][0].co_name
    inside = "" if frames[-1][0] is code or called.startswith("<") else f", inside of {called}"
    return f"It happened in line {number}{inside}" + (f": {text}" if text else "")


def meant(error: BaseException, frames: list[tuple[CodeType, int]], names: list[str]) -> str:
    """Return the name that a misspelt one is nearest to, or nothing."""
    asked = getattr(error, "name", None) if isinstance(error, NameError) else None
    if not asked or not frames:
        return ""
    known = {name.lower(): name for name in (*names, *frames[-1][0].co_varnames)}
    near = get_close_matches(asked.lower(), known, n=1, cutoff=0.75)
    found = [known[name] for name in near if known[name] != asked]
    return f"Did you mean {found[0]}?" if found else ""


def from_a_library(file_name: str) -> bool:
    """Return whether a file is ours, Python's or an installed package's."""
    return file_name.startswith((OURS, "<frozen", "<__array_function__")) or any(
        part in Path(file_name).parts for part in ("site-packages", "dist-packages")
    )


def fits(answer: Callable, n_arguments: int) -> bool:
    """Return whether the function can be called with so many arguments."""
    try:
        inspect.signature(answer).bind(*range(n_arguments))
    except TypeError:
        return False
    except ValueError:  # some built-in functions do not tell
        return True
    return True


def advice(error: BaseException, in_a_cell: bool) -> str:
    """Return what may help against an error of this kind, or nothing.

    Args:
        error: what was raised.
        in_a_cell: whether it was outside of all functions.
    """
    for kind, words, text in HELP:
        if isinstance(error, kind) and re.search(words, message(error)):
            return GIVE_IT_A_VALUE if in_a_cell and text is USE_THE_ARGUMENTS else text
    return ""
