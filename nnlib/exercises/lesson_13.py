"""The exercises of lesson 13: scales, starting weights, equal networks, and an honest choice."""

import math

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake


def log_uniform(low, high, share):
    """Return the number that lies this share of the way from low to high, in powers of ten."""
    power = math.log10(low) + share * (math.log10(high) - math.log10(low))
    return 10**power


def log_uniform_by_ratio(low, high, share):
    """Another right answer: low, times a part of the whole factor."""
    return low * (high / low) ** share


def log_uniform_natural(low, high, share):
    """Another right answer: any logarithm will do, with its own power."""
    return np.exp((1 - share) * np.log(low) + share * np.log(high))


def log_uniform_weighted(low, high, share):
    """Another right answer: a mean of two factors, without a logarithm."""
    return low ** (1 - share) * high**share


def random_range(rng):
    """Return two ends and a share of the way."""
    low = float(10 ** rng.uniform(-6, -1))
    return low, low * float(10 ** rng.uniform(0.5, 5)), float(rng.random())


LOG_UNIFORM = FunctionExercise(
    name="13-log-uniform",
    passed="Equal shares are now equal factors: as many rates below 0.01 as above it.",
    hints=(
        "What are the powers of ten at both ends? For 0.001 and 0.1 they are -3 and -1.",
        "math.log10 gives the power of a number. Go the share of the way from the one power to the"
        " other, and make a number of it again: 10 ** power.",
        "power = math.log10(low) + share * (math.log10(high) - math.log10(low)); return 10 **"
        " power.",
    ),
    why="An even share of the powers is an even share of the factor: low * (high / low) ** share.",
    reference=log_uniform,
    cases=(
        (0.01, 100, 0.25),
        (0.001, 0.1, 0.5),
        (0.0001, 1, 0.75),
        (2, 32, 0.25),
        (0.3, 0.5, 0.0),
        (0.02, 0.8, 1.0),
    ),
    random=random_range,
    variants=(log_uniform_by_ratio, log_uniform_natural, log_uniform_weighted),
    mistakes=(
        Mistake(
            lambda low, high, share: low + share * (high - low),
            "This goes evenly through the numbers. Go evenly through their powers of ten.",
        ),
        Mistake(
            lambda low, high, share: math.log10(low) + share * math.log10(high / low),
            "This is the power. Make a number of it at the end: 10 ** power.",
        ),
        Mistake(
            lambda low, high, share: math.exp(math.log10(low) + share * math.log10(high / low)),
            "log10 goes with 10 ** power; math.exp would undo math.log. Take a pair that matches.",
        ),
        Mistake(
            lambda low, high, share: 10 ** (math.log(low) + share * math.log(high / low)),
            "math.log is the natural logarithm, and goes with math.exp. For 10 ** power take"
            " math.log10.",
        ),
        Mistake(
            lambda low, high, share: high * (low / high) ** share,
            "You went from high down to low. A share of 0 gives low, a share of 1 gives high.",
        ),
        Mistake(
            lambda low, high, share: low * (high - low) ** share,
            "In powers, the way from low to high is a factor: high / low, and not a difference.",
        ),
        Mistake(
            lambda low, high, share: (high / low) ** share,
            "The way begins at low. Add its power too, or multiply by low.",
        ),
        Mistake(
            lambda low, high, share: low + (high - low) * 10 ** (share - 1),
            "Only the share became a power here. Take the powers of low and high, and go the share"
            " of the way between them.",
        ),
        Mistake(
            lambda low, high, share: math.sqrt(low * high),
            "This is always the middle. How far to go is the share.",
        ),
        Mistake(
            lambda low, high, share: low * high**share,
            "The power to go is that of high, less that of low.",
        ),
        Mistake(
            lambda low, high, share: high**share,
            "This starts at a power of 0. Start at the power of low, and go a share of the way.",
        ),
        Mistake(
            lambda low, high, share: 10 ** (low + share * (high - low)),
            "You took low and high for powers. They are numbers: take their math.log10 first.",
        ),
        Mistake(
            lambda low, high, share: 10 ** (share * (math.log10(low) + math.log10(high))),
            "You added the two powers. Start at the power of low; the way is their difference.",
        ),
    ),
)


