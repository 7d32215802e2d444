"""The exercises of lesson 12: a kernel that slides, a gradient that adds, a block with a winner."""

import math
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake, several
from nnlib.gradient_check import numerical_gradient


def convolve(picture, kernel):
    """Return the sum of kernel times window at each place where the kernel fits."""
    size = len(kernel)
    height, width = len(picture) - size + 1, len(picture[0]) - size + 1
    output = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            window = picture[y : y + size, x : x + size]
            output[y, x] = np.sum(window * kernel)
    return output


def convolve_in_lists(picture, kernel):
    """Another right answer: four loops and lists, without NumPy."""
    size = len(kernel)
    return [
        [
            sum(picture[y + i][x + j] * kernel[i][j] for i in range(size) for j in range(size))
            for x in range(len(picture[0]) - size + 1)
        ]
        for y in range(len(picture) - size + 1)
    ]


def convolve_by_windows(picture, kernel):
    """Another right answer: all windows at once."""
    return np.einsum("yxij,ij->yx", sliding_window_view(picture, kernel.shape), kernel)


def convolve_by_shifts(picture, kernel):
    """Another right answer: the picture moved once for each number of the kernel, and added up."""
    size = len(kernel)
    height, width = picture.shape[0] - size + 1, picture.shape[1] - size + 1
    moved = [
        kernel[i, j] * picture[i : i + height, j : j + width] for i, j in np.ndindex(size, size)
    ]
    return np.sum(moved, axis=0)


def sliding(picture, kernel, value, stride=1, lost=0):
    """Return value(window, kernel) at each place, as learners write the loops."""
    size = len(kernel)
    rows = range(0, len(picture) - size + 1 - lost, stride)
    columns = range(0, len(picture[0]) - size + 1 - lost, stride)
    return np.array(
        [[value(picture[y : y + size, x : x + size], kernel) for x in columns] for y in rows]
    )


def product_sum(window, kernel):
    """Return the sum of the products."""
    return np.sum(window * kernel)


def one_place_short(picture, kernel):
    """Make the output as large as the height less the kernel's."""
    size = len(kernel)
    height, width = len(picture) - size, len(picture[0]) - size
    output = np.zeros((height, width))
    for y, x in np.ndindex(height, width):
        output[y, x] = np.sum(picture[y : y + size, x : x + size] * kernel)
    return output


def last_places_left(picture, kernel):
    """Make the output as large as it should be, and do not go to its last row and column."""
    output = np.zeros_like(convolve(picture, kernel))
    output[:-1, :-1] = convolve(picture, kernel)[:-1, :-1]
    return output


