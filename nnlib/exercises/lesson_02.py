"""The exercises of lesson 02: from two nudges to the gradient of a loss."""

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake, several


def z(x, y):
    """Return the height of the ground at (x, y), as the lesson has it."""
    return x * y + x * x


def two_ratios(x, y, h):
    """Return the ratio for a nudge to the east, and the one for a nudge to the north."""
    east = (z(x + h, y) - z(x, y)) / h
    north = (z(x, y + h) - z(x, y)) / h
    return east, north


def two_ratios_as_list(x, y, h):
    """Return the ratios in a list, the old height worked out once."""
    old = z(x, y)
    return [(z(x + h, y) - old) / h, (z(x, y + h) - old) / h]


def two_ratios_as_array(x, y, h):
    """Return the ratios as an array, divided at the end."""
    return np.array([z(x + h, y) - z(x, y), z(x, y + h) - z(x, y)]) / h


def two_ratios_multiplied_out(x, y, h):
    """Return what the two ratios come to when they are worked out on paper."""
    return y + 2 * x + h, x


def random_place_and_nudge(rng):
    """Return a place and a nudge that is not small."""
    return rng.uniform(-3, 3), rng.uniform(-3, 3), rng.uniform(0.1, 0.5)


TWO_NUDGES = FunctionExercise(
    name="02-two-nudges",
    passed="One nudge for each input, each from the same place: so a gradient is measured.",
    hints=(
        "How high is the ground at the place itself, at the one to the east, and at the one to the"
        " north?",
        "The heights are z(x, y), z(x + h, y) and z(x, y + h). Make two changes of them, and divide"
        " each.",
        "Return (z(x + h, y) - z(x, y)) / h, (z(x, y + h) - z(x, y)) / h.",
    ),
    why="Each ratio is a change of z divided by h; only one input moves, the other is held still.",
    reference=two_ratios,
    parts=("the ratio to the east", "the ratio to the north"),
    cases=((1.0, 2.0, 0.5), (3.0, -3.0, 0.1), (-2.0, 0.75, 0.25), (0.5, -1.5, 2.0)),
    random=random_place_and_nudge,
    variants=(two_ratios_as_list, two_ratios_as_array, two_ratios_multiplied_out),
    mistakes=(
        Mistake(
            lambda x, y, h: two_ratios(x, y, h)[::-1],
            "The two have changed places: first the nudge to the east, then the one to the north.",
        ),
        Mistake(
            lambda x, y, h: (two_ratios(x, y, h)[0], (z(x + h, y + h) - z(x + h, y)) / h),
            "Your nudge to the north starts from the place that was nudged to the east. Both start"
            " from (x, y): hold x still.",
        ),
        Mistake(
            lambda x, y, h: (two_ratios(x, y, h)[0], (z(x + h, y + h) - z(x, y)) / h),
            "In your second ratio both numbers are nudged. To the north x stays: z(x, y + h).",
        ),
        Mistake(
            lambda x, y, h: ((z(x + h, y + h) - z(x, y)) / h,) * 2,
            "You nudged both numbers at once, twice. Nudge x alone first, and then y alone.",
        ),
        Mistake(
            lambda x, y, h: (z(x + h, y + h) - z(x, y)) / h,
            "You nudged both numbers at once and returned one ratio. Nudge x alone, then y alone,"
            " and return two.",
        ),
        Mistake(
            lambda x, y, h: (two_ratios(x, y, h)[0],) * 2,
            "Both of your ratios nudge x. In the second one, y is nudged and x stays.",
        ),
        Mistake(
            lambda x, y, h: (two_ratios(x, y, h)[1],) * 2,
            "Both of your ratios nudge y. In the first one, x is nudged and y stays.",
        ),
        Mistake(
            lambda x, y, h: two_ratios(x, y, h)[0],
            "This is the ratio to the east alone. Return the one to the north too, after a comma.",
        ),
        Mistake(
            lambda x, y, h: sum(two_ratios(x, y, h)),
            "You added the two ratios. They stay apart, with a comma between them.",
        ),
        Mistake(
            lambda x, y, h: (z(x + h, y) - z(x, y), z(x, y + h) - z(x, y)),
            "These are the changes. How many times the nudge are they? Divide each by h.",
        ),
        Mistake(
            lambda x, y, h: (z(x + h, y) - z(x, y) / h, z(x, y + h) - z(x, y) / h),
            "Python divides before it subtracts, so only z(x, y) is divided by h. Put each"
            " difference into parentheses.",
        ),
        Mistake(
            lambda x, y, h: (two_ratios(x, y, h)[0], z(x, y + h) - z(x, y) / h),
            "In the second ratio the parentheses are missing: Python divides before it subtracts.",
        ),
        Mistake(
            lambda x, y, h: tuple(-ratio for ratio in two_ratios(x, y, h)),
            "The sign is flipped: a change is the new height minus the old one.",
        ),
        Mistake(
            lambda x, y, h: (z(x + h, y), z(x, y + h)),
            "These are the new heights. Subtract the old one, z(x, y), and divide by h.",
        ),
        Mistake(
            lambda x, y, h: (z(x + h, y) / h, z(x, y + h) / h),
            "You divided the new heights. What counts is the change: subtract z(x, y) first.",
        ),
        Mistake(
            lambda x, y, h: ((z(x + h, y) - z(x, y)) / x, (z(x, y + h) - z(x, y)) / y),
            "You divided by the place. Divide by how far you moved: that is h, both times.",
        ),
        Mistake(
            lambda x, y, h: ((z(h, y) - z(x, y)) / h, (z(x, h) - z(x, y)) / h),
            "You put h in the place of a coordinate. A nudge is added: x + h, and y + h.",
        ),
        Mistake(
            lambda x, y, h: ((z(x, y) - z(x - h, y)) / h, (z(x, y) - z(x, y - h)) / h),
            "Your first nudge goes to the west, and perhaps the second to the south. East and north"
            " are plus h.",
        ),
        Mistake(
            lambda x, y, h: (y + 2 * x, x),
            "These are the derivatives themselves, as a formula or a nudge to both sides gives"
            " them. Here the nudge h is asked for, from x to x + h, however large it is.",
        ),
        Mistake(
            lambda x, y, h: ((z(x + h, y) - z(x, y)) * h, (z(x, y + h) - z(x, y)) * h),
            "You multiplied by h. The question is how many times the nudge the change is: divide.",
        ),
        Mistake(
            lambda x, y, h: (two_ratios(x, y, h)[0], z(x, y + h) - z(x, y)),
            "Your second number is the change alone. Divide it by h as well.",
        ),
        Mistake(
            lambda x, y, h: (two_ratios(x, y, h)[0], (z(x, y - h) - z(x, y)) / h),
            "The sign of the second ratio is flipped. North is y + h, and a change is the new"
            " height minus the old one.",
        ),
        Mistake(
            lambda x, y, h: tuple(ratio / 2 for ratio in two_ratios(x, y, h)),
            "You divided by 2h. Each nudge goes one way, over the distance h.",
        ),
        Mistake(
            lambda x, y, h: (2 * (y + 2 * x), 2 * x),
            "You nudged to both sides, and divided by h. Here each nudge goes one way: from x to"
            " x + h, and from y to y + h.",
        ),
        Mistake(
            lambda x, y, h: ((z(x + h, 0) - z(x, 0)) / h, (z(0, y + h) - z(0, y)) / h),
            "To hold an input still means to leave it at its value, not to make it 0.",
        ),
        Mistake(
            lambda x, y, h: (z(x + h, y) / h - z(x, y), z(x, y + h) / h - z(x, y)),
            "Only the new height is divided by h. Subtract first: put the difference into"
            " parentheses.",
        ),
    ),
)


