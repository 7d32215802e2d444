"""Layers: what a network is made of, and how each one goes forward and backward.

The contract, stated once for every layer of the course:

* Rows are examples. Inputs and outputs have the shape `(n_examples, n_features)`.
* `forward(inputs)` returns the outputs and remembers what `backward` will need.
* `backward(output_gradient)` is given dloss/doutputs. It sets the `gradient` of each
  `Parameter` of the layer and returns dloss/dinputs, which is the `output_gradient` of the
  layer before. This is backpropagation: the chain rule, one layer at a time.
* A gradient has the shape of the thing that it belongs to.
* What `forward` was given and what it returned is remembered, and not copied: until `backward` is
  done, change neither in place.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable, Iterator
from numbers import Real
from pathlib import Path

import numpy as np

from nnlib.checks import as_numbers, check_count, check_floating, check_number, check_rng

RAREST = -1e30  # the lowest logarithm of a probability
# As arrays, for NumPy takes longer to make one of a plain 0 each time than to use it.
ZERO, ONE = np.zeros((), np.float32), np.ones((), np.float32)
INITIALIZATIONS = ("he", "glorot", "zeros")


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return σ(z) = 1 / (1 + e^(−z)), between 0 and 1."""
    with np.errstate(over="ignore"):  # e^(−z) may be infinite, and 1 / (1 + ∞) is 0: rightly so
        return ONE / (ONE + np.exp(-as_numbers(z)))


def below_largest(logits: np.ndarray) -> np.ndarray:
    """Return logits − max(logits) along the last axis: never above 0, so exp cannot overflow."""
    logits = as_numbers(logits)
    with np.errstate(over="ignore"):  # from −3e38 to 3e38 is more than float32 can say
        return logits - logits.max(axis=-1, keepdims=True)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return e^zᵢ / Σⱼ e^zⱼ along the last axis: positive numbers that add up to 1.

    Shapes: (..., n_classes) in and out.
    """
    exponentials = np.exp(below_largest(logits))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Return log(softmax(logits)) along the last axis, without ever taking the log of zero.

    Shapes: (..., n_classes) in and out.
    """
    shifted = np.maximum(below_largest(logits), RAREST)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


class Parameter:
    """A value that training changes, and dloss/dvalue once `backward` has found it.

    The next `backward` writes over the gradient: to keep one, take a copy.

    Args:
        value: the starting value.
        name: what error messages call it.
        decays: whether weight decay pulls it towards zero (weights yes, biases no).
    """

    def __init__(self, value: np.ndarray, name: str, decays: bool = True):
        self.value = as_numbers(value)
        self.gradient: np.ndarray | None = None
        self.space: np.ndarray | None = None  # where an optimizer would like the gradient
        self.name = name
        self.decays = decays

    def __repr__(self) -> str:
        return f"Parameter({self.name!r}, shape={self.value.shape}, {self.value.dtype})"


