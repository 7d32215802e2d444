"""One neuron with two inputs: its weights and bias put a line into the plane.

The computing (`Neuron`), the drawing (`NeuronPicture`) and what ties them to the controls
(`explore_neuron`) are apart.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.patches import FancyArrowPatch
from matplotlib.ticker import MaxNLocator

from nnlib.layers import sigmoid
from nnlib.plots import BLACK, GREEN, VERMILLION, new_figure
from nnlib.widgets.controls import choice, slider
from nnlib.widgets.live import Live, live
from nnlib.widgets.picture import Picture

FARTHEST = 8.0  # the sums z that the right part shows, from −8 to 8
ACTIVATIONS: dict[str, tuple[Callable, float, float]] = {  # function, lowest, highest output shown
    "step": (lambda z: np.where(np.asarray(z) > 0, 1.0, 0.0), 0, 1),
    "sigmoid": (sigmoid, 0, 1),
    "tanh": (np.tanh, -1, 1),
    "ReLU": (lambda z: np.maximum(z, 0.0), 0, FARTHEST),
}
POINTS = np.array(
    [
        *[(2, 1.5), (0.5, 2.5), (3, -0.3), (-1, 2.5), (-2.5, 3)],  # class 1
        *[(0.4, -0.2), (2, -1), (-2, 1), (-1, -2), (3, -1.2)],  # class 0
    ]
)
LABELS = np.repeat([1, 0], 5)
WHAT = (
    "Left: points of two classes in the plane, the line where w1·x1 + w2·x2 + b is 0, the arrow of"
    " the weights that stands upright on it, and the neuron's output as shading. Right: the"
    " output against z, with the same points; those further out stand at the edge."
)


@dataclass(frozen=True, eq=False)
class Neuron:
    """A neuron with two inputs: output = activation(w1·x1 + w2·x2 + b).

    Shapes: weights (2,); points (..., 2) in, (...) out.
    """

    weights: np.ndarray
    bias: float
    activation: str

    def sums(self, points: np.ndarray) -> np.ndarray:
        """Return z = w1·x1 + w2·x2 + b for each point: above 0 on the side of the arrow.

        What rounding alone has left is 0: at 0.3 · 2 − 0.4 · 1.5 the point lies on the line.
        """
        sums = points @ self.weights + self.bias
        size = np.abs(points) @ np.abs(self.weights) + abs(self.bias)
        return np.where(np.abs(sums) < 1e-12 * size, 0.0, sums)

    def activated(self, sums: np.ndarray) -> np.ndarray:
        """Return the output for each z."""
        return ACTIVATIONS[self.activation][0](sums)

    def right(self, points: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Return for each point whether it is on its side: class 1 where z > 0, 0 where z < 0."""
        return np.sign(self.sums(points)) == 2 * labels - 1

    @property
    def foot(self) -> np.ndarray | None:
        """The point of the line that is nearest to the origin; None where there is no line."""
        square = self.weights @ self.weights
        return -self.bias * self.weights / square if square else None


def explore_neuron(
    points: np.ndarray | None = None,
    labels: np.ndarray | None = None,
    *,
    weights: tuple[float, float] = (1.0, 1.0),
    bias: float = 0.0,
    activation: str = "sigmoid",
) -> Live:
    """Return a widget: two weights and a bias, and the line that they put between two classes.

    Args:
        points: the learner's own, with their labels; None: ten that a line can part.
        labels: the class of each point, 0 or 1.
        weights: w1 and w2 at first, from −3 to 3.
        bias: at first.
        activation: at first: step, sigmoid, tanh or ReLU.

    Shapes: points (n_points, 2), labels (n_points,).

    Taught in: lesson 03.
    """
    points, labels = checked(points, labels)
    reach = float(f"{4 / 3 * np.abs(points).max():.2g}") or 1.0
    drawing = NeuronPicture(points, labels, reach)

    def draw(w1: float, w2: float, b: float, activation: str, point: int) -> str:
        neuron = Neuron(np.array([w1, w2]), b, activation)
        drawing.show(neuron, point - 1)
        return in_words(neuron, points, labels, point - 1, reach)

    if len(points) == 1:
        number_of_points = choice([1], label="point")
    else:
        number_of_points = slider(1, len(points), 1, step=1, label="point")
    return live(
        draw,
        drawing.picture,
        w1=slider(-3, 3, weights[0], step=0.1, label="weight w1"),
        w2=slider(-3, 3, weights[1], step=0.1, label="weight w2"),
        b=slider(-2 * reach, 2 * reach, bias, label="bias b"),
        activation=choice(list(ACTIVATIONS), activation, label="activation"),
        point=number_of_points,
    )


