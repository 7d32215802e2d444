import os
import signal

import numpy as np
import pytest

os.environ.setdefault("TQDM_DISABLE", "1")  # no progress bars among the tests
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell has it for its background
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what we start inherits it too


@pytest.fixture
def rng():
    return np.random.default_rng(1986)
