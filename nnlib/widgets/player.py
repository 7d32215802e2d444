"""Work that takes long, in small slices: it plays, pauses, and steps."""

import contextlib
import time
from collections.abc import Callable

from nnlib.widgets.controls import button
from nnlib.widgets.kernel import current_kernel

SLICE, PAUSE = 0.03, 0.02  # seconds of work at a time, and the rest between two slices


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
        self.played = take_step

    @property
    def playing(self) -> bool:
        """Whether it plays; the button says the contrary, which is what a click would do."""
        return self.play_button.label == "Pause"

    def play(self, take_step: Callable[[], bool] | None = None) -> None:
        """Play from here on, until there is no more to do; with `take_step`, that in its stead."""
        if not self.playing and not self.stopped:
            self.played = take_step or self.take_step
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
                more = self.played()
                while more and time.perf_counter() < end:
                    more = self.played()
        except Exception as error:
            self.tell(error)
            return
        if more:
            self.come_back()
        else:
            self.pause()
        self.draw()
