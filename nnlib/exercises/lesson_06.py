"""The exercises of lesson 06: from one operation's slopes to a tape, and a fault to be mended."""

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake


def product_derivatives(a, b):
    """Return how a · b answers to a, and how it answers to b."""
    return b, a


def product_derivatives_as_array(a, b):
    """Return them as an array."""
    return np.array([b, a])


def product_derivatives_by_nudges(a, b):
    """Return the two ratios for a nudge of 1; in a product they do not depend on the nudge."""
    return [(a + 1) * b - a * b, a * (b + 1) - a * b]


def product_derivatives_by_names(a, b):
    """Return them, each under a name first."""
    to_a = 1 * b
    to_b = a * 1
    return to_a, to_b


PRODUCT = FunctionExercise(
    name="06-product",
    passed="In a product each operand is stretched by the other one: the slopes are crosswise.",
    hints=(
        "Nudge a by 1 and hold b still: 3 · 4 becomes 4 · 4. By how much has the product grown?",
        "It grows by one more b. What does it grow by when b is nudged?",
        "Return b, a: first how the product answers to a, then how it answers to b.",
    ),
    why="With b held still, a · b is a straight line in a, and its slope is b; and crosswise.",
    reference=product_derivatives,
    parts=("the derivative by a", "the derivative by b"),
    cases=((2.0, 5.0), (3.0, -3.0), (0.5, 0.0), (-1.5, 4.0)),
    random=lambda rng: tuple(rng.uniform(-3, 3, 2).tolist()),
    variants=(
        product_derivatives_as_array,
        product_derivatives_by_nudges,
        product_derivatives_by_names,
    ),
    mistakes=(
        Mistake(
            lambda a, b: (a, b),
            "The two have changed places. If a is nudged, the product grows by one b for each step"
            " of one.",
        ),
        Mistake(
            lambda a, b: (1.0, 1.0),
            "These are the slopes of a + b. In a product, the other operand stretches the nudge.",
        ),
        Mistake(
            lambda a, b: a * b,
            "This is the product itself, the way forward. Return two numbers: how it answers to a,"
            " and how it answers to b.",
        ),
        Mistake(
            lambda a, b: (a * b, a * b),
            "This is the product, twice. How fast does it grow when a alone is nudged?",
        ),
        Mistake(
            lambda a, b: (b, b),
            "The first is right. In the second, b is nudged and a holds still: which of them"
            " stretches the nudge?",
        ),
        Mistake(
            lambda a, b: (a, a),
            "The second is right. In the first, a is nudged and b holds still: which of them"
            " stretches the nudge?",
        ),
        Mistake(
            lambda a, b: a + b,
            "You added the two slopes. They belong to two operands: return them apart, with a"
            " comma.",
        ),
        Mistake(
            lambda a, b: b,
            "This is the slope towards a alone. The product has two operands: return both slopes,"
            " with a comma.",
        ),
        Mistake(
            lambda a, b: a,
            "This is the slope towards b alone. The product has two operands: return both slopes,"
            " first the one towards a.",
        ),
        Mistake(
            lambda a, b: (2 * a, 2 * b),
            "2a is the slope of a square, a · a. Here the other factor is b, which holds still.",
        ),
        Mistake(
            lambda a, b: (a * b**2, a**2 * b),
            "You multiplied by the product too. A local derivative knows its own operation alone:"
            " what arrives from behind comes later.",
        ),
        Mistake(
            lambda a, b: (-b, -a),
            "The sign is flipped: with b above 0, a larger a makes a larger product.",
        ),
    ),
)


def power_derivative(a, n):
    """Return how a to the power of n answers to a; n is fixed."""
    return n * a ** (n - 1)


def power_derivative_by_division(a, n):
    """Return n aⁿ / a, the same where a is not 0."""
    return n * a**n / a


def power_derivative_by_nudges(a, n):
    """Return the ratio for a small nudge to both sides."""
    h = 1e-5
    return ((a + h) ** n - (a - h) ** n) / (2 * h)


