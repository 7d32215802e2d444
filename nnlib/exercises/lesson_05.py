"""The exercises of lesson 05: from one neuron to a whole backward pass."""

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake, ValueExercise
from nnlib.layers import Linear, Sequential, Sigmoid, sigmoid


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


def backward_gone_wrong(
    inputs,
    targets,
    hidden_weight,
    hidden_bias,
    output_weight,
    output_bias,
    *,
    n=None,
    bias=1,
    activation=sigmoid,
    output_slope=lambda z, a: a * (1 - a),
    hidden_slope=lambda z, a: a * (1 - a),
):
    """Return the four gradients with one step done in a wrong way, named by the keyword."""
    hidden_sum = inputs @ hidden_weight.T + bias * hidden_bias
    hidden = activation(hidden_sum)
    output_sum = hidden @ output_weight.T + bias * output_bias
    outputs = sigmoid(output_sum)
    at_outputs = (outputs - targets) * output_slope(output_sum, outputs) / (n or len(inputs))
    at_hidden = at_outputs @ output_weight * hidden_slope(hidden_sum, hidden)
    return (
        at_hidden.T @ inputs,
        at_hidden.sum(axis=0),
        at_outputs.T @ hidden,
        at_outputs.sum(axis=0),
    )


def with_one_path(inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias):
    """Return the gradients where the hidden neurons hear from the last output alone."""
    right = backward(inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias)
    deaf = output_weight.copy()
    hidden = sigmoid(inputs @ hidden_weight.T + hidden_bias)
    outputs = sigmoid(hidden @ output_weight.T + output_bias)
    at_outputs = (outputs - targets) * outputs * (1 - outputs) / len(inputs)
    deaf[:-1] = 0
    at_hidden = at_outputs @ deaf * hidden * (1 - hidden)
    return at_hidden.T @ inputs, at_hidden.sum(axis=0), *right[2:]


def with_mean_bias(*arguments):
    """Return the gradients with the biases averaged over the batch once more."""
    hidden_weight, hidden_bias, output_weight, output_bias = backward(*arguments)
    n = len(arguments[0])
    return hidden_weight, hidden_bias / n, output_weight, output_bias / n


def with_transposes(*arguments):
    """Return the gradients of the weights transposed."""
    hidden_weight, hidden_bias, output_weight, output_bias = backward(*arguments)
    return hidden_weight.T, hidden_bias, output_weight.T, output_bias


def with_wrong_order(*arguments):
    """Return the gradients of the output layer first."""
    hidden_weight, hidden_bias, output_weight, output_bias = backward(*arguments)
    return output_weight, output_bias, hidden_weight, hidden_bias


def with_flipped_sign(*arguments):
    """Return all gradients negative."""
    return tuple(-gradient for gradient in backward(*arguments))


def random_outputs(rng):
    """Return outputs between 0 and 1, and targets, of a random shape."""
    shape = (rng.integers(1, 5), rng.integers(2, 5))
    return rng.uniform(0.05, 0.95, shape), rng.uniform(0, 1, shape)


def random_update(rng):
    """Return values, their gradient and a learning rate."""
    n = rng.integers(2, 7)
    return rng.normal(size=n), rng.normal(size=n), rng.uniform(0.05, 0.6)


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
NEW_X1, NEW_X2 = 0.50, 1.00

