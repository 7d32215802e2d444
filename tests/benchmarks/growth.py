"""Growth: how time and memory grow with the images, the parameters and the batch size."""

import time
import tracemalloc

import numpy as np

from nnlib.datasets import digits
from nnlib.optimizers import SGD
from nnlib.training import train
from tests.benchmarks import measure
from tests.benchmarks.networks import RELU, Network, nnlib_model

IMAGES = (6_000, 60_000, 600_000)
WIDTHS = (13, 40, 126, 400, 1_258, 4_000, 12_579)  # of the hidden layer: 10⁴ to 10⁷ parameters
BATCH_SIZES = (1, 4, 16, 64, 256, 1_024, 4_096)
BATCH = 32
WIDE_BATCH, WIDE_STEPS = 128, 8  # where the network grows


def images(n_images: int) -> tuple[np.ndarray, np.ndarray]:
    """Return so many digits, repeated where there are not enough."""
    data = digits()
    n_copies = -(-n_images // len(data.train_labels))
    inputs = np.tile(data.train_inputs, (n_copies, 1))[:n_images]
    return inputs, np.tile(data.train_labels, n_copies)[:n_images]


def epoch_for(inputs: np.ndarray, labels: np.ndarray, batch_size: int, network: Network = RELU):
    """Return a function that trains for an epoch."""
    rng = np.random.default_rng(0)
    model, loss = nnlib_model(network, rng)
    optimizer = SGD(model.parameters, 0.001)
    settings = {"n_epochs": 1, "batch_size": batch_size, "rng": rng}

    def epoch() -> int:
        return len(train(model, loss, optimizer, inputs, labels, **settings).step_losses)

    return epoch


def seconds(epoch, n_times: int = 5, patience: float = 3.0) -> float:
    """Return the shortest of a few epochs: fewer than n_times once they have taken `patience`."""
    times = []
    while len(times) < n_times and sum(times) < patience:
        start = time.perf_counter()
        epoch()
        times.append(time.perf_counter() - start)
    return min(times)


def megabytes(epoch) -> float:
    """Return the most memory that an epoch holds beyond what was there before."""
    tracemalloc.start()
    epoch()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def by_images() -> tuple[list[float], list[float]]:
    """Return the seconds of an epoch and its megabytes, for each number of images."""
    epochs = (epoch_for(*images(n), BATCH) for n in IMAGES)
    return tuple(zip(*[(seconds(epoch), megabytes(epoch)) for epoch in epochs], strict=True))


def by_parameters() -> tuple[list[int], list[float]]:
    """Return the number of parameters and the milliseconds of a step, for each width."""
    inputs, labels = images(WIDE_BATCH * WIDE_STEPS)
    networks = [Network((784, width, 10), softmax=True) for width in WIDTHS]
    counts = [
        nnlib_model(network, np.random.default_rng(0))[0].n_parameters for network in networks
    ]
    epochs = [epoch_for(inputs, labels, WIDE_BATCH, network) for network in networks]
    return counts, [1000 * seconds(epoch) / WIDE_STEPS for epoch in epochs]


def by_batch_size() -> list[float]:
    """Return the seconds of an epoch of all digits, from a part of it where steps are many."""
    found = []
    for size in BATCH_SIZES:
        inputs, labels = images(min(60_000, 1_000 * size))
        found.append(seconds(epoch_for(inputs, labels, size)) * 60_000 / len(labels))
    return found


def report(options) -> measure.Section:
    """Return a table of time and memory against the images, and a picture of all three."""
    measure.say("growth")
    taken, memory = by_images()
    counts, steps = by_parameters()
    batches = by_batch_size()
    rows = {
        f"{n:,} images": {
            "seconds an epoch": f"{s:.2f}",
            "megabytes": f"{m:.1f}",
            "of data": f"{n * 792 / 1e6:,.0f}",
        }
        for n, s, m in zip(IMAGES, taken, memory, strict=True)
    }
    table = measure.markdown(rows, f"784-16-16-10, batch {BATCH}")
    slope = power(counts[-3:], steps[-3:])
    text = (
        f"{table}\n\nFrom {counts[-3] / 1e6:.1f} to {counts[-1] / 1e6:.0f} million parameters, a"
        f" step of batch {WIDE_BATCH} grows with the power {slope:.2f} of their number: from"
        f" {steps[-3]:.0f} to {steps[-1]:.0f} ms."
    )
    return measure.Section(text, {"growth.png": picture(taken, counts, steps, batches)})


def power(x: list[float], y: list[float]) -> float:
    """Return the p of the best y = c xᵖ: the slope of the line where both axes are logarithmic."""
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def picture(taken, counts, steps, batches) -> bytes:
    """Return a PNG with three panels, both axes of each logarithmic."""
    from nnlib.plots import BLUE, new_figure, png_bytes

    figure, all_axes = new_figure(1, 3, size=(10, 3.4))
    panels = [
        (IMAGES, taken, "images", "seconds an epoch"),
        (counts, steps, "parameters", f"milliseconds a step, batch {WIDE_BATCH}"),
        (BATCH_SIZES, batches, "batch size", "seconds an epoch of 60,000"),
    ]
    for axes, (x, y, xlabel, ylabel) in zip(all_axes, panels, strict=True):
        axes.loglog(x, y, "o-", color=BLUE)
        axes.set(xlabel=xlabel, ylabel=ylabel)
        axes.minorticks_off()
        axes.grid(alpha=0.3)
    return png_bytes(figure)
