"""The exercises of lesson 05: from the gradient at one sum to a whole backward pass."""

import numpy as np

from nnlib.exercises.catalogue import (
    ChoiceExercise,
    FunctionExercise,
    Mistake,
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


def random_outputs(rng):
    """Return outputs between 0 and 1, and targets, of a random shape."""
    shape = (rng.integers(1, 5), rng.integers(2, 5))
    return rng.uniform(0.05, 0.95, shape), rng.uniform(0, 1, shape)


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
        "The first factor is outputs - targets. The second is the slope of the sigmoid, made from"
        " the outputs.",
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


ONE_PASS = ChoiceExercise(
    name="05-one-pass",
    passed="Backpropagation finds the gradients. To change the weights is another step.",
    why="c: to go back only measures. Run the cells again, and every weight is still what it was.",
    reference="c",
    hints=(
        "Which lines above have given w1 to w8 a new value?",
        "Nudging found the same ten numbers. Has nudging made the network better?",
        "A gradient says how E would answer. Who has moved so far?",
    ),
    mistakes=(
        Mistake(
            "a",
            "No line above has given a weight a new value. What did the way back find, and who has"
            " still to use it?",
        ),
        Mistake(
            "b",
            "A gradient is no share of E, it is a rate: how fast E changes with a weight. Add the"
            " ten up: do they give 0.185? And could a share be negative?",
        ),
        Mistake(
            "d",
            "y1 and y2 were found on the way forward, and only another way forward could change"
            " them. With which weights would it go?",
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
        *several(
            (
                backward_with(bias=lambda at: np.full(at.shape[1], at.sum())),
                gradients_changed(
                    lambda hw, hb, ow, ob, n: (hw, np.full(len(hb), hb.sum()), ow, ob)
                ),
                gradients_changed(
                    lambda hw, hb, ow, ob, n: (hw, hb, ow, np.full(len(ob), ob.sum()))
                ),
            ),
            "All neurons of a layer have got the same bias gradient, as where they share one bias."
            " Here each has its own: add up over the examples, not over the neurons.",
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
    OUTPUT_SUM_GRADIENT,
    BOTH_PATHS,
    ONE_PASS,
    OLD_WEIGHTS,
    BACKWARD,
]
