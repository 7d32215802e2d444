"""Train many small digit networks, for the numbers and the pictures that lesson 13 shows.

All learn from the first 5,000 digits, ten epochs long, by SGD with momentum 0.9; each is judged on
2,000 validation digits. No test digit takes part. `tunings.json` then holds

* `rates`: for four batch sizes and 17 learning rates, the validation accuracy of three seeds, and
  both losses after each epoch of the first;
* `choices`: for several numbers of neurons and of hidden layers, and for three activations, the
  validation accuracy of three seeds at the rate 0.02, and at the rate that suits it best;
* `searches`: twenty grids of 3 x 3 and twenty random searches of 9, with what each trial reached.

    python nnlib/data/tunings.py

It takes five or six minutes. The last digits may differ on another processor.
"""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np

from nnlib.datasets import digits
from nnlib.layers import Linear, ReLU, Sequential, Sigmoid, Tanh
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD
from nnlib.training import DivergenceError, train

SEEDS = (1, 2, 3)
BATCH_SIZES = (8, 32, 128, 512)
RATES = [float(f"{rate:.3g}") for rate in np.geomspace(1e-4, 1, 17)]
FEW_RATES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
ACTIVATIONS = {"ReLU": (ReLU, "he"), "tanh": (Tanh, "glorot"), "sigmoid": (Sigmoid, "glorot")}
RATE_RANGE, DECAY_RANGE = (1e-5, 10), (1e-6, 1e-2)  # what the searches look at, in powers of ten
N_SEARCHES = 20


def digit_network(rng: np.random.Generator, hidden=(16, 16), activation: str = "ReLU"):
    """Return an untrained network with hidden layers of these sizes."""
    layer, initialization = ACTIVATIONS[activation]
    sizes, layers = (784, *hidden, 10), []
    for n_inputs, n_outputs in pairwise(sizes[:-1]):
        layers += [Linear(n_inputs, n_outputs, rng=rng, initialization=initialization), layer()]
    return Sequential(*layers, Linear(*sizes[-2:], rng=rng, initialization=initialization))


def learn(seed: int, rate: float, batch_size: int = 32, weight_decay: float = 0.0, **shape):
    """Return the history of a training; of a training that diverged, what there is of it."""
    data, rng = digits(), np.random.default_rng(seed)
    model = digit_network(rng, **shape)
    optimizer = SGD(model.parameters, rate, momentum=0.9, weight_decay=weight_decay)
    options = {"n_epochs": 10, "batch_size": batch_size, "rng": rng, "progress": False}
    options["validation"] = data.train_inputs[50_000:52_000], data.train_labels[50_000:52_000]
    examples = data.train_inputs[:5_000], data.train_labels[:5_000]
    try:
        return train(model, SoftmaxCrossEntropy(), optimizer, *examples, **options)
    except DivergenceError as error:
        return error.history


def reached(history) -> float:
    """Return the validation accuracy at the end, 0.1 (a guess) for what diverged."""
    return 0.1 if history.n_epochs < 10 else round(history.validation_accuracy[-1], 4)


def recorded(losses: list[float]) -> list[float]:
    """Return losses rounded for the file; none of them above 99."""
    return [round(min(loss, 99.0), 3) for loss in losses]


def rates() -> list[dict]:
    """Return what each rate reaches with each batch size."""
    found = []
    for batch_size in BATCH_SIZES:
        for rate in RATES:
            runs = [learn(seed, rate, batch_size) for seed in SEEDS]
            curves = recorded(runs[0].train_loss), recorded(runs[0].validation_loss)
            line = {"batch_size": batch_size, "rate": rate, "reached": list(map(reached, runs))}
            found.append({**line, "training": curves[0], "validation": curves[1]})
    return found


def choices() -> list[dict]:
    """Return what each number of neurons, of layers and each activation reaches."""
    shapes = [("neurons", n, {"hidden": (n, n)}) for n in (4, 8, 16, 32, 64)]
    shapes += [("hidden layers", n, {"hidden": (16,) * n}) for n in (0, 1, 2, 3, 5, 8)]
    shapes += [("activation", name, {"activation": name}) for name in ACTIVATIONS]
    found = []
    for what, value, shape in shapes:
        scores = {rate: [reached(learn(s, rate, **shape)) for s in SEEDS] for rate in FEW_RATES}
        best = max(scores, key=lambda rate: np.mean(scores[rate]))
        line = {"what": what, "value": value, "at 0.02": scores[0.02]}
        found.append({**line, "best rate": best, "at best rate": scores[best]})
    return found


def between(limits: tuple[float, float], share) -> np.ndarray:
    """Return the place that lies this share of the way between two limits, in powers of ten."""
    low, high = limits
    return low * (high / low) ** share


def searches() -> list[dict]:
    """Return grids, each shifted by lot, and random searches, with what each trial reached."""
    rng, found = np.random.default_rng(13), []
    for _ in range(N_SEARCHES):
        rows, columns = (np.arange(3) + rng.random((2, 1))) / 3
        grid = [(row, column) for row in rows for column in columns]
        found += [searched("grid", grid, rng), searched("random", rng.random((9, 2)), rng)]
    return found


def searched(kind: str, shares, rng: np.random.Generator) -> dict:
    """Return one search: the rate, the weight decay and what was reached, for each trial."""
    trials = []
    for rate_share, decay_share in shares:
        rate, decay = between(RATE_RANGE, rate_share), between(DECAY_RANGE, decay_share)
        score = reached(learn(int(rng.integers(1_000_000)), rate, weight_decay=decay))
        trials.append([float(f"{rate:.3g}"), float(f"{decay:.3g}"), score])
    return {"kind": kind, "trials": trials}


def lines(rows: list[dict]) -> str:
    """Return a list as JSON, one entry a line."""
    return "[\n    " + ",\n    ".join(map(json.dumps, rows)) + "\n  ]"


if __name__ == "__main__":
    parts = [f'"{make.__name__}": {lines(make())}' for make in (rates, choices, searches)]
    text = "{\n  " + ",\n  ".join(parts) + "\n}\n"
    Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")
