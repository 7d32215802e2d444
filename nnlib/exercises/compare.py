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
    size = np.max(np.abs(expected[np.isfinite(expected)]), initial=1e-12)
    return bool(np.isclose(found, expected, rtol=0, atol=tolerance * size, equal_nan=True).all())


def agree_with_either(
    found: np.ndarray, first: np.ndarray, second: np.ndarray, tolerance: float
) -> bool:
    """Return whether each number is that of the first or that of the second array."""
    if found.shape != first.shape:
        return agree(found, first, tolerance) or agree(found, second, tolerance)
    size = np.max(np.abs(first[np.isfinite(first)]), initial=1e-12)
    close = [np.isclose(found, right, rtol=0, atol=tolerance * size) for right in (first, second)]
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


def relation(pairs: Pairs, cases: list[tuple], names: list[str], tolerance: float) -> str:
    """Return a sentence when all answers differ from the expected ones in one and the same way.

    Looks for nan, a wrong shape, a lost sum over the batch, a transpose, a sign and a constant
    factor, in this order. Empty when none of these explains it.
    """
    if any(found.size == 0 for found, _ in pairs):
        return "Your answer is empty: it holds no number at all."
    if any(np.isnan(found).any() for found, _ in pairs):
        return (
            "Your answer holds nan, which is not a number: look for 0/0, the logarithm of zero or"
            " of a negative number, or infinity minus infinity."
        )
    if any(np.isinf(found).any() for found, _ in pairs):
        return "Your answer is infinite: look for a division by zero, log(0) or e to a huge power."
    different = [(found, expected) for found, expected in pairs if found.shape != expected.shape]
    if different:
        return shape_relation(different, tolerance)
    return factor_relation(pairs, cases, names, tolerance)


def shape_relation(pairs: Pairs, tolerance: float) -> str:
    """Return a sentence on answers of another shape than the expected one."""
    found, expected = pairs[0]
    shapes = f"the shape is {shape(found)}, and it should be {shape(expected)}"

    def agree_after(change) -> bool:
        return all(agree(change(came), right, tolerance) for came, right in pairs)

    if found.ndim == expected.ndim == 2 and agree_after(np.transpose):
        return f"Your numbers are right, but transposed: {shapes}. Use .T, or swap the factors."
    if all(agree(came.ravel(), right.ravel(), tolerance) for came, right in pairs):
        return f"Your numbers are right, but {shapes}. Use .reshape."
    a_row_each = all(came.ndim == right.ndim + 1 for came, right in pairs)
    if a_row_each and agree_after(lambda came: came.sum(axis=0)):
        return (
            f"A sum over the batch is missing: {shapes}. You have a row for each example; the"
            " gradients of the examples add up: .sum(axis=0)."
        )
    if a_row_each and agree_after(lambda came: came.mean(axis=0)):
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
    ratios = [ratio(found, expected, tolerance) for found, expected in pairs]
    if None in ratios:
        return ""
    if np.allclose(ratios, ratios[0], rtol=1e-4):
        return constant_factor(ratios[0])
    return counted_factor(ratios, cases, names)


def ratio(found: np.ndarray, expected: np.ndarray, tolerance: float) -> float | None:
    """Return the one factor between two arrays, or None where there is none."""
    norm = float(np.sum(expected * expected))
    factor = float(np.sum(found * expected)) / norm if norm else 0.0
    if factor == 0 or not agree(found, factor * expected, 10 * tolerance):
        return None
    return factor


def constant_factor(factor: float) -> str:
    """Return the sentence for answers that are all the same multiple of what they should be."""
    if np.isclose(factor, -1, rtol=1e-4):
        return "The size is right, and the sign is flipped, in every case."
    for times in (2, 3, 4, 10, 100, 255):
        if np.isclose(abs(factor), times, rtol=1e-4):
            size = f"{times} times too large"
            break
        if np.isclose(abs(factor), 1 / times, rtol=1e-4):
            size = f"{times} times too small"
            break
    else:
        size = f"{abs(factor):.4g} times what it should be"
    sign = ", and the sign is flipped" if factor < 0 else ""
    return f"Your answer is {size} in every case{sign}: look for a factor too many, or one lost."


def counted_factor(ratios: list[float], cases: list[tuple], names: list[str]) -> str:
    """Return the sentence for a factor that is the length of an argument: a lost or doubled 1/n."""
    for n, name in enumerate(names):
        shapes = [np.shape(case[n]) for case in cases]
        for axis in range(min(map(len, shapes))):
            lengths = np.array([float(found[axis]) for found in shapes])
            thing = ("rows", "columns")[axis] if axis < 2 else "entries"
            if min(map(len, shapes)) == 1:
                thing = "entries"
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
    size = np.max(np.abs(expected), initial=1e-12)
    wrong = ~np.isclose(found, expected, rtol=0, atol=tolerance * size)
    place = tuple(int(n) for n in np.argwhere(wrong)[0])
    return f" at {list(place)}", shown(expected[place]), shown(found[place])
