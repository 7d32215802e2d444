"""Gradient descent on a plain function: the path it takes, and why it came to an end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnlib.checks import check_count, check_number


@dataclass(frozen=True)
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
    tolerance: float = 1e-8,
    limit: float = 1e6,
) -> Descent:
    """Return the path of point −= learning_rate · gradient(point) from `start`.

    Args:
        function: takes a point of shape (n_dimensions,) and returns a number.
        gradient: takes the same point and returns as many numbers.
        start: the first point; a number counts as a point of one dimension.
        learning_rate: step = learning_rate · gradient.
        n_steps: the most steps to take.
        tolerance: a gradient shorter than this counts as flat ground: converged.
        limit: a point further than this from zero counts as lost: diverged.

    Raises:
        ValueError: for a learning rate that is not above 0, a number of steps below 0, a start
            that is not one point, or a gradient of another shape than the point's.

    Taught in: lesson 01.
    """
    point = np.atleast_1d(np.asarray(start, dtype=float))
    check_count("n_steps", n_steps, least=0)
    check_number("learning_rate", learning_rate, "above 0", 0.1)
    check_start(point)
    path, values = [point], [float(np.squeeze(function(point)))]
    outcome, reason = "out of steps", f"All {n_steps} steps were used."
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(n_steps):
            slope = checked_slope(gradient(point), point)
            if np.linalg.norm(slope) < tolerance:
                outcome, reason = "converged", f"Step {step}: the gradient is below {tolerance:g}."
                break
            point = point - learning_rate * slope
            path.append(point)
            values.append(float(np.squeeze(function(point))))
            if not (np.linalg.norm(point) <= limit and np.isfinite(values[-1])):
                outcome, reason = "diverged", divergence(step + 1, limit, learning_rate)
                break
    return Descent(np.array(path), np.array(values), outcome, reason)


def check_start(point: np.ndarray) -> None:
    """Say what is wrong with a start."""
    if point.ndim != 1 or not np.isfinite(point).all():
        raise ValueError(
            f"start is one finite point of shape (n_dimensions,); got {point!r}."
            " Pass for instance (3.0, -3.0)."
        )


def checked_slope(slope, point: np.ndarray) -> np.ndarray:
    """Return the gradient as an array of the point's shape, or say that it has another."""
    slope = np.atleast_1d(np.asarray(slope, dtype=float))
    if slope.shape != point.shape:
        raise ValueError(
            f"gradient(point) is expected to have the shape of the point, {point.shape}; got"
            f" {slope.shape}. Return one partial derivative for each coordinate."
        )
    return slope


def divergence(step: int, limit: float, learning_rate: float) -> str:
    """Return the sentence for a descent that ran away."""
    return (
        f"Step {step}: the point is further than {limit:g} from zero, or the function is no longer"
        f" finite. The learning rate {learning_rate:g} is too large here: try a tenth of it."
    )
