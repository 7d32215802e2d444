"""Figures: one palette, one way to show them, and a function for each kind of picture.

Every `plot_*` returns a matplotlib `Figure`; `show(figure, alt)` puts it on the page, with the
sentence that says what it shows to those who cannot see it.
Each file holds one subject; all names can be had from here: `from nnlib import plots`.
"""

from nnlib.plots.derivatives import (
    plot_derivative,
    plot_descents,
    plot_in_fog,
    plot_nudge_errors,
    plot_secants,
)
from nnlib.plots.digits import (
    draw_digit_image,
    draw_outputs,
    in_percent,
    plot_confidence,
    plot_confusion,
    plot_digits,
    plot_outputs,
    plot_weights,
)
from nnlib.plots.gradients import (
    draw_ground,
    draw_map,
    grid_of,
    plot_descent_maps,
    plot_directions,
    plot_gradient_on_map,
    plot_lines_and_bowl,
    plot_rates,
)
from nnlib.plots.style import (
    BLACK,
    BLUE,
    DPI,
    GREEN,
    ORANGE,
    PAIR,
    PURPLE,
    SINGLE,
    SKY,
    STYLE,
    VERMILLION,
    new_figure,
    png_bytes,
    show,
    show_live,
)
from nnlib.plots.training import (
    LiveHistory,
    draw_curves,
    plot_comparison,
    plot_history,
)

__all__ = [
    "BLACK",
    "BLUE",
    "DPI",
    "GREEN",
    "ORANGE",
    "PAIR",
    "PURPLE",
    "SINGLE",
    "SKY",
    "STYLE",
    "VERMILLION",
    "LiveHistory",
    "draw_curves",
    "draw_digit_image",
    "draw_ground",
    "draw_map",
    "draw_outputs",
    "grid_of",
    "in_percent",
    "new_figure",
    "plot_comparison",
    "plot_confidence",
    "plot_confusion",
    "plot_derivative",
    "plot_descent_maps",
    "plot_descents",
    "plot_digits",
    "plot_directions",
    "plot_gradient_on_map",
    "plot_history",
    "plot_in_fog",
    "plot_lines_and_bowl",
    "plot_nudge_errors",
    "plot_outputs",
    "plot_rates",
    "plot_secants",
    "plot_weights",
    "png_bytes",
    "show",
    "show_live",
]
