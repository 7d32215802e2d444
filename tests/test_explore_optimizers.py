import math

import numpy as np
import pytest

from nnlib.descent import gradient_descent
from nnlib.widgets.descent.landscapes import SURFACES, Landscape
from nnlib.widgets.descent.race import RACERS, in_words, ranking_in_words, run
from nnlib.widgets.descent.race_picture import GAP, linear_limits, log_limits, spread
from nnlib.widgets.explore_descent import descend
from nnlib.widgets.explore_optimizers import FASTEST, MOST_STEPS, SLOWEST, explore_optimizers

BOWL, RAVINE, SADDLE, VALLEYS = SURFACES
BY_NAME = {racer.name: racer for racer in RACERS}
RATES = {racer.name: racer.learning_rate for racer in RACERS}


def test_without_momentum_it_is_gradient_descent():
    plain = gradient_descent(RAVINE.function, RAVINE.gradient, (1.0, 1.0), 0.03, 20)
    raced = run(BY_NAME["SGD"], RAVINE, (1.0, 1.0), 0.03, 20)
    np.testing.assert_allclose(raced.path, plain.path)
    np.testing.assert_allclose(raced.values, plain.values)


def test_momentum_is_that_of_the_descent():
    expected = descend(RAVINE, RAVINE.start, 0.02, 0.9, 30)
    raced = run(BY_NAME["momentum"], RAVINE, RAVINE.start, 0.02, 30)
    np.testing.assert_allclose(raced.path, expected.path)


@pytest.mark.parametrize(
    ("name", "rate", "expected"),
    [
        ("SGD", 0.1, (2.0 - 0.1 * 2.0, 1.0 - 0.1 * 20.0)),  # the ravine's slope at (2, 1): (2, 20)
        ("momentum", 0.1, (1.8, -1.0)),
        ("Nesterov", 0.1, (2.0 - 0.19 * 2.0, 1.0 - 0.19 * 20.0)),
        ("AdaGrad", 0.1, (1.9, 0.9)),  # whatever the size of the slope
        ("Adam", 0.1, (1.9, 0.9)),
        ("RMSProp", 0.1, (2.0 - 0.1 / math.sqrt(0.1), 1.0 - 0.1 / math.sqrt(0.1))),
    ],
)
def test_the_first_step_of_each_is_the_one_worked_by_hand(name, rate, expected):
    raced = run(BY_NAME[name], RAVINE, (2.0, 1.0), rate, 1)
    np.testing.assert_allclose(raced.end, expected, rtol=1e-6)
    assert raced.path.dtype == float


def test_momentum_alone_leaves_the_shallow_valley():
    runs = {one.name: run(one, VALLEYS, VALLEYS.start, one.learning_rate, 60) for one in RACERS}
    assert [name for name, one in runs.items() if one.end[0] < 0] == ["momentum"]


def test_divergence_is_told_with_step_rate_and_limit():
    widget = explore_optimizers(learning_rates={"SGD": 0.2})
    told = "Diverged: SGD with its learning rate 0.2: at step 13 the point is further than 1e+06"
    assert told in widget.text  # y is multiplied by 1 − 0.2 · 20 = −3 at each step: 3^13 > 10^6
    widget.controls["step"].value = 12
    assert "Diverged" not in widget.text


def test_a_function_that_ends_is_told_and_the_others_race_on():
    def cliff(point):
        return -math.log(point[0]) + point[0] + point[1] ** 2

    widget = explore_optimizers(
        function=cliff,
        gradient=lambda p: np.array([1 - 1 / p[0], 2 * p[1]]),
        start=(0.5, 1.0),
        optimizers=["SGD", "Adam"],
        learning_rates={"SGD": 9.0},
    )
    assert widget.error is None
    assert "Adam" in widget.text
    widget.controls["start_x"].value = 3.0  # 3 − 9 · 2/3 is below 0: no logarithm
    assert "at step 1 the function has no finite value there" in widget.text
    assert "Lowest: Adam" in widget.text


def test_the_words_say_who_is_lowest_and_by_how_much():
    ranking = [("Adam", 0.5), ("SGD", 2.0), ("momentum", 3.0)]
    assert ranking_in_words(ranking, 1e-9) == [
        "Lowest: Adam with 0.5.",
        "Next: SGD with 2, 4 times as much.",
        "Then momentum 3.",
    ]
    assert ranking_in_words([("Adam", -1.5), ("SGD", 0.5)], 1e-9)[1] == (
        "Next: SGD with 0.5, higher by 2."
    )


def test_nobody_wins_by_rounding():
    words = ranking_in_words([("Adam", -1.0), ("SGD", -1.0 + 1e-12), ("AdaGrad", 2.0)], 1e-9)
    assert words[0] == "Lowest, and level: Adam and SGD with -1 (less than 1e-09 apart)."
    words = ranking_in_words([("Adam", 1e-30), ("SGD", 1e-3)], 1e-9)
    assert words == [
        "Lowest: Adam with 0 (to within 1e-09).",
        "Next: SGD with 0.001, higher by 0.001.",
    ]


