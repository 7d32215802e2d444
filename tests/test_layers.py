import inspect
from functools import partial

import numpy as np
import pytest

from nnlib import layers
from nnlib.convolution import Convolution
from nnlib.gradient_check import numerical_gradient, relative_error
from nnlib.layers import (
    Activation,
    Dropout,
    Layer,
    Linear,
    Parameter,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
)

ACTIVATIONS = [
    kind
    for _, kind in inspect.getmembers(layers, inspect.isclass)
    if issubclass(kind, Activation) and kind is not Activation
]
SHAPES = [(1, 3, 2), (1, 1, 1), (4, 2, 5), (7, 6, 1)]  # n_examples, n_inputs, n_outputs
HUGE = [0.0, 1.0, -1.0, 88.0, -88.0, 710.0, -710.0, 1e4, -1e4]


def makers(n_inputs, n_outputs, rng):
    """Return one of every kind of layer, in float64."""
    linear = Linear(n_inputs, n_outputs, rng=rng, dtype=np.float64)
    inner = Linear(n_outputs, 3, rng=rng, dtype=np.float64)
    return [linear, *(kind() for kind in ACTIVATIONS), Sequential(linear, Tanh(), inner)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("n", range(len(ACTIVATIONS) + 2))
def test_gradients_match_finite_differences(shape, n, rng):
    n_examples, n_inputs, n_outputs = shape
    layer = makers(n_inputs, n_outputs, rng)[n]
    inputs = rng.normal(size=(n_examples, n_inputs))
    inputs[np.abs(inputs) < 1e-3] = 0.1  # away from the kink of ReLU
    direction = rng.normal(size=layer.forward(inputs).shape)

    def projection(inputs):
        return float(np.sum(layer.forward(inputs) * direction))

    expected = numerical_gradient(projection, inputs)
    layer.forward(inputs)
    assert relative_error(layer.backward(direction), expected) < 1e-6
    for parameter in layer.parameters:
        found, value = parameter.gradient.copy(), parameter.value

        def of_value(nudged, parameter=parameter):
            parameter.value = nudged
            return projection(inputs)

        expected = numerical_gradient(of_value, value)
        parameter.value = value
        assert relative_error(found, expected) < 1e-6
        assert found.shape == value.shape


def test_dropout_does_nothing_outside_of_training(rng):
    layer, inputs = Dropout(0.9, rng=rng), rng.normal(size=(4, 3))
    assert np.array_equal(layer.forward(inputs), inputs)
    assert np.array_equal(layer.backward(inputs), inputs)


def test_dropout_silences_its_share_and_keeps_the_mean(rng):
    layer = Dropout(0.25, rng=rng)
    layer.training = True
    outputs = layer.forward(np.ones((200, 200), np.float32))
    assert outputs.dtype == np.float32
    assert np.mean(outputs == 0) == pytest.approx(0.25, abs=0.01)
    assert outputs.max() == pytest.approx(4 / 3)
    assert outputs.mean() == pytest.approx(1, abs=0.02)


def test_dropout_sends_back_through_the_numbers_that_it_kept(rng):
    inputs, direction = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))

    def layer():
        made = Dropout(0.5, rng=np.random.default_rng(5))  # the same mask each time
        made.training = True
        return made

    expected = numerical_gradient(lambda x: float(np.sum(layer().forward(x) * direction)), inputs)
    learning = layer()
    learning.forward(inputs)
    assert relative_error(learning.backward(direction), expected) < 1e-6


def test_a_network_tells_its_layers_when_it_learns(rng):
    dropout = Dropout(0.5, rng=rng)
    model = Sequential(Linear(2, 3, rng=rng), Sequential(dropout))
    model.training = True
    assert dropout.training
    model.training = False
    assert not dropout.training


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_a_share_outside_its_range_is_refused(share, rng):
    with pytest.raises(ValueError, match="share to be a number 0 or more and below 1"):
        Dropout(share, rng=rng)


