"""What `train` and its neighbours expect of a model, a loss, an optimizer and the examples.

All is checked once, before the first step: no step has to ask again.
"""

import inspect
import warnings
from pathlib import Path

import numpy as np

from nnlib.layers import Sigmoid
from nnlib.losses import BinaryCrossEntropy
from nnlib.optimizers import Optimizer
from nnlib.plan import as_inputs

LARGE = 100  # inputs beyond it are hardly meant
OWN_FOLDER = Path(__file__).parent


def check_fit(model, loss, inputs, targets) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs and targets as `loss.compute` takes them, once both have been accepted."""
    inputs, targets = check_examples(inputs, targets)
    check_numbers(inputs)
    if targets.dtype == inputs.dtype == np.uint8 and targets.ndim > 1:
        raise ValueError(
            "Expected targets of about the size of 1, for the inputs are scaled; got uint8, grey"
            " values from 0 to 255. Scale them first: nnlib.datasets.scale(targets)."
        )
    check_whole("targets", targets)
    prediction = model.forward(as_inputs(inputs[:1]))
    alike = np.broadcast_to(prediction, (len(inputs), *prediction.shape[1:]))
    _, targets = loss.check(alike, targets)
    return inputs, targets


def check_whole(name: str, numbers: np.ndarray) -> None:
    """Say where a number is missing: nan, or infinity."""
    if numbers.dtype.kind == "f" and not np.isfinite(numbers).all():
        wrong = np.argwhere(~np.isfinite(numbers))
        raise ValueError(
            f"Expected finite {name}; got {numbers[tuple(wrong[0])]} at"
            f" {tuple(wrong[0].tolist())}, and {len(wrong)} such in all. Fill them, or leave those"
            " rows out."
        )


def check_numbers(inputs: np.ndarray) -> None:
    """Say what is wrong with inputs that are no numbers, that lack some, or are in one row."""
    if inputs.ndim == 1:
        raise ValueError(
            f"Expected inputs of shape (n_examples, n_features); got {inputs.shape}."
            " Make a column of them: inputs.reshape(-1, 1)."
        )
    if inputs.dtype.kind not in "biuf":
        raise TypeError(
            f"Expected inputs to be numbers; got {inputs.dtype}. Turn words into numbers, and"
            " fill what is empty: inputs.astype(float) then takes them."
        )
    if inputs.dtype == np.uint8:
        return
    check_whole("inputs", inputs)
    farthest = max(float(inputs.max()), -float(inputs.min()))
    if farthest > LARGE:
        warnings.warn(
            f"The inputs reach {farthest:g}. A network learns best from inputs of about the size of"
            " 1: divide grey values by 255, else take off the mean and divide by the standard"
            " deviation.",
            stacklevel=level_of_caller(),
        )


def level_of_caller() -> int:
    """Return the `stacklevel` with which a warning names the line that called nnlib."""
    frame, level = inspect.currentframe().f_back, 1
    while frame and Path(frame.f_code.co_filename).is_relative_to(OWN_FOLDER):
        frame, level = frame.f_back, level + 1
    return level


def check_model(model) -> None:
    """Say so where a layer, or something else, stands in the place of a network."""
    if not hasattr(model, "layers"):
        raise TypeError(f"train expected a Sequential; got {model!r}. Wrap it: Sequential(layer).")


def check_loss(model, loss) -> None:
    """Say what is wrong with what should be a loss for this model."""
    needed = ("check", "compute", "boundary")
    if isinstance(loss, type) or not all(hasattr(loss, name) for name in needed):
        advice = "Subclass nnlib.losses.Loss and write compute(predictions, targets)."
        if isinstance(loss, type):
            advice = f"Make one: {loss.__name__}()."
        raise TypeError(f"train expected a loss; got {loss!r}. {advice}")
    if isinstance(loss, BinaryCrossEntropy) and isinstance(model.layers[-1], Sigmoid):
        raise ValueError(
            f"{loss} expected logits, for it holds the sigmoid itself; the last layer of {model} is"
            " a Sigmoid. Leave that layer out."
        )


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
    """Say so where an optimizer would move another model, or nothing at all."""
    if isinstance(optimizer, type) or not hasattr(optimizer, "step"):
        name = optimizer.__name__ if isinstance(optimizer, type) else "SGD"
        raise TypeError(
            f"train expected an optimizer; got {optimizer!r}. Make one: {name}(model.parameters,"
            " learning_rate=0.1)."
        )
    own = {id(parameter) for parameter in model.parameters}
    if (
        isinstance(optimizer, Optimizer)
        and own
        and not own.issuperset(map(id, optimizer.parameters))
    ):
        raise ValueError(
            f"Expected an optimizer for the parameters of {model}; {optimizer} has those of"
            f" another model. Make it again: {type(optimizer).__name__}(model.parameters, ...)."
        )
    if isinstance(optimizer, Optimizer) and optimizer.current_rate() == 0:
        raise ValueError(
            f"Expected a learning rate above 0; the schedule has ended at step"
            f" {optimizer.n_steps:,}. Make a new optimizer, or set optimizer.learning_rate."
        )
