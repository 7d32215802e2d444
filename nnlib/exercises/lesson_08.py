"""The exercises of lesson 08: a step function for each optimizer, and what they promise."""

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake

RATE = ChoiceExercise(
    name="08-rate",
    passed="A steady gradient piles up to 1 / (1 - momentum) = 10: so a tenth of the rate.",
    why="With momentum 0.9 a steady gradient moves the ball at ten times its learning rate.",
    reference="b",
    hints=(
        "Look at the table of velocities: the gradient stays 1. Where does the velocity end?",
        "At ten. How long are the steps then, with the rate 0.1?",
        "Ten times as long as before. Which rate makes them 0.1 long again?",
    ),
    mistakes=(
        Mistake(
            "a",
            "Momentum does more than smooth. Look at the table: under a steady gradient of 1 the"
            " velocity climbs to 10, and so does each step.",
        ),
        Mistake(
            "c",
            "The other way round. Where the gradient keeps its direction, the velocity grows to"
            " ten times the gradient: which rate makes up for that?",
        ),
        Mistake(
            "d",
            "So it is along a gentle slope. Across the ravine, though, the rate of 0.05 ran away,"
            " and momentum at 0.005 did not. And a first rate has still to be chosen.",
        ),
    ),
)


def nesterov_step(place, velocity, gradient, learning_rate, momentum):
    """Return the new place and the new velocity."""
    velocity = momentum * velocity + gradient
    direction = gradient + momentum * velocity
    return place - learning_rate * direction, velocity


def nesterov_as_list(place, velocity, gradient, learning_rate, momentum):
    """Return both in a list, in one formula each."""
    new = np.add(np.multiply(momentum, velocity), gradient)
    return [place - learning_rate * (gradient + momentum * new), new]


def nesterov_multiplied_out(place, velocity, gradient, learning_rate, momentum):
    """Return both, the direction written with the old velocity."""
    direction = (1 + momentum) * gradient + momentum**2 * velocity
    return place - learning_rate * direction, momentum * velocity + gradient


def nesterov_in_place(place, velocity, gradient, learning_rate, momentum):
    """Return both, written over the arrays that came in."""
    velocity *= momentum
    velocity += gradient
    place -= learning_rate * gradient
    place -= learning_rate * momentum * velocity
    return place, velocity


def random_step(rng):
    """Return a place, what is remembered and a gradient, all of one length, and a rate."""
    n_values = rng.integers(2, 5)
    place, gradient = rng.normal(size=n_values), rng.normal(size=n_values)
    remembered = rng.uniform(0.1, 3, n_values)
    return place, remembered, gradient, rng.uniform(0.05, 0.5)


def nesterov_variation(direction, velocity=None):
    """Return an answer with another direction or another velocity.

    Args:
        direction: takes old velocity, new velocity, gradient, momentum.
        velocity: takes old velocity, gradient, momentum; None: the right one.
    """

    def answer(place, old, gradient, learning_rate, momentum):
        new = (velocity or (lambda v, g, m: m * v + g))(old, gradient, momentum)
        return place - learning_rate * direction(old, new, gradient, momentum), new

    return answer


def look_ahead(old, new, gradient, momentum):
    """Return Nesterov's direction."""
    return gradient + momentum * new


