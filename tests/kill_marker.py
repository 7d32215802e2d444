"""Kill the marker without warning, again and again: the gradebook ends as if nothing had been.

python -m tests.kill_marker --kills 20 --submissions 200    (a test does it with fewer)
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nnlib.grading.assignment import SOLUTIONS
from nnlib.grading.gradebook import Gradebook
from nnlib.lesson_builder import ROOT

ANSWERS = ("t - o", "(o - t) * o * (1 - o)", "o - t", "(o - t) * o", "missing_name", "1 / 0")
SECONDS = 120  # for one run of the marker
MARK = "NNLIB_KILL_TEST"  # the variable by which what was left behind is found
PER_SECOND = 30  # submissions, about


def write_class(folder: Path, n_submissions: int) -> None:
    """Write a notebook a learner, of several kinds, and some that cannot be read."""
    notebook = json.loads((SOLUTIONS / "05_backpropagation.ipynb").read_text(encoding="utf-8"))
    [stub] = [cell for cell in notebook["cells"] if cell["id"] == "output-sum-gradient-stub"]
    for n in range(n_submissions):
        answer = ANSWERS[n % len(ANSWERS)]
        stub["source"] = f"def output_sum_gradient(o, t):  # {n}\n    return {answer}"
        text = json.dumps(notebook) if n % 17 else ""
        (folder / f"learner-{n:04}.ipynb").write_text(text, encoding="utf-8")


def start(folder: Path, into: Path) -> subprocess.Popen:
    """Start the marker."""
    command = [sys.executable, "-m", "nnlib", "grade", folder, "--into", into, "--quiet"]
    command += ["--seed", "7", "--processes", "2"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    variables = {**os.environ, MARK: str(into.parent)}  # inherited by all that the marker starts
    return subprocess.Popen([str(word) for word in command], cwd=ROOT, env=variables, **quiet)


def n_rows(into: Path) -> int:
    """Return how many rows are in the gradebook so far, as far as one can see from outside."""
    wal = into / "gradebook.sqlite-wal"
    return wal.stat().st_size if wal.exists() else 0


def rows(into: Path) -> list[dict]:
    """Return what is in the gradebook, without times."""
    with Gradebook(into / "gradebook.sqlite") as gradebook:
        return [record.result for record in gradebook.records()]


def kill_at(marker: subprocess.Popen, into: Path, seconds: float) -> bool:
    """Kill the marker so long after its first row; return whether it was still running."""
    end = time.monotonic() + SECONDS
    before = n_rows(into)
    while marker.poll() is None and n_rows(into) == before and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(seconds)
    running = marker.poll() is None
    marker.send_signal(signal.SIGKILL)
    marker.wait()
    return running


def processes_of(folder: Path) -> list[int]:
    """Return the numbers of processes that the markers of this folder have left behind."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{MARK}={folder}\0".encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def compare(n_kills: int, n_submissions: int, seed: int, folder: Path) -> dict[str, int]:
    """Return how often the marker was killed and what was left, after checking the gradebooks.

    Raises:
        AssertionError: where the gradebook of the killed one is another.
    """
    rng = random.Random(seed)
    work = folder / "class"
    work.mkdir()
    write_class(work, n_submissions)
    assert start(work, folder / "whole").wait(SECONDS) == 3  # some cannot be read
    killed, share = 0, n_submissions / PER_SECOND / n_kills  # so that there is work left each time
    for _ in range(n_kills):
        seconds = rng.uniform(0, share)
        killed += kill_at(start(work, folder / "killed"), folder / "killed", seconds)
    assert start(work, folder / "killed").wait(SECONDS) == 3
    whole, other = rows(folder / "whole"), rows(folder / "killed")
    assert len(whole) == n_submissions
    assert whole == other
    time.sleep(1)  # the kernel ends what the killed one had started
    return {"killed": killed, "left behind": len(processes_of(folder))}


def main() -> None:
    """Read how often, and do it."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill_marker")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(compare(options.kills, options.submissions, options.seed, Path(folder)))


if __name__ == "__main__":
    main()
