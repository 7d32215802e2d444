"""The palette, and one way to make a figure and to show it."""

import io
from collections.abc import Iterable, Iterator, Sequence

import matplotlib
import numpy as np
from IPython import get_ipython
from IPython.display import DisplayHandle, display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

# Okabe and Ito's colours, told apart by the colour-blind. One meaning each in the whole course.
BLUE = "#0072B2"  # training
VERMILLION = "#D55E00"  # validation
GREEN = "#009E73"
PURPLE = "#CC79A7"
BLACK = "#000000"
ORANGE = "#E69F00"  # fills only
SKY = "#56B4E9"  # fills only

SINGLE, PAIR = (6, 4), (9, 3.5)  # inches
DPI = 110

STYLE = {
    "axes.prop_cycle": matplotlib.cycler(color=[BLUE, VERMILLION, GREEN, PURPLE, BLACK]),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 10,
    "lines.linewidth": 2,
    "image.cmap": "cividis",
}


def new_figure(
    n_rows: int = 1, n_columns: int = 1, size: tuple[float, float] = SINGLE, **subplots
) -> tuple[Figure, Axes | np.ndarray]:
    """Return an empty figure in the style of the course, and its axes."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=size, dpi=DPI, layout="constrained")
        return figure, figure.subplots(n_rows, n_columns, **subplots)


def told_apart(curves: Iterable, styles: Sequence) -> Iterator[tuple]:
    """Return each curve with a style of its own.

    Raises:
        ValueError: where there are more curves than styles.
    """
    curves = list(curves)
    if len(curves) > len(styles):
        raise ValueError(
            f"Expected at most {len(styles)} curves, so many can be told apart here; got"
            f" {len(curves)}. Draw them in two figures."
        )
    return zip(curves, styles, strict=False)


def show(figure: Figure, alt: str) -> None:
    """Show the figure as a PNG with its alternative text: what it shows, in a sentence or two.

    Raises:
        ValueError: without an alternative text.
    """
    show_live(figure, alt)


def show_live(figure: Figure, alt: str, handle: DisplayHandle | None = None) -> DisplayHandle:
    """Show the figure like `show`, and return a handle with which another can take its place.

    Args:
        figure: what to show.
        alt: what the figure shows, in a sentence or two.
        handle: what an earlier call returned; None for a new place on the page.

    In a plain script, where there is no page, the sentence is printed.

    Raises:
        ValueError: without an alternative text.
    """
    if not alt.strip():
        raise ValueError("show expected a sentence on what the figure shows; got none. Write alt.")
    content, metadata = content_of(figure, alt)
    if get_ipython() is None:  # a plain script has no page to show it on
        if handle is None:
            print(alt, "(In a script, keep the figure with figure.savefig.)")
        return handle or DisplayHandle()
    if handle is None:
        return display(content, raw=True, metadata=metadata, display_id=True)
    handle.update(content, raw=True, metadata=metadata)
    return handle


def content_of(figure: Figure, alt: str) -> tuple[dict, dict]:
    """Return what a notebook shows of a figure: its data, and its metadata."""
    return {"image/png": png_bytes(figure), "text/plain": alt}, {"image/png": {"alt": alt}}


def png_bytes(figure: Figure) -> bytes:
    """Return the figure as a PNG with a palette of 256 colours, a fifth of the usual size."""
    canvas = FigureCanvasAgg(figure)
    with matplotlib.rc_context(STYLE):
        canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    file = io.BytesIO()
    picture.quantize(256, dither=Image.Dither.NONE).save(file, "PNG", dpi=(figure.dpi, figure.dpi))
    return file.getvalue()
