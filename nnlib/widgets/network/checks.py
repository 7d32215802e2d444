"""What a network must be like to be drawn with all its numbers, and what is said if it is not."""

from copy import deepcopy

import numpy as np

from nnlib.layers import Activation, Layer, Linear, ReLU, Sequential, Sigmoid, Tanh
from nnlib.losses import BinaryCrossEntropy, Loss, MeanSquaredError, SoftmaxCrossEntropy

LOSSES = (MeanSquaredError, BinaryCrossEntropy, SoftmaxCrossEntropy)
ACTIVATIONS = (Sigmoid, Tanh, ReLU)
MOST_NODES, MOST_WEIGHTS = 20, 60  # more cannot be read in one picture
LIMIT = 1e6  # a number beyond it counts as lost

Block = tuple[Linear, Activation | None]  # a layer of neurons: the sums, and what is made of them


def in_float64(model: Sequential) -> Sequential:
    """Return a copy of the model that computes with sixteen digits."""
    if not isinstance(model, Sequential):
        raise ValueError(
            f"explore_network expected a Sequential of Linear layers and activations; got"
            f" {type(model).__name__}. Pass Sequential(Linear(2, 2, rng=rng), Sigmoid())."
        )
    model = deepcopy(model)
    for parameter in model.parameters:
        parameter.value, parameter.space = parameter.value.astype(float), None
    return model


def blocks_of(model: Sequential) -> list[Block]:
    """Return each Linear layer with the activation that follows it."""
    blocks: list[Block] = []
    for layer in model.layers:
        if type(layer) is Linear:
            blocks.append((layer, None))
        elif type(layer) in ACTIVATIONS and blocks and blocks[-1][1] is None:
            blocks[-1] = (blocks[-1][0], layer)
        else:
            raise wrong_layer(layer)
    return blocks


def wrong_layer(layer: Layer) -> ValueError:
    """Return the error for a layer that is not drawn."""
    return ValueError(
        "explore_network expected Linear layers, each followed by Sigmoid, Tanh, ReLU or nothing;"
        f" got {layer} where it cannot stand. Leave it out, or build a small model for the picture."
    )


def check_size(blocks: list[Block]) -> None:
    """Say that a network is too large for a picture."""
    n_nodes = blocks[0][0].n_inputs + sum(linear.n_outputs for linear, _ in blocks)
    n_weights = sum(linear.weight.value.size for linear, _ in blocks)
    if n_nodes > MOST_NODES or n_weights > MOST_WEIGHTS:
        raise ValueError(
            f"explore_network expected at most {MOST_NODES} nodes and {MOST_WEIGHTS} weights, so"
            f" that every number can be read; got {n_nodes} and {n_weights}."
            " Build a smaller model, such as 3-4-2."
        )


def check_shared(blocks: list[Block]) -> None:
    """Say that biases which are to be one are not equal."""
    for linear, _ in blocks:
        if np.ptp(linear.bias.value):
            raise ValueError(
                f"shared_biases expected the biases of {linear} to be equal; got"
                f" {linear.bias.value}. Set them: linear.bias.value[:] = 0.1, or leave"
                " shared_biases out."
            )


def check_parameters(model: Sequential) -> None:
    """Say which weights or biases of a model are lost beyond all bounds."""
    for parameter in model.parameters:
        for value in parameter.value.flat:
            if not abs(value) <= LIMIT:  # nan is not, either
                raise ValueError(
                    "explore_network expected weights and biases no further than"
                    f" {LIMIT:g} from zero; got {value:.3g} in {parameter.name}. Build the model"
                    " anew, and train it with a smaller learning rate."
                )


def check_bounds(values: dict[str, float]) -> None:
    """Say which value is lost beyond all bounds."""
    for name, value in values.items():
        if not abs(value) <= LIMIT:
            how = "no number" if np.isnan(value) else f"further than {LIMIT:g} from zero"
            raise ValueError(f"{name} would be {value:.3g}, {how}")


def checked_inputs(model: Sequential, inputs) -> np.ndarray:
    """Return the inputs as a batch of one example, or say what is wrong."""
    n = model.n_inputs
    return one_row("inputs", inputs, n, f"one example for {model}, {counted(n)}")


def checked_targets(model: Sequential, loss: Loss, targets) -> np.ndarray:
    """Return the targets as the loss takes them for one example, or say what is wrong."""
    if type(loss) not in LOSSES:  # a loss made from one of them may have another formula
        names = ", ".join(kind.__name__ for kind in LOSSES)
        raise ValueError(f"loss expected one of {names}; got {loss!r}. Pass MeanSquaredError().")
    row, n = as_array(targets), model.n_outputs
    if isinstance(loss, SoftmaxCrossEntropy) and row.dtype.kind in "iu" and row.size == 1:
        row = row.reshape(1)
    else:
        expected = f"{counted(n)}, one for each output of {model}"
        row = one_row("targets", targets, n, expected)
    loss(np.zeros((1, n)), row)  # says what else is wrong, such as a label too large
    return row


def one_row(name: str, values, n: int, expected: str) -> np.ndarray:
    """Return n numbers as a batch of one example, or say what was expected."""
    row = as_array(values)
    if n == 1 and row.ndim == 0:
        row = row.reshape(1)
    is_numeric, fits = row.dtype.kind in "biuf", row.shape in ((n,), (1, n))
    if is_numeric and fits:
        row = row.astype(float).reshape(1, -1)
        if (np.abs(row) <= LIMIT).all():
            return row
    advice = f"For a batch, choose one row: {name}[0]."
    if fits or not is_numeric:
        advice = f"Pass real numbers no further than {LIMIT:g} from zero, such as 0.5."
    raise ValueError(f"{name} expected {expected}; got {values!r}. {advice}")


def counted(n: int) -> str:
    """Return "1 finite number", "2 finite numbers"."""
    return f"{n} finite number" + ("s" if n > 1 else "")


def as_array(values) -> np.ndarray:
    """Return values as an array; rows of different lengths as one of objects."""
    try:
        return np.asarray(values)
    except ValueError:
        return np.asarray(values, dtype=object)
