import numpy as np
import pytest

from nnlib.widgets.explore_polynomial_fit import (
    HIGHEST,
    Experiment,
    experiment,
    explore_polynomial_fit,
    fit,
    mean_squared_error,
    verdict,
)

CUBIC = (0, -3, 0, 4)


@pytest.fixture
def widget():
    return explore_polynomial_fit()


def set_to(widget, **values):
    for name, value in values.items():
        widget.controls[name].value = value


def with_errors(validation, n_points=30):
    """Return an experiment that has these validation errors."""
    found = Experiment((np.zeros(n_points),) * 2, (np.zeros(3),) * 2)
    found.__dict__["validation_errors"] = np.array(validation)
    return found


def test_a_cubic_without_noise_is_found_again():
    x = np.linspace(-1, 1, 9)
    curve = fit(x, 4 * x**3 - 3 * x, 5)
    np.testing.assert_allclose(
        curve.convert(kind=np.polynomial.Polynomial).coef[:4], CUBIC, atol=1e-12
    )


def test_the_line_is_the_one_worked_out_by_hand():
    # Points (−1, 0), (0, 2), (1, 1): the mean is 1 and the slope (1 − 0) / 2.
    curve = fit(np.array([-1.0, 0, 1]), np.array([0.0, 2, 1]), 1)
    assert curve(np.array([-1, 0, 1])) == pytest.approx([0.5, 1, 1.5])
    assert mean_squared_error(
        curve, np.array([-1.0, 0, 1]), np.array([0.0, 2, 1])
    ) == pytest.approx(0.5)


def test_a_higher_degree_never_has_a_larger_training_error():
    found = experiment(CUBIC, 0.5, 40, seed=1, sample=1)
    assert (np.diff(found.training_errors) <= 1e-12).all()


def test_no_small_change_of_the_coefficients_lowers_the_training_error():
    found = experiment(CUBIC, 0.5, 40, seed=1, sample=1)
    curve, rng = found.curves[6], np.random.default_rng(2)
    for _ in range(20):
        other = curve + np.polynomial.Legendre(1e-3 * rng.normal(size=7))
        assert mean_squared_error(other, *found.training) > found.training_errors[6]


def test_as_many_coefficients_as_points_go_through_all_of_them(widget):
    set_to(widget, n_examples=8, degree=7)
    assert "training error below 0.0001" in widget.text
    assert "With 8 coefficients a curve goes through all 8 points." in widget.text


def test_fewer_or_less_noisy_points_stay_in_their_places():
    many, few = (experiment(CUBIC, 0.2, n, 7, 1) for n in (50, 10))
    np.testing.assert_array_equal(many.training[0][:10], few.training[0])
    np.testing.assert_array_equal(many.validation[1], few.validation[1])
    np.testing.assert_array_equal(many.training[0], experiment(CUBIC, 0.9, 50, 7, 1).training[0])


def test_training_and_validation_points_are_different_ones():
    found = experiment(CUBIC, 0.2, 50, 7, 1)
    assert not np.isin(found.training[0], found.validation[0]).any()


@pytest.mark.parametrize(
    ("degree", "word"), [(0, "underfits"), (3, "About right"), (15, "overfits")]
)
def test_the_words_say_underfit_about_right_and_overfit(widget, degree, word):
    set_to(widget, degree=degree)
    assert word in widget.text


@pytest.mark.parametrize(
    ("errors", "degree", "words"),
    [
        (
            [3.0, 1.0, 2.0],
            0,
            "too stiff. Of the validation errors the lowest is 1, at degree 1",
        ),
        ([3.0, 1.0, 2.0], 1, "About right: of all degrees"),
        ([3.0, 1.0, 2.0], 2, "overfits"),
        ([3.0, 1.0, 1.05], 2, "About right: the validation error is close to the lowest"),
        ([1e-9, 1e-30, 1e-12], 2, "close to the lowest; the lowest is below 0.0001, at degree 0"),
        ([5120.0, 512.0, 9e9], 0, "the lowest is 510, at degree 1"),
    ],
)
def test_the_verdict_follows_from_the_validation_errors(errors, degree, words):
    assert words in verdict(with_errors(errors), degree)


