import contextlib
import subprocess
import sys

import numpy as np
import pytest

from nnlib.datasets import circles, one_hot, two_moons
from nnlib.layers import Linear, ReLU, Sequential, Sigmoid
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError, SoftmaxCrossEntropy
from nnlib.optimizers import SGD
from nnlib.training import (
    DivergenceError,
    History,
    accuracy,
    classes,
    confusion,
    minibatches,
    predict,
    train,
)

SETTINGS = {"n_epochs": 3, "batch_size": 16}


def network(seed=0, n_hidden=12):
    rng = np.random.default_rng(seed)
    return Sequential(Linear(2, n_hidden, rng=rng), ReLU(), Linear(n_hidden, 2, rng=rng))


def moons(n_examples=200):
    return two_moons(n_examples, 0.1, np.random.default_rng(5))


def run(model=None, learning_rate=0.1, momentum=0.9, **settings):
    model, (inputs, labels) = model or network(), moons()
    optimizer = SGD(model.parameters, learning_rate, momentum=momentum)
    settings = {**SETTINGS, "rng": np.random.default_rng(1), **settings}
    return train(model, SoftmaxCrossEntropy(), optimizer, inputs, labels, **settings)


@pytest.mark.parametrize("generator", [two_moons, circles])
def test_it_learns_what_no_line_can_separate(generator):
    model, rng = network(n_hidden=32), np.random.default_rng(2)
    inputs, labels = generator(400, 0.05, rng)
    optimizer = SGD(model.parameters, 0.1, momentum=0.9)
    loss = SoftmaxCrossEntropy()
    train(model, loss, optimizer, inputs, labels, n_epochs=60, batch_size=32, rng=rng)
    assert accuracy(model, *generator(400, 0.05, rng)) > 0.97


def test_it_learns_with_squared_error_and_one_hot_targets(rng):
    layers = Linear(2, 16, rng=rng, initialization="glorot"), Sigmoid(), Linear(16, 2, rng=rng)
    model, (inputs, labels) = Sequential(*layers), moons()
    optimizer, targets = SGD(model.parameters, 0.5, momentum=0.9), one_hot(labels, 2)
    history = train(
        model, MeanSquaredError(), optimizer, inputs, targets, n_epochs=40, batch_size=16, rng=rng
    )
    assert history.train_accuracy[-1] == pytest.approx(accuracy(model, inputs, labels), abs=0.05)
    assert history.train_accuracy[-1] > 0.9


def test_it_is_the_four_calls_and_nothing_else():
    trained, by_hand = network(), network()
    inputs, labels = moons()
    run(trained, n_epochs=2)
    loss, rng = SoftmaxCrossEntropy(), np.random.default_rng(1)
    optimizer = SGD(by_hand.parameters, 0.1, momentum=0.9)
    for _ in range(2):
        order = rng.permutation(200)
        for batch in np.split(order, range(16, 200, 16)):
            predictions = by_hand.forward(inputs[batch])
            by_hand.backward(loss.gradient(predictions, labels[batch]))
            optimizer.step()
    for one, other in zip(trained.parameters, by_hand.parameters, strict=True):
        np.testing.assert_allclose(one.value, other.value, rtol=2e-5, atol=2e-6)


def test_the_same_seed_gives_the_same_history():
    assert run().step_losses == run().step_losses


def test_the_history_counts_steps_and_epochs():
    history = run(validation=moons(50))
    assert history.n_epochs == 3
    assert len(history.step_losses) == 3 * 13
    lengths = [len(history.validation_loss), len(history.validation_accuracy), len(history.seconds)]
    assert lengths == [3, 3, 3]
    last_epoch = history.step_losses[-13:]
    weights = [16] * 12 + [8]
    assert history.train_loss[-1] == pytest.approx(np.average(last_epoch, weights=weights))


