"""The exercises of lesson 05: from one neuron to a whole backward pass."""

import numpy as np

from nnlib.exercises.catalogue import (
    ChoiceExercise,
    FunctionExercise,
    Mistake,
    ValueExercise,
    several,
)
from nnlib.layers import Linear, Sequential, Sigmoid, sigmoid

# The network that the lesson works by hand: what learners have at hand when they answer.
X1, X2, T1, T2 = 0.95, 0.06, 0.05, 0.82
W1, W2, W3, W4 = 0.10, 0.15, 0.03, 0.08
W5, W6, W7, W8 = 0.18, 0.06, 0.11, 0.26
B1, B2 = 0.05, 0.42
H1_SUM, H2_SUM = W1 * X1 + W2 * X2 + B1, W3 * X1 + W4 * X2 + B1
H1, H2 = float(sigmoid(H1_SUM)), float(sigmoid(H2_SUM))
Y1_SUM, Y2_SUM = W5 * H1 + W6 * H2 + B2, W7 * H1 + W8 * H2 + B2
Y1, Y2 = float(sigmoid(Y1_SUM)), float(sigmoid(Y2_SUM))
H1_SLOPE, H2_SLOPE, Y1_SLOPE, Y2_SLOPE = (a * (1 - a) for a in (H1, H2, Y1, Y2))
Y1_SUM_GRADIENT, Y2_SUM_GRADIENT = (Y1 - T1) * Y1_SLOPE, (Y2 - T2) * Y2_SLOPE
H1_GRADIENT = W5 * Y1_SUM_GRADIENT + W7 * Y2_SUM_GRADIENT


def neuron(w=W3, v=W4, x1=0.50, x2=1.00, bias=B1):
    """Return the output of a hidden neuron with the new inputs, or with what went wrong."""
    return float(sigmoid(w * x1 + v * x2 + bias))


NEURON = ValueExercise(
    name="05-neuron",
    passed="A neuron is two steps: weights times inputs plus bias, then the sigmoid.",
    hints=(
        "Which two weights lead into h2, and which bias is added?",
        "The sum is w3 * 0.50 + w4 * 1.00 + b1. What turns it into an output?",
        "Write new_h2 = sigmoid(0.03 * 0.50 + 0.08 * 1.00 + 0.05).",
    ),
    why="sigmoid(0.03 * 0.50 + 0.08 * 1.00 + 0.05): the sum is 0.145, its sigmoid 0.53619.",
    reference=neuron(),
    mistakes=(
        Mistake(
            W3 * 0.50 + W4 * 1.00 + B1,
            "This is the weighted sum. The output is what the sigmoid makes of it.",
        ),
        Mistake(
            neuron(bias=0),
            "The bias is missing: b1 is added to the sum before the sigmoid.",
        ),
        Mistake(
            neuron(W1, W2),
            "This is the output of h1: w1 and w2 belong to it. Which weights lead into h2?",
        ),
        Mistake(
            neuron(W2, W4),
            "You took w2 and w4. Weights are counted by the neuron they lead into: h2 owns w3"
            " and w4.",
        ),
        Mistake(
            neuron(W1, W3),
            "You took w1 and w3. Weights are counted by the neuron they lead into: h2 owns w3"
            " and w4.",
        ),
        Mistake(
            neuron(W4, W3),
            "The weights have changed places: w3 goes with x1, and w4 with x2.",
        ),
        Mistake(
            neuron(x1=X1, x2=X2),
            "This is h2 for the old inputs. Write 0.50 where x1 stands in the sum, and 1.00"
            " where x2 stands.",
        ),
        Mistake(
            neuron(bias=B2),
            "You added b2. The bias of the hidden neurons is b1.",
        ),
        Mistake(
            neuron(bias=2 * B1),
            "b1 is in your sum twice. It is added once for the neuron, not once for each input.",
        ),
        Mistake(
            neuron(bias=0) + B1,
            "You added the bias after the sigmoid. It belongs into the sum, before the sigmoid.",
        ),
        Mistake(
            W3 * 0.50 + W4 * 1.00,
            "These are the weights times the inputs. Two things are to come: the bias, and then the"
            " sigmoid.",
        ),
        Mistake(
            W1 * 0.50 + W2 * 1.00 + B1,
            "This is the sum of h1. h2 has weights of its own, w3 and w4, and after the sum comes"
            " the sigmoid.",
        ),
        Mistake(
            neuron(x2=X2),
            "Your sum has the new x1, and still the old x2. Write 1.00 where x2 stands.",
        ),
        Mistake(
            neuron(x1=X1),
            "Is 0.54 rounded? Give three digits. If you have 0.5395, your sum still has the old x1:"
            " write 0.50 where x1 stands.",
        ),
        Mistake(
            neuron(1, 1),
            "The weights are missing: each input is multiplied by its own, w3 and w4.",
        ),
        *several(
            (neuron(W7, W8), neuron(W7, W8, bias=B2), neuron(W5, W6), neuron(W5, W6, bias=B2)),
            "You took weights of the outputs. Into h2 lead w3, from x1, and w4, from x2.",
        ),
        Mistake(
            1 - neuron(),
            "The minus in the exponent is lost: the sigmoid is 1 / (1 + np.exp(-z)).",
        ),
        Mistake(
            float(sigmoid(neuron())),
            "The sum went through the sigmoid twice. Once makes the output.",
        ),
        Mistake(
            neuron() * (1 - neuron()),
            "This is a * (1 - a), the slope of the sigmoid at h2. What is asked for is the output"
            " a itself.",
        ),
        *several(
            (
                float(sigmoid(W5 * neuron(W1, W2) + W6 * neuron() + B2)),
                float(sigmoid(W7 * neuron(W1, W2) + W8 * neuron() + B2)),
            ),
            "You went on to an output neuron. h2 is hidden, so stop one layer before.",
        ),
        Mistake(
            100 * neuron(),
            "This is in per cent. The sigmoid gives a number between 0 and 1: leave it as it is.",
        ),
        *several(
            [(0, round(neuron() * 10**digits)) for digits in (3, 4, 5)],
            "Python writes decimals with a point, 0.5. With a comma it reads two numbers.",
        ),
    ),
)


def sigmoid_derivative_from_output(a):
    """Return the slope of the sigmoid where its output is a."""
    return a * (1 - a)


def derivative_as_difference(a):
    """Return a − a², the same product multiplied out."""
    return a - a**2


def derivative_from_sum(a):
    """Return the slope from the sum z that gave a, found again by the inverse of the sigmoid."""
    z = np.log(a / (1 - np.asarray(a)))
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def derivative_in_a_loop(a):
    """Return the slope number by number."""
    flat = [number * (1 - number) for number in np.ravel(a)]
    return np.reshape(flat, np.shape(a)).tolist()


def random_outputs(rng):
    """Return outputs between 0 and 1, and targets, of a random shape."""
    shape = (rng.integers(1, 5), rng.integers(2, 5))
    return rng.uniform(0.05, 0.95, shape), rng.uniform(0, 1, shape)


