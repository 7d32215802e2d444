"""Optimizers: how a gradient becomes a step, and schedules: how long that step is.

`optimizer.step()` changes the parameters in place, by their gradients, against the slope:
weight −= learning_rate · gradient.
"""

import math
from collections.abc import Callable, Iterable

import numpy as np

from nnlib.checks import check_count, check_number
from nnlib.layers import Parameter

Schedule = Callable[[int], float]


def linear_decay(start: float, n_steps: int, end: float = 0.0) -> Schedule:
    """Return a schedule that falls in a straight line from `start` to `end` over `n_steps`.

    The step number n counts from 0; from n_steps on the rate stays at `end`.

    Taught in: lesson 08, as the other schedules.
    """
    check_decay(start, n_steps, end)
    return lambda n: end + (start - end) * max(0.0, 1 - n / n_steps)


def cosine_decay(start: float, n_steps: int, end: float = 0.0) -> Schedule:
    """Return a schedule that falls like half a cosine wave: slowly, then fast, then slowly.

    Source: Loshchilov and Hutter 2017, arXiv:1608.03983, equation 5.
    """
    check_decay(start, n_steps, end)
    return lambda n: end + (start - end) * (1 + math.cos(math.pi * min(n / n_steps, 1))) / 2


def step_decay(start: float, factor: float, every: int) -> Schedule:
    """Return a schedule that is multiplied by `factor` after each `every` steps."""
    check_number("start", start, "above 0", 0.1)
    check_number("factor", factor, "above 0", 0.5)
    check_count("every", every)
    return lambda n: start * factor ** (n // every)


def warm_up(rate: float | Schedule, n_steps: int) -> Schedule:
    """Return a schedule that climbs to `rate` in n_steps equal stairs, and then follows it.

    Source: Goyal et al. 2017, arXiv:1706.02677, section 2.2.
    """
    check_count("n_steps", n_steps)
    if not callable(rate):
        check_number("rate", rate, "above 0", 0.1)
    return lambda n: min((n + 1) / n_steps, 1) * (rate(n) if callable(rate) else rate)


def check_decay(start: float, n_steps: int, end: float) -> None:
    """Say what is wrong with a schedule from one rate to another."""
    check_number("start", start, "above 0", 0.1)
    check_number("end", end, "0 or more", 0)
    check_count("n_steps", n_steps)


class Optimizer:
    """What all optimizers share: one vector for all values, one for all gradients, and the step.

        value −= learning_rate · direction(gradient)

    Each optimizer says in `direction` which way to go; only there do they differ.

    Args:
        parameters: what to change, `model.parameters`.
        learning_rate: a positive number, or a schedule that is given the number of the step.
    """

    def __init__(self, parameters: Iterable[Parameter], learning_rate: float | Schedule):
        self.parameters = listed(parameters)
        if not callable(learning_rate):
            check_number("learning_rate", learning_rate, "above 0", 0.1)
        self.learning_rate = learning_rate
        self.n_steps = 0
        self.values, self.gradients = join(self.parameters)
        self.scratch = np.empty_like(self.values)
        self.rate = np.empty((), self.values.dtype)  # NumPy takes longer to make it than to use it
        self.memory: list[np.ndarray] = []  # what the optimizer remembers, a vector each

    def __repr__(self) -> str:
        settings = {"learning_rate": self.current_rate(), **self.settings()}
        words = ", ".join(f"{name}={setting:g}" for name, setting in settings.items())
        return f"{type(self).__name__}({words})"

    def settings(self) -> dict[str, float]:
        """Return the settings besides the learning rate, by name."""
        return {}

    def direction(self, gradient: np.ndarray) -> np.ndarray:
        """Return what the learning rate is to be multiplied with, and remember what is needed.

        Shapes: (n_values,) in and out. The gradient itself must not be changed.
        """
        raise NotImplementedError

    def current_rate(self) -> float:
        """Return the learning rate of the next step."""
        rate = self.learning_rate
        if not callable(rate):
            if not (isinstance(rate, float) and 0 < rate < math.inf):  # quick, at each step
                check_number("learning_rate", rate, "above 0", 0.1)
            return float(rate)
        rate = rate(self.n_steps)
        if not (isinstance(rate, float) and 0 <= rate < math.inf):
            check_number(f"the schedule's rate of step {self.n_steps}", rate, "0 or more", 0.1)
        return float(rate)

    def step(self) -> None:
        """Move every parameter one step against its gradient."""
        self.collect()
        self.rate[()] = self.current_rate()
        self.values -= np.multiply(self.direction(self.gradients), self.rate, out=self.scratch)
        self.n_steps += 1
        if self.n_steps % 100 == 0:
            for vector in self.memory:
                drop_denormals(vector)

    def collect(self) -> None:
        """Make sure that all values and all gradients lie in their joined vectors."""
        for parameter in self.parameters:
            if getattr(parameter.value, "base", None) is not self.values:  # it was given another
                self.values, self.gradients = join(self.parameters)
            if parameter.gradient is not parameter.space:
                parameter.space[...] = existing_gradient(parameter)

    def joins(self, parameters: Iterable[Parameter]) -> bool:
        """Return whether these parameters lie in the joined vectors, and see to it where it can."""
        if any(parameter.value.base is not self.values for parameter in self.parameters):
            self.values, self.gradients = join(self.parameters)
        return all(parameter.value.base is self.values for parameter in parameters)

    def remember(self) -> np.ndarray:
        """Return a new vector of zeros, a number for each value, kept free of denormals."""
        self.memory.append(np.zeros_like(self.values))
        return self.memory[-1]


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum and weight decay where they are asked for.

        pull      = gradient + weight_decay · value
        velocity  = momentum · velocity + pull
        direction = velocity, or with Nesterov's look ahead: momentum · velocity + pull

    Without momentum the velocity is the pull itself. Weight decay pulls weights towards zero
    and leaves biases alone.

    Args:
        parameters: what to change, `model.parameters`.
        learning_rate: a positive number, or a schedule that is given the number of the step.
        momentum: how much of the last velocity stays, from 0 (none) to just below 1.
        nesterov: whether to take the gradient's part as if the velocity had already moved us.
        weight_decay: how strongly weights are pulled towards zero, 0 or more.

    Raises:
        ValueError: for settings outside these ranges.
        RuntimeError: from `step`, when a gradient is missing.

    Source: Polyak 1964 (momentum); Sutskever et al. 2013, equations 3 and 4, with the variable
        of Bengio et al. 2013, arXiv:1212.0901, equation 7 (Nesterov); Krogh and Hertz 1992.
    Taught in: lesson 08.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        learning_rate: float | Schedule,
        *,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ):
        check_number("momentum", momentum, "0 or more and below 1", 0.9)
        check_number("weight_decay", weight_decay, "0 or more", 0.001)
        if nesterov and not momentum:
            raise ValueError("nesterov needs momentum above 0; got 0. Try momentum=0.9.")
        super().__init__(parameters, learning_rate)
        self.momentum, self.nesterov, self.weight_decay = momentum, nesterov, weight_decay
        self.velocity = self.remember()
        decays = [np.full(p.value.size, p.decays) for p in self.parameters]
        self.decays = np.concatenate(decays).astype(self.values.dtype)  # 1: yes, 0: no

    def settings(self) -> dict[str, float]:
        """Return the settings besides the learning rate, by name."""
        nesterov = {"nesterov": True} if self.nesterov else {}
        return {"momentum": self.momentum, **nesterov, "weight_decay": self.weight_decay}

    def direction(self, gradient: np.ndarray) -> np.ndarray:
        """Return the velocity; without momentum, the gradient and the weights' decay."""
        pull = gradient
        if self.weight_decay:
            pull = np.multiply(self.decays, self.values, out=self.scratch)
            pull *= self.weight_decay
            pull += gradient
        if not self.momentum:
            return pull
        self.velocity *= self.momentum
        self.velocity += pull
        return pull + self.momentum * self.velocity if self.nesterov else self.velocity


