"""A plugin for nbval, which starts a kernel for each notebook: `-p tests.kernel_starts`.

A kernel is told its ports before it opens them. Where two kernels start at one moment, another
program may have taken one of them by then, and the kernel dies before it has run a cell. The next
try gets other ports.
"""

import functools

import nbval.kernel

N_TRIES = 3


def again_if_it_dies(start):
    """Return the function that starts a kernel, with further tries for one that did not come up."""

    @functools.wraps(start)
    def start_with_patience(*arguments, **options):
        for _ in range(N_TRIES - 1):
            try:
                return start(*arguments, **options)
            except RuntimeError:  # "Kernel died before replying to kernel_info"
                continue
        return start(*arguments, **options)

    return start_with_patience


def pytest_configure():
    nbval.kernel.start_new_kernel = again_if_it_dies(nbval.kernel.start_new_kernel)
