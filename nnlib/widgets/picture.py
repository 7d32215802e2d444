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
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.text import Text
from PIL import Image

from nnlib.checks import checked_value
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
        self.tints = tints_of([one for one in self.moving if isinstance(one, AxesImage | Ground)])
        for artist in self.moving:
            artist.set_animated(True)

    def __repr__(self) -> str:
        return self.what

    def stale(self, margins: bool = False, colors: bool = True) -> None:
        """Have all of the figure drawn again the next time: call this when axes have changed.

        Args:
            margins: whether to find the margins anew too, for numbers of another length. They
                may jump a little, so not in a drag.
            colors: whether there may be other colours than before. Where there are none, the same
                state gives the same picture, byte for byte.
        """
        self.background = None
        if colors:
            self.palette = None
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
            if not is_blank(artist):
                artist.draw(self.canvas.get_renderer())
        pixels = Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB")
        if self.palette is None:
            self.palette = palette_of(pixels, self.tints)
        return encoded(pixels.quantize(palette=self.palette, dither=NO_DITHER), self.figure.dpi)

    def content(self, alt: str) -> tuple[dict, dict]:
        """Return what the notebook shows, and its metadata: the PNG and its alternative text."""
        return {"image/png": self.png(), "text/plain": alt}, {"image/png": {"alt": alt}}


def is_blank(artist: Artist) -> bool:
    """Return whether it is a text that says nothing: it keeps its room, and takes as long."""
    return isinstance(artist, Text) and not artist.get_text().strip()


class Ground(Artist):
    """Axes tinted by a grid of numbers that reaches from edge to edge, white where there is none.

    It is an `imshow` with bilinear interpolation, in a fifth of its time.

    Args:
        axes: where to draw.
        cmap: the tints, for numbers from 0 to 1.

    Attributes:
        numbers: (n_rows, n_columns), the first row at the bottom; None: nothing to draw.
    """

    def __init__(self, axes: Axes, cmap: ListedColormap):
        super().__init__()
        self.cmap, self.numbers = cmap, None
        white = np.ones((1, 4))
        colors = np.concatenate([cmap(np.arange(cmap.N)), white])
        rgba = np.rint(255 * colors).astype(np.uint8)
        self.colors = rgba.view(np.uint32).ravel()  # one number is taken quicker than a row of four
        axes.add_artist(self)

    def draw(self, renderer) -> None:
        """Give each pixel of the axes its tint."""
        if self.numbers is None:
            return
        left, bottom, right, top = self.axes.bbox.extents.round().astype(int)
        n_rows, n_columns = self.numbers.shape
        edges = (0.5, 0.5, n_columns - 0.5, n_rows - 0.5)  # through the middles of the outer ones
        grid = Image.fromarray(self.numbers.astype(np.float32))
        fine = grid.resize((right - left, top - bottom), Image.Resampling.BILINEAR, edges)
        tint = np.clip(np.asarray(fine) * self.cmap.N, 0, self.cmap.N - 1)
        tint = np.nan_to_num(tint, nan=self.cmap.N).astype(np.uint8)
        rgba = self.colors.take(tint).view(np.uint8).reshape(*tint.shape, 4)
        renderer.draw_image(renderer.new_gc(), left, bottom, rgba)


def palette_of(picture: Image.Image, tints: np.ndarray) -> Image.Image:
    """Return 256 colours: those of the picture, and such as may come when its parts move.

    To find them takes 6 ms, ten times as long as to use them again.

    Args:
        picture: with all of its parts.
        tints: (n, 3), what else may come: the colours of the course are there in any case.
    """
    known = np.concatenate([SHADES, tints])
    n_found = 256 - len(known)
    found = picture.quantize(n_found, Image.Quantize.FASTOCTREE, dither=NO_DITHER).getpalette()
    colors = np.concatenate([np.reshape(found[: 3 * n_found], (-1, 3)), known])
    colors[colors.min(axis=1) > 245] = 255  # nearly white would be taken for the white of paper
    palette = Image.new("P", (1, 1))
    palette.putpalette(colors.ravel().tolist())
    return palette


def tints_of(images: list["AxesImage | Ground"]) -> np.ndarray:
    """Return the colours that images may show on white, (n, 3), along their colour maps."""
    maps = {(image.cmap.name, image.get_alpha()): image.cmap for image in images}
    rows = [np.empty((0, 3))]
    for (_, alpha), cmap in maps.items():
        color = cmap(np.linspace(0, 1, min(cmap.N, MOST_TINTS // len(maps))))
        rows.append(1 - (1 if alpha is None else alpha) * color[:, 3:] * (1 - color[:, :3]))
    return np.rint(255 * np.concatenate(rows)).astype(int)


def shades() -> np.ndarray:
    """Return the colours of the course, (n, 3): each from full to white, as at a line's edge."""
    full = np.array([to_rgb(color) for color in COLORS])
    share = np.linspace(0, 1, N_SHADES)[:, None, None]
    return np.rint(255 * (full + share * (1 - full))).astype(int).reshape(-1, 3)


COLORS, N_SHADES = (BLUE, VERMILLION, GREEN, PURPLE, BLACK, ORANGE, SKY, "#888888"), 8
ROUNDING = 1e-9  # as a part of the largest value
MOST_TINTS = 96  # of images: eyes hardly tell neighbours in a longer row apart
SHADES = shades()


def encoded(picture: Image.Image, dpi: float) -> bytes:
    """Return the picture, one with a palette, as a PNG: 2 ms, where all colours would take 17."""
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(dpi, dpi), compress_level=1)
    return file.getvalue()


def value_or_gap(function: Callable, point) -> float:
    """Return the function's value, nan where it has no real one, such as the logarithm of −1."""
    try:
        return checked_value(function(point))
    except (ArithmeticError, ValueError):
        return np.nan


def room_for(values: np.ndarray) -> tuple[float, float]:
    """Return limits for an axis with a little room above and below the finite values."""
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (-1, 1)
    size = max(abs(low), abs(high))
    is_flat = high - low <= ROUNDING * size  # what rounding alone has moved is not to be seen
    room = max(1, 0.08 * size) if is_flat else 0.08 * (high - low)
    return float(low - room), float(high + room)
