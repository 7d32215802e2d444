import numpy as np
import pytest

from nnlib.descent import gradient_descent


def bowl(point):
    return point @ point / 2


def slope(point):
    return point


def test_each_step_on_a_bowl_shrinks_the_point_by_one_minus_the_rate():
    descent = gradient_descent(bowl, slope, (3.0, -4.0), learning_rate=0.25, n_steps=3)
    assert descent.path[:, 0] == pytest.approx([3, 2.25, 1.6875, 1.265625])
    assert descent.values[0] == pytest.approx(12.5)
    assert descent.outcome == "out of steps"
    assert descent.n_steps == 3


def test_it_converges_and_says_at_which_step():
    descent = gradient_descent(bowl, slope, (3.0, -4.0), learning_rate=1.0)
    assert descent.outcome == "converged"
    assert descent.reason == "Step 1: the gradient is below 1e-08."
    assert descent.end.tolist() == [0, 0]


@pytest.mark.parametrize(("rate", "outcome"), [(1.99, "converged"), (2.01, "diverged")])
def test_the_limit_of_the_rate_is_two_over_the_curvature(rate, outcome):
    descent = gradient_descent(bowl, slope, (1.0, 1.0), rate, n_steps=10_000)
    assert descent.outcome == outcome


def test_divergence_is_told_with_step_limit_and_advice():
    descent = gradient_descent(bowl, slope, 1.0, learning_rate=11.0)
    assert descent.outcome == "diverged"
    assert descent.n_steps == 7
    assert descent.reason.startswith("Step 7: the point is further than 1e+06 from zero. ")
    assert "finite" not in descent.reason
    assert "try a tenth" in descent.reason


def test_a_function_that_ends_is_told_as_such():
    log = gradient_descent(lambda x: np.log(x[0]), lambda x: 1 / x, 1.0, learning_rate=2.0)
    assert log.path.ravel().tolist() == [1, -1]  # 1 − 2 · 1: no logarithm
    assert log.reason.startswith("Step 1: the function has no finite value there. ")
    assert "further" not in log.reason


def test_a_gradient_that_is_nan_is_told_as_such():
    descent = gradient_descent(bowl, lambda x: np.nan * x, 1.0, learning_rate=0.1)
    assert descent.reason.startswith("Step 0: the gradient has no finite value there")


@pytest.mark.parametrize(("start", "value"), [(-1.0, "nan"), (0.0, "-inf")])
def test_a_start_without_a_value_takes_no_step_and_is_told(start, value):
    descent = gradient_descent(lambda x: np.log(x[0]), lambda x: 1 / x, start, learning_rate=0.1)
    assert (descent.outcome, descent.n_steps) == ("diverged", 0)
    assert descent.reason == f"At the start the function is {value}: choose another start."


def test_with_momentum_it_converges_where_gradient_and_velocity_are_flat():
    rolls_on = gradient_descent(bowl, slope, 1.0, 1.0, n_steps=2, momentum=0.5)
    assert rolls_on.path.ravel().tolist() == [1, 0, -0.5]  # no gradient at 0, half the velocity
    assert rolls_on.outcome == "out of steps"
    turns = gradient_descent(bowl, slope, 2.0, 1.5, n_steps=1000, momentum=0.5)
    assert turns.path[:3].ravel().tolist() == [2, -1, -1]  # 0.5 · 2 − 1: no velocity at −1
    assert turns.outcome == "converged"
    assert turns.end == pytest.approx([0], abs=1e-7)


@pytest.mark.parametrize("momentum", [-0.1, 1.0, "a"])
def test_a_momentum_out_of_range_is_refused(momentum):
    with pytest.raises(ValueError, match="0 or more and below 1"):
        gradient_descent(bowl, slope, 1.0, 0.1, momentum=momentum)


def test_a_learner_who_changes_the_point_changes_nothing_else():
    def careless(point):
        point *= 2
        return point

    descent = gradient_descent(bowl, careless, (2.0, 4.0), learning_rate=0.25, n_steps=2)
    assert descent.path.tolist() == [[2, 4], [1, 2], [0.5, 1]]


def test_an_overflow_is_a_divergence_and_no_warning():
    descent = gradient_descent(lambda x: x**400, lambda x: 400 * x**399, 5.0, 1.0)
    assert descent.outcome == "diverged"


