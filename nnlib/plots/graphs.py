"""Figures of computation graphs, of the shapes of matrices, and of gradient checks (lesson 06)."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from nnlib.plots.style import BLACK, BLUE, SKY, VERMILLION, new_figure

COLUMN, RADIUS = 2.2, 0.42  # from node to node, and the size of one; a row is 1.5 high
ROW = 1.5
GREY = "#777777"
AGREES, DIFFERS = 1e-6, 1e-3  # relative errors: below the one, above the other

Graph = Mapping[str, tuple[str, Sequence[str]]]  # name: (what stands in it, its operands)


def plot_graph(
    graph: Graph,
    values: Mapping[str, float],
    gradients: Mapping[str, str | float] | None = None,
    factors: Mapping[tuple[str, str], str | float] | None = None,
    rows: Mapping[str, float] | None = None,
    turn: str | None = None,
) -> Figure:
    """Return a computation graph: values above the nodes, gradients below, factors on the lines.

    Args:
        graph: the nodes in the order in which they are computed: {"x": ("", ()), "p": ("x²",
            ("x",))}, each with what it computes and what it is made from.
        values: numbers by name, going forward; a node without one is drawn pale.
        gradients: numbers or words by name, going back.
        factors: numbers or words by (operand, result): how the result answers to the operand.
        rows: how high a node stands, where the middle of its column does not do.
        turn: the node whose turn it is on the way back; its lines are thick, and point back.
    """
    places = places_of(graph, rows or {})
    x, y = np.transpose(list(places.values()))
    size = (1.0 + 1.05 * np.ptp(x), 1.9 + 1.0 * np.ptp(y))
    figure, axes = new_figure(size=(max(6, size[0] * 1.15), size[1]))
    axes.set(xlim=(x.min() - 0.8, x.max() + 0.8), ylim=(y.min() - 1, y.max() + 1), aspect="equal")
    figure.set_layout_engine("none")
    axes.set_position((0, 0, 1, 1))
    axes.axis("off")
    draw_graph(axes, graph, places, values, gradients or {}, factors or {}, turn)
    return figure


def places_of(graph: Graph, rows: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Return where each node stands: in the column after the last of its operands."""
    column: dict[str, int] = {}
    for name, (_, operands) in graph.items():
        column[name] = max((column[operand] + 1 for operand in operands), default=0)
    places = {}
    for name in graph:
        same = [other for other in graph if column[other] == column[name]]
        middle = (len(same) - 1) / 2 - same.index(name)
        places[name] = (COLUMN * column[name], ROW * rows.get(name, middle))
    return places


def draw_graph(axes: Axes, graph: Graph, places, values, gradients, factors, turn) -> None:
    """Draw lines, nodes and numbers."""
    for name, (_, operands) in graph.items():
        for operand in operands:
            factor = factors.get((operand, name), "")
            draw_line(axes, places[operand], places[name], factor, name == turn)
    for name, (words, _) in graph.items():
        x, y = places[name]
        known = name in values
        axes.add_patch(
            circle(x, y, "#DDEEFA" if name == turn else "#FFFFFF", BLACK if known else "#BBBBBB")
        )
        text = f"{name} =\n{words}" if words else name
        axes.text(x, y, text, ha="center", va="center", size=11, color=BLACK if known else GREY)
        if known:
            above = {"ha": "center", "va": "bottom", "size": 12, "color": BLUE}
            axes.text(x, y + RADIUS + 0.06, number_text(values[name]), **above)
        if name in gradients:
            below = {"ha": "center", "va": "top", "size": 12, "color": VERMILLION}
            below |= {"style": "oblique"}
            axes.text(x, y - RADIUS - 0.08, f"∂ {number_text(gradients[name])}", **below)


def circle(x: float, y: float, fill: str, edge: str) -> Circle:
    """Return a node."""
    return Circle((x, y), RADIUS, facecolor=fill, edgecolor=edge, linewidth=1.5, zorder=3)


