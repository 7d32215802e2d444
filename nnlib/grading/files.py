"""Files that strangers left: looked at without opening, and opened without trust."""

import heapq
import io
import os
import stat
from pathlib import Path

from nnlib.grading.names import is_nobodys
from nnlib.grading.notebook import ITSELF, UnreadableError, refuse_large

NOTEBOOK, ZIP = ".ipynb", ".zip"
KINDS = {stat.S_IFLNK: "a link", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")


def entries(folder: Path, most: int) -> list[str]:
    """Return the first names in a folder, in order, without what no learner put there."""
    try:
        with os.scandir(folder) as found:
            names = (entry.name for entry in found if not is_nobodys(entry.name))
            return heapq.nsmallest(most, names)
    except OSError:
        return []


def is_folder(path: Path) -> bool:
    """Return whether this is a folder, and not a link to one."""
    return os.path.isdir(path) and not os.path.islink(path)


def is_named_as_wanted(name: str) -> bool:
    """Return whether a file of this name should be a notebook, or a zip file with some in it."""
    return name.lower().endswith((NOTEBOOK, ZIP))


def folder_trouble(path: Path) -> str:
    """Return what keeps us from looking into a folder, and what to send; or nothing."""
    if path.name.lower().endswith(NOTEBOOK):
        return f"It is a folder with a notebook's name. {ITSELF}"
    if not os.access(path, os.R_OK | os.X_OK):
        return f"It is a folder that we may not look into. {ITSELF}"
    return ""


def kind_trouble(mode: int) -> str:
    """Return the sentence for what is neither a file nor a folder."""
    return f"It is {KINDS.get(stat.S_IFMT(mode), 'a device')} and not a file. {ITSELF}"


def no_access(error: OSError) -> str:
    """Return the sentence for what the system does not let us open."""
    return f"We cannot open it ({error.strerror or type(error).__name__}). {ITSELF}"


def opened(path: Path) -> io.FileIO:
    """Return an ordinary file, open for reading: never what a link points to, never a pipe.

    Raises:
        UnreadableError: where it is no file, or may not be opened.
    """
    flags = os.O_RDONLY
    for name in FLAGS:
        flags |= getattr(os, name, 0)  # not every system has all of them
    try:
        file = io.FileIO(path, opener=lambda name, _: os.open(name, flags))
    except OSError as error:
        raise UnreadableError(no_access(error)) from None
    mode = os.fstat(file.fileno()).st_mode
    if not stat.S_ISREG(mode):
        file.close()
        raise UnreadableError(kind_trouble(mode))
    return file


def content_of(path: Path) -> bytes:
    """Return the content of a file, where it is not larger than a notebook may be.

    Raises:
        UnreadableError: where it is larger, or cannot be read.
    """
    with io.BufferedReader(opened(path)) as file:
        size = os.fstat(file.fileno()).st_size
        refuse_large(size)
        try:
            return file.read(size)  # no more, should it grow meanwhile
        except OSError as error:
            raise UnreadableError(no_access(error)) from None