def power_derivative_in_a_loop(a, n):
    """Return the sum over n factors: each is nudged once, the n − 1 others stretch the nudge."""
    total = 0
    for nudged in range(n):
        product = 1
        for other in range(n):
            if other != nudged:
                product = product * a
        total = total + product
    return total


POWER = FunctionExercise(
    name="06-power",
    passed="The exponent comes down as a factor, and above it stands one less.",
    hints=(
        "a³ is a · a · a. If one of the three is nudged, what do the other two do to the nudge?",
        "They stretch it by a², and it may be any of the three. So a³ has the slope 3 a². And aⁿ?",
        "Return n * a ** (n - 1).",
    ),
    why="aⁿ is a product of n factors; each, when nudged, is stretched by the n − 1 others.",
    reference=power_derivative,
    cases=((3.0, 2), (2.0, 3), (-1.5, 4), (0.5, 1)),
    random=lambda rng: (float(rng.uniform(0.5, 2.5)), int(rng.integers(1, 6))),
    variants=(
        power_derivative_by_division,
        power_derivative_by_nudges,
        power_derivative_in_a_loop,
    ),
    mistakes=(
        Mistake(
            lambda a, n: a ** (n - 1),
            "The exponent is one less, as it should be. It also comes down as a factor: where is"
            " n?",
        ),
        Mistake(
            lambda a, n: n * a**n,
            "The factor n is there. The exponent goes down by one: n - 1, in parentheses.",
        ),
        Mistake(
            lambda a, n: n * a**n - 1,
            "Python takes the power before it subtracts: your 1 is taken from the whole. Put n - 1"
            " into parentheses.",
        ),
        Mistake(
            lambda a, n: n * a,
            "This is right for a square alone. For a³ the slope is 3 a², so the exponent matters.",
        ),
        Mistake(
            lambda a, n: 2 * a,
            "This is the slope of the square, whatever n is. Let n take the place of the 2, and of"
            " the 1 that is left above.",
        ),
        Mistake(
            lambda a, n: a**n,
            "This is the power itself, the way forward. How fast does it grow when a is nudged?",
        ),
        Mistake(
            lambda a, n: n * a * (n - 1),
            "You multiplied by n - 1. It stands above: a ** (n - 1), with two stars.",
        ),
        Mistake(
            lambda a, n: (n - 1) * a ** (n - 1),
            "The exponent is right. The factor in front is n itself, not one less.",
        ),
        Mistake(
            lambda a, n: (n - 1) * a**n,
            "The two have changed places: n comes down as the factor, and n - 1 stands above.",
        ),
        Mistake(
            lambda a, n: n * a ** (n + 1),
            "The exponent goes down by one, not up: going up is the way back from a slope to its"
            " function.",
        ),
        Mistake(
            lambda a, n: 2 * a ** (n - 1),
            "The factor in front is 2 for a square alone. For aⁿ it is n.",
        ),
        Mistake(
            lambda a, n: a**n * np.log(a),
            "This is how the power answers to its exponent. Here n is fixed, and a is nudged.",
        ),
        Mistake(
            lambda a, n: n ** (a - 1),
            "a and n have changed places: a is below, and the exponent n - 1 above.",
        ),
        Mistake(
            lambda a, n: n * a ^ (n - 1),
            "In Python ^ is not a power. Write two stars: a ** (n - 1).",
        ),
    ),
)


def play_back(tape):
    """Return the gradient of the last row, with respect to every row."""
    gradients = [0.0] * len(tape)
    gradients[-1] = 1.0
    for place in reversed(range(len(tape))):
        for operand, derivative in tape[place]:
            gradients[operand] += gradients[place] * derivative
    return gradients


def play_back_as_array(tape):
    """Return the gradients as an array, walking down by an index."""
    gradients = np.zeros(len(tape))
    gradients[len(tape) - 1] = 1
    for place in range(len(tape) - 1, 0, -1):
        for pair in tape[place]:
            gradients[pair[0]] = gradients[pair[0]] + gradients[place] * pair[1]
    return gradients


