import contextlib
import subprocess
import sys

import numpy as np
import pytest

from nnlib import training
from nnlib.datasets import circles, one_hot, two_moons
from nnlib.layers import Activation, Dropout, Linear, ReLU, Sequential, Sigmoid
from nnlib.losses import BinaryCrossEntropy, Loss, MeanSquaredError, SoftmaxCrossEntropy
from nnlib.optimizers import SGD, linear_decay
from nnlib.training import (
    DivergenceError,
    History,
    accuracy,
    classes,
    confusion,
    latest,
    minibatches,
    name_classes,
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


def test_on_epoch_may_measure_the_network_with_all_of_its_neurons(rng):
    model = Sequential(Linear(2, 12, rng=rng), Dropout(0.5, rng=rng), Linear(12, 2, rng=rng))
    inputs, labels = moons()
    pairs = []

    def measure(history):
        pairs.append([accuracy(model, inputs, labels) for _ in range(5)])

    run(model, on_epoch=measure)
    assert len(pairs) == 3
    assert all(len(set(pair)) == 1 for pair in pairs)


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


def test_an_optimizer_of_a_layer_that_is_gone_is_refused(rng):
    first = network()
    model = Sequential(*first.layers[:-1], Linear(12, 2, rng=rng))
    optimizer = SGD(first.parameters, 0.1)
    with pytest.raises(ValueError, match="has those of another model"):
        train(model, SoftmaxCrossEntropy(), optimizer, *moons(), rng=rng, **SETTINGS)


@pytest.mark.parametrize("optimizer", [SGD, None, "SGD"])
def test_what_is_no_optimizer_is_refused(optimizer, rng):
    with pytest.raises(TypeError, match=r"Make one: SGD\(model.parameters"):
        train(network(), SoftmaxCrossEntropy(), optimizer, *moons(), rng=rng, **SETTINGS)


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
        ([[1, 0], [0, 0], [1, 0]], ValueError),
        ([[1, 0], [0.5, 0.5], [1, 0]], ValueError),
        (["0", "1", "1"], TypeError),
    ],
)
def test_labels_that_cannot_be_counted_are_refused(measure, labels, error):
    with pytest.raises(error, match="Expected labels"):
        measure(network(), np.ones((3, 2)), labels)


@pytest.mark.parametrize("labels", [[[-1], [1]], [[1], [2]], [[0], [np.nan]]])
def test_a_column_of_labels_holds_0_and_1(labels, rng):
    model = Sequential(Linear(2, 1, rng=rng))
    with pytest.raises(ValueError, match="or rows of 0 and a single 1; got"):
        accuracy(model, np.ones((2, 2)), labels)


def test_a_single_output_is_a_logit_or_a_probability():
    class Answers:
        def forward(self, inputs):
            return inputs

    outputs, labels = np.array([[0.2], [0.7], [-0.1], [0.4]]), [0, 1, 0, 0]
    assert accuracy(Answers(), outputs, labels) == 0.5
    assert accuracy(Answers(), outputs, labels, boundary=0.5) == 1
    assert confusion(Answers(), outputs, labels, 2).tolist() == [[1, 2], [0, 1]]
    assert confusion(Answers(), outputs, labels, 2, boundary=0.5).tolist() == [[3, 0], [0, 1]]


def test_the_learning_rate_is_innocent_of_a_loss_before_the_first_step(rng):
    model = network()
    model.layers[0].weight.value[0, 0] = np.nan  # as after a training that diverged
    optimizer = SGD(model.parameters, 0.1)
    with pytest.raises(DivergenceError, match=r"has taken no step yet: make the model again"):
        train(model, SoftmaxCrossEntropy(), optimizer, *moons(), rng=rng, **SETTINGS)


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


def regression(n_examples=40):
    inputs = np.linspace(-1, 1, n_examples).reshape(-1, 1)
    return inputs, 3 * inputs


def fit_line(inputs, targets, **settings):
    rng = np.random.default_rng(3)
    model = Sequential(Linear(1, 1, rng=rng))
    optimizer = SGD(model.parameters, 0.1)
    settings = {**SETTINGS, "rng": rng, **settings}
    return train(model, MeanSquaredError(), optimizer, inputs, targets, **settings)


