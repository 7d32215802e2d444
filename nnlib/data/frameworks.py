"""Train the network of lesson 14 in PyTorch, scikit-learn and Keras, for whoever has none of them.

The network, its starting weights and its batches are the same in all of them. `frameworks.json`
then holds:

* `made_with`: the versions and the machine;
* `tiny`: a gradient of one weight in PyTorch, and what is there after a second backward;
* `outputs`: what the network says about the first 32 digits (scikit-learn: probabilities);
* `gradients`: every 13th of the 13,002 gradients of these digits;
* `losses`: the loss of each of 300 steps; `momentum`: the same in PyTorch, with momentum;
* `speeds`: microseconds of the processor for a step, of several widths and batch sizes.

    pip install -e ".[frameworks]" keras jax
    python nnlib/data/frameworks.py

It takes about four minutes, nearly all of them for the speeds. The last digits, and the speeds,
differ on another machine.
"""

import importlib.metadata
import json
import os
import platform
import time
import warnings
from itertools import pairwise
from pathlib import Path

import numpy as np

from nnlib.datasets import digits, scale
from nnlib.layers import Linear, ReLU, Sequential
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD

RATE, BATCH_SIZE, N_STEPS = 0.1, 32, 300
EVERY = 13  # of the gradients that are kept
WIDTHS, BATCH_SIZES = (16, 128, 1024), (1, 32, 256, 1024)
N_TIMED = 2_000_000  # numbers that go in during one measurement, at the most


def digit_network(dtype: type = np.float64, width: int = 16) -> Sequential:
    """Return the network of the lesson, untrained, the same at each call."""
    rng, sizes = np.random.default_rng(14), (784, width, width, 10)
    one, two, three = (Linear(*pair, rng=rng, dtype=dtype) for pair in pairwise(sizes))
    return Sequential(one, ReLU(), two, ReLU(), three)


