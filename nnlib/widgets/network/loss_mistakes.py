"""Wrong computations of the error, and of its gradient at an output: each loss has its own.

A sentence has to be true for every number of outputs and for every activation before the loss.
"""

from collections.abc import Iterator
from math import log, sqrt

import numpy as np

from nnlib.layers import sigmoid, softmax
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError, SoftmaxCrossEntropy
from nnlib.widgets.network.losses import fraction
from nnlib.widgets.network.worked import WorkedNetwork

Mistake = tuple[float, str]


def wrong_errors(network: WorkedNetwork) -> Iterator[Mistake]:
    """Yield wrong errors."""
    outputs, targets = last_outputs(network), list(network.target.values())
    first = network.layers[-1][0]
    yield from WRONG_ERRORS[type(network.loss)](network, outputs, targets)
    yield (
        network.loss([outputs], [targets[::-1]]),
        f"The targets have changed places: {first} goes with t1.",
    )
    yield (
        network.loss([last_sums(network)], network.targets),
        "You took the sums of the outputs' neurons. E is made of their outputs.",
    )


def wrong_squared_errors(
    network: WorkedNetwork, outputs: list[float], targets: list[float]
) -> Iterator[Mistake]:
    """Yield wrong mean squared errors."""
    differences = [y - t for y, t in zip(outputs, targets, strict=True)]
    n, first, right = len(outputs), network.layers[-1][0], network.numbers.loss
    squares = [d * d for d in differences]
    yield from wrong_means(network, squares)
    yield sum(differences) / n, "The squares are missing: each difference is squared."
    yield sum(differences), "The squares are missing: each difference is squared."
    yield sum(map(abs, differences)) / n, "These are the differences. They are squared first."
    yield sum(differences) ** 2 / n, "Square each difference first, then add: not the other way."
    yield sqrt(right), "This is the square root of E. There is no root in it."
    what = f"the sum of the squares, divided by {n}" if n > 1 else "the square of the difference"
    yield right / 2, f"It is halved once too often: E is {what}."
    yield sum(squares) / 2, f"You divided by 2. The mean over the outputs divides by {n}."
    added = sum((y + t) ** 2 for y, t in zip(outputs, targets, strict=True)) / n
    yield added, f"You added the targets. The difference is output − target, {first} − t1."


def wrong_binary_errors(
    network: WorkedNetwork, outputs: list[float], targets: list[float]
) -> Iterator[Mistake]:
    """Yield wrong binary cross-entropies."""
    yield from wrong_logarithms(network)
    parts = [network.loss([[y]], [[t]]) for y, t in zip(outputs, targets, strict=True)]
    yield from wrong_means(network, parts)
    for name, part, target in zip(network.layers[-1], parts, targets, strict=True):
        if target in (0, 1):
            p, whose = np.exp(-part), f"of the right answer at {name}"
            yield p, f"This is the probability {whose}. E is made of minus its natural logarithm."
            yield 1 - p, f"This is 1 minus the probability {whose}. Take −log of that probability."
    swapped = [1 - t for t in targets]
    words = "You took 1 − t for t: −log p goes with t, and −log(1 − p) with 1 − t."
    yield network.loss([outputs], [swapped]), words
    y, t = np.array(outputs), np.array(targets)
    as_probabilities = float(np.mean(-t * np.log(y) - (1 - t) * np.log(1 - y)))
    yield as_probabilities, "You took the outputs. p is the sigmoid of each output."


def wrong_softmax_errors(
    network: WorkedNetwork, outputs: list[float], targets: list[float]
) -> Iterator[Mistake]:
    """Yield wrong softmax cross-entropies."""
    yield from wrong_logarithms(network)
    n, probabilities = len(outputs), softmax(outputs)
    surprises = -np.log(probabilities)
    for name, part in zip(network.layers[-1], surprises * targets, strict=True):
        if part:
            yield part, f"This is the part of {name} alone. Those of all outputs are added."
    if 1 in targets:
        k = targets.index(1)
        p, own = probabilities[k], f"p{k + 1}"
        yield p, f"This is {own}, a probability. E is minus its natural logarithm."
        yield 1 - p, f"This is 1 − {own}. E is −log {own}."
        for other, surprise in enumerate(surprises, start=1):
            yield surprise, f"This is −log p{other}. The right class has {own}: E is −log {own}."
        yield -np.log(1 - p), f"This is −log(1 − {own}). E is −log {own}."
        for wrong in (surprises.sum(), surprises.mean()):
            yield wrong, f"You took −log p of every class. Only the right one counts, −log {own}."
        yield -np.log(outputs[k]), f"You took the output. {own} is the softmax of the outputs."
        words = f"You took the sigmoid. {own} is the softmax of the outputs."
        yield -np.log(sigmoid(outputs[k])), words
    yield network.numbers.loss / n, f"There is no mean over the classes: E is not divided by {n}."


