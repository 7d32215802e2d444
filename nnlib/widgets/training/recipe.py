"""What `explore_training` trains: its data, its networks, its optimizers.

A `Recipe` says what a run is made of, the data and the network; `Settings` say how a step is
taken, and may change from one step to the next.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nnlib.datasets import Examples, check_request, circles, spirals, stray, two_moons
from nnlib.layers import Dropout, Linear, ReLU, Sequential, Sigmoid, Tanh
from nnlib.optimizers import SGD, AdaGrad, Adam, Optimizer, RMSProp

FEWEST, MOST, LARGEST = 20, 1000, 1e6  # examples, and how far from 0 an input may be


def exclusive_or(n_examples: int, noise: float, rng: np.random.Generator) -> Examples:
    """Return points around four corners: class 0 where x and y have one sign, else class 1.

    Shapes: inputs (n_examples, 2), labels (n_examples,).
    """
    check_request(n_examples, noise, rng)
    labels = np.arange(n_examples) % 2
    x_sign = rng.choice([-1, 1], n_examples)
    signs = np.column_stack([x_sign, x_sign * (1 - 2 * labels)])
    return stray(signs * rng.uniform(0.1, 1, signs.shape), noise, rng), labels


DATA = {
    "two moons": two_moons,
    "circles": circles,
    "spirals": spirals,
    "exclusive or": exclusive_or,
}
ACTIVATIONS = {"tanh": (Tanh, "glorot"), "ReLU": (ReLU, "he"), "sigmoid": (Sigmoid, "glorot")}
OPTIMIZERS = {
    "SGD": (SGD, {}),
    "momentum 0.9": (SGD, {"momentum": 0.9}),
    "Adam": (Adam, {}),
    "RMSProp": (RMSProp, {}),
    "AdaGrad": (AdaGrad, {}),
}


@dataclass(frozen=True)
class Recipe:
    """What a run is made of. Another recipe needs new data or a new network: another run."""

    data: str
    n_examples: int
    noise: float
    n_layers: int
    n_neurons: int
    activation: str
    seed: int


@dataclass(frozen=True)
class Settings:
    """How a step is taken. Other settings go on with the same weights."""

    optimizer: str
    learning_rate: float
    batch_size: int
    l1: float
    l2: float
    dropout: float


def generators(seed: int) -> list[np.random.Generator]:
    """Return four sources of randomness: for the data, the weights, the batches, the dropout."""
    return np.random.default_rng(seed).spawn(4)


def network(
    recipe: Recipe, weight_rng: np.random.Generator, dropout_rng: np.random.Generator
) -> Sequential:
    """Return the network of a recipe: two inputs, hidden layers, and a logit for class 1."""
    activation, initialization = ACTIVATIONS[recipe.activation]
    sizes, layers = [2] + [recipe.n_neurons] * recipe.n_layers, []
    for n_inputs, n_outputs in pairwise(sizes):
        linear = Linear(n_inputs, n_outputs, rng=weight_rng, initialization=initialization)
        layers += [linear, activation(), Dropout(0.0, rng=dropout_rng)]
    return Sequential(*layers, Linear(sizes[-1], 1, rng=weight_rng, initialization="glorot"))


def new_optimizer(model: Sequential, settings: Settings) -> Optimizer:
    """Return the optimizer of these settings, with nothing in its memory."""
    kind, options = OPTIMIZERS[settings.optimizer]
    return kind(model.parameters, settings.learning_rate, **options)


def checked_examples(inputs, labels) -> tuple[Examples, tuple[str, str]]:
    """Return the learner's inputs, labels 0 and 1, and what the two classes are called."""
    inputs, labels = np.array(inputs), np.asarray([] if labels is None else labels)
    numbers = inputs.dtype.kind in "fiu" and bool((np.abs(inputs) <= LARGEST).all())
    if not numbers or inputs.ndim != 2 or inputs.shape[1] != 2:
        raise ValueError(
            "explore_training expected inputs of shape (n_examples, 2), numbers up to a million;"
            f" got {inputs.dtype} of shape {inputs.shape}. Choose two columns,"
            " inputs[:, [0, 1]], and the rows without nan."
        )
    classes = np.unique(labels)
    if labels.shape != inputs.shape[:1] or len(classes) != 2:
        came = f"{len(classes)} different ones in shape {labels.shape}" if labels.size else "none"
        raise ValueError(
            f"explore_training expected labels of shape ({len(inputs)},), two different ones; got"
            f" {came}."
            " Pass one label for each row of inputs, and choose the rows of two classes."
        )
    names = tuple(f"class {name}" for name in classes.tolist())
    return (inputs, (labels == classes[1]).astype(int)), names


def check_number_of_examples(n_examples: int) -> None:
    """Say when there are too few examples to divide, or too many to redraw at once."""
    whole = isinstance(n_examples, int | np.integer) and not isinstance(n_examples, bool)
    if not whole or not FEWEST <= n_examples <= MOST:
        raise ValueError(
            f"explore_training expected from {FEWEST} to {MOST} examples; got {n_examples!r}."
            " Pass n_examples=200, or some rows of your own data."
        )