class AdaGrad(Optimizer):
    """Each value has a learning rate of its own, which shrinks with all that it has moved.

        squares   = squares + gradient²
        direction = gradient / (√squares + tiny)

    Args:
        parameters: what to change, `model.parameters`.
        learning_rate: the size of the first step, whatever the size of the gradient.
        tiny: keeps the division finite while a gradient has always been 0.

    Source: Duchi, Hazan, Singer 2011, JMLR 12, figure 1 with diagonal matrices.
    Taught in: lesson 08.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        learning_rate: float | Schedule = 0.01,
        *,
        tiny: float = 1e-8,
    ):
        check_number("tiny", tiny, "above 0", 1e-8)
        super().__init__(parameters, learning_rate)
        self.tiny, self.squares = tiny, self.remember()

    def direction(self, gradient: np.ndarray) -> np.ndarray:
        """Return the gradient, divided by the root of the sum of its squares so far."""
        self.squares += gradient * gradient
        return gradient / (np.sqrt(self.squares) + self.tiny)


class RMSProp(Optimizer):
    """AdaGrad that forgets: the mean of recent squares instead of the sum of them all.

        squares   = memory · squares + (1 − memory) · gradient²
        direction = gradient / (√squares + tiny)

    Args:
        parameters: what to change, `model.parameters`.
        learning_rate: about the size of a step, whatever the size of the gradient.
        keep: how much of the mean stays at each step, the memory above.
        tiny: keeps the division finite while a gradient has always been 0.

    Source: Hinton 2012, Neural Networks for Machine Learning, lecture 6e.
    Taught in: lesson 08.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        learning_rate: float | Schedule = 0.001,
        *,
        keep: float = 0.9,
        tiny: float = 1e-8,
    ):
        check_number("keep", keep, "0 or more and below 1", 0.9)
        check_number("tiny", tiny, "above 0", 1e-8)
        super().__init__(parameters, learning_rate)
        self.keep, self.tiny, self.squares = keep, tiny, self.remember()

    def settings(self) -> dict[str, float]:
        """Return the settings besides the learning rate, by name."""
        return {"keep": self.keep}

    def direction(self, gradient: np.ndarray) -> np.ndarray:
        """Return the gradient, divided by the root of the mean of its recent squares."""
        mix(self.squares, gradient * gradient, self.keep)
        return gradient / (np.sqrt(self.squares) + self.tiny)


