"""A network's parameters on disk: one .npz file, without pickle, whole or not at all."""

import contextlib
import os
import uuid
import zipfile
from pathlib import Path

import numpy as np


def save_values(path: str | Path, values: list[np.ndarray], architecture: str) -> None:
    """Write the arrays and the architecture's name; an older file stays until all is written."""
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"Expected a folder to save {path.name} in; there is no {path.parent}. Make it first:"
            " Path(path).parent.mkdir(parents=True)."
        )
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        with open(unfinished, "xb") as file:
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

    Raises:
        ValueError: when the file is not one of ours, is damaged, or holds another network.
        OSError: when there is no such file, or it cannot be read.
    """
    try:
        with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as file:
            found = str(file["architecture"])
            values = [file[f"arr_{k}"] for k in range(len(file.files) - 1)]
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, AttributeError, TypeError) as error:
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
