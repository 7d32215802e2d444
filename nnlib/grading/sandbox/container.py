"""Outside: a room in a container, by Podman or Docker.

On Linux the room shows this machine's own Python, so that its image can be empty and nothing has to
be fetched. Elsewhere a container is still a Linux, and needs a Python of its own: `make_image`
builds one, once, with the libraries that a notebook may use.
"""

import hashlib
import importlib.metadata
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from nnlib.grading.sandbox import bubblewrap
from nnlib.grading.sandbox.confine import Limits

ENGINES = ("podman", "docker")
CONTAINERFILE = Path(__file__).with_name("Containerfile")
WALL = ("pyseccomp", "py-landlock")  # what takes a notebook's rights away, also inside
INSIDE = "/course/nnlib"  # where this library stands in an image
BOOT = (
    "import sys; sys.path[:0] = ['/course']; from nnlib.grading.sandbox.zygote import main; main()"
)
BEYOND = 512 << 20  # bytes, for the libraries that were loaded before a notebook
SECONDS = 60  # for what the engine has to answer at once
PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")


@dataclass(frozen=True)
class Room:
    """What stands in a container.

    Attributes:
        image: its name.
        program: the interpreter, and what it is given to start the zygote.
        mounts: files and folders of this machine, and where they are seen, all only to be read.
        emptied: folders in which nothing is seen but what is mounted in them.
        own_python: whether Python is the image's, so that only it knows where things are.
    """

    image: str
    program: list[str]
    mounts: list[tuple[str, str]]
    emptied: list[str] = field(default_factory=list)
    own_python: bool = False


def find_engine() -> str:
    """Return Podman or Docker.

    Raises:
        FileNotFoundError: where there is neither.
    """
    for name in ENGINES:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("neither podman nor docker is installed.")


def room() -> Room:
    """Return the room for this machine: with its own Python, or with an image's."""
    return room_of_this_python() if sys.platform == "linux" else room_of_an_image(image_name())


def room_of_this_python() -> Room:
    """Return a room that shows the Python that runs here, and no other file."""
    outer = [path for path in bubblewrap.outer_paths() if os.path.exists(path)]
    paths = [*outer, *map(str, bubblewrap.library_entries())]
    return Room(
        image="nnlib-empty:1",
        program=bubblewrap.zygote_command(),
        mounts=[(path, path) for path in paths],
        emptied=bubblewrap.hidden_folders(),
    )


def room_of_an_image(image: str) -> Room:
    """Return a room with the Python of an image, and this library without its catalogues."""
    library = bubblewrap.library_entries()
    library += [Path(__file__).with_name(name) for name in ("bubblewrap.py", "filters.py")]
    return Room(
        image=image,
        program=["python3", "-I", "-B", "-c", BOOT],
        mounts=[(str(path), seen_at(path)) for path in library],
        own_python=True,
    )


def seen_at(path: Path) -> str:
    """Return where a file of this library stands in an image."""
    return f"{INSIDE}/{path.relative_to(bubblewrap.NNLIB).as_posix()}"


