"""Network diagrams: pictures of a small network, as SVG text that is the same on every machine.

Circles are neurons, squares are biases that a layer shares, lines are weights. Above each stand
the values that go forward, in blue; below each the gradients that come back, in vermillion
italics after a ∂. Everything has a name, and a name is how it gets its numbers.
"""

import base64
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain, count, pairwise, zip_longest

import numpy as np

from nnlib.plots import BLACK, BLUE, VERMILLION

RADIUS, ROW, BIAS_ROW, MARGIN = 24, 150, 120, 70  # in units of the viewBox, about pixels
NODE_HALF, LABEL_WIDTH, LABEL_HEIGHT = 58, 96, 38  # room for a node's text, and for a weight's
FONT, LINE = 13, 16
CAPTION_FONT, CAPTION_LINE = 16, 24
HALO = 'paint-order="stroke" stroke="#FFFFFF" stroke-width="5"'
PARTS = ("sum", "out")  # what the two numbers of a neuron are called

Number = float | str | tuple[float, float] | Mapping[str, float | str]


@dataclass(frozen=True)
class Diagram:
    """A picture that a notebook shows, with the sentence that says what is in it."""

    svg: str
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        """Return the picture as an <img>: a bare SVG is hidden until a notebook is trusted."""
        data = base64.b64encode(self.svg.encode()).decode()
        style = "max-width:100%;height:auto"
        return (
            f'<img alt="{escape(self.alt)}" style="{style}" src="data:image/svg+xml;base64,{data}">'
        )


@dataclass(frozen=True)
class Node:
    """A neuron, an input, a bias or the loss: its name, its centre, and whether it is square.

    A neuron with a bias of its own has the name of that bias too.
    """

    name: str
    x: float
    y: float
    square: bool = False
    bias: str = ""


@dataclass(frozen=True)
class Edge:
    """A line from node to node; a weight has a name, and its numbers at the fraction `at`."""

    start: Node
    end: Node
    name: str = ""
    at: float = 0.5

    @property
    def centre(self) -> tuple[float, float]:
        """Where its numbers stand."""
        start, end = self.start, self.end
        return start.x + self.at * (end.x - start.x), start.y + self.at * (end.y - start.y)


def network_diagram(
    layers: Sequence[Sequence[str]],
    *,
    alt: str,
    values: Mapping[str, Number] | None = None,
    gradients: Mapping[str, Number] | None = None,
    biases: Sequence[str | Sequence[str]] = (),
    loss: str | None = None,
    path: Collection[str] = (),
    second_path: Collection[str] = (),
    caption: Sequence[str] = (),
    roomy: bool = False,
) -> Diagram:
    """Return the diagram of a fully connected network, with whatever numbers are known so far.

    Weights are called w1, w2, ..., neuron by neuron, from the first layer of weights to the
    last: the order in which `Linear.weight` holds them. See `weights_by_name`.

    Args:
        layers: the names of the nodes, layer by layer, [["x1", "x2"], ["h1", "h2"], ["y1"]].
        alt: what the diagram shows, in a sentence or two.
        values: numbers by name; for a neuron also (weighted sum, output), or any lines,
            {"sum": 0.154, "out": "?"}, from top to bottom.
        gradients: dloss/dvalue by name, in the same form; lines of one's own get no ∂ before them.
        biases: for each layer but the first the name of a bias that its neurons share, or the
            names of its neurons' own biases.
        loss: the name of a last node, to which all outputs lead.
        path: names of nodes and weights to draw thick.
        second_path: names to draw thick and dashed.
        caption: lines of text above the picture; in z_h1 the h1 is set lower.
        roomy: leave room for three lines below a neuron, and say at the foot what stands where,
            also while there are no gradients.

    Raises:
        ValueError: for a name that the network does not have or has twice, or no alt.
        TypeError: for a word where a list of words belongs.
    """
    lists = {"layers": layers, **{f"layers[{n}]": layer for n, layer in enumerate(layers)}}
    lists |= {"biases": biases, "path": path, "second_path": second_path, "caption": caption}
    check_lists(lists)
    check_sizes(layers, biases, alt)
    numbers, paths = (values or {}, gradients or {}), (set(path), set(second_path))
    nodes, edges = place(layers, biases, loss, 2 * LINE if roomy else 0)
    names = [thing.name for thing in nodes + edges] + [node.bias for node in nodes]
    check_names(list(filter(None, names)), chain(*numbers, *paths))
    pieces = [draw_line(edge, paths) for edge in edges]
    pieces += [draw_node(node, paths, numbers) for node in nodes]
    pieces += [draw_weight(edge, numbers) for edge in edges if edge.name]
    pieces += [draw_own_bias(node, numbers[0]) for node in nodes if node.bias]
    width = max(node.x for node in nodes) + NODE_HALF
    foot = MARGIN + (2 if roomy else 1) * LINE if gradients or roomy else RADIUS + 8
    height = max(node.y for node in nodes) + foot
    if gradients or roomy:
        pieces.append(draw_key(width / 2, height - 10))
    top = -CAPTION_LINE * len(caption)
    pieces += [draw_caption(line, top + CAPTION_LINE * (n + 0.8)) for n, line in enumerate(caption)]
    return Diagram(whole(pieces, width, height, alt, top), alt)