SIGMOID_DERIVATIVE = FunctionExercise(
    name="05-sigmoid-derivative",
    passed="The output alone tells the slope: the way forward has done the exponential.",
    hints=(
        "The formula has two factors. Which one do you have already?",
        "The second factor says how much the output lacks to 1.",
        "Return a * (1 - a). No exponential is needed.",
    ),
    why="a (1 − a) is the sigmoid's slope, written with its output; a − a² is as right.",
    reference=sigmoid_derivative_from_output,
    cases=(
        (0.2,),
        (0.5,),
        (np.array([0.1, 0.5, 0.9, 0.6]),),
        (np.array([[0.3, 0.8], [0.05, 0.7], [0.55, 0.95]]),),
    ),
    random=lambda rng: (random_outputs(rng)[0],),
    variants=(derivative_as_difference, derivative_from_sum, derivative_in_a_loop),
    mistakes=(
        Mistake(
            lambda a: sigmoid(a) * (1 - sigmoid(a)),
            "You sent a through the sigmoid once more. It has been through: a is the output, so"
            " the slope needs no sigmoid at all.",
        ),
        Mistake(
            lambda a: 1 - a,
            "This is the second factor alone. Multiply it by the output itself.",
        ),
        Mistake(
            lambda a: a * (a - 1),
            "The sign is flipped: the sigmoid always climbs, so its slope is positive. It is"
            " 1 - a, not a - 1.",
        ),
        Mistake(
            lambda a: 1 - a * a,
            "1 - a² is the slope of tanh, another activation. For the sigmoid both factors are"
            " of the first power.",
        ),
        Mistake(
            lambda a: a + (1 - a),
            "You added the two factors, which always gives 1. They are multiplied.",
        ),
        Mistake(
            lambda a: a,
            "This is the output. How steep is the curve there?",
        ),
        Mistake(
            lambda a: a * 1 - a,
            "Python multiplies before it subtracts: a * 1 - a is a - a, which is 0. Put 1 - a into"
            " parentheses.",
        ),
        Mistake(
            lambda a: a * (1 + a),
            "There is a plus where a minus belongs: the second factor is 1 - a, what the output"
            " lacks to 1.",
        ),
        Mistake(
            lambda a: a**2,
            "You multiplied the output by itself. The second factor is 1 - a.",
        ),
        Mistake(
            lambda a: a * (1 - a) ** 2,
            "One factor 1 - a is too many: neither of the two factors is squared.",
        ),
        Mistake(
            lambda a: a**2 * (1 - a),
            "One factor a is too many: neither of the two factors is squared.",
        ),
        Mistake(
            lambda a: 1 - 2 * a,
            "You took the derivative of a (1 - a). That product is the slope already: return it.",
        ),
        *several(
            (lambda a: sigmoid(a) * (1 - a), lambda a: a * (1 - sigmoid(a))),
            "One of your factors goes through the sigmoid again. a is the output: both factors are"
            " made of a as it is.",
        ),
        Mistake(
            sigmoid,
            "This is the sigmoid of a. a has been through it already, and its slope is asked for.",
        ),
        *several(
            (
                lambda a: np.sum(a * (1 - a)),
                lambda a: np.dot(a, 1 - a),
                lambda a: a @ (1 - a),
            ),
            "You added the slopes up to one number, as np.sum, np.dot and @ do. Each output has a"
            " slope of its own: multiply with *.",
        ),
        Mistake(
            lambda a: np.mean(a * (1 - a)),
            "You took the mean of the slopes. Each output has a slope of its own.",
        ),
        Mistake(
            lambda a: [number * (1 - number) for number in a],
            "a may be a single number, and a loop cannot go over one. Without a loop, arithmetic"
            " works for a number and, number by number, for an array.",
        ),
        *several(
            (lambda a: np.round(a * (1 - a), 2), lambda a: round(a * (1 - a), 2)),
            "You rounded the slope. We round what we print, never what we go on with.",
        ),
    ),
)


ONE_FACTOR = ValueExercise(
    name="05-one-factor",
    passed="A sum answers to a weight by as much as comes in on that weight's line.",
    hints=(
        "w6 is multiplied by one number in the sum of y1. Which?",
        "For w5 it is h1, where its line starts. Where does the line of w6 start?",
        "It is the output of h2, not its sum. Look for it in the diagram.",
    ),
    why="y1_sum = w5 h1 + w6 h2 + b2, so a nudge of w6 is multiplied by h2 = 0.52081.",
    reference=H2,
    mistakes=(
        Mistake(
            H1,
            "This is h1, the factor of w5. What comes in on the line of w6?",
        ),
        Mistake(
            W6,
            "Both w6 and x2 are 0.06, and it is neither. x2 does not reach y1 directly, and w6 is"
            " what we nudge: by what does the sum of y1 multiply it?",
        ),
        Mistake(
            H2_SUM,
            "This is the sum of h2. What travels on to y1 is the output of h2.",
        ),
        Mistake(
            H2_SLOPE,
            "This is the slope of h2. It comes in later, on the way to w3 and w4.",
        ),
        Mistake(
            W6 * H2,
            "This is w6 * h2, the whole term in the sum. How fast does it grow with w6?",
        ),
        Mistake(
            Y1_SUM_GRADIENT * H2,
            "This is the product of all three factors. The third one alone is asked for.",
        ),
        Mistake(
            Y1 - T1,
            "This is the first factor, y1 - t1: how E answers to y1. The third one says how the sum"
            " of y1 answers to w6.",
        ),
        Mistake(
            Y1_SLOPE,
            "This is the second factor, the slope of y1. The third one says how the sum of y1"
            " answers to w6.",
        ),
        Mistake(
            Y1_SUM_GRADIENT,
            "This is the product of the first two factors. The third one alone is asked for: what"
            " comes in on the line of w6?",
        ),
        Mistake(
            Y1_SUM_GRADIENT * H1,
            "This is dE/dw5, all three factors of it. Which factor has w6 instead of h1?",
        ),
        Mistake(
            H1_SLOPE,
            "This is the slope of h1, which belongs to w1 and w2. What comes in on the line of w6?",
        ),
        Mistake(
            H1_SUM,
            "This is the sum of h1. The line of w6 starts at another neuron, and what travels on it"
            " is an output.",
        ),
        *several(
            (Y1, Y1_SUM),
            "That lies behind w6, where its line ends. What comes in where its line starts?",
        ),
        *several(
            (Y2, Y2_SUM),
            "w6 leads into y1, and y2 does not hear of it. What comes in on the line of w6?",
        ),
        Mistake(
            neuron(),
            "This is h2 for the inputs of exercise 1. Here x1 is 0.95 and x2 is 0.06 again.",
        ),
        Mistake(
            1,
            "A line that always brings 1 would be a bias. On the line of w6 comes the output of a"
            " hidden neuron.",
        ),
        Mistake(
            X1,
            "x1 does not reach y1 directly. Which neuron does the line of w6 start at?",
        ),
        Mistake(
            W5 * H1,
            "This is w5 * h1, the other term in the sum of y1. Which term holds w6, and what is w6"
            " multiplied by?",
        ),
        *several(
            [(0, round(H2 * 10**digits)) for digits in (3, 4, 5)],
            "Python writes decimals with a point, 0.5. With a comma it reads two numbers.",
        ),
    ),
)


def output_sum_gradient(outputs, targets):
    """Return dE/dsum for each output neuron: (output − target) · output · (1 − output)."""
    return (outputs - targets) * outputs * (1 - outputs)


def output_sum_gradient_with_target_first(outputs, targets):
    """Return the product with target − output, and the sign put right at the end."""
    return -(targets - outputs) * (outputs - outputs**2)


def output_sum_gradient_in_a_loop(outputs, targets):
    """Return the product neuron by neuron."""
    pairs = zip(np.ravel(outputs), np.ravel(targets), strict=True)
    return np.reshape([(y - t) * y * (1 - y) for y, t in pairs], np.shape(outputs))


def output_sum_gradient_in_place(outputs, targets):
    """Return the product, made in place in the outputs."""
    slopes = outputs * (1 - outputs)
    outputs -= targets
    outputs *= slopes
    return outputs


