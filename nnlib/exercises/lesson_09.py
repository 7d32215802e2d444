"""The exercises of lesson 09: from a picture of a digit to a network that reads it."""

from itertools import combinations

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake, several
from nnlib.layers import Linear, softmax
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD
from nnlib.training import confusion, predict


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
            "Your numbers are divided by 255 twice: once is enough. (scale divides already.)",
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


def lesson_network(inputs):
    """Send inputs through the lesson's network, which takes 784 pixels and stops at others."""
    return Linear(784, 16, rng=np.random.default_rng(3)).forward(inputs)


def share_right(logits, labels):
    """Return the share of rows whose largest output is at the label."""
    return np.mean(np.argmax(logits, axis=1) == labels)


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
        *several(
            (
                lambda inputs, labels, rate: network_of_one_layer(inputs, rate)[2].zero_grad(),
                lambda inputs, labels, rate: network_of_one_layer(inputs, rate)[0].zero_grad(),
            ),
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


def most_confused(counts):
    """Return the two classes that are mixed up most often, the smaller one first."""
    both_ways = counts + counts.T
    np.fill_diagonal(both_ways, 0)
    first, second = divmod(both_ways.argmax(), len(counts))
    return first, second


def most_confused_in_a_loop(counts):
    """Another right answer: each pair of classes in turn."""
    pairs = combinations(range(len(counts)), 2)
    return max(pairs, key=lambda pair: counts[pair] + counts[pair[::-1]])


def most_confused_above_the_diagonal(counts):
    """Another right answer: the table folded along its diagonal."""
    folded = np.triu(counts, 1) + np.tril(counts, -1).T
    return np.array(np.unravel_index(np.argmax(folded), folded.shape))


def most_confused_in_place(counts):
    """Another right answer: the diagonal away first, and the pair put in order."""
    np.fill_diagonal(counts, 0)
    places = np.argwhere(counts + counts.T == (counts + counts.T).max())
    return sorted(int(place) for place in places[0])


def place_of_largest(table):
    """Return the row and the column of the largest number."""
    return divmod(int(np.argmax(table)), len(table))


def mistakes_in(counts):
    """Return the table with zeros on the diagonal."""
    return counts * (1 - np.eye(len(counts), dtype=int))


def pair_of_worst(counts):
    """Take the two classes that are read wrong most often, whatever for."""
    return sorted(np.argsort(mistakes_in(counts).sum(axis=1))[-2:])


def pair_of_shares(counts):
    """Add shares of each class in the place of counts."""
    shares = mistakes_in(counts) / counts.sum(axis=1, keepdims=True)
    return place_of_largest(shares + shares.T)


def random_counts(rng):
    """Return a confusion matrix in which one pair is ahead of all others."""
    n_classes = int(rng.integers(3, 7))
    counts = rng.integers(0, 9, (n_classes, n_classes)) + 50 * np.eye(n_classes, dtype=int)
    row, column = rng.permutation(n_classes)[:2]
    counts[row, column] += 17
    return (counts,)


MOST_CONFUSED = FunctionExercise(
    name="09-most-confused",
    reference=most_confused,
    cases=(
        (np.array([[90, 1, 6], [4, 80, 2], [3, 3, 95]]),),
        (np.array([[50, 2, 0, 1], [1, 40, 0, 5], [7, 1, 45, 3], [0, 6, 2, 30]]),),
        (np.array([[20, 3, 4], [9, 25, 1], [2, 5, 0]]),),
        (np.array([[30, 7, 10], [0, 40, 9], [6, 9, 50]]),),
    ),
    random=random_counts,
    parts=("the first class", "the second class"),
    variants=(
        most_confused_in_a_loop,
        most_confused_above_the_diagonal,
        most_confused_in_place,
    ),
    passed="Of all pairs this one costs most. Look there first if you want a better network.",
    hints=(
        "Which two places of the table hold the mistakes between 0 and 2?",
        "counts + counts.T adds each place and its mirror image. The diagonal must not win.",
        "both_ways = counts + counts.T; np.fill_diagonal(both_ways, 0);"
        " return divmod(both_ways.argmax(), len(counts))",
    ),
    why="The sum is symmetric, and argmax finds the upper of its two places: the smaller class.",
    mistakes=(
        Mistake(
            lambda counts: place_of_largest(counts + counts.T),
            "You found one class twice: its right answers. They stand on the diagonal, and are no"
            " mistakes. Set it to 0 first: np.fill_diagonal(table, 0).",
        ),
        *several(
            (
                lambda counts: place_of_largest(mistakes_in(counts)),
                lambda counts: sorted(place_of_largest(mistakes_in(counts))),
            ),
            "You looked at one way only: at a single place of the table. The 0s taken for a 2 and"
            " the 2s taken for a 0 belong together: counts + counts.T.",
        ),
        Mistake(
            lambda counts: place_of_largest(np.triu(counts, 1)),
            "You looked above the diagonal only. What stands below it are mistakes too: add"
            " counts.T first.",
        ),
        Mistake(
            lambda counts: sorted(place_of_largest(np.tril(counts, -1))),
            "You looked below the diagonal only. What stands above it are mistakes too: add"
            " counts.T first.",
        ),
        Mistake(
            lambda counts: most_confused(counts)[::-1],
            "The pair is right, in the other order: the smaller class comes first.",
        ),
        Mistake(
            lambda counts: mistakes_in(counts + counts.T).argmax(),
            "That is the number of the place, counted line by line. divmod(place, len(counts))"
            " makes row and column of it.",
        ),
        Mistake(
            lambda counts: divmod(mistakes_in(counts + counts.T).argmax(), 10),
            "You divided the place by 10. A line of this table has as many places as there are"
            " classes: divmod(place, len(counts)).",
        ),
        Mistake(
            lambda counts: mistakes_in(counts + counts.T).max(),
            "That is how often they are mixed up. Return which two classes they are: argmax gives"
            " the place, max what stands there.",
        ),
        Mistake(
            lambda counts: (*most_confused(counts), mistakes_in(counts + counts.T).max()),
            "The pair is right. Leave out the count behind it: two classes are asked for.",
        ),
        Mistake(
            lambda counts: mistakes_in(counts + counts.T).argmax(axis=1),
            "With axis=1, argmax looks for the largest of each row. Without it, it looks through"
            " the whole table.",
        ),
        Mistake(
            lambda counts: np.argwhere(
                mistakes_in(counts + counts.T) == mistakes_in(counts + counts.T).max()
            ),
            "You returned both places of the pair, for the table is symmetric. Return the first of"
            " them alone.",
        ),
        Mistake(
            lambda counts: place_of_largest(counts - counts.T),
            "You subtracted the two ways. Then a pair that is mixed up equally often both ways"
            " comes out as 0: add them, counts + counts.T.",
        ),
        Mistake(
            lambda counts: place_of_largest(counts + counts.T - np.diag(counts + counts.T)),
            "np.diag of a table is a row of numbers, and minus takes it off each line. Set the"
            " diagonal to 0 instead: np.fill_diagonal(table, 0).",
        ),
        Mistake(
            lambda counts: np.fill_diagonal(counts + counts.T, 0).argmax(),
            "np.fill_diagonal changes its table and returns nothing. Write it on a line of its own,"
            " and go on with the table.",
        ),
        Mistake(
            pair_of_worst,
            "These two classes are read wrong most often, each by itself. The two that are taken"
            " for *each other* are asked for.",
        ),
        Mistake(
            pair_of_shares,
            "You divided by how often each class comes. Add the counts as they are.",
        ),
        Mistake(
            lambda counts: most_confused(counts[:-1, :-1]),
            "The last class is left out: your loop ends one too early. Classes go from 0 to"
            " len(counts) - 1, so range(len(counts)).",
        ),
        Mistake(
            lambda counts: (0, 1),
            "You always return 0 and 1, the first pair: the return stands inside the loop. Keep the"
            " best pair so far, and return it after the loop.",
        ),
        Mistake(
            lambda counts: (4, 9),
            "4 and 9 are the answer for the lesson's network. Find the pair in the table that comes"
            " in.",
        ),
        Mistake(
            lambda counts: tuple(place + 1 for place in most_confused(counts)),
            "You counted the classes from 1. Rows and columns count from 0, and so do the classes.",
        ),
    ),
)


HIDDEN_NEURON = ChoiceExercise(
    name="09-hidden-neuron",
    reference="c",
    passed="Training shares out the work as it likes: nothing asks a neuron to be about one thing.",
    hints=(
        "Look at the table of switched off neurons: how many digits suffer in a column?",
        "And in a row: how many neurons does the 8 need?",
        "7 and 9 share neuron 12; the 8 needs 0 and 6. Which sentence allows for both?",
    ),
    why="With another seed the same digits are read by other sums, and about as well.",
    mistakes=(
        Mistake(
            "a",
            "That was the hope. Look at the sixteen pictures of weights: in how many can you name"
            " a stroke without knowing the answer? Blotches with a bar here and there are sums that"
            " many strokes may raise or lower.",
        ),
        Mistake(
            "b",
            "Neuron 15 comes near to that, for the 0. But look at column 12 of the table: which"
            " digits suffer? And is there any neuron that nobody misses?",
        ),
        Mistake(
            "d",
            "The other fifteen were trained together with it, and nobody asked them to stand in"
            " for it. What happens to the 0s without neuron 15?",
        ),
    ),
)


EXERCISES = [
    SCALE,
    ONE_STEP,
    TEST_DIGITS,
    CONFUSION,
    MOST_CONFUSED,
    HIDDEN_NEURON,
]
