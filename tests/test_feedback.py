"""What a wrong answer is told: how it differs, and, for an error, which line it was."""

from dataclasses import replace

import numpy as np
import pytest

from nnlib.exercises import engine
from nnlib.exercises.catalogue import FunctionExercise, Mistake
from nnlib.exercises.engine import judge
from nnlib.exercises.verdict import Outcome


def mean_rows(x):
    """Return the mean of the rows of x."""
    return x.mean(axis=0)


ROWS = FunctionExercise(
    name="rows",
    passed="p",
    hints=("a", "b", "c"),
    why="w",
    reference=mean_rows,
    cases=(
        (np.array([[1.0, 2.0, 4.0], [3.0, 5.0, 9.0]]),),
        (np.array([[2.0, 7.0, 1.0]]),),
        (np.array([[2.0, 7.0], [1.0, 0.0], [4.0, 4.0]]),),
    ),
)


def product(a, b):
    """Return a times b."""
    return a @ b


PRODUCT = replace(
    ROWS,
    reference=product,
    cases=(
        (np.array([[1.0, 2.0, 0.0]]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])),
        (np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[1.0, 4.0], [3.0, 4.0]])),
    ),
)


def forward(x, w):
    """Return sums and outputs."""
    sums = x @ w
    return sums, np.tanh(sums)


FORWARD = replace(
    ROWS,
    reference=forward,
    parts=("sums", "outputs"),
    cases=((np.array([[1.0, 2.0]]), np.array([[1.0, 0.5], [0.25, -1.0]])),),
)


def told(exercise, answer):
    """Return the whole text of the verdict on a wrong answer."""
    verdict = judge(exercise, answer, np.random.default_rng(0))
    assert verdict.outcome is not Outcome.PASSED
    return repr(verdict)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x: -x.mean(axis=0), "the sign is flipped in every case"),
        (lambda x: 2 * x.mean(axis=0), "2 times too large in every case"),
        (lambda x: x.mean(axis=0) / 3, "3 times too small in every case"),
        (
            lambda x: -0.3 * x.mean(axis=0),
            "0.3 times what it should be in every case, and the sign",
        ),
        (lambda x: x.sum(axis=0), "too large by the number of rows of x"),
        (lambda x: x.mean(axis=0) / len(x), "too small by the number of rows of x"),
        (lambda x: x.mean(axis=0).reshape(-1, 1), "right, but the shape is (3, 1)"),
        (lambda x: x / len(x), "A sum over the batch is missing"),
        (lambda x: x, "A mean over the batch is missing"),
        (lambda x: x.mean(axis=0) + x.mean(axis=0)[:, np.newaxis], "table of all pairs"),
        (lambda x: x.mean(axis=1), "Look at the shapes: the shape is (2,), and it should be (3,)"),
        (lambda x: x.mean(axis=0) / 0, "is infinite"),
        (lambda x: x.mean(axis=0) * np.nan, "nan, which is not a number"),
        (lambda x: [], "empty"),
        (lambda x: np.array([1.0, 2.0]), "the same in every case, whatever comes in"),
        (lambda x: x[:, :1] / 0 if len(x) == 1 else x.mean(axis=0), "x = [[2, 7, 1]]"),
        (lambda x: x.mean(axis=0) if len(x) == 2 else x, "x = [[2, 7, 1]]"),
        (lambda x: np.round(x.mean(axis=0)), "right, but rounded"),
        (lambda x: x.mean(axis=0) ** 2, "Follow this case by hand"),
    ],
)
def test_an_answer_that_differs_in_one_way_is_told_which(answer, words):
    assert words in told(ROWS, answer)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda a, b: (a @ b).T, "transposed"),
        (lambda a, b: a @ b.T if a.shape == b.shape else a @ b, "[[9, 11], [23, 29]]"),
    ],
)
def test_a_product_of_matrices_is_told_its_transpose_or_its_numbers(answer, words):
    assert words in told(PRODUCT, answer)


def test_the_first_wrong_case_is_shown_with_input_expected_and_actual():
    text = told(ROWS, lambda x: x[0])
    assert "x = [[1, 2, 4], [3, 5, 9]]" in text
    assert "it should be  [2, 3.5, 6.5]" in text
    assert "yours is      [1, 2, 4]" in text


