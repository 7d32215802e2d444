"""Figures of choosing: rates, starting weights, searches, and where they lead (lesson 13)."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from nnlib.plots.style import BLACK, BLUE, GREEN, PAIR, PURPLE, VERMILLION, new_figure, told_apart

VALIDATION = "right answers on validation digits (%)"


def plot_log_scale(low: float, high: float, even: np.ndarray, log_even: np.ndarray) -> Figure:
    """Return two samples on an axis of powers of ten: even in the number, even in its power.

    Args:
        low: the least number, the left end of the axis.
        high: the largest number, the right end.
        even: numbers drawn evenly from low to high.
        log_even: numbers drawn evenly in their powers of ten.
    """
    figure, axes = new_figure(size=(7, 2.2))
    rows = [("even in the number", even, BLACK, "|"), ("even in the power", log_even, BLUE, "|")]
    for height, (name, values, color, mark) in enumerate(rows):
        axes.plot(values, np.full(len(values), 1 - height), mark, color=color, ms=16, mew=1.2)
        axes.text(low, 1.28 - height, name, color=color, va="bottom")
    axes.set(xscale="log", xlim=(low, high), ylim=(-0.5, 1.8), yticks=[], xlabel="learning rate")
    axes.spines["left"].set_visible(False)
    return figure


def plot_range_test(rates, losses, smooth_rates, smooth_losses) -> Figure:
    """Return the loss of each batch against the rate of its step, and its running mean.

    The lowest place of the mean is marked, and a tenth of its rate.
    """
    figure, axes = new_figure(size=(7, 4))
    axes.semilogx(rates, losses, ".", color=SOFT, ms=5)
    axes.semilogx(smooth_rates, smooth_losses, color=BLUE)
    n = int(np.argmin(smooth_losses))
    lowest = smooth_rates[n], smooth_losses[n]
    tenth = lowest[0] / 10, np.interp(lowest[0] / 10, smooth_rates, smooth_losses)
    for (rate, loss), text, place in (
        (lowest, "lowest", (0, -22)),
        (tenth, "a tenth of its rate", (-8, -26)),
    ):
        axes.plot(rate, loss, "o", color=VERMILLION, ms=9, zorder=4)
        axes.annotate(
            f"{text}: {rate:.2g}",
            (rate, loss),
            place,
            textcoords="offset points",
            ha="center" if text == "lowest" else "right",
            color=VERMILLION,
        )
    top = 1.5 * losses[0]
    axes.set(xlabel="learning rate of the step", ylabel="loss of the batch", ylim=(0, top))
    return figure


def plot_rate_sweep(rates, shares) -> Figure:
    """Return what each rate reaches: a dot for each training, a line through the means.

    Shapes: rates (n_rates,), shares (n_rates, n_seeds), from 0 to 1.
    """
    figure, axes = new_figure(size=(7, 3.8))
    percent = 100 * np.asarray(shares)
    for column in percent.T:
        axes.semilogx(rates, column, "o", color=VERMILLION, ms=4, alpha=0.7)
    axes.semilogx(rates, percent.mean(axis=1), color=VERMILLION, lw=1.5)
    axes.axhline(10, ls=":", color=BLACK, lw=1)
    axes.text(rates[0], 11.5, "guessing", va="bottom")
    axes.set(xlabel="learning rate", ylabel=VALIDATION, ylim=(0, 100))
    return figure


def plot_recorded(training, validation, highest: float = 2.8) -> Figure:
    """Return both losses against the epoch, with a label for each curve.

    Args:
        training: the training loss after each epoch.
        validation: the validation loss after each epoch.
        highest: the upper end of the axis, a little above the loss of a guess.
    """
    figure, axes = new_figure(size=(7, 3.8))
    epochs = np.arange(1, len(training) + 1)
    axes.plot(epochs, training, "o-", color=BLUE, label="training")
    axes.plot(epochs, validation, "s--", color=VERMILLION, label="validation")
    axes.axhline(np.log(10), ls=":", color=BLACK, lw=1, label="a guess: ln 10")
    axes.set(xlabel="epoch", ylabel="loss", xticks=epochs, ylim=(0, highest))
    axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    return figure


def plot_rates_by_batch(rates, batch_sizes, shares) -> Figure:
    """Return a table of what each rate reaches with each batch size; the best of a row is framed.

    Shapes: rates (n_rates,), batch_sizes (n_sizes,), shares (n_sizes, n_rates), from 0 to 1.
    """
    figure, axes = new_figure(size=(9, 2.9))
    percent = 100 * np.asarray(shares)
    axes.imshow(percent, vmin=10, vmax=100, aspect="auto", cmap="cividis")
    for (row, column), value in np.ndenumerate(percent):
        best = column == percent[row].argmax()
        axes.text(
            column,
            row,
            f"{value:.0f}",
            ha="center",
            va="center",
            color=BLACK if value > 60 else "white",
            fontweight="bold" if best else "normal",
            bbox={"boxstyle": "square", "fc": "none", "ec": BLACK, "lw": 2} if best else None,
        )
    axes.set_xticks(range(len(rates)), [f"{rate:.2g}" for rate in rates], rotation=60)
    axes.set_yticks(range(len(batch_sizes)), batch_sizes)
    axes.set(xlabel="learning rate", ylabel="batch size")
    return figure


def plot_choices(choices: list[dict], names=("neurons", "hidden layers", "activation")) -> Figure:
    """Return what several networks reach: at one common rate, and each at its own best rate.

    Args:
        choices: dicts with "what" (one of the names), "value", "at 0.02" and "at best rate", the
            last two lists of shares from 0 to 1, one for each seed.
        names: a panel for each.

    Raises:
        ValueError: for a name without choices.
    """
    for name in names:
        if not any(choice["what"] == name for choice in choices):
            raise ValueError(
                f"plot_choices expected choices for each of {', '.join(names)}; there is none for"
                f" {name}. Pass names=..., with those that you have."
            )
    figure, (row,) = new_figure(1, len(names), (9, 3.6), sharey=True, squeeze=False)
    looks = [("at 0.02", BLACK, "x", -0.12, "at the rate 0.02")]
    looks += [("at best rate", VERMILLION, "o", 0.12, "at its own best rate")]
    for axes, name in zip(row, names, strict=True):
        chosen = [choice for choice in choices if choice["what"] == name]
        for key, color, mark, aside, label in looks:
            percent = 100 * np.array([choice[key] for choice in chosen])
            places = np.arange(len(chosen)) + aside
            for n, column in enumerate(percent.T):
                named = {"label": label} if n == 0 else {}
                axes.plot(places, column, mark, color=color, ms=6, **named)
        axes.set_xticks(range(len(chosen)), [choice["value"] for choice in chosen])
        axes.set(xlabel=name)
    row[0].set_ylabel("right on validation digits (%)")
    row[-1].legend(frameon=False, loc="lower left")
    return figure


def plot_activations(rows: dict, limits: tuple[float, float] = (-1.05, 1.05)) -> Figure:
    """Return a row of histograms for each start: what the neurons of each layer put out.

    Args:
        rows: the name of a start to a list of outputs, an array for each layer.
        limits: of the axis of the outputs, the same for all.
    """
    n_layers = len(next(iter(rows.values())))
    size = (9, 1.15 * len(rows) + 0.6)
    figure, table = new_figure(len(rows), n_layers, size, squeeze=False, sharex=True)
    bins = np.linspace(*limits, 42)
    for line, (name, outputs) in zip(table, rows.items(), strict=True):
        for n, (axes, values) in enumerate(zip(line, outputs, strict=True), start=1):
            axes.hist(np.clip(values, *limits).ravel(), bins, color=BLUE)
            axes.set(yticks=[], xlim=limits)
            axes.spines["left"].set_visible(False)
            if line is table[0]:
                axes.set_title(f"layer {n}", fontsize=10)
        line[0].set_ylabel(name, rotation=0, ha="right", va="center")
    figure.supxlabel("output of a neuron", fontsize=10)
    return figure


def plot_two_searches(searches: dict) -> Figure:
    """Return the trials of two searches: the plane they looked at, and what each rate reached.

    Args:
        searches: a name to its trials, (n_trials, 3): rate, weight decay, share from 0 to 1.
    """
    figure, table = new_figure(2, len(searches), (9, 5.2), sharex=True, sharey="row", squeeze=False)
    for (top, bottom), (name, trials) in zip(table.T, searches.items(), strict=True):
        rates, decays, shares = np.transpose(trials)
        n_rates = len(np.unique(rates))
        top.semilogx(rates, 100 * shares, "o", color=VERMILLION, ms=7, alpha=0.8)
        top.set_title(f"{name}: {len(rates)} trials, {n_rates} rates", fontsize=11)
        for axes in (top, bottom):
            for rate in np.unique(rates):
                axes.axvline(rate, color=BLACK, lw=0.6, ls=":")
        bottom.loglog(rates, decays, "o", color=BLUE, ms=7)
        bottom.set(xlabel="learning rate")
    table[0, 0].set(ylim=(0, 100), ylabel="right (%)")
    table[1, 0].set(ylabel="weight decay")
    return figure


def plot_best_of_searches(best: dict) -> Figure:
    """Return the best score of each of many searches: a row of dots for each kind, with its mean.

    Args:
        best: the kind of search to the best share, from 0 to 1, of each search.
    """
    figure, axes = new_figure(size=(7, 2.4))
    for height, (shares, color, mark) in enumerate(
        zip(best.values(), (BLACK, VERMILLION), ("s", "o"), strict=True)
    ):
        percent = 100 * np.asarray(shares)
        aside = np.linspace(-0.22, 0.22, len(percent))
        axes.plot(percent, -height + aside, mark, color=color, ms=5, alpha=0.8)
        mean = percent.mean()
        axes.plot([mean, mean], [-height - 0.33, -height + 0.33], color=color, lw=3)
        axes.text(mean, -height + 0.36, f"mean {mean:.1f}", color=color, ha="center", va="bottom")
    axes.set_yticks([-n for n in range(len(best))], list(best))
    axes.set(xlabel="the best of nine trials: " + VALIDATION, ylim=(0.5 - len(best), 0.8))
    return figure


def plot_landscape(steps, losses, line_steps, lines: dict) -> Figure:
    """Return the loss round a place in two directions, left, and along straight lines, right.

    Args:
        steps: how far to go in each direction, (n,).
        losses: the loss there, (n, n); row i belongs to steps[i] of the second direction.
        line_steps: shares of the way from the place (0) to another (1).
        lines: the name of the other place to the losses on the way there.
    """
    figure, (left, right) = new_figure(1, 2, (9, 3.9))
    levels = np.geomspace(losses.min(), losses.max(), 15)
    left.contourf(steps, steps, np.log(losses), np.log(levels), cmap="cividis")
    drawn = left.contour(steps, steps, losses, levels[1:-1:2], colors="white", linewidths=0.8)
    left.clabel(drawn, fmt=lambda level: f"{level:.2g}", fontsize=8)
    left.plot(0, 0, "*", color=VERMILLION, mec="white", ms=14)
    left.set(xlabel="first direction", ylabel="second direction", title="two random directions")
    left.set_aspect("equal")
    for (name, on_the_way), (color, mark) in told_apart(
        lines.items(), ((BLUE, "o-"), (GREEN, "^--"), (PURPLE, "s:"))
    ):
        right.plot(line_steps, on_the_way, mark, color=color, ms=4, label=name, markevery=5)
    right.set(xlabel="share of the way", ylabel="loss", ylim=(0, None), title="straight lines")
    right.xaxis.set_major_formatter(PercentFormatter(1))
    right.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, 0.3))
    return figure


def plot_ten_trainings(curves, distances) -> Figure:
    """Return the validation losses of several trainings, left; right, how far apart they end.

    Args:
        curves: the validation loss after each epoch, (n_trainings, n_epochs).
        distances: from the weights of each to the weights of each, (n_trainings, n_trainings).
    """
    figure, (left, right) = new_figure(1, 2, PAIR)
    epochs = np.arange(1, len(curves[0]) + 1)
    for curve in curves:
        left.plot(epochs, curve, color=VERMILLION, lw=1.2, alpha=0.8)
    left.set(xlabel="epoch", ylabel="validation loss", ylim=(0, None), title="similar losses")
    drawn = right.imshow(distances, cmap="cividis", vmin=0)
    ticks = range(len(distances))
    right.set(xlabel="network", ylabel="network", xticks=ticks, yticks=ticks)
    right.set_title("different weights")
    mark_diagonal(right, len(distances))
    figure.colorbar(drawn, ax=right, label="distance of the weights")
    return figure


def mark_diagonal(axes: Axes, n: int) -> None:
    """Write a 0 where a network meets itself."""
    for k in range(n):
        axes.text(k, k, "0", color="white", ha="center", va="center", fontsize=8)


SOFT = "#9AA5B1"  # single batches, behind the line that matters
