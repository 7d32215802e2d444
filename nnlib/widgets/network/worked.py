"""A small network and one example: every value on the way forward and every gradient back.

All numbers come from the layers of `nnlib` themselves; here they only get their names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from nnlib.diagrams import weights_by_name
from nnlib.layers import Activation, Linear, Sequential
from nnlib.losses import Loss
from nnlib.widgets.network.checks import (
    Block,
    blocks_of,
    check_bounds,
    check_parameters,
    check_shared,
    check_size,
    checked_inputs,
    checked_targets,
    in_float64,
)


@dataclass(frozen=True)
class Neuron:
    """What leads into a neuron, and where it leads; all by name.

    Attributes:
        name: "h1".
        sources: where its lines come from, ("x1", "x2").
        weights: the weights on these lines, ("w1", "w2").
        bias: "b1".
        activation: the layer that makes the output of the sum; None where the sum is the output.
        targets: the neurons of the next layer; none for an output of the network.
        target_weights: the weights on the lines to them.
    """

    name: str
    sources: tuple[str, ...]
    weights: tuple[str, ...]
    bias: str
    activation: Activation | None
    targets: tuple[str, ...]
    target_weights: tuple[str, ...]


@dataclass
class Numbers:
    """All values and gradients by name; `sum_gradients["h1"]` is dE/d(sum of h1)."""

    sums: dict[str, float] = field(default_factory=dict)
    outputs: dict[str, float] = field(default_factory=dict)  # of inputs and neurons
    slopes: dict[str, float] = field(default_factory=dict)  # of the activations
    output_gradients: dict[str, float] = field(default_factory=dict)
    sum_gradients: dict[str, float] = field(default_factory=dict)
    parameters: dict[str, float] = field(default_factory=dict)
    gradients: dict[str, float] = field(default_factory=dict)  # of the parameters
    loss: float = 0.0


class WorkedNetwork:
    """A network of Linear layers and activations, with one example to go forward and back.

    It keeps a copy of the model, in float64: the model itself stays as it is.

    Args:
        model: a `Sequential` of `Linear` layers, each followed by Sigmoid, Tanh, ReLU or nothing.
        inputs: one example, a number for each input.
        targets: a number for each output; for `SoftmaxCrossEntropy` also the label of the class.
        loss: one of `nnlib.losses`.
        shared_biases: whether the neurons of a layer have one bias together.

    Raises:
        ValueError: for a network that is too large or of other layers, or numbers that do not fit.

    Attributes:
        layers: the names of the nodes, layer by layer.
        neurons: what leads into each neuron and out of it, by name, from the first to the last.
        biases: for each layer the name of the bias that is shared, or the neurons' own.
        target: the targets by name, t1, t2, ...
        numbers: all values and gradients, as of now.
    """

    def __init__(
        self,
        model: Sequential,
        inputs: Sequence[float],
        targets: Sequence[float] | int,
        loss: Loss,
        shared_biases: bool = False,
    ):
        self.model, self.loss, self.shared = in_float64(model), loss, shared_biases
        self.blocks = blocks_of(self.model)
        check_size(self.blocks)
        check_parameters(self.model)
        self.inputs = checked_inputs(self.model, inputs)
        self.targets = checked_targets(self.model, loss, targets)
        self.layers = names_of_nodes(self.blocks)
        self.biases = self.names_of_biases()
        self.neurons = self.find_neurons()
        row = np.eye(self.model.n_outputs)[self.targets] if self.targets.ndim == 1 else self.targets
        self.target = {f"t{n}": float(t) for n, t in enumerate(row[0], start=1)}
        self.numbers = self.compute()

    def names_of_biases(self) -> list[str] | list[list[str]]:
        """Return b1 and b2 for two layers that share theirs; else b1, b2, ..., one a neuron."""
        if self.shared:
            check_shared(self.blocks)
            return [f"b{n}" for n in range(1, len(self.layers))]
        numbers = count(1)
        return [[f"b{next(numbers)}" for _ in layer] for layer in self.layers[1:]]

    def find_neurons(self) -> dict[str, Neuron]:
        """Return every neuron with the names of all that it is joined to."""
        weights, numbers = [], count(1)
        for linear, _ in self.blocks:
            names = [[f"w{next(numbers)}" for _ in row] for row in linear.weight.value]
            weights.append(names)
        neurons = {}
        for n, (_, activation) in enumerate(self.blocks):
            last = n + 1 == len(self.blocks)
            for k, name in enumerate(self.layers[n + 1]):
                neurons[name] = Neuron(
                    name=name,
                    sources=tuple(self.layers[n]),
                    weights=tuple(weights[n][k]),
                    bias=self.biases[n] if self.shared else self.biases[n][k],
                    activation=activation,
                    targets=() if last else tuple(self.layers[n + 2]),
                    target_weights=() if last else tuple(row[k] for row in weights[n + 1]),
                )
        return neurons

    def compute(self) -> Numbers:
        """Go forward and back through the layers, and return all numbers by name."""
        numbers = Numbers(
            outputs=dict(zip(self.layers[0], map(float, self.inputs[0]), strict=True))
        )
        predictions = self.model.forward(self.inputs)
        numbers.loss, gradient = self.loss.with_gradient(predictions, self.targets)
        for (linear, activation), names in zip(
            reversed(self.blocks), reversed(self.layers), strict=False
        ):
            put(numbers.sums, names, linear.outputs)
            put(numbers.outputs, names, linear.outputs)
            put(numbers.output_gradients, names, gradient)
            if activation:
                put(numbers.outputs, names, activation.outputs)
                put(numbers.slopes, names, activation.derivative_from_output(activation.outputs))
                gradient = activation.backward(gradient)
            put(numbers.sum_gradients, names, gradient)
            gradient = linear.backward(gradient)
        linears = [linear for linear, _ in self.blocks]
        numbers.parameters = self.by_name(
            [linear.weight.value for linear in linears],
            [linear.bias.value[:1] if self.shared else linear.bias.value for linear in linears],
        )
        collect = np.sum if self.shared else np.asarray  # a value used twice: gradients add
        numbers.gradients = self.by_name(
            [linear.weight.gradient for linear in linears],
            [collect(linear.bias.gradient) for linear in linears],
        )
        return numbers

    def by_name(self, weights, biases) -> dict[str, float]:
        """Return a number for each weight and each bias."""
        biases = [float(number) for bias in biases for number in np.ravel(bias)]
        named = {f"b{n}": number for n, number in enumerate(biases, start=1)}
        return weights_by_name(*weights) | named

    def set_parameters(self, values: dict[str, float]) -> None:
        """Give weights and biases these values, and find all numbers anew.

        Raises:
            ValueError: where one of them, or the loss, would go beyond all bounds; nothing changes.
        """
        before, former = self.numbers.parameters, self.numbers
        check_bounds(values)
        self.write(before | values)
        self.numbers = self.compute()
        if not np.isfinite(self.numbers.loss):
            loss, self.numbers = self.numbers.loss, former
            self.write(before)
            raise ValueError(f"the error E would be {loss}, which is no finite number")

    def write(self, values: dict[str, float]) -> None:
        """Write the parameters into the layers."""
        for neuron, (linear, k) in zip(self.neurons.values(), self.rows(), strict=True):
            linear.weight.value[k] = [values[name] for name in neuron.weights]
            linear.bias.value[k] = values[neuron.bias]

    def rows(self) -> list[tuple[Linear, int]]:
        """Return for each neuron its layer, and its row there."""
        return [(linear, k) for linear, _ in self.blocks for k in range(linear.n_outputs)]

    @property
    def names(self) -> list[str]:
        """All that can be looked at: nodes, weights, biases and the error."""
        nodes = [name for layer in self.layers for name in layer]
        return [*nodes, "E", *self.numbers.parameters]


def put(numbers: dict[str, float], names: list[str], row: np.ndarray) -> None:
    """Give each name its number of a row."""
    numbers.update(zip(names, map(float, row[0]), strict=True))


def names_of_nodes(blocks: list[Block]) -> list[list[str]]:
    """Return x1, x2, ..., then h1, h2, ... through all hidden layers, then y1, y2, ..."""
    names = [[f"x{n + 1}" for n in range(blocks[0][0].n_inputs)]]
    hidden = count(1)
    for linear, _ in blocks[:-1]:
        names.append([f"h{next(hidden)}" for _ in range(linear.n_outputs)])
    return [*names, [f"y{n + 1}" for n in range(blocks[-1][0].n_outputs)]]
