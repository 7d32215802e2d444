"""What the marker gives back: which attempt counts, the table, and the pages."""

import csv
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from nnlib.exercises.verdict import Outcome
from nnlib.grading.records import Mark, Record, Status
from nnlib.grading.reports import counted, write_reports
from nnlib.grading.reports.pages import (
    MOST_LEARNERS,
    MOST_PAIRS,
    instructor_page,
    learner_page,
    page_name,
)
from nnlib.grading.reports.plain_csv import harmless, moment, write_csv
from nnlib.grading.reports.similar import Pair
from nnlib.grading.runner import missing

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><a href='javascript:x()'>&amp;"
HIDDEN = "a\u202eb\x00c\ud800d\x1be"
EXERCISES = ("05-output-sum-gradient", "05-both-paths", "05-one-pass")


def record(learner="learner-01", outcomes=("passed", "not yet", "not attempted"), **changes):
    marks = tuple(
        Mark(exercise, outcome, f"The sentence of {exercise}.", source="x = 1")
        for exercise, outcome in zip(EXERCISES, outcomes, strict=False)
    )
    first = Record(learner, f"{learner}.ipynb", Status.MARKED, lesson="05", marks=marks)
    return replace(first, **changes)


def unreadable(learner="learner-01", **changes):
    first = Record(learner, "cut.ipynb", Status.UNREADABLE, "It ends early.", lesson="05")
    return replace(first, **changes)


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# Which attempt counts


def test_the_latest_attempt_counts():
    early, late = record(handed_in=1.0, file="a"), record(handed_in=2.0, file="b", outcomes=())
    assert counted([late, early]) == [late]


def test_the_best_attempt_counts_by_the_other_rule():
    early, late = record(handed_in=1.0, file="a"), record(handed_in=2.0, file="b", outcomes=())
    assert counted([late, early], "best") == [early]


def test_of_two_attempts_at_the_same_moment_the_later_file_counts():
    assert counted([record(file="b"), record(file="a")])[0].file == "b"


@pytest.mark.parametrize("copy", ["05_x (1).ipynb", "05_x-1.ipynb", "05_x-Copy1.ipynb"])
def test_of_two_attempts_at_the_same_moment_the_copy_with_the_number_counts(copy):
    first, second = record(file="05_x.ipynb"), record(file=copy, outcomes=())
    later = record(file=copy.replace("1", "10"))
    assert counted([second, first]) == [second]
    assert counted([later, second, first]) == [later]


def test_of_two_attempts_that_differ_in_nothing_else_the_one_with_more_points_counts():
    more, fewer = record(file="a"), record(file="b", outcomes=("not yet",))
    assert counted([more, fewer]) == [more]


@pytest.mark.parametrize("rule", ["last", "best"])
def test_a_marked_attempt_beats_a_later_unreadable_one(rule):
    marked = record(handed_in=1.0)
    assert counted([unreadable(handed_in=2.0), marked], rule) == [marked]


def test_our_own_failure_does_not_let_an_older_mark_pass_for_the_newest():
    failure = record(status=Status.FAULT, marks=(), handed_in=2.0, file="b")
    assert counted([record(handed_in=1.0), failure]) == [failure]


def test_a_file_of_unknown_lesson_is_an_attempt_at_the_only_lesson():
    marked = record()
    assert counted([marked, unreadable(lesson="", handed_in=3.0)]) == [marked]


def test_a_file_of_unknown_lesson_stays_where_there_are_several_lessons():
    unknown = unreadable(lesson="")
    assert unknown in counted([record(), record(lesson="06"), unknown])


def test_two_learners_have_two_rows():
    assert len(counted([record("learner-01"), record("learner-02")])) == 2


@pytest.mark.parametrize("rule", ["last", "best"])
def test_counting_twice_changes_nothing(rule):
    attempts = [record(handed_in=1.0), record(file="b", outcomes=()), unreadable("x", lesson="")]
    once = counted(attempts, rule)
    assert counted(once) == counted(once, "best") == once


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="'worst' came"):
        counted([], "worst")