def weights_by_name(*matrices: np.ndarray) -> dict[str, float]:
    """Return {"w1": ..., "w2": ...}: weights, or their gradients, by their names in a diagram.

    Shapes: each matrix (n_outputs, n_inputs), as in `Linear.weight.value`.
    """
    numbers = [float(number) for matrix in matrices for number in np.ravel(matrix)]
    return {f"w{n}": number for n, number in enumerate(numbers, start=1)}


def place(layers, biases, loss: str | None, room: int = 0) -> tuple[list[Node], list[Edge]]:
    """Return where every node and every line goes; rows are further apart by the room given."""
    own = [[] if isinstance(names, str) else names for names in biases]
    grid = place_neurons(layers, own, room)
    bottom = max(node.y for node in chain(*grid)) + BIAS_ROW + room
    shared, edges = [], []
    for name, before, layer in zip(biases, grid, grid[1:], strict=False):
        if isinstance(name, str):
            shared.append(Node(name, before[0].x, bottom, True))
            edges += [Edge(shared[-1], node) for node in layer]
    numbers = count(1)
    for starts, ends in pairwise(grid):
        edges += weights_between(starts, ends, numbers)
    if loss:
        first, last = grid[-1][0], grid[-1][-1]
        end = Node(loss, first.x + 2 * NODE_HALF + RADIUS, (first.y + last.y) / 2)
        edges += [Edge(output, end) for output in grid[-1]]
        shared.append(end)
    return [*chain(*grid), *shared], edges


def place_neurons(
    layers: Sequence[Sequence[str]], own_biases: Sequence[Sequence[str]], room: int
) -> list[list[Node]]:
    """Return the neurons layer by layer, so far apart that no two texts meet."""
    gaps = [min(len(a), len(b)) for a, b in pairwise(layers)]  # columns of labels between layers
    row = max(ROW + room, *(LABEL_HEIGHT / fraction(0, n) for n in gaps))
    tallest, x, grid = max(map(len, layers)), NODE_HALF, []
    margin = MARGIN + (LINE if any(own_biases) else 0)
    for layer, biases, n_columns in zip_longest(layers, [(), *own_biases], gaps):
        top = margin + row * (tallest - len(layer)) / 2
        grid.append(
            [
                Node(name, x, top + row * n, bias=bias or "")
                for n, (name, bias) in enumerate(zip_longest(layer, biases or ()))
            ]
        )
        x += 2 * NODE_HALF + (n_columns or 0) * LABEL_WIDTH
    return grid


def weights_between(starts: list[Node], ends: list[Node], numbers) -> list[Edge]:
    """Return the weights between two layers; the smaller of them says who shares a column."""
    n_columns = min(len(starts), len(ends))
    by_start = len(starts) <= len(ends)
    return [
        Edge(start, end, f"w{next(numbers)}", fraction(i if by_start else j, n_columns))
        for j, end in enumerate(ends)
        for i, start in enumerate(starts)
    ]


