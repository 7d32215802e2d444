"""Gradient descent to play with, on a curve and on a surface, with momentum where it is wanted.

The computing (`descend`, `critical_rate`), the drawing (`DescentPicture` and its two kinds) and
what ties them to the controls (`Exploration`) are apart.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from nnlib.descent import Descent, gradient_descent
from nnlib.gradient_check import numerical_gradient
from nnlib.plots import BLACK, BLUE, PAIR, VERMILLION, new_figure
from nnlib.widgets.controls import choice, number, slider, toggle
from nnlib.widgets.live import Live, Player, live
from nnlib.widgets.picture import Picture, room_for, value_or_gap

Function = Callable[[np.ndarray], float]
Gradient = Callable[[np.ndarray], np.ndarray]
MOST_STEPS = 100
WHAT = (
    "Left: {}, and on it the steps of gradient descent, the last one larger. Right: the value"
    " against the step. Dashed with squares, where asked for: the same without momentum."
)


@dataclass(frozen=True)
class Landscape:
    """A function of a point, its gradient where there is a formula, and where to look at it.

    Shapes: points (n_dimensions,).
    """

    name: str
    function: Function
    gradient: Gradient | None
    start: tuple[float, ...]
    reach: float = 3.0  # shown from −reach to reach in each direction

    def slope(self, point: np.ndarray) -> np.ndarray:
        """Return the gradient: by the formula, or else by centred differences."""
        if self.gradient:
            return self.gradient(point)
        return numerical_gradient(self.function, point)


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


def explore_descent_1d(
    function: Callable[[float], float] | None = None,
    derivative: Callable[[float], float] | None = None,
    *,
    start: float | None = None,
    reach: float = 3.0,
    learning_rate: float = 0.1,
    momentum: float = 0.0,
    n_steps: int = 10,
) -> Live:
    """Return a widget: gradient descent on a curve, the ball that rolls down in steps.

    Args:
        function: a function of one number; None: two of the course to choose from.
        derivative: its derivative; None: centred differences take its place.
        start: where the descent starts.
        reach: a function of one's own is shown from −reach to reach.
        learning_rate: at first, from 0.001 to 10.
        momentum: at first, from 0 to 0.99.
        n_steps: at first, from 0 to 100.

    Taught in: lesson 01.
    """
    own = None
    if function:
        slope = (lambda p: np.array([derivative(float(p[0]))])) if derivative else None
        own = Landscape("", lambda p: function(float(p[0])), slope, (0.8 * reach,), reach)
    landscapes = [own] if own else CURVES
    first = moved(landscapes[0], None if start is None else (start,))
    exploration = Exploration([first, *landscapes[1:]], CurvePicture())
    return exploration.widget(learning_rate, momentum, n_steps)


def explore_descent_2d(
    function: Function | None = None,
    gradient: Gradient | None = None,
    *,
    surface: str = "bowl",
    start: tuple[float, float] | None = None,
    reach: float = 3.0,
    learning_rate: float = 0.1,
    momentum: float = 0.0,
    n_steps: int = 20,
) -> Live:
    """Return a widget: gradient descent on a surface, seen from above.

    Args:
        function: takes a point of shape (2,) and returns a number; None: four to choose from.
        gradient: takes the same point and returns its gradient; None: centred differences.
        surface: the one at first: bowl, ravine, saddle or two valleys.
        start: where the descent starts.
        reach: a function of one's own is shown from −reach to reach in both directions.
        learning_rate: at first, from 0.001 to 10.
        momentum: at first, from 0 to 0.99.
        n_steps: at first, from 0 to 100.

    Taught in: lesson 02.
    """
    if function:
        landscapes = [Landscape("", function, gradient, (0.8 * reach, 0.6 * reach), reach)]
    else:
        landscapes = sorted(SURFACES, key=lambda one: one.name != surface)
    if not function and landscapes[0].name != surface:
        names = ", ".join(one.name for one in SURFACES)
        raise ValueError(f"explore_descent_2d expected a surface of {names}; got {surface!r}.")
    first = moved(landscapes[0], start)
    exploration = Exploration([first, *landscapes[1:]], SurfacePicture())
    return exploration.widget(learning_rate, momentum, n_steps)


def moved(landscape: Landscape, start: tuple[float, ...] | None) -> Landscape:
    """Return the landscape with this start, where one is given.

    Raises:
        ValueError: for a start that has not one number for each direction.
    """
    if start is None:
        return landscape
    numbers = np.asarray(start)
    if numbers.shape != np.shape(landscape.start) or numbers.dtype.kind not in "iuf":
        raise ValueError(
            f"start is expected to have {len(landscape.start)} numbers; got {start!r}."
            f" Pass for instance {landscape.start}."
        )
    return replace(landscape, start=tuple(map(float, start)))


class Exploration:
    """The landscapes of a widget, its picture, and what happens when a control moves."""

    def __init__(self, landscapes: list[Landscape], drawing: "DescentPicture"):
        self.landscapes = {landscape.name: landscape for landscape in landscapes}
        self.first = self.latest = landscapes[0]
        self.drawing = drawing

    def widget(self, learning_rate: float, momentum: float, n_steps: int) -> Live:
        """Return the widget, its controls standing where the arguments say."""
        names = list(self.landscapes)
        controls = {"landscape": choice(names, label="function")} if len(names) > 1 else {}
        controls |= {
            "learning_rate": slider(0.001, 10, learning_rate, log=True, label="learning rate"),
            "momentum": slider(0, 0.99, momentum, step=0.01, label="momentum"),
            "n_steps": slider(0, MOST_STEPS, n_steps, step=1, label="steps"),
        }
        for letter, value in zip("xy", self.first.start, strict=False):
            controls[f"start_{letter}"] = number(float(value), -100, 100, f"start {letter}")
        controls["compare"] = toggle(label="compare with no momentum")
        controls["limit"] = toggle(label="show the limit of the learning rate")
        player = Player(self.one_more_step, wait=0.1)
        self.live = live(self.draw, self.drawing.picture, player=player, **controls)
        return self.live

    def draw(
        self,
        learning_rate: float,
        momentum: float,
        n_steps: int,
        compare: bool,
        limit: bool,
        landscape: str = "",
        **start: float,
    ) -> str:
        """Draw the descent from this start, and return it in words."""
        chosen = self.landscapes.get(landscape, self.first)
        point = tuple(start.values()) if chosen is self.latest else self.go_to_start(chosen)
        path = descend(chosen, point, learning_rate, momentum, n_steps)
        plain = descend(chosen, point, learning_rate, 0.0, n_steps) if compare else None
        words = [in_words(path)]
        if plain:
            words.append(f"Without momentum: {in_words(plain)}")
        if limit:
            lowest = path.path[np.argmin(np.nan_to_num(path.values, nan=np.inf))]
            critical = critical_rate(chosen, lowest, momentum)
            words.append(limit_in_words(critical, path, learning_rate, momentum))
        self.drawing.show_landscape(chosen, path.values[0])
        self.drawing.show_paths(path, plain)
        self.drawing.mark_limit(critical if limit else None, learning_rate)
        return " ".join(words)

    def go_to_start(self, landscape: Landscape) -> tuple[float, ...]:
        """Put the start of another landscape into its fields, and return it."""
        self.latest = landscape
        for letter, value in zip("xy", landscape.start, strict=False):
            self.live.controls[f"start_{letter}"].value = value
        return landscape.start

    def finished(self) -> bool:
        """Return whether there is no further step: it ended before, or all steps are taken."""
        values = self.live.values
        chosen = self.landscapes.get(values.get("landscape"), self.first)
        start = tuple(value for name, value in values.items() if name.startswith("start"))
        path = descend(
            chosen, start, values["learning_rate"], values["momentum"], values["n_steps"]
        )
        return path.outcome != "out of steps" or values["n_steps"] == MOST_STEPS

    def one_more_step(self) -> bool:
        """Move the slider of the steps by one, from the end to 0; return whether it may go on."""
        steps = self.live.controls["n_steps"]
        steps.value = 0 if self.finished() else steps.value + 1
        return not self.finished()


def descend(
    landscape: Landscape,
    start: tuple[float, ...],
    learning_rate: float,
    momentum: float,
    n_steps: int,
) -> Descent:
    """Return the path of gradient descent; with momentum, each step keeps some of the last one.

    velocity = momentum · velocity + gradient,  point −= learning_rate · velocity
    """
    velocity = np.zeros(len(start))

    def direction(point: np.ndarray) -> np.ndarray:
        nonlocal velocity
        velocity = momentum * velocity + np.asarray(landscape.slope(point), dtype=float)
        return velocity

    return gradient_descent(landscape.function, direction, start, learning_rate, n_steps)


def curvature(landscape: Landscape, point: np.ndarray, step: float = 1e-4) -> float:
    """Return the second derivative at the point, in the direction in which it is largest."""
    nudges = step * np.eye(len(point))
    second = [
        (landscape.slope(point + nudge) - landscape.slope(point - nudge)) / (2 * step)
        for nudge in nudges
    ]
    return float(np.linalg.eigvalsh((np.array(second) + np.transpose(second)) / 2).max())


def critical_rate(landscape: Landscape, point: np.ndarray, momentum: float) -> float:
    """Return the learning rate from which on descent runs away on a bowl curved like this point.

    It is 2 (1 + momentum) / curvature; infinity where the ground does not curve upwards.

    Source: Polyak 1964.
    """
    largest = curvature(landscape, point)
    return 2 * (1 + momentum) / largest if largest > 0 else np.inf


def limit_in_words(limit: float, path: Descent, learning_rate: float, momentum: float) -> str:
    """Return the limit, and on which side of it the learning rate is."""
    if not np.isfinite(limit):
        return "At the lowest point reached the ground does not curve upwards: there is no limit."
    formula = "2 (1 + momentum) / curvature" if momentum else "2 / curvature"
    side = "below it" if learning_rate < limit else "not below it"
    if learning_rate < limit and path.outcome == "diverged":
        side += ", but the path leads over ground that is curved more"
    return (
        f"At the lowest point reached the limit {formula} is {limit:.3g}: the learning rate"
        f" {learning_rate:.3g} is {side}."
    )


def in_words(path: Descent) -> str:
    """Return where a descent is, and why it ended."""
    place = ", ".join(f"{coordinate:.4g}" for coordinate in path.end)
    words = f"Step {path.n_steps}: the value is {path.values[-1]:.4g} at ({place})."
    if path.outcome == "out of steps":
        return words
    return f"{words} It has {path.outcome}: {path.reason.partition(': ')[2]}"


class DescentPicture:
    """The figure of a descent: the landscape on the left, the values on the right."""

    landscape_in_words = ""

    def __init__(self):
        figure, (self.left, self.right) = new_figure(1, 2, PAIR, width_ratios=(1, 1.2))
        self.left.set(xlabel="x")
        self.right.set(xlabel="step", ylabel="value", xlim=(-2, MOST_STEPS + 2))
        self.plain = lines(self.left, self.right, "s--", color=BLACK, ms=3, label="no momentum")
        self.path = lines(self.left, self.right, "o-", color=VERMILLION, ms=5, label="momentum")
        self.ends = [axes.plot([], [], "o", color=VERMILLION, ms=11)[0] for axes in self.axes]
        for end in self.ends:
            end.set_markeredgecolor("white")
        self.legend = self.right.legend(loc="upper right", frameon=False)
        self.mark = self.right.set_title(" ", fontsize=10)
        self.shown, self.start_value, self.lowest = None, None, 0.0
        moving = [*self.plain, *self.path, *self.ends, self.legend, self.mark]
        self.picture = Picture(figure, moving, WHAT.format(self.landscape_in_words))

    @property
    def axes(self) -> tuple[Axes, Axes]:
        """The two parts of the figure."""
        return self.left, self.right

    def show_landscape(self, landscape: Landscape, start_value: float) -> None:
        """Draw the landscape and give the values room, where it or the start is another one."""
        if self.shown is not landscape:
            self.left.set(xlim=(-landscape.reach, landscape.reach))
            values = self.draw_landscape(landscape)
            self.lowest = min(values[np.isfinite(values)], default=0.0)
            self.picture.stale(margins=True)
        if self.shown is not landscape or self.start_value != start_value:
            self.right.set_ylim(*room_for(np.array([self.lowest, start_value])))
            self.picture.stale()
        self.shown, self.start_value = landscape, start_value

    def show_paths(self, path: Descent, plain: Descent | None) -> None:
        """Draw the descent, and the one without momentum where there is one."""
        for n, line in enumerate((*self.path, *self.ends)):
            points = self.points(path) if n % 2 == 0 else (range(len(path.values)), path.values)
            line.set_data(*[numbers[-1:] if n > 1 else numbers for numbers in points])
        self.legend.set_visible(plain is not None)
        for line in self.plain:
            line.set_visible(plain is not None)
        if plain:
            self.plain[0].set_data(*self.points(plain))
            self.plain[1].set_data(range(len(plain.values)), plain.values)

    def mark_limit(self, limit: float | None, learning_rate: float) -> None:
        """Write the learning rate beside its limit; nothing where None is passed."""
        relation = "<" if limit and learning_rate < limit else "≥"
        words = f"learning rate {learning_rate:.3g} {relation} limit {limit:.3g}" if limit else " "
        self.mark.set_text(words)


class CurvePicture(DescentPicture):
    """A descent on a curve: value against x."""

    landscape_in_words = "a curve"

    def __init__(self):
        super().__init__()
        self.left.set_ylabel("value")
        (self.curve,) = self.left.plot([], [], color=BLUE, zorder=1)

    def draw_landscape(self, landscape: Landscape) -> np.ndarray:
        """Draw the curve; return its values."""
        x = np.linspace(-landscape.reach, landscape.reach, 241)
        values = np.array([value_or_gap(landscape.function, np.array([at])) for at in x])
        self.curve.set_data(x, values)
        self.left.set_ylim(*room_for(values))
        return values

    def points(self, path: Descent) -> tuple[np.ndarray, np.ndarray]:
        """Return where the steps are drawn: on the curve."""
        return path.path[:, 0], path.values


class SurfacePicture(DescentPicture):
    """A descent on a surface, seen from above."""

    landscape_in_words = "a surface seen from above, dark where it is low"

    def __init__(self):
        super().__init__()
        self.left.set(ylabel="y", aspect="equal")
        self.surface = []

    def draw_landscape(self, landscape: Landscape) -> np.ndarray:
        """Draw the surface in steps of equal area; return its values."""
        for drawn in self.surface:
            drawn.remove()
        side = np.linspace(-landscape.reach, landscape.reach, 61)
        values = np.array(
            [[value_or_gap(landscape.function, np.array([x, y])) for x in side] for y in side]
        )
        values[~np.isfinite(values)] = np.nan
        levels = levels_of_equal_area(values)
        self.left.set_ylim(-landscape.reach, landscape.reach)
        fill = self.left.contourf(side, side, values, levels, cmap="cividis", alpha=0.7)
        edge = self.left.contour(
            side, side, values, levels, colors="white", linewidths=0.6, linestyles="solid"
        )
        self.surface = [fill, edge]
        return values

    def points(self, path: Descent) -> tuple[np.ndarray, np.ndarray]:
        """Return where the steps are drawn: at their x and y."""
        return path.path[:, 0], path.path[:, 1]


def levels_of_equal_area(values: np.ndarray) -> np.ndarray:
    """Return heights between which equal parts of the surface lie, at least two of them."""
    finite = values[np.isfinite(values)]
    levels = np.unique(np.quantile(finite, np.linspace(0, 1, 21))) if finite.size else np.zeros(1)
    return levels if len(levels) > 1 else np.array([levels[0] - 1, levels[0] + 1])


def lines(left: Axes, right: Axes, mark: str, **style) -> list:
    """Return an empty line in each of the two parts, for the steps of a descent."""
    return [axes.plot([], [], mark, lw=1.3, **style)[0] for axes in (left, right)]