OUTPUT_SUM_GRADIENT = FunctionExercise(
    name="05-output-sum-gradient",
    passed="Two factors take us from E back to the sum: the difference, then the slope.",
    hints=(
        "How does E answer to an output, and how does the output answer to its sum?",
        "The first factor is outputs - targets. The second is the slope of exercise 2.",
        "Return (outputs - targets) * outputs * (1 - outputs).",
    ),
    why="dE/dsum = dE/dy · dy/dsum. A loop, or y − y² for the slope, is as right.",
    reference=output_sum_gradient,
    cases=(
        (np.array([0.5]), np.array([0.1])),
        (np.array([0.8, 0.4]), np.array([0.3, 1.0])),
        (np.array([[0.9, 0.2, 0.6], [0.5, 0.7, 0.1]]), np.array([[1.0, 0, 0], [0, 1.0, 0.5]])),
    ),
    random=random_outputs,
    variants=(
        output_sum_gradient_with_target_first,
        output_sum_gradient_in_a_loop,
        output_sum_gradient_in_place,
    ),
    mistakes=(
        Mistake(
            lambda y, t: (t - y) * y * (1 - y),
            "The sign is flipped: either targets - outputs, or outputs - 1 in the slope. In this"
            " course it is outputs - targets, times outputs * (1 - outputs).",
        ),
        Mistake(
            lambda y, t: y - t,
            "This is the gradient at the output. To reach the sum, multiply by the slope of"
            " the sigmoid as well.",
        ),
        Mistake(
            lambda y, t: t - y,
            "This is the difference alone, and the other way round. Take outputs - targets, and"
            " multiply by the slope of the sigmoid.",
        ),
        Mistake(
            lambda y, t: y * (1 - y),
            "This is the slope alone. How does E answer to the output? That factor is missing.",
        ),
        Mistake(
            lambda y, t: 2 * (y - t) * y * (1 - y),
            "There is a 2 too many: the ½ in E has cancelled the 2 of the square.",
        ),
        Mistake(
            lambda y, t: (y - t) * y * (1 - y) / 2,
            "There is a ½ too many: it has cancelled the 2 of the square, and both are gone.",
        ),
        Mistake(
            lambda y, t: (y - t) + y * (1 - y),
            "You added the factors. Along one path they are multiplied: each stage passes on a"
            " share of what it gets.",
        ),
        Mistake(
            lambda y, t: (y - t) / (y * (1 - y)),
            "You divided by the slope. Along a path factors are multiplied.",
        ),
        Mistake(
            lambda y, t: (y - t) * sigmoid(y) * (1 - sigmoid(y)),
            "The outputs went through the sigmoid a second time. The slope is"
            " outputs * (1 - outputs), and nothing else.",
        ),
        Mistake(
            lambda y, t: (sigmoid(y) - t) * sigmoid(y) * (1 - sigmoid(y)),
            "You treat the outputs as sums. They have been through the sigmoid already: use them"
            " as they are.",
        ),
        Mistake(
            lambda y, t: (y - t) * t * (1 - t),
            "Your slope is taken at the targets. The neuron stands at its output.",
        ),
        Mistake(
            lambda y, t: (y - t) * (y - t) * (1 - (y - t)),
            "Your slope is taken at the difference. The neuron stands at its output: the slope is"
            " outputs * (1 - outputs).",
        ),
        Mistake(
            lambda y, t: (y - t) ** 2 / 2 * y * (1 - y),
            "The first factor is E itself. What is asked for is how fast E changes with y.",
        ),
        Mistake(
            lambda y, t: (y - t) ** 2 * y * (1 - y),
            "The difference is squared. E holds the square; how fast E changes with y is the"
            " difference itself.",
        ),
        Mistake(
            lambda y, t: (y - t) ** 2 / 2,
            "This is E, for each output. How fast does it change with the output, and that with"
            " its sum?",
        ),
        Mistake(
            lambda y, t: np.abs(y - t) * y * (1 - y),
            "The sign is lost: where an output is too small its gradient is negative. Leave abs"
            " out.",
        ),
        Mistake(
            lambda y, t: (y - t) * (1 - y * y),
            "1 - outputs² is the slope of tanh, another activation. That of the sigmoid is"
            " outputs * (1 - outputs).",
        ),
        Mistake(
            lambda y, t: (y - t) * (y * (1 - y)) ** 2,
            "The slope counts twice. Between an output and its sum lies one sigmoid.",
        ),
        *several(
            (lambda y, t: (y - t) * y, lambda y, t: (y - t) * (1 - y)),
            "Half of the slope is missing: it is outputs * (1 - outputs), with both factors.",
        ),
        *several(
            (lambda y, t: (y - t) * y * 1 - y, lambda y, t: (y - t) * (y * 1 - y)),
            "Python multiplies before it subtracts: outputs * 1 - outputs takes the outputs away at"
            " the end. Put 1 - outputs into parentheses.",
        ),
        Mistake(
            lambda y, t: y - t * y * (1 - y),
            "Python multiplies before it subtracts, so the slope meets the targets alone. Put"
            " outputs - targets into parentheses.",
        ),
        *several(
            (
                lambda y, t: np.sum((y - t) * y * (1 - y)),
                lambda y, t: (y - t) @ (y * (1 - y)),
            ),
            "You added up over the neurons, as np.sum, np.dot and @ do. Each neuron keeps its own"
            " gradient: multiply with *.",
        ),
        Mistake(
            lambda y, t: np.mean((y - t) * y * (1 - y)),
            "You took the mean over the neurons. Each neuron keeps its own gradient.",
        ),
        *several(
            (
                lambda y, t: (y - t) * y * (1 - y) / len(y),
                lambda y, t: (y - t) * y * (1 - y) / y.size,
                lambda y, t: (y - t) * y * (1 - y) / y.shape[-1],
            ),
            "You divided by a number of outputs. E is a sum over them, no mean: the two factors are"
            " all.",
        ),
        *several(
            ((lambda y, t, h=h: (y - t) * y * (1 - y) * h) for h in (H1, H2)),
            "One factor too many: with h1 or h2 you are at a weight. The gradient at the sum has"
            " the first two factors alone.",
        ),
        Mistake(
            lambda y, t: (y[0] - t[0]) * y[0] * (1 - y[0]),
            "Only the first entry is in your result. Does a return stand inside the loop? Collect"
            " all, and return after it.",
        ),
    ),
)


def first_weight_gradient(x1, h1, w5, w7, y1_sum_gradient, y2_sum_gradient):
    """Return dE/dw1: collect from both outputs, pass the slope of h1, multiply by x1."""
    h1_gradient = w5 * y1_sum_gradient + w7 * y2_sum_gradient
    return h1_gradient * h1 * (1 - h1) * x1


def first_weight_gradient_path_by_path(x1, h1, w5, w7, y1_sum_gradient, y2_sum_gradient):
    """Return the two whole products, added at the end."""
    over_y1 = y1_sum_gradient * w5 * h1 * (1 - h1) * x1
    over_y2 = y2_sum_gradient * w7 * h1 * (1 - h1) * x1
    return over_y1 + over_y2


def first_weight_gradient_in_a_loop(x1, h1, w5, w7, y1_sum_gradient, y2_sum_gradient):
    """Return the sum over the paths, collected in a loop."""
    collected = 0
    for weight, gradient in ((w5, y1_sum_gradient), (w7, y2_sum_gradient)):
        collected += weight * gradient
    return collected * h1 * (1 - h1) * x1


def first_weight_gradient_as_dot(x1, h1, w5, w7, y1_sum_gradient, y2_sum_gradient):
    """Return the same with a dot product, as a list of one number."""
    return [np.dot([w5, w7], [y1_sum_gradient, y2_sum_gradient]) * (h1 - h1 * h1) * x1]


def first_weight_with(
    collect=lambda w5, w7, g1, g2: w5 * g1 + w7 * g2,
    slope=lambda h1, x1: h1 * (1 - h1),
    came=lambda h1, x1: x1,
):
    """Return a wrong `first_weight_gradient`: the steps that are given are done that way."""

    def wrong(x1, h1, w5, w7, g1, g2):
        return collect(w5, w7, g1, g2) * slope(h1, x1) * came(h1, x1)

    return wrong


def both_paths_side_by_side(x1, h1, w5, w7, g1, g2):
    """Return the two products without adding them."""
    factors = h1 * (1 - h1) * x1
    return w5 * g1 * factors, w7 * g2 * factors


