"""Losses: one number that says how wrong the predictions are, and its gradient.

Every loss is used in the same ways: `loss(predictions, targets)` returns the mean over the batch
as a float, and `loss.gradient(predictions, targets)` returns dloss/dpredictions, which is what
`model.backward` is given. `loss.with_gradient` returns both at once, and costs little more than
one. The sign is the same in the whole course: predictions − targets.
"""

import functools

import numpy as np

from nnlib.checks import as_numbers
from nnlib.layers import ONE, ZERO

LARGEST = 1e30  # logits beyond it count as this: in float32 their differences would be infinite
ROUNDING = 1e-3  # probabilities may be off by as much


class Loss:
    """What all losses share: each has its own `compute`, and where shapes differ its own `check`.

        class MeanAbsoluteError(Loss):
            def compute(self, predictions, targets):
                differences = predictions - targets
                return float(np.abs(differences).mean()), np.sign(differences) / differences.size

    Attributes:
        boundary: of two classes told by a single output, the one called 1 lies above it.
    """

    boundary = 0.5

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def __call__(self, predictions: np.ndarray, targets: np.ndarray) -> float:
        """Return the loss, the mean over the batch."""
        return self.with_gradient(predictions, targets)[0]

    def gradient(self, predictions: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Return dloss/dpredictions, in the shape of the predictions."""
        return self.with_gradient(predictions, targets)[1]

    def with_gradient(
        self, predictions: np.ndarray, targets: np.ndarray
    ) -> tuple[float, np.ndarray]:
        """Return the loss and its gradient."""
        return self.compute(*self.check(predictions, targets))

    def check(self, predictions, targets) -> tuple[np.ndarray, np.ndarray]:
        """Return both as arrays that fit each other, of one shape; or say why they do not."""
        return same_shape(self, predictions, targets)

    def compute(self, predictions: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the loss and its gradient for arrays that have been checked."""
        raise NotImplementedError(
            f"{type(self).__name__} expected a compute of its own: write compute(self,"
            " predictions, targets), which returns the loss and its gradient."
        )


class MeanSquaredError(Loss):
    """The mean of (prediction − target)² over every number of the batch.

        gradient = 2 (predictions − targets) / (n_examples · n_outputs)

    With two outputs the mean is ½ Σ (prediction − target)², the error of lesson 05.

    Shapes: predictions and targets (n_examples, n_outputs).

    Raises:
        ValueError: when the two shapes differ. NumPy would stretch (n,) against (n, 1) to (n, n).

    Taught in: lesson 04.
    """

    def compute(self, predictions: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the loss and its gradient."""
        differences = predictions - targets
        loss = float(np.vdot(differences, differences)) / differences.size
        return loss, differences * (2 / differences.size)


class BinaryCrossEntropy(Loss):
    """−log of the probability given to the right one of two answers; the mean over the batch.

        loss = mean of max(z, 0) − z t + log(1 + e^(−|z|))
        gradient = (σ(z) − t) / (n_examples · n_outputs)

    The predictions z are logits: the sigmoid is part of the loss, because σ and log together stay
    finite where each alone would not.

    Shapes: logits and targets (n_examples, n_outputs); targets from 0 to 1.

    Raises:
        ValueError: when the two shapes differ, or a target is below 0 or above 1.

    Source: Bishop 2006, Pattern Recognition and Machine Learning, equation 4.90.
    Taught in: lesson 04.
    """

    boundary = 0.0  # a logit of 0 is a probability of ½

    def check(self, logits, targets) -> tuple[np.ndarray, np.ndarray]:
        """Return both as arrays of one shape, the targets probabilities."""
        logits, targets = same_shape(self, logits, targets)
        check_probabilities(self, targets)
        return logits, targets

    def compute(self, logits: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the loss and its gradient."""
        e = np.exp(-np.abs(logits))  # at most 1; both the loss and the sigmoid are made of it
        losses = np.maximum(logits, ZERO) - logits * targets + np.log1p(e)
        gradient = np.where(logits >= ZERO, ONE, e) / (1 + e)
        gradient -= targets
        gradient /= logits.size
        return float(np.add.reduce(losses, axis=None)) / logits.size, gradient


class SoftmaxCrossEntropy(Loss):
    """−log of the probability given to the right class; the mean over the batch.

        loss = mean of −log softmax(logits), taken at the right class
        gradient = (softmax(logits) − targets) / n_examples

    The predictions are logits: the softmax is part of the loss, for the same reason as above.

    Shapes:
        logits (n_examples, n_classes); targets either integer labels (n_examples,) or
        probabilities (n_examples, n_classes).

    Raises:
        ValueError: when the shapes do not fit, a label is not below n_classes, a probability is
            below 0 or above 1, or those of a row do not add up to 1.
        TypeError: when labels are not integers.

    Source: Bishop 2006, equations 4.108 and 4.109.
    Taught in: lesson 04.
    """

    def check(self, logits, targets) -> tuple[np.ndarray, np.ndarray]:
        """Return the logits, and probabilities of their shape: a label becomes a one-hot row."""
        logits, targets = labels_or_probabilities(self, logits, targets)
        return np.clip(logits, -LARGEST, LARGEST), targets

    def compute(self, logits: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the loss and its gradient.

        On a small batch the detours of NumPy cost more than the numbers. `np.maximum.reduce` is
        what `logits.max` calls in the end. A product with ones finds the sum of each row and
        writes it once for each class: the quotient then has two arrays of one shape.
        """
        n_examples, n_classes = logits.shape
        shifted = logits - np.maximum.reduce(logits, axis=1, keepdims=True)
        gradient = np.exp(shifted)
        sums = np.dot(gradient, ones(n_classes, gradient.dtype))
        loss = float(np.vdot(targets, np.log(sums) - shifted))
        gradient /= sums
        gradient -= targets
        gradient /= n_examples
        return loss / n_examples, gradient


@functools.cache
def ones(n: int, dtype: np.dtype) -> np.ndarray:
    """Return an array of ones, (n, n): the same one each time, not to be changed."""
    return np.ones((n, n), dtype)


def same_shape(loss, predictions, targets) -> tuple[np.ndarray, np.ndarray]:
    """Return both as arrays, or say that their shapes differ."""
    predictions = as_numbers(predictions)
    targets = np.asarray(targets, dtype=predictions.dtype)
    if predictions.shape != targets.shape or not predictions.size:
        raise ValueError(
            f"{loss} expected predictions and targets of one shape, (n_examples, n_outputs), of at"
            f" least one example; got {predictions.shape} and {targets.shape}. Reshape the targets,"
            " for instance with targets.reshape(-1, 1), or turn labels into rows with"
            " nnlib.datasets.one_hot."
        )
    return predictions, targets


def labels_or_probabilities(loss, logits, targets) -> tuple[np.ndarray, np.ndarray]:
    """Return both as arrays of one shape, or say why they do not fit together."""
    logits, targets = as_numbers(logits), np.asarray(targets)
    fit = targets.shape in (logits.shape[:1], logits.shape)
    if logits.ndim != 2 or not fit or not logits.size:
        raise ValueError(
            f"{loss} expected logits of shape (n_examples, n_classes), with labels of shape"
            f" (n_examples,) or probabilities of the logits' shape; got {logits.shape} and"
            f" {targets.shape}. {shape_advice(logits, targets)}"
        )
    if targets.ndim == 1:
        check_labels(loss, targets, logits.shape[1])
        return logits, np.eye(logits.shape[1], dtype=logits.dtype)[targets]
    check_probabilities(loss, targets)
    if not np.allclose(targets.sum(axis=1), 1, atol=ROUNDING):
        raise ValueError(
            f"{loss} expected each row of targets to add up to 1; got sums from"
            f" {targets.sum(axis=1).min():g} to {targets.sum(axis=1).max():g}. Pass probabilities,"
            " one-hot rows or integer labels; for a single output, take BinaryCrossEntropy."
        )
    return logits, targets


def shape_advice(logits: np.ndarray, targets: np.ndarray) -> str:
    """Return what to do about logits and targets that do not fit together."""
    if targets.shape == (*logits.shape[:1], 1):
        return "Make a row of the labels: targets.ravel()."
    if logits.ndim == 1 and targets.size in (1, logits.size):
        return "Make a batch of the single example: logits.reshape(1, -1), and [label]."
    return "Pass both for the same examples."


def check_probabilities(loss, targets: np.ndarray) -> None:
    """Say so where a target is not from 0 to 1: labels −1 and 1, for instance."""
    if not (targets.min() >= -ROUNDING and targets.max() <= 1 + ROUNDING):  # nan fails both
        raise ValueError(
            f"{loss} expected targets from 0 to 1; got {targets.min():g} to {targets.max():g}."
            " Name the two classes 0 and 1, or pass probabilities."
        )


def check_labels(loss, labels: np.ndarray, n_classes: int) -> None:
    """Say what is wrong with labels that are not whole numbers from 0 to n_classes − 1."""
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"{loss} expected integer labels; got {labels.dtype}. Use labels.astype(int), or"
            " number words with np.unique(labels, return_inverse=True)[1]."
        )
    if labels.min() < 0 or labels.max() >= n_classes:
        raise ValueError(
            f"{loss} expected labels from 0 to {n_classes - 1}, one for each of {n_classes}"
            f" classes; got {labels.min()} to {labels.max()}."
            " Does the last layer have an output for each class?"
        )
