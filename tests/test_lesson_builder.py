import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nnlib import lesson_builder
from nnlib.__main__ import main
from nnlib.exercises.catalogue import exercise_names
from nnlib.lesson_builder import ROOT, BuildError, build, drift, lesson_of, without_answers

FUNCTION = """\
def double(x):
    \"\"\"Return twice x.\"\"\"
    # BEGIN SOLUTION
    y = x + x
    return y
    # END SOLUTION"""
VALUE = """\
# BEGIN SOLUTION
answer = 42
# END SOLUTION"""


def cell(source, *tags, id="here", make=new_code_cell):
    return make(source, id=id, metadata={"tags": list(tags)} if tags else {})


def built(*cells):
    return lesson_of(new_notebook(cells=list(cells)), "05_test.ipynb").cells


def test_a_region_in_a_function_becomes_one_raise():
    (lesson,) = built(cell(FUNCTION, "exercise"))
    assert lesson.source.splitlines()[-1] == "    raise NotImplementedError"
    assert lesson.source.splitlines()[:2] == FUNCTION.splitlines()[:2]
    assert len(lesson.source.splitlines()) == 3


def test_a_region_at_the_top_level_becomes_dots_so_that_the_notebook_still_runs():
    assert without_answers(VALUE, "here") == "answer = ..."


def test_two_regions_in_one_cell_are_both_taken_out():
    source = without_answers(FUNCTION + "\n\n" + FUNCTION, "here")
    assert source.count("raise NotImplementedError") == 2
    assert "x + x" not in source


def test_cells_for_instructors_and_solutions_are_left_out():
    cells = built(
        cell("keep"),
        cell("aim", "instructor", id="a", make=new_markdown_cell),
        cell("more", "solution-only", id="b"),
    )
    assert [lesson.source for lesson in cells] == ["keep"]


def test_all_else_is_the_same(tmp_path):
    output = new_output("stream", text="42\n")
    shown = new_code_cell("print(42)", id="shown", outputs=[output], execution_count=3)
    prose = new_markdown_cell("A *word*.", id="prose")
    notebook = new_notebook(cells=[prose, shown], metadata={"language_info": {"name": "python"}})
    assert lesson_of(notebook, "x") == notebook


def test_a_check_shows_what_an_untouched_exercise_gets():
    name = exercise_names()[0]
    passed = new_output("execute_result", {"text/plain": "passed: the answer is 42"})
    check = new_code_cell(f'check("{name}", answer)', id="c", outputs=[passed])
    check.metadata["tags"] = ["check"]
    (lesson,) = built(check)
    assert "not attempted" in lesson.outputs[0].data["text/plain"]
    assert "42" not in str(lesson.outputs)


@pytest.mark.parametrize(
    ("lesson", "words"),
    [
        (cell(FUNCTION), "not tagged `exercise`"),
        (cell("# BEGIN SOLUTION", make=new_markdown_cell), "not tagged `exercise`"),
        (cell("x = 1", "exercise"), "without # BEGIN SOLUTION"),
        (cell(FUNCTION.replace("# END SOLUTION", ""), "exercise"), "without # END SOLUTION"),
        (cell("# END SOLUTION", "exercise"), "without # BEGIN"),
        (cell(FUNCTION.replace("y = x + x", "# BEGIN SOLUTION"), "exercise"), "inside a region"),
        (cell(VALUE.replace("answer = 42", "print(42)"), "exercise"), "only assign"),
        (cell("x = 1  # BEGIN SOLUTION", "exercise"), "stands alone"),
        (cell("check('no such', x)", "check"), "there is none called"),
        (cell("1 + 1", "check"), "is not check"),
    ],
)
def test_what_cannot_be_built_is_refused_naming_notebook_and_cell(lesson, words):
    with pytest.raises(BuildError, match=r"05_test.ipynb, cell 'here'") as error:
        built(lesson)
    assert words in str(error.value)


def test_an_exercise_cell_that_shows_something_is_refused():
    loud = cell(FUNCTION, "exercise")
    loud.outputs = [new_output("stream", text="84\n")]
    with pytest.raises(BuildError, match="shows something"):
        built(loud)


