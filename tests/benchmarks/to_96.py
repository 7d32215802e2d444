"""Seconds until 96 of 100 test digits are read, each peer by the best recipe found for it.

A recipe is everything that a user may choose: the width of the network, the optimizer, its rate,
the batch size, and in how many epochs the rate falls to zero. `--search` tried the same ones with
every peer, from other seeds, and took the quickest. That is fair among peers; it is no estimate of
how well a network reads, for the test digits took part in the choice.

The clock runs while a peer compiles and trains on all 60,000 training digits, from data that lie
ready in its own form. It stands still while the test digits are looked at, after each epoch.

A start may miss the mark. So a recipe is measured by its expected time: start, and where that does
not arrive start again, until one does. Its estimate is the time of all attempts over the number of
those that arrived (Hansen et al. 2010, "Real-parameter black-box optimization benchmarking:
experimental setup", section on the expected running time). Compiling is done once.
"""

import functools
import itertools
import math
import statistics
import time
from dataclasses import dataclass

import numpy as np

from nnlib.datasets import digits, scale
from nnlib.optimizers import SGD, Adam, linear_decay
from nnlib.training import predict, train
from tests.benchmarks import frameworks, measure
from tests.benchmarks.networks import Network, installed, nnlib_model

TARGET, MOST_EPOCHS = 0.96, 20
SEEDS, SEARCH_SEEDS = range(300, 307), range(4)


@dataclass(frozen=True)
class Recipe:
    """What to train, and how.

    Args:
        hidden: how many neurons each hidden layer has.
        optimizer: "momentum", of 0.9, or "Adam".
        rate: the learning rate at the start.
        falling_over: in how many epochs it falls in a line to zero; 0: it stays.
        batch_size: how many examples make one step.
        weight_decay: how strongly weights are pulled towards zero.
    """

    hidden: tuple[int, ...]
    optimizer: str
    rate: float
    falling_over: int
    batch_size: int
    weight_decay: float = 0.0

    def __str__(self) -> str:
        epochs = "an epoch" if self.falling_over == 1 else f"{self.falling_over} epochs"
        falling = f" falling over {epochs}" if self.falling_over else ""
        decay = f", weight decay {self.weight_decay:g}" if self.weight_decay else ""
        how = f"{self.optimizer}, rate {self.rate:g}{falling}, batch {self.batch_size}{decay}"
        return f"{self.network}, {how}"

    @property
    def network(self) -> Network:
        """Return the network: ReLU, and softmax cross-entropy."""
        return Network((784, *self.hidden, 10), softmax=True)

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


LESSON_09 = Recipe((16, 16), "momentum", 0.02, 20, 32, weight_decay=1e-3)

# A peer's training is a generator: it is set up and yields, it compiles what it compiles beforehand
# and yields, and from then on it trains for an epoch and yields a function from grey values to ten
# outputs each.


def nnlib_training(recipe: Recipe, inputs: np.ndarray, labels: np.ndarray, seed: int):
    """Train with nnlib, through the public `train`."""
    rng = np.random.default_rng(seed)
    model, loss = nnlib_model(recipe.network, rng)
    n_steps = recipe.falling_over * recipe.n_steps(len(labels))
    rate = linear_decay(recipe.rate, n_steps) if recipe.falling_over else recipe.rate
    if recipe.optimizer == "momentum":
        decay = recipe.weight_decay
        optimizer = SGD(model.parameters, rate, momentum=0.9, weight_decay=decay)
    else:
        optimizer = Adam(model.parameters, rate)
    settings = {"n_epochs": 1, "batch_size": recipe.batch_size, "rng": rng}
    yield
    yield
    while True:
        train(model, loss, optimizer, inputs, labels, **settings)
        yield functools.partial(predict, model)


def torch_training(recipe: Recipe, inputs: np.ndarray, labels: np.ndarray, seed: int):
    """Train with PyTorch, eager."""
    import torch

    model, loss = frameworks.torch_model(recipe.network, seed)
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
        recipe.hidden,
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
    yield
    while True:
        model.partial_fit(inputs, labels, classes=np.arange(10))
        yield lambda images: model.predict_proba(scale(images))