def test_a_curve_through_all_its_points_is_never_called_too_stiff():
    assert "overfits" in verdict(with_errors([3.0, 2.0, 1.0], n_points=2), 1)


@pytest.mark.parametrize("n_examples", range(2, 8))
@pytest.mark.parametrize("sample", range(10))
def test_with_few_noisy_points_no_curve_through_all_of_them_is_about_right(n_examples, sample):
    widget = explore_polynomial_fit(n_examples=n_examples, noise=1.0, seed=sample)
    verdicts = []
    for degree in range(HIGHEST + 1):
        widget.controls["degree"].value = degree
        verdicts.append(
            next(word for word in ("About right", "underfits", "overfits") if word in widget.text)
        )
    assert set(verdicts[n_examples - 1 :]) == {"overfits"}
    order = ["underfits", "About right", "overfits"]  # each but the last may be missing
    ranks = [order.index(word) for word in verdicts]
    best = verdicts.index("About right")
    assert max(ranks[:best], default=0) == 0


def test_without_noise_a_cubic_through_four_points_is_about_right():
    widget = explore_polynomial_fit(n_examples=4, noise=0.0, degree=3)
    assert "About right" in widget.text
    widget.controls["degree"].value = 2
    assert "underfits" in widget.text


@pytest.mark.parametrize("noise", [0, 1])
@pytest.mark.parametrize("n_examples", [2, 100])
def test_the_least_and_the_largest_values_are_drawn_and_told(widget, noise, n_examples):
    set_to(widget, noise=noise, n_examples=n_examples)
    for degree in (0, HIGHEST):
        set_to(widget, degree=degree)
        assert widget.error is None
        assert "validation error" in widget.text


def test_without_noise_a_cubic_is_about_right_from_degree_three_on(widget):
    set_to(widget, noise=0, degree=9)
    assert "About right" in widget.text
    assert "Noise alone" not in widget.text


@pytest.mark.parametrize("hostile", [np.nan, "three", 16, -1, 2.5])
def test_a_hostile_degree_is_refused_and_the_old_one_stays(widget, hostile):
    with pytest.raises(ValueError, match="expected a whole number from 0 to 15"):
        widget.controls["degree"].value = hostile
    assert widget.values["degree"] == 3


def test_a_new_sample_is_another_one_and_reset_brings_the_first_back(widget):
    first = widget.text, widget.picture.png()
    widget.controls["another"].click()
    assert widget.text.startswith("Sample 2, degree 3")
    assert widget.picture.png() != first[1]
    set_to(widget, degree=9, noise=0.9, n_examples=40)
    widget.reset()
    assert (widget.text, widget.picture.png()) == first


def test_the_same_seed_gives_the_same_points_and_another_seed_others(widget):
    assert explore_polynomial_fit(seed=7).text == widget.text
    assert explore_polynomial_fit(seed=8).text != widget.text


@pytest.mark.parametrize("coefficients", [(), [[1, 2]], (1, np.nan)])
def test_wrong_coefficients_are_refused_with_advice(coefficients):
    with pytest.raises(ValueError, match="expected coefficients in one row"):
        explore_polynomial_fit(coefficients)


def test_a_constant_will_do():
    widget = explore_polynomial_fit((2,), degree=0, n_examples=50)
    assert widget.error is None
    assert "About right" in widget.text


@pytest.mark.parametrize("seed", [-1, 0.5, None])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(ValueError, match="seed to be a whole number of at least 0"):
        explore_polynomial_fit(seed=seed)


def test_a_degree_that_a_lower_one_beats_does_not_underfit():
    widget = explore_polynomial_fit()
    widget.controls["another"].click()
    widget.controls["n_examples"].value = 10
    widget.controls["degree"].value = 5
    assert "too stiff" not in widget.text
    widget.controls["degree"].value = 1
    assert "too stiff" in widget.text
