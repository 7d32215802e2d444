"""A small neural-network library, written to be read.

Read it in this order; each file is a few pages, and needs only the ones before it:

    checks          what a count, a number and a generator are expected to be
    layers          what a network is made of, forward and backward
    convolution     layers that know which pixels are neighbours
    losses          one number that says how wrong the predictions are, and its gradient
    optimizers      how a gradient becomes a step
    descent         gradient descent on a plain function
    gradient_check  gradients by nudging, to check the others
    autograd        a tape: the same gradients without a backward of one's own
    datasets        70,000 handwritten digits, and small made-up sets
    augmentation    more pictures out of few: moved and turned
    plan            a step of training: the readable way, and the quick one
    training_checks what a training is expected to be made of
    training        minibatches, the four calls for each of them, and the history
    early_stopping  ends a training when new examples have nothing more to gain
    saving          the parameters of a network in a file
    plots           figures          diagrams    small networks, drawn with their values
    widgets         things to play with
    exercises       check, hint, solution, progress
    lesson_builder  from solutions/ to lessons/
    grading         marks a folder of notebooks, in a sandbox
"""

import importlib
from types import ModuleType

from nnlib import datasets, descent, gradient_check, layers, losses, optimizers

__all__ = ["datasets", "descent", "gradient_check", "layers", "losses", "optimizers"]


def __getattr__(name: str) -> ModuleType:
    """Load the other modules when they are first used: `nnlib.training.train` needs no import."""
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return importlib.import_module(f"nnlib.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"nnlib.{name}":
            raise
        raise AttributeError(f"nnlib has no {name!r}.") from None
