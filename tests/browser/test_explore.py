import pytest

from .lab import expect

IMPORT = "from nnlib.widgets import *"
WIDGETS = {  # a cell, the label of a slider, a stop of the mouse, and the words there
    "slope": ("explore_slope(x=1)", "nudge h", "the nudge h = 1e-15"),
    "descent_1d": ("explore_descent_1d()", "learning rate", "Step 10: the value is 6.005"),
    "descent_2d": ("explore_descent_2d()", "learning rate", "Step 20: the value is 9.461"),
}


@pytest.fixture(params=WIDGETS)
def widget(request, open_notebook):
    """Return the notebook with one of the widgets, its slider, and the words at its left end."""
    cell, label, words = WIDGETS[request.param]
    notebook = open_notebook([IMPORT, f"widget = {cell}\nwidget"])
    notebook.run_all()
    notebook.wait_for_widget()
    return notebook, label, words


def test_keyboard_and_mouse_change_picture_and_words(widget):
    notebook, label, words = widget
    before = notebook.picture()
    notebook.control(label).press("ArrowLeft")
    after_key = notebook.wait_for_another(before)
    notebook.drag(label, [0.7, 0.2, 0.9, 0])
    notebook.wait_for_text(words)
    assert notebook.wait_for_another(after_key) not in (before, after_key)
    assert words in notebook.image.get_attribute("alt")
    notebook.button("Reset").click()
    notebook.wait_for_picture(before)
    assert notebook.errors == []


def test_axe_finds_no_serious_fault_in_a_widget(widget):
    notebook, _, _ = widget
    assert notebook.axe() == []


def test_the_picture_stands_in_a_reopened_notebook_without_its_kernel(widget, open_notebook, lab):
    notebook, _, _ = widget
    before = notebook.picture()
    notebook.save()
    notebook.close()
    lab.end_kernels()
    assert open_notebook([], notebook.path).picture() == before


def test_a_descent_is_played_step_by_step(open_notebook):
    notebook = open_notebook([IMPORT, "explore_descent_2d(n_steps=0, learning_rate=0.01)"])
    notebook.run_all()
    notebook.button("Play").click()
    notebook.page.wait_for_function("!document.body.innerText.includes('Step 0:')")
    notebook.button("Pause").click()
    notebook.button("Play").wait_for()
    at = notebook.control("steps").get_attribute("aria-valuetext")
    notebook.button("Step").click()
    notebook.wait_for_text(f"Step {int(at) + 1}:")
    assert notebook.errors == []


def test_a_guess_is_locked_before_the_widget_opens(open_notebook):
    notebook = open_notebook(
        [IMPORT, "predict_then('Too large?', ['yes', 'no'], explore_descent_1d, answer='no')"]
    )
    notebook.run_all()
    notebook.control("my guess").select_option("no")
    assert notebook.image.count() == 0
    notebook.button("Lock my guess").click()
    notebook.page.get_by_text("The guess: no. The answer: no.").wait_for()
    notebook.image.wait_for()
    before = notebook.picture()
    notebook.control("learning rate").press("End")
    notebook.wait_for_another(before)
    notebook.wait_for_text("It has diverged")
    expect(notebook.control("my guess")).to_be_disabled()
    assert notebook.axe() == []
    assert notebook.errors == []