@pytest.fixture
def folders(tmp_path):
    """Return a folder with one solution, and one for lessons."""
    solutions, lessons = tmp_path / "solutions", tmp_path / "lessons"
    solutions.mkdir()
    nbformat.write(new_notebook(cells=[cell(FUNCTION, "exercise")]), solutions / "05_x.ipynb")
    return solutions, lessons


def test_a_second_build_changes_nothing(folders):
    assert build(*folders) == ["05_x.ipynb"]
    before = (folders[1] / "05_x.ipynb").read_bytes()
    assert build(*folders) == []
    assert (folders[1] / "05_x.ipynb").read_bytes() == before
    assert drift(*folders) == []


def test_only_the_lessons_that_are_named_are_built(folders, monkeypatch, capsys):
    solutions, lessons = folders
    nbformat.write(new_notebook(cells=[]), solutions / "06_y.ipynb")
    monkeypatch.setattr("nnlib.__main__.SOLUTIONS", solutions)
    monkeypatch.setattr("nnlib.__main__.LESSONS", lessons)
    assert main(["build", "5"]) == 0
    assert [path.name for path in lessons.iterdir()] == ["05_x.ipynb"]
    assert main(["build", "05", "99"]) == 1
    assert "Expected the number of one lesson; got '99'" in capsys.readouterr().err
    assert main(["reset", "6"]) == 0
    assert (lessons / "06_y.ipynb").exists()


def test_drift_names_an_edited_a_missing_and_a_stray_lesson(folders):
    solutions, lessons = folders
    build(solutions, lessons)
    edited = lessons / "05_x.ipynb"
    edited.write_text(edited.read_text().replace("double", "triple"))
    (lessons / "06_y.ipynb").write_text("{}")
    nbformat.write(new_notebook(cells=[]), solutions / "07_z.ipynb")
    sentences = "\n".join(drift(solutions, lessons))
    assert "05_x.ipynb: the lesson differs" in sentences
    assert "06_y.ipynb: a lesson without a solution" in sentences
    assert "07_z.ipynb: the lesson is missing" in sentences


def notebooks(folder):
    paths = sorted((ROOT / folder).glob("*.ipynb"))
    assert paths
    return [pytest.param(nbformat.read(path, 4), id=path.stem) for path in paths]


@pytest.mark.parametrize("lesson", notebooks("lessons"))
def test_no_lesson_holds_an_answer(lesson):
    text = nbformat.writes(lesson)
    assert lesson_builder.BEGIN not in text
    assert lesson_builder.END not in text
    for lesson_cell in lesson.cells:
        tags = set(lesson_cell.metadata.get("tags", []))
        assert not tags & lesson_builder.LEFT_OUT
        if "exercise" in tags:
            last = lesson_cell.source.splitlines()[-1].strip()
            assert last == "raise NotImplementedError" or last.endswith("= ...")
        if "check" in tags:
            assert "○ not attempted" in lesson_cell.outputs[0].data["text/plain"]


@pytest.mark.parametrize("solution", notebooks("solutions"))
def test_every_exercise_of_a_solution_passes_its_own_check(solution):
    checks = [cell for cell in solution.cells if "check" in cell.metadata.get("tags", [])]
    assert checks
    for check in checks:
        assert "✓ passed" in check.outputs[0].data["text/plain"]


@pytest.mark.parametrize("notebook", notebooks("solutions"))
def test_notebooks_are_stored_clean(notebook):
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags"}
        if cell.cell_type == "code":
            assert not any(output.output_type == "error" for output in cell.outputs)


def test_every_exercise_of_the_catalogues_is_asked_for_once():
    asked = []
    for path in (ROOT / "solutions").glob("*.ipynb"):
        for solution_cell in nbformat.read(path, 4).cells:
            if "check" in solution_cell.metadata.get("tags", []):
                asked.append(solution_cell.source.split('check("')[1].split('"')[0])
    assert sorted(asked) == sorted(exercise_names())


def test_prints_that_a_kernel_cut_are_stored_in_one_piece():
    def printed(text, name="stdout"):
        return new_output("stream", text=text, name=name)

    shown = new_output("display_data", {"text/plain": "a figure"})
    outputs = [printed("a"), printed("b"), shown, printed("c"), printed("d", "stderr")]
    joined = lesson_builder.joined_streams(outputs)
    assert [output.get("text") for output in joined] == ["ab", None, "c", "d"]