BOTH_PATHS = FunctionExercise(
    name="05-both-paths",
    passed="Where paths meet again, gradients add; along a path, factors multiply.",
    hints=(
        "Over which two lines does h1 reach the outputs, and what comes back on each?",
        "On each line the way back is the sum's gradient times that line's weight. Add both,"
        " then pass the slope of h1, then the line of w1.",
        "h1_gradient = w5 * y1_sum_gradient + w7 * y2_sum_gradient; return"
        " h1_gradient * h1 * (1 - h1) * x1.",
    ),
    why="Collect over both paths, times the slope of h1, times x1. Two whole products, added"
    " at the end, are as right.",
    reference=first_weight_gradient,
    cases=(
        (2.0, 0.5, 1.0, 3.0, 0.1, -0.2),
        (0.95, 0.53842, 0.18, 0.11, 0.13549, -0.03895),
        (-1.0, 0.2, 0.5, 2.0, 0.3, 0.4),
    ),
    random=lambda rng: (*rng.uniform(0.1, 0.9, 2), *rng.normal(size=4)),
    variants=(
        first_weight_gradient_path_by_path,
        first_weight_gradient_in_a_loop,
        first_weight_gradient_as_dot,
    ),
    mistakes=(
        Mistake(
            first_weight_with(collect=lambda w5, w7, g1, g2: w5 * g1),
            "You followed the path over y1 alone. h1 also reaches E over w7 and y2: add what"
            " comes back there.",
        ),
        Mistake(
            first_weight_with(collect=lambda w5, w7, g1, g2: w7 * g2),
            "Only the path over y2 is in your result. Did a second = overwrite the first path?"
            " Gradients that meet are added.",
        ),
        *several(
            (
                first_weight_with(collect=lambda w5, w7, g1, g2: w5 * g1 * w7 * g2),
                lambda *values: np.prod(both_paths_side_by_side(*values)),
            ),
            "You multiplied the two paths. Factors on one path multiply; two paths add.",
        ),
        Mistake(
            first_weight_with(collect=lambda w5, w7, g1, g2: (w5 * g1 + w7 * g2) / 2),
            "You took the mean of the two paths. Both effects happen in full: add them.",
        ),
        *several(
            (
                first_weight_with(collect=lambda w5, w7, g1, g2: w5 * g1 - w7 * g2),
                first_weight_with(collect=lambda w5, w7, g1, g2: w7 * g2 - w5 * g1),
            ),
            "You subtracted one path from the other. Both are added; their own signs say whether"
            " they pull together.",
        ),
        Mistake(
            both_paths_side_by_side,
            "These are the two paths, side by side. Both lead to one and the same w1: add them.",
        ),
        Mistake(
            first_weight_with(slope=lambda h1, x1: 1),
            "The slope of h1 is missing: the way back goes through the sigmoid of h1 too.",
        ),
        Mistake(
            first_weight_with(came=lambda h1, x1: 1),
            "You are at the sum of h1. One factor is left: what comes in over w1?",
        ),
        Mistake(
            first_weight_with(slope=lambda h1, x1: 1, came=lambda h1, x1: 1),
            "You are at the output of h1. Two factors are left: the slope of h1, and what comes in"
            " over w1.",
        ),
        *several(
            (
                first_weight_with(collect=lambda w5, w7, g1, g2: g1 + g2),
                first_weight_with(came=lambda h1, x1: 1, collect=lambda w5, w7, g1, g2: g1 + g2),
            ),
            "On the way back each gradient passes a weight, w5 or w7, and is multiplied by it.",
        ),
        Mistake(
            first_weight_with(collect=lambda w5, w7, g1, g2: w7 * g1 + w5 * g2),
            "The weights have changed places: w5 leads to y1, and w7 to y2.",
        ),
        *several(
            (
                first_weight_with(collect=lambda w5, w7, g1, g2: w5 * g1 + w5 * g2),
                first_weight_with(collect=lambda w5, w7, g1, g2: w7 * g1 + w7 * g2),
                first_weight_with(collect=lambda w5, w7, g1, g2: w5 * g1 + w7 * g1),
                first_weight_with(collect=lambda w5, w7, g1, g2: w5 * g2 + w7 * g2),
            ),
            "One name stands on both paths, and another on none. Over y1 it is w5 and"
            " y1_sum_gradient, over y2 it is w7 and y2_sum_gradient.",
        ),
        Mistake(
            first_weight_with(collect=lambda w5, w7, g1, g2: (w5 + w7) * (g1 + g2)),
            "(w5 + w7) * (y1_sum_gradient + y2_sum_gradient) also sends y1's gradient over w7."
            " First multiply on each path, then add.",
        ),
        Mistake(
            first_weight_with(collect=lambda w5, w7, g1, g2: w5 * g1 + W6 * g2),
            "That is w6, which is no argument here: it leads from h2 to y1. The line from h1 to y2"
            " is w7.",
        ),
        Mistake(
            lambda x1, h1, w5, w7, g1, g2: (g1 + g2) * h1 * h1 * (1 - h1) * x1,
            "You multiplied by h1 on both lines: that gives the gradients of w5 and w7. To go on to"
            " h1 itself, multiply by the weights.",
        ),
        Mistake(
            first_weight_with(
                collect=lambda w5, w7, g1, g2: w5 * g1 * Y1_SLOPE + w7 * g2 * Y2_SLOPE
            ),
            "The slopes of y1 and y2 count twice: they are in y1_sum_gradient and y2_sum_gradient"
            " already.",
        ),
        *several(
            (
                lambda x1, h1, w5, w7, g1, g2: H1_GRADIENT * H1_SLOPE * x1,
                lambda x1, h1, w5, w7, g1, g2: H1_GRADIENT * h1 * (1 - h1) * x1,
                lambda x1, h1, w5, w7, g1, g2: (w5 * g1 + w7 * g2) * H1_SLOPE * x1,
            ),
            "h1_gradient, h1_slope and h1_sum_gradient are numbers of the lesson's network, found"
            " in a cell above. Calculate them anew from the arguments.",
        ),
        Mistake(
            first_weight_with(slope=lambda h1, x1: sigmoid(h1) * (1 - sigmoid(h1))),
            "h1 went through the sigmoid a second time. It is an output already: its slope is"
            " h1 * (1 - h1).",
        ),
        Mistake(
            first_weight_with(slope=lambda h1, x1: (h1 * (1 - h1)) ** 2),
            "The slope of h1 counts twice. The way back passes h1 once, after both paths have met.",
        ),
        *several(
            (
                first_weight_with(slope=lambda h1, x1: h1),
                first_weight_with(slope=lambda h1, x1: 1 - h1),
            ),
            "Half of the slope is missing: it is h1 * (1 - h1), with both factors.",
        ),
        *several(
            (
                first_weight_with(slope=lambda h1, x1: x1 * (1 - x1), came=lambda h1, x1: 1),
                first_weight_with(slope=lambda h1, x1: x1 * (1 - x1)),
                first_weight_with(slope=lambda h1, x1: x1 * (1 - x1), came=lambda h1, x1: h1),
            ),
            "You took a slope at x1. An input goes through no sigmoid: the slope is h1 * (1 - h1),"
            " and x1 is what comes in over w1.",
        ),
        Mistake(
            first_weight_with(came=lambda h1, x1: h1),
            "You multiplied by h1 at the end. What comes in on the line of w1 is x1.",
        ),
        Mistake(
            first_weight_with(came=lambda h1, x1: W1),
            "You multiplied by w1 itself. A nudge of w1 is multiplied by what comes in on its"
            " line: x1.",
        ),
        *several(
            (
                lambda x1, h1, w5, w7, g1, g2: w5 * g1 + w7 * g2 * h1 * (1 - h1) * x1,
                lambda x1, h1, w5, w7, g1, g2: h1 * (1 - h1) * x1 * w5 * g1 + w7 * g2,
            ),
            "Python multiplies before it adds, so slope and x1 meet one path alone. Put the sum of"
            " both paths into parentheses.",
        ),
        *several(
            (
                lambda x1, h1, w5, w7, g1, g2: (w5 * g1 + w7 * g2) * h1 * 1 - h1 * x1,
                lambda x1, h1, w5, w7, g1, g2: (w5 * g1 + w7 * g2) * x1 * h1 * 1 - h1,
            ),
            "Python multiplies before it subtracts: h1 * 1 - h1 is no slope. Put 1 - h1 into"
            " parentheses.",
        ),
        Mistake(
            first_weight_with(collect=lambda w5, w7, g1, g2: -(w5 * g1 + w7 * g2)),
            "The sign is flipped. The gradient says where E grows; the minus comes in later, when"
            " we make an update.",
        ),
    ),
)


def updated_values(values, gradient, learning_rate):
    """Return the values one step against the gradient."""
    return values - learning_rate * gradient


def updated_values_in_place(values, gradient, learning_rate):
    """Return the values, changed in place."""
    values -= learning_rate * gradient
    return values


def updated_values_in_a_loop(values, gradient, learning_rate):
    """Return a list, made number by number."""
    return [v - learning_rate * g for v, g in zip(values, gradient, strict=True)]


def updated_values_in_float32(values, gradient, learning_rate):
    """Return the same in float32."""
    return np.float32(values) - np.float32(learning_rate) * np.float32(gradient)


def with_first_only(values, gradient, learning_rate):
    """Return the values with a step for the first one alone."""
    values[0] -= learning_rate * gradient[0]
    return values


def random_update(rng):
    """Return values, their gradient and a learning rate."""
    n = rng.integers(2, 7)
    return rng.normal(size=n), rng.normal(size=n), rng.uniform(0.05, 0.6)


