"""The files and folders of one learner, looked at from outside."""

import re
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from nnlib.grading import files
from nnlib.grading.names import printable
from nnlib.grading.notebook import ITSELF

DEEPEST = 4  # levels in a learner's folder
MOST_FILES = 2_000  # of a learner


@dataclass(frozen=True)
class Found:
    """One thing that was handed in.

    Attributes:
        learner: who handed it in; printable.
        file: where it is, as a label; printable, and no other has the same.
        name: its own name; printable; empty where it stands for many files.
        handed_in: when, in seconds since 1970.
        size: how many bytes.
        trouble: not empty where it cannot be read; what is wrong and what to send.
        path: where `read` finds it.
        member: its place in the zip file at that path.
        left_out: whether it is left out on purpose; the trouble says why.
    """

    learner: str
    file: str
    name: str
    handed_in: float
    size: int
    trouble: str = ""
    path: Path = field(default=Path(), repr=False)
    member: int | None = field(default=None, repr=False)
    left_out: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, and not a link to one."""
        return files.is_folder(self.path)


def walk(folder: Path, learner: str, names: list[str]) -> Iterator[Found]:
    """Yield the files and folders of a learner, level by level, so that the nearest come first."""
    level: Iterator[str] = iter(names)
    for _ in range(DEEPEST + 1):
        folders = []
        for name in level:
            found = look(folder, learner, name)
            yield found
            if found.is_folder and not found.trouble:
                folders.append(name)
        level = inside(folder, folders)
    wanted = (name for name in deeper(folder, level) if files.is_named_as_wanted(name))
    for name in islice(wanted, 1):
        sentence = f"It lies more than {DEEPEST} folders deep. What is there was not read. {ITSELF}"
        yield replace(look(folder, learner, name), name="", trouble=sentence)


def deeper(folder: Path, level: Iterator[str]) -> Iterator[str]:
    """Yield the names from this level on down, no more than a learner may have files."""
    names = deque(islice(level, MOST_FILES))
    for _ in range(MOST_FILES):
        if not names:
            return
        yield (name := names.popleft())
        if files.is_folder(folder / name):
            names.extend(islice(inside(folder, [name]), MOST_FILES))


def inside(folder: Path, names: list[str]) -> Iterator[str]:
    """Yield the names of what lies in these folders."""
    for name in names:
        for own in files.entries(folder / name, MOST_FILES + 1):
            yield f"{name}/{own}"


def look(folder: Path, learner: str, name: str) -> Found:
    """Return what the file or folder of this name is, without opening it."""
    path = folder / name
    # A file may be called "a.zip!b.ipynb", which is our label for what lies in a zip file.
    label = re.sub(r"(?i)(?<=\.zip)!", r"\\x21", printable(name))
    found = Found(learner, label, printable(path.name), 0.0, 0, path=path)
    try:
        status = path.lstat()
    except OSError as error:
        return replace(found, trouble=files.no_access(error))
    trouble = ""
    if stat.S_ISDIR(status.st_mode):
        trouble = files.folder_trouble(path)
    elif not stat.S_ISREG(status.st_mode) and (files.is_named_as_wanted(name) or "/" not in name):
        trouble = files.kind_trouble(status.st_mode)
    return replace(found, handed_in=status.st_mtime, size=status.st_size, trouble=trouble)