class Adam(Optimizer):
    """Momentum and RMSProp in one: a mean of recent gradients over the root of recent squares.

        mean      = keep_mean · mean + (1 − keep_mean) · gradient
        squares   = keep_squares · squares + (1 − keep_squares) · gradient²
        direction = (mean / c₁) / (√(squares / c₂) + tiny)

    Both means start at 0 and are too small at first; c₁ = 1 − keep_meanⁿ and
    c₂ = 1 − keep_squaresⁿ, at the n-th step, put that right.

    Args:
        parameters: what to change, `model.parameters`.
        learning_rate: about the size of a step, whatever the size of the gradient.
        keep_mean: how much of the mean gradient stays at each step, β₁ in the paper.
        keep_squares: how much of the mean square stays, β₂ in the paper.
        tiny: keeps the division finite while a gradient has always been 0.

    Source: Kingma and Ba 2015, arXiv:1412.6980, algorithm 1.
    Taught in: lesson 08.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        learning_rate: float | Schedule = 0.001,
        *,
        keep_mean: float = 0.9,
        keep_squares: float = 0.999,
        tiny: float = 1e-8,
    ):
        check_number("keep_mean", keep_mean, "0 or more and below 1", 0.9)
        check_number("keep_squares", keep_squares, "0 or more and below 1", 0.999)
        check_number("tiny", tiny, "above 0", 1e-8)
        super().__init__(parameters, learning_rate)
        self.keep_mean, self.keep_squares, self.tiny = keep_mean, keep_squares, tiny
        self.mean, self.squares = self.remember(), self.remember()

    def settings(self) -> dict[str, float]:
        """Return the settings besides the learning rate, by name."""
        return {"keep_mean": self.keep_mean, "keep_squares": self.keep_squares}

    def direction(self, gradient: np.ndarray) -> np.ndarray:
        """Return the mean of recent gradients over the root of the mean of recent squares."""
        n = self.n_steps + 1
        mix(self.mean, gradient, self.keep_mean)
        mix(self.squares, gradient * gradient, self.keep_squares)
        root = np.sqrt(self.squares / (1 - self.keep_squares**n))
        return self.mean / (1 - self.keep_mean**n) / (root + self.tiny)


def mix(mean: np.ndarray, new: np.ndarray, keep: float) -> None:
    """Change a running mean in place: keep · mean + (1 − keep) · new."""
    mean *= keep
    mean += (1 - keep) * new


def listed(parameters: Iterable[Parameter]) -> list[Parameter]:
    """Return the parameters in a list, or say what came instead of them."""
    found = list(parameters) if isinstance(parameters, Iterable) else [parameters]
    for parameter in found:
        if not isinstance(parameter, Parameter):
            raise TypeError(
                f"An optimizer expected parameters; got {parameter!r}. Pass model.parameters."
            )
    return found


def join(parameters: list[Parameter]) -> tuple[np.ndarray, np.ndarray]:
    """Lay all values end to end in one vector, and make room in another for their gradients.

    Each parameter becomes a view of its part of both. One operation then moves all values,
    instead of one for each weight and each bias, and `backward` puts each gradient in its place.

    Raises:
        ValueError: without parameters, or when they are not all of one precision.
        TypeError: for one whose value is no longer an array of floating-point numbers.
    """
    if not parameters:
        raise ValueError(
            "An optimizer expected parameters; got none at all. Pass model.parameters, of a model"
            " with a Linear in it."
        )
    dtype = np.asarray(parameters[0].value).dtype
    for parameter in parameters:
        kind = np.asarray(parameter.value).dtype
        if not isinstance(parameter.value, np.ndarray) or kind.kind != "f":
            raise TypeError(
                f"An optimizer expected an array of floating-point numbers; {parameter.name} is a"
                f" {type(parameter.value).__name__} of {kind}. Use np.array(value, dtype=float)."
            )
        if kind != dtype:
            raise ValueError(
                f"An optimizer expected parameters of one precision, {dtype} like the first; got"
                f" {kind} for {parameter.name}. Use value.astype(np.{dtype})."
            )
    values = np.concatenate([parameter.value.ravel() for parameter in parameters])
    gradients, start = np.empty_like(values), 0
    for parameter in parameters:
        shape, part = parameter.value.shape, slice(start, start + parameter.value.size)
        parameter.value = values[part].reshape(shape)
        parameter.space = gradients[part].reshape(shape)
        start = part.stop
    return values, gradients


def existing_gradient(parameter: Parameter) -> np.ndarray:
    """Return the gradient of the parameter, or say that there is none, or of another shape."""
    if parameter.gradient is None:
        raise RuntimeError(
            f"step needs a gradient for {parameter.name}, and there is none yet."
            " Call model.backward(loss.gradient(predictions, targets)) before step()."
        )
    if np.shape(parameter.gradient) != parameter.value.shape:
        raise ValueError(
            f"step expected a gradient of the shape of {parameter.name}, {parameter.value.shape};"
            f" got {np.shape(parameter.gradient)}. Sum over the examples alone: axis=0."
        )
    return parameter.gradient


def drop_denormals(velocity: np.ndarray) -> None:
    """Set what is nearly zero to zero.

    The velocity of a weight whose input is always 0 shrinks for ever, down to numbers so small
    that the processor takes a hundred times longer for each.
    """
    velocity[np.abs(velocity) < 1e-30] = 0
