"""The exercises of lesson 09: from a picture of a digit to a network that reads it."""

import math
from itertools import pairwise

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake, several
from nnlib.layers import Linear, softmax
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD
from nnlib.training import accuracy, confusion, predict


def to_inputs(images):
    """Return a row of numbers from 0 to 1 for each picture."""
    return images.reshape(len(images), -1) / 255


def to_inputs_in_a_loop(images):
    """Another right answer: one picture at a time, as lists."""
    return [[float(grey) / 255 for line in image for grey in line] for image in images]


def to_inputs_in_float32(images):
    """Another right answer: as `scale` does it."""
    return np.divide(images, 255, dtype=np.float32).reshape(images.shape[0], -1)


def to_inputs_stacked(images):
    """Another right answer: each picture flattened, the rows stacked."""
    return np.stack([image.ravel() * (1 / 255) for image in images])


def divided_in_place(images):
    """Divide bytes in place, where no fraction fits; NumPy stops it."""
    images /= 255
    return images


def stretched(images, axis):
    """Stretch the greys, of each picture or of all, from the palest to the darkest."""
    rows = images.reshape(len(images), -1).astype(float)
    lowest, highest = rows.min(axis, keepdims=True), rows.max(axis, keepdims=True)
    return (rows - lowest) / (highest - lowest)


def random_images(rng):
    """Return a few grey pictures of a random, non-square shape."""
    height, width = rng.permutation(np.arange(2, 7))[:2]
    shape = (int(rng.integers(1, 5)), int(height), int(width))
    return (rng.integers(0, 250, shape, dtype=np.uint8),)


SCALE = FunctionExercise(
    name="09-to-inputs",
    reference=to_inputs,
    cases=(
        (np.array([[[0, 51], [102, 153], [204, 102]]], np.uint8),),
        (np.array([[[255, 20, 51], [102, 204, 153]], [[5, 10, 20], [40, 15, 80]]], np.uint8),),
    ),
    random=random_images,
    tolerance=1e-3,
    variants=(to_inputs_in_a_loop, to_inputs_in_float32, to_inputs_stacked),
    passed="A picture is one row of numbers from 0 to 1: the network knows nothing of its lines.",
    hints=(
        "What shape has the array of pictures, and what shape does a network take?",
        "The first axis stays; the other two become one: images.reshape(len(images), -1).",
        "Divide the reshaped array by 255, the largest value that a grey can have.",
    ),
    why="reshape keeps the order line by line; the division makes floats, so nothing is lost.",
    mistakes=(
        Mistake(
            lambda images: images.reshape(len(images), -1) / 256,
            "Your numbers are a little too small: you divided by 256. A byte has 256 values, but"
            " the largest of them is 255, and full ink should become 1.",
        ),
        Mistake(
            lambda images: images / 255,
            "The numbers are right, but each picture is still a rectangle. A network takes rows:"
            " return what images.reshape(len(images), -1) gives; images itself does not change.",
        ),
        Mistake(
            lambda images: images.reshape(len(images), -1),
            "The rows are right, but their numbers are still greys up to 255. Divide them by 255,"
            " so that they lie between 0 and 1.",
        ),
        Mistake(
            lambda images: images.reshape(len(images), -1) // 255,
            "The fractions are gone: // or a whole-number type drops them, so that only full ink"
            " is left. Divide with /, and keep what comes of it.",
        ),
        Mistake(
            lambda images: images.transpose(0, 2, 1).reshape(len(images), -1) / 255,
            "You read the pictures column by column. Read line by line, as reshape does.",
        ),
        *several(
            (
                lambda images: images.reshape(-1) / 255,
                lambda images: images.reshape(1, -1) / 255,
            ),
            "All pictures run together in one long row. Keep the first axis: one row for each.",
        ),
        Mistake(
            lambda images: images.reshape(len(images), -1) / images.max(),
            "You divided by the largest grey of these pictures. Then a pale batch would come out"
            " as dark as a dark one. Divide by 255, whatever comes.",
        ),
        Mistake(
            lambda images: 1 - images.reshape(len(images), -1) / 255,
            "Ink and paper have changed places. Here 0 is paper and 1 is full ink: leave out 1 −.",
        ),
        Mistake(
            divided_in_place,
            "/= puts its result back into the bytes of images, and a byte holds no fraction."
            " Return a new array: images / 255, reshaped.",
        ),
        *several(
            (
                lambda images: images[0].reshape(-1) / 255,
                lambda images: images[:1].reshape(1, -1) / 255,
                lambda images: images[-1].reshape(-1) / 255,
            ),
            "Only one of the pictures came back. Return a row for each; a return inside the loop"
            " ends it after the first.",
        ),
        Mistake(
            lambda images: images.reshape(len(images), -1) / 255 * 2 - 1,
            "Your numbers go from −1 to 1. They are to go from 0, paper, to 1, full ink: divide"
            " by 255 and stop there.",
        ),
        *several(
            (lambda images: stretched(images, 1), lambda images: stretched(images, None)),
            "You stretched the greys from the palest to the darkest one. Then pale ink comes out"
            " as dark as full ink: divide by 255, whatever comes.",
        ),
        Mistake(
            lambda images: images.reshape(len(images), -1) / images.max((1, 2)).reshape(-1, 1),
            "You divided each picture by its own largest grey. Then a pale digit comes out as dark"
            " as a dark one: divide by 255, whatever comes.",
        ),
        Mistake(
            lambda images: images.reshape(len(images), -1) / 255 / 255,
            "Your numbers are divided by 255 twice. scale divides already: once is enough.",
        ),
        Mistake(
            lambda images: images.reshape(-1, len(images)) / 255,
            "Your rows and columns are counted the wrong way round. First comes the number of"
            " pictures, so that a row is one picture: reshape(len(images), -1).",
        ),
        Mistake(
            lambda images: (images.reshape(len(images), -1) / 255).T,
            "Each picture is a column of your array. A row belongs to each: leave out the .T.",
        ),
        Mistake(
            lambda images: images.reshape(-1, images.shape[2]) / 255,
            "Each of your rows is one line of a picture. All lines of a picture go into one row,"
            " height * width numbers long.",
        ),
        *several(
            (
                lambda images: images.reshape(len(images), 784) / 255,
                lambda images: images.reshape(-1, 784) / 255,
                lambda images: images.reshape(len(images), 28 * 28, 1) / 255,
            ),
            "784 fits pictures of 28 × 28 pixels alone, and here come others. With"
            " reshape(len(images), -1) NumPy works the length out.",
        ),
        Mistake(
            lambda images: images.reshape(len(images), images.shape[1] + images.shape[2]) / 255,
            "A picture has height · width pixels, and you added the two. Multiply them, or let"
            " -1 work it out.",
        ),
        *several(
            (
                lambda images: images.reshape(len(images), -1) / 255 - 0.5,
                lambda images: (images.reshape(len(images), -1) - images.mean()) / images.std(),
            ),
            "You moved the numbers to lie around 0, as other courses do. Here paper is 0 and full"
            " ink is 1: divide by 255 alone.",
        ),
    ),
)