def formula_gradient(x, y):
    """Return both partial derivatives of x² y + 5 y, by x first."""
    return 2 * x * y, x**2 + 5


def formula_gradient_as_array(x, y):
    """Return the gradient as an array."""
    return np.array([2 * x * y, x * x + 5])


def formula_gradient_factored(x, y):
    """Return the gradient of y (x² + 5), which is the same ground."""
    return y * (2 * x), (x**2 + 5) * 1.0


def formula_gradient_by_nudges(x, y, h=1e-4):
    """Return the gradient by nudges to both sides, which are exact on this ground."""

    def ground(x, y):
        return x**2 * y + 5 * y

    east = (ground(x + h, y) - ground(x - h, y)) / (2 * h)
    north = (ground(x, y + h) - ground(x, y - h)) / (2 * h)
    return [east, north]


FORMULA = FunctionExercise(
    name="02-formula",
    passed="An input that is held still is a number like any other: 5, or y.",
    hints=(
        "If y were 7, the ground would be 7 x² + 35. What is its derivative?",
        "By x: y is a fixed factor of x², and 5y does not change at all. By y: x² is a fixed factor"
        " of y, and so is 5.",
        "Return 2 * x * y, x**2 + 5.",
    ),
    why="By x the term 5y stands still, and x² y changes by 2xy. By y the fixed factors are x², 5.",
    reference=formula_gradient,
    parts=("the derivative by x", "the derivative by y"),
    cases=((1.0, 2.0), (3.0, -1.0), (-2.0, 0.5), (0.5, 4.0)),
    random=lambda rng: (rng.uniform(-3, 3), rng.uniform(-3, 3)),
    variants=(formula_gradient_as_array, formula_gradient_factored, formula_gradient_by_nudges),
    mistakes=(
        Mistake(
            lambda x, y: (x**2 + 5, 2 * x * y),
            "The two have changed places: by x comes first.",
        ),
        Mistake(
            lambda x, y: (2 * x, x**2 + 5),
            "By x the factor y is lost. It is held still, and a fixed factor stays.",
        ),
        Mistake(
            lambda x, y: (2 * x, 5),
            "Each time the other letter's factor is lost. y stays as a factor of 2x, and x² as a"
            " factor of y.",
        ),
        Mistake(
            lambda x, y: (2 * x * y + 5, x**2 + 5),
            "By x the term 5y does not change at all, for y is held still. It adds nothing.",
        ),
        Mistake(
            lambda x, y: (2 * x * y + 5 * y, x**2 + 5),
            "You left 5y in the derivative by x. A term without x does not change as x does, so it"
            " adds 0.",
        ),
        Mistake(
            lambda x, y: (2 * x * y, x**2),
            "By y the 5 is lost: 5y grows by 5 for each step of one in y.",
        ),
        Mistake(
            lambda x, y: (2 * x * y, 5),
            "By y the first term changes as well: x² is a fixed factor of y there.",
        ),
        Mistake(
            lambda x, y: (2 * x * y, x**2 + 5 * y),
            "By y, 5y becomes 5: as 5y grows with y, its derivative is the factor.",
        ),
        Mistake(
            lambda x, y: (2 * x * y, x**2 * y + 5),
            "By y the first term keeps only its fixed factor, x²: the y itself goes.",
        ),
        Mistake(
            lambda x, y: (2 * x * y, 2 * x + 5),
            "By y, x² is held still like a fixed number. It stays x², and does not become 2x.",
        ),
        Mistake(
            lambda x, y: (2 * x * y, 2 * x * y + 5),
            "By y, x² is held still. It stays as the factor of y, and y itself goes.",
        ),
        Mistake(
            lambda x, y: (x * y, x**2 + 5),
            "By x the factor 2 is lost: the derivative of x² is 2x.",
        ),
        Mistake(
            lambda x, y: (x**2 * y, x**2 + 5),
            "By x you kept x² as it is. Its derivative is 2x.",
        ),
        Mistake(
            lambda x, y: 2 * x * y + x**2 + 5,
            "You added the two derivatives. They stay apart, with a comma between them.",
        ),
        Mistake(
            lambda x, y: x**2 * y + 5 * y,
            "This is the height. What is asked for is how it changes with x, and with y.",
        ),
        Mistake(
            lambda x, y: 2 * x * y,
            "This is the derivative by x alone. Return the one by y too, after a comma.",
        ),
        Mistake(
            lambda x, y: (y + 2 * x, x),
            "This is the gradient of the ground z. Here is another ground: x² y + 5y.",
        ),
        *several(
            (
                lambda x, y: (2 * x + y, x**2 + 5),
                lambda x, y: (2 * (x + y), x**2 + 5),
                lambda x, y: (2 * x + y, x + 5),
            ),
            "x² y is a product. A factor that is held still stays a factor: it is not added.",
        ),
        *several(
            (lambda x, y: (2 * x * y + 5, 5), lambda x, y: (2 * x + 5, x**2)),
            "The 5 belongs to y alone. By x the term 5y stands still and adds nothing; by y the 5"
            " is added to x².",
        ),
        Mistake(
            lambda x, y: (2 * x, x**2),
            "Two things: by x the fixed factor y stays, and by y the term 5y adds 5.",
        ),
        Mistake(
            lambda x, y: (2 * y, x**2 + 5),
            "The derivative of x² is 2x, not 2. The fixed factor y comes on top of it.",
        ),
        Mistake(
            lambda x, y: (2 * x * y, x + 5),
            "By y, x² is held still: it stays x², with its square.",
        ),
        Mistake(
            lambda x, y: (0.0, 5.0),
            "To hold an input still means to leave it in the formula, not to make it 0: x² y keeps"
            " the held letter as a factor.",
        ),
        Mistake(
            lambda x, y: (2 * x * y, y + 5),
            "By y the first term is x² times y. It adds its fixed factor, x².",
        ),
    ),
)