def play_back_path_by_path(tape):
    """Return the gradients, each path followed to its end: right, and slow where paths multiply."""
    gradients = [0.0] * len(tape)

    def send(place, gradient):
        gradients[place] += gradient
        for operand, derivative in tape[place]:
            send(operand, gradient * derivative)

    send(len(tape) - 1, 1.0)
    return gradients


def play_back_by_collecting(tape):
    """Return the gradients, each one collected from the rows that use it."""
    gradients = {len(tape) - 1: 1.0}
    for place in reversed(range(len(tape) - 1)):
        gradients[place] = sum(
            gradients[later] * derivative
            for later in range(place + 1, len(tape))
            for operand, derivative in tape[later]
            if operand == place
        )
    return [gradients[place] for place in range(len(tape))]


def wrong_tape(order=reversed, start=1.0, others=0.0, combine=lambda old, g, d: old + g * d):
    """Return a way back with one part of it replaced."""

    def answer(tape):
        gradients = [others] * len(tape)
        gradients[-1] = start
        for place in order(range(len(tape))):
            for operand, derivative in tape[place]:
                gradients[operand] = combine(gradients[operand], gradients[place], derivative)
        return gradients

    return answer


def as_they_come(tape):
    """Return the gradients of a walk that goes on to operands as it meets them, each once."""
    gradients, found = [0.0] * len(tape), [len(tape) - 1]
    gradients[-1] = 1.0
    for place in found:
        for operand, derivative in tape[place]:
            gradients[operand] += gradients[place] * derivative
            if operand not in found:
                found.append(operand)
    return gradients


def forward_from_first(tape):
    """Return how every row answers to the first one: a walk forward."""
    answers = [0.0] * len(tape)
    answers[0] = 1.0
    for place, pairs in enumerate(tape):
        for operand, derivative in pairs:
            answers[place] += answers[operand] * derivative
    return answers


def first_operand_alone(tape):
    """Return the gradients when only the first pair of each row is looked at."""
    return play_back([pairs[:1] for pairs in tape])


def last_operand_alone(tape):
    """Return the gradients when only the last pair of each row is looked at."""
    return play_back([pairs[-1:] for pairs in tape])


def pair_swapped(tape):
    """Stop at a place that is not a whole number, as a swapped pair gives it."""
    gradients = [0.0] * len(tape)
    gradients[-1] = 1.0
    for place in reversed(range(len(tape))):
        for derivative, operand in tape[place]:
            gradients[operand] += gradients[place] * derivative
    return gradients


def random_tape(rng):
    """Return a tape of a few rows, each made from earlier ones."""
    tape = [[], []]
    for place in range(2, int(rng.integers(5, 9))):
        operands = rng.integers(0, place, rng.integers(1, 3)).tolist()
        tape.append([(operand, round(float(rng.uniform(-2, 2)), 2)) for operand in operands])
    return (tape,)


TAPE_OF_Z = [[], [], [(0, 3.0), (1, -3.0)], [(1, 6.0)], [(2, 1.0), (3, 1.0)]]
TAPE_OF_F = [[], [], [(0, 3.0), (1, -3.0)], [(2, 1.0), (1, 1.0)], [(3, -12.0)]]

