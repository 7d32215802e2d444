import numpy as np
import pytest

from nnlib.convolution import Convolution
from nnlib.datasets import digits
from nnlib.widgets.explore_filters import (
    LARGEST,
    OWN,
    PLACES,
    PRESETS,
    explore_filters,
    filtered,
    name_of,
    pictures_of,
    products,
)

FIELDS = [place.replace(" ", "_") for place in PLACES]


@pytest.fixture
def widget():
    return explore_filters()


def kernel_of(widget):
    return np.reshape([widget.values[field] for field in FIELDS], (3, 3))


def set_to(widget, **values):
    for name, value in values.items():
        widget.controls[name].value = value


@pytest.mark.parametrize("name", PRESETS)
def test_the_output_is_that_of_the_convolution_layer(name):
    picture, kernel = pictures_of(None)["3"].astype(float), np.array(PRESETS[name], float)
    layer = Convolution(1, 1, 3, rng=np.random.default_rng(1), dtype=np.float64)
    layer.weight.value[:] = kernel
    expected = layer.forward(picture[np.newaxis, np.newaxis])[0, 0]
    np.testing.assert_allclose(filtered(picture, kernel), expected, atol=1e-12)


def test_the_kernel_is_not_turned_round():
    picture = np.zeros((5, 5))
    picture[2, 2] = 1  # a single point of ink shows the kernel turned by 180 degrees
    kernel = np.arange(1.0, 10).reshape(3, 3)
    np.testing.assert_array_equal(filtered(picture, kernel), kernel[::-1, ::-1])


def test_the_nine_products_add_up_to_the_output():
    rng = np.random.default_rng(4)
    picture, kernel = rng.random((6, 7)), rng.normal(size=(3, 3))
    output = filtered(picture, kernel)
    assert output.shape == (4, 5)
    for row, column in np.ndindex(output.shape):
        assert products(picture, kernel, row, column).sum() == pytest.approx(output[row, column])


def test_the_words_hold_the_nine_products_and_their_sum():
    picture = np.arange(16.0).reshape(4, 4) / 16
    widget = explore_filters(picture, kernel="Laplace")
    set_to(widget, row=1, column=0, centre=2)
    # rows 1 to 3, columns 0 to 2: 4 5 6, 8 9 10, 12 13 14 sixteenths; 5 + 8 + 2 · 9 + 10 + 13
    assert (
        "Kernel my own, output at row 1, column 0: 0 · 0.25 + 1 · 0.312 + 0 · 0.375" in widget.text
    )
    assert "+ 1 · 0.5 + 2 · 0.562 + 1 · 0.625 + " in widget.text
    assert " = 3.375. The whole output goes from 1.875 to 3.75." in widget.text


def test_identity_gives_the_picture_without_its_edge_and_blur_the_same_grey():
    picture = np.random.default_rng(3).random((9, 8))
    np.testing.assert_array_equal(
        filtered(picture, np.array(PRESETS["identity"])), picture[1:-1, 1:-1]
    )
    even = np.full((5, 5), 0.37)
    assert filtered(even, np.array(PRESETS["blur"])) == pytest.approx(np.full((3, 3), 0.37))
    for name in ("horizontal edges", "vertical edges", "Laplace"):
        assert filtered(even, np.array(PRESETS[name])) == pytest.approx(np.zeros((3, 3)))


def test_edges_are_found_in_their_own_direction_alone():
    picture = np.repeat([[0.0, 0, 1, 1]], 5, axis=0)
    assert not filtered(picture, np.array(PRESETS["horizontal edges"])).any()
    assert (filtered(picture, np.array(PRESETS["vertical edges"])) == 3).all()
    assert (filtered(picture.T, np.array(PRESETS["horizontal edges"])) == 3).all()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fills_the_nine_fields(widget, name):
    set_to(widget, preset="sharpen")
    set_to(widget, preset=name)
    np.testing.assert_array_equal(kernel_of(widget), PRESETS[name])
    assert f"Kernel {name}, " in widget.text
    assert widget.error is None


