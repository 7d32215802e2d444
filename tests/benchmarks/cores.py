"""Both cores: the steps again, in a process of its own that may use two threads and two cores.

`python -m tests.benchmarks.cores` prints the times as JSON; the number of threads is set from
outside, because the libraries read it when they are loaded.
"""

import contextlib
import io
import json
import os
import subprocess
import sys

from tests.benchmarks import measure

BATCH_SIZES = (10, 128, 1024)
N_THREADS = 2


def report(options) -> measure.Section:
    """Return a table: nnlib on one thread, as it comes, and every peer with two."""
    measure.say("both cores")
    if (os.cpu_count() or 1) < N_THREADS:
        return measure.Section("With one core there is nothing to measure for two threads.")
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    variables = {**os.environ, **dict.fromkeys(names, str(N_THREADS)), "XLA_FLAGS": ""}
    command = [sys.executable, "-m", "tests.benchmarks.cores", str(options.rounds)]
    run = subprocess.run(command, env=variables, stdout=subprocess.PIPE, check=True)
    times = json.loads(run.stdout)
    return measure.Section(measure.comparison(times, "784-16-16-10, both cores"))


def measured(n_rounds: int) -> dict[str, dict[str, float]]:
    """Return the microseconds of a step for each batch size and peer, with two threads."""
    from tests.benchmarks import peers
    from tests.benchmarks.networks import RELU, installed

    if installed("torch"):
        import torch

        torch.set_num_threads(N_THREADS)
    times = {}
    for size in BATCH_SIZES:
        found = peers.peers_for(RELU, size)
        found["nnlib, two threads"] = peers.nnlib_epoch(RELU, size, n_threads=N_THREADS)
        times[f"batch {size}"] = measure.microseconds_a_step(found, n_rounds)
    return times


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):  # the progress bars
        result = measured(int(sys.argv[1]))
    print(json.dumps(result))