TAPE = FunctionExercise(
    name="06-tape",
    passed="From the last row to the first, multiply and add: that is all of backpropagation.",
    hints=(
        "Which gradient is known before anything is sent back? And which row has its turn first?",
        "Start with zeros, and 1 for the last row. Take the rows from the last to the first; each"
        " adds its gradient times the derivative to each of its operands.",
        "for place in reversed(range(len(tape))): for operand, derivative in tape[place]:"
        " gradients[operand] += gradients[place] * derivative. Then return gradients.",
    ),
    why=(
        "Rows refer to earlier rows only, so at its turn a row has received all that it will."
        " To follow each path to its end is right too, but there may be very many paths."
    ),
    reference=play_back,
    cases=(
        (TAPE_OF_Z,),
        ([[], [(0, 2.0)], [(1, 5.0)]],),
        (TAPE_OF_F,),
        ([[], [(0, 2.0)], [(1, 3.0)], [(1, 1.0), (2, 1.0)]],),
        ([[], [(0, 3.0), (0, 3.0)]],),
        ([[], [(0, 2.0)], [(0, 5.0)]],),
        ([[]],),
    ),
    random=random_tape,
    variants=(play_back_as_array, play_back_path_by_path, play_back_by_collecting),
    mistakes=(
        Mistake(
            wrong_tape(combine=lambda old, g, d: g * d),
            "The last to arrive overwrites what was there. Where a value is used twice, gradients"
            " add: write += in the place of =.",
        ),
        Mistake(
            wrong_tape(order=iter),
            "Only the last row has sent. Do you start there, with reversed(range(len(tape)))? And"
            " does return stand after the loop, not inside it?",
        ),
        Mistake(
            wrong_tape(start=0.0),
            "Every gradient is 0, for nothing was there to send. The last row answers to itself"
            " by 1: set that before the loop.",
        ),
        Mistake(
            wrong_tape(others=1.0),
            "Every row starts with 1. Only the last one does; the others start with 0.",
        ),
        Mistake(
            wrong_tape(combine=lambda old, g, d: old + d),
            "You added the local derivatives alone. Each is multiplied by the gradient that has"
            " arrived at the row: gradients[place].",
        ),
        Mistake(
            wrong_tape(combine=lambda old, g, d: old + g + d),
            "You added the gradient and the derivative. Along a path factors are multiplied; what"
            " arrives over several paths is added.",
        ),
        Mistake(
            wrong_tape(combine=lambda old, g, d: old + g),
            "What arrives is passed on as it is. Multiply it by the local derivative of the pair.",
        ),
        Mistake(
            wrong_tape(combine=lambda old, g, d: old * g * d),
            "Only the last row has a gradient: nothing is sent. Does your loop run, from the last"
            " row down, and does it add gradients[place] * derivative?",
        ),
        Mistake(
            wrong_tape(combine=lambda old, g, d: old - g * d),
            "The sign is flipped: you subtract what arrives. A step of descent subtracts; the way"
            " back adds.",
        ),
        Mistake(
            as_they_come,
            "Some row has its turn before all has arrived at it. Do not go from operand to operand:"
            " take the rows from the last to the first.",
        ),
        Mistake(
            forward_from_first,
            "You walked forward from the first row: how each row answers to it. The question is how"
            " the last row answers to each.",
        ),
        Mistake(
            first_operand_alone,
            "Only the first pair of each row is used. A row may have two operands: loop over all"
            " its pairs.",
        ),
        Mistake(
            last_operand_alone,
            "Only the last pair of each row is used. A row may have two operands: loop over all"
            " its pairs.",
        ),
        Mistake(
            lambda tape: play_back(tape)[::-1],
            "The numbers are right and their order is turned round. Place 0 of your list belongs to"
            " row 0 of the tape.",
        ),
        Mistake(
            lambda tape: play_back(tape)[:-1],
            "The gradient of the last row is missing at the end: it is 1. Return one number for"
            " each row.",
        ),
        Mistake(
            lambda tape: play_back(tape)[0],
            "This is the gradient of the first row alone. Return the whole list, a number for each"
            " row. Is return inside the loop?",
        ),
        Mistake(
            pair_swapped,
            "In a pair the place of the operand comes first, and the derivative second: for"
            " operand, derivative in tape[place].",
        ),
    ),
)


WHO_TRAINS = ChoiceExercise(
    name="06-who-trains",
    passed="backward finds the gradients, and no value moves. Descent is what uses them.",
    why="Backpropagation computes slopes. Going down them is the work of gradient descent.",
    reference="b",
    hints=(
        "Which attribute does send_back write to?",
        "It writes gradients. Which line of the loop changes the weights?",
        "That line has the learning rate, and comes after backward. What is left for backward?",
    ),
    mistakes=(
        Mistake(
            "a",
            "Look into send_back: which attribute does it write to? The weights changed in another"
            " line, the one with the learning rate.",
        ),
        Mistake(
            "c",
            "Back go gradients, and only gradients. Values flow forward; print y1.value before and"
            " after backward(error), and compare.",
        ),
        Mistake(
            "d",
            "The gradient points uphill, but backward takes no step along it. It tells the way;"
            " somebody else has to walk.",
        ),
    ),
)


