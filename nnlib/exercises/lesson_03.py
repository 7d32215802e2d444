"""The exercises of lesson 03: a neuron, a layer, shares, and how much there is to learn."""

from itertools import pairwise

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake
from nnlib.layers import sigmoid, softmax


def relu(z):
    """Return z where it is above 0, and 0 elsewhere."""
    return np.maximum(0, z)


def neuron(x, w, b):
    """Return the ReLU of the weighted sum of x, with the weights w and the bias b."""
    return np.maximum(0, w @ x + b)


def neuron_in_a_loop(x, w, b):
    """Return the same, one input after the other."""
    z = b
    for i in range(len(x)):
        z += w[i] * x[i]
    return z if z > 0 else 0


def neuron_by_sum(x, w, b):
    """Return the same with * and sum, as an array of one number."""
    return np.array([max(0.0, float((x * w).sum() + b))])


def neuron_by_size(x, w, b):
    """Return the same: half of a sum and of its size."""
    z = np.dot(x, w) + b
    return (z + abs(z)) / 2


def random_neuron(rng):
    """Return inputs and weights for a sum that is above 0 more often than below."""
    n_inputs = rng.integers(2, 6)
    return rng.uniform(-2, 2, n_inputs), rng.uniform(-2, 2, n_inputs), rng.uniform(0, 3)


