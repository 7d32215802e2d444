"""The exercises of lesson 04: from a surprise to the cross-entropy of a batch of logits."""

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake, several
from nnlib.layers import log_softmax, sigmoid, softmax
from nnlib.losses import BinaryCrossEntropy, SoftmaxCrossEntropy


def binary_cross_entropy(probabilities, targets):
    """Return the mean of −ln of the probability given to what is true."""
    surprises = targets * np.log(probabilities) + (1 - targets) * np.log(1 - probabilities)
    return -np.mean(surprises)


def binary_cross_entropy_by_choosing(probabilities, targets):
    """Return the mean surprise: np.where takes p where the target is 1, else 1 − p."""
    return np.mean(-np.log(np.where(targets == 1, probabilities, 1 - probabilities)))


def binary_cross_entropy_in_a_loop(probabilities, targets):
    """Return the mean surprise, example by example."""
    total = 0.0
    for p, t in zip(probabilities, targets, strict=True):
        total -= np.log(p) if t else np.log(1 - p)
    return total / len(targets)


def binary_cross_entropy_clipped(probabilities, targets):
    """Return the mean surprise, with probabilities kept away from 0 and 1."""
    return binary_cross_entropy(np.clip(probabilities, 1e-12, 1 - 1e-12), targets)


def binary_cross_entropy_from_logits(probabilities, targets):
    """Return the mean surprise, by way of the logits that would give these probabilities."""
    logits = np.log(probabilities / (1 - probabilities))
    return BinaryCrossEntropy()(logits, targets)


def random_forecasts(rng):
    """Return probabilities, and what came true."""
    n_examples = rng.integers(3, 8)
    return rng.uniform(0.05, 0.95, n_examples), rng.integers(0, 2, n_examples).astype(float)


