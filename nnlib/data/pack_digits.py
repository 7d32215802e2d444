"""Pack the four original files of MNIST into `digits.npz`, the one file that `digits()` reads.

The data is packed already: you need this only to convince yourself that it is the real MNIST.

    pip install zopflipy
    python nnlib/data/pack_digits.py FOLDER

FOLDER holds the four originals, unpacked: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
`t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`. It takes about three minutes. The same
originals give the same file, byte for byte; its checksum is `DIGITS_SHA256` in `datasets.py`.
"""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import numpy as np
import zopfli

DIGITS_FILE = Path(__file__).with_name("digits.npz")

ORIGINALS = {  # what becomes of each file, and its SHA-256
    "train-images-idx3-ubyte": (
        "train_inputs",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    "train-labels-idx1-ubyte": (
        "train_labels",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    "t10k-images-idx3-ubyte": (
        "test_inputs",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    "t10k-labels-idx1-ubyte": (
        "test_labels",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
}


def read_originals(folder: Path) -> dict[str, np.ndarray]:
    """The four arrays by name: images as rows of 784 bytes, labels as 64-bit integers."""
    arrays = {}
    for file_name, (name, checksum) in ORIGINALS.items():
        content = (folder / file_name).read_bytes()
        if hashlib.sha256(content).hexdigest() != checksum:
            raise SystemExit(f"{folder / file_name} is not the original file of MNIST.")
        array = parse_idx(content)
        arrays[name] = array.astype("<i8") if array.ndim == 1 else array.reshape(-1, 784)
    return arrays


def parse_idx(content: bytes) -> np.ndarray:
    """The array in an idx file: two zeros, type, n_dimensions, the sizes (big-endian), the data."""
    n_dimensions = content[3]
    shape = np.frombuffer(content, ">u4", count=n_dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * n_dimensions).reshape(shape)


def pack(arrays: dict[str, np.ndarray]) -> bytes:
    """The arrays as an npz file, with every date and permission fixed."""
    packed = io.BytesIO()
    with zopfli.ZipFile(packed, "w", iterations=15) as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # "Unix", also when packed on Windows
            with archive.open(member, "w") as file:
                np.lib.format.write_array(file, array, allow_pickle=False)
    return packed.getvalue()


def verify(packed: bytes, arrays: dict[str, np.ndarray]) -> None:
    """Stop unless NumPy reads from the packed bytes just the arrays that went in."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as unpacked:
        if list(unpacked) != list(arrays):
            raise SystemExit(f"Packed {list(arrays)}, but found {list(unpacked)}.")
        for name, array in arrays.items():
            if unpacked[name].dtype != array.dtype or not np.array_equal(unpacked[name], array):
                raise SystemExit(f"{name} came back changed.")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    arrays = read_originals(Path(sys.argv[1]))
    packed = pack(arrays)
    verify(packed, arrays)
    DIGITS_FILE.write_bytes(packed)
    print(f"{DIGITS_FILE}: {len(packed):,} bytes, SHA-256 {hashlib.sha256(packed).hexdigest()}")
