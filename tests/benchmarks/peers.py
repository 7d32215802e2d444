"""The peers: the same network, the same data, the same batches, each as its users would write it.

Each function returns an epoch of plain gradient descent: call it, and it takes all its steps and
returns their number. A peer that is not installed is left out. PyTorch, JAX and Keras are in
`frameworks`.
"""

import math
import warnings
from collections.abc import Callable

import numpy as np

from nnlib.datasets import one_hot, scale
from nnlib.optimizers import SGD
from nnlib.training import train
from tests.benchmarks import frameworks
from tests.benchmarks.networks import (
    RATE,
    Network,
    data_for,
    installed,
    nnlib_model,
    starting_weights,
    targets_for,
)

Epoch = Callable[[], int]


def nnlib_epoch(
    network: Network, batch_size: int, momentum: float = 0.0, n_threads: int = 1
) -> Epoch:
    """Train with nnlib, through the public `train`, with its history and progress bar."""
    inputs, labels = data_for(batch_size)
    rng = np.random.default_rng(0)
    model, loss = nnlib_model(network, rng)
    optimizer = SGD(model.parameters, RATE, momentum=momentum)
    settings = {"n_epochs": 1, "batch_size": batch_size, "rng": rng, "n_threads": n_threads}
    targets = targets_for(network, labels)

    def epoch() -> int:
        history = train(model, loss, optimizer, inputs, targets, **settings)
        return len(history.step_losses)

    return epoch


def numpy_epoch(network: Network, batch_size: int) -> Epoch:
    """Train with the plainest NumPy, float32, everything written out in the loop."""
    inputs, labels = data_for(batch_size)
    inputs, targets = scale(inputs), one_hot(labels, 10)
    rng = np.random.default_rng(0)
    weights = starting_weights(network, rng)
    biases = [np.zeros(weight.shape[1], np.float32) for weight in weights]

    def epoch() -> int:
        order, n_steps = rng.permutation(len(inputs)), 0
        for start in range(0, len(inputs), batch_size):
            chosen = order[start : start + batch_size]
            outputs = [inputs[chosen]]
            for weight, bias in zip(weights, biases, strict=True):
                z = outputs[-1] @ weight + bias
                outputs.append(np.maximum(z, 0) if network.softmax else 1 / (1 + np.exp(-z)))
            if network.softmax:
                e = np.exp(z - z.max(axis=1, keepdims=True))
                gradient = (e / e.sum(axis=1, keepdims=True) - targets[chosen]) / batch_size
            else:
                gradient = (outputs[-1] - targets[chosen]) * (2 / z.size)
                gradient *= outputs[-1] * (1 - outputs[-1])
            for n in reversed(range(len(weights))):
                weight_gradient, bias_gradient = outputs[n].T @ gradient, gradient.sum(axis=0)
                if n:
                    a = outputs[n]
                    gradient = (gradient @ weights[n].T) * (a > 0 if network.softmax else a - a * a)
                weights[n] -= RATE * weight_gradient
                biases[n] -= RATE * bias_gradient
            n_steps += 1
        return n_steps

    return epoch