def test_a_regression_has_losses_and_no_right_answers():
    history = fit_line(*regression(), validation=regression(10))
    assert len(history.train_loss) == len(history.validation_loss) == 3
    assert history.train_accuracy == history.validation_accuracy == []
    assert latest(history).endswith(f"validation {history.validation_loss[-1]:.3f}")


@pytest.mark.parametrize(
    ("loss", "targets", "named"),
    [
        (SoftmaxCrossEntropy(), [0, 1, 2], True),
        (SoftmaxCrossEntropy(), [[0.9, 0.1], [0.2, 0.8]], True),
        (MeanSquaredError(), [[0], [1]], True),
        (MeanSquaredError(), [[0.5], [1]], False),
        (BinaryCrossEntropy(), [[0.1], [0.9]], True),
        (BinaryCrossEntropy(), [[1, 1], [0, 1]], False),
        (MeanSquaredError(), [[0.5, 2], [0, 1]], False),
    ],
)
def test_targets_name_classes_or_do_not(loss, targets, named):
    assert name_classes(loss, np.array(targets)) == named


def test_epochs_without_validation_leave_gaps_in_the_history(rng):
    history = run(rng=rng)
    validation = moons(20)
    history = run(rng=rng, history=history, validation=validation, n_epochs=2)
    assert np.isnan(history.validation_loss[:3]).all()
    assert len(history.validation_loss) == len(history.validation_accuracy) == history.n_epochs == 5


def test_a_stop_within_the_validation_leaves_the_lists_in_step(rng, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "outputs_for", stop)
    history = run(rng=rng, validation=moons(20))
    assert history.stopped.startswith("Stopped by hand")
    assert history.train_loss == history.validation_loss == history.train_accuracy == []


def test_several_may_be_told_of_each_epoch(rng):
    told = []
    run(rng=rng, on_epoch=[lambda history: told.append("a"), lambda history: told.append("b")])
    assert told == ["a", "b"] * 3


def test_numbers_in_one_row_are_told_to_become_a_column():
    inputs, targets = regression()
    with pytest.raises(ValueError, match=r"got \(40,\).*inputs.reshape\(-1, 1\)"):
        fit_line(inputs[:, 0], targets)


def test_missing_values_are_found_before_the_first_step():
    inputs, targets = regression()
    inputs[7] = np.nan
    with pytest.raises(ValueError, match=r"got nan at \(7, 0\), and 1 such in all"):
        fit_line(inputs, targets)


def test_missing_targets_are_found_before_the_first_step(rng):
    targets = np.ones((40, 1))
    targets[[3, 7]] = np.nan
    with pytest.raises(ValueError, match=r"Expected finite targets; got nan at \(3, 0\), and 2"):
        fit_line(np.ones((40, 1)), targets)


def test_words_are_no_inputs():
    _, targets = regression(2)
    with pytest.raises(TypeError, match="inputs to be numbers"):
        fit_line(np.array([["1"], [""]]), targets)


def test_large_inputs_are_warned_of():
    inputs, targets = regression()
    with pytest.warns(UserWarning, match="inputs reach 255") as told, np.errstate(all="ignore"):
        fit_line(255 * inputs, targets, n_epochs=1, batch_size=40)
    assert told[0].filename == __file__


@pytest.mark.parametrize("look", [accuracy, confusion, lambda *given: predict(*given[:2])])
def test_large_inputs_of_a_prediction_are_warned_of_where_it_is_asked_for(look):
    with pytest.warns(UserWarning, match="inputs reach 255") as told:
        look(network(), [[0, 255], [3, 4]], [0, 1])
    assert told[0].filename == __file__


def test_grey_targets_are_to_be_scaled_as_the_inputs_are(rng):
    grey = rng.integers(0, 256, (20, 4)).astype(np.uint8)
    model = Sequential(Linear(4, 4, rng=rng))
    optimizer = SGD(model.parameters, 0.1)
    with pytest.raises(ValueError, match=r"datasets.scale\(targets\)"):
        train(model, MeanSquaredError(), optimizer, grey, grey, rng=rng, **SETTINGS)


@pytest.mark.parametrize(
    ("loss", "advice"),
    [(SoftmaxCrossEntropy, r"Make one: SoftmaxCrossEntropy\(\)"), (max, "write compute")],
)
def test_what_is_no_loss_is_refused(loss, advice, rng):
    model = network()
    optimizer = SGD(model.parameters, 0.1)
    with pytest.raises(TypeError, match=advice):
        train(model, loss, optimizer, *moons(), rng=rng, **SETTINGS)