NESTEROV = FunctionExercise(
    name="08-nesterov",
    passed="First the velocity, then a step that already holds its next part: a look ahead.",
    hints=(
        "Momentum has two updates, of v and of x. Which one stays as it is?",
        "The velocity stays: momentum * velocity + gradient. Only the direction is new: gradient +"
        " momentum * velocity, with the new velocity.",
        "Write velocity = momentum * velocity + gradient, then direction = gradient + momentum *"
        " velocity, and return place - learning_rate * direction, velocity.",
    ),
    why="The next step will add momentum · velocity in any case; this direction holds it already.",
    reference=nesterov_step,
    parts=("the place", "the velocity"),
    first=("the velocity", "the place"),
    cases=(
        (2.0, 1.0, 3.0, 0.1, 0.5),
        (np.array([1.0, -1.0]), np.array([0.0, 0.0]), np.array([1.0, 4.0]), 0.2, 0.5),
        (np.array([3.0, 0.5]), np.array([2.0, -1.0]), np.array([-1.0, 2.0]), 0.1, 0.9),
        (
            np.array([0.0, 1.0, 2.0]),
            np.array([1.0, 2.0, -4.0]),
            np.array([0.0, 1.0, 0.5]),
            0.5,
            0.8,
        ),
    ),
    random=lambda rng: (*random_step(rng), rng.uniform(0.3, 0.95)),
    variants=(nesterov_as_list, nesterov_multiplied_out, nesterov_in_place),
    mistakes=(
        Mistake(
            nesterov_variation(lambda old, new, g, m: new),
            "This is momentum without the look ahead. Either the direction is the velocity itself,"
            " or the old velocity went into it: take gradient + momentum * (new velocity).",
        ),
        Mistake(
            nesterov_variation(lambda old, new, g, m: new + m * new),
            "Your direction has the whole velocity and its share. Its first part is the gradient"
            " alone.",
        ),
        Mistake(
            nesterov_variation(lambda old, new, g, m: g + new),
            "In the direction the velocity has lost its factor: gradient + momentum * velocity.",
        ),
        Mistake(
            nesterov_variation(lambda old, new, g, m: m * new),
            "In the direction the gradient is missing: gradient + momentum * velocity.",
        ),
        Mistake(
            nesterov_variation(lambda old, new, g, m: m * (g + new)),
            "In the direction the momentum belongs to the velocity alone, not to the gradient.",
        ),
        Mistake(
            nesterov_variation(lambda old, new, g, m: g - m * new),
            "The look ahead goes backwards: the velocity's share is added to the gradient.",
        ),
        Mistake(
            nesterov_variation(lambda old, new, g, m: g),
            "This is plain descent: the velocity is made but does not move the place.",
        ),
        Mistake(
            nesterov_variation(lambda old, new, g, m: -look_ahead(old, new, g, m)),
            "The place goes uphill. The velocity points up, as the gradient does: subtract.",
        ),
        Mistake(
            nesterov_variation(look_ahead, lambda v, g, m: m * v),
            "The gradient is missing in the new velocity: momentum * velocity + gradient.",
        ),
        Mistake(
            nesterov_variation(look_ahead, lambda v, g, m: v + g),
            "The old velocity has lost its factor momentum, so nothing would ever slow the ball.",
        ),
        Mistake(
            nesterov_variation(look_ahead, lambda v, g, m: m * v + (1 - m) * g),
            "You made a mean of velocity and gradient. Here the gradient is added whole.",
        ),
        Mistake(
            nesterov_variation(look_ahead, lambda v, g, m: m * v - g),
            "The gradient has a minus in your velocity. The one minus stands in the step.",
        ),
        Mistake(
            nesterov_variation(look_ahead, lambda v, g, m: m * (v + g)),
            "In the velocity the momentum belongs to the old velocity alone: parentheses.",
        ),
        Mistake(
            lambda place, velocity, gradient, learning_rate, momentum: (
                place
                - learning_rate * gradient
                - momentum * (momentum * velocity + learning_rate * gradient),
                momentum * velocity + learning_rate * gradient,
            ),
            "You put the learning rate into the velocity. Some books do; here it stands in the step"
            " alone.",
        ),
        Mistake(
            lambda *case: nesterov_step(*case)[::-1],
            "The two have changed places: return the place first, then the velocity.",
        ),
        Mistake(
            lambda *case: nesterov_step(*case)[0],
            "This is the place alone. Return the new velocity too, after a comma: the next step"
            " needs it.",
        ),
        Mistake(
            lambda place, velocity, *rest: (nesterov_step(place, velocity, *rest)[0], velocity),
            "You returned the old velocity. The next step needs the new one.",
        ),
        Mistake(
            lambda place, velocity, gradient, learning_rate, momentum: (
                place - look_ahead(velocity, momentum * velocity + gradient, gradient, momentum),
                momentum * velocity + gradient,
            ),
            "The learning rate is missing in the step.",
        ),
    ),
)


def adagrad_step(place, squares, gradient, learning_rate):
    """Return the new place and the new squares."""
    squares = squares + gradient**2
    direction = gradient / (np.sqrt(squares) + 1e-8)
    return place - learning_rate * direction, squares


