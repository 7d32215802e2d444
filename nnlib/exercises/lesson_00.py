"""The exercises of lesson 00: each kind, to see how a check answers, and a first array."""

import numpy as np

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


def mean_ink(picture):
    """Return the mean of the grey values, from 0 (no ink) to 1 (all ink)."""
    return picture.mean() / 255


def mean_ink_by_counting(picture):
    """Return the sum of all numbers over what it could be at most."""
    return picture.sum() / (255 * picture.size)


def mean_ink_in_loops(picture):
    """Return it with two loops."""
    total, n = 0.0, 0
    for row in picture:
        for grey in row:
            total += grey / 255
            n += 1
    return total / n


def random_picture(rng):
    """Return a picture, taller than wide or wider than tall."""
    n_rows, n_columns = rng.permutation([3, 5])
    return (rng.integers(1, 255, (n_rows, n_columns)).astype(float),)


SMALL = np.array([[0.0, 255.0], [0.0, 0.0]])
WIDE = np.array([[51.0, 102.0, 0.0], [255.0, 204.0, 153.0]])
PALE = np.array([[10.0, 20.0, 30.0], [0.0, 40.0, 50.0]])

MEAN_INK = FunctionExercise(
    name="00-mean-ink",
    passed="One line for a whole picture: a mean, divided by the largest value there can be.",
    hints=(
        "What does picture.mean() give for a sheet that is all ink?",
        "The mean lies between 0 and 255, and should lie between 0 and 1.",
        "Return picture.mean() / 255.",
    ),
    why="The mean of all the numbers, as a share of the strongest ink.",
    reference=mean_ink,
    cases=((SMALL,), (WIDE,), (PALE,)),
    random=random_picture,
    variants=(mean_ink_by_counting, mean_ink_in_loops, lambda picture: (picture / 255).mean()),
    mistakes=(
        Mistake(
            lambda picture: picture.mean(),
            "This is the mean from 0 to 255. Divide it by 255.",
        ),
        Mistake(
            lambda picture: picture.sum() / 255,
            "You added all the numbers up. A mean is the sum divided by how many there are.",
        ),
        Mistake(
            lambda picture: picture.mean() / 256,
            "The largest grey value is 255: there are 256 values, but the first one is 0.",
        ),
        Mistake(
            lambda picture: picture.mean() / picture.max(),
            "You divided by the largest value of this picture. A pale picture has less ink:"
            " divide by 255, always.",
        ),
        Mistake(
            lambda picture: (picture > 0).mean(),
            "You counted the points that are not white. How grey they are counts as well.",
        ),
        Mistake(
            lambda picture: picture.max() / 255,
            "This is the darkest point alone. The mean takes all points.",
        ),
        Mistake(
            lambda picture: picture[0].mean() / 255,
            "picture[0] is the first row alone. picture.mean() takes the whole.",
        ),
        *several(
            (
                lambda picture: picture.mean(axis=0) / 255,
                lambda picture: picture.mean(axis=1) / 255,
            ),
            "With an axis you get a mean for each column or row. Leave axis out: one number for"
            " the whole picture.",
        ),
        Mistake(
            lambda picture: picture.sum() / (255 * 784),
            "784 is right for a digit, and this has to work for every shape: picture.size is how"
            " many numbers there are.",
        ),
        Mistake(
            lambda picture: picture.sum() / (255 * len(picture)),
            "len(picture) is the number of rows. picture.size counts all the numbers.",
        ),
        Mistake(
            lambda picture: 1 - picture.mean() / 255,
            "This is the share of paper. 0 is white paper here, and 255 is ink.",
        ),
    ),
)


def negative(picture):
    """Return the picture with light and dark exchanged, grey values from 0 to 255."""
    return 255 - picture


def negative_in_loops(picture):
    """Return it with two loops."""
    turned = picture.copy()
    for row in range(picture.shape[0]):
        for column in range(picture.shape[1]):
            turned[row, column] = 255 - picture[row, column]
    return turned


NEGATIVE = FunctionExercise(
    name="00-negative",
    passed="One subtraction, and each of the numbers has changed.",
    hints=(
        "0 becomes 255, and 255 becomes 0. What do the old and the new value add up to?",
        "A calculation with an array is done for each of its numbers, also a subtraction.",
        "Return 255 - picture.",
    ),
    why="Old and new add up to 255 at every point.",
    reference=negative,
    cases=(
        (np.array([[0.0, 255.0], [55.0, 200.0]]),),
        (np.array([[10.0, 20.0, 30.0], [255.0, 100.0, 0.0]]),),
        (PALE,),
    ),
    random=random_picture,
    variants=(negative_in_loops, lambda picture: -picture + 255, lambda p: (1 - p / 255) * 255),
    mistakes=(
        Mistake(
            lambda picture: picture - 255,
            "The sign is flipped: grey values lie between 0 and 255. Take the picture away from"
            " 255, not 255 from the picture.",
        ),
        Mistake(
            lambda picture: -picture,
            "A grey value below 0 means nothing. Which number minus 0 is 255?",
        ),
        Mistake(
            lambda picture: 256 - picture,
            "White would become 256, and the darkest grey is 255.",
        ),
        Mistake(
            lambda picture: 1 - picture,
            "That is right for grey values from 0 to 1. Here they go to 255.",
        ),
        Mistake(
            lambda picture: 1 - picture / 255,
            "The result lies between 0 and 1. It should be grey values again, from 0 to 255.",
        ),
        Mistake(
            lambda picture: picture.max() - picture,
            "picture.max() is the darkest point of this picture. A pale picture has no 255: take"
            " the number 255 itself.",
        ),
        Mistake(
            lambda picture: picture[::-1],
            "You turned the picture upside down. The points stay where they are, only their grey"
            " changes.",
        ),
        Mistake(
            lambda picture: picture[:, ::-1],
            "This is the picture in a mirror. The points stay where they are, only their grey"
            " changes.",
        ),
        Mistake(
            lambda picture: picture.T,
            "You exchanged rows and columns. The points stay where they are, only their grey"
            " changes.",
        ),
        Mistake(
            lambda picture: np.where(picture == 0, 255, 0),
            "You made everything black or white. 55 should become 200.",
        ),
        Mistake(
            lambda picture: np.where(picture == 0, 255.0, np.where(picture == 255, 0.0, picture)),
            "You exchanged 0 and 255 and left the greys between them. 55 should become 200.",
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

RESTART = ChoiceExercise(
    name="00-restart",
    passed="A restart empties the memory, and then every cell runs once, from top to bottom.",
    why="After a restart x is 5 once more, and the second cell adds 1 once: 6.",
    reference="a",
    hints=(
        "What does the kernel remember after a restart?",
        "Nothing is remembered. How often does each cell run then?",
        "First x = 5, then x = x + 1 a single time.",
    ),
    mistakes=(
        Mistake(
            "b",
            "8 is what x was before the restart, in a memory that is now empty. What happens"
            " after it?",
        ),
        Mistake("c", "9 would be 8 and one more. But the restart has emptied the memory."),
    ),
)

EXERCISES = [PIXELS, SLOPE, MEAN_INK, NEGATIVE, ORDER, RESTART]
