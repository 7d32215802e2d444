"""The course itself: how long until a learner's first cell has run, and until all cells have."""

import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks import measure
from tests.benchmarks.networks import installed

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ("00", "05")
IMPORTS = """
import time, numpy
start = time.perf_counter()
import nnlib
print(time.perf_counter() - start)
"""


def report(options) -> measure.Section:
    """Return a table of what a learner and a tester wait for, and the slowest cells."""
    measure.say("course")
    rows = {"`import nnlib`, after `import numpy`": f"{1000 * import_seconds():.1f} ms"}
    if installed("nbclient") and installed("ipykernel"):
        for lesson in LESSONS:
            rows[f"lesson {lesson}: kernel started, first cell run"] = f"{first_cell(lesson):.1f} s"
    words = ""
    if installed("nbval"):
        total, output = whole_course()
        rows["every cell of every lesson and solution, compared"] = f"{total:.0f} s"
        by_lesson = [f"{name} {seconds:.0f}" for name, seconds in lesson_seconds(output).items()]
        words = "\n\nThe seconds of each lesson by the clock, all its cells"
        words += f", with the frameworks of lesson 14: {', '.join(by_lesson)}."
        words += f"\n\nThe slowest cells: {'; '.join(slowest_cells(output))}."
    table = measure.markdown({name: {"time": text} for name, text in rows.items()}, "")
    return measure.Section(table + words)


def import_seconds(n_times: int = 7) -> float:
    """Return how long `import nnlib` takes in a fresh Python that has NumPy already."""
    command = [sys.executable, "-c", IMPORTS]
    runs = [subprocess.run(command, capture_output=True, check=True) for _ in range(n_times)]
    return statistics.median(float(run.stdout) for run in runs)


def first_cell(lesson: str, n_times: int = 3) -> float:
    """Return how long it takes to start a kernel and to run the first cell of a lesson."""
    import nbformat
    from nbclient import NotebookClient

    (path,) = (ROOT / "lessons").glob(f"{lesson}_*.ipynb")
    times = []
    for _ in range(n_times):
        notebook = nbformat.read(path, as_version=4)
        first = next(n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code")
        start = time.perf_counter()
        client = NotebookClient(notebook, kernel_name="python3")
        with client.setup_kernel():
            client.execute_cell(notebook.cells[first], first)
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def whole_course() -> tuple[float, str]:
    """Return the seconds that nbval takes for the whole course, and what it printed.

    Raises:
        RuntimeError: when a cell no longer gives the output that is stored with it.
    """
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "--durations=0"]
    variables = {**os.environ, "TQDM_DISABLE": "1"}
    start = time.perf_counter()
    run = subprocess.run(
        [*command, "-q", "-p", "no:cacheprovider", "lessons", "solutions"],
        check=False,
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
    )
    total = time.perf_counter() - start
    if run.returncode:
        raise RuntimeError(
            "Expected every notebook to give its stored outputs; nbval found differences."
            f" Run python start.py test notebooks, and see them.\n{run.stdout[-2000:]}"
        )
    return total, run.stdout


def lesson_seconds(output: str) -> dict[str, float]:
    """Return how long all cells of each lesson took, by its number, out of pytest's output."""
    found = re.findall(r"^([\d.]+)s call +lessons/(\d\d)", output, re.MULTILINE)
    seconds = dict.fromkeys(sorted({number for _, number in found}), 0.0)
    for text, number in found:
        seconds[number] += float(text)
    return seconds


def slowest_cells(output: str, n: int = 3) -> list[str]:
    """Return a line on each of the slowest cells in pytest's output: where it is, how it begins."""
    found = re.findall(r"^([\d.]+)s call +([^\s:]+)::.*?Cell (\d+)", output, re.MULTILINE)[:n]
    return [
        f"`{first_line(ROOT / path, int(number))}` in {path}, {float(seconds):.1f} s"
        for seconds, path, number in found
    ]


def first_line(path: Path, number: int) -> str:
    """Return how a code cell begins; they are counted from 0."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    return "".join(code[number]["source"]).partition("\n")[0]
