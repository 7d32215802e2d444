import numpy as np
import pytest

from nnlib import plots
from tests.figures import assert_drawn

PICTURE = np.arange(784).reshape(28, 28).astype(np.uint8)
PHOTO = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
POINTS, LABELS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
LAYERS = [np.arange(4.0), np.zeros(3), np.array([0.25, 0.75])]


def two_neurons(points):
    return np.maximum(0, points - [0.5, 0])


def first_minus_second(hidden):
    return hidden[:, 0] - hidden[:, 1]


def plane(points):
    return points[:, 0] - 0.5


FIGURES = {
    "pixels": lambda: plots.plot_pixels(PICTURE, range(3, 7), range(10, 15)),
    "channels": lambda: plots.plot_channels(PHOTO),
    "frames": lambda: plots.plot_frames(PICTURE[np.newaxis, :, :, np.newaxis].repeat(3, axis=0)),
    "curves": lambda: plots.plot_curves({"one": np.tanh, "other": np.sin}),
    "neuron lines": lambda: plots.plot_neuron_lines({"one": ((1, 2), 0.5), "other": ((0, 1), 9)}),
    "points": lambda: plots.plot_points(POINTS, LABELS),
    "bent border": lambda: plots.plot_bent_border(two_neurons, first_minus_second, POINTS, LABELS),
    "borders": lambda: plots.plot_borders({"one": (two_neurons, plane)}),
    "forward": lambda: plots.plot_forward(PICTURE, LAYERS, "a title"),
}


def texts(axes):
    return [text.get_text() for text in axes.texts]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name]())


def test_the_numbers_beside_a_digit_are_those_of_the_framed_part_row_by_row():
    left, right = FIGURES["pixels"]().axes
    expected = [f"{(28 * row + column) % 256}" for row in range(3, 7) for column in range(10, 15)]
    assert texts(right) == expected
    assert left.patches[-1].get_bbox().bounds == (9.5, 2.5, 5, 4)


def test_each_channel_is_shown_as_it_stands_in_the_array():
    photo, *channels = FIGURES["channels"]().axes
    assert np.array_equal(photo.images[0].get_array(), PHOTO)
    for n, axes in enumerate(channels):
        assert np.array_equal(axes.images[0].get_array(), PHOTO[:, :, n])


def test_frames_stand_in_the_order_of_time():
    video = np.stack([PICTURE, PICTURE[::-1]])[..., np.newaxis]
    first, second = plots.plot_frames(video).axes
    assert (first.get_title(), second.get_title()) == ("time 0", "time 1")
    assert np.array_equal(second.images[0].get_array(), PICTURE[::-1])


def test_a_border_lies_where_the_function_is_0():
    _, axes = plots.new_figure()
    plots.draw_values(axes, plane, (-1, 1))
    border = axes.collections[0].get_paths()[0].vertices
    assert np.allclose(border[:, 0], 0.5)


def test_without_a_change_of_sign_there_is_no_border():
    _, axes = plots.new_figure()
    plots.draw_values(axes, lambda points: points[:, 0] + 5, (-1, 1))
    assert not axes.collections


def test_the_arrow_of_a_neuron_starts_on_its_line_and_is_its_weights():
    arrow = FIGURES["neuron lines"]().axes[0].texts[0]
    foot, tip = np.array(arrow.xyann), np.array(arrow.xy)
    assert foot @ [1, 2] + 0.5 == pytest.approx(0)
    assert tip - foot == pytest.approx([1, 2])


def test_the_words_beside_a_line_stand_on_the_sides_that_they_name():
    for axes in FIGURES["neuron lines"]().axes[:1]:
        for text in axes.texts[1:]:
            z = np.dot(text.get_position(), [1, 2]) + 0.5
            assert text.get_text() == ("z > 0" if z > 0 else "z < 0")


def test_the_classes_have_marks_of_their_own():
    _, axes = plots.new_figure()
    plots.draw_points(axes, POINTS, LABELS)
    circles, squares = axes.lines
    assert (circles.get_marker(), squares.get_marker()) == ("o", "s")
    assert squares.get_xydata().tolist() == [[0, 1], [1, 0]]


def test_points_are_drawn_where_the_hidden_neurons_take_them():
    axes = FIGURES["bent border"]().axes[2]
    assert axes.lines[0].get_xydata().tolist() == [[0, 0], [0.5, 1]]


def test_a_forward_pass_has_a_circle_for_each_neuron_and_a_share_for_each_output():
    right = FIGURES["forward"]().axes[1]
    assert [len(column.get_offsets()) for column in right.collections] == [4, 3, 2]
    assert {"0:  25 %", "1:  75 %", "3 neurons"} <= set(texts(right))
    assert len(right.lines) == 4 * 3 + 3 * 2
