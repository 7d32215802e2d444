"""A 3 × 3 kernel, edited by hand, that slides over a picture.

The computing (`filtered`, `products`), the drawing (`FilterPicture`) and what ties them to the
controls (`Workbench`) are apart.

The kernel is laid on the picture as it is, and not turned round first. That is what networks do
and call a convolution, `nnlib.convolution.Convolution` too; mathematics calls it a
cross-correlation, and its own convolution turns the kernel by 180 degrees.
"""

import numpy as np
from ipywidgets import GridBox, HBox, Layout
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from numpy.lib.stride_tricks import sliding_window_view

from nnlib.datasets import as_pictures, digits, scale
from nnlib.plots import VERMILLION, draw_digit_image, new_figure
from nnlib.widgets.controls import button, choice, number, slider
from nnlib.widgets.explore_neuron import said
from nnlib.widgets.live import Live, live
from nnlib.widgets.picture import Picture

SIZE = 3
PLACES = [
    *("top left", "top", "top right"),
    *("left", "centre", "right"),
    *("bottom left", "bottom", "bottom right"),
]
PRESETS = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "blur": [[0.0625, 0.125, 0.0625], [0.125, 0.25, 0.125], [0.0625, 0.125, 0.0625]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "horizontal edges": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "vertical edges": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
    "Laplace": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
}
SIGNED = LinearSegmentedColormap.from_list(  # as RdBu_r, but 0 is as white as the paper
    "signed", ["#053061", "#4393C3", "#FFFFFF", "#D6604D", "#67001F"], N=257
)
OWN = "my own"
LARGEST = 100.0  # the kernel's numbers, from −100 to 100
WHAT = (
    "Left, the picture, with a frame round the nine pixels that the kernel lies on. Middle, the"
    " kernel's nine numbers, below each the pixel that it is multiplied by; the kernel is laid on"
    " as it is, not turned round: a cross-correlation, which networks call a convolution. Right,"
    " the output, blue below 0, white at 0, red above, with a frame round the pixel chosen."
)


