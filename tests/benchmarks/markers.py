"""One marker at work: python markers.py NAME FOLDER [--cores N] prints as JSON what it took.

This file runs under each marker's own Python, so it imports nothing of the others. The first
submission is marked before the clock starts: interpreters are loaded and caches filled by then.

    nnlib       into a gradebook, every notebook in an isolated process
    nbgrader    its `autograde`, into its database; in this process and one kernel a notebook
    otter       its `grade_submission`, as `otter run` does: without its container
    nbclient    runs the cells and marks nothing: what a fresh kernel costs
    whole       nnlib's `grade` over the folder, in --processes
"""

import argparse
import importlib.metadata
import json
import os
import resource
import sys
import time
from pathlib import Path

ASSIGNMENT = "five_questions"


class Nnlib:
    """The marker of this course, at the level isolated or not at all."""

    def __init__(self, folder: Path) -> None:
        from nnlib.grading.gradebook import Gradebook
        from nnlib.grading.marker import Marker, Settings
        from nnlib.grading.sandbox.worker import Level

        self.folder, self.gradebook = folder, Gradebook(folder / "gradebook.sqlite")
        self.marker = Marker(Settings(levels=(Level.ISOLATED,)))

    def mark(self, learner: str) -> dict[str, int]:
        """Return the points for each exercise of a learner."""
        from nnlib.grading.records import Task

        content = (self.folder / f"{learner}.ipynb").read_bytes()
        record = self.marker.mark(Task(learner, learner, content, seed=0))
        self.gradebook.add(record)
        if record.level != "isolated":
            raise RuntimeError(f"Expected isolation; got {record}. Run grade --doctor.")
        return {mark.exercise: mark.points for mark in record.marks}

    def close(self) -> None:
        """End the worker."""
        self.marker.close()
        self.gradebook.close()


class Nbgrader:
    """nbgrader, through its own programming interface."""

    def __init__(self, folder: Path) -> None:
        from nbgrader.apps import NbGraderAPI
        from traitlets.config import Config

        config = Config()
        config.CourseDirectory.root = str(folder)
        self.api = NbGraderAPI(config=config)
        self.done(self.api.generate_assignment(ASSIGNMENT))

    def mark(self, learner: str) -> dict[str, int]:
        """Return the points for each exercise of a learner."""
        self.done(self.api.autograde(ASSIGNMENT, learner))
        with self.api.gradebook as book:
            found = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, learner)
            return {grade.name: int(grade.score) for grade in found.grades}

    def done(self, result: dict) -> None:
        """Raise a RuntimeError where a step failed."""
        if not result["success"]:
            raise RuntimeError(f"Expected nbgrader to succeed; got {result['log']}")

    def close(self) -> None:
        """Do nothing: the kernels have ended."""


class Otter:
    """Otter-Grader, through its own programming interface."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mark(self, learner: str) -> dict[str, int]:
        """Return the points for each exercise of a learner."""
        from otter.api import grade_submission

        path, tests = self.folder / f"{learner}.ipynb", self.folder / "autograder.zip"
        results = grade_submission(str(path), str(tests), quiet=True).results
        return {name: int(result.score) for name, result in results.items()}

    def close(self) -> None:
        """Do nothing: the kernels have ended."""


class Nbclient:
    """A fresh kernel and all cells, which is what most markers begin with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mark(self, learner: str) -> dict[str, int]:
        """Return no points."""
        import nbformat
        from nbclient import NotebookClient

        notebook = nbformat.read(self.folder / f"{learner}.ipynb", as_version=4)
        NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute()
        return {}

    def close(self) -> None:
        """Do nothing: the kernels have ended."""


PACKAGES = {"otter": "otter-grader"}  # where the name of what is installed is another
MARKERS = {"nnlib": Nnlib, "nbgrader": Nbgrader, "otter": Otter, "nbclient": Nbclient}


def one_by_one(name: str, folder: Path) -> dict:
    """Return what a marker gave and took for the submissions in a folder, the first left out."""
    is_course = (folder / "submitted").is_dir()
    found = (folder / "submitted").iterdir() if is_course else folder.glob("*.ipynb")
    learners = sorted(path.stem for path in found)
    marker = MARKERS[name](folder)
    points = {learners[0]: marker.mark(learners[0])}
    begin, used = time.perf_counter(), processor_seconds()
    for learner in learners[1:]:
        points[learner] = marker.mark(learner)
    seconds, cpu_seconds = time.perf_counter() - begin, processor_seconds() - used
    marker.close()
    n_timed = len(learners) - 1
    taken = {"seconds": seconds / n_timed, "cpu_seconds": cpu_seconds / n_timed}
    version = importlib.metadata.version(PACKAGES.get(name, name))
    return {"points": points, "version": version, **taken}


def processor_seconds() -> float:
    """Return the processor's time of this process and all its descendants, also the ended ones."""
    import psutil

    me = psutil.Process()
    return sum(sum(process.cpu_times()[:4]) for process in [me, *me.children(recursive=True)])


def whole(folder: Path, n_processes: int) -> dict:
    """Return what it took to mark a folder, from the first look into it to the closed gradebook."""
    from nnlib.grading import runner
    from nnlib.grading.collect import collect
    from nnlib.grading.gradebook import Gradebook
    from nnlib.grading.marker import Settings
    from nnlib.grading.sandbox.worker import Level

    begin, path = time.perf_counter(), folder.with_suffix(".sqlite")
    settings, levels = Settings(levels=(Level.ISOLATED,)), []
    with Gradebook(path) as gradebook:
        runner.grade(
            list(collect(folder)),
            gradebook,
            lambda tasks: runner.in_processes(tasks, settings, n_processes),
            lambda record: levels.append(record.level),
        )
    if set(levels) != {"isolated"}:
        raise RuntimeError(f"Expected isolation; got {set(levels)}. Run grade --doctor.")
    return {
        "seconds": time.perf_counter() - begin,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "megabytes_of_others": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "gradebook": path.stat().st_size / 1e6,
    }


def main() -> None:
    """Mark, and print as JSON what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("marker", choices=[*MARKERS, "whole"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-options.cores :])
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    sys.stdout, printed = sys.stderr, sys.stdout
    if options.marker == "whole":
        result = whole(options.folder, options.processes)
    else:
        result = one_by_one(options.marker, options.folder)
    print(json.dumps(result), file=printed)


if __name__ == "__main__":
    main()
