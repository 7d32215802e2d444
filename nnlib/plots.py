"""Figures: one palette, one way to show them, and a function for each kind of picture.

Every `plot_*` returns a matplotlib `Figure`; `show(figure, alt)` puts it on the page, with the
sentence that says what it shows to those who cannot see it.
"""

import io

import matplotlib
import numpy as np
from IPython.display import DisplayHandle, display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

# Okabe and Ito's colours, told apart by the colour-blind. One meaning each in the whole course.
BLUE = "#0072B2"  # training
VERMILLION = "#D55E00"  # validation
GREEN = "#009E73"
PURPLE = "#CC79A7"
BLACK = "#000000"
ORANGE = "#E69F00"  # fills only
SKY = "#56B4E9"  # fills only

SINGLE, PAIR = (6, 4), (9, 3.5)  # inches
DPI = 110

STYLE = {
    "axes.prop_cycle": matplotlib.cycler(color=[BLUE, VERMILLION, GREEN, PURPLE, BLACK]),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 10,
    "lines.linewidth": 2,
    "image.cmap": "cividis",
}


def new_figure(
    n_rows: int = 1, n_columns: int = 1, size: tuple[float, float] = SINGLE, **subplots
) -> tuple[Figure, Axes | np.ndarray]:
    """Return an empty figure in the style of the course, and its axes."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=size, dpi=DPI, layout="constrained")
        return figure, figure.subplots(n_rows, n_columns, **subplots)


def show(figure: Figure, alt: str) -> None:
    """Show the figure as a PNG with its alternative text: what it shows, in a sentence or two.

    Raises:
        ValueError: without an alternative text.
    """
    show_live(figure, alt)


def show_live(figure: Figure, alt: str, handle: DisplayHandle | None = None) -> DisplayHandle:
    """Show the figure like `show`, and return a handle with which another can take its place.

    Args:
        figure: what to show.
        alt: what the figure shows, in a sentence or two.
        handle: what an earlier call returned; None for a new place on the page.

    Raises:
        ValueError: without an alternative text.
    """
    if not alt.strip():
        raise ValueError("show expected a sentence on what the figure shows; got none. Write alt.")
    content = {"image/png": png_bytes(figure), "text/plain": alt}
    metadata = {"image/png": {"alt": alt}}
    if handle is None:
        return display(content, raw=True, metadata=metadata, display_id=True)
    handle.update(content, raw=True, metadata=metadata)
    return handle


def png_bytes(figure: Figure) -> bytes:
    """Return the figure as a PNG with a palette of 256 colours, a fifth of the usual size."""
    canvas = FigureCanvasAgg(figure)
    with matplotlib.rc_context(STYLE):
        canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    file = io.BytesIO()
    picture.quantize(256, dither=Image.Dither.NONE).save(file, "PNG", dpi=(figure.dpi, figure.dpi))
    return file.getvalue()


def plot_history(history, n_epochs: int | None = None) -> Figure:
    """Return loss and accuracy against the epoch: training blue, validation vermillion.

    Args:
        history: what `train` returned, or what it passed to `on_epoch`.
        n_epochs: how many epochs the axis has room for; None: as many as there are.
    """
    figure, (loss_axes, accuracy_axes) = new_figure(1, 2, PAIR)
    width = n_epochs or max(history.n_epochs, 1)
    draw_curves(loss_axes, "loss", history.train_loss, history.validation_loss, width)
    shares = [[100 * share for share in history.train_accuracy]]
    shares.append([100 * share for share in history.validation_accuracy])
    draw_curves(accuracy_axes, "right answers (%)", *shares, width)
    loss_axes.set_ylim(bottom=0)
    return figure


def draw_curves(axes: Axes, quantity: str, training, validation, n_epochs: int) -> None:
    """Draw a quantity against the epoch, each curve named at its end."""
    curves = [("training", training, BLUE, "o-"), ("validation", validation, VERMILLION, "s--")]
    for name, values, color, mark in curves:
        if len(values):
            label = f"{name}: {values[-1]:.3g}"
            axes.plot(range(1, len(values) + 1), values, mark, color=color, ms=4, label=label)
    axes.set(xlabel="epoch", ylabel=quantity, xlim=(0.5, n_epochs + 0.5))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    if len(training):
        rising = training[-1] > training[0]
        axes.legend(frameon=False, loc="lower right" if rising else "upper right")


class LiveHistory:
    """Draws a training as it goes: `train(..., on_epoch=LiveHistory(n_epochs=20))`.

    Args:
        n_epochs: how many epochs the axes have room for.
    """

    def __init__(self, n_epochs: int):
        self.n_epochs = n_epochs
        self.handle = None

    def __call__(self, history) -> None:
        """Draw what has happened so far, in place of the picture before."""
        alt = (  # the same each time: a test that re-runs a notebook sees the first picture alone
            "Loss, left, and share of right answers, right, against the epoch: circles for the"
            " training examples, squares for the validation examples where there are any."
        )
        self.handle = show_live(plot_history(history, self.n_epochs), alt, self.handle)


def plot_comparison(histories: dict, lowest: float = 90) -> Figure:
    """Return the right answers on the validation examples, a curve for each named history.

    Args:
        histories: name to `History`.
        lowest: where the axis begins, in per cent.
    """
    figure, axes = new_figure()
    colors = [VERMILLION, GREEN, PURPLE, BLACK]
    marks = ["o-", "s--", "^:", "d-."]
    for (name, history), color, mark in zip(histories.items(), colors, marks, strict=False):
        shares = [100 * share for share in history.validation_accuracy]
        label = f"{name}: {shares[-1]:.2f} %"
        axes.plot(range(1, len(shares) + 1), shares, mark, color=color, ms=4, label=label)
    axes.set(xlabel="epoch", ylabel="right answers on validation digits (%)")
    axes.set_ylim(lowest, 100 if lowest < 50 else None)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.legend(frameon=False, loc="lower right")
    return figure


def plot_digits(
    images: np.ndarray, titles: list[str] | None = None, n_columns: int = 8, size: float = 1.1
) -> Figure:
    """Return digits side by side, dark ink on white, each with its title.

    Shapes: images (n_images, 784) or (n_images, 28, 28), from 0 to 1, or uint8 from 0 to 255.
    """
    images = np.asarray(images).reshape(-1, 28, 28)
    n_rows = -(-len(images) // n_columns)
    n_lines = max(title.count("\n") + 1 for title in titles) if titles else 0
    height = n_rows * (size + 0.18 * n_lines) + 0.1
    figure, axes = new_figure(n_rows, n_columns, (n_columns * size, height), squeeze=False)
    figure.get_layout_engine().set(h_pad=0.08)
    for axis in axes.flat:
        axis.axis("off")
    for n, image in enumerate(images):
        draw_digit_image(axes.flat[n], image)
        if titles:
            axes.flat[n].set_title(titles[n], fontsize=9, fontweight="normal", loc="center")
    return figure


def plot_confusion(counts: np.ndarray) -> Figure:
    """Return a table of counts: a row for each true digit, a column for each answer.

    The colour shows the mistakes alone, since the right answers are so many more.

    Shapes: counts (n_classes, n_classes).
    """
    figure, axes = new_figure(size=(5.4, 5))
    mistakes = counts.astype(float)
    np.fill_diagonal(mistakes, np.nan)
    most = max(np.nanmax(mistakes), 1)
    axes.imshow(mistakes, cmap="Oranges", vmax=1.3 * most)  # pale enough for black numbers
    for row, column in np.ndindex(counts.shape):
        weight = "bold" if row == column else "normal"
        color = "black" if counts[row, column] else "#999999"
        text = f"{counts[row, column]}"
        axes.text(column, row, text, ha="center", va="center", size=9, color=color, weight=weight)
    axes.set(xlabel="what the network answers", ylabel="what the digit is")
    axes.set(xticks=range(len(counts)), yticks=range(len(counts)))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure


def plot_weights(weight: np.ndarray, n_columns: int = 8) -> Figure:
    """Return each neuron's 784 weights as a picture: blue below zero, white at zero, red above.

    Shapes: weight (n_neurons, 784), as in `Linear.weight.value`.
    """
    pictures = np.asarray(weight).reshape(-1, 28, 28)
    n_rows = -(-len(pictures) // n_columns)
    size = (n_columns * 1.1, n_rows * 1.3)
    figure, axes = new_figure(n_rows, n_columns, size, squeeze=False)
    limit = np.quantile(np.abs(pictures), 0.998)  # a few large weights would pale the others
    for axis in axes.flat:
        axis.axis("off")
    for n, picture in enumerate(pictures):
        drawn = axes.flat[n].imshow(picture, cmap="RdBu_r", vmin=-limit, vmax=limit)
        axes.flat[n].set_title(f"neuron {n}", fontsize=9, fontweight="normal", loc="center")
    figure.colorbar(drawn, ax=axes, label="weight", extend="both", shrink=0.8)
    return figure


def draw_digit_image(axes: Axes, image: np.ndarray) -> None:
    """Draw a digit, dark ink on white, in a thin frame.

    Shapes: image (28, 28), grey values from 0 to 1 or from 0 to 255.
    """
    whole = 255 if image.dtype == np.uint8 else 1
    axes.imshow(image, cmap="gray_r", vmin=0, vmax=whole)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set(visible=True, color="#BBBBBB")


def plot_outputs(probabilities: np.ndarray, title: str = "") -> Figure:
    """Return the ten outputs of a digit network as bars, the largest one marked.

    Shapes: probabilities (n_classes,).
    """
    figure, axes = new_figure(size=(6, 2.6))
    draw_outputs(axes, probabilities)
    axes.set_title(title)
    return figure


def draw_outputs(axes: Axes, probabilities: np.ndarray) -> None:
    """Draw the outputs as bars, the largest one in black and named by its share.

    Shapes: probabilities (n_classes,), all zero while there is no answer.
    """
    largest = probabilities.max()
    colors = [BLACK if p == largest else "#BBBBBB" for p in probabilities]
    bars = axes.bar(range(len(probabilities)), probabilities, color=colors)
    shares = [in_percent(p) if p >= 0.005 else "" for p in probabilities]
    axes.bar_label(bars, shares, fontsize=9, padding=2)
    axes.set(xlabel="digit", ylabel="probability", ylim=(0, 1.12))
    axes.set(xticks=range(len(probabilities)), yticks=(0, 0.5, 1))


def plot_confidence(confidences: dict[str, np.ndarray]) -> Figure:
    """Return a histogram of the largest output for each named set of inputs, one above the other.

    Shapes: each (n_examples,), from 0 to 1.
    """
    figure, rows = new_figure(len(confidences), 1, sharex=True, squeeze=False)
    for axes, (name, values) in zip(rows[:, 0], confidences.items(), strict=True):
        percent = 100 * np.asarray(values)
        shares = np.full(len(percent), 100 / len(percent))
        axes.hist(percent, bins=range(0, 101, 5), weights=shares, color=GREEN)
        axes.set(title=f"{name}: mean {percent.mean():.0f} %", ylabel="share (%)", xlim=(0, 100))
    axes.set_xlabel("confidence: the largest of the ten outputs (%)")
    return figure


def in_percent(probability: float) -> str:
    """Return "93 %", and never "100 %": a softmax is not that sure."""
    return f"{100 * probability:.0f} %" if probability < 0.995 else "over 99 %"


def plot_in_fog(function, place: float, interval=(-3.0, 3.0)) -> Figure:
    """Return a ball on a curve that cannot be seen: fog hides all but the place of the ball.

    Args:
        function: takes an array of places and returns their heights.
        place: where the ball is.
        interval: the first and the last place of the picture.
    """
    figure, axes = new_figure(size=(6, 3))
    axes.set_facecolor("#D9D9D9")
    heights = function(np.linspace(*interval, 241))
    axes.plot(place, function(place), "o", color=VERMILLION, ms=15, mec="white", mew=4)
    for side in interval:
        axes.text((place + side) / 2, function(place), "fog", ha="center", va="center")
    axes.set(xlabel="place x", ylabel="height", xlim=interval)
    axes.set_ylim(1.1 * heights.min(), 1.1 * heights.max())
    return figure


def plot_secants(function, slope: float, place: float, nudges, interval=(-3.0, 3.0)) -> Figure:
    """Return a curve, the secant of each nudge with its ratio, and the tangent they approach.

    Args:
        function: takes an array of places and returns their heights.
        slope: the derivative at `place`, the slope of the tangent.
        place: where each nudge starts.
        nudges: how far each one goes.
        interval: where the curve is drawn.
    """
    figure, axes = new_figure(size=(6, 4.4))
    x = np.linspace(*interval, 241)
    axes.plot(x, function(x), color=BLUE)
    height = function(place)
    ends = place + np.array([-0.6, 1.25])
    axes.plot(ends, height + slope * (ends - place), color=BLACK)
    text_at = (ends[1] + 0.08, height + slope * (ends[1] - place))
    axes.text(*text_at, f"tangent: slope {slope:.4g}", va="center")
    for h in nudges:
        nudged = function(place + h)
        ratio = (nudged - height) / h
        axes.plot([place, place + h], [height, nudged], "--s", color=VERMILLION, markevery=[1])
        label = f"nudge {h:g}: ratio {ratio:.4g}"
        left = h == min(nudges)  # beside the tangent there is room on its other side alone
        gap, side = (-0.2, "right") if left else (0.15, "left")
        axes.text(place + h + gap, nudged, label, ha=side, va="bottom", color=VERMILLION)
    axes.plot(place, height, "o", color=BLACK, ms=8)
    axes.set(xlabel="place x", ylabel="height", xlim=(interval[0], interval[1] + 2))
    return figure


def plot_derivative(function, derivative, interval=(-3.0, 3.0)) -> Figure:
    """Return a curve with some of its tangents, and below it the derivative at each place.

    Args:
        function: takes an array of places and returns their heights.
        derivative: takes the same places and returns the slope at each.
        interval: where both are drawn.
    """
    figure, (above, below) = new_figure(2, 1, (6, 5), sharex=True)
    x = np.linspace(*interval, 241)
    slopes = derivative(x)
    above.plot(x, function(x), color=BLUE)
    below.plot(x, slopes, color=GREEN)
    for place in np.linspace(*interval, 9)[1:-1]:
        slope = derivative(place)
        ends = place + np.array([-0.35, 0.35])
        above.plot(ends, function(place) + slope * (ends - place), color=BLACK, lw=1.5)
        above.plot(place, function(place), "o", color=BLACK, ms=4)
        below.plot(place, slope, "o", color=BLACK, ms=4)
    for n in np.flatnonzero(np.diff(slopes >= 0)):
        for axes in (above, below):
            axes.axvline((x[n] + x[n + 1]) / 2, color=BLACK, lw=1, ls=":")
    below.axhline(0, color=BLACK, lw=1)
    room = 0.06 * np.ptp(slopes)
    below.text(interval[1], room, "f climbs ", ha="right", va="bottom")
    below.text(interval[1], -room, "f falls ", ha="right", va="top")
    above.set_ylabel("height f(x)")
    below.set(xlabel="place x", ylabel="derivative f′(x)", xlim=interval)
    return figure


def plot_nudge_errors(nudges: np.ndarray, errors: dict[str, np.ndarray]) -> Figure:
    """Return the error of nudged derivatives against the nudge, both axes in powers of ten.

    Args:
        nudges: the nudges, (n_nudges,).
        errors: a name to the errors of its ratios, (n_nudges,); an error of 0 leaves a gap.
    """
    figure, axes = new_figure(size=(6.5, 4.2))
    styles = [("o-", VERMILLION), ("s--", GREEN), ("^:", PURPLE)]
    for (name, values), (mark, color) in zip(errors.items(), styles, strict=False):
        axes.loglog(nudges, np.where(values > 0, values, np.nan), mark, color=color, ms=4, lw=1)
        axes.text(1.5 * nudges.max(), values[nudges.argmax()], name, color=color, va="center")
    axes.set(xlabel="nudge h", ylabel="error of the ratio")
    axes.set_xlim(nudges.min() / 2, 200 * nudges.max())
    axes.text(0.12, 0.92, "rounding", transform=axes.transAxes, ha="center")
    axes.text(0.72, 0.12, "the curve bends", transform=axes.transAxes, ha="center")
    return figure


def plot_descents(function, paths: dict, interval=(-3.0, 3.0)) -> Figure:
    """Return descents on a curve: left the places on it, right the place against the step.

    Args:
        function: takes an array of places and returns their heights.
        paths: a name to the places in their order, the start first.
        interval: where the curve is drawn.
    """
    figure, (left, right) = new_figure(1, 2, PAIR)
    x = np.linspace(*interval, 481)
    heights = function(x)
    left.plot(x, heights, color=BLUE)
    right.axhline(x[heights.argmin()], color=BLUE, lw=1, ls=":")
    styles = [("s--", GREEN, 5), ("o-", VERMILLION, 4), ("^:", PURPLE, 4)]
    for (name, path), (mark, color, size) in zip(paths.items(), styles, strict=False):
        path = np.asarray(path)
        left.plot(path, function(path), mark[0], color=color, ms=size + 1, mfc="none")
        right.plot(path, mark, color=color, ms=size, lw=1.5, label=name)
    right.text(0, x[heights.argmin()], "lowest place", color=BLUE, va="bottom")
    right.legend(frameon=False, loc="upper right")
    left.set(xlabel="place x", ylabel="height f(x)", xlim=interval)
    right.set(xlabel="step", ylabel="place x")
    right.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    return figure


def plot_gradient_on_map(function, point, gradient, x_limits, y_limits) -> Figure:
    """Return the ground over its map, left, and the map from above, right, with the gradient.

    Args:
        function: takes a point (2,) and returns its height.
        point: where the gradient is, (2,).
        gradient: the arrow, drawn in its full length, (2,).
        x_limits: the western and the eastern edge of the map.
        y_limits: the southern and the northern edge.
    """
    figure, (left, right) = new_figure(1, 2, (9, 4.2), width_ratios=(1.15, 1))
    place = left.get_subplotspec()
    left.remove()
    draw_ground(
        figure.add_subplot(place, projection="3d"), function, point, gradient, x_limits, y_limits
    )
    draw_map(right, function, x_limits, y_limits, equal_steps=True)
    right.contour(
        *grid_of(function, x_limits, y_limits), [function(point)], colors="white", linewidths=2.5
    )
    arrow = {"arrowstyle": "-|>", "color": BLACK, "lw": 2.5, "mutation_scale": 18}
    right.annotate("", point + gradient, point, arrowprops={**arrow, "shrinkA": 0, "shrinkB": 0})
    right.plot(*point, "o", color=VERMILLION, ms=9, mec="white")
    right.annotate(
        "gradient",
        point + 0.55 * gradient,
        (-10, 4),
        textcoords="offset points",
        color="white",
        ha="right",
        weight="bold",
    )
    right.set(title="the map from above", aspect="equal")
    return figure


def draw_ground(axes, function, point, gradient, x_limits, y_limits) -> None:
    """Draw the ground in three dimensions, its map as the floor, and the arrow on the floor."""
    x, y, heights = grid_of(function, x_limits, y_limits)
    floor = heights.min() - np.ptp(heights)
    axes.plot_surface(x, y, heights, cmap="cividis", alpha=0.75, rcount=30, ccount=30)
    axes.contour(x, y, heights, 12, cmap="cividis", offset=floor, linewidths=1)
    end = point + gradient
    across = np.array([-gradient[1], gradient[0]])
    barbs = [end - 0.2 * gradient + side * across for side in (0.1, -0.1)]
    arrow = np.transpose([point, end, barbs[0], end, barbs[1]])
    axes.plot(*arrow, floor, color=BLACK, lw=2.5, zorder=8)
    axes.text(*(point + 0.5 * gradient), floor, "\ngradient", ha="left", va="top", zorder=11)
    way = np.linspace(point, end, 20)
    axes.plot(*way.T, [function(p) for p in way], "--", color=VERMILLION, lw=2.5, zorder=9)
    for at in (point, end):
        axes.plot([at[0]] * 2, [at[1]] * 2, [floor, function(at)], ":", color=BLACK, lw=1.2)
    for height in (floor, function(point)):
        axes.plot(*point, height, "o", color=VERMILLION, ms=7, mec="white", zorder=10)
    axes.set(xlabel="x (east)", ylabel="y (north)", title="the ground over its map")
    axes.set(zlim=(floor, heights.max()), zlabel="height")
    axes.locator_params(nbins=4)
    axes.view_init(elev=20, azim=-58)


def grid_of(function, x_limits, y_limits, n: int = 61) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y and the function on a grid, each of shape (n, n)."""
    x, y = np.meshgrid(np.linspace(*x_limits, n), np.linspace(*y_limits, n))
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    return x, y, np.array([float(function(p)) for p in points]).reshape(n, n)