def filtered(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the sum of kernel times pixels at every place where the kernel fits on the picture.

    Shapes: picture (height, width), kernel (3, 3), out (height − 2, width − 2).
    """
    windows = sliding_window_view(picture, kernel.shape)
    return np.tensordot(windows, kernel, axes=2)


def products(picture: np.ndarray, kernel: np.ndarray, row: int, column: int) -> np.ndarray:
    """Return the nine products whose sum is the output at this place, (3, 3)."""
    return kernel * picture[row : row + SIZE, column : column + SIZE]


def explore_filters(image: np.ndarray | None = None, *, kernel: str = "vertical edges") -> Live:
    """Return a widget: a 3 × 3 kernel edited by hand over a picture, and what comes out.

    Args:
        image: the learner's own grey picture; None: ten digits to choose from.
        kernel: the one at first: identity, blur, sharpen, horizontal edges, vertical edges or
            Laplace.

    Shapes: image (height, width), from 0 to 1 or uint8; a row of 784 pixels will do.

    Taught in: lesson 12.
    """
    if kernel not in PRESETS:
        raise ValueError(
            f"explore_filters expected a kernel of {', '.join(PRESETS)}; got {kernel!r}."
            " Choose one of these; its numbers can be edited afterwards."
        )
    return Workbench(pictures_of(image), kernel).live


def pictures_of(image: np.ndarray | None) -> dict[str, np.ndarray]:
    """Return the pictures to choose from by name: the learner's own, or one of each digit."""
    if image is None:
        data = digits()
        rows = [int(np.argmax(data.test_labels == digit)) for digit in range(10)]
        return {
            str(digit): as_pictures(scale(data.test_inputs[row])) for digit, row in enumerate(rows)
        }
    image = np.asarray(image)
    image = image.reshape(28, 28) if image.shape in ((784,), (1, 784)) else image
    if image.ndim != 2 or min(image.shape) < SIZE + 1:
        raise ValueError(
            f"explore_filters expected a grey picture of shape (height, width), at least 4 × 4;"
            f" got the shape {image.shape}. Of a coloured one pass one channel: image[:, :, 0]."
        )
    image = scale(image) if image.dtype == np.uint8 else image.astype(float)
    if not np.isfinite(image).all() or image.min() < 0 or image.max() > 1:
        raise ValueError(
            "explore_filters expected grey values from 0 to 1, or uint8 from 0 to 255; got"
            f" {image.dtype} from {image.min():.4g} to {image.max():.4g}. Scale them first."
        )
    return {"": image}


class Workbench:
    """The kernel with its history, the picture under it, and what happens when a control moves."""

    def __init__(self, pictures: dict[str, np.ndarray], first: str):
        self.pictures, self.first = pictures, np.array(PRESETS[first], float)
        self.kernel, self.former, self.preset = self.first, [], first
        self.drawing = FilterPicture(next(iter(pictures.values())))
        start = "7" if "7" in pictures else ""
        row, column = strongest(filtered(pictures[start], self.first))
        height, width = pictures[start].shape
        self.fields = [
            number(value, -LARGEST, LARGEST, place)
            for value, place in zip(self.first.ravel().tolist(), PLACES, strict=True)
        ]
        self.presets = choice([*PRESETS, OWN], first, label="kernel")
        self.undo_button = button("Undo", self.undo)
        controls = {"digit": choice(list(pictures), start, "digit")} if start else {}
        self.live = live(
            self.draw,
            self.drawing.picture,
            on_reset=self.forget,
            preset=self.presets,
            **controls,
            row=slider(0, height - SIZE, row, step=1, label="row of the output"),
            column=slider(0, width - SIZE, column, step=1, label="column of the output"),
            undo=self.undo_button,
            **{
                place.replace(" ", "_"): field
                for place, field in zip(PLACES, self.fields, strict=True)
            },
        )
        self.arrange()

    def arrange(self) -> None:
        """Put the nine fields into three rows of three, above the words."""
        line, words = self.live.panel.children
        others = [control for control in line.children if control not in self.fields]
        columns = Layout(grid_template_columns="repeat(3, max-content)", justify_items="flex-end")
        grid = GridBox(self.fields, layout=columns)
        self.live.panel.children = (HBox(others, layout=line.layout), grid, words)

    def draw(self, preset: str, row: int, column: int, digit: str = "", **numbers: float) -> str:
        """Draw picture, kernel and output, and return the sum at the chosen place in words."""
        self.take(preset, np.reshape(list(numbers.values()), (SIZE, SIZE)))
        pixels = self.pictures[digit]
        output = filtered(pixels, self.kernel)
        self.drawing.show(pixels, self.kernel, output, row, column)
        return in_words(self.preset, pixels, self.kernel, output, row, column)

    def take(self, preset: str, typed: np.ndarray) -> None:
        """Take the preset where another one was chosen, or else the numbers that were typed."""
        chosen = preset not in (self.preset, OWN)
        wanted = np.array(PRESETS[preset], float) if chosen else typed
        if not np.array_equal(wanted, self.kernel):
            self.former.append(self.kernel)
        self.put(wanted, fields=chosen)

    def put(self, kernel: np.ndarray, fields: bool = True) -> None:
        """Make this the kernel, and let the controls say so.

        Args:
            kernel: the numbers, (3, 3).
            fields: whether the fields are to show them; not where they were typed there, for the
                learner may be typing on.
        """
        self.kernel, self.preset = kernel, name_of(kernel)
        self.presets.value = self.preset
        if fields:
            for field, value in zip(self.fields, kernel.ravel().tolist(), strict=True):
                field.value = value
        self.undo_button.disabled = not self.former

    def undo(self) -> None:
        """Bring the kernel back that was there before the last edit."""
        if self.former:
            self.put(self.former.pop())

    def forget(self) -> None:
        """Forget all edits."""
        self.former.clear()
        self.put(self.first)


def strongest(output: np.ndarray) -> tuple[int, int]:
    """Return row and column of the output that is farthest from 0: the first of equal ones."""
    row, column = np.unravel_index(np.argmax(np.abs(rounded(output))), output.shape)
    return int(row), int(column)


def name_of(kernel: np.ndarray) -> str:
    """Return the name of a kernel: that of the preset that it is equal to, or "my own"."""
    return next((name for name, preset in PRESETS.items() if np.array_equal(kernel, preset)), OWN)


def in_words(
    name: str, picture: np.ndarray, kernel: np.ndarray, output: np.ndarray, row: int, column: int
) -> str:
    """Return the nine products with their numbers and their sum, and the range of the output."""
    pixels = picture[row : row + SIZE, column : column + SIZE]
    terms = [
        f"{said(weight)} · {grey(pixel)}"
        for weight, pixel in zip(kernel.flat, pixels.astype(float).flat, strict=True)
    ]
    total = products(picture, kernel, row, column).sum()
    return (
        f"Kernel {name}, output at row {row}, column {column}: {' + '.join(terms)}"
        f" = {said(float(rounded(total)), bracket=False)}. The whole output goes from"
        f" {said(float(rounded(output.min())), bracket=False)} to"
        f" {said(float(rounded(output.max())), bracket=False)}."
    )


def grey(pixel: float) -> str:
    """Return a grey value with three decimals: "0.996", "0.5", "0"."""
    return f"{round(float(pixel), 3):g}"


def rounded(value: float) -> float:
    """Return the value, 0 where it is no more than what rounding leaves of a sum that is 0."""
    return np.round(value, 6)


class FilterPicture:
    """The figure of `explore_filters`, and the parts of it that move."""

    def __init__(self, picture: np.ndarray):
        figure, axes = new_figure(1, 3, (9, 3.4))
        figure.set_layout_engine("none")  # margins that stay, whatever is drawn
        for n, part in enumerate(axes):
            part.set_position([0.01 + 0.335 * n, 0.09, 0.315, 0.81])
        self.left, self.middle, self.right = axes
        draw_digit_image(self.left, picture)
        blank = np.zeros((SIZE, SIZE))
        style = {"cmap": SIGNED, "interpolation": "nearest"}
        self.grid = self.middle.imshow(blank, vmin=-4, vmax=4, **style)  # pale under numbers
        self.output = self.right.imshow(filtered(picture, blank), vmin=-1, vmax=1, **style)
        self.left.images[0].set_interpolation("nearest")
        for part in (self.middle, self.right):
            part.set(xticks=[], yticks=[])
            part.spines[:].set(visible=True, color="#BBBBBB")
        self.numbers = [
            self.middle.text(column, row, "", ha="center", va="center", fontsize=11)
            for row, column in np.ndindex(SIZE, SIZE)
        ]
        between = [self.middle.axvline(n + 0.5, color="#BBBBBB", lw=1) for n in range(SIZE - 1)]
        between += [self.middle.axhline(n + 0.5, color="#BBBBBB", lw=1) for n in range(SIZE - 1)]
        self.window = frame(self.left, SIZE)
        self.pixel = frame(self.right, 1)
        self.left.set(title="picture", xlabel="frame: where the kernel lies")
        self.middle.set(title="kernel × pixels in the frame")
        self.middle.set_xlabel("not turned round: a cross-correlation")
        self.right.set_xlabel("blue below 0, white 0, red above 0")
        self.title = self.right.set_title(" ")
        images = [self.left.images[0], self.grid, self.output]
        spines = [spine for part in axes for spine in part.spines.values()]
        moving = [*images, *between, *spines, *self.numbers, self.window, self.pixel, self.title]
        self.picture = Picture(figure, moving, WHAT)

    def show(
        self, picture: np.ndarray, kernel: np.ndarray, output: np.ndarray, row: int, column: int
    ) -> None:
        """Draw the picture, the kernel, the output, and the place that is looked at."""
        self.left.images[0].set_data(picture)
        self.grid.set_data(kernel / max(np.abs(kernel).max(), 1e-9))
        largest = max(np.abs(output).max(), 1e-9)
        self.output.set_data(output / largest)
        pixels = picture[row : row + SIZE, column : column + SIZE].astype(float)
        for text, weight, pixel in zip(self.numbers, kernel.flat, pixels.flat, strict=True):
            text.set_text(f"{said(weight, bracket=False)}\n× {grey(pixel)}")
        self.window.set_xy((column - 0.5, row - 0.5))
        self.pixel.set_xy((column - 0.5, row - 0.5))
        self.title.set_text(f"output: {said(float(rounded(output[row, column])), bracket=False)}")


def frame(axes, size: int) -> Rectangle:
    """Return a frame round size × size pixels, vermillion on white: seen on any ground."""
    edge = Rectangle((0, 0), size, size, fill=False, edgecolor=VERMILLION, lw=2.5, clip_on=False)
    edge.set_path_effects([withStroke(linewidth=5, foreground="white")])
    return axes.add_patch(edge)
