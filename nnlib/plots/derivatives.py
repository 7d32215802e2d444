"""Figures of a function of one number: its slope, and descents on it (lesson 01)."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nnlib.plots.style import BLACK, BLUE, GREEN, PAIR, PURPLE, VERMILLION, new_figure, told_apart


def plot_in_fog(function, place: float, interval=(-3.0, 3.0)) -> Figure:
    """Return a ball on a curve that cannot be seen: fog hides all but the place of the ball.

    Args:
        function: takes an array of places and returns their heights.
        place: where the ball is.
        interval: the first and the last place of the picture.
    """
    figure, axes = new_figure(size=(6, 3))
    axes.set_facecolor("#D9D9D9")
    heights = function(np.linspace(*interval, 241))
    axes.plot(place, function(place), "o", color=VERMILLION, ms=15, mec="white", mew=4)
    for side in interval:
        axes.text((place + side) / 2, function(place), "fog", ha="center", va="center")
    axes.set(xlabel="place x", ylabel="height", xlim=interval)
    axes.set_ylim(1.1 * heights.min(), 1.1 * heights.max())
    return figure


def plot_secants(function, slope: float, place: float, nudges, interval=(-3.0, 3.0)) -> Figure:
    """Return a curve, the secant of each nudge with its ratio, and the tangent they approach.

    Args:
        function: takes an array of places and returns their heights.
        slope: the derivative at `place`, the slope of the tangent.
        place: where each nudge starts.
        nudges: how far each one goes.
        interval: where the curve is drawn.
    """
    figure, axes = new_figure(size=(6, 4.4))
    x = np.linspace(*interval, 241)
    axes.plot(x, function(x), color=BLUE)
    height = function(place)
    ends = place + np.array([-0.6, 1.25])
    axes.plot(ends, height + slope * (ends - place), color=BLACK)
    text_at = (ends[1] + 0.08, height + slope * (ends[1] - place))
    axes.text(*text_at, f"tangent: slope {slope:.4g}", va="center")
    for h in nudges:
        nudged = function(place + h)
        ratio = (nudged - height) / h
        axes.plot([place, place + h], [height, nudged], "--s", color=VERMILLION, markevery=[1])
        label = f"nudge {h:g}: ratio {ratio:.4g}"
        left = h == min(nudges)  # beside the tangent there is room on its other side alone
        gap, side = (-0.2, "right") if left else (0.15, "left")
        axes.text(place + h + gap, nudged, label, ha=side, va="bottom", color=VERMILLION)
    axes.plot(place, height, "o", color=BLACK, ms=8)
    axes.set(xlabel="place x", ylabel="height", xlim=(interval[0], interval[1] + 2))
    return figure


def plot_derivative(function, derivative, interval=(-3.0, 3.0)) -> Figure:
    """Return a curve with some of its tangents, and below it the derivative at each place.

    Args:
        function: takes an array of places and returns their heights.
        derivative: takes the same places and returns the slope at each.
        interval: where both are drawn.
    """
    figure, (above, below) = new_figure(2, 1, (6, 5), sharex=True)
    x = np.linspace(*interval, 241)
    slopes = derivative(x)
    above.plot(x, function(x), color=BLUE)
    below.plot(x, slopes, color=GREEN)
    for place in np.linspace(*interval, 9)[1:-1]:
        slope = derivative(place)
        ends = place + np.array([-0.35, 0.35])
        above.plot(ends, function(place) + slope * (ends - place), color=BLACK, lw=1.5)
        above.plot(place, function(place), "o", color=BLACK, ms=4)
        below.plot(place, slope, "o", color=BLACK, ms=4)
    for n in np.flatnonzero(np.diff(slopes >= 0)):
        for axes in (above, below):
            axes.axvline((x[n] + x[n + 1]) / 2, color=BLACK, lw=1, ls=":")
    below.axhline(0, color=BLACK, lw=1)
    room = 0.06 * np.ptp(slopes)
    below.text(interval[1], room, "f climbs ", ha="right", va="bottom")
    below.text(interval[1], -room, "f falls ", ha="right", va="top")
    above.set_ylabel("height f(x)")
    below.set(xlabel="place x", ylabel="derivative f′(x)", xlim=interval)
    return figure


def plot_nudge_errors(nudges: np.ndarray, errors: dict[str, np.ndarray]) -> Figure:
    """Return the error of nudged derivatives against the nudge, both axes in powers of ten.

    Args:
        nudges: the nudges, (n_nudges,).
        errors: a name to the errors of its ratios, (n_nudges,); an error of 0 leaves a gap.
    """
    figure, axes = new_figure(size=(6.5, 4.2))
    styles = [("o-", VERMILLION), ("s--", GREEN), ("^:", PURPLE)]
    for (name, values), (mark, color) in told_apart(errors.items(), styles):
        axes.loglog(nudges, np.where(values > 0, values, np.nan), mark, color=color, ms=4, lw=1)
        axes.text(1.5 * nudges.max(), values[nudges.argmax()], name, color=color, va="center")
    axes.set(xlabel="nudge h", ylabel="error of the ratio")
    axes.set_xlim(nudges.min() / 2, 200 * nudges.max())
    axes.text(0.12, 0.92, "rounding", transform=axes.transAxes, ha="center")
    axes.text(0.72, 0.12, "the curve bends", transform=axes.transAxes, ha="center")
    return figure


def plot_descents(function, paths: dict, interval=(-3.0, 3.0)) -> Figure:
    """Return descents on a curve: left the places on it, right the place against the step.

    Args:
        function: takes an array of places and returns their heights.
        paths: a name to the places in their order, the start first.
        interval: where the curve is drawn.
    """
    figure, (left, right) = new_figure(1, 2, PAIR)
    x = np.linspace(*interval, 481)
    heights = function(x)
    left.plot(x, heights, color=BLUE)
    right.axhline(x[heights.argmin()], color=BLUE, lw=1, ls=":")
    styles = [("s--", GREEN, 5), ("o-", VERMILLION, 4), ("^:", PURPLE, 4)]
    for (name, path), (mark, color, size) in told_apart(paths.items(), styles):
        path = np.asarray(path)
        left.plot(path, function(path), mark[0], color=color, ms=size + 1, mfc="none")
        right.plot(path, mark, color=color, ms=size, lw=1.5, label=name)
    right.text(0, x[heights.argmin()], "lowest place", color=BLUE, va="bottom")
    right.legend(frameon=False, loc="upper right")
    left.set(xlabel="place x", ylabel="height f(x)", xlim=interval)
    right.set(xlabel="step", ylabel="place x")
    right.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    return figure
