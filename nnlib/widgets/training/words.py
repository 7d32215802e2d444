"""The state of a training in words, and what there is to notice in it."""

import numpy as np

from nnlib.widgets.training.run import MOST_STEPS, History, Run

LONG = 100  # steps: what is shorter says little


def state_in_words(run: Run) -> str:
    """Return step, losses and right answers in words, and one sentence on what to notice."""
    history = run.history
    start = f"Step {run.n_steps:,}" + (f", epoch {run.n_epochs:,}" if run.n_steps else "")
    return (
        f"{start}: the loss is {history.train_loss[-1]:.3f} in training,"
        f" {history.validation_loss[-1]:.3f} in validation; right answers"
        f" {100 * history.train_accuracy[-1]:.0f} % and"
        f" {100 * history.validation_accuracy[-1]:.0f} %."
        f" {notice(run, history)}"
    ).strip()


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
    return trend(history)


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
    changed = [
        f"{names.get(name, name)} {value if isinstance(value, str) else format(value, '.3g')}"
        for name, value in new.items()
        if value != old[name]
    ]
    empty = ", which has forgotten the steps before" if new["optimizer"] != old["optimizer"] else ""
    return ", ".join(changed) + empty


def trend(history: History) -> str:
    """Return how the losses go, where that is worth a sentence."""
    training, validation = history.train_loss, history.validation_loss
    n_steps, lowest = len(validation) - 1, int(np.argmin(validation))
    since = n_steps - lowest
    if since >= LONG and validation[-1] > 1.1 * validation[lowest]:
        if training[-1] < training[lowest]:
            return (
                f"Validation was best at step {lowest:,} and has become worse since, while"
                " training went on getting better: it learns the noise by heart, overfitting."
            )
        return f"Validation was best at step {lowest:,}; both losses are worse now."
    if n_steps >= 2 * LONG and np.ptp(training[-2 * LONG :]) < 0.01 and training[-1] > 0.5:
        return f"For {2 * LONG} steps the training loss has hardly moved."
    return ""