def test_linear_by_hand():
    layer = Linear(2, 1, rng=np.random.default_rng(0), dtype=np.float64)
    layer.weight.value[:] = [[3, -1]]
    layer.bias.value[:] = [10]
    assert layer.forward([[2, 5]]).tolist() == [[11]]
    assert layer.backward([[2]]).tolist() == [[6, -2]]
    assert layer.weight.gradient.tolist() == [[4, 10]]
    assert layer.bias.gradient.tolist() == [2]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_is_finite_and_right_for_huge_numbers(dtype):
    z = np.array(HUGE, dtype)
    a = layers.sigmoid(z)
    assert a.dtype == dtype
    assert np.isfinite(a).all()
    assert a[0] == 0.5
    assert a[-2:].tolist() == [1, 0]
    np.testing.assert_allclose(a + layers.sigmoid(-z), 1, rtol=1e-6)
    assert layers.sigmoid(np.array(-50.0)) == pytest.approx(np.exp(-50), rel=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1.0, 1e4, 3e38])
def test_softmax_and_log_softmax_are_finite_for_huge_numbers(dtype, size):
    logits = np.array([[size, -size, 0], [-size, -size, -size]], dtype)
    p, log_p = layers.softmax(logits), layers.log_softmax(logits)
    assert p.dtype == log_p.dtype == dtype
    assert np.isfinite(p).all()
    assert np.isfinite(log_p).all()
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(log_p[1], -np.log(3), rtol=1e-6)


def test_softmax_of_logarithms_gives_back_the_shares():
    assert layers.softmax(np.log([1.0, 2.0, 5.0])) == pytest.approx([1 / 8, 2 / 8, 5 / 8])


def test_relu_sends_nothing_back_at_the_kink():
    layer = ReLU()
    layer.forward(np.array([[-1.0, 0.0, 2.0]]))
    assert layer.backward(np.array([[5.0, 5.0, 5.0]])).tolist() == [[0, 0, 5]]


def test_float32_stays_float32(rng):
    model = Sequential(Linear(3, 4, rng=rng), Sigmoid(), Linear(4, 2, rng=rng), ReLU())
    outputs = model.forward(rng.normal(size=(5, 3)))
    gradient = model.backward(np.ones_like(outputs))
    assert outputs.dtype == gradient.dtype == np.float32
    assert {p.gradient.dtype for p in model.parameters} == {np.dtype(np.float32)}


def test_the_input_gradient_can_be_left_out(rng):
    model = Sequential(Linear(3, 4, rng=rng), Tanh(), Linear(4, 2, rng=rng))
    model.forward(np.ones((2, 3)))
    model.backward(np.ones((2, 2)))
    expected = [p.gradient.copy() for p in model.parameters]
    assert model.backward(np.ones((2, 2)), input_gradient=False) is None
    for parameter, gradient in zip(model.parameters, expected, strict=True):
        assert np.array_equal(parameter.gradient, gradient)


def test_a_first_layer_without_parameters_costs_no_way_back(rng):
    class Stern(ReLU):
        def backward(self, output_gradient, input_gradient=True):
            raise AssertionError("nobody asked")

    model = Sequential(Stern(), Linear(3, 2, rng=rng))
    model.forward(np.ones((2, 3)))
    assert model.backward(np.ones((2, 2)), input_gradient=False) is None
    assert model.parameters[1].gradient.tolist() == [2, 2]


