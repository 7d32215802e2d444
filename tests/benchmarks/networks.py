"""The two networks that every peer trains, and the data that they train on."""

import importlib.util
import itertools
import math
from dataclasses import dataclass

import numpy as np

from nnlib import layers, losses
from nnlib.datasets import digits, one_hot

RATE = 0.01  # of plain steps, whose time does not depend on it
N_STEPS = 1_000  # in an epoch, at the most


@dataclass(frozen=True)
class Network:
    """What is trained: ReLU and softmax cross-entropy, or else sigmoids and squared error.

    Args:
        sizes: how many inputs there are, then how many neurons each layer has.
        softmax: whether it is the first of the two kinds.
    """

    sizes: tuple[int, ...]
    softmax: bool

    def __str__(self) -> str:
        return "-".join(map(str, self.sizes))

    def pairs(self) -> list[tuple[int, int]]:
        """Return how many numbers go in and come out, for each layer."""
        return list(itertools.pairwise(self.sizes))


RELU = Network((784, 16, 16, 10), softmax=True)  # the network of lesson 09
SIGMOID = Network((784, 30, 10), softmax=False)  # the one of Nielsen's book


def installed(name: str) -> bool:
    """Return whether a package can be imported."""
    return importlib.util.find_spec(name) is not None


def data_for(batch_size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return grey values and labels for an epoch of whole batches."""
    data = digits()
    n_steps = min(N_STEPS, len(data.train_labels) // batch_size)
    return data.train_inputs[: n_steps * batch_size], data.train_labels[: n_steps * batch_size]


def targets_for(network: Network, labels: np.ndarray) -> np.ndarray:
    """Return what the network's loss takes: labels, or a row of zeros and a one for each."""
    return labels if network.softmax else one_hot(labels, network.sizes[-1])


def starting_weights(network: Network, rng: np.random.Generator) -> list[np.ndarray]:
    """Return a random float32 weight (n_in, n_out) for each layer: the same that nnlib draws."""
    return [
        rng.normal(0, math.sqrt(2 / n_in), (n_out, n_in)).astype(np.float32).T
        for n_in, n_out in network.pairs()
    ]


def nnlib_model(
    network: Network, rng: np.random.Generator, dtype: type = np.float32
) -> tuple[layers.Sequential, losses.Loss]:
    """Return the network and its loss in nnlib."""
    activation, initialization = layers.Sigmoid, "glorot"
    if network.softmax:
        activation, initialization = layers.ReLU, "he"
    found = []
    for n_in, n_out in network.pairs():
        linear = layers.Linear(n_in, n_out, rng=rng, initialization=initialization, dtype=dtype)
        found += [linear, activation()]
    if network.softmax:
        return layers.Sequential(*found[:-1]), losses.SoftmaxCrossEntropy()
    return layers.Sequential(*found), losses.MeanSquaredError()
