"""Every widget in its lesson: opened, moved with keys and with the mouse, and seen to follow."""

import ast
from pathlib import Path

import nbformat
import pytest

from .lab import Notebook

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*.ipynb"))
SHOW_ALL_CELLS = """() => {  // those out of sight too
    const content = window.jupyterapp.shell.currentWidget.content;
    content.notebookConfig = { ...content.notebookConfig, windowingMode: "none" };
}"""
STATE = """(cell) => [...cell.querySelectorAll(".nnlib-words, .draw-digit-answer")]
    .map((line) => line.innerText).join(" ") + [...cell.querySelectorAll("img")].at(-1)?.src"""


def trees(notebook) -> dict[int, ast.Module]:
    """Return the syntax tree of each cell of code, by the cell's number."""
    cells = enumerate(notebook.cells)
    return {n: ast.parse(cell.source) for n, cell in cells if cell.cell_type == "code"}


def opens_a_widget(tree: ast.Module) -> bool:
    """Return whether a cell ends with a widget, or keeps one under a name."""
    last = tree.body[-1] if tree.body else None
    call = last.value if isinstance(last, ast.Expr | ast.Assign) else None
    name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    return name in ("predict_then", "live", "draw_digit") or name.startswith("explore_")


def needed_by(number: int, cells: dict[int, ast.Module]) -> list[int]:
    """Return the cells that make the names which this one uses, and the cell itself, in order."""
    wanted, found = set(), []
    for n in range(number, -1, -1):
        nodes = list(ast.walk(cells[n])) if n in cells else []
        names = [node for node in nodes if isinstance(node, ast.Name)]
        made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        made |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        made |= {alias.asname or alias.name for node in imports for alias in node.names}
        made |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        if n == number or made & wanted:
            loaded = {node.id for node in names if isinstance(node.ctx, ast.Load)}
            wanted = wanted.union(loaded) - made
            found.append(n)
    return found[::-1]


class Cell:
    """A cell with a widget in it."""

    def __init__(self, notebook: Notebook, n: int):
        self.notebook, self.page = notebook, notebook.page
        self.place = self.page.locator(".jp-Notebook .jp-Cell").nth(n)

    def state(self) -> str:
        """Return the words and the picture."""
        return self.place.evaluate(STATE)

    def wait_for_another(self, before: str) -> None:
        """Wait until words or picture have changed."""
        self.page.wait_for_function(
            f"([cell, before]) => ({STATE})(cell) !== before",
            arg=[self.place.element_handle(), before],
        )

    def open(self) -> None:
        """Guess where a guess is asked for, and wait for the widget."""
        lock = self.place.get_by_role("button", name="Lock my guess")
        self.place.locator(".nnlib-words, canvas").first.wait_for()
        if lock.count():
            self.place.get_by_label("my guess", exact=True).select_option(index=1)
            lock.click()
        self.place.locator("img").last.wait_for(state="attached")
        ready = self.place.get_by_role("button", name="Reset").or_(self.place.locator("canvas"))
        ready.first.wait_for()

    def move(self) -> None:
        """Move what there is to move: by keys, then with the mouse."""
        sliders = self.place.locator("input[type=range]:enabled")
        fields, canvas = self.place.locator("input[type=text]"), self.place.locator("canvas")
        lists = self.place.locator("select:enabled")
        if canvas.count():
            self.after(lambda: self.draw_by_keys(canvas))
            self.after(lambda: self.draw_with_mouse(canvas))
        elif fields.count():
            self.after(lambda: self.answer(fields.first, "12"))
            self.after(self.place.get_by_role("button", name="Show it", exact=True).first.click)
        elif sliders.count():
            self.after(lambda: self.press(sliders.first))
            self.after(lambda: self.drag(sliders.first))
        else:
            self.after(lambda: lists.last.press("ArrowDown"))
            self.after(lambda: lists.first.select_option(index=1))

    def after(self, act) -> None:
        """Do it, and see that words or picture follow."""
        before = self.state()
        act()
        self.wait_for_another(before)

    def press(self, slider) -> None:
        """Press the key that leads to an end of the slider, to the other where it stands there."""
        at_the_left = slider.evaluate("(range) => range.value === range.min")
        slider.press("End" if at_the_left else "Home")

    def drag(self, slider) -> None:
        """Drag the slider with the mouse, there and back again, to another place."""
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        height = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + box["width"] / 2, height)
        self.page.mouse.down()
        for share in (0.9, 0.1, 0.7):
            self.page.mouse.move(box["x"] + share * box["width"], height, steps=4)
        self.page.mouse.up()

    def answer(self, field, text: str) -> None:
        """Type an answer."""
        field.fill(text)
        field.press("Enter")

    def draw_by_keys(self, canvas) -> None:
        """Draw a line down: pen down, six steps, pen up."""
        canvas.focus()
        for key in ("Space", *["ArrowDown"] * 6, "Space"):
            self.page.keyboard.press(key)

    def draw_with_mouse(self, canvas) -> None:
        """Draw a line across."""
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        self.page.mouse.move(box["x"] + 60, box["y"] + 100)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + 200, box["y"] + 120, steps=6)
        self.page.mouse.up()


def widgets_of(lesson: Path) -> list[int]:
    """Return the numbers of the cells that open a widget."""
    cells = trees(nbformat.read(lesson, 4))
    return [n for n, tree in cells.items() if opens_a_widget(tree)]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_each_widget_opens_in_its_lesson_and_follows_keys_and_mouse(lesson, open_notebook, lab):
    source = nbformat.read(lesson, 4)
    for cell in source.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None  # of a kernel that has ended
    nbformat.write(source, lab.folder / lesson.name)
    notebook = open_notebook([], lab.folder / lesson.name, is_old=False)
    notebook.page.evaluate(SHOW_ALL_CELLS)
    cells, done = trees(source), set()
    widgets = widgets_of(lesson)
    assert widgets
    for number in widgets:
        for n in needed_by(number, cells):
            if n not in done:
                notebook.run_cell(n)
                done.add(n)
        widget = Cell(notebook, number)
        widget.open()
        widget.move()
        assert "could not be drawn" not in widget.state()
    assert notebook.errors == []
