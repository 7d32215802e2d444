import numpy as np
import pytest

from nnlib.layers import Linear, Parameter
from nnlib.optimizers import (
    SGD,
    AdaGrad,
    Adam,
    Optimizer,
    RMSProp,
    cosine_decay,
    linear_decay,
    step_decay,
    warm_up,
)

KINDS = {
    "plain": lambda ps: SGD(ps, 0.05),
    "momentum": lambda ps: SGD(ps, 0.05, momentum=0.9),
    "Nesterov": lambda ps: SGD(ps, 0.05, momentum=0.9, nesterov=True),
    "decay": lambda ps: SGD(ps, 0.05, weight_decay=1e-9),
    "AdaGrad": lambda ps: AdaGrad(ps, 0.5),
    "RMSProp": lambda ps: RMSProp(ps, linear_decay(0.05, 600)),
    "Adam": lambda ps: Adam(ps, linear_decay(0.05, 600)),
}
every_kind = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)


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


@every_kind
def test_the_bottom_of_a_bowl_is_found(make):
    p = parameter([1.0, -2.0], [0.0, 0.0])
    optimizer = make([p])
    for _ in range(600):
        p.gradient = np.array([1.0, 4.0]) * (p.value - [0.3, 0.5])
        optimizer.step()
    assert p.value == pytest.approx([0.3, 0.5], abs=1e-3)


@every_kind
def test_a_step_leaves_the_gradient_as_it_was(make):
    p = parameter([1.0, -2.0], [0.5, 0.25])
    optimizer = make([p])
    optimizer.step()
    optimizer.step()
    assert p.gradient.tolist() == [0.5, 0.25]


@every_kind
def test_what_has_never_had_a_gradient_stays(make):
    p = parameter([1.0, -2.0], [0.0, 1.0], decays=False)
    optimizer = make([p])
    for _ in range(3):
        optimizer.step()
    assert p.value[0] == 1
    assert p.value[1] < -2


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
@pytest.mark.parametrize("kind", [AdaGrad, Adam])
def test_the_first_step_is_the_learning_rate_whatever_the_size_of_the_gradient(kind, size):
    p = parameter([0.0, 0.0], [size, -size])
    kind([p], 0.1).step()
    assert p.value == pytest.approx([-0.1, 0.1], rel=1e-4)


def test_adagrad_goes_as_far_as_the_root_of_the_number_of_steps():
    p = parameter([0.0], [3.0])
    optimizer = AdaGrad([p], 0.1)
    for _ in range(10_000):
        optimizer.step()
    assert -p.value[0] == pytest.approx(0.1 * 2 * np.sqrt(10_000), rel=0.01)  # Σ 1/√n ≈ 2 √n


@pytest.mark.parametrize("kind", [RMSProp, Adam])
def test_under_a_constant_gradient_each_step_becomes_the_learning_rate(kind):
    p = parameter([0.0], [7.0])
    optimizer = kind([p], 0.01)
    for _ in range(200):
        optimizer.step()
    before = p.value[0]
    optimizer.step()
    assert before - p.value[0] == pytest.approx(0.01, rel=1e-6)


def test_adam_by_hand_where_the_gradient_turns():
    # means 0.1, then 0.9 · 0.1 − 0.1 = −0.01; the squares are 1 both times once put right
    p = parameter([0.0], [1.0])
    optimizer = Adam([p], 0.1)
    optimizer.step()
    p.gradient = np.array([-1.0])
    optimizer.step()
    assert p.value == pytest.approx([-0.1 + 0.1 * 0.01 / (1 - 0.81)], rel=1e-6)


def test_nesterov_is_momentum_that_looks_ahead():
    # the classical form: the gradient where the velocity leads, the point before it stored
    def gradient(x):
        return np.array([1.0, 5.0]) * x + np.sin(x)

    point, velocity = np.array([2.0, -1.0]), np.zeros(2)
    p = parameter(point, gradient(point))
    optimizer = SGD([p], 0.1, momentum=0.8, nesterov=True)
    for _ in range(20):
        p.gradient = gradient(p.value)
        optimizer.step()
        velocity = 0.8 * velocity - 0.1 * gradient(point + 0.8 * velocity)
        point = point + velocity
        assert p.value == pytest.approx(point + 0.8 * velocity)


@every_kind
def test_nothing_that_is_remembered_fades_into_denormals(make):
    p = parameter([1.0, 1.0], [1.0, 1.0])
    optimizer = make([p])
    optimizer.step()
    p.gradient = np.array([0.0, 1.0])
    for _ in range(40):
        for _ in range(20):
            optimizer.step()
        optimizer.n_steps = 99  # the last before the next sweep
        optimizer.step()
        sizes = np.abs(np.concatenate(optimizer.memory or [np.zeros(1)]))
        assert not ((sizes > 0) & (sizes < 1e-30)).any()


