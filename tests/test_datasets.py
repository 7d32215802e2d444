"""MNIST is held against what is known of it; made-up data against its own geometry."""

import subprocess
import sys

import numpy as np
import pytest

from nnlib.datasets import (
    DIGITS_FILE,
    DatasetFileError,
    as_pictures,
    circles,
    digits,
    noisy_polynomial,
    one_hot,
    read_digits,
    scale,
    spirals,
    two_moons,
)

CLASSIFIED = [two_moons, circles, spirals]


def rows_of(inputs):
    return {row.tobytes() for row in inputs}


# The digits


def test_all_digits_are_there_in_the_published_numbers():
    data = digits()
    assert data.train_inputs.shape == (60_000, 784)
    assert data.test_inputs.shape == (10_000, 784)
    train_counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    test_counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(data.train_labels).tolist() == train_counts
    assert np.bincount(data.test_labels).tolist() == test_counts


def test_the_first_labels_are_the_well_known_ones():
    assert digits().train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert digits().test_labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_pixels_have_the_published_mean_and_deviation():
    pixels = digits().train_inputs
    assert pixels.mean() / 255 == pytest.approx(0.1307, abs=5e-5)
    assert pixels.std() / 255 == pytest.approx(0.3081, abs=5e-5)


def test_pictures_are_upright():
    sevens = digits().test_inputs[digits().test_labels == 7]
    average = as_pictures(sevens.mean(axis=0))
    assert average[6:11].mean() > 1.5 * average[17:22].mean()  # the bar of a seven is at the top


def test_inputs_stay_bytes_and_labels_can_be_calculated_with():
    data = digits()
    assert data.train_inputs.dtype == data.test_inputs.dtype == np.uint8
    assert data.train_labels.dtype == data.test_labels.dtype == np.int64


def test_digits_are_read_once():
    assert digits() is digits()
    assert digits(n_test=100).train_inputs is digits().train_inputs


@pytest.mark.parametrize("sizes", [(60_000, 10_000), (100, 100)])
@pytest.mark.parametrize("name", ["train_inputs", "train_labels", "test_inputs", "test_labels"])
def test_an_edit_in_place_is_refused(sizes, name):
    with pytest.raises(ValueError, match="read-only"):
        getattr(digits(*sizes), name)[0] = 1


def test_a_field_cannot_be_replaced():
    with pytest.raises(AttributeError):
        digits().train_labels = np.zeros(60_000)


def test_digits_say_how_many_they_are():
    assert repr(digits(1_000, 500)) == "Digits(1,000 to train on, 500 to test)"


# Subsets of them


