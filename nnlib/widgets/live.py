"""What ties controls to a picture: `live`, and `Player` for work that takes long.

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
from IPython import get_ipython
from IPython.display import display
from ipywidgets import HBox, Layout, VBox

from nnlib.widgets.controls import Button, Control, Words, button

NOT_THE_LEARNERS = (str(Path(__file__).parents[1]), sys.prefix, sys.base_prefix, "<frozen", "<__")
SLICE, PAUSE = 0.03, 0.02  # seconds of work at a time, and the rest between two slices
PATIENCE, DRAG = 0.1, 0.2  # seconds: to wait for the main thread, and between moves of one drag

shown: dict[str, tuple[str, list["Live"]]] = {}  # by cell: which run of it showed which widgets


def live(
    draw: Callable[..., str],
    picture,
    *,
    player: "Player | None" = None,
    on_reset: Callable[[], object] | None = None,
    **controls: Control,
) -> "Live":
    """Return a widget: its controls, a line of words, and a picture that follows them.

    Args:
        draw: is called with the value of every control, by name; it moves the parts of the
            picture and returns the state in words, a sentence or two. Buttons have no value.
        picture: a `Picture`, or whatever else has `what` and `content(alt)`; None for words alone.
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
        self.words, self.error, self.handle, self.content = Words(), None, None, None
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
            self.content = picture.content(picture.what)  # what can be drawn without the values

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
        """Draw nothing inside this block, whatever moves: `with widget.hold(): ...`."""
        before, self.holding = self.holding, True
        try:
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
        held = self.holding and threading.current_thread() is threading.main_thread()
        in_a_drag = time.monotonic() - self.moved_at < DRAG
        self.moved_at = time.monotonic()
        if not self.waiting and not held:
            self.waiting = True
            on_main_thread(self.redraw, 0 if in_a_drag else PATIENCE)

    def redraw(self) -> None:
        """Draw the state, say it in words, and put the new picture in the place of the old one.

        Where that fails, for instance in a function that the learner wrote, the words say so and
        the last good picture stays.
        """
        self.waiting = False
        try:
            with np.errstate(all="ignore"), self.hold():  # what draw itself sets is not asked for
                text = self.draw(**self.values)
            if self.picture:
                self.content = self.picture.content(f"{self.picture.what} {text}".strip())
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


class Player:
    """Work in small slices: play, pause, step. Between two slices a click is heard.

    It needs no browser: `step()` takes a step at once, and `run_slice()` does what a kernel
    would do while it plays.

    Args:
        take_step: does one step of the work and returns whether there is more to do.
        start_again: brings the work back to its beginning.
        wait: seconds from one step to the next; None: as many steps as go into a slice.
    """

    def __init__(
        self,
        take_step: Callable[[], bool],
        start_again: Callable[[], object] = lambda: None,
        wait: float | None = None,
    ):
        self.take_step, self.start_again, self.wait = take_step, start_again, wait
        self.draw: Callable[[], object] = lambda: None  # these three are set by the widget
        self.tell: Callable[[Exception], object] = lambda error: None
        self.hold = contextlib.nullcontext
        self.play_button, self.step_button = button("Play", self.toggle), button("Step", self.step)
        self.stopped = False
        self.timer = None

    @property
    def playing(self) -> bool:
        """Whether it plays; the button says the contrary, which is what a click would do."""
        return self.play_button.label == "Pause"

    def play(self) -> None:
        """Play from here on, until there is no more to do."""
        if not self.playing and not self.stopped:
            self.play_button.label = "Pause"
            self.come_back()

    def pause(self) -> None:
        """Stop playing; the work stays as it is."""
        self.play_button.label = "Play"
        kernel = current_kernel()
        if kernel and self.timer:
            kernel.io_loop.remove_timeout(self.timer)
        self.timer = None

    def toggle(self) -> None:
        """Play or pause, as the button says."""
        (self.pause if self.playing else self.play)()

    def step(self) -> None:
        """Pause, and take one step."""
        self.pause()
        self.take_step()

    def restart(self) -> None:
        """Pause, and go back to the beginning."""
        self.pause()
        self.start_again()

    def stop(self) -> None:
        """Pause for good."""
        self.stopped = True
        self.pause()

    def come_back(self) -> None:
        """Have the kernel run the next slice in a moment; without a kernel, nothing runs."""
        kernel = current_kernel()
        if kernel:
            delay = PAUSE if self.wait is None else self.wait
            self.timer = kernel.io_loop.call_later(delay, self.run_slice)

    def run_slice(self) -> None:
        """Work for a thirtieth of a second, or take one step, and draw."""
        if not self.playing:
            return
        end = time.perf_counter() + (SLICE if self.wait is None else 0)
        try:
            with self.hold():
                more = self.take_step()
                while more and time.perf_counter() < end:
                    more = self.take_step()
        except Exception as error:
            self.tell(error)
            return
        if more:
            self.come_back()
        else:
            self.pause()
        self.draw()


def current_kernel():
    """Return the kernel that this code runs in; None where there is none."""
    return getattr(get_ipython(), "kernel", None)


def on_main_thread(callback: Callable[[], object], patience: float = 0) -> None:
    """Call now or, from another thread, as soon as the main one is free.

    In JupyterLab the messages of controls come in a thread of their own, also while a cell runs.

    Args:
        callback: what to call.
        patience: how many seconds the other thread waits until the call is done. JupyterLab is
            told then that the message is answered, and hears it after what the call sent, not in
            front of it.
    """
    kernel = current_kernel()
    if threading.current_thread() is threading.main_thread() or kernel is None:
        callback()
        return
    done = threading.Event()

    def call() -> None:
        try:
            callback()
        finally:
            done.set()

    kernel.io_loop.add_callback(call)
    done.wait(patience)


def guard_figures_of_others() -> None:
    """Keep the messages of controls from showing, half drawn, the figures of a running cell.

    They come in a thread of their own, and IPython fires `post_execute` there too; pyplot answers
    it by showing and closing every figure, and so also those that a cell is drawing at that moment
    (JupyterLab issue 19719). From here on only the main thread fires it.
    """
    events = getattr(get_ipython(), "events", None)
    if events is None or hasattr(events, "unguarded_trigger"):
        return
    events.unguarded_trigger = events.trigger

    def trigger(event: str, *args, **kwargs) -> None:
        if event != "post_execute" or threading.current_thread() is threading.main_thread():
            events.unguarded_trigger(event, *args, **kwargs)

    events.trigger = trigger


def end_former_widgets(widget: Live) -> None:
    """Close what an earlier run of this cell showed: a cell that runs twice plays once."""
    kernel = current_kernel()
    parent = kernel.get_parent() if kernel else {}
    cell = parent.get("metadata", {}).get("cellId")
    if not cell:
        return
    run = parent["header"]["msg_id"]
    former_run, widgets = shown.get(cell, (run, []))
    if former_run != run:
        for former in widgets:
            if former is not widget:
                former.close()
        widgets = []
    shown[cell] = run, [*widgets, widget]


def in_words(error: Exception) -> str:
    """Return what went wrong: in the learner's own lines, with the line; or with the advice."""
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(NOT_THE_LEARNERS)
    ]
    what = f"{type(error).__name__}: {error}".rstrip(".")
    if own:
        last = own[-1]
        what = f"your line {last.lineno}, {last.line!r}, ended with {what}"
    return f"This could not be drawn: {what}. The picture still shows what could be drawn last."
