"""The picture of a race: the ways of all on the left, their values on the right."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from nnlib.descent import Descent
from nnlib.plots import PAIR, new_figure
from nnlib.widgets.descent.landscapes import Landscape, draw_surface, heights
from nnlib.widgets.descent.race import RACERS, is_lost
from nnlib.widgets.picture import Picture, room_for

DEEPEST = 1e-12  # of the start's value: a log axis goes no deeper
ROOM = 1.42  # the axis of the steps is so much longer than the race: room for the names
GAP = 0.075  # from name to name, as a share of the height
WHAT = (
    "Left: a surface seen from above, dark where it is low, and on it the way of each optimizer."
    " Right: the value of each against the step, its name at the end; where no value is below 0,"
    " the values stand in powers of ten."
)


class RacePicture:
    """The figure of a race, and the parts of it that move: for each racer lines, ends, a name."""

    def __init__(self):
        figure, (self.left, self.right) = new_figure(1, 2, PAIR, width_ratios=(1, 1.35))
        self.left.set(xlabel="x", ylabel="y", aspect="equal")
        self.right.set(xlabel="step", ylabel="value")
        self.paths, self.curves, self.ends, self.leaders, self.names = {}, {}, {}, {}, {}
        for racer in RACERS:
            self.add(racer)
        self.surface, self.shown, self.lowest, self.frame = [], None, 0.0, None
        parts = (self.paths, self.curves, self.leaders, self.ends, self.names)
        flat = [part for by_name in parts for part in by_name.values()]
        moving = [one for part in flat for one in (part if isinstance(part, list) else [part])]
        self.picture = Picture(figure, moving, WHAT)

    def add(self, racer) -> None:
        """Make the parts of one racer, empty at first."""
        name, style = racer.name, {"color": racer.color, "ls": racer.dash, "lw": 1.6}
        end = {"color": racer.color, "marker": racer.marker, "ms": 8, "mec": "white", "ls": ""}
        (self.paths[name],) = self.left.plot([], [], **style)
        (self.curves[name],) = self.right.plot([], [], **style)
        self.ends[name] = [axes.plot([], [], **end)[0] for axes in (self.left, self.right)]
        (self.leaders[name],) = self.right.plot(
            [], [], color=racer.color, lw=0.7, marker=racer.marker, ms=5, markevery=[1]
        )
        self.names[name] = self.right.text(0, 0, "", color=racer.color, va="center", fontsize=9)

    def show(self, landscape: Landscape, runs: dict[str, Descent], step: int, n_steps: int) -> None:
        """Draw all runs up to this step."""
        self.show_landscape(landscape)
        self.give_room(runs, n_steps)
        for name in self.paths:
            self.show_run(name, runs.get(name), step)
        self.place_names(runs, step, n_steps)

    def show_landscape(self, landscape: Landscape) -> None:
        """Draw the surface, where it is another one: pale, so that six ways show on it."""
        if self.shown is landscape:
            return
        for drawn in self.surface:
            drawn.remove()
        side, values = heights(landscape)
        self.surface = draw_surface(self.left, side, values, strength=0.4)
        self.lowest = min(values[np.isfinite(values)], default=0.0)
        self.shown = landscape
        self.picture.stale(margins=True)

    def give_room(self, runs: dict[str, Descent], n_steps: int) -> None:
        """Choose the axes of the values, by the whole race: they stay while it is played."""
        values = np.concatenate([np.empty(0), *(one.values for one in runs.values())])
        values = values[np.isfinite(values)]
        start, deepest = (values[0], values.min()) if values.size else (1.0, 1.0)
        if min(deepest, self.lowest) >= 0 < start:
            scale, limits = "log", log_limits(deepest, start)
        else:
            scale, limits = "linear", linear_limits(deepest, self.lowest, start)
        if (scale, limits, n_steps) != self.frame:
            self.picture.stale(margins=self.right.get_yscale() != scale)
            ticks = MaxNLocator(4, integer=True).tick_values(0, n_steps)
            self.right.set_xticks([tick for tick in ticks if 0 <= tick <= n_steps])
            self.right.set(yscale=scale, ylim=limits, xlim=(-0.02 * n_steps, ROOM * n_steps))
            self.right.yaxis.set_major_formatter("{x:g}")  # as the words have it
            self.right.minorticks_off()
        self.frame = scale, limits, n_steps

    def show_run(self, name: str, one: Descent | None, step: int) -> None:
        """Draw one run up to this step; nothing for None."""
        points = one.path[: step + 1] if one else np.empty((0, 2))
        values = self.visible(one.values[: step + 1]) if one else np.empty(0)
        self.paths[name].set_data(points.T)
        self.curves[name].set_data(range(len(values)), values)
        on_the_map, on_the_chart = self.ends[name]
        on_the_map.set_data(points[-1:].T)
        on_the_chart.set_data([len(values) - 1][: len(values)], values[-1:])

    def visible(self, values: np.ndarray) -> np.ndarray:
        """Return the values that a log axis can show: what is deeper stands at its foot."""
        return np.maximum(values, self.frame[1][0]) if self.frame[0] == "log" else values

    def place_names(self, runs: dict[str, Descent], step: int, n_steps: int) -> None:
        """Write each name beside the end of its curve, none on top of another."""
        to_share = self.right.transScale + self.right.transLimits
        shown = {name: self.last_seen(one, step, to_share) for name, one in runs.items()}
        places = dict(zip(shown, spread([share for _, share in shown.values()]), strict=True))
        for name, text in self.names.items():
            text.set_visible(name in runs)
            self.leaders[name].set_visible(name in runs)
            if name in runs:
                end, share = shown[name]
                x, y = end + 0.09 * n_steps, places[name]
                heights = to_share.inverted().transform([(0, share), (0, y)])[:, 1]
                self.leaders[name].set_data([end, x], heights)
                text.set_position((x + 0.025 * n_steps, heights[1]))
                text.set_text(f"{name}: diverged" if is_lost(runs[name], step) else name)

    def last_seen(self, one: Descent, step: int, to_share) -> tuple[int, float]:
        """Return the step at which its curve ends or leaves the chart, and how high that is."""
        values = one.values[: step + 1]
        above, finite = values > self.frame[1][1], np.flatnonzero(np.isfinite(values))
        end = int(finite[-1]) if finite.size else 0
        if above.any() and not values[-1] <= self.frame[1][1]:  # it has not come back
            end = int(np.flatnonzero(values <= self.frame[1][1]).max(initial=-1)) + 1
        value = np.nan_to_num(self.visible(one.values[end : end + 1])[0], nan=np.inf)
        return end, float(to_share.transform((end, min(value, self.frame[1][1])))[1])


def log_limits(deepest: float, start: float) -> tuple[float, float]:
    """Return two powers of ten, an even number of decades apart, around what is not too deep."""
    top = np.ceil(np.log10(start) + 0.3)
    bottom = np.log10(max(deepest, DEEPEST * start))
    return float(10 ** (top - 2 * np.ceil((top - bottom) / 2))), float(10**top)


def linear_limits(deepest: float, lowest: float, start: float) -> tuple[float, float]:
    """Return limits around the start and the lowest on the map, or who goes a little deeper.

    They are rounded to two digits, so that they stay where they are in a drag.
    """
    depth = max(deepest, lowest - abs(start - lowest))
    low, high = room_for(np.array([lowest, depth, start]))
    unit = 10 ** np.floor(np.log10(high - low) - 1)
    return float(np.floor(low / unit) * unit), float(np.ceil(high / unit) * unit)


def spread(shares: list[float], gap: float = GAP) -> np.ndarray:
    """Return heights in the same order, at least a gap apart, none outside of the chart."""
    order = np.argsort(shares, kind="stable")
    placed = np.maximum(np.array(shares, dtype=float)[order], gap / 3)
    for n in range(1, len(placed)):
        placed[n] = max(placed[n], placed[n - 1] + gap)
    for n, ceiling in enumerate(1 - gap / 3 - gap * np.arange(len(placed))):
        placed[-1 - n] = min(placed[-1 - n], ceiling)
    spread_out = np.empty_like(placed)
    spread_out[order] = placed
    return spread_out
