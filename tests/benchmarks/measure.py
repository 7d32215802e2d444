"""Measuring: every peer in the same run, interleaved, medians, and the machine by name."""

import contextlib
import gc
import importlib.metadata
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator

Epoch = Callable[[], int]  # trains for a while and returns how many steps that were


def microseconds_a_step(peers: dict[str, Epoch], n_rounds: int) -> dict[str, float]:
    """Return the median time of a step for each peer, the peers taking turns in every round."""
    for epoch in peers.values():
        epoch()  # compiles, fills caches
    times: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(n_rounds):
        for name, epoch in peers.items():
            gc.collect()
            start = time.perf_counter()
            n_steps = epoch()
            times[name].append(1e6 * (time.perf_counter() - start) / n_steps)
    return {name: statistics.median(values) for name, values in times.items()}


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
    names = ("numpy", "torch", "scikit-learn", "jax", "micrograd")
    versions = []
    for name in names:
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


def markdown(rows: dict[str, dict], heading: str) -> str:
    """Return a table: a line for each row, a column for each key."""
    columns = list(dict.fromkeys(key for row in rows.values() for key in row))
    lines = [f"| {heading} | " + " | ".join(map(str, columns)) + " |"]
    lines.append("| --- " * (len(columns) + 1) + "|")
    for name, row in rows.items():
        cells = [
            f"{row[key]:,.{0 if row[key] >= 100 else 1}f}" if key in row else "" for key in columns
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
