import ast
import doctest
import gc
import inspect
import io
import tokenize
import weakref

import numpy as np
import pytest

from nnlib import autograd
from nnlib.autograd import DERIVATIVES, Tensor
from nnlib.gradient_check import numerical_gradient, relative_error
from nnlib.layers import Linear, ReLU, Sequential, Sigmoid, Tanh
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError, SoftmaxCrossEntropy

SHAPES = [(), (1,), (5,), (1, 4), (3, 1), (2, 5), (2, 1, 3)]
PAIRS = [
    ((), ()),
    ((2, 3), (2, 3)),
    ((2, 3), ()),
    ((2, 3), (3,)),
    ((2, 3), (1, 3)),
    ((2, 3), (2, 1)),
    ((4, 1), (1, 5)),
    ((1,), (2, 3)),
    ((2, 1, 3), (4, 1)),
    ((1, 1), (3,)),
    ((3,), (1, 3)),
]
UNARY = {
    "-a": lambda a: -a,
    "exp": lambda a: a.exp(),
    "log": lambda a: a.log(),
    "tanh": lambda a: a.tanh(),
    "sigmoid": lambda a: a.sigmoid(),
    "relu": lambda a: (a - 1).relu(),
    "square": lambda a: a**2,
    "cube": lambda a: a**3.0,
    "root": lambda a: a**0.5,
    "reciprocal": lambda a: a**-1,
    "number on the left": lambda a: (2 - a) * (3 / a) + 2**a - (1 + a) * (5 * a),
    "number on the right": lambda a: (a - 2) / 3 + (a + 1) * 5,
    "T": lambda a: a.T,
    "reshape": lambda a: a.reshape(-1),
    "sum": lambda a: a.sum(),
    "mean": lambda a: a.mean(),
    "sum kept": lambda a: a.sum(keepdims=True),
    "twice": lambda a: a * a + a,
    "diamond": lambda a: (a * 2).exp() * (a * 3).tanh(),
}
BINARY = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "maximum": np.maximum,
}


def assert_gradients_match_nudges(function, *values):
    """Weigh the result with fixed numbers, so that no two of its entries count the same."""
    weights = np.random.default_rng(3).normal(size=function(*map(Tensor, values)).value.shape)
    tensors = [Tensor(value) for value in values]
    (function(*tensors) * weights).sum().backward()
    for n, tensor in enumerate(tensors):

        def loss(nudged, n=n):
            changed = [Tensor(nudged if n == k else value) for k, value in enumerate(values)]
            return (function(*changed).value * weights).sum()

        expected = numerical_gradient(loss, values[n])
        assert tensor.gradient.shape == np.shape(values[n])
        assert relative_error(tensor.gradient, expected) < 1e-7


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", UNARY)
def test_operations_of_one_tensor_match_nudges(name, shape, rng):
    assert_gradients_match_nudges(UNARY[name], rng.uniform(0.5, 2, shape))


@pytest.mark.parametrize("shapes", [*PAIRS, *(pair[::-1] for pair in PAIRS[2:])], ids=str)
@pytest.mark.parametrize("name", BINARY)
def test_operations_of_two_tensors_match_nudges_also_where_numpy_repeats_one(name, shapes, rng):
    a, b = (rng.uniform(0.5, 2, shape) for shape in shapes)
    assert_gradients_match_nudges(BINARY[name], a, b)
    assert_gradients_match_nudges(lambda a: BINARY[name](a, b), a)
    assert_gradients_match_nudges(lambda b: BINARY[name](a, b), b)


@pytest.mark.parametrize(("n", "k", "m"), [(2, 3, 4), (1, 3, 1), (3, 1, 2), (1, 1, 1)])
def test_matrix_products_match_nudges(n, k, m, rng):
    a, b = rng.normal(size=(n, k)), rng.normal(size=(k, m))
    assert_gradients_match_nudges(lambda a, b: a @ b, a, b)
    assert_gradients_match_nudges(lambda a: a @ b, a)
    assert_gradients_match_nudges(lambda b: a @ b, b)
    assert_gradients_match_nudges(lambda a: a @ a.T, a)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2), (1, 2)], ids=str)
