import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle

from nnlib import plots
from nnlib.plots.graphs import number_text, places_of
from tests.figures import assert_drawn

GRAPH = {"y": ("", ()), "x": ("", ()), "p": ("x · y", ("y", "x")), "f": ("p + x", ("p", "x"))}
VALUES = {"y": -3.0, "x": 3.0, "p": -9.0, "f": -6.0}
GRADIENTS = {"f": 1.0, "p": 1.0, "x": -2.0}
FACTORS = {("p", "f"): 1.0, ("x", "f"): 1.0, ("x", "p"): -3.0}
PRODUCT = [("weight", [("a.T", 3, 5), ("b", 5, 4), ("gradient", 3, 4)])]

FIGURES = {
    "graph": lambda: plots.plot_graph(GRAPH, VALUES, GRADIENTS, FACTORS, {"p": 0.5}, "p"),
    "graph of nothing known": lambda: plots.plot_graph(GRAPH, {}),
    "one node": lambda: plots.plot_graph({"x": ("", ())}, {"x": 1}),
    "shapes": lambda: plots.plot_shapes(PRODUCT * 2),
    "gradient check": lambda: plots.plot_gradient_check({"right": 0.0, "near": 1e-9, "off": 0.5}),
}


def texts_of(figure):
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name](), dark=160)


def test_a_node_stands_in_the_column_after_its_last_operand():
    columns = {name: x for name, (x, _) in places_of(GRAPH, {}).items()}
    assert columns["y"] == columns["x"] == 0
    assert columns["f"] == 2 * columns["p"] > 0


def test_inputs_stand_one_above_the_other_in_their_order_and_a_row_can_be_set():
    places = places_of(GRAPH, {"p": 2.0})
    assert places["y"][1] > places["x"][1]
    assert places["p"][1] == 4 * places["y"][1]


def test_values_gradients_and_factors_are_written_and_nothing_else():
    texts = texts_of(plots.plot_graph(GRAPH, VALUES, GRADIENTS, FACTORS))
    names = ["y", "x", "p =\nx · y", "f =\np + x"]
    numbers = ["−3", "3", "−9", "−6", "∂ 1", "∂ 1", "∂ −2", "× 1", "× 1", "× −3"]
    assert sorted(filter(None, texts)) == sorted(names + numbers)


def test_a_node_without_a_value_is_pale():
    figure = plots.plot_graph(GRAPH, {"y": -3.0, "x": 3.0})
    edges = [
        to_hex(patch.get_edgecolor())
        for patch in figure.axes[0].patches
        if isinstance(patch, Circle)
    ]
    assert edges == ["#000000", "#000000", "#bbbbbb", "#bbbbbb"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        *((-9.0, "−9"), (0.25, "0.25"), (2 / 3, "0.667"), (1234.5, "1234.5"), ("?", "?")),
        *((-0.00134, "−0.00134"), (0.0123456, "0.0123"), (3.35e-5, "3.35e−05")),
        *((-1e-9, "0"), (0.0, "0")),
    ],
)
def test_numbers_are_short_and_have_a_true_minus(number, words):
    assert number_text(number) == words


def test_a_matrix_has_as_many_squares_as_numbers():
    axes = plots.plot_shapes(PRODUCT).axes[0]
    assert len(axes.patches) == 3 * 5 + 5 * 4 + 3 * 4
    assert {"a.T\n(3, 5)", "gradient\n(3, 4)", "@", "="} <= {t.get_text() for t in axes.texts}


def test_a_gradient_that_is_off_is_bold_and_has_another_mark():
    axes = plots.plot_gradient_check({"right": 1e-10, "off": 0.5}).axes[0]
    assert [label.get_weight() for label in axes.get_yticklabels()] == ["normal", "bold"]
    assert [line.get_marker() for line in axes.lines] == ["o", "X"]
    assert {"0.50", "below 1e-6"} <= set(texts_of(axes.figure))


def test_an_error_between_the_two_limits_is_told_as_it_is():
    figure = plots.plot_gradient_check({"kink": 5e-5, "small": 4e-3})
    assert {"5e-05", "4e-03"} <= set(texts_of(figure))


def test_an_error_that_is_no_number_is_wrong_and_stands_where_the_wrong_ones_do():
    axes = plots.plot_gradient_check({"right": 1e-10, "lost": float("nan")}).axes[0]
    assert [label.get_weight() for label in axes.get_yticklabels()] == ["normal", "bold"]
    assert axes.lines[1].get_marker() == "X"
    assert axes.lines[1].get_xdata()[0] == 1
    assert "nan" in texts_of(axes.figure)