def count_parameters(sizes):
    """Return the number of weights and biases of a network with layers of these sizes."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def count_parameters_in_a_loop(sizes):
    """Another right answer: layer by layer."""
    total = 0
    for layer in range(1, len(sizes)):
        total += sizes[layer - 1] * sizes[layer] + sizes[layer]
    return total


def count_parameters_with_arrays(sizes):
    """Another right answer: all weights at once, then all biases."""
    sizes = np.array(sizes)
    return np.dot(sizes[:-1], sizes[1:]) + sizes[1:].sum()


def count_parameters_by_building(sizes):
    """Another right answer: build the layers and count what is in them."""
    rng = np.random.default_rng(0)
    layers = [Linear(a, b, rng=rng) for a, b in pairwise(sizes)]
    return sum(layer.weight.value.size + layer.bias.value.size for layer in layers)


def weights_alone(sizes):
    """Return the number of weights, without the biases."""
    return sum(n_in * n_out for n_in, n_out in pairwise(sizes))


COUNT = FunctionExercise(
    name="09-count-parameters",
    reference=count_parameters,
    cases=(([3, 2],), ([4, 3, 2],), ([784, 16, 16, 10],)),
    random=lambda rng: (rng.integers(2, 40, rng.integers(3, 6)).tolist(),),
    variants=(
        count_parameters_in_a_loop,
        count_parameters_with_arrays,
        count_parameters_by_building,
    ),
    passed="Each neuron has a weight for every input and one bias; nearly all sit in layer one.",
    hints=(
        "How many numbers does one neuron hold that has 784 inputs?",
        "A layer with n_in inputs and n_out neurons holds n_in · n_out weights and n_out biases.",
        "Add (n_in + 1) * n_out for n_in, n_out in pairwise(sizes), the neighbours in the list.",
    ),
    why="A layer sits between two neighbours of the list, so a list of n sizes has n − 1 layers.",
    mistakes=(
        Mistake(
            weights_alone,
            "You counted the weights alone. Each neuron has a bias as well: add one for each.",
        ),
        Mistake(
            lambda sizes: weights_alone(sizes) + sum(sizes),
            "You gave a bias to the inputs too. Inputs are numbers that come in, not neurons:"
            " start with the second size when you add the biases.",
        ),
        *several(
            (
                lambda sizes: weights_alone(sizes) + len(sizes) - 1,
                lambda sizes: weights_alone(sizes) + len(sizes),
            ),
            "You counted one bias for each layer. Each neuron has a bias of its own.",
        ),
        Mistake(
            lambda sizes: weights_alone(sizes) + sum(sizes[:-1]),
            "You added a bias for each number that goes into a layer. The biases belong to the"
            " neurons, to what comes out: n_out of them.",
        ),
        Mistake(
            lambda sizes: sum(a + b for a, b in pairwise(sizes)),
            "You added the neighbours; n_in + 1 * n_out does so too, for its parentheses are"
            " missing. Every input is joined to every neuron: multiply, then add the biases.",
        ),
        Mistake(
            lambda sizes: (sizes[0] + 1) * sizes[1],
            "That is the first layer alone. Add those after it; a return inside the loop ends it"
            " too early.",
        ),
        Mistake(
            lambda sizes: sum(sizes[1:]),
            "That is the number of neurons, so of biases. Each neuron also has a weight for every"
            " number that comes in.",
        ),
        Mistake(
            sum,
            "You added the sizes. Parameters lie between neighbours in the list: n_in · n_out"
            " weights and n_out biases for each two.",
        ),
        Mistake(
            lambda sizes: (sizes[-2] + 1) * sizes[-1],
            "Only the last layer is left, because each one overwrites the one before. In the loop"
            " write total += instead of total =.",
        ),
        Mistake(
            lambda sizes: count_parameters(sizes[:-1]),
            "The last layer is missing: your loop ends one too early. A list of n sizes has n − 1"
            " layers, range(len(sizes) - 1).",
        ),
        Mistake(
            lambda sizes: [sizes[n] * sizes[n + 1] for n in range(len(sizes))],
            "An index runs past the end of the list. The list may have any length, and n sizes"
            " have n − 1 layers: range(len(sizes) - 1), or pairwise(sizes).",
        ),
        Mistake(
            lambda sizes: [n_in * n_out for n_in, n_out in sizes],
            "sizes is a list of single numbers, and you took it for a list of pairs."
            " pairwise(sizes) makes the pairs.",
        ),
        Mistake(
            lambda sizes: sum((sizes[n] + 1) * sizes[n + 1] for n in range(0, len(sizes) - 1, 2)),
            "You left out every second layer. The pairs overlap: the outputs of one layer are the"
            " inputs of the next.",
        ),
        *several(
            (math.prod, lambda sizes: math.prod(sizes) + sum(sizes[1:])),
            "You multiplied all the sizes. Only neighbours are joined: multiply two at a time, and"
            " add what comes out.",
        ),
        Mistake(
            lambda sizes: weights_alone(sizes) + 1,
            "You added one bias for the whole network. Each neuron has a bias of its own.",
        ),
        Mistake(
            lambda sizes: weights_alone(sizes) + sum(sizes[1:-1]),
            "The biases of the last layer are missing. Outputs are neurons too: their sizes are"
            " sizes[1:].",
        ),
        Mistake(
            lambda sizes: count_parameters(sizes) + sum(sizes[1:]),
            "You counted the biases twice. (n_in + 1) * n_out holds them already.",
        ),
        *several(
            (
                lambda sizes: sum((n_in + 1) * (n_out + 1) for n_in, n_out in pairwise(sizes)),
                lambda sizes: sum(n_in * n_out + n_in + n_out for n_in, n_out in pairwise(sizes)),
            ),
            "You added to the inputs and to the outputs of a layer. Only its neurons have biases:"
            " n_out of them, so (n_in + 1) * n_out.",
        ),
        Mistake(
            lambda sizes: count_parameters(sizes[1:]),
            "The first layer is missing. It lies between sizes[0] and sizes[1], so a loop over"
            " n, n + 1 starts with 0.",
        ),
        Mistake(
            lambda sizes: weights_alone(sizes) + sizes[-1],
            "Only the last layer's biases are counted. The hidden neurons have biases too: their"
            " sizes are in sizes[1:].",
        ),
    ),
)


def cross_entropy(logits, label):
    """Return −log of the probability that softmax gives to the label."""
    exponentials = np.exp(logits - np.max(logits))
    return -np.log(exponentials[label] / exponentials.sum())


def cross_entropy_as_formula(logits, label):
    """Another right answer: log Σ exp(z) − z of the label."""
    return np.log(np.exp(logits).sum()) - logits[label]


def cross_entropy_in_a_loop(logits, label):
    """Another right answer: the sum term by term, relative to the label's logit."""
    return np.log(sum(np.exp(float(logit) - float(logits[label])) for logit in logits))


def cross_entropy_with_nnlib(logits, label):
    """Another right answer: the library's loss of a batch of one."""
    return SoftmaxCrossEntropy()(np.reshape(logits, (1, -1)), np.array([label]))


