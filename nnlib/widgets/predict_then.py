"""A guess first: a question, an answer that is locked, and only then the widget that shows it."""

from collections.abc import Callable, Sequence

from nnlib.widgets.controls import Control, Words, button, choice
from nnlib.widgets.live import Live, live

NOT_YET = "choose ..."


def predict_then(
    question: str,
    guess: Sequence[str] | Control,
    open_widget: Callable[[], Live],
    answer: str | float | None = None,
) -> Live:
    """Return a widget that asks for a guess, locks it, and then opens another widget below it.

        predict_then("Is a learning rate of 1.1 too large for x²?", ["yes", "no"],
                     lambda: explore_descent_1d(learning_rate=1.1))

    Args:
        question: what to guess.
        guess: the answers to choose from; or a control, such as `number(0, -9, 9, "my guess")`.
        open_widget: makes the widget, when the guess is locked and not before.
        answer: what the guess is compared with; None: the opened widget is the answer.
    """
    control = guess if isinstance(guess, Control) else choice(options_of(guess), label="my guess")
    return Prediction(question, control, open_widget, answer).widget


def options_of(answers: Sequence) -> list:
    """Return what there is to choose from, at first that nothing has been chosen yet."""
    if isinstance(answers, str):
        raise TypeError(
            f"predict_then expected a list of answers to choose from; got {answers!r}. Write them"
            f" apart: [{answers!r}, ...]."
        )
    if not len(answers):
        raise ValueError("predict_then expected answers to choose from; got none. Write two.")
    return [NOT_YET, *(str(one) if isinstance(one, bool) else one for one in answers)]


class Prediction:
    """A guess and what comes after it. In the place of a picture it has the opened widget's.

    Attributes:
        widget: the controls of the guess.
        guess: what was locked, None before.
        opened: the widget that the guess opened, None before.
    """

    what = "The picture appears here once the guess is locked."

    def __init__(self, question: str, control: Control, open_widget, answer):
        self.open_widget, self.answer = open_widget, answer
        self.guess = self.opened = None
        self.lock_button = button("Lock my guess", self.lock)
        self.widget = live(
            self.draw, self, on_reset=self.forget, guess=control, lock=self.lock_button
        )
        self.widget.reset_button.label = "Guess again"
        self.widget.panel.children = (Words(text=question), *self.widget.panel.children)
        self.asking = self.widget.panel.children

    @property
    def opened_content(self) -> tuple[dict, dict] | None:
        """The picture of the opened widget as it is now, None before there is one."""
        return self.opened.content if self.opened else None

    def content(self, alt: str) -> tuple[dict, dict]:
        """Return the words that take the place of the picture before there is one."""
        return {"text/plain": self.what}, {}

    def draw(self, guess) -> str:
        """Return the guess in words, and what it is compared with."""
        if not self.opened:
            return "Choose an answer, then lock it." if guess == NOT_YET else "Lock it to see."
        if self.answer is None:
            return f"The guess: {as_typed(self.guess)}. Compare it with what is below."
        return f"The guess: {as_typed(self.guess)}. The answer: {as_typed(self.answer)}."

    def lock(self) -> None:
        """Lock the guess and open the widget; nothing happens before there is a guess."""
        control = self.widget.controls["guess"]
        if control.value == NOT_YET:
            return
        opened = self.open_widget()
        if not hasattr(opened, "panel"):
            raise TypeError(
                "predict_then expected open_widget to return a widget, such as explore_slope();"
                f" got {opened!r}. Write lambda: explore_slope(), or end your function with return."
            )
        self.guess, self.opened = control.value, opened
        control.disabled = self.lock_button.disabled = True
        self.opened.handle = self.widget.handle
        self.widget.panel.children = (*self.asking, self.opened.panel)

    def forget(self) -> None:
        """Close the widget, and ask again."""
        self.widget.controls["guess"].disabled = self.lock_button.disabled = False
        self.widget.panel.children = self.asking
        self.close()

    def close(self) -> None:
        """Close the opened widget, if there is one."""
        if self.opened:
            self.opened.close()
        self.guess = self.opened = None


def as_typed(value) -> str:
    """Return a guess or an answer with all of its digits."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