def jax_all_steps(recipe: Recipe, n_examples: int):
    """Return an epoch in JAX, to compile as one: (state, inputs, labels, batches) to a new state.

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

    gradient = jax.grad(frameworks.jax_loss(recipe.network))

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
    start = frameworks.jax_start(recipe.network, rng)
    nothing, n_steps = jax.tree.map(jnp.zeros_like, start), jnp.zeros((), int)
    state = start, nothing, nothing, n_steps
    inputs, labels = jnp.asarray(scale(inputs)), jnp.asarray(labels)

    def batches(rng: np.random.Generator):
        n_whole = len(labels) // recipe.batch_size * recipe.batch_size
        order = rng.permutation(len(labels))[:n_whole]
        return jnp.asarray(order.reshape(-1, recipe.batch_size))

    def outputs(parameters, images: np.ndarray) -> np.ndarray:
        return frameworks.jax_outputs(recipe.network)(parameters, scale(images))

    some_batches = batches(np.random.default_rng(0))
    yield
    all_steps = jax_all_steps(recipe, len(labels)).lower(state, inputs, labels, some_batches)
    all_steps = all_steps.compile()
    yield
    while True:
        state = jax.block_until_ready(all_steps(state, inputs, labels, batches(rng)))
        yield functools.partial(outputs, state[0])


def keras_training(recipe: Recipe, inputs: np.ndarray, labels: np.ndarray, seed: int):
    """Train with Keras: `fit`, an epoch at a time."""
    import keras

    model, rate = frameworks.keras_model(recipe.network, seed, recipe.weight_decay), recipe.rate
    if recipe.falling_over:
        n_steps = recipe.falling_over * recipe.n_steps(len(labels))
        rate = keras.optimizers.schedules.PolynomialDecay(rate, n_steps, end_learning_rate=0.0)
    is_momentum = recipe.optimizer == "momentum"
    kind = functools.partial(keras.optimizers.SGD, momentum=0.9)
    optimizer = kind(rate) if is_momentum else keras.optimizers.Adam(rate)
    model.compile(optimizer, frameworks.keras_loss(recipe.network))
    optimizer.build(model.trainable_variables)
    inputs, variables = scale(inputs), [*model.variables, *optimizer.variables]
    before = [keras.ops.convert_to_numpy(variable) for variable in variables]
    settings = {"batch_size": recipe.batch_size, "verbose": 0}
    yield
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
    compiling: float = 0.0  # seconds more


def expected_seconds(attempts: list[Attempt]) -> float:
    """Return the time to arrive, with a new start after each that did not; infinity: none did."""
    n_arrived = sum(attempt.arrived for attempt in attempts)
    return sum(attempt.seconds for attempt in attempts) / n_arrived if n_arrived else math.inf


def compiling_seconds(attempts: list[Attempt]) -> float:
    """Return what compiling takes, once."""
    return statistics.median(attempt.compiling for attempt in attempts)


def attempt_of(
    training, n_epochs: int, unseen, patience: float = math.inf, clock=time.perf_counter
) -> Attempt:
    """Train until 96 of 100 unseen digits are read, or the epochs or the patience are over."""
    images, labels = unseen
    next(training)
    start = clock()
    next(training)
    compiling, taken = clock() - start, 0.0
    for _ in range(n_epochs):
        start = clock()
        outputs = next(training)
        taken += clock() - start
        if np.mean(np.argmax(outputs(images), axis=1) == labels) >= TARGET:
            return Attempt(taken, arrived=True, compiling=compiling)
        if taken > patience:
            break
    return Attempt(taken, arrived=False, compiling=compiling)


def attempt(training, recipe: Recipe, seed: int, **limits) -> Attempt:
    """Let a peer train on all training digits, from one start."""
    data = digits()
    started = training(recipe, data.train_inputs, data.train_labels, seed)
    unseen = data.test_inputs, data.test_labels
    return attempt_of(started, recipe.n_epochs, unseen, **limits)


def candidates(name: str) -> list[Recipe]:
    """Return the recipes that a peer is tried with."""
    fallings, sizes, widths = (1, 2), (64, 128, 256), (32, 64, 128)
    kinds = [("momentum", 0.05), ("momentum", 0.1), ("momentum", 0.2)]
    kinds += [("Adam", 0.003), ("Adam", 0.006)]
    if name == "scikit-learn":  # whose rate cannot fall
        fallings = (0,)
        kinds = [("momentum", 0.05), ("momentum", 0.1), ("Adam", 0.001), ("Adam", 0.002)]
    return [
        Recipe((width,), optimizer, rate, falling, size)
        for falling, size, width in itertools.product(fallings, sizes, widths)
        for optimizer, rate in kinds
    ]


def search(name: str, training) -> tuple[float, Recipe]:
    """Return the quickest recipe for a peer and its seconds, over seeds that are not reported.

    The clock counts the processor's time alone, so that what else it does changes no choice.
    It counts compiling, as the race does.
    """
    best = (math.inf, None)
    for recipe in candidates(name):
        attempts = []
        for seed in SEARCH_SEEDS:
            limits = {"patience": 2 * best[0], "clock": time.process_time}
            attempts.append(attempt(training, recipe, seed, **limits))
            if attempts[-1].seconds > 1.5 * best[0]:
                break
        seconds = compiling_seconds(attempts) + expected_seconds(attempts)
        best = min(best, (seconds, recipe), key=lambda pair: pair[0])
        measure.say(f"{name}, {recipe}: {seconds:.2f}")
    return best


RECIPES = {  # what the search found
    "nnlib": Recipe((64,), "momentum", 0.1, 1, 64),
    "JAX, whole epoch": Recipe((64,), "momentum", 0.2, 1, 64),
    "PyTorch, eager": Recipe((64,), "momentum", 0.2, 2, 128),
    "Keras, on JAX": Recipe((128,), "momentum", 0.2, 2, 128),
    "scikit-learn": Recipe((64,), "momentum", 0.1, 0, 256),
}


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
    compiling = compiling_seconds(attempts)
    return {
        "seconds": f"{compiling + seconds:.2f}" if n_arrived else "not reached",
        "of it compiling": f"{compiling:.2f}",
        "starts that arrived": f"{n_arrived} of {len(attempts)}",
        "recipe": str(recipe),
    }
