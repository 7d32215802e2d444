"""The benchmarks compare like with like: every peer trains the same network in the same steps.

No test asserts a time. Peers that are not installed are left out.
"""

import contextlib
import io
import math

import nbformat
import numpy as np
import pytest

from nnlib.datasets import digits, one_hot, scale
from nnlib.optimizers import SGD
from nnlib.training import train
from tests.benchmarks import (
    cnn,
    course,
    floor,
    frameworks,
    growth,
    measure,
    networks,
    peers,
    to_96,
)
from tests.benchmarks.__main__ import PARTS
from tests.benchmarks.networks import RELU, SIGMOID
from tests.benchmarks.pages import ROOT, marks, page_of, with_section

N_EXAMPLES, BATCH = 60, 6
BOTH = pytest.mark.parametrize("network", [RELU, SIGMOID], ids=str)


@pytest.fixture
def examples():
    data = digits(n_train=N_EXAMPLES, n_test=10)
    return data.train_inputs, data.train_labels


@pytest.fixture
def short_epochs(monkeypatch):
    monkeypatch.setattr(networks, "N_STEPS", 4)


def trained_by_nnlib(network, examples, rate, dtype):
    """Return the parameters before and after an epoch of nnlib, in the order of seed 7."""
    model, loss = networks.nnlib_model(network, np.random.default_rng(0), dtype)
    before = [parameter.value.copy() for parameter in model.parameters]
    optimizer, inputs = SGD(model.parameters, rate), scale(examples[0], dtype)
    targets = networks.targets_for(network, examples[1])
    settings = {"n_epochs": 1, "batch_size": BATCH, "rng": np.random.default_rng(7)}
    history = train(model, loss, optimizer, inputs, targets, progress=False, **settings)
    return before, [parameter.value for parameter in model.parameters], history


def order_of(seed):
    return np.random.default_rng(seed).permutation(N_EXAMPLES)


def flat(arrays):
    return np.concatenate([np.ravel(array) for array in arrays])


@pytest.mark.parametrize("flags", [floor.PLAIN, floor.TUNED], ids=["plain", "tuned"])
@BOTH
def test_the_loop_in_c_takes_the_same_steps_as_nnlib(network, flags, examples):
    before, after, history = trained_by_nnlib(network, examples, 0.5, np.float32)
    try:
        loop = floor.CLoop(network, BATCH, flat(before), flags)
    except floor.UnavailableError as reason:
        pytest.skip(str(reason))
    loss = loop.train(*examples, order_of(7), 0.5)
    assert not np.allclose(loop.parameters, flat(before), atol=1e-3)
    np.testing.assert_allclose(loop.parameters, flat(after), atol=1e-4)
    assert loss == pytest.approx(history.train_loss[0], rel=1e-4)


def test_the_loop_in_c_refuses_arrays_that_it_would_misread(examples):
    try:
        loop = floor.CLoop(RELU, BATCH, np.zeros(13_002, np.float32))
    except floor.UnavailableError as reason:
        pytest.skip(str(reason))
    with pytest.raises(TypeError, match="expected uint8 in one piece; got float32"):
        loop.train(scale(examples[0]), examples[1], order_of(7), 0.5)


