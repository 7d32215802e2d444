"""Many notebooks at once: what is still to be marked goes out, what comes back is written down."""

import contextlib
import hashlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker

from nnlib.grading.assignment import catalogue_version
from nnlib.grading.collect import read
from nnlib.grading.gradebook import Gradebook
from nnlib.grading.marker import TRIES, Settings, begin, fault, mark_task
from nnlib.grading.marking import fingerprint
from nnlib.grading.names import lesson_named
from nnlib.grading.notebook import UnreadableError
from nnlib.grading.records import Key, Record, Status, Task
from nnlib.grading.remarks import is_stopped_below
from nnlib.grading.sandbox.confine import Limits
from nnlib.grading.walk import Found

AHEAD = 3  # tasks in hand for each process, so that none has to wait
Marking = Callable[[Iterable[Task]], Iterator[Record]]


def grade(
    found: list[Found],
    gradebook: Gradebook,
    marking: Marking,
    tell: Callable[[Record | None], None],
    regrade: bool = False,
    limits: Limits | None = None,
) -> set[Key]:
    """Mark what was found and is not in the gradebook yet, and write each record down.

    Returns the keys of what was found: records with others are of files that are gone or changed.

    Args:
        found: what was handed in.
        gradebook: where the records go.
        marking: how tasks become records: in processes here, or on a cluster.
        tell: is called with each record, and with None for what was there already.
        regrade: whether to mark again what is there.
        limits: what was stopped by lower ones is marked again; None for nothing of that.
    """
    catalogue, seed = catalogue_version(), gradebook.seed()
    keys: set[Key] = set()

    def is_done(key: Key) -> bool:
        if regrade or not gradebook.has(*key, catalogue):
            return False
        texts = gradebook.texts(*key, catalogue) if limits else []
        return not any(is_stopped_below(text, limits) for text in texts)

    def open_tasks() -> Iterator[Task]:
        for one in found:
            task = task_of(one, seed)
            known = task.notebook if isinstance(task, Record) else fingerprint(task.content)
            key = one.learner, one.file, known
            keys.add(key)
            if is_done(key):
                tell(None)
            elif isinstance(task, Record):
                gradebook.add(task)
                tell(task)
            else:
                yield task

    for record in marking(open_tasks()):
        gradebook.add(record)
        tell(record)
    return keys


def task_of(found: Found, seed: int) -> Task | Record:
    """Return the task for what was found, or the record of what cannot be read."""
    known = {"learner": found.learner, "file": found.file, "handed_in": found.handed_in}
    try:
        content = read(found)
    except UnreadableError as error:
        known |= {"sentence": str(error), "catalogue": catalogue_version()}
        if found.left_out:
            return Record(**known, status=Status.LEFT_OUT)
        return Record(**known, status=Status.UNREADABLE, lesson=lesson_named(found.name))
    own_seed = seed_for(seed, found.learner, found.file)
    return Task(**known, content=content, seed=own_seed, name=found.name)


def seed_for(seed: int, learner: str, file: str) -> int:
    """Return the seed for one file: always the same, and not to be guessed from another's."""
    text = f"{seed}\0{learner}\0{file}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(text).digest()[:6], "big")


def shard_of(found: list[Found], number: int, n_shards: int) -> list[Found]:
    """Return one of so many parts of what was found; files of a learner stay together."""

    def part(one: Found) -> int:
        name = one.learner.encode("utf-8", "surrogatepass")
        return int.from_bytes(hashlib.sha256(name).digest()[:4], "big") % n_shards

    return [one for one in found if part(one) == number - 1]


def in_processes(tasks: Iterable[Task], settings: Settings, n_processes: int) -> Iterator[Record]:
    """Yield the record of each task, as they come, marked in processes of this machine.

    A process that is killed takes nothing with it: its tasks are given to a new one, and only a
    task that was there both times gets a blank record.
    """
    queue, lost, left = iter(tasks), deque(), {}
    n_tries: dict[str, int] = {}
    others = set(multiprocessing.active_children())
    while True:
        executor = pool(settings, n_processes)
        try:
            yield from through(executor, queue, lost, left, AHEAD * n_processes)
            return
        except BrokenProcessPool:
            yield from again(left, lost, n_tries)
        finally:  # nobody waits for a notebook that runs on when Ctrl-C was pressed
            executor.shutdown(wait=False, cancel_futures=True)
            for process in set(multiprocessing.active_children()) - others:
                process.kill()
                process.join()


def pool(settings: Settings, n_processes: int) -> ProcessPoolExecutor:
    """Return a pool whose processes share nothing with this one."""
    resource_tracker.ensure_running()  # its start would let Ctrl-C through
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        n_processes, context, initializer=begin, initargs=(settings, os.getpid())
    )


def through(
    executor: ProcessPoolExecutor,
    queue: Iterator[Task],
    lost: deque[Task],
    left: dict[Future, Task],
    most: int,
) -> Iterator[Record]:
    """Yield records, with no more tasks in hand than so many."""
    while True:
        while len(left) < most and (task := next_task(lost, queue)) is not None:
            left[submitted(executor, task, lost)] = task
        if not left:
            return
        done, _ = wait(left, return_when=FIRST_COMPLETED)
        for future in done:
            record = future.result()
            del left[future]
            yield record


def next_task(lost: deque[Task], queue: Iterator[Task]) -> Task | None:
    """Return a task that was lost, else the next one, else None."""
    return lost.popleft() if lost else next(queue, None)


def submitted(executor: ProcessPoolExecutor, task: Task, lost: deque[Task]) -> Future:
    """Return the future of a task; where the pool is broken already, the task is not lost."""
    try:
        with ctrl_c_waits():
            return executor.submit(mark_task, task)
    except BrokenProcessPool:
        lost.append(task)
        raise


@contextlib.contextmanager
def ctrl_c_waits() -> Iterator[None]:
    """Keep Ctrl-C back in this block, in which processes are started, and obey it afterwards.

    One that was half started would end with a traceback of its own. What starts here does not
    hear Ctrl-C until it asks for it.
    """
    if threading.current_thread() is not threading.main_thread():  # no other one hears it
        yield
        return
    pressed = []
    before = signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # those who start take this over
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
        if pressed:
            raise KeyboardInterrupt


def again(left: dict[Future, Task], lost: deque[Task], n_tries: dict[str, int]) -> Iterator[Record]:
    """Put the tasks of a broken pool back; yield a blank record for one that was there twice."""
    tasks, results = list(left.items()), []
    left.clear()
    for future, task in tasks:
        if future.done() and future.exception() is None:
            results.append(future.result())
            continue
        n_tries[task.file] = n_tries.get(task.file, 0) + 1
        if n_tries[task.file] >= TRIES + 1:
            results.append(fault(task, "its process was killed."))
        else:
            lost.append(task)
    yield from results


def n_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # macOS has none
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def missing(records: Iterable[Record], lessons: Iterable[str]) -> Iterator[Record]:
    """Yield a row for each learner and lesson of which nothing came."""
    seen: dict[str, set[str]] = {}
    for record in records:
        lessons_seen = seen.setdefault(record.learner, set())
        if record.status is not Status.LEFT_OUT:
            lessons_seen.add(record.lesson)
    for learner, found in sorted(seen.items()):
        for lesson in lessons:
            if lesson not in found and "" not in found:  # that one may be it
                yield Record(
                    learner=learner,
                    file=f"(nothing for lesson {lesson})",
                    status=Status.MISSING,
                    sentence=f"Nothing was handed in for lesson {lesson}.",
                    lesson=lesson,
                    catalogue=catalogue_version(),
                )
