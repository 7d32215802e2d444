"""What ties controls to a picture: `live`.

A widget is three things that work apart: a plain function computes, `draw` moves the parts of a
`Picture` and says in words what they show, and `live` calls `draw` whenever a control has moved.
The picture is an ordinary output of the notebook, replaced in place: it stays when all is saved.

All drawing happens on the main thread, one picture for however many events have come meanwhile.
"""

import contextlib
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from IPython.display import display
from ipywidgets import HBox, Layout, VBox

from nnlib.widgets.controls import Button, Control, Words, button
from nnlib.widgets.kernel import end_former_widgets, guard_figures_of_others, on_main_thread
from nnlib.widgets.player import Player

NOT_THE_LEARNERS = (str(Path(__file__).parents[1]), sys.prefix, sys.base_prefix, "<frozen", "<__")
COMPILED = (".pyx", ".pxd")  # such frames name a source that is not on this machine
PATIENCE, DRAG = 0.1, 0.2  # seconds: to wait for the main thread, and between moves of one drag


def live(
    draw: Callable[..., str],
    picture,
    *,
    player: Player | None = None,
    on_reset: Callable[[], object] | None = None,
    **controls: Control,
) -> "Live":
    """Return a widget: its controls, a line of words, and a picture that follows them.

    Args:
        draw: is called with the value of every control, by name; it moves the parts of the
            picture and returns the state in words, a sentence or two. Buttons have no value.
        picture: a `Picture`, or whatever else has `what` and `content(alt)`, and perhaps
            `close()`; None for words alone.
        player: work that the learner can play, pause and step through.
        on_reset: forgets what the widget remembers beside its controls.
        controls: made by `slider`, `choice`, `number`, `toggle` and `button`.
    """
    return Live(draw, picture, player, on_reset, controls)