def probability(logits, label):
    """Return what softmax gives to the label."""
    return softmax(logits)[label]


def slope(logits, label):
    """Return the gradient of the loss, p − t."""
    return softmax(logits) - np.eye(len(logits))[label]


def random_logits(rng):
    """Return logits whose largest is not at the label, and the label."""
    logits = rng.normal(0, 2, rng.integers(4, 9)).round(2)
    return logits, int(np.argsort(logits)[int(rng.integers(1, len(logits) - 1))])


CROSS_ENTROPY = FunctionExercise(
    name="09-cross-entropy",
    keeps_inputs=True,
    reference=cross_entropy,
    cases=(
        (np.array([1.0, 2.0, 0.5]), 0),
        (np.array([-1.0, 0.3, 0.7, 2.5]), 1),
    ),
    random=random_logits,
    variants=(cross_entropy_as_formula, cross_entropy_in_a_loop, cross_entropy_with_nnlib),
    passed="The loss asks for one thing alone: how probable did you call what it really was?",
    hints=(
        "Which of the probabilities does the loss look at?",
        "First all probabilities, as in the cell above; then the one at the label; then −log.",
        "return -np.log(probabilities[label]), where probabilities = exponentials / their sum.",
    ),
    why="Subtracting the largest logit changes no probability, and keeps exp from overflowing.",
    mistakes=(
        Mistake(
            lambda logits, label: np.log(softmax(logits)[label]),
            "The sign is missing: the log of a probability is negative, and a loss is positive."
            " Put − before it.",
        ),
        Mistake(
            lambda logits, label: -np.log(softmax(logits).max()),
            "You took the largest probability, the answer that the network likes best. The loss"
            " asks for the probability of the label, of what is true.",
        ),
        Mistake(
            lambda logits, label: -np.log10(softmax(logits)[label]),
            "Your log has the base 10. The loss uses the natural logarithm, np.log.",
        ),
        Mistake(
            lambda logits, label: -np.log2(softmax(logits)[label]),
            "Your log has the base 2. The loss uses the natural logarithm, np.log.",
        ),
        Mistake(
            lambda logits, label: 1 - softmax(logits)[label],
            "You returned how far the probability is from 1. The loss takes its logarithm:"
            " −log p grows without bound when a certain answer is wrong.",
        ),
        Mistake(
            lambda logits, label: softmax(logits)[label],
            "That is the probability itself. Take its logarithm, and turn the sign.",
        ),
        Mistake(
            lambda logits, label: -logits[label],
            "You took minus the logit alone: the division by the sum of all exponentials is"
            " missing. A logit is large or small only beside the others.",
        ),
        Mistake(
            lambda logits, label: -np.log(softmax(logits)).sum(),
            "You added −log p over all classes. Only the label's own term counts.",
        ),
        Mistake(
            lambda logits, label: -np.log(softmax(logits)[label]) / len(logits),
            "You divided by the number of classes. The mean is taken over examples, and here is"
            " one example.",
        ),
        Mistake(
            lambda logits, label: -np.log(softmax(softmax(logits))[label]),
            "You took the softmax twice. Once makes probabilities of logits; a second time makes"
            " them nearly equal.",
        ),
        Mistake(
            lambda logits, label: -np.log(logits[label]),
            "You took the log of a logit, before the softmax. Logits may be negative, and have no"
            " log then: make probabilities of them first, with np.exp and a division.",
        ),
        Mistake(
            lambda logits, label: -np.log(logits[label] / np.sum(logits)),
            "You divided the logits by their sum, without exp, and some may be negative. First"
            " np.exp of each, then divide by the sum of those.",
        ),
        *several(
            (
                lambda logits, label: -np.log(np.exp(logits[label]) / np.sum(logits)),
                lambda logits, label: -np.log(logits[label] / np.sum(np.exp(logits))),
            ),
            "exp is missing on one side of your division. Above stands np.exp of the label's"
            " logit, below the sum of np.exp of them all.",
        ),
        Mistake(
            lambda logits, label: np.sum(logits) - logits[label],
            "You took exp of the sum. First np.exp of each logit, then the sum:"
            " np.exp(logits).sum().",
        ),
        Mistake(
            lambda logits, label: cross_entropy(-logits, label),
            "There is a minus inside your exp, as in a sigmoid. In the softmax there is none, so"
            " that the largest logit gets the largest probability.",
        ),
        *several(
            (
                lambda logits, label: cross_entropy(logits, label) - np.max(logits),
                lambda logits, label: cross_entropy(logits, label) + np.max(logits),
            ),
            "You subtracted the largest logit in one place only. Take it off both logits above and"
            " below the division, or off none.",
        ),
        *several(
            (
                lambda logits, label: cross_entropy(logits, label - 1),
                lambda logits, label: cross_entropy(logits, label + 1),
            ),
            "You looked one place beside the label. Classes count from 0, and so do places:"
            " [label], without a − 1 or + 1.",
        ),
        Mistake(
            lambda logits, label: -np.log(softmax(np.array([2.0, 1.0, 0.0]))[label]),
            "You took the probabilities of the example above, from another cell. Make them anew,"
            " from the logits that come in.",
        ),
        Mistake(
            lambda logits, label: -np.log(softmax(logits)),
            "You returned −log p of every class. The loss is one number: take the entry at the"
            " label, [label].",
        ),
        Mistake(
            lambda logits, label: -np.log(softmax(logits)).mean(),
            "You took the mean of −log p over the classes. Only the label's own term counts.",
        ),
        Mistake(
            lambda logits, label: -np.sum(softmax(logits) * np.log(softmax(logits))),
            "−Σ p log p is the entropy: how undecided the network is. The loss asks about the"
            " truth: −log of the label's p alone.",
        ),
        Mistake(
            lambda logits, label: -probability(logits, label) * np.log(probability(logits, label)),
            "You multiplied the logarithm by p. The factor belongs to the truth, which is 1 at the"
            " label: −log p alone.",
        ),
        Mistake(
            lambda logits, label: np.log(np.sum(np.exp(logits))),
            "That is the log of the sum of the exponentials, and the label is not in it yet."
            " Divide its exponential by that sum, then take −log.",
        ),
        Mistake(
            lambda logits, label: 1 / probability(logits, label),
            "You returned 1/p. The loss is its logarithm: log(1/p) = −log p.",
        ),
        Mistake(
            lambda logits, label: np.log1p(np.exp(-logits[label])),
            "You sent one logit through the sigmoid. With several classes the softmax takes its"
            " place: exp of the label's logit, divided by the sum of exp of them all.",
        ),
        Mistake(
            lambda logits, label: softmax(logits),
            "Those are all the probabilities. Take the one at the label, [label], and then −log.",
        ),
        Mistake(
            slope,
            "p − t is the slope of the loss, which training needs later. The loss itself is −log"
            " of the label's p.",
        ),
        *several(
            (
                lambda logits, label: np.mean(slope(logits, label) ** 2),
                lambda logits, label: np.sum(slope(logits, label) ** 2),
            ),
            "That is the squared error of the probabilities. The cross-entropy is −log of the"
            " label's p.",
        ),
        *several(
            (
                SoftmaxCrossEntropy(),
                lambda logits, label: SoftmaxCrossEntropy()(logits, np.array([label])),
                lambda logits, label: SoftmaxCrossEntropy()(logits.reshape(1, -1), label),
            ),
            "The library's loss takes a batch: a row of logits for each example, and an array of"
            " labels. Write −log p out here, or pass logits.reshape(1, -1) and np.array([label]).",
        ),
        Mistake(
            lambda logits, label: np.log(np.exp(logits).sum()) + logits[label],
            "The sign of the label's logit is flipped. Dividing by the sum inside the log gives"
            " log Σ exp(z) minus the label's z.",
        ),
        Mistake(
            lambda logits, label: np.max(logits) - logits[label],
            "You divided by the largest exponential. Divide by the sum of all of them, so that the"
            " probabilities add up to 1.",
        ),
        Mistake(
            lambda logits, label: -np.log(1 - probability(logits, label)),
            "You took the log of 1 − p. The loss asks about the label's own probability: −log p.",
        ),
        Mistake(
            lambda logits, label: np.argmax(logits),
            "That is the network's answer, the place of its largest logit. The loss is −log of"
            " the probability that the label gets.",
        ),
    ),
)


