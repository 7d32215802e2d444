"""Outside: what a notebook may see of this machine, and the room that shows it no more.

It may read Python, its libraries, and this library without its catalogues.
"""

import os
import site
import sys
import sysconfig
from pathlib import Path

NNLIB = Path(__file__).resolve().parents[2]
KEPT_BACK = {"exercises", "grading", "__main__.py", "lesson_builder.py"}
CATALOGUES = ("lesson_", "__pycache__")  # not for a notebook's eyes
INSIDE = ["__init__.py", "plain.py", "cells.py"]
INSIDE += [f"sandbox/{name}.py" for name in ("__init__", "zygote", "relay", "confine", "answering")]
SYSTEM = ["/lib", "/lib64", "/lib32", "/usr/lib", "/usr/lib64", "/usr/local/lib"]
SYSTEM += ["/etc/ld.so.cache", "/etc/alternatives"]
SYSTEM += ["/sbin/ldconfig"]  # ctypes asks it where the C library is
BOOT = "import sys; sys.path[:] = {path!r}; from nnlib.grading.sandbox.zygote import main; main()"
SCRATCH, HOME = "/scratch", "/home/room"  # inside of the room, and only there
SCRATCH_BYTES = 64 << 20


def library_entries() -> list[Path]:
    """Return the files and folders of this library that an answer may read."""
    entries = [path for path in NNLIB.iterdir() if path.name not in KEPT_BACK]
    exercises = (NNLIB / "exercises").iterdir()
    entries += [path for path in exercises if not path.name.startswith(CATALOGUES)]
    return sorted([*entries, *(NNLIB / "grading" / name for name in INSIDE)])


def package_folders() -> list[Path]:
    """Return the folders in which the installed packages are."""
    folders = [*map(Path, site.getsitepackages()), Path(site.getusersitepackages())]
    return [folder for folder in folders if str(folder) in sys.path and folder.is_dir()]


def module_path() -> list[str]:
    """Return where Python looks for modules inside: its own, the packages, this library."""
    standard = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib")}
    loaded = [str(Path(path) / "lib-dynload") for path in standard]
    return [*sorted(standard), *loaded, str(NNLIB.parent), *map(str, package_folders())]


def readable_entries() -> list[Path]:
    """Return every file and folder that a notebook may read, none of which holds a catalogue."""
    entries = library_entries()
    for folder in package_folders():
        entries += [path for path in folder.iterdir() if not path.name.startswith("nnlib")]
    standard = Path(sysconfig.get_path("stdlib"))
    packages = {"site-packages", "dist-packages"}
    entries += [path for path in standard.iterdir() if path.name not in packages]
    libraries = Path(sys.base_prefix, "lib")
    entries += libraries.glob("lib*.so*")
    entries += [Path(path) for path in ("/etc/ld.so.cache", *shared_libraries())]
    return [path for path in entries if path.exists()]


def shared_libraries() -> list[str]:
    """Return the folders of the system's shared libraries, and not what else lies beside them."""
    found = {os.path.realpath(folder) for folder in ("/lib", "/lib64", "/usr/lib", "/usr/lib64")}
    triples = [path for folder in found for path in Path(folder).glob("*-linux-gnu*")]
    files = [path for folder in found for path in Path(folder).glob("*.so*")]
    return sorted(map(str, {*triples, *files}))


def listable_folders() -> list[Path]:
    """Return the folders of which a notebook may see the names: Python lists them at an import."""
    folders = [NNLIB, *package_folders()]
    return [*folders, Path(sysconfig.get_path("stdlib"))]


def python() -> str:
    """Return the interpreter itself, and not a link of a virtual environment to it."""
    return os.path.realpath(sys.executable)


def zygote_command() -> list[str]:
    """Return the command that starts the zygote by this machine's Python."""
    return [python(), "-I", "-S", "-B", "-c", BOOT.format(path=module_path())]


def room_command(bwrap: str, variables: dict[str, str]) -> list[str]:
    """Return the command that makes the room, up to the program that is to run in it.

    Args:
        bwrap: the program bubblewrap.
        variables: the whole environment inside; nothing of ours is in it.
    """
    command = [bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    command += ["--cap-drop", "ALL", "--hostname", "room"]
    for name, value in variables.items():
        command += ["--setenv", name, value]
    for path in outer_paths():
        command += ["--ro-bind", path, path]
    for path in hidden_folders():
        command += ["--tmpfs", path]
    for path in map(str, library_entries()):
        command += ["--ro-bind", path, path]
    command += ["--proc", "/proc", "--dev", "/dev", "--dir", HOME]
    command += ["--size", str(SCRATCH_BYTES), "--tmpfs", SCRATCH, "--chdir", SCRATCH]
    for path in hidden_folders():  # what was put in them stays; nothing can be added
        command += ["--remount-ro", path]
    return [*command, "--"]


def outer_paths() -> list[str]:
    """Return the system's libraries, Python and its packages: whole folders, seen by the zygote."""
    paths = [path for path in SYSTEM if os.path.exists(path)]
    prefix = os.path.realpath(sys.base_prefix)
    paths += [python()] if prefix == "/usr" else [prefix]
    paths += map(str, package_folders())
    return paths


def hidden_folders() -> list[str]:
    """Return the folders that are emptied before what may be seen of them is put in."""
    kept = {str(folder) for folder in package_folders()}
    others = Path(sysconfig.get_path("stdlib")).glob("site-packages")
    copies = [folder / "nnlib" for folder in package_folders()]
    found = [path for path in [*others, *copies] if path.is_dir() and str(path) not in kept]
    return list(dict.fromkeys(map(str, [*found, NNLIB])))
