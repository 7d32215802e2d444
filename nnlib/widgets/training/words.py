"""The state of a training in words, and what there is to notice in it."""

import numpy as np

from nnlib.plots import in_percent
from nnlib.widgets.training.run import MOST_STEPS, History, Run, Stretch

LONG = 100  # steps: what is shorter says little


def state_in_words(run: Run) -> str:
    """Return step, losses and right answers in words, and one sentence on what to notice."""
    history = run.history
    start = f"Step {run.n_steps:,}" + (f", epoch {run.n_epochs:,}" if run.n_steps else "")
    return (
        f"{start}: the loss is {in_digits(history.train_loss[-1])} in training,"
        f" {in_digits(history.validation_loss[-1])} in validation; right answers"
        f" {share(history.train_accuracy[-1])} and {share(history.validation_accuracy[-1])}."
        f" {notice(run, history)}"
    ).strip()


def in_digits(loss: float) -> str:
    """Return a loss with three digits after the point, and never "0.000" where it is more."""
    return f"{loss:.3f}" if loss == 0 or loss >= 0.0005 else "below 0.001"


def share(right: float) -> str:
    """Return a share of right answers, "100 %" only where all are right."""
    return "100 %" if right == 1 else in_percent(right)


def notice(run: Run, history: History) -> str:
    """Return what to notice: why it ended, what is about to change, or how the losses go."""
    if run.diverged:
        return (
            f"{run.diverged} That step was taken back. Choose a smaller learning rate; Play or"
            " Step then starts again."
        )
    if run.n_steps == MOST_STEPS:
        return "These are all the steps there are: choose Start again."
    if run.settings != run.adopted and run.n_steps:
        return f"From the next step on: {changes_in_words(run)}. The weights stay."
    if run.n_steps == 0:
        return f"Nothing is learned yet: choose Play, or Step for one minibatch.{warning(run)}"
    return trend(run, history)


def warning(run: Run) -> str:
    """Return a sentence for inputs that are far from 0, "" for others."""
    largest = float(np.abs(run.inputs).max())
    if largest <= 10:
        return ""
    return f" The inputs reach out to {largest:.4g}: scale them to about 1, and it learns better."


def changes_in_words(run: Run) -> str:
    """Return which settings are about to change."""
    new, old = vars(run.settings), vars(run.adopted)
    names = {"learning_rate": "learning rate", "batch_size": "batch size", "l1": "L1", "l2": "L2"}
    changed = {
        name: f"{names.get(name, name)} {value if isinstance(value, str) else format(value, '.3g')}"
        for name, value in new.items()
        if value != old[name]
    }
    if "optimizer" in changed:
        changed["optimizer"] += " (which has forgotten the steps before)"
    return ", ".join(changed.values())


def trend(run: Run, history: History) -> str:
    """Return how the losses go since the settings last changed, where that is worth a sentence.

    A single step says little of a trend: losses are compared as means over a hundred steps.
    """
    last = run.story[-1] if run.story else None
    n_steps = last.n_steps if isinstance(last, Stretch) else 0
    if n_steps < 2 * LONG:
        return ""
    first = run.n_steps - n_steps
    training, validation = (
        means(losses[first:]) for losses in (history.train_loss, history.validation_loss)
    )
    lowest = int(np.argmin(validation))
    if len(validation) - lowest > LONG and validation[-1] > 1.1 * validation[lowest]:
        step = first + int(np.argmin(history.validation_loss[first:]))
        best = f"Validation was best at step {step:,}"
        if training[-1] < training[lowest]:
            return (
                f"{best} and has become worse since, while training went on getting better: it"
                " learns the noise by heart, overfitting."
            )
        return f"{best}; both losses are worse now."
    recent = history.train_loss[-2 * LONG :]
    if np.ptp(recent) < 0.01 and recent[-1] > 0.5:
        return f"For {2 * LONG} steps the training loss has hardly moved."
    return ""


def means(losses: np.ndarray) -> np.ndarray:
    """Return the mean of each hundred losses in a row. Shapes: (n,) in, (n - 99,) out."""
    sums = np.cumsum(np.concatenate([[0.0], losses]))
    return (sums[LONG:] - sums[:-LONG]) / LONG
