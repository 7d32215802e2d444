"""A network's parameters on disk: one .npz file, without pickle, whole or not at all."""

import contextlib
import io
import os
import uuid
from pathlib import Path

import numpy as np

from nnlib.checks import as_numbers


def save_values(path: str | Path, values: list[np.ndarray], architecture: str) -> None:
    """Write the arrays and the architecture's name; an older file stays until all is written.

    A path may begin with ~, the home folder.

    Raises:
        OSError: for a folder that does not exist or cannot be written, the path of a folder, or a
            full disk.
    """
    path = Path(path).expanduser()
    if not path.name or path.is_dir():
        raise IsADirectoryError(
            f"Expected the name of a file to save the network in; got the folder {path}. Pass for"
            f" instance {path / 'network.npz'}."
        )
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"Expected a folder to save {path.name} in; there is no {path.parent}. Make it first:"
            " Path(path).parent.mkdir(parents=True)."
        )
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        file = open(unfinished, "xb")  # noqa: SIM115, closed below
    except OSError as error:
        raise OSError(
            f"Expected a folder that can be written; in {path.parent} the system says:"
            f" {error.strerror}. Save the network in another folder."
        ) from error
    try:
        with file:
            np.savez(file, *values, architecture=np.array(architecture))
        os.replace(unfinished, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.remove(unfinished)
        raise


def load_values(
    path: str | Path, architecture: str, shapes: list[tuple[int, ...]]
) -> list[np.ndarray]:
    """Return the arrays that `save_values` wrote for the same architecture, of these shapes.

    A path may begin with ~, the home folder.

    Raises:
        ValueError: when the file is not one of ours, is damaged, or holds another network.
        OSError: when there is no such file, or it cannot be read.
    """
    content = Path(path).expanduser().read_bytes()
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            found = str(file["architecture"])
            values = [as_numbers(file[f"arr_{k}"]) for k in range(len(file.files) - 1)]
    except Exception as error:  # zipfile and zlib have one for each kind of damage
        raise ValueError(
            f"Expected a network written by Sequential.save; {path} is something else or damaged."
            " Save the network again, or name another file."
        ) from error
    if found != architecture:
        raise ValueError(
            f"Expected a file for {architecture}; {path} holds {found}."
            " Build that network first, then load the file into it."
        )
    if [value.shape for value in values] != shapes:
        raise ValueError(
            f"Expected parameters of the shapes {shapes}; {path} holds"
            f" {[value.shape for value in values]}. Build the network as it was when it was saved."
        )
    return values
