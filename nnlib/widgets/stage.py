"""A stage: a picture drawn as SVG in Python, whose named parts can be clicked.

It shows only in JupyterLab and in Jupyter Notebook, where it takes the place of the picture that
follows it among the outputs; anywhere else, and in a saved notebook, that picture stands alone.
"""

from collections.abc import Callable
from pathlib import Path

import anywidget
from traitlets import Unicode

from nnlib.widgets.kernel import on_main_thread

HERE = Path(__file__).parent


class Stage(anywidget.AnyWidget):
    """An SVG, each `<g data-name="...">` of which is a button, for the mouse and the keyboard.

    Args:
        action: is called with the name of the part that was clicked.
        label: what the whole is, for those who cannot see it.

    Attributes:
        svg: what is shown.
        pressed: the name of the part that was chosen last, "" for none.
    """

    _esm = HERE / "stage.js"
    _css = HERE / "stage.css"

    svg = Unicode().tag(sync=True)
    label = Unicode().tag(sync=True)
    pressed = Unicode().tag(sync=True)

    def __init__(self, action: Callable[[str], object], label: str):
        super().__init__(label=label)
        self.action = action
        self.on_msg(lambda _, name, __: self.click(name))

    def __repr__(self) -> str:
        return self.label

    def show(self, svg: str, pressed: str = "") -> None:
        """Show another picture, and which of its parts is the chosen one: in one message."""
        with self.hold_sync():
            self.svg, self.pressed = svg, pressed

    def click(self, name: str) -> None:
        """Do what a click on this part does."""
        on_main_thread(lambda: self.action(name))
