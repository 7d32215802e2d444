"""Training: minibatches in, the four calls for each of them, and a record of how it went.

The loop of the whole course, which `train` repeats for every minibatch:

    predictions = model.forward(inputs)
    loss(predictions, targets)
    model.backward(loss.gradient(predictions, targets))
    optimizer.step()
"""

import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from nnlib.checks import check_count, check_rng
from nnlib.plan import Steps, as_inputs, steps_for
from nnlib.training_checks import (
    check_examples,
    check_fit,
    check_loss,
    check_model,
    check_numbers,
    check_optimizer,
    check_validation,
)

Augment = Callable[[np.ndarray, np.random.Generator], np.ndarray]  # the inputs of a minibatch
OnEpoch = Callable[["History"], None]


@dataclass
class History:
    """What happened in a training: a number for each step, and more for each finished epoch.

    Attributes:
        step_losses: the loss of each minibatch, before the step that it caused.
        train_loss: the mean of these over each epoch.
        train_accuracy: the share of right answers in each epoch, while it learned; empty where
            the targets name no classes, as in a regression.
        validation_loss: the loss on the validation examples after each epoch; nan for epochs
            that had none, as far as others with them came later.
        validation_accuracy: the share of right answers there.
        seconds: how long each epoch took, with its validation.
        stopped: empty, or a sentence on why training ended early.
    """

    step_losses: list[float] = field(default_factory=list, repr=False)
    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list, repr=False)
    stopped: str = ""

    @property
    def n_epochs(self) -> int:
        """How many epochs were finished."""
        return len(self.train_loss)


class StopTraining(Exception):  # noqa: N818 - it is no error
    """What `on_epoch` raises to end a training; its words become `history.stopped`."""


class DivergenceError(ArithmeticError):
    """The loss is no longer a finite number. `history` holds all that came before."""

    def __init__(self, message: str, history: History):
        super().__init__(message)
        self.history = history


def train(
    model,
    loss,
    optimizer,
    inputs: np.ndarray,
    targets: np.ndarray,
    *,
    n_epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    augment: Augment | None = None,
    on_epoch: OnEpoch | Sequence[OnEpoch] | None = None,
    history: History | None = None,
    progress: bool = True,
    n_threads: int = 1,
) -> History:
    """Train the model in place and return the history of it.

    Ctrl-C, or the stop button of a notebook, ends the training and keeps model and history.

    Args:
        model: a `Sequential`.
        loss: one of `nnlib.losses`.
        optimizer: one of `nnlib.optimizers`, for `model.parameters`.
        inputs: (n_examples, n_features); uint8 grey values are scaled, batch by batch.
        targets: what the loss takes, one for each example.
        n_epochs: how many times each example is seen.
        batch_size: how many examples make one step.
        rng: shuffles the examples, anew for each epoch.
        validation: (inputs, targets) that are looked at after each epoch and never learned from.
        augment: changes the inputs of each minibatch, `augment(inputs, rng)`, after scaling; for
            instance with `nnlib.augmentation`.
        on_epoch: called with the history after each epoch, for instance to draw it; or several,
            in a list. It may raise `StopTraining`, as `nnlib.early_stopping` does.
        history: goes on with this one instead of a new one.
        progress: whether to show a progress bar.
        n_threads: how many threads a matrix product may use. The products here are small: a
            second thread seldom helps, and waits for ever where another program is busy.

    Raises:
        DivergenceError: when the loss is not finite any more; `error.history` is the history.
        ValueError: when inputs and targets are not of the same number, a count is below 1, the
            optimizer belongs to another model, or `augment` returns another shape than it was
            given. Validation examples are checked too, before the first step.
        TypeError: for an rng that is none.

    Taught in: lessons 07 and 09.
    """
    check_count("n_epochs", n_epochs)
    check_count("batch_size", batch_size)
    check_rng(rng)
    check_model(model)
    check_loss(model, loss)
    check_optimizer(optimizer, model)
    inputs, targets = check_fit(model, loss, inputs, targets)
    if validation is not None:
        check_validation(model, loss, validation)
    history = History() if history is None else history
    history.stopped = ""
    listeners = on_epoch if isinstance(on_epoch, Sequence) else [on_epoch] if on_epoch else []
    change = (lambda rows: augment(rows, rng)) if augment else None
    named = name_classes(loss, targets)
    n_batches = math.ceil(len(inputs) / batch_size)
    with threadpool_limits(n_threads), progress_bar(n_epochs * n_batches, progress) as bar:
        try:
            for epoch in range(1, n_epochs + 1):
                start = time.perf_counter()
                bar.set_description(f"epoch {epoch}/{n_epochs}", refresh=False)
                steps = steps_for(model, loss, optimizer, inputs, targets, change)
                order = rng.permutation(len(inputs))
                model.training = True
                learned = train_epoch(steps, optimizer, order, batch_size, history, bar)
                model.training = False  # who looks at it now, looks at the whole network
                measured = validate(model, loss, validation)
                add_epoch(history, learned, measured, named)
                history.seconds.append(time.perf_counter() - start)
                bar.set_postfix_str(latest(history))
                for listener in listeners:
                    listener(history)
        except StopTraining as reason:
            history.stopped = str(reason)
        except KeyboardInterrupt:
            history.stopped = f"Stopped by hand after {len(history.step_losses):,} steps."
            print(history.stopped, "The model keeps what it has learned.")
        finally:
            model.training = False
    return history