def padded_convolve(picture, kernel):
    """Lay a rim of zeros round the picture first, so that the size stays (for a size of 3)."""
    return convolve(np.pad(picture, len(kernel) // 2), kernel)


def over_the_edge(picture, kernel):
    """Go to every pixel, so that the last windows are cut off."""
    size, output = len(kernel), np.zeros_like(picture)
    for y, x in np.ndindex(picture.shape):
        output[y, x] = np.sum(picture[y : y + size, x : x + size] * kernel)
    return output


def running_total(picture, kernel):
    """Do not set the total back to 0 at a new place."""
    return np.cumsum(convolve(picture, kernel)).reshape(convolve(picture, kernel).shape)


def height_twice(picture, kernel):
    """Take the height for the width as well."""
    size = len(picture) - len(kernel) + 1
    output = np.zeros((size, size))
    for y, x in np.ndindex(size, size):
        window = picture[y : y + len(kernel), x : x + len(kernel)]
        output[y, x] = np.sum(window * kernel)
    return output


def random_picture_and_kernel(rng):
    """Return a picture that is not square, and a kernel that fits on it."""
    size = int(rng.integers(2, 4))
    height, width = size + rng.permutation(np.arange(1, 6))[:2]
    return rng.normal(size=(height, width)), rng.normal(size=(size, size))


CONVOLVE = FunctionExercise(
    name="12-convolve",
    passed="The same few weights at every place: that is a convolution.",
    hints=(
        "At how many places does the kernel fit, from top to bottom and from left to right?",
        "There are len(picture) - size + 1 rows, and columns likewise. The window of the output in"
        " row y, column x is picture[y:y+size, x:x+size].",
        "Make output = np.zeros((height, width)); in two loops, output[y, x] = np.sum(window *"
        " kernel); return output after the loops.",
    ),
    why="Each output is one small dot product. Four loops, or no loop at all, is as right.",
    reference=convolve,
    cases=(
        (
            np.array([[1.0, 2.0, 0.0], [0.0, 3.0, 1.0]]),
            np.array([[1.0, 0.0], [-1.0, 2.0]]),
        ),
        (
            np.array([[0.0, 0, 2, 1, 0], [0, 1, 3, 0, 0], [1, 2, 0, 0, 1], [4, 1, 0, 2, 5]]),
            np.array([[-1.0, 0, 2], [-3, 1, 4], [-1, 0, 1]]),
        ),
        (
            np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9], [1, 0, 1]]),
            np.array([[1.0, -2], [0, 3]]),
        ),
    ),
    random=random_picture_and_kernel,
    variants=(convolve_in_lists, convolve_by_windows, convolve_by_shifts),
    mistakes=(
        Mistake(
            lambda picture, kernel: convolve(picture, kernel[::-1, ::-1]),
            "You turned the kernel round, as mathematics does. Networks lay it on the picture as it"
            " is: the upper left weight meets the upper left pixel.",
        ),
        Mistake(
            lambda picture, kernel: convolve(picture, kernel.T),
            "Your kernel has its rows and columns swapped. Row i of the kernel goes with row i of"
            " the window.",
        ),
        *several(
            (
                lambda picture, kernel: sliding(picture, kernel, product_sum, lost=1),
                one_place_short,
                last_places_left,
            ),
            "The last row and the last column of places are missing. From a height of 5, a size of"
            " 3 has the places 0, 1 and 2: that is 5 - 3 + 1.",
        ),
        Mistake(
            padded_convolve,
            "You laid a rim of zeros round the picture. Here the kernel stays inside, and the"
            " output is smaller than the picture.",
        ),
        Mistake(
            over_the_edge,
            "Your window runs over the edge of the picture, and there it is smaller than the"
            " kernel. Stop at the last place where the kernel fits.",
        ),
        Mistake(
            lambda picture, kernel: sliding(picture, kernel, lambda w, k: np.sum(w @ k)),
            "@ is a matrix product: rows meet columns. Here each weight meets the one pixel under"
            " it: window * kernel.",
        ),
        Mistake(
            lambda picture, kernel: sliding(picture, kernel, lambda w, k: np.mean(w * k)),
            "You took the mean of the products. The output is their sum.",
        ),
        Mistake(
            lambda picture, kernel: sliding(picture, kernel, lambda w, k: np.sum(w)),
            "You added up the pixels alone. First multiply each by the weight that lies on it.",
        ),
        Mistake(
            lambda picture, kernel: sliding(picture, kernel, lambda w, k: np.max(w * k)),
            "You took the largest product. The output is the sum of all of them.",
        ),
        Mistake(
            lambda picture, kernel: sliding(picture, kernel, lambda w, k: np.sum(w) * np.sum(k)),
            "You multiplied two sums. First multiply weight by pixel, one by one, and then add up.",
        ),
        Mistake(
            lambda picture, kernel: sliding(picture, kernel, product_sum, stride=len(kernel)),
            "Your window jumps by its own size. It moves by one pixel, so that windows overlap.",
        ),
        Mistake(
            running_total,
            "Your sum goes on from place to place. Set it back to 0 for each window.",
        ),
        Mistake(
            height_twice,
            "You took the height of the picture for its width as well. The width is"
            " len(picture[0]), and pictures need not be square.",
        ),
        Mistake(
            lambda picture, kernel: np.sum(picture[: len(kernel), : len(kernel)] * kernel),
            "This is the first place alone. Does return stand inside a loop? Put it after both.",
        ),
        Mistake(
            lambda picture, kernel: np.maximum(convolve(picture, kernel), 0),
            "Your sums below 0 have become 0. They stay as they are here; a ReLU comes later.",
        ),
        Mistake(
            lambda picture, kernel: np.abs(convolve(picture, kernel)),
            "Your sums have lost their sign. It says which side of an edge has the ink: keep it.",
        ),
        Mistake(
            lambda picture, kernel: convolve(picture, kernel).T,
            "Your output has its rows and columns swapped: output[y, x], the row first.",
        ),
        Mistake(
            lambda picture, kernel: picture * kernel,
            "The picture is larger than the kernel, so they cannot be multiplied as a whole. Cut"
            " out a window of the kernel's size for each place.",
        ),
    ),
)


