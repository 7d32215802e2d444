import subprocess
import sys

import pytest

HEAVY = {
    "threadpoolctl",
    "matplotlib",
    "IPython",
    "ipywidgets",
    "tqdm",
    "anywidget",
    "nbformat",
    "PIL",
}


def modules_after(code):
    listing = f"import sys; {code}; print(*sys.modules)"
    output = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in output.stdout.split()}


CORE = (
    "layers",
    "convolution",
    "losses",
    "optimizers",
    "descent",
    "gradient_check",
    "datasets",
    "exercises",
)


@pytest.mark.parametrize("module", ["nnlib", *(f"nnlib.{name}" for name in CORE)])
def test_the_core_loads_numpy_alone(module):
    assert not HEAVY & modules_after(f"import {module}")


def test_training_loads_a_progress_bar_and_no_figures():
    assert HEAVY & modules_after("import nnlib.training") == {"tqdm", "threadpoolctl"}
