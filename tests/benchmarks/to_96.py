"""Seconds until 96 of 100 test digits are read: 784-16-16-10, each peer by a recipe of its own.

The clock runs while a peer trains on all 60,000 training digits. It stands still while the peer
is set up and compiled, and while the test digits are looked at, after each epoch. `--search`
chose the recipes by the same race, from other seeds. That is fair among peers; it is no estimate
of how well a network reads, for the test digits took part in the choice.

Some starts never arrive, by any recipe. So a recipe is measured by its expected time: start, and
where that does not arrive start again, until one does. Its estimate is the time of all attempts
over the number of those that arrived (Hansen et al. 2010, "Real-parameter black-box optimization
benchmarking: experimental setup", section on the expected running time).
"""

import functools
import itertools
import math
import time
from dataclasses import dataclass

import numpy as np

from nnlib.datasets import digits, scale
from nnlib.optimizers import SGD, linear_decay
from nnlib.training import predict, train
from tests.benchmarks import frameworks, measure
from tests.benchmarks.networks import RELU, installed, nnlib_model

TARGET, MOST_EPOCHS = 0.96, 20
SEEDS, SEARCH_SEEDS = range(300, 307), range(8)


@dataclass(frozen=True)
class Recipe:
    """How to train.

    Args:
        optimizer: "momentum", of 0.9, or "Adam".
        rate: the learning rate at the start.
        falling_over: in how many epochs it falls in a line to zero; 0: it stays.
        batch_size: how many examples make one step.
        weight_decay: how strongly weights are pulled towards zero.
    """

    optimizer: str
    rate: float
    falling_over: int
    batch_size: int
    weight_decay: float = 0.0

    def __str__(self) -> str:
        falling = f" falling over {self.falling_over} epochs" if self.falling_over else ""
        decay = f", weight decay {self.weight_decay:g}" if self.weight_decay else ""
        return f"{self.optimizer}, rate {self.rate:g}{falling}, batch {self.batch_size}{decay}"

    @property
    def n_epochs(self) -> int:
        """How many epochs to try."""
        return self.falling_over or MOST_EPOCHS

    def rate_at(self, step: int, n_examples: int) -> float:
        """Return the learning rate of this step, counted from 0."""
        if not self.falling_over:
            return self.rate
        return self.rate * max(0.0, 1 - step / (self.falling_over * self.n_steps(n_examples)))

    def n_steps(self, n_examples: int) -> int:
        """Return how many steps an epoch has."""
        return math.ceil(n_examples / self.batch_size)


LESSON_09 = Recipe("momentum", 0.02, 20, 32, weight_decay=1e-3)

# A peer's training is a generator: it is set up and yields, and from then on it trains for an
# epoch and yields a function from grey values to ten outputs each.


def nnlib_training(recipe: Recipe, inputs: np.ndarray, labels: np.ndarray, seed: int):
    """Train with nnlib, through the public `train`."""
    rng = np.random.default_rng(seed)
    model, loss = nnlib_model(RELU, rng)
    n_steps = recipe.falling_over * recipe.n_steps(len(labels))
    rate = linear_decay(recipe.rate, n_steps) if recipe.falling_over else recipe.rate
    decay = recipe.weight_decay
    optimizer = SGD(model.parameters, rate, momentum=0.9, weight_decay=decay)
    settings = {"n_epochs": 1, "batch_size": recipe.batch_size, "rng": rng}
    yield
    while True:
        train(model, loss, optimizer, inputs, labels, **settings)
        yield functools.partial(predict, model)


