import base64

import pytest

IMPORTS = """
from nnlib.widgets import explore_descent_2d
from nnlib.widgets.explore_optimizers import explore_optimizers
"""


@pytest.fixture
def race(open_notebook):
    """Return a notebook with the race, its picture on the page."""
    notebook = open_notebook([IMPORTS, "widget = explore_optimizers()\nwidget"])
    notebook.run_all()
    notebook.wait_for_widget()
    return notebook


def wait_for_picture(notebook, picture):
    """Wait until the last picture on the page is this one."""
    source = "data:image/png;base64," + base64.b64encode(picture).decode()
    notebook.page.wait_for_function(
        "(source) => [...document.querySelectorAll('.jp-OutputArea-output img')].at(-1).src"
        " === source",
        arg=source,
    )


def click_on_the_map(notebook, x, y, reach=3.0):
    """Click with the mouse where x and y are in the left part of the last picture."""
    code = "print(*widget.panel.children[-1].place)"
    left, top, right, bottom = map(float, notebook.python(code).split())
    notebook.image.scroll_into_view_if_needed()
    box = notebook.image.bounding_box()
    across = left + (right - left) * (x + reach) / (2 * reach)
    down = top + (bottom - top) * (reach - y) / (2 * reach)
    notebook.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


def start(notebook):
    """Return the start that the two fields show."""
    return [float(notebook.control(f"start {letter}").input_value()) for letter in "xy"]


def test_keyboard_and_mouse_change_picture_and_words(race):
    before, words = race.picture(), race.text
    race.control("step").press("ArrowLeft")
    race.wait_for_text("Step 59 of 60.")
    after_key = race.wait_for_another(before)
    race.drag("learning rate of SGD", [0.5, 0.2, 1.0])
    race.wait_for_text("Diverged: SGD with its learning rate 10")
    race.wait_for_another(after_key)
    race.control("SGD").press("Space")
    race.control("learning rate of SGD").and_(race.page.locator(":disabled")).wait_for()
    race.button("Reset").click()
    wait_for_picture(race, before)
    race.wait_for_text(words)  # they come after the picture
    assert race.text in race.image.get_attribute("alt")
    assert race.errors == []


def test_it_is_played_step_by_step(race):
    race.control("step").press("Home")
    race.wait_for_text("All stand at the start")
    race.button("Play").click()
    race.page.wait_for_function("!document.body.innerText.includes('Step 0 of')")
    race.button("Pause").click()
    race.button("Play").wait_for()
    at = int(race.control("step").get_attribute("aria-valuetext"))
    race.button("Step").click()
    race.wait_for_text(f"Step {at + 1} of 60.")
    assert race.errors == []


def test_axe_finds_no_serious_fault(race):
    assert race.axe() == []


@pytest.mark.parametrize("make", ["explore_descent_2d(n_steps=3)", "explore_optimizers('bowl')"])
def test_a_click_on_the_surface_sets_the_start(open_notebook, make):
    notebook = open_notebook([IMPORTS, f"widget = {make}\nwidget"])
    notebook.run_all()
    notebook.wait_for_widget()
    notebook.page.get_by_text("A click on the left part of the picture").wait_for()
    before, first = notebook.picture(), start(notebook)
    click_on_the_map(notebook, -1.5, 0.75)
    after = notebook.wait_for_another(before)
    assert start(notebook) == pytest.approx([-1.5, 0.75], abs=0.03)
    click_on_the_map(notebook, 9, 0.75)  # in the right part
    click_on_the_map(notebook, 1, -1)  # the picture is another one by now
    notebook.wait_for_another(after)
    assert start(notebook) == pytest.approx([1, -1], abs=0.03)
    clicked = notebook.picture()
    notebook.control("start x").fill("0.5")  # the same by the keyboard
    notebook.control("start x").press("Enter")
    notebook.wait_for_another(clicked)
    assert start(notebook)[0] == 0.5
    notebook.button("Reset").click()
    wait_for_picture(notebook, before)
    assert start(notebook) == first
    assert notebook.errors == []