def adagrad_tiny_inside(place, squares, gradient, learning_rate):
    """Return both, the tiny number under the root."""
    squares = squares + gradient * gradient
    return [place - learning_rate * gradient / (squares + 1e-16) ** 0.5, squares]


def adagrad_as_rates(place, squares, gradient, learning_rate):
    """Return both, by a rate for each direction."""
    squares = squares + np.square(gradient)
    rates = learning_rate / (1e-8 + np.sqrt(squares))
    return place - rates * gradient, squares


def adagrad_in_a_loop(place, squares, gradient, learning_rate):
    """Return both, value by value."""
    places, sums = np.array(place, dtype=float), np.array(squares, dtype=float)
    for n in np.ndindex(places.shape):
        slope = np.asarray(gradient)[n]
        sums[n] += slope**2
        places[n] -= learning_rate * slope / (sums[n] ** 0.5 + 1e-8)
    return places, sums


def scaled_variation(direction, squares=None):
    """Return an answer to AdaGrad with another direction or other squares.

    Args:
        direction: takes old squares, new squares, gradient.
        squares: takes old squares, gradient; None: the right ones.
    """

    def answer(place, old, gradient, learning_rate):
        new = (squares or (lambda s, g: s + g**2))(old, gradient)
        return place - learning_rate * direction(old, new, gradient), new

    return answer


def by_root(old, new, gradient):
    """Return AdaGrad's direction."""
    return gradient / (np.sqrt(new) + 1e-8)


ADAGRAD = FunctionExercise(
    name="08-adagrad",
    passed="Each direction has a rate of its own, which shrinks with all that it has seen.",
    hints=(
        "What has to be added to the squares, before anything else?",
        "First squares = squares + gradient**2. By the root of what is the gradient divided?",
        "Write squares = squares + gradient**2, then return place - learning_rate * gradient /"
        " (np.sqrt(squares) + 1e-8), squares.",
    ),
    why="The root is never below the size of the gradient, so no step exceeds the rate.",
    reference=adagrad_step,
    parts=("the place", "the squares"),
    first=("the squares", "the place"),
    cases=(
        (1.0, 9.0, 4.0, 0.5),
        (np.array([2.0, 2.0]), np.array([0.0, 0.0]), np.array([1.0, 20.0]), 0.1),
        (np.array([1.0, -1.0]), np.array([5.0, 12.0]), np.array([-2.0, 2.0]), 0.3),
        (np.array([1.0, 2.0, 3.0]), np.array([0.0, 3.0, 7.0]), np.array([0.0, -1.0, 3.0]), 0.2),
    ),
    random=random_step,
    variants=(adagrad_tiny_inside, adagrad_as_rates, adagrad_in_a_loop),
    mistakes=(
        Mistake(
            scaled_variation(lambda old, new, g: g / (np.sqrt(old) + 1e-8)),
            "You divided by the old squares. Add this gradient's square first, then take the root.",
        ),
        Mistake(
            scaled_variation(by_root, lambda s, g: 0 * s + g**2),
            "Your squares are those of this step alone. AdaGrad adds them to all earlier ones.",
        ),
        Mistake(
            scaled_variation(lambda old, new, g: g / (new + 1e-8)),
            "The root is missing: divide by np.sqrt(squares).",
        ),
        Mistake(
            scaled_variation(by_root, lambda s, g: s + g),
            "You added the gradient as it is. Its square is added: gradient**2.",
        ),
        Mistake(
            scaled_variation(by_root, lambda s, g: s + abs(g)),
            "You added the size of the gradient. Its square is added: gradient**2.",
        ),
        Mistake(
            scaled_variation(by_root, lambda s, g: (s + g) ** 2),
            "You squared the sum. Only the gradient is squared; the squares are squares already.",
        ),
        Mistake(
            scaled_variation(lambda old, new, g: g),
            "The place takes a plain step: the gradient is still to be divided by the root of the"
            " squares.",
        ),
        Mistake(
            scaled_variation(lambda old, new, g: 1 / (np.sqrt(new) + 1e-8)),
            "Your step lacks the gradient: rate times gradient, divided by the root.",
        ),
        Mistake(
            scaled_variation(lambda old, new, g: g**2 / (np.sqrt(new) + 1e-8)),
            "In the step the gradient is not squared: a square loses its sign. Which way is down?",
        ),
        Mistake(
            scaled_variation(lambda old, new, g: -by_root(old, new, g)),
            "The place goes uphill: subtract the step.",
        ),
        Mistake(
            scaled_variation(lambda old, new, g: g * np.sqrt(new)),
            "You multiplied by the root. Steep directions are to get short steps: divide.",
        ),
        Mistake(
            scaled_variation(lambda old, new, g: g / np.sqrt(new)),
            "The tiny number is missing, or has lost its parentheses. Where all gradients were 0,"
            " the division is 0 / 0: divide by (np.sqrt(squares) + 1e-8).",
        ),
        Mistake(
            scaled_variation(lambda old, new, g: g / (np.sqrt(np.sum(new)) + 1e-8)),
            "You added the squares of all directions. Each direction keeps a sum of its own.",
        ),
        Mistake(
            scaled_variation(lambda old, new, g: g / (np.sqrt(abs(g)) + 1e-8)),
            "You took the root of the gradient. The root is that of the squares gathered so far.",
        ),
        Mistake(
            lambda *case: adagrad_step(*case)[::-1],
            "The two have changed places: return the place first, then the squares.",
        ),
        Mistake(
            lambda *case: adagrad_step(*case)[0],
            "This is the place alone. Return the new squares too, after a comma: the next step"
            " needs them.",
        ),
        Mistake(
            lambda place, squares, *rest: (adagrad_step(place, squares, *rest)[0], squares),
            "You returned the old squares. The next step needs the new ones.",
        ),
        Mistake(
            lambda place, squares, *rest: (
                adagrad_step(place, squares, *rest)[0],
                np.sqrt(adagrad_step(place, squares, *rest)[1]),
            ),
            "You returned the root. What is remembered are the squares themselves.",
        ),
        Mistake(
            lambda place, squares, gradient, learning_rate: adagrad_step(
                place, squares, gradient, 1.0
            ),
            "The learning rate is missing in the step.",
        ),
    ),
)


