"""The exercises of lesson 14: a layout to turn, a gradient that piles up, a softmax too many."""

import math
from itertools import accumulate

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake, several


def from_keras(kernel, bias):
    """Return weight and bias as nnlib and PyTorch lay them out."""
    return kernel.T, bias


def from_keras_neuron_by_neuron(kernel, bias):
    """Another right answer: each column of the kernel becomes a row."""
    return [[row[k] for row in kernel] for k in range(len(bias))], list(bias)


def from_keras_transposed(kernel, bias):
    """Another right answer: NumPy's transpose, and a copy."""
    return np.transpose(kernel).copy(), bias.copy()


def from_keras_by_zip(kernel, bias):
    """Another right answer: Python's zip turns rows into columns."""
    return [list(neuron) for neuron in zip(*kernel, strict=True)], bias


def random_layer(rng):
    """Return a kernel that is not square, and its bias."""
    n_in, n_out = rng.permutation(np.arange(2, 7))[:2]
    return rng.normal(size=(n_in, n_out)), rng.normal(size=n_out)


FROM_KERAS = FunctionExercise(
    name="14-from-keras",
    passed="One neuron is a column there and a row here. The numbers are the same.",
    hints=(
        "Which numbers belong to the first neuron? In the kernel they stand in a column.",
        "In our weight, a neuron is a row. Which attribute of an array turns columns into rows?",
        "Return kernel.T, bias.",
    ),
    why="Turning the kernel moves no number to another neuron. The bias has one axis: it stays.",
    reference=from_keras,
    cases=(
        (np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([10.0, 20.0])),
        (np.array([[1.0, -2.0], [4.0, 0.5]]), np.array([0.0, -3.0])),
        (np.array([[2.0, 0.0, 7.0, -1.0]]), np.array([1.0, 2.0, 3.0, 4.0])),
    ),
    random=random_layer,
    parts=("the weight", "the bias"),
    variants=(from_keras_neuron_by_neuron, from_keras_transposed, from_keras_by_zip),
    mistakes=(
        Mistake(
            lambda kernel, bias: (kernel, bias),
            "This is still Keras's layout, (n_in, n_out). Turn it, so that row k is neuron k.",
        ),
        Mistake(
            lambda kernel, bias: (kernel.reshape(kernel.shape[::-1]), bias),
            "reshape makes the right shape, but it deals the numbers out anew, row by row. Weights"
            " change their neuron. Turn the array instead: .T",
        ),
        Mistake(
            lambda kernel, bias: (bias, kernel.T),
            "Both are right, in the wrong order. Return the weight first, then the bias.",
        ),
        Mistake(
            lambda kernel, bias: kernel.T,
            "The weight is right. Return the bias too, after a comma.",
        ),
        Mistake(
            lambda kernel, bias: (kernel.T, bias.reshape(-1, 1)),
            "The weight is right. The bias has one axis in both layouts: leave it as it is.",
        ),
        Mistake(
            lambda kernel, bias: (kernel.T, bias.reshape(1, -1)),
            "The weight is right. The bias is not a table of one row: its shape is (n_out,) in both"
            " layouts. Leave it as it is.",
        ),
        Mistake(
            lambda kernel, bias: (np.rot90(kernel), bias),
            "rot90 rotates the picture of the table, and the neurons come in reverse order. Mirror"
            " it at its diagonal: .T",
        ),
        Mistake(
            lambda kernel, bias: (kernel[::-1].T, bias),
            "Your inputs come in reverse order. Turn the table as it is: kernel.T",
        ),
        Mistake(
            lambda kernel, bias: (kernel.T, bias[::-1]),
            "The weight is right. Your biases are reversed, and each belongs to its own neuron.",
        ),
        Mistake(
            lambda kernel, bias: (kernel.T + bias.reshape(-1, 1), bias),
            "You added the bias to the weights. It is added to the sum, once for each neuron.",
        ),
        Mistake(
            lambda kernel, bias: np.column_stack([kernel.T, bias]),
            "You put both into one table. Return two arrays: the weight, then the bias.",
        ),
    ),
)


