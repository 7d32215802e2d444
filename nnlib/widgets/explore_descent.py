"""Gradient descent to play with, on a curve and on a surface, with momentum where it is wanted.

The computing (`descend`, `critical_rate`) and what ties it to the controls (`Exploration`) are
here; the landscapes and the drawing are in `nnlib.widgets.descent`.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import numpy as np

from nnlib.checks import check_number
from nnlib.descent import Descent, gradient_descent
from nnlib.widgets.click_map import ClickMap
from nnlib.widgets.controls import choice, number, slider, toggle
from nnlib.widgets.descent.landscapes import (
    CURVES,
    Function,
    Gradient,
    Landscape,
    moved,
    surfaces_from,
)
from nnlib.widgets.descent.picture import (
    MOST_STEPS,
    CurvePicture,
    DescentPicture,
    SurfacePicture,
)
from nnlib.widgets.live import Live, learners_line, live, named
from nnlib.widgets.player import Player

CAN_BE_HIDDEN = ("momentum", "limit")
FLAT = 1e-5  # curvature below this, for a slope of 1 or less, may be rounding


def explore_descent_1d(
    function: Callable[[float], float] | None = None,
    derivative: Callable[[float], float] | None = None,
    *,
    start: float | None = None,
    reach: float = 3.0,
    learning_rate: float = 0.1,
    momentum: float = 0.0,
    n_steps: int = 10,
    hide: Iterable[str] = (),
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
        hide: what has no control, because the lesson comes before it: "momentum" (the slider and
            the comparison with none), "limit" (the box that shows the largest learning rate).

    Raises:
        ValueError: for a derivative without its function, a reach that is not above 0, or a name
            in `hide` that is unknown.

    Taught in: lesson 01.
    """
    check_number("reach", reach, "above 0", 3.0)
    if derivative is not None and function is None:
        raise ValueError(
            "explore_descent_1d expected the function that this is the derivative of; got none."
            " Pass both: explore_descent_1d(function, derivative)."
        )
    own = None
    if function is not None:
        slope = None if derivative is None else lambda p: derivative(float(p[0]))
        own = Landscape("", lambda p: function(float(p[0])), slope, (0.8 * reach,), reach)
    landscapes = [own] if own else CURVES
    first = moved(landscapes[0], start)
    exploration = Exploration([first, *landscapes[1:]], CurvePicture, hide)
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
    hide: Iterable[str] = (),
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
        hide: what has no control, because the lesson comes before it: "momentum" (the slider and
            the comparison with none), "limit" (the box that shows the largest learning rate).

    Raises:
        ValueError: for a gradient without its function, a reach that is not above 0, or a surface
            or a name in `hide` that is unknown.

    Taught in: lesson 02.
    """
    landscapes = surfaces_from(surface, function, gradient, start, reach)
    exploration = Exploration(landscapes, SurfacePicture, hide)
    return exploration.widget(learning_rate, momentum, n_steps)


def names_to_hide(hide: Iterable[str]) -> set[str]:
    """Return the names of the controls to leave out, or say which there are."""
    names = {hide} if isinstance(hide, str) else set(hide)
    if not names <= set(CAN_BE_HIDDEN):
        raise ValueError(
            f"hide is expected to be a list of {' and '.join(map(repr, CAN_BE_HIDDEN))}, or of one"
            f" of them; got {hide!r}. Pass for instance hide=['momentum']."
        )
    return names | {"compare"} if "momentum" in names else names


class Exploration:
    """The landscapes of a widget, its picture, and what happens when a control moves."""

    def __init__(
        self, landscapes: list[Landscape], kind: type[DescentPicture], hide: Iterable[str]
    ):
        self.landscapes = {landscape.name: landscape for landscape in landscapes}
        self.first = self.latest = landscapes[0]
        self.hidden = names_to_hide(hide)
        self.drawing = kind(compares="momentum" not in self.hidden)

    def widget(self, learning_rate: float, momentum: float, n_steps: int) -> Live:
        """Return the widget, its controls standing where the arguments say."""
        names, farthest = list(self.landscapes), self.first.farthest_start
        self.momentum = momentum
        controls = {"landscape": choice(names, label="function")} if len(names) > 1 else {}
        controls |= {
            "learning_rate": slider(0.001, 10, learning_rate, log=True, label="learning rate"),
            "momentum": slider(0, 0.99, momentum, step=0.01, label="momentum"),
            "n_steps": slider(0, MOST_STEPS, n_steps, step=1, label="steps"),
        }
        for letter, value in zip("xy", self.first.start, strict=False):
            controls[f"start_{letter}"] = number(value, -farthest, farthest, f"start {letter}")
        controls["compare"] = toggle(label="compare with no momentum")
        controls["limit"] = toggle(label="show the limit of the learning rate")
        for name in self.hidden:
            del controls[name]
        draw = partial(self.draw, momentum=momentum)  # where it has no slider, it stays
        player = Player(self.one_more_step, wait=0.1)
        self.live = live(draw, self.drawing.picture, player=player, **controls)
        ClickMap(self.live, self.drawing.left)
        return self.live

    def draw(
        self,
        learning_rate: float,
        n_steps: int,
        momentum: float,
        compare: bool = False,
        limit: bool = False,
        landscape: str = "",
        **start: float,
    ) -> str:
        """Draw the descent from this start, and return it in words."""
        chosen = self.landscapes.get(landscape, self.first)
        point = tuple(start.values()) if chosen is self.latest else self.go_to_start(chosen)
        path = descend(chosen, point, learning_rate, momentum, n_steps)
        plain = descend(chosen, point, learning_rate, 0.0, n_steps) if compare else None
        words = [in_words(path, chosen.reach)]
        if plain:
            words.append(f"Without momentum: {in_words(plain, chosen.reach)}")
        if limit:
            lowest = path.path[np.argmin(np.nan_to_num(path.values, nan=np.inf))]
            critical = critical_rate(chosen, lowest, momentum)
            words.append(limit_in_words(critical, path, learning_rate, momentum))
        self.drawing.show_landscape(chosen)
        self.drawing.show_paths(path, plain)
        self.drawing.mark_limit(critical if limit else None, learning_rate)
        return " ".join(words) if np.isfinite(path.values[0]) else path.reason

    def go_to_start(self, landscape: Landscape) -> tuple[float, ...]:
        """Put the start of another landscape into its fields, and return it."""
        self.latest = landscape
        for letter, value in zip("xy", landscape.start, strict=False):
            self.live.controls[f"start_{letter}"].value = value
        return landscape.start

    def finished(self) -> bool:
        """Return whether there is no further step: it ended before, or all steps are taken."""
        values = {"momentum": self.momentum, **self.live.values}
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

    An error of the function that ends the descent on its way is its reason.

    Raises:
        ArithmeticError, ValueError: those of the function at the start.
    """
    errors = []

    def height(point: np.ndarray) -> float:
        try:
            return landscape.value(point)
        except (ArithmeticError, ValueError) as error:  # such as too large a number
            errors.append(error)
            return np.nan

    path = gradient_descent(
        height, landscape.slope, start, learning_rate, n_steps, momentum=momentum
    )
    if not errors:
        return path
    if path.n_steps == 0:
        raise errors[0]
    who = learners_line(errors[0]) or "the function"
    advice = f"Mend it there, or try a tenth of the learning rate {learning_rate:g}."
    reason = f"Step {path.n_steps}: {who} ended with {named(errors[0])}. {advice}"
    return replace(path, reason=reason)


