"""Marking: the marker of this course beside nbgrader and Otter-Grader, and ten thousand notebooks.

All mark the same answers to the same five questions, taking turns, each in one process on one core.
Only nnlib keeps the learners' code apart; it also calls with fresh inputs, and names the mistake.

Give nbgrader and Otter-Grader a Python each, and say which:
NBGRADER_PYTHON=/somewhere/bin/python OTTER_PYTHON=/elsewhere/bin/python. Both in one Python
install too, but Otter's kernels then load far more and take over twice as long. Who is
installed nowhere is left out. `python -m tests.benchmarks marking --largest 10000` measures
this part alone.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import handed_in, measure, watched
from tests.benchmarks.networks import installed

MARKERS = Path(__file__).with_name("markers.py")
N_ROUNDS = 3
SMALLEST = 100  # submissions
START_SECONDS, SECONDS_EACH = 60, 10  # after which a marker is stopped: fifty times what it needs


class Peer(NamedTuple):
    """A marker to measure.

    Attributes:
        title: its name in the table, with its version and what keeps the learners' code apart.
        marker: what `markers.py` calls it.
        write: writes the notebooks for it.
        n_submissions: how many it marks in a round; the first is not timed.
    """

    title: str
    marker: str
    write: Callable[[Path, list[handed_in.Submission]], None]
    n_submissions: int


PEERS = [
    Peer("nnlib {version}, isolated", "nnlib", handed_in.for_nnlib, 101),
    Peer("nbgrader {version}, not isolated", "nbgrader", handed_in.for_nbgrader, 11),
    Peer("Otter-Grader {version}, not isolated", "otter", handed_in.for_otter, 11),
    Peer("nbclient {version}: a fresh kernel, nothing marked", "nbclient", handed_in.for_otter, 11),
]


def python_of(marker: str) -> str:
    """Return the Python under which a marker is installed, or "" where there is none."""
    found = os.environ.get(f"{marker.upper()}_PYTHON", "")
    return found or (sys.executable if installed(marker) else "")


def run(peer: Peer, n_submissions: int, watch: bool = False) -> dict:
    """Let a marker mark so many submissions, and return what it gave and took.

    Raises:
        ValueError: where a right answer got no point, or one that is not right got one.
    """
    submissions = list(handed_in.submissions(n_submissions))
    with tempfile.TemporaryDirectory(prefix="nnlib-marking-") as place:
        folder = Path(place, "handed_in")
        peer.write(folder, submissions)
        command = [python_of(peer.marker), str(MARKERS), peer.marker, str(folder)]
        result = watched.finished(command, START_SECONDS + SECONDS_EACH * n_submissions, watch)
    if peer.marker != "nbclient":
        refuse_other_points(peer.marker, submissions, result["points"])
    return result


def refuse_other_points(
    marker: str, submissions: list[handed_in.Submission], points: dict[str, dict[str, int]]
) -> None:
    """Raise a ValueError unless the right answers, and no others, got a point each."""
    for one in submissions:
        expected = {name: int(kind == "right") for name, kind in one.kinds.items()}
        if points[one.learner] != expected:
            raise ValueError(
                f"Expected {marker} to give {one.learner} {expected}; got {points[one.learner]}."
                " Times of wrong points mean nothing: mend the assignment in handed_in.py."
            )


def side_by_side(n_rounds: int) -> dict[str, dict[str, str]]:
    """Return a row for each marker that is installed: medians over rounds, taking turns."""
    peers = [peer for peer in PEERS if python_of(peer.marker)]
    results: dict[Peer, list[dict]] = {peer: [] for peer in peers}
    for number in range(n_rounds):
        for peer in peers:
            measure.say(f"marking, {peer.marker}, round {number + 1}")
            results[peer].append(run(peer, peer.n_submissions))
    memory = {peer: run(peer, 4, watch=True)["all_megabytes"] for peer in peers}
    nnlib = median(results[peers[0]], "seconds")
    return {
        peer.title.format(**runs[0]): row(runs, nnlib, memory[peer])
        for peer, runs in results.items()
    }


def row(runs: list[dict], nnlib: float, megabytes: float) -> dict[str, str]:
    """Return a line of the first table; nnlib is the seconds that ours took."""
    seconds = median(runs, "seconds")
    return {
        "ms a submission": f"{1000 * seconds:,.0f}",
        "ms of processor": f"{1000 * median(runs, 'cpu_seconds'):,.0f}",
        "submissions a second": f"{1 / seconds:.2g}",
        "time beside nnlib": f"×{measure.cell(seconds / nnlib)}",
        "MB, all processes": f"{megabytes:.0f}",
    }


def median(results: list[dict], name: str) -> float:
    """Return the median of something that was measured in each round."""
    return statistics.median(result[name] for result in results)


def sizes(largest: int) -> list[int]:
    """Return 100, and ten times as many each, up to the largest."""
    found = [SMALLEST]
    while 10 * found[-1] <= largest:
        found.append(10 * found[-1])
    return found


def growth(largest: int) -> dict[str, dict[str, str]]:
    """Return a row for each number of submissions: whole runs, from the files to a gradebook.

    On a straight line each further submission takes as long as those before.
    """
    rows, before = {}, {}
    for n in sizes(largest):
        results = {words: whole(n, cores) for cores, words in ((1, "one core"), (2, "two cores"))}
        line = rows[f"{n:,} submissions"] = {}
        for words, result in results.items():
            line[f"s, {words}"] = f"{result['seconds']:,.1f}"
            taken = result["seconds"] - (before[words]["seconds"] if before else 0)
            more = n - (n // 10 if before else 0)
            line[f"ms for each more, {words}"] = f"{1000 * taken / more:,.0f}"
        line["MB, main process"] = f"{results['one core']['megabytes']:.0f}"
        line["MB, largest other"] = f"{results['one core']['megabytes_of_others']:.0f}"
        line["MB, gradebook"] = f"{results['one core']['gradebook']:.1f}"
        before = results
    return rows


def whole(n_submissions: int, n_cores: int) -> dict:
    """Return what it took to mark a folder with one process on each of so many cores."""
    measure.say(f"marking, {n_submissions:,} submissions, {n_cores} at once")
    with tempfile.TemporaryDirectory(prefix="nnlib-marking-") as place:
        folder = Path(place, "handed_in")
        handed_in.for_nnlib(folder, list(handed_in.submissions(n_submissions)))
        options = ["--cores", str(n_cores), "--processes", str(n_cores)]
        command = [sys.executable, str(MARKERS), "whole", str(folder), *options]
        return watched.finished(command, START_SECONDS + n_submissions)


def report(options: argparse.Namespace) -> measure.Section:
    """Return two tables: the markers side by side, and growth with the submissions."""
    n_rounds, largest = min(N_ROUNDS, options.rounds), options.largest
    beside = measure.markdown(side_by_side(n_rounds), "five questions, one core")
    whole_runs = measure.markdown(growth(largest), "nnlib, from folder to gradebook")
    return measure.Section(f"{beside}\n\n{whole_runs}\n\n{measure.machine()}.")
