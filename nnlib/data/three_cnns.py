"""Train the two networks of lesson 12 from three seeds, for the numbers that the lesson shows.

For each seed and each network it measures the share of the test digits that is read right: as
they are, and moved by 1 to 4 pixels, up, down, left and right. Results: `three_cnns.json`.

    python nnlib/data/three_cnns.py

It takes two or three minutes. The last digit may differ on another processor.
"""

import json
import math
from pathlib import Path

import numpy as np

from nnlib.convolution import Convolution, Flatten, MaxPooling, Unflatten
from nnlib.datasets import as_pictures, digits
from nnlib.layers import Linear, ReLU, Sequential
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD, linear_decay
from nnlib.training import accuracy, train

SEEDS = [101, 102, 103]  # none of them used to choose the recipe
DISTANCES = range(5)
N_TRAIN = 50_000  # the others are for validation


def small_cnn(rng: np.random.Generator) -> Sequential:
    """Return the convolutional network of the lesson, untrained."""
    first = Unflatten(1, 28, 28), Convolution(1, 8, 5, rng=rng), MaxPooling(2), ReLU()
    second = Convolution(8, 16, 5, rng=rng), MaxPooling(2), ReLU()
    return Sequential(*first, *second, Flatten(16, 4, 4), Linear(256, 10, rng=rng))


def dense_network(rng: np.random.Generator) -> Sequential:
    """Return the network of lesson 09, untrained."""
    layers = Linear(784, 16, rng=rng), Linear(16, 16, rng=rng), Linear(16, 10, rng=rng)
    return Sequential(layers[0], ReLU(), layers[1], ReLU(), layers[2])


def trained(make_network, seed: int, rate: float, n_epochs: int, batch_size: int, **settings):
    """Return a network, trained with momentum and a rate that falls in a line to zero."""
    data, rng = digits(), np.random.default_rng(seed)
    model, n_steps = make_network(rng), n_epochs * math.ceil(N_TRAIN / batch_size)
    optimizer = SGD(model.parameters, linear_decay(rate, n_steps), momentum=0.9, **settings)
    examples = data.train_inputs[:N_TRAIN], data.train_labels[:N_TRAIN]
    options = {"n_epochs": n_epochs, "batch_size": batch_size, "rng": rng, "progress": False}
    train(model, SoftmaxCrossEntropy(), optimizer, *examples, **options)
    return model


def shifted(rows: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return the pictures moved by up to 4 pixels; paper comes in at the other side."""
    padded = np.pad(as_pictures(rows), ((0, 0), (4, 4), (4, 4)))
    return padded[:, 4 - down : 32 - down, 4 - right : 32 - right].reshape(len(rows), -1)


def shares(model) -> list[float]:
    """Return the share of right answers for each distance, the mean of the four directions."""
    ways, means = [(0, 1), (0, -1), (1, 0), (-1, 0)], []
    for n in DISTANCES:
        found = [moved_accuracy(model, n * down, n * right) for down, right in ways]
        means.append(round(float(np.mean(found)), 4))
    return means


def moved_accuracy(model, down: int, right: int) -> float:
    """Return the share of right answers on test digits that have been moved."""
    data = digits()
    return accuracy(model, shifted(data.test_inputs, down, right), data.test_labels)


def results(seed: int) -> dict:
    """Return what both networks reach from one seed."""
    cnn = trained(small_cnn, seed, rate=0.05, n_epochs=5, batch_size=64)
    recipe = {"rate": 0.02, "n_epochs": 20, "batch_size": 32, "weight_decay": 1e-3}
    dense = trained(dense_network, seed, **recipe)
    return {"seed": seed, "cnn": shares(cnn), "dense": shares(dense)}


if __name__ == "__main__":
    lines = ",\n  ".join(json.dumps(results(seed)) for seed in SEEDS)
    Path(__file__).with_suffix(".json").write_text(f"[\n  {lines}\n]\n", encoding="utf-8")