@pytest.mark.parametrize("shape", [(2, 3, 4), (1, 3, 1)], ids=str)
def test_sums_and_means_over_axes_match_numpy_and_nudges(shape, axis, keepdims, rng):
    values = rng.normal(size=shape)
    for name in ("sum", "mean"):
        found = getattr(Tensor(values), name)(axis, keepdims).value
        expected = getattr(values, name)(axis=axis, keepdims=keepdims)
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=1e-13)
        assert_gradients_match_nudges(lambda a, n=name: getattr(a, n)(axis, keepdims), values)


@pytest.mark.parametrize(
    "index",
    [1, -1, slice(1, 3), (slice(None), 2), (Ellipsis, None), [0, 2, 0], (np.arange(3), [1, 1, 3])],
    ids=str,
)
def test_picked_numbers_match_nudges(index, rng):
    assert_gradients_match_nudges(lambda a: a[index], rng.normal(size=(3, 4)))


def test_what_is_picked_twice_receives_twice():
    x = Tensor([1.0, 2.0, 3.0])
    x[[0, 2, 0]].sum().backward()
    assert x.gradient.tolist() == [2, 0, 1]


def test_reshape_takes_numbers_or_a_tuple():
    x = Tensor(np.arange(6.0))
    for result in (x.reshape(2, 3), x.reshape((2, 3)), x.reshape(-1, 3)):
        assert result.value.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_values_are_those_of_numpy(rng):
    a, b = rng.uniform(0.5, 2, (2, 3)), rng.uniform(0.5, 2, (3, 2))
    x, y = Tensor(a), Tensor(b)
    assert np.array_equal((x @ y).value, a @ b)
    assert np.array_equal((1 - x / 2).value, 1 - a / 2)
    assert np.array_equal((b @ x).value, b @ a)
    assert np.array_equal((b.T - x).value, b.T - a)
    assert np.array_equal((np.float64(2) ** x).value, 2**a)
    assert np.array_equal(np.log(x).value, np.log(a))
    assert (Tensor(-3.0).relu().value, Tensor(3.0).relu().value) == (0, 3)


def test_branches_add():
    x = Tensor(3.0)
    (x * x).backward()
    assert x.gradient == 6
    (x + x).backward()
    assert x.gradient == 2
    a, b = 2 * x, 5 * x
    (a * b).backward()
    assert x.gradient == 60  # 10 x² has the slope 20 x
    assert (a.gradient, b.gradient) == (15, 6)


def test_a_gradient_arrives_whole_before_it_is_passed_on():
    x = Tensor(1.0)
    near, far = x * 2, x * 2
    for _ in range(5):
        far = far * 1.5
    (near * far + near).backward()  # near is a parent of both the first and the last operation
    assert x.gradient == pytest.approx(2 * 4 * 1.5**5 + 2)


def test_partial_derivatives_by_hand():
    x, y = Tensor(3), Tensor(-3)
    z = x * y + x**2
    z.backward()
    assert (z.value, x.gradient, y.gradient) == (0, 3, 3)


def test_the_worked_network_of_lesson_05():
    weights = [0.10, 0.15, 0.03, 0.08, 0.18, 0.06, 0.11, 0.26]
    w1, w2, w3, w4, w5, w6, w7, w8 = parameters = [Tensor(weight) for weight in weights]
    b1, b2 = Tensor(0.05), Tensor(0.42)
    h1 = (w1 * 0.95 + w2 * 0.06 + b1).sigmoid()
    h2 = (w3 * 0.95 + w4 * 0.06 + b1).sigmoid()
    y1 = (w5 * h1 + w6 * h2 + b2).sigmoid()
    y2 = (w7 * h1 + w8 * h2 + b2).sigmoid()
    error = ((y1 - 0.05) ** 2 + (y2 - 0.82) ** 2) / 2
    error.backward()
    assert error.value == pytest.approx(0.184979, abs=5e-7)
    assert w5.gradient == pytest.approx(0.07295, abs=5e-6)

    layers = [Linear(2, 2, rng=np.random.default_rng(0), dtype=np.float64) for _ in range(2)]
    layers[0].weight.value[:], layers[0].bias.value[:] = [[0.10, 0.15], [0.03, 0.08]], 0.05
    layers[1].weight.value[:], layers[1].bias.value[:] = [[0.18, 0.06], [0.11, 0.26]], 0.42
    model, loss = Sequential(layers[0], Sigmoid(), layers[1], Sigmoid()), MeanSquaredError()
    outputs = model.forward(np.array([[0.95, 0.06]]))
    model.backward(loss.gradient(outputs, [[0.05, 0.82]]))
    expected = np.concatenate([layer.weight.gradient.ravel() for layer in layers])
    np.testing.assert_allclose([w.gradient for w in parameters], expected, rtol=1e-12)
    shared = [layer.bias.gradient.sum() for layer in layers]
    np.testing.assert_allclose([b1.gradient, b2.gradient], shared, rtol=1e-12)


