"""What a network must be like to be drawn with all its numbers, and what is said if it is not."""

from copy import deepcopy

import numpy as np

from nnlib.layers import Activation, Layer, Linear, ReLU, Sequential, Sigmoid, Tanh
from nnlib.losses import BinaryCrossEntropy, Loss, MeanSquaredError, SoftmaxCrossEntropy

LOSSES = (MeanSquaredError, BinaryCrossEntropy, SoftmaxCrossEntropy)
ACTIVATIONS = (Sigmoid, Tanh, ReLU)
MOST_NODES, MOST_WEIGHTS = 20, 60  # more cannot be read in one picture
LIMIT = 1e6  # a weight beyond it counts as lost

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
        elif isinstance(layer, ACTIVATIONS) and blocks and blocks[-1][1] is None:
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


def check_bounds(values: dict[str, float]) -> None:
    """Say which value is lost beyond all bounds."""
    for name, value in values.items():
        if not abs(value) <= LIMIT:
            raise ValueError(f"{name} would be {value:.3g}, further than {LIMIT:g} from zero")


def checked_inputs(model: Sequential, inputs) -> np.ndarray:
    """Return the inputs as a batch of one example, or say what is wrong."""
    row = np.asarray(inputs, dtype=float)
    if row.shape not in ((model.n_inputs,), (1, model.n_inputs)) or not np.isfinite(row).all():
        raise ValueError(
            f"inputs expected one example for {model}, {model.n_inputs} finite numbers; got"
            f" {inputs!r}. For a batch, choose one row: inputs[0]."
        )
    return row.reshape(1, -1)


def checked_targets(model: Sequential, loss: Loss, targets) -> np.ndarray:
    """Return the targets as the loss takes them for one example, or say what is wrong."""
    if not isinstance(loss, LOSSES):
        names = ", ".join(kind.__name__ for kind in LOSSES)
        raise ValueError(f"loss expected one of {names}; got {loss!r}. Pass MeanSquaredError().")
    row = np.asarray(targets)
    if isinstance(loss, SoftmaxCrossEntropy) and row.dtype.kind in "iu" and row.size == 1:
        row = row.reshape(1)
    elif row.shape in ((model.n_outputs,), (1, model.n_outputs)) and np.isfinite(row).all():
        row = row.reshape(1, -1).astype(float)
    else:
        raise ValueError(
            f"targets expected {model.n_outputs} finite numbers, one for each output of {model};"
            f" got {targets!r}. For a batch, choose one row: targets[0]."
        )
    loss(np.zeros((1, model.n_outputs)), row)  # says what else is wrong, such as a label too large
    return row
