import sqlite3

import pytest

from nnlib.grading.gradebook import Gradebook, GradebookError
from nnlib.grading.records import Mark, Record, Status

MARKS = (
    Mark("05-backward", "passed", "Well done."),
    Mark("05-one-pass", "not yet", "No.", "for\n    x = 1", mistake=2, source="x = 'ü'"),
)


def record(learner="learner-1", file="a.ipynb", notebook="n1", status=Status.MARKED, **more):
    marks = MARKS if status is Status.MARKED else ()
    return Record(learner, file, status, notebook=notebook, catalogue="c1", marks=marks, **more)


@pytest.fixture
def gradebook(tmp_path):
    with Gradebook(tmp_path / "gradebook.sqlite") as gradebook:
        yield gradebook


def test_a_record_is_read_as_it_was_written(gradebook):
    written = record(lesson="05", handed_in=1.5, seed=7, level="isolated", seconds=0.1)
    gradebook.add(written)
    assert list(gradebook.records()) == [written]


def test_points_stand_in_the_file_and_a_blank_is_no_zero(gradebook):
    gradebook.add(record())
    gradebook.add(record(file="b.ipynb", status=Status.FAULT))
    rows = gradebook.connection.execute("select points from attempts order by file").fetchall()
    assert rows == [(1,), (None,)]


def test_the_same_notebook_has_one_row(gradebook):
    gradebook.add(record(seed=1))
    gradebook.add(record(seed=2))
    [found] = gradebook.records()
    assert found.seed == 2
    assert gradebook.connection.execute("select count(*) from marks").fetchone() == (2,)


def test_two_versions_of_a_file_have_two_rows(gradebook):
    gradebook.add(record())
    gradebook.add(record(notebook="n2"))
    assert len(list(gradebook.records())) == 2


@pytest.mark.parametrize(
    ("status", "known"), [(Status.MARKED, True), (Status.UNREADABLE, True), (Status.FAULT, False)]
)
def test_what_failed_by_our_fault_is_tried_again(gradebook, status, known):
    gradebook.add(record(status=status))
    assert gradebook.has("learner-1", "a.ipynb", "n1", "c1") is known


def test_another_catalogue_asks_for_another_run(gradebook):
    gradebook.add(record())
    assert not gradebook.has("learner-1", "a.ipynb", "n1", "c2")


def test_the_seed_stays(tmp_path):
    with Gradebook(tmp_path / "g.sqlite") as gradebook:
        seed = gradebook.seed()
    with Gradebook(tmp_path / "g.sqlite") as gradebook:
        assert gradebook.seed() == seed
        with pytest.raises(GradebookError, match="Expected the seed"):
            gradebook.seed(seed + 1)


def test_two_markers_at_once_are_refused(gradebook):
    with pytest.raises(GradebookError, match="another marker"):
        Gradebook(gradebook.path)


def test_a_file_of_another_kind_is_left_alone(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear all, " * 200)
    with pytest.raises(GradebookError, match="another kind"):
        Gradebook(path)
    assert path.read_text().startswith("Dear all")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(GradebookError, match="there is no"):
        Gradebook(tmp_path / "nowhere" / "g.sqlite")


def test_text_with_quotes_and_semicolons_is_only_text(gradebook):
    written = record(learner="'); drop table attempts; --")
    gradebook.add(written)
    assert list(gradebook.records()) == [written]


def test_parts_are_merged(tmp_path, gradebook):
    for part in ("one", "two"):
        with Gradebook(tmp_path / f"{part}.sqlite") as other:
            other.add(record(learner=part))
        assert gradebook.merge(tmp_path / f"{part}.sqlite") == [record(learner=part)]
    assert [found.learner for found in gradebook.records()] == ["one", "two"]


def test_a_part_that_is_not_there_is_named(tmp_path, gradebook):
    with pytest.raises(GradebookError, match="no file"):
        gradebook.merge(tmp_path / "none.sqlite")


def test_a_record_is_whole_or_not_there(gradebook):
    broken = record()
    object.__setattr__(broken.marks[1], "text", None)
    with pytest.raises(sqlite3.IntegrityError):
        gradebook.add(broken)
    object.__setattr__(broken.marks[1], "text", "No.")
    assert list(gradebook.records()) == []
