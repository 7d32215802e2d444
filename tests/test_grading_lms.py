"""Grades filled into what Canvas and Moodle export: who is who, which column, and what stays."""

import csv
from dataclasses import replace

import pytest

from nnlib.grading.records import Mark, Record, Status
from nnlib.grading.reports.lms import fill

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Lesson 05 (12345),Lesson 06 (678),\
Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,10,100,(read only)
"Adams, Anna",101,u1,anna@uni.example,"A, B",,3,77
"Müller, José",102,u2,jose@uni.example,A,,,50
"Łukasz, Li",103,u3,li@uni.example,A,EX,,50
"Brown, Bo",104,u4,bo@uni.example,A,4,,50
"Brown, Bo",105,u5,bob@uni.example,A,N/A,,50
"""
MOODLE = """Identifier,"Full name","Email address",Status,Grade,"Maximum Grade",\
"Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 101","Anna Adams",anna@uni.example,Submitted,,10.00,Yes,-,-,
"Participant 102","José Müller",jose@uni.example,Submitted,4.00,10.00,Yes,-,-,"Well done"
"Participant 103","Li Łukasz",li@uni.example,Submitted,,10.00,No,-,-,
"""
MARKS = (
    Mark("05-a", "passed", "Right."),
    Mark("05-b", "not yet", "The sign of <b>x</b> is turned; = -1."),
)


def marked(learner, lesson="05", marks=MARKS):
    return Record(learner, f"{learner}-{lesson}", Status.MARKED, lesson=lesson, marks=marks)


def filled(tmp_path, text, *records, columns=None):
    export, target = tmp_path / "export.csv", tmp_path / "filled.csv"
    export.write_bytes(text.encode("utf-8"))
    return fill(export, list(records), target, columns), target.read_bytes().decode("utf-8")


def cells(text, name, row_name, delimiter=","):
    lines = list(csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=delimiter))
    return [line[lines[0].index(name)] for line in lines if row_name in line]


@pytest.mark.parametrize(
    "learner",
    [
        *("adamsanna_101_5555", "adamsanna_101_5555_notebook", "xyz_101_5555", "Anna Adams"),
        *("adams_anna", "ANNA-ADAMS", "anna.adams", "annaadams", "Adams, Anna", "anna", "u1"),
        *("Anna@Uni.example", "Änna Adáms"),
    ],
)
def test_canvas_finds_a_learner(tmp_path, learner):
    found, text = filled(tmp_path, CANVAS, marked(learner))
    assert found.matched == [learner]
    assert cells(text, "Lesson 05 (12345)", "Adams, Anna") == ["5"]


@pytest.mark.parametrize("learner", ["José Müller", "muller_jose", "Jose\u0301 Mu\u0308ller"])
def test_accents_do_not_matter(tmp_path, learner):
    _, text = filled(tmp_path, CANVAS, marked(learner))
    assert cells(text, "Lesson 05 (12345)", "Müller, José") == ["5"]


@pytest.mark.parametrize("learner", ["adams", "anna-adams-smith", "someone", "", "📓", "x_999_1"])
def test_a_learner_whom_no_row_fits_is_listed(tmp_path, learner):
    found, text = filled(tmp_path, CANVAS, marked(learner))
    assert found.unmatched_learners == [learner]
    assert (found.matched, found.ambiguous, text) == ([], [], CANVAS)


def test_rows_that_fit_nobody_are_listed(tmp_path):
    found, _ = filled(tmp_path, CANVAS, marked("Anna Adams"))
    assert found.unmatched_rows == ["Müller, José", "Łukasz, Li", "Brown, Bo", "Brown, Bo"]


def test_a_name_that_fits_two_rows_is_not_filled(tmp_path):
    found, text = filled(tmp_path, CANVAS, marked("Bo Brown"))
    assert text == CANVAS
    assert "Brown, Bo (line 7), Brown, Bo (line 8)" in found.ambiguous[0]


def test_a_login_tells_two_of_one_name_apart(tmp_path):
    found, text = filled(tmp_path, CANVAS, marked("bo"))
    assert cells(text, "Lesson 05 (12345)", "104") == ["5"]
    assert found.matched == ["bo"]


def test_a_number_tells_two_of_one_name_apart(tmp_path):
    _, text = filled(tmp_path, CANVAS, marked("brownbo_104_7"))
    assert cells(text, "Lesson 05 (12345)", "104") == ["5"]


def test_two_learners_who_fit_one_row_are_not_filled(tmp_path):
    found, text = filled(tmp_path, CANVAS, marked("Anna Adams"), marked("anna_adams"))
    assert text == CANVAS
    assert [line.partition(":")[0] for line in found.ambiguous] == ["Anna Adams", "anna_adams"]
    assert "Adams, Anna" not in found.unmatched_rows


def test_a_number_and_a_name_that_disagree_are_not_filled(tmp_path):
    found, text = filled(tmp_path, CANVAS, marked("mullerjose_101_7"))
    assert text == CANVAS
    assert "Adams, Anna" in found.ambiguous[0]


def test_all_else_stays_as_it_was(tmp_path):
    _, text = filled(tmp_path, CANVAS, marked("Anna Adams"))
    assert text == CANVAS.replace('"A, B",,3', '"A, B",5,3')


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_bytes_around_the_cells_stay(tmp_path, mark, ending, end):
    export = (mark + CANVAS.rstrip("\n") + end).replace("\n", ending)
    assert filled(tmp_path, export, marked("someone"))[1] == export


def test_an_export_with_semicolons_and_decimal_commas_is_filled(tmp_path):
    export = "Student;ID;Section;Lesson 05 (1)\nPoints Possible;;;7,5\nAnna Adams;1;A;\n"
    _, text = filled(tmp_path, export, marked("Anna Adams"))
    assert cells(text, "Lesson 05 (1)", "Anna Adams", ";") == ["3.75"]


def test_without_possible_points_a_point_is_an_exercise(tmp_path):
    export = "Student,ID,Section,Lesson 05 (1)\nAnna Adams,1,A,\n"
    _, text = filled(tmp_path, export, marked("Anna Adams"))
    assert cells(text, "Lesson 05 (1)", "Anna Adams") == ["1"]


def test_a_name_in_two_columns_is_found(tmp_path):
    export = "LastName,FirstName,ID,Section,Lesson 05 (1)\nAdams,Anna,1,A,\n"
    assert filled(tmp_path, export, marked("adamsanna"))[0].matched == ["adamsanna"]


@pytest.mark.parametrize("learner", ["li", "bob"])
def test_the_excused_and_the_unassigned_stay(tmp_path, learner):
    found, text = filled(tmp_path, CANVAS, marked(learner))
    assert text == CANVAS
    assert found.kept[0].startswith(f"{learner}: ")


def test_a_grade_that_stands_there_is_replaced_by_a_marked_record(tmp_path):
    _, text = filled(tmp_path, CANVAS, marked("bo"))
    assert cells(text, "Lesson 05 (12345)", "104") == ["5"]


@pytest.mark.parametrize("status", [Status.UNREADABLE, Status.FAULT, Status.MISSING])
@pytest.mark.parametrize("learner", ["bo", "anna"])
def test_a_record_without_points_leaves_the_grade(tmp_path, status, learner):
    blank = replace(marked(learner), status=status, marks=())
    found, text = filled(tmp_path, CANVAS, blank)
    assert (text, found.matched) == (CANVAS, [learner])


def test_several_lessons_are_filled_at_once(tmp_path):
    found, text = filled(tmp_path, CANVAS, marked("anna"), marked("anna", "06"))
    assert found.columns == {"05": "Lesson 05 (12345)", "06": "Lesson 06 (678)"}
    assert cells(text, "Lesson 06 (678)", "Adams, Anna") == ["50"]


@pytest.mark.parametrize("title", ["Lesson 5", "05_backpropagation (7)", "Lesson 05: by hand (7)"])
def test_a_column_is_found_by_its_name(tmp_path, title):
    export = f"Student,ID,Section,Lesson 15 (5),{title},2005 (6)\nAnna Adams,1,A,,,\n"
    assert filled(tmp_path, export, marked("Anna Adams"))[0].columns == {"05": title}


def test_the_only_assignment_takes_the_only_lesson(tmp_path):
    export = "Student,ID,Section,Homework (5)\nAnna Adams,1,A,\n"
    assert filled(tmp_path, export, marked("Anna Adams"))[0].columns == {"05": "Homework (5)"}


@pytest.mark.parametrize(
    "titles",
    [
        *("Homework (5),Other (6)", "Lesson 05 (5),Lesson 5 again (6)", "Lesson 06 (5)"),
        *("06_computation_graphs (5)", "Current Score", "Homework 5 (read only)"),
    ],
)
def test_a_column_that_is_not_clear_is_refused(tmp_path, titles):
    export = f"Student,ID,Section,{titles}\nAnna Adams,1,A\n"
    with pytest.raises(ValueError, match=r"Expected one column.*the export has.*Say which"):
        filled(tmp_path, export, marked("Anna Adams"))


@pytest.mark.parametrize("name", ["Lesson 06 (678)", "Lesson 06"])
def test_a_column_may_be_given(tmp_path, name):
    found, text = filled(tmp_path, CANVAS, marked("anna"), columns={"05": name})
    assert found.columns == {"05": "Lesson 06 (678)"}
    assert cells(text, "Lesson 06 (678)", "Adams, Anna") == ["50"]


@pytest.mark.parametrize("name", ["Final Score", "ID", "Student", "lesson", ""])
def test_a_column_that_cannot_be_filled_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="give one of them"):
        filled(tmp_path, CANVAS, marked("anna"), columns={"05": name})


def test_a_column_for_a_lesson_without_marks_is_refused(tmp_path):
    with pytest.raises(ValueError, match="two digits"):
        filled(tmp_path, CANVAS, marked("anna"), columns={"5": "Lesson 05"})


def test_one_column_for_two_lessons_is_refused(tmp_path):
    same = {"05": "Lesson 05", "06": "Lesson 05"}
    with pytest.raises(ValueError, match="another column"):
        filled(tmp_path, CANVAS, marked("anna"), marked("anna", "06"), columns=same)


@pytest.mark.parametrize("learner", ["Anna Adams_101", "Anna Adams", "anna", "Participant_101"])
def test_moodle_finds_a_learner(tmp_path, learner):
    found, text = filled(tmp_path, MOODLE, marked(learner))
    assert found.matched == [learner]
    assert cells(text, "Grade", "Participant 101") == ["5"]


def test_moodles_feedback_is_one_harmless_line_of_html(tmp_path):
    _, text = filled(tmp_path, MOODLE, marked("anna"))
    [feedback] = cells(text, "Feedback comments", "Participant 101")
    assert feedback.startswith("1 of 2 passed: 05-a. 05-b (not yet): The sign of &lt;b&gt;x")
    assert "turned; &#61; &#45;1." in feedback


def test_a_grade_that_moodle_holds_fast_stays(tmp_path):
    found, text = filled(tmp_path, MOODLE, marked("li"))
    assert cells(text, "Grade", "Participant 103") == cells(MOODLE, "Grade", "Participant 103")
    assert found.kept == ["li: Moodle says that this grade cannot be changed"]


def test_moodle_replaces_a_grade_and_its_feedback(tmp_path):
    _, text = filled(tmp_path, MOODLE, marked("jose"))
    assert cells(text, "Grade", "Participant 102") == ["5"]
    assert cells(text, "Feedback comments", "Participant 102")[0].startswith("1 of 2")


def unreadable(learner):
    return Record(learner, "x", Status.UNREADABLE, "Send the <.ipynb> file.", lesson="05")


def test_moodle_tells_what_to_send(tmp_path):
    _, text = filled(tmp_path, MOODLE, unreadable("anna"))
    assert cells(text, "Grade", "Participant 101") == [""]
    assert cells(text, "Feedback comments", "Participant 101") == ["Send the &lt;.ipynb&gt; file."]


def test_moodles_grade_and_feedback_stay_where_nothing_could_be_marked(tmp_path):
    _, text = filled(tmp_path, MOODLE, unreadable("jose"))
    assert cells(text, "Grade", "Participant 102") == ["4.00"]
    assert cells(text, "Feedback comments", "Participant 102") == ["Well done"]


def test_a_worksheet_takes_one_lesson(tmp_path):
    with pytest.raises(ValueError, match="marks of one lesson"):
        filled(tmp_path, MOODLE, marked("anna"), marked("anna", "06"))


def test_a_worksheet_takes_the_lesson_that_is_named(tmp_path):
    two = marked("anna"), marked("anna", "06", marks=MARKS[:1])
    _, text = filled(tmp_path, MOODLE, *two, columns={"06": "Grade"})
    assert cells(text, "Grade", "Participant 101") == ["10"]


def test_a_scale_is_refused(tmp_path):
    with pytest.raises(ValueError, match="graded in points"):
        filled(tmp_path, MOODLE.replace("Maximum Grade", "Scale"), marked("anna"))


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", 'Student,ID\n"Anna" x,1\n', "Student\n", "\x00"]
)
def test_what_is_no_export_is_refused_in_three_parts(tmp_path, text):
    with pytest.raises(ValueError, match=r"Expected a .*; .*\. Export|it as its export"):
        filled(tmp_path, text, marked("anna"))


def test_bytes_that_are_not_utf_8_are_refused(tmp_path):
    (tmp_path / "export.csv").write_bytes(CANVAS.encode("latin-1", "replace"))
    with pytest.raises(ValueError, match="table in UTF-8"):
        fill(tmp_path / "export.csv", [marked("anna")], tmp_path / "filled.csv")


@pytest.mark.parametrize("how", ["same", "link", "hard"])
def test_the_export_is_never_written(tmp_path, how):
    export, target = tmp_path / "export.csv", tmp_path / "filled.csv"
    export.write_text(CANVAS, encoding="utf-8")
    if how == "link":
        target.symlink_to(export)
    elif how == "hard":
        target.hardlink_to(export)
    with pytest.raises(ValueError, match="is the export itself"):
        fill(export, [marked("anna")], export if how == "same" else target)
    assert export.read_text(encoding="utf-8") == CANVAS