def start_width(n_inputs, n_outputs, activation):
    """Return the standard deviation: He's before "relu", Glorot's before "tanh"."""
    if activation == "relu":
        return math.sqrt(2 / n_inputs)
    return math.sqrt(2 / (n_inputs + n_outputs))


def start_width_by_count(n_inputs, n_outputs, activation):
    """Another right answer: choose the number first."""
    n = n_inputs if activation == "relu" else n_inputs + n_outputs
    return (2 / n) ** 0.5


def start_width_by_mean(n_inputs, n_outputs, activation):
    """Another right answer: Glorot's is one over the root of the mean of both numbers."""
    return {
        "relu": 2**0.5 / n_inputs**0.5,
        "tanh": 1 / np.sqrt((n_inputs + n_outputs) / 2),
    }[activation]


def start_width_from_tanh(n_inputs, n_outputs, activation):
    """Another right answer: ask for tanh first."""
    variance = 2 / (n_inputs + n_outputs) if activation == "tanh" else 2 / n_inputs
    return np.sqrt(variance)


def random_layer(rng):
    """Return the size of a layer and its activation."""
    n_inputs, n_outputs = rng.integers(2, 900, 2)
    return int(n_inputs), int(n_outputs), str(rng.choice(["relu", "tanh"]))


def widths(relu, tanh):
    """Return a wrong answer made of two formulas."""
    return lambda n, m, activation: (relu if activation == "relu" else tanh)(n, m)


def he(n, m):
    """Return He's width."""
    return math.sqrt(2 / n)


def glorot(n, m):
    """Return Glorot's width."""
    return math.sqrt(2 / (n + m))


START_WIDTH = FunctionExercise(
    name="13-start-width",
    passed="Wide enough to be heard in the last layer, narrow enough not to shout.",
    hints=(
        "Which of the two formulas goes with relu, and which with tanh?",
        "The formulas give the variance. The standard deviation is its square root.",
        'For "relu" return math.sqrt(2 / n_inputs), else math.sqrt(2 / (n_inputs + n_outputs)).',
    ),
    why="More inputs add up to more, so each weight is smaller. ReLU loses half, so He has a 2.",
    reference=start_width,
    cases=(
        (8, 24, "relu"),
        (8, 24, "tanh"),
        (50, 50, "relu"),
        (100, 28, "tanh"),
        (784, 16, "relu"),
    ),
    random=random_layer,
    variants=(start_width_by_count, start_width_by_mean, start_width_from_tanh),
    mistakes=(
        Mistake(
            widths(lambda n, m: 2 / n, lambda n, m: 2 / (n + m)),
            "This is the variance. The standard deviation is its square root.",
        ),
        Mistake(
            widths(lambda n, m: 2 / n, lambda n, m: 2 / n),
            "This is He's variance for both. Take the square root; and before tanh take Glorot's,"
            " 2 / (n_inputs + n_outputs).",
        ),
        Mistake(
            widths(lambda n, m: 1 / math.sqrt(n), lambda n, m: 1 / math.sqrt(n)),
            "1 / √n_inputs is right where the inputs are 1 or -1. He has 2 / n_inputs under the"
            " root, Glorot 2 / (n_inputs + n_outputs).",
        ),
        Mistake(
            widths(lambda n, m: 1 / math.sqrt(n), glorot),
            "ReLU stops about half of what comes. To make up for that, He has 2 / n_inputs.",
        ),
        Mistake(
            widths(lambda n, m: math.sqrt(2 / m), glorot),
            "He asks how many numbers come in to a neuron: n_inputs, and not n_outputs.",
        ),
        Mistake(
            widths(he, he),
            "This is He's width for both. Before tanh take Glorot's: 2 / (n_inputs + n_outputs).",
        ),
        Mistake(
            widths(glorot, glorot),
            "This is Glorot's width for both. Before relu take He's: 2 / n_inputs.",
        ),
        Mistake(
            widths(glorot, he),
            "You have the two the wrong way round. He goes with relu, Glorot with tanh.",
        ),
        Mistake(
            widths(he, lambda n, m: math.sqrt(6 / (n + m))),
            "√(6 / (n_inputs + n_outputs)) is the limit of Glorot's even spread. Its standard"
            " deviation has a 2.",
        ),
        Mistake(
            widths(he, lambda n, m: math.sqrt(1 / (n + m))),
            "Glorot takes the mean of both numbers, so there is a 2 on top: 2 / (n_inputs +"
            " n_outputs).",
        ),
        Mistake(
            widths(lambda n, m: math.sqrt(2) / n, lambda n, m: math.sqrt(2) / (n + m)),
            "Only the 2 is under your root. Take the root of the whole fraction.",
        ),
        Mistake(
            widths(lambda n, m: math.sqrt(n / 2), lambda n, m: math.sqrt((n + m) / 2)),
            "Your fraction is upside down: more inputs need smaller weights.",
        ),
        Mistake(
            widths(he, lambda n, m: math.sqrt(2 / (n * m))),
            "You multiplied inputs and outputs. Glorot adds them.",
        ),
        Mistake(
            widths(he, lambda n, m: math.sqrt(2 / n + m)),
            "Python divides before it adds: put n_inputs + n_outputs into parentheses.",
        ),
    ),
)


