import numpy as np
import pytest

from nnlib.layers import Linear, Parameter
from nnlib.optimizers import SGD, linear_decay


def parameter(value, gradient, decays=True):
    result = Parameter(np.array(value, dtype=float), "p", decays)
    result.gradient = np.array(gradient, dtype=float)
    return result


def test_a_plain_step_by_hand():
    p = parameter([1.0, 2.0], [10.0, -10.0])
    SGD([p], learning_rate=0.1).step()
    assert p.value == pytest.approx([0, 3])


def test_two_steps_with_momentum_by_hand():
    p = parameter([0.0], [1.0])
    optimizer = SGD([p], learning_rate=0.1, momentum=0.5)
    optimizer.step()  # velocity 1
    optimizer.step()  # velocity 1.5
    assert p.value == pytest.approx([-0.25])


def test_weight_decay_pulls_weights_and_leaves_biases():
    weight, bias = parameter([2.0], [0.0]), parameter([2.0], [0.0], decays=False)
    SGD([weight, bias], learning_rate=0.1, weight_decay=0.5).step()
    assert weight.value == pytest.approx([1.9])
    assert bias.value == [2.0]


def test_linear_layers_say_that_only_their_weight_decays(rng):
    layer = Linear(2, 3, rng=rng)
    assert [p.decays for p in layer.parameters] == [True, False]


def test_momentum_goes_down_a_quadratic_as_its_characteristic_roots_say():
    # On x²/2 the iterates shrink by the larger root of z² − (1 + m − r) z + m = 0 in modulus.
    p = parameter([1.0], [1.0])
    optimizer = SGD([p], learning_rate=0.1, momentum=0.81)
    sizes = []
    for _ in range(400):
        p.gradient = p.value.copy()
        optimizer.step()
        sizes.append(abs(p.value[0]))
    root = max(abs(np.roots([1, -(1 + 0.81 - 0.1), 0.81])))
    slope = (np.log(max(sizes[-60:])) - np.log(max(sizes[40:100]))) / 300
    assert np.exp(slope) == pytest.approx(root, rel=1e-2)


def with_gradients(rng):
    layer = Linear(2, 3, rng=rng)
    layer.forward(np.ones((1, 2)))
    layer.backward(np.ones((1, 3)))
    return layer


def test_the_values_change_in_place_and_keep_their_precision(rng):
    layer = with_gradients(rng)
    before = layer.weight.value.copy()
    optimizer = SGD(layer.parameters, learning_rate=0.1, momentum=0.9, weight_decay=0.01)
    value = layer.weight.value
    assert np.array_equal(value, before)
    optimizer.step()
    assert layer.weight.value is value
    assert not np.array_equal(value, before)
    assert value.dtype == np.float32


def test_a_parameter_that_is_given_a_new_array_is_moved_too(rng):
    layer = with_gradients(rng)
    optimizer = SGD(layer.parameters, learning_rate=0.1)
    layer.weight.value = np.zeros((3, 2), np.float32)
    optimizer.step()
    assert layer.weight.value == pytest.approx(-0.1 * layer.weight.gradient)
    assert layer.bias.value == pytest.approx(-0.1 * layer.bias.gradient)


def test_two_optimizers_of_one_model_move_the_same_parameters(rng):
    layer = with_gradients(rng)
    layer.weight.value[:] = 0
    first, second = (SGD(layer.parameters, learning_rate=0.1) for _ in range(2))
    first.step()
    second.step()
    assert layer.weight.value == pytest.approx(-0.2 * layer.weight.gradient)


def test_a_velocity_that_fades_away_becomes_zero_and_not_a_denormal():
    p = parameter([1.0, 1.0], [1.0, 1.0])
    optimizer = SGD([p], learning_rate=0.001, momentum=0.5)
    optimizer.step()
    p.gradient = np.array([0.0, 1.0])
    for _ in range(199):
        optimizer.step()
    assert optimizer.velocity[0] == 0
    assert optimizer.velocity[1] == pytest.approx(2)


@pytest.mark.parametrize("dtypes", [[], [np.float32, np.float64]])
def test_parameters_of_no_or_of_two_precisions_are_refused(dtypes, rng):
    layers = [Linear(2, 3, rng=rng, dtype=dtype) for dtype in dtypes]
    with pytest.raises(ValueError, match="one precision"):
        SGD([p for layer in layers for p in layer.parameters], learning_rate=0.1)


def test_a_falling_rate_falls_in_a_straight_line_and_stays_at_its_end():
    rate = linear_decay(0.4, n_steps=4, end=0.0)
    assert [rate(n) for n in range(6)] == pytest.approx([0.4, 0.3, 0.2, 0.1, 0.0, 0.0])


def test_a_schedule_is_asked_for_each_step():
    p = parameter([0.0], [1.0])
    optimizer = SGD([p], learning_rate=linear_decay(0.4, n_steps=4))
    moves = [p.value[0]]
    for _ in range(4):
        optimizer.step()
        moves.append(p.value[0])
    assert np.diff(moves) == pytest.approx([-0.4, -0.3, -0.2, -0.1])


def test_a_step_without_gradients_says_what_to_call(rng):
    with pytest.raises(RuntimeError, match=r"weight of Linear\(2, 3\).*Call model.backward"):
        SGD(Linear(2, 3, rng=rng).parameters, learning_rate=0.1).step()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"learning_rate": 0}, "learning_rate is a number above 0"),
        ({"learning_rate": -0.1}, "learning_rate is a number above 0"),
        ({"learning_rate": float("nan")}, "learning_rate is a number above 0"),
        ({"learning_rate": 0.1, "momentum": 1.0}, "momentum is 0 or more and below 1"),
        ({"learning_rate": 0.1, "weight_decay": -1}, "weight_decay is 0 or more"),
    ],
)
def test_settings_outside_their_range_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        SGD([], **settings)
