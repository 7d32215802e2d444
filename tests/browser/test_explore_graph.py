import pytest

CELL = "from nnlib.widgets import explore_graph\nwidget = explore_graph()\nwidget"
GUESS = """
from nnlib.widgets import explore_graph, predict_then
predict_then("Which?", ["24", "36"], lambda: explore_graph("f = (xy + x)²"))
"""


@pytest.fixture
def notebook(open_notebook):
    notebook = open_notebook([CELL])
    notebook.run_all()
    notebook.wait_for_widget()
    return notebook


def test_the_walk_goes_forth_and_back_with_buttons_and_keys(notebook):
    first = notebook.picture()
    notebook.button("Step").click()
    notebook.wait_for_text("Step 1 of 7. Forward: p")
    second = notebook.wait_for_another(first)
    notebook.control("step").focus()
    notebook.page.keyboard.press("End")
    notebook.wait_for_text("added to 6: 3")
    notebook.wait_for_another(second)
    notebook.button("Back").click()
    notebook.wait_for_text("Step 6 of 7")
    notebook.button("Reset").click()
    notebook.wait_for_text("Step 0 of 7")
    notebook.wait_for_picture(first)
    assert notebook.errors == []


def test_it_plays_to_the_end_by_itself(notebook):
    notebook.control("step").focus()
    for _ in range(5):
        notebook.page.keyboard.press("ArrowRight")
    notebook.wait_for_text("Step 5 of 7")
    notebook.button("Play").click()
    notebook.wait_for_text("Step 7 of 7")
    notebook.button("Play").wait_for()
    assert notebook.python("print(widget.error)") == "None"


def test_axe_finds_no_serious_fault(notebook):
    assert notebook.axe() == []


def test_it_opens_once_a_guess_is_locked(open_notebook):
    notebook = open_notebook([GUESS])
    notebook.run_all()
    notebook.control("my guess").select_option("36")
    notebook.button("Lock my guess").click()
    notebook.wait_for_widget()
    notebook.button("Step").click()
    notebook.wait_for_text("Step 1 of 7")
    assert notebook.errors == []
