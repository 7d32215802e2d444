"""The marker as an instructor starts it: whole runs over small folders."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from nnlib.__main__ import main
from nnlib.grading.assignment import SOLUTIONS, catalogue_version
from nnlib.grading.gradebook import Gradebook
from nnlib.grading.marker import Settings, mark_task
from nnlib.grading.options import lesson_list
from nnlib.grading.records import Record, Status, Task
from nnlib.grading.runner import ctrl_c_waits, in_processes, missing, seed_for, shard_of
from nnlib.grading.sandbox.levels import NoProtectionError, Trial, protected_worker
from nnlib.grading.sandbox.worker import Level
from nnlib.lesson_builder import ROOT
from tests.kill_marker import compare

LESSON_05 = "05_backpropagation.ipynb"


@pytest.fixture(scope="module", autouse=True)
def wall():
    try:
        protected_worker(Settings().limits, Settings().levels).close()
    except NoProtectionError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error).partition(".")[0])


@pytest.fixture
def folder(tmp_path):
    """A class of four: a right notebook, an untouched one, a wrong one, and an empty file."""
    folder = tmp_path / "class"
    for name, source in {"ann": SOLUTIONS, "ben": ROOT / "lessons", "cem": SOLUTIONS}.items():
        (folder / name).mkdir(parents=True)
        text = (source / LESSON_05).read_text(encoding="utf-8")
        if name == "cem":
            text = text.replace("return (outputs - targets)", "return -(outputs - targets)")
        (folder / name / LESSON_05).write_text(text, encoding="utf-8")
    (folder / "dot.ipynb").write_text("")
    return folder


def grade(folder, *options):
    return main(
        ["grade", str(folder), "--into", str(folder.parent / "out"), "--processes", "1", *options]
    )


def points(folder):
    with open(folder.parent / "out" / "marks.csv", encoding="utf-8-sig", newline="") as file:
        return {row["learner"]: row["points"] for row in csv.DictReader(file)}


def test_a_class_is_marked_once_and_its_results_are_written(folder, capsys):
    assert grade(folder) == 3
    printed = capsys.readouterr()
    assert "4 learners: 3 marked, 1 unreadable." in printed.out
    assert "dot, dot.ipynb: The file is empty." in printed.err
    assert points(folder) == {"ann": "5", "ben": "0", "cem": "4", "dot": ""}
    assert (folder.parent / "out" / "instructor.html").exists()


def test_an_unreadable_file_has_the_lesson_of_its_name(folder, capsys):
    (folder / "dot.ipynb").rename(folder / "dot_05_backpropagation.ipynb")
    (folder / "eve_06_computation_graphs.zip").write_bytes(b"PK")
    grade(folder, "--json")
    assert {("dot", "05"), ("eve", "06")} <= set(lines(capsys))


def lines(capsys):
    """Return the points of each learner and lesson, as --json prints them."""
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {(line["learner"], line["lesson"]): line["points"] for line in found}


def test_json_has_all_that_counts_in_each_run(folder, capsys):
    everything = {("ann", "05"): 5, ("ben", "05"): 0, ("cem", "05"): 4, ("dot", ""): None}
    assert (grade(folder, "--json"), lines(capsys)) == (3, everything)
    assert (grade(folder, "--json"), lines(capsys)) == (3, everything)  # nothing is left to mark
    (folder / "dot.ipynb").unlink()
    grade(folder, "--json", "--regrade", "--lessons", "05,06")
    assert lines(capsys)["ann", "06"] is None


def test_what_is_gone_renamed_or_corrected_is_not_given_back(folder, capsys):
    assert grade(folder) == 3
    (folder / "dot.ipynb").unlink()
    (folder / "ben").rename(folder / "bea")
    right = (folder / "ann" / LESSON_05).read_text(encoding="utf-8")
    (folder / "cem" / LESSON_05).write_text(right, encoding="utf-8")
    capsys.readouterr()
    assert grade(folder) == 0
    assert points(folder) == {"ann": "5", "bea": "0", "cem": "5"}
    assert "The gradebook keeps 3 other records" in capsys.readouterr().out
    pages = (folder.parent / "out" / "learners").glob("*.html")
    assert sorted(page.name[:4] for page in pages) == ["ann-", "bea-", "cem-"]


def test_a_shard_keeps_what_others_of_the_same_gradebook_found(folder, capsys):
    for part in ("1/2", "2/2"):
        grade(folder, "--shard", part, "--quiet")
    assert len(points(folder)) == 4


def test_a_newer_file_that_cannot_be_read_is_named_behind_an_older_one_that_counts(folder, capsys):
    (folder / "dot.ipynb").unlink()
    assert grade(folder, "--quiet") == 0
    (folder / "ann" / "again_05_backpropagation.ipynb").write_text("{")
    os.utime(folder / "ann" / LESSON_05, (1000, 2000))
    assert grade(folder) == 3
    printed = capsys.readouterr()
    assert "Set aside: 1 attempt," in printed.out
    assert "again_05_backpropagation.ipynb: It is newer than the one that counts" in printed.err
    assert points(folder)["ann"] == "5"
    [page] = (folder.parent / "out" / "learners").glob("ann-*.html")
    for path in (page, folder.parent / "out" / "instructor.html"):
        assert "again_05_backpropagation.ipynb" in path.read_text(encoding="utf-8")


def test_what_is_due_and_did_not_come_has_a_row(folder, capsys):
    (folder / "dot.ipynb").unlink()
    assert grade(folder, "--lessons", "05,6", "--quiet") == 3
    with Gradebook(folder.parent / "out" / "gradebook.sqlite") as gradebook:
        rows = [record for record in gradebook.records() if record.status is Status.MISSING]
    assert [(row.learner, row.lesson) for row in rows] == [
        ("ann", "06"),
        ("ben", "06"),
        ("cem", "06"),
    ]
    assert grade(folder, "--quiet") == 0  # not due any more


def test_shards_are_merged_to_the_whole(folder, tmp_path, capsys):
    for part in ("1/2", "2/2"):
        into = str(tmp_path / f"part-{part[0]}")
        main(["grade", str(folder), "--into", into, "--seed", "3", "--shard", part, "--quiet"])
    main(["merge", str(tmp_path / "all"), str(tmp_path / "part-1"), str(tmp_path / "part-2")])
    grade(folder, "--seed", "3", "--quiet")
    with Gradebook(tmp_path / "all" / "gradebook.sqlite") as gradebook:
        merged = [record.result for record in gradebook.records()]
    with Gradebook(tmp_path / "out" / "gradebook.sqlite") as gradebook:
        assert merged == [record.result for record in gradebook.records()]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["grade"], "Expected a folder of submissions"),
        (["grade", "nowhere"], "is not there"),
        (["grade", "FOLDER", "--into", "FOLDER/out"], "outside of"),
        (["grade", "FOLDER", "--into", "FOLDER/../afile"], "cannot (File exists)"),
        (["grade", "FOLDER", "--into", "/proc/x"], "Expected a folder for the results"),
        (["grade", "FOLDER", "--fill", "nosuch.csv"], "nosuch.csv cannot be read"),
        (["grade", "FOLDER", "--fill", "FOLDER"], "cannot be read (Is a directory)"),
        (["grade", "FOLDER", "--fill", "moodle.csv", "--column", "05=Foo"], "--column 05=Grade"),
        (["grade", "FOLDER", "--fill", "canvas.csv", "--column", "05=Foo"], "called 'Foo'"),
        (["merge", "q1", "q1", "q2"], "got q1 twice"),
        (["merge", "q1", "q2", "q2"], "got q2 twice"),
        (["grade", "FOLDER", "--scheduler", "tcp://127.0.0.1:9"], "Expected a Dask scheduler"),
    ],
)
def test_a_command_that_cannot_be_carried_out_says_why(options, words, folder, monkeypatch, capsys):
    monkeypatch.chdir(folder.parent)
    (folder.parent / "afile").write_text("")
    (folder.parent / "moodle.csv").write_text("Identifier,Grade\nParticipant 1,\n")
    (folder.parent / "canvas.csv").write_text("Student,ID,Lesson 05 (11)\nann,1,\n")
    (folder.parent / "q1").mkdir()
    (folder.parent / "q2").mkdir()
    monkeypatch.setattr("nnlib.grading.runner.in_processes", None)  # nothing is marked before
    monkeypatch.setattr("nnlib.grading.cluster.CONNECT_SECONDS", 1)
    assert main([option.replace("FOLDER", str(folder)) for option in options]) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--shard", "3/2"], "a part and a whole"),
        (["--lessons", "99"], "lessons such as"),
        (["--lessons", ""], "lessons such as"),
        (["--lessons", ","], "lessons such as"),
        (["--column", "05"], "05=NAME"),
        (["--column", "05=Grade"], "expected with --fill"),
        (["--scheduler", "127.0.0.1"], "an address with its port"),
        (["--processes", "0"], "above 0"),
        (["--level", "none"], "invalid choice"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(option, words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["grade", "class", *option])
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


def test_an_empty_word_among_lessons_is_left_out():
    assert lesson_list("05, 6,") == ["05", "06"]


def test_what_is_filled_in_and_what_has_no_column_is_said(folder, capsys):
    text = (SOLUTIONS / "06_computation_graphs.ipynb").read_text(encoding="utf-8")
    (folder / "ann" / "06_computation_graphs.ipynb").write_text(text, encoding="utf-8")
    export = folder.parent / "canvas.csv"
    export.write_text("Student,ID,Lesson 05 (11)\nann,1,\n")
    grade(folder, "--fill", str(export))
    printed = capsys.readouterr().out
    assert "lesson 05: into 'Lesson 05 (11)'" in printed
    assert "lesson 06: no column of the export" in printed


def test_marks_by_other_exercises_are_not_merged_into_the_reports(tmp_path, capsys):
    for name, catalogue in {"new": catalogue_version(), "old": "an older one"}.items():
        (tmp_path / name).mkdir()
        with Gradebook(tmp_path / name / "gradebook.sqlite") as gradebook:
            record = Record(name, "x.ipynb", Status.MARKED, lesson="05", catalogue=catalogue)
            gradebook.add(record)
    assert main(["merge", *[str(tmp_path / name) for name in ("out", "new", "old")]]) == 0
    printed = capsys.readouterr().err
    assert "by 2 different sets of exercises" in printed
    assert "Left out: 1 record," in printed
    assert list(points(tmp_path / "class")) == ["new"]


def test_what_was_stopped_is_marked_again_with_more_time(folder, capsys):
    path = folder / "ann" / LESSON_05
    text = path.read_text(encoding="utf-8")
    head = '"def output_sum_gradient('
    slow = text.replace(head, f'"import time; time.sleep(1.5)\\n",\n{head}')
    path.write_text(slow, encoding="utf-8")
    grade(folder, "--seconds", "2", "--quiet")
    before = points(folder)["ann"]
    grade(folder, "--seconds", "1", "--quiet")
    assert points(folder)["ann"] == before
    grade(folder, "--seconds", "30", "--quiet")
    assert (before, points(folder)["ann"]) == ("4", "5")


def test_without_protection_nothing_is_run(folder, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    assert grade(folder, "--level", "isolated", "--quiet") == 1
    said = capsys.readouterr().err
    assert "isolated: bubblewrap is not installed" in said
    assert "--unsafe" in said
    with Gradebook(folder.parent / "out" / "gradebook.sqlite") as gradebook:
        assert not any(record.marks for record in gradebook.records())


def test_a_wall_that_does_not_hold_does_not_count(monkeypatch):
    monkeypatch.setattr("nnlib.grading.sandbox.levels.what_falls", lambda worker: ["read a file"])
    with pytest.raises(NoProtectionError, match="isolated: a notebook could read a file"):
        protected_worker(Settings().limits, Settings().levels)


def test_unsafe_takes_a_protection_that_works(folder, monkeypatch, capsys):
    assert grade(folder, "--unsafe", "--quiet") == 3
    assert "where no protection works" in capsys.readouterr().err
    assert levels_in(folder) <= {"isolated", "confined"}


def test_unsafe_says_so_in_every_row(folder, monkeypatch):
    monkeypatch.setenv("PATH", "")  # bubblewrap is not found
    assert grade(folder, "--level", "isolated", "--unsafe", "--quiet") == 3
    assert levels_in(folder) == {"unsafe"}


def levels_in(folder):
    with Gradebook(folder.parent / "out" / "gradebook.sqlite") as gradebook:
        return {record.level for record in gradebook.records() if record.marks}


def test_the_doctor_says_what_holds(capsys):
    assert main(["grade", "--doctor"]) == 0
    assert "held  read the right answers" in capsys.readouterr().out


def test_the_doctor_names_a_protection_that_was_asked_for(monkeypatch, capsys):
    found = [Trial(Level.ISOLATED), Trial(Level.CONFINED)]
    monkeypatch.setattr("nnlib.grading.sandbox.levels.trials", lambda limits: found)
    assert main(["grade", "--doctor", "--level", "confined"]) == 0
    assert "Notebooks would be marked confined." in capsys.readouterr().out


def test_ctrl_c_waits_until_a_process_has_started():
    ask = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"
    before, told = signal.getsignal(signal.SIGINT), []
    with pytest.raises(KeyboardInterrupt), ctrl_c_waits():  # noqa: PT012 - what comes after counts
        os.kill(os.getpid(), signal.SIGINT)
        run = subprocess.run(
            [sys.executable, "-c", ask], check=True, capture_output=True, text=True
        )
        told.append(run.stdout.strip())
    assert told == ["True"]  # it was started to the end, and does not hear Ctrl-C
    assert signal.getsignal(signal.SIGINT) is before
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_ctrl_c_keeps_what_is_marked(folder):
    command = [sys.executable, "-m", "nnlib", "grade", str(folder)]
    command += ["--into", str(folder.parent / "out"), "--quiet"]
    marker = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 60
    while not (folder.parent / "out" / "gradebook.sqlite").exists() and time.monotonic() < end:
        time.sleep(0.05)
    marker.send_signal(signal.SIGINT)
    _, said = marker.communicate(timeout=60)
    assert marker.returncode == 130, said
    assert "start again to go on" in said
    assert "Traceback" not in said
    assert grade(folder, "--quiet") == 3


def test_ctrl_c_that_becomes_another_error_is_told_as_ctrl_c(monkeypatch, capsys):
    def interrupted(_):
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise ImportError("half of a module") from None

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("nnlib.grading.command.run_merge", interrupted)
    assert main(["merge", "all", "part"]) == 130
    assert "start again to go on" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before


def test_a_gradebook_that_is_killed_again_and_again_ends_the_same(tmp_path):
    found = compare(n_kills=1, n_submissions=14, seed=1, folder=tmp_path)
    assert found["left behind"] == 0


def tasks(n_tasks):
    content = (SOLUTIONS / LESSON_05).read_bytes()
    return [Task(f"learner-{n}", f"{n}.ipynb", content, n) for n in range(n_tasks)]


def kill_self_once(task):
    """Mark a task; the process that gets the third one first is killed."""
    flag = os.environ["KILLED"]
    if task.file == "2.ipynb" and not os.path.exists(flag):
        with open(flag, "w"):
            os.kill(os.getpid(), signal.SIGKILL)
    return mark_task(task)


def kill_self_always(task):
    """Mark a task; the process that gets the third one is killed."""
    if task.file == "2.ipynb":
        os.kill(os.getpid(), signal.SIGKILL)
    return mark_task(task)


def test_a_killed_process_takes_no_submission_with_it(monkeypatch, tmp_path):
    monkeypatch.setenv("KILLED", str(tmp_path / "killed"))
    monkeypatch.setattr("nnlib.grading.runner.mark_task", kill_self_once)
    records = list(in_processes(tasks(4), Settings(), n_processes=1))
    assert (tmp_path / "killed").exists()
    assert sorted(record.file for record in records) == [f"{n}.ipynb" for n in range(4)]
    assert {record.points for record in records} == {5}


def test_what_kills_every_process_gets_a_blank_and_stops_nobody(monkeypatch):
    monkeypatch.setattr("nnlib.grading.runner.mark_task", kill_self_always)
    records = {record.file: record for record in in_processes(tasks(4), Settings(), 1)}
    assert records["2.ipynb"].status is Status.FAULT
    assert records["2.ipynb"].points is None
    assert len(records) == 4


def test_shards_hold_each_learner_once():
    found = [Task(f"learner-{n % 20}", f"{n}", b"", 0) for n in range(60)]
    parts = [shard_of(found, number, 3) for number in (1, 2, 3)]
    assert sorted(task.file for part in parts for task in part) == sorted(t.file for t in found)
    learners = [{task.learner for task in part} for part in parts]
    assert len(set().union(*learners)) == sum(map(len, learners)) == 20


def test_seeds_differ_from_file_to_file_and_stay():
    assert seed_for(1, "a", "b") == seed_for(1, "a", "b")
    assert len({seed_for(1, "a", "b"), seed_for(1, "a", "c"), seed_for(2, "a", "b")}) == 3


def test_nothing_is_missing_where_everything_came():
    assert list(missing([], ["05"])) == []
