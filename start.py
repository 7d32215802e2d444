"""Set up the course and open it.

python start.py           make .venv beside this file, install the course, open the first lesson
python start.py test      run every check; "test lint unit" runs only the ones named
python start.py doctor    say what is wrong with the set-up, and what to type to mend it
python start.py help      show this text

--no-browser   print the address of the lessons and open no browser
--port N       use this port instead of 8888 (where it is taken: the next free one)
--rebuild      throw .venv away first, and make it again

Nothing but Python 3.11 or newer is needed. The first start downloads what the course uses; later
ones work without a network, until requirements.txt or pyproject.toml changes.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import hashlib
import importlib.util
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent
ENVIRONMENT = PROJECT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENVIRONMENT / "installed.json"  # written last: without it .venv is not trusted
DEFAULTS = ENVIRONMENT / "share/jupyter/lab/settings/overrides.json"
FIRST_LESSON = "lessons/00_start_here.ipynb"
NEEDED_FILES = ["requirements.txt", "pyproject.toml", "nnlib/__init__.py", FIRST_LESSON]
PACKAGES = ["numpy", "matplotlib", "tqdm", "threadpoolctl"]  # what a learner's .venv needs
PACKAGES += ["ipywidgets", "anywidget", "nbformat", "jupyterlab"]

OLDEST_PYTHON = (3, 11)
FIRST_PORT = 8888
NEEDED_DISK = 1e9  # bytes; .venv takes about half of it
TROUBLES = {  # what a failed installation printed, and what to do: the first that fits counts
    "No space left|not enough space": "Free 1 GB on the disk, then start again.",
    "CERTIFICATE_VERIFY_FAILED|SSLError": "The network changes certificates: use another network, "
    "or set PIP_CERT to the certificate file that its owner gives you.",
    "ProxyError|Tunnel connection failed": "The proxy refused: set HTTPS_PROXY to "
    "http://user:password@host:port, then start again.",
    "ConnectionError|NameResolutionError|[Tt]imed out|unreachable|Temporary failure": "There is no "
    "way to the network: connect, then start again.",
    "Long Path": "The path is too long for Windows: move the folder, for example to C:\\course.",
    "Permission denied|Access is denied|used by another process": "Close every JupyterLab of this "
    "course, and make sure that you may write in its folder.",
    "No matching distribution|Failed to build|Microsoft Visual C": "A package has no ready version "
    "for this Python: install the newest Python but one from https://www.python.org.",
    "": "Start again. If that fails too, type: python start.py doctor",
}


class SetUpError(Exception):
    """Something that the person at the keyboard can mend: what is wrong, and what to do."""

    def __init__(self, found: str, cure: str) -> None:
        super().__init__(found)
        self.cure = cure


class Finding(NamedTuple):
    """One line of the doctor: whether all is well, what was found, and what to do about it."""

    ok: bool
    found: str
    cure: str = ""


# Running other programs


def clean_variables(**more: str) -> dict[str, str]:
    """Return the environment variables for a command: .venv comes first, nothing leaks in."""
    unwanted = ("PYTHONPATH", "PYTHONHOME", "MPLBACKEND", "JUPYTER_PATH", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    path = os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", "")])
    own = {"PATH": path, "VIRTUAL_ENV": str(ENVIRONMENT), "PYTHONNOUSERSITE": "1", "PIP_USER": "0"}
    return {**kept, **own, **more}


def stop(process: subprocess.Popen) -> None:
    """End a process: leave it time for the Ctrl-C that it saw too, then ask, then insist."""
    patience = 10 if os.name == "nt" else 1  # on Windows there is no gentle way to ask
    try:
        for seconds, insist in ((patience, process.terminate), (10, process.kill)):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
                return
            insist()
    finally:  # a second Ctrl-C comes straight here
        if process.poll() is None:
            process.kill()
            process.wait()


@contextlib.contextmanager
def started(command: list, **options: object) -> Iterator[subprocess.Popen]:
    """Run a command beside this program, and never leave it behind."""
    with subprocess.Popen([str(word) for word in command], **options) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                stop(process)


def run(
    command: list, show: bool = False, folder: Path = PROJECT, variables: dict | None = None
) -> tuple[int, list[str]]:
    """Return the exit code of a command and the lines it printed, showing them as they come."""
    variables = {**(variables or clean_variables()), "PYTHONIOENCODING": "utf-8"}
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    text = {"encoding": "utf-8", "errors": "replace"}
    lines = []
    with started(command, cwd=folder, env=variables, **pipes, **text) as process:
        for line in process.stdout:
            lines.append(line.rstrip())
            if show:
                print(lines[-1])
        return process.wait(), lines


def run_or_explain(command: list, purpose: str) -> None:
    """Run a command and show nothing; where it fails, raise its last words with a cure."""
    code, lines = run(command)
    if code != 0:
        cure = next(cure for words, cure in TROUBLES.items() if re.search(words, "\n".join(lines)))
        last_words = "\n    ".join([line for line in lines if "Retrying (" not in line][-6:])
        raise SetUpError(f"We wanted to {purpose}, and it ended with:\n    {last_words}", cure)


# The set-up: .venv, and the stamp that says what is in it


def same_place(one: str, other: str | Path) -> bool:
    """Return whether two paths lead to one place, however they are written."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def fingerprint() -> str:
    """Return a hash of the two files that say what has to be installed."""
    paths = [PROJECT / "requirements.txt", PROJECT / "pyproject.toml"]
    contents = [path.read_bytes() for path in paths if path.is_file()]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


