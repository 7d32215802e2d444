"""Gradient descent on a plain function: the path it takes, and why it came to an end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnlib.checks import check_count, check_number, checked_value


@dataclass(frozen=True, eq=False)
class Descent:
    """Where a descent went.

    Shapes: path (n_steps + 1, n_dimensions), its first row the start; values (n_steps + 1,).

    Attributes:
        path: the points, one a row.
        values: the function at each point.
        outcome: "converged", "diverged" or "out of steps".
        reason: the same in a sentence, with the step and the limit that was passed.
    """

    path: np.ndarray
    values: np.ndarray
    outcome: str
    reason: str

    @property
    def n_steps(self) -> int:
        """How many steps were taken."""
        return len(self.path) - 1

    @property
    def end(self) -> np.ndarray:
        """The last point."""
        return self.path[-1]


def gradient_descent(
    function: Callable[[np.ndarray], float],
    gradient: Callable[[np.ndarray], np.ndarray],
    start: float | np.ndarray,
    learning_rate: float,
    n_steps: int = 100,
    *,
    momentum: float = 0.0,
    tolerance: float = 1e-8,
    limit: float = 1e6,
) -> Descent:
    """Return the path of point −= learning_rate · velocity from `start`.

    velocity = momentum · velocity + gradient(point): without momentum it is the gradient.

    Args:
        function: takes a point of shape (n_dimensions,) and returns a number.
        gradient: takes the same point and returns as many numbers.
        start: the first point; a number counts as a point of one dimension.
        learning_rate: step = learning_rate · velocity.
        n_steps: the most steps to take.
        momentum: how much of the last velocity is kept, 0 or more and below 1.
        tolerance: a gradient shorter than this counts as flat ground: converged, where the
            velocity is as short.
        limit: a point further than this from zero counts as lost: diverged.

    Raises:
        ValueError: for a learning rate that is not above 0, a number of steps below 0, a momentum
            or a tolerance outside its range, a start that is not one point, a function that does
            not return one real number, or a gradient of another shape than the point's.

    Taught in: lesson 01.
    """
    point = np.atleast_1d(np.asarray(start, dtype=float))
    check_count("n_steps", n_steps, least=0)
    check_number("learning_rate", learning_rate, "above 0", 0.1)
    check_number("momentum", momentum, "0 or more and below 1", 0.9)
    check_number("tolerance", tolerance, "0 or more", 1e-8)
    check_start(point, limit)
    outcome, reason = "out of steps", f"All {n_steps} steps were used."
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        path, values = [point], [checked_value(function(point.copy()))]
        if not np.isfinite(values[0]):
            reason = f"At the start the function is {values[0]:.3g}: choose another start."
            return Descent(np.array(path), np.array(values), "diverged", reason)
        velocity = np.zeros_like(point)
        for step in range(n_steps):
            slope = checked_slope(gradient(point.copy()), point)
            if not np.isfinite(slope).all():
                trouble = (
                    f"the gradient has no finite value there, and the function has {values[-1]:.3g}"
                )
                outcome, reason = "diverged", f"Step {step}: {trouble}. Look at gradient(point)."
                break
            velocity = momentum * velocity + slope
            if max(np.linalg.norm(slope), np.linalg.norm(velocity)) < tolerance:
                outcome, reason = "converged", f"Step {step}: the gradient is below {tolerance:g}."
                break
            point = point - learning_rate * velocity
            path.append(point)
            values.append(checked_value(function(point.copy())))
            trouble = what_is_lost(point, values[-1], limit)
            if trouble:
                outcome = "diverged"
                reason = divergence(step + 1, trouble, learning_rate, path, values)
                break
    return Descent(np.array(path), np.array(values), outcome, reason)


def check_start(point: np.ndarray, limit: float) -> None:
    """Say what is wrong with a start."""
    if np.linalg.norm(point) > limit:
        raise ValueError(
            f"start is expected to be no further than the limit, {limit:g}, from zero; got"
            f" {point!r}. Start nearer, or pass a larger limit."
        )
    if point.ndim != 1 or not point.size or not np.isfinite(point).all():
        raise ValueError(
            f"start is one finite point of shape (n_dimensions,); got {point!r}."
            " Pass for instance (3.0, -3.0)."
        )


def checked_slope(slope, point: np.ndarray) -> np.ndarray:
    """Return the gradient as an array of the point's shape, or say what it is instead."""
    numbers = np.atleast_1d(slope)
    if numbers.dtype.kind not in "fiub":
        raise ValueError(
            f"gradient(point) is expected to return real numbers; got {slope!r}."
            " Return one partial derivative for each coordinate."
        )
    slope = numbers.astype(float)
    if slope.shape != point.shape:
        raise ValueError(
            f"gradient(point) is expected to have the shape of the point, {point.shape}; got"
            f" {slope.shape}. Return one partial derivative for each coordinate."
        )
    return slope


def what_is_lost(point: np.ndarray, value: float, limit: float) -> str:
    """Return which quantity has passed which limit, "" for none."""
    if np.isnan(point).any():
        return "the point is nan"
    if np.linalg.norm(point) > limit:
        return f"the point is further than {limit:g} from zero"
    return "" if np.isfinite(value) else "the function has no finite value there"


def divergence(step: int, trouble: str, learning_rate: float, path, values) -> str:
    """Return the sentence for a descent that ran away: what it did, and what may help."""
    if values[-1] < values[0]:
        return f"Step {step}: {trouble}. The function falls without end this way: start elsewhere."
    words = (
        f"Step {step}: {trouble}. The learning rate {learning_rate:g} is too large here: try a"
        " tenth of it."
    )
    hops = np.diff(path[-3:], axis=0)
    if len(hops) == 2 and hops[0] @ hops[1] < 0:  # back and forth, over the lowest place
        return words
    return (
        f"{words} If that does not help, gradient(point) is wrong, perhaps in its sign: compare it"
        " with numerical_gradient(function, point)."
    )
