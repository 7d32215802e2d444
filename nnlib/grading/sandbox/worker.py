"""Outside: start a zygote at some level of protection, give it jobs, and read what comes back.

What comes back was made by code that nobody trusts. It is read as data, within limits, and whoever
reads it never waits longer than the limits allow.
"""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nnlib.grading import plain
from nnlib.grading.sandbox import bubblewrap, container, filters
from nnlib.grading.sandbox.confine import Limits
from nnlib.grading.sandbox.inbox import Inbox

START_SECONDS = 60  # in which the libraries have to be loaded
GRACE_SECONDS = 10  # beyond its limit, in which the zygote has to end a notebook
VARIABLES = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
VARIABLES |= {"LANG": "C.UTF-8", "MPLBACKEND": "agg"}


class Level(StrEnum):
    """How well a notebook is kept apart, best first."""

    ISOLATED = "isolated"  # a room of its own, and every right taken away in it
    CONTAINER = "container"  # the same in a container, for all notebooks of a worker
    CONFINED = "confined"  # every right taken away, in the open
    UNSAFE = "unsafe"  # limits alone: it can read your files and use the network


PROTECTED = (Level.ISOLATED, Level.CONTAINER, Level.CONFINED)  # what is tried, in this order
WITH_ROOM = (Level.ISOLATED, Level.CONTAINER)  # and their room is gone with them


class WorkerError(Exception):
    """The sandbox itself failed; that is no fault of the notebook's."""


@dataclass
class Run:
    """What running a notebook gave.

    Attributes:
        messages: what its process sent, in order; not to be trusted.
        reason: which limit it passed, "" for none.
        status: its exit code; minus the number of the signal that ended it.
        broken: what was wrong with the messages, where something was.
        seconds, cpu_seconds, megabytes: what it took.
    """

    messages: list[dict[str, Any]] = field(default_factory=list)
    reason: str = ""
    status: int = 0
    broken: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    megabytes: float = 0.0


class Worker:
    """A zygote and the pipes to it; use it as a context manager, or `close` it.

    Args:
        level: the protections to use.
        limits: for each notebook.

    Raises:
        WorkerError: where it does not start.
    """

    def __init__(self, level: Level, limits: Limits) -> None:
        self.level, self.limits = level, limits
        self.folder = ""
        self.container: container.Container | None = None
        if level not in WITH_ROOM:
            self.folder = tempfile.mkdtemp(prefix="nnlib-room-")
            os.mkdir(self.scratch)
        try:
            self.process = self.start()
            self.await_ready()
        except (OSError, RuntimeError, ImportError) as error:
            self.close()
            raise WorkerError(f"{type(error).__name__}: {error}") from error
        except WorkerError:
            self.close()
            raise

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def start(self) -> subprocess.Popen:
        """Start the zygote, and tell it where things are."""
        home = bubblewrap.HOME if self.level in WITH_ROOM else self.folder
        variables = {**VARIABLES, "HOME": home, "TMPDIR": self.scratch}
        command, environment = self.command(variables)
        self.log = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            env=environment,
            cwd=self.folder or "/",
            start_new_session=True,
            bufsize=0,
        )
        self.poller = select.poll()
        self.poller.register(self.process.stdout, select.POLLIN)
        self.send(json.dumps(self.told() | {"variables": sorted(variables)}).encode())
        return self.process

    def command(self, variables: dict[str, str]) -> tuple[list[str], dict[str, str]]:
        """Return the command that starts the zygote in its room, and the environment of both."""
        if self.level is Level.ISOLATED:
            bwrap = shutil.which("bwrap")
            if bwrap is None:
                raise WorkerError("bubblewrap is not installed (the command bwrap).")
            room = bubblewrap.room_command(bwrap, variables)
            return [*room, *bubblewrap.zygote_command()], {}
        if self.level is Level.CONTAINER:
            self.container = container.Container(container.room())
            return self.container.command(self.limits, variables), dict(os.environ)
        return bubblewrap.zygote_command(), variables

    @property
    def scratch(self) -> str:
        """The folder in which a notebook may write, as the zygote sees it."""
        if self.level in WITH_ROOM:
            return bubblewrap.SCRATCH
        return os.path.join(self.folder, "scratch")

    def told(self) -> dict[str, Any]:
        """Return what the zygote needs to know."""
        told = {
            "limits": self.limits.as_dict(),
            "scratch": self.scratch,
            "folder": self.folder,
            "confined": self.level is not Level.UNSAFE,
            "own_processes": self.level is Level.ISOLATED,
        }
        if self.container and self.container.room.own_python:
            return told  # the zygote finds out by itself where things are
        return told | {
            "readable": [str(path) for path in bubblewrap.readable_entries()],
            "listable": [str(path) for path in bubblewrap.listable_folders()],
            "filter": filters.program().hex() if told["confined"] else "",
        }

    def await_ready(self) -> None:
        """Wait until the libraries are loaded."""
        kind, _ = self.receive(time.monotonic() + START_SECONDS)
        if kind != b"r":
            raise WorkerError(f"It did not start. {self.last_words()}")

    def last_words(self) -> str:
        """Return the end of what the zygote or bubblewrap said on its way out."""
        self.log.seek(0, os.SEEK_END)
        self.log.seek(max(0, self.log.tell() - 2000))
        return self.log.read().decode(errors="replace").strip()

    def run(self, job: dict[str, Any]) -> Run:
        """Run one notebook, and return what came of it.

        Raises:
            WorkerError: where the zygote does not answer; this worker is of no use any more.
        """
        self.send(plain.dumps(job))
        end = time.monotonic() + self.limits.seconds + GRACE_SECONDS
        inbox = Inbox()
        while True:
            kind, content = self.receive(end)
            if kind == b"a":
                inbox.take(content)
            elif kind == b"e":
                told = json.loads(content)
                if not inbox.begun:
                    raise WorkerError(f"The notebook was never begun: {told}. {self.last_words()}")
                return Run(messages=inbox.messages, broken=inbox.broken, **told)
            else:
                raise WorkerError(f"Expected an end; got {kind!r}. {self.last_words()}")

    def send(self, content: bytes) -> None:
        """Send the length of something, and it."""
        view = memoryview(len(content).to_bytes(8, "big") + content)
        try:
            while view:
                view = view[self.process.stdin.write(view) :]
        except OSError as error:
            raise WorkerError(f"It is gone ({error}). {self.last_words()}") from error

    def receive(self, end: float) -> tuple[bytes, bytes]:
        """Return the kind and the content of the next thing that the zygote sends."""
        header = self.read(5, end)
        return header[:1], self.read(int.from_bytes(header[1:], "big"), end)

    def read(self, length: int, end: float) -> bytes:
        """Return so many bytes from the zygote, or fail when the time is up."""
        parts, pipe = [], self.process.stdout
        while length:
            ready = self.poller.poll(1000 * max(0.0, end - time.monotonic()))
            part = os.read(pipe.fileno(), min(length, 1 << 20)) if ready else b""
            if not part:
                why = "It ended." if ready else "It did not answer in time."
                raise WorkerError(f"{why} {self.last_words()}")
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """End the zygote and all that it started, and delete its folder."""
        process = getattr(self, "process", None)
        if process is not None:
            process.stdin.close()  # the zygote ends at the end of its input
            try:
                process.wait(10 if self.container else 1)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                if self.container:
                    self.container.remove()
            process.stdout.close()
        if hasattr(self, "log"):
            self.log.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
