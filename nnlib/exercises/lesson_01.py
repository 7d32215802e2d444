"""The exercises of lesson 01: from a nudge to a ball that rolls down a hill."""

import numpy as np

from nnlib.exercises.catalogue import (
    ChoiceExercise,
    FunctionExercise,
    Mistake,
    ValueExercise,
    several,
)

E_SQUARED = np.e**2


def f(x):
    """Return the height of the ground at place x, as the lesson has it."""
    return E_SQUARED * np.sin(x)


def f_derivative(x):
    """Return the derivative of f at x, by the formula, as the lesson has it."""
    return E_SQUARED * np.cos(x)


def ratio(x, h):
    """Return the change of f from x to x + h, divided by the nudge h."""
    return (f(x + h) - f(x)) / h


def ratio_in_steps(x, h):
    """Return the ratio, with a name for each part."""
    change = f(x + h) - f(x)
    return change / h


def ratio_backwards(x, h):
    """Return the ratio, seen from the nudged place: both signs change."""
    return (f(x) - f(x + h)) / (-h)


def ratio_of_numbers(x, h):
    """Return the ratio with the formula of f written out, as a plain number."""
    return float(E_SQUARED * (np.sin(x + h) - np.sin(x)) / (x + h - x))


def random_nudge(rng):
    """Return a place and a nudge that is not small."""
    return rng.uniform(-3, 3), rng.uniform(0.05, 0.5)


RATIO = FunctionExercise(
    name="01-ratio",
    passed="A nudge and a division: that is all it takes to measure a slope.",
    hints=(
        "How high is the ground before the nudge, and how high after it?",
        "The heights are f(x) and f(x + h). Subtract the first from the second, then divide.",
        "Return (f(x + h) - f(x)) / h, with both pairs of parentheses.",
    ),
    why="The change of the height, divided by the change of the place, which is h.",
    reference=ratio,
    cases=((0.0, 0.1), (2.0, 0.5), (-1.0, 0.25), (1.0, 2.0)),
    random=random_nudge,
    variants=(ratio_in_steps, ratio_backwards, ratio_of_numbers),
    mistakes=(
        Mistake(
            lambda x, h: f(x + h) - f(x),
            "This is the change alone. How many times the nudge is it? Divide by h.",
        ),
        Mistake(
            lambda x, h: f(x + h) - f(x) / h,
            "Python divides before it subtracts, so only f(x) is divided by h. Put the difference"
            " into parentheses.",
        ),
        Mistake(
            lambda x, h: f(x) - f(x + h) / h,
            "Two things: take the old height from the new one, f(x + h) - f(x), and put this"
            " difference into parentheses before you divide.",
        ),
        Mistake(
            lambda x, h: f(x + h) / h,
            "You divided the new height. What counts is the change: subtract f(x) first.",
        ),
        Mistake(
            lambda x, h: f(x) / h,
            "You divided the old height by the nudge. Nothing has been nudged yet: f(x + h) is"
            " missing.",
        ),
        Mistake(
            lambda x, h: (f(x) - f(x + h)) / h,
            "The sign is flipped: a change is the new height minus the old one.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x)) * h,
            "You multiplied by the nudge. The question is how many times the nudge the change is:"
            " divide.",
        ),
        Mistake(
            lambda x, h: h / (f(x + h) - f(x)),
            "This is upside down: divide the change of the height by the nudge.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x)) / x,
            "You divided by the place x. Divide by how far you moved: that is h.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x)) / x + h,
            "You divided by x, and then added h. Divide by how far you moved: that is h alone.",
        ),
        Mistake(
            lambda x, h: f(x + h) - f(h) / h,
            "Two things: the old height is f(x), not f(h); and the difference needs parentheses"
            " before you divide it by h.",
        ),
        *several(
            (
                lambda x, h: (f(x + h) - f(x)) / (2 * h),
                lambda x, h: (f(x + h) - f(x)) / 2 * h,
                lambda x, h: (f(x + h) - f(x)) / 2,
            ),
            "There is a 2 in your division. From x to x + h it is as far as h, once.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x)) / (x + h),
            "You divided by the new place, x + h. Divide by how far you moved: that is h.",
        ),
        Mistake(
            lambda x, h: f(h) / h,
            "Your ratio starts at 0, wherever x is. Start from the height at x.",
        ),
        Mistake(
            lambda x, h: (f(h) - f(x)) / h,
            "f(h) is the height at the place h. The nudged place is x + h.",
        ),
        Mistake(
            lambda x, h: (f(h) - f(x)) / (h - x),
            "You took h for a place. It is a distance: the nudged place is x + h.",
        ),
        Mistake(
            lambda x, h: (f(x * h) - f(x)) / h,
            "You multiplied x by h. A nudge is added: the new place is x + h.",
        ),
        Mistake(
            lambda x, h: (f(x) + h - f(x)) / h,
            "You added h to the height: f(x) + h. The nudge belongs to the place, inside the"
            " parentheses: f(x + h).",
        ),
        Mistake(
            lambda x, h: (f(x + h) + f(x)) / h,
            "You added the two heights. A change is a difference: there is a minus between them.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x - h)) / (2 * h),
            "You nudged to both sides. A good idea, and exercise 4 is about it; here the nudge goes"
            " from x to x + h.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x - h)) / h,
            "You start at x - h, not at x. Here the nudge goes from x to x + h.",
        ),
        Mistake(
            lambda x, h: (f(x) - f(x - h)) / h,
            "Your nudge goes to the left, to x - h. Here it goes to the right, from x to x + h.",
        ),
        *several(
            (
                lambda x, h: (f(x + 0.001) - f(x)) / 0.001,
                lambda x, h: (f(x + 0.0001) - f(x)) / 0.0001,
            ),
            "Your ratio has a nudge of its own. Use the h that the function is given, however"
            " large it is.",
        ),
        Mistake(
            lambda x, h: f_derivative(x),
            "This is where the ratio settles when the nudge is tiny. Here the ratio itself is asked"
            " for, with the nudge h.",
        ),
        Mistake(
            lambda x, h: (f(x + 0.1) - f(x)) / 0.1,
            "You always nudge by 0.1, as in the example. Use h, which the function is given.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x)) / 0.1,
            "You always divide by 0.1, as in the example. Divide by h.",
        ),
        Mistake(
            lambda x, h: (np.sin(x + h) - np.sin(x)) / h,
            "This is the ratio for the wave alone. Our ground is e² times as high: call f.",
        ),
        Mistake(
            lambda x, h: ((x + h) ** 2 - x**2) / h,
            "This is the ratio for the square. Our ground is f: call f(x + h) and f(x).",
        ),
        *several(
            (
                lambda x, h: abs(f(x + h) - f(x)) / h,
                lambda x, h: (abs(f(x + h)) - abs(f(x))) / h,
            ),
            "The sign is lost: where the ground falls, the ratio is negative. Leave abs out.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x)) // h,
            "// divides and rounds down to a whole number. Divide with /.",
        ),
    ),
)


