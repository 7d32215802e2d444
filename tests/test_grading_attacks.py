"""The marker under attack: no forged point, no lost notebook, nothing read, nothing left behind."""

import contextlib
import copy
import json
import os
import platform
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from nnlib.lesson_builder import ROOT
from tests import grading_attacks as data

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the marker needs Linux")
if sys.platform == "linux":
    from nnlib.grading import command, plain
    from nnlib.grading.gradebook import Gradebook
    from nnlib.grading.marking import mark
    from nnlib.grading.records import Status, Task
    from nnlib.grading.sandbox import bubblewrap, worker
    from nnlib.grading.sandbox.confine import Limits
    from nnlib.grading.sandbox.worker import Level, Worker, WorkerError

LESSON = json.loads((ROOT / "lessons" / "05_backpropagation.ipynb").read_text(encoding="utf-8"))
LIMITS = {"seconds": 8, "cell_seconds": 4, "cpu_seconds": 8, "memory": 256 << 20}
LIMITS |= {"output": 8 << 20, "n_threads": 40}
SHORT = {**LIMITS, "seconds": 1.2, "cell_seconds": 0.5, "cpu_seconds": 3}  # for what never ends
LEVELS = ["isolated", "confined"]
CONTAINER = "container"  # around what is confined: a share of the attacks is enough
MARGIN = 150 << 20  # bytes by which the marker's own memory may grow for one notebook
HASTY = {"test_what_never_ends_is_stopped", "test_what_was_sent_cannot_be_taken_back"}
CHOSEN = 5  # of each kind are tried at the second level of protection as well


def named(attacks, chosen=CHOSEN):
    """Return one parameter for each attack at the best level, and for some at the others."""
    step = max(1, len(attacks) // chosen)
    pairs = [("isolated", each) for each in attacks]
    pairs += [("confined", each) for each in attacks[::step]]
    pairs += [(CONTAINER, each) for each in attacks[:: 2 * step]]
    return [pytest.param(level, each, id=f"{level}-{each.name}") for level, each in pairs]


def notebook(**sources):
    """Return the bytes of lesson 05 with other code in some cells."""
    whole = copy.deepcopy(LESSON)
    for cell in whole["cells"]:
        name, _, kind = cell["id"].replace("-", "_").rpartition("_")
        if kind == "stub" and name in sources:
            cell["source"] = sources[name]
    return json.dumps(whole).encode()


def attacked(source, **sources):
    """Return the bytes of a notebook with this cell between two right answers."""
    return notebook(
        output_sum_gradient=data.FIRST, both_paths=source, backward=data.LAST, **sources
    )


class Stand:
    """A worker, made anew when it is lost; what is lost is told to the test."""

    def __init__(self, level, limits):
        self.level, self.limits, self.worker = level, limits, None

    def use(self, function):
        """Return what the function gives for the worker."""
        if self.worker is None:
            self.worker = Worker(Level(self.level), Limits(**self.limits))
        try:
            return function(self.worker)
        except WorkerError:
            self.close()
            raise

    def mark(self, content, seed=None):
        """Return the record of a notebook, with inputs that nobody has seen before."""
        seed = int.from_bytes(os.urandom(5), "big") if seed is None else seed
        task = Task("learner-01", "05_backpropagation.ipynb", content, seed)
        return self.use(lambda own: mark(task, own))

    def run(self, code, name="found"):
        """Return how a cell ended, and what it left in a variable."""
        probe = {"exercise": "probe", "name": name, "cell": "probe", "kind": "value"}
        job = {"cells": [["probe", code]], "probes": [probe], "cell_seconds": 4}
        run = self.use(lambda own: own.run(job))
        answers = [message["answer"] for message in run.messages if "answer" in message]
        return run, plain.decode(answers[-1]) if answers else run.messages[-1].get("error")

    def close(self):
        """End the worker."""
        if self.worker is not None:
            self.worker.close()
            self.worker = None


@pytest.fixture(scope="module")
def stands():
    """Return a stand for each level, where the machine has it."""
    found, patch = {}, pytest.MonkeyPatch()
    patch.setattr(worker, "GRACE_SECONDS", 2)
    for level in (*LEVELS, CONTAINER):
        for limits in (LIMITS, SHORT):
            found[level, limits["seconds"]] = Stand(level, limits)
    yield found
    for stand in found.values():
        stand.close()
    patch.undo()


@pytest.fixture(scope="module")
def troubles(stands):
    """Return why a level does not work here, for each that does not."""
    found = {}
    for level in (*LEVELS, CONTAINER):
        try:
            stands[level, LIMITS["seconds"]].run("found = 1")
        except WorkerError as error:
            found[level] = f"no level {level} on this machine: {error}"
    return found


@pytest.fixture
def stand(request, stands, troubles):
    """Return the stand of the level that the test is for."""
    level = request.node.callspec.params["level"]
    if level in troubles:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(troubles[level])
    short = request.node.originalname in HASTY
    return stands[level, (SHORT if short else LIMITS)["seconds"]]


@pytest.fixture(scope="module")
def targets(tmp_path_factory):
    """Make what the attacks aim at: a stranger's file, a server, two programs that listen."""
    folder = tmp_path_factory.mktemp("class")
    secret, local = folder / "anna.ipynb", folder / "program"
    secret.write_text("somebody's work", encoding="utf-8")
    hidden = f"\0nnlib-{os.urandom(6).hex()}"
    library = bubblewrap.NNLIB
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        programs = [socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2)]
        for program, name in zip(programs, (str(local), hidden), strict=True):
            stack.enter_context(program).bind(name)
            program.setblocking(False)
        yield {
            **{"secret": str(secret), "folder": str(folder), "local": str(local)},
            **{"hidden": hidden, "port": server.getsockname()[1], "process": os.getpid()},
            "library": str(library),
            "numpy": np.__file__,
            "pyc": str(library / "exercises" / "__pycache__" / "lesson_05.cpython-311.pyc"),
        }