def linear_backward(output_gradient, inputs, weight):
    """Return the gradients of the weight, of the bias and of the inputs."""
    weight_gradient = output_gradient.T @ inputs
    bias_gradient = output_gradient.sum(axis=0)
    input_gradient = output_gradient @ weight
    return weight_gradient, bias_gradient, input_gradient


def linear_backward_example_by_example(output_gradient, inputs, weight):
    """Return the gradients, added up over the examples in a loop."""
    weight_gradient, bias_gradient = np.zeros(weight.shape), np.zeros(len(weight))
    rows = []
    for delta, example in zip(output_gradient, inputs, strict=True):
        weight_gradient += np.outer(delta, example)
        bias_gradient += delta
        rows.append(weight.T @ delta)
    return weight_gradient, bias_gradient, np.array(rows)


def linear_backward_transposed(output_gradient, inputs, weight):
    """Return the gradients with each product written the other way round."""
    bias = np.ones(len(inputs)) @ output_gradient
    return (inputs.T @ output_gradient).T, bias, (weight.T @ output_gradient.T).T


def linear_backward_by_einsum(output_gradient, inputs, weight):
    """Return the gradients as sums over named axes."""
    return [
        np.einsum("nk,nm->km", output_gradient, inputs),
        np.einsum("nk->k", output_gradient),
        np.einsum("nk,km->nm", output_gradient, weight),
    ]


def wrong_backward(weight=None, bias=None, inputs=None):
    """Return a way back with one part replaced, or two, each a function of the arguments."""

    def answer(g, x, w):
        right = linear_backward(g, x, w)
        parts = zip((weight, bias, inputs), right, strict=True)
        return tuple(part(g, x, w) if part else value for part, value in parts)

    return answer


def random_layer(rng):
    """Return what a layer has on its way back, of a random shape."""
    n_examples, n_inputs, n_neurons = rng.permutation([2, 3, 4, 5])[:3]
    return (
        rng.normal(size=(n_examples, n_neurons)),
        rng.normal(size=(n_examples, n_inputs)),
        rng.normal(size=(n_neurons, n_inputs)),
    )


