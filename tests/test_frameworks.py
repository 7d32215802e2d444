"""The network of lesson 14 is the same in all frameworks: those stored, and those installed."""

import json

import numpy as np
import pytest

from nnlib.data import frameworks
from nnlib.datasets import DIGITS_FILE
from nnlib.layers import softmax
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD

STORED = json.loads(DIGITS_FILE.with_name("frameworks.json").read_text(encoding="utf-8"))
LOSS = SoftmaxCrossEntropy()


def our_gradients():
    """Return all gradients of the first batch, in float64."""
    network, (inputs, labels) = frameworks.digit_network(), frameworks.batches(1, np.float64)[0]
    network.backward(LOSS.gradient(network.forward(inputs), labels))
    return frameworks.flat(parameter.gradient for parameter in network.parameters)


def our_losses(n_steps, dtype=np.float64, **settings):
    """Return the losses of a training in nnlib."""
    network, losses = frameworks.digit_network(dtype), []
    optimizer = SGD(network.parameters, frameworks.RATE, **settings)
    for inputs, labels in frameworks.batches(n_steps, dtype):
        logits = network.forward(inputs)
        losses.append(LOSS(logits, labels))
        network.backward(LOSS.gradient(logits, labels))
        optimizer.step()
    return np.array(losses)


def apart(ours, theirs):
    """Return the largest difference, as a part of the largest of our numbers."""
    return np.abs(ours - np.asarray(theirs)).max() / np.abs(ours).max()


@pytest.mark.parametrize("name", ["PyTorch", "scikit-learn", "Keras"])
def test_stored_outputs_are_ours(name):
    logits = frameworks.digit_network().forward(frameworks.batches(1, np.float64)[0][0])
    ours = softmax(logits) if name == "scikit-learn" else logits
    assert apart(ours, STORED["outputs"][name]) < 1e-6


@pytest.mark.parametrize("name", ["PyTorch", "scikit-learn", "Keras"])
def test_stored_gradients_are_every_thirteenth_of_ours(name):
    ours = our_gradients()[:: frameworks.EVERY]
    for kind, theirs in STORED["gradients"][name].items():
        assert apart(ours, theirs) < {"float64": 1e-9, "float32": 1e-5}[kind]


@pytest.mark.parametrize("name", ["PyTorch", "scikit-learn"])
def test_stored_losses_are_ours(name):
    assert apart(our_losses(frameworks.N_STEPS), STORED["losses"][name]["float64"]) < 1e-9


@pytest.mark.parametrize(("name", "nesterov"), [("momentum", False), ("Nesterov", True)])
def test_stored_losses_with_momentum_are_ours(name, nesterov):
    ours = our_losses(frameworks.N_STEPS, momentum=0.9, nesterov=nesterov)
    assert apart(ours, STORED["momentum"][name]) < 1e-8


def test_one_loss_of_scikit_learn_in_float32_was_cut_off_and_no_other():
    ours = our_losses(frameworks.N_STEPS, np.float32)
    gaps = np.abs(ours - STORED["losses"]["scikit-learn"]["float32"])
    assert (gaps > 1e-4).sum() == 1
    assert gaps.max() > 0.01


def test_speeds_hold_every_width_and_batch_size():
    found = [(row["width"], row["batch_size"]) for row in STORED["speeds"]]
    assert found == [(w, b) for w in frameworks.WIDTHS for b in frameworks.BATCH_SIZES]
    assert all(row[name] > 0 for row in STORED["speeds"] for name in ("nnlib", "PyTorch"))


def test_pytorch_here_finds_our_gradients_and_losses():
    pytest.importorskip("torch")
    assert apart(our_gradients(), frameworks.torch_gradients(np.float64)) < 1e-12
    assert apart(our_losses(20), frameworks.torch_losses(20, np.float64)) < 1e-12
    assert frameworks.torch_tiny() == STORED["tiny"] == [6, 12]


def test_scikit_learn_here_finds_our_gradients_and_losses():
    pytest.importorskip("sklearn")
    assert apart(our_gradients(), frameworks.sklearn_gradients(np.float64)) < 1e-9
    assert apart(our_losses(20), frameworks.sklearn_losses(20, np.float64)) < 1e-12


def test_the_file_is_written_as_json_whatever_a_part_is():
    parts = {"a": {"x": [1, 2], "y": "z"}, "b": [1.5, 2.0], "c": [{"n": 1}, {"n": 2}]}
    for part in parts.values():
        assert json.loads(frameworks.written(part)) == part