def check_row(record, attack):
    """Fail unless the row is what has to become of the attack, to the letter."""
    first, second, *choices, last = record.marks
    assert record.status is Status.MARKED
    assert first.outcome == data.PASSED
    assert (second.outcome, attack.words in second.text) == (attack.outcome, True), second
    rest = data.UNTRIED if attack.lives else data.NOT_RUN
    assert [each.outcome for each in choices] == [rest, rest]
    assert last.outcome == (data.PASSED if attack.lives else data.NOT_RUN), last
    json.dumps(record.result, ensure_ascii=False).encode()  # every file can hold it


@pytest.mark.parametrize(("level", "attack"), named(data.NEVER_ENDS, 6))
def test_what_never_ends_is_stopped(stand, level, attack):
    check_row(stand.mark(attacked(attack.source)), attack)


@pytest.mark.parametrize(("level", "attack"), named(data.MEMORY))
def test_memory_has_bounds(stand, level, attack):
    check_row(stand.mark(attacked(attack.source)), attack)


@pytest.mark.parametrize(("level", "attack"), named(data.FLOODS))
def test_a_flood_is_stopped(stand, level, attack):
    check_row(stand.mark(attacked(attack.source)), attack)


@pytest.mark.parametrize(("level", "attack"), named(data.EXITS))
def test_who_ends_python_keeps_earlier_points(stand, level, attack):
    check_row(stand.mark(attacked(attack.source)), attack)


@pytest.mark.parametrize(("level", "attack"), named(data.FORGES))
def test_a_forged_answer_gets_no_point(stand, level, attack):
    check_row(stand.mark(attacked(attack.source)), attack)


@pytest.mark.parametrize(("level", "attack"), named(data.MESSAGES))
def test_a_forged_message_gets_no_point(stand, level, attack):
    check_row(stand.mark(attacked(attack.source)), attack)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", data.HONEST)
def test_an_honest_notebook_raises_no_alarm(stand, level, name):
    source = data.HONEST[name]
    source = source if "first_weight_gradient" in source else f"{source}\n{data.RIGHT}"
    record = stand.mark(attacked(source))
    assert [record.marks[n].outcome for n in (0, 1, 4)] == [data.PASSED] * 3, record.marks[1]