def train_epoch(
    steps: Steps, optimizer, order: np.ndarray, batch_size: int, history: History, bar: tqdm
) -> tuple[float, float]:
    """Take one step for each minibatch; return the loss and the share of right answers."""
    answers, step_losses, boundary = [], history.step_losses, steps.loss.boundary
    with np.errstate(over="ignore", invalid="ignore"):  # the loss tells
        for chosen in in_turn(order, batch_size):
            step_loss, predictions = steps.forward(chosen)
            step_losses.append(step_loss)
            if not math.isfinite(step_loss):
                raise diverged(history, optimizer)
            steps.backward()
            optimizer.step()
            answers.append(classes(predictions, boundary))
            bar.update()
    sizes = [len(batch) for batch in answers]
    right = np.concatenate(answers) == classes(steps.targets)[order]
    return float(np.average(step_losses[-len(sizes) :], weights=sizes)), float(right.mean())


def validate(model, loss, validation) -> tuple[float, float] | None:
    """Return loss and share of right answers for the validation examples, where there are any."""
    if validation is None:
        return None
    inputs, targets = validation[0], np.asarray(validation[1])
    predictions = outputs_for(model, np.asarray(inputs))
    right = classes(predictions, loss.boundary) == classes(targets)
    return loss(predictions, targets), float(right.mean())


def add_epoch(
    history: History,
    learned: tuple[float, float],
    measured: tuple[float, float] | None,
    named: bool,
) -> None:
    """Add an epoch's loss and, where classes are named, its right answers: all in step."""
    rows = [(history.train_loss, history.train_accuracy, learned)]
    if measured:
        rows.append((history.validation_loss, history.validation_accuracy, measured))
    before = history.n_epochs
    for losses, shares, (loss, share) in rows:
        losses += [math.nan] * (before - len(losses)) + [loss]
        if named:
            shares += [math.nan] * (before - len(shares)) + [share]


def name_classes(loss, targets: np.ndarray) -> bool:
    """Return whether an answer can be right: labels, a column of 0 and 1, rows of probabilities."""
    if targets.ndim == 1:
        return True
    if targets.shape[1] == 1:
        return loss.boundary == 0 or bool(np.isin(targets, (0, 1)).all())
    return bool(np.allclose(targets.sum(axis=1), 1, atol=1e-3) and targets.min() >= 0)