NEURON = FunctionExercise(
    name="03-neuron",
    passed="Weighted sum, plus bias, then the activation: this is all that a neuron does.",
    hints=(
        "Which two steps does a neuron take, and what happens in each?",
        "First z = w @ x + b. What does the ReLU do with a z below 0?",
        "Return np.maximum(0, w @ x + b).",
    ),
    why="w @ x multiplies each input by its weight and adds up; the larger of 0 and z is the ReLU.",
    reference=neuron,
    cases=(
        (np.array([2.0, 1.0]), np.array([1.5, -2.0]), 0.5),
        (np.array([2.0, 1.0]), np.array([1.5, -2.0]), -3.5),
        (np.array([1.0, -2.0, 3.0]), np.array([2.0, 0.5, 1.0]), -1.0),
        (np.array([-1.0, 2.0]), np.array([-3.0, 0.25]), -0.25),
        (np.array([0.5, 4.0]), np.array([-2.0, -0.5]), 4.0),
    ),
    random=random_neuron,
    variants=(neuron_in_a_loop, neuron_by_sum, neuron_by_size),
    mistakes=(
        Mistake(
            lambda x, w, b: w @ x + b,
            "This is the weighted sum. The activation is missing: the ReLU makes 0 of a sum below"
            " 0.",
        ),
        Mistake(
            lambda x, w, b: relu(w @ x),
            "The bias is missing: b is added to the sum before the ReLU.",
        ),
        Mistake(
            lambda x, w, b: w @ x,
            "These are the inputs times their weights. Two things are to come: the bias, and then"
            " the ReLU.",
        ),
        Mistake(
            lambda x, w, b: relu(w @ x) + b,
            "You added the bias after the ReLU. It belongs in the sum, before the ReLU.",
        ),
        Mistake(
            lambda x, w, b: relu(w * x).sum() + b,
            "You took the ReLU of each product, and added the bias after it. First comes the whole"
            " sum with its bias, then one ReLU.",
        ),
        Mistake(
            lambda x, w, b: relu(relu(w * x).sum() + b),
            "You took the ReLU of each product. Products below 0 count in the sum: only the whole"
            " sum goes through the ReLU.",
        ),
        Mistake(
            lambda x, w, b: relu(w * x + b).sum(),
            "You made a neuron of each input: product, bias and ReLU. Add the products up first,"
            " then add b once.",
        ),
        Mistake(
            lambda x, w, b: relu((w * x + b).sum()),
            "b is in your sum once for each input. It is added once for the neuron.",
        ),
        Mistake(
            lambda x, w, b: relu(w * x + b),
            "You return one number for each input. A neuron adds the products up: w @ x, where *"
            " leaves them apart.",
        ),
        Mistake(
            lambda x, w, b: w * x + b,
            "* leaves the products apart. Add them up with w @ x, and take the ReLU at the end.",
        ),
        Mistake(
            lambda x, w, b: relu(w @ x - b),
            "The bias has the wrong sign: it is added.",
        ),
        Mistake(
            lambda x, w, b: sigmoid(w @ x + b),
            "You took the sigmoid. Here the activation is the ReLU: the larger of 0 and z.",
        ),
        Mistake(
            lambda x, w, b: np.tanh(w @ x + b),
            "You took tanh. Here the activation is the ReLU: the larger of 0 and z.",
        ),
        Mistake(
            lambda x, w, b: np.minimum(0, w @ x + b),
            "You took the smaller of 0 and z. The ReLU lets the positive sums through: it is the"
            " larger one.",
        ),
        Mistake(
            lambda x, w, b: abs(w @ x + b),
            "You dropped the sign. The ReLU makes 0 of a sum below 0, not its size.",
        ),
        Mistake(
            lambda x, w, b: float(w @ x + b > 0),
            "You return 1 where the sum is above 0. The ReLU returns the sum itself there.",
        ),
        Mistake(
            lambda x, w, b: relu(-(w @ x + b)),
            "The sign of the sum is flipped: the ReLU is max(0, z), not max(0, -z).",
        ),
        Mistake(
            lambda x, w, b: relu(w @ (x + b)),
            "You added the bias to each input, and it was multiplied by the weights. Add it after"
            " w @ x: mind the parentheses.",
        ),
        Mistake(
            lambda x, w, b: relu((w + b) @ x),
            "You added the bias to each weight. Add it after w @ x: mind the parentheses.",
        ),
        Mistake(
            lambda x, w, b: relu(b * (w @ x)),
            "You multiplied by the bias. It is added.",
        ),
        Mistake(
            lambda x, w, b: relu(np.mean(w * x) + b),
            "You took the mean of the products. A neuron adds them up, and does not divide.",
        ),
        Mistake(
            lambda x, w, b: relu(np.sum(w) * np.sum(x) + b),
            "You added up inputs and weights apart, and then multiplied. Each input meets its own"
            " weight first.",
        ),
        Mistake(
            lambda x, w, b: relu(np.sum(w) + np.sum(x) + b),
            "You added weights and inputs. Each input is multiplied by its weight.",
        ),
        Mistake(
            lambda x, w, b: relu(np.sum(x) + b),
            "The weights are missing: each input is multiplied by its own.",
        ),
        Mistake(
            lambda x, w, b: relu(w[0] * x[0] + w[1] * x[1] + b),
            "You wrote two inputs down, and there may be more. w @ x takes as many as there are.",
        ),
        Mistake(
            lambda x, w, b: relu(w[::-1] @ x + b),
            "The weights have changed places: the first weight goes with the first input.",
        ),
        Mistake(
            lambda x, w, b: max(0, *(w * x)) + b,
            "You took the largest product. The ReLU compares the whole sum with 0.",
        ),
        Mistake(
            lambda x, w, b: np.maximum(1, w @ x + b),
            "Your lowest output is 1. Below zero the ReLU gives 0.",
        ),
        Mistake(
            lambda x, w, b: np.where(w @ x + b > 0, w @ x + b, 0.01 * (w @ x + b)),
            "This is a leaky ReLU: it lets a little through below 0. The plain one gives 0 there.",
        ),
        Mistake(
            lambda x, w, b: w @ x + b if w @ x > 0 else 0.0,
            "You compared with 0 before the bias was added. First the whole sum with its bias, then"
            " the ReLU.",
        ),
        Mistake(
            lambda x, w, b: relu(w @ x + abs(b)),
            "You dropped the sign of the bias. A bias may be negative, and then it lowers the sum.",
        ),
    ),
)


SCALE = ChoiceExercise(
    name="03-scale",
    passed="Weight times range of the input: only both together say how much an input moves z.",
    hints=(
        "By how much does z change from the smallest home to the largest, if all else stays?",
        "120 square metres more, each worth 0.05. And 5 rooms more, each worth 0.5.",
        "0.05 · 120 = 6 and 0.5 · 5 = 2.5: look for the sentence with these numbers.",
    ),
    why=(
        "0.05 · (150 − 30) = 6, and 0.5 · (6 − 1) = 2.5. Measured in hectares the area would have"
        " a weight of 500, and would count exactly as much."
    ),
    reference="c",
    mistakes=(
        Mistake(
            "a",
            "The weight is only half of it. By how many square metres do two homes differ, and by"
            " how many rooms? Multiply each by its weight.",
        ),
        Mistake(
            "b",
            "Each input has its own weight and its own range. Work out how far each of them moves"
            " z: weight times range.",
        ),
        Mistake(
            "d",
            "Square metres and rooms cannot be compared, but their terms of z can: a weight turns"
            " each input into plain numbers of z. Multiply weight and range.",
        ),
    ),
)