def fraction(column: int, n_columns: int) -> float:
    """Return how far along its line a weight of this column has its label."""
    return (NODE_HALF + LABEL_WIDTH * (column + 0.5)) / (2 * NODE_HALF + LABEL_WIDTH * n_columns)


def draw_line(edge: Edge, paths: tuple[set, set]) -> str:
    """Return a line: thin and grey, or thick on a path, and dashed on the second one."""
    names = {edge.name} if edge.name else {edge.start.name, edge.end.name}
    style = path_style(names, paths) or 'stroke="#888888" stroke-width="1.2"'
    start, end = edge.start, edge.end
    return (
        f'<line x1="{start.x:.1f}" y1="{start.y:.1f}" x2="{end.x:.1f}" y2="{end.y:.1f}" {style}/>'
    )


def path_style(names: set[str], paths: tuple[set, set]) -> str:
    """Return how something of these names is drawn on a path, or nothing."""
    first, second = paths
    if names <= first:
        return f'stroke="{BLACK}" stroke-width="4"'
    dashed = names <= first | second
    return f'stroke="{BLACK}" stroke-width="4" stroke-dasharray="9 5"' if dashed else ""


def draw_node(node: Node, paths, numbers: tuple[Mapping, Mapping]) -> str:
    """Return a circle or square with its name inside, values above and gradients below."""
    marked = path_style({node.name}, paths)
    style = f'fill="{"#DDEEFA" if marked else "#FFFFFF"}" '
    style += marked or f'stroke="{BLACK}" stroke-width="1.5"'
    x, y = node.x, node.y
    shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" {style}/>'
    if node.square:
        left, top, side = x - RADIUS + 6, y - RADIUS + 6, 2 * RADIUS - 12
        box = f'x="{left:.1f}" y="{top:.1f}" width="{side}" height="{side}"'
        shape = f"<rect {box} {style}/>"
    values, gradients = lines_of(numbers[0].get(node.name)), lines_back(numbers[1].get(node.name))
    texts = [text(x, y + 5, node.name, BLACK, 'font-weight="bold"')]
    top = y - RADIUS - 8 - LINE * (len(values) - 1)
    texts += [text(x, top + LINE * n, line, BLUE) for n, line in enumerate(values)]
    below = y + RADIUS + LINE
    texts += [gradient_text(x, below + LINE * n, line) for n, line in enumerate(gradients)]
    return f'<g data-name="{escape(node.name)}">{shape}{"".join(texts)}</g>'


def draw_weight(edge: Edge, numbers: tuple[Mapping, Mapping]) -> str:
    """Return a weight's name and value above its line, and its gradient below."""
    x, y = edge.centre
    values, gradients = lines_of(numbers[0].get(edge.name)), lines_back(numbers[1].get(edge.name))
    texts = [text(x, y - 5, " ".join([edge.name, *values]), BLUE)]
    texts += [gradient_text(x, y + LINE, line) for line in gradients]
    return f'<g data-name="{edge.name}">{"".join(texts)}</g>'


def draw_own_bias(node: Node, values: Mapping[str, Number]) -> str:
    """Return the name and value of a neuron's own bias, above the neuron's values."""
    words = " ".join([node.bias, *lines_of(values.get(node.bias))])
    line = text(node.x, node.y - RADIUS - 8 - 2 * LINE, words, BLUE)
    return f'<g data-name="{escape(node.bias)}">{line}</g>'


def draw_caption(line: str, y: float) -> str:
    """Return a line of the caption, what follows a _ set lower."""
    lower = r'\1<tspan dy="4" font-size="12">\2</tspan><tspan dy="-4">\3</tspan>'
    words = re.sub(r"(\w)_(\w+)(.?)", lower, escape(line))
    style = f'fill="{BLACK}" text-anchor="start" font-size="{CAPTION_FONT}"'
    return f'<text x="{RADIUS}" y="{y:.1f}" {style}>{words}</text>'


