"""Data to learn from: 70,000 real handwritten digits, and small made-up sets to look at.

Rows are examples: inputs have the shape `(n_examples, n_features)`. Labels are whole numbers
from 0. The digits come with the course; whatever is made up takes a generator, `rng`, and the
same seed makes the same data.
"""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnlib.checks import check_count, check_number, check_rng

DIGITS_FILE = Path(__file__).parent / "data" / "digits.npz"
DIGITS_SHA256 = "f519a6e72075475284e6a41aae40afc3eb4039e0c6c1d551110d88ec360a4b97"

Examples = tuple[np.ndarray, np.ndarray]  # inputs, and the label or target of each


class DatasetFileError(OSError):
    """A file that came with the course is missing, unreadable, incomplete or altered."""


@dataclass(frozen=True, eq=False, repr=False)
class Digits:
    """Handwritten digits to train on, and others, by other people, to test on.

    A row of inputs holds the 28 × 28 grey values of one picture, line by line, from 0 (paper)
    to 255 (ink). The arrays are read-only, because every call of `digits` shares them: to
    change some, take a `.copy()` first.

    Shapes:
        train_inputs (n_train, 784) uint8, train_labels (n_train,) int64,
        test_inputs (n_test, 784) uint8, test_labels (n_test,) int64.
    """

    train_inputs: np.ndarray
    train_labels: np.ndarray
    test_inputs: np.ndarray
    test_labels: np.ndarray

    def __post_init__(self):
        for array in vars(self).values():
            array.setflags(write=False)

    def __repr__(self) -> str:
        return f"Digits({len(self.train_labels):,} to train on, {len(self.test_labels):,} to test)"


def digits(n_train: int = 60_000, n_test: int = 10_000) -> Digits:
    """Return the MNIST digits: all of them, in their original order, or fewer, balanced.

    A subset is the same every time, and holds each digit equally often; where the number asked
    for does not allow that, as nearly as it can (there are 5,421 fives to train on, and 6,742
    ones). A smaller subset is the beginning of every larger one, short of the whole.

    Raises:
        ValueError: for a number of digits that is not whole, below 1, or more than there are.
        DatasetFileError: when the file of digits is missing, incomplete or altered.

    Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document
        recognition"; nnlib/data/README.md has the licence.
    Taught in: lessons 00, 03 and 09.
    """
    everything = read_digits(DIGITS_FILE)
    n_all_train, n_all_test = len(everything.train_labels), len(everything.test_labels)
    check_count("n_train", n_train, n_all_train)
    check_count("n_test", n_test, n_all_test)
    if (n_train, n_test) == (n_all_train, n_all_test):
        return everything
    return Digits(
        *balanced_subset(everything.train_inputs, everything.train_labels, n_train),
        *balanced_subset(everything.test_inputs, everything.test_labels, n_test),
    )