def test_one_that_climbs_does_not_win_in_silence():
    dome = Landscape("dome", lambda p: p[0] ** 2, lambda p: -2 * p, (1.0, 0.0))
    runs = {"SGD": run(BY_NAME["SGD"], dome, dome.start, 0.1, 3)}
    assert "None is below the start, where the value is 1." in in_words(runs, RATES, 3, 3)


def test_all_are_level_at_the_start_and_none_is_no_race():
    widget = explore_optimizers(optimizers=["SGD", "Adam"])
    widget.controls["step"].value = 0
    assert widget.text == "Step 0 of 60. All stand at the start, where the value is 13.1."
    widget.controls["sgd"].value = widget.controls["adam"].value = False
    assert widget.text == "No optimizer takes part: tick one."
    assert widget.error is None


def test_the_rate_of_one_that_does_not_take_part_is_greyed():
    widget = explore_optimizers(optimizers=["Adam"])
    assert widget.controls["sgd_rate"].disabled
    widget.controls["sgd"].value = True
    assert not widget.controls["sgd_rate"].disabled


def test_the_numbers_of_the_first_state_are_those_of_the_runs():
    text = explore_optimizers().text
    ends = {
        name: run(one, RAVINE, RAVINE.start, RATES[name], 60).values[-1]
        for name, one in BY_NAME.items()
    }
    lowest = min(ends, key=ends.get)
    assert f"Lowest: {lowest} with {ends[lowest]:.3g}." in text
    assert all(f"{value:.3g}" in text for value in ends.values())
    assert "Each has a learning rate of its own" in text


@pytest.mark.parametrize(
    ("rate", "n_steps", "step", "start"),
    [
        (SLOWEST, 1, 0, -100),
        (FASTEST, 1, 1, 0),
        (FASTEST, MOST_STEPS, MOST_STEPS, 100),
        (SLOWEST, MOST_STEPS, MOST_STEPS, 100),
    ],
)
def test_the_least_and_the_largest_settings_are_drawn(rate, n_steps, step, start):
    widget = explore_optimizers()
    for name in widget.controls["landscape"].options:
        widget.controls["landscape"].value = name
        with widget.hold():
            for racer in RACERS:
                widget.controls[f"{racer.key}_rate"].value = rate
            widget.controls["n_steps"].value, widget.controls["step"].value = n_steps, step
            widget.controls["start_x"].value = widget.controls["start_y"].value = start
        widget.redraw()
        assert widget.error is None
        assert f"Step {step} of {n_steps}." in widget.alt
        assert widget.picture.png()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("step", -1),
        ("step", 2.5),
        ("n_steps", 0),
        ("n_steps", MOST_STEPS + 1),
        ("start_y", math.nan),
        ("sgd", 1),
        ("adam_rate", 0),
        ("adam_rate", "fast"),
        ("landscape", "hill"),
    ],
)
def test_hostile_values_are_refused_and_nothing_moves(name, value):
    widget = explore_optimizers()
    text = widget.text
    with pytest.raises(ValueError, match=r"expected .*; got "):
        widget.controls[name].value = value
    assert widget.text == text


def test_the_step_stays_within_the_race():
    widget = explore_optimizers(n_steps=30)
    widget.controls["step"].value = 150
    assert widget.values["step"] == 30
    widget.controls["n_steps"].value = 10
    assert widget.values["step"] == 10
    assert widget.text.startswith("Step 10 of 10.")


def test_play_goes_to_the_end_and_then_from_the_beginning():
    widget = explore_optimizers(n_steps=3)
    widget.player.play()
    seen = []
    while widget.player.playing:
        widget.player.run_slice()
        seen.append(widget.values["step"])
    assert seen == [0, 1, 2, 3]
    widget.player.step_button.click()
    assert widget.values["step"] == 0


def test_only_the_racer_whose_rate_changes_runs_again():
    calls = []

    def counted(point):
        calls.append(1)
        return float(point @ point)

    widget = explore_optimizers(function=counted, gradient=lambda p: 2 * p, n_steps=20)
    calls.clear()
    widget.controls["step"].value = 5
    assert not calls
    widget.controls["adam_rate"].value = 0.3
    assert len(calls) == 21
    widget.reset()
    assert len(calls) == 21 + len(RACERS) * 21  # nothing is remembered after a reset


def test_another_surface_has_a_start_of_its_own_and_reset_goes_back():
    widget = explore_optimizers("bowl", start=(1.0, -1.0), optimizers=["Adam"])
    text, values = widget.text, widget.values
    widget.controls["landscape"].value = "saddle"
    assert (widget.values["start_x"], widget.values["start_y"]) == SADDLE.start
    widget.controls["sgd"].value = True
    widget.controls["n_steps"].value = 5
    widget.reset()
    assert (widget.text, widget.values) == (text, values)


def test_a_click_sets_the_start():
    widget = explore_optimizers("bowl")
    widget.panel.children[-1].hear([0.5, 0.25])
    assert (widget.values["start_x"], widget.values["start_y"]) == (0.0, 1.5)
    assert widget.error is None


