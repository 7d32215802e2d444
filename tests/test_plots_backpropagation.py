import numpy as np

from nnlib import plots
from tests.figures import assert_drawn

HISTORIES = {
    "slow": np.array([[0.4, 0.6], [0.2, 0.5], [0.1, 0.7], [0.05, 0.75]]),
    "fast": np.array([[0.4, 0.6], [0.01, 0.7], [1e-8, 0.8], [1e-20, 0.8]]),
}


def test_the_figure_becomes_a_picture_with_something_on_it():
    assert_drawn(plots.plot_until_gone(HISTORIES, 0.8))


def test_each_training_is_drawn_from_its_first_update_on():
    left, right = plots.plot_until_gone(HISTORIES, 0.8).axes
    for line, other, rows in zip(left.lines, right.lines, HISTORIES.values(), strict=False):
        np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3])
        np.testing.assert_array_equal(line.get_ydata(), rows[1:, 0])
        np.testing.assert_array_equal(other.get_ydata(), rows[1:, 1])


def test_trainings_are_told_apart_by_more_than_their_colour():
    left, _ = plots.plot_until_gone(HISTORIES, 0.8).axes
    looks = [(line.get_linestyle(), line.get_marker()) for line in left.lines]
    assert len(set(looks)) == len(HISTORIES)
    assert [text.get_text() for text in left.get_legend().get_texts()] == list(HISTORIES)


def test_the_target_is_a_line_with_its_number():
    _, right = plots.plot_until_gone(HISTORIES, 0.8).axes
    assert set(right.lines[-1].get_ydata()) == {0.8}
    assert [text.get_text() for text in right.texts] == ["target 0.8"]
