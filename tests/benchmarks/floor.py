"""The distance to the limit: nnlib beside a loop in C over the same matrix products.

`floor.c` is compiled when it is needed, and given the matrix product of the OpenBLAS that NumPy
brings along: once as any program is, and once for this very processor, with sums in any order.
Beside it stands what NumPy needs for the products, the gathering of each batch and
the update alone: no activations, no loss, no biases, no checks.
"""

import ctypes
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from tests.benchmarks import measure
from tests.benchmarks.networks import (
    RATE,
    RELU,
    SIGMOID,
    Network,
    data_for,
    starting_weights,
)
from tests.benchmarks.peers import nnlib_epoch

BATCH_SIZES = (10, 32, 128, 1024)
MOST_LAYERS = 8  # as in floor.c
NAMES = {"scipy_cblas_sgemm64_": 64, "cblas_sgemm64_": 64, "scipy_cblas_sgemm": 32}
NAMES["cblas_sgemm"] = 32  # the product's names in the builds of OpenBLAS, and the bits of a size


PLAIN = ("-O3",)
TUNED = ("-O3", "-march=native", "-ffast-math")  # sums in any order, and nan never expected


class UnavailableError(Exception):
    """There is no compiler, or no BLAS, to make the loop in C with."""


class CNetwork(ctypes.Structure):
    """The network as floor.c knows it."""

    _fields_ = (
        ("gemm", ctypes.c_void_p),
        ("n_layers", ctypes.c_int64),
        ("softmax", ctypes.c_int64),
        ("n_parameters", ctypes.c_int64),
        ("sizes", ctypes.c_void_p),
        ("parameters", ctypes.c_void_p),
        ("gradients", ctypes.c_void_p),
        ("values", ctypes.c_void_p * MOST_LAYERS),
        ("slopes", ctypes.c_void_p * MOST_LAYERS),
    )


def matrix_product() -> tuple[int, int]:
    """Return the address of NumPy's single-precision product, and the bits of its sizes."""
    for library in threadpool_info():
        if library["internal_api"] == "openblas":
            functions = ctypes.CDLL(library["filepath"])
            for name, n_bits in NAMES.items():
                if hasattr(functions, name):
                    return ctypes.cast(getattr(functions, name), ctypes.c_void_p).value, n_bits
    raise UnavailableError("NumPy has no OpenBLAS here whose product could be called from C.")


@functools.cache
def compiled(n_bits: int, flags: tuple[str, ...]):
    """Return the function `train` of floor.c, compiled with these flags.

    It is compiled and linked in two calls: linked with -ffast-math, some compilers change how
    the whole process treats very small numbers.
    """
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise UnavailableError("There is no C compiler here.")
    with tempfile.TemporaryDirectory() as folder:
        source, part, library = Path(__file__).with_suffix(".c"), f"{folder}/o", f"{folder}/so"
        size = f"-DBLAS_INT=int{n_bits}_t"
        for command in ([*flags, "-fPIC", size, "-c", source], ["-shared", part]):
            output = library if "-shared" in command else part
            command = [compiler, *command, "-o", output, "-lm"]
            run = subprocess.run(command, check=False, capture_output=True, text=True)
            if run.returncode:
                raise UnavailableError(f"{compiler} could not make floor.c: {run.stderr}")
        function = ctypes.CDLL(library).train
    pointer, whole = ctypes.c_void_p, ctypes.c_int64
    function.argtypes = [pointer, pointer, pointer, pointer, whole, whole, ctypes.c_float]
    function.restype = ctypes.c_double
    return function