def lesson_network(inputs):
    """Send inputs through the lesson's network, which takes 784 pixels and stops at others."""
    return Linear(784, 16, rng=np.random.default_rng(3)).forward(inputs)


def share_right(logits, labels):
    """Return the share of rows whose largest output is at the label."""
    return np.mean(np.argmax(logits, axis=1) == labels)


def share_right_in_a_loop(logits, labels):
    """Another right answer: one row at a time."""
    n_right = 0
    for row, label in zip(logits, labels, strict=True):
        n_right += int(max(range(len(row)), key=lambda n: row[n]) == label)
    return n_right / len(labels)


def share_right_by_comparing(logits, labels):
    """Another right answer: is the label's own output the largest?"""
    own = logits[np.arange(len(labels)), labels]
    return np.count_nonzero(own == logits.max(axis=1)) / len(labels)


def share_right_by_probability(logits, labels):
    """Another right answer: the softmax does not change which output is the largest."""
    return (softmax(logits).argmax(axis=-1) == np.asarray(labels)).sum() / labels.size


def answers_of(logits):
    """Return the place of the largest output of each row."""
    return np.argmax(logits, axis=1)


def n_right(logits, labels):
    """Return how many answers are right."""
    return np.sum(answers_of(logits) == labels)


def chosen_by_if(logits, labels):
    """Ask for one truth where there are many; NumPy stops it."""
    return 1 if answers_of(logits) == labels else 0


def counted_by_classes(logits, labels):
    """Go through as many examples as there are classes."""
    return sum(logits[n].argmax() == labels[n] for n in range(logits.shape[1])) / len(labels)


def random_answers(rng):
    """Return logits of a network that is right about half of the time, and the labels."""
    n_examples, n_classes = int(rng.integers(5, 12)), int(rng.integers(3, 5))
    labels = rng.integers(0, n_classes, n_examples)
    logits = rng.normal(size=(n_examples, n_classes))
    logits[np.arange(n_examples), labels] += 1
    return logits, labels


ACCURACY = FunctionExercise(
    name="09-accuracy",
    keeps_inputs=True,
    reference=share_right,
    cases=(
        (np.array([[0.1, 2.0, 0.3], [0.6, 0.3, 0.5], [1.5, 0.2, 0.4]]), np.array([1, 2, 0])),
        (
            np.array([[5.0, -3.0], [-0.1, -0.2], [0.5, 0.9], [2.0, 1.0], [0.0, 4.0]]),
            np.array([1, 0, 0, 0, 0]),
        ),
        (np.array([[0.2, 0.9, 0.1, 0.4]]), np.array([1])),
    ),
    random=random_answers,
    variants=(share_right_in_a_loop, share_right_by_comparing, share_right_by_probability),
    passed="The answer is the place of the largest output; no softmax is needed to find it.",
    hints=(
        "Each row holds the outputs for one digit. Which digit does the network answer?",
        "np.argmax(logits, axis=1) finds the place of the largest number in each row.",
        "Compare these with the labels, ==, and take np.mean: True counts as 1, False as 0.",
    ),
    why="The mean of right (1) and wrong (0) is the share of right answers.",
    mistakes=(
        Mistake(
            n_right,
            "You returned how many are right. A share is that number divided by the number of"
            " examples.",
        ),
        Mistake(
            lambda logits, labels: 100 * share_right(logits, labels),
            "You returned per cent. Here accuracy is a share, from 0 to 1: leave out the 100.",
        ),
        Mistake(
            lambda logits, labels: 1 - share_right(logits, labels),
            "You returned the share of wrong answers. Compare with ==, not with !=.",
        ),
        Mistake(
            lambda logits, labels: np.mean(np.argmin(logits, axis=1) == labels),
            "You took the place of the smallest output. The answer is at the largest: argmax.",
        ),
        Mistake(
            lambda logits, labels: np.mean(np.argmax(logits) == labels),
            "Without axis=1, argmax looks for one largest number in the whole array. Look in each"
            " row: axis=1.",
        ),
        Mistake(
            lambda logits, labels: n_right(logits, labels) / logits.shape[1],
            "You divided by the number of classes. Divide by the number of examples, the rows.",
        ),
        Mistake(
            lambda logits, labels: np.mean(np.max(logits, axis=1) == labels),
            "max gives the largest output itself. You need its place in the row: argmax.",
        ),
        Mistake(
            lambda logits, labels: n_right(logits, labels) / logits.size,
            "You divided by the number of all logits, rows times columns. Divide by the number of"
            " examples, the rows: len(labels).",
        ),
        Mistake(
            lambda logits, labels: np.mean(np.argmax(logits, axis=0) == labels),
            "axis=0 goes down each column, so it looks for the best example of each class. The"
            " answer is the largest in each row: axis=1.",
        ),
        Mistake(
            lambda logits, labels: n_right(logits, labels) // len(labels),
            "Your result is 1 where all answers are right, and else 0: // and .all() do that."
            " Divide with /, or take np.mean.",
        ),
        Mistake(
            lambda logits, labels: n_right(logits[:1], labels[:1]) / len(labels),
            "Only the first example is looked at: the return stands inside the loop. Move it to the"
            " left, under the for.",
        ),
        Mistake(
            lambda logits, labels: n_right(logits[:-1], labels[:-1]) / len(labels),
            "The last example is left out: range ends before its number. It takes len(labels),"
            " without − 1.",
        ),
        Mistake(
            lambda logits, labels: (n_right(logits, labels) > 0) / len(labels),
            "You counted one right answer at most, as = 1 in a loop does. Write += 1.",
        ),
        Mistake(
            counted_by_classes,
            "Your loop runs over the classes, the columns of logits. Go through the examples:"
            " range(len(labels)).",
        ),
        Mistake(
            lambda logits, labels: np.mean(answers_of(logits) + 1 == labels),
            "You added 1 to the answers. Classes count from 0, and so does argmax: leave out + 1.",
        ),
        Mistake(
            lambda logits, labels: answers_of(logits),
            "Those are the answers. Compare them with the labels, ==, and take the mean of that.",
        ),
        Mistake(
            lambda logits, labels: answers_of(logits) == labels,
            "That says of each answer whether it is right. The share is the mean of it: np.mean.",
        ),
        Mistake(
            lambda logits, labels: 1.0,
            "Your share is always 1: len counts the false comparisons too, and any asks for one"
            " true one alone. np.mean gives the share.",
        ),
        *several(
            (
                lambda logits, labels: np.mean(softmax(logits)[range(len(labels)), labels] > 0.5),
                lambda logits, labels: np.mean(logits[range(len(labels)), labels] > 0),
                lambda logits, labels: np.mean(logits[range(len(labels)), labels] > 0.5),
            ),
            "You asked whether the label's output lies above a fixed bound. An answer is right"
            " where it is the largest of its row, however small: argmax.",
        ),
        Mistake(
            lambda logits, labels: np.mean(logits[range(len(labels)), labels]),
            "You took the mean of the labels' own logits. An answer counts as 1 or as 0: right is"
            " where the label's logit is the largest of its row.",
        ),
        Mistake(
            lambda logits, labels: 1 - np.mean(np.abs(answers_of(logits) - labels)),
            "You measured how far each answer lies from its label. Classes have no distance: an"
            " answer is right or wrong, so compare with ==.",
        ),
        Mistake(
            lambda logits, labels: np.mean(logits == labels),
            "You compared the logits themselves with the labels. First find the answer of each"
            " row: np.argmax(logits, axis=1).",
        ),
        Mistake(
            lambda logits, labels: np.mean(answers_of(logits) == labels.argmax(axis=1)),
            "The labels are the classes themselves already, not one-hot rows. Only the logits need"
            " argmax.",
        ),
        Mistake(
            chosen_by_if,
            "== compares every row, so there are many truths, and an if needs one. np.mean of"
            " them is the share.",
        ),
        Mistake(
            accuracy,
            "accuracy of nnlib takes a model, inputs and labels, and here the logits are there"
            " already. Compare np.argmax(logits, axis=1) with the labels.",
        ),
        Mistake(
            lambda logits, labels: lesson_network(logits),
            "The lesson's network takes pictures of 784 pixels, and logits are what a network has"
            " answered already. Compare np.argmax(logits, axis=1) with the labels.",
        ),
    ),
)


