"""What lies in a zip file, which is never unpacked to disk: the names in it are labels only.

The package zipfile trusts what it reads in two places, and neither is left to it: the list of
contents may be as long as the file, and bzip2 and LZMA unpack without a bound.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, pairwise

from nnlib.grading.names import is_nobodys, printable
from nnlib.grading.notebook import CLEAR, ITSELF, LARGEST, UnreadableError, refuse_large

MOST_ENTRIES = 1_000
MOST_TOGETHER = 100_000_000  # bytes of all notebooks in one zip file
MOST_AT_ONCE = 1_000_000  # bytes; the contents of a thousand files fill a quarter of it
HIGHEST_RATIO = 200  # real notebooks shrink to a fifth or a tenth
SMALL = 1_000_000  # bytes, of which any ratio will do
LONGEST_NAME = 255  # characters
TOO_MANY = f"It holds more than {MOST_ENTRIES:,} files, or names without an end. {ITSELF}"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1  # a bit of an entry's flags
ENTRY, HEADER_SIZE = b"PK\x01\x02", 30
DAMAGES = (  # what zipfile raises for files that are damaged, on purpose or not
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
)


@dataclass(frozen=True)
class Member:
    """A file in a zip file.

    Attributes:
        name: as the zip file has it, which may be anything.
        index: its place in the list of contents, for names may come twice.
        handed_in: its date, in seconds since 1970, or None where that is no date.
        size: how many bytes it says that it has.
        trouble: not empty where it cannot be read; what is wrong and what to send.
    """

    name: str
    index: int
    handed_in: float | None
    size: int
    trouble: str

    @property
    def parts(self) -> list[str]:
        """Its folders and its own name, whichever slash they were written with."""
        return re.split(r"[/\\]", self.name)

    @property
    def own_name(self) -> str:
        """Its own name, printable."""
        return printable(self.parts[-1][-LONGEST_NAME:])

    def is_in(self, folder: tuple[str, ...]) -> bool:
        """Return whether it lies in this folder, or below."""
        return tuple(self.parts[: len(folder)]) == folder


class Sips(io.BufferedReader):
    """A file that gives only so much at once, and so few entries of a list of contents."""

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes, where few are asked for."""
        if size is not None and size > MOST_AT_ONCE:
            raise UnreadableError(TOO_MANY)
        content = super().read(size)
        if content.count(ENTRY) > MOST_ENTRIES:
            raise UnreadableError(TOO_MANY)
        return content


@contextmanager
def unzipped(file: io.RawIOBase) -> Iterator[zipfile.ZipFile]:
    """Open a zip file, and turn whatever goes wrong in it into an UnreadableError."""
    try:
        with Sips(file) as sips, zipfile.ZipFile(sips) as archive:
            yield archive
    except UnreadableError:
        raise
    except DAMAGES:
        what = "The zip file is damaged, or no zip file at all."
        raise UnreadableError(f"{what} {ITSELF}") from None


def members(file: io.RawIOBase) -> list[Member]:
    """Return the files in a zip file, without those that no learner put there.

    Raises:
        UnreadableError: where it is no zip file, or one that an attacker would make.
    """
    with unzipped(file) as archive:
        found = archive.infolist()
        refuse_bombs(found)
        files = [member(info, index) for index, info in enumerate(found) if not info.is_dir()]
    return [each for each in files if not any(map(is_nobodys, each.parts))]


def refuse_bombs(found: list[zipfile.ZipInfo]) -> None:
    """Raise UnreadableError where entries overlap, or are too large together."""
    places = sorted((info.header_offset, info.compress_size) for info in found)
    for (offset, size), (following, _) in pairwise(places):
        if offset + HEADER_SIZE + size > following:
            raise UnreadableError(f"The files in it overlap, which no zip program does. {ITSELF}")
    n_bytes = sum(info.file_size for info in found if info.filename.lower().endswith(".ipynb"))
    if n_bytes > MOST_TOGETHER:
        raise UnreadableError(f"It unpacks to {n_bytes / 1e6:,.0f} MB of notebooks. {CLEAR}")


def member(info: zipfile.ZipInfo, index: int) -> Member:
    """Return what the list of contents says of a file."""
    try:
        # Zip files know no time zones. Any one will do, as long as it is the same everywhere.
        handed_in = datetime(*info.date_time, tzinfo=UTC).timestamp()
    except ValueError:
        handed_in = None
    return Member(info.filename, index, handed_in, info.file_size, trouble(info))


def trouble(info: zipfile.ZipInfo) -> str:
    """Return what keeps us from reading a file of a zip file, and what to send; or nothing."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return f"It is a link in a zip file, and no file. {ITSELF}"
    if info.flag_bits & ENCRYPTED:
        return f"It is protected by a password. {ITSELF}"
    if info.compress_type not in METHODS:
        return f"It is compressed in a way that we do not read. {ITSELF}"
    if info.file_size > max(SMALL, HIGHEST_RATIO * info.compress_size):
        return f"It unpacks to more than {HIGHEST_RATIO} times its size. {CLEAR}"
    try:
        refuse_large(info.file_size)
    except UnreadableError as error:
        return str(error)
    return ""


def read_member(file: io.RawIOBase, index: int) -> bytes:
    """Return the content of the file at this place in the list of contents.

    Raises:
        UnreadableError: where it cannot be read, or is larger than a notebook may be.
    """
    with unzipped(file) as archive:
        info = archive.infolist()[index]
        if wrong := trouble(info):
            raise UnreadableError(wrong)
        with archive.open(info) as source:
            sips = iter(lambda: source.read(MOST_AT_ONCE), b"")
            content = b"".join(islice(sips, LARGEST // MOST_AT_ONCE + 1))
    refuse_large(len(content))
    return content