def test_a_number_counts_as_a_point_of_one_dimension():
    descent = gradient_descent(lambda x: x**2, lambda x: 2 * x, 3.0, learning_rate=0.1, n_steps=1)
    assert descent.path.shape == (2, 1)
    assert descent.end == pytest.approx([2.4])


def test_the_start_is_left_as_it_was():
    start = np.array([3.0, 4.0])
    gradient_descent(bowl, slope, start, learning_rate=0.1)
    assert start.tolist() == [3, 4]


@pytest.mark.parametrize("rate", [0, -0.1, float("nan")])
def test_a_rate_that_is_not_positive_is_refused(rate):
    with pytest.raises(ValueError, match="above 0"):
        gradient_descent(bowl, slope, 1.0, learning_rate=rate)


@pytest.mark.parametrize("start", [[[1.0]], [np.nan]])
def test_a_start_that_is_not_one_finite_point_is_refused(start):
    with pytest.raises(ValueError, match="one finite point"):
        gradient_descent(bowl, slope, start, learning_rate=0.1)


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"\(2,\); got \(3,\)"):
        gradient_descent(bowl, lambda point: np.ones(3), (1.0, 2.0), learning_rate=0.1)


@pytest.mark.parametrize("value", [1j, np.complex128(1 + 1j), None, "1", np.ones(2)])
def test_a_value_that_is_not_one_real_number_is_refused(value):
    with pytest.raises(ValueError, match="expected to return one real number; got"):
        gradient_descent(lambda point: value, slope, 1.0, learning_rate=0.1)


@pytest.mark.parametrize("wrong", [None, [1j], ["a"]])
def test_a_gradient_that_is_no_real_number_is_refused(wrong):
    with pytest.raises(ValueError, match="expected to return real numbers; got"):
        gradient_descent(bowl, lambda point: wrong, 1.0, learning_rate=0.1)


@pytest.mark.parametrize("n_steps", [-1, 2.5, True])
def test_a_broken_number_of_steps_is_refused(n_steps):
    with pytest.raises(ValueError, match="n_steps to be a whole number of at least 0"):
        gradient_descent(lambda x: x @ x, lambda x: 2 * x, 1.0, 0.1, n_steps)


def test_a_start_beyond_the_limit_is_no_fault_of_the_learning_rate():
    with pytest.raises(ValueError, match="or pass a larger limit"):
        gradient_descent(lambda p: p @ p, lambda p: 2 * p, 2e6, 0.01)


def test_no_numbers_are_no_start():
    with pytest.raises(ValueError, match="start is one finite point"):
        gradient_descent(lambda p: p @ p, lambda p: 2 * p, [], 0.01)


def test_a_gradient_that_is_infinite_is_told_as_such():
    descent = gradient_descent(bowl, lambda x: np.inf * x, 1.0, learning_rate=0.1)
    assert descent.outcome == "diverged"
    assert descent.reason.startswith("Step 0: the gradient has no finite value there")


def test_a_rate_that_is_too_large_is_told_alone_where_the_point_hops_back_and_forth():
    descent = gradient_descent(lambda p: p @ p, lambda p: 2 * p, 1.0, learning_rate=1.5)
    assert descent.reason.endswith("The learning rate 1.5 is too large here: try a tenth of it.")


def test_a_gradient_of_the_wrong_sign_is_suspected():
    descent = gradient_descent(lambda p: p @ p, lambda p: -2 * p, 1.0, 0.1, n_steps=200)
    assert descent.outcome == "diverged"
    assert "perhaps in its sign: compare it with numerical_gradient" in descent.reason


def test_a_function_that_falls_without_end_is_told_as_such():
    descent = gradient_descent(lambda p: -(p @ p), lambda p: -2 * p, 1.0, 0.1, n_steps=200)
    assert "The function falls without end this way: start elsewhere." in descent.reason
    assert "learning rate" not in descent.reason


@pytest.mark.parametrize("tolerance", [np.nan, -1])
def test_a_tolerance_that_no_gradient_can_be_compared_with_is_refused(tolerance):
    with pytest.raises(ValueError, match="Expected tolerance to be a number 0 or more; got"):
        gradient_descent(bowl, slope, 1.0, 0.1, tolerance=tolerance)


def test_two_descents_can_be_compared_and_put_into_a_set():
    first, second = (gradient_descent(bowl, slope, 1.0, 0.1) for _ in range(2))
    assert first in [second, first]
    assert first != second
    assert len({first, second}) == 2
