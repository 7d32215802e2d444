"""The tape: `autograd.Tensor` beside micrograd and PyTorch, on micrograd's own demo.

Two moons of 100 points, 2-16-16-1, the largest-margin loss with a penalty on the parameters, and
the whole batch in each step.
"""

import gc
import itertools

import numpy as np

from nnlib.autograd import Tensor
from nnlib.datasets import two_moons
from tests.benchmarks import measure
from tests.benchmarks.networks import installed

SIZES, RATE, PENALTY = (2, 16, 16, 1), 0.1, 1e-4


def start() -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Return the points, their sides (−1 or 1), and the same starting parameters for all."""
    rng = np.random.default_rng(1)
    points, labels = two_moons(100, 0.1, rng)
    parameters = []
    for n_in, n_out in itertools.pairwise(SIZES):
        parameters += [rng.uniform(-1, 1, (n_in, n_out)), np.zeros(n_out)]
    return points, 2.0 * labels.reshape(-1, 1) - 1, parameters


def margin_loss(points, sides, parameters):
    """Return the loss, for Tensors of ours and of PyTorch alike."""
    w1, b1, w2, b2, w3, b3 = parameters
    scores = ((points @ w1 + b1).relu() @ w2 + b2).relu() @ w3 + b3
    penalty = sum((parameter * parameter).sum() for parameter in parameters)
    return (1 - sides * scores).relu().mean() + PENALTY * penalty


def tensor_epoch(n_steps: int = 100):
    """Train with the tape of nnlib."""
    points, sides, values = start()
    parameters = [Tensor(value) for value in values]

    def epoch() -> int:
        for _ in range(n_steps):
            margin_loss(points, sides, parameters).backward()
            for parameter in parameters:
                parameter.value -= RATE * parameter.gradient
        return n_steps

    return epoch


def torch_epoch(n_steps: int = 100):
    """Train with PyTorch's tape, eager."""
    import torch

    points, sides, values = start()
    points, sides = torch.from_numpy(points), torch.from_numpy(sides)
    parameters = [torch.tensor(value, requires_grad=True) for value in values]

    def epoch() -> int:
        for _ in range(n_steps):
            for parameter in parameters:
                parameter.grad = None
            margin_loss(points, sides, parameters).backward()
            with torch.no_grad():
                for parameter in parameters:
                    parameter -= RATE * parameter.grad
        return n_steps

    return epoch


def micrograd_epoch(collector: bool):
    """Train one step with micrograd: with Python's garbage collector as it ships, or without."""
    from micrograd.nn import MLP

    points, sides, _ = start()
    model = MLP(2, [16, 16, 1])

    def step() -> None:
        scores = [model(list(point)) for point in points.tolist()]
        losses = [
            (1 + -side * score).relu()
            for side, score in zip(sides[:, 0].tolist(), scores, strict=True)
        ]
        penalty = PENALTY * sum(p * p for p in model.parameters())
        loss = sum(losses) * (1 / len(losses)) + penalty
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= RATE * parameter.grad

    def epoch() -> int:
        if not collector:
            gc.disable()
        try:
            step()
        finally:
            gc.enable()
        return 1

    return epoch


def peers() -> dict:
    """Return every peer that is installed, by its name."""
    found = {"nnlib": tensor_epoch()}
    if installed("torch"):
        found["PyTorch, eager"] = torch_epoch()
    if installed("micrograd"):
        found["micrograd, no collector"] = micrograd_epoch(collector=False)
        found["micrograd, as shipped"] = micrograd_epoch(collector=True)
    return found


def report(options) -> measure.Section:
    """Return a table: nnlib and how many times as long each peer takes."""
    times = measure.timed("tape", peers(), min(options.rounds, 5))
    return measure.Section(measure.comparison({"100 points": times}, "tape, micrograd's demo"))
