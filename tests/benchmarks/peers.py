"""The peers: the same network, the same data, the same batches, each as its users would write it.

784-16-16-10, ReLU, softmax cross-entropy, plain gradient descent. Each function returns an epoch:
call it, and it takes all its steps and returns their number. A peer that is not installed is
left out.
"""

import importlib.util
import itertools
import math

import numpy as np

from nnlib import layers, losses, optimizers
from nnlib.datasets import digits, scale
from nnlib.training import train

SIZES = (784, 16, 16, 10)
RATE = 0.01


def installed(name: str) -> bool:
    """Return whether a package can be imported."""
    return importlib.util.find_spec(name) is not None


def data_for(batch_size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return grey values and labels for one epoch, of 2,000 steps at the most."""
    data = digits()
    n = min(60_000, 2_000 * batch_size)
    return data.train_inputs[:n], data.train_labels[:n]


def nnlib_epoch(batch_size: int, momentum: float = 0.0):
    """Train with nnlib, through the public `train`, with its history and progress bar."""
    inputs, labels = data_for(batch_size)
    rng = np.random.default_rng(0)
    linears = [layers.Linear(a, b, rng=rng) for a, b in itertools.pairwise(SIZES)]
    model = layers.Sequential(linears[0], layers.ReLU(), linears[1], layers.ReLU(), linears[2])
    optimizer = optimizers.SGD(model.parameters, RATE, momentum=momentum)
    loss = losses.SoftmaxCrossEntropy()

    def epoch() -> int:
        history = train(
            model, loss, optimizer, inputs, labels, n_epochs=1, batch_size=batch_size, rng=rng
        )
        return len(history.step_losses)

    return epoch


def numpy_epoch(batch_size: int):
    """Train with the plainest NumPy, float32, everything written out in the loop."""
    inputs, labels = data_for(batch_size)
    inputs = scale(inputs)
    rng = np.random.default_rng(0)
    weights = [
        (rng.normal(size=(a, b)) * math.sqrt(2 / a)).astype(np.float32)
        for a, b in itertools.pairwise(SIZES)
    ]
    biases = [np.zeros(b, np.float32) for b in SIZES[1:]]

    def epoch() -> int:
        order, n_steps = rng.permutation(len(inputs)), 0
        for start in range(0, len(inputs), batch_size):
            chosen = order[start : start + batch_size]
            outputs = [inputs[chosen]]
            for n, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
                z = outputs[-1] @ weight + bias
                outputs.append(np.maximum(z, 0) if n < 2 else z)
            e = np.exp(outputs[-1] - outputs[-1].max(axis=1, keepdims=True))
            gradient = e / e.sum(axis=1, keepdims=True)
            gradient[np.arange(len(chosen)), labels[chosen]] -= 1
            gradient /= len(chosen)
            for n in (2, 1, 0):
                weight_gradient, bias_gradient = outputs[n].T @ gradient, gradient.sum(axis=0)
                if n:
                    gradient = (gradient @ weights[n].T) * (outputs[n] > 0)
                weights[n] -= RATE * weight_gradient
                biases[n] -= RATE * bias_gradient
            n_steps += 1
        return n_steps

    return epoch


def torch_model():
    """Return the network in PyTorch, and its optimizer and loss."""
    import torch

    torch.manual_seed(0)
    pairs = list(itertools.pairwise(SIZES))
    linears = [torch.nn.Linear(a, b) for a, b in pairs]
    relu = torch.nn.ReLU
    model = torch.nn.Sequential(linears[0], relu(), linears[1], relu(), linears[2])
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    return model, optimizer, torch.nn.CrossEntropyLoss()


def torch_epoch(batch_size: int, compiled: bool = False):
    """Train with PyTorch: eager, or with forward, loss and backward compiled."""
    import torch

    inputs, labels = data_for(batch_size)
    inputs, labels = torch.from_numpy(scale(inputs)), torch.from_numpy(np.array(labels))
    model, optimizer, loss = torch_model()

    def step(x, t):
        optimizer.zero_grad()
        error = loss(model(x), t)
        error.backward()
        optimizer.step()
        return error

    step = torch.compile(step) if compiled else step

    def epoch() -> int:
        order, n_steps = torch.randperm(len(inputs)), 0
        for start in range(0, len(inputs) - batch_size + 1, batch_size):
            chosen = order[start : start + batch_size]
            step(inputs[chosen], labels[chosen])
            n_steps += 1
        return n_steps

    return epoch


def sklearn_epoch(batch_size: int):
    """Train with scikit-learn's MLPClassifier, float32."""
    import warnings

    from sklearn.neural_network import MLPClassifier

    inputs, labels = data_for(batch_size)
    inputs = scale(inputs)
    model = MLPClassifier(
        SIZES[1:-1],
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
            model.fit(inputs, labels)
        return math.ceil(len(inputs) / batch_size)

    return epoch


def jax_epoch(batch_size: int):
    """Train with JAX, the whole step jitted."""
    import jax
    import jax.numpy as jnp

    inputs, labels = data_for(batch_size)
    inputs = scale(inputs)
    rng = np.random.default_rng(0)
    parameters = [
        (jnp.asarray(rng.normal(size=(a, b)) * math.sqrt(2 / a), jnp.float32), jnp.zeros(b))
        for a, b in itertools.pairwise(SIZES)
    ]

    def loss(parameters, x, t):
        for weight, bias in parameters[:-1]:
            x = jax.nn.relu(x @ weight + bias)
        logits = jax.nn.log_softmax(x @ parameters[-1][0] + parameters[-1][1])
        return -jnp.take_along_axis(logits, t[:, None], axis=1).mean()

    @jax.jit
    def step(parameters, x, t):
        gradients = jax.grad(loss)(parameters, x, t)
        return jax.tree.map(lambda p, g: p - RATE * g, parameters, gradients)

    def epoch() -> int:
        nonlocal parameters
        order, n_steps = rng.permutation(len(inputs)), 0
        for start in range(0, len(inputs) - batch_size + 1, batch_size):
            chosen = order[start : start + batch_size]
            parameters = step(parameters, inputs[chosen], labels[chosen])
            n_steps += 1
        jax.block_until_ready(parameters)
        return n_steps

    return epoch


def peers_for(batch_size: int, compiled: bool = False) -> dict:
    """Return every peer that is installed, by its name."""
    peers = {"nnlib": nnlib_epoch(batch_size), "plain NumPy": numpy_epoch(batch_size)}
    if installed("sklearn"):
        peers["scikit-learn"] = sklearn_epoch(batch_size)
    if installed("torch"):
        peers["PyTorch, eager"] = torch_epoch(batch_size)
        if compiled:
            peers["PyTorch, compiled"] = torch_epoch(batch_size, compiled=True)
    if installed("jax"):
        peers["JAX, jitted step"] = jax_epoch(batch_size)
    return peers