def unzeroed(w, gradients, learning_rate):
    """Return where w is after all steps, when nobody sets the gradient to zero."""
    grad = 0.0
    for gradient in gradients:
        grad += gradient
        w -= learning_rate * grad
    return w


def unzeroed_by_cumsum(w, gradients, learning_rate):
    """Another right answer: NumPy adds up the running sums."""
    return w - learning_rate * np.sum(np.cumsum(gradients))


def unzeroed_counted(w, gradients, learning_rate):
    """Another right answer: each gradient counts as often as steps follow it, its own included."""
    n = len(gradients)
    return w - learning_rate * sum((n - k) * g for k, g in enumerate(gradients))


def unzeroed_as_momentum(w, gradients, learning_rate):
    """Another right answer: momentum of 1."""
    velocity = 0
    for gradient in gradients:
        velocity = 1 * velocity + gradient
        w = w - learning_rate * velocity
    return w


def unzeroed_by_accumulate(w, gradients, learning_rate):
    """Another right answer: the standard library adds up."""
    return w - learning_rate * sum(accumulate(gradients))


def one_step_late(w, gradients, learning_rate):
    """Step before the new gradient has come."""
    grad = 0.0
    for gradient in gradients:
        w -= learning_rate * grad
        grad += gradient
    return w


def with_friction(w, gradients, learning_rate):
    """Keep 0.9 of the old gradients, as momentum does."""
    return w - learning_rate * sum(accumulate(gradients, lambda old, new: 0.9 * old + new))


def running_means(gradients):
    """Return the mean of the first gradient, of the first two, and so on."""
    return np.cumsum(gradients) / np.arange(1, len(gradients) + 1)


def random_gradients(rng):
    """Return a place, some gradients and a rate."""
    n_steps = int(rng.integers(3, 9))
    rate = float(rng.uniform(0.01, 0.5))
    return float(rng.normal()), rng.normal(size=n_steps).tolist(), rate


UNZEROED = FunctionExercise(
    name="14-unzeroed",
    passed="Each old gradient pushes again in every later step: momentum 1, without friction.",
    hints=(
        "What does .grad hold after the first backward? And after the second?",
        "Keep a number grad, 0 at first. Each backward adds its gradient to it. Each step uses all"
        " of it.",
        "In a loop over gradients: grad = grad + gradient, then w = w - learning_rate * grad."
        " Return w after the loop.",
    ),
    why="The first gradient is used in every step, the last in one. A running sum is as right.",
    reference=unzeroed,
    cases=(
        (0.0, [1.0, 1.0, 1.0], 0.1),
        (5.0, [2.0, -1.0], 0.5),
        (1.0, [4.0], 0.25),
        (-2.0, [1.0, 0.0, 0.0, -3.0], 1.0),
        (0.5, [-2.0, 3.0, 1.0], 0.2),
    ),
    random=random_gradients,
    variants=(
        unzeroed_by_cumsum,
        unzeroed_counted,
        unzeroed_as_momentum,
        unzeroed_by_accumulate,
    ),
    mistakes=(
        Mistake(
            lambda w, gradients, rate: w - rate * sum(gradients),
            "Here each gradient acts once, as after zero_grad. Without it, what came first acts"
            " again in every later step.",
        ),
        Mistake(
            lambda w, gradients, rate: w + rate * sum(accumulate(gradients)),
            "The sums are right, but you go uphill. A step subtracts.",
        ),
        Mistake(
            one_step_late,
            "You step before the new gradient has been added. backward comes first, then step.",
        ),
        Mistake(
            lambda w, gradients, rate: w - sum(accumulate(gradients)),
            "The learning rate is missing. Each step is the rate times what .grad holds.",
        ),
        Mistake(
            lambda w, gradients, rate: w - rate * sum(running_means(gradients)),
            "You took the mean of the gradients so far. backward adds, and divides by nothing.",
        ),
        Mistake(
            lambda w, gradients, rate: w - rate * gradients[-1],
            "This is one step, with the last gradient alone. There is a step for each of them.",
        ),
        Mistake(
            lambda w, gradients, rate: w - rate * gradients[0],
            "This is the first step alone. Does return stand inside the loop? Put it after it.",
        ),
        Mistake(
            lambda w, gradients, rate: w - rate * sum((k + 1) * g for k, g in enumerate(gradients)),
            "You counted from the wrong end. The first gradient is there longest: it acts in every"
            " step.",
        ),
        Mistake(
            lambda w, gradients, rate: w - rate * sum(gradients) * len(gradients),
            "You used the whole sum in every step. At the first step, only the first gradient has"
            " come.",
        ),
        Mistake(
            lambda w, gradients, rate: sum(gradients),
            "This is what .grad holds in the end. Asked for is where w is.",
        ),
        Mistake(
            lambda w, gradients, rate: [w - rate * s for s in accumulate(accumulate(gradients))],
            "These are all places on the way, and they are right. Return the last one.",
        ),
        Mistake(
            lambda w, gradients, rate: -rate * sum(accumulate(gradients)),
            "This is how far w moves. It begins at w, not at 0.",
        ),
        Mistake(
            lambda w, gradients, rate: w - rate * sum(accumulate(gradients, lambda a, b: a * b)),
            "You multiplied the gradients. backward adds each to what is there.",
        ),
        Mistake(
            lambda w, gradients, rate: (
                w - rate * sum(accumulate(gradients, lambda a, b: 0.9 * a + b))
            ),
            "Here 0.9 of the old gradients stays, as with momentum. Without zero_grad they stay"
            " whole.",
        ),
    ),
)


