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
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from PIL import Image

from nnlib.plots import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, STYLE, VERMILLION

NO_DITHER = Image.Dither.NONE


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
        self.background, self.palette, self.layout = None, None, figure.get_layout_engine()
        self.shifts = any(isinstance(artist, AxesImage) for artist in self.moving)  # its colours
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
            self.palette = None
        self.canvas.restore_region(self.background)
        for artist in self.moving:
            artist.draw(self.canvas.get_renderer())
        pixels = Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB")
        if self.palette is None or self.shifts:
            self.palette = palette_of(pixels)
        return encoded(pixels.quantize(palette=self.palette, dither=NO_DITHER), self.figure.dpi)

    def content(self, alt: str) -> tuple[dict, dict]:
        """Return what the notebook shows, and its metadata: the PNG and its alternative text."""
        return {"image/png": self.png(), "text/plain": alt}, {"image/png": {"alt": alt}}


def palette_of(picture: Image.Image) -> Image.Image:
    """Return 256 colours: those of the picture, and the course's own for what is yet to move.

    To find them takes 6 ms, ten times as long as to use them again.
    """
    n_found = 256 - len(SHADES)
    found = picture.quantize(n_found, Image.Quantize.FASTOCTREE, dither=NO_DITHER).getpalette()
    found = [255 if level > 250 else level for level in found[: 3 * n_found]]
    palette = Image.new("P", (1, 1))  # an octree makes paper 254: above, white is white again
    palette.putpalette([*found, *np.ravel(SHADES).tolist()])
    return palette


def shades() -> list[tuple[int, ...]]:
    """Return the colours of the course, each from full to white, as the edge of a line has them."""
    full = np.array([to_rgb(color) for color in COLORS])
    share = np.linspace(0, 1, N_SHADES)[:, None, None]
    mixed = np.rint(255 * (full + share * (1 - full))).astype(int)
    return [tuple(color) for color in mixed.reshape(-1, 3).tolist()]


COLORS, N_SHADES = (BLUE, VERMILLION, GREEN, PURPLE, BLACK, ORANGE, SKY, "#888888"), 8
SHADES = shades()


def encoded(picture: Image.Image, dpi: float) -> bytes:
    """Return the picture, one with a palette, as a PNG: 2 ms, where all colours would take 17."""
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