def draw_map(
    axes: Axes, function, x_limits, y_limits, labels=("x (east)", "y (north)"), equal_steps=False
) -> None:
    """Draw a function of two inputs from above, dark where it is low, with its contours.

    Between two contours lie equal parts of the map, or else equal steps in height.
    """
    x, y, values = grid_of(function, x_limits, y_limits)
    heights = np.linspace(values.min(), values.max(), 21)
    levels = np.unique(heights if equal_steps else np.quantile(values, np.linspace(0, 1, 21)))
    levels = levels if len(levels) > 1 else levels[0] + np.array([-1, 1])
    axes.contourf(x, y, values, levels, cmap="cividis", alpha=0.8)
    axes.contour(x, y, values, levels, colors="white", linewidths=0.6, linestyles="solid")
    axes.set(xlabel=labels[0], ylabel=labels[1], xlim=x_limits, ylim=y_limits)


def plot_descent_maps(maps: dict, x_limits, y_limits) -> Figure:
    """Return maps side by side, each with the descents on it; a large mark is where one ends.

    Args:
        maps: a title to a function of a point (2,), and its paths, each (n_steps + 1, 2).
        x_limits: the western and the eastern edge of each map.
        y_limits: the southern and the northern edge.
    """
    figure, row = new_figure(1, len(maps), (9, 3.3), squeeze=False, sharey=True)
    for axes, (title, (function, paths)) in zip(row[0], maps.items(), strict=True):
        draw_map(axes, function, x_limits, y_limits)
        for path, mark in zip(paths, "os^", strict=False):
            axes.plot(*np.transpose(path), f"{mark}-", color=VERMILLION, ms=3.5, lw=1.2)
            axes.plot(*path[-1], mark, color=VERMILLION, ms=11, mec="white")
        axes.set_title(title)
    for axes in row[0, 1:]:
        axes.set_ylabel("")
    return figure


