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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from nnlib.checks import check_count, check_rng
from nnlib.optimizers import Optimizer
from nnlib.plan import Steps, as_inputs, steps_for

Augment = Callable[[np.ndarray, np.random.Generator], np.ndarray]  # the inputs of a minibatch


@dataclass
class History:
    """What happened in a training: a number for each step, and more for each finished epoch.

    Attributes:
        step_losses: the loss of each minibatch, before the step that it caused.
        train_loss: the mean of these over each epoch.
        train_accuracy: the share of right answers in each epoch, while it learned.
        validation_loss: the loss on the validation examples after each epoch.
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
    on_epoch: Callable[[History], None] | None = None,
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
        on_epoch: called with the history after each epoch, for instance to draw it. It may raise
            `StopTraining`, as `nnlib.early_stopping` does.
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
    check_optimizer(optimizer, model)
    inputs, targets = check_fit(model, loss, inputs, targets)
    if validation is not None:
        check_validation(model, loss, validation)
    history = History() if history is None else history
    history.stopped = ""
    change = (lambda rows: augment(rows, rng)) if augment else None
    n_batches = math.ceil(len(inputs) / batch_size)
    with threadpool_limits(n_threads), progress_bar(n_epochs * n_batches, progress) as bar:
        try:
            model.training = True
            for epoch in range(1, n_epochs + 1):
                start = time.perf_counter()
                bar.set_description(f"epoch {epoch}/{n_epochs}", refresh=False)
                steps = steps_for(model, loss, optimizer, inputs, targets, change)
                order = rng.permutation(len(inputs))
                train_epoch(steps, optimizer, order, batch_size, history, bar)
                validate(model, loss, validation, history)
                history.seconds.append(time.perf_counter() - start)
                bar.set_postfix_str(latest(history))
                if on_epoch:
                    on_epoch(history)
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
) -> None:
    """Take one step for each minibatch, and add the epoch to the history."""
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
    history.train_loss.append(float(np.average(step_losses[-len(sizes) :], weights=sizes)))
    right = np.concatenate(answers) == classes(steps.targets)[order]
    history.train_accuracy.append(float(right.mean()))


def validate(model, loss, validation, history: History) -> None:
    """Add loss and accuracy on the validation examples to the history."""
    if validation is None:
        return
    inputs, targets = validation
    model.training = False
    predictions = predict(model, inputs)
    model.training = True
    history.validation_loss.append(loss(predictions, targets))
    right = classes(predictions, loss.boundary) == classes(np.asarray(targets))
    history.validation_accuracy.append(float(right.mean()))


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

    Raises:
        ValueError: without inputs, or for a batch_size below 1.
    """
    inputs = np.asarray(inputs)
    check_count("batch_size", batch_size)
    if not inputs.ndim or not len(inputs):
        raise ValueError(
            f"predict expected inputs of shape (n_examples, n_features); got {inputs.shape}."
            " Pass at least one row."
        )
    batches = range(0, len(inputs), batch_size)
    return np.concatenate([model.forward(as_inputs(inputs[n : n + batch_size])) for n in batches])


def accuracy(model, inputs: np.ndarray, labels: np.ndarray, *, boundary: float = 0.0) -> float:
    """Return the share of examples, 0 to 1, whose output speaks for their label.

    With several outputs the largest one is the answer; a single one says class 1 above the
    boundary, else class 0.

    Shapes: labels (n_examples,), or one-hot rows (n_examples, n_outputs).

    Args:
        model: a `Sequential`.
        inputs: (n_examples, n_features).
        labels: whole numbers from 0, or rows as above.
        boundary: of a single output: 0 for a logit, 0.5 where the last layer is a `Sigmoid`.

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
    known = np.isin(right, range(n_classes)) if labels.ndim == 1 else (labels >= 0) & (labels <= 1)
    if not known.all():
        raise ValueError(
            f"Expected labels to be whole numbers from 0 to {n_classes - 1}, for {model} tells so"
            f" many classes apart, or rows of 0 and 1; got {labels.min()} to {labels.max()}."
            " Number the classes from 0."
        )
    return classes(outputs, boundary).astype(int), right.astype(int)


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


def check_fit(model, loss, inputs, targets) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs and targets as `loss.compute` takes them, once both have been accepted.

    All targets are checked at once, before the first step, so that no step has to check again.
    """
    inputs, targets = check_examples(inputs, targets)
    prediction = model.forward(as_inputs(inputs[:1]))
    alike = np.broadcast_to(prediction, (len(inputs), *prediction.shape[1:]))
    _, targets = loss.check(alike, targets)
    return inputs, targets


def check_examples(inputs, targets) -> tuple[np.ndarray, np.ndarray]:
    """Return both as arrays, or say that there is not one target for each example."""
    inputs, targets = np.asarray(inputs), np.asarray(targets)
    if not inputs.ndim or inputs.shape[:1] != targets.shape[:1] or not len(inputs):
        raise ValueError(
            "Expected at least one example, and one target for each; got inputs of shape"
            f" {inputs.shape} and targets of shape {targets.shape}. Take both from the same rows"
            " of the data."
        )
    return inputs, targets


def check_validation(model, loss, validation) -> None:
    """Say what is wrong with the validation examples."""
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        many = f" of {len(validation)}" if isinstance(validation, tuple | list) else ""
        raise ValueError(
            "Expected validation to be a pair, (inputs, targets); got"
            f" {type(validation).__name__}{many}. Pass validation=(inputs, targets)."
        )
    try:
        check_fit(model, loss, *validation)
    except (ValueError, TypeError) as error:
        raise type(error)(f"Of the validation examples: {error}") from None


def check_optimizer(optimizer, model) -> None:
    """Say so where an optimizer would move another model, and this one would learn nothing."""
    own = {id(parameter) for parameter in model.parameters}
    if isinstance(optimizer, Optimizer) and own and own.isdisjoint(map(id, optimizer.parameters)):
        raise ValueError(
            f"Expected an optimizer for the parameters of {model}; {optimizer} has those of"
            f" another model. Make it again: {type(optimizer).__name__}(model.parameters, ...)."
        )
