import io
import os
import random
import socket
import struct
import sys
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib.grading import archive
from nnlib.grading import collect as collecting
from nnlib.grading.collect import collect, read
from nnlib.grading.names import lesson_named, printable
from nnlib.grading.notebook import UnreadableError

posix = pytest.mark.skipif(os.name != "posix", reason="such files exist on POSIX systems alone")


def put(folder, *names, content=b"{}"):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def zipped(*names, content=b"{}", method=zipfile.ZIP_DEFLATED, **changes):
    """Return the bytes of a zip file with files of these names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for name in names:
            info = zipfile.ZipInfo(name, (2026, 3, 1, 12, 0, 0))
            info.compress_type = method
            for attribute, value in changes.items():
                setattr(info, attribute, value)
            file.writestr(info, content)
    return target.getvalue()


def rows(folder):
    return list(collect(folder))


def only(folder):
    [found] = collect(folder)
    return found


def trouble(folder):
    """Return the one sentence, whether it comes early or when the file is read."""
    found = only(folder)
    with pytest.raises(UnreadableError) as caught:
        read(found)
    assert found.trouble in ("", str(caught.value))
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "learner"),
    [
        ("anna_05_backpropagation.ipynb", "anna"),
        ("anna_05_backpropagation-1.ipynb", "anna"),
        ("anna_05_backpropagation (2).ipynb", "anna"),
        ("anna_05_backpropagation-Copy1.ipynb", "anna"),
        ("05_backpropagation_anna.ipynb", "anna"),
        ("anna - 05 Backpropagation.IPYNB", "anna"),
        ("anna_05_backpropagation_final.ipynb", "anna_final"),
        ("anna-2_08_momentum_and_adaptive_steps.ipynb", "anna-2"),
        ("learner-01.ipynb", "learner-01"),
        ("anna_105_backpropagation.ipynb", "anna_105_backpropagation"),
        ("05_backpropagation.ipynb", "05_backpropagation"),
        ("05_backpropagation-1.ipynb", "05_backpropagation-1"),
        ("doejohn_1234_5678_05_backpropagation.ipynb", "doejohn_1234_5678"),
        ("doejohn_LATE_1234_5678_05_backpropagation-1.ipynb", "doejohn_1234_5678"),
        ("doejohn_1234_5678_my work.ipynb", "doejohn_1234_5678"),
        ("Jo Doe_1234_assignsubmission_file_/05_backpropagation.ipynb", "Jo Doe_1234"),
        ("Jo Doe_1234_assignsubmission_file_05_backpropagation.ipynb", "Jo Doe_1234"),
        ("anna/05_backpropagation.ipynb", "anna"),
        ("anna/a/b/c/05_backpropagation.ipynb", "anna"),
        ("-rf_05_backpropagation.ipynb", "-rf"),
        ("=1+1_05_backpropagation.ipynb", "=1+1"),
        ("<b>_05_backpropagation.ipynb", "<b>"),
        ("n" * 249 + ".ipynb", "n" * 249),
    ],
)
def test_the_name_says_who_the_learner_is(tmp_path, file, learner):
    put(tmp_path, file)
    found = only(tmp_path)
    assert (found.learner, found.file, found.trouble) == (learner, file, "")
    assert found.name == file.rpartition("/")[2]
    assert read(found) == b"{}"


@pytest.mark.parametrize(
    ("name", "lesson"),
    [
        ("anna - 05 Backpropagation (1).zip", "05"),
        ("doe_1234_5678_05_backpropagation.ipynb", "05"),
        ("05_anything.ipynb", "05"),
        ("99_anything.ipynb", ""),
        ("group 12.ipynb", ""),
    ],
)
def test_the_name_says_which_lesson_it_is(name, lesson):
    assert lesson_named(name) == lesson


def test_attempts_are_of_one_learner_with_canvas_own_numbers_for_each_file(tmp_path):
    put(tmp_path, "doe_1234_5678_a.ipynb", "doe_LATE_1234_5699_a-1.ipynb", "doe_1235_5700_a.ipynb")
    assert [found.learner for found in rows(tmp_path)] == [
        "doe_1234_5678",
        "doe_1234_5678",
        "doe_1235_5700",
    ]


def test_what_is_found_is_sorted_by_learner_and_says_when_and_how_large(tmp_path):
    put(tmp_path, "b/2.ipynb", "b/1.ipynb", "a_05_backpropagation.ipynb", content=b"123")
    os.utime(tmp_path / "b" / "1.ipynb", (1000, 2000))
    found = rows(tmp_path)
    assert [each.file for each in found] == ["a_05_backpropagation.ipynb", "b/1.ipynb", "b/2.ipynb"]
    assert (found[1].handed_in, found[1].size) == (2000, 3)


def test_what_no_learner_put_there_is_passed_over(tmp_path):
    put(tmp_path, "anna/.ipynb_checkpoints/x.ipynb", "anna/__MACOSX/._x.ipynb", "anna/Thumbs.db")
    put(tmp_path, ".DS_Store", "desktop.ini", "anna/x.ipynb", "anna/data.csv")
    assert only(tmp_path).file == "anna/x.ipynb"


def test_a_report_beside_a_notebook_is_passed_over(tmp_path):
    put(tmp_path, "anna_05_backpropagation.ipynb", "anna_05_backpropagation.pdf", "anna/notes.txt")
    assert only(tmp_path).name == "anna_05_backpropagation.ipynb"


@pytest.mark.parametrize("name", ["a.pdf", "a.py", "a.html", "a.docx", "a.rar", "a.7z", "a.tar.gz"])
@pytest.mark.parametrize("folder", ["", "anna/"])
def test_who_sends_something_else_gets_a_row(tmp_path, folder, name):
    put(tmp_path, folder + name)
    assert f"There is no notebook, only {name}. Send the notebook itself" in trouble(tmp_path)


def test_an_empty_folder_of_a_learner_gets_a_row(tmp_path):
    (tmp_path / "anna").mkdir()
    assert only(tmp_path).learner == "anna"
    assert "no notebook, nor anything else" in trouble(tmp_path)


@pytest.mark.parametrize("make", ["nothing", "file", "empty", "hidden"])
def test_a_folder_without_submissions_is_refused_at_once(tmp_path, make):
    folder = tmp_path / "work"
    if make == "file":
        folder.write_text("x")
    elif make != "nothing":
        folder.mkdir()
        put(folder, *[".hidden"] * (make == "hidden"))
    with pytest.raises(ValueError, match=r"Expected a folder of notebooks; .* Give the folder"):
        collect(folder)


def link(path):
    path.symlink_to("/etc/passwd")


def folder_link(path):
    path.symlink_to("/etc")


def loop(path):
    path.symlink_to(path.name)


def listen(path):
    where = os.getcwd()
    os.chdir(path.parent)  # the whole path may be too long for a socket
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(where)


@posix
@pytest.mark.parametrize("name", ["anna.ipynb", "anna/x.ipynb", "anna.zip", "anna"])
@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (link, "a link"),
        (folder_link, "a link"),
        (loop, "a link"),
        (lambda path: path.symlink_to("nowhere"), "a link"),
        (os.mkfifo, "a pipe"),
        (listen, "a socket"),
    ],
    ids=["link", "folder link", "loop", "dangling", "pipe", "socket"],
)
def test_what_is_no_file_is_never_opened(tmp_path, name, make, kind):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    make(tmp_path / name)
    assert trouble(tmp_path).startswith(f"It is {kind} and not a file. Send")


@posix
@pytest.mark.parametrize("make", [link, loop, os.mkfifo, listen, os.mkdir, lambda path: None])
def test_a_file_that_became_something_else_is_not_read(tmp_path, make):
    put(tmp_path, "anna.ipynb")
    found = only(tmp_path)
    found.path.unlink()
    make(found.path)
    with pytest.raises(UnreadableError, match="Send the notebook itself"):
        read(found)


def test_a_file_that_grew_is_read_up_to_the_limit(tmp_path):
    put(tmp_path, "anna.ipynb")
    found = only(tmp_path)
    os.truncate(found.path, 53_000_000)
    with pytest.raises(UnreadableError, match="53 MB, mostly outputs"):
        read(found)


def test_what_may_not_be_opened_gets_a_sentence(tmp_path, monkeypatch):
    put(tmp_path, "anna.ipynb")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert "We cannot open it (Permission denied)" in trouble(tmp_path)


def test_a_folder_that_may_not_be_looked_into_gets_a_row(tmp_path, monkeypatch):
    put(tmp_path, "anna/x.ipynb")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "may not look into" in trouble(tmp_path)


def test_a_folder_with_a_notebooks_name_gets_a_row(tmp_path):
    put(tmp_path, "anna.ipynb/x.txt")
    assert "a folder with a notebook's name" in trouble(tmp_path)


def test_what_lies_too_deep_gets_one_row(tmp_path):
    put(tmp_path, "anna/a/b/c/d/1.ipynb", "anna/a/b/c/d/2.ipynb")
    assert "more than 4 folders deep" in trouble(tmp_path)


def test_a_notebook_far_too_deep_gets_a_row_and_other_files_do_not(tmp_path):
    put(tmp_path, "anna/x.ipynb", "anna/a/b/c/d/data.csv", "anna/a/b/c/d/e/data.csv")
    assert only(tmp_path).file == "anna/x.ipynb"
    put(tmp_path, "anna/a/b/c/d/e/f/2.ipynb")
    assert [each.file for each in rows(tmp_path)] == ["anna/x.ipynb", "anna/a/b/c/d/e/f/2.ipynb"]


COURSE = ("lessons/05_backpropagation.ipynb", "solutions/05_backpropagation.ipynb")


@pytest.mark.parametrize("inside", ["", "course/"])
@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_our_solutions_beside_the_lessons_are_left_out_and_named(tmp_path, inside, kind):
    names = [inside + name for name in COURSE]
    if kind == "zip":
        put(tmp_path, "anna.zip", content=zipped(*names))
    else:
        put(tmp_path / "anna", *names)
    left_out, own = rows(tmp_path)
    assert (left_out.left_out, own.left_out) == (True, False)
    assert "the course's own answers" in left_out.trouble
    assert own.file.endswith(f"{inside}lessons/05_backpropagation.ipynb")
    assert read(own) == b"{}"


def test_who_sends_our_solutions_alone_has_sent_no_notebook(tmp_path):
    put(tmp_path / "anna", COURSE[1], "lessons/data.csv")
    assert [each.left_out for each in rows(tmp_path)] == [True, False]
    assert "no notebook, only data.csv" in rows(tmp_path)[1].trouble


def test_a_folder_called_solutions_without_lessons_beside_it_is_the_learners(tmp_path):
    put(tmp_path, "anna/solutions/05_backpropagation.ipynb")
    assert not only(tmp_path).trouble


CLASS = [f"{name}_05_backpropagation.ipynb" for name in ("ann", "bob", "cyd")]
ATTEMPTS = [f"05_backpropagation{end}.ipynb" for end in ("", "-1", "_v2", "_final", "_2026-01-02")]


@pytest.mark.parametrize(
    "names",
    [
        ["Ann Bo_12345_assignsubmission_file_/05_backpropagation.ipynb"],
        ["ann_1234_567_x.ipynb", "bob_1235_568_x.ipynb"],
        CLASS,
        [f"work/{name}" for name in CLASS[:2]],
        [f"{name}/05_backpropagation.ipynb" for name in ("ann", "bob", "cyd")],
    ],
    ids=["Moodle", "Canvas", "three names", "two names, deeper", "folders"],
)
@pytest.mark.parametrize("kind", ["folder", "zip", "zip in a folder"])
def test_a_class_one_level_too_deep_is_no_learner(tmp_path, names, kind):
    if kind == "folder":
        put(tmp_path / "Course-Lesson 05-4711", *names)
    else:
        put(tmp_path, "class.zip" if kind == "zip" else "a/class.zip", content=zipped(*names))
    assert "whole class" in trouble(tmp_path)


TRIES = [f"{name}/05_backpropagation.ipynb" for name in ("lessons", "mine", "week 2", "old", "v2")]


@pytest.mark.parametrize(
    "names", [ATTEMPTS, TRIES, [CLASS[0], ATTEMPTS[0], "ann_06_computation_graphs.ipynb"]]
)
def test_attempts_of_one_learner_are_no_class(tmp_path, names):
    put(tmp_path / "ann", *names)
    put(tmp_path, "bob.zip", content=zipped(*names))
    assert not [each.trouble for each in rows(tmp_path) if each.trouble]


def test_too_many_files_of_one_learner_leave_the_others_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(collecting, "MOST_FILES", 5)
    put(tmp_path, *[f"anna/{n}.ipynb" for n in range(9)], "zoe.ipynb")
    found = rows(tmp_path)
    assert [each.learner for each in found] == ["anna"] * 5 + ["zoe"]
    assert "more than 5 files of this learner" in found[4].trouble


def test_too_many_files_in_all_end_with_a_row(tmp_path, monkeypatch):
    monkeypatch.setattr(collecting, "MOST_IN_ALL", 3)
    put(tmp_path, *[f"{n}.ipynb" for n in range(9)])
    found = rows(tmp_path)
    assert [bool(each.trouble) for each in found] == [False, False, False, True]
    assert "more than 3 files in the folder" in found[-1].trouble


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse some of these names")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\nb", r"a\nb"),
        (b"a\x1b[31mb", r"a\x1b[31mb"),
        ("a\u202eb".encode(), r"a\u202eb"),
        ("a\u200bb".encode(), r"a\u200bb"),
        ("a\u2028b".encode(), r"a\u2028b"),
        (b"a\xffb", r"a\udcffb"),
        (b"a\\nb", r"a\\nb"),
        ("é 山田 ü".encode(), "é 山田 ü"),
    ],
)
def test_hostile_names_are_shown_with_escapes_and_read(tmp_path, name, shown):
    folder = os.fsencode(tmp_path) + b"/" + name
    os.mkdir(folder)
    with open(folder + b"/" + name + b".ipynb", "wb") as file:
        file.write(b"{}")
    found = only(tmp_path)
    assert (found.learner, found.file) == (shown, f"{shown}/{shown}.ipynb")
    assert read(found) == b"{}"


@given(st.text(), st.text())
def test_printable_names_are_printable_and_never_meet(first, second):
    assert (printable(first) == printable(second)) == (first == second)
    assert printable(first).encode() is not None
    assert not set(printable(first)) & set("\n\r\t\0\x1b\u202e\u2066\u2028\u200b")


@pytest.mark.parametrize("place", ["anna.zip", "anna/work.zip", "anna_05_backpropagation.ZIP"])
def test_the_notebooks_in_a_zip_file_are_found_without_unpacking(tmp_path, place):
    put(
        tmp_path, place, content=zipped("05.ipynb", "a/06.ipynb", "notes.txt", "__MACOSX/._a.ipynb")
    )
    found = rows(tmp_path)
    assert [each.file for each in found] == [f"{place}!05.ipynb", f"{place}!a/06.ipynb"]
    assert {each.learner for each in found} == {"anna"}
    assert [each.name for each in found] == ["05.ipynb", "06.ipynb"]
    assert found[0].handed_in == 1_772_366_400  # noon of 2026-03-01
    assert [read(each) for each in found] == [b"{}", b"{}"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_notebook_of_a_few_megabytes_is_read_from_a_zip_file(tmp_path, method):
    content = random.Random(1986).randbytes(2_500_000)
    put(tmp_path, "anna.zip", content=zipped("x.ipynb", content=content, method=method))
    assert read(only(tmp_path)) == content


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("../../etc/x.ipynb", "x.ipynb"),
        ("/etc/x.ipynb", "x.ipynb"),
        ("C:\\x.ipynb", "x.ipynb"),
        ("a\nb.ipynb", r"a\nb.ipynb"),
        ("n" * 60_000 + ".ipynb", "n" * 249 + ".ipynb"),
    ],
    ids=["climbs", "absolute", "windows", "newline", "long"],
)
def test_a_hostile_name_in_a_zip_file_is_only_a_label(tmp_path, name, own):
    put(tmp_path, "anna.zip", content=zipped(name))
    assert only(tmp_path).name == own
    assert only(tmp_path).file == "anna.zip!" + printable(name[-255:])
    assert read(only(tmp_path)) == b"{}"


def test_labels_differ_even_where_names_do_not(tmp_path):
    put(tmp_path, "anna.zip", content=zipped("b.ipynb", "b.ipynb", "b.ipynb"))
    put(tmp_path, "anna.zip!b.ipynb")
    labels = [each.file for each in rows(tmp_path)]
    assert len(set(labels)) == len(labels) == 4


def test_a_name_with_its_accent_written_in_two_ways_is_one_learner(tmp_path):
    put(tmp_path, "Zoe\u0308/06.ipynb", "Zo\u00eb_05_backpropagation.ipynb")
    assert {each.learner for each in rows(tmp_path)} == {"Zo\u00eb"}
    assert [read(each) for each in rows(tmp_path)] == [b"{}", b"{}"]


def test_a_date_that_is_none_is_that_of_the_zip_file(tmp_path):
    content = bytearray(zipped("x.ipynb"))
    at = content.index(b"PK\x01\x02")
    content[at + 14 : at + 16] = b"\0\0"  # month 0
    put(tmp_path, "anna.zip", content=content)
    os.utime(tmp_path / "anna.zip", (1000, 2000))
    assert only(tmp_path).handed_in == 2000


def changed(content, offset, value, form="<H"):
    """Return a zip file with another value in its list of contents."""
    content = bytearray(content)
    struct.pack_into(form, content, content.index(b"PK\x01\x02") + offset, value)
    return bytes(content)


def overlapping():
    """Return a zip file in which two entries are the same bytes."""
    content = bytearray(zipped("a.ipynb", "b.ipynb", content=b"x" * 100))
    struct.pack_into("<I", content, content.rindex(b"PK\x01\x02") + 42, 0)
    return bytes(content)


GOOD = zipped("x.ipynb", content=bytes(range(256)) * 8, method=zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no zip file at all"),
        (b"%PDF-1.7", "no zip file at all"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (GOOD[:-5], "damaged"),
        (GOOD[500:], "damaged"),
        (GOOD.replace(b"\x07\x08\x09", b"\x07\x00\x09"), "damaged"),
        (changed(GOOD, 8, 1), "password"),
        (changed(GOOD, 8, 0x20), "damaged"),
        (changed(GOOD, 10, 9), "compressed in a way"),
        (changed(GOOD, 6, 99), "damaged"),
        (changed(GOOD, 24, 2**32 - 2, "<I"), "unpacks to"),
        (changed(GOOD, 42, 2**31, "<I"), "damaged"),
        (zipped("x.ipynb", method=zipfile.ZIP_BZIP2), "compressed in a way"),
        (zipped("x.ipynb", method=zipfile.ZIP_LZMA), "compressed in a way"),
        (zipped("x.ipynb", create_system=3, external_attr=0o120777 << 16), "a link in a zip"),
        (zipped("x.ipynb", content=bytes(5_000_000)), "more than 200 times its size"),
        (zipped(*map("{}.txt".format, range(20_000))), "more than 1,000 files"),
        (zipped(*map("{}.ipynb".format, range(1_001))), "more than 1,000 files"),
        (
            zipped("n" * 60_000, *map(("n" * 60_000 + "{}").format, range(20))),
            "names without an end",
        ),
        (overlapping(), "overlap"),
        (zipped("inner.zip", content=GOOD), "a zip file in a zip file"),
        (zipped("report.pdf"), "no notebook, only report.pdf"),
        (zipped(), "no notebook, nor anything else"),
        (zipped("Jo_1_assignsubmission_file_/x.ipynb"), "a whole class"),
        (zipped("ann_1234_567_x.ipynb", "bob_1235_568_x.ipynb"), "a whole class"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_zip_file_gets_a_row(tmp_path, content, words):
    put(tmp_path, "anna.zip", content=content)
    assert words in trouble(tmp_path)


def test_many_large_notebooks_in_one_zip_file_are_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_TOGETHER", 2_000_000)
    names = ("a.ipynb", "b.ipynb", "c.ipynb")
    put(tmp_path, "anna.zip", content=zipped(*names, content=bytes(900_000)))
    assert "3 MB of notebooks" in trouble(tmp_path)


def test_a_member_is_bounded_by_what_unpacks_and_not_by_what_it_says(tmp_path):
    content = bytearray(zipped("x.ipynb", content=bytes(900_000)))
    put(tmp_path, "anna.zip", content=changed(content, 24, 10, "<I"))
    assert "damaged" in trouble(tmp_path)


def damaged(rng):
    """Return a zip file with a few wrong bytes."""
    content = bytearray(zipped("a.ipynb", "b.ipynb", "c.txt", content=b'{"cells": []}' * 20))
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(content))
        content[at] = rng.choice((0, 1, 127, 255, rng.randrange(256)))
    return content


def content_or_sentence(found):
    try:
        return read(found)
    except UnreadableError as error:
        return str(error)


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_zip_file_is_never_more_than_a_row(tmp_path, seed):
    rng = random.Random(seed)
    for _ in range(50):
        put(tmp_path, "anna.zip", content=damaged(rng))
        found = rows(tmp_path)
        assert found
        assert all(map(content_or_sentence, found))


def test_a_thousand_notebooks_are_found_but_none_is_read(tmp_path, monkeypatch):
    put(tmp_path, *[f"{n:04}/05_backpropagation.ipynb" for n in range(1_000)])
    monkeypatch.setattr(os, "open", None)
    found = rows(tmp_path)
    assert [each.learner for each in found] == [f"{n:04}" for n in range(1_000)]