def network_of_one_layer(inputs, learning_rate):
    """Return the model, loss and optimizer of the exercise's first lines."""
    model = Linear(inputs.shape[1], 10, rng=np.random.default_rng(7), dtype=np.float64)
    return model, SoftmaxCrossEntropy(), SGD(model.parameters, learning_rate)


def one_step(inputs, labels, learning_rate):
    """Return the loss of a batch before and after one step of training."""
    model = Linear(inputs.shape[1], 10, rng=np.random.default_rng(7), dtype=np.float64)
    loss, optimizer = SoftmaxCrossEntropy(), SGD(model.parameters, learning_rate)
    logits = model.forward(inputs)
    before = loss(logits, labels)
    model.backward(loss.gradient(logits, labels))
    optimizer.step()
    return before, loss(model.forward(inputs), labels)


def one_step_without_optimizer(inputs, labels, learning_rate):
    """Another right answer: the update written out."""
    model, loss, _ = network_of_one_layer(inputs, learning_rate)
    before = loss(model.forward(inputs), labels)
    model.backward(loss.gradient(model.forward(inputs), labels))
    for parameter in model.parameters:
        parameter.value = parameter.value - learning_rate * parameter.gradient
    return [before, loss(model.forward(inputs), labels)]


def one_step_in_numpy(inputs, labels, learning_rate):
    """Another right answer: without backward, from the formula of the gradient."""
    model, loss, _ = network_of_one_layer(inputs, learning_rate)
    logits = model.forward(inputs)
    gradient = (softmax(logits) - np.eye(10)[labels]) / len(labels)
    weight = model.weight.value - learning_rate * gradient.T @ inputs
    bias = model.bias.value - learning_rate * gradient.sum(axis=0)
    return loss(logits, labels), loss(inputs @ weight.T + bias, labels)


def one_step_with_one_hot_targets(inputs, labels, learning_rate):
    """Another right answer: one-hot rows instead of labels, and an array instead of a tuple."""
    model, loss, optimizer = network_of_one_layer(inputs, learning_rate)
    targets, losses = np.eye(10)[labels], np.zeros(2)
    losses[0] = loss(model.forward(inputs), targets)
    model.backward(loss.gradient(model.outputs, targets))
    optimizer.step()
    losses[1] = loss(model.forward(inputs), targets)
    return losses


def library_gradient(logits, labels):
    """Return the gradient of the loss, as nnlib has it."""
    return SoftmaxCrossEntropy().gradient(logits, labels)


def stands_still(inputs, labels, learning_rate):
    """Forget optimizer.step(), or the second forward."""
    before, _ = one_step(inputs, labels, learning_rate)
    return before, before


def another_gradient(change):
    """Return a `one_step` that sends something else back: change(logits, labels)."""

    def one_step_of_another_gradient(inputs, labels, learning_rate):
        model, loss, optimizer = network_of_one_layer(inputs, learning_rate)
        logits = model.forward(inputs)
        model.backward(change(logits, labels))
        optimizer.step()
        return loss(logits, labels), loss(model.forward(inputs), labels)

    return one_step_of_another_gradient


def two_whole_steps(inputs, labels, learning_rate):
    """Go through all four calls twice before the second loss."""
    model, loss, optimizer = network_of_one_layer(inputs, learning_rate)
    losses = []
    for _ in range(3):
        losses.append(loss(model.forward(inputs), labels))
        model.backward(loss.gradient(model.outputs, labels))
        optimizer.step()
    return losses[0], losses[2]


def decays(inputs, labels, learning_rate):
    """Take the recipe's optimizer, which pulls the weights towards zero."""
    model, loss, _ = network_of_one_layer(inputs, learning_rate)
    optimizer = SGD(model.parameters, learning_rate, momentum=0.9, weight_decay=1e-3)
    before = loss(model.forward(inputs), labels)
    model.backward(loss.gradient(model.outputs, labels))
    optimizer.step()
    return before, loss(model.forward(inputs), labels)


def moves_only(name):
    """Return a `one_step` that moves the weights by hand and not the biases, or the other way."""

    def one_step_of_some(inputs, labels, learning_rate):
        model, loss, _ = network_of_one_layer(inputs, learning_rate)
        before = loss(model.forward(inputs), labels)
        model.backward(loss.gradient(model.outputs, labels))
        parameter = getattr(model, name)
        parameter.value = parameter.value - learning_rate * parameter.gradient
        return before, loss(model.forward(inputs), labels)

    return one_step_of_some