class Layer:
    """One step of a network. The module's docstring states the contract."""

    n_inputs: int | None = None  # None: as many as come in
    n_outputs: int | None = None  # None: as many as came in
    training = False  # `train` sets it while a network learns; to Dropout it makes a difference

    def __init__(self):
        self.parameters: list[Parameter] = []

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the outputs of this layer."""
        raise NotImplementedError

    def backward(
        self, output_gradient: np.ndarray, input_gradient: bool = True
    ) -> np.ndarray | None:
        """Set the gradients of the parameters and return dloss/dinputs.

        With `input_gradient=False` the last product is left out and None returned: nobody asks
        the first layer of a network how the data should change.
        """
        raise NotImplementedError

    def remembered(self, output_gradient: np.ndarray, outputs: np.ndarray | None) -> np.ndarray:
        """Return `output_gradient` as an array, checked against the outputs of `forward`."""
        if outputs is None:
            raise RuntimeError(
                f"{self}.backward needs what forward remembered, and forward has not been called."
                " Call forward(inputs) first, then backward(loss.gradient(predictions, targets))."
            )
        output_gradient = np.asarray(output_gradient)
        if output_gradient.shape != outputs.shape:
            raise ValueError(
                f"{self}.backward expected a gradient of the shape of its outputs,"
                f" {outputs.shape}; got {output_gradient.shape}."
                " Pass dloss/doutputs for the same batch that went through forward."
            )
        return output_gradient


class Linear(Layer):
    """Weighted sums: outputs = inputs · weightᵀ + bias.

    Shapes:
        inputs (n_examples, n_inputs), outputs (n_examples, n_outputs),
        weight (n_outputs, n_inputs), so that row k holds the weights of neuron k,
        bias (n_outputs,).

    Args:
        n_inputs: how many numbers come in for each example.
        n_outputs: how many neurons there are.
        rng: where the random starting weights come from.
        initialization: "he" (normal, variance 2 / n_inputs: for ReLU), "glorot" (uniform,
            variance 2 / (n_inputs + n_outputs): for sigmoid and tanh), "zeros", or a number:
            the standard deviation of normal weights.
        dtype: float32 to train, float64 to check gradients.

    Raises:
        ValueError: for sizes below 1, an unknown initialization, or inputs of another shape.
        TypeError: for an rng that is none, a dtype of whole numbers, or grey values that were not
            scaled.

    Source: He et al. 2015, arXiv:1502.01852, equation 10; Glorot and Bengio 2010, equation 16.
    Taught in: lessons 03 and 05.
    """

    def __init__(
        self,
        n_inputs: int,
        n_outputs: int,
        *,
        rng: np.random.Generator,
        initialization: str | float = "he",
        dtype: type = np.float32,
    ):
        check_count("n_inputs", n_inputs)
        check_count("n_outputs", n_outputs)
        self.n_inputs, self.n_outputs = n_inputs, n_outputs
        check_floating(dtype)
        weight = initial_weight(n_inputs, n_outputs, rng, initialization).astype(dtype)
        self.weight = Parameter(weight, f"the weight of {self}")
        self.bias = Parameter(np.zeros(n_outputs, dtype), f"the bias of {self}", decays=False)
        self.parameters = [self.weight, self.bias]
        self.inputs: np.ndarray | None = None
        self.outputs: np.ndarray | None = None

    def __repr__(self) -> str:
        return f"Linear({self.n_inputs}, {self.n_outputs})"

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return inputs · weightᵀ + bias."""
        self.inputs = self.checked(inputs)
        self.outputs = self.inputs @ self.weight.value.T
        self.outputs += self.bias.value
        return self.outputs

    def backward(
        self, output_gradient: np.ndarray, input_gradient: bool = True
    ) -> np.ndarray | None:
        """Set dloss/dweight and dloss/dbias, and return dloss/dinputs."""
        output_gradient = self.remembered(output_gradient, self.outputs)
        weight, bias = self.weight, self.bias
        product = np.matmul if len(self.inputs) > 1 else np.multiply  # three times as fast for one
        weight.gradient = product(output_gradient.T, self.inputs, out=weight.space)
        bias.gradient = np.add.reduce(output_gradient, axis=0, out=bias.space)
        return output_gradient @ self.weight.value if input_gradient else None

    def checked(self, inputs: np.ndarray) -> np.ndarray:
        """Return the inputs as an array of this layer's precision, or say what is wrong."""
        inputs = np.asarray(inputs)
        if inputs.ndim != 2 or inputs.shape[1] != self.n_inputs:
            raise ValueError(
                f"{self} expected inputs of shape (n_examples, {self.n_inputs});"
                f" got {inputs.shape}. {self.advice(inputs)}"
            )
        return in_precision_of(self, inputs)

    def advice(self, inputs: np.ndarray) -> str:
        """Return what to do about inputs of another shape."""
        if inputs.ndim == 1 and self.n_inputs == 1:
            return "Make a column of them: inputs.reshape(-1, 1)."
        if inputs.shape == (self.n_inputs,):
            return f"For a single example, pass inputs.reshape(1, {self.n_inputs})."
        if inputs.ndim > 2 and math.prod(inputs.shape[1:]) == self.n_inputs:
            return "Make a row of each example: inputs.reshape(len(inputs), -1)."
        return "Rows are examples: does the layer before have as many outputs?"


