"""What every figure of the course has to be, asked of each by the tests of its module."""

import io
import sys

import numpy as np
from PIL import Image

from nnlib.plots import png_bytes


def assert_drawn(figure, dark: int = 128) -> None:
    """Fail unless the figure becomes a small picture, white at its edge, with something on it.

    pyplot has no part in it: it would show and close the figures that a cell is drawing.

    Args:
        figure: the figure.
        dark: grey values below this one count as drawn.
    """
    picture = Image.open(io.BytesIO(png_bytes(figure)))
    pixels = np.asarray(picture.convert("L"))
    assert picture.mode == "P"
    assert pixels[0, 0] == 255  # a white ground, in the dark theme too
    assert (pixels < dark).mean() > 0.002
    assert "matplotlib.pyplot" not in sys.modules
