"""The steps of a training: each takes some examples forward and back.

`Steps` does it for every model. On small batches it spends much of its time on questions: is this
an array, of which shape, has forward been called? While a network trains, the answers are the same
at each step. So where a model is made of `Linear` and activations alone, a `Plan` asks nothing,
holds ready what does not change, and does what layers.py says. A step at batch 10 then takes 0.7
of the time, and but for the order of a sum the numbers are the same: a test compares them.
"""

import functools
from collections.abc import Callable

import numpy as np

from nnlib.datasets import scale
from nnlib.layers import Activation, Layer, Linear, Sigmoid
from nnlib.optimizers import Optimizer

Half = Callable[[np.ndarray], np.ndarray]  # a layer's way forward, or its way back
Change = Callable[[np.ndarray], np.ndarray]  # of the inputs of a minibatch
WHITE = np.array(255, np.float32)  # an array: NumPy would make one of the number each time


class Steps:
    """Takes a model forward and back, with examples of its own.

    Args:
        model: a `Sequential`.
        loss: one of `nnlib.losses`.
        inputs: (n_examples, n_features); uint8 grey values are scaled.
        targets: what `loss.compute` takes, one for each example.
        change: what to do with the inputs of each minibatch once they are scaled, if anything.
    """

    def __init__(
        self, model, loss, inputs: np.ndarray, targets: np.ndarray, change: Change | None = None
    ):
        self.model, self.loss, self.inputs, self.targets = model, loss, inputs, targets
        self.change = change

    def take(self, chosen: np.ndarray) -> np.ndarray:
        """Return the inputs with these numbers, scaled, and changed where that is asked for."""
        rows = as_inputs(self.inputs.take(chosen, axis=0))
        return checked_change(rows, self.change(rows)) if self.change else rows

    def forward(self, chosen: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the loss and the predictions for the examples with these numbers."""
        predictions = self.model.forward(self.take(chosen))
        loss, self.gradient = self.loss.compute(predictions, self.targets.take(chosen, axis=0))
        check_gradient(self.loss, self.gradient, predictions)
        return loss, predictions

    def backward(self) -> None:
        """Set the gradient of every parameter, for the examples that went forward last."""
        self.model.backward(self.gradient, input_gradient=False)


class Plan(Steps):
    """The same for `Linear` and activations, and an optimizer that has joined their parameters."""

    def __init__(
        self, model, loss, inputs: np.ndarray, targets: np.ndarray, change: Change | None = None
    ):
        super().__init__(model, loss, inputs, targets, change)
        self.ways_forward, self.ways_back = [], []
        for n, layer in enumerate(model.layers):
            plan = plan_linear if type(layer) is Linear else plan_activation
            way_forward, way_back = plan(layer, input_gradient=n > 0)
            self.ways_forward.append(way_forward)
            self.ways_back.insert(0, way_back)
        for parameter in model.parameters:
            parameter.gradient = parameter.space  # where the ways back will write
        self.dtype = model.parameters[0].value.dtype
        self.compute = loss.compute
        types = (inputs.dtype, self.dtype)
        self.fills_arrays = change is None and types == (np.uint8, np.float32)
        self.arrays_for = functools.cache(self.arrays_for)

    def take(self, chosen: np.ndarray) -> np.ndarray:
        """Return the inputs with these numbers, ready for the first layer.

        Grey values always fill the same arrays, for large new ones cost time.
        """
        if not self.fills_arrays:
            return super().take(chosen).astype(self.dtype, copy=False)
        grey, rows = self.arrays_for(len(chosen))
        self.inputs.take(chosen, axis=0, out=grey, mode="clip")  # in any other mode it copies
        np.copyto(rows, grey)
        return np.divide(rows, WHITE, out=rows)

    def arrays_for(self, n_examples: int) -> tuple[np.ndarray, np.ndarray]:
        """Return arrays for so many examples: their grey values, and these scaled."""
        shape = (n_examples, self.inputs.shape[1])
        return np.empty(shape, np.uint8), np.empty(shape, np.float32)

    def forward(self, chosen: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the loss and the predictions for the examples with these numbers."""
        values = self.take(chosen)
        for way_forward in self.ways_forward:
            values = way_forward(values)
        loss, gradient = self.compute(values, self.targets.take(chosen, axis=0))
        check_gradient(self.loss, gradient, values)
        self.gradient = gradient if gradient.dtype == self.dtype else gradient.astype(self.dtype)
        return loss, values

    def backward(self) -> None:
        """Set the gradient of every parameter, for the examples that went forward last."""
        gradient = self.gradient
        for way_back in self.ways_back:
            gradient = way_back(gradient)


def plan_linear(layer: Linear, input_gradient: bool) -> tuple[Half, Half]:
    """Return `Linear.forward` and `Linear.backward` without their checks.

    On small batches `np.dot` takes half the time of `@`, and as a product with ones also half of
    that of a sum. It adds in another order, which may change the last digit.
    """
    weight, bias = layer.weight.value, layer.bias.value
    transposed, weight_space, bias_space = weight.T, layer.weight.space, layer.bias.space
    ones = functools.cache(lambda n_examples: np.ones(n_examples, weight.dtype))
    remembered = None

    def way_forward(inputs: np.ndarray) -> np.ndarray:
        nonlocal remembered
        remembered = inputs
        outputs = np.dot(inputs, transposed)
        return np.add(outputs, bias, out=outputs)

    def way_back(output_gradient: np.ndarray) -> np.ndarray | None:
        product = np.dot if len(remembered) > 1 else np.multiply
        product(output_gradient.T, remembered, out=weight_space)
        np.dot(ones(len(remembered)), output_gradient, out=bias_space)
        return np.dot(output_gradient, weight) if input_gradient else None

    return way_forward, way_back


def plan_activation(layer: Activation, input_gradient: bool) -> tuple[Half, Half]:
    """Return `Activation.forward` and `Activation.backward` without their checks."""
    function, derivative_from_output = layer.function, layer.derivative_from_output
    outputs = None

    def way_forward(inputs: np.ndarray) -> np.ndarray:
        nonlocal outputs
        outputs = function(inputs)
        return outputs

    def way_back(output_gradient: np.ndarray) -> np.ndarray | None:
        return output_gradient * derivative_from_output(outputs) if input_gradient else None

    return way_forward, way_back


def steps_for(
    model,
    loss,
    optimizer,
    inputs: np.ndarray,
    targets: np.ndarray,
    change: Change | None = None,
) -> Steps:
    """Return a `Plan` where there can be one, `Steps` otherwise."""
    has_plan = all(type(layer) is Linear or is_plain_activation(layer) for layer in model.layers)
    has_plan = has_plan and keep_precision(model)
    joined = isinstance(optimizer, Optimizer) and optimizer.joins(model.parameters)
    return (Plan if has_plan and joined else Steps)(model, loss, inputs, targets, change)


def is_plain_activation(layer: Layer) -> bool:
    """Return whether `function` and `derivative_from_output` say how this layer goes."""
    kind = type(layer)
    if not isinstance(layer, Activation) or kind.backward is not Activation.backward:
        return False
    return kind.forward in (Activation.forward, Sigmoid.forward)


def keep_precision(model) -> bool:
    """Return whether the activations give the precision that they are given, as a plan expects.

    One that a learner writes may not: `np.where(a > 0, 1, 0.01)` is float64.
    """
    if not model.parameters:
        return False
    one = np.ones((1, 1), model.parameters[0].value.dtype)
    activations = [layer for layer in model.layers if isinstance(layer, Activation)]
    pairs = [(layer.function(one), layer.derivative_from_output(one)) for layer in activations]
    return all(np.asarray(result).dtype == one.dtype for pair in pairs for result in pair)


def check_gradient(loss, gradient: np.ndarray, predictions: np.ndarray) -> None:
    """Say so where a loss of one's own returns a gradient that has not the predictions' shape."""
    if not isinstance(gradient, np.ndarray) or gradient.shape != predictions.shape:
        raise ValueError(
            f"{loss} expected its compute to return the loss and a gradient of the shape of the"
            f" predictions, {predictions.shape}; got {np.shape(gradient)}. Return a number for"
            " each prediction."
        )


def as_inputs(rows: np.ndarray) -> np.ndarray:
    """Return the rows ready for a network: grey values scaled to [0, 1], all else as it is."""
    return scale(rows) if rows.dtype == np.uint8 else rows


def checked_change(rows: np.ndarray, changed: np.ndarray) -> np.ndarray:
    """Return the changed inputs, or say that they have another shape than they had."""
    if np.shape(changed) != rows.shape:
        came = "None" if changed is None else f"the shape {np.shape(changed)}"
        raise ValueError(
            f"augment expected to return inputs of the shape it was given, {rows.shape}; got"
            f" {came}. End the function with return, and keep a row for each example."
        )
    return changed
