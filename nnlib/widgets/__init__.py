"""Widgets: pictures that answer. Each one computes, draws, and ties the two to its controls."""

from nnlib.widgets.draw_digit import centred, draw_digit, plot_reading

__all__ = ["centred", "draw_digit", "plot_reading"]
