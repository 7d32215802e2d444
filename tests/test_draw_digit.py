import sys
import threading

import numpy as np
import pytest
import traitlets

from nnlib.datasets import as_pictures, digits
from nnlib.layers import Linear
from nnlib.plots import png_bytes
from nnlib.widgets import centred, draw_digit, plot_reading
from nnlib.widgets.draw_digit import (
    EMPTY_ALT,
    HERE,
    PAD,
    DigitPad,
    centre_of_mass,
    in_words,
)

MODULE = sys.modules["nnlib.widgets.draw_digit"]  # the function has the same name
BAR = np.array([[40, 250, 10], [60, 255, 90], [0, 200, 0], [0, 130, 220], [0, 99, 0]], np.uint8)


def drawing(top=30, left=50, scale=20):
    """Return a page with an unsymmetric drawing of 5 × 3 squares at a place."""
    page = np.zeros((PAD, PAD), np.uint8)
    ink = np.kron(BAR, np.ones((scale, scale), np.uint8))
    page[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return page


@pytest.fixture
def pad():
    return DigitPad(Linear(784, 10, rng=np.random.default_rng(5)))


def test_an_empty_page_stays_empty():
    assert not centred(np.zeros((PAD, PAD))).any()
    assert centred(np.zeros((PAD, PAD))).shape == (28, 28)


def test_the_ink_fits_twenty_pixels_and_fills_them_in_its_longer_direction():
    ink = centred(drawing()) > 0
    assert np.ptp(np.flatnonzero(ink.any(axis=1))) + 1 == 20
    assert np.ptp(np.flatnonzero(ink.any(axis=0))) + 1 == 12  # 20 · 3 / 5


def test_the_centre_of_mass_is_in_the_middle():
    assert centre_of_mass(centred(drawing())) == pytest.approx((14, 14), abs=0.5)


@pytest.mark.parametrize(("top", "left"), [(0, 0), (5, 219), (180, 1), (77, 93)])
def test_a_moved_drawing_gives_the_same_picture(top, left):
    np.testing.assert_array_equal(centred(drawing(top, left)), centred(drawing()))


@pytest.mark.parametrize("scale", [4, 8, 52])
def test_a_larger_or_smaller_drawing_gives_the_same_picture(scale):
    np.testing.assert_allclose(
        centred(drawing(0, 0, scale)), centred(drawing(0, 0, 20)), atol=1 / 255
    )


def test_greys_stay_between_paper_and_ink():
    picture = centred(drawing())
    assert picture.min() == 0
    assert picture.max() == 1


@pytest.mark.parametrize("shape", [(1, 200), (200, 1), (1, 1)])
def test_a_line_or_a_dot_leaves_no_hole(shape):
    page = np.zeros((PAD, PAD), np.uint8)
    page[40 : 40 + shape[0], 10 : 10 + shape[1]] = 255
    picture = centred(page)
    assert max(np.count_nonzero(picture, axis=0).max(), np.count_nonzero(picture, axis=1).max()) > 9


def test_ink_with_its_mass_at_one_end_stays_inside_the_field():
    page = np.zeros((PAD, PAD), np.uint8)
    page[100:120, 0:30] = 255
    page[105:115, 30:280] = 10
    assert np.count_nonzero(centred(page).any(axis=0)) == 20


def test_real_digits_come_out_as_they_were():
    originals = as_pictures(digits(n_train=10, n_test=50).test_inputs)
    again = np.array([centred(np.kron(original, np.ones((10, 10)))) for original in originals])
    assert np.abs(again - originals / 255).mean() < 0.01


def test_an_answer_in_words_is_never_all_too_sure():
    assert in_words(np.array([0.07, 0.93])) == "1, with 93 %"
    assert in_words(np.array([0.999, 0.001])) == "0, with over 99 %"


def test_the_reading_is_a_figure_with_the_answer_in_its_title():
    figure = plot_reading(centred(drawing()), np.eye(10)[7])
    assert figure.axes[1].get_title() == "7, with over 99 %"
    assert png_bytes(figure).startswith(b"\x89PNG")


def test_an_empty_pad_asks_for_a_digit(pad):
    assert pad.text == "draw a digit"
    assert "draw a digit" in pad.alt
    assert not pad.probabilities.any()
    assert plot_reading(pad.array, pad.probabilities).axes[1].get_title() == "draw a digit"


def test_pixels_become_the_picture_and_the_ten_outputs(pad):
    pad.pixels = drawing().tobytes()
    np.testing.assert_array_equal(pad.array, centred(drawing()))
    assert pad.probabilities.shape == (10,)
    assert pad.probabilities.sum() == pytest.approx(1)
    assert pad.text.startswith(f"{pad.probabilities.argmax()}, with ")
    assert pad.text in pad.alt


def test_a_cleared_pad_is_empty_again(pad):
    pad.pixels = drawing().tobytes()
    pad.pixels = bytes(PAD * PAD)
    assert pad.text == "draw a digit"
    assert not pad.array.any()


def test_a_memoryview_from_the_browser_is_read(pad):
    pad.set_state({"pixels": memoryview(drawing().tobytes())})
    assert pad.array.any()


def test_pixels_of_another_size_are_refused(pad):
    with pytest.raises(traitlets.TraitError, match=r"78,400 bytes.*got 784"):
        pad.pixels = bytes(784)


def test_strokes_from_another_thread_are_read_once_and_in_the_main_one(pad, monkeypatch):
    calls = []

    class Shell:
        class kernel:  # noqa: N801
            class io_loop:  # noqa: N801
                add_callback = calls.append

    monkeypatch.setattr("nnlib.widgets.kernel.get_ipython", lambda: Shell)

    def two_strokes():
        pad.pixels = drawing(0, 0, 4).tobytes()
        pad.pixels = drawing(9, 9, 30).tobytes()

    thread = threading.Thread(target=two_strokes)
    thread.start()
    thread.join()
    assert len(calls) == 1
    assert not pad.array.any()
    calls[0]()
    np.testing.assert_array_equal(pad.array, centred(drawing(9, 9, 30)))


def test_the_pad_shows_itself_and_one_picture_that_changes(monkeypatch):
    shown = []
    monkeypatch.setattr(MODULE, "display", lambda data, **_: shown.append(data))
    monkeypatch.setattr(
        MODULE,
        "show_live",
        lambda figure, alt, handle=None: shown.append((alt, handle)) or "the handle",
    )
    pad = draw_digit(Linear(784, 10, rng=np.random.default_rng(5)))
    assert shown == []  # else it would come twice as the last line of a cell
    pad._ipython_display_()
    pad.pixels = drawing().tobytes()
    assert "application/vnd.jupyter.widget-view+json" in shown[0]
    assert shown[1:] == [(EMPTY_ALT, None), (pad.alt, "the handle")]


def test_pad_and_script_agree_on_the_size():
    assert f"const PAD = {PAD};" in (HERE / "draw_digit.js").read_text(encoding="utf-8")


def test_the_script_fetches_nothing():
    script = (HERE / "draw_digit.js").read_text(encoding="utf-8")
    assert not [word for word in ("http", "fetch(", "import ") if word in script]


def test_what_goes_wrong_in_the_model_is_said_in_words(pad):
    class Own:
        def forward(self, inputs):
            raise ZeroDivisionError("my own fault")

    pad.pixels = drawing().tobytes()
    pad.model = Own()
    before = pad.array, pad.probabilities, pad.alt, pad.content[0]["image/png"]
    pad.pixels = drawing(9, 9, 30).tobytes()
    assert "ZeroDivisionError: my own fault" in pad.text
    after = pad.array, pad.probabilities, pad.alt, pad.content[0]["image/png"]
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))


def test_a_network_that_has_diverged_is_told_of_in_words(pad):
    pad.model.weight.value[:] = np.nan
    pad.pixels = drawing().tobytes()
    assert "diverged" in pad.text
    assert "diverged" in pad.alt


def test_draw_digit_says_what_is_wrong_with_a_network_of_another_shape():
    with pytest.raises(ValueError, match=r"draw_digit expected a network with ten outputs"):
        draw_digit(Linear(784, 3, rng=np.random.default_rng(0)))


def test_pixels_of_another_kind_are_refused():
    with pytest.raises(ValueError, match="from 0 to 255; got 0 to 1"):
        centred(np.eye(28))
    with pytest.raises(ValueError, match="got 0 to 300"):
        centred(300 * np.eye(28, dtype=int))
    with pytest.raises(ValueError, match=r"shape \(height, width\); got \(784,\)"):
        centred(np.zeros(784, np.uint8))


def test_two_faint_dots_far_apart_are_an_empty_field():
    pixels = np.zeros((PAD, PAD), np.uint8)
    pixels[0, 0] = pixels[-1, -1] = 60
    assert not centred(pixels).any()
