import json
import subprocess
import sys

import nbformat
import pytest

from .lab import expect

IMPORTS = """
import time
import numpy as np
from nnlib.plots import BLUE, VERMILLION, new_figure
from nnlib.widgets.controls import button, choice, number, slider, toggle
from nnlib.widgets.live import live
from nnlib.widgets.picture import Picture
from nnlib.widgets.player import Player
"""
WIDGET = """
figure, axes = new_figure()
x = np.linspace(-3, 3, 100)
axes.plot(x, x**2, color=BLUE)
(point,) = axes.plot([], [], "o", color=VERMILLION, ms=9)
counted = []

def draw(x, power, start, visible):
    if x > 2.8:
        raise ZeroDivisionError("over the edge")
    point.set(data=([x], [x**2]), visible=visible)
    return f"x is {x:.4g}, power {power}, start {start}, visible {visible}, {len(counted)} steps."

def take_step():
    time.sleep(0.01)
    counted.append(1)
    return len(counted) < 1000

widget = live(
    draw,
    Picture(figure, [point], "A parabola and a point on it."),
    player=Player(take_step, counted.clear),
    x=slider(-3, 3, 1, label="x"),
    power=choice(["two", "three"], label="power"),
    start=number(3, -10, 10, label="start"),
    visible=toggle(True, label="visible"),
)
widget
"""
CELLS = [IMPORTS, WIDGET]
FIGURES = """
import time
import matplotlib.pyplot as plt
for n in range(25):
    figure, axes = plt.subplots(figsize=(2, 1))
    time.sleep(0.04)
    axes.plot(range(n + 2))
    time.sleep(0.04)
    plt.show()
"""


@pytest.fixture
def notebook(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run_all()
    notebook.wait_for_text("x is 1")
    return notebook


def steps(notebook):
    return int(notebook.text.split()[-2])


def test_keys_on_a_slider_change_picture_and_words(notebook):
    before = notebook.picture()
    notebook.control("x").press("ArrowRight")
    assert notebook.wait_for_another(before) != before
    notebook.wait_for_text("x is 1.05")
    notebook.control("x").press("Home")
    notebook.wait_for_text("x is -3")
    notebook.control("x").press("PageUp")
    notebook.wait_for_text("x is -2.4")
    expect(notebook.control("x")).to_have_attribute("aria-valuetext", "-2.4")
    assert notebook.errors == []


def test_the_last_position_of_a_drag_wins(notebook):
    notebook.drag("x", [0.7, 0.1, 0.9, 0.3, 0.5, 0], steps=15)
    notebook.wait_for_text("x is -3")
    assert notebook.python("print(widget.values['x'])") == "-3.0"
    assert "x is -3" in notebook.image.get_attribute("alt")
    assert notebook.errors == []


def test_the_other_controls_work_with_the_keyboard_alone(notebook):
    notebook.control("x").focus()
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("ArrowDown")
    notebook.wait_for_text("power three")
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.type("-4")
    notebook.page.keyboard.press("Tab")
    notebook.wait_for_text("start -4,")
    notebook.page.keyboard.press("Space")
    notebook.wait_for_text("visible False")
    for _ in range(2):
        notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Enter")
    notebook.wait_for_text("1 steps")
    assert notebook.python("print(1 + 1)") == "2"  # no key has gone to JupyterLab
    assert notebook.page.locator(".jp-Cell").count() == 2


def test_a_number_out_of_range_is_refused_in_words(notebook):
    notebook.control("start").fill("700")
    notebook.control("start").press("Enter")
    refusal = notebook.page.get_by_text("less than or equal to 10")
    refusal.wait_for()
    assert "start 3" in notebook.text
    notebook.button("Reset").click()
    refusal.wait_for(state="detached")
    expect(notebook.control("start")).to_have_value("3")


def test_an_error_is_told_in_words_and_the_picture_stays(notebook):
    before = notebook.picture()
    notebook.control("x").press("End")
    notebook.wait_for_text("ZeroDivisionError: over the edge")
    notebook.wait_for_text("your line 9")
    assert notebook.picture() == before
    notebook.button("Reset").click()
    notebook.wait_for_text("x is 1,")
    assert notebook.errors == []


def test_play_and_pause(notebook):
    notebook.button("Play").click()
    notebook.button("Pause").wait_for()
    notebook.page.wait_for_function("!document.body.innerText.includes(' 0 steps')")
    notebook.button("Pause").click()
    notebook.button("Play").wait_for()
    notebook.page.wait_for_timeout(300)  # until the last words are there
    paused = steps(notebook)
    notebook.page.wait_for_timeout(300)
    assert steps(notebook) == paused > 0
    notebook.button("Step").click()
    notebook.wait_for_text(f"{paused + 1} steps")


def test_a_cell_that_runs_again_leaves_no_second_loop_behind(notebook):
    notebook.python("first = widget")
    notebook.button("Play").click()
    notebook.button("Pause").wait_for()
    notebook.run_cell(1)
    notebook.button("Play").wait_for()
    counts = [notebook.python("print(first.player.playing, len(counted))") for _ in range(2)]
    assert counts == ["False 0"] * 2
    notebook.wait_for_text("x is 1")
    assert notebook.page.locator(".nnlib-words").count() == 1


def test_a_slider_answers_while_it_plays(notebook):
    notebook.button("Play").click()
    notebook.button("Pause").wait_for()
    notebook.control("x").press("Home")
    notebook.wait_for_text("x is -3")


def test_axe_finds_no_serious_fault(notebook):
    assert notebook.axe() == []
    assert notebook.image.get_attribute("alt").startswith("A parabola and a point on it. x is 1")


def test_a_picture_stands_after_save_close_and_reopen_without_a_kernel(
    notebook, open_notebook, lab
):
    before = notebook.picture()
    notebook.control("x").press("Home")
    changed = notebook.wait_for_another(before)
    notebook.save()
    notebook.close()
    lab.end_kernels()
    assert "widgets" not in nbformat.read(notebook.path, 4).metadata
    again = open_notebook([], notebook.path)
    assert again.picture() == changed


def test_nbconvert_shows_the_picture(notebook):
    notebook.save()
    convert = ["-m", "nbconvert", "--to", "html", "--stdout", str(notebook.path)]
    html = subprocess.run([sys.executable, *convert], capture_output=True, check=True).stdout
    assert b"data:image/png;base64" in html


def test_a_cell_that_draws_keeps_its_figures_while_a_slider_is_dragged(open_notebook):
    notebook = open_notebook([*CELLS, "1", FIGURES])
    for n in range(3):
        notebook.run_cell(n)
    before = notebook.prompts()
    notebook.start_cell(3)
    for _ in range(8):
        notebook.drag("x", [0.5, 0.1, 0.8], steps=8)
    notebook.wait_for_prompts(before, [3])
    notebook.save()
    outputs = nbformat.read(notebook.path, 4).cells[3].outputs
    assert len([output for output in outputs if "image/png" in output.get("data", {})]) == 25
    notebook.wait_for_text("x is 1.8")


def test_without_a_front_end_nothing_fails_and_nothing_runs_on(lab):
    path = lab.write("plain.ipynb", [*CELLS, "widget.player.play()", "print(len(counted) < 1000)"])
    execute = ["-m", "nbconvert", "--to", "notebook", "--execute", "--stdout", str(path)]
    done = subprocess.run([sys.executable, *execute], capture_output=True, check=True)
    last = json.loads(done.stdout)["cells"][-1]["outputs"]
    assert last[0]["text"] == ["True\n"]