def probes():
    """Return a parameter for each thing that has to be refused, at each level."""
    found = [*data.PROCESSES, *data.FILES, *data.NETWORK, *data.SECRETS]
    pairs = [(level, each) for level in LEVELS for each in found]
    pairs += [(CONTAINER, each) for each in found[::4]]
    return [pytest.param(level, each, id=f"{level}-{each.name}") for level, each in pairs]


def probing(code, targets):
    """Return the cell that tries something, and keeps which error it met."""
    lines = code.format(**targets).replace("\n", "\n    ")
    return data.PROBE.format(code=f"    {lines}")


@pytest.mark.parametrize(("level", "probe"), probes())
def test_what_a_notebook_may_not_do_is_refused(stand, targets, level, probe):
    run, found = stand.run(probing(probe.code, targets))
    assert str(found).replace(" ", "") in probe.errors.split(), run
    assert Path(targets["secret"]).read_text(encoding="utf-8") == "somebody's work"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x86_64")
@pytest.mark.parametrize("level", LEVELS)
def test_system_calls_by_number_are_refused(stand, level):
    codes = [data.PROBE.format(code=f"    {probe.code}") for probe in data.CALLS]
    whole = "\n".join(["answers = []", *(f"{code}\nanswers.append(found)" for code in codes)])
    found = stand.run(f"{whole}\nfound = ' '.join(answers)")[1].split()
    fallen = [f"{p.name}: {e}" for p, e in zip(data.CALLS, found, strict=True) if e not in p.errors]
    assert fallen == []


@pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x86_64")
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", data.KILLS)
def test_other_ways_into_the_kernel_end_the_notebook(stand, targets, level, name):
    code = data.PROBE.format(code=data.KILLS[name])
    assert stand.run(code)[0].status == -31


@pytest.mark.parametrize("level", LEVELS)
def test_a_notebook_finds_its_own_text_in_memory_and_no_other_learners(stand, level):
    first = data.REMEMBER.format(text="aaaaaaaa") + data.RECALL
    second = data.REMEMBER.format(text="bbbbbbbb") + data.RECALL
    assert stand.run(first)[1] == ["MARK-aaaaaaaa"]
    assert stand.run(second)[1] == ["MARK-bbbbbbbb"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("leave", "look"),
    [
        ("open('note', 'w').write('x')", "str(os.listdir('.'))"),
        ("[open(str(n), 'w').close() for n in range(150)]", "str(os.listdir('.'))"),
        ("open('numpy.py', 'w').write('1 / 0')", "str(os.listdir('.'))"),
        ("os.environ['NOTE'] = 'x'", "str([n for n in os.environ if n == 'NOTE'])"),
        ("sys.modules['note'] = sys", "str([n for n in sys.modules if n == 'note'])"),
        ("os.umask(0o123)", "str([os.umask(0)][1:])"),
        ("os.dup2(0, 60)", "str([n for n in os.listdir('.') if n])"),
    ],
)
def test_nothing_is_left_for_the_next_learner(stand, level, leave, look):
    stand.run(f"import os, sys\n{leave}\nfound = 1")
    assert stand.run(f"import os, sys\nfound = {look}")[1] == "[]"


@pytest.mark.parametrize("level", LEVELS)
def test_the_time_of_the_folder_is_no_letter_to_the_next_learner(stand, level):
    stand.run("import os\ntry: os.utime('.', (7, 7))\nexcept OSError: pass\nfound = 1")
    found = stand.run("import os\ns = os.stat('.')\nfound = f'{s.st_atime} {s.st_mtime}'")[1]
    assert "7.0" not in found.split()


@pytest.mark.parametrize("level", LEVELS)
def test_a_module_of_ones_own_name_does_not_become_the_next_learners(stand, level):
    own = "open('numpy.py', 'w').write('pi = 3')\nimport sys\nsys.path.insert(0, '')\n"
    stand.run(f"{own}del sys.modules['numpy']\nimport numpy\nfound = numpy.pi")
    assert stand.run("import numpy\nfound = str(numpy.pi)[:6]")[1] == "3.1415"