def checked(points, labels) -> tuple[np.ndarray, np.ndarray]:
    """Return the points and labels as arrays, or say what is wrong with them."""
    if points is None and labels is None:
        return POINTS, LABELS
    points = np.array(points if points is not None else [], dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points) or not np.isfinite(points).all():
        raise ValueError(
            "explore_neuron expected points of shape (n_points, 2), all finite; got the shape"
            f" {points.shape}. Pass a row (x1, x2) for each point, and the labels with them."
        )
    labels = np.asarray(labels if labels is not None else [])
    if labels.shape != points.shape[:1] or not np.isin(labels, (0, 1)).all():
        raise ValueError(
            f"explore_neuron expected a label, 0 or 1, for each of the {len(points)} points; got"
            f" {labels.tolist()!r}. Pass a 0 or a 1 for each row of points."
        )
    return points, labels.astype(int)


def in_words(
    neuron: Neuron, points: np.ndarray, labels: np.ndarray, chosen: int, reach: float
) -> str:
    """Return the chosen point's sum and output with the numbers in them, and how many are right."""
    z = float(neuron.sums(points)[chosen])
    terms = [f"{said(w)} · {said(x)}" for w, x in zip(neuron.weights, points[chosen], strict=True)]
    side = "above 0" if z > 0 else "below 0" if z < 0 else "0"
    answer = f"the neuron says class {int(z > 0)}" if z else "the point is on the line itself"
    if neuron.foot is None and not z:
        answer = "the neuron tells no point from another"
    right = neuron.right(points, labels)
    verdict = "right" if right[chosen] else "wrong" if z else "neither class"
    place = ", ".join(said(x, bracket=False) for x in points[chosen])
    return (
        f"Point {chosen + 1} at ({place}), class {labels[chosen]}:"
        f" z = w1·x1 + w2·x2 + b = {' + '.join(terms)} + {said(neuron.bias)}"
        f" = {said(z, bracket=False)}, and {neuron.activation}({said(z, bracket=False)})"
        f" = {said(float(neuron.activated(z)), bracket=False)}. z is {side}: {answer}, {verdict}."
        f" {right.sum()} of {len(points)} points {'is' if right.sum() == 1 else 'are'} on the right"
        f" side.{where(neuron, reach)}"
    )


def where(neuron: Neuron, reach: float) -> str:
    """Return a sentence where there is no line to be seen, "" where there is one."""
    if neuron.foot is None:
        return " Both weights are 0: there is no line, and the output is the same everywhere."
    corners = neuron.sums(np.array([(x, y) for x in (-reach, reach) for y in (-reach, reach)]))
    if (corners > 0).all() or (corners < 0).all():
        return " The line is outside the picture: bring the bias nearer to 0."
    return ""


def said(value: float, bracket: bool = True) -> str:
    """Return a number with four digits; a negative one in brackets, as in 2 · (-3)."""
    text = f"{value + 0.0:.4g}"  # + 0.0: never "-0"
    return f"({text})" if bracket and value < 0 else text


