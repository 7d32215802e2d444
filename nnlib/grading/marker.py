"""Marks one notebook after another, and tells its own failures from a learner's.

Where the sandbox fails, the notebook is tried once more in a new one; then its row stays blank, and
says that the marker failed. A blank is no zero.
"""

import os
import signal
from dataclasses import dataclass, field

from nnlib.grading.assignment import catalogue_version
from nnlib.grading.marking import fingerprint, mark
from nnlib.grading.names import lesson_named
from nnlib.grading.records import Record, Status, Task
from nnlib.grading.sandbox.confine import Limits, die_with_parent
from nnlib.grading.sandbox.levels import protected_worker
from nnlib.grading.sandbox.worker import PROTECTED, Level, Worker

TRIES = 2
FAILED = (
    "The marker failed, and not the notebook: {why} Nothing was marked. Start the marker again; it"
    " tries those that failed."
)


@dataclass(frozen=True)
class Settings:
    """What every process that marks has to know.

    Attributes:
        levels: the levels of protection to try, in this order.
        limits: for each notebook.
    """

    levels: tuple[Level, ...] = PROTECTED
    limits: Limits = field(default_factory=Limits)


class Marker:
    """A worker, made when it is needed and made anew when it fails.

    Args:
        settings: the protections and limits.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.worker: Worker | None = None

    def mark(self, task: Task) -> Record:
        """Return the record of a task; where we fail twice, a blank one that says so.

        Raises:
            NoProtectionError: where no level of protection works here.
        """
        for _ in range(TRIES):
            if self.worker is None:
                self.worker = protected_worker(self.settings.limits, self.settings.levels)
            try:
                return mark(task, self.worker)
            except Exception as error:  # whatever it is, the next notebook is to be marked
                why = f"{type(error).__name__}: {error}"[:500]
                self.close()
        return fault(task, why)

    def close(self) -> None:
        """End the worker, if there is one."""
        if self.worker is not None:
            self.worker.close()
            self.worker = None


def fault(task: Task, why: str) -> Record:
    """Return the blank record of a task that we failed to mark."""
    return Record(
        learner=task.learner,
        file=task.file,
        status=Status.FAULT,
        sentence=FAILED.format(why=why),
        lesson=lesson_named(task.name),
        handed_in=task.handed_in,
        seed=task.seed,
        notebook=fingerprint(task.content),
        catalogue=catalogue_version(),
    )


marker: Marker | None = None  # one for each process of a pool


def begin(settings: Settings, parent: int) -> None:
    """Make a process of a pool ready to mark, and have it end with the process that made it."""
    global marker  # noqa: PLW0603
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to deal with
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # held back while this one began
    die_with_parent()
    if os.getppid() != parent:  # that was killed while this one was still starting
        os._exit(1)
    marker = Marker(settings)


def mark_task(task: Task) -> Record:
    """Return the record of a task, in a process of a pool."""
    return marker.mark(task)