def check_scaled(layer: Layer, inputs: np.ndarray) -> None:
    """Say so where grey values have not been scaled."""
    if inputs.dtype == np.uint8:
        raise TypeError(
            f"{layer} expected numbers of about the size of 1; got uint8, grey values from 0"
            " to 255. Scale them first: nnlib.datasets.scale(inputs)."
        )


def in_precision_of(layer: Layer, inputs: np.ndarray) -> np.ndarray:
    """Return the inputs in the precision of the weight; say so where one of both has none."""
    dtype = layer.weight.value.dtype
    if inputs.dtype == dtype:
        return inputs
    check_scaled(layer, inputs)
    if dtype.kind != "f":
        raise TypeError(
            f"{layer} expected a weight of floating-point numbers; got {dtype}. Write it with a"
            " point, such as 2.0, or use weight.astype(np.float32)."
        )
    return inputs.astype(dtype)


def initial_weight(
    n_inputs: int, n_outputs: int, rng: np.random.Generator, initialization: str | float
) -> np.ndarray:
    """Return a starting weight of shape (n_outputs, n_inputs), in float64.

    `initialization` is one of INITIALIZATIONS, or a standard deviation.
    """
    if isinstance(initialization, np.ndarray):
        what_came = f"an array of shape {initialization.shape}"
        initialization = what_came if initialization.ndim else initialization.item()
    if initialization != "zeros":
        check_rng(rng)
    shape = (n_outputs, n_inputs)
    match initialization:
        case "he":
            return rng.normal(0, np.sqrt(2 / n_inputs), shape)
        case "glorot":
            limit = np.sqrt(6 / (n_inputs + n_outputs))
            return rng.uniform(-limit, limit, shape)
        case "zeros":
            return np.zeros(shape)
        case bool():
            pass
        case Real() if 0 <= initialization < np.inf:
            return rng.normal(0, initialization, shape)
    raise ValueError(
        "initialization is a standard deviation, 0 or more, or one of"
        f" {', '.join(INITIALIZATIONS)}; got {initialization!r}."
        " Take he before a ReLU, glorot before a sigmoid or tanh."
    )


class Activation(Layer):
    """A function of each number alone: outputs = f(inputs), any shape."""

    def __init__(self):
        super().__init__()
        self.outputs: np.ndarray | None = None

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return f(inputs)."""
        self.outputs = self.function(as_numbers(inputs))
        return self.outputs

    def backward(
        self, output_gradient: np.ndarray, input_gradient: bool = True
    ) -> np.ndarray | None:
        """Return output_gradient · f′(inputs)."""
        output_gradient = self.remembered(output_gradient, self.outputs)
        return output_gradient * self.derivative_from_output(self.outputs)

    def function(self, z: np.ndarray) -> np.ndarray:
        """Return f(z)."""
        raise NotImplementedError

    def derivative_from_output(self, a: np.ndarray) -> np.ndarray:
        """Return f′(z), given a = f(z) and not z."""
        raise NotImplementedError


class Sigmoid(Activation):
    """σ(z) = 1 / (1 + e^(−z)): squeezes any number into (0, 1).

    Taught in: lesson 03.
    """

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return σ(inputs)."""
        with np.errstate(over="ignore"):  # see `sigmoid`; while a network trains, `train` does it
            return super().forward(inputs)

    def function(self, z: np.ndarray) -> np.ndarray:
        """Return σ(z)."""
        return ONE / (ONE + np.exp(np.negative(z)))

    def derivative_from_output(self, a: np.ndarray) -> np.ndarray:
        """Return σ′(z) = a (1 − a)."""
        return a * (ONE - a)


class Tanh(Activation):
    """tanh(z): squeezes any number into (−1, 1).

    Taught in: lesson 03.
    """

    def function(self, z: np.ndarray) -> np.ndarray:
        """Return tanh(z)."""
        return np.tanh(z)

    def derivative_from_output(self, a: np.ndarray) -> np.ndarray:
        """Return tanh′(z) = 1 − a²."""
        return ONE - a * a


