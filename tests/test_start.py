"""start.py in small made-up projects: .venv holds stand-ins for pip and JupyterLab, no network."""

import ast
import contextlib
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import venv
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "start.py"
posix_only = pytest.mark.skipif(os.name == "nt", reason="sends signals as a POSIX terminal does")

FAKE_PIP = """
import os, sys, time
open("pip.log", "a").write(" ".join(sys.argv[1:]) + "\\n")
open("child.pid", "w").write(str(os.getpid()))
exec(os.environ.get("FAKE_PIP", ""))
"""
FAKE_JUPYTER = """
import http.server, os, signal, sys
open("child.pid", "w").write(str(os.getpid()))
open("token", "w").write(os.environ["JUPYTER_TOKEN"])
exec(os.environ.get("FAKE_JUPYTER", ""))
port = next(int(word.split("=")[1]) for word in sys.argv if word.startswith("--ServerApp.port="))
http.server.HTTPServer(("127.0.0.1", port), http.server.BaseHTTPRequestHandler).serve_forever()
"""
FAKE_LIST = "import os; print(os.environ.get('FAKE_LIST', ''))"


def load(folder):
    """Return the start.py of a folder as a module."""
    spec = importlib.util.spec_from_file_location("start", folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def furnish(start):
    """Make the .venv of a project, quickly: stand-ins for pip and JupyterLab, real Python."""
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(start.ENVIRONMENT)
    (packages,) = start.ENVIRONMENT.glob("[Ll]ib/**/site-packages")
    for name in start.PACKAGES:
        (packages / f"{name}.py").touch()
    (packages / "jupyterlab.py").write_text(
        f"if __name__ == '__main__':\n    exec({FAKE_JUPYTER!r})"
    )
    (packages / "jupyter_server.py").write_text(FAKE_LIST)
    (packages / "pip.py").write_text(FAKE_PIP)
    (packages / "course.pth").write_text(str(start.PROJECT), encoding="utf-8")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project without .venv, in a folder whose name has spaces and letters beyond ASCII."""
    folder = tmp_path / "Mein Kurs – ağ"
    for name in ("nnlib/data", "lessons"):
        (folder / name).mkdir(parents=True)
    for name in ("nnlib/__init__.py", "nnlib/data/digits.npz", "lessons/00_start_here.ipynb"):
        (folder / name).touch()
    (folder / "requirements.txt").write_text("# nothing\n")
    (folder / "pyproject.toml").write_text("# nothing\n")
    shutil.copy(SOURCE, folder)
    for name in ("PYTHONPATH", "FAKE_PIP", "FAKE_JUPYTER", "FAKE_LIST"):
        monkeypatch.delenv(name, raising=False)
    start = load(folder)
    run_or_explain = start.run_or_explain

    def quickly(command, purpose):
        furnish(start) if "venv" in command else run_or_explain(command, purpose)

    monkeypatch.setattr(start, "run_or_explain", quickly)
    return start


@pytest.fixture
def start(project):
    """A project that is installed and up to date."""
    furnish(project)
    project.write_stamp("")
    return project


@pytest.fixture
def port():
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def taken():
    """A port that another program has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def pip_calls(start):
    log = start.PROJECT / "pip.log"
    return log.read_text().splitlines() if log.exists() else []


@contextlib.contextmanager
def launched(command, until):
    """Start a command, wait for a line that holds some words, and end it at last."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, env=environment, start_new_session=True, **pipes) as process:
        try:
            process.shown = ""
            while until not in process.shown:
                line = process.stdout.readline()
                assert line, f"it ended before it said {until!r}:\n{process.shown}"
                process.shown += line
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # and whatever a faulty start.py left


def command_of(start, *words):
    return [sys.executable, str(start.PROJECT / "start.py"), *words]


def child_of(start):
    """Return the id of the stand-in, once it runs."""
    for _ in range(200):
        with contextlib.suppress(OSError, ValueError):
            return int((start.PROJECT / "child.pid").read_text())
        time.sleep(0.05)
    raise AssertionError("the stand-in did not start")


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# The set-up


def test_first_start_uses_the_real_venv_and_pip_and_the_second_does_nothing(project, capsys):
    fresh = load(project.PROJECT)
    fresh.prepare()
    assert "Installed" in capsys.readouterr().out
    assert fresh.run([fresh.PYTHON, "-m", "pip", "--version"])[0] == 0
    fresh.prepare()
    assert capsys.readouterr().out == ""


def test_start_that_is_up_to_date_runs_no_pip(start):
    start.prepare()
    assert pip_calls(start) == []


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_change_of_what_is_needed_runs_pip_once(start, name):
    (start.PROJECT / name).write_text("# changed\n")
    start.prepare()
    start.prepare()
    assert len(pip_calls(start)) == 1
    assert pip_calls(start)[0].endswith("-r requirements.txt")


def test_change_of_anything_else_runs_no_pip(start):
    (start.PROJECT / "nnlib/__init__.py").write_text("changed = True")
    start.prepare()
    assert pip_calls(start) == []


def test_checks_install_their_extra_once_and_a_plain_start_keeps_it(start):
    for extra in ("test", "test", ""):
        start.prepare(extra)
    assert len(pip_calls(start)) == 1
    assert pip_calls(start)[0].endswith("-r requirements.txt -e .[test]")


def test_pip_never_asks_a_question_that_nobody_sees(start):
    start.prepare("test")
    assert "--no-input" in pip_calls(start)[0]


@pytest.mark.parametrize("need", ["rebuild", "install"])
def test_failed_installation_is_not_trusted(start, monkeypatch, capsys, need):
    (start.PROJECT / "requirements.txt").write_text("# changed\n")
    if need == "rebuild":
        start.STAMP.unlink()
    monkeypatch.setenv("FAKE_PIP", "print('No space left on device'); sys.exit(1)")
    assert start.main([]) == 1
    error = capsys.readouterr().err
    assert "No space left on device" in error
    assert "Free 1 GB" in error
    assert start.what_to_do()[0] == "rebuild"


def test_start_after_a_failed_installation_begins_anew(start, monkeypatch):
    (start.PROJECT / "requirements.txt").write_text("# changed\n")
    (start.ENVIRONMENT / "half").touch()
    monkeypatch.setenv("FAKE_PIP", "sys.exit(1)")
    with pytest.raises(start.SetUpError):
        start.prepare()
    monkeypatch.delenv("FAKE_PIP")
    start.prepare()
    assert not (start.ENVIRONMENT / "half").exists()
    assert start.what_to_do()[0] == "nothing"


@posix_only
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (getattr(signal, "SIGKILL", 9), -9)],
)
def test_interrupted_installation_is_not_trusted(start, monkeypatch, number, code):
    (start.PROJECT / "requirements.txt").write_text("# changed\n")
    monkeypatch.setenv("FAKE_PIP", "time.sleep(60)")
    with launched(command_of(start), until="Installing") as process:
        child = child_of(start)
        process.send_signal(number)
        assert process.wait(9) == code
        assert code < 0 or not is_running(child)
        if code > 0:
            assert "Traceback" not in process.stdout.read()
    assert start.what_to_do()[0] == "rebuild"


@pytest.mark.parametrize("text", ["", "{", "[1]", "7", "{}"])
def test_broken_stamp_is_not_trusted(start, text):
    start.STAMP.write_text(text)
    assert start.what_to_do()[0] == "rebuild"


def test_stamp_that_could_not_be_finished_is_not_there(start, monkeypatch):
    start.STAMP.unlink()
    monkeypatch.setattr(start.os, "replace", lambda *paths: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        start.write_stamp("")
    assert not start.STAMP.exists()


def test_moved_project_gets_a_new_environment(start, tmp_path):
    start.PROJECT.rename(tmp_path / "elsewhere")
    assert load(tmp_path / "elsewhere").what_to_do()[0] == "rebuild"


def test_copied_project_gets_a_new_environment(start, tmp_path):
    shutil.copytree(start.PROJECT, tmp_path / "copy", symlinks=True)
    assert load(tmp_path / "copy").what_to_do()[0] == "rebuild"
    assert start.what_to_do()[0] == "nothing"


@posix_only
def test_project_seen_through_a_link_keeps_its_environment(start, tmp_path):
    (tmp_path / "link").symlink_to(start.PROJECT)
    assert load(tmp_path / "link").what_to_do()[0] == "nothing"


def test_python_that_was_removed_is_noticed(start):
    start.PYTHON.unlink()
    assert start.what_to_do() == ("rebuild", "The Python of the .venv was removed or replaced")


def test_python_that_was_replaced_by_another_version_is_noticed(start):
    stamp = json.loads(start.STAMP.read_text())
    start.STAMP.write_text(json.dumps({**stamp, "python": "3.2"}))
    assert start.what_to_do()[0] == "rebuild"


def test_rebuild_makes_a_new_environment_of_a_good_one(start):
    (start.ENVIRONMENT / "old").touch()
    start.prepare(rebuild=True)
    assert not (start.ENVIRONMENT / "old").exists()
    assert start.what_to_do()[0] == "nothing"


def test_file_that_is_called_like_the_environment_is_replaced(project):
    project.ENVIRONMENT.touch()
    project.prepare()
    assert project.what_to_do()[0] == "nothing"


@posix_only
def test_link_to_an_environment_is_removed_and_not_what_it_leads_to(project, tmp_path):
    (tmp_path / "other").mkdir()
    project.ENVIRONMENT.symlink_to(tmp_path / "other")
    project.prepare()
    assert (tmp_path / "other").is_dir()
    assert not project.ENVIRONMENT.is_symlink()


def test_environment_in_use_is_not_trusted_when_it_could_not_be_deleted(start, monkeypatch, capsys):
    def refuse(folder):
        raise PermissionError("python.exe is in use")

    monkeypatch.setattr(start.shutil, "rmtree", refuse)
    assert start.main(["--rebuild"]) == 1
    assert "Close every JupyterLab" in capsys.readouterr().err
    assert not start.STAMP.exists()


def test_python_of_the_environment_does_not_delete_itself(start, monkeypatch, capsys):
    monkeypatch.setattr(start.sys, "prefix", str(start.ENVIRONMENT))
    assert start.main(["--rebuild"]) == 1
    assert "deactivate" in capsys.readouterr().err
    assert start.what_to_do()[0] == "nothing"


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        ("OSError: [Errno 28] No space left on device", "disk"),
        ("SSLError(SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED", "certificate"),
        ("ProxyError('Cannot connect to proxy.', NewConnectionError", "HTTPS_PROXY"),
        ("NewConnectionError: [Errno -2] Name or service not known", "no way to the network"),
        ("NameResolutionError: getaddrinfo failed", "no way to the network"),
        ("pip.exceptions.ReadTimeoutError: Read timed out.", "no way to the network"),
        ("does not have Windows Long Path support enabled", "too long"),
        ("PermissionError: [WinError 5] Access is denied", "Close every JupyterLab"),
        ("ERROR: No matching distribution found for numpy>=1.26", "no ready version"),
        ("something that nobody foresaw", "doctor"),
    ],
)
def test_failure_of_pip_comes_with_its_cure(start, monkeypatch, words, cure):
    monkeypatch.setenv("FAKE_PIP", f"print({words!r}); sys.exit(1)")
    with pytest.raises(start.SetUpError, match="install the course") as caught:
        start.prepare("test")
    assert cure in caught.value.cure


def test_failure_of_pip_shows_its_last_words_without_the_retries(start, monkeypatch):
    program = "print('ERROR: no numpy'); [print('WARNING: Retrying (') for _ in range(9)]"
    monkeypatch.setenv("FAKE_PIP", program + "; sys.exit(1)")
    with pytest.raises(start.SetUpError, match="ERROR: no numpy") as caught:
        start.prepare("test")
    assert "Retrying" not in str(caught.value)


def test_python_without_ensurepip_is_told_before_anything_is_deleted(start, monkeypatch, capsys):
    find_spec = importlib.util.find_spec
    without = lambda name: None if name == "ensurepip" else find_spec(name)  # noqa: E731
    monkeypatch.setattr(start.importlib.util, "find_spec", without)
    assert start.main(["--rebuild"]) == 1
    assert "sudo apt install python3-venv" in capsys.readouterr().err
    assert start.what_to_do()[0] == "nothing"


# Opening the course


@posix_only
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupt_ends_jupyterlab_and_shows_no_traceback(start, port, number, code):
    words = ["--no-browser", "--port", str(port)]
    with launched(command_of(start, *words), until="To stop") as process:
        child = child_of(start)
        process.send_signal(number)
        assert process.wait(9) == code
        assert not is_running(child)
        assert process.stdout.read() == "\nStopped.\n"


@posix_only
def test_second_interrupt_ends_a_jupyterlab_that_refuses_the_first(start, port, monkeypatch):
    stubborn = "[signal.signal(n, signal.SIG_IGN) for n in (signal.SIGINT, signal.SIGTERM)]"
    monkeypatch.setenv("FAKE_JUPYTER", stubborn)
    words = ["--no-browser", "--port", str(port)]
    with launched(command_of(start, *words), until="To stop") as process:
        child = child_of(start)
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 130
        assert not is_running(child)


@posix_only
def test_address_holds_the_token_and_leads_to_the_first_lesson(start, port):
    words = ["--no-browser", "--port", str(port)]
    with launched(command_of(start, *words), until="To stop") as process:
        token = (start.PROJECT / "token").read_text()
        page = f"http://127.0.0.1:{port}/lab/tree/lessons/00_start_here.ipynb?token={token}"
        assert page in process.shown
        assert len(token) == 48
        process.terminate()
        process.wait(9)


@posix_only
def test_taken_port_is_said_and_the_next_free_one_is_used(start, taken):
    words = ["--no-browser", "--port", str(taken)]
    with launched(command_of(start, *words), until="To stop") as process:
        used = start.next_free_port(taken) - 1
        assert f"Port {taken} is taken" in process.shown
        assert f"using {used}" in process.shown
        process.terminate()
        process.wait(9)


def test_second_start_shows_the_jupyterlab_that_is_open(start, taken, monkeypatch, capsys):
    server = {"port": taken, "token": "abc", "root_dir": str(start.PROJECT)}
    monkeypatch.setenv("FAKE_LIST", json.dumps(server))
    assert start.main(["--no-browser", "--port", str(taken)]) == 0
    assert f"http://127.0.0.1:{taken}/lab/tree/" in capsys.readouterr().out
    assert not (start.PROJECT / "child.pid").exists()


def test_jupyterlab_of_another_folder_is_not_ours(start, tmp_path, monkeypatch):
    server = {"port": 8888, "token": "abc", "root_dir": str(tmp_path)}
    monkeypatch.setenv("FAKE_LIST", "nonsense\n[]\n" + json.dumps(server))
    assert start.address_of_open_course() == ""


def test_browser_opens_unless_it_is_not_wanted(start, taken, monkeypatch):
    opened = []
    monkeypatch.setattr(start.webbrowser, "open", lambda page: opened.append(page) or True)
    server = {"port": taken, "token": "abc", "root_dir": str(start.PROJECT)}
    monkeypatch.setenv("FAKE_LIST", json.dumps(server))
    start.main(["--port", str(taken), "--no-browser"])
    assert opened == []
    start.main(["--port", str(taken)])
    assert opened == [start.address(taken, "abc")]


def test_jupyterlab_that_does_not_come_up_is_a_problem_with_a_cure(
    start, port, monkeypatch, capsys
):
    monkeypatch.setenv("FAKE_JUPYTER", "sys.exit(1)")
    assert start.main(["--no-browser", "--port", str(port)]) == 1
    assert "python start.py doctor" in capsys.readouterr().err


@posix_only
def test_real_jupyterlab_takes_our_options_asks_for_the_token_and_stops(project, port, monkeypatch):
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(project.PROJECT / "jupyter"))
    program = f"import sys, start; start.PYTHON = start.Path({sys.executable!r})"
    program += "; start.prepare = lambda *_: None; sys.exit(start.main(sys.argv[1:]))"
    monkeypatch.setenv("PYTHONPATH", str(project.PROJECT))
    command = [sys.executable, "-c", program, "--no-browser", "--port", str(port)]
    with launched(command, until="To stop") as process:
        page = next(word for word in process.shown.split() if word.startswith("http"))
        with urllib.request.urlopen(page) as answer:
            assert answer.url.startswith(f"http://127.0.0.1:{port}/lab/tree/lessons/")
        contents = f"http://127.0.0.1:{port}/api/contents"
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(contents)
        refused.value.close()
        assert refused.value.code == 403
        again = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        assert page in again.stdout
        process.send_signal(signal.SIGINT)
        assert process.wait(9) == 130
    assert project.is_free(port)


# The checks


def python_says(text, code=0):
    return [sys.executable, "-c", f"print({text!r}); raise SystemExit({code})"]


def test_checks_go_on_after_a_failure_and_end_with_a_summary(start, monkeypatch, capsys):
    commands = {
        "lint": python_says("1 error", code=1),
        "unit": python_says("== 3 passed in 0.1s =="),
        "drift": ["no-such-program"],
    }
    monkeypatch.setattr(start, "checks", lambda: commands)
    assert start.main(["test"]) == 1
    text = capsys.readouterr().out
    assert "\n== 3 passed in 0.1s ==\n" in text
    summary = text.split("--- summary\n")[1].splitlines()
    assert [line.split()[:2] for line in summary[:3]] == [
        ["FAILED", "lint"],
        ["ok", "unit"],
        ["FAILED", "drift"],
    ]
    assert summary[1].endswith(" s   3 passed in 0.1s")
    assert summary[3] == "2 of 3 FAILED."


def test_checks_that_all_pass_give_zero_and_say_so(start, monkeypatch, capsys):
    monkeypatch.setattr(start, "checks", lambda: {"unit": python_says("1 passed")})
    assert start.main(["test"]) == 0
    assert capsys.readouterr().out.endswith("\nAll passed.\n")


def test_single_check_runs_alone(start, monkeypatch, capsys):
    commands = {"lint": python_says("clean"), "unit": python_says("no", code=1)}
    monkeypatch.setattr(start, "checks", lambda: commands)
    assert start.main(["test", "lint"]) == 0
    assert "unit" not in capsys.readouterr().out


def test_commands_see_nothing_of_the_outside_and_no_progress_bar(start, monkeypatch, capsys):
    for name in ("PYTHONPATH", "PYTHONHOME", "MPLBACKEND", "TQDM_DISABLE"):
        monkeypatch.setenv(name, "outside")
    names = ["PYTHONPATH", "PYTHONHOME", "MPLBACKEND", "TQDM_DISABLE", "PYTHONNOUSERSITE"]
    program = f"import os; print([os.environ.get(name) for name in {names}])"
    monkeypatch.setattr(start, "checks", lambda: {"unit": [start.PYTHON, "-c", program]})
    start.run_checks([])
    assert "[None, None, None, '1', '1']" in capsys.readouterr().out


def test_every_check_runs_from_the_environment_of_the_project(start):
    assert list(start.checks()) == [
        "lint",
        "format",
        "imports",
        "drift",
        "gate",
        "unit",
        "notebooks",
        "browser",
    ]
    for command in start.checks().values():
        assert command[0].parent == start.PYTHON.parent


# The doctor


def complaints(start, capsys, *words):
    """Return the lines of the doctor that are problems; its exit code must agree with them."""
    code = start.main(["doctor", *words])
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("[+] ok")]
    assert all(line.startswith("[!] problem  ") and " -> " in line for line in lines)
    assert code == (1 if lines else 0)
    return lines


def test_doctor_finds_nothing_where_all_is_well(start, port, capsys):
    assert complaints(start, capsys, "--port", str(port)) == []


def test_doctor_works_before_the_first_start(project, port, capsys):
    (line,) = complaints(project, capsys, "--port", str(port))
    assert "no .venv yet -> Type: python start.py" in line


def test_doctor_changes_nothing(start, port, capsys):
    (start.PROJECT / "requirements.txt").write_text("# changed\n")
    before = sorted(start.PROJECT.rglob("*"))
    complaints(start, capsys, "--port", str(port))
    assert [path for path in before if not path.exists()] == []
    assert start.what_to_do()[0] == "install"


def spoil_python(start, monkeypatch):
    monkeypatch.setattr(start, "OLDEST_PYTHON", (99, 1))


def spoil_bits(start, monkeypatch):
    monkeypatch.setattr(start.sys, "maxsize", 2**31 - 1)


def spoil_folder(start, monkeypatch):
    def refuse(dir):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(start.tempfile, "TemporaryFile", refuse)


def spoil_disk(start, monkeypatch):
    monkeypatch.setattr(start, "NEEDED_DISK", 1e30)


def spoil_data(start, monkeypatch):
    (start.PROJECT / "nnlib/data/digits.npz").unlink()


def spoil_lesson(start, monkeypatch):
    (start.PROJECT / "lessons/00_start_here.ipynb").unlink()


def spoil_requirements(start, monkeypatch):
    (start.PROJECT / "requirements.txt").write_text("# changed\n")


def spoil_stamp(start, monkeypatch):
    start.STAMP.unlink()


def spoil_environment(start, monkeypatch):
    start.PYTHON.unlink()


def spoil_package(start, monkeypatch):
    next(start.ENVIRONMENT.rglob("numpy.py")).write_text("raise ImportError('DLL load failed')")


def spoil_python_path(start, monkeypatch):
    (start.PROJECT.parent / "nnlib.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(start.PROJECT.parent))


def spoil_lessons_folder(start, monkeypatch):
    (start.PROJECT / "lessons/nnlib.py").touch()


def spoil_installation(start, monkeypatch):
    (next(start.ENVIRONMENT.rglob("numpy.py")).parent / "nnlib.py").touch()


def spoil_link(start, monkeypatch):
    next(start.ENVIRONMENT.rglob("course.pth")).unlink()


@pytest.mark.parametrize(
    ("spoil", "found", "cure"),
    [
        (spoil_python, "is too old", "Install Python 99.1 or newer"),
        (spoil_bits, "32-bit", "the 64-bit one"),
        (spoil_folder, "cannot be written: Permission denied", "home folder"),
        (spoil_disk, "GB are free", "Free at least"),
        (spoil_data, "nnlib/data/*.npz is missing", "Download the course again"),
        (spoil_lesson, "00_start_here.ipynb is missing", "Download the course again"),
        (spoil_requirements, "out of date", "Type: python start.py"),
        (spoil_stamp, "broken or half-made", "Type: python start.py"),
        (spoil_environment, "Python of the .venv was removed", "Type: python start.py"),
        (spoil_package, "numpy does not work: ImportError: DLL load failed", "--rebuild"),
        (spoil_python_path, "PYTHONPATH leads to another nnlib", "PYTHONPATH"),
        (spoil_lessons_folder, "hides the library nnlib", "another name"),
        (spoil_installation, "finds nnlib elsewhere", "--rebuild"),
        (spoil_link, "finds nnlib elsewhere: None", "--rebuild"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_doctor_finds_each_trouble_alone_with_its_cure(
    start, port, monkeypatch, capsys, spoil, found, cure
):
    spoil(start, monkeypatch)
    (line,) = complaints(start, capsys, "--port", str(port))
    before, after = line.split(" -> ")
    assert found in before
    assert cure in after


def test_doctor_names_a_port_that_another_program_has(start, taken, capsys):
    (line,) = complaints(start, capsys, "--port", str(taken))
    assert f"Port {taken} is taken by another program -> " in line
    assert f"--port {start.next_free_port(taken)}" in line


def test_doctor_accepts_a_port_that_this_course_has(start, taken, monkeypatch, capsys):
    server = {"port": taken, "token": "abc", "root_dir": str(start.PROJECT)}
    monkeypatch.setenv("FAKE_LIST", json.dumps(server))
    assert complaints(start, capsys, "--port", str(taken)) == []


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_doctor_prints_on_a_console_that_lacks_letters_of_the_folder(start, encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = command_of(start, "doctor")
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.stderr == b""
    assert rb"Mein Kurs" in done.stdout


# The command line


@pytest.mark.parametrize(
    ("words", "guess"),
    [
        (["doctr"], "Did you mean 'doctor'?"),
        (["tests"], "Did you mean 'test'?"),
        (["test", "notebook"], "Did you mean 'notebooks'?"),
        (["xyzzy"], "expected: open, test, doctor, help; came: 'xyzzy'."),
        (["test", "xyzzy"], "lint, format, imports, drift, gate, unit, notebooks, browser"),
        (["doctor", "port"], "expected: no more words; came: 'port'."),
        (["--port", "70000"], "from 1 to 65535"),
        (["--port", "many"], "invalid int value: 'many'"),
        (["--prot", "8889"], "--prot"),
    ],
)
def test_unknown_word_is_answered_with_what_there_is(start, capsys, words, guess):
    with pytest.raises(SystemExit) as caught:
        start.main(words)
    assert caught.value.code == 2
    assert guess in capsys.readouterr().err


@pytest.mark.parametrize("words", [["help"], ["-h"], ["--help"], ["test", "--help"]])
def test_help_is_the_first_text_of_the_file_and_sets_nothing_up(project, capsys, words):
    assert project.main(words) == 0
    assert capsys.readouterr().out.strip() == project.__doc__.strip()
    assert not project.ENVIRONMENT.exists()


def test_old_python_gets_an_answer_and_nothing_is_made(project, monkeypatch, capsys):
    monkeypatch.setattr(project, "OLDEST_PYTHON", (99, 1))
    assert project.main([]) == 1
    assert "is too old" in capsys.readouterr().err
    assert not project.ENVIRONMENT.exists()


def test_old_python_can_read_the_file():
    ast.parse(SOURCE.read_text(encoding="ascii"), feature_version=(3, 8))


def test_error_of_the_system_is_a_problem_and_not_a_traceback(start, monkeypatch, capsys):
    monkeypatch.setattr(start, "what_to_do", lambda extra: start.os.stat("lost"))
    assert start.main([]) == 1
    assert "To do: Type: python start.py doctor" in capsys.readouterr().err


def test_the_doctor_looks_at_every_package_that_the_course_needs():
    settings = tomllib.loads(SOURCE.with_name("pyproject.toml").read_text(encoding="utf-8"))
    needed = [re.match(r"[\w-]+", line).group() for line in settings["project"]["dependencies"]]
    assert sorted(load(SOURCE.parent).PACKAGES) == sorted([*needed, "jupyterlab"])
