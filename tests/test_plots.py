import numpy as np
import pytest

from nnlib import plots
from nnlib.training import History
from tests.figures import assert_drawn


def history(n_epochs):
    values = [1 / (n + 1) for n in range(n_epochs)]
    return History(
        train_loss=values, train_accuracy=values, validation_loss=values, validation_accuracy=values
    )


def bowl(point):
    return point[0] ** 2 + point[1] ** 2


FIGURES = {
    "history": lambda: plots.plot_history(history(5), n_epochs=20),
    "history of nothing": lambda: plots.plot_history(history(0)),
    "history of a regression": lambda: plots.plot_history(
        History(train_loss=[0.9, 0.5], validation_loss=[0.8, 0.6])
    ),
    "comparison": lambda: plots.plot_comparison({"one": history(5), "other": history(9)}, lowest=0),
    "confidence": lambda: plots.plot_confidence({"a": np.linspace(0, 1, 50), "b": np.ones(3)}),
    "digits": lambda: plots.plot_digits(
        np.random.default_rng(0).random((9, 784)), list("abcdefghi")
    ),
    "grey values": lambda: plots.plot_grey_values(np.array([[0, 255, 127], [128, 3, 60]])),
    "confusion": lambda: plots.plot_confusion(np.arange(100).reshape(10, 10)),
    "perfect confusion": lambda: plots.plot_confusion(np.eye(10, dtype=int) * 50),
    "weights": lambda: plots.plot_weights(np.random.default_rng(0).normal(size=(16, 784))),
    "outputs": lambda: plots.plot_outputs(np.eye(10)[3], "a title"),
    "in fog": lambda: plots.plot_in_fog(np.sin, place=0.5),
    "secants": lambda: plots.plot_secants(np.sin, slope=1.0, place=0.0, nudges=(2, 1)),
    "derivative": lambda: plots.plot_derivative(np.sin, np.cos),
    "nudge errors": lambda: plots.plot_nudge_errors(
        np.array([1e-3, 1e-2, 0.1]), {"one": np.array([0, 1e-4, 1e-2]), "two": np.ones(3)}
    ),
    "descents": lambda: plots.plot_descents(np.square, {"one": [2, 1, 0.5], "two": [1.5]}),
    "gradient on map": lambda: plots.plot_gradient_on_map(
        bowl, np.array([1.0, 0.5]), np.array([2.0, 1.0]), (0, 3), (-1, 2)
    ),
    "descent maps": lambda: plots.plot_descent_maps(
        {"one": (bowl, [[(2, 1), (1, 0)]]), "none": (bowl, [])}, (-3, 3), (-2, 2)
    ),
    "rates": lambda: plots.plot_rates(np.square, {"one": [2, 1, 0.5], "two": [1.5]}, reach=3),
    "lines and bowl": lambda: plots.plot_lines_and_bowl(
        bowl, {"A": (0, 0), "B": (2, 1)}, np.arange(3), np.arange(3), path=[(0, 0), (2, 1)]
    ),
    "directions": lambda: plots.plot_directions(
        bowl, np.array([1.0, 0.0]), np.array([2.0, 0.0]), np.eye(2), lengths=(0.1, 2)
    ),
}


@pytest.fixture
def displayed(monkeypatch):
    """Collect what goes to the page, the first picture and its updates."""
    shown = []

    class Handle:
        def update(self, content, **options):
            shown.append(("update", content, options))

    def display(content, **options):
        shown.append(("new", content, options))
        return Handle()

    monkeypatch.setattr(plots.style, "display", display)
    monkeypatch.setattr(plots.style, "get_ipython", object)  # as in a notebook
    return shown


def test_a_live_history_of_a_regression_speaks_of_losses_alone(displayed):
    plots.LiveHistory(n_epochs=3)(History(train_loss=[0.5]))
    assert "right answers" not in displayed[0][1]["text/plain"]


def test_a_script_prints_the_alternative_text_once(capsys):
    live = plots.LiveHistory(n_epochs=3)
    for n in (1, 2, 3):
        live(history(n))
    printed = capsys.readouterr().out
    assert printed.count("Loss, left") == 1
    assert "figure.savefig" in printed


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name]())


def test_show_gives_the_picture_with_its_alternative_text(displayed):
    plots.show(FIGURES["outputs"](), alt="Ten bars.")
    ((kind, content, options),) = displayed
    assert kind == "new"
    assert content["text/plain"] == "Ten bars."
    assert content["image/png"].startswith(b"\x89PNG")
    assert options["metadata"] == {"image/png": {"alt": "Ten bars."}}


def test_show_without_an_alternative_text_is_refused():
    with pytest.raises(ValueError, match="Write alt"):
        plots.show(FIGURES["outputs"](), alt=" ")