def test_what_was_left_out_is_no_attempt_and_keeps_its_row():
    left_out = unreadable(status=Status.LEFT_OUT, lesson="", handed_in=9.0, file="solutions")
    assert counted([record(), left_out]) == [left_out, record()]
    assert [row.lesson for row in missing([left_out], ["05"])] == ["05"]
    assert "left out" in instructor_page([record(), left_out], [])
    assert "solutions" not in learner_page("learner-01", [record(), left_out])


# The table


def test_the_table_has_points_and_outcomes(tmp_path):
    write_csv([record(handed_in=86400.0, seed=-3, level="isolated")], tmp_path / "marks.csv")
    [row] = table(tmp_path / "marks.csv")
    assert (row["points"], row["of"], row["status"]) == ("1", "3", "marked")
    assert [row[exercise] for exercise in EXERCISES] == ["passed", "not yet", "not attempted"]
    assert (row["handed_in"], row["seed"]) == ("1970-01-02T00:00:00+00:00", "-3")


@pytest.mark.parametrize("status", [Status.UNREADABLE, Status.MISSING, Status.FAULT])
def test_points_are_blank_where_nothing_was_marked(tmp_path, status):
    write_csv([record(status=status)], tmp_path / "marks.csv")
    [row] = table(tmp_path / "marks.csv")
    assert (row["points"], row["of"]) == ("", "")


def test_the_table_begins_with_the_mark_by_which_excel_knows_utf_8(tmp_path):
    write_csv([record("Zoë")], tmp_path / "marks.csv")
    assert (tmp_path / "marks.csv").read_bytes().startswith(b"\xef\xbb\xbflearner,")
    assert table(tmp_path / "marks.csv")[0]["learner"] == "Zoë"


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n1", "  =1", " \t @a"),
        *("＝1", "＋1", "－1", "＠a", "﹦1", "\u200b=1", "\ufeff=1", "\xa0=1", "\x00=1"),
    ],
)
def test_a_formula_gets_an_apostrophe_in_front(text):
    assert harmless(text).startswith("'")


def test_a_formula_behind_a_semicolon_gets_one_too():
    assert harmless("anna; =1+1") == "anna; '=1+1"


@pytest.mark.parametrize("text", ["anna", "a-b", "3 = 3", "'=1", "", "jean-luc @ home"])
def test_other_text_stays(text):
    assert harmless(text) == text


@pytest.mark.parametrize("place", ["learner", "file", "sentence", "level", "notebook", "catalogue"])
def test_every_text_of_the_table_is_harmless(tmp_path, place):
    write_csv([record(**{place: '=HYPERLINK("http://x")'})], tmp_path / "marks.csv")
    assert table(tmp_path / "marks.csv")[0][place].startswith("'=")


@pytest.mark.parametrize("name", ['a","b', "a\nb", "a\r\nb", "a;b", "𝔸\u202e", HIDDEN])
def test_a_strange_name_stays_in_its_cell(tmp_path, name):
    write_csv([record(name)], tmp_path / "marks.csv")
    [row] = table(tmp_path / "marks.csv")
    assert row["learner"].startswith("a") or row["learner"].startswith("𝔸")
    assert row["lesson"] == "05"


@pytest.mark.parametrize("seconds", [0.0, 1e300, -1e300, float("nan"), float("inf")])
def test_a_time_that_is_none_stays_blank(seconds):
    assert moment(seconds) == ""


# The pages