WHERE = ChoiceExercise(
    name="02-where",
    passed="Two inputs, two numbers: the gradient is an arrow on the map, and has no part upwards.",
    why="The gradient has one number for each input: 3 to the east and 3 to the north.",
    reference="a",
    hints=(
        "How many numbers does the gradient have, and how many does each arrow need?",
        "Up is not an input. Nobody can choose the height: it follows from the place.",
        "The gradient is (3, 3). Which arrow is described by these two numbers and no others?",
    ),
    mistakes=(
        Mistake(
            "b",
            "This arrow does run along the ground, but it needs three numbers. The gradient has"
            " two, one for each input; how steep it is shows in its length.",
        ),
        Mistake(
            "c",
            "An arrow out of the ground needs a third number, for up. The gradient is at a right"
            " angle to the *contour*, on the map.",
        ),
        Mistake(
            "d",
            "The gradient knows only the ground close to the ball. Where the highest place is, it"
            " cannot tell; this ground has none at all.",
        ),
    ),
)


def rate_limit(a):
    """Return the learning rate from which on descent on a x² does not come to rest."""
    curvature = 2 * a
    return 2 / curvature


def rate_limit_in_short(a):
    """Return 2 / 2a, shortened."""
    return 1 / a


def rate_limit_from_factor(a):
    """Return the rate at which the factor 1 − 2a · rate is −1."""
    return (1 - -1) / (2 * a)