def curvature(landscape: Landscape, point: np.ndarray, step: float = 1e-4) -> float:
    """Return the second derivative at the point, in the direction in which it is largest.

    It is nan where the gradient has no finite value.
    """
    nudges = step * np.eye(len(point))
    second = [
        (landscape.slope(point + nudge) - landscape.slope(point - nudge)) / (2 * step)
        for nudge in nudges
    ]
    if not np.isfinite(second).all():
        return np.nan
    return float(np.linalg.eigvalsh((np.array(second) + np.transpose(second)) / 2).max())


def critical_rate(landscape: Landscape, point: np.ndarray, momentum: float) -> float:
    """Return the learning rate from which on descent runs away on a bowl curved like this point.

    It is 2 (1 + momentum) / curvature; infinity where the ground does not curve upwards, nan where
    the curvature is nan.

    Source: Polyak 1964.
    """
    largest = curvature(landscape, point)
    if largest <= FLAT * max(1.0, np.linalg.norm(landscape.slope(point))):
        return np.inf
    return 2 * (1 + momentum) / largest


def limit_in_words(limit: float, path: Descent, learning_rate: float, momentum: float) -> str:
    """Return the limit, and on which side of it the learning rate is."""
    if np.isnan(limit):
        return "At the lowest point reached the curvature is nan: the limit is not known."
    if np.isinf(limit):
        return "At the lowest point reached the ground does not curve upwards: there is no limit."
    formula = "2 (1 + momentum) / curvature" if momentum else "2 / curvature"
    side = "below it" if learning_rate < limit else "not below it"
    if learning_rate < limit and path.outcome == "diverged":
        side += ", but the path leads over ground that is curved more"
    return (
        f"At the lowest point reached the limit {formula} is {limit:.3g}: the learning rate"
        f" {learning_rate:.3g} is {side}."
    )


def in_words(path: Descent, reach: float) -> str:
    """Return where a descent is, whether the picture shows it, and why it ended."""
    place = ", ".join(f"{coordinate:.4g}" for coordinate in path.end)
    words = f"Step {path.n_steps}: the value is {path.values[-1]:.4g} at ({place})."
    if not np.abs(path.end).max() <= reach:
        words += " It is outside of the left picture."
    if path.outcome == "out of steps":
        return words
    return f"{words} It has {path.outcome}: {path.reason.partition(': ')[2]}"