def test_large_arrays_are_told_by_one_place_and_no_wall_of_numbers():
    big = replace(ROWS, cases=((np.arange(400.0).reshape(2, 200),),))

    def one_wrong(x):
        mean = x.mean(axis=0)
        mean[17] = -1
        return mean

    text = told(big, one_wrong)
    assert "x = an array of shape (2, 200)" in text
    assert "it should be at [17]  117" in text
    assert len(text) < 300


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x, w: (x @ w + 1, np.tanh(x @ w + 1)), "The first that is not right is sums."),
        (lambda x, w: (x @ w, x @ w), "The first that is not right is outputs."),
        (lambda x, w: x @ w, "Expected 2 values, returned with commas between them; got"),
        (lambda x, w: (x @ w, 1, 2), "got 3"),
    ],
)
def test_of_several_values_the_first_wrong_one_is_named(answer, words):
    assert words in told(FORWARD, answer)


def test_the_order_of_looking_can_be_another_than_that_of_returning():
    back = replace(FORWARD, first=("outputs", "sums"))
    assert "not right is outputs" in told(back, lambda x, w: (x @ w + 1, np.tanh(x @ w + 1)))


def test_an_answer_that_changes_its_input_is_told_so_where_it_matters():
    def spoils(x):
        mean = x.mean(axis=0)
        x *= 0
        return mean

    careful = replace(ROWS, keeps_inputs=True)
    assert "changes the array that it was given" in told(careful, spoils)
    assert judge(ROWS, spoils, np.random.default_rng(0)).outcome is Outcome.PASSED


def test_an_answer_in_place_counts_where_it_may():
    def step(value, gradient):
        """Return the new value."""
        return value - gradient

    def in_place(value, gradient):
        value -= gradient

    case = (np.array([3.0, 4.0]), np.array([1.0, 1.0]))
    exercise = replace(ROWS, reference=step, cases=(case,), changes=0)
    assert judge(exercise, in_place, np.random.default_rng(0)).outcome is Outcome.PASSED
    assert "without a return" in told(replace(exercise, changes=None), in_place)


def relu_slope(z):
    """Return the slope of ReLU, 0 at the kink."""
    return np.where(z > 0, 1.0, 0.0)


@pytest.mark.parametrize("at_the_kink", [0.0, 1.0])
def test_either_derivative_at_a_kink_is_right(at_the_kink):
    exercise = replace(
        ROWS,
        reference=relu_slope,
        also_right=lambda z: np.where(z >= 0, 1.0, 0.0),
        cases=((np.array([-1.0, 0.0, 2.0]),),),
    )

    def answer(z):
        return np.where(z == 0, at_the_kink, z > 0)

    assert judge(exercise, answer, np.random.default_rng(0)).outcome is Outcome.PASSED
    assert "[-1, 0, 2]" in told(exercise, lambda z: np.where(z == 0, 0.5, z > 0))


def wrong_name(x):
    return X.mean()  # noqa: F821


def not_aligned(x):
    return x @ x if x.shape[0] != x.shape[1] else x


def tuple_for_array(x):
    return (1, 2) * x.tolist()


def list_without_shape(x):
    return x.tolist().shape


def truth(x):
    return 1 if x > 0 else 0


def single_number_function(x):
    import math

    return math.exp(x)


def unbound(x):
    total += x  # noqa: F821
    return total


def past_the_end(x):
    return x[99]


def too_many_indices(x):
    row = x[0]
    return row[0, 1]


def divides_by_nothing(x):
    return 1 / 0


def no_broadcast(x):
    return x + np.ones(7)


@pytest.mark.parametrize(
    ("answer", "line", "advice"),
    [
        (wrong_name, "return X.mean()", "Use the names in the function's first line"),
        (not_aligned, "return x @ x", "the last number of a's shape must be the first of b's"),
        (tuple_for_array, "(1, 2) * x.tolist()", "Lists and tuples do not calculate"),
        (list_without_shape, "x.tolist().shape", "Only NumPy arrays have .T, .shape"),
        (truth, "if x > 0", "np.where"),
        (single_number_function, "math.exp(x)", "Take NumPy's: np.exp"),
        (unbound, "total += x", "gets its value on a later line"),
        (past_the_end, "x[99]", "Counting starts at 0"),
        (too_many_indices, "row[0, 1]", "fewer axes than you index"),
        (divides_by_nothing, "1 / 0", "Print what you divide by"),
        (no_broadcast, "x + np.ones(7)", "is one transposed, is a sum missing"),
        (lambda x, y: x, "", "calls your function with (x)"),
    ],
)
def test_an_error_is_told_with_the_learners_own_line_and_advice(answer, line, advice):
    text = told(ROWS, answer)
    assert text.startswith("! could not run")
    assert line in text
    assert advice in text
    assert "called with" in text
    assert "nnlib" not in text