def rate_limit_by_nudges(a):
    """Return the limit with the curvature measured as a change of the slope."""

    def slope(x):
        return 2 * a * x

    return float(np.divide(2, slope(3.0) - slope(2.0)))


LIMIT = FunctionExercise(
    name="02-limit",
    passed="The slope of a x² changes by 2a for each step of one: that is the curvature.",
    hints=(
        "What is the derivative of a x², and by how much does it change for a step of one in x?",
        "The derivative is 2ax, so the curvature is 2a. What is the limit, given the curvature?",
        "Return 2 / (2 * a), with the parentheses.",
    ),
    why="The curvature is 2a, and 2 / (2a) = 1 / a. Below it the factor 1 − 2a · rate is above −1.",
    reference=rate_limit,
    cases=((2.5,), (1.0,), (0.25,), (4.0,), (3.0,)),
    random=lambda rng: (rng.uniform(0.2, 8),),
    variants=(rate_limit_in_short, rate_limit_from_factor, rate_limit_by_nudges),
    mistakes=(
        Mistake(
            lambda a: 2 / a,
            "You took a for the curvature. The derivative of a x² is 2ax, which changes by 2a for"
            " each step of one.",
        ),
        Mistake(
            lambda a: 1 / (2 * a),
            "This is 1 / curvature, the best rate: there in one step. The limit is twice that.",
        ),
        Mistake(
            lambda a: 2 * a,
            "This is the curvature. The limit is 2 divided by it.",
        ),
        Mistake(
            lambda a: a,
            "Python works from left to right: 2 / 2 * a is a. The curvature 2 * a needs"
            " parentheses.",
        ),
        Mistake(
            lambda a: 1 / 2 * a,
            "Python works from left to right: 1 / 2 * a is half of a. And 1 / (2 * a) would be the"
            " best rate; the limit is twice that.",
        ),
        Mistake(
            lambda a: 4 / a,
            "Is half of a the curvature? The other way round: the slope of a x² is 2ax, and changes"
            " by 2a.",
        ),
        Mistake(
            lambda a: 0.4,
            "This is the limit for a = 2.5. A steeper curve has a lower limit: use a.",
        ),
        Mistake(
            lambda a: 1 - 2 * a,
            "This is the factor of one step with the learning rate 1. At which rate is the factor"
            " 1 - 2a · rate equal to -1?",
        ),
        Mistake(
            lambda a: -1 / a,
            "The sign is flipped: a learning rate is above 0. Solve 1 - 2a · rate = -1 once more.",
        ),
        Mistake(
            lambda a: 1 / a**2,
            "One a too many: the curvature of a x² is 2a, the same at each x.",
        ),
        *several(
            (lambda a: 2 / 5 * a, lambda a: 2 / (5 * a), lambda a: 0.2),
            "The 5 is the curvature for a = 2.5 alone. What is the curvature of a x², for any a?",
        ),
        Mistake(
            lambda a: 1.0,
            "1 is the limit for x², where a is 1. A steeper curve has a lower limit: use a.",
        ),
        Mistake(
            lambda a: 2 * a * a,
            "The curvature, 2a, stands below the line: 2 divided by it.",
        ),
        Mistake(
            lambda a: 2 / a**2,
            "Two things: the curvature of a x² is 2a, and it has no square.",
        ),
    ),
)


