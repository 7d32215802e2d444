"""Many notebooks on many machines: an existing Dask cluster marks, this process writes.

Each worker process of the cluster keeps a sandbox of its own, and one notebook at a time runs in
it; start the workers with one thread each (dask worker tcp://... --nthreads 1 --nworkers 8). They
need this course installed, and the protections; what each one had is in the rows. A worker that
dies has its notebooks marked elsewhere.
"""

import threading
from collections.abc import Iterable, Iterator

from distributed import Client, KilledWorker, as_completed

from nnlib.grading.marker import Marker, Settings, fault
from nnlib.grading.records import Record, Task

MOST_TASKS = 25  # in a batch: few enough to be shared out, enough to be worth a message
MOST_BYTES = 5_000_000
AHEAD = 2  # batches in hand for each thread of the cluster
CONNECT_SECONDS = 20
NO_CLUSTER = (
    "Expected a Dask scheduler at {address}; none answered within {seconds} seconds ({error})."
    " Start one (dask scheduler), or leave --scheduler out to mark on this machine."
)
NO_WORKERS = "The scheduler at {address} has no workers yet. Start some: dask worker {address}"

lock = threading.Lock()
markers: dict[Settings, Marker] = {}  # in a worker of the cluster: what it marks with


def mark_batch(tasks: list[Task], settings: Settings) -> list[Record]:
    """Return the records of some tasks; this runs in a worker of the cluster."""
    with lock:
        marker = markers.setdefault(settings, Marker(settings))
        return [marker.mark(task) for task in tasks]


def on_cluster(tasks: Iterable[Task], address: str, settings: Settings) -> Iterator[Record]:
    """Yield the record of each task, as they come, marked by the workers of a Dask cluster.

    Raises:
        ValueError: where no scheduler answers, or it has no workers.
        NoProtectionError: where a worker has none of the protections asked for.
    """
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        said = NO_CLUSTER.format(address=address, seconds=CONNECT_SECONDS, error=error)
        raise ValueError(said) from None
    with client:
        n_threads = sum(client.nthreads().values())
        if not n_threads:
            raise ValueError(NO_WORKERS.format(address=address))
        yield from through(client, batches(tasks), AHEAD * n_threads, settings)


def through(
    client: Client, queue: Iterator[list[Task]], most: int, settings: Settings
) -> Iterator[Record]:
    """Yield records, with no more batches in hand than so many."""
    in_hand = {}
    done = as_completed(loop=client.loop)

    def send_next() -> None:
        if (batch := next(queue, None)) is not None:
            future = client.submit(mark_batch, batch, settings, pure=False)
            in_hand[future.key] = batch
            done.add(future)

    for _ in range(most):
        send_next()
    for future in done:
        batch = in_hand.pop(future.key)
        try:
            yield from future.result()
        except KilledWorker as error:  # several workers died of it: that is no notebook's zero
            yield from (fault(task, f"the workers that had it died ({error}).") for task in batch)
        send_next()


def batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Yield the tasks in batches of moderate size."""
    batch: list[Task] = []
    for task in tasks:
        batch.append(task)
        if len(batch) == MOST_TASKS or sum(len(one.content) for one in batch) > MOST_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch
