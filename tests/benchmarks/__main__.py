"""python -m tests.benchmarks [--rounds N] [--compiled] [--write]: how fast, beside whom.

Prints how many times faster nnlib is than each peer: a step of the 784-16-16-10 network at several
batch sizes, of a small convolutional network, and of the tape; and what momentum costs. On one
core and one thread. Install the peers with pip install -e ".[benchmarks]". With --write, the
tables and the picture in README.md are made anew.
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

from tests.benchmarks import cnn, measure, peers, tape

BATCH_SIZES = (1, 10, 32, 128, 1024)
ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- made by python -m tests.benchmarks --write -->", "<!-- end -->"


def main() -> int:
    """Measure, print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often each peer takes its turn")
    parser.add_argument("--compiled", action="store_true", help="torch.compile too: takes minutes")
    parser.add_argument("--write", action="store_true", help="put the result into README.md")
    options = parser.parse_args()
    if peers.installed("torch"):
        import torch

        torch.set_num_threads(1)
    with measure.one_core(), contextlib.redirect_stdout(io.StringIO()):  # bars run, unseen
        times = {f"batch {n}": steps(n, options) for n in BATCH_SIZES}
        others = {"convolutional network, batch 64": timed("cnn", cnn.peers(), options.rounds)}
        others["tape, micrograd's demo"] = timed("tape", tape.peers(), min(options.rounds, 5))
        momentum = momentum_ratio(options.rounds)
    text = report(times, others, momentum, options.rounds)
    print(text)
    if options.write:
        (ROOT / "pictures" / "speed.png").write_bytes(picture(times))
        replace_section(ROOT / "README.md", text)
    return 0


def steps(batch_size: int, options: argparse.Namespace) -> dict[str, float]:
    """Return the microseconds of a step for each peer at this batch size."""
    all_peers = peers.peers_for(batch_size, options.compiled)
    return timed(f"batch {batch_size}", all_peers, options.rounds)


def timed(what: str, all_peers: dict, n_rounds: int) -> dict[str, float]:
    """Return the microseconds of a step for each peer, and say what is being measured."""
    print(f"{what} ...", file=sys.stderr)
    return measure.microseconds_a_step(all_peers, n_rounds)


def momentum_ratio(n_rounds: int) -> float:
    """Return how much longer a step with momentum takes, long after the start."""
    pair = {name: peers.nnlib_epoch(32, m) for name, m in (("plain", 0.0), ("momentum", 0.9))}
    for _ in range(5):
        pair["momentum"]()  # so that velocities that fade have faded
    times = measure.microseconds_a_step(pair, n_rounds)
    return times["momentum"] / times["plain"]


def report(times: dict, others: dict, momentum: float, n_rounds: int) -> str:
    """Return the tables, with the machine and the versions, as Markdown."""
    dense = measure.markdown(measure.ratios(times), "784-16-16-10, plain steps")
    rest = [measure.markdown(measure.ratios({name: row}), "") for name, row in others.items()]
    own = ", ".join(f"{row['nnlib']:.0f} µs at {name}" for name, row in times.items())
    return "\n\n".join(
        [
            "How many times as long as `nnlib` a step of training takes (more is slower):",
            dense,
            *rest,
            f"A step of `nnlib` takes {own}; with momentum {momentum:.2f} times that. Medians of"
            f" {n_rounds} interleaved rounds, one core, one thread: {measure.machine()}.",
        ]
    )


def picture(times: dict[str, dict[str, float]]) -> bytes:
    """Return a PNG: the time of a step against the batch size, a line for each peer."""
    from nnlib.plots import BLACK, BLUE, GREEN, PURPLE, VERMILLION, new_figure, png_bytes

    figure, axes = new_figure(size=(7, 4.2))
    marks = ["o-", "s--", "^:", "d-.", "v--", "x:"]
    colors = [BLUE, VERMILLION, GREEN, PURPLE, BLACK, "#777777"]
    for mark, color, name in zip(marks, colors, next(iter(times.values())), strict=False):
        microseconds = [row[name] for row in times.values()]
        axes.loglog(BATCH_SIZES, microseconds, mark, color=color, ms=5, label=name)
    axes.set(xlabel="batch size", ylabel="microseconds a step")
    axes.set_xticks(BATCH_SIZES, list(map(str, BATCH_SIZES)))
    axes.minorticks_off()
    axes.legend(frameon=False)
    return png_bytes(figure)


def replace_section(path: Path, text: str) -> None:
    """Put the text between the two marks of a file."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