FLAT = ChoiceExercise(
    name="02-flat",
    passed="A gradient of (0, 0) says that the ground is flat there, and nothing else.",
    why="At a minimum, local or global, at a saddle and on a top the gradient is (0, 0) alike.",
    reference="c",
    hints=(
        "In the last figure four balls came to rest or passed a flat place. Where?",
        "Three of them ended at different kinds of places, and at each the gradient was (0, 0).",
        "Which answer leaves room for the valley on the right, and for the saddle?",
    ),
    mistakes=(
        Mistake(
            "a",
            "Look at the square in the right-hand one of the two valleys: flat ground, and a deeper"
            " valley elsewhere.",
        ),
        Mistake(
            "b",
            "It did go down all the way, and so did the circle on the saddle. There, too, the"
            " gradient is (0, 0), and the ground falls away on both sides.",
        ),
        Mistake(
            "d",
            "A small rate makes small steps, but they are not 0. Where the gradient is (0, 0), any"
            " learning rate makes no step.",
        ),
    ),
)


def loss_gradient(slope, intercept, inputs, targets):
    """Return the derivatives of the loss by the slope and by the intercept."""
    errors = slope * inputs + intercept - targets
    return 2 * np.mean(errors * inputs), 2 * np.mean(errors)


def loss_gradient_in_a_loop(slope, intercept, inputs, targets):
    """Return the two derivatives, galaxy by galaxy."""
    by_slope = by_intercept = 0.0
    for x, t in zip(inputs, targets, strict=True):
        error = slope * x + intercept - t
        by_slope += 2 * error * x / len(inputs)
        by_intercept += 2 * error / len(inputs)
    return by_slope, by_intercept


def loss_gradient_by_matrix(slope, intercept, inputs, targets):
    """Return the two derivatives as one product of a matrix."""
    table = np.stack([inputs, np.ones(len(inputs))])
    return 2 / len(inputs) * table @ (table.T @ [slope, intercept] - targets)


def loss_gradient_by_nudges(slope, intercept, inputs, targets, h=1e-3):
    """Return the two derivatives by nudges to both sides, which are exact on a bowl."""

    def loss(slope, intercept):
        return np.mean((slope * inputs + intercept - targets) ** 2)

    by_slope = (loss(slope + h, intercept) - loss(slope - h, intercept)) / (2 * h)
    return [by_slope, (loss(slope, intercept + h) - loss(slope, intercept - h)) / (2 * h)]


