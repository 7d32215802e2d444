"""A point on a curve: nudge it, divide, and see the secant become the tangent.

The computing (`nudge`), the drawing (`SlopePicture`) and what ties them to the controls
(`explore_slope`) are apart.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnlib.checks import checked_value
from nnlib.gradient_check import numerical_gradient
from nnlib.plots import BLACK, BLUE, PAIR, VERMILLION, new_figure
from nnlib.widgets.controls import choice, slider
from nnlib.widgets.live import Live, live
from nnlib.widgets.picture import Picture, room_for, value_or_gap

SMALLEST, LARGEST = 1e-15, 1.0  # nudges
WHAT = (
    "Left: a curve, a point on it and the nudged point, the dashed secant through both and the"
    " tangent. Right: the error of the ratio against the nudge, both axes in powers of ten."
)


@dataclass(frozen=True)
class Curve:
    """A function of one number, and its derivative where there is a formula for it.

    Args:
        width: of the interval in which it is looked at.
    """

    name: str
    function: Callable[[float], float]
    derivative: Callable[[float], float] | None = None
    width: float = np.inf

    def value(self, x: float) -> float:
        """Return the value at x; ValueError where it is not one real number."""
        return checked_value(self.function(x))

    def slope(self, x: float) -> float:
        """Return the derivative at x: by the formula, or else by centred differences; or nan."""
        if self.derivative is not None:
            return checked_value(self.derivative(x))
        step = 1e-5 * min(max(1, abs(x)), self.width)
        return float(
            numerical_gradient(lambda at: value_or_gap(self.function, float(at)), np.array(x), step)
        )


CURVES = [
    Curve("e² sin x", lambda x: np.e**2 * np.sin(x), lambda x: np.e**2 * np.cos(x)),
    Curve("x²", lambda x: x**2, lambda x: 2 * x),
    Curve("x⁴ − 3x² + x", lambda x: x**4 - 3 * x**2 + x, lambda x: 4 * x**3 - 6 * x + 1),
]


@dataclass(frozen=True)
class Nudge:
    """What a nudge h does to a function at x."""

    x: float
    h: float
    value: float
    change: float
    slope: float

    @property
    def ratio(self) -> float:
        """(f(x + h) − f(x)) / h, which is called the derivative where h is small."""
        return self.change / self.h

    @property
    def error(self) -> float:
        """How far the ratio is from the derivative."""
        return abs(self.ratio - self.slope)

    @property
    def rounding(self) -> float:
        """How far the ratio may be off because numbers have sixteen digits and no more."""
        lost = np.finfo(float).eps * (abs(self.value) + abs(self.x * self.slope))
        return lost / self.h


def explore_slope(
    function: Callable[[float], float] | None = None,
    derivative: Callable[[float], float] | None = None,
    *,
    interval: tuple[float, float] = (-3.0, 3.0),
    x: float | None = None,
    h: float = 1.0,
) -> Live:
    """Return a widget: a point on a curve, a nudge, and the ratio that becomes the derivative.

    Args:
        function: a function of one number; None: three of the course to choose from.
        derivative: its derivative; None: centred differences take its place.
        interval: where the curve is drawn, and the point may be.
        x: the point at first; None: 0, or the end of the interval that is nearest to it.
        h: the nudge at first, from 1e-15 to 1.

    Raises:
        ValueError: for a derivative without its function.

    Taught in: lesson 01.
    """
    if derivative is not None and function is None:
        raise ValueError(
            "explore_slope expected a function with its derivative; got a derivative alone. Pass"
            " both, or the function alone."
        )
    is_own, width = function is not None, interval[1] - interval[0]
    curves = [Curve("your function", function, derivative, width)] if is_own else CURVES
    named = {curve.name: curve for curve in curves}
    controls = {} if is_own else {"curve": choice(list(named), label="function")}
    at_first = min(max(0.0, interval[0]), interval[1]) if x is None else x
    controls["x"] = slider(*interval, at_first, label="x")
    controls["h"] = slider(SMALLEST, LARGEST, h, log=True, label="nudge h")
    drawing = SlopePicture(interval)

    def draw(x: float, h: float, curve: str = curves[0].name) -> str:
        drawing.show_curve(named[curve])
        return drawing.show_nudge(named[curve], nudge(named[curve], x, h))

    return live(draw, drawing.picture, **controls)


def nudge(curve: Curve, x: float, h: float) -> Nudge:
    """Return what the nudge h does at x."""
    value = curve.value(x)
    change = curve.value(x + h) - value
    return Nudge(x, h, value, change, curve.slope(x))


def in_words(curve: Curve, at: Nudge) -> str:
    """Return what happens, with the numbers in it."""
    if np.isfinite([at.value, at.change]).all() and not np.isfinite(at.slope):
        return (
            f"At x = {at.x:.4g} the nudge h = {at.h:.3g} changes f by {at.change:.4g}, but there is"
            f" no derivative to compare with: it is {at.slope:.4g}. Choose another x."
        )
    if not np.isfinite([at.value, at.change]).all():
        return (
            f"Near x = {at.x:.4g} the function is not finite: f(x) = {at.value:.4g}, and the nudge"
            f" changes it by {at.change:.4g}. Choose another x."
        )
    origin = "The derivative is" if curve.derivative else "Centred differences give"
    text = (
        f"At x = {at.x:.4g} the nudge h = {at.h:.3g} changes f by {at.change:.4g}, so the ratio is"
        f" {at.change:.4g} / {at.h:.3g} = {at.ratio:.6g}. {origin} {at.slope:.6g}: the ratio is off"
        f" by {at.error:.2g}."
    )
    if at.x + at.h == at.x:
        return f"{text} The nudge is lost: in the computer's numbers x + h is x itself."
    if at.rounding > at.error / 2 > 0:
        return f"{text} That is rounding: a smaller nudge makes it worse."
    return text


class SlopePicture:
    """The figure of `explore_slope`, and the parts of it that move."""

    def __init__(self, interval: tuple[float, float]):
        figure, (self.left, self.right) = new_figure(1, 2, PAIR, width_ratios=(1.3, 1))
        self.x = np.linspace(*interval, 241)
        self.nudges = 10.0 ** np.arange(-15, 0.01, 0.25)
        (self.line,) = self.left.plot([], [], color=BLUE, label="f")
        (self.secant,) = self.left.plot([], [], "--", color=VERMILLION, label="secant: the ratio")
        (self.tangent,) = self.left.plot([], [], color=BLACK, lw=1.5, label="tangent")
        (self.points,) = self.left.plot([], [], "o", color=BLACK, ms=7)
        (self.errors,) = self.right.loglog([], [], ".-", color=VERMILLION, lw=1, ms=4)
        (self.here,) = self.right.plot([], [], "o", color=BLACK, ms=8)
        self.left.set(xlabel="x", ylabel="f(x)", xlim=interval, ylim=(-9, 9))
        self.left.ticklabel_format(axis="x", scilimits=(-2, 4))  # else long numbers meet
        self.right.set(xlabel="nudge h", ylabel="error of the ratio")
        self.right.set_xlim(3e-16, 3)
        self.left.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False)
        moving = [self.secant, self.tangent, self.points, self.errors, self.here]
        self.curve = None
        self.picture = Picture(figure, moving, WHAT)

    def show_curve(self, curve: Curve) -> None:
        """Draw another curve, where it is another one; nothing is drawn where it has no value."""
        if curve is self.curve:
            return
        values = np.array([value_or_gap(curve.function, float(x)) for x in self.x])
        self.line.set_data(self.x, values)
        self.left.set_ylim(*room_for(values))
        low, high = self.left.get_ylim()
        steepness = (high - low) / (self.x[-1] - self.x[0])
        top = max(1e2, 10 ** np.ceil(np.log10(steepness)))
        self.right.set_ylim(1e-15 * top, top)
        self.curve = curve
        self.picture.stale(margins=True)

    def show_nudge(self, curve: Curve, at: Nudge) -> str:
        """Draw the two points, the secant, the tangent and the errors; return them in words."""
        around = at.x + (self.x[-1] - self.x[0]) * np.array([-1, 1])  # from edge to edge
        self.points.set_data([at.x, at.x + at.h], [at.value, at.value + at.change])
        self.secant.set_data(around, at.value + at.ratio * (around - at.x))
        self.tangent.set_data(around, at.value + at.slope * (around - at.x))
        errors = [
            abs((value_or_gap(curve.function, float(at.x + h)) - at.value) / h - at.slope)
            for h in self.nudges
        ]
        ends = self.right.get_ylim()  # what is beyond them, such as an error of 0, is drawn there
        self.errors.set_data(self.nudges, np.clip(errors, *ends))
        self.here.set_data([at.h], [np.clip(at.error, *ends)])
        return in_words(curve, at)
