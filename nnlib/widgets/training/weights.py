"""The controls of `explore_training` that choose one weight of the network, show it and set it."""

from dataclasses import dataclass

from nnlib.layers import Linear, Sequential
from nnlib.widgets.controls import Choice, Control, choice, number, slider

FIRST = {"layer": ["hidden 1"], "neuron": [1], "source": ["x"]}  # what every network has
SLIDER, FIELD = 10, 1000  # how far each of the two goes, in both directions


@dataclass(frozen=True)
class Place:
    """Where a weight stands: `model.parameters[number].value[index]`, and in words."""

    number: int
    index: tuple[int, ...]
    words: str

    def value_in(self, model: Sequential) -> float:
        """Return the weight that stands here, with the four digits that are shown."""
        return float(f"{model.parameters[self.number].value[self.index]:.4g}")


class WeightControls:
    """Three lists that choose a weight, and a slider and a field for its value.

    Attributes:
        controls: the five by name, in the order in which they stand on the page.
        place: the chosen weight; None before there is a network.
    """

    def __init__(self):
        self.controls: dict[str, Control] = {
            "layer": choice(FIRST["layer"], label="layer"),
            "neuron": choice(FIRST["neuron"], label="neuron"),
            "source": choice(FIRST["source"], label="coming from"),
            "weight": slider(-SLIDER, SLIDER, 0.0, step=0.05, label="weight"),
            "typed": number(0.0, -FIELD, FIELD, label="or type it"),
        }
        self.place: Place | None = None
        self.shown: dict[str, float] = {}  # what the slider and the field were last set to here

    def forget(self) -> None:
        """Go back to the first weight, as before there was a network."""
        self.place = None
        for name, options in FIRST.items():
            offer(self.controls[name], options)

    def choose(self, model: Sequential) -> None:
        """Offer the weights that this network has, and find the chosen one."""
        linear = [layer for layer in model.layers if isinstance(layer, Linear)]
        layer, neuron, source = (self.controls[name] for name in ("layer", "neuron", "source"))
        offer(layer, [*(f"hidden {n}" for n in range(1, len(linear))), "output"])
        n_layer = layer.options.index(layer.value)
        offer(neuron, list(range(1, linear[n_layer].n_outputs + 1)))
        neurons = [f"neuron {n}" for n in range(1, linear[n_layer].n_inputs + 1)]
        offer(source, [*(neurons if n_layer else ["x", "y"]), "bias"])
        place = self.place_of(n_layer)
        if place != self.place:
            self.place = place
            self.show(model, all_new=True)

    def place_of(self, n_layer: int) -> Place:
        """Return the place that the three lists say; n_layer counts from 0."""
        layer, neuron, source = (self.controls[name] for name in ("layer", "neuron", "source"))
        row, where = neuron.value - 1, f"{layer.value}, neuron {neuron.value}"
        if source.value == "bias":
            return Place(2 * n_layer + 1, (row,), f"the bias of {where}")
        column = source.options.index(source.value)
        return Place(2 * n_layer, (row, column), f"the weight of {where}, from {source.value}")

    def show(self, model: Sequential, *known: float, all_new: bool = False) -> None:
        """Bring slider and field up to date; the slider stops at its end.

        One that the learner has moved meanwhile stays for the next time, unless it stands at a
        value that is known, or all is new.
        """
        value = self.place.value_in(model)
        for name, end in (("weight", SLIDER), ("typed", FIELD)):
            control = self.controls[name]
            if all_new or control.value in (self.shown[name], *known):
                self.shown[name] = min(max(value, -end), end)
                control.value = self.shown[name]

    def moved_to(self) -> float | None:
        """Return the value to which the learner has moved slider or field; None if neither."""
        for name, before in self.shown.items():
            if self.controls[name].value != before:
                return self.controls[name].value
        return None


def offer(control: Choice, options: list) -> None:
    """Have the list offer these options; it keeps its value, or takes the nearest place."""
    if control.options == options:
        return
    place = min(control.options.index(control.value), len(options) - 1)
    value = control.value if control.value in options else options[place]
    control.options = options
    control.value = value
