"""Controls: a slider, a choice, a number, a tick, a button, and a line of words.

Each is the browser's own control with a label, so that it works with mouse, finger and keyboard,
and a screen reader can name it. Each also works without a browser: set `.value`, or call
`.click()`. A value that a control cannot have is refused, and the old one stays.
"""

import math
from collections.abc import Callable, Sequence
from numbers import Integral, Real
from pathlib import Path

import anywidget
import traitlets
from traitlets import Any, Bool, List, TraitType, Unicode

HERE = Path(__file__).parent
STEPS, STEPS_A_DECADE = 100, 20  # positions of a slider where no step is given

Number = int | float


class ControlError(traitlets.TraitError, ValueError):
    """A value that a control cannot have: what was expected, what came, what to do."""


class Checked(TraitType):
    """A value that its control checks, wherever it comes from."""

    def validate(self, control: "Control", value):
        """Return the value as the control has it, or raise what is wrong with it."""
        return control.check(value)


def slider(
    least: Number,
    largest: Number,
    value: Number,
    *,
    log: bool = False,
    step: Number | None = None,
    label: str = "",
) -> "Slider":
    """Return a slider. Where least, largest and step are all of type int, so is its value.

    Args:
        least: its left end.
        largest: its right end.
        value: where it stands at first and after a reset.
        log: equal distances are equal factors, twenty positions from 1 to 10; least is above 0.
        step: the distance of two positions, for a slider that is not log; None: about a hundredth.
        label: its name on the page.
    """
    check_range(label, least, largest)
    if log and not least > 0:
        raise ControlError(
            f"{named(label)} is a log slider, so least is expected above 0; got {least!r}."
            " Choose a small number above 0, or log=False."
        )
    if step is not None and (log or not step > 0):
        raise ControlError(
            f"{named(label)} expected a step above 0, and none for a log slider; got {step!r}."
        )
    positions = log_positions(least, largest) if log else even_positions(least, largest, step)
    return Slider(label=label, positions=positions, value=value)


def choice(options: Sequence[str | Number], value=None, label: str = "") -> "Choice":
    """Return a list to choose from; its value is one of the options, the first unless told."""
    if isinstance(options, str):
        raise ControlError(
            f"{named(label)} expected a list of options; got {options!r}. Write [{options!r}, ...]."
        )
    options = list(options)
    if not options:
        raise ControlError(f"{named(label)} expected options to choose from; got none.")
    return Choice(label=label, options=options, value=options[0] if value is None else value)


def number(
    value: Number, least: Number = -1e6, largest: Number = 1e6, label: str = ""
) -> "NumberField":
    """Return a field to type a number in. With ints for all three, only ints are taken."""
    check_range(label, least, largest)
    numbers = (value, least, largest)
    whole = all(isinstance(n, Integral) and not isinstance(n, bool) for n in numbers)
    if whole:
        value, least, largest = map(int, numbers)
    return NumberField(label=label, least=least, largest=largest, whole=whole, value=value)


def toggle(value: bool = False, label: str = "") -> "Toggle":
    """Return a box to tick; its value is True or False."""
    return Toggle(label=label, value=value)


def button(label: str, action: Callable[[], object] | None = None) -> "Button":
    """Return a button; `action` is called, without arguments, at each click."""
    return Button(label=label, action=action)


