"""The small convolutional network: nnlib beside PyTorch, batch 64, whole steps of training.

And how well it reads: nnlib trains it on all digits, from some starts, each for five epochs.
"""

import time

import numpy as np

from nnlib import layers, losses, optimizers
from nnlib.convolution import Convolution, Flatten, MaxPooling, Unflatten
from nnlib.datasets import digits, scale
from nnlib.training import accuracy, train
from tests.benchmarks import measure
from tests.benchmarks.networks import installed

BATCH, N_STEPS = 64, 40
RATE, N_EPOCHS, SEEDS = 0.05, 5, range(4)


def nnlib_model(rng: np.random.Generator) -> layers.Sequential:
    """Return the network, its weights drawn by `rng`."""
    return layers.Sequential(
        Unflatten(1, 28, 28),
        Convolution(1, 8, 5, rng=rng),
        MaxPooling(2),
        layers.ReLU(),
        Convolution(8, 16, 5, rng=rng),
        MaxPooling(2),
        layers.ReLU(),
        Flatten(16, 4, 4),
        layers.Linear(256, 10, rng=rng),
    )


def nnlib_epoch():
    """Train with nnlib, through the public `train`."""
    data, rng = digits(n_train=BATCH * N_STEPS, n_test=10), np.random.default_rng(0)
    model = nnlib_model(rng)
    optimizer = optimizers.SGD(model.parameters, 0.01, momentum=0.9)
    loss, settings = losses.SoftmaxCrossEntropy(), {"n_epochs": 1, "batch_size": BATCH}

    def epoch() -> int:
        train(model, loss, optimizer, data.train_inputs, data.train_labels, rng=rng, **settings)
        return N_STEPS

    return epoch


def torch_epoch(channels_last: bool = False):
    """Train with PyTorch, eager, in its usual memory order or in the one that it prefers."""
    import torch
    from torch import nn

    data = digits(n_train=BATCH * N_STEPS, n_test=10)
    pictures = torch.from_numpy(scale(data.train_inputs).reshape(-1, 1, 28, 28))
    labels = torch.from_numpy(np.array(data.train_labels))
    torch.manual_seed(0)
    first, second = nn.Conv2d(1, 8, 5), nn.Conv2d(8, 16, 5)
    pool, relu = nn.MaxPool2d, nn.ReLU
    last = nn.Linear(256, 10)
    model = nn.Sequential(first, pool(2), relu(), second, pool(2), relu(), nn.Flatten(), last)
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
        pictures = pictures.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), 0.01, momentum=0.9)
    loss = nn.CrossEntropyLoss()

    def epoch() -> int:
        order = torch.randperm(len(pictures))
        for start in range(0, len(pictures), BATCH):
            chosen = order[start : start + BATCH]
            optimizer.zero_grad()
            loss(model(pictures[chosen]), labels[chosen]).backward()
            optimizer.step()
        return N_STEPS

    return epoch


def peers() -> dict:
    """Return every peer that is installed, by its name."""
    found = {"nnlib": nnlib_epoch()}
    if installed("torch"):
        found["PyTorch, eager"] = torch_epoch()
        found["PyTorch, channels last"] = torch_epoch(channels_last=True)
    return found


def read_after_training(seed: int) -> tuple[float, float]:
    """Return the share of test digits that it reads after all epochs, and the seconds they took."""
    data, rng = digits(), np.random.default_rng(seed)
    model = nnlib_model(rng)
    n_steps = N_EPOCHS * -(-len(data.train_labels) // BATCH)
    rate = optimizers.linear_decay(RATE, n_steps)
    optimizer = optimizers.SGD(model.parameters, rate, momentum=0.9)
    loss, settings = losses.SoftmaxCrossEntropy(), {"n_epochs": N_EPOCHS, "batch_size": BATCH}
    start = time.perf_counter()
    train(model, loss, optimizer, data.train_inputs, data.train_labels, rng=rng, **settings)
    seconds = time.perf_counter() - start
    return accuracy(model, data.test_inputs, data.test_labels), seconds


def report(options) -> measure.Section:
    """Return a table, nnlib and how many times as long each peer takes, and how well it reads."""
    times = measure.timed("convolutional network", peers(), options.rounds)
    table = measure.comparison({f"batch {BATCH}": times}, "convolutional network")
    measure.say(f"convolutional network, {N_EPOCHS} epochs from {len(SEEDS)} starts")
    shares, seconds = zip(*map(read_after_training, SEEDS), strict=True)
    least, mean, most = (f"{100 * f(shares):.2f} %" for f in (min, np.mean, max))
    words = (
        f"Trained by nnlib on all 60,000 digits for {N_EPOCHS} epochs (momentum 0.9, rate {RATE:g}"
        f" falling in a line to zero), it reads {mean} of the test digits, the mean of"
        f" {len(SEEDS)} starts from {least} to {most}, after {np.median(seconds):.0f} s on one"
        " core."
    )
    return measure.Section(f"{table}\n\n{words}")