def environment_python() -> str:
    """Return the version of the Python in .venv, such as "3.12", or "" where it does not run."""
    try:
        code, lines = run([PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    except OSError:
        return ""
    return lines[0] if code == 0 else ""


def read_stamp() -> dict[str, str]:
    """Return what the last complete installation wrote down, {} where there is none."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def write_stamp(extra: str) -> None:
    """Write down what is installed, last and in one go: a half-made .venv never has a stamp."""
    stamp = {"folder": str(PROJECT), "python": environment_python()}
    stamp.update(extra=extra, files=fingerprint())
    if hasattr(os, "sync"):
        os.sync()  # the packages reach the disk before the word that they are there
    draft = STAMP.with_suffix(".draft")
    draft.write_text(json.dumps(stamp), encoding="utf-8")
    os.replace(draft, STAMP)


def write_defaults() -> None:
    """Set what JupyterLab does unless told otherwise: nobody is asked about news."""
    DEFAULTS.parent.mkdir(parents=True, exist_ok=True)
    defaults = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
    DEFAULTS.write_text(json.dumps(defaults), encoding="utf-8")


def what_to_do(extra: str = "") -> tuple[str, str]:
    """Return what .venv needs ("nothing", "install" or "rebuild"), and why."""
    stamp = read_stamp()
    if not os.path.lexists(ENVIRONMENT):
        return "rebuild", "There is no .venv yet"
    if not stamp:
        return "rebuild", "The .venv is broken or half-made: start.py did not finish it"
    if not same_place(stamp.get("folder", ""), PROJECT):
        return "rebuild", "The .venv was made in another folder, before a move or a copy"
    if environment_python() != stamp.get("python"):
        return "rebuild", "The Python of the .venv was removed or replaced"
    if stamp.get("files") != fingerprint():
        return "install", "The .venv is out of date: requirements.txt or pyproject.toml changed"
    if extra and stamp.get("extra") != extra:
        return "install", "The tools for the checks are not in the .venv yet"
    return "nothing", "The .venv is complete and up to date"


def remove_environment() -> None:
    """Delete .venv, its stamp first, so that a half-deleted one is not trusted either."""
    if same_place(sys.prefix, ENVIRONMENT):
        raise SetUpError(
            "The .venv has to be made again, and the Python that runs start.py is the one in it.",
            "Type: deactivate    and start again with the Python that you installed.",
        )
    try:
        if ENVIRONMENT.is_dir() and not ENVIRONMENT.is_symlink():
            STAMP.unlink(missing_ok=True)
            shutil.rmtree(ENVIRONMENT)
        elif os.path.lexists(ENVIRONMENT):
            ENVIRONMENT.unlink()
    except OSError as error:
        cure = "Close every JupyterLab of this course, delete the folder .venv, start again."
        raise SetUpError(f"The old .venv has to go, but could not: {error}", cure) from error


def prepare(extra: str = "", rebuild: bool = False) -> None:
    """Bring .venv up to date; where it is already, nothing happens and no network is needed."""
    need, reason = ("rebuild", "You asked for a new .venv") if rebuild else what_to_do(extra)
    if need == "nothing":
        return
    print(f"{reason}.\nInstalling the course: this takes a minute or two the first time ...")
    begin = time.monotonic()
    if need == "rebuild":
        python = look_at_python()
        if not python.ok:
            raise SetUpError(python.found, python.cure)
        remove_environment()
        run_or_explain([sys.executable, "-m", "venv", ENVIRONMENT], "make the folder .venv")
    STAMP.unlink(missing_ok=True)
    pip = [PYTHON, "-m", "pip", "--no-input", "--disable-pip-version-check", "install"]
    wanted = ["-r", "requirements.txt"] + (["-e", f".[{extra}]"] if extra else [])
    run_or_explain([*pip, "--progress-bar", "off", *wanted], "install the course with pip")
    write_defaults()
    write_stamp(extra)
    print(f"Installed in {time.monotonic() - begin:.0f} s.")


# Opening the course


def is_free(port: int) -> bool:
    """Return whether a server of ours could use this port."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def next_free_port(port: int) -> int:
    """Return the first free port after this one."""
    for candidate in range(port + 1, min(port + 101, 65536)):
        if is_free(candidate):
            return candidate
    cure = "Choose another, for example: python start.py --port 9500"
    raise SetUpError(f"We wanted a free port, but {port} and the ones after it are taken.", cure)


def address(port: int, token: str) -> str:
    """Return the address of the first lesson; the token in it is the key to the server."""
    return f"http://127.0.0.1:{port}/lab/tree/{FIRST_LESSON}?token={token}"


def address_of_open_course() -> str:
    """Return the address of a JupyterLab that shows this folder already, "" where none does."""
    if not PYTHON.exists():
        return ""
    for line in run([PYTHON, "-m", "jupyter_server", "list", "--json"])[1]:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            server = json.loads(line)
            if same_place(server["root_dir"], PROJECT):
                return address(server["port"], server["token"])
    return ""


def jupyter_command(port: int) -> list:
    """Return the command that opens JupyterLab on this folder, for this computer alone."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        *(PYTHON, "-m", "jupyterlab", "-y", "--no-browser", "--log-level=ERROR"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--ServerApp.root_dir={PROJECT}", "--ServerApp.base_url=/", "--LabApp.log_level=ERROR"),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *(["--allow-root"] if is_root else []),
    ]


def wait_until_ready(jupyter: subprocess.Popen, port: int) -> None:
    """Return when JupyterLab answers; raise SetUpError where it ends before, or takes minutes."""
    deadline = time.monotonic() + 180
    while jupyter.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        time.sleep(0.1)
    cure = "Type: python start.py doctor    or: python start.py --rebuild"
    raise SetUpError(f"JupyterLab was to answer at port {port}, but did not come up.", cure)


def show(page: str, browser: bool) -> None:
    """Print the address of the course, and open a browser on it."""
    print(f"\nThe course is open at\n\n    {page}\n")
    if browser and not webbrowser.open(page):
        print("No browser could be opened from here: copy the address into one.")


def open_course(port: int, browser: bool) -> int:
    """Open JupyterLab on the first lesson; return 0 when it was shut down from its menu."""
    if not is_free(port):
        page = address_of_open_course()
        if page:
            print("JupyterLab is running for this folder already.")
            show(page, browser)
            return 0
        taken, port = port, next_free_port(port)
        print(f"Port {taken} is taken by another program: using {port}.")
    token = secrets.token_hex(24)
    variables = clean_variables(JUPYTER_TOKEN=token, JUPYTER_PREFER_ENV_PATH="1")
    with started(jupyter_command(port), cwd=PROJECT, env=variables) as jupyter:
        wait_until_ready(jupyter, port)
        show(address(port, token), browser)
        print("To stop: save your notebooks, then press Ctrl-C here.")
        while jupyter.poll() is None:
            time.sleep(0.2)
    print("JupyterLab was shut down.")
    return int(jupyter.returncode != 0)


# The checks


def checks() -> dict[str, list]:
    """Return the command of every check, by its name."""
    python = [PYTHON, "-u", "-m"]
    both_cores = ["-n", "2", "--dist", "loadscope"] if (os.cpu_count() or 1) > 1 else []
    two_browsers = ["-n", "2", "--dist", "worksteal"] if both_cores else []
    strict_nbval = ["-p", "tests.kernel_starts", "--nbval", "--nbval-current-env"]
    return {
        "lint": [*python, "ruff", "check", "."],
        "format": [*python, "ruff", "format", "--check", "."],
        "imports": [PYTHON.with_name("lint-imports" + PYTHON.suffix)],
        "drift": [*python, "nnlib", "build", "--check"],
        "gate": [*python, "nnlib", "gate", "--seeds", "5"],
        "unit": [*python, "pytest", "tests", "--ignore=tests/browser", *both_cores],
        "notebooks": [*python, "pytest", *strict_nbval, "lessons", "solutions", *both_cores],
        "browser": [*python, "pytest", "tests/browser", "-rs", *two_browsers],
    }


def run_check(name: str) -> tuple[bool, str]:
    """Run one check; return whether it passed, and its line for the summary."""
    print(f"\n--- {name}")
    begin = time.monotonic()
    try:
        code, lines = run(checks()[name], show=True, variables=clean_variables(TQDM_DISABLE="1"))
    except OSError as error:
        code, lines = 1, [str(error)]
    seconds = time.monotonic() - begin
    last_words = next((line.strip("= ") for line in reversed(lines) if line.strip()), "")
    word = "ok" if code == 0 else "FAILED"
    return code == 0, f"{word:7} {name:10} {seconds:6.1f} s   {last_words}"


def run_checks(names: list[str]) -> int:
    """Run the checks that are named, or all; return 0 where every one passed, 1 otherwise."""
    results = [run_check(name) for name in names or checks()]
    n_failed = sum(not passed for passed, _ in results)
    print("\n--- summary", *(line for _, line in results), sep="\n")
    print(f"{n_failed} of {len(results)} FAILED." if n_failed else "All passed.")
    return int(n_failed > 0)


# The doctor


def look_at_python() -> Finding:
    """Return whether the Python that runs this file can make a .venv for the course."""
    version = "Python {}.{}.{}".format(*sys.version_info[:3])
    cure = "Install Python {}.{} or newer from https://www.python.org".format(*OLDEST_PYTHON)
    if sys.version_info < OLDEST_PYTHON:
        return Finding(False, f"{version} is too old", cure)
    if sys.maxsize < 2**32:
        return Finding(False, f"{version} is a 32-bit one", f"{cure}, the 64-bit one")
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            cure = f"Type: sudo apt install python3-venv    (elsewhere: {cure})"
            return Finding(False, f"{version} comes without its module {module}", cure)
    return Finding(True, version)


def look_at_folder() -> Finding:
    """Return whether files can be written beside start.py."""
    try:
        tempfile.TemporaryFile(dir=PROJECT).close()
    except OSError as error:
        cure = "Move it into your home folder, for example into Documents"
        return Finding(False, f"The folder {PROJECT} cannot be written: {error.strerror}", cure)
    return Finding(True, f"The folder {PROJECT} can be written")


def look_at_disk() -> Finding:
    """Return whether there is room for what is still to be installed."""
    free = shutil.disk_usage(PROJECT).free
    needed = NEEDED_DISK / 10 if STAMP.exists() else NEEDED_DISK
    cure = f"Free at least {needed / 1e9:.1f} GB, then start again"
    return Finding(free >= needed, f"{free / 1e9:.1f} GB are free on the disk", cure)


def look_at_files() -> list[Finding]:
    """Return which files of the course are missing, the data among them."""
    data = [path.relative_to(PROJECT) for path in (PROJECT / "nnlib/data").glob("*.npz")]
    names = [*NEEDED_FILES, *(data or ["nnlib/data/*.npz"])]
    cure = "Download the course again (with git: git checkout -- .)"
    lost = [name for name in names if not (PROJECT / name).is_file()]
    complete = Finding(True, "The files of the course are here, and its data")
    return [Finding(False, f"{name} is missing", cure) for name in lost] or [complete]


def look_at_environment() -> Finding:
    """Return whether .venv is complete and up to date."""
    need, reason = what_to_do()
    return Finding(need == "nothing", reason, "Type: python start.py")


def look_at_packages() -> list[Finding]:
    """Return which packages of .venv are missing or broken: each is imported, on its own."""
    broken = []
    for name in PACKAGES:
        code, lines = run([PYTHON, "-c", f"import {name}"])
        if code != 0:
            found = f"The package {name} does not work: {lines[-1] if lines else code}"
            broken.append(Finding(False, found, "Type: python start.py --rebuild"))
    return broken or [Finding(True, f"The packages work: {', '.join(PACKAGES)}")]


def look_at_nnlib() -> Finding:
    """Return whether a notebook would import the nnlib of this folder, or another one."""
    ask = "import importlib.util as u; print(getattr(u.find_spec('nnlib'), 'origin', None))"
    folder = PROJECT / "lessons" if (PROJECT / "lessons").is_dir() else ENVIRONMENT
    origin = run([PYTHON, "-c", ask], folder=folder, variables=dict(os.environ))[1][-1]
    if same_place(origin, PROJECT / "nnlib/__init__.py"):
        return Finding(True, "The library nnlib is the one of this folder")
    if run([PYTHON, "-c", ask], folder=folder)[1][-1] != origin:
        unset = "set PYTHONPATH=" if os.name == "nt" else "unset PYTHONPATH"
        return Finding(False, f"PYTHONPATH leads to another nnlib: {origin}", f"Type: {unset}")
    if same_place(os.path.dirname(origin), folder):
        return Finding(False, f"{origin} hides the library nnlib", "Give that file another name")
    cure = "Type: python start.py --rebuild"
    return Finding(False, f"Python finds nnlib elsewhere: {origin}", cure)


def look_at_port(port: int) -> Finding:
    """Return whether the port of JupyterLab is free, and what has taken it otherwise."""
    if is_free(port):
        return Finding(True, f"Port {port} is free")
    if f":{port}/" in address_of_open_course():
        return Finding(True, f"Port {port}: JupyterLab is running for this folder")
    cure = f"End that program, or type: python start.py --port {next_free_port(port)}"
    return Finding(False, f"Port {port} is taken by another program", cure)


def doctor(port: int) -> int:
    """Print what was found about the set-up, a line each; return 0 where all is well, else 1."""
    findings = [look_at_python(), look_at_folder(), look_at_disk(), *look_at_files()]
    findings.append(look_at_environment())
    if what_to_do()[0] != "rebuild":
        findings += [*look_at_packages(), look_at_nnlib()]
    findings.append(look_at_port(port))
    for ok, found, cure in findings:
        print(f"[+] ok       {found}" if ok else f"[!] problem  {found} -> {cure}")
    return int(not all(finding.ok for finding in findings))


# The command line


def nearest(word: str, known: list[str]) -> str:
    """Return a sentence about a word that is not known: what there is, and the nearest."""
    near = difflib.get_close_matches(word, known, n=1)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    return f"expected: {', '.join(known) or 'no more words'}; came: {word!r}.{guess}"


def read_words(arguments: list[str] | None) -> argparse.Namespace:
    """Return the command, the checks and the options that were typed."""
    parser = argparse.ArgumentParser(prog="python start.py", add_help=False, allow_abbrev=False)
    parser.add_argument("words", nargs="*", metavar="test [CHECK ...] | doctor | help")
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--rebuild", action="store_true")
    parser.add_argument("--port", type=int, default=FIRST_PORT)
    typed = parser.parse_intermixed_args(arguments)
    typed.command, *typed.checks = typed.words or ["open"]
    known = {"open": [], "test": list(checks()), "doctor": [], "help": []}
    if typed.command not in known:
        parser.error(nearest(typed.command, list(known)))
    for word in typed.checks:
        if word not in known[typed.command]:
            parser.error(nearest(word, known[typed.command]))
    if not 1 <= typed.port <= 65535:
        parser.error(f"--port: a number from 1 to 65535 was expected, {typed.port} came.")
    return typed


def act(typed: argparse.Namespace) -> int:
    """Do what was typed; return the exit code."""
    if typed.help or typed.command == "help":
        print(__doc__)
        return 0
    if typed.command == "doctor":
        return doctor(typed.port)
    if sys.version_info < OLDEST_PYTHON:
        raise SetUpError(*look_at_python()[1:])
    prepare("test" if typed.command == "test" else "", typed.rebuild)
    if typed.command == "test":
        return run_checks(typed.checks)
    return open_course(typed.port, browser=not typed.no_browser)


def interrupt(number: int, frame: object) -> None:
    """Treat a request to end like Ctrl-C, so that nothing is left running."""
    raise KeyboardInterrupt(number)


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit code, without a traceback for a learner."""
    for stream in (sys.stdout, sys.stderr):  # an old console may lack a letter of a folder's name
        stream.reconfigure(errors="backslashreplace", line_buffering=True)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) != signal.SIG_IGN:
            signal.signal(getattr(signal, name), interrupt)
    try:
        return act(read_words(arguments))
    except (SetUpError, OSError) as error:
        cure = getattr(error, "cure", "Type: python start.py doctor")
        print(f"\nProblem: {error}\nTo do: {cure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as stopped:
        print("\nStopped.")
        return 128 + (stopped.args[0] if stopped.args else signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