def rmsprop_step(place, squares, gradient, learning_rate, keep):
    """Return the new place and the new squares."""
    squares = keep * squares + (1 - keep) * gradient**2
    direction = gradient / (np.sqrt(squares) + 1e-8)
    return place - learning_rate * direction, squares


def rmsprop_by_difference(place, squares, gradient, learning_rate, keep):
    """Return both; the mean goes a part of the way to the new square."""
    squares = squares + (1 - keep) * (gradient * gradient - squares)
    return [place - learning_rate * gradient / (1e-8 + squares**0.5), squares]


def rmsprop_as_rates(place, squares, gradient, learning_rate, keep):
    """Return both, by a rate for each direction."""
    squares = (1 - keep) * np.square(gradient) + keep * squares
    return place - gradient * (learning_rate / np.sqrt(squares + 1e-16)), squares


def rmsprop_in_a_loop(place, squares, gradient, learning_rate, keep):
    """Return both, value by value."""
    places, means = np.array(place, dtype=float), np.array(squares, dtype=float)
    for n in np.ndindex(places.shape):
        slope = np.asarray(gradient)[n]
        means[n] = keep * means[n] + (1 - keep) * slope**2
        places[n] -= learning_rate * slope / (means[n] ** 0.5 + 1e-8)
    return places, means


def forgetful_variation(direction, squares=None):
    """Return an answer to RMSProp with another direction or other squares.

    Args:
        direction: takes old squares, new squares, gradient.
        squares: takes old squares, gradient, keep; None: the right ones.
    """

    def answer(place, old, gradient, learning_rate, keep):
        new = (squares or (lambda s, g, k: k * s + (1 - k) * g**2))(old, gradient, keep)
        return place - learning_rate * direction(old, new, gradient), new

    return answer


