"""Train the network of lesson 09 from twenty seeds, for the numbers that the lesson shows.

It writes the share of the test digits that each of them reads to `twenty_trainings.csv`.

    python nnlib/data/twenty_trainings.py

It takes one or two minutes. The last digit may differ on another processor.
"""

import math
from pathlib import Path

import numpy as np

from nnlib.datasets import digits
from nnlib.layers import Linear, ReLU, Sequential
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD, linear_decay
from nnlib.training import accuracy, train

SEEDS = [*range(100, 110), *range(200, 210)]  # none of them used to choose the recipe


def trained(seed: int) -> float:
    """Return the share of right answers on the test digits, after a training by the recipe."""
    data, rng = digits(), np.random.default_rng(seed)
    layers = Linear(784, 16, rng=rng), Linear(16, 16, rng=rng), Linear(16, 10, rng=rng)
    model = Sequential(layers[0], ReLU(), layers[1], ReLU(), layers[2])
    rate = linear_decay(0.02, n_steps=20 * math.ceil(len(data.train_labels) / 32))
    optimizer = SGD(model.parameters, rate, momentum=0.9, weight_decay=1e-3)
    loss, settings = SoftmaxCrossEntropy(), {"n_epochs": 20, "batch_size": 32, "progress": False}
    train(model, loss, optimizer, data.train_inputs, data.train_labels, rng=rng, **settings)
    return accuracy(model, data.test_inputs, data.test_labels)


if __name__ == "__main__":
    lines = ["seed,accuracy", *(f"{seed},{trained(seed):.4f}" for seed in SEEDS)]
    Path(__file__).with_suffix(".csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