UPDATE = FunctionExercise(
    name="05-update",
    passed="The gradient points uphill, so we go against it, by the learning rate.",
    hints=(
        "If a gradient is positive, should its value grow or shrink?",
        "The step is learning_rate * gradient. Is it added or taken away?",
        "Return values - learning_rate * gradient.",
    ),
    why="value − learning rate × gradient. In place, or in a loop, is as right.",
    reference=updated_values,
    cases=(
        (np.array([1.0, 2.0]), np.array([0.5, -1.0]), 0.1),
        (np.array([0.18, 0.06, 0.11]), np.array([0.073, 0.071, -0.021]), 0.5),
        (np.array([-1.0, 0.0, 3.0, 0.5]), np.array([2.0, -4.0, 0.0, 1.0]), 0.25),
    ),
    random=random_update,
    variants=(updated_values_in_place, updated_values_in_a_loop, updated_values_in_float32),
    mistakes=(
        Mistake(
            lambda v, g, rate: v + rate * g,
            "You went uphill: the gradient says where E grows. Take the step away.",
        ),
        Mistake(
            lambda v, g, rate: v - g,
            "The learning rate is missing: the step is learning_rate * gradient.",
        ),
        Mistake(
            lambda v, g, rate: v + g,
            "You went uphill, and without the learning rate. Take learning_rate * gradient away.",
        ),
        Mistake(
            lambda v, g, rate: g,
            "This is the gradient. Where do we arrive, when we start from the values and go against"
            " it?",
        ),
        *several(
            (lambda v, g, rate: rate * (v - g), lambda v, g, rate: rate * v - g),
            "The learning rate multiplies the gradient alone, not the values. Where do the"
            " parentheses go?",
        ),
        Mistake(
            lambda v, g, rate: (v - rate) * g,
            "In (values - learning_rate) * gradient the values meet the gradient. Leave the"
            " parentheses out: first the product, then the difference.",
        ),
        *several(
            (lambda v, g, rate: -rate * g, lambda v, g, rate: rate * g),
            "This is the step. Where do we arrive, when we start from the values and take"
            " learning_rate * gradient away?",
        ),
        Mistake(
            lambda v, g, rate: v - rate,
            "The gradient is missing: each value goes by learning_rate times its own gradient.",
        ),
        Mistake(
            lambda v, g, rate: rate * g - v,
            "This is the difference the other way round: the step minus the values. Take the step"
            " away from the values.",
        ),
        Mistake(
            lambda v, g, rate: g - rate * v,
            "Values and gradient have changed places. We start from the values.",
        ),
        Mistake(
            lambda v, g, rate: v - rate * np.abs(g),
            "You made every value smaller. Where a gradient is negative its value has to grow;"
            " the sign of the gradient sees to that.",
        ),
        Mistake(
            lambda v, g, rate: v - rate * np.sign(g),
            "You kept only the sign of the gradient. Its size counts too: where E is steep, the"
            " step is long.",
        ),
        Mistake(
            lambda v, g, rate: v - rate * g * v,
            "You multiplied by the values too. The step is learning_rate * gradient.",
        ),
        Mistake(
            lambda v, g, rate: v - g / rate,
            "You divided by the learning rate. A smaller rate has to make a smaller step.",
        ),
        *several(
            (lambda v, g, rate: v - 0.5 * g, lambda v, g, rate: v - 0.1 * g),
            "Your learning rate is always the same number. Use the argument learning_rate.",
        ),
        Mistake(
            lambda v, g, rate: v - 2 * rate * g,
            "You took the step twice. Is it taken away in two places, or once in place and once"
            " more at the return?",
        ),
        Mistake(
            lambda v, g, rate: v - rate * g / len(v),
            "You divided by the number of values. Each value makes its own whole step.",
        ),
        Mistake(
            lambda v, g, rate: v - rate * np.sum(g),
            "You added up the gradient, so all values make the same step. Each one goes by its own"
            " gradient.",
        ),
        Mistake(
            lambda v, g, rate: v,
            "Your values come back as they were. In a loop, v -= ... changes the name v alone; on"
            " a line of its own, a result is thrown away. Store it, and return that.",
        ),
        *several(
            (with_first_only, lambda v, g, rate: v[0] - rate * g[0]),
            "Only the first value has made its step. Does the return stand inside the loop? Move it"
            " to the left, after the loop.",
        ),
        Mistake(
            lambda v, g, rate: np.subtract.outer(v, rate * g),
            "Each value met the whole gradient, which makes a table. In a loop, take one value with"
            " its own gradient: zip(values, gradient).",
        ),
    ),
)


OLD_WEIGHTS = ChoiceExercise(
    name="05-old-weights",
    passed="Forward and back belong to one network: first all gradients, then all updates.",
    why="b: y1, y2 and E belong to the old weights, and so does the slope of E. The next"
    " numbers show it.",
    reference="b",
    hints=(
        "Which weights made y1, y2 and E?",
        "The way back to w1 leads over w5 and w7. Should these be the ones that made E?",
        "Forward with the old weights, back over new ones: is that one network or two?",
    ),
    mistakes=(
        Mistake(
            "a",
            "A better weight does not make a better gradient. y1, y2 and E came from the old"
            " weights. Whose slope do you get, when you go back over new ones?",
        ),
        Mistake(
            "c",
            "That has the same trouble: with new w1 to w4, h1 and h2 are not what they were"
            " when E was found. Is there an order that needs no choice?",
        ),
        Mistake(
            "d",
            "w1 is no bias, and its way back leads over w5 and w7. What is the gradient of w1"
            " made of?",
        ),
    ),
)


def bias_gradient(sum_gradients):
    """Return dE/dbias for each neuron: every example has used the bias once, so they add up."""
    return sum_gradients.sum(axis=0)


def bias_gradient_in_a_loop(sum_gradients):
    """Return the sum, example after example."""
    total = np.zeros(sum_gradients.shape[1])
    for row in sum_gradients:
        total += row
    return total


def bias_gradient_as_product(sum_gradients):
    """Return the sum as a product with ones."""
    return np.ones(len(sum_gradients)) @ sum_gradients


def bias_gradient_with_lists(sum_gradients):
    """Return a list: for each neuron, the sum of its column."""
    return [sum(column) for column in zip(*sum_gradients.tolist(), strict=True)]


def a_place_for_each_example(sum_gradients):
    """Add the rows up in as many places as there are examples."""
    total = np.zeros(len(sum_gradients))
    for row in sum_gradients:
        total += row
    return total


BIAS_GRADIENT = FunctionExercise(
    name="05-bias-gradient",
    passed="Every example uses the bias once, so its gradient adds up over the batch.",
    hints=(
        "How often is the bias of one neuron used, when four examples go through?",
        "Rows are examples. One number for each neuron is left when the rows are added up.",
        "Return sum_gradients.sum(axis=0).",
    ),
    why="Adding up the rows leaves one number for each neuron. A loop is as right.",
    reference=bias_gradient,
    cases=(
        (np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.9]]),),
        (np.array([[0.25, -0.5]]),),
        (np.array([[0.1, -0.4], [0.2, 0.3], [-0.6, 0.5], [0.7, 0.2]]),),
    ),
    random=lambda rng: (rng.normal(size=rng.permutation(np.arange(2, 7))[:2]),),
    variants=(bias_gradient_in_a_loop, bias_gradient_as_product, bias_gradient_with_lists),
    mistakes=(
        Mistake(
            lambda g: g.mean(axis=0),
            "You took the mean over the examples. 1/n_examples is in the gradients already, and"
            " would count twice: add up.",
        ),
        *several(
            (lambda g: g.sum(axis=1), lambda g: g.mean(axis=1)),
            "You went along each row: one number for each example. One for each neuron is"
            " wanted, so add the rows to each other.",
        ),
        *several(
            (lambda g: g.sum(), lambda g: np.full(g.shape[1], g.sum())),
            "You added up everything. That is the gradient of a bias shared by all neurons, like"
            " b1 and b2; here each neuron has its own.",
        ),
        Mistake(
            lambda g: g.mean(),
            "You took the mean of everything. Here each neuron has a bias of its own: add up the"
            " rows, and leave the neurons apart.",
        ),
        *several(
            (lambda g: g, lambda g: g.T),
            "There is still a number for each example. The bias has one number for each neuron:"
            " add up over the batch.",
        ),
        Mistake(
            lambda g: g[-1],
            "Only the last example counts in your result. Did an = stand where += belongs?",
        ),
        Mistake(
            lambda g: g[0],
            "Only the first example counts in your result. Did a return stand inside the loop?",
        ),
        Mistake(
            lambda g: g[1:].sum(axis=0),
            "The first example is left out. Does a range start at 1? Python counts from 0.",
        ),
        Mistake(
            lambda g: g[:-1].sum(axis=0),
            "The last example is left out. range(n) ends before n by itself: nothing is to be taken"
            " away.",
        ),
        Mistake(
            lambda g: g[0] + g.sum(axis=0),
            "The first example counts twice: your total starts with it, and the loop adds it again."
            " Start with zeros.",
        ),
        Mistake(
            a_place_for_each_example,
            "Your total has a place for each example. It needs one for each neuron:"
            " np.zeros(sum_gradients.shape[1]).",
        ),
        Mistake(
            lambda g: [g[:, k].sum() for k in range(g.shape[0])],
            "You count the neurons by the number of examples. The number of neurons is"
            " sum_gradients.shape[1].",
        ),
        Mistake(
            lambda g: g.sum(axis=0, keepdims=True),
            "The numbers are right, the shape is (1, n_neurons). A gradient has the shape of"
            " the thing it belongs to: leave keepdims out.",
        ),
        Mistake(
            lambda g: g.sum(axis=0) / g.shape[1],
            "You divided by the number of neurons. Nothing is divided here: add up over the batch.",
        ),
        Mistake(
            lambda g: -g.sum(axis=0),
            "The sign is flipped. A bias is added in the sum, so it takes over the gradients as"
            " they are; the minus comes in later, with the update.",
        ),
        Mistake(
            lambda g: g.prod(axis=0),
            "You multiplied over the examples. Each of them uses the bias on its own path: paths"
            " add.",
        ),
        *several(
            (
                lambda g: (g * (1 - g)).sum(axis=0),
                lambda g: (g * g * (1 - g)).sum(axis=0),
            ),
            "You made slopes, a * (1 - a), of the gradients. They have passed the sigmoid already:"
            " add them up as they are.",
        ),
    ),
)


