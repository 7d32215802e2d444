"""Comparing numbers with numbers, and saying how they differ."""

from typing import Any

import numpy as np

from nnlib.exercises.answers import NotNumbersError, as_numbers

Pairs = list[tuple[np.ndarray, np.ndarray]]  # (what came, what was expected) in each case


def agree(found: np.ndarray, expected: np.ndarray, tolerance: float) -> bool:
    """Return whether two arrays hold the same numbers, each within tolerance · the largest.

    A single number may come in any shape: 3.0, (1,) and (1, 1) are harmless.
    """
    if found.size == expected.size == 1:
        found, expected = found.reshape(()), expected.reshape(())
    if found.shape != expected.shape:
        return False
    margin = tolerance * largest(expected)
    return bool(np.isclose(found, expected, rtol=0, atol=margin, equal_nan=True).all())


def largest(array: np.ndarray) -> float:
    """Return the largest size of a finite number in the array, and never quite 0."""
    return float(np.max(np.abs(array[np.isfinite(array)]), initial=1e-7))


def agree_with_either(
    found: np.ndarray, first: np.ndarray, second: np.ndarray, tolerance: float
) -> bool:
    """Return whether each number is that of the first or that of the second array."""
    if found.shape != first.shape:
        return agree(found, first, tolerance) or agree(found, second, tolerance)
    margin = tolerance * largest(first)
    close = [np.isclose(found, right, rtol=0, atol=margin) for right in (first, second)]
    return bool(np.logical_or(*close).all())


def as_parts(value: Any, n_parts: int) -> list[np.ndarray]:
    """Return an answer as a list of arrays, one for each value that was to be returned.

    Raises:
        NotNumbersError: for another number of values, or something that is not numbers.
    """
    if n_parts == 1:
        return [as_numbers(value)]
    if not isinstance(value, list | tuple | np.ndarray):
        raise NotNumbersError(
            f"Expected {n_parts} values, returned with commas between them; got a"
            f" {type(value).__name__}."
        )
    if len(value) != n_parts:
        raise NotNumbersError(
            f"Expected {n_parts} values, returned with commas between them; got {len(value)}."
        )
    return [as_numbers(part) for part in value]


def relation(
    pairs: Pairs, cases: list[tuple], names: list[str], tolerance: float
) -> tuple[str, int]:
    """Return how the answers differ from the expected ones, and the number of a case to show.

    Looks for nothing at all, nan, infinity, one result for every case, a wrong shape, a lost sum
    over the batch, a transpose, a sign and a constant factor, in this order. The sentence is
    empty when none of these explains it.
    """
    for wrong, text in BROKEN:
        for n, (found, _) in enumerate(pairs):
            if wrong(found):
                return text, n
    first = next(n for n, pair in enumerate(pairs) if not agree(*pair, tolerance))
    if same_in_every_case(pairs, tolerance):
        return SAME_EACH_TIME, first
    for n, (found, expected) in enumerate(pairs):
        if found.shape != expected.shape and not found.size == expected.size == 1:
            return shape_relation(pairs, cases, n, tolerance), n
    return rounding(pairs) or factor_relation(pairs, cases, names, tolerance), first


def rounding(pairs: Pairs) -> str:
    """Return the sentence for answers that are right but for their lost digits."""
    for n_digits in range(5):
        if all(np.array_equal(found, np.round(right, n_digits)) for found, right in pairs):
            return (
                "Your numbers are right, but rounded. Return them as they are; rounding is for"
                " printing."
            )
    return ""


BROKEN = (
    (lambda found: found.size == 0, "Your answer is empty: it holds no number at all."),
    (
        lambda found: np.isnan(found).any(),
        "Your answer holds nan, which is not a number: look for 0/0, the logarithm of zero or of a"
        " negative number, or infinity minus infinity.",
    ),
    (
        lambda found: np.isinf(found).any(),
        "Your answer is infinite: look for a division by zero, log(0) or e to a huge power.",
    ),
)
SAME_EACH_TIME = (
    "Your result is the same in every case, whatever comes in. Does the function use its"
    " arguments, or names that another cell has made?"
)


def same_in_every_case(pairs: Pairs, tolerance: float) -> bool:
    """Return whether one and the same result came each time, though the right ones differ."""
    (first, right), *others = pairs
    return (
        len(pairs) > 2
        and all(agree(found, first, tolerance) for found, _ in others)
        and not all(agree(expected, right, tolerance) for _, expected in others)
    )


