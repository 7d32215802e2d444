"""The picture of a descent: the landscape on the left, the values on the right."""

import numpy as np
from matplotlib.axes import Axes

from nnlib.descent import Descent
from nnlib.plots import BLACK, BLUE, PAIR, VERMILLION, new_figure
from nnlib.widgets.descent.landscapes import Landscape, draw_surface, heights
from nnlib.widgets.picture import Picture, room_for, value_or_gap

MOST_STEPS = 100
STAIR, MOST_STAIRS = 4, 5  # the axis of the values grows by this factor, so many times
WHAT = (
    "Left: {}, and on it the steps of gradient descent, the last one larger. Right: the value"
    " against the step."
)
WHAT_IS_COMPARED = " Dashed with squares, where asked for: the same without momentum."


class DescentPicture:
    """The figure of a descent, and the parts of it that move.

    Args:
        compares: whether a descent without momentum may be drawn beside it.
    """

    landscape_in_words = ""

    def __init__(self, compares: bool = True):
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
        self.shown, self.lowest, self.limits = None, 0.0, None
        moving = [*self.plain, *self.path, *self.ends, self.legend, self.mark]
        what = WHAT.format(self.landscape_in_words) + (WHAT_IS_COMPARED if compares else "")
        self.picture = Picture(figure, moving, what)

    @property
    def axes(self) -> tuple[Axes, Axes]:
        """The two parts of the figure."""
        return self.left, self.right

    def show_landscape(self, landscape: Landscape) -> None:
        """Draw the landscape, where it is another one."""
        if self.shown is landscape:
            return
        self.left.set(xlim=(-landscape.reach, landscape.reach))
        self.left.ticklabel_format(axis="x", scilimits=(-2, 4))  # else long numbers meet
        values = self.draw_landscape(landscape)
        self.lowest = min(values[np.isfinite(values)], default=0.0)
        self.shown = landscape
        self.picture.stale(margins=True)

    def give_room(self, values: np.ndarray) -> None:
        """Give these values room, the first of them the start's."""
        limits = value_limits(values, self.lowest)
        if limits != self.limits:
            self.right.set_ylim(*limits)
            self.picture.stale(colors=False)
        self.limits = limits

    def show_paths(self, path: Descent, plain: Descent | None) -> None:
        """Draw the descent, and the one without momentum where there is one."""
        self.give_room(np.concatenate([path.values, plain.values]) if plain else path.values)
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
        if limit is None:
            self.mark.set_text(" ")
        elif np.isfinite(limit):
            relation = "<" if learning_rate < limit else "≥"
            self.mark.set_text(f"learning rate {learning_rate:.3g} {relation} limit {limit:.3g}")
        else:
            words = "limit not known" if np.isnan(limit) else "no limit"
            self.mark.set_text(f"learning rate {learning_rate:.3g}, {words}")


class CurvePicture(DescentPicture):
    """A descent on a curve: value against x."""

    landscape_in_words = "a curve"

    def __init__(self, compares: bool = True):
        super().__init__(compares)
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

    def __init__(self, compares: bool = True):
        super().__init__(compares)
        self.left.set(ylabel="y", aspect="equal")
        self.surface = []

    def draw_landscape(self, landscape: Landscape) -> np.ndarray:
        """Draw the surface; return its values."""
        for drawn in self.surface:
            drawn.remove()
        side, values = heights(landscape)
        self.surface = draw_surface(self.left, side, values)
        return values

    def points(self, path: Descent) -> tuple[np.ndarray, np.ndarray]:
        """Return where the steps are drawn: at their x and y."""
        return path.path[:, 0], path.path[:, 1]


def value_limits(values: np.ndarray, lowest: float) -> tuple[float, float]:
    """Return limits around the start and the lowest on the map, or wider where the path leaves.

    They widen in few stairs, each four times as wide as the last, so that they stay where they are
    in most of a drag; a path that leaves the widest one leaves the picture.

    Args:
        values: (n,), the first of them at the start.
        lowest: the lowest on the map.
    """
    start = values[0] if np.isfinite(values[0]) else lowest
    low, high = min(lowest, start), max(lowest, start)
    unit = high - low or 1.0
    finite = values[np.isfinite(values)]
    top = low + unit * stair((max(finite, default=high) - low) / unit)
    bottom = high - unit * stair((high - min(finite, default=low)) / unit)
    return room_for(np.array([bottom, top]))


def stair(height: float) -> float:
    """Return the first of 1, 4, 16 ... that is as high, up to the last; the room may do for 7%."""
    n = np.ceil(np.log(max(height, 1.0)) / np.log(STAIR) - 0.05)
    return float(STAIR ** min(n, MOST_STAIRS))


def lines(left: Axes, right: Axes, mark: str, **style) -> list:
    """Return an empty line in each of the two parts, for the steps of a descent."""
    return [axes.plot([], [], mark, lw=1.3, **style)[0] for axes in (left, right)]
