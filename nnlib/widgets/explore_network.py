"""A small network to go through, forward and back, one value at a time; or to fill in by hand.

The computing, the drawing and what ties them to the controls are apart, in `nnlib.widgets.network`.
"""

from collections.abc import Sequence

import numpy as np

from nnlib.layers import Linear, Sequential, Sigmoid
from nnlib.losses import Loss, MeanSquaredError
from nnlib.widgets.network.fill_in import FillIn
from nnlib.widgets.network.walk import Walk
from nnlib.widgets.network.widget import NetworkWidget
from nnlib.widgets.network.worked import WorkedNetwork

INPUTS, TARGETS = (0.95, 0.06), (0.05, 0.82)  # the example of lesson 05
WEIGHTS = ([[0.10, 0.15], [0.03, 0.08]], [[0.18, 0.06], [0.11, 0.26]])
BIASES = (0.05, 0.42)


def explore_network(
    model: Sequential | None = None,
    inputs: Sequence[float] | None = None,
    targets: Sequence[float] | int | None = None,
    *,
    loss: Loss | None = None,
    shared_biases: bool | None = None,
    step: int = 0,
    learning_rate: float = 0.5,
    fill_in: bool = False,
) -> NetworkWidget:
    """Return a widget: a network with one example, to go through value by value.

    Step forward and back, and every value appears with its formula and its numbers. Click on a
    node or a weight to see how it is made. Change a weight, or take a gradient step, and see what
    becomes of the error. The model itself stays as it is: the widget works on a copy.

    Args:
        model: Linear layers, each followed by Sigmoid, Tanh, ReLU or nothing, of at most 20 nodes
            together; None: the network of lesson 05, with its inputs and targets.
        inputs: one example, a number for each input.
        targets: a number for each output; for `SoftmaxCrossEntropy` the label serves too.
        loss: a loss of nnlib.losses; None: MeanSquaredError, with two outputs ½ Σ (y − t)².
        shared_biases: whether the neurons of a layer share one bias, as in lesson 05; None: only
            in the network of that lesson.
        step: how many values are known at first.
        learning_rate: of a gradient step, at first, from 0.01 to 100.
        fill_in: ask for each value, and say of each answer whether it is right, or what is wrong.

    Raises:
        ValueError: for a network that cannot be drawn, or numbers that do not fit it.

    Taught in: lesson 05.
    """
    if model is None:
        model, shared_biases = lesson_network(), shared_biases is not False
        inputs = INPUTS if inputs is None else inputs
        targets = TARGETS if targets is None else targets
    if inputs is None or targets is None:
        raise ValueError(
            "explore_network expected one example with a model of your own; got no"
            f" {'inputs' if inputs is None else 'targets'}. Pass inputs=(...), targets=(...)."
        )
    network = WorkedNetwork(model, inputs, targets, loss or MeanSquaredError(), bool(shared_biases))
    return FillIn(network) if fill_in else Walk(network, step, learning_rate)


def lesson_network() -> Sequential:
    """Return the network of lesson 05."""
    layers = []
    for weight, bias in zip(WEIGHTS, BIASES, strict=True):
        linear = Linear(2, 2, rng=np.random.default_rng(0), dtype=np.float64)
        linear.weight.value[:], linear.bias.value[:] = weight, bias
        layers += [linear, Sigmoid()]
    return Sequential(*layers)
