import os

import numpy as np
import pytest

os.environ.setdefault("TQDM_DISABLE", "1")  # no progress bars among the tests


@pytest.fixture
def rng():
    return np.random.default_rng(1986)
