"""The marker's command line: python -m nnlib grade SUBMISSIONS.

Exit codes: 0 every notebook was marked; 1 it could not start; 2 the command was wrong; 3 some could
not be read, or are missing; 4 the marker itself failed at some, whose rows are blank; 130 stopped
by Ctrl-C. Started again, it goes on where it was.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nnlib.grading.merging import run_merge
from nnlib.grading.options import read
from nnlib.grading.results import check_export, give_back, make_folder, present

NOT_ON_WINDOWS = (
    "The marker needs Linux, whose kernel keeps strangers' code apart, or a container of Linux on"
    " macOS. On Windows start it in WSL, which is a Linux."
)
UNSAFE = (
    "--unsafe: where no protection works, notebooks are run all the same, and can read your files"
    " and use the network."
)
NOT_DONE = (
    "{what}: {why}. Look whether it is there, whether you may write, and whether there is room."
)
NEEDS = (
    "The marker needs a package that is not installed: {name}. Type: pip install -e"
    ' ".[grading]"    (with --scheduler: ".[grading,cluster]")'
)


def main(arguments: list[str]) -> int:
    """Run `grade` or `merge`, and return the exit code."""
    options = read(arguments)
    run = run_grade if options.command == "grade" else run_merge
    if sys.platform == "win32":
        raise ValueError(NOT_ON_WINDOWS)
    with hearing_ctrl_c() as pressed:
        try:
            return run(options)
        except (Exception, KeyboardInterrupt) as error:
            if pressed or isinstance(error, KeyboardInterrupt):  # in an import it becomes another
                print("\nStopped. What is marked is kept: start again to go on.", file=sys.stderr)
                return 130
            if isinstance(error, ModuleNotFoundError):
                raise ValueError(NEEDS.format(name=error.name)) from None
            if isinstance(error, OSError):
                what = error.filename or "A file could not be read or written"
                raise ValueError(NOT_DONE.format(what=what, why=error.strerror or error)) from None
            raise


@contextmanager
def hearing_ctrl_c() -> Iterator[list]:
    """Give a list that is filled when Ctrl-C is pressed, which raises KeyboardInterrupt as ever."""
    pressed = []
    if threading.current_thread() is not threading.main_thread():  # no other one hears it
        yield pressed
        return

    def hear(number: int, frame) -> None:
        pressed.append(number)
        signal.default_int_handler(number, frame)

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


def run_grade(options: argparse.Namespace) -> int:
    """Mark the folder, and write what is given back."""
    from nnlib.grading import runner
    from nnlib.grading.collect import collect
    from nnlib.grading.gradebook import Gradebook

    settings = settings_of(options)
    if options.unsafe:
        print(UNSAFE, file=sys.stderr)
    if options.make_image is not None:
        return make_image(options.make_image)
    if options.doctor:
        return doctor(settings)
    if options.submissions is None:
        raise ValueError("Expected a folder of submissions; got none. Type its name after grade.")
    found = list(collect(options.submissions))
    if options.shard:
        found = runner.shard_of(found, *options.shard)
    folder = options.into or Path(f"{options.submissions.resolve().name}-marked")
    refuse_inside(folder, options.submissions)
    make_folder(folder)
    if options.fill:
        check_export(options)
    with Gradebook(folder / "gradebook.sqlite") as gradebook:
        gradebook.seed(options.seed)
        with telling(options, len(found)) as tell:
            marking = marking_of(options, settings)
            limits = settings.limits
            keys = runner.grade(found, gradebook, marking, tell, options.regrade, limits)
        records = present(gradebook, keys, options)
        return give_back(records, folder, options, gradebook.count() - len(records))


def settings_of(options: argparse.Namespace):
    """Return the protections and limits that were asked for."""
    from nnlib.grading.marker import PROTECTED, Settings
    from nnlib.grading.sandbox.confine import Limits
    from nnlib.grading.sandbox.worker import Level

    levels = (Level(options.level),) if options.level else PROTECTED
    if options.unsafe:
        levels = (*levels, Level.UNSAFE)
    seconds = options.seconds
    limits = Limits(
        seconds=seconds,
        cell_seconds=seconds / 2,
        cpu_seconds=seconds,
        memory=options.megabytes << 20,
    )
    return Settings(levels, limits)


def refuse_inside(folder: Path, submissions: Path) -> None:
    """Raise a ValueError where the results would be taken for submissions next time."""
    if folder.resolve().is_relative_to(submissions.resolve()):
        raise ValueError(
            f"Expected --into to be outside of {submissions}; got {folder}. What is written there"
            " would be marked the next time. Choose another folder."
        )


def marking_of(options: argparse.Namespace, settings) -> Callable:
    """Return how tasks become records: on a cluster, or in processes here."""
    from nnlib.grading import runner

    if options.scheduler:
        from nnlib.grading.cluster import on_cluster

        return lambda tasks: on_cluster(tasks, options.scheduler, settings)
    n_processes = options.processes or runner.n_processors()
    return lambda tasks: runner.in_processes(tasks, settings, n_processes)


@contextmanager
def telling(options: argparse.Namespace, total: int) -> Iterator[Callable]:
    """Give a function that tells of each record: by a bar, or not at all."""
    if options.quiet or options.json:
        yield lambda record: None
    else:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("marking"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TextColumn("so far, left"),
            TimeRemainingColumn(),
        )
        with Progress(*columns) as bar:
            task = bar.add_task("marking", total=total, rate="")

            def tell(record: object) -> None:
                bar.advance(task)
                speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
                bar.update(task, rate=f"{speed:.1f} a second" if speed else "")

            yield tell


def make_image(base: str) -> int:
    """Build the image that a container needs where this machine is no Linux."""
    from nnlib.grading.sandbox import container

    try:
        print(f"Made {container.make_image(base or None)}.")
    except (OSError, RuntimeError) as error:
        raise ValueError(f"The image was not made: {error}") from error
    return 0


def doctor(settings) -> int:
    """Print what each level of protection holds, and return 0 where one of them does."""
    from nnlib.grading.sandbox.levels import ATTEMPTS, reason, trials

    found = list(trials(settings.limits))
    for trial in found:
        print(f"{trial.level}: {'holds' if trial.holds else reason(trial)}")
        for name in [] if trial.trouble else ATTEMPTS:
            print(f"    {'FELL' if name in trial.fallen else 'held'}  {name}")
    holding = [trial.level for trial in found if trial.holds and trial.level in settings.levels]
    best = holding[0] if holding else None
    print(f"Notebooks would be marked {best}." if best else "No notebook would be run here.")
    return 0 if best else 1