MEND = FunctionExercise(
    name="06-mend",
    passed="Mended: over the batch gradients add, and each gradient has the shape of its thing.",
    hints=(
        "Which parameter of the last layer does the check blame? And what else does that layer"
        " hand on, which spoils the layer before it?",
        "The bias is used once by every example: gradients add. And the gradient of the inputs has"
        " the shape (n, m): which product of (n, k) with the weight, (k, m), gives it?",
        "Return output_gradient.T @ inputs, output_gradient.sum(axis=0), output_gradient @ weight.",
    ),
    why="Each example adds its share to weight and bias; .T was one too many for the inputs.",
    reference=linear_backward,
    parts=(
        "the gradient of the weight",
        "the gradient of the bias",
        "the gradient of the inputs",
    ),
    cases=(
        (
            np.array([[1.0, 2.0], [0.0, -1.0]]),
            np.array([[3.0, 4.0], [1.0, 2.0]]),
            np.array([[1.0, 5.0], [0.0, 2.0]]),
        ),
        (
            np.array([[1.0, 2.0]]),
            np.array([[3.0, 4.0, 5.0]]),
            np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]]),
        ),
        (
            np.array([[1.0, 0.5], [-2.0, 1.0], [3.0, 2.0]]),
            np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 1.0, 3.0], [2.0, 0.0, 1.0, 1.0]]),
            np.array([[1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 0.0, -1.0]]),
        ),
    ),
    random=random_layer,
    variants=(
        linear_backward_example_by_example,
        linear_backward_transposed,
        linear_backward_by_einsum,
    ),
    mistakes=(
        Mistake(
            wrong_backward(bias=lambda g, x, w: g.mean(axis=0), inputs=lambda g, x, w: g @ w.T),
            "These are your friend's lines, as they are. The check found faults in two of them.",
        ),
        Mistake(
            wrong_backward(inputs=lambda g, x, w: g @ w.T),
            "The bias is mended. What the layer hands back is not: (n, k) @ (k, m) gives (n, m)"
            " without a .T, and a square weight only hides it.",
        ),
        Mistake(
            wrong_backward(bias=lambda g, x, w: g.mean(axis=0)),
            "What is handed back is mended. The bias is used by every example, so its gradients"
            " add: take the sum, not the mean.",
        ),
        Mistake(
            wrong_backward(bias=lambda g, x, w: g.sum(axis=1)),
            "axis=1 sums over the neurons, and gives a number for each example. Sum over the"
            " examples: axis=0.",
        ),
        Mistake(
            wrong_backward(bias=lambda g, x, w: g.sum()),
            "You summed the bias to one number. Each neuron has a bias of its own: sum over the"
            " examples alone, axis=0.",
        ),
        Mistake(
            wrong_backward(bias=lambda g, x, w: g),
            "The gradient of the bias still has a row for each example. Add the rows up:"
            " .sum(axis=0).",
        ),
        Mistake(
            wrong_backward(weight=lambda g, x, w: x.T @ g),
            "The gradient of the weight is transposed: it should have the weight's shape, (k, m)."
            " That line of your friend's was right.",
        ),
        Mistake(
            wrong_backward(weight=lambda g, x, w: g.T @ x / len(x)),
            "You divided the gradient of the weight by the number of examples. The loss has done"
            " that already: leave the sum.",
        ),
        Mistake(
            lambda g, x, w: tuple(part / len(x) for part in linear_backward(g, x, w)),
            "You divided by the number of examples. The loss has done that already, in what"
            " arrives: leave the sums.",
        ),
        Mistake(
            wrong_backward(inputs=lambda g, x, w: (g @ w).T),
            "What is handed back is transposed: it should have the shape of the inputs, (n, m).",
        ),
        Mistake(
            wrong_backward(inputs=lambda g, x, w: g @ w * x),
            "The inputs have no say in their own gradient: each answers by its weight. Leave the"
            " factor out.",
        ),
        Mistake(
            lambda g, x, w: (g @ w, g.T @ x, g.sum(axis=0)),
            "The lines are right, and their order is not: first the weight, then the bias, then"
            " the inputs.",
        ),
        Mistake(
            lambda g, x, w: (g.T @ x, g @ w, g.sum(axis=0)),
            "The lines are right; bias and inputs have changed places. First the weight, then the"
            " bias, then the inputs.",
        ),
        Mistake(
            lambda g, x, w: g @ w,
            "This is what is handed back alone. Return three: weight, bias, inputs, with commas.",
        ),
    ),
)


NOT_EXACT = ChoiceExercise(
    name="06-not-exact",
    passed="The nudge has a length, and numbers have sixteen digits. The referee is a little off.",
    why="Centred differences err by the square of the step, and by rounding over the step.",
    reference="c",
    hints=(
        "Which of the two roads depends on a step that somebody chose?",
        "Think of the U of lesson 01: what spoils a large nudge, and what a small one?",
        "The way back uses formulas. The nudge has a length, and its difference loses digits.",
    ),
    mistakes=(
        Mistake(
            "a",
            "The way back takes no shortcut: each local derivative is a formula. Which of the two"
            " depends on a step that somebody chose?",
        ),
        Mistake(
            "b",
            "A fault in the formulas shows as 0.1 or 0.5, not as less than a millionth. Think of"
            " the U-shaped curve of lesson 01.",
        ),
        Mistake(
            "d",
            "The learning rate does not come in: neither road takes a step of descent.",
        ),
    ),
)


EXERCISES = [PRODUCT, POWER, TAPE, WHO_TRAINS, MEND, NOT_EXACT]