def nudged_at_two(h):
    """Return the ratio at x = 2 for a nudge, which a learner may stop at too early."""
    return float((f(2 + h) - f(2)) / h)


SETTLED = ValueExercise(
    name="01-settled",
    passed="The ratio settles, here at a number below zero: at x = 2 the ground falls.",
    hints=(
        "What has to change in the loop above, so that it starts at 2 and not at 0?",
        "Write (f(2 + h) - f(2)) / h, with h = 0.001, 0.0001, 0.00001. Which digits stay?",
        "Write my_number = (f(2 + 0.00001) - f(2)) / 0.00001. It begins with -3.07.",
    ),
    why="With a nudge of 0.00001 the first digits no longer change: the ratio is -3.075.",
    reference=float(f_derivative(2)),
    tolerance=5e-4,
    mistakes=(
        *several(
            [nudged_at_two(h) for h in (2, 1, 0.5, 0.1, 0.01, 0.001)],
            "This is the ratio for a nudge that is still too large: it has not settled yet. Make h"
            " ten times smaller, and again.",
        ),
        Mistake(
            -3.08,
            "Your nudge may still be too large, or a digit is missing: three are asked for. Try"
            " h = 0.00001, and look at the third.",
        ),
        *several(
            [-n * 2.0**-50 / 1e-15 for n in (1, 2, 3, 4, 5)] + [-34 * 2.0**-50 / 1e-14],
            "Your nudge is so small that the computer's rounding spoils the ratio; later we shall"
            " see why. Try h = 0.00001.",
        ),
        *several(
            [nudged_at_two(-h) for h in (1, 0.1, 0.01, 0.001)],
            "You nudged to the left, and by a nudge that is still too large. Make it smaller, until"
            " three digits stay.",
        ),
        *several(
            (-float(f_derivative(2)), -nudged_at_two(0.001)),
            "The size is right. But is the ground at x = 2 higher or lower after the nudge? A"
            " change is the new height minus the old one.",
        ),
        Mistake(
            float(f_derivative(0)),
            "This is where the ratio settles at x = 0. Start from x = 2: f(2 + h) - f(2).",
        ),
        Mistake(
            float(f(2)),
            "This is the height at x = 2. How much does it change for a small nudge, divided by"
            " the nudge?",
        ),
        *several(
            [float(f(2 + h) - f(2)) for h in (0.1, 0.01, 0.001)],
            "This is the change of the height. Divide it by the nudge.",
        ),
        *several(
            [float(f(2 + h) - f(2)) for h in (0.0001, 0.00001)],
            "This is a change, not yet a ratio. How many times the nudge is it?",
        ),
        Mistake(
            float(np.cos(2)),
            "This is the slope of the wave alone. Our ground f is e² times as high.",
        ),
        Mistake(
            float(np.e * np.cos(2)),
            "There is e in your number where e² belongs. Call f, as in the loop above.",
        ),
        Mistake(
            4.0,
            "This is where the ratio of the square settles at 2. Our ground is f, not the square.",
        ),
        Mistake(
            float(f_derivative(1)),
            "This is where the ratio settles at x = 1. Both places need a 2: f(2 + h) - f(2).",
        ),
        Mistake(
            0.0,
            "Your nudge is so small that the computer loses it: 2 + h is 2 itself. Try 0.00001.",
        ),
        Mistake(
            float("nan"),
            "With a nudge of 0 nothing changes, and 0 divided by 0 is no number. Try 0.00001.",
        ),
        *several(
            [(-3, 75), (-3, 7), (-3, 8)],
            "Python writes decimals with a point, 0.5. With a comma it reads two numbers.",
        ),
    ),
)