RMSPROP = FunctionExercise(
    name="08-rmsprop",
    passed="A mean of the recent squares: old gradients fade, and the rates can recover.",
    hints=(
        "Which one line of AdaGrad has to change?",
        "The squares become a mean: the share keep of the old ones, and the rest, 1 - keep, of"
        " gradient**2.",
        "Write squares = keep * squares + (1 - keep) * gradient**2, and then AdaGrad's last line.",
    ),
    why="keep and 1 - keep add up to 1, so squares stays of the size of one squared gradient.",
    reference=rmsprop_step,
    parts=("the place", "the squares"),
    first=("the squares", "the place"),
    cases=(
        (1.0, 8.0, 4.0, 0.3, 0.875),
        (np.array([2.0, 2.0]), np.array([0.0, 0.0]), np.array([1.0, 20.0]), 0.1, 0.9),
        (np.array([1.0, -1.0]), np.array([5.0, 12.0]), np.array([-2.0, 2.0]), 0.3, 0.8),
        (
            np.array([1.0, 2.0, 3.0]),
            np.array([0.0, 3.0, 7.0]),
            np.array([0.0, -1.0, 3.0]),
            0.2,
            0.5,
        ),
    ),
    random=lambda rng: (*random_step(rng), rng.uniform(0.6, 0.97)),
    variants=(rmsprop_by_difference, rmsprop_as_rates, rmsprop_in_a_loop),
    mistakes=(
        Mistake(
            forgetful_variation(by_root, lambda s, g, k: s + g**2),
            "This is AdaGrad: the squares are added up for ever. Here keep of the old ones stays,"
            " and 1 - keep of the new one comes.",
        ),
        Mistake(
            forgetful_variation(by_root, lambda s, g, k: k * s + g**2),
            "The new square has lost its factor 1 - keep, so this is a sum and not a mean.",
        ),
        Mistake(
            forgetful_variation(by_root, lambda s, g, k: (1 - k) * s + k * g**2),
            "The two shares have changed places: keep belongs to the old squares.",
        ),
        Mistake(
            forgetful_variation(by_root, lambda s, g, k: s + (1 - k) * g**2),
            "The old squares have lost their factor keep, so nothing is forgotten.",
        ),
        Mistake(
            forgetful_variation(by_root, lambda s, g, k: k * (s + g**2)),
            "The new square has the factor 1 - keep, not keep. Check the parentheses.",
        ),
        Mistake(
            forgetful_variation(by_root, lambda s, g, k: k * s + 1 - k * g**2),
            "The parentheses around 1 - keep are missing.",
        ),
        Mistake(
            forgetful_variation(by_root, lambda s, g, k: k * s + (1 - k) * g),
            "The gradient is not squared in your mean: gradient**2.",
        ),
        Mistake(
            forgetful_variation(by_root, lambda s, g, k: k * s + ((1 - k) * g) ** 2),
            "You squared the factor 1 - keep as well. Only the gradient is squared.",
        ),
        Mistake(
            forgetful_variation(by_root, lambda s, g, k: k * s),
            "The new square is missing: add (1 - keep) * gradient**2.",
        ),
        Mistake(
            forgetful_variation(lambda old, new, g: g / (np.sqrt(old) + 1e-8)),
            "You divided by the old squares. Mix in this gradient's square first.",
        ),
        Mistake(
            forgetful_variation(lambda old, new, g: g / (new + 1e-8)),
            "The root is missing: divide by np.sqrt(squares).",
        ),
        Mistake(
            forgetful_variation(lambda old, new, g: g),
            "The place takes a plain step: the gradient is still to be divided by the root of the"
            " squares.",
        ),
        Mistake(
            forgetful_variation(lambda old, new, g: -by_root(old, new, g)),
            "The place goes uphill: subtract the step.",
        ),
        Mistake(
            forgetful_variation(lambda old, new, g: g / np.sqrt(new)),
            "The tiny number is missing, or has lost its parentheses. Where all gradients were 0,"
            " the division is 0 / 0: divide by (np.sqrt(squares) + 1e-8).",
        ),
        Mistake(
            forgetful_variation(lambda old, new, g: g / (np.sqrt(np.sum(new)) + 1e-8)),
            "You added the squares of all directions. Each direction keeps a mean of its own.",
        ),
        Mistake(
            lambda *case: rmsprop_step(*case)[::-1],
            "The two have changed places: return the place first, then the squares.",
        ),
        Mistake(
            lambda *case: rmsprop_step(*case)[0],
            "This is the place alone. Return the new squares too, after a comma: the next step"
            " needs them.",
        ),
        Mistake(
            lambda place, squares, *rest: (rmsprop_step(place, squares, *rest)[0], squares),
            "You returned the old squares. The next step needs the new ones.",
        ),
        Mistake(
            lambda place, squares, gradient, learning_rate, keep: rmsprop_step(
                place, squares, gradient, 1.0, keep
            ),
            "The learning rate is missing in the step.",
        ),
    ),
)