BINARY_CROSS_ENTROPY = FunctionExercise(
    name="04-binary-cross-entropy",
    passed="Each example costs −ln of the probability that was given to what is true.",
    hints=(
        "For an example with t = 1, which of the two terms is left? And with t = 0?",
        "targets * np.log(probabilities) is the first term, for all examples at once. The second is"
        " made of 1 - targets and 1 - probabilities. Then come the mean and the minus.",
        "Return -np.mean(targets * np.log(probabilities) + (1 - targets) * np.log(1 -"
        " probabilities)).",
    ),
    why="t and 1 − t pick the one term that counts; np.where or an if picks it as well.",
    reference=binary_cross_entropy,
    cases=(
        (np.array([0.9, 0.2]), np.array([1.0, 0.0])),
        (np.array([0.1]), np.array([1.0])),
        (np.array([0.3, 0.6, 0.05]), np.array([0.0, 1.0, 1.0])),
        (np.array([0.5, 0.25, 0.8, 0.7]), np.array([0.0, 0.0, 1.0, 0.0])),
    ),
    random=random_forecasts,
    variants=(
        binary_cross_entropy_by_choosing,
        binary_cross_entropy_in_a_loop,
        binary_cross_entropy_clipped,
        binary_cross_entropy_from_logits,
    ),
    mistakes=(
        Mistake(
            lambda p, t: -binary_cross_entropy(p, t),
            "The minus is lost: the logarithm of a probability is negative, and a loss is not.",
        ),
        Mistake(
            lambda p, t: binary_cross_entropy(p, t) * len(p),
            "You took the sum. The loss is the mean over the examples.",
        ),
        Mistake(
            lambda p, t: -binary_cross_entropy(p, t) * len(p),
            "Two things: you took the sum and not the mean, and the minus is lost.",
        ),
        Mistake(
            lambda p, t: -(t * np.log(p) + (1 - t) * np.log(1 - p)),
            "These are the surprises of the single examples. The loss is their mean.",
        ),
        Mistake(
            lambda p, t: t * np.log(p) + (1 - t) * np.log(1 - p),
            "The minus is lost, and the mean: these are the logarithms of the single examples.",
        ),
        Mistake(
            lambda p, t: -np.mean(t * np.log(p)),
            "Your loss does not see the examples with target 0: the second term is missing.",
        ),
        Mistake(
            lambda p, t: -np.mean((1 - t) * np.log(1 - p)),
            "Your loss does not see the examples with target 1: the first term is missing.",
        ),
        Mistake(
            lambda p, t: -np.mean(t * np.log(1 - p) + (1 - t) * np.log(p)),
            "You took the probability of what is *not* true. ln p goes with t, ln(1 - p) with"
            " 1 - t.",
        ),
        Mistake(
            lambda p, t: -np.mean(np.log(p)),
            "You took -ln p for every example. Where the target is 0, what is true was given"
            " 1 - p.",
        ),
        Mistake(
            lambda p, t: -np.mean(np.log(1 - p)),
            "You took -ln(1 - p) for every example. Where the target is 1, what is true was given"
            " p.",
        ),
        Mistake(
            lambda p, t: -np.mean(t * np.log(p) - (1 - t) * np.log(1 - p)),
            "One of the two terms has the wrong sign: the minus belongs to both.",
        ),
        Mistake(
            lambda p, t: np.mean(t * np.log(p) - (1 - t) * np.log(1 - p)),
            "The minus has reached only one of the two terms: put both in parentheses.",
        ),
        Mistake(
            lambda p, t: -np.mean(t * np.log(p) + 1 - t * np.log(1 - p)),
            "1 - targets needs parentheses: without them Python multiplies first.",
        ),
        Mistake(
            lambda p, t: -np.mean(t * np.log(p) + (1 - t) * 1 - np.log(p)),
            "In the second term a pair of parentheses is lost: it is np.log(1 - probabilities).",
        ),
        Mistake(
            lambda p, t: -np.mean(t * np.log(p) + (1 - t) * (1 - np.log(p))),
            "Your second term has 1 - ln p. It is ln(1 - p): the subtraction comes before the"
            " logarithm.",
        ),
        Mistake(
            lambda p, t: binary_cross_entropy(p, t) / np.log(2),
            "You used the logarithm to the base 2. np.log is the natural one.",
        ),
        Mistake(
            lambda p, t: binary_cross_entropy(p, t) / np.log(10),
            "You used the logarithm to the base 10. np.log is the natural one.",
        ),
        Mistake(
            lambda p, t: np.mean((p - t) ** 2),
            "This is mean squared error. Cross-entropy takes -ln of the probability of what is"
            " true.",
        ),
        Mistake(
            lambda p, t: np.mean(np.abs(p - t)),
            "This is how far p is from t. Cross-entropy takes -ln of the probability of what is"
            " true.",
        ),
        Mistake(
            lambda p, t: np.mean(np.where(t == 1, p, 1 - p)),
            "This is the mean probability of what is true. Take -ln of each one first.",
        ),
        Mistake(
            lambda p, t: -np.log(np.mean(np.where(t == 1, p, 1 - p))),
            "You took the mean first and then the logarithm. Each example has its own surprise: the"
            " logarithm comes first.",
        ),
        Mistake(
            lambda p, t: binary_cross_entropy(sigmoid(p), t),
            "You sent the probabilities through the sigmoid. They have been through it: use them as"
            " they are.",
        ),
        Mistake(
            lambda p, t: binary_cross_entropy(p[:1], t[:1]),
            "This is the first example alone. A return inside a loop ends the function at once: add"
            " up first, and return after the loop.",
        ),
        Mistake(
            lambda p, t: -np.mean(np.log(p[t == 1])),
            "You took the mean over the examples with target 1 alone. The others count as well,"
            " with -ln(1 - p).",
        ),
        Mistake(
            lambda p, t: -np.mean(np.log(p[t == 1])) - np.mean(np.log(1 - p[t == 0])),
            "You added two means, one for yes and one for no. It is one mean over all examples.",
        ),
        Mistake(
            lambda p, t: binary_cross_entropy(p, t) / 2,
            "Your loss is half of what it should be. There are two terms, but one example has only"
            " one of them: divide by the number of examples.",
        ),
    ),
)


def two_gradients(z, t):
    """Return the gradient of squared error at the logit z, and that of cross-entropy."""
    p = sigmoid(z)
    return 2 * (p - t) * p * (1 - p), p - t


def two_gradients_as_array(z, t):
    """Return both in one array, with the sigmoid written out."""
    p = 1 / (1 + np.exp(-z))
    return np.array([2 * (p - t) * (p - p**2), p - t])


def two_gradients_by_rates(z, t):
    """Return both as how the loss answers to p, times how p answers to z."""
    p = sigmoid(z)
    slope = p * (1 - p)
    return 2 * (p - t) * slope, (-t / p + (1 - t) / (1 - p)) * slope


def two_gradients_by_nudges(z, t, h=1e-4):
    """Return both by nudging z to both sides."""

    def squared(z):
        return (sigmoid(z) - t) ** 2

    def cross(z):
        return np.logaddexp(0, z) - z * t

    return [(loss(z + h) - loss(z - h)) / (2 * h) for loss in (squared, cross)]


