import numpy as np
import pytest

from nnlib.augmentation import rotate, shift
from nnlib.datasets import digits
from nnlib.layers import Linear, Sequential
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD
from nnlib.training import train

PICTURE = np.array([[[1, 2, 3], [4, 5, 6]]], np.uint8)


def test_a_shift_by_hand():
    assert shift(PICTURE, 1, 0).tolist() == [[[0, 0, 0], [1, 2, 3]]]
    assert shift(PICTURE, 0, -1).tolist() == [[[2, 3, 0], [5, 6, 0]]]
    assert shift(PICTURE, -1, 2).tolist() == [[[0, 0, 4], [0, 0, 0]]]


def test_a_shift_beyond_the_edge_leaves_paper():
    assert not shift(PICTURE, 5, 0).any()
    assert not shift(PICTURE, 0, -70).any()


def test_each_picture_can_have_a_shift_of_its_own(rng):
    pictures = rng.random((4, 5, 6))
    rows, columns = np.array([0, 1, -2, 3]), np.array([2, -1, 0, 1])
    together = shift(pictures, rows, columns)
    for n in range(4):
        alone = shift(pictures[n : n + 1], int(rows[n]), int(columns[n]))
        np.testing.assert_array_equal(together[n : n + 1], alone)


def test_a_picture_shifted_there_and_back_is_the_same_where_no_ink_left_it():
    pictures = digits().train_inputs[:50].reshape(-1, 28, 28).copy()
    pictures[:, [0, 1, 26, 27]] = 0
    assert np.array_equal(shift(shift(pictures, 2), -2), pictures)


def test_quarter_turns_agree_with_numpy(rng):
    pictures = rng.random((3, 28, 28))
    for quarters in (1, 2, 3):
        turned = np.rot90(pictures, quarters, axes=(1, 2))
        np.testing.assert_allclose(rotate(pictures, 90 * quarters), turned, atol=1e-12)


def test_a_small_turn_by_hand():
    # Row 1, column 2 of a 3 x 3 picture comes from (1 + sin, 1 + cos) of the angle: with sin 0.6
    # and cos 0.8 from row 1.6, column 1.8, and so with 0.4 · 0.8 from the pixel with the ink.
    picture = np.zeros((1, 3, 3))
    picture[0, 1, 2] = 1
    turned = rotate(picture, np.degrees(np.arcsin(0.6)))
    assert turned[0, 1, 2] == pytest.approx(0.4 * 0.8)


def test_no_turn_changes_nothing_and_a_turn_there_and_back_changes_little():
    rows = digits().train_inputs[:20] / 255
    assert np.array_equal(rotate(rows, 0), rows)
    there_and_back = rotate(rotate(rows, 10), -10)
    assert abs(there_and_back - rows).mean() < 0.03 < abs(rotate(rows, 10) - rows).mean()


def test_the_angles_are_those_of_the_pictures(rng):
    pictures, degrees = rng.random((3, 8, 8)), np.array([10.0, -40.0, 200.0])
    together = rotate(pictures, degrees)
    for n in range(3):
        alone = rotate(pictures[n : n + 1], float(degrees[n]))
        np.testing.assert_allclose(together[n : n + 1], alone, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(6, 784), (6, 28, 28)])
@pytest.mark.parametrize(
    "change", [lambda images: shift(images, 1, 2), lambda images: rotate(images, 9)]
)
def test_shape_and_type_stay_and_the_pictures_given_are_left_alone(dtype, shape, change, rng):
    images = rng.integers(0, 256, shape).astype(dtype)
    before = images.copy()
    changed = change(images)
    assert (changed.shape, changed.dtype) == (shape, dtype)
    assert np.array_equal(images, before)
    assert not np.array_equal(changed, before)


def test_rows_of_784_are_pictures_of_28_by_28(rng):
    rows = rng.random((2, 784))
    assert np.array_equal(
        shift(rows, 1, 1).reshape(-1, 28, 28), shift(rows.reshape(-1, 28, 28), 1, 1)
    )


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: shift(np.ones(784), 1), ValueError, r"\(784,\).*picture\[np.newaxis\]"),
        (lambda: rotate(np.ones((2, 100)), 1), ValueError, r"got the shape \(2, 100\)"),
        (lambda: shift(np.ones((2, 784)), [1, 2, 3]), ValueError, "one for each of 2 pictures"),
        (lambda: rotate(np.ones((2, 784)), np.ones((2, 1))), ValueError, r"degrees .*\(2, 1\)"),
        (lambda: shift(np.ones((2, 784)), 0.5), TypeError, "rows to be whole numbers"),
        (lambda: shift(np.ones((2, 784)), 1, [1.0, 2.0]), TypeError, "columns to be whole"),
    ],
)
def test_what_does_not_fit_is_refused_with_advice(call, kind, words):
    with pytest.raises(kind, match=words):
        call()


def trained(augment, **settings):
    """Return the weight of a small model after a training."""
    data, rng = digits(), np.random.default_rng(0)
    model = Sequential(Linear(784, 10, rng=rng))
    examples = data.train_inputs[:64], data.train_labels[:64]
    settings = {"n_epochs": 2, "batch_size": 16, "rng": rng, "progress": False, **settings}
    optimizer = SGD(model.parameters, 0.1)
    train(model, SoftmaxCrossEntropy(), optimizer, *examples, augment=augment, **settings)
    return model.layers[0].weight.value


def test_train_learns_from_the_changed_inputs_and_from_nothing_else():
    assert not np.array_equal(trained(lambda inputs, rng: rotate(inputs, 30)), trained(None))
    paper = trained(lambda inputs, rng: 0 * inputs)
    start = Linear(784, 10, rng=np.random.default_rng(0)).weight.value
    assert np.array_equal(paper, start)  # where nothing comes in, no weight changes


def test_augmenting_by_nothing_is_the_same_to_the_last_bit():
    assert np.array_equal(trained(lambda inputs, rng: inputs), trained(None))


def test_augment_is_given_scaled_minibatches_and_the_rng_of_the_training():
    seen = []

    def look(inputs, rng):
        seen.append((inputs.shape, inputs.dtype, inputs.max() <= 1, rng is given))
        return inputs

    given = np.random.default_rng(5)
    trained(look, rng=given)
    assert seen == [((16, 784), np.float32, True, True)] * 8


@pytest.mark.parametrize(
    ("augment", "words"),
    [
        (lambda inputs, rng: None, "got None.*End the function with return"),
        (lambda inputs, rng: inputs[:3], r"given, \(16, 784\); got the shape \(3, 784\)"),
    ],
)
def test_an_augment_that_loses_rows_is_told(augment, words):
    with pytest.raises(ValueError, match=words):
        trained(augment)


@pytest.mark.parametrize("degrees", [np.nan, [10.0, np.inf]])
def test_an_angle_that_is_not_finite_is_refused(degrees):
    with pytest.raises(ValueError, match="Expected degrees to be finite; got"):
        rotate(np.ones((2, 784)), degrees)


def test_an_angle_that_is_a_word_is_refused():
    with pytest.raises(TypeError, match="Expected numbers; got 'a'"):
        rotate(np.ones((2, 784)), "a")


@pytest.mark.parametrize("kind", [np.uint8, np.uint64, np.int8])
def test_whole_numbers_of_any_kind_move_a_picture(kind, rng):
    pictures = rng.random((3, 5, 6))
    assert np.array_equal(shift(pictures, kind(2), kind(1)), shift(pictures, 2, 1))
