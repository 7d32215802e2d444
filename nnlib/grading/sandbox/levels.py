"""Outside: which level of protection this machine gives, found out by trying.

A notebook of our own tries what a hostile one would: to read, to write, to connect, to start and to
see processes. A level counts only when each of these fails. Versions are not asked for.
"""

import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nnlib.grading import plain
from nnlib.grading.sandbox.bubblewrap import NNLIB
from nnlib.grading.sandbox.confine import Limits
from nnlib.grading.sandbox.worker import PROTECTED, Level, Worker, WorkerError

ATTEMPTS = {
    "read a file of yours": "open({secret!r}).read()",
    "read the right answers": "open({catalogue!r}).read()",
    "write outside its folder": "open({target!r}, 'w').write('x')",
    "connect to a server on this machine": "socket.create_connection(('127.0.0.1', {port}), 2)",
    "connect to a program on this machine": "socket.socket(socket.AF_UNIX).connect({local!r})",
    "send to a program on this machine": "socket.socketpair(type=2)[0].sendto(b'x', {mail!r})",
    "change the time of a file of yours": "os.utime({secret!r}, (0, 0))",
    "cut a file of yours short": "os.truncate({secret!r}, 0)",
    "have the marker signalled": "fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, {process})",
    "listen on a port": "socket.create_server(('127.0.0.1', 0))",
    "start a copy of itself": "os.fork() or os._exit(0)",
    "start a program": "subprocess.run([sys.executable, '-c', ''], check=True)",
    "send a signal to the marker": "os.kill({process}, 0)",
    "see a process of yours": "open('/proc/{process}/cmdline').read()",
    "list the processes": "[name for name in os.listdir('/proc') if name == '{process}'][0]",
}
ABSTRACT = "\0" if sys.platform == "linux" else ""  # a name that is no file: seen everywhere
CELL = """import fcntl, os, socket, subprocess, sys
done = []
for name, code in {attempts!r}.items():
    try:
        eval(code)
        done.append(name)
    except Exception:
        pass
"""
HELP = (
    "No level of protection works on this machine, so nobody's code is run. On Linux install"
    " bubblewrap (Debian, Ubuntu: sudo apt install bubblewrap) or Podman, and: pip install -e"
    ' ".[grading]". On macOS install Podman or Docker, and: python -m nnlib grade --make-image.'
    " On Windows use a Linux in WSL. What each level lacks: python -m nnlib grade --doctor. In a"
    " machine that holds nothing of value, --unsafe marks with limits alone."
)


class NoProtectionError(ValueError):
    """No level of protection that was allowed works here; the message says what to do."""


@dataclass(frozen=True)
class Trial:
    """What was found of one level.

    Attributes:
        level: which one.
        trouble: why it does not work at all; "" where it does.
        fallen: what our own notebook could do, and should not.
    """

    level: Level
    trouble: str = ""
    fallen: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything was refused."""
        return not self.trouble and not self.fallen


def protected_worker(limits: Limits, levels: tuple[Level, ...]) -> Worker:
    """Return a worker of the first of these levels whose wall holds.

    Raises:
        NoProtectionError: where none does.
    """
    trials = []
    for level in levels:
        try:
            worker = Worker(level, limits)
        except WorkerError as error:
            trials.append(Trial(level, str(error)))
            continue
        if level is Level.UNSAFE:
            return worker
        fallen = what_falls(worker)
        if not fallen:
            return worker
        worker.close()
        trials.append(Trial(level, fallen=fallen))
    found = "".join(f"\n  {trial.level}: {reason(trial)}" for trial in trials)
    raise NoProtectionError(f"{HELP}{found}")


def reason(trial: Trial) -> str:
    """Return in a line why a level does not count."""
    if trial.trouble:
        return (trial.trouble.strip().splitlines() or ["it does not start"])[-1]
    return f"a notebook could {', '.join(trial.fallen)}" if trial.fallen else "it holds"


def trials(limits: Limits) -> Iterator[Trial]:
    """Yield what is found of each level but the unsafe one."""
    for level in PROTECTED:
        try:
            with Worker(level, limits) as worker:
                yield Trial(level, fallen=what_falls(worker))
        except WorkerError as error:
            yield Trial(level, str(error))


def what_falls(worker: Worker) -> list[str]:
    """Return which of the attempts a notebook succeeds at, none of them on a good wall.

    Raises:
        WorkerError: where the worker does not run the notebook to its end.
    """
    with targets() as places:
        attempts = {name: code.format(**places) for name, code in ATTEMPTS.items()}
        probe = {"exercise": "wall", "name": "done", "cell": "wall", "kind": "value"}
        cells = [["wall", CELL.format(attempts=attempts)]]
        run = worker.run({"cells": cells, "probes": [probe], "cell_seconds": 20})
        answers = [message["answer"] for message in run.messages if "answer" in message]
        if len(answers) != 1:
            raise WorkerError(f"Our own notebook did not run: {run}. {worker.last_words()}")
        done = plain.decode(answers[0])
        if os.path.exists(places["target"]) and "write outside its folder" not in done:
            done.append("write outside its folder")
    return done


@contextlib.contextmanager
def targets() -> Iterator[dict[str, object]]:
    """Make what the attempts aim at: a secret, a place to write to, two servers."""
    with (
        tempfile.TemporaryDirectory(prefix="nnlib-wall-") as folder,
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as program,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mailbox,
    ):
        secret = Path(folder, "secret.txt")
        secret.write_text("nobody's business", encoding="utf-8")
        local = f"{ABSTRACT or folder}/nnlib-wall-{os.getpid()}-{os.urandom(4).hex()}"
        program.bind(local)
        program.listen()
        mailbox.bind(f"{local}-mail")
        yield {
            "secret": str(secret),
            "catalogue": str(NNLIB / "exercises" / "lesson_05.py"),
            "target": str(Path(folder, "written.txt")),
            "port": server.getsockname()[1],
            "local": local,
            "mail": f"{local}-mail",
            "process": os.getpid(),
        }
