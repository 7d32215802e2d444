"""Optimizers: how a gradient becomes a step, and schedules: how long that step is.

`optimizer.step()` changes the parameters in place, by their gradients, against the slope:
weight −= learning_rate · gradient.
"""

from collections.abc import Callable, Iterable

import numpy as np

from nnlib.layers import Parameter

Schedule = Callable[[int], float]


def linear_decay(start: float, n_steps: int, end: float = 0.0) -> Schedule:
    """Return a schedule that falls in a straight line from `start` to `end` over `n_steps`.

    The step number n counts from 0; from n_steps on the rate stays at `end`.
    """

    def rate(n: int) -> float:
        return end + (start - end) * max(0.0, 1 - n / n_steps)

    return rate


class SGD:
    """Stochastic gradient descent, with momentum and weight decay where they are asked for.

        velocity = momentum · velocity + gradient + weight_decay · value
        value   −= learning_rate · velocity

    Without momentum the velocity is the gradient itself. Weight decay pulls weights towards
    zero and leaves biases alone.

    Args:
        parameters: what to change, `model.parameters`.
        learning_rate: a positive number, or a schedule that is given the number of the step.
        momentum: how much of the last velocity stays, from 0 (none) to just below 1.
        weight_decay: how strongly weights are pulled towards zero, 0 or more.

    Raises:
        ValueError: for settings outside these ranges.
        RuntimeError: from `step`, when a gradient is missing.

    Source: Polyak 1964 (momentum); Krogh and Hertz 1992 (weight decay).
    Taught in: lesson 09.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        learning_rate: float | Schedule,
        *,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ):
        self.parameters = list(parameters)
        check_settings(learning_rate, momentum, weight_decay)
        self.learning_rate, self.momentum, self.weight_decay = learning_rate, momentum, weight_decay
        self.n_steps = 0
        self.values = join(self.parameters)
        self.velocity, self.scratch = np.zeros_like(self.values), np.empty_like(self.values)
        decays = [np.full(p.value.size, weight_decay * p.decays) for p in self.parameters]
        self.decay = np.concatenate(decays).astype(self.values.dtype)

    def __repr__(self) -> str:
        return (
            f"SGD(learning_rate={self.current_rate():g}, momentum={self.momentum:g},"
            f" weight_decay={self.weight_decay:g})"
        )

    def current_rate(self) -> float:
        """Return the learning rate of the next step."""
        rate = self.learning_rate
        return float(rate(self.n_steps) if callable(rate) else rate)

    def step(self) -> None:
        """Move every parameter one step against its gradient."""
        for parameter in self.parameters:
            if parameter.value.base is not self.values:  # someone has given it a new array
                self.values = join(self.parameters)
        gradient = joined_gradients(self.parameters)
        if self.weight_decay:
            gradient += np.multiply(self.decay, self.values, out=self.scratch)
        if self.momentum:
            self.velocity *= self.momentum
            self.velocity += gradient
            gradient = self.velocity
        self.values -= np.multiply(gradient, self.current_rate(), out=self.scratch)
        self.n_steps += 1
        if self.n_steps % 100 == 0:
            drop_denormals(self.velocity)


def join(parameters: list[Parameter]) -> np.ndarray:
    """Lay all values end to end in one vector, and make each parameter a view of its part.

    One operation then moves them all, instead of one for each weight and each bias.

    Raises:
        ValueError: without parameters, or when they are not all of one precision.
    """
    kinds = {str(parameter.value.dtype) for parameter in parameters}
    if len(kinds) != 1:
        raise ValueError(
            "An optimizer expected parameters of one precision; got"
            f" {' and '.join(sorted(kinds)) or 'none at all'}."
            " Pass model.parameters, of layers with one dtype."
        )
    values = np.concatenate([parameter.value.ravel() for parameter in parameters])
    start = 0
    for parameter in parameters:
        end = start + parameter.value.size
        parameter.value = values[start:end].reshape(parameter.value.shape)
        start = end
    return values


def joined_gradients(parameters: list[Parameter]) -> np.ndarray:
    """Return all gradients end to end in a new vector, or say which one is missing."""
    for parameter in parameters:
        if parameter.gradient is None:
            raise RuntimeError(
                f"step needs a gradient for {parameter.name}, and there is none yet."
                " Call model.backward(loss.gradient(predictions, targets)) before step()."
            )
    return np.concatenate([parameter.gradient.ravel() for parameter in parameters])


def drop_denormals(velocity: np.ndarray) -> None:
    """Set what is nearly zero to zero.

    The velocity of a weight whose input is always 0 shrinks for ever, down to numbers so small
    that the processor takes a hundred times longer for each.
    """
    velocity[np.abs(velocity) < 1e-30] = 0


def check_settings(learning_rate, momentum: float, weight_decay: float) -> None:
    """Say which setting lies outside its range."""
    if not callable(learning_rate) and not learning_rate > 0:
        raise ValueError(
            f"learning_rate is a number above 0 or a schedule; got {learning_rate!r}."
            " Start with 0.1 or 0.01."
        )
    if not 0 <= momentum < 1:
        raise ValueError(f"momentum is 0 or more and below 1; got {momentum!r}. Try 0.9.")
    if not 0 <= weight_decay < float("inf"):
        raise ValueError(f"weight_decay is 0 or more; got {weight_decay!r}. Try 0.001.")
