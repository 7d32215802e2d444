"""A walk through a network, forward and back, with weights that can be changed on the way."""

import math
from dataclasses import dataclass

from nnlib.widgets.controls import button, even_positions, slider
from nnlib.widgets.network.losses import said
from nnlib.widgets.network.steps import steps_of
from nnlib.widgets.network.widget import THE_STEP, NetworkWidget, look_control
from nnlib.widgets.network.worked import WorkedNetwork

REACH, FINE = 2.0, 0.01  # of the slider of a weight: how far it goes at least, and its positions


@dataclass(frozen=True)
class Moment:
    """What weights, biases and the error were before a change, and what was changed."""

    change: str
    parameters: dict[str, float]
    loss: float


class Walk(NetworkWidget):
    """A network to step through; weights can be changed, and changes undone.

    Args:
        network: whose values are shown.
        step: how many of them are known at first.
        learning_rate: at first.

    Attributes:
        history: what was before each change, the last one last.
    """

    def __init__(self, network: WorkedNetwork, step: int, learning_rate: float):
        n_steps = len(steps_of(network))
        self.history: list[Moment] = []
        self.note, self.editing = "", ""
        self.former = (step, THE_STEP, 0.0)
        self.first = dict(network.numbers.parameters)
        super().__init__(
            network,
            self.walk,
            step=slider(0, n_steps, step, step=1, label="step"),
            back=button("Back", lambda: self.go(-1)),
            next=button("Next", lambda: self.go(1)),
            forward=button("All forward", lambda: self.go_to(self.n_forward)),
            all=button("All the way", lambda: self.go_to(n_steps)),
            look=look_control(network),
            value=slider(-REACH, REACH, 0.0, step=FINE, label="its value"),
            learning_rate=slider(0.01, 100, learning_rate, log=True, label="learning rate"),
            descend=button("Gradient step", self.descend),
            undo=button("Undo", self.undo),
        )

    def walk(self, step: int, look: str, value: float, learning_rate: float) -> str:
        """Draw what is known after this step, or the part that is looked at; say it in words."""
        former_step, former_look, former_value = self.former
        if value != former_value:
            self.edit(former_look, value)
        if step != former_step and look == former_look:
            look = self.controls["look"].value = THE_STEP  # whoever walks on has looked enough
        if look != former_look:
            self.editing = ""
        self.former = (step, look, self.show_value(look, value))
        note, self.note = self.note, ""
        words = self.at_step(step) if look == THE_STEP else self.look_at(look, step)
        return f"{note} {words}".strip()

    def at_step(self, n: int) -> str:
        """Draw the values up to the step of this number, and return it in words."""
        if n == 0:
            self.picture.show([], [])
            return (
                f"Step 0 of {len(self.steps)}: inputs, weights, biases and targets are given, and"
                f" nothing is computed yet. Next begins with {self.steps[0].name}."
            )
        step = self.steps[n - 1]
        self.picture.show(self.steps[:n], step.formula, step)
        words = f"{self.nth(n)}: {step.what}. {step.symbol} = {step.result}."
        if n == self.n_forward:
            words += " That was the way forward; with Next the way back begins."
        return words + (" That was the last step." if n == len(self.steps) else "")

    def go(self, n: int) -> None:
        """Go so many steps on."""
        self.go_to(self.controls["step"].value + n)

    def go_to(self, n: int) -> None:
        """Go to the step of this number, or to the first or last one; look at nothing else."""
        self.controls["look"].value = THE_STEP
        self.controls["step"].value = min(max(n, 0), len(self.steps))

    def show_value(self, look: str, value: float) -> float:
        """Have the slider stand at the weight or bias that is looked at; else it is greyed.

        Where it no longer stands at the value that was drawn, it has moved on meanwhile, and is
        drawn again. Return the value that has been drawn.
        """
        control, number = self.controls["value"], self.network.numbers.parameters.get(look)
        control.disabled = number is None
        if number is None or number == value or control.value != value:
            return value
        with control.hold_sync():
            if not control.positions[0] <= number <= control.positions[-1]:
                low, high = min(-REACH, math.floor(number) - 1), max(REACH, math.ceil(number) + 1)
                low, high = (low, high) if high - low < 20 else (number - REACH, number + REACH)
                control.positions = even_positions(float(low), float(high), FINE)
            control.value = number
        return number

    def edit(self, name: str, value: float) -> None:
        """Give a weight or bias another value; many moves of one slider are undone together."""
        parameters = self.network.numbers.parameters
        if name not in parameters:
            self.note = "Choose a weight or a bias first: click on one, or take it from the list."
            return
        if self.editing != name:
            self.remember(f"the new value of {name}")
            self.editing = name
        problem = self.change({name: value})
        before = self.history[-1]
        self.note = (
            f"{name} was not changed, for {problem}. Choose a value nearer to zero."
            if problem
            else f"{name} = {said(value)} instead of {said(before.parameters[name])}:"
            f" {went(before.loss, self.network.numbers.loss)}."
        )

    def descend(self) -> None:
        """Take a step of gradient descent with all weights and biases at once."""
        learning_rate = self.controls["learning_rate"].value
        numbers = self.network.numbers
        self.remember("a gradient step")
        problem = self.change(
            {
                name: number - learning_rate * numbers.gradients[name]
                for name, number in numbers.parameters.items()
            }
        )
        if problem:
            self.history.pop()
            self.note = (
                f"The step was not taken, for {problem}. The learning rate {learning_rate:.4g} is"
                " too large here: try a tenth of it."
            )
            return
        self.note = (
            f"A gradient step: each weight and bias minus {learning_rate:.4g} times its gradient."
            f" {went(numbers.loss, self.network.numbers.loss)}."
        )
        if self.network.numbers.loss > numbers.loss:
            self.note += " The step was too long: undo it, and try a smaller learning rate."

    def undo(self) -> None:
        """Take the last change back."""
        if not self.history:
            self.note = "There is nothing to undo."
            return
        moment, self.editing = self.history.pop(), ""
        self.change(moment.parameters)
        self.note = f"Undone: {moment.change}. E is {said(moment.loss)} again."

    def remember(self, change: str) -> None:
        """Remember how everything is before a change."""
        numbers = self.network.numbers
        self.history.append(Moment(change, dict(numbers.parameters), numbers.loss))
        self.editing = ""

    def change(self, values: dict[str, float]) -> str:
        """Give weights and biases these values; return what forbids it, "" where nothing does."""
        try:
            self.network.set_parameters(values)
        except ValueError as error:
            return str(error)
        self.steps = steps_of(self.network)
        return ""

    def go_back(self) -> None:
        """Bring everything back to where it began, the range of the slider too."""
        control = self.controls["value"]
        with control.hold_sync():
            control.positions = even_positions(-REACH, REACH, FINE)
            control.value = control.initial
        super().go_back()

    def forget(self) -> None:
        """Go back to the first weights and biases."""
        self.history.clear()
        self.note = self.editing = ""
        self.change(self.first)
        self.former = (self.controls["step"].value, THE_STEP, self.controls["value"].value)


def went(before: float, now: float) -> str:
    """Return what became of the error."""
    if said(before) == said(now):
        return f"E stays at {said(now)}"
    return f"E has {'fallen' if now < before else 'risen'} from {said(before)} to {said(now)}"