@pytest.mark.parametrize("n", [10, 100, 1_000, 54_210])
def test_a_subset_holds_each_digit_equally_often(n):
    assert np.bincount(digits(n_train=n).train_labels).tolist() == [n // 10] * 10


@pytest.mark.parametrize("n", [1, 7, 15, 999])
def test_a_subset_that_cannot_be_even_is_off_by_one(n):
    counts = np.bincount(digits(n_test=n).test_labels, minlength=10)
    assert counts.sum() == n
    assert np.ptp(counts) == 1


def test_a_digit_that_runs_out_is_passed_over():
    all_of_them = np.bincount(digits().train_labels)
    counts = np.bincount(digits(n_train=58_000).train_labels)
    assert counts.sum() == 58_000
    assert np.all(counts >= np.minimum(all_of_them, counts.max() - 1))


def test_a_smaller_subset_begins_every_larger_one():
    small, large = digits(123, 45), digits(59_999, 9_999)
    for name in ["train_inputs", "train_labels", "test_inputs", "test_labels"]:
        few = getattr(small, name)
        assert np.array_equal(few, getattr(large, name)[: len(few)])


def test_a_subset_takes_no_digit_twice_and_keeps_each_label():
    everything, data = digits(), digits(59_999, 1)
    label_of = dict(zip(map(bytes, everything.train_inputs), everything.train_labels, strict=True))
    assert len(label_of) == 60_000  # no two pictures of MNIST are the same
    assert len(rows_of(data.train_inputs)) == 59_999
    assert [label_of[bytes(row)] for row in data.train_inputs] == data.train_labels.tolist()


def test_no_test_digit_is_trained_on():
    assert not rows_of(digits().train_inputs) & rows_of(digits().test_inputs)


def test_the_subsets_of_today_are_those_of_yesterday():
    data = digits(10, 10)
    assert data.train_inputs.sum(dtype=int) == 247996
    assert data.test_inputs.sum(dtype=int) == 271631
    assert data.train_labels.tolist() == [5, 2, 9, 6, 7, 8, 1, 3, 0, 4]


def test_a_small_test_set_is_about_as_hard_as_the_whole():
    averages = [digits().train_inputs[digits().train_labels == k].mean(axis=0) for k in range(10)]

    def accuracy(inputs, labels):
        distances = [((inputs - average) ** 2).sum(axis=1) for average in averages]
        return np.mean(np.argmin(distances, axis=0) == labels)

    few, all_of_them = digits(n_test=1_000), digits()
    assert accuracy(few.test_inputs, few.test_labels) == pytest.approx(0.82, abs=0.02)
    inputs, labels = all_of_them.test_inputs, all_of_them.test_labels
    assert accuracy(inputs[:5_000], labels[:5_000]) < accuracy(inputs[5_000:], labels[5_000:])


@pytest.mark.parametrize("wrong", [0, -1, 60_001, 100.0, "100", None, np.nan, [100]])
def test_a_senseless_number_of_training_digits_is_refused(wrong):
    with pytest.raises(ValueError, match=r"n_train to be a whole number from 1 to 60,000; got"):
        digits(n_train=wrong)


def test_a_number_of_test_digits_above_the_supply_is_refused():
    with pytest.raises(ValueError, match=r"n_test .* from 1 to 10,000; got 10001.* n_test=10000"):
        digits(n_test=10_001)


def test_a_number_may_come_from_numpy():
    assert len(digits(n_train=np.int64(20)).train_labels) == 20


# The file of digits


@pytest.mark.parametrize("n_bytes", [0, 1, 1_000, 5_000_000, -22, -1])
def test_a_truncated_file_is_called_incomplete(tmp_path, n_bytes):
    path = tmp_path / "digits.npz"
    path.write_bytes(DIGITS_FILE.read_bytes()[:n_bytes])
    with pytest.raises(DatasetFileError, match="incomplete or altered"):
        read_digits(path)


@pytest.mark.parametrize("position", [0, 40, 5_000_000, -1])
def test_one_altered_byte_is_noticed(tmp_path, position):
    content = bytearray(DIGITS_FILE.read_bytes())
    content[position] ^= 1
    path = tmp_path / "digits.npz"
    path.write_bytes(content)
    with pytest.raises(DatasetFileError, match="incomplete or altered"):
        read_digits(path)


def test_the_error_names_the_file_both_checksums_and_the_remedy(tmp_path):
    path = tmp_path / "digits.npz"
    path.write_bytes(b"")
    with pytest.raises(DatasetFileError) as caught:
        read_digits(path)
    message = str(caught.value)
    for part in [str(path), "f519a6e72075", "e3b0c44298fc", "0 bytes", f'git checkout -- "{path}"']:
        assert part in message  # e3b0c442... is the SHA-256 of nothing


def test_a_missing_file_is_called_missing(tmp_path):
    with pytest.raises(DatasetFileError, match=r"cannot be read \(.*\)\. Restore .* download"):
        read_digits(tmp_path / "digits.npz")


def test_a_mended_file_is_read_again(tmp_path):
    path = tmp_path / "digits.npz"
    with pytest.raises(DatasetFileError):
        read_digits(path)
    path.write_bytes(DIGITS_FILE.read_bytes())
    assert len(read_digits(path).train_labels) == 60_000


# Ready for a network


def test_scale_maps_grey_values_to_the_unit_interval():
    scaled = scale(np.array([[0, 51, 255]], dtype=np.uint8))
    assert scaled.dtype == np.float32
    assert scaled.tolist() == [[0, np.float32(0.2), 1]]


def test_scale_gives_float64_for_gradient_checks():
    greys = np.arange(256, dtype=np.uint8)
    assert np.array_equal(scale(greys, np.float64) * 255, greys)


@pytest.mark.parametrize("dtype", [float, np.float32, int, bool])
def test_scale_refuses_what_may_be_scaled_already(dtype):
    with pytest.raises(TypeError, match="expected grey values of type uint8"):
        scale(np.ones(784, dtype=dtype))


def test_rows_become_pictures_line_by_line():
    rows = np.arange(2 * 784).reshape(2, 784)
    assert as_pictures(rows).shape == (2, 28, 28)
    assert as_pictures(rows[0])[1, :3].tolist() == [28, 29, 30]


@pytest.mark.parametrize("shape", [(), (783,), (784, 1), (28, 28)])
def test_rows_of_another_length_are_no_pictures(shape):
    with pytest.raises(ValueError, match="expected rows of 784"):
        as_pictures(np.zeros(shape))


def test_one_hot_puts_a_one_in_the_column_of_the_label():
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert one_hot([2, 0], 3).dtype == np.float32


def test_one_hot_is_undone_by_argmax():
    labels = digits().test_labels
    assert np.array_equal(one_hot(labels, 10, np.float64).argmax(axis=1), labels)


@pytest.mark.parametrize("labels", [[0, 3], [-1], [[0, 1]], 2])
def test_one_hot_refuses_labels_without_a_column(labels):
    with pytest.raises(ValueError, match="from 0 to 2"):
        one_hot(labels, 3)


def test_one_hot_refuses_labels_that_are_not_integers():
    with pytest.raises(TypeError, match=r"expected integer labels; got float64"):
        one_hot([0.0, 1.0], 2)


# Made-up data


@pytest.mark.parametrize("make", CLASSIFIED)
def test_points_come_with_labels_in_turn(make):
    inputs, labels = make(7, 0.1, np.random.default_rng(0))
    assert inputs.shape == (7, 2)
    assert labels.tolist() == [0, 1, 0, 1, 0, 1, 0]


@pytest.mark.parametrize("make", CLASSIFIED)
def test_the_same_seed_makes_the_same_points(make):
    once, again, other = (make(50, 0.1, np.random.default_rng(seed))[0] for seed in (3, 3, 4))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


@pytest.mark.parametrize("make", CLASSIFIED)
def test_noise_is_the_deviation_of_each_coordinate(make):
    clean, _ = make(20_000, 0, np.random.default_rng(0))
    noisy, _ = make(20_000, 0.3, np.random.default_rng(0))
    assert (noisy - clean).std(axis=0) == pytest.approx([0.3, 0.3], rel=0.03)


def test_moons_are_half_circles_that_reach_into_each_other():
    inputs, labels = two_moons(1_000, 0, np.random.default_rng(0))
    upper, lower = inputs[labels == 0], inputs[labels == 1]
    assert np.hypot(*upper.T) == pytest.approx(1)
    assert np.hypot(*(lower - [1, 0.5]).T) == pytest.approx(1)
    assert upper[:, 1].min() < 0.1 < 0.4 < lower[:, 1].max()


def test_circles_have_radius_one_and_a_half():
    inputs, labels = circles(100, 0, np.random.default_rng(0))
    assert np.hypot(*inputs.T) == pytest.approx(np.where(labels == 0, 1, 0.5))


def test_each_arm_of_a_spiral_is_the_first_one_turned():
    inputs, labels = spirals(300, 0, np.random.default_rng(0), n_classes=3)
    points = inputs[:, 0] + 1j * inputs[:, 1]
    turned_back = points * np.exp(-2j * np.pi * (np.abs(points) + labels / 3))
    assert turned_back == pytest.approx(np.abs(points))
    assert np.bincount(labels).tolist() == [100, 100, 100]


def test_a_polynomial_without_noise_goes_through_its_targets():
    x, y = noisy_polynomial((1, -2, 0.5), 40, 0, np.random.default_rng(0))
    assert x.shape == y.shape == (40, 1)
    assert y == pytest.approx(1 - 2 * x + 0.5 * x**2)
    assert np.abs(x).max() <= 1


def test_a_fit_finds_the_line_under_the_noise():
    x, y = noisy_polynomial((1, 2), 10_000, 0.5, np.random.default_rng(0))
    assert np.polyfit(x[:, 0], y[:, 0], 1) == pytest.approx([2, 1], abs=0.03)
    assert (y - 1 - 2 * x).std() == pytest.approx(0.5, rel=0.03)


@pytest.mark.parametrize("make", CLASSIFIED)
@pytest.mark.parametrize(
    ("n_examples", "noise", "message"),
    [
        (0, 0.1, "n_examples to be a whole number of at least 1; got 0"),
        (1.5, 0.1, "n_examples to be a whole number of at least 1; got 1.5"),
        (10, -0.1, "noise to be a number 0 or more; got -0.1"),
        (10, np.nan, "noise to be a number 0 or more; got nan"),
    ],
)
def test_a_senseless_request_is_refused(make, n_examples, noise, message):
    with pytest.raises(ValueError, match=message):
        make(n_examples, noise, np.random.default_rng(0))


@pytest.mark.parametrize("make", CLASSIFIED)
def test_a_seed_in_place_of_a_generator_is_explained(make):
    with pytest.raises(TypeError, match=r"got 7\. Make one from a seed"):
        make(10, 0.1, 7)


def test_a_spiral_needs_an_arm():
    with pytest.raises(ValueError, match="n_classes to be a whole number of at least 1"):
        spirals(10, 0, np.random.default_rng(0), n_classes=0)


@pytest.mark.parametrize("coefficients", [(), 3, [[1, 2]]])
def test_a_polynomial_needs_a_row_of_coefficients(coefficients):
    with pytest.raises(ValueError, match="coefficients in one row"):
        noisy_polynomial(coefficients, 10, 0, np.random.default_rng(0))


# The module


def test_importing_the_module_loads_numpy_alone():
    program = (
        "import sys, numpy.random; before = set(sys.modules); import nnlib.datasets;"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - sys.stdlib_module_names))"
    )
    output = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert output.strip() == "['nnlib']"


@pytest.mark.parametrize("kind", [int, float, bool])
def test_one_hot_rows_are_not_made_one_hot_again(kind):
    with pytest.raises(ValueError, match=r"one-hot rows already; .* rows\.argmax\(axis=1\)\."):
        one_hot(np.eye(3, dtype=kind)[[2, 0]], 3)


def test_a_column_of_no_labels_is_refused_by_its_shape():
    with pytest.raises(ValueError, match=r"got the shape \(0, 1\)\. Count"):
        one_hot(np.zeros((0, 1), int), 3)
