import pytest

CELL = """
import numpy as np
from nnlib.layers import Linear
from nnlib.widgets.draw_digit import centred, draw_digit
pad = draw_digit(Linear(784, 10, rng=np.random.default_rng(5)))
pad
"""
INK = """(canvas) => {
    const colors = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return colors.reduce((sum, light, n) => sum + (n % 4 ? 0 : 255 - light), 0);
}"""


@pytest.fixture
def notebook(open_notebook):
    notebook = open_notebook([CELL])
    notebook.run_all()
    notebook.image.wait_for()
    notebook.page.get_by_text("Pen up").wait_for()
    return notebook


def answer(notebook):
    return notebook.page.locator(".draw-digit-answer").inner_text()


def corner(notebook):
    box = notebook.page.locator("canvas").bounding_box()
    return box["x"], box["y"]


def drag(notebook, *places):
    """Draw with the mouse from place to place on the pad."""
    left, top = corner(notebook)
    for n, (x, y) in enumerate(places):
        notebook.page.mouse.move(left + x, top + y, steps=5)
        if n == 0:
            notebook.page.mouse.down()
    notebook.page.mouse.up()


def touch(notebook, *places):
    """Draw with a finger from place to place on the pad."""
    left, top = corner(notebook)
    session = notebook.page.context.new_cdp_session(notebook.page)
    for n, (x, y) in enumerate(places):
        kind = "touchMove" if n else "touchStart"
        points = [{"x": left + x, "y": top + y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def type_a_line(notebook):
    """Draw with the keyboard alone: pen down, six steps down, pen up."""
    notebook.page.locator("canvas").focus()
    for key in ("Space", *["ArrowDown"] * 6, "Space"):
        notebook.page.keyboard.press(key)


def wait_until_read(notebook):
    """Wait until the kernel has read what is on the canvas now, and not only its beginning."""
    ink = notebook.page.locator("canvas").first.evaluate(INK)
    pixels = "np.frombuffer(pad.pixels, np.uint8).reshape(280, 280)"
    notebook.wait_for_python(
        f"sum(pad.pixels) == {ink} and np.array_equal(pad.array, centred({pixels}))"
    )


def box(notebook):
    """Return how many rows and columns the ink has that the network sees."""
    code = "print(*np.ptp(np.argwhere(pad.array > 0.2), axis=0) + 1)"
    return tuple(map(int, notebook.python(code).split()))


@pytest.mark.parametrize("draw", [drag, touch])
def test_a_line_across_is_read_wide_and_low(notebook, draw):
    before = notebook.picture()
    draw(notebook, (40, 140), (90, 140), (240, 140))
    wait_until_read(notebook)
    height, width = box(notebook)
    assert height <= 4 < 18 <= width
    assert notebook.wait_for_another(before) != before
    said = notebook.python("print(pad.text)")
    notebook.page.locator(".draw-digit-answer").get_by_text(said, exact=True).wait_for()
    assert said.endswith(" %")
    assert notebook.python("print(0 <= pad.array.min() <= pad.array.max() <= 1)") == "True"
    assert notebook.errors == []


def test_a_line_is_drawn_undone_and_cleared_with_the_keyboard_alone(notebook):
    blank, said = notebook.picture(), answer(notebook)
    type_a_line(notebook)
    wait_until_read(notebook)
    height, width = box(notebook)
    assert height >= 18 > 12 >= width
    notebook.page.get_by_text("Pen up").wait_for()
    drawn = notebook.wait_for_another(blank)
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Enter")  # Undo
    notebook.wait_for_picture(blank)
    notebook.wait_for_python("pad.array.sum() == 0")
    type_a_line(notebook)
    notebook.wait_for_another(blank)
    notebook.button("Clear").press("Enter")
    notebook.wait_for_picture(blank)
    notebook.page.get_by_text(said, exact=True).first.wait_for()
    assert drawn != blank
    assert notebook.page.locator(".jp-Cell").count() == 1  # no key has gone to JupyterLab
    assert notebook.errors == []


def test_axe_finds_no_serious_fault(notebook):
    drag(notebook, (40, 140), (240, 140))
    wait_until_read(notebook)
    assert notebook.axe() == []


def test_a_second_view_of_the_pad_shows_the_drawing_and_leaves_it(open_notebook):
    notebook = open_notebook([CELL, "pad"])
    notebook.run_cell(0)
    notebook.image.wait_for()
    notebook.page.get_by_text("Pen up").wait_for()
    type_a_line(notebook)
    wait_until_read(notebook)
    before = notebook.python("print(pad.array.sum())")
    notebook.run_cell(1)
    pads = notebook.page.locator("canvas")
    pads.nth(1).wait_for()
    looks = [pads.nth(n).evaluate("(canvas) => canvas.toDataURL()") for n in (0, 1)]
    assert looks[0] == looks[1]
    assert notebook.python("print(pad.array.sum())") == before
    notebook.page.get_by_role("button", name="Clear").nth(1).click()
    notebook.wait_for_python("pad.array.sum() == 0")
    notebook.page.get_by_role("button", name="Undo").first.click()
    notebook.wait_for_python(f"pad.array.sum() == {before}")
    assert notebook.errors == []
