"""Landscapes to descend: curves and surfaces, their gradients, and how they look from above."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from nnlib.checks import check_number, checked_value
from nnlib.descent import checked_slope
from nnlib.gradient_check import numerical_gradient
from nnlib.widgets.picture import value_or_gap

Function = Callable[[np.ndarray], float]
Gradient = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Landscape:
    """A function of a point, its gradient where there is a formula, and where to look at it.

    Shapes: points (n_dimensions,). Function and gradient get copies, which they may change.
    """

    name: str
    function: Function
    gradient: Gradient | None
    start: tuple[float, ...]
    reach: float = 3.0  # shown from −reach to reach in each direction

    def value(self, point: np.ndarray) -> float:
        """Return the function's value; ValueError where it is not one real number."""
        return checked_value(self.function(point.copy()))

    def slope(self, point: np.ndarray) -> np.ndarray:
        """Return the gradient: by the formula, or else by centred differences.

        Raises:
            ValueError: for a formula that does not return the point's shape.
        """
        if self.gradient is None:
            return numerical_gradient(self.value, point)
        return checked_slope(self.gradient(point.copy()), point)

    @property
    def farthest_start(self) -> float:
        """How far from zero a start may be, in each direction."""
        return max(100.0, self.reach)


def quartic(x: float) -> float:
    """Return x⁴ − 3x² + x: two valleys, the left one deeper."""
    return x**4 - 3 * x**2 + x


CURVES = [
    Landscape("x²", lambda p: p[0] ** 2, lambda p: 2 * p, (2.5,)),
    Landscape("x⁴ − 3x² + x", lambda p: quartic(p[0]), lambda p: 4 * p**3 - 6 * p + 1, (2.0,), 2.2),
]
SURFACES = [
    Landscape("bowl", lambda p: p @ p, lambda p: 2 * p, (2.5, 2.0)),
    Landscape(
        "ravine",
        lambda p: 0.5 * (p[0] ** 2 + 20 * p[1] ** 2),
        lambda p: p * (1, 20),
        (-2.5, 1.0),
    ),
    Landscape(
        "saddle",
        lambda p: p[0] ** 2 - p[1] ** 2 + p[1] ** 4 / 4,
        lambda p: np.array([2 * p[0], p[1] ** 3 - 2 * p[1]]),
        (2.5, 0.01),
    ),
    Landscape(
        "two valleys",
        lambda p: quartic(p[0]) + 2 * p[1] ** 2,
        lambda p: np.array([4 * p[0] ** 3 - 6 * p[0] + 1, 4 * p[1]]),
        (2.0, 1.5),
        2.2,
    ),
]


def surfaces_from(
    name: str,
    function: Function | None,
    gradient: Gradient | None,
    start: tuple[float, float] | None,
    reach: float,
) -> list[Landscape]:
    """Return the surfaces to choose from: a function of one's own, or the course's, `name` first.

    Raises:
        ValueError: for a surface that is not known, a start that is not a pair of numbers, a reach
            that is not above 0, or a gradient without its function.
    """
    check_number("reach", reach, "above 0", 3.0)
    if function is None and gradient is not None:
        raise ValueError(
            "A gradient is expected together with its function; got no function."
            " Pass both: function=..., gradient=..."
        )
    if function is not None:
        surfaces = [Landscape("", function, gradient, (0.8 * reach, 0.6 * reach), reach)]
    else:
        surfaces = sorted(SURFACES, key=lambda one: one.name != name)
    if function is None and surfaces[0].name != name:
        names = ", ".join(one.name for one in SURFACES)
        raise ValueError(
            f"surface is expected to be one of {names}; got {name!r}. A function of your own is"
            " passed as function=..."
        )
    return [moved(surfaces[0], start), *surfaces[1:]]


def moved(landscape: Landscape, start: tuple[float, ...] | None) -> Landscape:
    """Return the landscape with this start, where one is given.

    Raises:
        ValueError: for a start that has not one number for each direction.
    """
    if start is None:
        return landscape
    numbers, example = np.asarray(start), landscape.start
    if len(example) == 1 and numbers.size == 1:
        numbers = numbers.reshape(1)
    if numbers.shape != np.shape(landscape.start) or numbers.dtype.kind not in "iuf":
        raise ValueError(
            f"start is expected to have {len(example)} number{'s' if len(example) > 1 else ''};"
            f" got {start!r}. Pass for instance {example if len(example) > 1 else example[0]}."
        )
    return replace(landscape, start=tuple(map(float, numbers)))


def heights(landscape: Landscape, n: int = 61) -> tuple[np.ndarray, np.ndarray]:
    """Return the places along a side of a surface, and its values there; nan for none.

    Shapes: (n,) and (n, n), y before x.
    """
    side = np.linspace(-landscape.reach, landscape.reach, n)
    values = np.array(
        [[value_or_gap(landscape.function, np.array([x, y])) for x in side] for y in side]
    )
    values[~np.isfinite(values)] = np.nan
    return side, values


def draw_surface(axes: Axes, side: np.ndarray, values: np.ndarray, strength: float = 0.7) -> list:
    """Draw a surface from above in steps of equal area; return what was drawn."""
    levels = levels_of_equal_area(values)
    axes.set(xlim=side[[0, -1]], ylim=side[[0, -1]])
    fill = axes.contourf(side, side, values, levels, cmap="cividis", alpha=strength)
    style = {"colors": "white", "linewidths": 0.6, "linestyles": "solid"}
    return [fill, axes.contour(side, side, values, levels, **style)]


def levels_of_equal_area(values: np.ndarray) -> np.ndarray:
    """Return heights between which equal parts of the surface lie, at least two of them."""
    finite = values[np.isfinite(values)]
    levels = np.unique(np.quantile(finite, np.linspace(0, 1, 21))) if finite.size else np.zeros(1)
    return levels if len(levels) > 1 else np.array([levels[0] - 1, levels[0] + 1])