def both_outputs(inputs, labels, learning_rate):
    """Return the logits before and after the step."""
    model, loss, optimizer = network_of_one_layer(inputs, learning_rate)
    before = model.forward(inputs).copy()
    model.backward(loss.gradient(before, labels))
    optimizer.step()
    return before, model.forward(inputs)


def softmax_twice(inputs, labels, learning_rate):
    """Give probabilities to a loss that takes logits."""
    model, loss, optimizer = network_of_one_layer(inputs, learning_rate)
    before = softmax(model.forward(inputs))
    model.backward(loss.gradient(before, labels))
    optimizer.step()
    return loss(before, labels), loss(softmax(model.forward(inputs)), labels)


def steps_uphill(inputs, labels, learning_rate):
    """Add the gradient instead of subtracting it."""
    model, loss, _ = network_of_one_layer(inputs, learning_rate)
    before = loss(model.forward(inputs), labels)
    model.backward(loss.gradient(model.outputs, labels))
    for parameter in model.parameters:
        parameter.value = parameter.value + learning_rate * parameter.gradient
    return before, loss(model.forward(inputs), labels)


def random_batch(rng):
    """Return a few inputs, their labels and a learning rate."""
    n_examples, n_inputs = rng.permutation(np.arange(2, 8))[:2]
    inputs = rng.random((n_examples, n_inputs)).round(2)
    return inputs, rng.integers(0, 10, n_examples), float(rng.choice([0.1, 0.2, 0.5]))


ONE_STEP = FunctionExercise(
    name="09-one-step",
    reference=one_step,
    cases=(
        (np.array([[1.0, 0.5, 0.0]]), np.array([3]), 0.5),
        (np.array([[0.0, 1.0], [0.5, 0.25], [1.0, 0.75]]), np.array([1, 0, 7]), 0.2),
    ),
    random=random_batch,
    parts=("the first loss", "the second loss"),
    variants=(
        one_step_without_optimizer,
        one_step_in_numpy,
        one_step_with_one_hot_targets,
    ),
    passed="Forward, loss, backward, step: train does nothing else, only some 37,500 times.",
    hints=(
        "Which of the four calls gives the first loss, and which one changes the model?",
        "After step() the old logits are out of date: go forward once more for the second loss.",
        "logits = model.forward(inputs); before = loss(logits, labels);"
        " model.backward(loss.gradient(logits, labels)); optimizer.step();"
        " after = loss(model.forward(inputs), labels); return before, after",
    ),
    why="backward sets the gradients, step uses them; the second forward sees the new weights.",
    mistakes=(
        Mistake(
            stands_still,
            "Both losses are the same: the second saw no change. It takes optimizer.step(), with"
            " its parentheses, and then the loss of a new model.forward(inputs) of the same model.",
        ),
        Mistake(
            lambda *arguments: one_step(*arguments)[::-1],
            "The two losses have changed places: return the one before the step first.",
        ),
        Mistake(
            lambda *arguments: one_step(*arguments)[1],
            "You returned the second loss alone. Return both: return before, after.",
        ),
        Mistake(
            lambda *arguments: one_step(*arguments)[0],
            "You returned the first loss alone. Step, go forward again, and return both.",
        ),
        *several(
            (
                lambda inputs, labels, rate: one_step(inputs, labels, 2 * rate),
                two_whole_steps,
            ),
            "Two steps lie between your two losses. Call optimizer.step() once.",
        ),
        Mistake(
            another_gradient(lambda logits, _: library_gradient(logits, logits.argmax(axis=1))),
            "The model learned from its own answers, logits.argmax(axis=1). It learns nothing new"
            " that way: give labels to loss.gradient.",
        ),
        Mistake(
            softmax_twice,
            "SoftmaxCrossEntropy takes logits, for the softmax is part of it. You gave it"
            " probabilities, so the softmax was taken twice: leave out yours.",
        ),
        Mistake(
            steps_uphill,
            "Your step goes uphill: the loss grows. Subtract the gradient, as optimizer.step()"
            " does.",
        ),
        Mistake(
            lambda *arguments: (one_step(*arguments)[1],) * 2,
            "Both are losses after the step. Keep the first one, before = loss(logits, labels),"
            " before optimizer.step() changes the model.",
        ),
        *several(
            (
                lambda *arguments: np.subtract(*one_step(*arguments)),
                lambda *arguments: np.subtract(*one_step(*arguments)[::-1]),
            ),
            "You returned how far the loss falls. Return both losses: return before, after.",
        ),
        Mistake(
            lambda inputs, labels, rate: one_step(inputs, labels, rate**2),
            "The learning rate came in twice. The optimizer multiplies by it already, so the"
            " gradient goes back as it is.",
        ),
        Mistake(
            lambda inputs, labels, rate: one_step(inputs, labels, 1.0),
            "The learning rate is missing: you subtracted the whole gradient. Multiply it by"
            " learning_rate first, or call optimizer.step().",
        ),
        *several(
            (
                lambda inputs, labels, rate: one_step(inputs, labels, 0.1),
                lambda inputs, labels, rate: one_step(inputs, labels, 0.5),
            ),
            "Your learning rate is a fixed number. Use the argument learning_rate, or the optimizer"
            " of the given lines, which has it.",
        ),
        Mistake(
            moves_only("bias"),
            "The biases took the step, and the weights stood still. Move every one of"
            " model.parameters, or call optimizer.step().",
        ),
        Mistake(
            moves_only("weight"),
            "The weights took the step, and the biases stood still. Move every one of"
            " model.parameters, or call optimizer.step().",
        ),
        Mistake(
            lambda inputs, labels, rate: one_step(inputs, labels, rate * len(labels)),
            "Your step is too long by the number of examples. The loss is a mean, so its gradient"
            " is divided by it too: loss.gradient does so.",
        ),
        Mistake(
            lambda inputs, labels, rate: one_step(inputs, labels, rate / len(labels)),
            "You divided by the number of examples once more. loss.gradient is the gradient of the"
            " mean already.",
        ),
        Mistake(
            decays,
            "Weight decay has pulled at your weights. The optimizer of the given lines has none:"
            " take it as it is.",
        ),
        Mistake(
            another_gradient(lambda logits, labels: logits),
            "You sent the logits back. What goes back is the slope of the loss for each of them:"
            " loss.gradient(logits, labels).",
        ),
        Mistake(
            another_gradient(lambda logits, labels: softmax(logits)),
            "You sent the probabilities back, and the labels play no part. The slope is p − t:"
            " loss.gradient(logits, labels).",
        ),
        *several(
            (
                another_gradient(SoftmaxCrossEntropy()),
                another_gradient(lambda logits, labels: labels),
            ),
            "backward takes the slope of the loss for each logit, in the shape of the logits:"
            " model.backward(loss.gradient(logits, labels)).",
        ),
        Mistake(
            another_gradient(lambda logits, labels: library_gradient(labels, logits)),
            "Logits and labels have changed places: loss(logits, labels), and"
            " loss.gradient(logits, labels).",
        ),
        *several(
            (
                another_gradient(lambda logits, labels: SoftmaxCrossEntropy().backward()),
                another_gradient(lambda logits, labels: (0.0).backward()),
            ),
            "A loss has no backward here. loss.gradient(logits, labels) is the slope, and"
            " model.backward(...) takes it back through the model.",
        ),
        Mistake(
            another_gradient(lambda logits, labels: SGD([], 0.1).zero_grad()),
            "Here nothing has to be set to zero: backward makes the gradients anew each time."
            " Leave the line out.",
        ),
        Mistake(
            lambda inputs, labels, rate: Linear(3, 10, rng=np.random.default_rng(7))(inputs),
            "A model is not called like a function here. Write model.forward(inputs).",
        ),
        Mistake(
            lambda inputs, labels, rate: lesson_network(inputs),
            "That is the lesson's network, which takes 784 pixels. Use model, which the given lines"
            " make.",
        ),
        Mistake(
            lambda inputs, labels, rate: predict(inputs),
            "predict takes a model and inputs. Here write model.forward(inputs), which also keeps"
            " what backward needs.",
        ),
        Mistake(
            lambda inputs, labels, rate: network_of_one_layer(inputs, rate)[2].step(rate),
            "The optimizer got its learning rate when it was made. Call optimizer.step() with"
            " nothing between the parentheses.",
        ),
        Mistake(
            both_outputs,
            "You returned the logits before and after. Make a loss of each: loss(..., labels).",
        ),
        Mistake(
            lambda *arguments: [share_right(z, arguments[1]) for z in both_outputs(*arguments)],
            "You returned the accuracy before and after. The losses are asked for: loss(logits,"
            " labels).",
        ),
    ),
)