def plot_rates(function, paths: dict, reach: float) -> Figure:
    """Return a curve once for each descent, with the hops of the ball from place to place.

    Args:
        function: takes an array of places and returns their heights.
        paths: a title to the places of the ball in their order, the start first.
        reach: the curve is drawn from −reach to reach.
    """
    figure, row = new_figure(1, len(paths), (9, 3.2), sharey=True, squeeze=False)
    x = np.linspace(-reach, reach, 200)
    for axes, (title, path) in zip(row[0], paths.items(), strict=True):
        places = np.ravel(path)
        axes.plot(x, function(x), color=BLUE)
        axes.plot(places, function(places), "o-", color=VERMILLION, ms=4, lw=1)
        axes.plot(places[0], function(places[0]), "s", color=BLACK, ms=8, zorder=4)
        axes.plot(places[-1], function(places[-1]), "o", color=VERMILLION, ms=10, mec="white")
        axes.set(xlabel="place x", title=title, xlim=(-reach, reach))
    row[0, 0].set(ylabel="height", ylim=(-0.05 * function(reach), function(reach)))
    return figure


def plot_lines_and_bowl(loss, named: dict, inputs, targets, path=None, axis_labels=()) -> Figure:
    """Return lines through measurements, left, and each as one place on the map of the loss, right.

    Args:
        loss: takes (slope, intercept) and returns a number.
        named: a name to the (slope, intercept) of a line.
        inputs: what the lines get, (n_examples,).
        targets: what they should give, (n_examples,).
        path: the places of a descent, (n_steps + 1, 2), or None.
        axis_labels: what the inputs and the targets are.
    """
    figure, (left, right) = new_figure(1, 2, (9, 3.8))
    left.plot(inputs, targets, "o", color=BLUE, ms=5)
    draw_map(right, loss, (-1, 8), (-4, 4), ("slope", "intercept"))
    if path is not None:
        right.plot(*np.transpose(path), ".-", color=VERMILLION, ms=5, lw=1.2)
    ends = np.array([0, 1.02 * np.max(inputs)])
    for (name, (slope, intercept)), mark in zip(named.items(), "os^D", strict=False):
        left.plot(ends, slope * ends + intercept, "-", color=VERMILLION, lw=1.5)
        left.plot(ends[1], slope * ends[1] + intercept, mark, color=VERMILLION, ms=7)
        left.annotate(
            name,
            (ends[1], slope * ends[1] + intercept),
            (8, 0),
            va="center",
            textcoords="offset points",
        )
        right.plot(slope, intercept, mark, color=VERMILLION, ms=9, mec="white")
        right.annotate(
            name,
            (slope, intercept),
            (8, 6),
            textcoords="offset points",
            color="white",
            weight="bold",
        )
    left.set(xlim=(0, 1.3 * np.max(inputs)))
    if axis_labels:
        left.set(xlabel=axis_labels[0], ylabel=axis_labels[1])
    return figure


