"""Convolution: layers that look at a picture through a small window.

The contract is that of `nnlib.layers`, with pictures in the place of rows: inputs and outputs
have the shape `(n_examples, n_channels, height, width)`, and a gradient the shape of the thing
that it belongs to. `Unflatten` makes pictures of rows, `Flatten` makes rows of pictures, and
between the two `n_inputs` and `n_outputs` count channels:

    Sequential(
        Unflatten(1, 28, 28),        # rows of 784 grey values -> pictures of one channel
        Convolution(1, 8, 5, rng=rng), MaxPooling(2), ReLU(),
        Convolution(8, 16, 5, rng=rng), MaxPooling(2), ReLU(),
        Flatten(16, 4, 4),           # 16 channels of 4 x 4 -> rows of 256
        Linear(256, 10, rng=rng),
    )

The shapes are the usual ones; the memory behind them runs the other way round, in NumPy's order
"F". Next to a number stands the same number of the next example, after the last example comes
the next channel, and the next pixel last. Loops and products then run over long stretches of
neighbours, and a training step of the network above takes less than half of the time that it
takes in the usual order. `pictures.T` shows the memory as it is: (width, height, n_channels,
n_examples).
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnlib.checks import check_count, check_floating
from nnlib.layers import Layer, Parameter, in_precision_of, initial_weight


class Convolution(Layer):
    """Weighted sums of the pixels in a window, the same sums at every place of a picture.

        outputs[e, f, y, x] = bias[f] + Σ weight[f, c, i, j] · inputs[e, c, y + i, x + j]

    summed over the channels c and over the rows i and columns j of the window. The window stays
    inside the picture, so that height and width shrink by size − 1.

    Shapes:
        inputs (n_examples, n_channels, height, width),
        outputs (n_examples, n_filters, height − size + 1, width − size + 1),
        weight (n_filters, n_channels, size, size), bias (n_filters,).

    Args:
        n_channels: how many numbers a pixel has: 1 for grey, 3 for red, green and blue.
        n_filters: how many features are looked for; each is a channel of the outputs.
        size: the height and width of the window.
        rng: where the random starting weights come from (He: normal, variance 2 / inputs).
        dtype: float32 to train, float64 to check gradients.

    Raises:
        ValueError: for counts below 1, inputs of another shape or smaller than the window, or a
            weight or bias that was given another shape.
        TypeError: for an rng that is none, a dtype or a weight of whole numbers, or grey values
            that were not scaled.

    Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition";
        Goodfellow, Bengio, Courville 2016, equation 9.6.
    Taught in: lesson 12.
    """

    def __init__(
        self,
        n_channels: int,
        n_filters: int,
        size: int,
        *,
        rng: np.random.Generator,
        dtype: type = np.float32,
    ):
        check_count("n_channels", n_channels)
        check_count("n_filters", n_filters)
        check_count("size", size)
        self.n_inputs, self.n_outputs, self.size = n_channels, n_filters, size
        check_floating(dtype)
        weight = initial_weight(n_channels * size**2, n_filters, rng, "he").astype(dtype)
        weight = weight.reshape(n_filters, n_channels, size, size)
        self.weight = Parameter(weight, f"the weight of {self}")
        self.bias = Parameter(np.zeros(n_filters, dtype), f"the bias of {self}", decays=False)
        self.parameters = [self.weight, self.bias]
        self.windows: np.ndarray | None = None
        self.outputs: np.ndarray | None = None

    def __repr__(self) -> str:
        return f"Convolution({self.n_inputs}, {self.n_outputs}, {self.size})"

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the weighted sums of every window, plus the bias."""
        self.check_values()
        self.windows = windows(self.checked(inputs), self.size)
        weight = self.weight.value.transpose(0, 2, 3, 1).reshape(self.n_outputs, -1)
        outputs = weight @ self.windows  # (width, height, n_filters, n_examples)
        outputs += self.bias.value[:, np.newaxis]
        self.outputs = outputs.T
        return self.outputs

    def backward(
        self, output_gradient: np.ndarray, input_gradient: bool = True
    ) -> np.ndarray | None:
        """Set dloss/dweight and dloss/dbias, and return dloss/dinputs."""
        output_gradient = self.remembered(output_gradient, self.outputs)
        self.bias.gradient = output_gradient.sum(axis=(0, 2, 3))
        gradient = np.ascontiguousarray(output_gradient.T)  # (width, height, n_filters, n_examples)
        # gradient @ windows.mT is the same, transposed; with it a step takes a tenth longer.
        columns = (self.windows @ gradient.mT).sum(axis=(0, 1))
        shape = (self.size, self.size, self.n_inputs, self.n_outputs)
        self.weight.gradient = columns.reshape(shape).transpose(3, 2, 0, 1)
        return self.back_to_pixels(gradient) if input_gradient else None

    def back_to_pixels(self, gradient: np.ndarray) -> np.ndarray:
        """Return dloss/dinputs: each weight hands the gradient back to the pixels that it saw."""
        weight = self.weight.value
        width, height, _, n_examples = gradient.shape
        shape = (width + self.size - 1, height + self.size - 1, self.n_inputs, n_examples)
        pixels = np.zeros(shape, weight.dtype)
        for i, j in np.ndindex(self.size, self.size):
            pixels[j : j + width, i : i + height] += weight[:, :, i, j].T @ gradient
        return pixels.T

    def check_values(self) -> None:
        """Say so where the weight or the bias was given another shape."""
        weight, bias = self.weight.value, self.bias.value
        of_weight, of_bias = (
            (self.n_outputs, self.n_inputs, self.size, self.size),
            (self.n_outputs,),
        )
        for name, value, shape, filling in (
            ("weight", weight, of_weight, "weight.value[0, 0] = kernel"),
            ("bias", bias, of_bias, "bias.value[:] = numbers"),
        ):
            came = getattr(value, "shape", f"a {type(value).__name__}")
            if came != shape:
                raise ValueError(
                    f"{self} expected a {name} of shape {shape}; got {came}. Fill it in place:"
                    f" layer.{filling}."
                )

    def checked(self, inputs: np.ndarray) -> np.ndarray:
        """Return the inputs as an array of this layer's precision, or say what is wrong."""
        inputs = np.asarray(inputs)
        if inputs.ndim != 4 or inputs.shape[1] != self.n_inputs:
            raise ValueError(
                f"{self} expected pictures of shape (n_examples, {self.n_inputs}, height, width);"
                f" got {inputs.shape}. Rows become pictures in the layer Unflatten; grey pictures"
                " get their one channel with pictures.reshape(-1, 1, height, width)."
            )
        if min(inputs.shape[2:]) < self.size:
            raise ValueError(
                f"{self} expected pictures of at least {self.size} x {self.size} pixels; got"
                f" {inputs.shape[2]} x {inputs.shape[3]}. Take a smaller window, or pool less"
                " before it."
            )
        return in_precision_of(self, inputs)