def random_line(rng):
    """Return a line, and as many inputs and targets as chance has it."""
    n_examples = rng.integers(3, 8)
    return (*rng.normal(size=2), rng.uniform(-1, 3, n_examples), rng.normal(size=n_examples))


def of_errors(by_slope, by_intercept):
    """Return an answer that is made of the errors and the inputs."""

    def answer(slope, intercept, inputs, targets):
        errors = slope * inputs + intercept - targets
        return by_slope(errors, inputs), by_intercept(errors, inputs)

    return answer


def right_slope(errors, inputs):
    """Return the derivative by the slope."""
    return 2 * np.mean(errors * inputs)


def right_intercept(errors, inputs):
    """Return the derivative by the intercept."""
    return 2 * np.mean(errors)


LINE = FunctionExercise(
    name="02-line",
    passed="Each example has a gradient of its own; that of the loss is their mean.",
    hints=(
        "What is the error of each galaxy, as an array?",
        "errors = slope * inputs + intercept - targets. Twice the mean of what is the derivative by"
        " the slope, and of what the one by the intercept?",
        "With errors as before: return 2 * np.mean(errors * inputs), 2 * np.mean(errors).",
    ),
    why="The square gives 2 · error; a nudge of the slope reaches the error times the input.",
    reference=loss_gradient,
    parts=("the derivative by the slope", "the derivative by the intercept"),
    first=("the derivative by the intercept", "the derivative by the slope"),
    cases=(
        (1.0, 0.0, np.array([1.0, 3.0]), np.array([2.0, 2.0])),
        (0.0, 0.0, np.array([1.0, 2.0, 3.0]), np.array([2.0, 5.0, 5.0])),
        (2.0, -1.0, np.array([0.5, 1.0, 2.0, 4.0]), np.array([1.0, 0.0, 5.0, 3.0])),
        (-1.0, 3.0, np.array([2.0]), np.array([4.0])),
        (0.5, 2.0, np.array([-1.0, 0.0, 2.5]), np.array([1.0, 4.0, 2.0])),
    ),
    random=random_line,
    variants=(loss_gradient_in_a_loop, loss_gradient_by_matrix, loss_gradient_by_nudges),
    mistakes=(
        Mistake(
            of_errors(lambda e, x: np.mean(e * x), lambda e, x: np.mean(e)),
            "The factor 2 is lost, in both numbers: e² changes by 2e.",
        ),
        Mistake(
            of_errors(right_slope, lambda e, x: np.mean(e)),
            "In the derivative by the intercept, the factor 2 of the square is lost.",
        ),
        Mistake(
            of_errors(lambda e, x: np.mean(e * x), right_intercept),
            "In the derivative by the slope, the factor 2 of the square is lost.",
        ),
        Mistake(
            of_errors(lambda e, x: 2 * np.sum(e * x), lambda e, x: 2 * np.sum(e)),
            "You took the sum. The loss is a mean, so its gradient is a mean too: 1/n is lost.",
        ),
        Mistake(
            of_errors(lambda e, x: np.sum(e * x), lambda e, x: np.sum(e)),
            "Two factors are lost: the 2 of the square, and the 1/n of the mean.",
        ),
        Mistake(
            of_errors(lambda e, x: -right_slope(e, x), lambda e, x: -right_intercept(e, x)),
            "The sign is flipped. The error is prediction - target; or did you put the minus of the"
            " descent into the gradient?",
        ),
        Mistake(
            of_errors(right_intercept, right_slope),
            "The two have changed places: the derivative by the slope comes first.",
        ),
        Mistake(
            of_errors(right_intercept, right_intercept),
            "Your derivative by the slope lacks the input: a nudge of the slope moves a far"
            " galaxy's prediction more than a near one's.",
        ),
        Mistake(
            of_errors(right_slope, right_slope),
            "Your derivative by the intercept has the input in it. A nudge of the intercept moves"
            " every prediction alike.",
        ),
        Mistake(
            of_errors(lambda e, x: 2 * np.mean(e) * np.mean(x), right_intercept),
            "You multiplied two means. Each error meets its own input first; then comes the mean of"
            " these products.",
        ),
        Mistake(
            of_errors(lambda e, x: 2 * e * x, lambda e, x: 2 * e),
            "These are the shares of each galaxy. The loss is a mean: take np.mean of each.",
        ),
        Mistake(
            lambda slope, intercept, inputs, targets: loss_gradient(slope, 0, inputs, targets),
            "The intercept is missing in your prediction: slope * inputs + intercept.",
        ),
        Mistake(
            lambda slope, intercept, inputs, targets: loss_gradient(
                slope, slope * intercept, inputs, targets
            ),
            "You multiplied the intercept by the slope. Only the inputs are: slope * inputs +"
            " intercept, without parentheses.",
        ),
        Mistake(
            lambda slope, intercept, inputs, targets: loss_gradient(
                intercept, slope, inputs, targets
            ),
            "Slope and intercept have changed places in your prediction: slope * inputs +"
            " intercept.",
        ),
        Mistake(
            lambda slope, intercept, inputs, targets: loss_gradient(
                slope, intercept, inputs, 0 * targets
            ),
            "The targets are missing: the error is prediction - target.",
        ),
        Mistake(
            of_errors(lambda e, x: 2 * np.mean(e**2 * x), lambda e, x: 2 * np.mean(e**2)),
            "You kept the square of the error. The derivative of e² is 2e: no square is left.",
        ),
        Mistake(
            lambda slope, intercept, inputs, targets: np.mean(
                (slope * inputs + intercept - targets) ** 2
            ),
            "This is the loss. What is asked for is how it changes with the slope, and with the"
            " intercept.",
        ),
        Mistake(
            of_errors(lambda e, x: 2 * np.mean(e * x**2), right_intercept),
            "One input too many: the derivative by the slope has each input once.",
        ),
        Mistake(
            lambda slope, intercept, inputs, targets: (
                2 * np.mean((slope * inputs + intercept - targets) * slope),
                2 * np.mean(slope * inputs + intercept - targets),
            ),
            "You multiplied the error by the slope. A nudge of the slope is multiplied by the"
            " input.",
        ),
        Mistake(
            lambda slope, intercept, inputs, targets: (
                2 * np.mean(slope * inputs + intercept - targets * inputs),
                2 * np.mean(slope * inputs + intercept - targets),
            ),
            "Python multiplies before it subtracts, so only the last part is multiplied by the"
            " input. Put the whole error into parentheses.",
        ),
        Mistake(
            lambda *case: sum(loss_gradient(*case)),
            "You added the two derivatives. They stay apart, with a comma between them.",
        ),
        Mistake(
            lambda *case: loss_gradient(*case)[0],
            "This is the derivative by the slope alone. Return the one by the intercept too, after"
            " a comma.",
        ),
        Mistake(
            of_errors(lambda e, x: np.mean(e**2 * x), lambda e, x: np.mean(e**2)),
            "You took the mean of the squares. The derivative of e² is 2e: a 2 comes, and the"
            " square goes.",
        ),
        Mistake(
            of_errors(lambda e, x: 2 * np.mean(abs(e) * x), lambda e, x: 2 * np.mean(abs(e))),
            "The signs of the errors are lost. They say whether a prediction is too high or too"
            " low: leave abs out.",
        ),
        Mistake(
            of_errors(lambda e, x: 2 * np.mean(e) * x, right_intercept),
            "You took the mean too early. Each error meets its own input first; then comes the mean"
            " of these products.",
        ),
        Mistake(
            lambda slope, intercept, inputs, targets: (
                loss_gradient(slope, intercept, inputs, targets)[0],
                loss_gradient(slope, intercept, inputs, targets)[1] * intercept,
            ),
            "You multiplied the error by the intercept. A nudge of the intercept reaches every"
            " prediction as it is: times 1.",
        ),
        Mistake(
            lambda slope, intercept, inputs, targets: (
                2 * np.mean((slope * inputs + intercept - targets) * targets),
                2 * np.mean(slope * inputs + intercept - targets),
            ),
            "You multiplied the error by the target. A nudge of the slope is multiplied by the"
            " input.",
        ),
    ),
)


EXERCISES = [TWO_NUDGES, FORMULA, WHERE, LIMIT, FLAT, LINE]