class ReLU(Activation):
    """max(z, 0): lets positive numbers through and stops the others.

    Taught in: lesson 03.
    """

    def function(self, z: np.ndarray) -> np.ndarray:
        """Return max(z, 0)."""
        return np.maximum(z, ZERO)

    def derivative_from_output(self, a: np.ndarray) -> np.ndarray:
        """Return 1 where the number came through, else 0 (and 0 at the kink z = 0)."""
        return np.sign(a)  # a is never below 0; a > 0 would be booleans, and slower


class Dropout(Layer):
    """Silences a random share of the numbers while a network learns, and none afterwards.

        outputs = inputs · mask / (1 − share), where the mask is 0 for a share of the numbers

    What is left is made larger, so that the mean stays the same, and so nothing has to change
    when the network is used. `training` says which of the two it is.

    Args:
        share: how many of the numbers to silence, from 0 to just below 1.
        rng: draws the mask, anew for each batch.

    Raises:
        ValueError: for a share outside this range.
        TypeError: for an rng that is none.

    Source: Srivastava et al. 2014, JMLR 15, section 4, with the scaling of section 10.
    Taught in: lesson 11.
    """

    def __init__(self, share: float, *, rng: np.random.Generator):
        super().__init__()
        check_number("share", share, "0 or more and below 1", 0.2)
        check_rng(rng)
        self.share, self.rng = share, rng
        self.outputs: np.ndarray | None = None
        self.mask: np.ndarray | None = None

    def __repr__(self) -> str:
        return f"Dropout({self.share:g})"

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the inputs, some of them silenced while the network learns."""
        check_scaled(self, np.asarray(inputs))
        self.outputs, self.mask = as_numbers(inputs), None
        if self.training:
            kept = self.rng.random(self.outputs.shape) >= self.share
            self.mask = (kept / (1 - self.share)).astype(self.outputs.dtype)
            self.outputs = self.outputs * self.mask
        return self.outputs

    def backward(
        self, output_gradient: np.ndarray, input_gradient: bool = True
    ) -> np.ndarray | None:
        """Return output_gradient, silenced where the inputs were."""
        output_gradient = self.remembered(output_gradient, self.outputs)
        return output_gradient if self.mask is None else output_gradient * self.mask


class Sequential(Layer):
    """Layers one after the other: the outputs of each are the inputs of the next.

    They stay the same: a network with a new last layer is `Sequential(*model.layers[:-1], new)`.

    Raises:
        ValueError: where the outputs of one layer cannot be the inputs of the next, or one layer
            stands in two places.
        TypeError: for what is no layer.

    Taught in: lessons 03 and 05.
    """

    def __init__(self, *layers: Layer):
        check_layers(layers)
        self.layers = layers
        self.parameters = [parameter for layer in layers for parameter in layer.parameters]
        self.n_inputs, self.n_outputs = check_joints(self.layers)
        learning = [n for n, layer in enumerate(layers) if layer.parameters]
        self.first_with_parameters = learning[0] if learning else 0

    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(repr, self.layers))})"

    @property
    def training(self) -> bool:
        """Whether the network is learning at the moment: see `Dropout`."""
        return any(layer.training for layer in self.layers)

    @training.setter
    def training(self, learns: bool) -> None:
        for layer in self.layers:
            layer.training = learns

    @property
    def n_parameters(self) -> int:
        """How many numbers training may change."""
        return sum(parameter.value.size for parameter in self.parameters)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the outputs of the last layer."""
        for layer in self.layers:
            inputs = layer.forward(inputs)
        return inputs

    def backward(
        self, output_gradient: np.ndarray, input_gradient: bool = True
    ) -> np.ndarray | None:
        """Set the gradient of every parameter, from the last layer back to the first.

        With `input_gradient=False` the way back ends at the first layer that has parameters.
        """
        first = 0 if input_gradient else self.first_with_parameters
        for layer in reversed(self.layers[first + 1 :]):
            output_gradient = layer.backward(output_gradient)
        if input_gradient or not takes_input_gradient(self.layers[first]):
            return self.layers[first].backward(output_gradient)
        return self.layers[first].backward(output_gradient, input_gradient=False)

    def save(self, path: str | Path) -> None:
        """Write the parameters to an .npz file: whole or not at all, and without pickle.

        Raises:
            OSError: for a folder that does not exist or cannot be written, the path of a folder,
                or a full disk.
        """
        from nnlib.saving import save_values  # here: most who import layers never save

        save_values(path, [parameter.value for parameter in self.parameters], repr(self))

    def load(self, path: str | Path) -> None:
        """Read the parameters that `save` wrote for a network of the same architecture.

        Raises:
            ValueError: when the file is not one of ours, is damaged, or holds another network.
            OSError: when there is no such file, or it cannot be read.

        The parameters of this network are then left as they were.
        """
        from nnlib.saving import load_values

        shapes = [parameter.value.shape for parameter in self.parameters]
        pairs = list(zip(self.parameters, load_values(path, repr(self), shapes), strict=True))
        converted = [value.astype(parameter.value.dtype) for parameter, value in pairs]
        for parameter, value in zip(self.parameters, converted, strict=True):
            parameter.value = value