def backward(inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias):
    """Return the gradients of hidden_weight, hidden_bias, output_weight and output_bias."""
    hidden = sigmoid(inputs @ hidden_weight.T + hidden_bias)
    outputs = sigmoid(hidden @ output_weight.T + output_bias)

    at_outputs = (outputs - targets) * outputs * (1 - outputs) / len(inputs)
    at_hidden = at_outputs @ output_weight * hidden * (1 - hidden)

    return (
        at_hidden.T @ inputs,
        at_hidden.sum(axis=0),
        at_outputs.T @ hidden,
        at_outputs.sum(axis=0),
    )


def backward_in_a_loop(inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias):
    """Return the mean of the gradients of single examples."""
    parameters = (hidden_weight, hidden_bias, output_weight, output_bias)
    totals = [np.zeros(parameter.shape) for parameter in parameters]
    for x, t in zip(inputs, targets, strict=True):
        h = sigmoid(hidden_weight @ x + hidden_bias)
        y = sigmoid(output_weight @ h + output_bias)
        at_y = (y - t) * y * (1 - y)
        at_h = output_weight.T @ at_y * h * (1 - h)
        for total, gradient in zip(
            totals, (np.outer(at_h, x), at_h, np.outer(at_y, h), at_y), strict=True
        ):
            total += gradient / len(inputs)
    return totals


def backward_in_columns(inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias):
    """Return the same with examples as columns, as many books have it."""
    x, t, n = inputs.T, targets.T, inputs.shape[0]
    h = sigmoid(hidden_weight @ x + hidden_bias[:, None])
    y = sigmoid(output_weight @ h + output_bias[:, None])
    at_y = (y - t) * y * (1 - y)
    at_h = output_weight.T @ at_y * h * (1 - h)
    return at_h @ x.T / n, at_h.sum(axis=1) / n, at_y @ h.T / n, at_y.sum(axis=1) / n


def backward_with_layers(inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias):
    """Return what the layers of nnlib find."""
    rng = np.random.default_rng(0)
    first, last = (
        Linear(weight.shape[1], weight.shape[0], rng=rng, dtype=np.float64)
        for weight in (hidden_weight, output_weight)
    )
    first.weight.value, first.bias.value = hidden_weight, hidden_bias
    last.weight.value, last.bias.value = output_weight, output_bias
    model = Sequential(first, Sigmoid(), last, Sigmoid())
    model.backward((model.forward(inputs) - targets) / len(inputs))
    return [parameter.gradient for parameter in model.parameters]


def right_slope(z, a):
    """Return the slope of the sigmoid: the sum is z, the output a."""
    return a * (1 - a)


def no_slope(z, a):
    """Return 1, as if there were no sigmoid on the way back."""
    return 1


def slope_of_sigmoid_again(z, a):
    """Return the slope with the output sent through the sigmoid once more."""
    return sigmoid(a) * (1 - sigmoid(a))


def slope_from_sum(z, a):
    """Return z (1 - z)."""
    return z * (1 - z)


def no_activation(z):
    """Return the sum as it is."""
    return z


def backward_with(
    *,
    n=lambda inputs, outputs: len(inputs),
    hidden_bias_times=1,
    output_bias_times=1,
    hidden_activation=sigmoid,
    output_activation=sigmoid,
    difference=lambda outputs, targets: outputs - targets,
    output_slope=right_slope,
    hidden_slope=right_slope,
    collect=lambda at_outputs, output_weight, hidden: at_outputs @ output_weight,
    weight=lambda at, came: at.T @ came,
    bias=lambda at: at.sum(axis=0),
):
    """Return a wrong `backward`: the steps that are given are done that way."""

    def wrong(inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias):
        hidden_sum = inputs @ hidden_weight.T + hidden_bias_times * hidden_bias
        hidden = hidden_activation(hidden_sum)
        output_sum = hidden @ output_weight.T + output_bias_times * output_bias
        outputs = output_activation(output_sum)
        at_outputs = difference(outputs, targets) * output_slope(output_sum, outputs)
        at_outputs = at_outputs / n(inputs, outputs)
        collected = collect(at_outputs, output_weight, hidden)
        at_hidden = collected * hidden_slope(hidden_sum, hidden)
        return (
            weight(at_hidden, inputs),
            bias(at_hidden),
            weight(at_outputs, hidden),
            bias(at_outputs),
        )

    return wrong


def gradients_changed(change):
    """Return a wrong `backward`: the right gradients, and n_examples, go through `change`."""

    def wrong(inputs, *others):
        return change(*backward(inputs, *others), len(inputs))

    return wrong


def values_minus_gradients(rate):
    """Return a wrong `backward` that makes the update too."""

    def wrong(inputs, targets, *values):
        gradients = backward(inputs, targets, *values)
        return tuple(v - rate * g for v, g in zip(values, gradients, strict=True))

    return wrong


def over_new_weights(rate):
    """Return a wrong `backward` that updates the output weights before it goes on."""
    return backward_with(collect=lambda at, w, hidden: at @ (w - rate * at.T @ hidden))


def over_one_output(k):
    """Return a wrong `backward` where the hidden neurons hear from one output alone."""
    return backward_with(collect=lambda at, w, hidden: np.outer(at[:, k], w[k]))


def for_one_example(k, *, averaged):
    """Return a wrong `backward` with one example of the batch, divided by their number or not."""

    def wrong(inputs, targets, *values):
        gradients = backward(inputs[[k]], targets[[k]], *values)
        return tuple(g / len(inputs) if averaged else g for g in gradients)

    return wrong


def hidden_without_output_slope(inputs, targets, *values):
    """Return gradients where the bare difference goes back to the hidden layer."""
    right = backward(inputs, targets, *values)
    return *backward_with(output_slope=no_slope)(inputs, targets, *values)[:2], *right[2:]


def other_incoming(hidden_gets, output_gets):
    """Return a wrong `backward` where a weight's gradient takes what did not come in on it."""

    def wrong(inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias):
        hidden = sigmoid(inputs @ hidden_weight.T + hidden_bias)
        outputs = sigmoid(hidden @ output_weight.T + output_bias)
        at_outputs = (outputs - targets) * outputs * (1 - outputs) / len(inputs)
        at_hidden = at_outputs @ output_weight * hidden * (1 - hidden)
        return (
            at_hidden.T @ hidden_gets(inputs, hidden),
            at_hidden.sum(axis=0),
            at_outputs.T @ output_gets(inputs, hidden, outputs),
            at_outputs.sum(axis=0),
        )

    return wrong