def least_loss(n_classes):
    """Return the smallest loss that can be reached when the softmax is taken twice."""
    return np.log(1 + (n_classes - 1) / np.e)


def least_loss_step_by_step(n_classes):
    """Another right answer: the perfect row, a second softmax, and the cross-entropy."""
    perfect = np.zeros(n_classes)
    perfect[0] = 1
    again = np.exp(perfect) / np.exp(perfect).sum()
    return -np.log(again[0])


def least_loss_of_logits(n_classes):
    """Another right answer: the logarithm of the sum, less the logit."""
    return np.log(np.e + n_classes - 1) - 1


def least_loss_as_a_fraction(n_classes):
    """Another right answer: the probability first."""
    return -math.log(math.e / (math.e + n_classes - 1))


LEAST_LOSS = FunctionExercise(
    name="14-softmax-twice",
    passed="A perfect network looks unsure: from 0 to 1 is a short way for a logit.",
    hints=(
        "A perfect network gives 1 to the right class and 0 to each other. What are e¹ and e⁰?",
        "The second softmax gives the right class e / (e + 1 + 1 + ...), with a 1 for each *other*"
        " class. The loss is minus the natural logarithm of that.",
        "Return -np.log(np.e / (np.e + n_classes - 1)).",
    ),
    why="No network can go lower: probabilities differ by 1 at most. Real logits have no limit.",
    reference=least_loss,
    cases=((2,), (3,), (10,), (100,)),
    random=lambda rng: (int(rng.integers(2, 1000)),),
    variants=(least_loss_step_by_step, least_loss_of_logits, least_loss_as_a_fraction),
    mistakes=(
        Mistake(
            math.log,
            "This is the loss of a guess, with the same for each class. Here the right class has 1"
            " before the second softmax, the others 0.",
        ),
        Mistake(
            lambda n: 0,
            "0 is the least loss with one softmax. The second one makes of 1, 0, 0 ... again"
            " probabilities, and the right one is below 1.",
        ),
        Mistake(
            lambda n: math.log(1 + n / math.e),
            "You counted the right class twice. There are n_classes - 1 others.",
        ),
        Mistake(
            lambda n: math.log(math.e + n - 1),
            "This is the loss of a *wrong* class. The right one had 1, so it counts e.",
        ),
        Mistake(
            lambda n: math.e / (math.e + n - 1),
            "This is the probability after the second softmax. The loss is minus its logarithm.",
        ),
        Mistake(
            lambda n: math.log(math.e / (math.e + n - 1)),
            "The sign is missing: the loss is *minus* the logarithm, and not below 0.",
        ),
        Mistake(
            lambda n: math.log10(1 + (n - 1) / math.e),
            "You took the logarithm to base 10. Cross-entropy takes the natural one, np.log.",
        ),
        Mistake(
            lambda n: math.log2(1 + (n - 1) / math.e),
            "You took the logarithm to base 2. Cross-entropy takes the natural one, np.log.",
        ),
        Mistake(
            lambda n: math.log(1 + math.e / (n - 1)),
            "Your fraction is upside down: (n_classes - 1) / e.",
        ),
        Mistake(
            lambda n: math.log(1 + 1 / math.e),
            "There is one other class in your sum. There are n_classes - 1.",
        ),
        Mistake(
            lambda n: math.log(1 + (n - 1) / math.e) / n,
            "You divided by the number of classes. The loss looks at the right class alone.",
        ),
    ),
)