class Container:
    """A container for one worker: the command that starts it, and its end.

    Args:
        room: what stands in it.

    Raises:
        FileNotFoundError: without an engine, or without the image that it needs.
        RuntimeError: where the empty image cannot be made.
    """

    def __init__(self, room: Room) -> None:
        self.engine, self.room = find_engine(), room
        self.name = f"nnlib-{os.getpid()}-{os.urandom(4).hex()}"
        self.see_to_image()

    def command(self, limits: Limits, variables: dict[str, str]) -> list[str]:
        """Return the command that starts the zygote in the container.

        Args:
            limits: of each notebook; the container's own are a little wider.
            variables: the environment inside; what engines add to it the zygote drops.
        """
        command = [self.engine, "run", "--rm", "--interactive", "--name", self.name]
        command += ["--pull", "never", "--network", "none", "--read-only", "--cap-drop", "ALL"]
        command += ["--security-opt", "no-new-privileges", "--security-opt", "label=disable"]
        command += ["--pids-limit", "1024", "--memory", str(limits.memory + BEYOND)]
        command += ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"]
        podman = Path(self.engine).name == "podman"
        if not podman and sys.platform == "linux":  # Podman's root is the user who started it
            command += ["--user", f"{os.getuid()}:{os.getgid()}"]
        for name in PROXIES:  # engines pass them on, with the passwords that may be in them
            command += ["--env", f"{name}=", "--env", f"{name.upper()}="]
        for name, value in variables.items():
            command += ["--env", f"{name}={value}"]
        size = f"size={bubblewrap.SCRATCH_BYTES}"
        command += ["--tmpfs", f"{bubblewrap.SCRATCH}:rw,{size},mode=1777"]
        empty = "rw,size=1m,mode=755" + (",notmpcopyup" if podman else "")  # Docker copies nothing
        for path in [bubblewrap.HOME, *self.room.emptied]:
            command += ["--tmpfs", f"{path}:{empty}"]
        for source, target in self.room.mounts:
            command += ["--mount", f"type=bind,source={source},target={target},readonly"]
        return [*command, "--workdir", bubblewrap.SCRATCH, self.room.image, *self.room.program]

    def see_to_image(self) -> None:
        """Make the empty image where it is needed and missing."""
        image = self.room.image
        if ask(self.engine, "image", "inspect", image).returncode == 0:
            return
        if self.room.own_python:
            raise FileNotFoundError(
                f"the image {image} is missing. Make it: python -m nnlib grade --make-image"
            )
        nothing = io.BytesIO()
        tarfile.open(fileobj=nothing, mode="w").close()
        made = ask(self.engine, "import", "-", image, given=nothing.getvalue())
        if made.returncode:
            words = made.stderr.decode(errors="replace").strip()
            raise RuntimeError(f"{self.engine} import failed: {words}")

    def remove(self) -> None:
        """End the container and remove it, where it is still there."""
        ask(self.engine, "kill", self.name)  # else Podman waits for it to end by itself
        ask(self.engine, "rm", "--force", self.name)


def ask(engine: str, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess:
    """Return what the engine answers."""
    return subprocess.run(
        [engine, *arguments], input=given, capture_output=True, timeout=SECONDS, check=False
    )


def requirements() -> list[str]:
    """Return the packages that an image needs: those of this library, and of the wall.

    Raises:
        RuntimeError: where this library was installed before it had a marker.
    """
    needed = importlib.metadata.requires("nnlib") or []
    own = [line for line in needed if "extra ==" not in line]
    wall = [line for line in needed if line.startswith(WALL) and "grading" in line]
    if len(wall) != len(WALL):
        raise RuntimeError('nnlib was installed without its marker: pip install -e ".[grading]".')
    return sorted({*own, *(line.partition(";")[0].strip() for line in wall)})


def image_name() -> str:
    """Return the name of the image for these packages: with others it is another one."""
    text = "\n".join([CONTAINERFILE.read_text(encoding="utf-8"), *requirements()])
    return f"nnlib-room:{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def make_image(base: str | None) -> str:
    """Build the image that a room outside of Linux needs, and return its name.

    Args:
        base: an image with Python and pip on Debian; None takes the official one of this version.

    Raises:
        FileNotFoundError: without Podman and Docker.
        RuntimeError: where the engine fails; what it said has been printed.
    """
    engine, name = find_engine(), image_name()
    base = base or f"docker.io/library/python:{sys.version_info[0]}.{sys.version_info[1]}-slim"
    with tempfile.TemporaryDirectory(prefix="nnlib-image-") as folder:
        Path(folder, "requirements.txt").write_text("\n".join(requirements()), encoding="utf-8")
        command = [engine, "build", "--tag", name, "--build-arg", f"BASE={base}"]
        command += ["--network", "host", "--ulimit", "nofile=1024:1024"]
        command += ["--file", str(CONTAINERFILE), folder]
        status = subprocess.run(command, check=False).returncode
    if status:
        raise RuntimeError(f"{Path(engine).name} could not build {name}; what it said is above.")
    return name