MEANING = ChoiceExercise(
    name="01-meaning",
    passed="A derivative is a rate, and it holds close by: the tinier the nudge, the truer.",
    why="The change is about 6 times the nudge, and the smaller the nudge, the more exactly.",
    reference="c",
    hints=(
        "Which of the four speaks about a change, and about a small one?",
        "Compute the height at 3 and the height at 4. How far apart are they?",
        "The 6 is where change divided by nudge settles. Multiply both sides by the nudge.",
    ),
    mistakes=(
        Mistake(
            "a",
            "The height at 3 is 3 × 3 = 9. A derivative says how a height changes, not how large"
            " it is.",
        ),
        Mistake(
            "b",
            "From 9 the height goes to 4 × 4 = 16, so it grows by 7. On the way the ground gets"
            " steeper: the 6 holds close to 3 alone.",
        ),
        Mistake(
            "d",
            "6 is a ratio, not an angle: six up for one along. (As an angle, that would be more"
            " than 80 degrees.)",
        ),
    ),
)


def centred_ratio(x, h):
    """Return the change of f from x − h to x + h, divided by the distance 2h."""
    return (f(x + h) - f(x - h)) / (2 * h)


def centred_in_steps(x, h):
    """Return the centred ratio, with a name for each part."""
    change = f(x + h) - f(x - h)
    return change / 2 / h


def centred_as_mean(x, h):
    """Return the mean of the ratio to the right and the ratio to the left."""
    right = (f(x + h) - f(x)) / h
    left = (f(x) - f(x - h)) / h
    return (right + left) / 2


def centred_as_ratio(x, h):
    """Return the ratio of a nudge of 2h that starts at x − h."""
    return ratio(x - h, 2 * h)


