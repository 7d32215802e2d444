import numpy as np
import pytest

from nnlib.convolution import Convolution, Flatten, MaxPooling, Unflatten
from nnlib.gradient_check import compare_gradients, numerical_gradient, relative_error
from nnlib.layers import Linear, ReLU, Sequential
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD
from nnlib.training import accuracy, train

# n_examples, n_channels, height, width, n_filters, size
SHAPES = [
    (1, 1, 3, 3, 1, 2),
    (1, 2, 5, 7, 3, 3),
    (4, 3, 6, 4, 2, 2),
    (3, 1, 4, 9, 5, 4),
    (2, 4, 3, 5, 1, 1),
    (5, 2, 3, 3, 4, 3),  # one window for each picture
]


def convolution(n_channels, n_filters, size, rng, dtype=np.float64):
    """Return a layer whose bias is not zero."""
    layer = Convolution(n_channels, n_filters, size, rng=rng, dtype=dtype)
    layer.bias.value[:] = rng.normal(size=n_filters)
    return layer


def by_definition(inputs, weight, bias):
    """Return the convolution, one output at a time."""
    n_filters, _, size, _ = weight.shape
    n_examples, _, height, width = inputs.shape
    outputs = np.empty((n_examples, n_filters, height - size + 1, width - size + 1))
    for e, f, y, x in np.ndindex(outputs.shape):
        window = inputs[e, :, y : y + size, x : x + size]
        outputs[e, f, y, x] = bias[f] + np.sum(weight[f] * window)
    return outputs


def small_network(rng, dtype=np.float32):
    """Return a network for rows of 36 numbers, two classes."""
    return Sequential(
        Unflatten(1, 6, 6),
        Convolution(1, 4, 3, rng=rng, dtype=dtype),
        MaxPooling(2),
        ReLU(),
        Flatten(4, 2, 2),
        Linear(16, 2, rng=rng, dtype=dtype),
    )


def bars(n_examples, rng):
    """Return noisy pictures of a standing bar (class 0) or a lying one (class 1), as rows."""
    pictures = rng.normal(0, 0.2, (n_examples, 6, 6))
    labels = np.arange(n_examples) % 2
    for picture, label in zip(pictures, labels, strict=True):
        bar = rng.integers(6)
        picture[(slice(None), bar) if label == 0 else bar] += 1
    return pictures.reshape(n_examples, 36), labels


def input_and_parameter_errors(layer, inputs, rng):
    """Return the relative errors of all gradients of the layer against nudging."""
    direction = rng.normal(size=layer.forward(inputs).shape)

    def projection(inputs):
        return float(np.sum(layer.forward(inputs) * direction))

    layer.forward(inputs)
    errors = [relative_error(layer.backward(direction), numerical_gradient(projection, inputs))]
    for parameter in layer.parameters:
        found, value = parameter.gradient.copy(), parameter.value

        def of_value(nudged, parameter=parameter):
            parameter.value = nudged
            return projection(inputs)

        errors.append(relative_error(found, numerical_gradient(of_value, value)))
        parameter.value = value
    return errors


