"""Inside: pass on what a notebook sends, and stop it when it uses more than it may.

What is passed on is never looked at: the kernel moves it from the notebook's socket to the worker's
pipe, and it does not even come into this process's memory.
"""

import contextlib
import fcntl
import os
import select
import signal
import struct
import termios
import time

from nnlib.grading.sandbox.confine import Limits

ANSWERS = b"a"  # the kind of what is passed on
WATCH = 0.05  # seconds between two looks at a running notebook


def relay(process: int, answers: int, scratch: str, limits: Limits) -> str:
    """Pass the answers on until the process has ended; return why it had to be stopped, if so."""
    end, left, reason = time.monotonic() + limits.seconds, limits.output, ""
    ended = os.pidfd_open(process)
    poller = select.poll()
    poller.register(answers, select.POLLIN)
    poller.register(ended, select.POLLIN)
    poller.register(0, 0)  # it hangs up when the worker is gone
    try:
        while True:
            events = dict(poller.poll(1000 * WATCH))
            left -= pass_on(answers, left)
            if answers in events and events[answers] & select.POLLHUP and not waiting(answers):
                poller.unregister(answers)
            if ended in events:
                pass_on(answers, left)
                return reason
            if 0 in events:
                reason = "worker"
            reason = reason or trouble(process, scratch, limits, end, left)
            if reason:
                os.kill(process, signal.SIGKILL)
    finally:
        os.close(ended)


def waiting(answers: int) -> int:
    """Return how many bytes wait to be read."""
    return struct.unpack("i", fcntl.ioctl(answers, termios.FIONREAD, b"\0\0\0\0"))[0]


def pass_on(answers: int, left: int) -> int:
    """Move what waits to the worker, without a look at it, and return how much."""
    n_bytes = min(waiting(answers), left)
    if n_bytes > 0:
        os.write(1, ANSWERS + n_bytes.to_bytes(4, "big"))
        moved = 0
        while moved < n_bytes:
            n_more = os.splice(answers, 1, n_bytes - moved)
            if not n_more:  # nobody else can have taken it
                raise OSError("What a notebook sent is gone.")
            moved += n_more
    return n_bytes


def trouble(process: int, scratch: str, limits: Limits, end: float, left: int) -> str:
    """Return which limit a notebook has passed, if one."""
    if time.monotonic() > end:
        return "time"
    if left <= 0:
        return "output"
    with contextlib.suppress(OSError):
        if len(os.listdir(f"/proc/{process}/task")) > limits.n_threads:
            return "threads"
    return "files" if count_files(scratch, limits.n_files) > limits.n_files else ""


def count_files(folder: str, most: int) -> int:
    """Return how many files are in a folder; a few too many are not counted further."""
    count = 0
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for _ in entries:
            count += 1
            if count > most:
                break
    return count