CENTRED = FunctionExercise(
    name="01-centred",
    passed="The bend spoils the two sides in opposite ways, so between them it cancels.",
    hints=(
        "How far is it from x - h to x + h?",
        "The change is f(x + h) - f(x - h). Divide it by the distance, which is 2 * h.",
        "Return (f(x + h) - f(x - h)) / (2 * h). Both pairs of parentheses are needed.",
    ),
    why=(
        "The two places are 2h apart. The mean of the ratios to the right and to the left is the"
        " same number."
    ),
    reference=centred_ratio,
    cases=((1.0, 0.1), (0.0, 1.0), (2.0, 0.5), (-1.0, 0.25)),
    random=random_nudge,
    variants=(centred_in_steps, centred_as_mean, centred_as_ratio),
    mistakes=(
        Mistake(
            lambda x, h: (f(x + h) - f(x - h)) / h,
            "Twice too large: from x - h to x + h it is 2 * h, not h. (If you added two ratios,"
            " take their mean.)",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x - h)) / 2 * h,
            "Python goes from left to right: / 2 * h divides by 2 and then multiplies by h. Write"
            " / (2 * h).",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x - h)) / 2,
            "You divided by 2 alone. The distance between the two places is 2 * h.",
        ),
        *several(
            (
                lambda x, h: f(x + h) - f(x - h) / 2 * h,
                lambda x, h: (f(x + h) - f(x)) - (f(x) - f(x - h)) / 2 * h,
            ),
            "Python divides and multiplies before it subtracts. Put the whole difference into"
            " parentheses, and 2 * h too.",
        ),
        Mistake(
            lambda x, h: f(x + h) - f(x - h) / (2 * h),
            "Python divides before it subtracts, so only f(x - h) is divided. Put the difference"
            " into parentheses.",
        ),
        Mistake(
            lambda x, h: f(x + h) - f(x - h),
            "This is the change alone. Divide it by the distance between the two places.",
        ),
        Mistake(
            ratio,
            "This is the ratio of exercise 1, from x to x + h. Now start at x - h, and mind the"
            " distance.",
        ),
        Mistake(
            lambda x, h: (f(x) - f(x - h)) / h,
            "This goes from x - h to x. Go on, over x, to x + h, and mind the distance.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x)) / (2 * h),
            "The distance is right, but your nudge starts at x. Start it at x - h.",
        ),
        Mistake(
            lambda x, h: (f(x) - f(x - h)) / (2 * h),
            "The distance is right, but your nudge ends at x. It goes on to x + h.",
        ),
        Mistake(
            lambda x, h: (f(x + 2 * h) - f(x)) / (2 * h),
            "Both places lie to the right: x and x + 2h. Take one on each side of x.",
        ),
        Mistake(
            lambda x, h: (f(x - h) - f(x + h)) / (2 * h),
            "The sign is flipped: take the height on the left from the height on the right.",
        ),
        Mistake(
            lambda x, h: (f(x + h) + f(x - h)) / (2 * h),
            "You added the two heights. A change is a difference: there is a minus between them.",
        ),
        Mistake(
            lambda x, h: (f(x + h) + f(x - h)) / 2,
            "This is the mean of the two heights. A change is their difference, and it is divided"
            " by the distance.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - 2 * f(x) + f(x - h)) / (2 * h),
            "f(x) has come in twice. It is not needed here: one height from each side is enough.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - 2 * f(x) + f(x - h)) / h**2,
            "This says how the slope itself changes. The slope needs one height from each side,"
            " and their distance.",
        ),
        Mistake(
            lambda x, h: (f(x + h / 2) - f(x - h / 2)) / h,
            "A good ratio, with nudges of h / 2. The task says x + h and x - h; keep to it, so that"
            " we can compare.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x - h)) / (2 * x),
            "You divided by 2 * x. The distance between the places depends on the nudge: 2 * h.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x - h)) / (x + h - x - h),
            "x + h - x - h is 0: a minus before a whole difference needs parentheses."
            " The distance is (x + h) - (x - h), or 2 * h.",
        ),
        Mistake(
            lambda x, h: 2 * h / (f(x + h) - f(x - h)),
            "This is upside down: divide the change of the height by the distance.",
        ),
        Mistake(
            lambda x, h: (np.sin(x + h) - np.sin(x - h)) / (2 * h),
            "This is the ratio for the wave alone. Our ground is e² times as high: call f.",
        ),
        Mistake(
            lambda x, h: abs(f(x + h) - f(x - h)) / (2 * h),
            "The sign is lost: where the ground falls, the ratio is negative. Leave abs out.",
        ),
        Mistake(
            lambda x, h: f_derivative(x),
            "This is the derivative by its formula. Here the nudged ratio is asked for, with h.",
        ),
        Mistake(
            lambda x, h: (f(x + 0.1) - f(x - 0.1)) / 0.2,
            "You always nudge by 0.1, as in the example. Use h, which the function is given.",
        ),
        Mistake(
            lambda x, h: (f(x + h) - f(x - h)) / (2 + h),
            "You divided by 2 + h. Twice the nudge is 2 * h.",
        ),
    ),
)


