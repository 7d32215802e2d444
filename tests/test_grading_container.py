"""The marker's containers: what stands in them, and that nothing of them is left."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Podman's own Linux is another")
if sys.platform == "linux":
    from nnlib.grading.assignment import SOLUTIONS
    from nnlib.grading.marking import mark
    from nnlib.grading.records import Task
    from nnlib.grading.sandbox import container
    from nnlib.grading.sandbox.confine import Limits
    from nnlib.grading.sandbox.levels import protected_worker, what_falls
    from nnlib.grading.sandbox.worker import Level, Worker, WorkerError

LESSON_05 = "05_backpropagation.ipynb"


@pytest.fixture(scope="module")
def engine():
    """Podman or Docker, where one of them works here."""
    try:
        Worker(Level.CONTAINER, Limits()).close()
    except WorkerError as error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no container here: {error}")
    return container.find_engine()


def containers(engine):
    """Return the names of the containers that were started by this process and are still there."""
    asked = [engine, "ps", "--all", "--format", "{{.Names}}"]
    names = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    return [name for name in names if name.startswith(f"nnlib-{os.getpid()}-")]


def test_a_container_gives_the_same_marks_as_a_room_of_bubblewrap(engine):
    content = (SOLUTIONS / LESSON_05).read_bytes().replace(b"(outputs - targets)", b"(outputs)")
    task = Task("ann", LESSON_05, content, 7)
    marks = []
    for level in (Level.ISOLATED, Level.CONTAINER):
        with Worker(level, Limits()) as worker:
            record = mark(task, worker)
        assert record.level == level
        marks.append(record.marks)
    assert marks[0] == marks[1]
    assert {one.outcome for one in marks[0]} == {"passed", "not yet"}


def test_a_python_of_its_own_finds_out_where_things_are(engine, monkeypatch):
    here = container.room_of_this_python()
    folder = os.path.dirname(container.__file__)
    inside = [os.path.join(folder, name) for name in ("bubblewrap.py", "filters.py")]
    room = container.Room(
        image=here.image,
        program=here.program,
        mounts=[*here.mounts, *((path, path) for path in inside)],
        emptied=here.emptied,
        own_python=True,
    )
    monkeypatch.setattr(container, "room", lambda: room)
    with protected_worker(Limits(), (Level.CONTAINER,)) as worker:
        assert "filter" not in worker.told()
        assert what_falls(worker) == []


def test_no_container_is_left_whether_its_end_is_gentle_or_not(engine):
    with Worker(Level.CONTAINER, Limits()) as gentle:
        assert containers(engine) == [gentle.container.name]
    killed = Worker(Level.CONTAINER, Limits())
    killed.process.kill()
    killed.close()
    stuck = Worker(Level.CONTAINER, Limits())
    stuck.container.remove()
    stuck.close()
    assert containers(engine) == []


def test_an_image_sees_the_library_and_neither_catalogues_nor_answers():
    room = container.room_of_an_image("nnlib-room:1")
    seen = [target for _, target in room.mounts]
    assert "/course/nnlib/layers.py" in seen
    assert "/course/nnlib/grading/sandbox/zygote.py" in seen
    assert all(target.startswith("/course/nnlib/") for target in seen)
    assert not any("lesson_" in target or "marking" in target for target in seen)
    assert not any(os.path.isdir(source) and "exercises" in source for source, _ in room.mounts)


def test_a_missing_image_says_how_it_is_made(monkeypatch):
    missing = subprocess.CompletedProcess([], 1, b"", b"")
    monkeypatch.setattr(container, "find_engine", lambda: "/usr/bin/podman")
    monkeypatch.setattr(container, "ask", lambda *arguments, **given: missing)
    with pytest.raises(FileNotFoundError, match="nnlib grade --make-image"):
        container.Container(container.room_of_an_image("nnlib-room:1"))


def test_an_empty_image_that_cannot_be_made_says_what_the_engine_said(monkeypatch):
    refused = subprocess.CompletedProcess([], 1, b"", b"no space left on device")
    monkeypatch.setattr(container, "find_engine", lambda: "/usr/bin/podman")
    monkeypatch.setattr(container, "ask", lambda *arguments, **given: refused)
    with pytest.raises(RuntimeError, match="no space left on device"):
        container.Container(container.room_of_this_python())


def test_without_an_engine_the_level_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(WorkerError, match="neither podman nor docker"):
        Worker(Level.CONTAINER, Limits())


def test_other_packages_make_another_image(monkeypatch):
    name = container.image_name()
    needed = container.requirements()
    assert any(line.startswith("numpy") for line in needed)
    assert any(line.startswith("pyseccomp") for line in needed)
    assert not any(line.startswith(("pytest", "rich")) for line in needed)
    monkeypatch.setattr(container, "requirements", lambda: [*needed, "scipy"])
    assert container.image_name() != name


def test_an_installation_without_the_marker_is_told_to_install_it(monkeypatch):
    monkeypatch.setattr(container.importlib.metadata, "requires", lambda name: ["numpy>=2.0"])
    with pytest.raises(RuntimeError, match="grading"):
        container.requirements()


@pytest.mark.parametrize("engine_name", ["podman", "docker"])
def test_the_command_gives_no_rights_and_no_password(engine_name, monkeypatch):
    there = subprocess.CompletedProcess([], 0, b"", b"")
    monkeypatch.setattr(container, "find_engine", lambda: f"/usr/bin/{engine_name}")
    monkeypatch.setattr(container, "ask", lambda *arguments, **given: there)
    monkeypatch.setenv("HTTPS_PROXY", "http://ann:password@proxy")
    own = container.Container(container.room_of_this_python())
    command = " ".join(own.command(Limits(), {"LANG": "C.UTF-8"}))
    for words in ("--network none", "--read-only", "--cap-drop ALL", "no-new-privileges"):
        assert words in command
    assert "password" not in command
    assert "--env HTTPS_PROXY= " in command
    assert ("--user" in command) == (engine_name == "docker")
    assert ("notmpcopyup" in command) == (engine_name == "podman")