def count_answers(labels, answers, n_classes):
    """Return how often each label (row) got each answer (column)."""
    counts = np.zeros((n_classes, n_classes), dtype=int)
    for label, answer in zip(labels, answers, strict=True):
        counts[label, answer] += 1
    return counts


def count_answers_at_once(labels, answers, n_classes):
    """Another right answer: np.add.at counts a pair as often as it comes."""
    counts = np.zeros((n_classes, n_classes))
    np.add.at(counts, (labels, answers), 1)
    return counts


def count_answers_by_comparing(labels, answers, n_classes):
    """Another right answer: one count for each field of the table, as lists."""
    return [
        [int(np.sum((labels == row) & (answers == column))) for column in range(n_classes)]
        for row in range(n_classes)
    ]


def count_answers_as_product(labels, answers, n_classes):
    """Another right answer: one-hot rows, multiplied."""
    one_hot = np.eye(n_classes)
    return one_hot[labels].T @ one_hot[answers]


def counts_once(labels, answers, n_classes):
    """Add to many places at once, where a place that comes twice is counted once."""
    counts = np.zeros((n_classes, n_classes))
    counts[labels, answers] += 1
    return counts


def counts_in_shared_rows(labels, answers, n_classes):
    """Build the table as [[0] * n_classes] * n_classes, which is one row, n_classes times."""
    counts = [[0] * n_classes] * n_classes
    for label, answer in zip(labels, answers, strict=True):
        counts[label][answer] += 1
    return counts


def counts_in_lists(labels, answers, n_classes):
    """Index a list of lists as if it were an array; Python stops it."""
    counts = [[0] * n_classes for _ in range(n_classes)]
    for label, answer in zip(labels, answers, strict=True):
        counts[label, answer] += 1
    return counts


def counts_without_zip(labels, answers, n_classes):
    """Go through the pair of arrays, and not through pairs; Python stops it."""
    return [(label, answer) for label, answer in (labels, answers)]


def counts_by_classes(labels, answers, n_classes):
    """Go through as many examples as there are classes."""
    chosen = [(labels[n], answers[n]) for n in range(n_classes)]
    return count_answers(*zip(*chosen, strict=True), n_classes)


def counts_in_one_row(labels, answers, n_classes):
    """Count the pairs by one number for each, without room for the last of them."""
    return np.bincount(labels * n_classes + answers).reshape(n_classes, n_classes)


def adds_answers(labels, answers, n_classes):
    """Add the answer itself instead of 1."""
    counts = np.zeros((n_classes, n_classes))
    np.add.at(counts, (labels, answers), answers)
    return counts


def random_labels_and_answers(rng):
    """Return labels, and answers that are right about half of the time."""
    n_classes, n_examples = int(rng.integers(3, 6)), int(rng.integers(10, 20))
    labels = rng.integers(0, n_classes, n_examples)
    other = rng.integers(0, n_classes, n_examples)
    return labels, np.where(rng.random(n_examples) < 0.5, labels, other), n_classes


def a_row_for_a_table(labels, answers, n_classes):
    """Make a row and count in it as in a table."""
    table = np.zeros(n_classes)
    for label, answer in zip(labels, answers, strict=True):
        table[label, answer] += 1
    return table


