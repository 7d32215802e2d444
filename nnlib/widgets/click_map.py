"""Clicks on a picture: where in the axes was it? It sets the start of a descent.

The picture is an ordinary output; in JupyterLab and in Jupyter Notebook this listens to the
clicks on it. Anywhere else, and for the keyboard, there are the fields to type the start in.
"""

import math
from numbers import Real
from pathlib import Path

import anywidget
from matplotlib.axes import Axes
from traitlets import Float, List, Unicode

from nnlib.widgets.kernel import on_main_thread
from nnlib.widgets.live import Live

HERE = Path(__file__).parent
PIXELS = 300  # about as many as the axes are wide: no click is more exact than one of them


class ClickMap(anywidget.AnyWidget):
    """What hears the clicks on the axes of a widget, and starts there.

    Args:
        widget: has a picture, and a control `start_x`, perhaps also `start_y`.
        axes: the part of its picture that is listened to.

    Attributes:
        hint: what the learner is told, where clicks are heard.
        place: left, top, right and bottom of the axes, as shares of the picture.
    """

    _esm = HERE / "click_map.js"
    _css = HERE / "click_map.css"

    hint = Unicode("A click on the left part of the picture sets the start.").tag(sync=True)
    place = List(Float()).tag(sync=True)

    def __init__(self, widget: Live, axes: Axes):
        super().__init__()
        self.widget, self.axes = widget, axes
        widget.picture.canvas.mpl_connect("draw_event", self.follow)  # margins may have changed
        self.follow()
        self.on_msg(lambda _, shares, __: on_main_thread(lambda: self.hear(shares)))
        widget.panel.children = (*widget.panel.children, self)

    def __repr__(self) -> str:
        return self.hint

    def follow(self, _=None) -> None:
        """Find where the axes are in the picture now."""
        box = self.axes.get_position()
        self.place = [box.x0, 1 - box.y1, box.x1, 1 - box.y0]

    def hear(self, shares) -> None:
        """Start at these shares of the axes, from the left and from the top; ignore all else."""
        if is_pair_of_shares(shares):
            across, down = shares
            to_data = (self.axes.transScale + self.axes.transLimits).inverted()
            self.click(*to_data.transform((across, 1 - down)))

    def click(self, x: float, y: float) -> None:
        """Do what a click at this point does: start there."""
        limits = {"start_x": (x, self.axes.get_xlim()), "start_y": (y, self.axes.get_ylim())}
        with self.widget.hold():
            for name, (value, (low, high)) in limits.items():
                if name in self.widget.controls:
                    inside = min(max(rounded(value, high - low), low), high)
                    self.widget.controls[name].value = float(inside)
        self.widget.redraw()


def is_pair_of_shares(shares) -> bool:
    """Return whether this is a list of two numbers from 0 to 1."""
    return (
        isinstance(shares, list)
        and len(shares) == 2
        and all(isinstance(share, Real) and 0 <= share <= 1 for share in shares)
    )


def rounded(value: float, width: float) -> float:
    """Return the value with as many digits as a click on axes of this width can tell apart."""
    return round(float(value), math.ceil(-math.log10(width / PIXELS)))
