"""Augmentation: more pictures out of few, by moving and turning those that we have.

A 7 that is moved by a pixel, or turned a little, is still a 7. So `train` can be given a function
that changes the pictures of each minibatch, anew each time:

    def moved(inputs, rng):
        down, right = rng.integers(-2, 3, (2, len(inputs)))
        return shift(inputs, down, right)

    train(..., augment=moved)

What comes in over the edge is paper, which is 0.
"""

import numpy as np

from nnlib.checks import as_numbers


def shift(images: np.ndarray, rows: int | np.ndarray, columns: int | np.ndarray = 0) -> np.ndarray:
    """Return the pictures moved down by so many rows, and to the right by so many columns.

    Negative numbers move them up, and to the left.

    Shapes:
        images (n, 784) or (n, height, width), uint8 or float, and the same out;
        rows and columns one whole number for all pictures, or (n,), one for each.

    Raises:
        ValueError: for images of another shape, or another number of rows or columns.
        TypeError: for rows or columns that are not whole numbers.

    Taught in: lesson 11.
    """
    pictures = as_stack(images)
    n, height, width = pictures.shape
    down, right = one_each("rows", rows, n, whole=True), one_each("columns", columns, n, whole=True)
    row = on_frame(np.arange(height) - down[:, None], height)  # where each new row comes from
    column = on_frame(np.arange(width) - right[:, None], width)
    number = np.arange(n)[:, None, None]
    moved = framed(pictures)[number, row[:, :, None], column[:, None, :]]
    return moved.reshape(np.shape(images))


def rotate(images: np.ndarray, degrees: float | np.ndarray) -> np.ndarray:
    """Return the pictures turned about their middle by so many degrees, against the clock.

    Each new pixel asks which place it comes from. There it takes the mean of the four pixels
    around, the nearer ones with more weight (bilinear interpolation).

    Shapes:
        images (n, 784) or (n, height, width), uint8 or float, and the same out;
        degrees one number for all pictures, or (n,), one for each.

    Raises:
        ValueError: for images of another shape, another number of angles, or one that is not
            finite.
        TypeError: for angles that are not numbers.

    Taught in: lesson 11.
    """
    pictures = as_stack(images)
    n, height, width = pictures.shape
    kind = pictures.dtype if pictures.dtype.kind == "f" else np.float32
    angle = np.radians(one_each("degrees", degrees, n)).astype(kind)[:, None, None]
    middle_row, middle_column = (height - 1) / 2, (width - 1) / 2
    y = (np.arange(height, dtype=kind) - middle_row)[:, None]
    x = np.arange(width, dtype=kind) - middle_column
    row = on_frame(np.sin(angle) * x + np.cos(angle) * y + middle_row, height)
    column = on_frame(np.cos(angle) * x - np.sin(angle) * y + middle_column, width)
    turned = between_four(framed(pictures), row, column)
    if pictures.dtype.kind != "f":
        turned = np.rint(turned)
    return turned.astype(pictures.dtype, copy=False).reshape(np.shape(images))


def between_four(framed: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Return the pictures' values at places that may lie between their pixels.

    Shapes: framed (n, height + 2, width + 2); row, column and what is returned (n, height, width).
    """
    n, height, width = framed.shape
    top, left = np.minimum(row.astype(int), height - 2), np.minimum(column.astype(int), width - 2)
    down, right = row - top, column - left  # how far from there, from 0 to 1
    corner = np.arange(n)[:, None, None] * (height * width) + top * width + left
    values = framed.ravel()
    upper = (1 - right) * values.take(corner) + right * values.take(corner + 1)
    corner += width
    lower = (1 - right) * values.take(corner) + right * values.take(corner + 1)
    return (1 - down) * upper + down * lower


def framed(pictures: np.ndarray) -> np.ndarray:
    """Return the pictures in a frame of paper, one pixel wide."""
    return np.pad(pictures, ((0, 0), (1, 1), (1, 1)))


def on_frame(places: np.ndarray, size: int) -> np.ndarray:
    """Return places of a picture as places of the framed one; all outside becomes the frame."""
    return places.clip(-1, size) + 1


def as_stack(images: np.ndarray) -> np.ndarray:
    """Return the pictures as (n, height, width), or say what is wrong with them."""
    images = np.asarray(images)
    if images.ndim == 2 and images.shape[1] == 784:
        return images.reshape(-1, 28, 28)
    if images.ndim != 3:
        raise ValueError(
            "Expected pictures of shape (n, 784) or (n, height, width); got the shape"
            f" {images.shape}. For one picture, pass picture[np.newaxis]."
        )
    return images


def one_each(name: str, amounts: float | np.ndarray, n: int, whole: bool = False) -> np.ndarray:
    """Return one number for each of n pictures, (n,), or say what is wrong with them."""
    amounts = np.asarray(amounts) if whole else as_numbers(amounts)
    if whole and amounts.dtype.kind not in "iu":
        raise TypeError(
            f"Expected {name} to be whole numbers of pixels; got {amounts.dtype}."
            f" Use rng.integers to draw them, or {name}.astype(int)."
        )
    if not np.isfinite(amounts).all():
        raise ValueError(
            f"Expected {name} to be finite; got {amounts}. Draw them anew, with rng.uniform for"
            " instance."
        )
    if amounts.shape not in ((), (n,)):
        raise ValueError(
            f"Expected {name} to be one number, or one for each of {n} pictures; got the shape"
            f" {amounts.shape}. Draw as many as there are pictures: len(images)."
        )
    return np.broadcast_to(amounts.astype(int) if whole else amounts, (n,))
