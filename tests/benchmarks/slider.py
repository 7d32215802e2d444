"""A slider: 2-16-16-1 trained for 300 steps on two moons, each time that somebody moves it."""

import statistics
import time

import numpy as np

from nnlib.datasets import two_moons
from nnlib.layers import Linear, Sequential, Tanh
from nnlib.losses import BinaryCrossEntropy
from nnlib.optimizers import SGD
from nnlib.plan import steps_for
from tests.benchmarks import measure

N_STEPS = 300


def retrain() -> None:
    """Make the network and take its steps, each on all 100 points."""
    rng = np.random.default_rng(1)
    points, labels = two_moons(100, 0.1, rng)
    inputs, targets = points.astype(np.float32), labels.reshape(-1, 1).astype(np.float32)
    linears = [
        Linear(a, b, rng=rng, initialization="glorot") for a, b in ((2, 16), (16, 16), (16, 1))
    ]
    model = Sequential(linears[0], Tanh(), linears[1], Tanh(), linears[2])
    loss, optimizer = BinaryCrossEntropy(), SGD(model.parameters, 0.3, momentum=0.9)
    steps, everyone = steps_for(model, loss, optimizer, inputs, targets), np.arange(len(inputs))
    for _ in range(N_STEPS):
        steps.forward(everyone)
        steps.backward()
        optimizer.step()


def report(options) -> measure.Section:
    """Return how many milliseconds the 300 steps take."""
    measure.say("slider")
    times = []
    for _ in range(2 * options.rounds + 1):
        start = time.perf_counter()
        retrain()
        times.append(1000 * (time.perf_counter() - start))
    return measure.Section(
        f"A slider that trains 2-16-16-1 anew for {N_STEPS} steps on 100 points takes"
        f" **{statistics.median(times[1:]):.0f} ms** a move."
    )