SIGN = ChoiceExercise(
    name="01-sign",
    passed="Down is against the sign: a negative derivative sends the ball to the right.",
    why="A negative derivative says that the height falls as x grows, so down is to the right.",
    reference="b",
    hints=(
        "Nudge the ball to the right by 0.1. By about how much does its height change?",
        "The change is about -3 times the nudge: -0.3. Is the ball higher or lower then?",
        "It is lower. So which way has it gone?",
    ),
    mistakes=(
        Mistake(
            "a",
            "A negative derivative says that the height *falls* as x grows. Nudge to the right by"
            " 0.1: the height changes by about -0.3.",
        ),
        Mistake(
            "c",
            "The -3 is not the height. It is how the height changes: the ground slopes here, so"
            " there is a way down.",
        ),
        Mistake(
            "d",
            "Which way is down depends on how the height changes, and the -3 says that. The height"
            " itself, be it 5 or 500, makes no difference.",
        ),
    ),
)


def descend(start, learning_rate, n_steps):
    """Return the places of the ball: the start, and where it is after each step."""
    x = start
    path = [x]
    for _ in range(n_steps):
        x = x - learning_rate * f_derivative(x)
        path.append(x)
    return path


def descend_in_an_array(start, learning_rate, n_steps):
    """Return the places in an array that is made beforehand."""
    path = np.full(n_steps + 1, float(start))
    for n in range(n_steps):
        path[n + 1] = path[n] - learning_rate * f_derivative(path[n])
    return path


def descend_from_the_last(start, learning_rate, n_steps):
    """Return the places, each made from the last one of the list."""
    path = [start]
    while len(path) < n_steps + 1:
        step = learning_rate * f_derivative(path[-1])
        path += [path[-1] - step]
    return path


def descend_by_calling_itself(start, learning_rate, n_steps):
    """Return the start, and then the path of one step fewer from the next place."""
    if n_steps == 0:
        return [start]
    following = start - learning_rate * f_derivative(start)
    return [start, *descend_by_calling_itself(following, learning_rate, n_steps - 1)]


def descend_by_nudging(start, learning_rate, n_steps):
    """Return the places, with the derivative found by nudging to both sides."""
    path = [start]
    for _ in range(n_steps):
        path.append(path[-1] - learning_rate * centred_ratio(path[-1], 1e-5))
    return path


def descend_with(step, start, learning_rate, n_steps):
    """Return the path of x −= step(x, learning_rate), for mistakes that differ in the step."""
    path = [start]
    for _ in range(n_steps):
        path.append(path[-1] - step(path[-1], learning_rate))
    return path


def wrong_step(step, sentence):
    """Return the mistake of a descent with this step."""
    return Mistake(lambda *arguments: descend_with(step, *arguments), sentence)


def steps_of(start, learning_rate, n_steps):
    """Return the steps in the place of the places."""
    return [learning_rate * f_derivative(x) for x in descend(start, learning_rate, n_steps)]


