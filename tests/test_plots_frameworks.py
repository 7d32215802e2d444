import numpy as np
import pytest

from nnlib import plots
from tests.figures import assert_drawn

OURS = np.array([1.0, -2.0, 0.5])
PAIRS = {
    "PyTorch, float64 (live)": (OURS, OURS),
    "Keras, float32 (stored)": (OURS, np.add(OURS, [0, 0, 2e-3])),
}
LOSSES = {"float64": np.array([2.0, 1.0, 0.5]), "float32": np.array([2.0, 1.0, 0.5])}
THEIRS = {"scikit-learn (live)": {"float64": [2.0, 1.0, 0.5], "float32": [2.0, 1.25, 0.5]}}
ROWS = [
    {"width": width, "batch_size": size, "nnlib": 10 * size, "PyTorch": 50, "scikit-learn": 70}
    for width in (16, 128)
    for size in (1, 32)
]
FIGURES = {
    "agreement": lambda: plots.plot_agreement(PAIRS, 1e-6),
    "same losses": lambda: plots.plot_same_losses(LOSSES, THEIRS),
    "unzeroed": lambda: plots.plot_unzeroed({"cleared": [1, 0.5, 0.2], "never": [1, 0, -1]}),
    "softmax twice": lambda: plots.plot_softmax_twice(
        {"one": [2.0, 0.5], "two": [2.2, 1.7]}, {"one": [0.5, 0.9], "two": [0.4, 0.7]}, 1.46
    ),
    "speeds": lambda: plots.plot_speeds(ROWS, 16, {"nnlib": 300.0}),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name]())


def test_a_difference_stands_at_its_share_of_the_largest_number():
    right = FIGURES["agreement"]().axes[1]
    found = [line.get_xdata()[0] for line in right.lines[:2]]
    assert found == [2e-17, pytest.approx(1e-3)]
    assert [label.get_text() for label in right.get_yticklabels()] == list(PAIRS)


def test_a_spike_in_one_loss_is_drawn_at_its_step():
    right = FIGURES["same losses"]().axes[1]
    equal, spike = (line.get_xydata().tolist() for line in right.lines)
    assert spike == [[2, 0.25]]
    assert equal == []


def test_speeds_are_those_of_the_width_and_what_was_measured_here_stands_at_32():
    axes = FIGURES["speeds"]().axes[0]
    assert axes.lines[0].get_xydata().tolist() == [[1, 10], [32, 320]]
    assert [32, 300] in [
        line.get_xydata().tolist()[0] for line in axes.lines if len(line.get_xdata())
    ]
    assert plots.speeds_of(ROWS, 128, "PyTorch") == ([1, 32], [50, 50])


def test_the_floor_is_a_line_and_shares_are_in_per_cent():
    left, right = FIGURES["softmax twice"]().axes
    assert left.lines[-1].get_ydata() == [1.46, 1.46]
    assert right.lines[1].get_ydata().tolist() == [40, 70]
