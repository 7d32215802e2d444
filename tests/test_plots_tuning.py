import numpy as np
import pytest

from nnlib import plots
from tests.figures import assert_drawn

RATES = np.array([0.001, 0.01, 0.1, 1])
CHOICES = [
    {"what": "neurons", "value": 4, "at 0.02": [0.7, 0.8], "at best rate": [0.8, 0.9]},
    {"what": "activation", "value": "tanh", "at 0.02": [0.5, 0.6], "at best rate": [0.6, 0.7]},
]
GRID = [(rate, decay, 0.5) for rate in (0.01, 0.1, 1) for decay in (1e-5, 1e-4, 1e-3)]
RANDOM = [(rate, 1e-4, 0.9) for rate in np.geomspace(0.01, 1, 9)]


def searches():
    return plots.plot_two_searches({"grid": GRID, "random": RANDOM})


def landscape():
    steps = np.linspace(-1, 1, 9)
    bowl = 1 + steps[:, None] ** 2 + steps**2
    return plots.plot_landscape(steps, bowl, np.linspace(0, 1, 5), {"to a twin": [1, 2, 3, 2, 1]})


FIGURES = {
    "log scale": lambda: plots.plot_log_scale(0.001, 1, [0.5, 0.9], [0.01, 0.1]),
    "range test": lambda: plots.plot_range_test(RATES, [2, 1, 0.5, 4], RATES, [2, 1, 0.5, 4]),
    "sweep": lambda: plots.plot_rate_sweep(RATES, np.full((4, 3), 0.5)),
    "recorded": lambda: plots.plot_recorded([2, 1], [2.1, 1.5]),
    "batches": lambda: plots.plot_rates_by_batch(
        RATES, [8, 32], [[0.1, 0.9, 0.2, 0.1], [0.1, 0.2, 0.8, 0.1]]
    ),
    "choices": lambda: plots.plot_choices(CHOICES, names=("neurons", "activation")),
    "activations": lambda: plots.plot_activations(
        {"narrow": [np.zeros(9), np.zeros(9)], "wide": [np.full(9, 7), np.linspace(-1, 1, 9)]}
    ),
    "searches": searches,
    "best": lambda: plots.plot_best_of_searches({"grid": [0.8, 0.9], "random": [0.9, 0.92]}),
    "landscape": landscape,
    "ten": lambda: plots.plot_ten_trainings([[2, 1], [2, 1.1]], np.array([[0, 3], [3, 0]])),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    assert_drawn(FIGURES[name]())


def test_both_samples_lie_on_an_axis_of_powers_of_ten():
    (axes,) = FIGURES["log scale"]().axes
    assert axes.get_xscale() == "log"
    assert [line.get_xdata().tolist() for line in axes.lines] == [[0.5, 0.9], [0.01, 0.1]]


def test_a_range_test_marks_the_lowest_loss_and_a_tenth_of_its_rate():
    (axes,) = FIGURES["range test"]().axes
    marks = [line.get_xydata()[0] for line in axes.lines[2:]]
    np.testing.assert_allclose(marks, [(0.1, 0.5), (0.01, 1)])


def test_a_sweep_has_a_dot_for_each_seed_and_a_line_of_means():
    axes = plots.plot_rate_sweep([0.1, 1], [[0.5, 0.7], [0.2, 0.4]]).axes[0]
    first, second, means, _ = (line.get_ydata() for line in axes.lines)
    np.testing.assert_allclose([first, second, means], [[50, 20], [70, 40], [60, 30]])


def test_the_two_recorded_curves_come_first_so_that_a_widget_can_move_them():
    (axes,) = FIGURES["recorded"]().axes
    curves = [line.get_ydata().tolist() for line in axes.lines[:2]]
    assert curves == [[2, 1], [2.1, 1.5]]
    assert axes.lines[2].get_ydata()[0] == pytest.approx(2.302585, abs=1e-6)


def test_the_best_rate_of_each_batch_size_is_framed():
    (axes,) = FIGURES["batches"]().axes
    framed = [text for text in axes.texts if text.get_bbox_patch()]
    assert [(text.get_text(), *text.get_position()) for text in framed] == [
        ("90", 1, 0),
        ("80", 2, 1),
    ]


def test_each_choice_has_its_scores_at_both_rates():
    left, right = FIGURES["choices"]().axes
    heights = [line.get_ydata()[0] for line in left.lines]
    np.testing.assert_allclose(heights, [70, 80, 80, 90])
    assert [label.get_text() for label in right.get_xticklabels()] == ["tanh"]


def test_outputs_beyond_the_axis_are_counted_at_its_end():
    axes = FIGURES["activations"]().axes[2]
    counts = [bar.get_height() for bar in axes.patches]
    assert counts[-1] == 9
    assert sum(counts) == 9


def test_a_search_is_titled_with_its_number_of_different_rates():
    titles = [axes.get_title() for axes in searches().axes[:2]]
    assert titles == ["grid: 9 trials, 3 rates", "random: 9 trials, 9 rates"]


def test_the_mean_of_the_best_scores_is_marked():
    (axes,) = FIGURES["best"]().axes
    means = [line.get_xdata()[0] for line in axes.lines[1::2]]
    np.testing.assert_allclose(means, [85, 91])


def test_a_landscape_has_a_map_and_the_ways_to_other_places():
    left, right = landscape().axes
    np.testing.assert_allclose(left.lines[0].get_xydata(), [(0, 0)])
    np.testing.assert_allclose(right.lines[0].get_ydata(), [1, 2, 3, 2, 1])


def test_ten_trainings_have_a_curve_each_and_a_table_of_distances():
    left, right, *_ = FIGURES["ten"]().axes
    assert len(left.lines) == 2
    np.testing.assert_allclose(right.images[0].get_array(), [[0, 3], [3, 0]])


def test_one_search_alone_is_drawn():
    assert len(plots.plot_two_searches({"grid": GRID}).axes) == 2


@pytest.mark.parametrize(("choices", "name"), [([], "neurons"), (CHOICES[:1], "activation")])
def test_a_name_without_choices_is_told(choices, name):
    with pytest.raises(ValueError, match=f"there is none for {name}. Pass names="):
        plots.plot_choices(choices, names=("neurons", "activation"))


def test_choices_of_one_name_have_one_panel():
    assert len(plots.plot_choices(CHOICES, names=["neurons"]).axes) == 1