def random_logits(rng):
    """Return logits and targets of some length."""
    n_examples = rng.integers(2, 6)
    return rng.uniform(-4, 4, n_examples), rng.integers(0, 2, n_examples).astype(float)


def of_p(squared, cross):
    """Return an answer that is made of p, t and z."""

    def answer(z, t):
        p = sigmoid(z)
        return squared(p, t, z), cross(p, t, z)

    return answer


def right_squared(p, t, z):
    """Return the gradient of squared error."""
    return 2 * (p - t) * p * (1 - p)


def right_cross(p, t, z):
    """Return the gradient of cross-entropy."""
    return p - t


TWO_GRADIENTS = FunctionExercise(
    name="04-two-gradients",
    passed="The two differ by the factor 2 p (1 - p), which is nearly 0 where the sigmoid is flat.",
    hints=(
        "Both formulas are made of p and t. How do you get p from z?",
        "p = sigmoid(z). The first gradient is three factors: 2 (p - t), p and 1 - p. The second is"
        " one subtraction.",
        "With p = sigmoid(z): return 2 * (p - t) * p * (1 - p), p - t.",
    ),
    why="Squared error's 2 (p − t) is multiplied by the flat p (1 − p); in cross-entropy it"
    " cancels.",
    reference=two_gradients,
    parts=("the gradient of squared error", "the gradient of cross-entropy"),
    first=("the gradient of cross-entropy", "the gradient of squared error"),
    cases=(
        (0.0, 1.0),
        (2.0, 0.0),
        (-1.0, 1.0),
        (np.array([-2.0, 0.5, 3.0]), np.array([1.0, 0.0, 0.0])),
    ),
    random=random_logits,
    variants=(two_gradients_as_array, two_gradients_by_rates, two_gradients_by_nudges),
    mistakes=(
        Mistake(
            of_p(lambda p, t, z: (p - t) * p * (1 - p), right_cross),
            "In squared error the factor 2 of the square is lost.",
        ),
        Mistake(
            lambda z, t: two_gradients(z, t)[::-1],
            "The two have changed places: squared error comes first.",
        ),
        Mistake(
            of_p(lambda p, t, z: -right_squared(p, t, z), lambda p, t, z: t - p),
            "The sign is flipped in both: the difference is p - t. The minus of descent comes"
            " later, in the step.",
        ),
        Mistake(
            of_p(right_squared, lambda p, t, z: t - p),
            "In cross-entropy the sign is flipped: it is p - t.",
        ),
        Mistake(
            of_p(lambda p, t, z: -right_squared(p, t, z), right_cross),
            "In squared error the sign is flipped: the factors are p - t, and p, and 1 - p.",
        ),
        Mistake(
            lambda z, t: (2 * (z - t) * z * (1 - z), z - t),
            "z is a logit, not a probability. Send it through the sigmoid first: p = sigmoid(z).",
        ),
        Mistake(
            of_p(right_squared, lambda p, t, z: z - t),
            "In cross-entropy you subtracted t from the logit z. It is the probability p.",
        ),
        Mistake(
            of_p(lambda p, t, z: 2 * (p - t), right_cross),
            "In squared error the slope of the sigmoid is missing: times p (1 - p).",
        ),
        Mistake(
            of_p(right_squared, lambda p, t, z: (p - t) * p * (1 - p)),
            "In cross-entropy the factor p (1 - p) has cancelled: p - t is all that is left.",
        ),
        Mistake(
            of_p(
                lambda p, t, z: (p - t) * p * (1 - p),
                lambda p, t, z: (p - t) * p * (1 - p),
            ),
            "Two things: squared error lacks its factor 2, and in cross-entropy p (1 - p) has"
            " cancelled.",
        ),
        Mistake(
            of_p(right_squared, lambda p, t, z: (p - t) / (p * (1 - p))),
            "In cross-entropy this is the answer to p. How p answers to z comes on top, times"
            " p (1 - p).",
        ),
        Mistake(
            of_p(right_squared, lambda p, t, z: 2 * (p - t)),
            "There is a 2 too many in cross-entropy: nothing is squared there.",
        ),
        Mistake(
            of_p(lambda p, t, z: 2 * (p - t) * z * (1 - z), right_cross),
            "The slope of the sigmoid is p (1 - p), made of the probability, not of the logit z.",
        ),
        Mistake(
            of_p(lambda p, t, z: right_squared(sigmoid(p), t, z), lambda p, t, z: sigmoid(p) - t),
            "You sent the number through the sigmoid twice. Once makes the probability.",
        ),
        Mistake(
            of_p(lambda p, t, z: 2 * (p - t) * sigmoid(p) * (1 - sigmoid(p)), right_cross),
            "In p (1 - p) you used the sigmoid of p. p has been through the sigmoid already.",
        ),
        Mistake(
            of_p(lambda p, t, z: 2 * (p - t) ** 2 * p * (1 - p), right_cross),
            "You kept the square. The derivative of a square is 2 times what is squared: no square"
            " is left.",
        ),
        Mistake(
            of_p(lambda p, t, z: 2 * (p - t) * p - (p**2), right_cross),
            "A pair of parentheses is lost: it is ... * p * (1 - p).",
        ),
        Mistake(
            of_p(lambda p, t, z: 2 * (p - t) * p * 1 - p, right_cross),
            "1 - p needs parentheses: Python multiplies before it subtracts.",
        ),
        Mistake(
            of_p(lambda p, t, z: 2 * p - t * p * (1 - p), right_cross),
            "p - t needs parentheses: Python multiplies before it subtracts.",
        ),
        Mistake(
            of_p(lambda p, t, z: 2 * p * (1 - p), right_cross),
            "In squared error the difference p - t is missing.",
        ),
        Mistake(
            of_p(lambda p, t, z: 2 * (p - 1) * p * (1 - p), lambda p, t, z: p - 1),
            "You took 1 for the target. Use t.",
        ),
        *several(
            (
                of_p(lambda p, t, z: 2 * (p - t) * (1 - p), right_cross),
                of_p(lambda p, t, z: 2 * (p - t) * p, right_cross),
            ),
            "The slope of the sigmoid has two factors, p and 1 - p. One of them is lost.",
        ),
        Mistake(
            of_p(lambda p, t, z: 2 * (p - 1) * p * (1 - p), right_cross),
            "In squared error you took 1 for the target: the difference is p - t.",
        ),
        Mistake(
            of_p(right_squared, lambda p, t, z: -1 / p),
            "-1/p is how cross-entropy answers to p, for t = 1. To z it answers by p - t.",
        ),
        Mistake(
            of_p(right_squared, lambda p, t, z: p - 1),
            "In cross-entropy you took 1 for the target: p - 1 is p - t for t = 1 alone.",
        ),
        *several(
            (
                of_p(lambda p, t, z: (p - t) ** 2, lambda p, t, z: np.logaddexp(0, z) - z * t),
                of_p(lambda p, t, z: (p - t) ** 2, lambda p, t, z: -t * np.log(p)),
                of_p(lambda p, t, z: (p - t) ** 2, lambda p, t, z: -np.log(p)),
            ),
            "These are the two losses. What is asked for is how each answers to z.",
        ),
        Mistake(
            of_p(
                lambda p, t, z: 2 * (p - t) * p * (1 - p),
                lambda p, t, z: -t / p + (1 - t) / (1 - p) * p * (1 - p),
            ),
            "In cross-entropy both terms are multiplied by p (1 - p); in yours only the second one"
            " is. Short: p - t.",
        ),
        Mistake(
            lambda z, t: sum(two_gradients(z, t)),
            "You added the two. Return them apart, with a comma between them.",
        ),
        Mistake(
            lambda z, t: two_gradients(z, t)[0],
            "This is squared error alone. Return cross-entropy's gradient too, after a comma.",
        ),
        Mistake(
            lambda z, t: two_gradients(z, t)[1],
            "This is cross-entropy alone. Squared error's gradient comes before it, with a comma.",
        ),
    ),
)