def check_layers(layers: tuple[Layer, ...]) -> None:
    """Say what is wrong with what should be layers, each with a memory of its own."""
    if not layers:
        raise ValueError("Sequential expected at least one layer; got none. Pass it the layers.")
    for position, layer in enumerate(layers, start=1):
        if not isinstance(layer, Layer):
            raise TypeError(
                f"Sequential expected layers; number {position} is {layer!r}. {layer_advice(layer)}"
            )
    known = set()
    for layer in innermost(layers):
        if id(layer) in known:
            raise ValueError(
                f"Sequential expected each layer once; {layer} comes twice. A layer remembers its"
                " own way forward: make a second one."
            )
        known.add(id(layer))
        check_listed(layer)


def check_listed(layer: Layer) -> None:
    """Say so where a layer, such as a learner's own, hides a parameter from the optimizer."""
    if not hasattr(layer, "parameters"):
        raise TypeError(
            f"Sequential expected {type(layer).__name__} to have a list of parameters; it has none."
            " Begin its __init__ with super().__init__()."
        )
    listed = {id(parameter) for parameter in layer.parameters}
    for name, held in vars(layer).items():
        hidden = [one for one in parameters_in(held) if id(one) not in listed]
        if hidden:
            raise ValueError(
                f"Sequential expected {type(layer).__name__}.parameters to list all that it learns;"
                f" {hidden[0].name} of self.{name} is missing, and would stay as it is. Add it:"
                " self.parameters = [...]."
            )


def parameters_in(held) -> Iterator[Parameter]:
    """Yield the parameters in what a layer holds: a parameter, a layer, or a list of such."""
    if isinstance(held, Parameter):
        yield held
    elif isinstance(held, Layer):
        yield from held.parameters
    elif isinstance(held, list | tuple | dict):
        for one in held.values() if isinstance(held, dict) else held:
            yield from parameters_in(one)


def takes_input_gradient(layer: Layer) -> bool:
    """Return whether its `backward` can be told that nobody asks for dloss/dinputs."""
    return "input_gradient" in inspect.signature(layer.backward).parameters


def innermost(layers: Iterable[Layer]) -> Iterator[Layer]:
    """Yield all layers, those of a network within the network too."""
    for layer in layers:
        if isinstance(layer, Sequential):
            yield from innermost(layer.layers)
        else:
            yield layer


def layer_advice(thing) -> str:
    """Return what to do where this stands in the place of a layer."""
    if isinstance(thing, list | tuple):
        return "Pass the layers one by one: Sequential(*layers)."
    if isinstance(thing, type) and issubclass(thing, Layer):
        return f"Make one: {thing.__name__}(...)."
    return "Pass a layer, such as Sigmoid()."


def check_joints(layers: tuple[Layer, ...]) -> tuple[int | None, int | None]:
    """Return how many numbers go in and come out, once each layer fits the one before it."""
    first = current = None
    for position, layer in enumerate(layers, start=1):
        if None not in (current, layer.n_inputs) and current != layer.n_inputs:
            raise ValueError(
                f"Layer {position} of Sequential, {layer}, expected {layer.n_inputs} inputs; the"
                f" layers before it give {current}. Make the two numbers equal."
            )
        first = layer.n_inputs if first is None else first
        current = layer.n_outputs if layer.n_outputs is not None else current
    return first, current
