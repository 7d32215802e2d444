"""A field for a typed answer: it is sent with Enter or with its Check button."""

from pathlib import Path

from traitlets import Dict, Int, Unicode, observe

from nnlib.widgets.controls import Button, ControlError

HERE = Path(__file__).parent


class AnswerField(Button):
    """A field and a button; the action is called when an answer is sent.

    Without a browser: set `text` and call `click()`.

    Attributes:
        text: what was typed.
        turn: grows by one when the field is to be emptied for the next answer.
    """

    _esm = HERE / "answer_field.js"
    _css = HERE / "answer_field.css"

    kind = Unicode("answer").tag(sync=True)
    text = Unicode()
    sent = Dict().tag(sync=True)  # what the browser sends: the text, and which sending this is
    turn = Int().tag(sync=True)

    @observe("sent")
    def take(self, change) -> None:
        """Take what was typed in the browser, and act."""
        self.text = str(change.new.get("text", ""))
        self.click()

    def empty(self) -> None:
        """Empty the field for the next answer."""
        self.text = ""
        self.turn += 1

    @property
    def number(self) -> float:
        """What was typed, as a number; a comma serves as well as a point.

        Raises:
            ControlError: where it cannot be read as one.
        """
        text = self.text.strip().replace("−", "-").replace(",", ".")
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not abs(number) < float("inf"):
            raise ControlError(
                f"A number was expected; “{self.text.strip()[:20]}” cannot be read as one."
                " Type digits with a point, such as 0.538."
            )
        return number