SAME_MINIMUM = ChoiceExercise(
    name="04-same-minimum",
    passed="The same lowest place, and another way there: the gradient is what descent goes by.",
    why="Both are lowest at p = t; but descent goes by the gradient, and squared error's has the"
    " factor p (1 − p).",
    reference="c",
    hints=(
        "Does descent see where the lowest place is, or only the slope under it?",
        "In the last figure both losses end near 0. What differs?",
        "At z = −6 one gradient is −0.0049, the other −0.9975; at z = 0 they are −0.25 and −0.5. Is"
        " there one number that makes the first out of the second?",
    ),
    mistakes=(
        Mistake(
            "a",
            "The end is the same, the way is not. Count the steps in the last figure: descent knows"
            " only the slope where it stands.",
        ),
        Mistake(
            "b",
            "One factor cannot mend it: from z = −6 to z = 0 the ratio of the two gradients goes"
            " from about 200 to 2. A rate that suits the one is far too large for the other.",
        ),
        Mistake(
            "d",
            "Cross-entropy needs probabilities. The speed of a galaxy is none: its logarithm may"
            " not even exist. There squared error is right.",
        ),
    ),
)


def stable_softmax(logits):
    """Return the softmax of each row, with the largest number of the row subtracted first."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def stable_softmax_in_a_loop(logits):
    """Return the softmax of each row, row by row, as lists."""
    rows = []
    for row in logits:
        exponentials = np.exp(row - max(row))
        rows.append((exponentials / sum(exponentials)).tolist())
    return rows


def stable_softmax_by_differences(logits):
    """Return 1 / Σ e^(zⱼ − zᵢ): each number compared with all the others of its row."""
    return 1 / np.exp(logits[:, None, :] - logits[:, :, None]).sum(axis=2)


def stable_softmax_from_its_logarithm(logits):
    """Return e to the power of z − ln Σ e^z, the sum found by NumPy's logaddexp."""
    return np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))