class Tags(HTMLParser):
    """All tags of a page, and whatever a browser might run."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.headings = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))


EXPECTED = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "p"),
    *("strong", "bdi", "span", "table", "caption", "thead", "tbody", "tr", "th", "td", "br"),
    *("pre", "code", "div", "details", "summary", "a"),
}


def hostile(status=Status.MARKED):
    mark = Mark(ATTACK, ATTACK, ATTACK, ATTACK, mistake=1, source=ATTACK)
    texts = dict.fromkeys(("file", "sentence", "lesson", "notebook", "catalogue", "level"), ATTACK)
    return Record(ATTACK, status=status, marks=(mark,), **texts)


def hostile_pages():
    marked, failed = hostile(), replace(hostile(Status.FAULT), file="other", lesson="06")
    pair = Pair(ATTACK, ATTACK, ATTACK, 1.0, ATTACK, ATTACK)
    return [learner_page(ATTACK, [marked, failed]), instructor_page([marked, failed], [pair])]


@pytest.mark.parametrize("page", hostile_pages(), ids=["learner", "instructor"])
def test_no_text_becomes_a_tag_or_runs(page):
    found = Tags(page)
    assert set(found.tags) <= EXPECTED
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    links = [value for name, value in found.attributes if name in ("href", "src")]
    assert all(link.startswith("learners/") for link in links)
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("page", hostile_pages(), ids=["learner", "instructor"])
def test_a_page_allows_no_script_and_needs_nothing_from_elsewhere(page):
    assert "default-src 'none'" in page
    assert not {"script", "link", "img", "iframe"} & set(Tags(page).tags)


@pytest.mark.parametrize("page", hostile_pages(), ids=["learner", "instructor"])
def test_headings_are_in_order_and_headers_say_what_they_head(page):
    found = Tags(page)
    steps = zip(found.headings, found.headings[1:], strict=False)
    assert found.headings[0] == 1
    assert all(after <= before + 1 for before, after in steps)
    assert found.tags.count("th") == [name for name, _ in found.attributes].count("scope")
    assert ("lang", "en") in found.attributes


def test_what_cannot_be_seen_becomes_a_sign():
    page = learner_page(HIDDEN, [record(HIDDEN)])
    assert "a\ufffdb\ufffdc\ufffdd\ufffde" in page
    assert not set("\u202e\x00\ud800\x1b") & set(page)


def test_a_learner_reads_what_the_notebook_said():
    mark = Mark("05-one-pass", "not yet", "One pass, not two.", "came 2", source="my_choice = 'B'")
    page = learner_page("learner-01", [record(marks=(mark,))])
    for text in ("One pass, not two.", "✗ not yet", "came 2", "my_choice", "backpropagation"):
        assert text in page


def test_a_learner_reads_nothing_of_others():
    page = learner_page("learner-01", [record(), record("learner-02", file="secret.ipynb")])
    assert "learner-02" not in page
    assert "secret" not in page


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        (("passed", "passed", "passed"), "On to the next one"),
        (("passed", "not yet"), "Begin with 05-both-paths: read its sentence"),
        (("not attempted",), "write your answer"),
        (("could not run",), "restart the kernel"),
    ],
)
def test_a_learner_reads_what_to_do_next(outcomes, words):
    assert words in learner_page("learner-01", [record(outcomes=outcomes)])


def test_an_unreadable_notebook_has_a_page_that_says_what_to_send():
    page = learner_page("learner-01", [unreadable(sentence="Send the .ipynb file.")])
    assert "Send the .ipynb file." in page
    assert "0 of" not in page


@pytest.mark.parametrize("outcome", list(Outcome))
def test_no_outcome_is_told_by_colour_alone(outcome):
    page = learner_page("learner-01", [record(outcomes=(outcome.word,))])
    assert f"{outcome.mark} {outcome.word}" in page


def test_names_that_differ_have_pages_that_differ():
    names = ["Anna", "anna", "änna", "a/nna", "../anna", "", "a\ud800", "日本", "日 本", "x" * 300]
    pages = [page_name(name) for name in names]
    assert len(set(pages)) == len(names)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc", "..", "a\x00b", "con", "x" * 5000])
def test_a_page_stays_in_its_folder(name):
    folder, _, file = page_name(name).partition("/")
    assert folder == "learners"
    assert set(file) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert ".." not in file
    assert len(file) < 80


def test_the_instructor_sees_counts_mistakes_and_protections():
    mistake = Mark("05-one-pass", "not yet", "One pass, not two.", mistake=1)
    rows = [record("learner-01", marks=(mistake,), level="unsafe"), unreadable("learner-02")]
    page = instructor_page(rows, [])
    for text in ("Marks of 2 learners", "One pass, not two.", "unsafe", "It ends early.", "1 of 1"):
        assert text in page


def test_the_hardest_exercise_comes_first():
    page = instructor_page([record(outcomes=("passed", "not yet", "passed"))], [])
    part = page.partition("the hardest first")[2]
    assert part.index(EXERCISES[1]) < part.index(EXERCISES[0])


def test_the_instructor_sees_a_failure_that_a_later_attempt_hides():
    failure = record(status=Status.FAULT, sentence="The worker died.", file="b", handed_in=1.0)
    assert "The worker died." in instructor_page([failure, record(handed_in=2.0)], [])


def test_the_instructors_page_is_bounded():
    long = "word " * 100_000
    many = [unreadable(f"learner-{n:05}", sentence=long) for n in range(MOST_LEARNERS + 500)]
    pairs = [Pair("05-backward", "a", "b", 1.0, long, long)] * (MOST_PAIRS + 10)
    page = instructor_page(many, pairs)
    assert len(page) < 2_000_000
    assert f"{MOST_LEARNERS} of {len(many)} are shown" in page
    assert f"{MOST_PAIRS} of {len(pairs)} are shown" in page


def test_names_are_sorted_without_case_and_accents():
    page = instructor_page([record(name) for name in ("Zoe", "Émile", "adam", "Ben")], [])
    table = page.partition("<h2>Learners</h2>")[2]
    places = [table.index(name) for name in ("adam", "Ben", "Émile", "Zoe")]
    assert places == sorted(places)


def test_one_learner_is_no_learners():
    page = instructor_page([record()], [])
    assert "<h1>Marks of 1 learner</h1>" in page
    assert "<p>1 attempt came in." in page


def test_a_learner_whose_only_file_cannot_be_read_has_no_dash_for_a_sum():
    page = instructor_page([record(), unreadable("zoe", lesson="")], [])
    row = page.partition("<h2>Learners</h2>")[2].partition("zoe")[2]
    assert row.index("could not be read") < row.index("–")


def test_an_empty_gradebook_has_reports(tmp_path):
    written = write_reports([], tmp_path / "reports")
    assert [path.name for path in written] == ["marks.csv", "similar.csv", "instructor.html"]


def test_reports_are_written_and_are_the_same_twice(tmp_path):
    records = [record("learner-01"), record("learner-02"), unreadable("../up"), record(HIDDEN)]
    first = write_reports(records, tmp_path / "a")
    second = write_reports(records[::-1], tmp_path / "b")
    assert len(first) == 3 + 4
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert all(path.resolve().is_relative_to(tmp_path / "a") for path in first)


def test_each_link_of_the_instructor_leads_to_a_page(tmp_path):
    written = write_reports([record("learner-01"), record("日本")], tmp_path)
    found = Tags((tmp_path / "instructor.html").read_text(encoding="utf-8"))
    links = [value for name, value in found.attributes if name == "href"]
    assert {tmp_path / link for link in links} == set(written[3:])


def test_the_rule_is_followed_in_all_reports(tmp_path):
    early, late = record(handed_in=1.0), record(handed_in=2.0, file="b", outcomes=("not yet",))
    write_reports([early, late], tmp_path, "best")
    assert table(tmp_path / "marks.csv")[0]["points"] == "1"
    assert "1 of 3" in (tmp_path / "instructor.html").read_text(encoding="utf-8")
