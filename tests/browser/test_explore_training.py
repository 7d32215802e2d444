import re

import nbformat
import pytest

CELLS = [
    "from nnlib.widgets.explore_training import explore_training",
    "widget = explore_training()\nwidget",
]


@pytest.fixture
def notebook(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run_all()
    notebook.wait_for_text("Step 0")
    return notebook


def choose(notebook, label, option):
    notebook.page.get_by_role("combobox", name=label, exact=True).select_option(option)


def step(notebook):
    return int(re.search(r"Step ([\d,]+)", notebook.text)[1].replace(",", ""))


def play_on(notebook, n_steps):
    """Play until so many steps have been taken, then pause."""
    notebook.button("Play").click()
    notebook.page.wait_for_function(
        "(n) => [...document.querySelectorAll('.nnlib-words')].some(line =>"
        " Number(line.innerText.match(/^Step ([\\d,]+)/)?.[1].replace(',', '')) >= n)",
        arg=n_steps,
    )
    notebook.button("Pause").click()
    notebook.button("Play").wait_for()


def test_play_pause_step_and_epoch(notebook):
    before = notebook.picture()
    play_on(notebook, 30)
    assert notebook.picture() != before
    paused = step(notebook)
    notebook.page.wait_for_timeout(300)
    assert step(notebook) == paused
    notebook.button("Step").click()
    notebook.wait_for_text(f"Step {paused + 1:,},")
    notebook.button("Epoch").click()
    notebook.wait_for_text(f"Step {(paused // 10 + 1) * 10:,},")
    assert notebook.errors == []


def test_the_learning_rate_changes_while_it_plays_and_the_weights_stay(notebook):
    notebook.button("Play").click()
    notebook.button("Pause").wait_for()
    notebook.drag("learning rate", [0.5, 0.9, 0.2, 0.7], steps=8)
    notebook.wait_for_value("learning rate", "learning_rate")
    notebook.button("Pause").click()
    notebook.button("Play").wait_for()
    rate, used, n_steps = notebook.python(
        "print(widget.values['learning_rate'], widget.run.story[-1].settings.learning_rate,"
        " widget.run.n_steps)"
    ).split()
    assert (rate == used) or "From the next step on" in notebook.text
    assert int(n_steps) == step(notebook) > 0
    assert rate != "0.1"
    assert notebook.errors == []


def test_a_new_network_from_the_keyboard(notebook):
    notebook.button("Epoch").focus()
    notebook.page.keyboard.press("Enter")
    notebook.wait_for_text("Step 10")
    notebook.page.get_by_role("combobox", name="activation", exact=True).focus()
    notebook.page.keyboard.press("ArrowDown")
    notebook.wait_for_text("Started again, with a new network.")
    assert notebook.python("print(widget.values['activation'])") == "ReLU"
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.type("5")
    notebook.page.keyboard.press("Tab")
    notebook.wait_for_python("widget.values['seed'] == 5")
    assert notebook.page.locator(".jp-Cell").count() == 2
    assert notebook.errors == []


def test_a_weight_is_dragged_typed_and_undone(notebook):
    before = notebook.picture()
    choose(notebook, "layer", "output")
    choose(notebook, "coming from", "neuron 3")
    notebook.wait_for_python(
        "widget.weights.place.words.endswith('output, neuron 1, from neuron 3')"
    )
    notebook.drag("weight", [0.5, 0.9, 0.1, 0.75], steps=10)
    last = notebook.control("weight").get_attribute("aria-valuetext")
    notebook.wait_for_text("You have set the weight of output, neuron 1, from neuron 3")
    notebook.wait_for_text(re.compile(rf"to {last}\.$"))
    dragged = notebook.wait_for_another(before)
    moved = "print(widget.values['weight'], widget.model.parameters[2].value[0, 2])"
    slider, weight = map(float, notebook.python(moved).split())
    assert slider == pytest.approx(weight, abs=1e-4)
    assert 4 < weight < 6
    notebook.control("or type it").fill("-40")
    notebook.control("or type it").press("Enter")
    notebook.wait_for_text("to -40.")
    typed = notebook.wait_for_another(dragged)
    notebook.button("Undo").click()
    notebook.wait_for_text("Undone: back at step 0")
    assert notebook.wait_for_another(typed) == before
    assert float(notebook.python(moved).split()[1]) == pytest.approx(
        float(notebook.control("or type it").input_value()), rel=1e-3
    )
    assert notebook.errors == []


def test_the_code_can_be_read_and_it_runs(notebook):
    play_on(notebook, 20)
    notebook.control("show the code").press("Space")
    notebook.page.get_by_text("after this code, model has the same weights").wait_for()
    same = (
        "import numpy as np; names = {}; exec(widget.code, names);"
        " print(all(np.array_equal(a.value, b.value) for a, b in"
        " zip(names['model'].parameters, widget.model.parameters, strict=True)))"
    )
    assert notebook.python(same) == "True"
    assert notebook.errors == []


def test_divergence_is_told_and_play_begins_again(notebook):
    choose(notebook, "activation", "ReLU")
    choose(notebook, "hidden layers", "3")
    notebook.control("learning rate").press("End")
    notebook.page.wait_for_timeout(300)
    notebook.button("Play").click()
    notebook.wait_for_text("Training has diverged: step 2, at the learning rate 10")
    notebook.button("Play").wait_for()
    notebook.control("learning rate").press("Home")
    play_on(notebook, 20)
    assert "diverged" not in notebook.text
    assert notebook.errors == []


def test_a_cell_that_runs_again_leaves_no_second_training_behind(notebook):
    notebook.python("first = widget")
    notebook.button("Play").click()
    notebook.button("Pause").wait_for()
    notebook.run_cell(1)
    notebook.wait_for_text("Step 0")
    taken = "print(first.player.playing, first.run.n_steps, widget.run.n_steps)"
    counts = [notebook.python(taken) for _ in range(2)]
    assert counts[0] == counts[1]
    assert counts[0].startswith("False")
    assert notebook.page.get_by_text("Step 0:").count() == 1


def test_axe_finds_no_serious_fault(notebook):
    notebook.control("show the code").check()
    notebook.page.get_by_text("after this code").wait_for()
    assert notebook.axe() == []
    assert notebook.image.get_attribute("alt").startswith("Left: training examples, filled")


def test_the_picture_stays_after_save_close_and_reopen(notebook, open_notebook, lab):
    before = notebook.picture()
    notebook.button("Epoch").click()
    changed = notebook.wait_for_another(before)
    notebook.save()
    notebook.close()
    lab.end_kernels()
    assert "widgets" not in nbformat.read(notebook.path, 4).metadata
    assert open_notebook([], notebook.path).picture() == changed