def plot_directions(function, start, gradient, directions, lengths) -> Figure:
    """Return how steps in many directions change a function, against their angle to −gradient.

    Args:
        function: takes a point (2,) and returns a number.
        start: where all steps begin, (2,).
        gradient: the gradient there, (2,).
        directions: steps of length 1, (n_directions, 2).
        lengths: how long the steps are; a picture for each.
    """
    figure, row = new_figure(1, len(lengths), PAIR, squeeze=False)
    down = -gradient / np.linalg.norm(gradient)
    across = np.array([-down[1], down[0]])
    angles = np.degrees(np.arctan2(directions @ across, directions @ down))
    circle = np.radians(np.linspace(-180, 180, 181))
    for axes, length in zip(row[0], lengths, strict=True):
        changes = [function(start + length * way) - function(start) for way in directions]
        slope = np.linalg.norm(gradient)
        promised = -length * slope * np.cos(circle)
        axes.axhline(0, color=BLACK, lw=0.8)
        axes.plot(np.degrees(circle), promised, "--", color=BLACK, lw=1)
        axes.plot(angles, changes, "o", color=BLUE, ms=4)
        best = function(start + length * down) - function(start)
        axes.plot(0, best, "D", color=VERMILLION, ms=9, mec="white")
        axes.annotate(
            "against the gradient",
            (0, best),
            (0, 0.12 * promised.max()),
            color=VERMILLION,
            ha="center",
            arrowprops={"arrowstyle": "-", "color": VERMILLION},
        )
        axes.set(xlabel="angle to the steepest way down (degrees)", xticks=range(-180, 181, 90))
        axes.set(ylabel="change of the function", title=f"steps of length {length:g}")
    axes.text(
        0,
        0.9 * promised.max(),
        "dashed: length × slope,\nas the gradient promises",
        ha="center",
        va="top",
    )
    return figure
