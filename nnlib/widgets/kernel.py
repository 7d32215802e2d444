"""The notebook's kernel: its threads, and the cells that run again.

Every function here does nothing, or calls at once, where there is no kernel.
"""

import threading
from collections.abc import Callable

from IPython import get_ipython

shown: dict[str, tuple[str, list]] = {}  # by cell: which run of it showed which widgets


def current_kernel():
    """Return the kernel that this code runs in; None where there is none."""
    return getattr(get_ipython(), "kernel", None)


def on_main_thread(callback: Callable[[], object], patience: float = 0) -> None:
    """Call now or, from another thread, as soon as the main one is free.

    In JupyterLab the messages of controls come in a thread of their own, also while a cell runs.

    Args:
        callback: what to call.
        patience: how many seconds the other thread waits until the call is done. JupyterLab is
            told then that the message is answered, and hears it after what the call sent, not in
            front of it.
    """
    kernel = current_kernel()
    if threading.current_thread() is threading.main_thread() or kernel is None:
        callback()
        return
    done = threading.Event()

    def call() -> None:
        try:
            callback()
        finally:
            done.set()

    kernel.io_loop.add_callback(call)
    done.wait(patience)


def guard_figures_of_others() -> None:
    """Keep the messages of controls from showing, half drawn, the figures of a running cell.

    They come in a thread of their own, and IPython fires `post_execute` there too; pyplot answers
    it by showing and closing every figure, and so also those that a cell is drawing at that moment
    (JupyterLab issue 19719). From here on only the main thread fires it.
    """
    events = getattr(get_ipython(), "events", None)
    if events is None or hasattr(events, "unguarded_trigger"):
        return
    events.unguarded_trigger = events.trigger

    def trigger(event: str, *args, **kwargs) -> None:
        if event != "post_execute" or threading.current_thread() is threading.main_thread():
            events.unguarded_trigger(event, *args, **kwargs)

    events.trigger = trigger


def end_former_widgets(widget) -> None:
    """Close what an earlier run of this cell showed: a cell that runs twice plays once."""
    kernel = current_kernel()
    parent = kernel.get_parent() if kernel else {}
    cell = parent.get("metadata", {}).get("cellId")
    if not cell:
        return
    run = parent["header"]["msg_id"]
    former_run, widgets = shown.get(cell, (run, []))
    if former_run != run:
        for former in widgets:
            if former is not widget:
                former.close()
        widgets = []
    shown[cell] = run, [*widgets, widget]