def permute_hidden(weight_1, bias_1, weight_2, order):
    """Return both weights and the bias of the same network, its hidden neurons in another order."""
    return weight_1[order], bias_1[order], weight_2[:, order]


def permute_hidden_by_loop(weight_1, bias_1, weight_2, order):
    """Another right answer: one neuron at a time."""
    new_1, new_bias, new_2 = (np.array(each, float) for each in (weight_1, bias_1, weight_2))
    for new, old in enumerate(order):
        new_1[new] = weight_1[old]
        new_bias[new] = bias_1[old]
        new_2[:, new] = weight_2[:, old]
    return new_1, new_bias, new_2


def permute_hidden_by_take(weight_1, bias_1, weight_2, order):
    """Another right answer: np.take, with the axis named."""
    return np.take(weight_1, order, 0), np.take(bias_1, order), np.take(weight_2, order, axis=1)


def permute_hidden_by_matrix(weight_1, bias_1, weight_2, order):
    """Another right answer: a matrix that changes places."""
    places = np.eye(len(order))[order]
    return places @ weight_1, places @ bias_1, weight_2 @ places.T


def random_hidden(rng):
    """Return a network with one hidden layer, and an order of its neurons."""
    n_in, n_hidden, n_out = rng.integers(3, 7, 3)
    weight_1, weight_2 = rng.normal(size=(n_hidden, n_in)), rng.normal(size=(n_out, n_hidden))
    order = np.roll(np.arange(n_hidden), 1)
    return weight_1, rng.normal(size=n_hidden), weight_2, order


def back(order):
    """Return the order that undoes this one."""
    return np.argsort(order)


