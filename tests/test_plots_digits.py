import numpy as np
import pytest

from nnlib import plots


def test_switched_off_neurons_are_columns_and_digits_rows():
    shares = np.full((3, 10), 97.0)
    shares[2, 7] = 4.4
    (axes,) = plots.plot_switched_off(shares).axes
    written = {text.get_position(): text.get_text() for text in axes.texts}
    assert len(written) == 30
    assert written[2, 7] == "4"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0", "1", "2"]


def test_a_digit_that_suffers_stands_out_without_its_colour():
    (axes,) = plots.plot_switched_off(np.array([[97.0, 12.0]])).axes
    assert [text.get_fontweight() for text in axes.texts] == ["normal", "bold"]


@pytest.mark.parametrize(
    ("values", "came"),
    [
        (np.ones((1, 10)) / 10, r"got \(1, 10\), from 0\.1 to 0\.1"),
        ([-3.0, 5.2, 0.1], r"got \(3,\), from -3 to 5\.2"),
        (0.5, r"got \(\)"),
        ([], r"got \(0,\)\. Pass"),
    ],
)
def test_what_is_no_row_of_probabilities_is_not_drawn_as_one(values, came):
    for plot in (plots.plot_outputs, lambda row: plots.plot_forward(np.zeros((28, 28)), [row])):
        with pytest.raises(ValueError, match=came + r".*softmax\(logits\)\[0\]"):
            plot(values)
    with pytest.raises(ValueError, match=came + r".*softmax\(logits\)\.max\(axis=1\)"):
        plots.plot_confidence({"a": np.subtract(values, 0)})


def test_probabilities_may_be_a_list_and_may_all_be_zero():
    assert plots.plot_outputs([0.25, 0.75]).axes[0].texts[1].get_text() == "75 %"
    assert len(plots.plot_outputs([0, 0]).axes[0].patches) == 2


@pytest.mark.parametrize("plot", [plots.plot_digits, plots.plot_weights])
def test_rows_that_are_no_pictures_are_not_cut_into_some(plot):
    with pytest.raises(ValueError, match=r"rows of 784 = 28 × 28 numbers; got the shape \(784, 16"):
        plot(np.zeros((784, 16)))
    with pytest.raises(ValueError, match=r"Expected at least one picture; got none\."):
        plot(np.zeros((0, 784)))
    with pytest.raises(TypeError, match="Expected numbers; got 'seven'"):
        plot("seven")


@pytest.mark.parametrize("shape", [(784,), (28, 28), (1, 784), (1, 28, 28), (1, 1, 28, 28)])
def test_one_digit_may_come_as_a_row_or_as_a_picture(shape):
    ink = np.arange(784, dtype=np.uint8)
    (axes,) = plots.plot_digits(ink.reshape(shape), n_columns=1).axes
    assert np.array_equal(axes.images[0].get_array(), ink.reshape(28, 28))


@pytest.mark.parametrize("labels", [np.array([7, 0]), [7, 0]])
def test_labels_may_be_titles(labels):
    figure = plots.plot_digits(np.zeros((2, 784)), labels, n_columns=2)
    assert [axes.get_title() for axes in figure.axes] == ["7", "0"]