def shape_relation(pairs: Pairs, cases: list[tuple], n: int, tolerance: float) -> str:
    """Return a sentence on answers of another shape than the expected one, as in case n."""
    found, expected = pairs[n]
    shapes = f"the shape is {shape(found)}, and it should be {shape(expected)}"

    def agree_after(change) -> bool:
        return all(agree(change(came), right, tolerance) for came, right in pairs)

    if found.ndim == expected.ndim == 2 and agree_after(np.transpose):
        return f"Your numbers are right, but transposed: {shapes}. Use .T, or swap the factors."
    if all(agree(came.ravel(), right.ravel(), tolerance) for came, right in pairs):
        return f"Your numbers are right, but {shapes}. Use .reshape."
    if found.ndim == expected.ndim + 1 and agree_after(lambda came: came.sum(axis=0)):
        if any(np.ndim(argument) == 2 and len(argument) == len(found) for argument in cases[n]):
            return (
                f"A sum over the batch is missing: {shapes}. You have a row for each example; the"
                " gradients of the examples add up: .sum(axis=0)."
            )
        return f"You returned several numbers, and their sum is wanted: {shapes}. Add them up."
    if found.ndim == expected.ndim + 1 and agree_after(lambda came: came.mean(axis=0)):
        return f"A mean over the batch is missing: {shapes}. Use .mean(axis=0)."
    if expected.ndim == 1 and found.shape == expected.shape * 2:
        return (
            f"Two shapes were stretched against each other: {shapes}. Somewhere a row (n,) meets"
            " a column (n, 1), and NumPy makes a table of all pairs."
        )
    return f"Look at the shapes: {shapes}."


def factor_relation(pairs: Pairs, cases: list[tuple], names: list[str], tolerance: float) -> str:
    """Return a sentence on answers that are a transpose, or a factor away."""
    square = [pair for pair in pairs if pair[0].ndim == 2]
    if square and all(agree(found.T, expected, tolerance) for found, expected in pairs):
        return "Your matrix is transposed: rows and columns are swapped."
    telling = [n for n, (_, expected) in enumerate(pairs) if expected.any()]
    if any(found.any() for n, (found, _) in enumerate(pairs) if n not in telling):
        return ""  # no factor makes something of a zero
    ratios = [ratio(*pairs[n], tolerance) for n in telling]
    if not ratios or None in ratios:
        return ""
    if np.allclose(ratios, ratios[0], rtol=1e-4):
        return constant_factor(ratios[0], everywhere=len(pairs) > 1)
    return counted_factor(ratios, [cases[n] for n in telling], names)


def ratio(found: np.ndarray, expected: np.ndarray, tolerance: float) -> float | None:
    """Return the one factor between two arrays, or None where there is none."""
    factor = float(np.sum(found * expected) / np.sum(expected * expected))
    if factor == 0 or not agree(found, factor * expected, 10 * tolerance):
        return None
    return factor


def constant_factor(factor: float, everywhere: bool) -> str:
    """Return the sentence for answers that are all the same multiple of what they should be.

    Of a single number any other is some multiple; then only a telling factor is told.
    """
    always = " in every case" if everywhere else ""
    if np.isclose(factor, -1, rtol=1e-4):
        return f"The size is right, and the sign is flipped{always}."
    for times in (2, 3, 4, 10, 100, 1000):
        if np.isclose(abs(factor), times, rtol=1e-4):
            size = f"{times} times too large"
            break
        if np.isclose(abs(factor), 1 / times, rtol=1e-4):
            size = f"{times} times too small"
            break
    else:
        if not everywhere or 0.9 < factor < 1.1:
            return ""
        size = f"{abs(factor):.4g} times what it should be"
    sign = ", and the sign is flipped" if factor < 0 else ""
    return f"Your answer is {size}{always}{sign}: look for a factor too many, or one lost."


def counted_factor(ratios: list[float], cases: list[tuple], names: list[str]) -> str:
    """Return the sentence for a factor that is the length of an argument: a lost or doubled 1/n."""
    for n, name in enumerate(names):
        shapes = [np.shape(case[n]) for case in cases]
        n_axes = min(map(len, shapes))
        for axis in range(n_axes):
            lengths = np.array([float(found[axis]) for found in shapes])
            thing = "entries" if n_axes == 1 or axis > 1 else ("rows", "columns")[axis]
            if np.allclose(ratios, lengths, rtol=1e-4):
                return (
                    f"Your answer is too large by the number of {thing} of {name}, in every case:"
                    " a division by n is lost, a sum in the place of a mean."
                )
            if np.allclose(ratios, 1 / lengths, rtol=1e-4):
                return (
                    f"Your answer is too small by the number of {thing} of {name}, in every case:"
                    " a division by n too many, a mean in the place of a sum."
                )
    return ""


def shape(array: np.ndarray) -> str:
    """Return the shape of an array in words."""
    return "that of a single number" if array.ndim == 0 else str(array.shape)


def shown(value: Any) -> str:
    """Return a short text for an argument or a result: never a wall of numbers."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return repr(value)[:60]
    if array.ndim == 0:
        return f"{float(array):.5g}"
    if array.size > 12:
        return f"an array of shape {array.shape}"
    text = np.array2string(array, formatter={"float": lambda x: f"{x:.5g}"}, separator=", ")
    return " ".join(text.split())


def first_difference(
    found: np.ndarray, expected: np.ndarray, tolerance: float
) -> tuple[str, str, str]:
    """Return where two arrays first differ, and both numbers, as texts; for small ones, all."""
    if found.shape != expected.shape or expected.size <= 12:
        return "", shown(expected), shown(found)
    wrong = ~np.isclose(found, expected, rtol=0, atol=tolerance * largest(expected))
    place = tuple(int(n) for n in np.argwhere(wrong)[0])
    return f" at {list(place)}", shown(expected[place]), shown(found[place])