def test_the_model_is_called_on_validation_examples_but_never_learns_from_them():
    with_validation, without = network(), network()
    run(with_validation, validation=moons(50))
    run(without)
    assert np.array_equal(with_validation.parameters[0].value, without.parameters[0].value)


@pytest.mark.parametrize("stop", [None, KeyboardInterrupt, ValueError])
def test_the_model_learns_in_training_and_is_itself_in_validation_and_afterwards(stop):
    seen = []

    class Watch(ReLU):
        def forward(self, inputs):
            seen.append((len(inputs), self.training))
            return super().forward(inputs)

    def on_epoch(history):
        if stop:
            raise stop

    rng = np.random.default_rng(0)
    model = Sequential(Linear(2, 4, rng=rng), Watch(), Linear(4, 2, rng=rng))
    with contextlib.suppress(ValueError):
        run(model, n_epochs=1, validation=moons(50), on_epoch=on_epoch)
    assert {learns for size, learns in seen if size in (16, 8)} == {True}
    assert {learns for size, learns in seen if size == 50} == {False}
    assert not model.training


def test_on_epoch_sees_each_epoch():
    seen = []
    run(on_epoch=lambda history: seen.append(history.n_epochs))
    assert seen == [1, 2, 3]


def test_a_history_can_go_on():
    history, model = History(), network()
    run(model, history=history)
    assert run(model, history=history) is history
    assert history.n_epochs == 6


def test_a_diverging_training_stops_with_step_advice_and_history():
    history = History()
    with pytest.raises(
        DivergenceError, match=r"at step \d+ it is (nan|inf).*tenth of the learn"
    ) as e:
        run(learning_rate=1e30, history=history)
    assert e.value.history is history
    assert not np.isfinite(history.step_losses[-1])
    assert np.isfinite(history.step_losses[:-1]).all()
    assert "Diverged" in history.stopped


def test_ctrl_c_keeps_model_and_history(capsys):
    def stop(history):
        if history.n_epochs == 2:
            raise KeyboardInterrupt

    model = network()
    history = run(model, on_epoch=stop)
    assert history.n_epochs == 2
    assert history.stopped == "Stopped by hand after 26 steps."
    assert "keeps what it has learned" in capsys.readouterr().out
    assert accuracy(model, *moons()) > 0.6


def test_minibatches_hold_each_example_once_and_keep_pairs_together(rng):
    inputs = np.arange(10.0).reshape(10, 1)
    batches = list(minibatches(inputs, np.arange(10), 4, rng))
    assert [len(targets) for _, targets in batches] == [4, 4, 2]
    assert all(np.array_equal(x[:, 0], targets) for x, targets in batches)
    targets = np.concatenate([targets for _, targets in batches])
    assert sorted(targets) == list(range(10))
    assert list(targets) != list(range(10))


def test_minibatches_without_rng_keep_the_order():
    batches = minibatches(np.ones((5, 1)), np.arange(5), 2, rng=None)
    assert [list(targets) for _, targets in batches] == [[0, 1], [2, 3], [4]]


def test_grey_values_are_scaled_batch_by_batch(rng):
    inputs = np.array([[0, 51, 255]], np.uint8)
    batch, _ = next(minibatches(inputs, np.zeros(1), 1, rng))
    assert batch.dtype == np.float32
    assert batch[0] == pytest.approx([0, 0.2, 1])


def test_predictions_do_not_depend_on_the_batch_size():
    inputs, _ = moons()
    whole, parts = predict(network(), inputs, 1000), predict(network(), inputs, 7)
    np.testing.assert_allclose(whole, parts, rtol=1e-5, atol=1e-6)


def test_confusion_by_hand():
    class Answers:
        def forward(self, inputs):
            return np.eye(3)[inputs[:, 0].astype(int)]

    counts = confusion(Answers(), np.array([[0.0], [2.0], [2.0], [1.0]]), [0, 2, 1, 1], 3)
    assert counts.tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 1]]