def draw_key(x: float, y: float) -> str:
    """Return the line at the foot that says what stands where."""
    forward = text(x - 125, y, "above: values, going forward", BLUE)
    return forward + gradient_text(x + 125, y, "∂ below: gradients, going back")


def lines_of(number: Number | None) -> list[str]:
    """Return the lines of text for a number, for the (sum, out) of a neuron, or for any lines."""
    if number is None:
        return []
    if isinstance(number, Mapping):
        return [f"{label} {written(value)}" for label, value in number.items()]
    if not isinstance(number, tuple):
        return [written(number)]
    if len(number) != len(PARTS):
        raise ValueError(f"Expected one number or (sum, out); got {len(number)} numbers.")
    return [f"{part} {short(value)}" for part, value in zip(PARTS, number, strict=True)]


def lines_back(number: Number | None) -> list[str]:
    """Return the lines of text for a gradient: on the way back first the output, then the sum."""
    if isinstance(number, Mapping):
        return lines_of(number)
    return [f"∂ {line}" for line in reversed(lines_of(number))]


def written(number: float | str) -> str:
    """Return a number in short, and words as they are."""
    return number if isinstance(number, str) else short(number)


def short(number: float) -> str:
    """Return a number with two decimals where they are all it has, else five; with a true minus."""
    number = round(float(number), 5) + 0.0  # + 0.0: no minus before a zero
    return f"{number:.{2 if number == round(number, 2) else 5}f}".replace("-", "−")


def gradient_text(x: float, y: float, words: str) -> str:
    """Return text that says by slant and colour that it belongs to the way back."""
    return text(x, y, words, VERMILLION, f'font-style="italic" {HALO}')


def text(x: float, y: float, words: str, color: str, style: str = HALO) -> str:
    """Return centred text, in a white halo that sets it off from the lines."""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{color}" {style}>{escape(words)}</text>'


def whole(pieces: list[str], width: float, height: float, alt: str, top: float) -> str:
    """Return the SVG: a white ground, so that it reads in a dark theme, and the pieces on it."""
    ground = f'<rect y="{top}"' if top else "<rect"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top} {width:.0f} {height - top:.0f}"'
        f' width="{width:.0f}" style="max-width:100%;height:auto" role="img"'
        f' aria-label="{escape(alt)}"><title>{escape(alt)}</title>'
        f'{ground} width="100%" height="100%" fill="#FFFFFF"/>'
        f'<g font-family="Arial, Helvetica, sans-serif" font-size="{FONT}" text-anchor="middle">'
        f"{''.join(pieces)}</g></svg>"
    )


def check_lists(lists: Mapping[str, Collection[str]]) -> None:
    """Say which list is a word, whose letters would be taken for names or lines."""
    for name, words in lists.items():
        if isinstance(words, str):
            raise TypeError(
                f"network_diagram expected {name} to be a list; got {words!r}. Pass [{words!r}]."
            )


def check_sizes(layers, biases, alt: str) -> None:
    """Say what is missing, or too much."""
    if len(layers) < 2 or not all(layers):
        raise ValueError(f"Expected two layers or more, none of them empty; got {layers}.")
    if len(biases) not in (0, len(layers) - 1):
        raise ValueError(f"biases expected {len(layers) - 1} names or none; got {len(biases)}.")
    for names, layer in zip(biases, layers[1:], strict=False):
        if not isinstance(names, str) and len(names) != len(layer):
            raise ValueError(
                f"A layer of {len(layer)} neurons expected as many biases, or the name of one that"
                f" they share; got {names!r}."
            )
    if not alt.strip():
        raise ValueError("network_diagram expected a sentence on what it shows. Write alt.")


def check_names(known: list[str], asked: Iterable[str]) -> None:
    """Say which name the network has twice, or does not have."""
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise ValueError(f"Each node and weight needs a name of its own; there are two {twice}.")
    unknown = sorted(set(asked) - set(known))
    if unknown:
        raise ValueError(f"The network has no {unknown}. Its names are {', '.join(known)}.")
