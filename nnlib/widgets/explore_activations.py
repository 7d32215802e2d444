"""Activations and their derivatives: where they are flat, and what that does to a gradient.

The computing (`Activation`, `flat_in_words`), the drawing (`ActivationPicture`) and what ties them
to the controls (`explore_activations`) are apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nnlib.checks import checked_value
from nnlib.gradient_check import numerical_gradient
from nnlib.layers import ReLU, Sigmoid, Tanh
from nnlib.plots import BLACK, BLUE, GREEN, VERMILLION, new_figure
from nnlib.widgets.controls import choice, slider
from nnlib.widgets.live import Live, live
from nnlib.widgets.picture import Picture, room_for, value_or_gap

REACH = 8.0  # z is shown from −8 to 8
FLAT = 0.01  # below this share of its largest value a derivative counts as almost nothing
LEAK = 0.1  # the slope of the leaky ReLU below 0
MOST_LAYERS = 30
LEAST_LEFT, MOST_LEFT = 1e-16, 1e6  # the ends of the axis of what is left of a gradient
TITLES = ("value (shaded: saturated)", "derivative", "gradient left after n layers")
WHAT = (
    "Three parts. The activation; its derivative, with the flat stretches, where the derivative is"
    " below 1 % of its largest, shaded; and what is left of a gradient after 1, 2, 3, ... layers"
    " of it, on an axis in powers of ten. A dot marks z, in the last part the number of layers."
)


@dataclass(frozen=True)
class Activation:
    """A function of one number, and its derivative where there is a formula for it."""

    name: str
    function: Callable[[float], float]
    derivative: Callable[[float], float] | None = None

    def slope(self, z: float) -> float:
        """Return the derivative at z: by the formula, or else by centred differences."""
        if self.derivative:
            return checked_value(self.derivative(z))
        return float(numerical_gradient(lambda at: self.function(float(at)), np.array(z), 1e-5))

    def flat(self, slopes: np.ndarray) -> np.ndarray:
        """Return where the derivative is below 1 % of the largest among them; gaps are not flat."""
        sizes, largest = np.abs(slopes), largest_size(slopes)
        return sizes < FLAT * largest if largest else sizes == 0


def largest_size(slopes: np.ndarray) -> float:
    """Return the largest finite one without its sign, 0 where there is none."""
    return float(np.abs(slopes)[np.isfinite(slopes)].max(initial=0))


def of_layer(layer) -> dict[str, Callable[[float], float]]:
    """Return the function and the derivative of an activation of `nnlib.layers`."""
    return {
        "function": lambda z: float(layer.function(np.asarray(z))),
        "derivative": lambda z: float(layer.derivative_from_output(layer.function(np.asarray(z)))),
    }


ACTIVATIONS = [
    Activation("sigmoid", **of_layer(Sigmoid())),
    Activation("tanh", **of_layer(Tanh())),
    Activation("ReLU", **of_layer(ReLU())),
    Activation("leaky ReLU", lambda z: max(z, LEAK * z), lambda z: 1.0 if z > 0 else LEAK),
]


def explore_activations(
    function: Callable[[float], float] | None = None,
    derivative: Callable[[float], float] | None = None,
    *,
    activation: str = "sigmoid",
    z: float = 2.0,
    n_layers: int = 5,
) -> Live:
    """Return a widget: an activation, its derivative, and what is left of a gradient behind it.

    On its way back through a layer the gradient is multiplied by the activation's derivative (and
    by the weights, which are left out here). n layers multiply it n times.

    Args:
        function: a function of one number of the learner's own; None: four to choose from.
        derivative: its derivative; None: centred differences take its place.
        activation: the one at first: sigmoid, tanh, ReLU or leaky ReLU.
        z: where to look at first, from −8 to 8.
        n_layers: at first, from 1 to 30.

    Taught in: lesson 03.
    """
    if derivative is not None and function is None:
        raise ValueError(
            "explore_activations expected a function with its derivative; got a derivative alone."
            " Pass both, or the function alone."
        )
    is_own = function is not None
    own = [Activation("your function", function, derivative)] if is_own else ACTIVATIONS
    named = {each.name: each for each in own}
    controls = {} if is_own else {"activation": choice(list(named), activation, "activation")}
    controls["z"] = slider(-REACH, REACH, z, step=0.1, label="z")
    controls["n_layers"] = slider(1, MOST_LAYERS, n_layers, step=1, label="layers n")
    drawing = ActivationPicture()

    def draw(z: float, n_layers: int, activation: str = own[0].name) -> str:
        chosen = named[activation]
        drawing.show_activation(chosen)
        value, slope = checked_value(chosen.function(z)), chosen.slope(z)
        drawing.show_place(z, value, slope, n_layers)
        return in_words(drawing, z, value, slope, n_layers)

    return live(draw, drawing.picture, **controls)


def in_words(
    drawing: "ActivationPicture", z: float, value: float, slope: float, n_layers: int
) -> str:
    """Return the value, the derivative, whether it is flat here, and what n layers leave."""
    if not np.isfinite([value, slope]).all():
        return (
            f"At z = {z:.4g} the function has the value {value:.4g} and the derivative {slope:.4g}:"
            " not a finite number. Choose another z."
        )
    largest = max(largest_size(drawing.slopes), abs(slope))
    name = drawing.activation.name
    share = f", {100 * abs(slope) / largest:.3g} % of its largest" if largest else ""
    origin = "" if drawing.activation.derivative else " (by centred differences)"
    return (
        f"{name}({z:.4g}) = {value:.4g}, its derivative{origin} is {slope:.4g}{share}."
        f" {flat_in_words(drawing.z, drawing.flat)} {left_in_words(slope, n_layers)}"
    )


def flat_in_words(z: np.ndarray, flat: np.ndarray) -> str:
    """Return where the function saturates: where it is so flat that hardly any gradient passes."""
    if not flat.any():
        return (
            "It saturates nowhere from -8 to 8: its derivative is never below 1 % of the largest."
        )
    edges = np.flatnonzero(np.diff(np.r_[0, flat, 0]))
    stretches = [
        stretch_in_words(z[first], z[last - 1])
        for first, last in list(pairwise(edges))[::2]
        if last - first > 1
    ]
    if not stretches:
        return "It saturates nowhere from -8 to 8: its derivative is near 0 at single places only."
    if len(stretches) > 4:
        stretches = [*stretches[:3], f"on {len(stretches) - 3} more stretches"]
    return f"It saturates {' and '.join(stretches)}: almost flat there, hardly any gradient passes."


def stretch_in_words(first: float, last: float) -> str:
    """Return a stretch of z in words: "up to z = -6", or "from z = 6 on"."""
    if first <= -REACH and last >= REACH:
        return "everywhere from -8 to 8"
    if first <= -REACH:
        return f"up to z = {last + 0.0:.2g}"
    return f"from z = {first:.2g} on" if last >= REACH else f"from z = {first:.2g} to {last:.2g}"


def left_in_words(slope: float, n_layers: int) -> str:
    """Return what is left of a gradient after n layers with this derivative, in words."""
    power = np.float64(slope) ** n_layers  # NumPy's: infinity where it is too large
    base = f"({slope:.3g})" if slope < 0 else f"{slope + 0.0:.3g}"
    layers = f"{n_layers} such layers" if n_layers > 1 else "1 such layer"
    formula = f"{base}^{n_layers} = {power + 0.0:.3g}"
    return f"After {layers} a gradient of 1 has become {formula}: {kept_in_words(abs(power))}."


def kept_in_words(left: float) -> str:
    """Return in words what share of a gradient is left."""
    if left == 0:
        return "nothing is left of it"
    if left < 1e-9:
        return "it has vanished, less than one part in a thousand million is left"
    if left <= 0.5:
        return f"one part in {float(f'{1 / left:.2g}'):,.10g} is left"
    if abs(left - 1) < 0.005:
        return "it has kept its size"
    return "most of it is left" if left < 1 else "it has grown, and with more layers it explodes"


class ActivationPicture:
    """The figure of `explore_activations`, and the parts of it that move.

    Attributes:
        activation: what is drawn now, at the places z, with its slopes, and where it is flat.
    """

    def __init__(self):
        margins = {"left": 0.06, "right": 0.99, "bottom": 0.16, "top": 0.9, "wspace": 0.3}
        figure, self.axes = new_figure(1, 3, (9, 3.3), gridspec_kw=margins)
        figure.set_layout_engine("none")  # margins that stay, whatever is drawn
        self.z = np.arange(-200, 201) / 25
        self.activation, self.slopes, self.flat, self.shades = None, None, None, []
        self.curves = [
            axes.plot([], [], color=color)[0]
            for axes, color in zip(self.axes, (BLUE, GREEN), strict=False)
        ]
        self.points = [axes.plot([], [], "o", color=BLACK, ms=8)[0] for axes in self.axes]
        (self.left,) = self.axes[2].plot([], [], ".-", color=VERMILLION, lw=1.2, ms=6)
        for axes, title in zip(self.axes, TITLES, strict=True):
            axes.set_title(title, fontsize=10)
            axes.set(xlabel="z", xlim=(-REACH, REACH))
        for axes in self.axes[:2]:
            axes.ticklabel_format(axis="y", scilimits=(-2, 4))  # longer numbers would be cut off
            axes.yaxis.get_offset_text().set_x(-0.22)  # left of the title
        self.axes[2].set(xlabel="layers n", xlim=(-1, MOST_LAYERS + 1), yscale="log")
        self.axes[2].set_ylim(LEAST_LEFT, MOST_LEFT)
        self.axes[2].axhline(1, color=BLACK, lw=0.8, ls=":")
        self.picture = Picture(figure, [self.left, *self.points], WHAT)

    def show_activation(self, activation: Activation) -> None:
        """Draw another activation, where it is another one, and shade where it is flat."""
        if activation is self.activation:
            return
        values = np.array([value_or_gap(activation.function, float(z)) for z in self.z])
        self.slopes = np.array([value_or_gap(activation.slope, float(z)) for z in self.z])
        self.activation, self.flat = activation, activation.flat(self.slopes)
        for shade in self.shades:
            shade.remove()
        self.shades = []
        for axes, curve, numbers in zip(
            self.axes, self.curves, (values, self.slopes), strict=False
        ):
            curve.set_data(self.z, numbers)
            axes.set_ylim(*room_for(numbers))
            self.shades.append(
                axes.fill_between(
                    self.z,
                    0,
                    1,
                    self.flat,
                    transform=axes.get_xaxis_transform(),
                    facecolor="#E4E4E4",
                    hatch="//",
                    edgecolor="#B0B0B0",
                    lw=0,
                    zorder=0,
                )
            )
        self.picture.stale()

    def show_place(self, z: float, value: float, slope: float, n_layers: int) -> None:
        """Draw the place z on both curves, and what is left after each number of layers."""
        layers = np.arange(MOST_LAYERS + 1)
        left = np.clip(np.abs(slope) ** layers, LEAST_LEFT, MOST_LEFT)
        self.left.set_data(layers, left)
        places = [(z, value), (z, slope), (n_layers, left[n_layers])]
        for point, (x, y) in zip(self.points, places, strict=True):
            point.set_data([x], [y])