def without_parentheses_at_outputs(
    inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias
):
    """Return the gradients with (outputs - targets) * outputs * 1 - outputs / len(inputs)."""
    hidden = sigmoid(inputs @ hidden_weight.T + hidden_bias)
    outputs = sigmoid(hidden @ output_weight.T + output_bias)
    at_outputs = (outputs - targets) * outputs * 1 - outputs / len(inputs)
    at_hidden = at_outputs @ output_weight * hidden * (1 - hidden)
    return (
        at_hidden.T @ inputs,
        at_hidden.sum(axis=0),
        at_outputs.T @ hidden,
        at_outputs.sum(axis=0),
    )


def without_parentheses_at_hidden(
    inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias
):
    """Return the gradients with at_outputs @ output_weight * hidden * 1 - hidden."""
    hidden = sigmoid(inputs @ hidden_weight.T + hidden_bias)
    outputs = sigmoid(hidden @ output_weight.T + output_bias)
    at_outputs = (outputs - targets) * outputs * (1 - outputs) / len(inputs)
    at_hidden = at_outputs @ output_weight * hidden * 1 - hidden
    return (
        at_hidden.T @ inputs,
        at_hidden.sum(axis=0),
        at_outputs.T @ hidden,
        at_outputs.sum(axis=0),
    )


def random_network(rng):
    """Return the arguments of a backward pass, for a network and a batch of random sizes."""
    n_examples, n_inputs, n_hidden, n_outputs = rng.permutation(np.arange(2, 6))
    return (
        rng.normal(size=(n_examples, n_inputs)),
        rng.uniform(0, 1, (n_examples, n_outputs)),
        rng.normal(size=(n_hidden, n_inputs)),
        rng.normal(size=n_hidden),
        rng.normal(size=(n_outputs, n_hidden)),
        rng.normal(size=n_outputs),
    )


FIRST_INPUTS = np.array([[1.0, 2.0, 3.0]])
BATCH_INPUTS = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5], [-1.5, 0.3, 0.8]])
BATCH_TARGETS = np.array([[0.1, 0.9], [0.7, 0.2], [1.0, 0.4]])
HIDDEN_WEIGHT = np.array([[0.1, 0.4, -0.3], [0.2, -0.5, 0.6], [-0.7, 0.8, 0.1], [0.3, 0.2, -0.4]])
HIDDEN_BIAS = np.array([0.1, -0.2, 0.3, 0.4])
OUTPUT_WEIGHT = np.array([[0.5, -0.6, 0.7, 0.2], [-0.3, 0.9, 0.4, -0.8]])
OUTPUT_BIAS = np.array([0.2, -0.1])
THREE_OUTPUTS_WEIGHT = np.array(
    [[0.5, -0.6, 0.7, 0.2], [-0.3, 0.9, 0.4, -0.8], [0.1, 0.3, -0.5, 0.6]]
)


