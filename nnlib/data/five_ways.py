"""Train the network of lesson 11 with each way to regularize it, for the numbers of that lesson.

Each of three seeds draws 1,000 digits, the starting weights and the order. Within a seed these
are the same for all ways. Each way is tried at several strengths; for the strength with the best
mean on the validation digits, and for no other, the test digits are read too.
Results: `five_ways.json`, a line for each way and strength, a number for each seed.

    python nnlib/data/five_ways.py

It takes about five minutes. The last digits may differ on another processor.
"""

import json
from pathlib import Path

import numpy as np

from nnlib.augmentation import rotate, shift
from nnlib.datasets import digits
from nnlib.early_stopping import EarlyStopping
from nnlib.layers import Dropout, Linear, ReLU, Sequential
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD, linear_decay
from nnlib.training import predict, train

SEEDS = [1, 2, 3]
BATCH_SIZE, N_STEPS = 32, 3_200
WAYS = {
    "none": {"": {}},
    "L2": {f"{s:g}": {"weight_decay": s} for s in (1e-3, 3e-3, 1e-2, 3e-2)},
    "L1": {f"{s:g}": {"l1": s} for s in (1e-4, 3e-4, 1e-3, 3e-3)},
    "dropout": {f"{s:g}": {"dropout": s} for s in (0.2, 0.4, 0.6, 0.8)},
    "shifts": {f"{s} pixels": {"pixels": s} for s in (1, 2, 4)},
    "turns": {f"{s} degrees": {"degrees": s} for s in (5, 15, 45)},
    "early stopping": {f"patience {s}": {"patience": s} for s in (3, 10, 30)},
    "shifts and turns": {"2 pixels, 15 degrees": {"pixels": 2, "degrees": 15}},
    "all five": {
        "": {
            **{"weight_decay": 1e-3, "l1": 1e-4, "dropout": 0.2},
            **{"pixels": 2, "degrees": 15, "patience": 10},
        }
    },
    "ten times the digits": {"": {"n_examples": 10_000}},
}


class SGDWithL1(SGD):
    """SGD, and after each step all weights go towards zero by learning_rate · l1, and stop there.

    Source: the proximal gradient method; Parikh and Boyd 2014, Proximal algorithms, section 6.5.2.
    """

    l1 = 0.0

    def step(self) -> None:
        """Take a step, and then the soft threshold of all that decays."""
        amount = self.current_rate() * self.l1
        super().step()
        for parameter in self.parameters:
            if parameter.decays and amount:
                size = np.maximum(np.abs(parameter.value) - amount, 0)
                parameter.value[...] = np.sign(parameter.value) * size


def trained(
    seed, n_examples=1_000, weight_decay=0.0, l1=0.0, dropout=0.0, pixels=0, degrees=0, patience=0
):
    """Return a network, and the digits and labels that it was trained on."""
    data, rng = digits(), np.random.default_rng(seed)
    rows = rng.permutation(50_000)[:n_examples]
    inputs, labels = data.train_inputs[rows], data.train_labels[rows]
    hidden, output = Linear(784, 128, rng=rng), Linear(128, 10, rng=rng)
    layers = [hidden, ReLU(), Dropout(dropout, rng=rng), output]
    model = Sequential(*layers) if dropout else Sequential(hidden, ReLU(), output)
    optimizer = SGDWithL1(model.parameters, linear_decay(0.1, N_STEPS), weight_decay=weight_decay)
    optimizer.l1 = l1

    def moved(inputs, rng):
        if degrees:
            inputs = rotate(inputs, rng.uniform(-degrees, degrees, len(inputs)))
        down, right = rng.integers(-pixels, pixels + 1, (2, len(inputs)))
        return shift(inputs, down, right)

    stopping = EarlyStopping(model, patience) if patience else None
    n_epochs = N_STEPS // -(-n_examples // BATCH_SIZE)
    settings = {"n_epochs": n_epochs, "batch_size": BATCH_SIZE, "rng": rng, "progress": False}
    settings |= {"augment": moved if pixels or degrees else None, "on_epoch": stopping}
    settings |= {"validation": validation_digits() if patience else None}
    train(model, SoftmaxCrossEntropy(), optimizer, inputs, labels, **settings)
    if stopping:
        stopping.restore()
    return model, (inputs, labels)


def validation_digits():
    """Return the 2,000 digits, and their labels, that choose."""
    data = digits()
    return data.train_inputs[50_000:52_000], data.train_labels[50_000:52_000]


def share_and_loss(model, inputs, labels) -> tuple[float, float]:
    """Return the share of right answers, and the loss."""
    logits = predict(model, inputs)
    share = np.mean(logits.argmax(axis=1) == labels)
    return round(float(share), 4), round(float(SoftmaxCrossEntropy()(logits, labels)), 4)


def of_each(models, examples) -> dict:
    """Return the shares and the losses of several models, each on examples of its own."""
    found = [share_and_loss(model, *its) for model, its in zip(models, examples, strict=True)]
    shares, losses = zip(*found, strict=True)
    return {"accuracy": shares, "loss": losses}


def results(way: str) -> list[dict]:
    """Return what each strength of a way reaches; the best of them is tested."""
    found, kept = [], []
    for strength, settings in WAYS[way].items():
        models, examples = zip(*(trained(seed, **settings) for seed in SEEDS), strict=True)
        found.append({"way": way, "strength": strength, "training": of_each(models, examples)})
        found[-1]["validation"] = of_each(models, [validation_digits()] * len(SEEDS))
        kept.append(models)
    best = int(np.argmax([np.mean(one["validation"]["accuracy"]) for one in found]))
    test = digits().test_inputs, digits().test_labels
    found[best]["test"] = of_each(kept[best], [test] * len(SEEDS))
    return found


if __name__ == "__main__":
    lines = [json.dumps(one) for way in WAYS for one in results(way)]
    text = "[\n  " + ",\n  ".join(lines) + "\n]\n"
    Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")