EXERCISES = [
    ValueExercise(
        name="05-neuron",
        passed="A neuron is two steps: weights times inputs plus bias, then the sigmoid.",
        hints=(
            "Which two weights lead into h2, and which bias is added?",
            "The sum is w3 * 0.50 + w4 * 1.00 + b1. What turns it into an output?",
            "Write new_h2 = sigmoid(0.03 * 0.50 + 0.08 * 1.00 + 0.05).",
        ),
        why="sigmoid(0.03 * 0.50 + 0.08 * 1.00 + 0.05): the sum is 0.145, its sigmoid 0.53619.",
        reference=float(sigmoid(0.03 * NEW_X1 + 0.08 * NEW_X2 + 0.05)),
        mistakes=(
            Mistake(
                0.03 * NEW_X1 + 0.08 * NEW_X2 + 0.05,
                "This is the weighted sum. The output is what the sigmoid makes of it.",
            ),
            Mistake(
                float(sigmoid(0.03 * NEW_X1 + 0.08 * NEW_X2)),
                "The bias is missing: b1 is added to the sum before the sigmoid.",
            ),
            Mistake(
                float(sigmoid(0.10 * NEW_X1 + 0.15 * NEW_X2 + 0.05)),
                "This is the output of h1: w1 and w2 belong to it. Which weights lead into h2?",
            ),
            Mistake(
                float(sigmoid(0.15 * NEW_X1 + 0.08 * NEW_X2 + 0.05)),
                "You took w2 and w4. Weights are counted by the neuron they lead into: h2 owns w3"
                " and w4.",
            ),
            Mistake(
                float(sigmoid(0.08 * NEW_X1 + 0.03 * NEW_X2 + 0.05)),
                "The weights have changed places: w3 goes with x1, and w4 with x2.",
            ),
            Mistake(
                float(sigmoid(0.03 * 0.95 + 0.08 * 0.06 + 0.05)),
                "This is h2 for the old inputs. Write 0.50 where x1 stands in the sum, and 1.00"
                " where x2 stands.",
            ),
            Mistake(
                float(sigmoid(0.03 * NEW_X1 + 0.08 * NEW_X2 + 0.42)),
                "You added b2. The bias of the hidden neurons is b1.",
            ),
        ),
    ),
    FunctionExercise(
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
        ),
    ),
    ValueExercise(
        name="05-one-factor",
        passed="A sum answers to a weight by as much as comes in on that weight's line.",
        hints=(
            "w6 is multiplied by one number in the sum of y1. Which?",
            "For w5 it is h1, where its line starts. Where does the line of w6 start?",
            "It is the output of h2, not its sum. Look for it in the diagram.",
        ),
        why="y1_sum = w5 h1 + w6 h2 + b2, so a nudge of w6 is multiplied by h2 = 0.52081.",
        reference=float(sigmoid(0.0833)),
        mistakes=(
            Mistake(
                float(sigmoid(0.154)),
                "This is h1, the factor of w5. What comes in on the line of w6?",
            ),
            Mistake(
                0.06,
                "0.06 is w6 itself (and x2). When w6 is nudged, what is the nudge multiplied by?",
            ),
            Mistake(0.0833, "This is the sum of h2. What travels on to y1 is the output of h2."),
            Mistake(
                float(sigmoid(0.0833) * (1 - sigmoid(0.0833))),
                "This is the slope of h2. It comes in later, on the way to w3 and w4.",
            ),
            Mistake(
                0.06 * float(sigmoid(0.0833)),
                "This is w6 * h2, the whole term in the sum. How fast does it grow with w6?",
            ),
            Mistake(
                0.0705658,
                "This is the product of all three factors. The third one alone is asked for.",
            ),
        ),
    ),
    FunctionExercise(
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
                "The sign is flipped: in this course the difference is outputs - targets. With"
                " yours the update would climb.",
            ),
            Mistake(
                lambda y, t: y - t,
                "This is the gradient at the output. To reach the sum, multiply by the slope of"
                " the sigmoid as well.",
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
                lambda y, t: (y - t) + y * (1 - y),
                "You added the factors. Along one path they are multiplied: each stage passes on a"
                " share of what it gets.",
            ),
            Mistake(
                lambda y, t: (y - t) * sigmoid(y) * (1 - sigmoid(y)),
                "The outputs went through the sigmoid a second time. The slope is"
                " outputs * (1 - outputs), and nothing else.",
            ),
            Mistake(
                lambda y, t: (y - t) * t * (1 - t),
                "Your slope is taken at the targets. The neuron stands at its output.",
            ),
            Mistake(
                lambda y, t: (y - t) ** 2 / 2 * y * (1 - y),
                "The first factor is E itself. What is asked for is how fast E changes with y.",
            ),
        ),
    ),
    FunctionExercise(
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
                lambda x1, h1, w5, w7, g1, g2: w5 * g1 * h1 * (1 - h1) * x1,
                "You followed the path over y1 alone. h1 also reaches E over w7 and y2: add what"
                " comes back there.",
            ),
            Mistake(
                lambda x1, h1, w5, w7, g1, g2: w7 * g2 * h1 * (1 - h1) * x1,
                "Only the path over y2 is in your result. Did a second = put the first path out?"
                " Gradients that meet are added.",
            ),
            Mistake(
                lambda x1, h1, w5, w7, g1, g2: w5 * g1 * w7 * g2 * h1 * (1 - h1) * x1,
                "You multiplied the two paths. Factors on one path multiply; two paths add.",
            ),
            Mistake(
                lambda x1, h1, w5, w7, g1, g2: (w5 * g1 + w7 * g2) / 2 * h1 * (1 - h1) * x1,
                "You took the mean of the two paths. Both effects happen in full: add them.",
            ),
            Mistake(
                lambda x1, h1, w5, w7, g1, g2: (w5 * g1 + w7 * g2) * x1,
                "The slope of h1 is missing: the way back goes through the sigmoid of h1 too.",
            ),
            Mistake(
                lambda x1, h1, w5, w7, g1, g2: (w5 * g1 + w7 * g2) * h1 * (1 - h1),
                "You are at the sum of h1. One factor is left: what comes in over w1?",
            ),
            Mistake(
                lambda x1, h1, w5, w7, g1, g2: (g1 + g2) * h1 * (1 - h1) * x1,
                "On the way back each gradient passes a weight, w5 or w7, and is multiplied by it.",
            ),
            Mistake(
                lambda x1, h1, w5, w7, g1, g2: (w7 * g1 + w5 * g2) * h1 * (1 - h1) * x1,
                "The weights have changed places: w5 leads to y1, and w7 to y2.",
            ),
            Mistake(
                lambda x1, h1, w5, w7, g1, g2: (
                    (w5 * g1 + w7 * g2) * sigmoid(h1) * (1 - sigmoid(h1)) * x1
                ),
                "h1 went through the sigmoid a second time. It is an output already: its slope is"
                " h1 * (1 - h1).",
            ),
        ),
    ),
    FunctionExercise(
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
                lambda v, g, rate: rate * (v - g),
                "The learning rate multiplies the gradient alone, not the values. Where do the"
                " parentheses go?",
            ),
            Mistake(
                lambda v, g, rate: -rate * g,
                "This is the step. Where do we arrive, when we start from the values?",
            ),
            Mistake(
                lambda v, g, rate: v - rate * np.abs(g),
                "You made every value smaller. Where a gradient is negative its value has to grow;"
                " the sign of the gradient sees to that.",
            ),
            Mistake(
                lambda v, g, rate: v - rate * g * v,
                "You multiplied by the values too. The step is learning_rate * gradient.",
            ),
            Mistake(
                lambda v, g, rate: v - g / rate,
                "You divided by the learning rate. A smaller rate has to make a smaller step.",
            ),
        ),
    ),
    ChoiceExercise(
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
    ),
    FunctionExercise(
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
            Mistake(
                lambda g: g.sum(axis=1),
                "You added up along each row: one number for each example. One for each neuron is"
                " wanted, so add the rows to each other.",
            ),
            Mistake(
                lambda g: g.sum(),
                "You added up everything. That is the gradient of a bias shared by all neurons;"
                " here each neuron has its own.",
            ),
            Mistake(
                lambda g: g,
                "There is still a row for each example. The bias has one number for each neuron:"
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
                lambda g: g.sum(axis=0, keepdims=True),
                "The numbers are right, the shape is (1, n_neurons). A gradient has the shape of"
                " the thing it belongs to: leave keepdims out.",
            ),
        ),
    ),
    FunctionExercise(
        name="05-backward",
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
        ),
        random=random_network,
        variants=(backward_in_a_loop, backward_in_columns, backward_with_layers),
        mistakes=(
            Mistake(
                lambda *arguments: backward_gone_wrong(*arguments, n=1),
                "All gradients are n_examples times too large: E is the mean over the batch, so"
                " 1/n_examples belongs at the start of the way back.",
            ),
            Mistake(
                lambda *arguments: backward_gone_wrong(*arguments, n=len(arguments[0]) / 2),
                "All gradients are twice too large: the ½ in E has cancelled the 2 of the square.",
            ),
            Mistake(
                lambda *arguments: backward_gone_wrong(*arguments, n=arguments[1].size),
                "You divided by the number of all targets. E is a mean over the examples, and a sum"
                " over the outputs: divide by len(inputs).",
            ),
            Mistake(
                with_flipped_sign,
                "All signs are flipped: start the way back with outputs - targets.",
            ),
            Mistake(
                lambda *arguments: backward_gone_wrong(
                    *arguments, hidden_slope=lambda z, a: np.ones_like(a)
                ),
                "The output layer is right. On the way to the hidden sums the slope of the hidden"
                " neurons is missing: hidden * (1 - hidden).",
            ),
            Mistake(
                lambda *arguments: backward_gone_wrong(
                    *arguments, output_slope=lambda z, a: np.ones_like(a)
                ),
                "The slope of the outputs is missing: outputs - targets is the gradient at the"
                " outputs, not yet at their sums.",
            ),
            Mistake(
                lambda *arguments: backward_gone_wrong(
                    *arguments,
                    output_slope=lambda z, a: sigmoid(a) * (1 - sigmoid(a)),
                    hidden_slope=lambda z, a: sigmoid(a) * (1 - sigmoid(a)),
                ),
                "In your slopes the outputs go through the sigmoid a second time. With an output a,"
                " the slope is a * (1 - a).",
            ),
            Mistake(
                lambda *arguments: backward_gone_wrong(
                    *arguments,
                    output_slope=lambda z, a: z * (1 - z),
                    hidden_slope=lambda z, a: z * (1 - z),
                ),
                "You put the sums into a * (1 - a). That formula wants the outputs.",
            ),
            Mistake(
                lambda *arguments: backward_gone_wrong(*arguments, bias=0),
                "The biases are missing on the way forward: the sums are"
                " inputs @ hidden_weight.T + hidden_bias, and likewise for the outputs.",
            ),
            Mistake(
                lambda *arguments: backward_gone_wrong(*arguments, activation=lambda z: z),
                "The hidden sums went on without the sigmoid. Squeeze them first.",
            ),
            Mistake(
                with_one_path,
                "The output layer is right, but the hidden neurons hear from the last output alone."
                " Did an = stand where += belongs? They collect from all outputs.",
            ),
            Mistake(
                with_mean_bias,
                "The weights are right. In the biases 1/n_examples counts twice: add up over the"
                " batch, no mean.",
            ),
            Mistake(
                with_transposes,
                "The numbers are right, and both weight gradients lie on their side. Each has the"
                " shape of its weight: what came back, transposed, @ what came in.",
            ),
            Mistake(
                with_wrong_order,
                "The gradients are right, in another order: first the hidden layer's two, then the"
                " output layer's.",
            ),
        ),
    ),
]
