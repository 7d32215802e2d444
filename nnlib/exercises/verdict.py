"""How a verdict looks: by word, mark and colour, in text and HTML, with a record for machines."""

from dataclasses import dataclass
from enum import Enum
from html import escape
from typing import Any

RECORD = "application/vnd.nnlib.verdict+json"  # what a notebook keeps beside the picture


class Outcome(Enum):
    """The four outcomes: the word, its mark, and its colour."""

    PASSED = ("passed", "✓", "#009E73")
    NOT_YET = ("not yet", "✗", "#D55E00")
    NOT_ATTEMPTED = ("not attempted", "○", "#767676")
    COULD_NOT_RUN = ("could not run", "!", "#B0578D")

    def __init__(self, word: str, mark: str, color: str):
        self.word, self.mark, self.color = word, mark, color


@dataclass(frozen=True)
class Verdict:
    """What `check` found.

    Attributes:
        name: the exercise.
        outcome: one of the four.
        text: the sentence that goes with it.
        details: a case to follow by hand, in lines; may be empty.
        mistake: the number of the catalogued mistake, when it was one.
    """

    name: str
    outcome: Outcome
    text: str
    details: str = ""
    mistake: int | None = None

    @property
    def record(self) -> dict[str, Any]:
        """What a machine needs to know, as JSON: progress is read from it."""
        return {"exercise": self.name, "outcome": self.outcome.word, "mistake": self.mistake}

    def __repr__(self) -> str:
        details = f"\n\n{self.details}" if self.details else ""
        return f"{self.outcome.mark} {self.outcome.word}: {self.text}{details}"

    def _repr_mimebundle_(self, **options) -> dict[str, Any]:
        title = f"{self.outcome.mark} {self.outcome.word}"
        html = box(title, self.text, self.outcome.color, self.details)
        return {"text/plain": repr(self), "text/html": html, RECORD: self.record}


@dataclass(frozen=True)
class Note:
    """A hint, a solution, or help with the call itself."""

    title: str
    text: str
    code: str = ""

    def __repr__(self) -> str:
        return f"{self.title}: {self.text}" + (f"\n\n{self.code}" if self.code else "")

    def _repr_html_(self) -> str:
        return box(self.title, self.text, "#0072B2", self.code)


def box(title: str, text: str, color: str, lines: str = "") -> str:
    """Return a paragraph with a coloured bar at its left, in the page's own text colours."""
    listing = f"<pre style='margin:0.5em 0 0'>{escape(lines)}</pre>" if lines else ""
    return (
        f"<div role='status' style='border-left:6px solid {color};padding:0.3em 0.8em'>"
        f"<strong>{escape(title)}</strong>&ensp;{escape(text)}{listing}</div>"
    )