@functools.cache
def read_digits(path: Path) -> Digits:
    """Return the digits in the file, read once a process, or say what is wrong with the file."""
    restore = f'Restore it with: git checkout -- "{path}", or download the course again.'
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DatasetFileError(
            f"Expected the digits in {path}; it cannot be read ({error.strerror}). {restore}"
        ) from None
    checksum = hashlib.sha256(content).hexdigest()
    if checksum != DIGITS_SHA256:
        raise DatasetFileError(
            f"Expected {path} as it came with the course, with the SHA-256 checksum"
            f" {DIGITS_SHA256[:12]}...; got {len(content):,} bytes with {checksum[:12]}...,"
            f" so it is incomplete or altered. {restore}"
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return Digits(**arrays)


def balanced_subset(inputs: np.ndarray, labels: np.ndarray, n_examples: int) -> Examples:
    """Return n_examples, dealt like cards: one of each class, then a second of each, and so on.

    A class that runs out is passed over. The examples are drawn from the whole length of the
    set, which matters: the first half of the test digits is harder to read than the second.
    """
    if n_examples == len(labels):
        return inputs, labels
    # A prime that does not divide their number, taken as the stride, visits all examples once.
    spread = np.arange(len(labels)) * 16_183 % len(labels)
    turn = np.empty_like(spread)
    for label in np.unique(labels):
        members = np.flatnonzero(labels[spread] == label)
        turn[members] = np.arange(len(members))
    chosen = spread[np.argsort(turn, kind="stable")[:n_examples]]
    return inputs[chosen], labels[chosen]


def scale(images: np.ndarray, dtype: type = np.float32) -> np.ndarray:
    """Return grey values from 0 to 255 as numbers from 0 to 1: images / 255.

    Shapes: any in, the same out; uint8 in, dtype out.

    Raises:
        TypeError: for anything but uint8, for it may have been scaled before.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8:
        raise TypeError(
            f"scale expected grey values of type uint8; got {images.dtype}. Numbers that are"
            " already from 0 to 1 need no scaling; grey values become uint8 with .astype(np.uint8)."
        )
    scaled = images.astype(dtype)
    scaled /= 255  # in two steps: NumPy is slow to convert and divide in one
    return scaled


def as_pictures(rows: np.ndarray) -> np.ndarray:
    """Return rows of 784 numbers, of pixels or of weights, as 28 × 28 pictures.

    Shapes: (784,) -> (28, 28), (n, 784) -> (n, 28, 28).

    Raises:
        ValueError: for rows of another length.
    """
    rows = np.asarray(rows)
    if rows.shape[-1:] != (784,):
        raise ValueError(
            f"as_pictures expected rows of 784 = 28 × 28 numbers; got the shape {rows.shape}."
            " Pass one row, or an array of rows, such as inputs[:10]."
        )
    return rows.reshape(*rows.shape[:-1], 28, 28)


def one_hot(labels: np.ndarray, n_classes: int, dtype: type = np.float32) -> np.ndarray:
    """Return a row for each label: 1 in the label's column, 0 in the others.

    Shapes: (n_examples,) in, (n_examples, n_classes) out.

    Raises:
        TypeError: for labels that are not integers.
        ValueError: for labels below 0 or not below n_classes, or not in one row, such as one-hot
            rows.
    """
    labels = np.asarray(labels)
    check_count("n_classes", n_classes)
    if is_one_hot(labels, n_classes):
        raise ValueError(
            f"one_hot expected labels of shape (n_examples,); got {labels.shape}. These are one-hot"
            " rows already; for labels, pass rows.argmax(axis=1)."
        )
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"one_hot expected integer labels; got {labels.dtype}. Use labels.astype(int), or"
            " number words with np.unique(labels, return_inverse=True)[1]."
        )
    if labels.ndim != 1 or not np.all((labels >= 0) & (labels < n_classes)):
        limits = f", from {labels.min()} to {labels.max()}" if labels.size else ""
        raise ValueError(
            f"one_hot expected labels of shape (n_examples,), from 0 to {n_classes - 1}; got the"
            f" shape {labels.shape}{limits}."
            " Count the classes again, or flatten the labels with labels.ravel()."
        )
    return np.eye(n_classes, dtype=dtype)[labels]


def is_one_hot(labels: np.ndarray, n_classes: int) -> bool:
    """Return whether these are rows of n_classes numbers, a single 1 in each, and 0 elsewhere."""
    if labels.ndim != 2 or labels.shape[1] != n_classes or labels.dtype.kind not in "fiub":
        return False
    return len(labels) > 0 and bool((np.sort(labels, axis=1) == np.eye(n_classes)[-1]).all())


def two_moons(n_examples: int, noise: float, rng: np.random.Generator) -> Examples:
    """Return points on two half circles that reach into each other: no line separates them.

    In this and the next two, `noise` is the standard deviation that every coordinate strays by,
    and the classes take turns: 0, 1, 0, 1, ...

    Shapes: inputs (n_examples, 2), labels (n_examples,).

    Raises:
        ValueError: for no examples or a negative noise.
        TypeError: for an rng that is not a numpy.random.Generator.
    """
    check_request(n_examples, noise, rng)
    labels = np.arange(n_examples) % 2
    upper = polar(1, rng.uniform(0, np.pi, n_examples))
    lower = np.array([1, 0.5]) - upper
    inputs = np.where(labels[:, np.newaxis] == 0, upper, lower)
    return stray(inputs, noise, rng), labels


def circles(n_examples: int, noise: float, rng: np.random.Generator) -> Examples:
    """Return points on a circle of radius 1 (class 0), and on one of 1/2 inside it (class 1).

    Shapes: inputs (n_examples, 2), labels (n_examples,).
    """
    check_request(n_examples, noise, rng)
    labels = np.arange(n_examples) % 2
    inputs = polar(1 - labels / 2, rng.uniform(0, 2 * np.pi, n_examples))
    return stray(inputs, noise, rng), labels


def spirals(
    n_examples: int, noise: float, rng: np.random.Generator, n_classes: int = 2
) -> Examples:
    """Return points on spiral arms, one for each class, that make one turn out to radius 1.

    Shapes: inputs (n_examples, 2), labels (n_examples,).
    """
    check_request(n_examples, noise, rng)
    check_count("n_classes", n_classes)
    labels = np.arange(n_examples) % n_classes
    radius = rng.uniform(0, 1, n_examples)
    inputs = polar(radius, 2 * np.pi * (radius + labels / n_classes))
    return stray(inputs, noise, rng), labels


def noisy_polynomial(
    coefficients: Sequence[float], n_examples: int, noise: float, rng: np.random.Generator
) -> Examples:
    """Return x, evenly drawn from -1 to 1, and y = c0 + c1 x + c2 x² + ... + noise.

    Two coefficients, `(1, 2)`, make a noisy line: y = 1 + 2 x.

    Shapes: inputs (n_examples, 1), targets (n_examples, 1).
    """
    check_request(n_examples, noise, rng)
    coefficients = np.asarray(coefficients, dtype=float)
    if coefficients.ndim != 1 or not len(coefficients):
        raise ValueError(
            f"Expected coefficients in one row; got the shape {coefficients.shape}."
            " Pass (c0, c1, c2, ...), the constant first."
        )
    inputs = rng.uniform(-1, 1, (n_examples, 1))
    return inputs, stray(np.polynomial.polynomial.polyval(inputs, coefficients), noise, rng)


def polar(radius: np.ndarray | float, angle: np.ndarray) -> np.ndarray:
    """Return the points (x, y) at a distance from the origin and an angle, in radians."""
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def stray(points: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    """Return the points, each coordinate off by a normal random number."""
    return points + rng.normal(0, noise, points.shape)


def check_request(n_examples: int, noise: float, rng: np.random.Generator) -> None:
    """Say what is wrong with a request for made-up data."""
    check_count("n_examples", n_examples)
    check_number("noise", noise, "0 or more", 0.1)
    check_rng(rng)