class CLoop:
    """The network and all its memory, for batches of one size.

    Args:
        network: its sizes and its kind.
        batch_size: how many examples make one step.
        parameters: the starting values, laid out like those of nnlib; they are changed in place.
        flags: how the loop is compiled.
    """

    def __init__(
        self,
        network: Network,
        batch_size: int,
        parameters: np.ndarray,
        flags: tuple[str, ...] = PLAIN,
    ):
        address, n_bits = matrix_product()
        self.function = compiled(n_bits, flags)
        self.batch_size, self.parameters = batch_size, parameters
        self.sizes, self.gradients = np.array(network.sizes), np.empty_like(parameters)
        shapes = [(batch_size, size) for size in network.sizes]
        self.values = [np.empty(shape, np.float32) for shape in shapes]
        self.slopes = [np.empty(shape, np.float32) for shape in shapes]
        self.network = CNetwork(
            address,
            len(network.sizes) - 1,
            network.softmax,
            parameters.size,
            self.sizes.ctypes.data,
            parameters.ctypes.data,
            self.gradients.ctypes.data,
            (ctypes.c_void_p * MOST_LAYERS)(*[array.ctypes.data for array in self.values]),
            (ctypes.c_void_p * MOST_LAYERS)(*[array.ctypes.data for array in self.slopes]),
        )

    def train(self, images: np.ndarray, labels: np.ndarray, order: np.ndarray, rate: float):
        """Take a step for each whole batch of the order, and return the mean loss."""
        arrays = [images, labels, order]
        for array, dtype in zip(arrays, (np.uint8, np.int64, np.int64), strict=True):
            if array.dtype != dtype or not array.flags.c_contiguous:
                raise TypeError(
                    f"The loop in C expected {np.dtype(dtype)} in one piece; got {array.dtype}."
                    " Pass np.ascontiguousarray(array, dtype)."
                )
        pointers = [ctypes.addressof(self.network), *[array.ctypes.data for array in arrays]]
        return self.function(*pointers, len(order) // self.batch_size, self.batch_size, rate)


def c_epoch(network: Network, batch_size: int, flags: tuple[str, ...]):
    """Train with the loop in C, compiled with these flags."""
    inputs, labels = data_for(batch_size)
    rng = np.random.default_rng(0)
    pieces = [
        (w.T.ravel(), np.zeros(w.shape[1], np.float32)) for w in starting_weights(network, rng)
    ]
    parameters = np.concatenate([part for pair in pieces for part in pair])
    loop = CLoop(network, batch_size, parameters, flags)

    def epoch() -> int:
        loop.train(inputs, labels, rng.permutation(len(inputs)), RATE)
        return len(inputs) // batch_size

    return epoch


def bare_epoch(network: Network, batch_size: int):
    """Gather, multiply and update in NumPy, into memory that is there, and nothing else."""
    images, _ = data_for(batch_size)
    rng = np.random.default_rng(0)
    weights = [np.ascontiguousarray(w.T) for w in starting_weights(network, rng)]
    gradients = [np.empty_like(weight) for weight in weights]
    values = [np.empty((batch_size, size), np.float32) for size in network.sizes]
    grey = np.empty((batch_size, network.sizes[0]), np.uint8)
    slopes = [np.zeros((batch_size, size), np.float32) for size in network.sizes]

    def epoch() -> int:
        order = rng.permutation(len(images))
        for start in range(0, len(images), batch_size):
            chosen = order[start : start + batch_size]
            images.take(chosen, axis=0, out=grey, mode="clip")
            np.multiply(grey, np.float32(1 / 255), out=values[0])
            for n, weight in enumerate(weights):
                np.matmul(values[n], weight.T, out=values[n + 1])
            for n in reversed(range(len(weights))):
                np.matmul(slopes[n + 1].T, values[n], out=gradients[n])
                if n:
                    np.matmul(slopes[n + 1], weights[n], out=slopes[n])
                gradients[n] *= np.float32(RATE)
                weights[n] -= gradients[n]
        return len(images) // batch_size

    return epoch


def peers_for(network: Network, batch_size: int) -> dict:
    """Return nnlib, the loop in C, plain and tuned, and the bare products in NumPy."""
    return {
        "nnlib": nnlib_epoch(network, batch_size),
        "C": c_epoch(network, batch_size, PLAIN),
        "tuned C": c_epoch(network, batch_size, TUNED),
        "bare": bare_epoch(network, batch_size),
    }


def report(options) -> measure.Section:
    """Return a table: how much of nnlib's time the loop in C takes, and the bare products."""
    try:
        rows = {}
        for network in (SIGMOID, RELU):
            for size in BATCH_SIZES:
                peers = peers_for(network, size)
                times = measure.timed(f"floor, {network}, batch {size}", peers, options.rounds)
                rows[f"{network}, batch {size}"] = {
                    "C (µs a step)": f"{times['C']:.0f}",
                    "tuned C": f"{times['tuned C']:.0f}",
                    "nnlib": f"{times['nnlib']:.0f}",
                    "share of C": f"{times['C'] / times['nnlib']:.0%}",
                    "share of tuned C": f"{times['tuned C'] / times['nnlib']:.0%}",
                    "share of bare NumPy": f"{times['bare'] / times['nnlib']:.0%}",
                }
    except UnavailableError as reason:
        return measure.Section(f"The distance to a loop in C was not measured. {reason}")
    return measure.Section(measure.markdown(rows, "one step"))