def naive_softmax(logits):
    """Return the softmax of each row without any care."""
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def shifted_by(shift):
    """Return an answer that subtracts another number than the largest of the row."""

    def answer(logits):
        exponentials = np.exp(logits - shift(logits))
        return exponentials / exponentials.sum(axis=1, keepdims=True)

    return answer


def random_rows(rng):
    """Return logits, some rows of them huge."""
    shape = rng.integers(2, 5), rng.integers(2, 6)
    return (rng.normal(size=shape) + 1000 * rng.integers(-1, 2, (shape[0], 1)),)


STABLE_SOFTMAX = FunctionExercise(
    name="04-stable-softmax",
    passed="The largest exponent of each row is 0, so nothing overflows; the answer is the same.",
    hints=(
        "Which number is subtracted from each row, and does each row have its own?",
        "logits.max(axis=1, keepdims=True) is the largest of each row, in a column. Subtract it"
        " before np.exp. The sum of each row is found the same way.",
        "e = np.exp(logits - logits.max(axis=1, keepdims=True)); return e / e.sum(axis=1,"
        " keepdims=True).",
    ),
    why="Subtracting m from all logits divides above and below by e^m; any m near the largest.",
    reference=stable_softmax,
    cases=(
        (np.array([[2.0, 1.0, 0.0]]),),
        (np.array([[1000.0, 1000.0]]),),
        (np.array([[1000.0, 999.0, 998.0], [0.0, 1.0, 0.5]]),),
        (np.array([[-1000.0, -1001.0], [3.0, 5.0], [-2.0, -4.0]]),),
        (np.array([[800.0, -800.0, 799.0], [-1.0, 2.0, 0.0]]),),
        (np.array([[1600.0, -1600.0, 1599.0], [-750.0, -751.0, -753.0]]),),
    ),
    random=random_rows,
    variants=(
        stable_softmax_in_a_loop,
        stable_softmax_by_differences,
        stable_softmax_from_its_logarithm,
        softmax,
    ),
    mistakes=(
        Mistake(
            naive_softmax,
            "Right for small logits; at 1000 the exponential overflows and leaves nan. Subtract the"
            " largest number of each row first.",
        ),
        Mistake(
            shifted_by(lambda logits: logits.max()),
            "You subtracted the largest number of the whole table. Then a row of small logits"
            " becomes 0 / 0. Each row has its own largest: axis=1.",
        ),
        Mistake(
            lambda logits: np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum(),
            "You took the largest and the sum of the whole table. Each row is one example: axis=1"
            " in both.",
        ),
        Mistake(
            lambda logits: (
                np.exp(logits - logits.max(axis=1, keepdims=True))
                / np.exp(logits - logits.max(axis=1, keepdims=True)).sum()
            ),
            "You divided by the sum of the whole table. Each *row* adds up to 1: axis=1 in the sum"
            " too.",
        ),
        Mistake(
            lambda logits: softmax(logits.T).T,
            "Your columns add up to 1. Rows are examples, so take axis=1, along each row.",
        ),
        Mistake(
            shifted_by(lambda logits: logits.mean(axis=1, keepdims=True)),
            "You subtracted the mean of each row. A number far above it still overflows: subtract"
            " the largest.",
        ),
        Mistake(
            shifted_by(lambda logits: logits.min(axis=1, keepdims=True)),
            "You subtracted the smallest of each row, so the others may still overflow. Subtract"
            " the largest.",
        ),
        Mistake(
            shifted_by(lambda logits: logits.max(axis=0, keepdims=True)),
            "You took the largest of each column. Each row has its own largest: axis=1.",
        ),
        Mistake(
            shifted_by(lambda logits: np.abs(logits).max(axis=1, keepdims=True)),
            "You subtracted the largest *size*. Where all logits are far below 0, that makes them"
            " smaller still, and 0 / 0. Subtract the largest number, with its sign.",
        ),
        Mistake(
            lambda logits: softmax(-logits),
            "The sign is flipped: it is logits minus the largest, not the largest minus logits.",
        ),
        Mistake(
            lambda logits: np.exp(logits - logits.max(axis=1, keepdims=True)),
            "The division is missing: divide each row by its sum, so that it adds up to 1.",
        ),
        Mistake(
            lambda logits: (
                np.exp(logits - logits.max(axis=1, keepdims=True))
                / np.exp(logits).sum(axis=1, keepdims=True)
            ),
            "You shifted the logits above the line only. The sum below is made of the same shifted"
            " exponentials.",
        ),
        Mistake(
            lambda logits: (
                (logits - logits.max(axis=1, keepdims=True))
                / (logits - logits.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
            ),
            "The exponential is missing: np.exp of the shifted logits.",
        ),
        Mistake(
            log_softmax,
            "This is the logarithm of the softmax. np.exp of it would be the softmax.",
        ),
        Mistake(
            shifted_by(lambda logits: logits - logits / logits.max(axis=1, keepdims=True)),
            "You divided by the largest number. That changes the answer: subtract it.",
        ),
        Mistake(
            lambda logits: naive_softmax(np.clip(logits, -700, 700)),
            "You cut large logits off at 700. Then 1000 and 999 look alike. Subtract the largest"
            " instead: differences are what counts.",
        ),
        *several(
            (
                lambda logits: naive_softmax(logits - 1000),
                lambda logits: naive_softmax(logits - 700),
            ),
            "You subtracted the same number from every row. A row of small logits then becomes"
            " 0 / 0: each row has its own largest.",
        ),
        Mistake(
            lambda logits: np.nan_to_num(naive_softmax(logits)),
            "You replaced nan by 0. The answer is lost there: avoid the overflow, by subtracting"
            " the largest of each row.",
        ),
        Mistake(
            shifted_by(lambda logits: logits.max(axis=1)),
            "NumPy cannot match the rows: axis=1 alone gives a row of numbers, and a column is"
            " needed. Add keepdims=True.",
        ),
        Mistake(
            sigmoid,
            "You took the sigmoid of each number. In a softmax the numbers of a row share a sum.",
        ),
        Mistake(
            lambda logits: np.eye(logits.shape[1])[logits.argmax(axis=1)],
            "You gave all to the largest. The softmax leaves a share to the others, too.",
        ),
    ),
)


def cross_entropy(logits, labels):
    """Return the mean of ln Σ e^z − z of the right class, with the largest z subtracted."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    right = shifted[np.arange(len(labels)), labels]
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - right)


def cross_entropy_largest_added_back(logits, labels):
    """Return the same, with the largest logit added back, as the formula has it."""
    largest = logits.max(axis=1)
    sums = np.exp(logits - largest[:, np.newaxis]).sum(axis=1)
    return np.mean(largest + np.log(sums) - logits[np.arange(len(labels)), labels])


def cross_entropy_in_a_loop(logits, labels):
    """Return the mean, example by example."""
    total = 0.0
    for row, label in zip(logits, labels, strict=True):
        largest = max(row)
        total += largest + np.log(sum(np.exp(row - largest))) - row[label]
    return total / len(labels)


def cross_entropy_one_hot(logits, labels):
    """Return the mean with one-hot targets: −Σ t ln p."""
    targets = np.eye(logits.shape[1])[labels]
    return -np.sum(targets * log_softmax(logits)) / len(labels)


def cross_entropy_by_nnlib(logits, labels):
    """Return what nnlib's loss gives."""
    return SoftmaxCrossEntropy()(logits, labels)


def random_batch(rng):
    """Return logits of some size, and labels."""
    n_examples, n_classes = rng.integers(2, 6), rng.integers(3, 6)
    return rng.normal(0, 3, (n_examples, n_classes)), rng.integers(0, n_classes, n_examples)


def losses_of(logits, labels):
    """Return the loss of each example."""
    return -log_softmax(logits)[np.arange(len(labels)), labels]


def of_right_probability(function):
    """Return an answer that does something with the softmax at the right classes."""

    def answer(logits, labels):
        return function(softmax(logits)[np.arange(len(labels)), labels])

    return answer


CROSS_ENTROPY = FunctionExercise(
    name="04-cross-entropy",
    passed="No probability was ever made, so none could become 0: that is log-sum-exp.",
    hints=(
        "For each row: what is its largest logit m, and what is the logit of the right class?",
        "With m = logits.max(axis=1, keepdims=True), np.exp(logits - m).sum(axis=1) is the sum of"
        " each row. Take its logarithm. What do you add, and what do you subtract?",
        "shifted = logits - m; right = shifted[np.arange(len(labels)), labels]; return"
        " np.mean(np.log(np.exp(shifted).sum(axis=1)) - right).",
    ),
    why="−ln of the softmax is ln Σ e^z − z; shifted logits give the same, since m cancels.",
    reference=cross_entropy,
    cases=(
        (np.array([[2.0, 1.0, 0.0]]), np.array([2])),
        (np.array([[1000.0, 0.0]]), np.array([1])),
        (np.array([[2.0, 1.0, 0.0], [0.0, 0.5, 3.0]]), np.array([0, 1])),
        (np.array([[1000.0, 998.0], [0.0, 1.0]]), np.array([1, 0])),
        (np.array([[-1000.0, -1001.0], [1.0, 3.0]]), np.array([1, 1])),
    ),
    random=random_batch,
    variants=(
        cross_entropy_largest_added_back,
        cross_entropy_in_a_loop,
        cross_entropy_one_hot,
        cross_entropy_by_nnlib,
    ),
    mistakes=(
        Mistake(
            lambda logits, labels: np.mean(
                np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]
            ),
            "Right for small logits; at 1000 the exponential overflows. Subtract each row's largest"
            " logit first.",
        ),
        Mistake(
            lambda logits, labels: (
                -np.mean(np.log(naive_softmax(logits)[np.arange(len(labels)), labels]))
            ),
            "Your softmax overflows at logits of 1000 and leaves nan. Use the formula with m, the"
            " largest logit of each row.",
        ),
        Mistake(
            of_right_probability(lambda p: -np.mean(np.log(p))),
            "You took the logarithm of a softmax. At (1000, 0) the right class gets a probability"
            " of exactly 0, and its logarithm is lost. Use the formula with m.",
        ),
        *several(
            [
                of_right_probability(lambda p, tiny=tiny: -np.mean(np.log(np.maximum(p, tiny))))
                for tiny in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15)
            ],
            "You cut the probability off before the logarithm. That is finite, but wrong: for"
            " (1000, 0) and label 1 the loss is 1000. Use the formula with m.",
        ),
        Mistake(
            lambda logits, labels: np.sum(losses_of(logits, labels)),
            "You took the sum. The loss is the mean over the examples.",
        ),
        Mistake(
            losses_of,
            "These are the losses of the single examples. Take their mean.",
        ),
        Mistake(
            lambda logits, labels: logits[labels],
            "logits[labels] takes whole rows. One number of each row is wanted:"
            " [np.arange(len(labels)), labels].",
        ),
        Mistake(
            lambda logits, labels: np.mean(
                np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1)
                - (logits - logits.max(axis=1, keepdims=True))[np.arange(len(labels)), labels]
            ),
            "The logarithm is missing: np.log of each row's sum.",
        ),
        Mistake(
            lambda logits, labels: np.mean(
                (logits - logits.max(axis=1, keepdims=True)).sum(axis=1)
                - (logits - logits.max(axis=1, keepdims=True))[np.arange(len(labels)), labels]
            ),
            "You took the logarithm first and then the sum. The sum comes first:"
            " np.log(np.exp(...).sum(axis=1)).",
        ),
        Mistake(
            lambda logits, labels: np.mean(
                np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum())
                - (logits - logits.max(axis=1, keepdims=True))[np.arange(len(labels)), labels]
            ),
            "You added up the whole table. Each row has a sum of its own: axis=1.",
        ),
        Mistake(
            lambda logits, labels: -np.mean(losses_of(logits, labels)),
            "The sign is flipped: it is the log of the sum minus the right logit.",
        ),
        Mistake(
            lambda logits, labels: np.mean(
                np.log(np.exp(logits - logits.max(axis=1)).sum(axis=1)) - losses_of(logits, labels)
            ),
            "NumPy cannot match the rows: inside np.exp the largest logits are needed as a column."
            " Add keepdims=True to logits.max.",
        ),
        Mistake(
            lambda logits, labels: np.mean(losses_of(logits, labels) - logits.max(axis=1)),
            "The largest logit m is not added back: ln of the shifted sum, plus m, minus the right"
            " logit.",
        ),
        Mistake(
            lambda logits, labels: np.mean(losses_of(logits, labels) + logits.max(axis=1)),
            "m is counted once too often. Either add it back and subtract the logit as it was, or"
            " leave it out and subtract the shifted one.",
        ),
        Mistake(
            lambda logits, labels: np.mean(losses_of(logits, labels) - 2 * logits.max(axis=1)),
            "m has the wrong sign: it was subtracted inside the exponential, so it is added"
            " outside.",
        ),
        Mistake(
            lambda logits, labels: np.mean(
                logits.max(axis=1) - logits[np.arange(len(labels)), labels]
            ),
            "This is the largest logit minus the right one. The logarithm of the sum is missing.",
        ),
        Mistake(
            lambda logits, labels: -np.mean(logits[np.arange(len(labels)), labels]),
            "This is the right logit alone. The logarithm of the sum comes before it.",
        ),
        Mistake(
            lambda logits, labels: np.mean(
                np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1))
            ),
            "This is the logarithm of the shifted sum alone, or -ln of the largest probability."
            " Where does the right class come in? Its shifted logit is subtracted.",
        ),
        Mistake(
            lambda logits, labels: np.mean(-log_softmax(logits)[:, labels]),
            "logits[:, labels] takes a whole table. One number of each row is wanted:"
            " [np.arange(len(labels)), labels].",
        ),
        Mistake(
            lambda logits, labels: -np.mean(log_softmax(logits)),
            "You took the mean over all classes. Only the right class of each row counts.",
        ),
        Mistake(
            lambda logits, labels: (
                -np.sum(np.eye(logits.shape[1])[labels] * log_softmax(logits)) / logits.size
            ),
            "You divided by the number of all logits. Divide by the number of examples, which is"
            " the number of rows.",
        ),
        Mistake(
            of_right_probability(np.mean),
            "This is the mean probability of the right class. The loss is -ln of each one.",
        ),
        Mistake(
            of_right_probability(lambda p: np.mean(1 - p)),
            "This is 1 minus the probability of the right class. The loss is -ln of it.",
        ),
        Mistake(
            lambda logits, labels: cross_entropy(logits, labels) / np.log(2),
            "You used the logarithm to the base 2. np.log is the natural one.",
        ),
        Mistake(
            lambda logits, labels: cross_entropy(logits, labels) / np.log(10),
            "You used the logarithm to the base 10. np.log is the natural one.",
        ),
        Mistake(
            lambda logits, labels: cross_entropy(logits, labels - 1),
            "Your labels are off by one. Python counts from 0: label 0 is the first column.",
        ),
        Mistake(
            lambda logits, labels: cross_entropy(softmax(logits), labels),
            "You took the softmax twice: once by hand, and once more in the formula. The formula"
            " wants the logits.",
        ),
        Mistake(
            lambda logits, labels: np.mean(
                np.log(np.exp(logits - logits.max()).sum(axis=1))
                + logits.max()
                - logits[np.arange(len(labels)), labels]
            ),
            "You subtracted the largest logit of the whole table. Then a row of small logits sums"
            " to 0, and its logarithm is lost. Each row has its own m: axis=1.",
        ),
        Mistake(
            lambda logits, labels: np.mean(
                (softmax(logits) - np.eye(logits.shape[1])[labels]) ** 2
            ),
            "This is mean squared error. Cross-entropy is -ln of the right class's probability.",
        ),
    ),
)


