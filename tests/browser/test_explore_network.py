import base64

import nbformat
import pytest

from .lab import expect

CELL = """
from nnlib.widgets.explore_network import explore_network
widget = explore_network({})
widget
"""


def svg(notebook):
    """The ordinary picture, which the stage covers."""
    return base64.b64decode(notebook.image.get_attribute("src").partition(",")[2]).decode()


def part(notebook, name, words=""):
    """A node or weight on the stage that has these words."""
    return notebook.page.locator(f'.nnlib-stage [data-name="{name}"]', has_text=words)


def open_widget(open_notebook, arguments="", words="Step"):
    notebook = open_notebook([CELL.format(arguments)])
    notebook.run_all()
    notebook.wait_for_text(words)
    part(notebook, "w5").wait_for()
    return notebook


@pytest.fixture
def notebook(open_notebook):
    return open_widget(open_notebook)


@pytest.fixture
def fill_in(open_notebook):
    return open_widget(open_notebook, "fill_in=True", "what is z_h1")


def test_next_fills_in_one_value_on_the_stage_and_in_the_picture_below(notebook):
    assert part(notebook, "h1").text_content() == "h1"
    notebook.button("Next").click()
    notebook.wait_for_text("0.10 · 0.95 + 0.15 · 0.06 + 0.05 = 0.154")
    part(notebook, "h1", "0.154").wait_for()
    notebook.page.wait_for_function(
        "() => atob(document.querySelector('.jp-OutputArea-output img').src.split(',')[1])"
        ".includes('0.154')"
    )
    assert notebook.errors == []


def test_only_one_of_the_two_diagrams_is_seen(notebook):
    assert notebook.page.locator(".nnlib-stage svg").is_visible()
    assert not notebook.image.is_visible()


def test_a_click_on_a_weight_shows_its_formula_and_the_slider_moves_it(notebook):
    notebook.button("All the way").click()
    notebook.wait_for_text("Step 31 of 31")
    part(notebook, "w5").click()
    notebook.wait_for_text("∂E/∂w5 = 0.58371 · 0.23212 · 0.53842 = 0.07295")
    expect(notebook.control("look at")).to_have_value("w5")
    notebook.drag("its value", [0.545, 0.6, 0.8])
    notebook.wait_for_value("its value", "value")
    notebook.wait_for_text("instead of 0.18: E has risen")
    part(notebook, "w5", "w5 1.").wait_for()
    notebook.button("Undo").click()
    notebook.wait_for_text("E is 0.18498 again")
    part(notebook, "w5", "w5 0.18").wait_for()
    assert notebook.errors == []


def test_the_keyboard_alone_walks_looks_and_comes_back(notebook):
    notebook.control("step").focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.wait_for_text("Step 1 of 31")
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Enter")
    notebook.wait_for_text("Step 2 of 31")
    part(notebook, "x1").focus()
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Enter")
    notebook.page.locator('.nnlib-stage [aria-pressed="true"]').wait_for()
    notebook.wait_for_text("h1 = σ(0.10 · 0.95")
    focused = notebook.page.evaluate("() => document.activeElement.dataset.name")
    assert focused == "h1"  # although the whole picture was drawn anew
    expect(part(notebook, "h1")).to_have_attribute("aria-label", "h1, sum 0.154, ▸ out 0.53842")
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Space")
    notebook.wait_for_text("its first value comes with step 3")
    assert notebook.page.locator(".jp-Cell").count() == 1  # no key has gone to JupyterLab
    assert notebook.errors == []


def test_values_are_typed_and_told_right_or_what_is_wrong(fill_in):
    field = fill_in.control("your value")
    field.press_sequentially("0.104")
    field.press("Enter")
    fill_in.wait_for_text("The bias is missing")
    field.fill("0,154")
    field.press("Enter")
    fill_in.wait_for_text("Right: z_h1 = 0.154. Step 2 of 31")
    expect(field).to_have_value("")
    field.fill("0.538")
    fill_in.button("Check").click()
    fill_in.wait_for_text("Right: h1 = 0.53842")
    part(fill_in, "h1", "out 0.53842").wait_for()
    assert fill_in.errors == []


def test_a_diagram_drawn_while_hidden_takes_clicks_when_it_is_seen(notebook):
    stage = notebook.page.locator(".nnlib-stage")
    stage.evaluate("(stage) => { stage.style.display = 'none' }")
    notebook.button("All the way").click()
    notebook.wait_for_text("Step 31 of 31")
    stage.evaluate("(stage) => { stage.style.display = '' }")
    part(notebook, "w5").click()
    notebook.wait_for_text("w5 = 0.18")


@pytest.mark.parametrize("arguments", ["step=31", "fill_in=True"])
def test_axe_finds_no_serious_fault(open_notebook, arguments):
    notebook = open_widget(open_notebook, arguments)
    part(notebook, "w5").click()
    notebook.wait_for_text("w5 = 0.18")
    assert notebook.axe() == []


def test_after_save_and_reopening_without_a_kernel_the_diagram_stands(notebook, open_notebook, lab):
    notebook.button("All forward").click()
    notebook.wait_for_text("Step 9 of 31")
    notebook.page.wait_for_timeout(300)
    notebook.save()
    notebook.page.wait_for_timeout(500)
    notebook.close()
    lab.end_kernels()
    saved = nbformat.read(notebook.path, 4)
    assert "widgets" not in saved.metadata
    again = open_notebook([], notebook.path)
    again.image.wait_for()
    assert again.image.is_visible()
    assert "0.18498" in svg(again)