class Live:
    """A widget. As the last line of a cell it shows itself; it works without a browser as well.

    Attributes:
        controls: the controls by name: `widget.controls["learning_rate"].value = 0.3`.
        picture: what `live` was given, and `player` too.
        panel: the controls and the words, as one ipywidget.
        content: what the notebook shows of the picture: its data, and its metadata.
        error: the exception that the last drawing ended with; None where it went well.
    """

    def __init__(self, draw, picture, player, on_reset, controls: dict[str, Control]):
        self.draw, self.picture, self.player, self.controls = draw, picture, player, controls
        self.on_reset = on_reset
        self.words, self.error, self.handle, self.drawn = Words(), None, None, None
        self.waiting = self.holding = False
        self.moved_at = 0.0  # when a control moved last
        self.reset_button = button("Reset", self.go_back)
        self.panel = Panel(self.all_controls(), self.words)
        for control in self.all_controls():
            if isinstance(control, Button):
                control.action = self.told(control.action)
            else:
                control.observe(self.ask, "value")
        if player:
            player.draw, player.tell, player.hold = self.redraw, self.tell, self.hold
        self.redraw()
        if self.error and picture:
            self.drawn = picture.content(picture.what)  # what can be drawn without the values

    def all_controls(self) -> list[Control]:
        """Return the controls in the order in which they stand on the page."""
        of_the_player = [self.player.play_button, self.player.step_button] if self.player else []
        return [*self.controls.values(), *of_the_player, self.reset_button]

    @property
    def values(self) -> dict:
        """The value of each control, by name."""
        controls = self.controls.items()
        return {name: each.value for name, each in controls if not isinstance(each, Button)}

    @property
    def content(self) -> tuple[dict, dict] | None:
        """What the notebook shows below the controls: its data, and its metadata."""
        return getattr(self.picture, "opened_content", None) or self.drawn

    @property
    def text(self) -> str:
        """The state in words, as the line under the controls says it."""
        return self.words.text

    @property
    def alt(self) -> str:
        """The alternative text of the picture: what it shows, and the state in words."""
        return self.content[0]["text/plain"] if self.content else self.text

    def __repr__(self) -> str:
        return f"{self.panel!r} {self.text}"

    def _ipython_display_(self) -> None:
        """Show the controls and, below them, the picture."""
        end_former_widgets(self)
        guard_figures_of_others()
        display(self.panel)
        if self.content:
            data, metadata = self.content
            if self.handle:
                self.handle.display(data, raw=True, metadata=metadata)
            else:
                self.handle = display(data, raw=True, metadata=metadata, display_id=True)

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Draw nothing inside this block, whatever moves: `with widget.hold(): ...`.

        NumPy's warnings stay out of the log meanwhile: the words say what is not finite.
        """
        before, self.holding = self.holding, True
        try:
            with np.errstate(all="ignore"):
                yield
        finally:
            self.holding = before

    def ask(self, _=None) -> None:
        """Draw now or, where another thread asks, as soon as the main one is free: once for all.

        What is held is held for the main thread alone: a learner's move that comes at the same
        moment is drawn afterwards, for the last position always counts.

        The first move waits for its picture, which is on the page 5 ms sooner so; in a drag the
        next position may come while this one is drawn, for a tenth more pictures a second.
        """
        on_main = threading.current_thread() is threading.main_thread()
        kept_back = self.holding if on_main else self.waiting
        in_a_drag = time.monotonic() - self.moved_at < DRAG
        self.moved_at = time.monotonic()
        if not kept_back:
            self.waiting = True
            on_main_thread(self.redraw, 0 if in_a_drag else PATIENCE)

    def redraw(self) -> None:
        """Draw the state, say it in words, and put the new picture in the place of the old one.

        Where that fails, for instance in a function that the learner wrote, the words say so and
        the last good picture stays.
        """
        self.waiting = False
        try:
            with self.hold():  # what draw itself sets is not asked for
                text = self.draw(**self.values)
            if self.picture:
                self.drawn = self.picture.content(f"{self.picture.what} {text}".strip())
        except Exception as error:
            self.tell(error)
            return
        self.error = None
        if self.handle:  # the picture first: it takes longest on its way
            data, metadata = self.content
            self.handle.update(data, raw=True, metadata=metadata)
        with self.words.hold_sync():  # one message for both
            self.words.text, self.words.alt = text, self.alt

    def tell(self, error: Exception) -> None:
        """Say under the controls what went wrong, and stop playing."""
        self.error, self.words.text = error, in_words(error)
        if self.player:
            self.player.pause()

    def told(self, action: Callable[[], object] | None) -> Callable[[], None]:
        """Return the action of a button, done on the main thread, and the picture drawn after."""

        def act_and_draw() -> None:
            try:
                with self.hold():
                    if action:
                        action()
            except Exception as error:
                self.tell(error)
            else:
                self.redraw()

        return lambda: on_main_thread(act_and_draw)

    def reset(self) -> None:
        """Bring everything back to where it began, as a click on Reset does."""
        self.reset_button.click()

    def go_back(self) -> None:
        """Bring controls, player and whatever else is remembered back to where they began."""
        for control in self.controls.values():
            control.reset()
        if self.player:
            self.player.restart()
        if self.on_reset:
            self.on_reset()

    def close(self) -> None:
        """End the widget: nothing plays on, and its controls leave the page."""
        if self.player:
            self.player.stop()
        if hasattr(self.picture, "close"):
            self.picture.close()
        for widget in (self.panel, *self.panel.children, *self.all_controls()):
            widget.close()


class Panel(VBox):
    """Controls side by side, as many as fit in a row, and a line of words under them."""

    def __init__(self, controls: list[Control], words: Words):
        self.controls = controls
        super().__init__([HBox(controls, layout=Layout(flex_flow="row wrap")), words])

    def __repr__(self) -> str:
        labels = ", ".join(control.label for control in self.controls)
        return f"Run this cell to use its controls: {labels}."


def in_words(error: Exception) -> str:
    """Return what went wrong: in the learner's own lines, with the line; or with the advice."""
    where = learners_line(error)
    what = f"{where}, ended with {named(error)}" if where else named(error)
    return f"This could not be drawn: {what}. The picture still shows what could be drawn last."


def learners_line(error: Exception) -> str:
    """Return the learner's own line that an error comes from, "" where there is none."""
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(NOT_THE_LEARNERS) and not frame.filename.endswith(COMPILED)
    ]
    return f"your line {own[-1].lineno}, {own[-1].line!r}" if own else ""


def named(error: Exception) -> str:
    """Return the kind of an error and its message, where it has one."""
    return f"{type(error).__name__}: {error}".rstrip(".: ")
