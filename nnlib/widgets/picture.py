"""Pictures that keep up: the figure is drawn once, and then only what moves.

Drawing axes, ticks and a surface takes 50 ms; drawing a path of 50 points on top of them takes
one. So a `Picture` keeps the pixels of all that stands still, and for each new picture puts them
back and draws the moving parts again.
"""

import io
from collections.abc import Callable, Iterable

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from nnlib.plots import STYLE


class Picture:
    """A figure of which some parts move.

    Args:
        figure: the whole, as `nnlib.plots.new_figure` makes it.
        moving: the lines, points and texts that change; all else is drawn once.
        what: what the figure shows, in a sentence, the same at all times.
    """

    def __init__(self, figure: Figure, moving: Iterable[Artist], what: str):
        self.figure, self.moving, self.what = figure, list(moving), what
        self.canvas = FigureCanvasAgg(figure)
        self.background, self.layout = None, figure.get_layout_engine()
        for artist in self.moving:
            artist.set_animated(True)

    def __repr__(self) -> str:
        return self.what

    def stale(self, margins: bool = False) -> None:
        """Have all of the figure drawn again the next time: call this when axes have changed.

        Args:
            margins: whether to find the margins anew too, for numbers of another length. They
                may jump a little, so not in a drag.
        """
        self.background = None
        if margins:
            self.figure.set_layout_engine(self.layout)

    def png(self) -> bytes:
        """Return the picture as it is now, as a PNG with a palette."""
        if self.background is None:
            with matplotlib.rc_context(STYLE):
                self.canvas.draw()
            self.figure.set_layout_engine("none")  # the margins stay: to find them takes 50 ms
            self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        self.canvas.restore_region(self.background)
        for artist in self.moving:
            artist.draw(self.canvas.get_renderer())
        return encoded(np.asarray(self.canvas.buffer_rgba()), self.figure.dpi)

    def content(self, alt: str) -> tuple[dict, dict]:
        """Return what the notebook shows, and its metadata: the PNG and its alternative text."""
        return {"image/png": self.png(), "text/plain": alt}, {"image/png": {"alt": alt}}


def encoded(pixels: np.ndarray, dpi: float) -> bytes:
    """Return the pixels as a PNG with a palette of 256 colours: 5 ms, where all colours take 17.

    Shapes: pixels (height, width, 4), uint8.
    """
    picture = Image.fromarray(pixels).convert("RGB")
    picture = picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = [255 if level > 250 else level for level in picture.getpalette()]
    picture.putpalette(palette)  # an octree makes paper 254: white is white again
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(dpi, dpi), compress_level=1)
    return file.getvalue()


def value_or_gap(function: Callable, point) -> float:
    """Return the function's value, nan where it has none, such as the logarithm of −1."""
    try:
        return float(function(point))
    except (ArithmeticError, ValueError):
        return np.nan


def room_for(values: np.ndarray) -> tuple[float, float]:
    """Return limits for an axis with a little room above and below the finite values."""
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (-1, 1)
    room = 0.08 * (high - low) or 1
    return float(low - room), float(high + room)
