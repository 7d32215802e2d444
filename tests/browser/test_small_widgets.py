import pytest

from .lab import expect

NETWORK = """
import numpy as np
from nnlib.layers import Linear
network = Linear(784, 10, rng=np.random.default_rng(5))
"""
# name: how it is called; then a slider or field, the key for it, and the words after that;
# then a list and its option, or no list and a button, and the words after that
WIDGETS = {
    "neuron": ("()", "weight w1", "Home", "b = (-3) · 2", "activation", "ReLU", "ReLU("),
    "activations": ("()", "z", "Home", "sigmoid(-8)", "activation", "ReLU", "ReLU(-8) = 0"),
    "polynomial_fit": ("()", "degree", "End", "degree 15", None, "New sample", "Sample 2,"),
    "digits": ("(network)", "number in the list", "ArrowUp", "Number 2 of", "show", "4", "(4)"),
    "filters": ("()", "row of the output", "Home", "row 0", "kernel", "blur", "Kernel blur"),
}


@pytest.fixture(params=WIDGETS)
def widget(request, open_notebook):
    """Return the notebook with one of the widgets in it, and what to do there."""
    call, *steps = WIDGETS[request.param]
    name = f"explore_{request.param}"
    lines = [NETWORK, f"from nnlib.widgets.{name} import {name}\nwidget = {name}{call}\nwidget"]
    notebook = open_notebook(lines)
    notebook.run_all()
    notebook.wait_for_widget()
    return notebook, steps


def test_keys_and_choices_change_picture_and_words_and_reset_brings_them_back(widget):
    notebook, (label, key, words, other, option, words_after) = widget
    first_text, first = notebook.text, notebook.picture()
    notebook.control(label).focus()
    notebook.page.keyboard.press(key)
    notebook.wait_for_text(words)
    second = notebook.wait_for_another(first)
    if other:
        notebook.control(other).select_option(option)
    else:
        notebook.button(option).click()
    notebook.wait_for_text(words_after)
    assert notebook.wait_for_another(second) != first
    notebook.page.get_by_alt_text(notebook.text).last.wait_for()
    notebook.button("Reset").click()
    notebook.wait_for_text(first_text[:60])
    assert notebook.python("print(widget.error)") == "None"
    assert notebook.errors == []


def test_axe_finds_no_serious_fault(widget):
    notebook, _ = widget
    assert notebook.axe() == []


@pytest.mark.parametrize(
    ("name", "label", "words"),
    [
        ("neuron", "bias b", "+ 8 ="),
        ("activations", "layers n", "After 30 such layers"),
        ("polynomial_fit", "noise", "about 1."),
        ("filters", "column of the output", "column 25"),
    ],
)
def test_the_last_position_of_a_drag_wins(open_notebook, name, label, words):
    name = f"explore_{name}"
    notebook = open_notebook([f"from nnlib.widgets.{name} import {name}\n{name}()"])
    notebook.run_all()
    notebook.wait_for_widget()
    notebook.drag(label, [0.5, 0.1, 0.8, 0.3, 1])
    notebook.wait_for_text(words)
    assert notebook.errors == []


def test_a_kernel_is_typed_and_undone_with_the_keyboard(open_notebook):
    notebook = open_notebook(
        ["from nnlib.widgets.explore_filters import explore_filters\nexplore_filters()"]
    )
    notebook.run_all()
    notebook.control("top left").focus()
    for value in ("2", "-0.5", "3"):  # three fields of the first row
        notebook.page.keyboard.press("Control+a")
        notebook.page.keyboard.type(value)
        notebook.page.keyboard.press("Tab")
    notebook.wait_for_text("Kernel my own")
    expect(notebook.control("kernel")).to_have_value("my own")
    for _ in range(3):
        notebook.button("Undo").focus()
        notebook.page.keyboard.press("Enter")
        notebook.page.wait_for_timeout(300)
    notebook.wait_for_text("Kernel vertical edges")
    expect(notebook.button("Undo")).to_be_disabled()
    expect(notebook.control("top left")).to_have_value("-1")


def test_the_digits_are_leafed_through_with_buttons(open_notebook):
    notebook = open_notebook(
        ["from nnlib.widgets.explore_digits import explore_digits\nexplore_digits()"]
    )
    notebook.run_all()
    notebook.wait_for_text("Number 1 of 10,000")
    expect(notebook.button("Back")).to_be_disabled()
    notebook.button("Next").click()
    notebook.wait_for_text("Number 2 of 10,000")
    notebook.button("Back").click()
    notebook.wait_for_text("Number 1 of 10,000")
    assert notebook.errors == []
