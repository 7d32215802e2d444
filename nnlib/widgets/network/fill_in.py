"""A network to fill in: the learner types each value, and each is told right, or what is wrong."""

from nnlib.widgets.answer_field import AnswerField
from nnlib.widgets.controls import ControlError, button
from nnlib.widgets.network.answers import judge
from nnlib.widgets.network.losses import said
from nnlib.widgets.network.steps import Step
from nnlib.widgets.network.widget import THE_STEP, NetworkWidget, look_control
from nnlib.widgets.network.worked import WorkedNetwork

QUESTIONS = {
    "sum": "the weighted sum of {0}",
    "out": "the output of {0}",
    "E": "the error E",
    "∂ out": "the gradient at the output of {0}",
    "× slope": "the slope at {0}: how its output answers to its sum",
    "∂ sum": "the gradient at the sum of {0}",
    "∂": "the gradient of {0}",
}


class FillIn(NetworkWidget):
    """A network of which the learner types value after value.

    Attributes:
        n_known: how many values are there; the next one is asked for.
        n_found: how many of them the learner has found; the others were shown.
        n_hints: how many hints were given on the value that is asked for.
    """

    def __init__(self, network: WorkedNetwork):
        self.n_known = self.n_found = self.n_hints = 0
        self.note = ""
        super().__init__(
            network,
            self.draw_question,
            answer=AnswerField(label="your value", action=self.take_answer),
            hint=button("Hint", self.hint),
            show=button("Show it", lambda: self.show_up_to(self.n_known + 1)),
            forward=button("Show all forward", lambda: self.show_up_to(self.n_forward)),
            look=look_control(network),
        )

    @property
    def asked(self) -> Step | None:
        """The step whose value is asked for; None when all are there."""
        return self.steps[self.n_known] if self.n_known < len(self.steps) else None

    def answer(self, value: float | str) -> str:
        """Type a value and send it, as in the field; return what is said of it."""
        self.controls["answer"].text = str(value)
        self.controls["answer"].click()
        return self.text

    def draw_question(self, look: str) -> str:
        """Draw what is known and ask for the next value, or draw the part that is looked at."""
        if look != THE_STEP:
            words = self.look_at(look, self.n_known)
        else:
            words = self.hints()
            known, step = self.steps[: self.n_known], self.asked
            self.picture.show(known, self.caption(), step, asked=bool(step), hinted=bool(words))
        note, self.note = self.note, ""
        return " ".join(filter(None, [note, self.question(), words]))

    def question(self) -> str:
        """Return what is asked for, or how it went when all is there."""
        if not self.asked:
            n_shown = len(self.steps) - self.n_found
            return f"All {len(self.steps)} values are there: {self.n_found} found, {n_shown} shown."
        what = QUESTIONS[self.asked.label].format(self.asked.name)
        return f"{self.nth(self.n_known + 1)}: what is {self.asked.symbol}, {what}?"

    def hints(self) -> str:
        """Return the hints that were asked for: in words, in symbols, in numbers."""
        step = self.asked
        if not step or not self.n_hints:
            return ""
        hints = [
            f"Hint: {step.what}.",
            f"The formula: {step.symbols}.",
            f"With numbers: {step.numbers}.",
        ]
        return " ".join(hints[: self.n_hints])

    def caption(self) -> list[str]:
        """Return what stands above the diagram: the formula, as far as the hints give it."""
        step = self.asked
        if not step:
            return []
        lines = [f"{step.symbol} = ?", f"{step.symbol} = {step.symbols}"]
        return [
            lines[self.n_hints > 1],
            *([f"{step.symbol} = {step.numbers} = ?"] * (self.n_hints > 2)),
        ]

    def take_answer(self) -> None:
        """Judge what was typed; a right value goes into the picture, and the next is asked for."""
        self.controls["look"].value = THE_STEP
        field = self.controls["answer"]
        if not self.asked:
            return
        try:
            verdict = judge(self.network, self.asked, field.number)
        except ControlError as error:
            self.note = str(error)
            return
        self.note = verdict.words
        if verdict.is_right:
            self.n_found += 1
            self.go_on(1)

    def hint(self) -> None:
        """Give one more hint on the value that is asked for."""
        self.controls["look"].value = THE_STEP
        self.n_hints += 1
        if self.n_hints > 3:
            self.note = "There is no further hint; “Show it” gives the value."

    def show_up_to(self, n: int) -> None:
        """Show the values up to the step of this number."""
        self.controls["look"].value = THE_STEP
        n = min(n, len(self.steps))
        if n > self.n_known:
            last = self.steps[n - 1]
            self.note = f"Shown: {last.symbol} = {said(last.value)}."
            self.go_on(n - self.n_known)

    def go_on(self, n: int) -> None:
        """Ask for a value n steps further on."""
        self.n_known, self.n_hints = self.n_known + n, 0
        self.controls["answer"].empty()

    def forget(self) -> None:
        """Begin again with nothing filled in."""
        self.n_found, self.note = 0, ""
        self.go_on(-self.n_known)
