"""Widgets: pictures that answer. Each one computes, draws, and ties the two to its controls.

`controls`, `picture` and `live` are what they are made of; each of the others is one widget.
"""

from nnlib.widgets.draw_digit import centred, draw_digit, plot_reading
from nnlib.widgets.explore_descent import explore_descent_1d, explore_descent_2d
from nnlib.widgets.explore_slope import explore_slope
from nnlib.widgets.predict_then import predict_then

__all__ = [
    "centred",
    "draw_digit",
    "explore_descent_1d",
    "explore_descent_2d",
    "explore_slope",
    "plot_reading",
    "predict_then",
]