def wrong_logarithms(network: WorkedNetwork) -> Iterator[Mistake]:
    """Yield cross-entropies with something wrong about the logarithm."""
    right = network.numbers.loss
    yield -right, "The minus before the logarithm is lost: E is never below 0."
    yield right / log(10), "This is the logarithm to base 10. Take the natural one, np.log."
    yield right / log(2), "This is the logarithm to base 2. Take the natural one, np.log."


def wrong_means(network: WorkedNetwork, parts: list[float]) -> Iterator[Mistake]:
    """Yield wrong means over the outputs, each of which has its part in E."""
    n = len(parts)
    yield sum(parts), f"The mean is lost: divide the sum over the outputs by {n}."
    if n > 1:
        for name, part in zip(network.layers[-1], parts, strict=True):
            yield part / n, f"This is the part of {name} alone. Those of all outputs are added."
            yield part, f"This comes from {name} alone, and is not divided by {n}."


def wrong_loss_gradients(network: WorkedNetwork, name: str) -> Iterator[Mistake]:
    """Yield wrong gradients at an output of the network."""
    k = network.layers[-1].index(name)
    sums, target = last_sums(network), network.target[f"t{k + 1}"]
    yield from WRONG_GRADIENTS[type(network.loss)](last_outputs(network), k, target)
    if network.neurons[name].activation:
        for wrong in (network.loss.gradient([sums], network.targets)[0, k], sums[k] - target):
            yield wrong, f"You took the sum of {name}. E is made of its output."


def wrong_squared_gradients(outputs: list[float], k: int, target: float) -> Iterator[Mistake]:
    """Yield wrong gradients of the mean squared error, 2/n (y − t)."""
    n, y = len(outputs), outputs[k]
    difference = y - target
    yield -2 / n * difference, "The sign is flipped: it is output − target."
    if n != 2:  # with two outputs the 2 of the square and that of the mean cancel
        lost = fraction(2, n).strip(" ·")
        mean = f", and the mean divides by {n}" if n > 1 else ""
        yield difference, f"The factor {lost} is missing: the slope of d² is 2 d{mean}."
    yield 2 * difference, f"The mean is lost: divide by {n}, for E is a mean over {n} outputs."
    yield difference / n, "The 2 of the square is missing: the slope of d² is 2 d."
    yield difference * difference, "It is not squared: the slope of a square is not a square."
    yield difference * difference / n, "This is the part of the error. Its slope is asked for."
    for share in (2 / n, 1):
        yield share * y, "The target is missing: it is output − target."
        yield share * (y + target), "You added the target. It is output − target."


def wrong_binary_gradients(outputs: list[float], k: int, target: float) -> Iterator[Mistake]:
    """Yield wrong gradients of the binary cross-entropy, (p − t) / n."""
    n, y, own = len(outputs), outputs[k], f"p{k + 1}"
    p = float(sigmoid(y))
    yield (target - p) / n, "The sign is flipped: it is probability − target."
    yield p - target, f"The mean is lost: divide by {n}, for E is a mean over {n} outputs."
    for share in (1 / n, 1):
        yield share * p, "The target is missing: it is probability − target."
        yield share * (p + target), "You added the target. It is probability − target."
        yield (
            share * (p - target) * p * (1 - p),
            f"You multiplied by the slope of the sigmoid. The logarithm cancels it: {own} − target"
            " is left.",
        )
    for share in (1 / n, 1, 2 / n):
        yield share * (y - target), f"You took the output. {own} is the sigmoid of the output."


def wrong_softmax_gradients(outputs: list[float], k: int, target: float) -> Iterator[Mistake]:
    """Yield wrong gradients of the softmax cross-entropy, p − t."""
    n, y, own = len(outputs), outputs[k], f"p{k + 1}"
    p = float(softmax(outputs)[k])
    yield target - p, "The sign is flipped: it is probability − target."
    yield (p - target) / n, f"There is no mean over the classes: do not divide by {n}."
    yield p, "The target is missing: it is probability − target."
    yield p + target, "You added the target. It is probability − target."
    yield float(sigmoid(y)) - target, f"You took the sigmoid. {own} is the softmax of the outputs."
    for share in (1, 2 / n):
        yield share * (y - target), f"You took the output. {own} is the softmax of the outputs."


WRONG_ERRORS = {
    MeanSquaredError: wrong_squared_errors,
    BinaryCrossEntropy: wrong_binary_errors,
    SoftmaxCrossEntropy: wrong_softmax_errors,
}
WRONG_GRADIENTS = {
    MeanSquaredError: wrong_squared_gradients,
    BinaryCrossEntropy: wrong_binary_gradients,
    SoftmaxCrossEntropy: wrong_softmax_gradients,
}


def last_outputs(network: WorkedNetwork) -> list[float]:
    """Return the outputs of the network."""
    return [network.numbers.outputs[name] for name in network.layers[-1]]


def last_sums(network: WorkedNetwork) -> list[float]:
    """Return the sums of the neurons that give the outputs."""
    return [network.numbers.sums[name] for name in network.layers[-1]]
