"""Inside: the process that loads the libraries once, and is copied for each notebook.

It talks with the worker over its standard input and output, and it never reads what a notebook says
or sends: a job goes straight from the pipe to the notebook's own process, and the answers go by
`splice` from its socket to the worker's pipe. So nothing of one learner stays in the memory that
the next is copied from.

    worker -> zygote    the length of a job (8 bytes), and the job, which its process reads
    zygote -> worker    one byte for the kind (ready, answers, end), 4 for the length, the content
"""

import fcntl
import gc
import json
import os
import shutil
import socket
import struct
import sys
import time
from dataclasses import dataclass

from nnlib.grading.sandbox.answering import BEGUN, answer_all, sender
from nnlib.grading.sandbox.confine import (
    LIBC,
    Limits,
    checked,
    confine,
    die_with_parent,
    file_rules,
    leave_namespaces,
    set_limits,
)
from nnlib.grading.sandbox.relay import relay

READY, END = b"r", b"e"
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Room:
    """What the zygote is told when it starts.

    Attributes:
        limits: for each notebook.
        readable, listable: what a notebook may read, and of what it may see the names.
        scratch: the folder in which it may write, and which is cleared after it.
        folder: what to delete at the end; "" for nothing.
        filter: the seccomp program; b"" for none.
        confined: whether Landlock and the filter are to be used.
        own_processes: whether each notebook gets a list of processes of its own.
    """

    limits: Limits
    readable: list[str]
    listable: list[str]
    scratch: str
    folder: str
    filter: bytes
    confined: bool
    own_processes: bool


def read_exactly(file_number: int, length: int) -> bytes:
    """Return so many bytes, or b"" at the end of the stream."""
    parts = []
    while length:
        part = os.read(file_number, min(length, 1 << 20))
        if not part:
            return b""
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def report(kind: bytes, content: bytes = b"") -> None:
    """Send something of the zygote's own to the worker."""
    os.write(1, kind + len(content).to_bytes(4, "big") + content)


def serve(room: Room) -> None:
    """Load the libraries, then start a process for each job until the stream ends."""
    preload()
    rules = -1
    if room.confined:
        rules = file_rules(room.readable, room.listable, room.scratch)
    checked(LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "PR_SET_CHILD_SUBREAPER")
    gc.collect()
    gc.freeze()  # what is loaded is never looked at again: copies share its memory
    report(READY)
    while header := read_exactly(0, 8):
        length = int.from_bytes(header, "big")
        report(END, json.dumps(run_job(length, room, rules)).encode())


def preload() -> None:
    """Import what the lessons import, and have no figure drawn."""
    import matplotlib.pyplot
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    import nnlib.autograd
    import nnlib.diagrams
    import nnlib.exercises
    import nnlib.gradient_check
    import nnlib.plots
    import nnlib.training
    import nnlib.widgets  # noqa: F401

    matplotlib.use("agg")
    FigureCanvasAgg.draw = lambda canvas: canvas.get_renderer()  # pictures would cost the most


def run_job(length: int, room: Room, rules: int) -> dict:
    """Run one notebook in a process of its own, and return how it ended."""
    # A pipe could be opened once more by its own process, to take back what waits in it.
    answers, sink = socket.socketpair()
    begin = time.monotonic()
    process = start(lambda: be_notebook(length, sink.fileno(), room, rules), room.own_processes)
    sink.close()
    with answers:
        answers.shutdown(socket.SHUT_WR)
        reason = relay(process, answers.fileno(), room.scratch, room.limits)
    _, status, usage = os.wait4(process, 0)
    clear(room.scratch)
    return {
        "reason": reason,
        "status": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - begin,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
    }


def clear(folder: str) -> None:
    """Delete what a notebook left behind: files, since confined it can make nothing else there."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)
    os.utime(folder)  # when it was last read or written is nobody's business either


def start(run, own_processes: bool) -> int:
    """Start a process, and return its number; with processes of its own, by way of another."""
    if not own_processes:
        return fork(run)
    source, sink = os.pipe()

    def go_between() -> None:
        leave_namespaces()
        os.write(sink, struct.pack("i", fork(run)))

    between = fork(go_between)
    os.close(sink)
    number = read_exactly(source, 4)
    os.close(source)
    os.waitpid(between, 0)
    if not number:
        raise OSError("The process of a notebook could not be started.")
    return struct.unpack("i", number)[0]


def fork(run) -> int:
    """Return the number of a new process that runs the function, and ends."""
    number = os.fork()
    if number:
        return number
    try:
        run()
        os._exit(0)
    finally:  # whatever happens, a copy of the zygote never goes on as one
        os._exit(1)


def be_notebook(length: int, sink: int, room: Room, rules: int) -> None:
    """Read the job, give all rights away, run it."""
    if not room.own_processes:
        die_with_parent()
    job = json.loads(read_exactly(0, length))
    nothing = os.open("/dev/null", os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    keep_open(sink, rules)
    os.chdir(room.scratch)
    set_limits(room.limits)
    if room.confined:
        confine(4, room.filter)
    send = sender(3)
    send(BEGUN)  # what fails before is no fault of the notebook's
    answer_all(job, send)


def keep_open(sink: int, rules: int) -> None:
    """Close all that is open but 0, 1 and 2; the sink becomes 3, and the rules 4."""
    spare = fcntl.fcntl(sink, fcntl.F_DUPFD, 10)  # out of the way of both
    kept = fcntl.fcntl(rules, fcntl.F_DUPFD, 10) if rules >= 0 else -1
    os.dup2(spare, 3)
    if kept >= 0:
        os.dup2(kept, 4)
    os.closerange(5 if kept >= 0 else 4, 4096)


def main() -> None:
    """Read from the first message where things are, and serve."""
    length = int.from_bytes(read_exactly(0, 8), "big")
    told = json.loads(read_exactly(0, length))
    for name in set(os.environ) - set(told.pop("variables")):
        del os.environ[name]  # what a container adds
    if "filter" not in told:
        told |= found_here()
    limits = Limits(**told.pop("limits"))
    room = Room(limits=limits, filter=bytes.fromhex(told.pop("filter")), **told)
    try:
        serve(room)
    finally:  # also when the marker was killed, and only the end of the stream says so
        if room.folder:
            shutil.rmtree(room.folder, ignore_errors=True)


def found_here() -> dict:
    """Return what only this Python can know, where it is another one than the worker's."""
    from nnlib.grading.sandbox import bubblewrap, filters

    return {
        "readable": [str(path) for path in bubblewrap.readable_entries()],
        "listable": [str(path) for path in bubblewrap.listable_folders()],
        "filter": filters.program().hex(),
    }


if __name__ == "__main__":
    sys.exit("This is started by nnlib.grading.sandbox.worker, inside of a sandbox.")
