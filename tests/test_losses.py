import numpy as np
import pytest

from nnlib.gradient_check import numerical_gradient, relative_error
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError, SoftmaxCrossEntropy

SHAPES = [(1, 2), (1, 5), (6, 3), (4, 1)]
LOSSES = [MeanSquaredError(), BinaryCrossEntropy(), SoftmaxCrossEntropy()]


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@pytest.mark.parametrize("shape", SHAPES)
def test_gradients_match_finite_differences(loss, shape, rng):
    predictions, targets = rng.normal(size=shape), rng.dirichlet(np.ones(shape[1]), shape[0])
    expected = numerical_gradient(lambda p: loss(p, targets), predictions)
    found = loss.gradient(predictions, targets)
    assert found.shape == shape
    assert relative_error(found, expected) < 1e-6 or np.abs(found - expected).max() < 1e-9


@pytest.mark.parametrize("shape", SHAPES)
def test_softmax_gradient_matches_finite_differences_for_labels(shape, rng):
    loss, logits = SoftmaxCrossEntropy(), rng.normal(size=shape)
    labels = rng.integers(shape[1], size=shape[0])
    expected = numerical_gradient(lambda p: loss(p, labels), logits)
    assert np.abs(loss.gradient(logits, labels) - expected).max() < 1e-8


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [0.0, 1e4])
def test_losses_and_gradients_stay_finite_and_in_their_precision(loss, dtype, size):
    predictions = np.array([[size, -size, 0], [-size, size, 0]], dtype)
    targets = np.array([[0, 1, 0], [0, 1, 0]], dtype)
    assert np.isfinite(loss(predictions, targets))
    gradient = loss.gradient(predictions, targets)
    assert gradient.dtype == dtype
    assert np.isfinite(gradient).all()


def test_mean_squared_error_by_hand():
    loss = MeanSquaredError()
    assert loss([[1, 2], [3, 5]], [[1, 0], [4, 5]]) == (0 + 4 + 1 + 0) / 4
    assert loss.gradient([[1, 2], [3, 5]], [[1, 0], [4, 5]]).tolist() == [[0, 1], [-0.5, 0]]


def test_binary_cross_entropy_by_hand():
    logit = np.log(4)  # the sigmoid of it is 4/5
    assert BinaryCrossEntropy()([[logit]], [[1]]) == pytest.approx(np.log(5 / 4))
    assert BinaryCrossEntropy()([[logit]], [[0]]) == pytest.approx(np.log(5))


def test_softmax_cross_entropy_by_hand():
    logits = np.log([[1, 2, 5], [4, 3, 1]])  # softmax: 1/8 2/8 5/8 and 4/8 3/8 1/8
    expected = (np.log(8 / 5) + np.log(8 / 4)) / 2
    assert SoftmaxCrossEntropy()(logits, [2, 0]) == pytest.approx(expected)


def test_equal_logits_cost_the_logarithm_of_the_number_of_classes():
    assert SoftmaxCrossEntropy()(np.zeros((3, 10)), [4, 0, 9]) == pytest.approx(2.302585)


def test_labels_and_one_hot_rows_give_the_same(rng):
    loss, logits, labels = SoftmaxCrossEntropy(), rng.normal(size=(4, 3)), np.array([2, 0, 1, 1])
    rows = np.eye(3)[labels]
    assert loss(logits, labels) == pytest.approx(loss(logits, rows))
    np.testing.assert_allclose(loss.gradient(logits, labels), loss.gradient(logits, rows))


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_the_arguments_are_left_as_they_were(loss, rng):
    predictions, targets = rng.normal(size=(4, 3)), np.eye(3)[[0, 1, 2, 0]]
    copies = predictions.copy(), targets.copy()
    loss(predictions, targets)
    loss.gradient(predictions, targets)
    assert np.array_equal(predictions, copies[0])
    assert np.array_equal(targets, copies[1])


@pytest.mark.parametrize("loss", [MeanSquaredError(), BinaryCrossEntropy()], ids=repr)
@pytest.mark.parametrize("call", ["__call__", "gradient"])
def test_a_row_of_targets_against_a_column_of_predictions_is_refused(loss, call):
    with pytest.raises(ValueError, match=r"one shape.*\(4, 1\) and \(4,\)"):
        getattr(loss, call)(np.ones((4, 1)), np.ones(4))


def test_targets_for_other_examples_are_refused():
    with pytest.raises(ValueError, match=r"got \(4, 3\) and \(5,\)"):
        SoftmaxCrossEntropy()(np.ones((4, 3)), np.zeros(5, int))


@pytest.mark.parametrize("call", ["__call__", "gradient"])
def test_rows_of_targets_that_are_not_probabilities_are_refused(call):
    with pytest.raises(ValueError, match=r"add up to 1; got sums from 1 to 1\.5"):
        getattr(SoftmaxCrossEntropy(), call)(np.ones((2, 2)), [[0, 1], [1, 0.5]])


@pytest.mark.parametrize("targets", [[[-1], [1]], [[0], [255]], [[0], [np.nan]]])
def test_targets_of_two_classes_are_from_0_to_1(targets):
    with pytest.raises(ValueError, match="targets from 0 to 1; got"):
        BinaryCrossEntropy().gradient(np.ones((2, 1)), targets)


def test_a_row_that_adds_up_to_1_by_way_of_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="targets from 0 to 1; got -1 to 2"):
        SoftmaxCrossEntropy()(np.ones((1, 3)), [[2, -1, 0]])


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0]])
def test_labels_outside_the_classes_are_refused(labels):
    with pytest.raises(ValueError, match="labels from 0 to 2"):
        SoftmaxCrossEntropy().gradient(np.ones((2, 3)), labels)


def test_labels_that_are_not_integers_are_refused():
    with pytest.raises(TypeError, match="integer labels; got float64"):
        SoftmaxCrossEntropy()(np.ones((2, 3)), [0.0, 1.0])


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_an_empty_batch_is_refused(loss):
    with pytest.raises(ValueError, match="expected"):
        loss(np.ones((0, 3)), np.ones((0, 3)))


@pytest.mark.parametrize(
    ("logits", "targets", "advice"),
    [
        (np.zeros((2, 3)), [[0], [1]], r"targets.ravel\(\)"),
        (np.zeros(3), 1, r"logits.reshape\(1, -1\)"),
        (np.zeros((2, 1)), [[0], [1]], "take BinaryCrossEntropy"),
    ],
)
def test_the_advice_fits_what_came(logits, targets, advice):
    with pytest.raises(ValueError, match=advice):
        SoftmaxCrossEntropy()(logits, targets)