@every_kind
def test_the_values_change_in_place_and_keep_their_precision(make, rng):
    layer = with_gradients(rng)
    before = layer.weight.value.copy()
    optimizer = make(layer.parameters)
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
    with pytest.raises(ValueError, match=r"one precision|none at all"):
        SGD([p for layer in layers for p in layer.parameters], learning_rate=0.1)


def test_a_falling_rate_falls_in_a_straight_line_and_stays_at_its_end():
    rate = linear_decay(0.4, n_steps=4, end=0.0)
    assert [rate(n) for n in range(6)] == pytest.approx([0.4, 0.3, 0.2, 0.1, 0.0, 0.0])


def test_a_cosine_starts_slowly_is_halfway_in_the_middle_and_stays_at_its_end():
    rate = cosine_decay(0.4, n_steps=100, end=0.2)
    assert [rate(0), rate(50), rate(100), rate(1000)] == pytest.approx([0.4, 0.3, 0.2, 0.2])
    assert rate(0) - rate(1) < 0.1 * (rate(50) - rate(51))


def test_stairs_go_down_after_so_many_steps():
    rate = step_decay(0.8, factor=0.5, every=2)
    assert [rate(n) for n in range(5)] == pytest.approx([0.8, 0.8, 0.4, 0.4, 0.2])


def test_a_warm_up_climbs_to_the_rate_and_then_follows_it():
    rate = warm_up(0.4, n_steps=4)
    assert [rate(n) for n in range(6)] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4, 0.4])
    falling = warm_up(linear_decay(0.4, n_steps=4), n_steps=2)
    assert [falling(n) for n in range(4)] == pytest.approx([0.2, 0.3, 0.2, 0.1])


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
        ({"learning_rate": 0}, "learning_rate to be a number above 0"),
        ({"learning_rate": -0.1}, "learning_rate to be a number above 0"),
        ({"learning_rate": float("nan")}, "learning_rate to be a number above 0"),
        ({"learning_rate": float("inf")}, "learning_rate to be a number above 0; got inf"),
        ({"learning_rate": "0.1"}, "learning_rate to be a number above 0; got '0.1'"),
        ({"learning_rate": np.array([0.1, 0.2])}, "learning_rate to be a number above 0"),
        ({"learning_rate": 0.1, "momentum": 1.0}, "momentum to be a number 0 or more and below 1"),
        ({"learning_rate": 0.1, "weight_decay": -1}, "weight_decay to be a number 0 or more"),
        ({"learning_rate": 0.1, "nesterov": True}, "nesterov needs momentum above 0"),
    ],
)
def test_settings_outside_their_range_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        SGD([], **settings)


@pytest.mark.parametrize(
    ("kind", "setting"), [(RMSProp, "keep"), (Adam, "keep_mean"), (Adam, "keep_squares")]
)
def test_a_share_that_stays_is_below_one(kind, setting):
    with pytest.raises(ValueError, match=f"{setting} to be a number 0 or more and below 1; got 1"):
        kind([], 0.1, **{setting: 1})


def test_a_model_is_not_its_parameters(rng):
    with pytest.raises(TypeError, match=r"expected parameters; got Linear.*model.parameters"):
        SGD(Linear(2, 3, rng=rng), 0.1)


@pytest.mark.parametrize("tiny", [0, -1, float("nan")])
@pytest.mark.parametrize("kind", [AdaGrad, RMSProp, Adam])
def test_what_keeps_a_division_finite_is_above_0(kind, tiny):
    with pytest.raises(ValueError, match="tiny to be a number above 0"):
        kind([parameter([1.0], [1.0])], 0.1, tiny=tiny)


@pytest.mark.parametrize(
    "make",
    [
        lambda: linear_decay(0.1, 0),
        lambda: cosine_decay(0.1, -5),
        lambda: step_decay(0.1, 0.5, 0),
        lambda: warm_up(0.1, 2.5),
        lambda: linear_decay(0.1, np.ceil(187.5)),
    ],
)
def test_a_schedule_takes_a_whole_number_of_steps(make):
    with pytest.raises(ValueError, match="to be a whole number of at least 1; got"):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: linear_decay(0.1, 6, -0.1),
        lambda: cosine_decay(-0.1, 6),
        lambda: step_decay(0.1, 0, 6),
        lambda: warm_up(float("nan"), 6),
    ],
)
def test_a_schedule_takes_rates(make):
    with pytest.raises(ValueError, match="to be a number"):
        make()


def test_a_whole_float_is_told_how_to_be_a_count():
    with pytest.raises(ValueError, match=r"got .*188\.0\)?\. Make it whole: int\(n_steps\)"):
        linear_decay(0.1, np.ceil(187.5))


