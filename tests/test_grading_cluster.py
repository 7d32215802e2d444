"""The same records from a Dask cluster of separate processes, also when one of them is killed."""

import os
import signal
import time

import pytest

from nnlib.grading.assignment import SOLUTIONS
from nnlib.grading.cluster import batches, on_cluster
from nnlib.grading.marker import Marker, Settings
from nnlib.grading.records import Status, Task
from nnlib.grading.sandbox.levels import NoProtectionError

pytestmark = pytest.mark.filterwarnings("default")  # the cluster's own
CONTENT = (SOLUTIONS / "05_backpropagation.ipynb").read_text(encoding="utf-8")


def tasks(n_tasks):
    """Return so many tasks, each of its own content; one in five is wrong, one cannot be read."""
    for n in range(n_tasks):
        content = CONTENT.replace("(outputs - targets)", "(targets - outputs)", n % 5 == 1)
        content = f"{content[:-20] if n == 3 else content} "
        yield Task(f"learner-{n:02}", f"{n:02}.ipynb", content.encode(), seed=n)


def in_order(records):
    return sorted((record.result for record in records), key=lambda result: result["file"])


@pytest.fixture(scope="module")
def alone():
    marker = Marker(Settings())
    try:
        yield in_order(map(marker.mark, tasks(40)))
    except NoProtectionError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error).partition(".")[0])
    finally:
        marker.close()


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster

    local = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "processes": True}
    with LocalCluster(n_workers=2, threads_per_worker=1, **local) as cluster:
        yield cluster


def test_a_cluster_gives_the_same_records(alone, cluster):
    found = on_cluster(tasks(40), cluster.scheduler_address, Settings())
    assert in_order(found) == alone


def test_a_worker_that_is_killed_takes_no_submission_with_it(alone, cluster):
    records = []
    victim = next(iter(cluster.workers.values())).pid
    for record in on_cluster(tasks(40), cluster.scheduler_address, Settings()):
        if not records:
            os.kill(victim, signal.SIGKILL)
        records.append(record)
    assert in_order(records) == alone
    assert Status.FAULT not in {record.status for record in records}


def test_a_cluster_without_workers_is_named():
    from distributed import LocalCluster

    local = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "processes": True}
    with (
        LocalCluster(n_workers=0, **local) as empty,
        pytest.raises(ValueError, match="no workers yet"),
    ):
        list(on_cluster(tasks(1), empty.scheduler_address, Settings()))


def test_batches_are_bounded_in_number_and_size():
    small = [len(batch) for batch in batches(tasks(40))]
    assert small == [25, 15]
    large = [Task("a", f"{n}", b"x" * 2_000_000, 0) for n in range(5)]
    assert [len(batch) for batch in batches(large)] == [3, 2]


def test_the_sandboxes_of_a_cluster_end_with_it(cluster):
    deadline = time.monotonic() + 30
    list(on_cluster(tasks(2), cluster.scheduler_address, Settings()))
    cluster.close()
    while sandboxes() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert sandboxes() == []


def sandboxes():
    """Return the numbers of the processes that are a zygote below this process's cluster."""
    found = []
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                line = file.read()
            with open(f"/proc/{name}/environ", "rb") as file:
                ours = os.environ["PYTEST_CURRENT_TEST"].encode() in file.read()
        except OSError:
            continue
        if b"sandbox.zygote" in line and ours:
            found.append(int(name))
    return found
