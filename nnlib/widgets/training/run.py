"""What `explore_training` computes: a training that goes step by step, and remembers its way."""

import contextlib
import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from nnlib.datasets import Examples
from nnlib.layers import Dropout, sigmoid
from nnlib.losses import BinaryCrossEntropy
from nnlib.widgets.training.recipe import DATA, Recipe, Settings, generators, network, new_optimizer

MOST_STEPS = 20_000
LIMIT, JUMP = 1e4, 10  # a loss beyond the limit that has grown tenfold counts as diverged


@dataclass(frozen=True)
class Stretch:
    """Steps that were taken one after the other, with the same settings."""

    settings: Settings
    n_steps: int


@dataclass(frozen=True)
class Edit:
    """A weight or a bias that was set by hand: `model.parameters[number].value[place] = value`."""

    number: int
    place: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class History:
    """Loss and share of right answers before each step, and after the last one.

    Each is measured on all examples of its kind, without dropout and without the penalties.

    Shapes: each (n_steps + 1,).
    """

    train_loss: np.ndarray
    validation_loss: np.ndarray
    train_accuracy: np.ndarray
    validation_accuracy: np.ndarray


class Run:
    """A network on its way: the first half of the examples to learn from, the other to validate.

    Attributes:
        settings: how the next step is taken.
        n_steps, n_epochs: how many steps were taken, and epochs begun.
        diverged: empty, or in a sentence why there is no further step.
        story: the stretches and edits that led here.

    Args:
        recipe: the data and the network.
        settings: how the first step is taken.
        own: inputs (n_examples, 2) and labels 0 and 1 (n_examples,), in place of made-up data.
    """

    def __init__(self, recipe: Recipe, settings: Settings, own: Examples | None = None):
        self.recipe, self.settings, self.adopted = recipe, settings, settings
        data_rng, weight_rng, self.batch_rng, dropout_rng = generators(recipe.seed)
        inputs, labels = own or DATA[recipe.data](recipe.n_examples, recipe.noise, data_rng)
        if own:
            mixed = data_rng.permutation(len(labels))
            inputs, labels = inputs[mixed], labels[mixed]
        self.inputs = inputs.astype(np.float32)
        self.targets = labels.reshape(-1, 1).astype(np.float32)
        self.n_train = len(inputs) // 2
        self.model, self.loss = network(recipe, weight_rng, dropout_rng), BinaryCrossEntropy()
        self.optimizer = new_optimizer(self.model, settings)
        self.order: list[int] = []
        self.n_steps = self.n_epochs = 0
        self.diverged, self.story = "", []
        self.records = np.empty((MOST_STEPS + 1, 4))
        self.records[0] = self.measure()

    @property
    def ended(self) -> bool:
        """Whether no further step can be taken."""
        return bool(self.diverged) or self.n_steps == MOST_STEPS

    @property
    def history(self) -> History:
        """Losses and shares of right answers so far."""
        return History(*self.records[: self.n_steps + 1].T.copy())

    def step(self) -> bool:
        """Take one step, and return whether there can be another.

        A step after which a loss is infinite, or too large, is taken back.
        """
        if self.ended:
            return False
        self.adopt()
        before = [parameter.value.copy() for parameter in self.model.parameters]
        with on_one_thread():
            self.learn(self.next_batch())
            record = self.measure()
        limit = max(LIMIT, JUMP * self.records[self.n_steps, :2].max())
        if not np.max(record[:2]) <= limit:
            self.take_back(before, record, limit)
            return False
        self.n_steps += 1
        self.records[self.n_steps] = record
        self.remember_step()
        return not self.ended

    def adopt(self) -> None:
        """Let the settings hold. Another optimizer starts with nothing in its memory."""
        new, old, self.adopted = self.settings, self.adopted, self.settings
        if new.optimizer != old.optimizer:
            self.optimizer = new_optimizer(self.model, new)
        self.optimizer.learning_rate = new.learning_rate
        for layer in self.model.layers:
            if isinstance(layer, Dropout):
                layer.share = new.dropout

    def next_batch(self) -> list[int]:
        """Return the numbers of the next examples; each comes once an epoch, in a new order."""
        if not self.order:
            self.order = self.batch_rng.permutation(self.n_train).tolist()
            self.n_epochs += 1
        size = self.adopted.batch_size
        batch, self.order = self.order[:size], self.order[size:]
        return batch

    def learn(self, batch: list[int]) -> None:
        """Take the four calls for this batch; the penalties are added to the weights' gradients."""
        settings = self.adopted
        self.model.training = True
        predictions = self.model.forward(self.inputs[batch])
        _, gradient = self.loss.compute(predictions, self.targets[batch])
        self.model.backward(gradient, input_gradient=False)
        for weight in self.model.parameters:
            if weight.decays and (settings.l1 or settings.l2):
                penalty = settings.l1 * np.sign(weight.value) + settings.l2 * weight.value
                weight.gradient += penalty
        self.optimizer.step()
        self.model.training = False

    def measure(self) -> list[float]:
        """Return the two losses, training first, and the two shares of right answers."""
        logits = self.model.forward(self.inputs)
        right = (logits > 0) == self.targets
        parts = slice(self.n_train), slice(self.n_train, None)
        losses = [self.loss.compute(logits[part], self.targets[part])[0] for part in parts]
        return losses + [float(right[part].mean()) for part in parts]

    def take_back(self, before: list[np.ndarray], record: list[float], limit: float) -> None:
        """Put the weights back to what they were before the step that diverged; say why."""
        for parameter, value in zip(self.model.parameters, before, strict=True):
            parameter.value[...] = value
        self.diverged = (
            f"Training has diverged: step {self.n_steps + 1:,}, at the learning rate"
            f" {self.adopted.learning_rate:.3g}, would bring the training loss to {record[0]:.3g}"
            f" and the validation loss to {record[1]:.3g}; above {limit:,.0f} is too much."
        )

    def remember_step(self) -> None:
        """Add the step to the story: to its last stretch where the settings are the same."""
        last = self.story[-1] if self.story else None
        if isinstance(last, Stretch) and last.settings == self.adopted:
            self.story[-1] = replace(last, n_steps=last.n_steps + 1)
        else:
            self.story.append(Stretch(self.adopted, 1))

    def edit(self, number: int, place: tuple[int, ...], value: float) -> None:
        """Set a weight or a bias by hand; two edits of the same one in a row count as one."""
        last = self.story[-1] if self.story else None
        if isinstance(last, Edit) and (last.number, last.place) == (number, place):
            self.story.pop()
        self.story.append(Edit(number, place, value))
        self.model.parameters[number].value[place] = value
        self.records[self.n_steps] = self.measure()

    def twin(self) -> "Run":
        """Return a copy that goes its own way from here on, to come back to later."""
        other = copy.copy(self)
        own = (self.model, self.optimizer, self.batch_rng, self.order, self.story, self.records)
        other.model, other.optimizer, other.batch_rng, other.order, other.story, other.records = (
            copy.deepcopy(own)
        )
        return other

    def probabilities(self, points: np.ndarray) -> np.ndarray:
        """Return how probable class 1 is at each point. Shapes: (n, 2) in, (n,) out."""
        with on_one_thread():
            return sigmoid(self.model.forward(points)[:, 0])


@contextlib.contextmanager
def on_one_thread() -> Iterator[None]:
    """Compute without warnings, and on one thread.

    Where another program is busy, a second thread makes products as small as these wait forty
    times as long as they take.
    """
    with np.errstate(all="ignore"), controller().limit(limits=1):
        yield


@cache
def controller() -> ThreadpoolController:
    """Return what limits the threads; to find them takes milliseconds, so it is done once."""
    return ThreadpoolController()