def test_a_rate_may_be_an_array_of_one_number():
    value = parameter([1.0], [1.0])
    optimizer = SGD([value], lambda n: np.where(n < 1, 0.25, 0.5))
    optimizer.step()
    optimizer.step()
    assert value.value.tolist() == [0.25]
    assert SGD([value], np.array(0.5)).current_rate() == 0.5


@pytest.mark.parametrize("rate", [-1, float("nan"), None])
def test_a_schedule_gives_numbers_of_0_or_more(rate):
    value = parameter([1.0], [1.0])
    optimizer = SGD([value], lambda n: 0.1 if n == 0 else rate)
    optimizer.step()
    with pytest.raises(ValueError, match="rate of step 1 to be a number 0 or more; got"):
        optimizer.step()
    assert value.value.tolist() == [0.9]


@every_kind
def test_an_optimizer_says_its_settings(make):
    words = repr(make([parameter([1.0], [1.0])]))
    assert "(learning_rate=0." in words
    assert "object" not in words


def test_each_optimizer_says_its_own_direction():
    with pytest.raises(NotImplementedError):
        Optimizer([parameter([1.0], [1.0])], 0.1).step()


PAIRS = {  # the same optimizer, ours and PyTorch's
    "momentum": (
        lambda ps: SGD(ps, 0.05, momentum=0.9, weight_decay=0.1),
        lambda t, ps: t.optim.SGD(ps, 0.05, momentum=0.9, weight_decay=0.1),
    ),
    "Nesterov": (
        lambda ps: SGD(ps, 0.05, momentum=0.9, nesterov=True, weight_decay=0.1),
        lambda t, ps: t.optim.SGD(ps, 0.05, momentum=0.9, nesterov=True, weight_decay=0.1),
    ),
    "AdaGrad": (
        lambda ps: AdaGrad(ps, 0.5),
        lambda t, ps: t.optim.Adagrad(ps, 0.5, eps=1e-8),
    ),
    "RMSProp": (
        lambda ps: RMSProp(ps, 0.01),
        lambda t, ps: t.optim.RMSprop(ps, 0.01, alpha=0.9),
    ),
    "Adam": (lambda ps: Adam(ps, 0.05), lambda t, ps: t.optim.Adam(ps, 0.05)),
}


@pytest.mark.parametrize(("ours", "theirs"), PAIRS.values(), ids=PAIRS)
def test_fifty_steps_agree_with_pytorch(ours, theirs, rng):
    torch = pytest.importorskip("torch")
    p = parameter(rng.normal(size=5), np.zeros(5))
    q = torch.tensor(p.value, dtype=torch.float64, requires_grad=True)
    mine, other = ours([p]), theirs(torch, [q])
    for _ in range(50):
        p.gradient = np.sin(p.value) + p.value
        q.grad = torch.sin(q.detach()) + q.detach()
        mine.step()
        other.step()
    np.testing.assert_allclose(p.value, q.detach().numpy(), rtol=1e-10)


def test_a_gradient_of_another_shape_is_refused():
    values = Parameter(np.ones(8), "the scale of mine")
    optimizer = SGD([values], 0.1)
    values.gradient = np.float64(3)
    with pytest.raises(ValueError, match=r"shape of the scale of mine, \(8,\); got \(\)"):
        optimizer.step()
    assert values.value.tolist() == [1] * 8


def test_a_ball_at_a_place_of_whole_numbers_moves():
    ball = Parameter([3, 4], "ball")
    optimizer = SGD([ball], 0.1)
    ball.gradient = np.array([2.0, 2.0])
    optimizer.step()
    np.testing.assert_allclose(ball.value, [2.8, 3.8])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.array([3, 4]), "ball is a ndarray of int64"),
        ([3.0, 4.0], "ball is a list of float64"),
        (np.array([3.0, 4.0], np.float32), "float32 for ball"),
    ],
)
def test_a_value_of_another_kind_is_named(value, words):
    first, ball = Parameter(np.zeros(2), "first"), Parameter(np.zeros(2), "ball")
    optimizer = SGD([first, ball], 0.1)
    first.gradient = ball.gradient = np.ones(2)
    ball.value = value
    with pytest.raises((TypeError, ValueError), match=words):
        optimizer.step()


def test_a_learning_rate_set_later_is_checked_too():
    ball = Parameter(np.zeros(2), "ball")
    optimizer = SGD([ball], 0.1)
    ball.gradient = np.ones(2)
    optimizer.learning_rate = -1.0
    with pytest.raises(ValueError, match=r"learning_rate to be a number above 0; got -1\.0"):
        optimizer.step()


def test_a_weight_decay_set_later_pulls():
    ball = Parameter(np.ones(2), "ball")
    optimizer = SGD([ball], 0.5, weight_decay=0.001)
    ball.gradient = np.zeros(2)
    optimizer.weight_decay = 0.2
    optimizer.step()
    np.testing.assert_allclose(ball.value, 0.9)