def layer(inputs, weight, bias):
    """Return the outputs of a layer of neurons with the ReLU, a row for each example."""
    return np.maximum(0, inputs @ weight.T + bias)


def layer_in_a_loop(inputs, weight, bias):
    """Return the same, example by example and neuron by neuron, as lists."""
    return [[max(0.0, float(w @ x + b)) for w, b in zip(weight, bias, strict=True)] for x in inputs]


def layer_transposed_back(inputs, weight, bias):
    """Return the same with the examples in columns, turned back at the end."""
    return np.maximum(0, weight @ inputs.T + bias[:, np.newaxis]).T


def layer_column_by_column(inputs, weight, bias):
    """Return the same, each neuron for the whole batch at once."""
    outputs = np.zeros((len(inputs), len(weight)))
    for k in range(len(weight)):
        outputs[:, k] = np.dot(inputs, weight[k]) + bias[k]
    outputs[outputs < 0] = 0
    return outputs


def random_layer(rng):
    """Return a batch, and the weights and biases of a layer, of other sizes."""
    n_examples, n_in, n_out = rng.integers(2, 6, 3)
    return (
        rng.uniform(-2, 2, (n_examples, n_in)),
        rng.uniform(-2, 2, (n_out, n_in)),
        rng.uniform(-1, 2, n_out),
    )


LAYER = FunctionExercise(
    name="03-layer",
    passed="One product, one bias for each neuron, one ReLU: a whole layer for a whole batch.",
    hints=(
        "Each example meets each neuron. Which shapes must stand side by side for that?",
        "inputs is (n_examples, n_in), weight.T is (n_in, n_out): the inner sizes agree. bias, of"
        " shape (n_out,), is added to each row.",
        "Return np.maximum(0, inputs @ weight.T + bias).",
    ),
    why="Row i of inputs times column k of weight.T is example i in neuron k: w @ x, all at once.",
    reference=layer,
    cases=(
        (
            np.array([[2.0, 1.0], [0.0, 0.0]]),
            np.array([[1.5, -2.0], [0.0, 3.0]]),
            np.array([0.5, -1.0]),
        ),
        (np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 0.0, -2.0], [0.5, 1, 0]]), np.array([1, -1])),
        (
            np.array([[1.0, -1.0], [2.0, 0.5], [-1.0, 3.0]]),
            np.array([[2.0, 1.0], [-1.0, 1.0], [0.5, -0.5], [1.0, 1.0]]),
            np.array([0.0, 1.0, 2.0, -0.5]),
        ),
    ),
    random=random_layer,
    variants=(layer_in_a_loop, layer_transposed_back, layer_column_by_column),
    mistakes=(
        Mistake(
            lambda inputs, weight, bias: inputs @ weight.T + bias,
            "These are the weighted sums. The activation is missing: no output of a ReLU is below"
            " 0.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs @ weight.T),
            "The bias is missing. NumPy adds a row of biases to every row of the sums.",
        ),
        Mistake(
            lambda inputs, weight, bias: inputs @ weight.T,
            "This is the product alone. Two things are to come: the bias, and then the ReLU.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs @ weight.T) + bias,
            "You added the bias after the ReLU. It belongs in the sum, before the ReLU.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs) @ weight.T + bias,
            "You took the ReLU of the inputs. The weighted sums go through it, at the end.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs @ weight + bias),
            "weight has a row for each neuron, and @ meets columns on its right side. Turn it:"
            " weight.T.",
        ),
        Mistake(
            lambda inputs, weight, bias: inputs @ weight + bias,
            "weight has a row for each neuron, and @ meets columns on its right side: turn it,"
            " weight.T. And the ReLU is to come.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(weight @ inputs + bias),
            "weight @ x is for one example. For a batch, the examples are rows: inputs @ weight.T.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(weight @ inputs.T + bias),
            "Your examples stand in columns, so each bias meets an example instead of a neuron."
            " Write inputs @ weight.T + bias.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(weight @ inputs.T + bias[:, np.newaxis]),
            "Your numbers are right, but transposed: rows are examples, columns are neurons. Write"
            " inputs @ weight.T + bias.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs @ weight.T + bias[:, np.newaxis]),
            "You made a column of the bias. There is one bias for each neuron, and neurons are"
            " columns here: add bias as it is.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs * weight + bias),
            "* multiplies place by place. Each example has to meet each neuron: inputs @ weight.T.",
        ),
        Mistake(
            lambda inputs, weight, bias: sigmoid(inputs @ weight.T + bias),
            "You took the sigmoid. Here the activation is the ReLU.",
        ),
        Mistake(
            lambda inputs, weight, bias: np.tanh(inputs @ weight.T + bias),
            "You took tanh. Here the activation is the ReLU.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs @ weight.T - bias),
            "The bias has the wrong sign: it is added.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs @ weight.T + bias.sum()),
            "You added all biases to every sum. Each neuron has its own.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs @ weight.T + bias[0]),
            "You gave the first bias to all neurons. Each neuron has its own.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs @ weight.T + bias).sum(axis=0),
            "You added the examples up. Each example keeps a row of its own.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs @ weight.T + bias).sum(axis=1),
            "You added the neurons up. Each neuron keeps a column of its own.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu(inputs[0] @ weight.T + bias),
            "This is the first example alone. Let the whole batch through: inputs, not inputs[0].",
        ),
        Mistake(
            lambda inputs, weight, bias: np.minimum(0, inputs @ weight.T + bias),
            "You took the smaller of 0 and the sum. The ReLU is the larger one.",
        ),
        Mistake(
            lambda inputs, weight, bias: abs(inputs @ weight.T + bias),
            "You dropped the signs. The ReLU makes 0 of a sum below 0, not its size.",
        ),
        Mistake(
            lambda inputs, weight, bias: (inputs @ weight.T + bias > 0).astype(float),
            "You return 1 where a sum is above 0. The ReLU returns the sum itself there.",
        ),
        Mistake(
            lambda inputs, weight, bias: relu((inputs @ weight.T + bias).max()),
            "max looks for the largest number of the whole table. np.maximum(0, ...) compares each"
            " number with 0.",
        ),
    ),
)