ACCURACY = ChoiceExercise(
    name="04-accuracy",
    passed="A loss asks how sure, accuracy asks how often: neither tells the other.",
    why="Probabilities of the right answer 0.99, 0.99, 0.49 cost 0.24 with two right; 0.51 three"
    " times costs 0.67 with three right.",
    reference="d",
    hints=(
        "The loss is a mean. Can one example have most of it?",
        "Let A give the right answer 0.51 each time. What is its loss, and how many are right?",
        "Now let B give the right answer 0.99, 0.99 and 0.49. Work out the same two numbers.",
    ),
    mistakes=(
        Mistake(
            "a",
            "Try A with 0.51 for the right answer three times, and B with 0.99, 0.99 and 0.49."
            " Which has the lower loss, and which more right?",
        ),
        Mistake(
            "b",
            "Three narrow but right answers cost about 0.67 each. Two sure ones and a narrow miss"
            " cost less, and one of them is wrong.",
        ),
        Mistake(
            "c",
            "They may differ in that, too: with 0.51 for the right answer one is right, with 0.49"
            " wrong, and the loss hardly sees the difference.",
        ),
    ),
)


EXERCISES = [
    BINARY_CROSS_ENTROPY,
    TWO_GRADIENTS,
    SAME_MINIMUM,
    STABLE_SOFTMAX,
    CROSS_ENTROPY,
    ACCURACY,
]
