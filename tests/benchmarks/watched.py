"""A command that prints JSON, stopped after a while, and looked at as it runs."""

import contextlib
import json
import subprocess
import tempfile
import threading
import time

WATCH = 0.01  # seconds between two looks at the memory


def finished(command: list[str], most_seconds: float, watch: bool = False) -> dict:
    """Run a command that prints JSON, and return that; if watched, with the most memory it held."""
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        stop = threading.Timer(most_seconds, process.kill)
        stop.start()
        most = most_megabytes(process) if watch else 0.0
        output, _ = process.communicate()
        stop.cancel()
        if process.returncode:
            log.seek(0)
            told = log.read()[-2000:].decode(errors="replace")
            raise RuntimeError(f"Expected {command} to succeed; got {process.returncode}.\n{told}")
    return {**json.loads(output), "all_megabytes": most}


def most_megabytes(process: subprocess.Popen) -> float:
    """Return the most memory of a process and all that it started; what is shared counts once."""
    import psutil

    most, root = 0.0, psutil.Process(process.pid)
    while process.poll() is None:
        total = 0
        for one in [root, *root.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):  # it has ended
                total += one.memory_full_info().pss
        most = max(most, total / 1e6)
        time.sleep(WATCH)
    return most