PERMUTE_HIDDEN = FunctionExercise(
    name="13-permute-hidden",
    passed="Other numbers in every place, and the same function.",
    hints=(
        "What belongs to hidden neuron k? A row of weight_1, a bias, and ... in weight_2?",
        "Row k of weight_1 leads into neuron k. Column k of weight_2 leads out of it. All three"
        " move together.",
        "return weight_1[order], bias_1[order], weight_2[:, order]",
    ),
    why="The next layer adds up over the neurons, and a sum does not ask for the order.",
    reference=permute_hidden,
    parts=("weight_1", "bias_1", "weight_2"),
    cases=(
        (
            np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 10]]),
            np.array([10.0, 20, 30]),
            np.array([[1.0, -2, 3], [0, 5, 2], [4, -1, 7]]),
            np.array([1, 2, 0]),
        ),
        (
            np.array([[1.0, 2], [3, 4], [5, 6]]),
            np.array([0.1, 0.2, 0.3]),
            np.array([[7.0, 8, 9]]),
            np.array([2, 0, 1]),
        ),
    ),
    random=random_hidden,
    variants=(permute_hidden_by_loop, permute_hidden_by_take, permute_hidden_by_matrix),
    mistakes=(
        Mistake(
            lambda w1, b1, w2, order: (w1[order], b1[order], w2),
            "weight_2 has stayed as it was. What leads out of a neuron moves along with it: its"
            " column.",
        ),
        Mistake(
            lambda w1, b1, w2, order: (w1[order], b1, w2[:, order]),
            "The biases have stayed in their places. Each belongs to its neuron: bias_1[order].",
        ),
        Mistake(
            lambda w1, b1, w2, order: (w1[order], b1[order], w2[order]),
            "You changed the rows of weight_2: those are its outputs. The hidden neurons are its"
            " columns: weight_2[:, order].",
        ),
        Mistake(
            lambda w1, b1, w2, order: (w1[:, order], b1[order], w2[:, order]),
            "You changed the columns of weight_1: those are its inputs. The hidden neurons are its"
            " rows.",
        ),
        Mistake(
            lambda w1, b1, w2, order: (w1[order], b1[order], w2[:, back(order)]),
            "weight_2 went back where the others went forth. All three take the same order.",
        ),
        Mistake(
            lambda w1, b1, w2, order: (w1[back(order)], b1[back(order)], w2[:, back(order)]),
            "The same function, in another order. Neuron order[0] comes first: weight_1[order].",
        ),
        Mistake(
            lambda w1, b1, w2, order: (w1, b1[order], w2[:, order]),
            "weight_1 has stayed as it was: its rows are the hidden neurons.",
        ),
        Mistake(
            lambda w1, b1, w2, order: (w1, b1, w2),
            "Nothing has changed places.",
        ),
        Mistake(
            lambda w1, b1, w2, order: (w1[::-1], b1[::-1], w2[:, ::-1]),
            "You turned the neurons round, whatever the order says. Use order.",
        ),
        Mistake(
            lambda w1, b1, w2, order: (w1[order], b1[order], w2[:, order].T),
            "weight_2 has its rows and columns swapped. It stays (n_outputs, n_hidden).",
        ),
        Mistake(
            lambda w1, b1, w2, order: (w1, b1, w2[:, order]),
            "Only what leads out of the neurons has moved. What leads in moves along: the rows of"
            " weight_1, and the biases.",
        ),
    ),
)


def choose_and_report(scores):
    """Return the row with the best validation score, and the test score to report."""
    best = int(np.argmax(scores[:, 1]))
    return best, scores[best, 2]


def choose_and_report_by_loop(scores):
    """Another right answer: go through the rows."""
    best = 0
    for n in range(len(scores)):
        if scores[n][1] > scores[best][1]:
            best = n
    return best, scores[best][2]


def choose_and_report_by_max(scores):
    """Another right answer: Python's own max."""
    best = max(range(len(scores)), key=lambda n: scores[n, 1])
    return [best, scores[best, 2]]


def choose_and_report_sorted(scores):
    """Another right answer: sort by validation, take the last."""
    best = np.argsort(scores[:, 1])[-1]
    return best, scores[best][-1]


def random_scores(rng):
    """Return the scores of some settings."""
    return (rng.permuted(np.linspace(0.5, 0.99, 18)).reshape(6, 3),)


def choosing(score, reported=lambda row: row[2]):
    """Return a wrong answer: another way to choose a row, or another number to report."""

    def answer(scores):
        best = int(np.argmax([score(row) for row in scores]))
        return best, reported(scores[best])

    return answer


