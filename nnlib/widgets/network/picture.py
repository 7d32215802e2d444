"""The diagram of a network with the values that are known so far, and a formula above it."""

import re
from collections.abc import Sequence
from textwrap import wrap

from nnlib.diagrams import NODE_HALF, RADIUS, network_diagram, place
from nnlib.widgets.network.losses import said
from nnlib.widgets.network.steps import Step
from nnlib.widgets.network.worked import WorkedNetwork
from nnlib.widgets.stage import Stage

LETTER = 8.2  # about the width of a letter of the caption
WIDEST = "(−0.00000)"
NEW = "▸ "  # before the number that the step is about


class NetworkPicture:
    """What `explore_network` shows, on its stage and as an ordinary output.

    Args:
        network: whose numbers are drawn.
        steps: all its steps; they say how much room the formulas need.
        stage: shows the same diagram where it can be clicked.
    """

    def __init__(self, network: WorkedNetwork, steps: Sequence[Step], stage: Stage):
        self.network, self.stage = network, stage
        self.what = description(network)
        nodes, _ = place(network.layers, network.biases, "E")
        width = max(node.x for node in nodes) + NODE_HALF
        self.n_letters = int((width - 2 * RADIUS) / LETTER)
        self.n_lines = max(len(self.wrapped(widened(step.formula))) for step in steps)
        self.drawn, self.chosen = {}, ""
        self.show([], [])

    def __repr__(self) -> str:
        return self.what

    def show(
        self,
        known: Sequence[Step],
        caption: Sequence[str],
        step: Step | None = None,
        asked: bool = False,
        hinted: bool = True,
        name: str = "",
    ) -> None:
        """Draw what is known, and draw thick what a step concerns.

        Args:
            known: the steps whose values are filled in.
            caption: what stands above the diagram.
            step: the one that the formula is about; None: no part is thick, but `name`.
            asked: whether a question mark stands in the place of the step's value.
            hinted: whether what the value is made of is thick too, and not its own place alone.
            name: the part that was chosen.
        """
        values, gradients = given(self.network), {}
        for one in [*known, step] if asked else known:
            number = "?" if asked and one is step else said(one.value)
            label = NEW + one.label if one is step else one.label
            lines = (gradients if one.is_back else values).setdefault(one.name, {})
            lines[label] = number
        self.chosen = name
        path = [name] if name else []
        if step:
            path = step.path if hinted else [step.name]
        self.drawn = {
            "values": values,
            "gradients": gradients,
            "path": path,
            "second_path": step.second_path if step and hinted else [],
            "caption": self.padded(self.wrapped(caption)),
        }

    def content(self, alt: str) -> tuple[dict, dict]:
        """Return what the notebook shows, and put the same on the stage."""
        diagram = network_diagram(
            self.network.layers,
            alt=alt,
            biases=self.network.biases,
            loss="E",
            roomy=True,
            **self.drawn,
        )
        self.stage.show(diagram.svg, self.chosen)
        return {"text/html": diagram._repr_html_(), "text/plain": alt}, {}

    def wrapped(self, lines: Sequence[str]) -> list[str]:
        """Return the lines, broken where they are too long, but never inside a product."""
        whole = [line.replace(" · ", "\u00a0·\u00a0") for line in lines]
        return [part for line in whole for part in wrap(line, self.n_letters)]

    def padded(self, lines: list[str]) -> list[str]:
        """Return as many lines as the longest formula has, so that the diagram stands still."""
        return [*lines, *[""] * (self.n_lines - len(lines))]


def widened(lines: Sequence[str]) -> list[str]:
    """Return the lines with numbers as long as they may become when weights change."""
    return [re.sub(r"\(?−?\d+\.\d+\)?", WIDEST, line) for line in lines]


def given(network: WorkedNetwork) -> dict[str, str | dict[str, str]]:
    """Return what is known from the beginning: inputs, weights, biases, targets."""
    numbers = network.numbers
    values = {name: said(numbers.outputs[name]) for name in network.layers[0]}
    values |= {name: said(number) for name, number in numbers.parameters.items()}
    return values | {"E": {name: said(target) for name, target in network.target.items()}}


def description(network: WorkedNetwork) -> str:
    """Return what the diagram shows at all times, in a sentence."""
    n_inputs, *n_hidden, n_outputs = map(len, network.layers)
    hidden = f", {' and '.join(map(str, n_hidden))} hidden neurons" if n_hidden else ""
    if n_hidden == [1]:
        hidden = ", 1 hidden neuron"
    inputs, outputs = (
        f"{n} {what}" + ("s" if n > 1 else "")
        for n, what in ((n_inputs, "input"), (n_outputs, "output"))
    )
    return (
        f"A network with {inputs}{hidden}, {outputs} and the error E: values going forward above,"
        " gradients going back below."
    )