BACKWARD = FunctionExercise(
    name="05-backward",
    keeps_inputs=True,
    passed="Forward once, back once: all gradients of a network, for a whole batch.",
    hints=(
        "What does the way back need to know from the way forward?",
        "At the output sums: (outputs - targets) * outputs * (1 - outputs) / len(inputs). At"
        " the hidden sums: that @ output_weight, times hidden * (1 - hidden). A weight's"
        " gradient is what came back, transposed, @ what came in.",
        "With at_outputs and at_hidden as in the hint before: return at_hidden.T @ inputs,"
        " at_hidden.sum(axis=0), at_outputs.T @ hidden, at_outputs.sum(axis=0).",
    ),
    why="The four lines are lesson 05 in matrices. A loop over the examples, or examples as"
    " columns, is as right.",
    reference=backward,
    tolerance=1e-4,
    parts=(
        "the gradient of hidden_weight",
        "the gradient of hidden_bias",
        "the gradient of output_weight",
        "the gradient of output_bias",
    ),
    first=(
        "the gradient of output_bias",
        "the gradient of output_weight",
        "the gradient of hidden_bias",
        "the gradient of hidden_weight",
    ),
    cases=(
        (
            FIRST_INPUTS,
            np.array([[0.0, 1.0]]),
            *(np.zeros_like(HIDDEN_WEIGHT), np.zeros_like(HIDDEN_BIAS)),
            *(np.zeros_like(OUTPUT_WEIGHT), np.zeros_like(OUTPUT_BIAS)),
        ),
        (
            FIRST_INPUTS,
            np.array([[0.3, 0.8]]),
            *(HIDDEN_WEIGHT, HIDDEN_BIAS, OUTPUT_WEIGHT, OUTPUT_BIAS),
        ),
        (
            *(BATCH_INPUTS, BATCH_TARGETS),
            *(HIDDEN_WEIGHT, HIDDEN_BIAS, OUTPUT_WEIGHT, OUTPUT_BIAS),
        ),
        (
            *(BATCH_INPUTS[:2], np.array([[0.1, 0.9, 0.5], [0.7, 0.2, 0.0]])),
            *(HIDDEN_WEIGHT, HIDDEN_BIAS, THREE_OUTPUTS_WEIGHT, np.array([0.2, -0.1, 0.3])),
        ),
    ),
    random=random_network,
    variants=(backward_in_a_loop, backward_in_columns, backward_with_layers),
    mistakes=(
        Mistake(
            backward_with(n=lambda inputs, outputs: 1),
            "All gradients are n_examples times too large: E is the mean over the batch, so"
            " 1/n_examples belongs at the start of the way back.",
        ),
        Mistake(
            gradients_changed(lambda hw, hb, ow, ob, n: (2 * hw, 2 * hb, 2 * ow, 2 * ob)),
            "All gradients are twice too large: the ½ in E has cancelled the 2 of the square.",
        ),
        Mistake(
            gradients_changed(lambda hw, hb, ow, ob, n: (hw / 2, hb / 2, ow / 2, ob / 2)),
            "All gradients are halved: the ½ in E has cancelled the 2 of the square, and both are"
            " gone.",
        ),
        Mistake(
            backward_with(n=lambda inputs, outputs: outputs.size),
            "You divided by the number of all targets. E is a mean over the examples, and a sum"
            " over the outputs: divide by len(inputs).",
        ),
        *several(
            (
                backward_with(n=lambda inputs, outputs: inputs.shape[1]),
                backward_with(n=lambda inputs, outputs: outputs.shape[1]),
            ),
            "You divided by a number of neurons. E is a mean over the examples, which are the rows:"
            " divide by len(inputs).",
        ),
        Mistake(
            gradients_changed(lambda hw, hb, ow, ob, n: (hw / n, hb / n, ow / n, ob / n)),
            "All gradients are n_examples times too small: 1/n_examples counts twice. At the start"
            " of the way back is enough; from there on, add up.",
        ),
        Mistake(
            gradients_changed(lambda hw, hb, ow, ob, n: (hw / n, hb / n, ow, ob)),
            "The output layer is right. In the hidden layer 1/n_examples counts twice: it came back"
            " with at_outputs.",
        ),
        Mistake(
            gradients_changed(lambda hw, hb, ow, ob, n: (hw * n, hb * n, ow, ob)),
            "The output layer is right. In the hidden layer 1/n_examples is missing: put it at the"
            " very start of the way back, and it reaches both layers.",
        ),
        Mistake(
            gradients_changed(lambda hw, hb, ow, ob, n: (hw, hb / n, ow, ob / n)),
            "The weights are right. In the biases 1/n_examples counts twice: add up over the"
            " batch, no mean.",
        ),
        Mistake(
            gradients_changed(lambda hw, hb, ow, ob, n: (hw * n, hb, ow * n, ob)),
            "The biases are right, and the weights are n_examples times too large: a mean for the"
            " biases alone. Put 1/n_examples at the start of the way back, and add up.",
        ),
        Mistake(
            gradients_changed(lambda hw, hb, ow, ob, n: (hw, hb * n, ow, ob * n)),
            "The weights are right, and the biases are n_examples times too large. Put 1/n_examples"
            " at the start of the way back, and it reaches all four.",
        ),
        Mistake(
            gradients_changed(lambda hw, hb, ow, ob, n: (-hw, -hb, -ow, -ob)),
            "All signs are flipped: start the way back with outputs - targets.",
        ),
        Mistake(
            backward_with(hidden_slope=no_slope),
            "The output layer is right. On the way to the hidden sums the slope of the hidden"
            " neurons is missing: hidden * (1 - hidden).",
        ),
        Mistake(
            backward_with(output_slope=no_slope),
            "The slope of the outputs is missing: outputs - targets is the gradient at the"
            " outputs, not yet at their sums.",
        ),
        Mistake(
            backward_with(output_slope=no_slope, hidden_slope=no_slope),
            "Both slopes are missing. On the way back through a sigmoid with the output a, multiply"
            " by a * (1 - a): at the outputs, and at the hidden neurons.",
        ),
        Mistake(
            hidden_without_output_slope,
            "The output layer is right. To the hidden layer you sent outputs - targets back: go on"
            " from at_outputs, which has passed the slope of the outputs.",
        ),
        *several(
            (
                backward_with(hidden_slope=lambda z, a: a),
                backward_with(hidden_slope=lambda z, a: 1 - a),
            ),
            "The output layer is right. At the hidden neurons half of the slope is missing: it is"
            " hidden * (1 - hidden).",
        ),
        *several(
            (
                backward_with(output_slope=lambda z, a: a),
                backward_with(output_slope=lambda z, a: 1 - a),
            ),
            "At the outputs half of the slope is missing: it is outputs * (1 - outputs).",
        ),
        *several(
            (
                backward_with(
                    output_slope=slope_of_sigmoid_again, hidden_slope=slope_of_sigmoid_again
                ),
                backward_with(hidden_slope=slope_of_sigmoid_again),
                backward_with(output_slope=slope_of_sigmoid_again),
            ),
            "In a slope of yours the outputs go through the sigmoid a second time. With an output"
            " a, of a hidden neuron too, the slope is a * (1 - a).",
        ),
        *several(
            (
                backward_with(output_slope=slope_from_sum, hidden_slope=slope_from_sum),
                backward_with(hidden_slope=slope_from_sum),
                backward_with(output_slope=slope_from_sum),
            ),
            "You put the sums into a * (1 - a). That formula wants the outputs.",
        ),
        Mistake(
            backward_with(output_slope=lambda z, a: 1 - a * a, hidden_slope=lambda z, a: 1 - a * a),
            "1 - a² is the slope of tanh. Here both layers have sigmoids: a * (1 - a).",
        ),
        Mistake(
            lambda inputs, targets, *values: backward_with(
                output_slope=lambda z, a: targets * (1 - targets)
            )(inputs, targets, *values),
            "The slope of the outputs is taken at the targets. The neurons stand at their outputs:"
            " outputs * (1 - outputs).",
        ),
        *several(
            (
                backward_with(difference=lambda outputs, targets: (outputs - targets) ** 2 / 2),
                backward_with(difference=lambda outputs, targets: (outputs - targets) ** 2),
            ),
            "You start the way back with the squared error. How fast that changes with an output is"
            " outputs - targets.",
        ),
        Mistake(
            backward_with(hidden_bias_times=0, output_bias_times=0),
            "The biases are missing on the way forward: the sums are"
            " inputs @ hidden_weight.T + hidden_bias, and likewise for the outputs.",
        ),
        Mistake(
            backward_with(hidden_bias_times=0),
            "On the way forward hidden_bias is missing: it is added to the hidden sums, before the"
            " sigmoid.",
        ),
        Mistake(
            backward_with(output_bias_times=0),
            "On the way forward output_bias is missing: it is added to the sums of the outputs,"
            " before the sigmoid.",
        ),
        *several(
            (
                backward_with(hidden_activation=no_activation),
                backward_with(hidden_activation=no_activation, hidden_slope=no_slope),
            ),
            "The hidden sums went on without the sigmoid. Squeeze them first.",
        ),
        *several(
            (
                backward_with(output_activation=no_activation),
                backward_with(output_activation=no_activation, output_slope=no_slope),
            ),
            "Your outputs are the bare sums. The sigmoid comes last on the way forward too:"
            " both layers have one.",
        ),
        Mistake(
            without_parentheses_at_outputs,
            "Python multiplies before it subtracts: outputs * 1 - outputs is no slope. Put"
            " 1 - outputs into parentheses.",
        ),
        Mistake(
            without_parentheses_at_hidden,
            "The output layer is right. hidden * 1 - hidden is no slope, since Python multiplies"
            " before it subtracts: put 1 - hidden into parentheses.",
        ),
        *several(
            (over_one_output(-1), over_one_output(0)),
            "The output layer is right, but the hidden neurons hear from one output alone."
            " They collect from all of them: use +=, or at_outputs @ output_weight.",
        ),
        Mistake(
            backward_with(collect=lambda at, w, hidden: at.sum(axis=1, keepdims=True)),
            "The output layer is right. On the way back to the hidden neurons the weights are"
            " missing: at_outputs @ output_weight multiplies and collects.",
        ),
        *several(
            (over_new_weights(0.5), over_new_weights(1)),
            "The output layer is right, but you go back over output weights that are updated"
            " already. First all gradients, with the old weights.",
        ),
        *several(
            (values_minus_gradients(1), values_minus_gradients(0.5)),
            "You returned updated values. The gradients themselves are asked for; the update is a"
            " later step.",
        ),
        Mistake(
            backward_with(bias=lambda at: at.sum(axis=1)),
            "Your bias gradients have a number for each example. Each neuron has one bias: add up"
            " over the examples, .sum(axis=0).",
        ),
        Mistake(
            backward_with(bias=lambda at: at.sum()),
            "Your bias gradients are single numbers, as for the shared b1 and b2. Here every neuron"
            " has its own bias: .sum(axis=0).",
        ),
        Mistake(
            backward_with(bias=lambda at: at),
            "Your bias gradients still have a row for each example. Add up over the batch:"
            " .sum(axis=0).",
        ),
        Mistake(
            backward_with(bias=lambda at: at.sum(axis=0, keepdims=True)),
            "The numbers are right. The biases have the shape (n_neurons,), and so should their"
            " gradients: leave keepdims out.",
        ),
        Mistake(
            backward_with(weight=np.outer),
            "np.outer is for one example: with a batch it multiplies each with all the others. For"
            " all rows at once it is at_outputs.T @ hidden, and likewise for the hidden layer.",
        ),
        *several(
            (
                backward_with(weight=lambda at, came: came.T @ at),
                gradients_changed(lambda hw, hb, ow, ob, n: (hw, hb, ow.T, ob)),
                gradients_changed(lambda hw, hb, ow, ob, n: (hw.T, hb, ow, ob)),
            ),
            "The numbers are right, and a weight gradient lies on its side. Each has the"
            " shape of its weight: what came back, transposed, @ what came in.",
        ),
        Mistake(
            other_incoming(lambda i, h: h, lambda i, h, o: h),
            "For the hidden weights you multiplied by hidden. What came in on their lines is"
            " inputs.",
        ),
        *several(
            (
                other_incoming(lambda i, h: i, lambda i, h, o: o),
                other_incoming(lambda i, h: i, lambda i, h, o: i),
            ),
            "Into the output weights comes hidden: their gradient is at_outputs.T @ hidden.",
        ),
        *several(
            (for_one_example(0, averaged=False), for_one_example(0, averaged=True)),
            "Only the first example is in your gradients. Does the return stand inside the loop, or"
            " did a [0] slip in? Add up over the whole batch.",
        ),
        *several(
            (for_one_example(-1, averaged=False), for_one_example(-1, averaged=True)),
            "Only the last example is in your gradients. In the loop an = overwrites what came"
            " before: use +=.",
        ),
        *several(
            (
                gradients_changed(lambda hw, hb, ow, ob, n: (ow, ob, hw, hb)),
                gradients_changed(lambda hw, hb, ow, ob, n: (hw, ow, hb, ob)),
                gradients_changed(lambda hw, hb, ow, ob, n: (hb, hw, ob, ow)),
                gradients_changed(lambda hw, hb, ow, ob, n: (ob, ow, hb, hw)),
            ),
            "The gradients are right, in another order. Return them as the arguments come:"
            " hidden_weight, hidden_bias, output_weight, output_bias.",
        ),
    ),
)

EXERCISES = [
    NEURON,
    SIGMOID_DERIVATIVE,
    ONE_FACTOR,
    OUTPUT_SUM_GRADIENT,
    BOTH_PATHS,
    UPDATE,
    OLD_WEIGHTS,
    BIAS_GRADIENT,
    BACKWARD,
]