DESCEND = FunctionExercise(
    name="01-descend",
    passed="That is gradient descent, whole: look at the slope, take a step against it, again.",
    hints=(
        "From one place, how do you find the next one? And how often do you do that?",
        "Begin with a list that holds the start. In a loop, make the new x, and append it.",
        "x = start, path = [x]; then, n_steps times: x = x - learning_rate * f_derivative(x) and"
        " path.append(x); at the end, return path.",
    ),
    why=(
        "Each new place comes from the slope at the place before. A list or an array, a loop or a"
        " function that calls itself are all right."
    ),
    reference=descend,
    cases=((0.0, 0.1, 2), (1.0, 0.05, 4), (-3.0, 0.02, 3), (2.0, 0.2, 1)),
    random=lambda rng: (rng.uniform(-3, 3), rng.uniform(0.01, 0.1), int(rng.integers(2, 7))),
    variants=(
        descend_in_an_array,
        descend_from_the_last,
        descend_by_calling_itself,
        descend_by_nudging,
    ),
    mistakes=(
        Mistake(
            lambda *arguments: descend(*arguments)[1:],
            "The start is missing: put it into the list before the loop begins.",
        ),
        Mistake(
            lambda *arguments: descend(*arguments)[:-1],
            "The last place is missing: n steps make n + 1 places. Let the loop run n_steps times,"
            " and append the new x after each step.",
        ),
        Mistake(
            lambda *arguments: descend(*arguments)[-1],
            "You return the last place alone. Return the whole path, from the start on.",
        ),
        Mistake(
            lambda start, rate, n: descend(start, rate, n + 1),
            "You took one step too many: the loop runs n_steps times.",
        ),
        Mistake(
            lambda start, rate, n: descend(start, rate, 20),
            "You always take 20 steps, as in the lesson. Let the loop run n_steps times:"
            " range(n_steps).",
        ),
        Mistake(
            lambda start, rate, n: descend(start, 0.05, n),
            "Your learning rate is always 0.05, as in the lesson. Use learning_rate, which the"
            " function is given.",
        ),
        Mistake(
            lambda start, rate, n: descend(0.0, rate, n),
            "Your ball always starts at 0. Let x begin at start.",
        ),
        Mistake(
            lambda start, rate, n: descend(0.0, 0.05, 20),
            "This is the loop of the lesson as it stands. Put start, learning_rate and n_steps in"
            " the place of its numbers.",
        ),
        Mistake(
            lambda start, rate, n: descend(start, rate, 1),
            "You left after one step. Is the return inside the loop? It belongs after it, further"
            " to the left.",
        ),
        wrong_step(
            lambda x, rate: -rate * f_derivative(x),
            "Your ball climbs: you added the step. Down is against the slope: subtract it.",
        ),
        wrong_step(
            lambda x, rate: rate * np.sign(f_derivative(x)),
            "This is descent with the sign alone. Now the size counts too: multiply by"
            " f_derivative(x) itself.",
        ),
        wrong_step(
            lambda x, rate: rate * f(x),
            "You multiplied by the height f(x). The step comes from the slope: f_derivative(x).",
        ),
        wrong_step(
            lambda x, rate: f_derivative(x),
            "The learning rate is missing: the step is learning_rate * f_derivative(x).",
        ),
        wrong_step(
            lambda x, rate: rate,
            "Each of your steps is as long as the learning rate. Multiply it by f_derivative(x).",
        ),
        wrong_step(
            lambda x, rate: f_derivative(x) / rate,
            "You divided by the learning rate. The step is the product of the two.",
        ),
        wrong_step(
            lambda x, rate: rate * abs(f_derivative(x)),
            "Your ball goes to the left, whatever the slope. Leave abs out: the sign says which"
            " way.",
        ),
        wrong_step(
            lambda x, rate: rate * np.cos(x),
            "This is the slope of the wave alone. Our ground is e² times as steep: call"
            " f_derivative.",
        ),
        wrong_step(
            lambda x, rate: rate * ratio(x, 0.1),
            "Your slope comes from a nudge of 0.1, which is too large to be exact. Call"
            " f_derivative.",
        ),
        wrong_step(
            lambda x, rate: x - (x - rate) * f_derivative(x),
            "A pair of parentheses is in the way: x - learning_rate must not come first. Multiply"
            " the rate by the slope, then subtract.",
        ),
        wrong_step(
            lambda x, rate: x - rate * f_derivative(x),
            "Your new x is the step alone. The step is taken *from* the old place: x - step.",
        ),
        wrong_step(
            lambda x, rate: x + rate * f_derivative(x),
            "Your new x is the step alone. Start from the old place: x - step.",
        ),
        Mistake(
            lambda start, rate, n: [start - k * rate * f_derivative(start) for k in range(n + 1)],
            "All your steps use the slope at the start. Look again at each new place:"
            " f_derivative(x), with x inside the loop.",
        ),
        Mistake(
            lambda start, rate, n: [start] + n * [start - rate * f_derivative(start)],
            "Every step of yours begins at the start. It has to begin where the last one ended:"
            " give x its new value in the loop.",
        ),
        Mistake(
            lambda start, rate, n: (n + 1) * [start],
            "Your ball never moves: x keeps its old value. Write x = x - ..., and append x.",
        ),
        Mistake(
            lambda start, rate, n: (n + 1) * [descend(start, rate, n)[-1]],
            "All your places are the last one: the list holds one and the same array again and"
            " again. Write x = x - ..., not x -= ...",
        ),
        Mistake(
            steps_of,
            "You collect the steps. Collect the places: what x is after each step.",
        ),
        Mistake(
            lambda *arguments: [f(x) for x in descend(*arguments)],
            "You collect the heights. Collect the places: x, not f(x).",
        ),
        Mistake(
            lambda *arguments: [f_derivative(x) for x in descend(*arguments)],
            "You collect the slopes. Collect the places: what x is after each step.",
        ),
        Mistake(
            lambda *arguments: descend(*arguments)[::-1],
            "The path is backwards. The start comes first, and append puts the next one behind it.",
        ),
        Mistake(
            lambda start, rate, n: [start, descend(start, rate, n)[-1]],
            "Only the start and the end are in your list. Append inside the loop, after each step.",
        ),
    ),
)

EXERCISES = [RATIO, SETTLED, MEANING, CENTRED, SIGN, DESCEND]
