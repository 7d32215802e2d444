"""python -m tests.benchmarks [--rounds N] [--compiled] [--plot FILE]: how fast, beside whom.

Prints how many times faster nnlib is than each peer, for a step of the 784-16-16-10 network at
several batch sizes, and what momentum costs. On one core and one thread; install the peers with
pip install -e ".[benchmarks]".
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
from pathlib import Path

from tests.benchmarks import measure, peers

BATCH_SIZES = (1, 10, 32, 128, 1024)


def main() -> int:
    """Measure, print the tables, and draw them where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often each peer takes its turn")
    parser.add_argument("--compiled", action="store_true", help="torch.compile too: takes minutes")
    parser.add_argument("--plot", type=Path, help="where to write the picture, a .png")
    options = parser.parse_args()
    if peers.installed("torch"):
        import torch

        torch.set_num_threads(1)
    with measure.one_core():
        times = {n: steps(n, options) for n in BATCH_SIZES}
        momentum = momentum_ratio(options.rounds)
    ratios = {n: {k: t / row["nnlib"] for k, t in row.items()} for n, row in times.items()}
    print(f"\n{measure.machine()}; one core, one thread, medians of {options.rounds} rounds\n")
    print("Microseconds a step\n\n" + measure.markdown(times, "batch"))
    for row in ratios.values():
        del row["nnlib"]
    print("\nHow many times faster nnlib is\n\n" + measure.markdown(ratios, "batch"))
    print(f"\nA step with momentum takes {momentum:.2f} of one without.")
    if options.plot:
        draw(times, options.plot)
    return 0


def steps(batch_size: int, options: argparse.Namespace) -> dict[str, float]:
    """Return the microseconds of a step for each peer at this batch size."""
    print(f"batch {batch_size} ...", file=sys.stderr)
    with contextlib.redirect_stdout(io.StringIO()):  # the progress bars run, unseen
        all_peers = peers.peers_for(batch_size, options.compiled)
        return measure.microseconds_a_step(all_peers, options.rounds)


def momentum_ratio(n_rounds: int) -> float:
    """Return how much longer a step with momentum takes, long after the start."""
    pair = {name: peers.nnlib_epoch(32, m) for name, m in (("plain", 0.0), ("momentum", 0.9))}
    with contextlib.redirect_stdout(io.StringIO()):
        for _ in range(5):
            pair["momentum"]()  # so that velocities that fade have faded
        times = measure.microseconds_a_step(pair, n_rounds)
    return times["momentum"] / times["plain"]


def draw(times: dict[int, dict[str, float]], path: Path) -> None:
    """Write a picture: the time of a step against the batch size, a line for each peer."""
    from nnlib.plots import new_figure, png_bytes

    figure, axes = new_figure(size=(7, 4.2))
    marks = ["o-", "s--", "^:", "d-.", "v--", "x:"]
    for mark, name in zip(marks, next(iter(times.values())), strict=False):
        axes.loglog(list(times), [row[name] for row in times.values()], mark, ms=5)
        axes.text(max(times) * 1.15, times[max(times)][name], name, va="center", fontsize=9)
    axes.set(xlabel="batch size", ylabel="microseconds a step", xlim=(0.8, max(times) * 8))
    axes.set_xticks(list(times), list(map(str, times)))
    path.write_bytes(png_bytes(figure))


if __name__ == "__main__":
    sys.exit(main())