def resident(key="VmHWM"):
    """Return how many bytes of memory this process holds, or held at most."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(key))


@pytest.mark.parametrize("level", LEVELS * 3)
def test_what_was_sent_cannot_be_taken_back(stand, level):
    record = stand.mark(attacked(data.THIEF + data.RIGHT))
    assert record.marks[1].outcome == data.NOT_RUN


@pytest.mark.parametrize("level", ["confined"])  # alone in its room nothing ends it by a signal
def test_a_signal_without_a_name_is_a_crash_like_any_other(stand, level):
    record = stand.mark(attacked(data.TIMER + data.RIGHT))
    assert [record.marks[n].outcome for n in (0, 1)] == [data.PASSED, data.NOT_RUN]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", data.BOMBS)
def test_the_markers_own_memory_stays_flat(stand, level, name):
    before = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # forget the highest so far
    record = stand.mark(attacked(f"{data.BOMBS[name]}\n{data.WRONG}"))
    assert record.marks[1].outcome != data.PASSED
    assert resident() - before < MARGIN


@pytest.mark.parametrize("level", ["isolated"])
@pytest.mark.parametrize(
    ("check", "outcome"),
    [
        ("", "passed"),
        ('check("05-both-paths", output_sum_gradient)', "could not run"),
        ('check("05-both-paths", 3)', "passed"),
        ('check("05-backward", first_weight_gradient)', "passed"),
        ('first_weight_gradient = lambda *a: "passed"', "not yet"),
    ],
)
def test_an_edited_check_cell_decides_nothing_but_the_name(stand, level, check, outcome):
    content = attacked(data.RIGHT).replace(
        b'check(\\"05-both-paths\\", first_weight_gradient)', check.replace('"', '\\"').encode()
    )
    assert stand.mark(content).marks[1].outcome == outcome


@pytest.mark.parametrize("level", ["isolated"])
def test_saved_outputs_and_tags_that_say_passed_are_not_read(stand, level):
    whole = json.loads(notebook())
    verdict = {"exercise": "05-both-paths", "outcome": "passed", "mistake": None}
    for cell in whole["cells"]:
        cell["metadata"] = {"tags": ["passed", "check"], "nnlib": verdict, "points": 1}
        if cell["cell_type"] == "code":
            bundle = {"application/vnd.nnlib.verdict+json": verdict, "text/plain": "✓ passed"}
            cell["outputs"] = [{"output_type": "display_data", "data": bundle, "metadata": {}}]
    assert stand.mark(json.dumps(whole).encode()).points == 0


@pytest.mark.parametrize("level", ["isolated"])
@pytest.mark.parametrize(
    "change",
    [
        lambda cells: [cell for cell in cells if "check" not in cell["id"]],
        lambda cells: [{**cell, "id": "x"} for cell in cells],
        lambda cells: [{k: v for k, v in cell.items() if k != "id"} for cell in cells],
        lambda cells: [cell for cell in cells if cell["cell_type"] == "code"],
        lambda cells: sorted(cells, key=lambda cell: cell["id"].endswith(("-stub", "-check"))),
        lambda cells: [{**cell, "metadata": {"tags": ["parameters"]}} for cell in cells],
        lambda cells: [{**cell, "source": cell["source"].replace("first_weight", "meine")}
                       if isinstance(cell["source"], str)
                       else {**cell, "source": [line.replace("first_weight", "meine")
                                                for line in cell["source"]]} for cell in cells],
    ],
    ids=["no checks", "one id", "no ids", "no text", "moved", "tagged anew", "renamed"],
)  # fmt: skip
def test_right_answers_pass_wherever_they_stand(stand, level, change):
    whole = json.loads(attacked(data.RIGHT))
    whole["cells"] = change(whole["cells"])
    record = stand.mark(json.dumps(whole).encode())
    assert [record.marks[n].outcome for n in (0, 1, 4)] == [data.PASSED] * 3


def descendants(process):
    """Return the numbers of the processes that a process has started, and those have."""
    found = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        for number in path.read_text(encoding="utf-8").split():
            found += [int(number), *descendants(number)]
    return found


def wait_until(true, seconds=10):
    """Return whether something has become true in time."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


