"""Widgets: pictures that answer. Each one computes, draws, and ties the two to its controls.

`controls`, `picture` and `live` are what they are made of; each of the others is one widget.
Two are large, and have a folder for what they are made of.
"""

from nnlib.widgets.draw_digit import centred, draw_digit, plot_reading
from nnlib.widgets.explore_descent import explore_descent_1d, explore_descent_2d
from nnlib.widgets.explore_network import explore_network
from nnlib.widgets.explore_slope import explore_slope
from nnlib.widgets.explore_training import explore_training
from nnlib.widgets.predict_then import predict_then

__all__ = [
    "centred",
    "draw_digit",
    "explore_descent_1d",
    "explore_descent_2d",
    "explore_network",
    "explore_slope",
    "explore_training",
    "plot_reading",
    "predict_then",
]
