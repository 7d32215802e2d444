"""python -m tests.benchmarks [part ...] [--rounds N] [--compiled] [--write]: how fast, beside whom.

Without a part's name it measures all of them, some ten minutes long. Install the peers with
pip install -e ".[test,benchmarks]"; one that is not installed is left out. With --write, the
part's tables and pictures in README.md are made anew.

    steps    a step of training: two networks, five batch sizes, every peer
    floor    the distance to a loop in C over the same matrix products
    to_96    seconds until 96 of 100 test digits are read
    cnn      a step of a small convolutional network, and how well it reads
    tape     a step on the tape of autograd
    slider   300 steps of a small network, as behind a slider
    growth   time and memory against images, parameters and batch size
    cores    the steps again, with two threads and both cores
    course   a learner's first cell, and all cells
    marking  the marker beside nbgrader and Otter-Grader, and many notebooks; for MARKING.md

All but the last three run on one core and one thread; see tests/benchmarks/marking.py for the
markers, which need a Python each.
"""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # before NumPy is loaded
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")
os.environ.setdefault("TQDM_MININTERVAL", "1")

import argparse
import contextlib
import io
import sys
import time

from tests.benchmarks import (
    cnn,
    cores,
    course,
    floor,
    growth,
    marking,
    measure,
    networks,
    pages,
    slider,
    steps,
    tape,
    to_96,
)

ON_ONE_CORE = {"steps": steps, "floor": floor, "to_96": to_96, "cnn": cnn, "tape": tape}
ON_ONE_CORE |= {"slider": slider, "growth": growth}
PARTS = {**ON_ONE_CORE, "cores": cores, "course": course, "marking": marking}


def main() -> int:
    """Measure what was asked for, print the tables, and write them where wanted."""
    kept = argparse.RawDescriptionHelpFormatter
    program = "python -m tests.benchmarks"
    parser = argparse.ArgumentParser(program, description=__doc__, formatter_class=kept)
    parser.add_argument("parts", nargs="*", help="what to measure; without a name, everything")
    parser.add_argument("--rounds", type=int, default=7, help="how often each peer takes its turn")
    parser.add_argument("--compiled", action="store_true", help="torch.compile too: a minute more")
    parser.add_argument("--search", action="store_true", help="to_96: look for the best recipes")
    parser.add_argument("--largest", type=int, default=1000, help="marking: so many notebooks")
    parser.add_argument("--write", action="store_true", help="put the result into README.md")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"the parts are {', '.join(PARTS)}; there is no {', '.join(sorted(unknown))}")
    for name in options.parts or PARTS:
        section = measured(name, options)
        print(f"{section.text}\n", flush=True)
        if options.write:
            pages.write(name, section)
    if options.write and any(pages.page_of(name) == "README.md" for name in options.parts or PARTS):
        pages.write("machine", measure.Section(measure.machine()))
    return 0


def measured(name: str, options: argparse.Namespace) -> measure.Section:
    """Return what this part measures, and say how long that took."""
    start = time.perf_counter()
    if networks.installed("torch"):
        import torch

        torch.set_num_threads(1)
    pinned = measure.one_core() if name in ON_ONE_CORE else contextlib.nullcontext()
    with pinned, contextlib.redirect_stdout(io.StringIO()):  # the progress bars run, unseen
        section = PARTS[name].report(options)
    measure.say(f"{name} took {time.perf_counter() - start:.0f} s")
    return section


if __name__ == "__main__":
    sys.exit(main())