DEPTH = ChoiceExercise(
    name="03-depth",
    passed="Layers without an activation multiply out to one. The bends come from the activation.",
    hints=(
        "What do the first two layers come to, if you multiply them out?",
        "They come to one layer, and that one with the third again to one.",
        "At the end there is one weight and one bias: what could it do more than a single layer?",
    ),
    why=(
        "Each layer is W x + b, and two of them are (W₂ W₁) x + (W₂ b₁ + b₂): one layer again, so"
        " five are one. (How they train is another matter, and may differ.)"
    ),
    reference="d",
    mistakes=(
        Mistake(
            "a",
            "What bends is the ReLU, at its corner. A layer of weights and biases alone is"
            " straight, and straight after straight is straight.",
        ),
        Mistake(
            "b",
            "The inputs are multiplied by weights five times, but never by one another. 3 (2x + 1)"
            " + 4 is still a straight line.",
        ),
        Mistake(
            "c",
            "More parameters, but not more functions: multiplied out, they give one weight and one"
            " bias. A single layer can have any of these.",
        ),
    ),
)


def softmax_rows(scores):
    """Return the softmax of each row: positive numbers that add up to 1 in each row."""
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def softmax_in_a_loop(scores):
    """Return the same row by row, as lists."""
    return [[np.exp(z) / sum(np.exp(row)) for z in row] for row in scores]


def softmax_transposed(scores):
    """Return the same with the classes in rows, turned back at the end."""
    columns = np.exp(np.asarray(scores).T)
    return (columns / columns.sum(axis=0)).T


def softmax_below_largest(scores):
    """Return the same, the largest score of each row subtracted first."""
    return softmax_rows(scores - scores.max(axis=1, keepdims=True))


def random_scores(rng):
    """Return scores of another number of examples and classes, never as many of both."""
    n_examples = rng.integers(2, 5)
    return (rng.uniform(-2, 3, (n_examples, n_examples + rng.integers(1, 4))),)