def draw_line(axes: Axes, start, end, factor, is_turn: bool) -> None:
    """Draw an arrow that points forward, or back in its turn; the factor stands on it."""
    start, end = np.array(start), np.array(end)
    way = (end - start) / np.linalg.norm(end - start)
    tail, head = start + (RADIUS + 0.04) * way, end - (RADIUS + 0.06) * way
    color, width = (VERMILLION, 2.6) if is_turn else (GREY, 1.3)
    style = "<|-" if is_turn else "-|>"
    arrow = {"arrowstyle": style, "color": color, "lw": width, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", head, tail, arrowprops=arrow, zorder=1)
    if factor != "":
        axes.text(
            *(tail + 0.5 * (head - tail)),
            f"× {number_text(factor)}",
            ha="center",
            va="center",
            size=11,
            style="oblique",
            color=VERMILLION,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            zorder=4,
        )


def number_text(number: float | str) -> str:
    """Return a number with a true minus; words as they are.

    It has at most three decimals or, where it is small, three digits: else it would seem to be 0.
    What is smaller than a millionth comes of rounding, and is 0.
    """
    if isinstance(number, str):
        return number
    if abs(number) < 1e-6:
        return "0"
    text = f"{number:.3g}" if abs(number) < 0.1 else f"{round(number, 3):.6g}"
    return text.replace("-", "−")


def plot_shapes(products: Sequence[tuple[str, Sequence[tuple[str, int, int]]]]) -> Figure:
    """Return matrix products as boxes: as many little squares high and wide as they have numbers.

    Args:
        products: a title, and its matrices in the order in which they are written, each a
            (name, n_rows, n_columns); the last one is the result, after an = sign.
    """
    heights = [max(rows for _, rows, _ in matrices) for _, matrices in products]
    figure, column = new_figure(
        len(products), 1, (9, 0.5 + 0.42 * sum(heights)), squeeze=False, height_ratios=heights
    )
    for axes, (title, matrices), height in zip(column[:, 0], products, heights, strict=True):
        at = 0.0
        for n, (name, n_rows, n_columns) in enumerate(matrices):
            if n:
                sign = "=" if n == len(matrices) - 1 else "@"
                axes.text(at + 1.1, 0, sign, ha="center", va="center", size=15)
                at += 2.2
            is_result = n == len(matrices) - 1
            draw_matrix(axes, at, n_rows, n_columns, is_result)
            words = f"{name}\n({n_rows}, {n_columns})"
            axes.text(at + n_columns + 0.25, 0, words, ha="left", va="center", size=10)
            at += n_columns + 0.3 + 0.27 * max(map(len, words.split("\n")))
        axes.text(-0.6, 0, title, ha="right", va="center", size=11, weight="bold")
        axes.set(xlim=(-7.5, 26.5), ylim=(-height / 2 - 0.3, height / 2 + 0.3), aspect="equal")
        axes.axis("off")
    return figure


def draw_matrix(axes: Axes, left: float, n_rows: int, n_columns: int, is_result: bool) -> None:
    """Draw a matrix as a grid of squares; a result is blue with thick lines."""
    for row in range(n_rows):
        for n in range(n_columns):
            x = left + n + np.array([0, 1, 1, 0])
            y = n_rows / 2 - row - np.array([0, 0, 1, 1])
            fill, edge = (SKY, BLUE) if is_result else ("#EEEEEE", GREY)
            axes.fill(x, y, facecolor=fill, edgecolor=edge, lw=2 if is_result else 1)


def plot_gradient_check(errors: Mapping[str, float]) -> Figure:
    """Return the relative error of each parameter's gradient, on an axis of powers of ten.

    Args:
        errors: what `compare_gradients` returns: a name to a relative error.
    """
    figure, axes = new_figure(size=(9, 1.3 + 0.42 * len(errors)))
    axes.axvspan(1e-14, AGREES, color="#E8F1E8", zorder=0)
    axes.axvspan(DIFFERS, 10, color="#F8E6DC", zorder=0)
    for n, error in enumerate(errors.values()):
        color, mark = (VERMILLION, "X") if is_wrong(error) else (BLUE, "o")
        place = max(error, 1e-13) if error <= 1 else 1
        axes.plot(place, -n, mark, color=color, ms=11)
        axes.annotate(error_text(error), (place, -n), (11, -4), textcoords="offset points")
    axes.set_yticks(range(0, -len(errors), -1), list(errors))
    for label in axes.get_yticklabels():
        label.set_weight("bold" if is_wrong(errors[label.get_text()]) else "normal")
    axes.set(xscale="log", xlim=(1e-14, 30), ylim=(0.7 - len(errors), 1.1))
    axes.set(xlabel="relative error, backward against nudging")
    for x, words in ((1e-10, "they agree"), (0.15, "one is wrong")):
        axes.text(x, 0.75, words, ha="center", va="center", style="oblique")
    return figure


def is_wrong(error: float) -> bool:
    """Return whether an error says that a gradient is wrong; nan says so too."""
    return not error <= DIFFERS


def error_text(error: float) -> str:
    """Return a relative error in a few characters."""
    if error < AGREES:
        return "below 1e-6"
    return f"{error:.0e}" if error < 0.01 else f"{error:.2f}"
