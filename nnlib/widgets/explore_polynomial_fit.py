"""Polynomials through noisy points: too stiff, about right, too supple.

The computing (`fit`, `Experiment`), the drawing (`FitPicture`) and what ties them to the controls
(`explore_polynomial_fit`) are apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial import Legendre
from numpy.polynomial.polynomial import polyval

from nnlib.checks import check_count
from nnlib.datasets import Examples, noisy_polynomial
from nnlib.plots import BLACK, BLUE, PAIR, VERMILLION, new_figure
from nnlib.widgets.controls import button, slider
from nnlib.widgets.live import Live, live
from nnlib.widgets.picture import Picture

HIGHEST, MOST = 15, 100  # degree; examples of a sample, and points to validate with
LEAST_ERROR, LARGEST_ERROR = 1e-4, 1e3  # the ends of the axis of errors
AS_GOOD = 1.1  # an error up to a tenth above the lowest counts as good as the lowest
WHAT = (
    "Left: training points (blue dots), validation points (small vermillion squares), the true"
    " curve (dotted) and the polynomial fitted to the training points (blue line). Right: the"
    " training error (dots) and the validation error (squares, dashed) for each degree, on an axis"
    " in powers of ten, the present degree marked by a line. What is beyond an axis stands at its"
    " edge."
)


@dataclass(frozen=True, eq=False)
class Experiment:
    """Points to learn from, others to validate with, and a polynomial of each degree fitted.

    Shapes: inputs and targets (n_examples,).
    """

    training: Examples
    validation: Examples

    @cached_property
    def curves(self) -> list[Legendre]:
        """The fitted polynomials, one for each degree from 0 to 15."""
        return [fit(*self.training, degree) for degree in range(HIGHEST + 1)]

    @cached_property
    def training_errors(self) -> np.ndarray:
        """The mean squared error of each polynomial on the points that it was fitted to."""
        return np.array([mean_squared_error(curve, *self.training) for curve in self.curves])

    @cached_property
    def validation_errors(self) -> np.ndarray:
        """The same on points that it has not seen."""
        return np.array([mean_squared_error(curve, *self.validation) for curve in self.curves])

    @property
    def held(self) -> np.ndarray:
        """Whether the points say which polynomial is fitted, for each degree, (16,).

        With as many coefficients as points it goes through all of them, and is fitted to nothing:
        right only where it meets the unseen points as well.
        """
        degrees = np.arange(len(self.validation_errors))
        return (degrees + 1 < len(self.training[0])) | (self.validation_errors <= LEAST_ERROR)

    @property
    def best(self) -> int:
        """The degree with the lowest validation error, of those that the points hold.

        Of several close to 0 it is the lowest degree.
        """
        errors = np.where(self.held, self.validation_errors, np.inf)
        return int(np.argmax(errors <= max(errors.min(), LEAST_ERROR)))


def fit(inputs: np.ndarray, targets: np.ndarray, degree: int) -> Legendre:
    """Return the polynomial of this degree with the smallest squared error at the points.

    Where many go through all of them, it is the one with the smallest coefficients.

    Shapes: inputs and targets (n_examples,).
    """
    # Legendre's polynomials on [−1, 1] span the same curves as 1, x, x², ... and keep the digits
    # that those lose at high degrees; with full=True NumPy does not warn of too few points.
    curve, _ = Legendre.fit(inputs, targets, degree, domain=[-1, 1], full=True)
    return curve


def mean_squared_error(curve: Legendre, inputs: np.ndarray, targets: np.ndarray) -> float:
    """Return the mean of (curve(x) − y)²."""
    return float(np.mean((curve(inputs) - targets) ** 2))


def experiment(
    coefficients: Sequence[float], noise: float, n_examples: int, seed: int, sample: int
) -> Experiment:
    """Return the first examples of a sample: fewer or less noisy ones stay in their places."""
    rng = np.random.default_rng([seed, sample])
    points = [noisy_polynomial(coefficients, MOST, noise, rng) for _ in range(2)]
    (inputs, targets), validation = [(x[:, 0], y[:, 0]) for x, y in points]
    return Experiment((inputs[:n_examples], targets[:n_examples]), validation)


def explore_polynomial_fit(
    coefficients: Sequence[float] = (0, -3, 0, 4),
    *,
    degree: int = 3,
    noise: float = 0.3,
    n_examples: int = 15,
    seed: int = 7,
) -> Live:
    """Return a widget: a polynomial fitted to noisy points, and its errors for each degree.

    Args:
        coefficients: of the true curve c0 + c1 x + c2 x² + ..., from which the noise strays.
        degree: at first, from 0 to 15: the highest power of x in the fitted polynomial.
        noise: at first, from 0 to 1: the standard deviation of the noise.
        n_examples: training points at first, from 2 to 100; there are 100 validation points.
        seed: where the random points come from.

    Taught in: lesson 10.
    """
    coefficients = checked(coefficients)
    check_count("seed", seed, least=0)
    drawing = FitPicture(coefficients)
    state = {"sample": 1, "of": None, "experiment": None}

    def draw(degree: int, noise: float, n_examples: int) -> str:
        wanted = (noise, n_examples, seed, state["sample"])
        if wanted != state["of"]:
            state.update(of=wanted, experiment=experiment(coefficients, *wanted))
            drawing.show_points(state["experiment"])
        drawing.show_degree(state["experiment"], degree)
        words = in_words(state["experiment"], degree, noise)
        return f"Sample {state['sample']}, degree {degree}: {words}"

    return live(
        draw,
        drawing.picture,
        on_reset=lambda: state.update(sample=1),
        degree=slider(0, HIGHEST, degree, step=1, label="degree"),
        noise=slider(0, 1, noise, step=0.05, label="noise"),
        n_examples=slider(2, MOST, n_examples, step=1, label="training points"),
        another=button("New sample", lambda: state.update(sample=state["sample"] + 1)),
    )


def checked(coefficients: Sequence[float]) -> np.ndarray:
    """Return the coefficients as an array, or say what is wrong with them."""
    array = np.asarray(coefficients, dtype=float)
    if array.ndim != 1 or not len(array) or not np.isfinite(array).all():
        raise ValueError(
            "explore_polynomial_fit expected coefficients in one row, all finite; got"
            f" {coefficients!r}. Pass (c0, c1, c2, ...), the constant first."
        )
    return array


def in_words(found: Experiment, degree: int, noise: float) -> str:
    """Return the two errors, and by the numbers whether the curve underfits or overfits."""
    training, validation = found.training_errors[degree], found.validation_errors[degree]
    n_points = len(found.training[0])
    words = f"training error {error(training)}, validation error {error(validation)}."
    words += f" {verdict(found, degree)}"
    if degree + 1 >= n_points:
        words += f" With {degree + 1} coefficients a curve goes through all {n_points} points."
    if noise:
        words += f" Noise alone gives an error of about {noise**2:.2g}."
    return words


def verdict(found: Experiment, degree: int) -> str:
    """Return how the validation error compares with the lowest one, and what that is called."""
    errors, best = found.validation_errors, found.best
    held = "" if found.held.all() else f" that {len(found.training[0])} points can hold"
    lowest = f"the lowest{held} is {error(errors[best])}, at degree {best}"
    if not found.held[degree]:
        return "It overfits: it meets every training point, and between them nothing holds it."
    if degree == best:
        return f"About right: of all degrees{held} it has the lowest validation error."
    close = max(AS_GOOD * errors[best], LEAST_ERROR)
    if errors[degree] <= close:
        return f"About right: the validation error is close to the lowest; {lowest}."
    if degree < best and (errors[:degree] > close).all():
        return f"It underfits: the curve is too stiff. Of the validation errors {lowest}."
    return (
        "It overfits: the curve bends to its training points and strays between them."
        f" Of the validation errors {lowest}."
    )


def error(value: float) -> str:
    """Return an error in words: with two digits, or as below or above what the axis shows."""
    if value < LEAST_ERROR:
        return f"below {LEAST_ERROR:g}"
    return f"{float(f'{value:.2g}'):g}" if value < LARGEST_ERROR else f"above {LARGEST_ERROR:g}"


class FitPicture:
    """The figure of `explore_polynomial_fit`, and the parts of it that move.

    Shapes: coefficients (n_coefficients,).
    """

    def __init__(self, coefficients: np.ndarray):
        margins = {"left": 0.075, "right": 0.985, "bottom": 0.14, "top": 0.83, "wspace": 0.22}
        figure, (self.left, self.right) = new_figure(1, 2, PAIR, gridspec_kw=margins)
        figure.set_layout_engine("none")  # margins that stay, whatever is drawn
        self.x = np.linspace(-1, 1, 401)
        truth = polyval(self.x, coefficients)
        self.left.plot(self.x, truth, ":", color=BLACK, lw=1.5, label="true curve")
        (self.others,) = self.left.plot(
            [], [], "s", color=VERMILLION, ms=3, alpha=0.7, label="validation points"
        )
        (self.curve,) = self.left.plot([], [], color=BLUE, label="fitted curve")
        (self.points,) = self.left.plot(
            [], [], "o", color=BLUE, ms=7, mec="white", label="training points"
        )
        degrees = np.arange(HIGHEST + 1)
        (self.marker,) = self.right.plot([], [], color=BLACK, lw=1)
        self.errors = [
            self.right.plot(degrees, np.ones(len(degrees)), mark, color=color, ms=4, label=name)[0]
            for name, mark, color in (
                ("training error", "o-", BLUE),
                ("validation error", "s--", VERMILLION),
            )
        ]
        middle, room = (truth.max() + truth.min()) / 2, max(np.ptp(truth), 1.0)
        self.left.set(xlabel="x", ylabel="y", xlim=(-1.03, 1.03), xticks=(-1, -0.5, 0, 0.5, 1))
        self.left.set_ylim(middle - room, middle + room)
        self.right.set(xlabel="degree", yscale="log", ylabel="mean squared error")
        self.right.set(xlim=(-0.5, HIGHEST + 0.5), ylim=(LEAST_ERROR / 1.5, LARGEST_ERROR * 1.5))
        self.right.set_xticks(range(0, HIGHEST + 1, 3))
        for axes in (self.left, self.right):
            axes.legend(
                loc="lower left", bbox_to_anchor=(0, 0.98), ncols=2, frameon=False, fontsize=9
            )
        moving = [self.others, self.curve, self.points, self.marker, *self.errors]
        self.picture = Picture(figure, moving, WHAT)

    def show_points(self, found: Experiment) -> None:
        """Draw the points, and the errors of all degrees."""
        self.points.set_data(*found.training)
        self.others.set_data(*found.validation)
        for line, errors in zip(
            self.errors, (found.training_errors, found.validation_errors), strict=True
        ):
            line.set_ydata(np.clip(errors, LEAST_ERROR, LARGEST_ERROR))

    def show_degree(self, found: Experiment, degree: int) -> None:
        """Draw the curve of this degree, and mark it among the errors."""
        self.curve.set_data(self.x, found.curves[degree](self.x))
        self.marker.set_data([degree, degree], self.right.get_ylim())
