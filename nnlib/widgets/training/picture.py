"""The picture of `explore_training`: what the network answers where, and how its losses fall."""

import contourpy
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.lines import Line2D
from matplotlib.textpath import TextPath
from matplotlib.ticker import MaxNLocator

from nnlib.plots import BLACK, BLUE, ORANGE, PAIR, SKY, VERMILLION, new_figure
from nnlib.widgets.picture import Ground, Picture
from nnlib.widgets.training.run import Run

SIDE, N_TINTS = 50, 10  # points of the grid in each direction, and tints of the ground
MOST_POINTS = 400  # of a curve: more cannot be told apart
WIDTHS = [factor * 10**power for power in range(2, 5) for factor in (1, 2, 5)]
HEIGHTS = [factor * 10.0**power for power in range(5) for factor in (1, 2, 5)]
WHAT = (
    "Left: training examples, filled, and validation examples, hollow, circles of one class and"
    " triangles of the other, on a ground tinted by the class that the network holds for more"
    " probable; a line where both are. Right: the loss in training, solid, and in validation,"
    " dashed, against the step."
)
MARKS = [("training", BLUE, BLUE), ("validation", VERMILLION, "white")]


def tints() -> ListedColormap:
    """Return the colours of the ground: orange for the first class, sky for the other, pale."""
    shares = np.linspace(0.5, 0.1, N_TINTS // 2)[:, np.newaxis]
    first, other = (1 + shares * (np.array(to_rgb(color)) - 1) for color in (ORANGE, SKY))
    return ListedColormap([*first, *other[::-1]])


class TrainingPicture:
    """The figure, and the parts of it that move.

    Args:
        names: what the two classes are called.
    """

    def __init__(self, names: tuple[str, str]):
        figure, (self.left, self.right) = new_figure(1, 2, PAIR, width_ratios=(1, 1.5))
        self.ground = Ground(self.left, tints())
        (self.boundary,) = self.left.plot([], [], color=BLACK, lw=1.5, label="probability ½")
        self.points = [
            self.left.plot(
                [], [], marker, color=color, mfc=fill, ms=5, mew=1, label=f"{kind}, {name}"
            )[0]
            for kind, color, fill in MARKS
            for marker, name in zip("o^", map(shortened, names), strict=True)
        ]
        (self.training,) = self.right.plot([], [], color=BLUE)
        (self.validation,) = self.right.plot([], [], "--", color=VERMILLION)
        self.left.set(xlabel="first input x", ylabel="second input y")
        self.right.set(xlabel="step", ylabel="loss", xlim=(0, WIDTHS[0]), ylim=(0, HEIGHTS[0]))
        self.right.xaxis.set_major_locator(MaxNLocator(integer=True))
        self.left.ticklabel_format(scilimits=(-2, 4))  # longer numbers would be cut off
        handles = [*self.points, self.boundary]
        figure.legend(handles=handles, loc="upper left", ncols=5, frameon=False, fontsize=9)
        figure.set_layout_engine(None)  # margins that need no search: twice as fast
        figure.subplots_adjust(left=0.08, right=0.905, bottom=0.14, top=0.89, wspace=0.25)
        self.names = [word_beside(self.right, kind, color) for kind, color, _ in MARKS]
        moving = [self.ground, self.boundary, *self.points, self.training, self.validation]
        self.data, self.grid, self.lines = None, None, None
        self.picture = Picture(figure, [*moving, *self.names], WHAT)

    def show(self, run: Run) -> None:
        """Draw the run as it stands."""
        if self.data is not run.inputs:
            self.show_points(run)
        self.show_answers(run)
        self.show_losses(run)

    def show_points(self, run: Run) -> None:
        """Draw other examples, and give them room in a square."""
        self.data = run.inputs
        training = np.arange(len(run.inputs)) < run.n_train
        groups = [(part, label) for part in (training, ~training) for label in (0, 1)]
        for drawn, (part, label) in zip(self.points, groups, strict=True):
            drawn.set_data(*run.inputs[part & (run.targets[:, 0] == label)].T)
        square = square_around(run.inputs)
        self.lines = np.linspace(*square.T, SIDE, dtype=np.float32).T
        self.grid = np.stack(np.meshgrid(*self.lines), axis=-1).reshape(-1, 2)
        if [*self.left.get_xlim(), *self.left.get_ylim()] != square.ravel().tolist():
            self.left.set(xlim=square[0], ylim=square[1])
            self.picture.stale()

    def show_answers(self, run: Run) -> None:
        """Tint the ground, and draw the line on which both classes are equally probable."""
        answers = run.probabilities(self.grid).reshape(SIDE, SIDE)
        self.ground.numbers = answers
        found = contourpy.contour_generator(*self.lines, answers).lines(0.5)
        gap = np.full((1, 2), np.nan)
        pieces = [piece for line in found for piece in (line, gap)] or [gap]
        self.boundary.set_data(*np.concatenate(pieces).T)

    def show_losses(self, run: Run) -> None:
        """Draw the losses up to this step, each named at its end."""
        history = run.history
        losses = (history.train_loss, history.validation_loss)
        self.make_room(run.n_steps, max(map(np.max, losses)))
        steps = np.unique(np.linspace(0, run.n_steps, MOST_POINTS).astype(int))
        top = self.right.get_ylim()[1]
        for line, values in zip((self.training, self.validation), losses, strict=True):
            line.set_data(steps, values[steps])
        places = apart(losses[0][-1] / top, losses[1][-1] / top)
        for name, place in zip(self.names, places, strict=True):
            name.set_ydata([place])

    def make_room(self, n_steps: int, loss: float) -> None:
        """Make the axes as long and as high as the losses need, in few stairs."""
        width = next(width for width in WIDTHS if width >= n_steps)
        height = next((height for height in HEIGHTS if height >= loss), loss)
        if (self.right.get_xlim()[1], self.right.get_ylim()[1]) != (width, height):
            self.right.set(xlim=(0, width), ylim=(0, height))
            self.picture.stale()


def shortened(name: str, most: int = 11) -> str:
    """Return what a class is called, cut where the legend would have no room for it."""
    name = name if len(name) <= most else name.removeprefix("class ")
    return name if len(name) <= most else f"{name[: most - 1]}…"


def word_beside(axes: Axes, word: str, color: str) -> Line2D:
    """Return a word to the right of the axes, at no height yet.

    It is drawn as a marker: its outline is found once, where a text would take 2 ms each time.
    """
    points = TextPath((0, 0), word, size=10).get_extents().width
    inches = axes.figure.get_figwidth() * axes.get_position().width
    (line,) = axes.plot(
        [1.02 + points / 144 / inches],  # a marker is placed by its middle
        [0],
        color=color,
        marker=rf"$\mathregular{{{word}}}$",
        ms=points,
        mew=0,
        transform=axes.transAxes,
        clip_on=False,
    )
    return line


def square_around(points: np.ndarray) -> np.ndarray:
    """Return the limits of a square with all points in it, the same for points much like them.

    Shapes: (n_points, 2) in, (2, 2) out: from and to in the first direction, and in the second.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    half = max(*(high - low).tolist(), 1e-3) / 2
    stair = 10 ** np.floor(np.log10(half)) / 4
    middle = np.round((low + high) / 2 / stair) * stair
    reach = np.ceil(1.05 * half / stair + 0.5) * stair
    return np.column_stack([middle - reach, middle + reach])


def apart(first: float, second: float, distance: float = 0.08) -> tuple[float, float]:
    """Return two heights at which two words can stand, as near as may be to where they belong."""
    missing = max(distance - abs(first - second), 0) / 2
    sign = 1 if first > second else -1
    return max(first + sign * missing, 0), max(second - sign * missing, 0)