def sklearn_epoch(network: Network, batch_size: int) -> Epoch:
    """Train with scikit-learn, float32: MLPClassifier, or MLPRegressor for the squared error.

    The regressor's last layer has no sigmoid, and cannot be given one.
    """
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    inputs, labels = data_for(batch_size)
    inputs, targets = scale(inputs), targets_for(network, labels)
    kind = MLPClassifier if network.softmax else MLPRegressor
    model = kind(
        hidden_layer_sizes=network.sizes[1:-1],
        activation="relu" if network.softmax else "logistic",
        solver="sgd",
        batch_size=batch_size,
        learning_rate_init=RATE,
        momentum=0,
        nesterovs_momentum=False,
        alpha=0,
        max_iter=1,
        warm_start=True,
        random_state=0,
    )

    def epoch() -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that one epoch is not enough
            model.fit(inputs, targets)
        return len(inputs) // batch_size

    return epoch


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^(−z))."""
    return 1 / (1 + np.exp(-z))


class OneByOne:
    """A network with sigmoids that takes the examples of a batch one after the other.

    As in the book, float64: each example is a column that goes forward and back alone, its
    gradients are added up, and the batch's mean makes the step. The error is ½ Σ (a − t)².

    Source: M. Nielsen 2015, Neural Networks and Deep Learning, chapter 1.
    """

    def __init__(self, weights: list[np.ndarray], biases: list[np.ndarray]):
        self.weights = [np.array(weight, float) for weight in weights]  # (n_out, n_in)
        self.biases = [np.array(bias, float).reshape(-1, 1) for bias in biases]

    def step(self, examples: list[tuple[np.ndarray, np.ndarray]], rate: float) -> None:
        """Change weights and biases by the mean gradient of the examples, pairs of columns."""
        weight_sums = [np.zeros_like(weight) for weight in self.weights]
        bias_sums = [np.zeros_like(bias) for bias in self.biases]
        for x, target in examples:
            weight_gradients, bias_gradients = self.gradients(x, target)
            weight_sums = [a + b for a, b in zip(weight_sums, weight_gradients, strict=True)]
            bias_sums = [a + b for a, b in zip(bias_sums, bias_gradients, strict=True)]
        factor = rate / len(examples)
        self.weights = [w - factor * g for w, g in zip(self.weights, weight_sums, strict=True)]
        self.biases = [b - factor * g for b, g in zip(self.biases, bias_sums, strict=True)]

    def gradients(self, x: np.ndarray, target: np.ndarray) -> tuple[list, list]:
        """Return the gradients of one example's error, for all weights and all biases."""
        outputs = [x]
        for weight, bias in zip(self.weights, self.biases, strict=True):
            outputs.append(sigmoid(weight @ outputs[-1] + bias))
        delta = (outputs[-1] - target) * outputs[-1] * (1 - outputs[-1])
        deltas = [delta]
        for weight, output in zip(self.weights[:0:-1], outputs[-2:0:-1], strict=True):
            delta = (weight.T @ delta) * output * (1 - output)
            deltas.insert(0, delta)
        return [d @ a.T for d, a in zip(deltas, outputs[:-1], strict=True)], deltas


def one_by_one_epoch(network: Network, batch_size: int) -> Epoch:
    """Train one example at a time, as in Nielsen's book; some 5,000 show how long one takes."""
    inputs, labels = data_for(batch_size)
    n_examples = batch_size * min(len(labels) // batch_size, math.ceil(5_000 / batch_size))
    inputs, labels = inputs[:n_examples], labels[:n_examples]
    columns = scale(inputs, float)[:, :, np.newaxis]
    targets = one_hot(labels, 10, float)[:, :, np.newaxis]
    examples = list(zip(columns, targets, strict=True))
    rng = np.random.default_rng(0)
    weights = [weight.T for weight in starting_weights(network, rng)]
    model = OneByOne(weights, [np.zeros(len(weight)) for weight in weights])

    def epoch() -> int:
        rng.shuffle(examples)
        for start in range(0, len(examples), batch_size):
            model.step(examples[start : start + batch_size], RATE)
        return len(examples) // batch_size

    return epoch


def peers_for(network: Network, batch_size: int, compiled: bool = False) -> dict[str, Epoch]:
    """Return every peer that is installed, by its name."""
    found = {
        "nnlib": nnlib_epoch(network, batch_size),
        "plain NumPy": numpy_epoch(network, batch_size),
    }
    if installed("sklearn"):
        found["scikit-learn"] = sklearn_epoch(network, batch_size)
    if installed("torch"):
        found["PyTorch, eager"] = frameworks.torch_epoch(network, batch_size)
        if compiled:
            found["PyTorch, compiled"] = frameworks.torch_compiled_epoch(network, batch_size)
    if installed("jax"):
        found["JAX, jitted step"] = frameworks.jax_epoch(network, batch_size)
        found["JAX, whole epoch"] = frameworks.jax_whole_epoch(network, batch_size)
    if installed("keras"):
        found["Keras, on JAX"] = frameworks.keras_epoch(network, batch_size)
    if not network.softmax:
        found["one example at a time"] = one_by_one_epoch(network, batch_size)
    return found