def exponential_shares(change):
    """Return a mistake: a change of the exponentials of the scores."""
    return lambda scores: change(np.exp(scores))


SOFTMAX = FunctionExercise(
    name="03-softmax",
    passed="Each row adds up to 1: exponentials, divided by the sum of their own row.",
    hints=(
        "For one row of scores, which two steps make shares of them?",
        "np.exp(scores) does the first step for the whole table. By what has each row to be"
        " divided?",
        "exponentials = np.exp(scores); return exponentials / exponentials.sum(axis=1,"
        " keepdims=True).",
    ),
    why=(
        "axis=1 adds along each row, and keepdims=True keeps the sums as a column, so that each row"
        " is divided by its own."
    ),
    reference=softmax_rows,
    cases=(
        (np.array([[1.0, 1.0], [0.0, 2.0]]),),
        (np.array([[2.0, 1.0, 0.0]]),),
        (np.array([[0.5, -1.0, 2.0], [1.0, 3.0, -2.0]]),),
    ),
    random=random_scores,
    variants=(softmax_in_a_loop, softmax_transposed, softmax_below_largest, softmax),
    mistakes=(
        Mistake(
            exponential_shares(lambda e: e / e.sum()),
            "You divided by the sum of the whole table. Each row needs its own sum: .sum(axis=1,"
            " keepdims=True).",
        ),
        Mistake(
            exponential_shares(lambda e: e / e.sum(axis=0)),
            "Your columns add up to 1. Rows are examples, so each row should: axis=1.",
        ),
        Mistake(
            exponential_shares(lambda e: e / e.sum(axis=1)),
            "The sums are a row here, and each of them meets a column. keepdims=True keeps them as"
            " a column, so that each meets its row.",
        ),
        Mistake(
            np.exp,
            "These are the exponentials. Divide each row by its sum, so that it adds up to 1.",
        ),
        Mistake(
            lambda scores: scores / scores.sum(axis=1, keepdims=True),
            "You divided the scores themselves, and with negative ones that goes wrong. Take"
            " np.exp(scores) first.",
        ),
        Mistake(
            lambda scores: np.exp(scores) / scores.sum(axis=1, keepdims=True),
            "You divided by the sum of the scores. Divide by the sum of their exponentials.",
        ),
        Mistake(
            lambda scores: scores / np.exp(scores).sum(axis=1, keepdims=True),
            "Below is the sum of exponentials, above are the scores. Both should be exponentials.",
        ),
        Mistake(
            lambda scores: np.exp(scores / scores.sum(axis=1, keepdims=True)),
            "You divided before you took the exponential. First np.exp(scores), then divide each"
            " row by its sum.",
        ),
        Mistake(
            exponential_shares(lambda e: e / e.max(axis=1, keepdims=True)),
            "You divided by the largest. Divide by the sum: then each row adds up to 1.",
        ),
        Mistake(
            exponential_shares(lambda e: e / e.mean(axis=1, keepdims=True)),
            "You divided by the mean, so each row adds up to the number of classes. Divide by the"
            " sum.",
        ),
        Mistake(
            exponential_shares(lambda e: e.sum(axis=1, keepdims=True) / e),
            "The fraction is upside down: exponentials above, their sum below.",
        ),
        Mistake(
            exponential_shares(lambda e: e - e.sum(axis=1, keepdims=True)),
            "You subtracted the sum. Divide by it.",
        ),
        Mistake(
            exponential_shares(lambda e: e.sum(axis=1, keepdims=True)),
            "These are the sums of the rows. Divide the exponentials by them.",
        ),
        Mistake(
            lambda scores: softmax_rows(-scores),
            "There is a minus in your exponent, as in the sigmoid. Softmax has none: the largest"
            " score gets the largest share.",
        ),
        Mistake(
            sigmoid,
            "You took the sigmoid of each score. Then a row does not add up to 1: softmax divides"
            " by the sum of the row.",
        ),
        Mistake(
            lambda scores: sigmoid(scores) / sigmoid(scores).sum(axis=1, keepdims=True),
            "You divided sigmoids by their sum. Take np.exp(scores) in their place.",
        ),
        Mistake(
            exponential_shares(lambda e: e / (1 + e.sum(axis=1, keepdims=True))),
            "There is a 1 too many below. The sum of the exponentials is all: then the shares add"
            " up to 1.",
        ),
        Mistake(
            lambda scores: 2.0**scores / (2.0**scores).sum(axis=1, keepdims=True),
            "You took powers of 2. Softmax takes powers of e: np.exp(scores).",
        ),
        Mistake(
            lambda scores: relu(scores) / relu(scores).sum(axis=1, keepdims=True),
            "You took the ReLU to make the scores positive. Softmax takes np.exp(scores).",
        ),
        Mistake(
            lambda scores: abs(scores) / abs(scores).sum(axis=1, keepdims=True),
            "You dropped the signs to make the scores positive. Softmax takes np.exp(scores): a"
            " score below 0 gets a small share.",
        ),
        Mistake(
            lambda scores: scores**2 / (scores**2).sum(axis=1, keepdims=True),
            "You squared the scores. Softmax takes e to the power of each: np.exp(scores).",
        ),
        Mistake(
            lambda scores: (scores == scores.max(axis=1, keepdims=True)).astype(float),
            "You give all to the largest score. Softmax is a soft maximum: the others get their"
            " shares too.",
        ),
        Mistake(
            lambda scores: softmax_rows(scores)[0],
            "This is the first row alone. Return a row for each example.",
        ),
        Mistake(
            lambda scores: softmax_rows(scores).sum(axis=1),
            "You added the shares of each row up, which always gives 1. Return the shares"
            " themselves.",
        ),
        Mistake(
            lambda scores: softmax_rows(softmax_rows(scores)),
            "The softmax was taken twice. Once makes shares.",
        ),
        Mistake(
            lambda scores: np.log(softmax_rows(scores)),
            "You took the logarithm of the shares. Return the shares themselves.",
        ),
        Mistake(
            lambda scores: 100 * softmax_rows(scores),
            "These are percentages. Each row should add up to 1.",
        ),
    ),
)