def minibatches(
    inputs: np.ndarray, targets: np.ndarray, batch_size: int, rng: np.random.Generator | None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Return all examples once, `batch_size` at a time, shuffled by `rng` (or in order if None).

    The last batch is smaller when the number of examples is not a multiple of batch_size.

    Raises:
        ValueError: when inputs and targets are not of the same number, or batch_size is below 1.
        TypeError: for an rng that is none.

    Taught in: lesson 07.
    """
    inputs, targets = check_examples(inputs, targets)
    check_count("batch_size", batch_size)
    if rng is not None:
        check_rng(rng)
    order = np.arange(len(inputs)) if rng is None else rng.permutation(len(inputs))
    return (
        (as_inputs(inputs.take(chosen, axis=0)), targets.take(chosen, axis=0))
        for chosen in in_turn(order, batch_size)
    )


def in_turn(order: np.ndarray, batch_size: int) -> Iterator[np.ndarray]:
    """Yield the numbers of the examples of one minibatch after the other, in this order."""
    for start in range(0, len(order), batch_size):
        yield order[start : start + batch_size]


def predict(model, inputs: np.ndarray, batch_size: int = 1000) -> np.ndarray:
    """Return the model's outputs for all inputs, (n_examples, n_outputs), batch by batch.

    uint8 grey values are scaled, as in `train`.

    Raises:
        ValueError: without inputs, for missing values among them, or a batch_size below 1.
        TypeError: for inputs that are no numbers.
    """
    inputs = np.asarray(inputs)
    check_count("batch_size", batch_size)
    if not inputs.ndim or not len(inputs):
        raise ValueError(
            f"predict expected inputs of shape (n_examples, n_features); got {inputs.shape}."
            " Pass at least one row."
        )
    check_numbers(inputs)
    return outputs_for(model, inputs, batch_size)


def outputs_for(model, inputs: np.ndarray, batch_size: int = 1000) -> np.ndarray:
    """Return the model's outputs for inputs that have been checked, batch by batch."""
    batches = range(0, len(inputs), batch_size)
    return np.concatenate([model.forward(as_inputs(inputs[n : n + batch_size])) for n in batches])


def accuracy(model, inputs: np.ndarray, labels: np.ndarray, *, boundary: float = 0.0) -> float:
    """Return the share of examples, 0 to 1, whose output speaks for their label.

    With several outputs the largest one is the answer; a single one says class 1 above the
    boundary, else class 0.

    Shapes: labels (n_examples,), or one-hot rows (n_examples, n_outputs).

    Args:
        model: a `Sequential`.
        inputs: (n_examples, n_features), as `predict` takes them.
        labels: whole numbers from 0, or rows as above.
        boundary: of a single output: 0 for a logit; 0.5 after a `Sigmoid`, or a training with
            `MeanSquaredError`.

    Raises:
        ValueError: for labels of another shape, or of classes that the model does not have.
        TypeError: for labels that are not numbers.
    """
    return float(np.mean(np.equal(*answers_and_labels(model, inputs, labels, boundary))))


def confusion(
    model, inputs: np.ndarray, labels: np.ndarray, n_classes: int = 10, *, boundary: float = 0.0
) -> np.ndarray:
    """Return how often each label (row) was answered with each class (column).

    Shapes: (n_classes, n_classes), integers that add up to the number of examples.

    Args and Raises: as `accuracy`; n_classes is above every class that occurs.
    """
    answers, labels = answers_and_labels(model, inputs, labels, boundary)
    check_count("n_classes", n_classes, least=1 + max(answers.max(), labels.max()))
    counts = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(counts, (labels, answers), 1)
    return counts


def answers_and_labels(
    model, inputs: np.ndarray, labels: np.ndarray, boundary: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the class that the model says and the one that is right, (n_examples,) integers."""
    outputs, labels = predict(model, inputs), np.asarray(labels)
    n_classes = max(outputs.shape[-1], 2)
    if labels.shape not in (outputs.shape[:1], outputs.shape):
        raise ValueError(
            f"Expected labels of shape {outputs.shape[:1]}, one for each example, or one-hot rows"
            f" of shape {outputs.shape}; got {labels.shape}. Pass the labels of these inputs."
        )
    if labels.dtype.kind not in "biuf":
        raise TypeError(
            f"Expected labels to be whole numbers; got {labels.dtype}. Number the classes from 0."
        )
    right = classes(labels)
    known = np.isin(right, range(n_classes)) if labels.ndim == 1 else are_one_hot(labels)
    if not np.all(known):
        raise ValueError(
            f"Expected labels to be whole numbers from 0 to {n_classes - 1}, for {model} tells so"
            f" many classes apart, or rows of 0 and a single 1; got {labels.min()} to"
            f" {labels.max()}. Number the classes from 0."
        )
    return classes(outputs, boundary).astype(int), right.astype(int)


def are_one_hot(rows: np.ndarray) -> bool:
    """Return whether all rows are of 0 and 1, a single 1 in each; a column may be any of both."""
    whole = bool(np.isin(rows, (0, 1)).all())
    return whole and (rows.shape[1] == 1 or bool((rows.sum(axis=1) == 1).all()))


def classes(outputs: np.ndarray, boundary: float = 0.5) -> np.ndarray:
    """Return the class that each row speaks for, (n_examples,): the place of its largest number.

    A single column says 1 above the boundary, else 0. Labels stay as they are.
    """
    if outputs.ndim == 1:
        return outputs
    if outputs.shape[1] == 1:
        return outputs[:, 0] > boundary
    return outputs.argmax(axis=1)


def progress_bar(n_steps: int, wanted: bool) -> tqdm:
    """Return a bar for the steps of a training, on the ordinary output."""
    hidden = {} if wanted else {"disable": True}  # else TQDM_DISABLE may still hide it
    return tqdm(total=n_steps, unit=" steps", ncols=100, file=sys.stdout, **hidden)


def latest(history: History) -> str:
    """Return the last epoch's numbers, for the progress bar."""
    text = f"loss {history.train_loss[-1]:.3f}"
    if history.validation_accuracy:
        text += f", validation {history.validation_accuracy[-1]:.1%}"
    elif history.validation_loss:
        text += f", validation {history.validation_loss[-1]:.3f}"
    return text


def diverged(history: History, optimizer) -> DivergenceError:
    """Return the error that ends a training whose loss is infinite or not a number."""
    step, loss = len(history.step_losses), history.step_losses[-1]
    history.stopped = f"Diverged: the loss of step {step:,} is {loss}."
    look = (
        "look at the inputs (about the size of 1, no nan) and at the initialisation (he before"
        " ReLU, glorot before sigmoid)."
    )
    advice = (
        "Make the model again and train it with a tenth of the learning rate; if that does not"
        f" help, {look}"
    )
    if getattr(optimizer, "n_steps", None) == 0:
        advice = (
            "This optimizer has taken no step yet: make the model again if it was trained before,"
            f" and {look}"
        )
    return DivergenceError(
        f"Expected a finite loss; at step {step:,} it is {loss}, with {optimizer}. {advice}"
        " The history up to here is in error.history.",
        history,
    )