def torch_training(recipe: Recipe, inputs: np.ndarray, labels: np.ndarray, seed: int):
    """Train with PyTorch, eager."""
    import torch

    model, loss = frameworks.torch_model(RELU, seed)
    settings = {"weight_decay": recipe.weight_decay}
    if recipe.optimizer == "momentum":
        optimizer = torch.optim.SGD(model.parameters(), recipe.rate, momentum=0.9, **settings)
    else:
        optimizer = torch.optim.Adam(model.parameters(), recipe.rate, **settings)
    inputs, labels = torch.from_numpy(scale(inputs)), torch.from_numpy(np.array(labels))

    def outputs(images: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return model(torch.from_numpy(scale(images))).numpy()

    yield
    for epoch in itertools.count():
        first = epoch * recipe.n_steps(len(labels))
        batches = torch.randperm(len(labels)).split(recipe.batch_size)
        for step, chosen in enumerate(batches, start=first):
            optimizer.param_groups[0]["lr"] = recipe.rate_at(step, len(labels))
            optimizer.zero_grad()
            loss(model(inputs[chosen]), labels[chosen]).backward()
            optimizer.step()
        yield outputs


def sklearn_training(recipe: Recipe, inputs: np.ndarray, labels: np.ndarray, seed: int):
    """Train with scikit-learn's MLPClassifier, whose rate cannot fall in a line."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        RELU.sizes[1:-1],
        solver="sgd" if recipe.optimizer == "momentum" else "adam",
        momentum=0.9,
        nesterovs_momentum=False,
        learning_rate_init=recipe.rate,
        batch_size=recipe.batch_size,
        alpha=recipe.weight_decay * recipe.batch_size,  # it divides by the size
        random_state=seed,
    )
    inputs = scale(inputs)
    yield
    while True:
        model.partial_fit(inputs, labels, classes=np.arange(10))
        yield lambda images: model.predict_proba(scale(images))


@functools.cache
def jax_all_steps(recipe: Recipe, n_examples: int):
    """Return an epoch in JAX, compiled as one: (state, inputs, labels, batches) to a new state.

    The state is the parameters, two vectors for each of them, and how many steps were taken.
    """
    import jax
    import jax.numpy as jnp

    def moved(p, m, v, g, n):
        g = g + recipe.weight_decay * p if p.ndim == 2 else g
        rate = recipe.rate
        if recipe.falling_over:
            n_steps = recipe.falling_over * recipe.n_steps(n_examples)
            rate = rate * jnp.maximum(0, 1 - n / n_steps)
        if recipe.optimizer == "momentum":
            m = 0.9 * m + g
            return p - rate * m, m, v
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        m_hat, v_hat = m / (1 - 0.9 ** (n + 1)), v / (1 - 0.999 ** (n + 1))
        return p - rate * m_hat / (jnp.sqrt(v_hat) + 1e-8), m, v

    gradient = jax.grad(frameworks.jax_loss(RELU))

    @jax.jit
    def all_steps(state, inputs, labels, batches):
        def one(state, chosen):
            *trees, n = state
            gradients = gradient(trees[0], inputs[chosen], labels[chosen])
            leaves = [jax.tree.leaves(tree) for tree in (*trees, gradients)]
            new = zip(*[moved(*of_one, n) for of_one in zip(*leaves, strict=True)], strict=True)
            shape = jax.tree.structure(gradients)
            return (*[jax.tree.unflatten(shape, tree) for tree in new], n + 1), None

        return jax.lax.scan(one, state, batches)[0]

    return all_steps


def jax_training(recipe: Recipe, inputs: np.ndarray, labels: np.ndarray, seed: int):
    """Train with JAX, a whole epoch compiled as one; the rest of a last batch is left out."""
    import jax
    import jax.numpy as jnp

    rng = np.random.default_rng(seed)
    start = frameworks.jax_start(RELU, rng)
    nothing = jax.tree.map(jnp.zeros_like, start)
    state, all_steps = (start, nothing, nothing, 0), jax_all_steps(recipe, len(labels))
    inputs, labels = jnp.asarray(scale(inputs)), jnp.asarray(labels)

    def epoch(state, rng: np.random.Generator):
        n_whole = len(labels) // recipe.batch_size * recipe.batch_size
        batches = rng.permutation(len(labels))[:n_whole].reshape(-1, recipe.batch_size)
        return jax.block_until_ready(all_steps(state, inputs, labels, batches))

    def outputs(parameters, images: np.ndarray) -> np.ndarray:
        return frameworks.jax_outputs(RELU)(parameters, scale(images))

    epoch(epoch(state, np.random.default_rng(0)), np.random.default_rng(0))  # compiles
    yield
    while True:
        state = epoch(state, rng)
        yield functools.partial(outputs, state[0])


def keras_training(recipe: Recipe, inputs: np.ndarray, labels: np.ndarray, seed: int):
    """Train with Keras: `fit`, an epoch at a time."""
    import keras

    model, rate = frameworks.keras_model(RELU, seed, recipe.weight_decay), recipe.rate
    if recipe.falling_over:
        n_steps = recipe.falling_over * recipe.n_steps(len(labels))
        rate = keras.optimizers.schedules.PolynomialDecay(rate, n_steps, end_learning_rate=0.0)
    is_momentum = recipe.optimizer == "momentum"
    kind = functools.partial(keras.optimizers.SGD, momentum=0.9)
    optimizer = kind(rate) if is_momentum else keras.optimizers.Adam(rate)
    model.compile(optimizer, frameworks.keras_loss(RELU))
    optimizer.build(model.trainable_variables)
    inputs, variables = scale(inputs), [*model.variables, *optimizer.variables]
    before = [keras.ops.convert_to_numpy(variable) for variable in variables]
    settings = {"batch_size": recipe.batch_size, "verbose": 0}
    model.fit(inputs[: 2 * recipe.batch_size], labels[: 2 * recipe.batch_size], **settings)
    for variable, value in zip(variables, before, strict=True):
        variable.assign(value)  # compiled, and as if nothing had happened
    yield
    while True:
        model.fit(inputs, labels, **settings)
        yield lambda images: model.predict(scale(images), batch_size=1000, verbose=0)


TRAININGS = {"nnlib": ("nnlib", nnlib_training), "JAX, whole epoch": ("jax", jax_training)}
TRAININGS |= {
    "PyTorch, eager": ("torch", torch_training),
    "Keras, on JAX": ("keras", keras_training),
}
TRAININGS |= {"scikit-learn": ("sklearn", sklearn_training)}


def peers() -> dict:
    """Return the training of every peer that is installed, by its name."""
    return {name: found for name, (package, found) in TRAININGS.items() if installed(package)}


@dataclass(frozen=True)
class Attempt:
    """One training, until it read 96 of 100 unseen digits or its time was over."""

    seconds: float
    arrived: bool


def expected_seconds(attempts: list[Attempt]) -> float:
    """Return the time to arrive, with a new start after each that did not; infinity: none did."""
    n_arrived = sum(attempt.arrived for attempt in attempts)
    return sum(attempt.seconds for attempt in attempts) / n_arrived if n_arrived else math.inf


def attempt_of(
    training, n_epochs: int, unseen, patience: float = math.inf, clock=time.perf_counter
) -> Attempt:
    """Train until 96 of 100 unseen digits are read, or the epochs or the patience are over."""
    images, labels = unseen
    next(training)
    taken = 0.0
    for _ in range(n_epochs):
        start = clock()
        outputs = next(training)
        taken += clock() - start
        if np.mean(np.argmax(outputs(images), axis=1) == labels) >= TARGET:
            return Attempt(taken, arrived=True)
        if taken > patience:
            break
    return Attempt(taken, arrived=False)


def attempt(training, recipe: Recipe, seed: int, **limits) -> Attempt:
    """Let a peer train on all training digits, from one start."""
    data = digits()
    started = training(recipe, data.train_inputs, data.train_labels, seed)
    unseen = data.test_inputs, data.test_labels
    return attempt_of(started, recipe.n_epochs, unseen, **limits)


def candidates(name: str) -> list[Recipe]:
    """Return the recipes that a peer is tried with."""
    fallings, sizes = (12, 14), (64, 128)
    kinds = [("momentum", 0.04, 1e-3), ("momentum", 0.08, 1e-3)]
    kinds += [("Adam", 0.002, 1e-4), ("Adam", 0.003, 1e-4)]
    if name == "nnlib":
        kinds = kinds[:2]
    elif name == "scikit-learn":  # whose rate cannot fall
        fallings, sizes = (0,), (32, 64, 200)
        kinds = [("momentum", 0.01, 1e-4), ("Adam", 0.001, 1e-6), ("Adam", 0.002, 1e-4)]
    return [
        Recipe(optimizer, rate, falling, size, decay)
        for falling, size in itertools.product(fallings, sizes)
        for optimizer, rate, decay in kinds
    ]


def search(name: str, training) -> tuple[float, Recipe]:
    """Return the quickest recipe for a peer and its seconds, over seeds that are not reported.

    The clock counts the processor's time alone, so that what else it does changes no choice.
    """
    best = (math.inf, None)
    for recipe in candidates(name):
        limits = {"patience": 2 * best[0], "clock": time.process_time}
        attempts = [attempt(training, recipe, seed, **limits) for seed in SEARCH_SEEDS]
        best = min(best, (expected_seconds(attempts), recipe), key=lambda pair: pair[0])
        measure.say(f"{name}, {recipe}: {expected_seconds(attempts):.2f}")
    return best


# What the search found for nnlib. JAX, PyTorch and Keras take the same recipe, with which
# they do the same arithmetic. scikit-learn takes the best at a constant rate: it cannot fall.
MOMENTUM = Recipe("momentum", 0.04, 14, 64, weight_decay=1e-3)
RECIPES = dict.fromkeys(TRAININGS, MOMENTUM)
RECIPES["scikit-learn"] = Recipe("Adam", 0.001, 0, 64, weight_decay=1e-6)


def report(options) -> measure.Section:
    """Return a table: each peer's recipe, its expected seconds, and how often it arrived."""
    found = peers()
    recipes = {name: RECIPES[name] for name in found}
    if options.search:
        recipes = {name: search(name, training)[1] for name, training in found.items()}
    runs = [("nnlib, as in lesson 09", LESSON_09, found["nnlib"])]
    runs = [(name, recipes[name], training) for name, training in found.items()] + runs
    attempts = {name: [] for name, _, _ in runs}
    for seed in SEEDS:
        for name, recipe, training in runs:
            measure.say(f"to 96 %, {name}, seed {seed}")
            attempts[name].append(attempt(training, recipe, seed))
    rows = {name: row(recipe, attempts[name]) for name, recipe, _ in runs}
    return measure.Section(measure.markdown(rows, "to 96 % of the test digits"))


def row(recipe: Recipe, attempts: list[Attempt]) -> dict[str, str]:
    """Return a line of the table."""
    seconds, n_arrived = expected_seconds(attempts), sum(one.arrived for one in attempts)
    return {
        "seconds": f"{seconds:.1f}" if n_arrived else "not reached",
        "starts that arrived": f"{n_arrived} of {len(attempts)}",
        "recipe": str(recipe),
    }