def test_an_error_in_a_function_of_ones_own_is_told_with_its_line():
    def wrong(point):
        return point["x"]

    widget = explore_optimizers(function=wrong)
    assert 'return point["x"]' in widget.text
    assert widget.content[0]["image/png"]


def test_a_gradient_of_another_shape_is_told():
    widget = explore_optimizers(function=lambda p: p @ p, gradient=lambda p: 2 * p[0])
    assert "is expected to have the shape of the point, (2,); got (1,)" in widget.text


def test_a_learner_who_changes_the_point_changes_nothing_else():
    def careless(point):
        value = float(point @ point)
        point[:] = 0
        return value

    widget = explore_optimizers(function=careless, gradient=lambda p: 2 * p, start=(1.0, 1.0))
    expected = explore_optimizers(
        function=lambda p: float(p @ p), gradient=lambda p: 2 * p, start=(1.0, 1.0)
    )
    assert widget.text == expected.text


@pytest.mark.parametrize("function", [lambda p: 3.0, lambda p: math.nan, lambda p: -math.inf])
def test_a_flat_or_endless_function_is_drawn_and_told(function):
    widget = explore_optimizers(function=function)
    assert widget.error is None
    assert widget.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"optimizers": ["Adagrad"]},
        {"optimizers": "sgd"},
        {"learning_rates": {"adam": 0.1}},
        {"learning_rates": {"Adam": -1}},
        {"surface": "hill"},
        {"start": (1.0,)},
        {"n_steps": 0},
        {"reach": 0},
        {"reach": "a"},
        {"gradient": lambda p: 2 * p},
    ],
)
def test_wrong_arguments_are_refused_with_advice(wrong):
    with pytest.raises(ValueError, match=r"[Ee]xpected .*; got "):
        explore_optimizers(**wrong)


def test_learning_rates_without_names_are_refused():
    with pytest.raises(TypeError, match=r"expected .*; got 0\.1\. Pass for instance"):
        explore_optimizers(learning_rates=0.1)


def test_a_complex_value_is_refused():
    widget = explore_optimizers(function=lambda p: p[0] + 1j)
    assert "expected to return one real number; got" in widget.text


def test_the_name_of_one_that_ends_below_stands_below():
    widget = explore_optimizers(
        function=lambda p: np.log(p[0]) + p[1] ** 2, start=(1, 1), optimizers=["Adam"]
    )
    assert "Diverged: Adam" in widget.text
    chart = widget.picture.figure.axes[1]
    low, high = chart.get_ylim()
    (name,) = (text for text in chart.texts if text.get_text() == "Adam: diverged")
    assert name.get_position()[1] < (low + high) / 2  # it went down until its point had no value


def test_names_stand_apart_and_within_the_chart(rng):
    for _ in range(50):
        shares = list(rng.choice([0.0, 0.5, 1.0, rng.random()], size=6))
        placed = spread(shares)
        assert np.diff(np.sort(placed)).min() >= GAP - 1e-12
        assert placed.min() > 0
        assert placed.max() < 1
        for one, other in np.argwhere(np.subtract.outer(shares, shares) < 0):
            assert placed[one] < placed[other]


def test_limits_hold_the_start_and_the_lowest():
    low, high = log_limits(2e-5, 13.0)
    assert low <= 2e-5
    assert high >= 13
    low, high = linear_limits(-3.6, -3.51, 10.5)
    assert low < -3.6
    assert high > 10.5


def test_one_that_falls_without_end_does_not_flatten_the_others():
    low, high = linear_limits(-1e12, -9.0, 1.0)
    assert low > -30
    assert high > 1


def test_values_stand_in_powers_of_ten_where_none_is_below_zero():
    widget = explore_optimizers("bowl")
    assert widget.picture.figure.axes[1].get_yscale() == "log"
    widget.controls["landscape"].value = "saddle"
    assert widget.picture.figure.axes[1].get_yscale() == "linear"


def test_no_two_racers_look_the_same():
    for looks in ([one.color for one in RACERS], [one.marker for one in RACERS]):
        assert len(set(looks)) == len(RACERS)


def test_the_representation_is_the_same_each_time():
    assert repr(explore_optimizers()) == repr(explore_optimizers())


def test_the_name_of_a_racer_that_has_come_back_stands_at_its_end():
    widget = explore_optimizers(learning_rates={"Adam": 5.0}, optimizers=["SGD", "Adam"])
    drawing = widget.draw.__self__.drawing
    assert "Diverged" not in widget.text
    assert drawing.names["Adam"].get_position()[0] > 60


def test_a_whole_number_may_come_from_numpy_and_others_are_refused():
    assert explore_optimizers(n_steps=np.int64(60)).error is None
    with pytest.raises(ValueError, match="n_steps to be a whole number"):
        explore_optimizers(n_steps=60.5)


def test_values_that_are_nearly_equal_are_told_by_their_difference():
    text = explore_optimizers(function=lambda p: 1000 + p @ p).text
    assert "1 times as much" not in text
    assert "higher by" in text


def test_a_function_whose_value_is_an_array_of_one_number_is_drawn():
    def quadratic(point):
        return point.reshape(1, 2) @ point.reshape(2, 1)

    assert explore_optimizers(function=quadratic).error is None
