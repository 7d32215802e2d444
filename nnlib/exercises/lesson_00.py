"""The exercises of lesson 00: one of each kind, to see how a check answers."""

from nnlib.exercises.catalogue import (
    ChoiceExercise,
    FunctionExercise,
    Mistake,
    ValueExercise,
    several,
)

PIXELS = ValueExercise(
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
        Mistake(4 * 28, "112 is the way round the edge. We count the inside as well."),
        *several(
            (16 * 28 * 28, 16 * 28),
            "You counted with all sixteen pictures. How many numbers are there in one?",
        ),
        *several(
            (27 * 28, 27 * 27),
            "27 is the number of steps from the first to the last. We count the numbers"
            " themselves: 28 in a row, and 28 rows.",
        ),
        *several(
            ((28, 28), (28, 28, 28)),
            "This is a shape: so many rows, so many numbers in each. How many are they together?"
            " In Python a product is written with *, not with a comma.",
        ),
        Mistake(
            28 ^ 2,
            "In Python ^ is no power: 28 ^ 2 compares bits and gives 30. Write 28 ** 2.",
        ),
        Mistake(
            28**3,
            "One 28 too many: 28 * 28 * 28 would be 28 such pictures. One has rows and columns.",
        ),
        Mistake(
            3 * 28 * 28,
            "Three numbers for each point make a picture in colour. These are grey: one number"
            " for each point.",
        ),
        Mistake(3 * 4, "12 is our example, 3 * 4. Which two numbers belong there for a picture?"),
        Mistake(
            20 * 20 + 8 * 8,
            "464 is 20 * 20 + 8 * 8. The two products 20 * 8 are missing; Python can do it in one"
            " piece, as 28 * 28.",
        ),
        *several(
            (764, 774, 684, 624, 748, 786),
            "A slip in multiplying by hand. Let Python do it: n_pixels = 28 * 28.",
        ),
    ),
)


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


def random_points(rng):
    """Return two points, neither level nor one above the other; the line may fall."""
    x1, y1 = rng.uniform(0.5, 4, 2)
    x2, y2 = rng.uniform(5, 9, 2)
    return (x1, y1, x2, y2) if rng.random() < 0.5 else (x1, y2, x2, y1)


SLOPE = FunctionExercise(
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
    cases=(
        (1.0, 2.0, 3.0, 8.0),
        (2.0, 5.0, 8.0, 3.0),
        (4.0, 1.0, 1.5, 5.0),
        (2.0, 1.0, 7.0, 1.0),  # level, and last: upside down, it stops at a division by 0
    ),
    random=random_points,
    variants=(slope_with_names, slope_backwards, slope_as_list),
    mistakes=(
        Mistake(
            lambda x1, y1, x2, y2: (x2 - x1) / (y2 - y1),
            "This is run over rise, upside down: divide the change of y by the change of x.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: y2 - y1 / x2 - x1,
            "Python divides before it subtracts, so y2 - y1 / x2 - x1 divides only y1 by x2."
            " Put each difference into parentheses.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: (y2 - y1) / x2 - x1,
            "Python divides before it subtracts: (y2 - y1) / x2 - x1 divides by x2 alone, and then"
            " takes x1 away. The second difference needs parentheses too.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: y2 - y1 / (x2 - x1),
            "Python divides before it subtracts: y2 - y1 / (x2 - x1) divides y1 alone. The first"
            " difference needs parentheses too.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: (y1 - y2) / (x2 - x1),
            "The sign is flipped: one difference runs from the first point to the second, the"
            " other one back. Take both the same way, and no minus in front.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: (x1 - x2) / (y2 - y1),
            "This is upside down, and one difference runs the other way. Divide y2 - y1 by"
            " x2 - x1.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: y2 - y1,
            "This is the rise alone. A slope is the rise for one step in x: divide by the run.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: x2 - x1,
            "This is the change of x alone. By how much does y change, for each step of one in x?",
        ),
        Mistake(
            lambda x1, y1, x2, y2: (y2 - y1) * (x2 - x1),
            "You multiplied the two changes. A slope is y's change for each step in x: divide.",
        ),
        *several(
            (
                lambda x1, y1, x2, y2: (y2 - y1, x2 - x1),
                lambda x1, y1, x2, y2: (x2 - x1, y2 - y1),
            ),
            "These are both changes, side by side. The slope is one number: the change of y,"
            " divided by that of x.",
        ),
        *several(
            (
                lambda x1, y1, x2, y2: (y2 - x2) / (y1 - x1),
                lambda x1, y1, x2, y2: (y1 - x1) / (y2 - x2),
            ),
            "You take an x away from a y, inside one point. The arguments come as x1, y1, x2, y2:"
            " a change runs from y1 to y2, and from x1 to x2.",
        ),
        *several(
            (
                lambda x1, y1, x2, y2: abs((y2 - y1) / (x2 - x1)),
                lambda x1, y1, x2, y2: abs(y2 - y1) / (x2 - x1),
                lambda x1, y1, x2, y2: (y2 - y1) / abs(x2 - x1),
            ),
            "The sign is lost: a line that falls has a negative slope. Leave abs out, and take both"
            " differences from the first point to the second.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: (y2 + y1) / (x2 + x1),
            "You added the coordinates. A change is a difference: y2 - y1, and x2 - x1.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: (y2 - y1) // (x2 - x1),
            "// divides and rounds down to a whole number. A slope may lie between: use /.",
        ),
        *several(
            (
                lambda x1, y1, x2, y2: round((y2 - y1) / (x2 - x1)),
                lambda x1, y1, x2, y2: int((y2 - y1) / (x2 - x1)),
            ),
            "You made a whole number of it. A slope may lie between: return it as it is, without"
            " round or int.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: round((y2 - y1) / (x2 - x1), 2),
            "You rounded the slope. Return it with all its digits.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: y2 / x2,
            "This is the slope from the origin to the second point. The first counts too.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: y1 / x1,
            "This is the slope from the origin to the first point. The second counts too.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: y2 / x2 - y1 / x1,
            "You divided inside each point, and then subtracted. First the two differences, then"
            " one division.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: (y2 - y1) / x2,
            "You divided by x2, a place. Divide by the change of x, from x1 to x2.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: (y2 - y1) / 2,
            "You always divide by 2, the change of x in the example. In general it is x2 - x1.",
        ),
        Mistake(
            lambda x1, y1, x2, y2: ((y2 - y1) ** 2 + (x2 - x1) ** 2) ** 0.5,
            "This is the distance of the two points. How steep is the line between them?",
        ),
    ),
)


ORDER = ChoiceExercise(
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
)

EXERCISES = [PIXELS, SLOPE, ORDER]