def test_a_live_history_is_one_picture_that_changes(displayed):
    live = plots.LiveHistory(n_epochs=3)
    for n in (1, 2, 3):
        live(history(n))
    assert [kind for kind, *_ in displayed] == ["new", "update", "update"]
    assert displayed[0][1]["image/png"] != displayed[2][1]["image/png"]


def lines_of(axes):
    return [line.get_xydata() for line in axes.lines]


def test_the_fog_hides_all_but_the_ball():
    (ball,) = lines_of(plots.plot_in_fog(np.square, place=1).axes[0])
    np.testing.assert_allclose(ball, [[1, 1]])


def test_a_secant_goes_through_both_points_and_tells_its_slope():
    axes = plots.plot_secants(np.square, slope=6, place=3, nudges=(1, 0.1)).axes[0]
    _, tangent, first, second, _ = lines_of(axes)
    np.testing.assert_allclose(first, [[3, 9], [4, 16]])
    np.testing.assert_allclose(second[1], [3.1, 9.61])
    (rise,) = np.diff(tangent[:, 1]) / np.diff(tangent[:, 0])
    assert rise == pytest.approx(6)
    words = [text.get_text() for text in axes.texts]
    assert words == ["tangent: slope 6", "nudge 1: ratio 7", "nudge 0.1: ratio 6.1"]


def test_flat_places_are_marked_on_the_curve_and_on_its_derivative():
    above, below = plots.plot_derivative(np.cos, lambda x: -np.sin(x), interval=(-2, 4)).axes
    for axes in (above, below):
        marked = [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == ":"]
        np.testing.assert_allclose(marked, [0, np.pi], atol=0.02)


def test_an_error_of_zero_leaves_a_gap_on_logarithmic_axes():
    axes = FIGURES["nudge errors"]().axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert np.isnan(lines_of(axes)[0][0, 1])
    assert {"one", "two"} <= {text.get_text() for text in axes.texts}


def test_a_descent_is_drawn_on_the_curve_and_against_the_step():
    left, right = plots.plot_descents(np.square, {"a name": [2, 1, 0.5]}).axes
    np.testing.assert_allclose(lines_of(left)[1], [[2, 4], [1, 1], [0.5, 0.25]])
    lowest, path = lines_of(right)
    np.testing.assert_allclose(lowest[:, 1], 0, atol=1e-9)
    np.testing.assert_allclose(path, [[0, 2], [1, 1], [2, 0.5]])
    assert right.get_legend().get_texts()[0].get_text() == "a name"


def test_a_grid_runs_east_along_its_columns_and_north_along_its_rows():
    x, y, values = plots.grid_of(lambda p: p[0] + 10 * p[1], (0, 2), (-1, 1), n=3)
    assert values.tolist() == [[-10, -9, -8], [0, 1, 2], [10, 11, 12]]
    assert (x[0].tolist(), y[:, 0].tolist()) == ([0, 1, 2], [-1, 0, 1])


def test_a_step_along_the_gradient_promises_the_most():
    start, gradient = np.array([1.0, 0.0]), np.array([2.0, 0.0])
    figure = plots.plot_directions(bowl, start, gradient, np.array([[-1.0, 0.0]]), (0.01,))
    _, promised, way, best = figure.axes[0].lines
    assert promised.get_ydata().min() == pytest.approx(-0.01 * 2)
    assert way.get_xydata() == pytest.approx(best.get_xydata())  # −x is the way down itself


def test_a_map_of_a_flat_function_is_drawn():
    plots.png_bytes(plots.plot_descent_maps({"flat": (lambda p: 1.0, [])}, (0, 1), (0, 1)))


def test_digits_without_a_title_each_are_refused():
    with pytest.raises(ValueError, match="a title for each of 2 images; got 1"):
        plots.plot_digits(np.zeros((2, 784)), ["seven"])


def test_curves_that_could_not_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="at most 4 curves"):
        plots.plot_comparison(dict.fromkeys("abcde", history(2)))


def test_a_comparison_of_what_was_not_measured_is_refused():
    with pytest.raises(ValueError, match="histories with validation; 'a' has none"):
        plots.plot_comparison({"a": History(train_accuracy=[0.5])})


@pytest.mark.parametrize(("room", "width"), [(None, 5), (3, 5), (20, 20)])
def test_no_epoch_of_a_history_lies_beyond_the_axis(room, width):
    for axes in plots.plot_history(history(5), n_epochs=room).axes:
        assert axes.get_xlim() == (0.5, width + 0.5)


def test_points_may_be_tuples():
    point, gradient = (1.0, 0.5), (2.0, 1.0)
    figure = plots.plot_gradient_on_map(bowl, point, gradient, (0, 3), (-1, 2))
    assert any(text.get_text() == "gradient" for text in figure.axes[0].texts)
    figure = plots.plot_directions(bowl, point, gradient, [(1.0, 0.0), (0.0, 1.0)], (0.1,))
    assert len(figure.axes[0].lines[2].get_xdata()) == 2
