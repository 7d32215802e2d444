import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlib.layers import Activation, Dropout, Linear, ReLU, Sequential, Sigmoid, Tanh
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError, SoftmaxCrossEntropy
from nnlib.optimizers import SGD, Adam
from nnlib.plan import Plan, Steps, steps_for
from nnlib.training import minibatches, train

LOSSES = {"softmax": SoftmaxCrossEntropy, "binary": BinaryCrossEntropy, "squares": MeanSquaredError}


def network(sizes, activations, dtype, seed):
    rng, layers = np.random.default_rng(seed), []
    for n_inputs, n_outputs, activation in zip(sizes, sizes[1:], activations, strict=False):
        layers += [Linear(n_inputs, n_outputs, rng=rng, dtype=dtype), activation()]
    return Sequential(*layers, Linear(sizes[len(activations)], sizes[-1], rng=rng, dtype=dtype))


def values(model):
    return np.concatenate([parameter.value.ravel() for parameter in model.parameters])


def loop(model, loss, optimizer, inputs, targets, n_epochs, batch_size, rng):
    """The four calls, as the lessons write them."""
    for _ in range(n_epochs):
        for batch, wanted in minibatches(inputs, targets, batch_size, rng):
            predictions = model.forward(batch)
            loss(predictions, wanted)
            model.backward(loss.gradient(predictions, wanted))
            optimizer.step()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([ReLU, Sigmoid, Tanh]), max_size=3),
    st.sampled_from(sorted(LOSSES)),
    st.sampled_from([np.float32, np.float64]),
    st.sampled_from(
        [SGD, functools.partial(Adam, tiny=1e-3)]
    ),  # else it enlarges rounding to steps
    st.sampled_from([1, 3, 10]),
    st.integers(0, 1000),
)
def test_a_planned_training_is_the_loop_of_four_calls(
    activations, loss_name, dtype, make_optimizer, batch_size, seed
):
    rng = np.random.default_rng(seed)
    sizes = [*rng.integers(1, 7, len(activations) + 1), 4]
    grey = rng.integers(0, 256, (13, sizes[0])).astype(np.uint8)
    inputs = grey if seed % 2 else grey / 255  # float64, also before a float32 network
    targets = np.eye(4, dtype=dtype)[rng.integers(0, 4, 13)]
    ends = []
    for method in (train, loop):
        model, loss = network(sizes, activations, dtype, seed), LOSSES[loss_name]()
        optimizer = make_optimizer(model.parameters, 0.05)
        assert type(steps_for(model, loss, optimizer, inputs, targets)) is Plan
        arguments = {"n_epochs": 3, "batch_size": batch_size, "rng": np.random.default_rng(1)}
        method(model, loss, optimizer, inputs, targets, **arguments)
        ends.append(values(model))
    precision = {np.float32: 2e-5, np.float64: 1e-12}[dtype]  # sums are added in another order
    np.testing.assert_allclose(*ends, rtol=precision, atol=precision)


class Doubling(ReLU):
    def forward(self, inputs):
        return 2 * super().forward(inputs)


class OwnOptimizer:
    def __init__(self, parameters):
        self.parameters = parameters

    def step(self):
        for parameter in self.parameters:
            parameter.value -= 0.1 * parameter.gradient


def sgd(model):
    return SGD(model.parameters, 0.1)


@pytest.mark.parametrize(
    ("layer", "make_optimizer"),
    [
        (Dropout(0.5, rng=np.random.default_rng(0)), sgd),
        (Doubling(), sgd),
        (ReLU(), lambda model: OwnOptimizer(model.parameters)),
        (ReLU(), lambda model: SGD(model.parameters[:2], 0.1)),
        (Sequential(ReLU()), sgd),
    ],
    ids=["dropout", "own forward", "own optimizer", "half of the parameters", "nested"],
)
def test_what_a_plan_does_not_know_takes_the_ordinary_steps(layer, make_optimizer, rng):
    model = Sequential(Linear(2, 3, rng=rng), layer, Linear(3, 2, rng=rng))
    inputs, targets = rng.normal(size=(8, 2)), np.eye(2)[rng.integers(0, 2, 8)]
    arguments = model, MeanSquaredError(), make_optimizer(model), inputs, targets
    assert type(steps_for(*arguments)) is Steps
    before = values(model)
    train(*arguments, n_epochs=1, batch_size=4, rng=rng)
    assert (values(model) != before).any()


def test_an_own_activation_can_be_planned(rng):
    class Square(Activation):
        def function(self, z):
            return z * z

        def derivative_from_output(self, a):
            return 2 * np.sqrt(a)

    model = Sequential(Linear(1, 1, rng=rng, dtype=np.float64), Square())
    model.layers[0].weight.value[:], model.layers[0].bias.value[:] = 3, 0
    optimizer = sgd(model)
    inputs, targets = np.array([[1.0]]), np.array([[4.0]])
    steps = steps_for(model, MeanSquaredError(), optimizer, inputs, targets)
    loss, predictions = steps.forward(np.array([0]))
    steps.backward()
    assert type(steps) is Plan
    assert (loss, predictions[0, 0]) == (25, 9)
    # (w² − 4)², and so 2 (w² − 4) · 2 w = 2 · 5 · 6 by the chain rule
    assert model.layers[0].weight.gradient == [[60]]


def test_values_that_were_replaced_between_epochs_are_trained(rng):
    model = Sequential(Linear(2, 2, rng=rng))
    optimizer = sgd(model)
    inputs, labels = rng.normal(size=(6, 2)), np.array([0, 1, 0, 1, 0, 1])

    def replace(_):
        for parameter in model.parameters:
            parameter.value = np.full_like(parameter.value, 0.5)

    arguments = {"n_epochs": 2, "batch_size": 2, "rng": rng, "on_epoch": replace}
    train(model, SoftmaxCrossEntropy(), optimizer, inputs, labels, **arguments)
    assert (values(model) == 0.5).all()
    arguments |= {"n_epochs": 1, "on_epoch": None}
    train(model, SoftmaxCrossEntropy(), optimizer, inputs, labels, **arguments)
    assert (values(model) != 0.5).any()
    assert model.layers[0].weight.value.base is optimizer.values