def mean_squared_error(outputs, targets):
    return ((outputs - targets) ** 2).mean()


def binary_cross_entropy(logits, targets):
    probabilities = logits.sigmoid()
    losses = targets * probabilities.log() + (1 - targets) * (1 - probabilities).log()
    return -losses.mean()


def softmax_cross_entropy(logits, labels):
    shifted = logits - logits.value.max(axis=1, keepdims=True)
    log_probabilities = shifted - shifted.exp().sum(axis=1, keepdims=True).log()
    return -log_probabilities[np.arange(len(labels)), labels].mean()


LOSSES = {
    "squared error": (MeanSquaredError(), mean_squared_error),
    "binary cross-entropy": (BinaryCrossEntropy(), binary_cross_entropy),
    "softmax cross-entropy": (SoftmaxCrossEntropy(), softmax_cross_entropy),
}


@pytest.mark.parametrize("activation", [Sigmoid, Tanh, ReLU])
@pytest.mark.parametrize("name", LOSSES)
def test_the_layers_and_the_tape_find_the_same_gradients(name, activation, rng):
    first, second = (Linear(n, m, rng=rng, dtype=np.float64) for n, m in ((3, 4), (4, 2)))
    model, (loss, tape_loss) = Sequential(first, activation(), second), LOSSES[name]
    inputs = rng.normal(size=(5, 3))
    labels = rng.integers(2, size=5)
    targets = labels if name.startswith("softmax") else rng.uniform(size=(5, 2))
    predictions = model.forward(inputs)
    model.backward(loss.gradient(predictions, targets))

    w1, b1, w2, b2 = tensors = [Tensor(p.value, p.name) for p in model.parameters]
    hidden = getattr(inputs @ w1.T + b1, activation.__name__.lower())()
    tape_result = tape_loss(hidden @ w2.T + b2, targets)
    tape_result.backward()
    assert tape_result.value == pytest.approx(loss(predictions, targets), rel=1e-12)
    for parameter, tensor in zip(model.parameters, tensors, strict=True):
        assert tensor.gradient.shape == parameter.gradient.shape
        np.testing.assert_allclose(tensor.gradient, parameter.gradient, rtol=1e-12, atol=1e-14)


def test_every_row_of_the_table_is_reached_by_a_test():
    used = {"add", "subtract", "multiply", "divide", "power", "matmul", "maximum", "negative"}
    used |= {"exp", "log", "tanh", "sigmoid", "total", "getitem", "reshape", "transpose"}
    assert {function.__name__ for function in DERIVATIVES} == used


def test_backward_starts_from_zero_each_time():
    x = Tensor(3.0)
    loss = x**2
    loss.backward()
    loss.backward()
    assert x.gradient == 6
    first, second = x * 2, x * 3
    first.backward()
    second.backward()
    assert x.gradient == 3
    (first + second).backward()
    assert x.gradient == 5


def test_a_gradient_belongs_to_one_tensor_alone():
    a, b = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    (a + b).sum().backward()
    a.gradient *= 10
    assert b.gradient.tolist() == [1, 1]


def test_a_value_is_copied_so_that_steps_in_place_stay_inside():
    start = np.array([1.0, 2.0])
    x = Tensor(start)
    x.value -= 1
    assert start.tolist() == [1, 2]


def test_descent_finds_the_bottom_with_steps_in_place_and_with_new_values():
    x, y = Tensor(0.0, "x"), Tensor(np.zeros(2), "y")
    for _ in range(60):
        ((x - 3) ** 2 + ((y - [4, 5]) ** 2).sum()).backward()
        x.value = x.value - 0.25 * x.gradient
        y.value -= 0.25 * y.gradient
    assert isinstance(x.value, np.ndarray)
    assert x.value == pytest.approx(3)
    assert y.value == pytest.approx([4, 5])