def adam_step(place, mean, squares, gradient, n, learning_rate, keep_mean, keep_squares):
    """Return the new place, the new mean and the new squares; n counts the steps from 1."""
    mean = keep_mean * mean + (1 - keep_mean) * gradient
    squares = keep_squares * squares + (1 - keep_squares) * gradient**2
    right_mean = mean / (1 - keep_mean**n)
    right_squares = squares / (1 - keep_squares**n)
    direction = right_mean / (np.sqrt(right_squares) + 1e-8)
    return place - learning_rate * direction, mean, squares


def adam_with_one_correction(
    place, mean, squares, gradient, n, learning_rate, keep_mean, keep_squares
):
    """Return all three; both corrections are put into the learning rate, as the paper suggests."""
    mean = keep_mean * mean + (1 - keep_mean) * gradient
    squares = keep_squares * squares + (1 - keep_squares) * gradient**2
    rate = learning_rate * np.sqrt(1 - keep_squares**n) / (1 - keep_mean**n)
    return [place - rate * mean / (np.sqrt(squares) + 1e-9), mean, squares]


def adam_by_differences(place, mean, squares, gradient, n, learning_rate, keep_mean, keep_squares):
    """Return all three; each mean goes a part of the way to what is new."""
    mean = mean + (1 - keep_mean) * (gradient - mean)
    squares = squares + (1 - keep_squares) * (gradient * gradient - squares)
    right = mean / (1 - keep_mean**n), squares / (1 - keep_squares**n)
    return place - learning_rate * right[0] / np.sqrt(right[1] + 1e-16), mean, squares


def adam_in_place(place, mean, squares, gradient, n, learning_rate, keep_mean, keep_squares):
    """Return all three, written over the arrays that came in."""
    mean *= keep_mean
    mean += (1 - keep_mean) * gradient
    squares *= keep_squares
    squares += (1 - keep_squares) * gradient**2
    root = (squares / (1 - keep_squares**n)) ** 0.5
    place -= learning_rate * mean / (1 - keep_mean**n) / (root + 1e-8)
    return place, mean, squares


def random_adam_step(rng):
    """Return the arguments of a step of Adam, as one of the first twenty."""
    place, squares, gradient, rate = random_step(rng)
    mean = rng.normal(size=place.shape)
    keeps = rng.uniform(0.5, 0.95), rng.uniform(0.9, 0.999)
    return place, mean, squares, gradient, int(rng.integers(1, 21)), rate, *keeps


def adam_variation(direction=None, mean=None, squares=None):
    """Return an answer to Adam in which something is done in another way.

    Args:
        direction: takes mean, squares, keep_mean, keep_squares, n, gradient, the old two.
        mean: takes old mean, gradient, keep_mean; None: the right one.
        squares: takes old squares, gradient, keep_squares, new mean; None: the right ones.
    """

    def answer(place, old_mean, old_squares, gradient, n, learning_rate, keep_mean, keep_squares):
        if mean:
            new_mean = mean(old_mean, gradient, keep_mean)
        else:
            new_mean = keep_mean * old_mean + (1 - keep_mean) * gradient
        if squares:
            new_squares = squares(old_squares, gradient, keep_squares, new_mean)
        else:
            new_squares = keep_squares * old_squares + (1 - keep_squares) * gradient**2
        way = (direction or corrected)(
            new_mean, new_squares, keep_mean, keep_squares, n, gradient, (old_mean, old_squares)
        )
        return place - learning_rate * way, new_mean, new_squares

    return answer


def corrected(mean, squares, keep_mean, keep_squares, n, gradient, old):
    """Return Adam's direction."""
    root = np.sqrt(squares / (1 - keep_squares**n))
    return mean / (1 - keep_mean**n) / (root + 1e-8)