def batches(n_steps: int, dtype: type) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return batches of the first digits, in their order: inputs and labels."""
    data, pairs = digits(), []
    for start in range(0, n_steps * BATCH_SIZE, BATCH_SIZE):
        rows = slice(start, start + BATCH_SIZE)
        pairs.append((scale(data.train_inputs[rows], dtype), data.train_labels[rows].copy()))
    return pairs


def flat(arrays) -> np.ndarray:
    """Return all numbers of several arrays in one row."""
    return np.concatenate([np.ravel(array) for array in arrays])


def torch_network(network: Sequential):
    """Return the network in PyTorch, with the same weights and biases."""
    import torch

    width = network.layers[0].n_outputs
    one, two, three = (
        torch.nn.Linear(*pair) for pair in [(784, width), (width, width), (width, 10)]
    )
    model = torch.nn.Sequential(one, torch.nn.ReLU(), two, torch.nn.ReLU(), three)
    for theirs, ours in zip(model.parameters(), network.parameters, strict=True):
        theirs.data = torch.tensor(ours.value)
    return model


def torch_step(model, optimizer, inputs, labels) -> float:
    """Take one step in PyTorch, and return the loss before it."""
    import torch

    optimizer.zero_grad()
    logits = model(torch.tensor(inputs))
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels))
    loss.backward()
    optimizer.step()
    return loss.item()


def torch_losses(n_steps: int, dtype: type, **settings) -> list[float]:
    """Return the losses of a training in PyTorch."""
    import torch

    model = torch_network(digit_network(dtype))
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, **settings)
    return [torch_step(model, optimizer, *batch) for batch in batches(n_steps, dtype)]


def torch_gradients(dtype: type) -> np.ndarray:
    """Return all gradients of the first batch in PyTorch."""
    import torch

    model, (inputs, labels) = torch_network(digit_network(dtype)), batches(1, dtype)[0]
    loss = torch.nn.functional.cross_entropy(model(torch.tensor(inputs)), torch.tensor(labels))
    loss.backward()
    return flat(parameter.grad.numpy() for parameter in model.parameters())


def torch_tiny() -> list[float]:
    """Return the gradient of (3 w − 5)² at w = 2 after one backward, and after two."""
    import torch

    w, found = torch.tensor(2.0, requires_grad=True), []
    for _ in range(2):
        ((3 * w - 5) ** 2).backward()
        found.append(w.grad.item())
    return found


def sklearn_network(network: Sequential, batch_size: int = BATCH_SIZE):
    """Return the network in scikit-learn, with the same weights and biases.

    Its arrays exist only after a first step, which is then overwritten.
    """
    from sklearn.neural_network import MLPClassifier

    layers, dtype = network.layers[::2], network.layers[0].weight.value.dtype
    sizes = [layer.n_outputs for layer in layers[:-1]]
    settings = {"batch_size": batch_size, "learning_rate_init": RATE, "shuffle": False}
    model = MLPClassifier(sizes, solver="sgd", momentum=0, alpha=0, **settings)
    anything = np.zeros((batch_size, 784), dtype), np.arange(batch_size) % 10
    model.partial_fit(*anything, classes=range(10))
    for n, layer in enumerate(layers):
        model.coefs_[n][...] = layer.weight.value.T
        model.intercepts_[n][...] = layer.bias.value
    return model


def sklearn_losses(n_steps: int, dtype: type) -> list[float]:
    """Return the losses of a training in scikit-learn."""
    model = sklearn_network(digit_network(dtype))
    return [model.partial_fit(*batch).loss_ for batch in batches(n_steps, dtype)]


def sklearn_gradients(dtype: type) -> np.ndarray:
    """Return all gradients of the first batch: how far one step moved, divided by the rate."""
    model = sklearn_network(digit_network(dtype))
    before = sklearn_parameters(model)
    return (before - sklearn_parameters(model.partial_fit(*batches(1, dtype)[0]))) / RATE


def sklearn_parameters(model) -> np.ndarray:
    """Return all weights and biases in the order of nnlib."""
    pairs = zip(model.coefs_, model.intercepts_, strict=True)
    return flat(array for weight, bias in pairs for array in (weight.T, bias))


def keras_network(network: Sequential):
    """Return the network in Keras, with the same weights and biases."""
    import keras

    relu = {"activation": "relu"}
    layers = [keras.layers.Dense(16, **relu), keras.layers.Dense(16, **relu)]
    model = keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10)])
    model.set_weights([parameter.value.T for parameter in network.parameters])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(RATE), loss=loss)
    return model


def keras_gradients() -> np.ndarray:
    """Return all gradients of the first batch: how far one step moved, divided by the rate."""
    model = keras_network(digit_network(np.float32))
    before = flat(array.T for array in model.get_weights())
    model.train_on_batch(*batches(1, np.float32)[0])
    return (before - flat(array.T for array in model.get_weights())) / RATE


def outputs() -> dict[str, list]:
    """Return what each framework's network says about the first batch."""
    import torch

    network, (inputs, _) = digit_network(), batches(1, np.float64)[0]
    found = {
        "PyTorch": torch_network(network)(torch.tensor(inputs)).detach().numpy(),
        "scikit-learn": sklearn_network(network).predict_proba(inputs),
        "Keras": keras_network(network).predict(inputs.astype(np.float32), verbose=0),
    }
    return {name: [rounded(row) for row in rows] for name, rows in found.items()}


def rounded(numbers, n_digits: int = 12) -> list[float]:
    """Return numbers with so many digits, for the file."""
    return [float(f"{number:.{n_digits}g}") for number in numbers]


def gradients() -> dict[str, dict[str, list[float]]]:
    """Return every 13th gradient, by framework and precision."""
    found = {"PyTorch": {}, "scikit-learn": {}}
    for dtype in (np.float64, np.float32):
        found["PyTorch"][dtype.__name__] = torch_gradients(dtype)
        found["scikit-learn"][dtype.__name__] = sklearn_gradients(dtype)
    found["Keras"] = {"float32": keras_gradients()}
    return {
        name: {kind: rounded(numbers[::EVERY], 17) for kind, numbers in kinds.items()}
        for name, kinds in found.items()
    }


def losses() -> dict[str, dict[str, list[float]]]:
    """Return the losses of 300 steps, by framework and precision, with all their digits."""
    run = {"PyTorch": torch_losses, "scikit-learn": sklearn_losses}
    kinds = (np.float64, np.float32)
    return {
        name: {kind.__name__: rounded(get(N_STEPS, kind), 17) for kind in kinds}
        for name, get in run.items()
    }