def output_size(n, kernel_size, padding, stride):
    """Return at how many places, along one side, the kernel fits."""
    return (n + 2 * padding - kernel_size) // stride + 1


def output_size_counted(n, kernel_size, padding, stride):
    """Another right answer: count the places one by one."""
    count, first = 0, 0
    while first + kernel_size <= n + 2 * padding:
        count, first = count + 1, first + stride
    return count


def output_size_of_range(n, kernel_size, padding, stride):
    """Another right answer: let range count."""
    return len(range(0, n + 2 * padding - kernel_size + 1, stride))


def output_size_floored(n, kernel_size, padding, stride):
    """Another right answer: divide, and round down."""
    return math.floor((n + 2 * padding - kernel_size) / stride + 1)


def random_sizes(rng):
    """Return sizes of a picture, a kernel, a rim and a stride."""
    kernel_size = int(rng.integers(1, 8))
    n = kernel_size + int(rng.integers(0, 30))
    return n, kernel_size, int(rng.integers(0, 4)), int(rng.integers(1, 5))


OUTPUT_SIZE = FunctionExercise(
    name="12-output-size",
    passed="The room that the kernel has to move, in strides, and the first place on top.",
    hints=(
        "How wide is the picture with its rim? How far can the kernel move on it?",
        "It can move by n + 2 * padding - kernel_size pixels. How many whole strides are that?",
        "Return (n + 2 * padding - kernel_size) // stride + 1; the 1 is the first place.",
    ),
    why="// rounds down: a last stride for which there is no room is not taken.",
    reference=output_size,
    cases=(
        (5, 3, 0, 1),
        (28, 5, 2, 1),
        (8, 3, 0, 2),
        (9, 4, 1, 3),
        (6, 2, 1, 2),
        (10, 3, 0, 2),
        (24, 2, 0, 2),
    ),
    random=random_sizes,
    variants=(output_size_counted, output_size_of_range, output_size_floored),
    mistakes=(
        Mistake(
            lambda n, k, padding, stride: (n + padding - k) // stride + 1,
            "You counted the rim once. It lies on both sides: 2 * padding.",
        ),
        Mistake(
            lambda n, k, padding, stride: (n + 2 * padding - k) // stride,
            "One place is missing. Besides the strides that it takes, the kernel has its first"
            " place: + 1.",
        ),
        Mistake(
            lambda n, k, padding, stride: (n - k) // stride + 1,
            "The rim is missing: padding makes the picture wider, on both sides.",
        ),
        Mistake(
            lambda n, k, padding, stride: n + 2 * padding - k + 1,
            "The stride is missing. With a stride of 2, every other place is left out.",
        ),
        Mistake(
            lambda n, k, padding, stride: (n + 2 * padding - k + 1) // stride,
            "The + 1 is for the first place, which costs no stride. Add it after the division.",
        ),
        Mistake(
            lambda n, k, padding, stride: (n + 2 * padding - k) / stride + 1,
            "/ can give half a place. A stride for which there is no room is not taken: round down"
            " with //.",
        ),
        Mistake(
            lambda n, k, padding, stride: math.ceil((n + 2 * padding - k) / stride) + 1,
            "You rounded up. A stride for which there is no room is not taken: round down with //.",
        ),
        Mistake(
            lambda n, k, padding, stride: round((n + 2 * padding - k) / stride) + 1,
            "You rounded to the nearest. A stride for which there is no room is not taken: round"
            " down with //.",
        ),
        Mistake(
            lambda n, k, padding, stride: n + 2 * padding - k // stride + 1,
            "Python divides before it subtracts: only the kernel was divided. Put the whole room"
            " into parentheses before // stride.",
        ),
        Mistake(
            lambda n, k, padding, stride: (n - 2 * padding - k) // stride + 1,
            "You took the rim away from the picture. Padding is added.",
        ),
        Mistake(
            lambda n, k, padding, stride: n - k + 1,
            "This is right without rim and with a stride of 1. Now padding and stride come in.",
        ),
        Mistake(
            lambda n, k, padding, stride: (n + 2 * padding + k) // stride + 1,
            "A larger kernel has less room to move: take its size away.",
        ),
        Mistake(
            lambda n, k, padding, stride: (n + 2 * padding) // k,
            "You counted windows side by side. They overlap: each begins one stride after another.",
        ),
        Mistake(
            lambda n, k, padding, stride: ((n + 2 * padding - k) // stride + 1) ** 2,
            "This is the number of all outputs of a square picture. Asked for is one side of it.",
        ),
    ),
)


def kernel_gradient(picture, output_gradient):
    """Return dloss/dkernel: what each weight saw, times the gradient there, added up."""
    height, width = output_gradient.shape
    n_rows, n_columns = picture.shape[0] - height + 1, picture.shape[1] - width + 1
    gradient = np.zeros((n_rows, n_columns))
    for i in range(n_rows):
        for j in range(n_columns):
            gradient[i, j] = np.sum(picture[i : i + height, j : j + width] * output_gradient)
    return gradient


def kernel_gradient_by_windows(picture, output_gradient):
    """Another right answer: each place adds its window, times its gradient."""
    height, width = output_gradient.shape
    n_rows, n_columns = picture.shape[0] - height + 1, picture.shape[1] - width + 1
    gradient = np.zeros((n_rows, n_columns))
    for y, x in np.ndindex(height, width):
        gradient += output_gradient[y, x] * picture[y : y + n_rows, x : x + n_columns]
    return gradient


def kernel_gradient_by_einsum(picture, output_gradient):
    """Another right answer: all windows at once."""
    windows = sliding_window_view(picture, output_gradient.shape)
    return np.tensordot(windows, output_gradient, axes=2)


def kernel_gradient_by_nudging(picture, output_gradient):
    """Another right answer, a slow one: nudge each weight."""
    height, width = output_gradient.shape
    shape = picture.shape[0] - height + 1, picture.shape[1] - width + 1

    def loss(kernel):
        outputs = np.tensordot(sliding_window_view(picture, shape), kernel, axes=2)
        return np.sum(outputs * output_gradient)

    return numerical_gradient(loss, np.zeros(shape))


def random_picture_and_gradient(rng):
    """Return a picture and a gradient of an output that is smaller than it."""
    height, width = rng.permutation(np.arange(3, 7))[:2]
    n_rows, n_columns = rng.integers(2, 4, 2)
    return rng.normal(size=(height + n_rows - 1, width + n_columns - 1)), rng.normal(
        size=(height, width)
    )


def picture_gradient_of_ones(picture, output_gradient):
    """Hand the gradient back to the pixels instead of to the kernel."""
    size = len(picture) - len(output_gradient) + 1
    gradient = np.zeros_like(picture)
    for y, x in np.ndindex(output_gradient.shape):
        gradient[y : y + size, x : x + size] += output_gradient[y, x]
    return gradient


def last_window(picture, output_gradient):
    """Overwrite the gradient at each place instead of adding to it."""
    height, width = output_gradient.shape
    return output_gradient[-1, -1] * picture[height - 1 :, width - 1 :]


def shape_of_gradient(picture, output_gradient):
    """Cut the picture to the shape of the gradient, and multiply."""
    height, width = output_gradient.shape
    return picture[:height, :width] * output_gradient


KERNEL_GRADIENT = FunctionExercise(
    name="12-kernel-gradient",
    passed="One weight, many places, one sum: where weights are shared, gradients add.",
    hints=(
        "Weight (i, j) is used once at each place (y, x) of the output. Which pixel does it meet"
        " there?",
        "It meets picture[y+i, x+j]. So its gradient is the sum over all places of"
        " output_gradient[y, x] * picture[y+i, x+j].",
        "For a fixed (i, j) these pixels are the block picture[i:i+height, j:j+width], as large as"
        " output_gradient: gradient[i, j] = np.sum(block * output_gradient).",
    ),
    why="For one weight we slide output_gradient over the picture. Or each place adds its window"
    " times its gradient: that is as right.",
    reference=kernel_gradient,
    cases=(
        (np.array([[1.0, 2.0, 0.0], [0.0, 3.0, 1.0], [2.0, 1.0, 4.0]]), np.eye(2)),
        (
            np.array([[1.0, 0, 2, 1], [0, 1, 3, 0], [2, 4, 0, 1]]),
            np.array([[1.0, 0.0, 2.0], [0.0, -1.0, 3.0]]),
        ),
        (
            np.array([[0.0, 1, 2, 3], [4, 0, 1, 2], [5, 1, 0, 3], [1, 6, 2, 0], [2, 2, 1, 7]]),
            np.array([[0.5, -1.0], [2.0, 1.0], [0.0, 3.0]]),
        ),
    ),
    random=random_picture_and_gradient,
    variants=(kernel_gradient_by_windows, kernel_gradient_by_einsum, kernel_gradient_by_nudging),
    mistakes=(
        Mistake(
            lambda picture, g: kernel_gradient(picture, g)[::-1, ::-1],
            "Your numbers are right, but turned round. Weight (i, j) meets the pixel i rows down"
            " and j columns to the right of each place: plus, not minus.",
        ),
        Mistake(
            lambda picture, g: kernel_gradient(picture, g[::-1, ::-1]),
            "You turned output_gradient round. Lay it on the picture as it is: it meets the pixels"
            " in the same order as on the way forward.",
        ),
        Mistake(
            lambda picture, g: kernel_gradient(picture, g) / g.size,
            "You took the mean over the places. The weight acts at all of them, so their"
            " gradients add up.",
        ),
        Mistake(
            last_window,
            "Only the last place is left. Each place adds to the gradient: += in place of =.",
        ),
        Mistake(
            lambda picture, g: (
                g[0, 0] * picture[: len(picture) - len(g) + 1, : len(picture[0]) - len(g[0]) + 1]
            ),
            "This is the first place alone. The weight is used at every place of the output, and"
            " all of them count.",
        ),
        Mistake(
            lambda picture, g: kernel_gradient(picture, np.ones_like(g)),
            "You added up the pixels that each weight meets. Each of them is multiplied by the"
            " gradient at its place first.",
        ),
        Mistake(
            lambda picture, g: kernel_gradient(np.ones_like(picture), g),
            "All weights have the same gradient here: the sum of output_gradient. That is right for"
            " the bias; a weight is multiplied by pixels.",
        ),
        Mistake(
            lambda picture, g: np.sum(g),
            "This is the gradient of the bias. The kernel has one for each of its weights, made of"
            " the pixels that the weight meets.",
        ),
        Mistake(
            lambda picture, g: kernel_gradient(picture, g).T,
            "Your gradient has its rows and columns swapped: gradient[i, j], the row first.",
        ),
        Mistake(
            picture_gradient_of_ones,
            "Yours has the shape of the picture. A gradient has the shape of the thing that it"
            " belongs to: here the kernel.",
        ),
        Mistake(
            shape_of_gradient,
            "Yours has the shape of output_gradient. A gradient has the shape of the thing that it"
            " belongs to: here the kernel.",
        ),
        Mistake(
            lambda picture, g: picture * g,
            "The picture is larger than output_gradient, so they cannot be multiplied as a whole."
            " Cut out a block of its size for each weight.",
        ),
        Mistake(
            lambda picture, g: -kernel_gradient(picture, g),
            "The sign is flipped. This is the gradient itself; the minus comes with the step.",
        ),
        Mistake(
            lambda picture, g: kernel_gradient(picture, g)[:-1, :-1],
            "The last row and column are missing. The kernel has len(picture) -"
            " len(output_gradient) + 1 rows.",
        ),
    ),
)


def max_pool(picture, output_gradient):
    """Return the largest of each 2 × 2 block, and the gradient of the picture."""
    outputs, gradient = np.zeros(output_gradient.shape), np.zeros(picture.shape)
    for y, x in np.ndindex(outputs.shape):
        block = picture[2 * y : 2 * y + 2, 2 * x : 2 * x + 2]
        i, j = np.unravel_index(block.argmax(), block.shape)
        outputs[y, x] = block[i, j]
        gradient[2 * y + i, 2 * x + j] = output_gradient[y, x]
    return outputs, gradient


def blocks_of(picture):
    """Return the 2 × 2 blocks, (rows, columns, 2, 2)."""
    height, width = picture.shape
    return picture.reshape(height // 2, 2, width // 2, 2).swapaxes(1, 2)


def enlarged(outputs):
    """Return each number four times, as a 2 × 2 block."""
    return np.kron(outputs, np.ones((2, 2)))


def max_pool_by_mask(picture, output_gradient):
    """Another right answer: a winner is a number that is equal to its block's largest."""
    outputs = blocks_of(picture).max(axis=(2, 3))
    return outputs, (picture == enlarged(outputs)) * enlarged(output_gradient)


def max_pool_by_places(picture, output_gradient):
    """Another right answer: the four places of a block, each for all blocks at once."""
    places = [np.s_[i::2, j::2] for i, j in np.ndindex(2, 2)]
    outputs = np.maximum.reduce([picture[place] for place in places])
    gradient = np.zeros_like(picture, dtype=float)
    for place in places:
        gradient[place] = output_gradient * (picture[place] == outputs)
    return outputs, gradient


def max_pool_in_lists(picture, output_gradient):
    """Another right answer: loops and lists."""
    outputs = [[0.0] * len(output_gradient[0]) for _ in output_gradient]
    gradient = [[0.0] * len(picture[0]) for _ in picture]
    for y, line in enumerate(output_gradient):
        for x, back in enumerate(line):
            places = [(2 * y + i, 2 * x + j) for i in range(2) for j in range(2)]
            row, column = max(places, key=lambda place: picture[place[0]][place[1]])
            outputs[y][x], gradient[row][column] = picture[row][column], back
    return outputs, gradient


def with_gradient(make_gradient):
    """Return an answer with the right outputs and another gradient."""
    return lambda picture, g: (
        max_pool(picture, g)[0],
        make_gradient(picture, g, max_pool(picture, g)),
    )


def with_outputs(make_outputs):
    """Return an answer with other outputs and the right gradient."""
    return lambda picture, g: (make_outputs(picture), max_pool(picture, g)[1])


def overlapping(picture, output_gradient, adds=False):
    """Move the block by one pixel instead of two; a winner of two blocks may add them up."""
    outputs, gradient = np.zeros(output_gradient.shape), np.zeros(picture.shape)
    for y, x in np.ndindex(outputs.shape):
        block = picture[y : y + 2, x : x + 2]
        i, j = np.unravel_index(block.argmax(), block.shape)
        outputs[y, x] = block[i, j]
        gradient[y + i, x + j] = output_gradient[y, x] + adds * gradient[y + i, x + j]
    return outputs, gradient


def overlapping_outputs(picture):
    """Move the block of the outputs alone by one pixel, and take as many as there are."""
    return sliding_window_view(picture, (2, 2)).max(axis=(2, 3))


def reshaped_wrongly(picture):
    """Take pixels together that are not neighbours."""
    height, width = picture.shape
    return picture.reshape(height // 2, width // 2, 2, 2).max(axis=(2, 3))


def random_pooling(rng):
    """Return a picture without equal numbers, and the gradient of its pooled output."""
    n_rows, n_columns = rng.permutation(np.arange(1, 5))[:2]
    numbers = rng.permutation(4 * n_rows * n_columns) / 4 - n_rows
    return numbers.reshape(2 * n_rows, 2 * n_columns), rng.normal(size=(n_rows, n_columns))


MAX_POOL = FunctionExercise(
    name="12-max-pool",
    passed="The winner alone went forward, so the winner alone is answerable.",
    hints=(
        "A nudge of a number that is not the largest of its block: what does it change?",
        "Nothing, so its gradient is 0. A nudge of the winner goes through unchanged: its gradient"
        " is the block's output gradient. block.argmax() counts the winner's place from 0 to 3.",
        "In two loops: block = picture[2*y:2*y+2, 2*x:2*x+2]; i, j = divmod(block.argmax(), 2);"
        " outputs[y, x] = block[i, j]; gradient[2*y+i, 2*x+j] = output_gradient[y, x].",
    ),
    why="Both ways need the winner's place; a comparison with the largest number finds it, too.",
    reference=max_pool,
    parts=("outputs", "gradient"),
    cases=(
        (np.array([[1.0, 3.0], [2.0, 0.0]]), np.array([[5.0]])),
        (
            np.array([[1.0, 3, 0, 2], [4, 2, 1, 5], [7, 0, 2, 1], [3, 6, 9, 4]]),
            np.array([[10.0, 20.0], [30.0, 40.0]]),
        ),
        (
            np.array([[-1.0, -3, 6, 2, -8, 5], [-2, -4, 1, 3, 4, -5]]),
            np.array([[2.0, -1.0, 0.5]]),
        ),
    ),
    random=random_pooling,
    variants=(max_pool_by_mask, max_pool_by_places, max_pool_in_lists),
    mistakes=(
        Mistake(
            with_gradient(lambda picture, g, right: enlarged(g)),
            "Your gradient goes to all four numbers of a block. Only the winner's nudge reaches the"
            " output; the other three get 0.",
        ),
        Mistake(
            with_gradient(lambda picture, g, right: enlarged(g) / 4),
            "Your gradient is shared out among the four. That is right for a mean; of a maximum the"
            " winner takes all of it.",
        ),
        Mistake(
            lambda picture, g: (blocks_of(picture).mean(axis=(2, 3)), enlarged(g) / 4),
            "You took the mean of each block. Max pooling takes the largest, and its gradient goes"
            " to the winner alone.",
        ),
        Mistake(
            with_gradient(lambda picture, g, right: (right[1] != 0) * 1.0),
            "You marked the winners with 1. Put the gradient of the winner's block there:"
            " output_gradient[y, x].",
        ),
        Mistake(
            with_gradient(lambda picture, g, right: (right[1] != 0) * picture),
            "You put the winner's value back. What comes back is the gradient of its block:"
            " output_gradient[y, x].",
        ),
        Mistake(
            with_gradient(lambda picture, g, right: right[1] * picture),
            "You multiplied the gradient by the winner's value. The winner goes through unchanged,"
            " so its slope is 1.",
        ),
        Mistake(
            with_gradient(lambda picture, g, right: g),
            "Your gradient has the shape of the outputs. The gradient of the picture has the shape"
            " of the picture: zeros, and a number for each winner.",
        ),
        *several(
            (overlapping, partial(overlapping, adds=True), with_outputs(overlapping_outputs)),
            "Your blocks overlap: they move by one pixel. Blocks of 2 × 2 move by two.",
        ),
        Mistake(
            with_outputs(lambda picture: blocks_of(picture).max(axis=(2, 3)).clip(0)),
            "A block whose numbers are all below 0 has a largest one, too. Does your search begin"
            " at 0? Begin with a number of the block.",
        ),
        Mistake(
            with_outputs(lambda picture: blocks_of(picture).min(axis=(2, 3))),
            "These are the smallest numbers of the blocks. Max pooling takes the largest.",
        ),
        Mistake(
            with_outputs(lambda picture: blocks_of(picture).sum(axis=(2, 3))),
            "You added up each block. Max pooling takes the largest of its four numbers.",
        ),
        Mistake(
            with_outputs(lambda picture: picture[::2, ::2]),
            "These are the upper left numbers of the blocks, whatever the others are. Look for the"
            " largest of the four.",
        ),
        Mistake(
            with_outputs(reshaped_wrongly),
            "Your blocks are made of numbers in one line. A block takes two neighbours from one row"
            " and two from the row below.",
        ),
        Mistake(
            with_outputs(
                lambda picture: np.where(
                    blocks_of(picture).max(axis=(2, 3)) > -blocks_of(picture).min(axis=(2, 3)),
                    blocks_of(picture).max(axis=(2, 3)),
                    blocks_of(picture).min(axis=(2, 3)),
                )
            ),
            "You took the number that is farthest from 0. Largest means farthest to the right on"
            " the number line: 5 is larger than −8.",
        ),
        Mistake(
            lambda picture, g: max_pool(picture, g)[::-1],
            "Your two results have changed places: outputs first, gradient second.",
        ),
        Mistake(
            lambda picture, g: max_pool(picture, g)[0],
            "This is the way forward. Return two things with a comma between them: outputs,"
            " gradient.",
        ),
    ),
)


FEWER = ChoiceExercise(
    name="12-fewer",
    passed="Shared weights are few, and often used: fewer parameters, more work.",
    why="A kernel's weights are counted once, however many places it slides over.",
    reference="c",
    hints=(
        "How many weights has a kernel of 5 × 5? At how many places of a digit is it used?",
        "Parameters are counted once. Multiplications are counted at every place.",
        "In the first layers, 8 · 26 parameters stand against 16 · 785. But 24 · 24 · 8 · 25"
        " multiplications stand against 784 · 16.",
    ),
    mistakes=(
        Mistake(
            "a",
            "It does have more numbers on the way. But all 576 numbers of a map come from the same"
            " 25 weights and one bias.",
        ),
        Mistake(
            "b",
            "Count the first layers: 8 kernels of 25 weights and a bias make 208 parameters. The"
            " dense one has 12,560.",
        ),
        Mistake(
            "d",
            "Fewer parameters, yes. But each weight of the first layer is used at 576 places, and"
            " each time it is multiplied.",
        ),
        Mistake(
            "e",
            "Its kernels are parameters like any others. They start at random, and descent changes"
            " them. The edge kernels above were for us to look at.",
        ),
    ),
)


SHIFTED = ChoiceExercise(
    name="12-shifted",
    passed="The maps move along: equivariance. An answer that never changes would be invariance.",
    why="The kernels find the same strokes elsewhere; Linear has another weight for that place.",
    reference="b",
    hints=(
        "Follow the digit: what becomes of the first maps, of the pooled ones, of the row of 256?",
        "The first maps are the same ones, moved by two pixels. Is the row of 256 the same row?",
        "Its numbers have moved to other places, and the last layer has a weight for each place.",
    ),
    mistakes=(
        Mistake(
            "a",
            "That would be invariance. But the maps move along with the digit, and the last layer"
            " has a weight for each place of the maps. It sees another row.",
        ),
        Mistake(
            "c",
            "The kernels have no place: each slides over the whole picture, and finds its stroke"
            " two pixels on. Look at the maps that were compared above.",
        ),
        Mistake(
            "d",
            "Pooling makes the move smaller, and does not undo it: two pixels become one in the"
            " pooled map. Look at the row printed above.",
        ),
    ),
)


EXERCISES = [CONVOLVE, OUTPUT_SIZE, KERNEL_GRADIENT, MAX_POOL, FEWER, SHIFTED]
