import numpy as np
import pytest

from nnlib.gradient_check import compare_gradients, numerical_gradient, relative_error
from nnlib.layers import Dropout, Linear, Sequential, Sigmoid, Tanh
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError, SoftmaxCrossEntropy


def network(rng, sizes=(3, 5, 2), dtype=np.float64):
    n, hidden, out = sizes
    return Sequential(
        Linear(n, hidden, rng=rng, dtype=dtype),
        Sigmoid(),
        Linear(hidden, out, rng=rng, dtype=dtype),
    )


def test_numerical_gradient_of_a_known_function():
    point = np.array([[3.0, -3.0]])
    gradient = numerical_gradient(lambda p: p[0, 0] * p[0, 1] + p[0, 0] ** 2, point)
    assert gradient == pytest.approx(np.array([[3.0, 3.0]]), abs=1e-9)
    assert point.tolist() == [[3, -3]]


def test_numerical_gradient_of_a_single_number():
    gradient = numerical_gradient(lambda x: np.exp(2) * np.sin(x), np.array(0.0))
    assert gradient == pytest.approx(7.389, abs=1e-3)


def test_numerical_gradient_takes_integers_without_truncating_the_nudge():
    assert numerical_gradient(lambda p: p @ p, np.array([1, 2])) == pytest.approx([2, 4])


@pytest.mark.parametrize(
    ("a", "b", "error"),
    [([1, 2], [1, 2], 0), ([1, 2], [-1, -2], 1), ([0, 0], [0, 0], 0), ([3], [1], 0.5)],
)
def test_relative_error_by_hand(a, b, error):
    assert relative_error(a, b) == pytest.approx(error)


def test_relative_error_refuses_two_shapes():
    with pytest.raises(ValueError, match=r"\(3,\) and \(3, 1\)"):
        relative_error(np.ones(3), np.ones((3, 1)))


@pytest.mark.parametrize("n_examples", [1, 4])
@pytest.mark.parametrize(
    "loss", [MeanSquaredError(), BinaryCrossEntropy(), SoftmaxCrossEntropy()], ids=repr
)
def test_backpropagation_agrees_for_every_loss_and_parameter(loss, n_examples, rng):
    model = network(rng)
    inputs, targets = rng.normal(size=(n_examples, 3)), rng.dirichlet([1, 1], n_examples)
    errors = compare_gradients(model, loss, inputs, targets)
    assert len(errors) == 4
    assert max(errors.values()) < 1e-6


def test_a_planted_bug_is_found_and_named(rng):
    class Wrong(Tanh):
        def derivative_from_output(self, a):
            return 1 - a

    first = Linear(3, 4, rng=rng, dtype=np.float64)
    model = Sequential(first, Wrong(), Linear(4, 2, rng=rng, dtype=np.float64))
    errors = compare_gradients(model, MeanSquaredError(), np.ones((2, 3)), np.zeros((2, 2)))
    assert [error > 1e-3 for error in errors.values()] == [True, True, False, False]
    assert "Linear(3, 4)" in next(iter(errors))


def test_the_model_is_left_as_it_was(rng):
    model = network(rng)
    before = [parameter.value.copy() for parameter in model.parameters]
    compare_gradients(model, MeanSquaredError(), np.ones((2, 3)), np.zeros((2, 2)))
    for parameter, value in zip(model.parameters, before, strict=True):
        assert np.array_equal(parameter.value, value)


def test_float32_is_refused(rng):
    model = network(rng, dtype=np.float32)
    with pytest.raises(TypeError, match=r"dtype=np\.float64"):
        compare_gradients(model, MeanSquaredError(), np.ones((2, 3)), np.zeros((2, 2)))


def test_a_model_without_parameters_has_nothing_to_compare():
    with pytest.raises(ValueError, match="Put a Linear before it"):
        compare_gradients(Sequential(Tanh()), MeanSquaredError(), np.ones((2, 2)), np.ones((2, 2)))


def doubled_in_place(x):
    x *= 2
    return x.sum()


def test_a_function_that_changes_its_argument_gets_its_gradient_all_the_same():
    np.testing.assert_allclose(numerical_gradient(doubled_in_place, [1.0, 2.0]), [2, 2])


@pytest.mark.parametrize("function", [lambda x: x**2, lambda x: None, lambda x: 1j])
def test_a_function_of_more_or_less_than_one_number_is_refused(function):
    with pytest.raises(ValueError, match="expected to return one real number"):
        numerical_gradient(function, np.ones(2))


def test_a_step_of_zero_is_refused():
    with pytest.raises(ValueError, match="Expected step to be a number above 0; got 0"):
        numerical_gradient(np.sum, np.ones(2), step=0)


class Forgetful(Linear):
    """A layer whose backward sets no gradient for the bias."""

    def backward(self, output_gradient, input_gradient=True):
        self.weight.gradient = output_gradient.T @ self.inputs
        return output_gradient @ self.weight.value


def test_a_gradient_that_backward_forgot_is_named(rng):
    model = Sequential(Forgetful(2, 3, rng=rng, dtype=np.float64))
    model.layers[0].bias.gradient = np.zeros(3)  # left from another layer's way back
    with pytest.raises(ValueError, match=r"set the gradient of the bias of Linear\(2, 3\)"):
        compare_gradients(model, MeanSquaredError(), np.ones((4, 2)), np.ones((4, 3)))


def test_at_the_lowest_place_of_the_loss_nothing_is_accused(rng):
    model, inputs = network(rng), rng.normal(size=(5, 3))
    errors = compare_gradients(model, MeanSquaredError(), inputs, model.forward(inputs))
    assert max(errors.values()) < 1e-6


def test_gradients_that_have_vanished_in_a_deep_network_are_not_accused(rng):
    options = {"rng": rng, "initialization": 0.05, "dtype": np.float64}
    layers = [layer for _ in range(9) for layer in (Linear(4, 4, **options), Sigmoid())]
    inputs, targets = rng.normal(size=(5, 4)), rng.uniform(size=(5, 4))
    errors = compare_gradients(Sequential(*layers), MeanSquaredError(), inputs, targets)
    assert max(errors.values()) < 1e-6


def test_a_model_in_training_is_refused(rng):
    model = Sequential(Linear(3, 4, rng=rng, dtype=np.float64), Dropout(0.5, rng=rng))
    model.training = True
    with pytest.raises(ValueError, match=r"Set model\.training = False\."):
        compare_gradients(model, MeanSquaredError(), np.ones((2, 3)), np.ones((2, 4)))


def test_a_loss_that_is_not_finite_is_told(rng):
    model = network(rng)
    model.parameters[0].value[0, 0] = np.nan
    with pytest.raises(ValueError, match="expected a finite loss; got nan"):
        compare_gradients(model, MeanSquaredError(), np.ones((2, 3)), np.ones((2, 2)))


def test_a_step_that_is_rounded_is_divided_by_as_it_was_taken():
    found = numerical_gradient(lambda x: 3 * x[0], [1e9], step=1e-6)
    assert found == pytest.approx([3], rel=1e-6)


def test_a_step_that_is_lost_beside_the_point_is_refused():
    with pytest.raises(ValueError, match=r"1e-05 is lost beside 1e\+12\. Pass a larger one"):
        numerical_gradient(np.sum, [1e12])
