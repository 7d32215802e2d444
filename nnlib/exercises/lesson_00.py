"""The exercises of lesson 00: one of each kind, to see how a check answers."""

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake, ValueExercise


def slope(x1, y1, x2, y2):
    """Return how much y changes for each step of one in x, between two points of a line."""
    return (y2 - y1) / (x2 - x1)


def slope_with_names(x1, y1, x2, y2):
    """Return the slope, in two steps."""
    rise = y2 - y1
    run = x2 - x1
    return rise / run


def slope_backwards(x1, y1, x2, y2):
    """Return the slope, seen from the second point: both signs change."""
    return (y1 - y2) / (x1 - x2)


def slope_as_list(x1, y1, x2, y2):
    """Return the slope as a list of one number."""
    return [y2 / (x2 - x1) - y1 / (x2 - x1)]


EXERCISES = [
    ValueExercise(
        name="00-pixels",
        passed="A picture of 28 rows with 28 numbers each is 28 x 28 = 784 numbers.",
        hints=(
            "How many numbers are there in one row? And how many rows?",
            "Each of the 28 rows holds 28 numbers. Do they add up, or multiply?",
            "Write n_pixels = 28 * 28.",
        ),
        why="28 rows of 28 numbers: Python may do the product, and 784 typed in is as right.",
        reference=784,
        tolerance=1e-9,
        mistakes=(
            Mistake(56, "56 is 28 + 28. Each of the 28 rows holds 28 numbers: that is a product."),
            Mistake(28, "28 is the length of one row. How many such rows are there?"),
            Mistake(112, "112 is the way round the edge. We count the inside as well."),
        ),
    ),
    FunctionExercise(
        name="00-slope",
        passed="A slope is a ratio: the change of y, divided by the change of x.",
        hints=(
            "From the first point to the second, by how much does y change? And x?",
            "The change of y is y2 - y1, that of x is x2 - x1. Which is divided by which?",
            "Return (y2 - y1) / (x2 - x1), with both pairs of parentheses.",
        ),
        why=(
            "Rise over run. Taking both differences the other way round is as right,"
            " since the two signs cancel."
        ),
        reference=slope,
        cases=((1.0, 2.0, 3.0, 8.0), (0.0, 5.0, 4.0, 3.0), (2.0, 1.0, 7.0, 1.0)),
        random=lambda rng: (*rng.uniform(0, 4, 2), *rng.uniform(5, 9, 2)),
        mistakes=(
            Mistake(
                lambda x1, y1, x2, y2: (x2 - x1) / (y2 - y1) if y2 != y1 else float("inf"),
                "This is run over rise, upside down: divide the change of y by the change of x.",
            ),
            Mistake(
                lambda x1, y1, x2, y2: y2 - y1 / x2 - x1,
                "Python divides before it subtracts, so y2 - y1 / x2 - x1 divides only y1 by x2."
                " Put each difference into parentheses.",
            ),
            Mistake(
                lambda x1, y1, x2, y2: (y1 - y2) / (x2 - x1),
                "The sign is flipped: one difference runs from the first point to the second, the"
                " other one back. Take both the same way.",
            ),
            Mistake(
                lambda x1, y1, x2, y2: y2 - y1,
                "This is the rise alone. A slope is the rise for one step in x: divide by the run.",
            ),
            Mistake(
                lambda x1, y1, x2, y2: y2 / x2,
                "This is the slope from the origin to the second point. The first counts too.",
            ),
        ),
        variants=(slope_with_names, slope_backwards, slope_as_list),
    ),
    ChoiceExercise(
        name="00-order",
        passed="The kernel remembers what has been run, not what is written on the page.",
        why="Changing a cell changes the page. Only running it changes what the kernel remembers.",
        reference="b",
        hints=(
            "Which of the two cells has been run since the change?",
            "The kernel learns of a change only when its cell is run.",
            "The cell with x = 7 was never run, so x is still what it was.",
        ),
        mistakes=(
            Mistake("a", "14 would need x to be 7. Has the kernel been told so yet?"),
            Mistake(
                "c",
                "No error: the kernel does not notice that the page has changed. It answers from"
                " what it remembers.",
            ),
        ),
    ),
]
