"""The exercises of lesson 09: from a picture of a digit to a network that reads it."""

from itertools import pairwise

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake
from nnlib.layers import Linear, softmax
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD


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
        (np.array([[[255, 0, 51], [102, 204, 153]], [[5, 10, 20], [40, 0, 80]]], np.uint8),),
    ),
    random=random_images,
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
            " reshape to (number of pictures, pixels in one picture).",
        ),
        Mistake(
            lambda images: images.reshape(len(images), -1),
            "The rows are right, but their numbers are still greys up to 255. Divide them by 255,"
            " so that they lie between 0 and 1.",
        ),
        Mistake(
            lambda images: images.reshape(len(images), -1) // 255,
            "// throws the fraction away, so that only full ink is left. Use / and keep the greys.",
        ),
        Mistake(
            lambda images: images.transpose(0, 2, 1).reshape(len(images), -1) / 255,
            "You read the pictures column by column. Read line by line, as reshape does.",
        ),
        Mistake(
            lambda images: images.reshape(-1) / 255,
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
        Mistake(
            lambda sizes: weights_alone(sizes) + len(sizes) - 1,
            "You counted one bias for each layer. Each neuron has a bias of its own.",
        ),
        Mistake(
            lambda sizes: weights_alone(sizes) + sum(sizes[:-1]),
            "You added a bias for each number that goes into a layer. The biases belong to the"
            " neurons, to what comes out: n_out of them.",
        ),
        Mistake(
            lambda sizes: sum(a + b for a, b in pairwise(sizes)),
            "You added the neighbours. Every input is joined to every neuron: multiply them, then"
            " add the biases.",
        ),
        Mistake(
            lambda sizes: (sizes[0] + 1) * sizes[1],
            "That is the first layer alone. Add the layers after it.",
        ),
        Mistake(
            lambda sizes: sum(sizes[1:]),
            "That is the number of neurons, so of biases. Each neuron also has a weight for every"
            " number that comes in.",
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


def random_logits(rng):
    """Return logits whose largest is not at the label, and the label."""
    logits = rng.normal(0, 2, rng.integers(4, 9)).round(2)
    return logits, int(np.argsort(logits)[int(rng.integers(1, len(logits) - 1))])


CROSS_ENTROPY = FunctionExercise(
    name="09-cross-entropy",
    reference=cross_entropy,
    cases=(
        (np.array([1.0, 2.0, 0.5]), 0),
        (np.array([-1.0, 0.3, 0.7, 2.5]), 2),
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
            "You took the logit, before the softmax. Turn the logits into probabilities first,"
            " because only the others make a logit large or small.",
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
    ),
)


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


def random_answers(rng):
    """Return logits of a network that is right about half of the time, and the labels."""
    n_examples, n_classes = int(rng.integers(5, 12)), int(rng.integers(3, 5))
    labels = rng.integers(0, n_classes, n_examples)
    logits = rng.normal(size=(n_examples, n_classes))
    logits[np.arange(n_examples), labels] += 1
    return logits, labels


ACCURACY = FunctionExercise(
    name="09-accuracy",
    reference=share_right,
    cases=(
        (np.array([[0.1, 2.0, 0.3], [1.5, 0.2, 0.4], [0.3, 0.6, 0.5]]), np.array([1, 0, 2])),
        (
            np.array([[-1.0, -3.0], [0.2, 0.1], [0.5, 0.9], [2.0, 1.0], [0.0, 4.0]]),
            np.array([1, 0, 0, 0, 1]),
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
            lambda logits, labels: np.sum(np.argmax(logits, axis=1) == labels),
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
            lambda logits, labels: np.sum(np.argmax(logits, axis=1) == labels) / logits.shape[1],
            "You divided by the number of classes. Divide by the number of examples, the rows.",
        ),
        Mistake(
            lambda logits, labels: np.mean(np.max(logits, axis=1) == labels),
            "max gives the largest output itself. You need its place in the row: argmax.",
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


def stands_still(inputs, labels, learning_rate):
    """Forget optimizer.step(), or the second forward."""
    before, _ = one_step(inputs, labels, learning_rate)
    return before, before


def steps_twice(inputs, labels, learning_rate):
    """Take two steps with one gradient."""
    before, _ = one_step(inputs, labels, learning_rate)
    return before, one_step(inputs, labels, 2 * learning_rate)[1]


def believes_itself(inputs, labels, learning_rate):
    """Learn from the model's own answers."""
    model, loss, optimizer = network_of_one_layer(inputs, learning_rate)
    logits = model.forward(inputs)
    model.backward(loss.gradient(logits, logits.argmax(axis=1)))
    optimizer.step()
    return loss(logits, labels), loss(model.forward(inputs), labels)


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
            "Both losses are the same, so the second one saw no change. Is optimizer.step() there,"
            " and after it a new model.forward(inputs)?",
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
        Mistake(
            steps_twice,
            "You took two steps with the same gradient. Call optimizer.step() once.",
        ),
        Mistake(
            believes_itself,
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


def shares_of_rows(labels, answers, n_classes):
    """Divide each row by its sum."""
    counts = count_answers(labels, answers, n_classes)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def counts_in_shared_rows(labels, answers, n_classes):
    """Build the table as [[0] * n_classes] * n_classes, which is one row, n_classes times."""
    counts = [[0] * n_classes] * n_classes
    for label, answer in zip(labels, answers, strict=True):
        counts[label][answer] += 1
    return counts


def random_labels_and_answers(rng):
    """Return labels, and answers that are right about half of the time."""
    n_classes, n_examples = int(rng.integers(3, 6)), int(rng.integers(10, 20))
    labels = rng.integers(0, n_classes, n_examples)
    other = rng.integers(0, n_classes, n_examples)
    return labels, np.where(rng.random(n_examples) < 0.5, labels, other), n_classes


CONFUSION = FunctionExercise(
    name="09-confusion",
    reference=count_answers,
    cases=(
        (np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 0, 0, 2]), 3),
        (np.array([1, 1, 1, 0]), np.array([0, 0, 1, 0]), 2),
        (np.array([3]), np.array([1]), 4),
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
            lambda labels, answers, n_classes: count_answers(answers, labels, n_classes),
            "Rows and columns have changed places. The row is the label, the column the answer:"
            " counts[label, answer].",
        ),
        Mistake(
            counts_once,
            "Some pairs come more than once and you counted them once: counts[labels, answers] +="
            " 1 writes the same place again. Use a loop, or np.add.at.",
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
            "All your rows are alike: [[0] * n] * n holds one and the same row n times, so each"
            " count lands in all of them. Begin with np.zeros((n_classes, n_classes)).",
        ),
        Mistake(
            shares_of_rows,
            "You divided each row by its sum. The table holds counts, whole numbers.",
        ),
        Mistake(
            lambda labels, answers, n_classes: np.diag(count_answers(labels, answers, n_classes)),
            "That is the diagonal alone. Return the whole table, (n_classes, n_classes).",
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
