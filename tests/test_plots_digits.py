import numpy as np

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
