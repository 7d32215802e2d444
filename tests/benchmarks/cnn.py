"""The small convolutional network: nnlib beside PyTorch, batch 64, whole steps of training."""

import numpy as np

from nnlib import layers, losses, optimizers
from nnlib.convolution import Convolution, Flatten, MaxPooling, Unflatten
from nnlib.datasets import digits, scale
from nnlib.training import train
from tests.benchmarks import measure
from tests.benchmarks.networks import installed

BATCH, N_STEPS = 64, 40


def nnlib_epoch():
    """Train with nnlib, through the public `train`."""
    data, rng = digits(n_train=BATCH * N_STEPS, n_test=10), np.random.default_rng(0)
    model = layers.Sequential(
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


def report(options) -> measure.Section:
    """Return a table: nnlib and how many times as long each peer takes."""
    times = measure.timed("convolutional network", peers(), options.rounds)
    return measure.Section(measure.comparison({f"batch {BATCH}": times}, "convolutional network"))
