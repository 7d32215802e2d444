"""Outside: the messages of a notebook, read by someone who trusts none of them."""

from typing import Any

from nnlib.grading import plain
from nnlib.grading.sandbox.answering import BEGUN

MOST_MESSAGES = 1_000  # of one notebook
MOST_PARTS = 100_000  # brackets and commas in all of them


class Inbox:
    """Puts messages together again from the pieces in which they arrive, and trusts none."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.broken = ""
        self.begun = False
        self.n_parts = 0
        self.waiting = bytearray()

    def take(self, piece: bytes) -> None:
        """Take in a piece; after the first that is no message, the rest is dropped."""
        if self.broken:
            return
        self.waiting += piece
        try:
            while len(self.waiting) >= 4:
                length = int.from_bytes(self.waiting[:4], "big")
                if length > plain.LONGEST or len(self.messages) >= MOST_MESSAGES:
                    raise plain.NotPlainError("Expected a few short messages; got more.")
                if len(self.waiting) < 4 + length:
                    return
                self.add(bytes(self.waiting[4 : 4 + length]))
                del self.waiting[: 4 + length]
        except plain.NotPlainError as error:
            self.broken = str(error)
            self.waiting.clear()

    def add(self, content: bytes) -> None:
        """Read a message; the first says that the notebook has begun, before its code was run."""
        self.n_parts += plain.count_parts(content)
        if self.n_parts > MOST_PARTS:
            raise plain.NotPlainError("Expected a few short messages; got more.")
        message = plain.loads(content)
        if self.begun:
            self.messages.append(message)
        else:
            self.begun = message == BEGUN