class NeuronPicture:
    """The figure of `explore_neuron`, and the parts of it that move."""

    def __init__(self, points: np.ndarray, labels: np.ndarray, reach: float):
        self.points, self.labels, self.reach, self.activation = points, labels, reach, None
        figure, (self.left, self.right) = new_figure(1, 2, (9, 4))
        figure.set_layout_engine("none")  # margins that stay, whatever is drawn
        wide = [limit for limit in (20, 100, 1000) if reach >= limit]  # −0.5 is wider than −2 is
        edge = 0.06 + 0.015 * len(wide) if reach >= 2 else 0.08
        self.left.set_position([edge, 0.12, 0.42 - edge, 0.79])
        self.right.set_position([0.62, 0.12, 0.36, 0.79])
        side = np.linspace(-reach, reach, 101)
        self.grid = np.stack(np.meshgrid(side, side), axis=-1)
        self.shading = self.left.imshow(
            np.zeros((101, 101)),
            "cividis",
            interpolation="nearest",
            extent=[-reach, reach] * 2,
            origin="lower",
            alpha=0.6,
        )
        scale = figure.add_axes([0.45, 0.17, 0.015, 0.69])
        figure.colorbar(self.shading, cax=scale)
        scale.set_title("output", fontsize=10)
        (self.line,) = self.left.plot([], [], color=BLACK, lw=2.5)
        (self.corner,) = self.left.plot([], [], color=BLACK, lw=1.2)
        self.arrow = FancyArrowPatch((0, 0), (1, 1), color=BLACK, lw=2, mutation_scale=16)
        self.left.add_patch(self.arrow)
        self.name = self.left.text(0, 0, "w", fontsize=12, ha="center", va="center", clip_on=True)
        (self.curve,) = self.right.plot([], [], color=GREEN)
        self.right.axvline(0, color=BLACK, lw=1)
        self.marks = [mark for axes in (self.left, self.right) for mark in self.draw_marks(axes)]
        self.left.set(xlabel="x1", ylabel="x2", xlim=(-reach, reach), ylim=(-reach, reach))
        for axis in (self.left.xaxis, self.left.yaxis, self.right.xaxis):
            axis.set_major_locator(MaxNLocator(5, integer=reach >= 2))
        self.right.set(xlabel="z = w1·x1 + w2·x2 + b", xlim=(-1.05 * FARTHEST, 1.05 * FARTHEST))
        self.left.legend(
            loc="lower left", bbox_to_anchor=(-0.1, 1), ncols=3, frameon=False, handletextpad=0.2
        )
        moving = [self.line, self.corner, self.arrow, self.name, *self.marks]
        self.picture = Picture(figure, [self.shading, *moving], WHAT)

    def draw_marks(self, axes) -> list:
        """Return empty marks: class 0, class 1, those on the wrong side, and the chosen point."""
        style = {"color": BLACK, "ls": "none", "clip_on": False, "zorder": 3}
        kinds = [
            {"marker": "o", "ms": 8, "mfc": "white", "label": "class 0"},
            {"marker": "s", "ms": 8, "label": "class 1"},
            {"marker": "x", "ms": 13, "mew": 2.5, "color": VERMILLION, "label": "wrong"},
            {"marker": "o", "ms": 18, "mfc": "none", "mew": 1.5},
        ]
        return [axes.plot([], [], **style | kind)[0] for kind in kinds]

    def show(self, neuron: Neuron, chosen: int) -> None:
        """Draw what this neuron makes of the plane and of the points."""
        self.show_activation(neuron)
        self.shading.set_data(neuron.activated(neuron.sums(self.grid)))
        self.show_line(neuron)
        sums = neuron.sums(self.points)
        across = np.clip(sums, -FARTHEST, FARTHEST)
        outputs = neuron.activated(across)
        right = neuron.right(self.points, self.labels)
        groups = [self.labels == 0, self.labels == 1, ~right, np.arange(len(right)) == chosen]
        for mark, group in zip(self.marks, groups * 2, strict=True):
            on_left = mark.axes is self.left
            x, y = self.points.T if on_left else (across, outputs)
            mark.set_data(x[group], y[group])

    def show_activation(self, neuron: Neuron) -> None:
        """Draw another activation, where it is another one: its curve, and the scale of shading."""
        if neuron.activation == self.activation:
            return
        self.activation = neuron.activation
        _, lowest, highest = ACTIVATIONS[neuron.activation]
        z = np.linspace(-1.05 * FARTHEST, 1.05 * FARTHEST, 801)
        self.curve.set_data(z, neuron.activated(z))
        room = 0.08 * (highest - lowest)
        self.right.set(ylim=(lowest - room, highest + room), ylabel=f"output {self.activation}(z)")
        self.shading.set_clim(lowest, highest)
        self.picture.stale()

    def show_line(self, neuron: Neuron) -> None:
        """Draw the line, the arrow of the weights upright on it, and the right angle between."""
        foot, there = neuron.foot, neuron.foot is not None
        for part in (self.line, self.corner, self.arrow, self.name):
            part.set_visible(there)
        if not there:
            return
        unit = neuron.weights / np.hypot(*neuron.weights)
        along, mark = np.array([-unit[1], unit[0]]), 0.06 * self.reach
        self.line.set_data(*(foot + 4 * self.reach * np.outer([-1, 1], along)).T)
        square = foot + mark * np.array([along, along + unit, unit])
        self.corner.set_data(*square.T)
        tip = foot + neuron.weights * self.reach / 4
        self.arrow.set_positions(foot, tip)
        self.name.set_position(tip + 0.08 * self.reach * unit)