LOOP = ChoiceExercise(
    name="14-loop",
    reference="c",
    passed="Yes. Zero, forward, backward, step. Zero may stand anywhere but between the last two.",
    hints=(
        "What does backward do with a gradient that is there already? And which line uses it?",
        "Between backward and step nothing may touch the gradients.",
        "zero_grad clears what the last step used; then forward, backward, step.",
    ),
    why="Zero after step would be right too: only what backward adds may be there when step comes.",
    mistakes=(
        Mistake(
            "a",
            "backward has found the gradients, and then they are erased. step moves nothing, and no"
            " error tells.",
        ),
        Mistake(
            "b",
            "zero_grad comes once, before the loop. From the second batch on, backward adds to the"
            " gradients of all batches before.",
        ),
        Mistake(
            "d",
            "step comes before backward. There it finds no gradients: they have been erased.",
        ),
    ),
)

DOCSTRING = ChoiceExercise(
    name="14-docstring",
    reference="d",
    passed="Yes. Log-probabilities in, a mean out: both words stand in the text.",
    hints=(
        "What does the text say about its input? And does it take a logarithm itself?",
        "It takes no logarithm. So what goes in must be one already, for each class.",
        "Our layers end in logits; log_softmax makes log-probabilities of them.",
    ),
    why="cross_entropy is log_softmax and nll_loss in one, as our SoftmaxCrossEntropy is.",
    mistakes=(
        Mistake(
            "a",
            "It expects log-probabilities, and logits are not. No error comes: it takes minus the"
            " right logit, and that loss has no lowest value.",
        ),
        Mistake(
            "b",
            "A softmax gives probabilities. Expected are their logarithms.",
        ),
        Mistake(
            "c",
            "The logarithms are right. But our loss is the mean over the batch, and this is the"
            " sum: 32 times as large.",
        ),
    ),
)

MEMORY = ChoiceExercise(
    name="14-memory",
    reference="b",
    passed="Yes. loss.item() is a plain number, and the graph can go.",
    hints=(
        "What is a loss in PyTorch, besides a number? Think of lesson 06's Value.",
        "A result knows its operands. What does a sum of all losses know?",
        "Each loss holds its graph, and the sum holds each loss.",
    ),
    why="Record loss.item(), or loss.detach(): the number without the way that led to it.",
    mistakes=(
        *several(
            ["a"],
            "backward adds into the same array each time. The gradients are wrong then, but they"
            " take no more room.",
        ),
        Mistake(
            "c",
            "A batch is freed when nothing refers to it any more. What still refers to it here?",
        ),
        Mistake(
            "d",
            "Plain SGD remembers nothing, and Adam two numbers for each parameter. Neither grows.",
        ),
    ),
)

EXERCISES = [FROM_KERAS, LOOP, UNZEROED, MEMORY, DOCSTRING, LEAST_LOSS]