def test_confusion_and_accuracy_agree():
    model, (inputs, labels) = network(), moons()
    counts = confusion(model, inputs, labels, 2)
    assert counts.trace() / counts.sum() == accuracy(model, inputs, labels)


def test_inputs_and_targets_of_two_lengths_are_refused(rng):
    model = network()
    optimizer = SGD(model.parameters, 0.1)
    with pytest.raises(ValueError, match=r"inputs of shape \(3, 2\) and targets of shape \(2,\)"):
        train(model, SoftmaxCrossEntropy(), optimizer, np.ones((3, 2)), [0, 1], rng=rng, **SETTINGS)


def test_an_optimizer_of_another_model_is_refused(rng):
    model, other = network(), network()
    optimizer = SGD(other.parameters, 0.1)
    with pytest.raises(ValueError, match=r"those of another model.*SGD\(model.parameters"):
        train(model, SoftmaxCrossEntropy(), optimizer, *moons(), rng=rng, **SETTINGS)


def test_some_of_the_parameters_may_be_trained_alone(rng):
    model = network()
    first, last = model.layers[0], model.layers[2]
    before = first.weight.value.copy(), last.weight.value.copy()
    optimizer = SGD(last.parameters, 0.1)
    train(model, SoftmaxCrossEntropy(), optimizer, *moons(), rng=rng, **SETTINGS)
    assert np.array_equal(first.weight.value, before[0])
    assert not np.array_equal(last.weight.value, before[1])


@pytest.mark.parametrize(
    "validation",
    [
        (np.ones((3, 2)), [0, 1, 2]),
        (np.ones((3, 5)), [0, 1, 1]),
        (np.ones((3, 2)), [0, 1]),
        (np.ones((0, 2)), []),
        (np.ones((3, 2)), [0, 1, 1], [0, 1, 1]),
        np.ones((3, 2)),
    ],
)
def test_validation_examples_are_checked_before_the_first_step(validation):
    model = network()
    before = [parameter.value.copy() for parameter in model.parameters]
    with pytest.raises(ValueError, match=r"Of the validation examples:|validation to be a pair"):
        run(model, validation=validation)
    after = [parameter.value for parameter in model.parameters]
    assert all(np.array_equal(*values) for values in zip(before, after, strict=True))


def test_validation_examples_may_be_lists():
    inputs, labels = moons(20)
    lists = run(validation=(inputs.tolist(), labels.tolist()))
    assert lists.validation_loss == pytest.approx(run(validation=(inputs, labels)).validation_loss)


def test_a_seed_is_no_generator():
    for call in (lambda: run(rng=7), lambda: minibatches(*moons(), 8, 7)):
        with pytest.raises(TypeError, match="Generator; got 7"):
            call()


@pytest.mark.parametrize("batch_size", [0, -4, 2.5])
def test_minibatches_have_a_whole_size(batch_size, rng):
    with pytest.raises(ValueError, match="batch_size to be a whole number"):
        minibatches(*moons(), batch_size, rng)


def test_minibatches_want_a_target_for_each_example(rng):
    with pytest.raises(ValueError, match="one target for each"):
        minibatches(np.ones((3, 2)), np.ones(4), 2, rng)


@pytest.mark.parametrize("inputs", [[], np.ones((0, 2)), 3.0])
def test_no_inputs_have_no_predictions(inputs):
    with pytest.raises(ValueError, match="Pass at least one row"):
        predict(network(), inputs)


@pytest.mark.parametrize("measure", [accuracy, confusion])
@pytest.mark.parametrize(
    ("labels", "error"),
    [
        ([0], ValueError),
        ([[0], [1], [1]], ValueError),
        ([0, 1, 2], ValueError),
        ([0, 1, -1], ValueError),
        ([0, 1, 0.5], ValueError),
        ([0, 1, np.nan], ValueError),
        (["0", "1", "1"], TypeError),
    ],
)
def test_labels_that_cannot_be_counted_are_refused(measure, labels, error):
    with pytest.raises(error, match="Expected labels"):
        measure(network(), np.ones((3, 2)), labels)