def windows(pictures: np.ndarray, size: int) -> np.ndarray:
    """Return what each window sees of each example, as a column: row by row, pixel by pixel.

    A window is `size` strips, one below the other, each one pixel high. Such strips are
    neighbours in memory, so that a window is a view of them and costs nothing: each pixel is
    copied `size` times and not size² times, which is worth a fifth of a training step.

    Shapes:
        (n_examples, n_channels, height, width) in,
        (width − size + 1, height − size + 1, size · size · n_channels, n_examples) out.
    """
    pixels = np.ascontiguousarray(pictures.T)
    width, height, n_channels, n_examples = pixels.shape
    n_across, n_down = width - size + 1, height - size + 1
    strips = np.concatenate([pixels[j : j + n_across] for j in range(size)], axis=2)
    found = np.moveaxis(sliding_window_view(strips, size, axis=1), -1, 2)
    return found.reshape(n_across, n_down, size * size * n_channels, n_examples)


class MaxPooling(Layer):
    """The largest number of each block of size × size pixels, in each channel.

    The gradient goes to the number that was the largest, and to it alone. Of equal ones that is
    the first in reading order: the highest row, and in it the leftmost.

    Shapes:
        inputs (n_examples, n_channels, height, width),
        outputs (n_examples, n_channels, height / size, width / size).

    Args:
        size: the height and width of a block; blocks do not overlap.

    Raises:
        ValueError: for pictures that blocks of this size do not fill.

    Source: Goodfellow, Bengio, Courville 2016, section 9.3.
    Taught in: lesson 12.
    """

    def __init__(self, size: int):
        super().__init__()
        check_count("size", size)
        self.size = size
        self.inputs: np.ndarray | None = None
        self.outputs: np.ndarray | None = None

    def __repr__(self) -> str:
        return f"MaxPooling({self.size})"

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the largest number of each block."""
        self.inputs = self.checked(inputs)
        *others, height, width = self.inputs.shape
        size = self.size
        blocks = self.inputs.reshape(*others, height // size, size, width // size, size)
        self.outputs = blocks.max(axis=(3, 5))
        return self.outputs

    def backward(
        self, output_gradient: np.ndarray, input_gradient: bool = True
    ) -> np.ndarray | None:
        """Return output_gradient where the largest numbers were, and 0 elsewhere."""
        output_gradient = self.remembered(output_gradient, self.outputs)
        gradient = np.empty_like(self.inputs, output_gradient.dtype)
        waiting = np.ones_like(self.outputs, dtype=bool)  # blocks without a winner so far
        for at in self.places():
            wins = waiting & (self.inputs[at] == self.outputs)
            gradient[at] = output_gradient * wins
            waiting ^= wins
        return gradient

    def places(self) -> list[tuple]:
        """Return an index for each place in a block: this place in all the blocks at once."""
        size = self.size
        return [np.s_[:, :, i::size, j::size] for i, j in np.ndindex(size, size)]

    def checked(self, inputs: np.ndarray) -> np.ndarray:
        """Return the inputs as an array, or say why blocks do not fill them."""
        inputs = np.asarray(inputs)
        if inputs.ndim != 4 or inputs.shape[2] % self.size or inputs.shape[3] % self.size:
            raise ValueError(
                f"{self} expected pictures of shape (n_examples, n_channels, height, width), with"
                f" height and width multiples of {self.size}; got {inputs.shape}. Take another"
                " size, or another window in the convolution before it."
            )
        return inputs


class Reshape(Layer):
    """The same numbers in the same order, in another shape: see Unflatten and Flatten."""

    def __init__(self, n_channels: int, height: int, width: int):
        super().__init__()
        check_count("n_channels", n_channels)
        check_count("height", height)
        check_count("width", width)
        self.picture_shape = (n_channels, height, width)
        self.row_shape = (n_channels * height * width,)
        self.outputs: np.ndarray | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.picture_shape}"

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the inputs in their new shape."""
        inputs = np.asarray(inputs)
        if inputs.shape[1:] != self.shape_in:
            wanted = ", ".join(map(str, ("n_examples", *self.shape_in)))
            raise ValueError(
                f"{self} expected inputs of shape ({wanted}); got {inputs.shape}. Reshape them, or"
                f" give {type(self).__name__} the channels, height and width of one picture."
            )
        self.outputs = inputs.reshape(len(inputs), *self.shape_out)
        return self.outputs

    def backward(
        self, output_gradient: np.ndarray, input_gradient: bool = True
    ) -> np.ndarray | None:
        """Return output_gradient in the shape of the inputs."""
        output_gradient = self.remembered(output_gradient, self.outputs)
        # In the order of this module, which the layers before it keep: a tenth of a step.
        return np.asfortranarray(output_gradient.reshape(len(output_gradient), *self.shape_in))


class Unflatten(Reshape):
    """Pictures from rows: one channel after the other, and in each one line after the other.

    Shapes:
        inputs (n_examples, n_channels · height · width),
        outputs (n_examples, n_channels, height, width).

    Raises:
        ValueError: for rows of another length.

    Taught in: lesson 12.
    """

    def __init__(self, n_channels: int, height: int, width: int):
        super().__init__(n_channels, height, width)
        self.shape_in, self.shape_out = self.row_shape, self.picture_shape
        self.n_inputs, self.n_outputs = self.row_shape[0], n_channels


class Flatten(Reshape):
    """Rows from pictures, for the Linear layers that follow: the inverse of Unflatten.

    Shapes:
        inputs (n_examples, n_channels, height, width),
        outputs (n_examples, n_channels · height · width).

    Raises:
        ValueError: for pictures of another shape.

    Taught in: lesson 12.
    """

    def __init__(self, n_channels: int, height: int, width: int):
        super().__init__(n_channels, height, width)
        self.shape_in, self.shape_out = self.picture_shape, self.row_shape
        self.n_inputs, self.n_outputs = n_channels, self.row_shape[0]