def test_an_edited_kernel_is_ones_own_and_an_equal_one_has_its_name(widget):
    set_to(widget, top=0.5)
    assert widget.values["preset"] == OWN
    set_to(widget, top=0)
    assert widget.values["preset"] == "vertical edges"
    assert name_of(np.eye(3)) == OWN


def test_undo_goes_back_edit_by_edit_through_fields_and_presets(widget):
    first, states = widget.text, []
    undo = widget.controls["undo"]
    assert undo.disabled
    for change in ({"top": 2}, {"left": -3.5}, {"preset": "blur"}, {"centre": 9}):
        states.append((widget.text, widget.picture.png(), widget.values))
        set_to(widget, **change)
    while states:
        assert not undo.disabled
        undo.click()
        assert (widget.text, widget.picture.png(), widget.values) == states.pop()
    assert undo.disabled
    undo.click()
    assert widget.text == first


def test_looking_elsewhere_is_no_edit(widget):
    set_to(widget, row=0, column=25, digit="2", preset=OWN)
    assert widget.controls["undo"].disabled
    assert widget.values["preset"] == "vertical edges"


def test_reset_forgets_the_edits(widget):
    first = widget.text, widget.picture.png(), widget.values
    set_to(widget, top=2, digit="4", row=0, preset="blur", centre=1)
    widget.reset()
    assert (widget.text, widget.picture.png(), widget.values) == first
    assert widget.controls["undo"].disabled


@pytest.mark.parametrize("value", [-LARGEST, 0, LARGEST])
@pytest.mark.parametrize("place", [0, 25])
def test_the_least_and_the_largest_values_are_drawn_and_told(widget, value, place):
    set_to(widget, row=place, column=place, **dict.fromkeys(FIELDS, value))
    assert widget.error is None
    assert f"row {place}, column {place}: " in widget.text
    assert "nan" not in widget.text


@pytest.mark.parametrize("hostile", [np.nan, np.inf, "one", 101])
def test_a_hostile_number_is_refused_and_the_old_one_stays(widget, hostile):
    with pytest.raises(ValueError, match='"top left" expected a number from -100 to 100'):
        set_to(widget, top_left=hostile)
    assert widget.values["top_left"] == -1
    assert widget.controls["undo"].disabled


def test_every_digit_can_be_chosen(widget):
    seen = set()
    for digit in map(str, range(10)):
        set_to(widget, digit=digit)
        seen.add(widget.picture.png())
    assert len(seen) == 10


def test_the_fields_stand_in_a_grid_and_every_control_is_on_the_page_once(widget):
    line, grid, words = widget.panel.children
    assert [field.label for field in grid.children] == PLACES
    assert words is widget.words
    on_the_page = [*line.children, *grid.children]
    assert sorted(map(id, on_the_page)) == sorted(map(id, widget.all_controls()))


@pytest.mark.parametrize(
    "image",
    [digits().test_inputs[0], digits().test_inputs[:1], np.full((4, 9), 255, np.uint8), np.eye(30)],
)
def test_own_pictures_are_taken_scaled_or_not(image):
    widget = explore_filters(image)
    assert widget.error is None
    assert "digit" not in widget.controls


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((5, 5, 3)), r"got the shape \(5, 5, 3\).*pass one channel"),
        (np.zeros((3, 9)), "at least 4 × 4"),
        (np.full((5, 5), 7.0), "from 0 to 1, or uint8.*from 7 to 7"),
        (np.full((5, 5), np.nan), "from 0 to 1"),
    ],
)
def test_wrong_pictures_are_refused_with_advice(image, message):
    with pytest.raises(ValueError, match=message):
        explore_filters(image)


def test_an_unknown_kernel_is_refused():
    with pytest.raises(ValueError, match=r"expected a kernel of identity, blur.*got 'emboss'"):
        explore_filters(kernel="emboss")