@pytest.mark.parametrize("labels", [[[-1], [1]], [[1], [2]], [[0], [np.nan]]])
def test_a_column_of_labels_holds_0_and_1(labels, rng):
    model = Sequential(Linear(2, 1, rng=rng))
    with pytest.raises(ValueError, match="or rows of 0 and 1; got"):
        accuracy(model, np.ones((2, 2)), labels)


def test_a_single_output_is_a_logit_or_a_probability():
    class Answers:
        def forward(self, inputs):
            return inputs

    outputs, labels = np.array([[0.2], [0.7], [-0.1], [0.4]]), [0, 1, 0, 1]
    assert accuracy(Answers(), outputs, labels) == 0.75
    assert accuracy(Answers(), outputs, labels, boundary=0.5) == 0.75
    assert confusion(Answers(), outputs, labels, 2).tolist() == [[1, 1], [0, 2]]
    assert confusion(Answers(), outputs, labels, 2, boundary=0.5).tolist() == [[2, 0], [1, 1]]


def test_the_learning_rate_is_innocent_of_a_loss_before_the_first_step(rng):
    model = network()
    optimizer = SGD(model.parameters, 0.1)
    inputs, labels = np.full((3, 2), np.nan), [0, 1, 1]
    with pytest.raises(DivergenceError, match=r"has taken no step yet: .* look at the inputs"):
        train(model, SoftmaxCrossEntropy(), optimizer, inputs, labels, rng=rng, **SETTINGS)


def test_an_optimizer_of_ones_own_may_diverge(rng):
    class Own:
        def step(self):
            model.layers[0].weight.value[...] = np.nan

    model = network()
    with pytest.raises(DivergenceError, match="tenth of the learning rate") as caught:
        train(model, SoftmaxCrossEntropy(), Own(), *moons(), rng=rng, **SETTINGS)
    assert len(caught.value.history.step_losses) == 2


@pytest.mark.parametrize("settings", [{"n_epochs": 0}, {"batch_size": 2.5}, {"batch_size": -1}])
def test_counts_below_one_or_broken_are_refused(settings):
    with pytest.raises(ValueError, match="to be a whole number of at least 1; got"):
        run(**settings)


def test_the_progress_bar_shows_epoch_loss_and_validation():
    code = (
        "from tests.test_training import run, moons; run(validation=moons(50));"
        "run(validation=moons(50), progress=False)"
    )
    environment = {"PYTHONPATH": ".", "TQDM_DISABLE": ""}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert result.stderr == ""
    assert result.stdout.count("epoch 3/3") >= 1
    assert "39/39" in result.stdout
    assert "validation " in result.stdout


def test_a_single_output_is_a_logit_and_says_yes_above_zero(rng):
    inputs, labels = moons()
    model = Sequential(Linear(2, 16, rng=rng), ReLU(), Linear(16, 1, rng=rng))
    targets = labels.reshape(-1, 1)
    assert accuracy(model, inputs, targets) < 0.95
    optimizer = SGD(model.parameters, 0.3, momentum=0.9)
    history = train(
        model, BinaryCrossEntropy(), optimizer, inputs, targets, n_epochs=40, batch_size=16, rng=rng
    )
    assert history.train_accuracy[0] < 0.95 < history.train_accuracy[-1]
    right = (model.forward(inputs)[:, 0] > 0) == (labels == 1)
    assert accuracy(model, inputs, labels) == pytest.approx(np.mean(right))


def test_a_single_output_of_squared_error_says_yes_above_a_half():
    outputs, targets = np.array([[0.2], [0.7], [0.4]]), np.array([[0.0], [1.0], [1.0]])
    answers = classes(outputs, MeanSquaredError.boundary)
    assert (answers == classes(targets)).tolist() == [True, True, False]