CONFUSION = FunctionExercise(
    name="09-confusion",
    reference=count_answers,
    cases=(
        (np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 0, 0, 2]), 3),
        (np.array([1, 1, 1, 0]), np.array([0, 0, 1, 0]), 2),
        (np.array([3]), np.array([1]), 4),
        (np.array([0, 1]), np.array([2, 1]), 4),
    ),
    random=random_labels_and_answers,
    variants=(count_answers_at_once, count_answers_by_comparing, count_answers_as_product),
    passed="A row for what is true, a column for what was said: right answers on the diagonal.",
    hints=(
        "What does one digit with its answer change in the table?",
        "Start with zeros, (n_classes, n_classes), and go through labels and answers with zip.",
        "for label, answer in zip(labels, answers): counts[label, answer] += 1",
    ),
    why="The loop adds one for each pair; counts[labels, answers] += 1 would count pairs once.",
    mistakes=(
        Mistake(
            a_row_for_a_table,
            "Your counts are one row. A table has two lengths: np.zeros((n_classes, n_classes)).",
        ),
        Mistake(
            lambda labels, answers, n_classes: count_answers(answers, labels, n_classes),
            "Rows and columns have changed places. The row is the label, the column the answer:"
            " counts[label, answer].",
        ),
        Mistake(
            counts_once,
            "Some pairs come more than once, and you counted them once. In a loop write +=, not =."
            " Without one, use np.add.at.",
        ),
        Mistake(
            lambda labels, answers, n_classes: (
                count_answers(labels, answers, n_classes) * (1 - np.eye(n_classes, dtype=int))
            ),
            "Only mistakes are counted. Count the right answers too, on the diagonal.",
        ),
        Mistake(
            lambda labels, answers, n_classes: (
                count_answers(labels, answers, n_classes) * np.eye(n_classes, dtype=int)
            ),
            "Only right answers are counted. A mistake counts too, at [label, answer].",
        ),
        Mistake(
            counts_in_shared_rows,
            "All your rows are alike. [[0] * n] * n holds one and the same row n times: begin with"
            " np.zeros((n_classes, n_classes)), and name the row, counts[label, answer].",
        ),
        *several(
            (
                lambda *case: count_answers(*case) / count_answers(*case).sum(1, keepdims=True),
                lambda *case: count_answers(*case) / count_answers(*case).sum(0),
                lambda *case: count_answers(*case) / len(case[0]),
            ),
            "You divided the counts. The table holds whole numbers: how often, not which share.",
        ),
        Mistake(
            lambda labels, answers, n_classes: np.diag(count_answers(labels, answers, n_classes)),
            "That is the diagonal alone. Return the whole table, (n_classes, n_classes).",
        ),
        *several(
            (
                lambda labels, answers, _: count_answers(
                    labels, answers, max(labels.max(), answers.max()) + 1
                ),
                lambda labels, answers, _: count_answers(labels, answers, labels.max() + 1),
                lambda labels, answers, _: count_answers(labels, answers, len(np.unique(labels))),
            ),
            "You took the size from the digits that occur. A class may be missing: the table has"
            " n_classes rows.",
        ),
        Mistake(
            lambda labels, answers, _: count_answers(labels, answers, 10),
            "Your table has 10 rows, whatever comes in. It has n_classes rows and columns.",
        ),
        Mistake(
            lambda labels, answers, n_classes: count_answers(labels, answers, n_classes + 1),
            "Your table has a row and a column too many. Classes count from 0, so the last one is"
            " n_classes − 1, and n_classes rows are enough.",
        ),
        Mistake(
            lambda labels, answers, n_classes: count_answers(labels[:1], answers[:1], n_classes),
            "Only the first pair is counted: the return stands inside the loop. Move it to the"
            " left, under the for.",
        ),
        Mistake(
            lambda labels, answers, n_classes: count_answers(labels[-1:], answers[-1:], n_classes),
            "Only the last pair is counted: the table is made anew for each. Make it once, before"
            " the loop.",
        ),
        Mistake(
            lambda labels, answers, n_classes: count_answers(labels[:-1], answers[:-1], n_classes),
            "The last pair is left out: range ends before its number. It takes len(labels),"
            " without − 1.",
        ),
        Mistake(
            counts_by_classes,
            "Your loop runs n_classes times. Go through the examples: range(len(labels)), or zip.",
        ),
        *several(
            (
                lambda labels, answers, n: count_answers(labels - 1, answers - 1, n),
                lambda labels, answers, n: count_answers(labels - 1, answers, n),
                lambda labels, answers, n: count_answers(labels, answers - 1, n),
            ),
            "Classes count from 0, and so do rows and columns. Leave out − 1, which moves class 0"
            " to the end.",
        ),
        Mistake(
            lambda labels, answers, n_classes: (
                count_answers(labels, answers, n_classes)
                + count_answers(answers, labels, n_classes)
            ),
            "You counted each pair in two places, [label, answer] and [answer, label]. One is"
            " enough: the row is the label.",
        ),
        Mistake(
            lambda labels, answers, n_classes: np.outer(
                np.bincount(labels, minlength=n_classes), np.bincount(answers, minlength=n_classes)
            ),
            "A loop inside a loop pairs every label with every answer. Go through both together:"
            " for label, answer in zip(labels, answers).",
        ),
        Mistake(
            lambda labels, answers, n_classes: np.repeat(
                np.bincount(labels, minlength=n_classes), n_classes
            ).reshape(n_classes, n_classes),
            "Each count fills its whole row, so the answer plays no part. Name the column too:"
            " counts[label, answer] += 1.",
        ),
        Mistake(
            adds_answers,
            "You added the answer itself. A pair counts as 1, whatever the digits are: += 1.",
        ),
        *several(
            (
                lambda labels, answers, n_classes: np.bincount(answers, minlength=n_classes),
                lambda labels, answers, n_classes: np.bincount(labels, minlength=n_classes),
            ),
            "You counted one list alone. The table counts pairs: a row for the label, a column for"
            " the answer.",
        ),
        *several(
            (
                lambda labels, answers, n_classes: np.sum(labels == answers),
                lambda labels, answers, n_classes: np.mean(labels == answers),
            ),
            "That is one number for all right answers. Return the whole table, which also says"
            " what was taken for what.",
        ),
        Mistake(
            counts_in_one_row,
            "bincount ends at the largest number that occurs, so places are missing. Give it"
            " minlength=n_classes**2 before you reshape.",
        ),
        Mistake(
            counts_without_zip,
            "for ... in labels, answers takes the first array whole, then the second. zip(labels,"
            " answers) takes one of each at a time.",
        ),
        Mistake(
            counts_in_lists,
            "A list of lists is indexed in two steps: counts[label][answer]. An array takes"
            " counts[label, answer]; np.zeros((n_classes, n_classes)) makes one.",
        ),
        Mistake(
            lambda labels, answers, n_classes: confusion(labels, answers),
            "confusion of nnlib takes a model, inputs and labels, and here the answers are there"
            " already. Count the pairs yourself, in a loop.",
        ),
    ),
)


START_LOSS = ChoiceExercise(
    name="09-start-loss",
    reference="c",
    passed="Ten answers that share the probability evenly cost −log(1/10) = ln 10 each.",
    hints=(
        "Which probability does the right digit get from somebody who has no idea?",
        "Put p = 1/10 into −log p.",
        "Ten classes, p = 1/10 for each of them, and −log(1/10) = log 10 = 2.303: which sentence?",
    ),
    why="It holds for every number of classes C: −log(1/C) = ln C, before anything is learned.",
    mistakes=(
        Mistake(
            "a",
            "90 % wrong answers do not make a loss of 2.3: the loss is no count of mistakes. It is"
            " −log of the probability of the right digit. How large is that at the start?",
        ),
        Mistake(
            "b",
            "Only the biases start at zero; the weights are random. And if they were zero too: what"
            " would the ten probabilities be, and what would the loss make of them?",
        ),
        Mistake(
            "d",
            "Without scaling the loss would start higher, true. But why near 2.3? With two classes"
            " and the same scaled inputs it would start near ln 2. What changed?",
        ),
    ),
)

TEST_DIGITS = ChoiceExercise(
    name="09-test-digits",
    reference="b",
    passed="What chooses cannot also judge: the best of many tries is lucky on what chose it.",
    hints=(
        "Among ten equally good settings, how does the best one on the test digits look?",
        "Which digits had no say in any choice?",
        "Choose on validation digits; then the test digits measure something that is new to them.",
    ),
    why="The test digits stay a fair sample of what comes later only while nothing looks at them.",
    mistakes=(
        Mistake(
            "a",
            "The network never trains on the test digits here, true. But you do: you keep the"
            " setting that happens to suit them. Is its score then still that of unseen digits?",
        ),
        Mistake(
            "c",
            "Training digits are the ones that the network adapts to. The setting that learns them"
            " by heart wins there. Which digits did it not adapt to?",
        ),
        Mistake(
            "d",
            "10,000 digits are enough to measure to a few tenths of a per cent. The trouble is not"
            " their number, but what a choice among settings does to them.",
        ),
    ),
)


EXERCISES = [
    SCALE,
    COUNT,
    CROSS_ENTROPY,
    START_LOSS,
    ACCURACY,
    ONE_STEP,
    TEST_DIGITS,
    CONFUSION,
]