def half_done():
    raise NotImplementedError


def uses_another(x):
    return x.mean(axis=0) + half_done()


def test_an_answer_that_calls_an_empty_exercise_is_told_which():
    text = told(ROWS, uses_another)
    assert text == "○ not attempted: Your function calls half_done, which is not written yet."


def misspelt(sums):
    return sum_.mean(axis=0)  # noqa: F821


def test_a_misspelt_argument_is_told_which_it_was():
    exercise = replace(ROWS, reference=lambda sums: sums.mean(axis=0))
    assert "Did you mean sums?" in told(exercise, misspelt)


def test_a_number_that_is_nearly_right_is_told_to_keep_its_digits(monkeypatch):
    from nnlib.exercises.catalogue import ValueExercise

    value = ValueExercise(name="v", passed="p", hints=("a",) * 3, why="w", reference=0.23212)
    monkeypatch.setattr(engine, "find", lambda name: value)
    assert "keep more digits" in repr(engine.check("v", 0.23))
    assert "0.2331 is not it yet. Go through" in repr(engine.check("v", 0.2331))
    assert "sign is flipped" in repr(engine.check("v", -0.23212))
    assert "2 times too small" in repr(engine.check("v", 0.11606))
    assert "in every case" not in repr(engine.check("v", -0.23212))


def upside_down(x1, y1, x2, y2):
    return (x2 - x1) / (y2 - y1)


def test_a_known_mistake_is_told_though_a_later_case_makes_it_stop():
    def slope(x1, y1, x2, y2):
        return (y2 - y1) / (x2 - x1)

    exercise = replace(
        ROWS,
        reference=slope,
        cases=((1.0, 2.0, 3.0, 8.0), (2.0, 1.0, 7.0, 1.0)),
        mistakes=(Mistake(upside_down, "Upside down."), Mistake(wrong_name, "Never.")),
    )
    assert told(exercise, lambda a, b, c, d: (c - a) / (d - b)) == "✗ not yet: Upside down."
    assert told(exercise, lambda a, b, c, d: 1 / 0).startswith("! could not run")


def test_a_known_mistake_may_be_one_that_stops_at_an_error():
    mistake = Mistake(lambda x: x @ x, "Use * and not @.")
    exercise = replace(ROWS, cases=((np.ones((2, 3)),),), mistakes=(mistake,))
    assert told(exercise, lambda x: np.matmul(x, x)) == "✗ not yet: Use * and not @."


def test_a_printed_result_is_told_to_be_returned():
    assert "print shows it; return hands it back" in told(ROWS, lambda x: print(x.mean(axis=0)))


def test_nearly_zero_is_as_good_as_zero():
    exercise = replace(ROWS, cases=((np.array([[1.0], [-1.0]]),),))
    answer = judge(exercise, lambda x: x.mean(axis=0) + 2e-17, np.random.default_rng(0))
    assert answer.outcome is Outcome.PASSED


def test_a_factor_is_found_in_a_part_that_is_zero_in_one_case():
    zero = (np.zeros((1, 2)), FORWARD.cases[0][1])
    exercise = replace(FORWARD, cases=(zero, *FORWARD.cases))
    text = told(exercise, lambda x, w: (2 * x @ w, np.tanh(x @ w)))
    assert "not right is sums. Your answer is 2 times too large" in text


def helper_of_another_cell(x):
    return [1, 2, 3].shape


def calls_the_helper(x):
    return helper_of_another_cell(x)


def test_an_error_in_another_function_names_that_function():
    text = told(ROWS, calls_the_helper)
    assert "inside of helper_of_another_cell: return helper_of_another_cell(x)." in text


def test_an_error_inside_the_library_is_told_by_the_learners_own_line():
    from nnlib.losses import MeanSquaredError

    def uses_library(x):
        return MeanSquaredError()(x, x[0])

    text = told(ROWS, uses_library)
    assert "MeanSquaredError()(x, x[0])." in text
    assert "raise" not in text


@pytest.mark.parametrize("letter", ["b", "(b)", "b)", "B.", "b 10, as before"])
def test_a_letter_may_come_as_people_write_it(letter):
    from nnlib.exercises import check

    assert check("00-order", letter).outcome is Outcome.PASSED


def test_two_letters_are_no_choice():
    from nnlib.exercises import check

    assert check("00-order", "b or c").outcome is Outcome.NOT_YET