def test_one_example_at_a_time_ends_where_nnlib_ends(examples):
    before, after, _ = trained_by_nnlib(SIGMOID, examples, 5.0, np.float64)
    model = peers.OneByOne(before[0::2], before[1::2])
    columns = scale(examples[0], float)[:, :, np.newaxis]
    targets = one_hot(examples[1], 10, float)[:, :, np.newaxis]
    for chosen in order_of(7).reshape(-1, BATCH):
        model.step([(columns[n], targets[n]) for n in chosen], 5.0 * 2 / 10)  # ½ Σ, not the mean
    assert not np.allclose(model.weights[0], before[0], atol=1e-3)
    np.testing.assert_allclose(flat(model.weights), flat(after[0::2]), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(flat(model.biases), flat(after[1::2]), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("network", [RELU, SIGMOID], ids=str)
def test_a_step_in_jax_is_a_step_of_nnlib(network, examples):
    pytest.importorskip("jax")
    before, after, _ = trained_by_nnlib(network, examples, networks.RATE, np.float32)
    state = [(w.T, b) for w, b in zip(before[0::2], before[1::2], strict=True)]
    inputs, targets = scale(examples[0]), networks.targets_for(network, examples[1])
    for chosen in order_of(7).reshape(-1, BATCH):
        state = frameworks.jax_step(network)(state, inputs[chosen], targets[chosen])
    np.testing.assert_allclose(flat(w.T for w, _ in state), flat(after[0::2]), atol=1e-5)
    np.testing.assert_allclose(flat(b for _, b in state), flat(after[1::2]), atol=1e-5)


def test_the_race_in_jax_is_the_race_of_nnlib():
    pytest.importorskip("jax")
    data, recipe = digits(n_train=640, n_test=50), to_96.Recipe((8,), "momentum", 0.05, 3, 32, 1e-3)
    outputs = []
    for training in (to_96.nnlib_training, to_96.jax_training):
        epochs = training(recipe, data.train_inputs, data.train_labels, seed=3)
        with contextlib.redirect_stdout(io.StringIO()):
            for _ in range(4):
                next(epochs)
            outputs.append(next(epochs)(data.test_inputs))
    np.testing.assert_allclose(*outputs, atol=0.02)


@pytest.mark.usefixtures("short_epochs")
@BOTH
def test_every_peer_takes_the_same_number_of_steps(network):
    with contextlib.redirect_stdout(io.StringIO()):
        counts = {name: epoch() for name, epoch in peers.peers_for(network, 10).items()}
        counts |= {name: epoch() for name, epoch in floor.peers_for(network, 10).items()}
    assert counts == dict.fromkeys(counts, 4)
    assert {"nnlib", "plain NumPy"} <= set(counts)


@pytest.mark.parametrize("size", [1, 32, 128, 1024])
def test_an_epoch_has_whole_batches_only(size):
    inputs, labels = networks.data_for(size)
    assert len(inputs) == len(labels) > 0
    assert len(labels) % size == 0


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras's own, when it is NumPy 2
@pytest.mark.parametrize("falling_over", [0, 4])
@pytest.mark.parametrize("name", to_96.TRAININGS)
def test_every_peer_learns_by_its_recipe(name, falling_over):
    package, training = to_96.TRAININGS[name]
    pytest.importorskip(package)
    falling = 0 if name == "scikit-learn" else falling_over
    recipe = to_96.Recipe((16,), "momentum", 0.02, falling, 16, 1e-3)
    data = digits(n_train=3_000, n_test=500)
    epochs = training(recipe, data.train_inputs, data.train_labels, seed=0)
    for _ in range(4):
        next(epochs)
    outputs = next(epochs)(data.test_inputs)
    assert outputs.shape == (500, 10)
    assert np.mean(np.argmax(outputs, axis=1) == data.test_labels) > 0.8


def test_the_convolutional_network_learns_to_read(monkeypatch):
    monkeypatch.setattr(cnn, "N_EPOCHS", 2)
    monkeypatch.setattr(cnn, "digits", lambda: digits(n_train=2_000, n_test=500))
    share, seconds = cnn.read_after_training(seed=0)
    assert 0.85 < share <= 1
    assert seconds > 0


def test_a_rate_falls_in_a_line_to_zero():
    recipe = to_96.Recipe((16,), "momentum", 0.4, 2, batch_size=32)
    assert [recipe.rate_at(step, 128) for step in (0, 4, 6, 8, 9)] == [0.4, 0.2, 0.1, 0, 0]


def test_the_clock_stops_when_the_target_is_reached():
    labels = np.arange(100) % 10
    shares = iter([0.5, 0.97, 0.99])

    def training():
        yield
        yield
        for share in shares:
            yield lambda images, share=share: one_hot(
                np.where(np.arange(100) < 100 * share, labels, 9 - labels), 10
            )

    assert to_96.attempt_of(training(), 3, (None, labels)).arrived
    assert list(shares) == [0.99]


def test_a_training_that_never_arrives_ends_with_its_epochs():
    def training():
        while True:
            yield lambda images: np.eye(10)[::-1]

    assert not to_96.attempt_of(training(), 2, (None, np.arange(10))).arrived


def test_attempts_in_vain_count_for_the_one_that_arrives():
    attempts = [to_96.Attempt(2, True), to_96.Attempt(4, False), to_96.Attempt(3, True)]
    assert to_96.expected_seconds(attempts) == 4.5
    assert to_96.expected_seconds(attempts[1:2]) == math.inf


def test_a_peer_that_is_not_installed_has_a_recipe_for_whoever_installs_it():
    assert set(to_96.RECIPES) == set(to_96.TRAININGS)


def test_ratios_compare_with_nnlib():
    times = {"batch 1": {"nnlib": 50.0, "other": 125.0}}
    assert measure.ratios(times) == {"batch 1": {"other": 2.5}}


def test_a_table_has_a_line_for_each_row():
    rows = {"batch 1": {"a": 2.345, "b": 1234.5}, "batch 10": {"b": "none"}}
    assert measure.markdown(rows, "step").splitlines() == [
        "| step | a | b |",
        "| --- | --- | --- |",
        "| batch 1 | 2.3 | 1,234 |",
        "| batch 10 |  | none |",
    ]


def test_a_comparison_shows_the_time_of_nnlib_and_the_ratios_of_the_others():
    table = measure.comparison({"batch 1": {"nnlib": 50.0, "other": 125.0}}, "step")
    assert table.splitlines()[2] == "| batch 1 | 50 µs | ×2.5 |"


def test_peers_take_turns():
    turns = []

    def peer(name):
        return lambda: turns.append(name) or 1

    times = measure.microseconds_a_step({"a": peer("a"), "b": peer("b")}, n_rounds=2)
    assert turns == ["a", "b"] * 3  # the first turn is not counted
    assert set(times) == {"a", "b"}


def test_the_power_of_a_straight_line_is_found():
    assert growth.power([1, 10, 100], [2, 20, 200]) == pytest.approx(1)
    assert growth.power([1, 10, 100], [5, 5, 5]) == pytest.approx(0)


def test_images_are_repeated_where_there_are_not_enough():
    inputs, labels = growth.images(60_010)
    assert inputs.shape == (60_010, 784)
    np.testing.assert_array_equal(inputs[60_000:], inputs[:10])
    np.testing.assert_array_equal(labels[60_000:], labels[:10])


def test_the_slowest_cells_are_named(tmp_path, monkeypatch):
    cells = [nbformat.v4.new_code_cell(code) for code in ("import nnlib", "train(model)\n1 + 1")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "09.ipynb")
    monkeypatch.setattr(course, "ROOT", tmp_path)
    output = "7.26s call     09.ipynb::ipynb::Cell 1\n0.1s setup  x::Cell 2"
    assert course.slowest_cells(output) == ["`train(model)` in 09.ipynb, 7.3 s"]


def test_the_cells_of_a_lesson_are_added_up_and_those_of_its_solution_left_out():
    calls = [("2.50", "lessons/09_a"), ("0.25", "lessons/09_a"), ("9.00", "solutions/09_a")]
    calls.append(("1.00", "lessons/01_b"))
    lines = [f"{seconds}s call     {path}.ipynb::ipynb::Cell 1" for seconds, path in calls]
    lines.append("3.00s setup    lessons/01_b.ipynb::ipynb::Cell 0")
    assert course.lesson_seconds("\n".join(lines)) == {"01": 1.0, "09": 2.75}


def test_a_part_is_written_between_its_marks_alone():
    begin, end = marks("steps")
    page = f"a\n{begin}\nold\n{end}\nb"
    assert with_section(page, "steps", "new") == f"a\n{begin}\n\nnew\n\n{end}\nb"


def test_a_page_without_the_marks_is_refused():
    with pytest.raises(ValueError, match="Put them back"):
        with_section("no marks here", "steps", "new")


@pytest.mark.parametrize("name", [*PARTS, "machine", "widgets"])
def test_there_is_a_place_for_every_part(name):
    begin, end = marks(name)
    page = (ROOT / page_of(name)).read_text(encoding="utf-8")
    assert page.count(begin) == page.count(end) == 1
    assert page.index(begin) < page.index(end)
