"""Checks of what comes in: counts, numbers, random generators, matrices, values of functions.

Each message says what was expected, what came, and what to do.
"""

import math
from numbers import Integral, Real

import numpy as np


def check_count(name: str, count: int, largest: int | None = None, least: int = 1) -> None:
    """Say what is wrong with a number of things that is not whole, too small, or too large.

    Raises:
        ValueError: with `name`, so that the reader knows which argument is meant.
    """
    whole = isinstance(count, Integral) and not isinstance(count, bool)
    if whole and least <= count and (largest is None or count <= largest):
        return
    allowed = f"from {least:,} to {largest:,}" if largest else f"of at least {least}"
    advice = f"Pass {name}={largest or max(least, 10)}, for instance."
    if isinstance(count, float) and count.is_integer() and count >= least:  # such as 188.0
        advice = f"Make it whole: int({name})."
    raise ValueError(f"Expected {name} to be a whole number {allowed}; got {count!r}. {advice}")


def check_number(name: str, number: float, rule: str, example: float) -> None:
    """Say what is wrong with a setting that is not a finite number, or breaks its rule.

    Args:
        name: what the setting is called.
        number: what came.
        rule: "above 0", "0 or more", or "0 or more and below 1".
        example: a number that would do.

    Raises:
        ValueError: with all of these.
    """
    value = number.item() if isinstance(number, np.ndarray) and not number.ndim else number
    is_number = isinstance(value, Real) and not isinstance(value, bool) and abs(value) < math.inf
    if not (is_number and RULES[rule](value)):
        raise ValueError(f"Expected {name} to be a number {rule}; got {number!r}. Try {example:g}.")


RULES = {
    "above 0": lambda number: number > 0,
    "0 or more": lambda number: number >= 0,
    "0 or more and below 1": lambda number: 0 <= number < 1,
}


def check_rng(rng: np.random.Generator) -> None:
    """Say so where a source of random numbers is none.

    Raises:
        TypeError: for a seed, for instance.
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"Expected rng to be a numpy.random.Generator; got {rng!r}."
            " Make one from a seed: rng = np.random.default_rng(7)."
        )


def check_floating(dtype: type) -> None:
    """Say so where weights could have no fractions: all of them would start at 0.

    Raises:
        TypeError: for a dtype of whole numbers, for instance.
    """
    if np.dtype(dtype).kind != "f":
        came = getattr(dtype, "__name__", dtype)
        raise TypeError(
            f"Expected dtype to be a floating-point type; got {came}. Pass np.float32 or"
            " np.float64."
        )


def as_numbers(values) -> np.ndarray:
    """Return an array of floating-point numbers, of the precision that came where there is one.

    Raises:
        TypeError: for anything else, such as words.
    """
    numbers = np.asarray(values)
    if numbers.dtype.kind not in "fiub":
        raise TypeError(
            f"Expected numbers; got {values!r}. Turn words into numbers; of a Tensor, pass its"
            " value."
        )
    return numbers if numbers.dtype.kind == "f" else numbers.astype(float)


def check_product(left, right) -> None:
    """Say what is wrong with the operands of @, which are matrices: (n, k) @ (k, m).

    Raises:
        ValueError: for anything but two matrices, or two whose shapes do not fit.
    """
    came = " @ ".join(str(getattr(value, "shape", value)) for value in (left, right))
    if [getattr(value, "ndim", 0) for value in (left, right)] != [2, 2]:
        raise ValueError(f"@ expected two 2-D arrays; got {came}. Make rows: reshape(1, -1).")
    if left.shape[1] != right.shape[0]:
        raise ValueError(
            f"@ expected (n, k) @ (k, m); got {came}. Take one's .T, or look at how both were made."
        )


def checked_value(value) -> float:
    """Return the function's value as a number, or say that it is not one real number."""
    number = np.squeeze(value)
    if number.ndim or not hasattr(number.item(), "__float__"):  # a complex number has none
        raise ValueError(
            f"function(point) is expected to return one real number; got {value!r}."
            " Look at what it returns."
        )
    return float(number)