def momentum() -> dict[str, list[float]]:
    """Return the losses of 300 steps in PyTorch, with momentum and with Nesterov's."""
    settings = {"momentum": {}, "Nesterov": {"nesterov": True}}
    return {
        name: rounded(torch_losses(N_STEPS, np.float64, momentum=0.9, **more))
        for name, more in settings.items()
    }


def epochs(width: int, batch_size: int) -> tuple[dict, int]:
    """Return for each framework a function that trains for a while, and how many steps it takes."""
    import torch

    n_steps = max(3, min(500, N_TIMED // (width * batch_size)))
    data, n_rows = digits(), n_steps * batch_size
    rows = np.arange(n_rows) % len(data.train_labels)
    inputs, labels = scale(data.train_inputs[rows]), data.train_labels[rows]
    network, loss = digit_network(np.float32, width), SoftmaxCrossEntropy()
    ours, model = SGD(network.parameters, RATE / 10), torch_network(network)
    theirs = torch.optim.SGD(model.parameters(), lr=RATE / 10)
    tensors = torch.tensor(inputs), torch.tensor(labels)
    sklearn = sklearn_network(network, batch_size)

    def in_nnlib() -> None:
        for start in range(0, n_rows, batch_size):
            x, t = inputs[start : start + batch_size], labels[start : start + batch_size]
            network.backward(loss.gradient(network.forward(x), t), input_gradient=False)
            ours.step()

    def in_torch() -> None:
        for start in range(0, n_rows, batch_size):
            x, t = (tensor[start : start + batch_size] for tensor in tensors)
            theirs.zero_grad()
            torch.nn.functional.cross_entropy(model(x), t).backward()
            theirs.step()

    return {
        "nnlib": in_nnlib,
        "PyTorch": in_torch,
        "scikit-learn": lambda: sklearn.partial_fit(inputs, labels),
    }, n_steps


def speeds(n_rounds: int = 7) -> list[dict]:
    """Return the microseconds of a step, the median of rounds in which all take turns."""
    found = []
    for width in WIDTHS:
        for batch_size in BATCH_SIZES:
            runs, n_steps = epochs(width, batch_size)
            times = {name: [] for name in runs}
            for _ in range(n_rounds + 1):
                for name, run in runs.items():
                    start = time.process_time()  # of the processor: others may be busy too
                    run()
                    times[name].append(1e6 * (time.process_time() - start) / n_steps)
            line = {name: round(float(np.median(taken[1:])), 1) for name, taken in times.items()}
            found.append({"width": width, "batch_size": batch_size, **line})
    return found


def made_with() -> dict[str, str]:
    """Return the versions of all that took part, and the machine."""
    packages = {"PyTorch": "torch", "scikit-learn": "scikit-learn", "Keras": "keras"}
    packages |= {"JAX, under Keras": "jax", "NumPy": "numpy"}
    versions = {name: importlib.metadata.version(package) for name, package in packages.items()}
    words = Path("/proc/cpuinfo").read_text().split("model name")[1].split("\n")[0].strip("\t :")
    python = platform.python_version()
    return {**versions, "Python": python, "machine": f"{words}, one core, one thread"}


def written(part) -> str:
    """Return a part of the file as JSON, one line for each entry."""
    if isinstance(part, list) and not isinstance(part[0], dict):
        return json.dumps(part)
    entries = (
        [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in part.items()]
        if isinstance(part, dict)
        else map(json.dumps, part)
    )
    inner, (opening, closing) = ",\n    ".join(entries), "{}" if isinstance(part, dict) else "[]"
    return f"{opening}\n    {inner}\n  {closing}"


if __name__ == "__main__":
    import torch
    from threadpoolctl import threadpool_limits

    os.environ.setdefault("KERAS_BACKEND", "jax")
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    with threadpool_limits(1):
        makers = {"made_with": made_with, "tiny": torch_tiny, "outputs": outputs}
        makers |= {"gradients": gradients, "losses": losses, "momentum": momentum}
        parts = {name: make() for name, make in makers.items()} | {"speeds": speeds()}
    text = ",\n  ".join(f"{json.dumps(name)}: {written(part)}" for name, part in parts.items())
    Path(__file__).with_suffix(".json").write_text(f"{{\n  {text}\n}}\n", encoding="utf-8")