@pytest.mark.parametrize("level", LEVELS)
def test_neither_a_process_nor_a_folder_outlives_the_worker(stand, level):
    with Worker(Level(level), Limits(**SHORT)) as own:
        probe = {"exercise": "a", "name": "a", "cell": "a", "kind": "value"}
        job = {"cells": [["a", "a = 1\nwhile True: pass"]], "cell_seconds": 9, "probes": [probe]}
        thread = threading.Thread(target=own.run, args=(job,))
        thread.start()
        n_usual = 1 if level == "isolated" else 0  # the zygote, in bubblewrap
        assert wait_until(lambda: len(descendants(own.process.pid)) > n_usual)
        found = descendants(own.process.pid)
        thread.join()
    assert wait_until(lambda: not any(map(is_running, found)))
    assert not os.path.exists(own.folder)


def is_running(number):
    """Return whether there is a process of this number that has not ended."""
    try:
        return ") Z" not in Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


HOSTILE_NAMES = ["=cmd|' C calc'!A0", "<script>alert(1)", "a\nb", "-rf", "x" * 200, "x.."]


def grade(folder, into, *options):
    """Return the exit code of the command, and the rows that it wrote."""
    code = command.main(
        ["grade", str(folder), "--into", str(into), "--quiet", "--seconds", "3", "--processes", "1",
         "--megabytes", "256", *options]
    )  # fmt: skip
    with Gradebook(into / "gradebook.sqlite") as gradebook:
        return code, list(gradebook.records())


@pytest.fixture
def class_folder(tmp_path, monkeypatch):
    """Return an empty folder for a class; temporary files go beside it, and are looked at after."""
    rooms = tmp_path / "temporary"
    rooms.mkdir()
    monkeypatch.setenv("TMPDIR", str(rooms))
    monkeypatch.setattr(tempfile, "tempdir", str(rooms))
    folder = tmp_path / "class"
    folder.mkdir()
    yield folder
    assert list(rooms.glob("nnlib-room-*")) == []


def hand_in(folder, learner, content):
    """Write a notebook into a learner's folder."""
    (folder / learner).mkdir(exist_ok=True)
    (folder / learner / "05_backpropagation.ipynb").write_bytes(content)


@pytest.mark.parametrize("level", ["isolated"])
def test_a_class_with_hostile_files_is_marked_to_the_last(stand, level, class_folder, tmp_path):
    good = attacked(data.RIGHT)
    for name in ["anna", "zoe", *HOSTILE_NAMES]:
        hand_in(class_folder, name, good)
    with contextlib.suppress(OSError):  # some file systems refuse such names
        hand_in(class_folder, os.fsdecode(b"caf\xe9"), good)
    for name, content in [("empty", b""), ("cut", good[:-99]), ("huge", b"{" + b" " * 25_000_000)]:
        hand_in(class_folder, name, content)
    hand_in(class_folder, "loop", attacked(f"import os\nos._exit(0)\n{data.RIGHT}"))
    os.mkfifo(class_folder / "pipe_05_backpropagation.ipynb")
    (class_folder / "link_05_backpropagation.ipynb").symlink_to("/etc/passwd")
    before = resident("VmRSS")
    code, rows = grade(class_folder, tmp_path / "out")
    points = {row.learner: row.points for row in rows}
    n_learners = len(list(class_folder.iterdir()))
    assert (code, len(points)) == (3, n_learners)
    assert list(points.values()).count(3) == n_learners - 6
    unmarked = [row.learner for row in rows if row.status is Status.UNREADABLE]
    assert unmarked == ["cut", "empty", "huge", "link", "pipe"]
    assert points["loop"] == 1
    assert resident("VmRSS") - before < MARGIN


@pytest.mark.parametrize("level", ["isolated"])
@pytest.mark.parametrize("name", ["half a character", "sends half a character"])
def test_half_a_character_in_an_error_does_not_lose_the_class(
    stand, level, class_folder, tmp_path, name
):
    attack = next(each for each in [*data.FLOODS, *data.MESSAGES] if each.name == name)
    hand_in(class_folder, "anna", attacked(attack.source))
    hand_in(class_folder, "zoe", attacked(data.RIGHT))
    code, rows = grade(class_folder, tmp_path / "out")
    assert (code, [row.status for row in rows]) == (0, [Status.MARKED, Status.MARKED])
