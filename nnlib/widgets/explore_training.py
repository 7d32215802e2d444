"""A small network that learns before your eyes, with every setting at hand.

The computing, the drawing, the words and what ties them to the controls are apart, in
`nnlib.widgets.training`.
"""

import numpy as np

from nnlib.checks import check_count
from nnlib.widgets.controls import Choice, checked, choice, number, slider
from nnlib.widgets.training.recipe import (
    ACTIVATIONS,
    DATA,
    OPTIMIZERS,
    check_number_of_examples,
    checked_examples,
)
from nnlib.widgets.training.widget import TrainingWidget

BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100]
SHARES = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
STRENGTHS = [0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1]


def explore_training(
    inputs: np.ndarray | None = None,
    labels: np.ndarray | None = None,
    *,
    data: str = "two moons",
    n_examples: int = 200,
    noise: float = 0.2,
    n_layers: int = 1,
    n_neurons: int = 8,
    activation: str = "tanh",
    optimizer: str = "SGD",
    learning_rate: float = 0.1,
    batch_size: int = 10,
    dropout: float = 0.0,
    l1: float = 0.0,
    l2: float = 0.0,
    seed: int = 0,
) -> TrainingWidget:
    """Return a widget: a small network that learns to tell two classes of points apart.

    `.model` is its network, `.history` its losses, `.code` the Python code that does the same.

    Args:
        inputs: points of one's own, about as large as 1; None: made-up data to choose from.
        labels: which of two classes each of them is in.
        data: at first: two moons, circles, spirals or exclusive or.
        n_examples: how many are made, from 20 to 1000; half of them are for validation.
        noise: the standard deviation that each coordinate strays by, from 0 to 0.5.
        n_layers: hidden layers at first, from 1 to 3.
        n_neurons: neurons in each of them, from 1 to 16.
        activation: tanh, ReLU or sigmoid.
        optimizer: SGD, momentum 0.9, Adam, RMSProp or AdaGrad.
        learning_rate: at first, from 0.0001 to 10.
        batch_size: examples for one step, at most half of the examples.
        dropout: the share of hidden neurons that each step silences, from 0 to 0.8.
        l1: how strongly each step pulls weights towards 0 by a fixed amount, from 0 to 0.1.
        l2: how strongly each step pulls weights towards 0 in proportion, from 0 to 0.1.
        seed: of all random numbers; another seed makes other data and other first weights.

    Shapes: inputs (n_examples, 2), labels (n_examples,).

    Raises:
        ValueError: for inputs or labels that do not fit, or a setting outside its range.

    Source: after TensorFlow Playground, Smilkov and Carter 2016.
    Taught in: lesson 11.
    """
    own, names = None, ("class 0", "class 1")
    if inputs is not None or labels is not None:
        own, names = checked_examples(inputs, labels)
        n_examples = len(own[1])
    check_number_of_examples(n_examples)
    check_count("seed", seed, least=0)
    controls = {} if own else {
        "data": choice(list(DATA), data, label="data"),
        "noise": slider(0, 0.5, noise, step=0.01, label="noise"),
    }  # fmt: skip
    controls |= {
        "n_layers": choice([1, 2, 3], n_layers, label="hidden layers"),
        "n_neurons": choice(list(range(1, 17)), n_neurons, label="neurons in each"),
        "activation": choice(list(ACTIVATIONS), activation, label="activation"),
        "seed": number(seed, 0, 9999, label="seed"),
        "optimizer": choice(list(OPTIMIZERS), optimizer, label="optimizer"),
        "learning_rate": slider(1e-4, 10, learning_rate, log=True, label="learning rate"),
        "batch_size": some(BATCH_SIZES, n_examples // 2, batch_size, "batch size"),
        "dropout": some(SHARES, SHARES[-1], dropout, "dropout share"),
        "l1": some(STRENGTHS, STRENGTHS[-1], l1, "L1 strength"),
        "l2": some(STRENGTHS, STRENGTHS[-1], l2, "L2 strength"),
    }
    return TrainingWidget(controls, n_examples, own, names)


def some(values: list, largest: float, value: float, label: str) -> Choice:
    """Return a list of numbers to choose from: those up to the largest, and the one at first."""
    whole = isinstance(values[0], int)
    value = checked(label, value, values[0], largest, whole)
    return choice(sorted({*(v for v in values if v <= largest), largest, value}), value, label)