@pytest.mark.parametrize("shape", SHAPES)
def test_convolution_is_the_definition_one_output_at_a_time(shape, rng):
    n_examples, n_channels, height, width, n_filters, size = shape
    layer = convolution(n_channels, n_filters, size, rng)
    inputs = rng.normal(size=(n_examples, n_channels, height, width))
    expected = by_definition(inputs, layer.weight.value, layer.bias.value)
    np.testing.assert_allclose(layer.forward(inputs), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_convolution_gradients_match_finite_differences(shape, rng):
    n_examples, n_channels, height, width, n_filters, size = shape
    layer = convolution(n_channels, n_filters, size, rng)
    inputs = rng.normal(size=(n_examples, n_channels, height, width))
    assert max(input_and_parameter_errors(layer, inputs, rng)) < 1e-6
    assert layer.weight.gradient.shape == layer.weight.value.shape
    assert layer.bias.gradient.shape == layer.bias.value.shape


@pytest.mark.parametrize(
    ("size", "shape"), [(1, (2, 1, 3, 2)), (2, (1, 3, 4, 6)), (2, (5, 2, 2, 4)), (3, (2, 2, 3, 9))]
)
def test_max_pooling_gradient_matches_finite_differences(size, shape, rng):
    inputs = rng.permutation(np.prod(shape)).reshape(shape) / 10  # no two within a nudge
    assert max(input_and_parameter_errors(MaxPooling(size), inputs, rng)) < 1e-6


def test_a_whole_network_passes_the_gradient_check(rng):
    model = small_network(rng, np.float64)
    inputs, labels = bars(6, rng)
    errors = compare_gradients(model, SoftmaxCrossEntropy(), inputs, labels)
    assert len(errors) == 4
    assert max(errors.values()) < 1e-6


def test_convolution_by_hand(rng):
    layer = Convolution(1, 1, 2, rng=rng, dtype=np.float64)
    layer.weight.value[:] = [[[[1, 2], [0, -1]]]]
    layer.bias.value[:] = [10]
    picture = [[1, 0, 2], [3, 1, 0], [0, 2, 4]]
    # 10 + 1·1 + 2·0 + 0·3 − 1·1 = 10, and so on
    assert layer.forward([[picture]]).tolist() == [[[[10, 14], [13, 7]]]]
    # the gradient arrives at the upper left and the lower right output
    assert layer.backward([[[[1, 0], [0, 2]]]]).tolist() == [[[[1, 2, 0], [0, 1, 4], [0, 0, -2]]]]
    assert layer.weight.gradient.tolist() == [[[[3, 0], [7, 9]]]]
    assert layer.bias.gradient.tolist() == [3]


def test_an_edge_filter_finds_the_edge_and_nothing_else(rng):
    layer = Convolution(1, 1, 2, rng=rng)
    layer.weight.value[:] = [[[[-1, 1], [-1, 1]]]]
    picture = np.zeros((1, 1, 4, 6))
    picture[..., 3:] = 1  # dark on the left, light from column 3 on
    found = layer.forward(picture)[0, 0]
    assert found.tolist() == [[0, 0, 2, 0, 0]] * 3
    upright = picture.swapaxes(2, 3)
    assert not layer.forward(upright).any()


def test_a_shift_of_the_picture_shifts_the_outputs(rng):
    layer = convolution(2, 3, 3, rng)
    picture = rng.normal(size=(1, 2, 8, 9))
    shifted = np.roll(picture, (1, 2), axis=(2, 3))
    expected = layer.forward(picture)[:, :, :-1, :-2]
    np.testing.assert_allclose(layer.forward(shifted)[:, :, 1:, 2:], expected)


def test_the_examples_of_a_batch_do_not_mix(rng):
    layer = convolution(2, 3, 2, rng)
    inputs = rng.normal(size=(4, 2, 5, 6))
    one_by_one = [layer.forward(inputs[n : n + 1]) for n in range(4)]
    np.testing.assert_allclose(layer.forward(inputs), np.concatenate(one_by_one))


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_order_of_the_memory_changes_no_number(order, rng):
    convolve, pool = convolution(2, 3, 3, rng), MaxPooling(2)
    inputs = rng.normal(size=(4, 2, 6, 8))
    expected = convolve.forward(inputs.copy()), pool.forward(inputs.copy())
    other = np.asarray(inputs[:, :, ::-1, :], order=order)[:, :, ::-1, :]
    np.testing.assert_allclose(convolve.forward(other), expected[0])
    np.testing.assert_array_equal(pool.forward(other), expected[1])


def test_forward_and_backward_leave_their_arguments_alone(rng):
    for layer in (convolution(2, 3, 3, rng), MaxPooling(2)):
        inputs = np.asfortranarray(rng.normal(size=(4, 2, 6, 8)))
        before = inputs.copy()
        outputs = layer.forward(inputs)
        gradient = np.asfortranarray(rng.normal(size=outputs.shape))
        gradient_before = gradient.copy()
        layer.backward(gradient)
        np.testing.assert_array_equal(inputs, before)
        np.testing.assert_array_equal(gradient, gradient_before)


def test_max_pooling_by_hand():
    picture = [[1, 5, 2, 0], [3, 4, 8, 1], [0, -1, -5, -6], [-2, -3, -7, -4]]
    layer = MaxPooling(2)
    assert layer.forward([[picture]]).tolist() == [[[[5, 8], [0, -4]]]]
    assert layer.backward(np.array([[[[10, 20], [30, 40]]]])).tolist() == [
        [[[0, 10, 0, 0], [0, 0, 20, 0], [30, 0, 0, 0], [0, 0, 0, 40]]]
    ]


def test_max_pooling_takes_the_largest_of_each_block(rng):
    inputs = rng.normal(size=(2, 3, 6, 9))
    outputs = MaxPooling(3).forward(inputs)
    assert outputs.shape == (2, 3, 2, 3)
    for e, c, y, x in np.ndindex(outputs.shape):
        block = inputs[e, c, 3 * y : 3 * y + 3, 3 * x : 3 * x + 3]
        assert outputs[e, c, y, x] == max(block.ravel())


def test_of_equal_numbers_the_first_in_reading_order_gets_the_gradient():
    layer = MaxPooling(2)
    layer.forward([[[[7, 7, 1, 6], [7, 7, 6, 2]]]])
    assert layer.backward([[[[1, 2]]]]).tolist() == [[[[1, 0, 0, 2], [0, 0, 0, 0]]]]


def test_max_pooling_gives_each_gradient_to_exactly_one_number(rng):
    layer = MaxPooling(2)
    layer.forward(rng.integers(0, 2, size=(3, 2, 6, 8)))  # hardly a block without a tie
    gradient = layer.backward(np.ones((3, 2, 3, 4)))
    blocks = gradient.reshape(3, 2, 3, 2, 4, 2)
    assert (blocks.sum(axis=(3, 5)) == 1).all()
    assert set(np.unique(gradient)) == {0, 1}


def test_max_pooling_of_whole_numbers_keeps_the_fractions_of_the_gradient():
    layer = MaxPooling(2)
    layer.forward(np.array([[[[1, 2], [3, 4]]]]))
    assert layer.backward(np.array([[[[0.25]]]])).tolist() == [[[[0, 0], [0, 0.25]]]]


def test_flatten_undoes_unflatten(rng):
    rows = rng.normal(size=(5, 24))
    pictures = Unflatten(2, 3, 4).forward(rows)
    assert pictures.shape == (5, 2, 3, 4)
    assert np.array_equal(Flatten(2, 3, 4).forward(pictures), rows)


def test_unflatten_fills_a_picture_line_by_line():
    pictures = Unflatten(2, 2, 3).forward([range(12)])
    assert pictures.tolist() == [[[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]]


@pytest.mark.parametrize("kind", [Flatten, Unflatten])
def test_the_gradient_takes_the_way_back(kind, rng):
    layer = kind(2, 3, 4)
    inputs = rng.normal(size=(5, *layer.shape_in))
    assert np.array_equal(layer.backward(layer.forward(inputs)), inputs)


def test_a_small_network_learns_standing_from_lying_bars(rng):
    model = small_network(rng)
    optimizer = SGD(model.parameters, 0.1, momentum=0.9)
    settings = {"n_epochs": 10, "batch_size": 20, "rng": rng, "progress": False}
    train(model, SoftmaxCrossEntropy(), optimizer, *bars(300, rng), **settings)
    assert accuracy(model, *bars(200, rng)) > 0.97


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_precision_stays_what_it_is(dtype, rng):
    model = small_network(rng, dtype)
    outputs = model.forward(bars(4, rng)[0].astype(dtype))
    gradient = model.backward(np.ones_like(outputs))
    assert outputs.dtype == gradient.dtype == dtype
    assert {p.gradient.dtype for p in model.parameters} == {np.dtype(dtype)}


def test_the_input_gradient_can_be_left_out(rng):
    layer = convolution(2, 3, 2, rng)
    layer.forward(rng.normal(size=(4, 2, 5, 6)))
    gradient = rng.normal(size=(4, 3, 4, 5))
    layer.backward(gradient)
    expected = [parameter.gradient.copy() for parameter in layer.parameters]
    assert layer.backward(gradient, input_gradient=False) is None
    for parameter, before in zip(layer.parameters, expected, strict=True):
        assert np.array_equal(parameter.gradient, before)


def test_the_same_seed_gives_the_same_weights():
    first, second = (Convolution(3, 8, 5, rng=np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first.weight.value, second.weight.value)
    assert not first.bias.value.any()


def test_weights_start_with_the_variance_of_he(rng):
    weight = Convolution(16, 100, 5, rng=rng).weight.value
    assert weight.shape == (100, 16, 5, 5)
    assert weight.var() == pytest.approx(2 / (16 * 25), rel=0.03)


def test_weights_decay_and_biases_do_not(rng):
    assert [p.decays for p in Convolution(1, 8, 5, rng=rng).parameters] == [True, False]


def test_the_network_for_digits_fits_together_and_has_5994_parameters(rng):
    model = Sequential(
        Unflatten(1, 28, 28),
        *(Convolution(1, 8, 5, rng=rng), MaxPooling(2), ReLU()),
        *(Convolution(8, 16, 5, rng=rng), MaxPooling(2), ReLU()),
        Flatten(16, 4, 4),
        Linear(256, 10, rng=rng),
    )
    assert (model.n_inputs, model.n_outputs) == (784, 10)
    assert model.n_parameters == (25 * 8 + 8) + (25 * 8 * 16 + 16) + (256 * 10 + 10) == 5994
    assert model.forward(np.zeros((2, 784))).shape == (2, 10)


def test_a_saved_network_gives_the_same_outputs_when_loaded(tmp_path, rng):
    saved, loaded = small_network(rng), small_network(rng)
    inputs, _ = bars(5, rng)
    saved.save(tmp_path / "bars.npz")
    loaded.load(tmp_path / "bars.npz")
    assert np.array_equal(saved.forward(inputs), loaded.forward(inputs))


def test_a_network_with_another_pool_is_not_loaded(tmp_path, rng):
    def network(size):
        pool, flat = MaxPooling(size), Flatten(1, 6 // size, 6 // size)
        return Sequential(Convolution(1, 1, 3, rng=rng), pool, flat)

    network(2).save(tmp_path / "pool.npz")
    with pytest.raises(ValueError, match=r"MaxPooling\(3\).*holds.*MaxPooling\(2\)"):
        network(3).load(tmp_path / "pool.npz")


def test_repr_says_how_the_network_was_made(rng):
    model = Sequential(Unflatten(1, 6, 5), Convolution(1, 4, 3, rng=rng), Flatten(4, 4, 3))
    assert repr(model) == "Sequential(Unflatten(1, 6, 5), Convolution(1, 4, 3), Flatten(4, 4, 3))"
    assert repr(MaxPooling(2)) == "MaxPooling(2)"
    assert "the weight of Convolution(1, 4, 3)" in repr(model.parameters[0])


@pytest.mark.parametrize(
    ("layers", "complaint"),
    [
        ([(8, 16), (3, 4)], r"Layer 2 .*Convolution\(3, 4, 5\), expected 3 inputs.*give 16"),
        ([(1, 8), Flatten(16, 4, 4)], r"Flatten\(16, 4, 4\), expected 16 inputs.*give 8"),
        ([Unflatten(3, 8, 8), (1, 8)], r"Convolution\(1, 8, 5\), expected 1 inputs.*give 3"),
        ([(1, 8), MaxPooling(2), (9, 2)], r"Layer 3 .* expected 9 inputs.*give 8"),
    ],
)
def test_layers_that_do_not_fit_are_refused_before_any_data(layers, complaint, rng):
    layers = [Convolution(*n, 5, rng=rng) if isinstance(n, tuple) else n for n in layers]
    with pytest.raises(ValueError, match=complaint):
        Sequential(*layers)


@pytest.mark.parametrize("shape", [(5, 784), (28, 28), (5, 28, 28), (5, 3, 28, 28)])
def test_pictures_of_another_shape_are_refused_by_name(shape, rng):
    with pytest.raises(ValueError, match=r"Convolution\(1, 8, 5\) expected .*, 1, height, width\)"):
        Convolution(1, 8, 5, rng=rng).forward(np.ones(shape))


def test_the_reshape_that_a_refused_picture_is_advised_helps(rng):
    layer, pictures = Convolution(1, 8, 5, rng=rng), np.ones((5, 28, 28))
    with pytest.raises(ValueError, match=r"pictures.reshape\(-1, 1, height, width\)"):
        layer.forward(pictures)
    assert layer.forward(pictures.reshape(-1, 1, 28, 28)).shape == (5, 8, 24, 24)


def test_pictures_smaller_than_the_window_are_refused(rng):
    with pytest.raises(ValueError, match="at least 5 x 5 pixels; got 4 x 28"):
        Convolution(1, 8, 5, rng=rng).forward(np.ones((2, 1, 4, 28)))


def test_grey_values_that_were_not_scaled_are_refused(rng):
    with pytest.raises(TypeError, match=r"got uint8.*Scale them first"):
        Convolution(1, 8, 5, rng=rng).forward(np.ones((5, 1, 28, 28), np.uint8))


@pytest.mark.parametrize("shape", [(2, 1, 5, 6), (2, 1, 6, 5), (2, 6, 6)])
def test_pictures_that_blocks_do_not_fill_are_refused(shape):
    with pytest.raises(ValueError, match=r"MaxPooling\(2\) expected .*multiples of 2; got .*Take"):
        MaxPooling(2).forward(np.ones(shape))


@pytest.mark.parametrize(
    ("layer", "shape", "complaint"),
    [
        (Unflatten(1, 28, 28), (5, 100), r"\(n_examples, 784\); got \(5, 100\)"),
        (Flatten(16, 4, 4), (5, 16, 5, 5), r"\(n_examples, 16, 4, 4\); got \(5, 16, 5, 5\)"),
    ],
)
def test_reshaping_what_has_another_shape_is_refused(layer, shape, complaint):
    with pytest.raises(ValueError, match=complaint):
        layer.forward(np.ones(shape))


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda rng: Convolution(0, 8, 5, rng=rng), "n_channels .* got 0"),
        (lambda rng: Convolution(1, 8.0, 5, rng=rng), "n_filters .* got 8.0"),
        (lambda rng: Convolution(1, 8, (5, 5), rng=rng), r"size .* got \(5, 5\)"),
        (lambda rng: Convolution(True, 8, 5, rng=rng), "n_channels .* got True"),
        (lambda rng: MaxPooling(-2), "size .* got -2"),
        (lambda rng: Flatten(1, 2.5, 3), "height .* got 2.5"),
    ],
)
def test_counts_that_are_not_whole_numbers_are_refused(make, complaint, rng):
    with pytest.raises(ValueError, match=complaint):
        make(rng)


@pytest.mark.parametrize(
    "layer",
    [
        Convolution(1, 2, 2, rng=np.random.default_rng(0)),
        MaxPooling(2),
        Flatten(2, 3, 4),
        Unflatten(2, 3, 4),
    ],
)
def test_backward_before_forward_says_what_to_call(layer):
    with pytest.raises(RuntimeError, match=r"Call forward\(inputs\) first"):
        layer.backward(np.ones((1, 1, 2, 2)))


@pytest.mark.parametrize("kind", ["convolution", "pooling"])
def test_a_gradient_of_another_shape_is_refused(kind, rng):
    layer = MaxPooling(2) if kind == "pooling" else Convolution(1, 1, 3, rng=rng)
    layer.forward(np.ones((5, 1, 4, 4)))
    with pytest.raises(ValueError, match=r"\(5, 1, 2, 2\); got \(5, 1, 4, 4\)"):
        layer.backward(np.ones((5, 1, 4, 4)))


def test_a_whole_kernel_is_refused_where_it_would_cut_the_pixels(rng):
    layer = Convolution(1, 1, 2, rng=rng)
    layer.weight.value = np.array([[[[1, 0], [0, -1]]]])
    with pytest.raises(TypeError, match="weight of floating-point numbers; got int64"):
        layer.forward(np.full((1, 1, 3, 3), 0.5))


@pytest.mark.parametrize(
    ("weight", "came"),
    [
        (np.eye(3), r"\(3, 3\)"),
        ([[[[1.0] * 3] * 3]], "a list"),
        (np.ones((1, 1, 5, 5)), r"\(1, 1, 5, 5\)"),
    ],
)
def test_a_weight_of_another_shape_is_refused(weight, came, rng):
    layer = Convolution(1, 1, 3, rng=rng)
    layer.weight.value = weight
    complaint = r"expected a weight of shape \(1, 1, 3, 3\); got " + came
    with pytest.raises(ValueError, match=complaint + r".*layer\.weight\.value\[0, 0\] = kernel\."):
        layer.forward(np.ones((1, 1, 6, 6)))


@pytest.mark.parametrize(("bias", "came"), [(0.5, "a float"), (np.ones(3), r"\(3,\)")])
def test_a_bias_of_another_shape_is_refused(bias, came, rng):
    layer = Convolution(1, 2, 3, rng=rng)
    layer.bias.value = bias
    with pytest.raises(ValueError, match=r"expected a bias of shape \(2,\); got " + came):
        layer.forward(np.ones((1, 1, 6, 6)))


def test_no_examples_give_no_outputs_and_gradients_of_zero(rng):
    layer = Convolution(2, 3, 3, rng=rng)
    outputs = layer.forward(np.ones((0, 2, 5, 6), np.float32))
    assert outputs.shape == (0, 3, 3, 4)
    assert layer.backward(outputs).shape == (0, 2, 5, 6)
    assert not layer.weight.gradient.any()


def test_outputs_and_gradients_are_those_of_pytorch(rng):
    torch = pytest.importorskip("torch")
    layer, pool = Convolution(3, 4, 3, rng=rng, dtype=np.float64), MaxPooling(2)
    inputs = small_whole_numbers(rng, (5, 3, 8, 10))
    for parameter in layer.parameters:  # without rounding, so that ties in the pool are ties
        parameter.value = small_whole_numbers(rng, parameter.value.shape)
    values = [inputs, *(parameter.value for parameter in layer.parameters)]
    theirs = [torch.tensor(value, requires_grad=True) for value in values]
    expected = torch.nn.functional.max_pool2d(torch.nn.functional.conv2d(*theirs), 2)
    outputs = pool.forward(layer.forward(inputs))
    direction = rng.normal(size=outputs.shape)
    expected.backward(torch.tensor(direction))
    found = [layer.backward(pool.backward(direction)), *(p.gradient for p in layer.parameters)]
    assert np.array_equal(outputs, expected.detach().numpy())
    for ours, tensor in zip(found, theirs, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-10, atol=1e-10)


def small_whole_numbers(rng, shape):
    """Return whole numbers from -2 to 2, as float64."""
    return rng.integers(-2, 3, size=shape).astype(float)