def test_the_same_seed_gives_the_same_weights():
    first, second = (Linear(5, 4, rng=np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first.weight.value, second.weight.value)


@pytest.mark.parametrize(
    ("name", "variance"),
    [("he", 2 / 400), ("glorot", 2 / 500), ("zeros", 0), (3, 9), (0.5, 0.25), (0, 0)],
)
def test_initial_weights_have_the_variance_of_their_source(name, variance, rng):
    weight = layers.initial_weight(400, 100, rng, name)
    assert weight.shape == (100, 400)
    assert weight.var() == pytest.approx(variance, rel=0.03)


def test_the_digit_network_has_13002_parameters(rng):
    sizes = [Linear(784, 16, rng=rng), Linear(16, 16, rng=rng), Linear(16, 10, rng=rng)]
    assert Sequential(*sizes).n_parameters == 13_002


def test_an_unknown_initialization_is_refused(rng):
    with pytest.raises(ValueError, match="he, glorot, zeros; got 'xavier'"):
        Linear(2, 3, rng=rng, initialization="xavier")


@pytest.mark.parametrize("width", [-0.1, float("inf"), float("nan"), True, None])
def test_an_initial_width_that_is_none_is_refused(width, rng):
    with pytest.raises(ValueError, match="standard deviation, 0 or more, or one of he"):
        Linear(2, 3, rng=rng, initialization=width)


def test_inputs_of_another_width_are_refused_by_name(rng):
    with pytest.raises(
        ValueError, match=r"Linear\(3, 2\) expected .*\(n_examples, 3\); got \(5, 4\)"
    ):
        Linear(3, 2, rng=rng).forward(np.ones((5, 4)))


def test_a_single_example_is_refused_with_the_reshape_that_helps(rng):
    with pytest.raises(ValueError, match=r"inputs.reshape\(1, 3\)"):
        Linear(3, 2, rng=rng).forward(np.ones(3))


def test_grey_values_that_were_not_scaled_are_refused(rng):
    with pytest.raises(TypeError, match=r"got uint8.*Scale them first"):
        Linear(3, 2, rng=rng).forward(np.ones((5, 3), np.uint8))


@pytest.mark.parametrize("layer", [ReLU(), Linear(2, 2, rng=np.random.default_rng(0))])
def test_backward_before_forward_says_what_to_call(layer):
    with pytest.raises(RuntimeError, match=r"Call forward\(inputs\) first"):
        layer.backward(np.ones((1, 2)))


def test_a_gradient_of_another_shape_is_refused(rng):
    layer = Linear(3, 2, rng=rng)
    layer.forward(np.ones((5, 3)))
    with pytest.raises(ValueError, match=r"\(5, 2\); got \(5, 1\)"):
        layer.backward(np.ones((5, 1)))


def test_layers_that_do_not_fit_are_refused_before_any_data(rng):
    with pytest.raises(
        ValueError, match=r"Layer 3 .*Linear\(20, 10\), expected 20 inputs.*give 16"
    ):
        Sequential(Linear(784, 16, rng=rng), ReLU(), Linear(20, 10, rng=rng))


def test_a_network_without_layers_is_refused():
    with pytest.raises(ValueError, match="at least one layer"):
        Sequential()


def test_repr_says_how_the_network_was_made(rng):
    model = Sequential(Linear(2, 3, rng=rng), ReLU())
    assert repr(model) == "Sequential(Linear(2, 3), ReLU())"
    assert (
        repr(model.parameters[0])
        == "Parameter('the weight of Linear(2, 3)', shape=(3, 2), float32)"
    )


@pytest.mark.parametrize("function", [layers.sigmoid, layers.softmax, Sigmoid().forward])
def test_small_integers_count_as_numbers(function):
    grey = np.array([[1, 2, 250]], np.uint8)
    np.testing.assert_array_equal(function(grey), function(grey.astype(float)))


class Scale(Layer):
    """A layer of a learner's own, whose parameter may be forgotten."""

    def __init__(self, listed=True, begun=True):
        if begun:
            super().__init__()
        self.factor = Parameter(np.ones(()), "the factor of a Scale")
        if listed and begun:
            self.parameters = [self.factor]


class Pair(Layer):
    """A layer made of another, whose parameters may be forgotten."""

    def __init__(self, rng, listed=True):
        super().__init__()
        self.inner = Linear(2, 2, rng=rng)
        if listed:
            self.parameters = self.inner.parameters


def test_a_parameter_that_nothing_would_train_is_told(rng):
    Sequential(Scale(), Pair(rng))
    with pytest.raises(ValueError, match=r"Scale\.parameters.*factor of a Scale of self\.factor"):
        Sequential(Linear(2, 2, rng=rng), Scale(listed=False))
    with pytest.raises(ValueError, match=r"the weight of Linear\(2, 2\) of self\.inner"):
        Sequential(Sequential(Pair(rng, listed=False)))
    with pytest.raises(TypeError, match=r"super\(\).__init__\(\)"):
        Sequential(Scale(begun=False))


def test_a_layer_may_stand_in_a_network_once(rng):
    shared = ReLU()
    with pytest.raises(ValueError, match=r"ReLU\(\) comes twice.*make a second one"):
        Sequential(Linear(2, 3, rng=rng), shared, Sequential(Linear(3, 3, rng=rng), shared))


@pytest.mark.parametrize(
    ("parts", "advice"),
    [
        ([[ReLU()]], r"Sequential\(\*layers\)"),
        ([ReLU], r"Make one: ReLU\(\.\.\.\)"),
        ([np.tanh], "Pass a layer"),
    ],
)
def test_what_is_no_layer_is_refused(parts, advice):
    with pytest.raises(TypeError, match=f"expected layers; number 1 is .*{advice}"):
        Sequential(*parts)


@pytest.mark.parametrize("sizes", [(0, 3), (3, 0), (-1, 3), (2.0, 3)])
def test_a_linear_layer_has_whole_sizes(sizes, rng):
    with pytest.raises(ValueError, match="puts to be a whole number of at least 1; got"):
        Linear(*sizes, rng=rng)


@pytest.mark.parametrize(
    "make", [lambda seed: Linear(2, 3, rng=seed), lambda seed: Dropout(0.2, rng=seed)]
)
def test_a_seed_is_no_generator(make):
    with pytest.raises(TypeError, match=r"numpy.random.Generator; got 7. Make one from a seed"):
        make(7)


def test_pictures_are_told_how_to_become_rows(rng):
    with pytest.raises(ValueError, match=r"inputs.reshape\(len\(inputs\), -1\)"):
        Linear(784, 3, rng=rng).forward(np.ones((5, 28, 28)))


def test_the_layers_of_a_network_stay(rng):
    model = Sequential(Linear(2, 3, rng=rng), ReLU())
    with pytest.raises(TypeError):
        model.layers[0] = Linear(2, 4, rng=rng)


def test_whole_weights_are_refused_where_they_would_cut_the_inputs(rng):
    layer = Linear(2, 1, rng=rng)
    layer.weight.value, layer.bias.value = np.array([[2, -1]]), np.array([1])
    with pytest.raises(TypeError, match="weight of floating-point numbers; got int64"):
        layer.forward([[0.5, 0.25]])


def test_numbers_in_one_row_are_told_to_become_a_column(rng):
    with pytest.raises(ValueError, match=r"inputs.reshape\(-1, 1\)"):
        Linear(1, 3, rng=rng).forward(np.linspace(0, 1, 5))


@pytest.mark.parametrize("inputs", [np.full((1000, 100), 10), [[10] * 100] * 1000])
def test_dropout_keeps_the_mean_of_whole_numbers(inputs, rng):
    dropout = Dropout(0.2, rng=rng)
    dropout.training = True
    assert dropout.forward(inputs).mean() == pytest.approx(10, rel=0.01)


def test_dropout_refuses_grey_values(rng):
    with pytest.raises(TypeError, match="Scale them first"):
        Dropout(0.2, rng=rng).forward(np.full((2, 3), 200, np.uint8))


class Doubled(Layer):
    """A learner's layer, whose backward takes what the contract's first lines say."""

    def forward(self, inputs):
        return 2 * inputs

    def backward(self, output_gradient):
        return 2 * output_gradient


def test_a_layer_of_ones_own_may_stand_first(rng):
    model = Sequential(Doubled(), Linear(2, 1, rng=rng, dtype=np.float64))
    model.forward(np.ones((3, 2)))
    assert model.backward(np.ones((3, 1)), input_gradient=False) is None
    inputs_gradient = model.backward(np.ones((3, 1)))
    np.testing.assert_allclose(inputs_gradient, 2 * model.layers[1].weight.value.repeat(3, axis=0))


class Block(Layer):
    """A learner's layer that keeps its own in a list, or under names."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner


@pytest.mark.parametrize("kind", [list, tuple, lambda layers: {"first": [layers[0]]}])
def test_a_layer_that_hides_parameters_in_a_list_is_refused(kind, rng):
    inner = kind([Linear(2, 2, rng=rng), Linear(2, 2, rng=rng)])
    with pytest.raises(ValueError, match=r"the weight of Linear\(2, 2\) of self.inner is missing"):
        Sequential(Block(inner), Linear(2, 1, rng=rng))


def test_a_standard_deviation_may_be_an_array_of_one_number(rng):
    assert Linear(2, 3, rng=rng, initialization=np.array(0.0)).weight.value.max() == 0
    with pytest.raises(ValueError, match="a standard deviation, 0 or more, or one of"):
        Linear(2, 3, rng=rng, initialization=np.ones((3, 2)))


@pytest.mark.parametrize("dtype", [int, np.uint8, bool])
def test_weights_of_whole_numbers_are_refused_at_once(dtype, rng):
    for make in (partial(Linear, 3, 2), partial(Convolution, 1, 2, 3)):
        with pytest.raises(TypeError, match=r"floating-point type; got .*Pass np\.float32 or"):
            make(rng=rng, dtype=dtype)