def test_constants_cost_no_work(monkeypatch):
    def never(g, y, a, b):
        raise AssertionError("a derivative towards a constant was computed")

    x = Tensor(np.ones((2, 2)))
    monkeypatch.setitem(DERIVATIVES, np.matmul, (never, DERIVATIVES[np.matmul][1]))
    monkeypatch.setitem(DERIVATIVES, np.power, (DERIVATIVES[np.power][0], never))
    loss = ((np.ones((3, 2)) @ x) ** 2).sum()
    loss.backward()
    assert [tensor.operation for tensor in loss.tape()] == ["total", "power", "matmul", ""]
    assert x.gradient.tolist() == [[12, 12], [12, 12]]


def test_a_negative_number_to_a_whole_power_and_zero_to_the_power_zero():
    x = Tensor([-2.0, 0.0, 2.0])
    (x**0 + x**1 + x**3).sum().backward()
    assert x.gradient.tolist() == [13, 1, 13]


def test_the_sigmoid_stays_finite_and_the_slope_of_relu_at_zero_is_zero():
    x = Tensor([-1e4, 0.0, 1e4])
    x.sigmoid().sum().backward()
    assert x.gradient.tolist() == [0, 0.25, 0]
    x.relu().sum().backward()
    assert x.gradient.tolist() == [0, 0, 1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_stays_as_it_is(dtype):
    x = Tensor(np.array([[0.5, 2.0]], dtype))
    y = ((x * 2 - 1) / 3 + x**2) @ x.T
    loss = (y.sigmoid() + y.tanh() + y.exp() - y.log() + y.relu() - 2**y)[0].mean().reshape(())
    loss.backward()
    assert {tensor.value.dtype for tensor in loss.tape()} == {np.dtype(dtype)}
    assert {tensor.gradient.dtype for tensor in loss.tape()} == {np.dtype(dtype)}
    (x * np.array([1.0, 2.0], np.float64)).sum().backward()
    assert x.gradient.dtype == dtype


def test_integers_become_floating_point_numbers():
    assert Tensor([1, 2]).value.dtype == np.float64
    assert Tensor(np.arange(3) > 1).value.tolist() == [0, 0, 1]


def test_the_slope_of_a_maximum_goes_to_one_side_also_at_a_tie():
    a, b = Tensor([1.0, 2.0, 3.0]), Tensor([3.0, 2.0, 1.0])
    np.maximum(a, b).sum().backward()
    assert (a.gradient + b.gradient).tolist() == [1, 1, 1]


def test_a_graph_is_freed_without_the_garbage_collector():
    gc.collect()
    gc.disable()
    try:
        w = Tensor(np.ones((2, 3)))
        hidden = (np.ones((4, 2)) @ w).tanh()
        loss = (hidden * hidden).mean() + (w**2).sum()
        loss.backward()
        watched = [weakref.ref(tensor) for tensor in loss.tape() if tensor is not w]
        assert len(watched) == 8
        del hidden, loss
        assert [reference() for reference in watched] == [None] * len(watched)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_chain_of_a_hundred_thousand_operations_goes_back_and_is_freed():
    x = Tensor(1.0)
    y = x
    for _ in range(100_000):
        y = y + x
    assert y.depth == 100_000
    y.backward()
    assert x.gradient == 100_001
    last = weakref.ref(y)
    del y
    assert last() is None


def test_a_ladder_of_doublings_visits_each_tensor_once():
    x = Tensor(1.0)
    y = x
    for _ in range(60):  # 2⁶⁰ ways lead back
        y = y + y
    assert len(y.tape()) == 61
    y.backward()
    assert x.gradient == 2.0**60


def test_a_new_function_is_one_more_row(monkeypatch, rng):
    monkeypatch.setitem(DERIVATIVES, np.sin, (lambda g, y, a: g * np.cos(a),))
    assert_gradients_match_nudges(lambda a: np.sin(a) * np.exp(a), rng.normal(size=(2, 3)))


def test_a_tensor_shows_its_name_its_value_and_its_gradient():
    w = Tensor(0.11, "w5")
    assert repr(w) == "Tensor('w5', 0.11, float64)"
    loss = 3 * w
    loss.backward()
    assert repr(w) == "Tensor('w5', 0.11, float64, gradient=3)"
    assert repr(loss) == "Tensor(0.33, float64, multiply, gradient=1)"
    assert repr(Tensor(np.ones((2, 3), np.float32))) == "Tensor(shape=(2, 3), float32)"


@pytest.mark.parametrize(
    ("attempt", "error", "parts"),
    [
        (lambda x: x.backward(), ValueError, ["one number", "(2, 3)", "mean()"]),
        (lambda x: x @ np.ones(3), ValueError, ["two 2-D arrays", "(2, 3) @ (3,)", "reshape"]),
        (lambda x: np.ones(2) @ x, ValueError, ["two 2-D arrays", "(2,) @ (2, 3)", "reshape"]),
        (lambda x: 2 @ x, ValueError, ["two 2-D arrays", "2 @ (2, 3)", "reshape"]),
        (lambda x: [[1, 2]] @ x, ValueError, ["two 2-D arrays", "[[1, 2]] @ (2, 3)"]),
        (lambda x: x @ np.ones((2, 3)), ValueError, ["(n, k) @ (k, m); got (2, 3) @ (2, 3)", ".T"]),
        (np.sin, TypeError, ["DERIVATIVES", "sin", "tensor.value"]),
        (lambda x: autograd.apply(np.sin, x), TypeError, ["DERIVATIVES; got sin", "tensor.value"]),
        (
            lambda x: np.ones((4, 2)).dot(x),
            TypeError,
            ["Tensor(shape=(2, 3)", "a @ b", "its value"],
        ),
        (np.asarray, TypeError, ["numbers", "Tensor(shape=(2, 3)", "its value"]),
        (np.add.reduce, TypeError, ["DERIVATIVES", "reduce", "tensor.value"]),
        (lambda x: np.add(1, x, out=np.ones(3)), TypeError, ["DERIVATIVES", "out"]),
        (lambda x: np.ones(3) < x, TypeError, ["DERIVATIVES", "less", "tensor.value"]),
        (Tensor, TypeError, ["numbers", "Tensor(shape=(2, 3)", "its value"]),
        (lambda x: Tensor([x[0, 0], 1]), TypeError, ["numbers", "its value"]),
        (lambda x: Tensor("digits"), TypeError, ["numbers", "digits"]),
        (lambda x: Tensor(None), TypeError, ["numbers", "None"]),
        (lambda x: x * 1j, TypeError, ["numbers"]),
        (lambda x: setattr(x, "value", x - 0.1), TypeError, ["numbers", "its value"]),
        (lambda x: x + np.ones(4), ValueError, ["(2,3)", "(4,)"]),
    ],
)
def test_errors_say_what_was_expected_what_came_and_what_to_do(attempt, error, parts):
    with pytest.raises(error) as caught:
        attempt(Tensor(np.ones((2, 3))))
    for part in parts:
        assert part in str(caught.value)


def test_the_example_of_the_module_runs():
    assert doctest.testmod(autograd) == (0, 4)  # failed, attempted


def test_the_tape_is_at_most_120_lines_of_code():
    assert n_code_lines(inspect.getsource(autograd)) <= 120


def n_code_lines(source):
    docstrings, code = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            docstrings.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in silent | {tokenize.ENDMARKER}:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - docstrings)


@pytest.mark.parametrize("function", [np.dot, np.outer, np.inner, np.sum])
def test_functions_that_would_compute_something_else_are_refused(function):
    operands = [Tensor([[1.0, 2], [3, 4]])] * (1 if function is np.sum else 2)
    with pytest.raises(TypeError, match="A Tensor expected its own methods; got np"):
        function(*operands)


def test_zero_to_a_power_stays_zero_when_the_power_is_nudged():
    a, b = Tensor([0.0, np.e]), Tensor([2.0, 1.0])
    (a**b).sum().backward()
    np.testing.assert_allclose(b.gradient, [0, np.e])
    assert a.gradient.tolist() == [0, 1]


def test_a_tensor_without_a_part_in_the_loss_keeps_its_gradient():
    first, second = Tensor(2.0), Tensor(3.0)
    (first * second).backward()
    (first * first).backward()
    assert (first.gradient, second.gradient) == (4, 2)
