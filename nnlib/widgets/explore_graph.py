"""A small computation graph: forward value by value, back node by node, or wrongly on purpose.

The computing (`walk`), the drawing (`GraphPicture`) and what ties them to the controls
(`explore_graph`) are apart. The values and the slopes come from `nnlib.autograd`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from nnlib.autograd import Tensor
from nnlib.plots import plot_graph
from nnlib.plots.graphs import number_text
from nnlib.widgets.controls import button, choice, slider, toggle
from nnlib.widgets.live import Live, live
from nnlib.widgets.picture import Picture
from nnlib.widgets.player import Player

WHAT = (
    "A graph: the inputs y and x at the left, the result at the right. Above each node its value,"
    " below it the gradient that has arrived; on each line, going back, how the result answers."
)


@dataclass(frozen=True)
class Expression:
    """A function of x and y as a graph.

    Attributes:
        name: the formula.
        nodes: what stands in each node after the inputs, and what it is made from, in order.
        compute: takes the Tensors y and x, and returns those of the nodes, in the same order.
        rows: how high a node stands, where its column's middle does not do.
    """

    name: str
    nodes: dict[str, tuple[str, tuple[str, ...]]]
    compute: Callable[[Tensor, Tensor], tuple[Tensor, ...]]
    rows: dict[str, float] = field(default_factory=dict)

    @property
    def graph(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """All nodes in the order in which they are computed, the inputs first."""
        return {"y": ("", ()), "x": ("", ()), **self.nodes}


def product_and_square(y: Tensor, x: Tensor) -> tuple[Tensor, ...]:
    """Return p = x y, q = x², z = p + q."""
    p, q = x * y, x**2
    return p, q, p + q


def squared_sum(y: Tensor, x: Tensor) -> tuple[Tensor, ...]:
    """Return p = x y, s = p + x, f = s²."""
    p = x * y
    s = p + x
    return p, s, s**2


def gate(y: Tensor, x: Tensor) -> tuple[Tensor, ...]:
    """Return s = x + y, a = σ(s), g = a x."""
    s = x + y
    a = s.sigmoid()
    return s, a, a * x


EXPRESSIONS = [
    Expression(
        "z = xy + x²",
        {"p": ("x · y", ("y", "x")), "q": ("x²", ("x",)), "z": ("p + q", ("p", "q"))},
        product_and_square,
    ),
    Expression(
        "f = (xy + x)²",
        {"p": ("x · y", ("y", "x")), "s": ("p + x", ("p", "x")), "f": ("s²", ("s",))},
        squared_sum,
        {"p": 0.5},
    ),
    Expression(
        "g = σ(x + y) · x",
        {"s": ("x + y", ("y", "x")), "a": ("σ(s)", ("s",)), "g": ("a · x", ("a", "x"))},
        gate,
        {"s": 0.5, "a": 0.5},
    ),
]


@dataclass
class Walk:
    """What is known of a graph after so many steps.

    Attributes:
        values: of the nodes that have been computed.
        gradients: what has arrived so far.
        factors: (operand, result) to how the result answers, for the nodes that had their turn.
        turn: the node whose turn it is on the way back, if any.
        text: the last step in words.
    """

    values: dict[str, float]
    gradients: dict[str, float] = field(default_factory=dict)
    factors: dict[tuple[str, str], float] = field(default_factory=dict)
    turn: str | None = None
    text: str = ""


def n_steps(expression: Expression) -> int:
    """Return how many steps there are: each node forward, the 1 at the result, each node back."""
    return 2 * len(expression.nodes) + 1


def walk(expression: Expression, x: float, y: float, step: int, overwrite: bool = False) -> Walk:
    """Return what is known after `step` steps.

    Args:
        expression: which graph.
        x: the one input.
        y: the other one.
        step: from 0, where only the inputs are known, to `n_steps(expression)`.
        overwrite: let a second contribution replace the first, which is wrong.
    """
    tensors = {"y": Tensor(y), "x": Tensor(x)}
    tensors |= zip(expression.nodes, expression.compute(tensors["y"], tensors["x"]), strict=True)
    names = list(expression.nodes)
    known = ["y", "x", *names[:step]]
    now = Walk({name: tensors[name].value.item() for name in known})
    if step <= len(names):
        now.text = forward_text(expression, now, names[step - 1] if step else None)
        return now
    now.gradients[names[-1]] = 1.0
    now.text = f"The way back starts at the result: {names[-1]} answers to itself by 1."
    for name in names[::-1][: step - len(names) - 1]:
        send_back(now, tensors, name, overwrite)
    return now


def send_back(now: Walk, tensors: dict[str, Tensor], name: str, overwrite: bool) -> None:
    """Let a node have its turn: what has arrived, times a factor, goes to each operand."""
    names = {id(tensor): other for other, tensor in tensors.items()}
    result, arrived = tensors[name], now.gradients[name]
    now.turn, words = name, []
    for operand, derivative in result.parents:
        other = names[id(operand)]
        factor = float(derivative(1.0, result.value, *result.operands))
        before, sent = now.gradients.get(other), arrived * factor
        adds = before is not None and not overwrite
        now.factors[other, name] = factor
        now.gradients[other] = sent + (before if adds else 0.0)
        words.append(sentence(other, arrived, factor, before, now.gradients[other], adds))
    now.text = f"{name}'s turn. " + " ".join(words)


def sentence(name: str, arrived, factor, before, after, adds: bool) -> str:
    """Return what a node sends to one operand, in words."""
    product = f"{signed(arrived)} × {signed(factor)} = {number_text(arrived * factor)}"
    if adds:
        product += f", added to {number_text(before)}: {number_text(after)}"
    elif before is not None:
        product += f", in the place of {number_text(before)}, which is lost"
    return f"To {name}: {product}."


def signed(number: float) -> str:
    """Return a number, in parentheses where it has a minus."""
    text = number_text(number)
    return f"({text})" if text.startswith("−") else text


def forward_text(expression: Expression, now: Walk, name: str | None) -> str:
    """Return what the last step forward computed."""
    if name is None:
        return (
            f"The inputs: x = {number_text(now.values['x'])}, y = {number_text(now.values['y'])}."
        )
    words, _ = expression.nodes[name]
    return f"Forward: {name} = {words} = {number_text(now.values[name])}."


def explore_graph(
    expression: str = EXPRESSIONS[0].name, *, x: float = 3.0, y: float = -3.0, step: int = 0
) -> Live:
    """Return a widget: a graph of three operations, to walk forward and back, step by step.

    Args:
        expression: the name of the first graph, as in `EXPRESSIONS`.
        x: one input at first, from −4 to 4.
        y: the other one.
        step: how many steps have been taken at first.

    Raises:
        ValueError: for a graph that is not known.

    Taught in: lesson 06.
    """
    named = {each.name: each for each in EXPRESSIONS}
    if expression not in named:
        raise ValueError(
            f"expression is expected to be one of {', '.join(named)}; got {expression!r}."
            " Copy one of these names."
        )
    longest = max(map(n_steps, EXPRESSIONS))
    steps = slider(0, longest, step, step=1, label="step")

    def move(by: int) -> bool:
        steps.value = min(max(steps.value + by, 0), longest)
        return steps.value < longest

    def forward() -> bool:
        return move(-longest if steps.value == longest else 1)

    def draw(expression: str, x: float, y: float, step: int, overwrite: bool) -> str:
        chosen = named[expression]
        now = walk(chosen, x, y, min(step, n_steps(chosen)), overwrite)
        picture.show(chosen, now)
        return f"Step {step} of {longest}. {now.text}"

    picture = GraphPicture(named[expression])
    return live(
        draw,
        picture,
        player=Player(forward, lambda: None, wait=1.2),
        expression=choice(list(named), value=expression, label="graph"),
        x=slider(-4.0, 4.0, float(x), step=0.5, label="x"),
        y=slider(-4.0, 4.0, float(y), step=0.5, label="y"),
        overwrite=toggle(label="overwrite instead of adding (wrong)"),
        step=steps,
        back=button("Back", lambda: move(-1)),
    )


class GraphPicture:
    """The graph as it is now."""

    what = WHAT

    def __init__(self, expression: Expression):
        self.show(expression, Walk({}))

    def show(self, expression: Expression, now: Walk) -> None:
        """Draw what is known."""
        figure = plot_graph(
            expression.graph, now.values, now.gradients, now.factors, expression.rows, now.turn
        )
        self.picture = Picture(figure, [], WHAT)

    def png(self) -> bytes:
        """Return the picture as it is now, as a PNG with a palette."""
        return self.picture.png()

    def content(self, alt: str) -> tuple[dict, dict]:
        """Return what the notebook shows, and its metadata."""
        return self.picture.content(alt)
