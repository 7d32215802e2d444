"""The exercises of lesson 07: batches, steps, and the noise of a gradient."""

import math

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake


def count_steps(n_examples, batch_size, n_epochs):
    """Return how many steps a training takes, the last and smaller batches counted."""
    return n_epochs * len(range(0, n_examples, batch_size))


def count_steps_by_rounding_up(n_examples, batch_size, n_epochs):
    """Return the number of steps, by division."""
    return n_epochs * math.ceil(n_examples / batch_size)


def count_steps_by_rest(n_examples, batch_size, n_epochs):
    """Return the number of steps, with one more where examples are left over."""
    n_steps = n_examples // batch_size
    if n_examples % batch_size:
        n_steps += 1
    return n_steps * n_epochs


def count_steps_by_going_through(n_examples, batch_size, n_epochs):
    """Return the number of steps, counted one by one."""
    n_steps = 0
    for _ in range(n_epochs):
        left = n_examples
        while left > 0:
            left -= batch_size
            n_steps += 1
    return n_steps


STEPS = FunctionExercise(
    name="07-steps",
    passed="Each batch is one step, and the smaller batch at the end of an epoch is one too.",
    hints=(
        "Ten examples, four at a time: how many batches are there, and how large is the last one?",
        "Divide, and round up: a rest of any size still makes a step. Round up in each epoch, and"
        " only then multiply.",
        "Return n_epochs * len(range(0, n_examples, batch_size)).",
    ),
    why="Each epoch rounds up on its own: range counts the places where its batches start, that"
    " of the last and smaller one too.",
    reference=count_steps,
    cases=((10, 4, 3), (12, 4, 2), (50_000, 32, 1), (11, 4, 2), (5, 8, 2)),
    random=lambda rng: (
        int(rng.integers(20, 200)),
        int(rng.integers(2, 19)),
        int(rng.integers(2, 9)),
    ),
    variants=(count_steps_by_rounding_up, count_steps_by_rest, count_steps_by_going_through),
    mistakes=(
        Mistake(
            lambda n, b, e: e * (n // b),
            "The last batch of each epoch is lost. It is smaller, and it is a step all the same:"
            " round up.",
        ),
        Mistake(
            lambda n, b, e: e * n / b,
            "There is no part of a step. Where examples are left over, they make one more batch.",
        ),
        Mistake(
            lambda n, b, e: math.ceil(e * n / b),
            "You rounded up once, at the end. But a batch does not reach into the next epoch, so"
            " each epoch rounds up.",
        ),
        Mistake(
            lambda n, b, e: e * n // b,
            "You went through all epochs as if they were one long row, and dropped the rest."
            " Count one epoch, round up, then multiply.",
        ),
        Mistake(
            lambda n, b, e: e * (n // b + 1),
            "This adds a step even where nothing is left over. How many batches of 4 do 12"
            " examples make?",
        ),
        Mistake(
            lambda n, b, e: e * round(n / b),
            "round goes to the nearest number, up or down. Here any rest makes one more step.",
        ),
        Mistake(
            lambda n, b, e: math.ceil(n / b),
            "These are the steps of one epoch. How many epochs are there?",
        ),
        Mistake(
            lambda n, b, e: n // b,
            "This is one epoch alone, and its smaller last batch is lost. Round up, then multiply"
            " by the epochs.",
        ),
        Mistake(
            lambda n, b, e: e * n,
            "These are the examples seen. A step takes batch_size of them at once.",
        ),
        Mistake(
            lambda n, b, e: math.ceil(n / (b * e)),
            "More epochs make more steps, not fewer: multiply by n_epochs.",
        ),
        Mistake(
            lambda n, b, e: e * b,
            "How many examples there are should matter too: how many batches do they make?",
        ),
        Mistake(
            lambda n, b, e: e * (n % b),
            "% gives the rest, the examples left over. What is asked for is the number of batches.",
        ),
        Mistake(
            lambda n, b, e: e + math.ceil(n / b),
            "Each epoch has all these steps again: multiply by n_epochs, do not add it.",
        ),
    ),
)


def minibatch(inputs, targets, order, batch_size, k):
    """Return the inputs and the targets of batch k, counted from 0."""
    chosen = order[k * batch_size : (k + 1) * batch_size]
    return inputs[chosen], targets[chosen]


def minibatch_of_shuffled(inputs, targets, order, batch_size, k):
    """Return batch k, after both arrays were put into the order."""
    start = batch_size * k
    shuffled_inputs, shuffled_targets = inputs[order], targets[order]
    end = start + batch_size
    return shuffled_inputs[start:end], shuffled_targets[start:end]


def minibatch_one_by_one(inputs, targets, order, batch_size, k):
    """Return batch k as lists, example by example, with a check for the end."""
    chosen_inputs, chosen_targets = [], []
    for place in range(k * batch_size, min((k + 1) * batch_size, len(order))):
        chosen_inputs.append(inputs[order[place]])
        chosen_targets.append(targets[order[place]])
    return chosen_inputs, chosen_targets


def minibatch_by_take(inputs, targets, order, batch_size, k):
    """Return batch k by np.take, from a list of starts."""
    start = list(range(0, len(order), batch_size))[k]
    chosen = np.asarray(order)[start:][:batch_size]
    return [np.take(inputs, chosen, axis=0), np.take(targets, chosen, axis=0)]


def take(inputs, targets, chosen):
    """Return the chosen inputs and targets."""
    return inputs[chosen], targets[chosen]


def minibatch_wrapped(inputs, targets, order, batch_size, k):
    """Fill the last batch up with examples from the front (a mistake)."""
    places = np.arange(k * batch_size, (k + 1) * batch_size) % len(order)
    return take(inputs, targets, order[places])


def minibatch_by_inverse(inputs, targets, order, batch_size, k):
    """Put example i at the place order[i], which is the other way round (a mistake)."""
    shuffled_inputs, shuffled_targets = np.empty_like(inputs), np.empty_like(targets)
    shuffled_inputs[order], shuffled_targets[order] = inputs, targets
    rows = slice(k * batch_size, (k + 1) * batch_size)
    return shuffled_inputs[rows], shuffled_targets[rows]


def minibatch_in_equal_parts(inputs, targets, order, batch_size, k):
    """Split the order into parts of nearly equal size (a mistake)."""
    parts = np.array_split(order, math.ceil(len(order) / batch_size))
    return take(inputs, targets, parts[k])


def minibatch_without_rest(inputs, targets, order, batch_size, k):
    """Leave the smaller last batch out (a mistake)."""
    whole = order[: len(order) // batch_size * batch_size]
    return take(inputs, targets, whole[k * batch_size : (k + 1) * batch_size])


def random_minibatch(rng):
    """Return examples, an order, a batch size and the number of a batch."""
    n_examples, batch_size = int(rng.integers(5, 12)), int(rng.integers(2, 5))
    k = int(rng.integers(0, math.ceil(n_examples / batch_size)))
    inputs, targets = rng.uniform(-1, 1, (n_examples, 3)), rng.uniform(-1, 1, n_examples)
    return inputs, targets, rng.permutation(n_examples), batch_size, k


FIVE = (np.array([10.0, 20, 30, 40, 50]), np.array([1.0, 2, 3, 4, 5]), np.array([3, 0, 4, 1, 2]))
SEVEN = (np.arange(7) * 10.0, np.arange(7) + 0.5, np.array([5, 2, 6, 0, 3, 1, 4]))
MINIBATCH = FunctionExercise(
    name="07-minibatch",
    passed="The order decides who is next, and each input stays with its target.",
    hints=(
        "Batch 0 begins at place 0 of the order, and batch 1 at place batch_size. Where does"
        " batch k begin?",
        "order[start:end] is a row of numbers of examples. Put this row into the square brackets"
        " of inputs, and into those of targets.",
        "chosen = order[k * batch_size : (k + 1) * batch_size]; return inputs[chosen],"
        " targets[chosen].",
    ),
    why="One piece of the order picks the inputs and the targets. At the end of an array a piece"
    " is as long as it can be, so the last batch needs no special case.",
    reference=minibatch,
    parts=("the inputs", "the targets"),
    cases=((*FIVE, 2, 1), (*FIVE, 2, 2), (*FIVE, 2, 0), (*SEVEN, 3, 1)),
    random=random_minibatch,
    variants=(minibatch_of_shuffled, minibatch_one_by_one, minibatch_by_take),
    mistakes=(
        Mistake(
            lambda x, t, o, b, k: take(x, t, slice(k * b, (k + 1) * b)),
            "These are the examples as they lie there. The order says who comes: pick with"
            " order[start:end].",
        ),
        Mistake(
            lambda x, t, o, b, k: (x[o[k * b : (k + 1) * b]], t[k * b : (k + 1) * b]),
            "The inputs are shuffled and the targets are not, so each input gets the target of"
            " another. Pick both with the same numbers.",
        ),
        Mistake(
            lambda x, t, o, b, k: (x[k * b : (k + 1) * b], t[o[k * b : (k + 1) * b]]),
            "The targets are shuffled and the inputs are not. Pick both with the same numbers.",
        ),
        Mistake(
            lambda x, t, o, b, k: take(x, t, o[max(k - 1, 0) * b : k * b]),
            "This is the batch before. We count from 0: batch k ends at (k + 1) * batch_size.",
        ),
        Mistake(
            lambda x, t, o, b, k: take(x, t, o[k : k + b]),
            "Your batch begins at place k. Before batch k lie k whole batches: begin at"
            " k * batch_size.",
        ),
        Mistake(
            lambda x, t, o, b, k: take(x, t, o[k * b : b]),
            "In order[start:end] the second number is a place, not a length: start + batch_size.",
        ),
        Mistake(
            lambda x, t, o, b, k: take(x, t, o[k * b : (k + 1) * b + 1]),
            "One example too many: in order[start:end] the place end no longer belongs to it.",
        ),
        Mistake(
            lambda x, t, o, b, k: take(x, t, o[k * b : (k + 1) * b - 1]),
            "One example is missing: order[start:end] already stops before the place end.",
        ),
        Mistake(
            minibatch_wrapped,
            "You filled the last batch up from the front, so some examples come twice. The last"
            " batch may be smaller.",
        ),
        Mistake(
            minibatch_without_rest,
            "The examples left over at the end are a batch as well, a smaller one.",
        ),
        Mistake(
            minibatch_in_equal_parts,
            "You cut the order into equal parts. Each batch is full, and only the last is smaller.",
        ),
        Mistake(
            minibatch_by_inverse,
            "The order is used the wrong way round: order[0] is the number of the example that"
            " comes first.",
        ),
        Mistake(
            lambda x, t, o, b, k: minibatch(x, t, o, b, k)[::-1],
            "The two have changed places: first the inputs, then the targets.",
        ),
        Mistake(
            lambda x, t, o, b, k: minibatch(x, t, o, b, k)[0],
            "These are the inputs alone. Return the targets too, after a comma.",
        ),
        Mistake(
            lambda x, t, o, b, k: (o[k * b : (k + 1) * b],) * 2,
            "These are the numbers of the examples. Pick with them: inputs[chosen],"
            " targets[chosen].",
        ),
        Mistake(
            lambda x, t, o, b, k: o[k * b : (k + 1) * b],
            "These are the numbers of the examples. Return inputs[chosen], targets[chosen].",
        ),
        Mistake(
            lambda x, t, o, b, k: take(x, t, o[: (k + 1) * b]),
            "These are all examples up to the end of batch k. Begin at k * batch_size.",
        ),
        Mistake(
            lambda x, t, o, b, k: take(x, t, o[k * b :]),
            "This goes on to the very end. Stop at (k + 1) * batch_size.",
        ),
        Mistake(
            lambda x, t, o, b, k: take(x, t, o[k]),
            "This is a single example. Batch k is a piece of the order: order[start:end].",
        ),
        Mistake(
            lambda x, t, o, b, k: take(x, t, o[k::b]),
            "order[k::batch_size] jumps through the order. A batch is a piece without gaps:"
            " order[start:end].",
        ),
    ),
)

ONE_SET = ChoiceExercise(
    name="07-one-set",
    passed="One set of weights: each batch moves what the batch before has left.",
    why="All batches change the same parameters, one after the other.",
    reference="b",
    hints=(
        "In the loop of our function descend, how often is a new place made up from nothing?",
        "Look for what each step starts from. Is it the start, or what the step before has left?",
        "There is one name for the place, and each step changes it. Which answer says so?",
    ),
    mistakes=(
        Mistake(
            "a",
            "Where would 1,563 networks be kept? Our loop has one place, and each batch moves it"
            " on.",
        ),
        Mistake(
            "c",
            "Then only the last batch would count. A step starts from what the step before has"
            " left.",
        ),
        Mistake(
            "d",
            "The 32 examples share the weights too: their gradients are averaged, and one step is"
            " taken.",
        ),
    ),
)


def one_epoch(slope, intercept, inputs, targets, order, learning_rate):
    """Return slope and intercept after a step for each example, in the given order."""
    for n in order:
        error = slope * inputs[n] + intercept - targets[n]
        slope -= learning_rate * 2 * error * inputs[n]
        intercept -= learning_rate * 2 * error
    return slope, intercept


def one_epoch_with_arrays(slope, intercept, inputs, targets, order, learning_rate):
    """Return the place after the epoch, as an array."""
    place = np.array([slope, intercept])
    for x, t in zip(inputs[order], targets[order], strict=True):
        gradient = 2 * (place @ [x, 1] - t) * np.array([x, 1])
        place = place - learning_rate * gradient
    return place


def one_epoch_in_one_line(slope, intercept, inputs, targets, order, learning_rate):
    """Return both numbers, set at once in each step."""
    rate = 2 * learning_rate
    for i in range(len(order)):
        x, t = inputs[order[i]], targets[order[i]]
        slope, intercept = (
            slope - rate * (slope * x + intercept - t) * x,
            intercept - rate * (slope * x + intercept - t),
        )
    return [slope, intercept]


def one_epoch_of_batches_of_one(slope, intercept, inputs, targets, order, learning_rate):
    """Return both numbers, each step with a batch of one example and the mean over it."""
    for start in range(len(order)):
        x, t = inputs[order[start : start + 1]], targets[order[start : start + 1]]
        errors = t - (slope * x + intercept)
        slope = slope + learning_rate * 2 * np.mean(errors * x)
        intercept = intercept + learning_rate * 2 * np.mean(errors)
    return slope, intercept


def epoch_of(step, stop=None):
    """Return an epoch that takes this step for each example; most such epochs are mistakes."""

    def epoch(slope, intercept, inputs, targets, order, learning_rate):
        for n in order[:stop]:
            slope, intercept = step(slope, intercept, inputs[n], targets[n], learning_rate)
        return slope, intercept

    return epoch


def step_with_new_slope(slope, intercept, x, t, rate):
    """Work the error out again after the slope has moved (a mistake)."""
    slope = slope - rate * 2 * (slope * x + intercept - t) * x
    return slope, intercept - rate * 2 * (slope * x + intercept - t)


def right_step(slope, intercept, x, t, rate):
    """Return slope and intercept after one step."""
    error = slope * x + intercept - t
    return slope - rate * 2 * error * x, intercept - rate * 2 * error


def gradients_at_start(slope, intercept, inputs, targets):
    """Return the gradient of each example, all at one place."""
    errors = slope * inputs + intercept - targets
    return 2 * errors * inputs, 2 * errors


def steps_from_one_place(w, b, x, t, order, rate):
    """Add up all steps, each from the start (a mistake)."""
    slopes, intercepts = gradients_at_start(w, b, x, t)
    return w - rate * slopes.sum(), b - rate * intercepts.sum()


def one_batch_step(w, b, x, t, order, rate):
    """Take one step with the mean over all examples (a mistake)."""
    slopes, intercepts = gradients_at_start(w, b, x, t)
    return w - rate * slopes.mean(), b - rate * intercepts.mean()


def last_example_alone(w, b, x, t, order, rate):
    """Start each step from the first place again (a mistake)."""
    return right_step(w, b, x[order[-1]], t[order[-1]], rate)


def one_epoch_of_torn_pairs(w, b, x, t, order, rate):
    """Take the inputs in order, and the targets as they lie (a mistake)."""
    return one_epoch(w, b, x[order], t, range(len(order)), rate)


def random_epoch(rng):
    """Return a line, a few examples, an order and a learning rate."""
    n = int(rng.integers(3, 7))
    inputs, targets = rng.uniform(-2, 2, n), rng.uniform(-3, 3, n)
    line = float(rng.uniform(-1, 1)), float(rng.uniform(-1, 1))
    return *line, inputs, targets, rng.permutation(n), float(rng.uniform(0.02, 0.1))


ONE_EPOCH = FunctionExercise(
    name="07-one-epoch",
    passed="Each example moves the line, and the next one starts from the line as it is by then.",
    hints=(
        "For one example there is nothing to average. What is its error, and what are the two"
        " derivatives of error²?",
        "Loop over the numbers in order. In each round: the error with the slope and intercept as"
        " they are now, then both steps with this one error.",
        "for n in order: error = slope * inputs[n] + intercept - targets[n]; then slope -="
        " learning_rate * 2 * error * inputs[n], and intercept -= learning_rate * 2 * error.",
    ),
    why="The error is worked out once in each round, before either number moves; the next round"
    " goes on from there.",
    reference=one_epoch,
    parts=("the slope", "the intercept"),
    cases=(
        (0.0, 0.0, np.array([1.0, 2.0]), np.array([1.0, 3.0]), np.array([1, 0]), 0.1),
        (1.0, 0.5, np.array([2.0, -1.0, 3.0]), np.array([4.0, 0.0, 2.0]), np.array([2, 0, 1]), 0.1),
        (0.5, -1.0, np.array([1.0, 3.0]), np.array([2.0, -1.0]), np.array([0, 1]), 0.05),
    ),
    random=random_epoch,
    variants=(one_epoch_with_arrays, one_epoch_in_one_line, one_epoch_of_batches_of_one),
    mistakes=(
        Mistake(
            epoch_of(step_with_new_slope),
            "The intercept's step uses an error with the new slope. Work the error out once,"
            " before either number moves.",
        ),
        Mistake(
            lambda w, b, x, t, order, rate: one_epoch(w, b, x, t, range(len(x)), rate),
            "You went through the examples as they lie there. Loop over the numbers in order.",
        ),
        Mistake(
            lambda w, b, x, t, order, rate: one_epoch(w, b, x, t, order[::-1], rate),
            "You went through the order from its end. order[0] comes first.",
        ),
        Mistake(
            steps_from_one_place,
            "All your gradients are those of the first line. Work each error out with the slope"
            " and intercept as they are by then.",
        ),
        Mistake(
            one_batch_step,
            "This is one step of batch descent. Take a step for each example, and go on from"
            " there.",
        ),
        Mistake(
            last_example_alone,
            "Only the last example has moved the line. Let each step change slope and intercept"
            " themselves.",
        ),
        Mistake(
            epoch_of(right_step, stop=1),
            "This is the line after the first example. Is return inside the loop? It belongs"
            " after it.",
        ),
        Mistake(
            epoch_of(lambda w, b, x, t, rate: right_step(w, b, x, t, rate / 2)),
            "A 2 is lost: error² changes by 2 · error.",
        ),
        Mistake(
            epoch_of(lambda w, b, x, t, rate: right_step(w, b, x, t, -rate)),
            "You go uphill. Is the error prediction minus target, and the step subtracted?",
        ),
        Mistake(
            epoch_of(
                lambda w, b, x, t, rate: (
                    w - rate * 2 * (w * x + b - t),
                    b - rate * 2 * (w * x + b - t),
                )
            ),
            "In the slope's step the input is lost. A nudge of the slope moves the prediction by"
            " nudge times input.",
        ),
        Mistake(
            epoch_of(
                lambda w, b, x, t, rate: (
                    w - rate * 2 * (w * x + b - t) * x,
                    b - rate * 2 * (w * x + b - t) * x,
                )
            ),
            "The intercept's step holds the input too. A nudge of the intercept moves each"
            " prediction alike.",
        ),
        Mistake(
            lambda w, b, x, t, order, rate: one_epoch(w, b, x, t, order, rate / len(x)),
            "You divided each step by the number of all examples. A step of one example is a mean"
            " over one.",
        ),
        Mistake(
            one_epoch_of_torn_pairs,
            "The inputs come in order and the targets do not. Take both with the same number.",
        ),
        Mistake(
            lambda *arguments: one_epoch(*arguments)[::-1],
            "The two have changed places: first the slope, then the intercept.",
        ),
        Mistake(
            lambda w, b, x, t, order, rate: one_epoch(w, b, x, t, order, 1.0),
            "The learning rate is lost. Multiply each step by it.",
        ),
        Mistake(
            epoch_of(
                lambda w, b, x, t, rate: (
                    w - rate * 2 * (w * x - t) * x,
                    b - rate * 2 * (w * x - t),
                )
            ),
            "The intercept is missing from the prediction: slope * input + intercept.",
        ),
        Mistake(
            epoch_of(
                lambda w, b, x, t, rate: (w - rate * 2 * (w * x + b - t) * x, b),
            ),
            "The intercept has not moved. It takes a step too, of learning_rate * 2 * error.",
        ),
        Mistake(
            lambda *arguments: one_epoch(*arguments)[0],
            "This is the slope alone. Return the intercept too, after a comma.",
        ),
    ),
)


def gradient_noise(example_gradients, batch_size):
    """Return the standard deviation of the gradient of a batch."""
    return np.std(example_gradients) / np.sqrt(batch_size)


def gradient_noise_from_square(example_gradients, batch_size):
    """Return the root of the mean square deviation over the batch size."""
    return np.sqrt(np.var(example_gradients) / batch_size)


def gradient_noise_by_hand(example_gradients, batch_size):
    """Return the noise, worked out with sums."""
    n_examples = len(example_gradients)
    mean = sum(example_gradients) / n_examples
    squares = [(gradient - mean) ** 2 for gradient in example_gradients]
    return math.sqrt(sum(squares) / n_examples / batch_size)


def gradient_noise_by_power(example_gradients, batch_size):
    """Return the noise, with the power −½."""
    deviations = np.asarray(example_gradients) - np.mean(example_gradients)
    return np.mean(deviations**2) ** 0.5 * batch_size**-0.5


NOISE = FunctionExercise(
    name="07-noise",
    passed="The noise falls with the root: four times the examples, half of the noise.",
    hints=(
        "How noisy is a batch of one example? And by how much does a batch of four calm it?",
        "np.std gives the spread of the single examples, and np.sqrt the root of the batch size.",
        "Return np.std(example_gradients) / np.sqrt(batch_size).",
    ),
    why="The spread of single examples is what a batch of one has; a batch of b divides it by √b.",
    reference=gradient_noise,
    cases=(
        (np.array([1.0, 3.0]), 4),
        (np.array([-6.0, -8.0, -2.0, -16.0]), 9),
        (np.array([2.0, -1.0, 0.5]), 2),
    ),
    random=lambda rng: (rng.normal(1, 3, int(rng.integers(5, 12))), int(rng.integers(2, 40))),
    variants=(gradient_noise_from_square, gradient_noise_by_hand, gradient_noise_by_power),
    mistakes=(
        Mistake(
            lambda g, b: np.std(g) / b,
            "You divided by the batch size itself. The noise falls more slowly: by its root.",
        ),
        Mistake(
            lambda g, b: np.std(g),
            "This is the noise of a batch of one. A larger batch has less: divide by"
            " √(batch size).",
        ),
        Mistake(
            lambda g, b: np.std(g) * np.sqrt(b),
            "This noise grows with the batch. A larger batch is calmer: divide by the root.",
        ),
        Mistake(
            lambda g, b: np.var(g) / b,
            "This is the square of the noise. np.var is the standard deviation squared; take the"
            " root of it all.",
        ),
        Mistake(
            lambda g, b: np.var(g) / np.sqrt(b),
            "np.var is the mean of the squares, without the root at the end. Use np.std.",
        ),
        Mistake(
            lambda g, b: np.std(g) / np.sqrt(len(g)),
            "You divided by the root of the number of gradients given. What counts is the size of"
            " the batch.",
        ),
        Mistake(
            lambda g, b: np.std(g, ddof=1) / np.sqrt(b),
            "You divided by one less than the number of examples, as one does for a sample. These"
            " are all examples: plain np.std.",
        ),
        Mistake(
            lambda g, b: np.mean(g) / np.sqrt(b),
            "You took the mean of the gradients. The noise is about how far they stray from it:"
            " np.std.",
        ),
        Mistake(
            lambda g, b: np.sqrt(np.mean(g**2) / b),
            "You squared the gradients themselves. Subtract their mean first: what counts is how"
            " far they stray from it.",
        ),
        Mistake(
            lambda g, b: np.sqrt(np.std(g) / b),
            "np.std holds its root already. Take the root of the batch size alone.",
        ),
        Mistake(
            lambda g, b: np.mean(np.abs(g - np.mean(g))) / np.sqrt(b),
            "You took the mean of the plain distances. The standard deviation squares them, takes"
            " the mean, and then the root.",
        ),
        Mistake(
            lambda g, b: (np.max(g) - np.min(g)) / np.sqrt(b),
            "You took the distance from the least to the largest. The spread here is np.std.",
        ),
        Mistake(
            lambda g, b: g / np.sqrt(b),
            "You divided each gradient, and have as many numbers as examples. First np.std: one"
            " number for all.",
        ),
    ),
)

HOVER = ChoiceExercise(
    name="07-hover",
    passed="It hovers. A smaller rate, or better a falling one, brings it down.",
    why="At a constant rate the noise throws it about as far as the slope brings it back.",
    reference="c",
    hints=(
        "What happens to the path at the bottom, as long as the rate stays the same?",
        "At the lowest place the mean of all gradients is zero. Is the gradient of each batch?",
        "The noise keeps it away at a distance that depends on the rate. Which answer says so?",
    ),
    mistakes=(
        Mistake(
            "a",
            "A loss that diverges grows without end. This one stays at its level.",
        ),
        Mistake(
            "b",
            "At rest in a minimum, the loss would stand still. Here it goes up and down: the ball"
            " still moves.",
        ),
        Mistake(
            "d",
            "The curve in the figure stays at its level as long as we look. As long as the rate"
            " stays, the noise does not tire.",
        ),
    ),
)

EXERCISES = [STEPS, MINIBATCH, ONE_SET, ONE_EPOCH, NOISE, HOVER]
