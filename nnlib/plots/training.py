"""Figures of a training as it went."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nnlib.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    PAIR,
    PURPLE,
    SINGLE,
    VERMILLION,
    new_figure,
    show_live,
    told_apart,
)


def plot_history(history, n_epochs: int | None = None) -> Figure:
    """Return loss and accuracy against the epoch: training blue, validation vermillion.

    Of a history without right answers, such as a regression's, it is the loss alone.

    Args:
        history: what `train` returned, or what it passed to `on_epoch`.
        n_epochs: how many epochs the axis has room for, at least; None: as many as there are.
    """
    only_loss = history.train_loss and not history.train_accuracy
    n_columns, size = (1, SINGLE) if only_loss else (2, PAIR)
    figure, axes = new_figure(1, n_columns, size, squeeze=False)
    width = max(n_epochs or 1, history.n_epochs)
    draw_curves(axes[0, 0], "loss", history.train_loss, history.validation_loss, width)
    axes[0, 0].set_ylim(bottom=0)
    if not only_loss:
        shares = [history.train_accuracy, history.validation_accuracy]
        percents = [[100 * share for share in row] for row in shares]
        draw_curves(axes[0, 1], "right answers (%)", *percents, width)
    return figure


def draw_curves(axes: Axes, quantity: str, training, validation, n_epochs: int) -> None:
    """Draw a quantity against the epoch, each curve named at its end."""
    curves = [("training", training, BLUE, "o-"), ("validation", validation, VERMILLION, "s--")]
    for name, values, color, mark in curves:
        if len(values):
            label = f"{name}: {values[-1]:.3g}"
            axes.plot(range(1, len(values) + 1), values, mark, color=color, ms=4, label=label)
    axes.set(xlabel="epoch", ylabel=quantity, xlim=(0.5, n_epochs + 0.5))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    if len(training):
        rising = training[-1] > training[0]
        axes.legend(frameon=False, loc="lower right" if rising else "upper right")


class LiveHistory:
    """Draws a training as it goes: `train(..., on_epoch=LiveHistory(n_epochs=20))`.

    Args:
        n_epochs: how many epochs the axes have room for, at least.
    """

    def __init__(self, n_epochs: int):
        self.n_epochs = n_epochs
        self.handle = None

    def __call__(self, history) -> None:
        """Draw what has happened so far, in place of the picture before."""
        alt = (  # the same each time: a test that re-runs a notebook sees the first picture alone
            "Loss, left, and share of right answers, right, against the epoch: circles for the"
            " training examples, squares for the validation examples where there are any."
        )
        if not history.train_accuracy:
            alt = (
                "Loss against the epoch: circles for the training examples, squares for the"
                " validation examples where there are any."
            )
        self.handle = show_live(plot_history(history, self.n_epochs), alt, self.handle)


def plot_comparison(histories: dict, lowest: float = 90) -> Figure:
    """Return the right answers on the validation examples, a curve for each named history.

    Args:
        histories: name to `History`.
        lowest: where the axis begins, in per cent, unless a curve stays below.

    Raises:
        ValueError: for more than four, or a history without validation.
    """
    figure, axes = new_figure()
    styles = [(VERMILLION, "o-"), (GREEN, "s--"), (PURPLE, "^:"), (BLACK, "d-.")]
    for (name, history), (color, mark) in told_apart(histories.items(), styles):
        if not history.validation_accuracy:
            raise ValueError(
                f"plot_comparison expected histories with validation; {name!r} has none."
                " Pass validation=(inputs, targets) to train."
            )
        shares = [100 * share for share in history.validation_accuracy]
        label = f"{name}: {shares[-1]:.2f} %"
        axes.plot(range(1, len(shares) + 1), shares, mark, color=color, ms=4, label=label)
    axes.set(xlabel="epoch", ylabel="right answers on validation digits (%)")
    if all(100 * max(history.validation_accuracy) > lowest for history in histories.values()):
        axes.set_ylim(lowest, 100 if lowest < 50 else None)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.legend(frameon=False, loc="lower right")
    return figure