CHOOSE_AND_REPORT = FunctionExercise(
    name="13-choose-and-report",
    passed="Validation chose, the test judged: an honest figure, even where it is not the best.",
    hints=(
        "Which of the three columns may choose? And which number says how good the chosen one is?",
        "The row is where column 1, validation, is largest: np.argmax(scores[:, 1]).",
        "best = int(np.argmax(scores[:, 1])); return best, scores[best, 2]",
    ),
    why="The test column is read in one row only, after the choice. Read earlier, it would choose.",
    reference=choose_and_report,
    parts=("row", "reported"),
    cases=(
        (np.array([[0.99, 0.90, 0.91], [0.95, 0.94, 0.92], [0.93, 0.92, 0.97], [0.8, 0.7, 0.6]]),),
        (np.array([[0.7, 0.6, 0.66], [0.9, 0.75, 0.7], [0.85, 0.78, 0.71], [0.8, 0.77, 0.9]]),),
        (np.array([[0.6, 0.7, 0.95], [0.99, 0.8, 0.7], [0.65, 0.82, 0.86], [0.7, 0.88, 0.72]]),),
    ),
    random=random_scores,
    variants=(choose_and_report_by_loop, choose_and_report_by_max, choose_and_report_sorted),
    mistakes=(
        Mistake(
            choosing(lambda row: row[2]),
            "You chose by the test scores. A set that chooses cannot judge: choose by column 1,"
            " validation.",
        ),
        Mistake(
            choosing(lambda row: row[0]),
            "You chose by the training scores. They reward learning by heart: choose by column 1,"
            " validation.",
        ),
        Mistake(
            choosing(lambda row: row[1], lambda row: row[1]),
            "The row is right. But its validation score has helped to choose it: report its test"
            " score.",
        ),
        Mistake(
            lambda scores: (int(np.argmax(scores[:, 1])), scores[:, 2].max()),
            "The row is right. But you report the best test score of all rows: report that of the"
            " chosen one.",
        ),
        Mistake(
            lambda scores: (choose_and_report(scores)[0] + 1, choose_and_report(scores)[1]),
            "Right, but rows are counted from 0 here.",
        ),
        Mistake(
            choosing(lambda row: row.mean()),
            "You took the mean of all three scores, and the test score took part. Validation alone"
            " chooses.",
        ),
        Mistake(
            choosing(lambda row: row[1] + row[2]),
            "The test scores took part in your choice. Validation alone chooses.",
        ),
        Mistake(
            choosing(lambda row: -row[1]),
            "This is the row with the lowest validation score. They are shares of right answers:"
            " the largest is best.",
        ),
        Mistake(
            choosing(lambda row: row[1] - row[0]),
            "You chose the smallest gap. A poor network may have one: choose the best validation"
            " score.",
        ),
        Mistake(
            choosing(lambda row: row[1], lambda row: row[0]),
            "The row is right. But you report its training score: report its test score, column 2.",
        ),
        Mistake(
            lambda scores: (scores[:, 1].max(), choose_and_report(scores)[1]),
            "First comes the number of the row, np.argmax, and not the score in it.",
        ),
    ),
)


RANDOM_SEARCH = ChoiceExercise(
    name="13-random-search",
    reference="b",
    passed="Yes. What a grid spends on one setting, it cannot spend on values of the other.",
    hints=(
        "How many different learning rates does each of the two searches try?",
        "Count the dotted lines in the last but one figure. Which axis matters?",
        "It is the answer that counts values, and not the one that promises a result.",
    ),
    why="If only one setting matters, nine trials on a grid are three trials done three times.",
    mistakes=(
        Mistake(
            "a",
            "The picture looks even, in two dimensions. Look along one axis: how many different"
            " rates are there?",
        ),
        Mistake(
            "c",
            "Not always: in the last figure some grids beat some random searches. Random search is"
            " ahead on average, where few settings matter.",
        ),
        Mistake(
            "d",
            "The cost is the same. But three trainings with the same rate tell less about the rate"
            " than three with three rates.",
        ),
    ),
)


TEN_WEIGHTS = ChoiceExercise(
    name="13-ten-weights",
    reference="c",
    passed="Yes. A loss has many good places: some are one function twice, others differ.",
    hints=(
        "What did our permuted network show? And do the ten give the same answers?",
        "Two networks with quite different weights can have the same loss. Must they then be the"
        " same function?",
        "Permuted neurons are a part of the story. The answers in which they differ are the rest.",
    ),
    why="Permuting gives equal functions. Training from other starts also finds other functions.",
    mistakes=(
        Mistake(
            "a",
            "A permuted network has other weights and exactly the same outputs. So there is never"
            " only one best place.",
        ),
        Mistake(
            "b",
            "Some could be, but these ten are not: they give different answers to some digits. A"
            " permuted network never does.",
        ),
        Mistake(
            "d",
            "Descent goes down from where it starts. Other starts lead to other valleys; that is no"
            " fault.",
        ),
    ),
)


EXERCISES = [
    LOG_UNIFORM,
    START_WIDTH,
    PERMUTE_HIDDEN,
    TEN_WEIGHTS,
    RANDOM_SEARCH,
    CHOOSE_AND_REPORT,
]