def script(*names: str) -> str:
    """Return the text of these files of JavaScript, one after the other: a module for a widget."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


class Control(anywidget.AnyWidget):
    """What all controls share: a label, a kind that controls.js knows, and the first value.

    Attributes:
        value: what the control stands at; a button and a line of words have none.
        initial: the value to which a reset goes back.
        disabled: whether it is greyed, and does not answer to the learner.
    """

    _esm = script("describe_picture.js", "controls.js")
    _css = HERE / "controls.css"

    kind = Unicode().tag(sync=True)
    label = Unicode().tag(sync=True)
    disabled = Bool(False).tag(sync=True)

    def __init__(self, **traits):
        super().__init__(**traits)
        self.initial = getattr(self, "value", None)

    def __repr__(self) -> str:
        value = getattr(self, "value", None)
        return f"{named(self.label)}" if value is None else f"{named(self.label)}: {said(value)}"

    def reset(self) -> None:
        """Go back to the first value."""
        if self.initial is not None:
            self.value = self.initial


class Slider(Control):
    """A slider: the browser moves it among `positions`, Python sets any value between the ends."""

    kind = Unicode("slider").tag(sync=True)
    positions = List(Any()).tag(sync=True)
    value = Checked().tag(sync=True)

    def check(self, value) -> Number:
        """Return the value as a plain number between the ends, or say what is wrong."""
        whole = all(type(n) is int for n in self.positions)
        return checked(self.label, value, self.positions[0], self.positions[-1], whole)


class NumberField(Control):
    """A field to type a number in, taken when Enter is pressed or the field is left."""

    kind = Unicode("number").tag(sync=True)
    least = Any().tag(sync=True)
    largest = Any().tag(sync=True)
    whole = Bool(False).tag(sync=True)
    value = Checked().tag(sync=True)

    def check(self, value) -> Number:
        """Return the value as a plain number within its limits, or say what is wrong."""
        return checked(self.label, value, self.least, self.largest, self.whole)

    def reset(self) -> None:
        """Go back to the first value, also where a number that was refused is on the page."""
        super().reset()
        self.send("show")  # the value may be the same as before, and then no change tells the page


class Choice(Control):
    """A list to choose from."""

    kind = Unicode("choice").tag(sync=True)
    options = List(Any()).tag(sync=True)
    value = Checked().tag(sync=True)

    def check(self, value) -> str | Number:
        """Return the option, or say which there are."""
        for option in self.options:
            if type(value) is not bool and option == value:
                return option
        names = ", ".join(map(repr, self.options))
        raise ControlError(f"{named(self.label)} expected one of {names}; got {value!r}.")


class Toggle(Control):
    """A box to tick."""

    kind = Unicode("toggle").tag(sync=True)
    value = Checked().tag(sync=True)

    def check(self, value) -> bool:
        """Return True or False, or say that it is neither."""
        if isinstance(value, bool):
            return value
        raise ControlError(f"{named(self.label)} expected True or False; got {value!r}.")


class Button(Control):
    """A button. It has no value: it acts."""

    kind = Unicode("button").tag(sync=True)

    def __init__(self, action: Callable[[], object] | None = None, **traits):
        super().__init__(**traits)
        self.action = action
        self.on_msg(lambda *_: self.click())  # the browser sends one message for each click

    def click(self) -> None:
        """Act, as if it had been clicked; nothing happens while it is disabled."""
        if self.action and not self.disabled:
            self.action()


class Words(Control):
    """A line of words, which a screen reader reads out when it changes.

    Attributes:
        text: the words.
        alt: the alternative text of the picture below them; "" where there is none.
    """

    kind = Unicode("words").tag(sync=True)
    text = Unicode().tag(sync=True)
    alt = Unicode().tag(sync=True)

    def __repr__(self) -> str:
        return self.text


def named(label: str) -> str:
    """Return what a message calls a control."""
    return f'The control "{label}"' if label else "This control"


def said(value) -> str:
    """Return a value as the page shows it: numbers with four digits."""
    return f"{value:.4g}" if type(value) is float else str(value)


def check_range(label: str, least: Number, largest: Number) -> None:
    """Say what is wrong with the two ends of a control."""
    ends = (least, largest)
    if not all(isinstance(n, Real) and math.isfinite(n) for n in ends) or not least < largest:
        raise ControlError(
            f"{named(label)} expected two finite numbers, least below largest; got {least!r}"
            f" and {largest!r}."
        )


def checked(label: str, value, least: Number, largest: Number, whole: bool) -> Number:
    """Return the value as an int or a float, or say what was expected, what came, what to do."""
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not (is_number and least <= value <= largest and (not whole or value == int(value))):
        kind = "a whole number" if whole else "a number"
        raise ControlError(
            f"{named(label)} expected {kind} from {said(least)} to {said(largest)}; got"
            f" {value!r}. Choose one in that range; it stays as it was."
        )
    return int(value) if whole else float(value)


def even_positions(least: Number, largest: Number, step: Number | None) -> list[Number]:
    """Return the positions of a slider, a step apart, the last one at `largest`."""
    step = step or nice_step((largest - least) / STEPS)
    n_steps = math.floor((largest - least) / step + 1e-9)
    positions = [least + n * step for n in range(n_steps + 1)]
    if any(type(n) is not int for n in (least, largest, step)):
        inner = [float(f"{p:.10g}") if abs(p) > step / 1e6 else 0.0 for p in positions[1:]]
        positions = [float(least), *inner]
    return positions if math.isclose(positions[-1], largest) else [*positions, largest]


def log_positions(least: Number, largest: Number) -> list[float]:
    """Return the positions of a log slider: twenty a decade, the powers of ten among them."""
    low, high = (round(STEPS_A_DECADE * math.log10(end)) for end in (least, largest))
    inner = [float(f"{10 ** (n / STEPS_A_DECADE):.3g}") for n in range(low, high + 1)]
    return [float(least), *(p for p in inner if least < p < largest), float(largest)]


def nice_step(step: float) -> float:
    """Return 1, 2 or 5 times a power of ten, the largest that is not above `step`."""
    power = 10.0 ** math.floor(math.log10(step) + 1e-9)
    return power * max(n for n in (1, 2, 5) if n * power <= step * (1 + 1e-9))
