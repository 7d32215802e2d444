"""Gradients by nudging: slow, independent of backpropagation, and so a check of it.

Nudge one number up and down by a small step, see how much the loss changes, divide. This takes
two forward passes for each number of the network; backpropagation takes one backward pass for
all of them. In float32 the nudge drowns in rounding, so checks are made in float64.
"""

from collections.abc import Callable

import numpy as np

from nnlib.checks import check_number, checked_value


def numerical_gradient(
    function: Callable[[np.ndarray], float], point: np.ndarray, step: float = 1e-5
) -> np.ndarray:
    """Return (f(x + h) − f(x − h)) / 2h for each number of the point, by centred differences.

    Shapes: point and gradient any shape, the same.

    Args:
        function: takes an array like `point` and returns a number.
        point: where the gradient is wanted. It is left as it was.
        step: h; about the cube root of the rounding error, 1e-5, is best in float64.

    Raises:
        ValueError: for a step that is not above 0, or so small that it is lost beside a number
            of the point, or a function that does not return one real number.

    Source: Nocedal and Wright 2006, Numerical Optimization, section 8.1.
    Taught in: lessons 01 and 02.
    """
    check_number("step", step, "above 0", 1e-5)
    nudged = np.array(point, dtype=float)
    gradient = np.empty_like(nudged)
    for index in np.ndindex(nudged.shape):
        value = nudged[index].item()
        taken = (value + step) - (value - step)  # 2h, rounded as the two points are
        if taken == 0:
            raise ValueError(
                f"Expected a step that changes the point; {step:g} is lost beside {value:g}. Pass a"
                " larger one."
            )
        nudged[index] = value + step
        above = checked_value(function(nudged.copy()))
        nudged[index] = value - step
        below = checked_value(function(nudged.copy()))
        nudged[index] = value
        gradient[index] = (above - below) / taken
    return gradient


def relative_error(a: np.ndarray, b: np.ndarray, unseen: float = 0.0) -> float:
    """Return ‖a − b‖ / (‖a‖ + ‖b‖): 0 for equal arrays, 1 for opposite ones.

    Below 1e-6 two gradients agree; above 1e-3 one of them is wrong, or a nudge has crossed a kink:
    see `compare_gradients`.

    Args:
        a: one array.
        b: another of the same shape.
        unseen: how much of ‖a − b‖ does not count, since it comes from rounding.

    Raises:
        ValueError: when the shapes differ.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        raise ValueError(
            f"relative_error expected two arrays of one shape; got {a.shape} and {b.shape}."
            " A gradient has the shape of the thing that it belongs to."
        )
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.maximum(np.linalg.norm(a - b) - unseen, 0) / size) if size else 0.0


def compare_gradients(model, loss, inputs: np.ndarray, targets: np.ndarray) -> dict[str, float]:
    """Return the relative error of backpropagation, against nudging, for each parameter.

    At a kink, such as that of ReLU at 0, the two differ although both are right. Biases that are
    all 0 and pictures with empty margins lie exactly there: take random numbers as inputs.

    Nudging cannot see a gradient of nearly zero, as at the lowest place of a loss: what rounding
    does to the difference of two losses, about 1e-10 for each number, is not counted as an error.

    What a layer passes back, dloss/dinputs, is checked by the parameters before it. So put a
    `Linear` before a layer of your own, and another behind it.

    Args:
        model: a network built with dtype=np.float64, with training False: Dropout is then off.
        loss: one of nnlib.losses.
        inputs: a small batch, (n_examples, n_features).
        targets: what the loss takes.

    Raises:
        ValueError: when the model has no parameters or is in training, the loss is not finite, or
            a backward sets no gradient.
        TypeError: when the model is not float64.

    Taught in: lesson 06.
    """
    if not model.parameters:
        raise ValueError(
            f"compare_gradients expected a model with parameters; {model} has none. Put a Linear"
            " before it: its gradient passes through all that follows."
        )
    check_precision(model)
    if getattr(model, "training", False):
        raise ValueError(
            "compare_gradients expected a model that is not in training, so that Dropout leaves it"
            " alone; got model.training = True. Set model.training = False."
        )
    for parameter in model.parameters:
        parameter.gradient = None
    predictions = model.forward(inputs)
    rounding = 1e-10 * max(1.0, abs(finite(loss(predictions, targets))))
    model.backward(loss.gradient(predictions, targets))
    backpropagated = [found_gradient(parameter) for parameter in model.parameters]
    errors = {}
    for n, (parameter, gradient) in enumerate(zip(model.parameters, backpropagated, strict=True)):
        nudged = numerical_gradient(
            loss_of(model, loss, inputs, targets, parameter), parameter.value
        )
        unseen = rounding * np.sqrt(nudged.size)
        errors[f"{n}: {parameter.name}"] = relative_error(gradient, nudged, unseen)
    return errors


def finite(loss: float) -> float:
    """Return the loss, or say that there is none to compare."""
    if not np.isfinite(loss):
        raise ValueError(
            f"compare_gradients expected a finite loss; got {loss}. Look for nan in the inputs and"
            " targets, and for weights that are too large."
        )
    return loss


def found_gradient(parameter) -> np.ndarray:
    """Return a copy of the gradient that `backward` has set, or say that it set none."""
    if parameter.gradient is None:
        raise ValueError(
            f"compare_gradients expected backward to set the gradient of {parameter.name}; it set"
            " none. Assign it there: parameter.gradient = ..."
        )
    return np.array(parameter.gradient)


def loss_of(model, loss, inputs, targets, parameter) -> Callable[[np.ndarray], float]:
    """Return the loss as a function of one parameter's value; the parameter is left as it was."""

    def function(value: np.ndarray) -> float:
        original, parameter.value = parameter.value, value
        try:
            return loss(model.forward(inputs), targets)
        finally:
            parameter.value = original

    return function


def check_precision(model) -> None:
    """Say so when a model is not in float64."""
    for parameter in model.parameters:
        if parameter.value.dtype != np.float64:
            raise TypeError(
                f"A gradient check expected float64; {parameter.name} is {parameter.value.dtype},"
                " in which a nudge drowns in rounding. Build the layers with dtype=np.float64."
            )