def test_a_loss_of_ones_own_needs_no_more_than_compute(rng):
    class MeanAbsoluteError(Loss):
        def compute(self, predictions, targets):
            differences = predictions - targets
            return float(np.abs(differences).mean()), np.sign(differences) / differences.size

    loss, (inputs, targets) = MeanAbsoluteError(), regression()
    model = Sequential(Linear(1, 1, rng=rng))
    optimizer = SGD(model.parameters, 0.05)
    history = train(model, loss, optimizer, inputs, targets, n_epochs=60, batch_size=8, rng=rng)
    assert history.train_loss[-1] < 0.05
    with pytest.raises(NotImplementedError, match="write compute"):
        Loss()(inputs, targets)


@pytest.mark.parametrize("last", [ReLU(), Dropout(0.5, rng=np.random.default_rng(0))])
@pytest.mark.parametrize(
    ("gradient", "came"),
    [
        (lambda differences: differences.mean(axis=1, keepdims=True), r"\(4, 1\)"),
        (lambda differences: float(differences.mean()), r"\(\)"),
        (lambda _: None, r"\(\)"),
    ],
)
def test_a_loss_of_ones_own_is_told_of_a_gradient_of_another_shape(last, gradient, came, rng):
    class OwnLoss(Loss):
        def compute(self, predictions, targets):
            differences = predictions - targets
            return float((differences**2).mean()), gradient(differences)

    model = Sequential(Linear(2, 3, rng=rng), last)
    optimizer = SGD(model.parameters, 0.05)
    before = model.parameters[0].value.copy()
    inputs, targets = rng.normal(size=(8, 2)), rng.normal(size=(8, 3))
    with pytest.raises(ValueError, match=rf"of the predictions, \(4, 3\); got {came}"):
        train(model, OwnLoss(), optimizer, inputs, targets, n_epochs=1, batch_size=4, rng=rng)
    np.testing.assert_array_equal(model.parameters[0].value, before)


def test_a_sigmoid_before_a_loss_that_has_one_is_refused(rng):
    model = Sequential(Linear(2, 1, rng=rng), Sigmoid())
    inputs, labels = moons()
    optimizer = SGD(model.parameters, 0.1)
    with pytest.raises(ValueError, match="Leave that layer out"):
        train(model, BinaryCrossEntropy(), optimizer, inputs, labels[:, None], rng=rng, **SETTINGS)


def test_a_layer_alone_is_told_to_be_wrapped(rng):
    layer = Linear(2, 2, rng=rng)
    with pytest.raises(TypeError, match=r"Wrap it: Sequential\(layer\)"):
        train(
            layer, SoftmaxCrossEntropy(), SGD(layer.parameters, 0.1), *moons(), rng=rng, **SETTINGS
        )


def test_a_schedule_that_has_ended_is_told(rng):
    model = network()
    optimizer = SGD(model.parameters, linear_decay(0.1, 39))  # three epochs of 13 steps
    train(model, SoftmaxCrossEntropy(), optimizer, *moons(), rng=rng, **SETTINGS)
    with pytest.raises(ValueError, match="schedule has ended at step 39"):
        train(model, SoftmaxCrossEntropy(), optimizer, *moons(), rng=rng, **SETTINGS)


class Halved(Activation):
    """A learner's activation, whose derivative is a plain number."""

    def function(self, z):
        return z / 2

    def derivative_from_output(self, a):
        return 0.5


def test_an_activation_of_ones_own_may_have_a_number_for_a_derivative(rng):
    model = Sequential(Linear(2, 4, rng=rng), Halved(), Linear(4, 2, rng=rng))
    assert run(model).train_loss[-1] < 0.5


def test_an_activation_of_ones_own_may_give_float64(rng):
    class LeakyReLU(Activation):
        def function(self, z):
            return np.where(z > 0, z, 0.01 * z)

        def derivative_from_output(self, a):
            return np.where(a > 0, 1, 0.01)

    model = Sequential(Linear(2, 16, rng=rng), LeakyReLU(), Linear(16, 2, rng=rng))
    optimizer = SGD(model.parameters, 0.1, momentum=0.9)
    history = train(
        model, SoftmaxCrossEntropy(), optimizer, *moons(), n_epochs=20, batch_size=16, rng=rng
    )
    assert history.train_accuracy[-1] > 0.85
