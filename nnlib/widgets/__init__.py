"""Widgets: pictures that answer. Each one computes, draws, and ties the two to its controls.

`controls`, `picture`, `live`, `player` and `kernel` are what they are made of; each of the others
is one widget. Three are large, and have a folder for what they are made of.

    explore_slope              a nudge, and the ratio that becomes the derivative
    explore_descent_1d, _2d    a ball that rolls down a curve, or a surface
    explore_optimizers         several optimizers on one surface
    explore_neuron             weights and bias, and the line they draw
    explore_activations        an activation, its derivative, and where it saturates
    explore_graph              a formula as a graph, walked forward and back
    explore_network            a network forward and back, number by number
    explore_training           a network that learns before your eyes
    explore_polynomial_fit     curves through noisy points: too stiff, too supple
    explore_digits             the digits, and what a network answers
    explore_filters            a kernel edited by hand over a picture
    draw_digit                 a pad to draw on
    predict_then               a guess first, and only then a widget
"""

from nnlib.widgets.draw_digit import centred, draw_digit, plot_reading
from nnlib.widgets.explore_activations import explore_activations
from nnlib.widgets.explore_descent import explore_descent_1d, explore_descent_2d
from nnlib.widgets.explore_digits import explore_digits
from nnlib.widgets.explore_filters import explore_filters
from nnlib.widgets.explore_graph import explore_graph
from nnlib.widgets.explore_network import explore_network
from nnlib.widgets.explore_neuron import explore_neuron
from nnlib.widgets.explore_optimizers import explore_optimizers
from nnlib.widgets.explore_polynomial_fit import explore_polynomial_fit
from nnlib.widgets.explore_slope import explore_slope
from nnlib.widgets.explore_training import explore_training
from nnlib.widgets.predict_then import predict_then

__all__ = [
    "centred",
    "draw_digit",
    "explore_activations",
    "explore_descent_1d",
    "explore_descent_2d",
    "explore_digits",
    "explore_filters",
    "explore_graph",
    "explore_network",
    "explore_neuron",
    "explore_optimizers",
    "explore_polynomial_fit",
    "explore_slope",
    "explore_training",
    "plot_reading",
    "predict_then",
]