def count_parameters(sizes):
    """Return how many weights and biases a dense network of these sizes has."""
    return sum(n_in * n_out + n_out for n_in, n_out in pairwise(sizes))


def count_in_a_loop(sizes):
    """Return the same by the places in the list."""
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i - 1] + 1) * sizes[i]
    return total


def count_with_arrays(sizes):
    """Return the same with NumPy: the products of neighbours, and all but the inputs."""
    sizes = np.array(sizes)
    return np.sum(sizes[:-1] * sizes[1:]) + np.sum(sizes[1:])


def count_built(sizes):
    """Return the same by making the arrays and asking for their sizes."""
    weights = [np.zeros((n_out, n_in)) for n_in, n_out in pairwise(sizes)]
    return float(sum(weight.size + len(weight) for weight in weights))


def random_sizes(rng):
    """Return the sizes of a network of one to four layers."""
    return (rng.integers(1, 30, rng.integers(2, 6)).tolist(),)


def each_layer(count):
    """Return a mistake: another count for each layer, added up."""
    return lambda sizes: sum(count(n_in, n_out) for n_in, n_out in pairwise(sizes))


COUNT = FunctionExercise(
    name="03-count",
    passed="Each pair of neighbours gives a matrix of weights, and each neuron a bias.",
    hints=(
        "How many layers have weights, if the list holds four sizes?",
        "From n_in to n_out there are n_in · n_out weights and n_out biases. Go through the"
        " neighbours of the list, and add up.",
        "Return sum(n_in * n_out + n_out for n_in, n_out in pairwise(sizes)).",
    ),
    why=(
        "pairwise gives (784, 16), (16, 16), (16, 10): each pair is one matrix and one row of"
        " biases. (n_in + 1) · n_out is the same."
    ),
    reference=count_parameters,
    cases=(([3, 2, 4, 1],), ([2, 2, 1],), ([784, 16, 16, 10],), ([3, 4],), ([5, 1, 3, 2, 4],)),
    random=random_sizes,
    variants=(count_in_a_loop, count_with_arrays, count_built),
    mistakes=(
        Mistake(
            each_layer(lambda n_in, n_out: n_in * n_out),
            "These are the weights alone. Each neuron has a bias as well.",
        ),
        Mistake(
            lambda sizes: sum(sizes[1:]),
            "These are the biases alone. Each connection has a weight as well.",
        ),
        Mistake(
            lambda sizes: count_parameters(sizes) + sizes[0],
            "You gave biases to the inputs too. They compute nothing, so they have none.",
        ),
        Mistake(
            each_layer(lambda n_in, n_out: n_in * n_out + n_in),
            "You counted a bias for each number that comes in. Biases belong to the neurons: n_out"
            " of them.",
        ),
        Mistake(
            each_layer(lambda n_in, n_out: n_in * n_out + 1),
            "You counted one bias for each layer. Each neuron has its own: n_out of them.",
        ),
        Mistake(
            lambda sizes: each_layer(lambda n_in, n_out: n_in * n_out)(sizes) + 1,
            "You counted one bias in all. Each neuron has its own.",
        ),
        Mistake(
            lambda sizes: count_parameters(sizes[:-1]),
            "The last layer is missing: the outputs have weights and biases like the others.",
        ),
        Mistake(
            lambda sizes: count_parameters(sizes) - sizes[-1],
            "The outputs have no biases in your count. They are neurons too.",
        ),
        Mistake(
            lambda sizes: count_parameters(sizes[1:]),
            "The first layer is missing: its weights lead from the inputs to the first neurons.",
        ),
        Mistake(
            lambda sizes: count_parameters(sizes[:2]),
            "This is the first layer alone. Add up over all layers: is the return inside the loop?",
        ),
        Mistake(
            lambda sizes: count_parameters(sizes[-2:]),
            "This is the last layer alone. Add up over all layers: does your loop start the sum"
            " afresh each time?",
        ),
        Mistake(
            each_layer(lambda n_in, n_out: n_in + n_out),
            "You added the two sizes. Each of the n_in numbers is connected to each of the n_out"
            " neurons: multiply.",
        ),
        Mistake(
            each_layer(lambda n_in, n_out: n_in * n_out + n_in + n_out),
            "You counted biases on both sides of each layer. Only the neurons it leads to have"
            " them: n_out.",
        ),
        Mistake(
            each_layer(lambda n_in, n_out: (n_in + 1) * (n_out + 1)),
            "You added 1 to both sizes. The bias is one more for each neuron: (n_in + 1) * n_out.",
        ),
        Mistake(
            sum,
            "You added the sizes up. From one layer to the next each number is connected to each"
            " neuron: multiply neighbours.",
        ),
        Mistake(
            lambda sizes: float(np.prod([float(n) for n in sizes])),
            "You multiplied all sizes. Only neighbours are connected: multiply two at a time, and"
            " add up.",
        ),
        Mistake(
            lambda sizes: sum(n * sizes[0] + n for n in sizes[1:]),
            "You connected every layer to the inputs. A layer is connected to the one before it.",
        ),
        Mistake(
            lambda sizes: sum(n * n + n for n in sizes[1:]),
            "You multiplied each size by itself. Multiply it by the size before it.",
        ),
        Mistake(
            lambda sizes: [n_in * n_out + n_out for n_in, n_out in pairwise(sizes)],
            "These are the numbers for each layer, and they are right. Add them up: sum(...).",
        ),
        Mistake(
            lambda sizes: count_parameters(sizes) + sizes[-1] * sizes[0] + sizes[0],
            "You went around in a circle: the last layer does not lead back to the first. Take"
            " sizes[i] and sizes[i - 1] from i = 1 on.",
        ),
        Mistake(
            lambda sizes: sum(sizes[i] * sizes[i + 1] + sizes[i + 1] for i in range(len(sizes))),
            "You asked for a place behind the last size. Let i count places, and end one earlier:"
            " range(len(sizes) - 1).",
        ),
        Mistake(
            lambda sizes: 13002,
            "This is the count for 784-16-16-10, whatever comes in. Take the sizes from the list.",
        ),
        Mistake(
            lambda sizes: (
                sizes[0] * sizes[1]
                + sizes[1]
                + sizes[1] * sizes[2]
                + sizes[2]
                + sizes[2] * sizes[3]
                + sizes[3]
            ),
            "You wrote three layers down. The list may be shorter or longer: use a loop.",
        ),
    ),
)


EXERCISES = [NEURON, SCALE, LAYER, DEPTH, SOFTMAX, COUNT]
