"""What a walk through a network and a network to fill in share: a diagram that can be clicked."""

from nnlib.widgets.controls import Choice, Control, choice
from nnlib.widgets.live import Live
from nnlib.widgets.network.losses import said
from nnlib.widgets.network.picture import NetworkPicture
from nnlib.widgets.network.steps import steps_of
from nnlib.widgets.network.worked import WorkedNetwork
from nnlib.widgets.stage import Stage

THE_STEP = "the step"
LABEL = "Diagram of the network. Each node and weight is a button that shows its formula."


class NetworkWidget(Live):
    """A network as a diagram whose parts can be clicked; what its two kinds share.

    Attributes:
        network: the copy that it works on, with all its numbers.
        steps: all steps forward and back, with the numbers of now.
        stage: the diagram, where it can be clicked.
    """

    def __init__(self, network: WorkedNetwork, draw, **controls: Control):
        self.network, self.steps = network, steps_of(network)
        self.stage = Stage(self.click, LABEL)
        picture = NetworkPicture(network, self.steps, self.stage)
        super().__init__(draw, picture, None, self.forget, controls)
        self.panel.children = (*self.panel.children, self.stage)

    @property
    def selected(self) -> str:
        """The name that was clicked or chosen; "" where the step is shown."""
        look = self.controls["look"].value
        return "" if look == THE_STEP else look

    @property
    def n_forward(self) -> int:
        """How many steps lead to the error."""
        return 1 + [step.label for step in self.steps].index("E")

    def click(self, name: str) -> None:
        """Look at a node, a weight or a bias, as a click on it does.

        Raises:
            ValueError: for a name that the network does not have.
        """
        if name not in self.network.names:
            raise ValueError(
                f"click expected one of {', '.join(self.network.names)}; got {name!r}."
                " Choose a name that stands in the picture."
            )
        self.controls["look"].value = name

    def look_at(self, name: str, n_known: int) -> str:
        """Draw one part of the network thick; return in words all that is known of it."""
        own = [step for step in self.steps if step.name == name or name in step.also]
        known = [step for step in own if step in self.steps[:n_known]]
        step = known[-1] if known else None
        words = [*self.described(name), *(f"{one.symbol} = {one.result}." for one in known)]
        later = [n for n, one in enumerate(self.steps, start=1) if n > n_known and one in own]
        if later:
            first = f"Nothing is known of {name} yet: its first value comes with step {later[0]}."
            words.append(f"More comes with step {later[0]}." if words else first)
        caption = step.formula if step else words[:1]
        self.picture.show(self.steps[:n_known], caption, step, name=name)
        return " ".join(words)

    def described(self, name: str) -> list[str]:
        """Return what a part is, where a formula does not say it."""
        numbers = self.network.numbers
        if name in self.network.layers[0]:
            return [f"{name} = {said(numbers.outputs[name])}: an input, which is given."]
        if name in numbers.parameters:
            return [f"{name} = {said(numbers.parameters[name])}: {self.place_of(name)}."]
        return []

    def place_of(self, name: str) -> str:
        """Return where a weight or a bias is, in words."""
        for neuron in self.network.neurons.values():
            if name in neuron.weights:
                source = neuron.sources[neuron.weights.index(name)]
                return f"the weight on the line from {source} to {neuron.name}"
        users = [n.name for n in self.network.neurons.values() if n.bias == name]
        return f"the bias of {' and '.join(users)}"

    def nth(self, n: int) -> str:
        """Return which step the last of n is, in words: "Step 3 of 31, forward"."""
        way = "forward" if n <= self.n_forward else "back"
        return f"Step {n} of {len(self.steps)}, {way}"

    def forget(self) -> None:
        """Forget whatever is remembered beside the controls."""
        raise NotImplementedError


def look_control(network: WorkedNetwork) -> Choice:
    """Return the list of all that can be looked at."""
    return choice([THE_STEP, *network.names], label="look at")
