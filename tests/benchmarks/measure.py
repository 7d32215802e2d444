"""Measuring: every peer in the same run, interleaved, medians, and the machine by name."""

import contextlib
import gc
import importlib.metadata
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

Epoch = Callable[[], int]  # trains for a while and returns how many steps that were
PACKAGES = ("numpy", "torch", "scikit-learn", "jax", "keras", "micrograd")


class Section(NamedTuple):
    """A part of the report: its tables as Markdown, and its pictures, PNG by file name."""

    text: str
    pictures: dict[str, bytes] = {}  # noqa: RUF012 (never changed)


def microseconds_a_step(
    peers: dict[str, Epoch], n_rounds: int, patience: float = 3.0
) -> dict[str, float]:
    """Return the median time of a step for each peer, the peers taking turns in every round.

    A peer that has had three turns and `patience` seconds sits out the rounds that are left.
    """
    for epoch in peers.values():
        epoch()  # compiles, fills caches
    gc.collect()
    gc.freeze()  # so that no peer's time holds a search through the objects of all the others
    times: dict[str, list[float]] = {name: [] for name in peers}
    seconds = dict.fromkeys(peers, 0.0)
    for round_number in range(n_rounds):
        for name, epoch in peers.items():
            if round_number >= 3 and seconds[name] > patience:
                continue
            start = time.perf_counter()
            n_steps = epoch()
            taken = time.perf_counter() - start
            times[name].append(1e6 * taken / n_steps)
            seconds[name] += taken
    gc.unfreeze()
    return {name: statistics.median(values) for name, values in times.items()}


def timed(what: str, peers: dict[str, Epoch], n_rounds: int) -> dict[str, float]:
    """Return the microseconds of a step for each peer, and say what is being measured."""
    say(what)
    return microseconds_a_step(peers, n_rounds)


def say(what: str) -> None:
    """Say what is being measured, where it does not mix with the report."""
    print(what, file=sys.stderr)


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def machine() -> str:
    """Return processor, cores, system and the versions that matter, in a line."""
    versions = []
    for name in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions.append(f"{name} {importlib.metadata.version(name)}")
    return (
        f"{processor()}, {os.cpu_count()} cores, {platform.system()},"
        f" Python {platform.python_version()}, {', '.join(versions)}"
    )


def processor() -> str:
    """Return the processor's name."""
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    return platform.processor() or platform.machine()


def ratios(times: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return how many times as long as nnlib each of the others takes."""
    return {
        row: {name: time / values["nnlib"] for name, time in values.items() if name != "nnlib"}
        for row, values in times.items()
    }


def comparison(times: dict[str, dict[str, float]], heading: str) -> str:
    """Return a table: nnlib's microseconds, and how many times as long each of the others takes."""
    rows = {
        name: {"nnlib": f"{times[name]['nnlib']:,.0f} µs"}
        | {peer: f"×{cell(ratio)}" for peer, ratio in row.items()}
        for name, row in ratios(times).items()
    }
    return markdown(rows, heading)


def markdown(rows: dict[str, dict], heading: str) -> str:
    """Return a table: a line for each row, a column for each key."""
    columns = list(dict.fromkeys(key for row in rows.values() for key in row))
    lines = [f"| {heading} | " + " | ".join(map(str, columns)) + " |"]
    lines.append("| --- " * (len(columns) + 1) + "|")
    for name, row in rows.items():
        cells = [cell(row[key]) if key in row else "" for key in columns]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def cell(value: float | str) -> str:
    """Return a number with one digit after the point, a large one without; a text as it is."""
    return value if isinstance(value, str) else f"{value:,.{0 if value >= 100 else 1}f}"