ADAM = FunctionExercise(
    name="08-adam",
    passed="Two running means, each put right for its start at 0: that is all of Adam.",
    hints=(
        "Which two running means are there, and what is each of them a mean of?",
        "mean mixes in the gradient, squares mixes in gradient**2. Then divide each by 1 - keep**n,"
        " under new names, for the old ones are to be returned as they are.",
        "With right_mean = mean / (1 - keep_mean**n) and right_squares = squares / (1 -"
        " keep_squares**n), the place loses learning_rate * right_mean / (np.sqrt(right_squares) +"
        " 1e-8).",
    ),
    why="After n steps a mean that began at 0 holds the share 1 - keepⁿ of what it should hold.",
    reference=adam_step,
    parts=("the place", "the mean", "the squares"),
    first=("the mean", "the squares", "the place"),
    cases=(
        (1.0, 0.0, 0.0, 4.0, 1, 0.5, 0.5, 0.75),
        (1.0, 2.0, 7.0, 4.0, 2, 0.5, 0.5, 0.75),
        (
            np.array([2.0, -1.0]),
            np.array([0.5, -0.25]),
            np.array([1.0, 4.0]),
            np.array([1.0, 3.0]),
            3,
            0.1,
            0.9,
            0.999,
        ),
        (
            np.array([1.0, 2.0, 3.0]),
            np.array([0.0, 0.5, -1.0]),
            np.array([0.0, 2.0, 3.0]),
            np.array([0.0, -1.0, 2.0]),
            5,
            0.2,
            0.8,
            0.95,
        ),
    ),
    random=random_adam_step,
    variants=(adam_with_one_correction, adam_by_differences, adam_in_place),
    mistakes=(
        Mistake(
            adam_variation(lambda m, s, km, ks, n, g, old: m / (np.sqrt(s) + 1e-8)),
            "Both corrections are missing: divide mean by 1 - keep_mean**n, and squares by"
            " 1 - keep_squares**n.",
        ),
        Mistake(
            adam_variation(lambda m, s, km, ks, n, g, old: m / (np.sqrt(s / (1 - ks**n)) + 1e-8)),
            "The mean is not corrected: divide it by 1 - keep_mean**n.",
        ),
        Mistake(
            adam_variation(lambda m, s, km, ks, n, g, old: m / (1 - km**n) / (np.sqrt(s) + 1e-8)),
            "The squares are not corrected: divide them by 1 - keep_squares**n, before the root.",
        ),
        Mistake(
            adam_variation(
                lambda m, s, km, ks, n, g, old: m / (1 - km**n) / (np.sqrt(s) / (1 - ks**n) + 1e-8)
            ),
            "The squares are corrected after the root. First divide by 1 - keep_squares**n, then"
            " take the root.",
        ),
        Mistake(
            adam_variation(
                lambda m, s, km, ks, n, g, old: m / (1 - km) / (np.sqrt(s / (1 - ks)) + 1e-8)
            ),
            "The power n is missing in the corrections: 1 - keep_mean**n, 1 - keep_squares**n.",
        ),
        Mistake(
            adam_variation(
                lambda m, s, km, ks, n, g, old: (
                    m / (1 - km * n) / (np.sqrt(abs(s / (1 - ks * n))) + 1e-8)
                )
            ),
            "You multiplied by n in the corrections. It is a power: keep_mean**n.",
        ),
        Mistake(
            adam_variation(lambda m, s, km, ks, n, g, old: corrected(m, s, km, ks, n + 1, g, old)),
            "The power in the corrections is one too high: n is 1 at the first step already.",
        ),
        Mistake(
            adam_variation(lambda m, s, km, ks, n, g, old: corrected(m, s, km, ks, n - 1, g, old)),
            "The power in the corrections is one too low: n is 1 at the first step, and not 0.",
        ),
        Mistake(
            adam_variation(
                lambda m, s, km, ks, n, g, old: m * (1 - km**n) / (np.sqrt(s * (1 - ks**n)) + 1e-8)
            ),
            "You multiplied by the shares. The means are too small at first: divide by them.",
        ),
        Mistake(
            adam_variation(lambda m, s, km, ks, n, g, old: corrected(m, s, ks, km, n, g, old)),
            "In the corrections the two keeps have changed places.",
        ),
        Mistake(
            lambda place, mean, squares, gradient, n, learning_rate, keep_mean, keep_squares: (
                adam_step(place, mean, squares, gradient, n, learning_rate, keep_squares, keep_mean)
            ),
            "The two keeps have changed places everywhere: keep_mean belongs to the mean.",
        ),
        Mistake(
            adam_variation(
                lambda m, s, km, ks, n, g, old: corrected(g * (1 - km**n), s, km, ks, n, g, old)
            ),
            "This is RMSProp with a correction: the mean is made, but the gradient itself goes into"
            " the step.",
        ),
        Mistake(
            adam_variation(lambda m, s, km, ks, n, g, old: corrected(*old, km, ks, n, g, old)),
            "Your step uses the old mean and the old squares. Mix in the new gradient first.",
        ),
        Mistake(
            adam_variation(
                lambda m, s, km, ks, n, g, old: m / (1 - km**n) / (s / (1 - ks**n) + 1e-8)
            ),
            "The root is missing: divide by np.sqrt of the corrected squares.",
        ),
        Mistake(
            adam_variation(
                lambda m, s, km, ks, n, g, old: m / (1 - km**n) / np.sqrt(s / (1 - ks**n))
            ),
            "The tiny number is missing, or has lost its parentheses. Where all gradients were 0,"
            " the division is 0 / 0.",
        ),
        Mistake(
            adam_variation(lambda m, s, km, ks, n, g, old: -corrected(m, s, km, ks, n, g, old)),
            "The place goes uphill: subtract the step.",
        ),
        Mistake(
            adam_variation(lambda m, s, km, ks, n, g, old: m / (1 - km**n)),
            "The division by the root is missing: so far this is a step along the mean alone.",
        ),
        Mistake(
            adam_variation(mean=lambda m, g, k: k * m + g),
            "The gradient has lost its factor 1 - keep_mean: mean is a mean, not a velocity.",
        ),
        Mistake(
            adam_variation(squares=lambda s, g, k, m: k * s + g**2),
            "The new square has lost its factor 1 - keep_squares.",
        ),
        Mistake(
            adam_variation(squares=lambda s, g, k, m: k * s + (1 - k) * g),
            "In the squares the gradient is not squared: gradient**2.",
        ),
        Mistake(
            adam_variation(squares=lambda s, g, k, m: k * s + (1 - k) * m**2),
            "You squared the mean. squares is a mean of gradient**2.",
        ),
        Mistake(
            adam_variation(
                mean=lambda m, g, k: (1 - k) * m + k * g,
                squares=lambda s, g, k, m: (1 - k) * s + k * g**2,
            ),
            "The shares have changed places in both means: keep belongs to what is old.",
        ),
        Mistake(
            lambda *case: (
                adam_step(*case)[0],
                adam_step(*case)[1] / (1 - case[6] ** case[4]),
                adam_step(*case)[2] / (1 - case[7] ** case[4]),
            ),
            "You returned the corrected means. The next step needs them as they are: give the"
            " corrected ones names of their own.",
        ),
        Mistake(
            lambda *case: (adam_step(*case)[0], adam_step(*case)[2], adam_step(*case)[1]),
            "Mean and squares have changed places: return place, mean, squares.",
        ),
        Mistake(
            lambda *case: adam_step(*case)[0],
            "This is the place alone. Return the new mean and the new squares too, after commas.",
        ),
        Mistake(
            lambda *case: adam_step(*case[:5], 1.0, *case[6:]),
            "The learning rate is missing in the step.",
        ),
    ),
)


WINNER = ChoiceExercise(
    name="08-winner",
    passed="It is a statement about one ground and one way of tuning, and there it was measured.",
    why="The first three promise something for every ground; the last says what was seen on one.",
    reference="d",
    hints=(
        "Three of these speak about every problem. Which one speaks about something measured?",
        "For each sentence, look for a figure or a table above that contradicts it.",
        "Compare the columns straight and turned of the table once more.",
    ),
    mistakes=(
        Mistake(
            "a",
            "Look at the digits: each optimizer was tried with three rates, Adam too. Its rate sets"
            " the length of its steps, so one that is ten times off does harm here as well.",
        ),
        Mistake(
            "b",
            "Look at the hole: at 33 rates, momentum never ended in it. And on the two valleys only"
            " some of the momenta got across.",
        ),
        Mistake(
            "c",
            "Look at the turned ravine, where AdaGrad fell behind plain descent. And one race on"
            " digits, with rows that overlap, is no proof for always.",
        ),
    ),
)


EXERCISES = [RATE, NESTEROV, ADAGRAD, RMSPROP, ADAM, WINNER]
