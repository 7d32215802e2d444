"""Wrong computations for each kind of value, with the sentence that helps whoever made them."""

from collections.abc import Iterator
from math import log, prod, sqrt

import numpy as np

from nnlib.layers import ReLU, Sigmoid, Tanh
from nnlib.losses import MeanSquaredError
from nnlib.widgets.network.steps import IN_WORDS, Step
from nnlib.widgets.network.worked import Neuron, WorkedNetwork

Mistake = tuple[float, str]


def mistakes_of(network: WorkedNetwork, step: Step) -> Iterator[Mistake]:
    """Yield what goes wrong with a step: the number it gives, and what to say."""
    if step.label == "E":
        yield from wrong_errors(network)
    elif step.label == "∂":
        owner = next((n for n in network.neurons.values() if step.name in n.weights), None)
        yield from wrong_weights(network, owner, step) if owner else wrong_biases(network, step)
    else:
        neuron = network.neurons[step.name]
        kind = step.label if neuron.activation or step.label != "out" else "sum"
        yield from BY_LABEL[kind](network, neuron)


def wrong_sums(network: WorkedNetwork, neuron: Neuron) -> Iterator[Mistake]:
    """Yield wrong weighted sums."""
    numbers, parameters = network.numbers, network.numbers.parameters
    inputs = [numbers.outputs[name] for name in neuron.sources]
    weights = [parameters[name] for name in neuron.weights]
    bias, total = parameters[neuron.bias], numbers.sums[neuron.name]
    own = " and ".join((", ".join(neuron.weights[:-1]), neuron.weights[-1])).removeprefix(" and ")
    yield total - bias, f"The bias is missing: {neuron.bias} is added to the products."
    yield total - 2 * bias, f"{neuron.bias} is added, not taken away."
    for n in range(2, len(inputs) + 1):
        yield total + (n - 1) * bias, f"{neuron.bias} is in it {n} times: it is added once."
    if neuron.activation:
        yield (
            activated(neuron, total),
            f"This is the output of {neuron.name}. Asked for is its sum, before"
            f" {IN_WORDS[type(neuron.activation)]}.",
        )
    for wrong in (transposed(network, neuron), neuron.weights[::-1]):
        swapped = ", ".join(wrong)
        yield (
            dot([parameters[name] for name in wrong], inputs) + bias,
            f"You took {swapped}. Weights are counted by the neuron they lead into:"
            f" {neuron.name} owns {own}, in this order.",
        )
    for other in siblings(network, neuron):
        mine = dot([parameters[name] for name in other.weights], inputs)
        for its_bias in (parameters[other.bias], bias):
            yield mine + its_bias, f"This is {other.name}. {neuron.name} owns {own}."
    for other in network.neurons.values():
        if other.bias != neuron.bias:
            yield (
                total - bias + parameters[other.bias],
                f"You added {other.bias}. The bias of {neuron.name} is {neuron.bias}.",
            )
    if all(name in numbers.sums for name in neuron.sources):
        sums = [numbers.sums[name] for name in neuron.sources]
        yield (
            dot(weights, sums) + bias,
            f"You took the sums of {', '.join(neuron.sources)}. What comes in are their outputs.",
        )
        if len(network.layers[0]) == len(inputs):
            first = [numbers.outputs[name] for name in network.layers[0]]
            yield (
                dot(weights, first) + bias,
                f"You took the inputs of the network. Into {neuron.name} come"
                f" {', '.join(neuron.sources)}.",
            )
    yield sum(inputs) + bias, f"The weights are missing: they are {own}."
    yield sum(weights) + bias, "The weights are there, but not what they are multiplied by."
    for name, source, weight, value in zip(
        neuron.weights, neuron.sources, weights, inputs, strict=True
    ):
        yield total - weight * value, f"The product {name} · {source} is missing."
        yield total - 2 * weight * value, f"The product {name} · {source} has the wrong sign."


def wrong_outputs(network: WorkedNetwork, neuron: Neuron) -> Iterator[Mistake]:
    """Yield wrong outputs: those of wrong sums among them."""
    total, output = network.numbers.sums[neuron.name], network.numbers.outputs[neuron.name]
    bias = network.numbers.parameters[neuron.bias]
    kind = IN_WORDS[type(neuron.activation)]
    yield total, f"This is the sum. The output is what {kind} makes of it."
    yield network.numbers.slopes[neuron.name], "This is the slope. The output is asked for."
    yield (
        activated(neuron, total - bias) + bias,
        "You added the bias after the activation. It belongs into the sum.",
    )
    yield activated(neuron, output), f"{kind.capitalize()} is in it twice: once makes the output."
    yield activated(neuron, -total), "A minus is lost or too many: σ(z) = 1 / (1 + e^(−z))."
    if not isinstance(neuron.activation, Sigmoid):
        wrong = float(Sigmoid().function(np.array(total)))
        yield wrong, f"This is the sigmoid of the sum. The activation of {neuron.name} is {kind}."
    if not isinstance(neuron.activation, Tanh):
        yield np.tanh(total), f"This is tanh of the sum. The activation of {neuron.name} is {kind}."
    for number, words in wrong_sums(network, neuron):
        yield activated(neuron, number), words


def wrong_errors(network: WorkedNetwork) -> Iterator[Mistake]:
    """Yield wrong errors."""
    outputs = [network.numbers.outputs[name] for name in network.layers[-1]]
    targets, right = list(network.target.values()), network.numbers.loss
    differences = [y - t for y, t in zip(outputs, targets, strict=True)]
    n, first = len(outputs), network.layers[-1][0]
    if not isinstance(network.loss, MeanSquaredError):
        yield -right, "The minus before the logarithm is lost: E is never below 0."
        yield right / log(10), "This is the logarithm to base 10. Take the natural one, np.log."
        yield right / log(2), "This is the logarithm to base 2. Take the natural one, np.log."
        yield np.exp(-right), "This is the probability. E is minus its natural logarithm."
        yield 1 - np.exp(-right), "This is 1 − p. E is minus the natural logarithm of p."
        yield -log(max(1 - np.exp(-right), 1e-300)), "This is −log of the wrong answer's share."
        yield right * n, f"The mean is over {n} outputs: divide by {n}."
        return
    squares = [d * d for d in differences]
    yield sum(squares), f"The mean is lost: divide the sum of the squares by {n}."
    if n > 1:
        for name, square in zip(network.layers[-1], squares, strict=True):
            yield square / n, f"This is the part of {name} alone. Both, or all, are added."
            yield square, f"This is the square for {name} alone, and not divided by {n}."
    yield sum(differences) / n, "The squares are missing: each difference is squared."
    yield sum(differences), "The squares are missing: each difference is squared."
    yield sum(map(abs, differences)) / n, "These are the differences. They are squared first."
    yield sum(differences) ** 2 / n, "Square each difference first, then add: not the other way."
    yield sqrt(right), "This is the square root of E. There is no root in it."
    yield right / 2, f"It is halved once too often: the mean over {n} outputs is all there is."
    added = sum((y + t) ** 2 for y, t in zip(outputs, targets, strict=True)) / n
    yield added, f"You added the targets. The difference is output − target, {first} − t1."
    crossed = sum((y - t) ** 2 for y, t in zip(outputs, targets[::-1], strict=True)) / n
    yield crossed, f"The targets have changed places: {first} goes with t1."
    sums = [network.numbers.sums[name] for name in network.layers[-1]]
    of_sums = sum((z - t) ** 2 for z, t in zip(sums, targets, strict=True)) / n
    yield of_sums, "You took the sums of the outputs' neurons. E is made of their outputs."


def wrong_output_gradients(network: WorkedNetwork, neuron: Neuron) -> Iterator[Mistake]:
    """Yield wrong gradients at an output: of the network, or of a hidden neuron."""
    numbers, name = network.numbers, neuron.name
    right = numbers.output_gradients[name]
    too_far = "This is already the gradient at the sum. Here the slope does not yet belong."
    if neuron.activation:
        yield numbers.sum_gradients[name], too_far
    for other in siblings(network, neuron):
        yield numbers.output_gradients[other.name], f"This is the gradient at {other.name}."
    if neuron.targets:
        yield from wrong_paths(network, neuron)
        return
    target = network.target[f"t{network.layers[-1].index(name) + 1}"]
    yield -right, "The sign is flipped: it is output − target."
    yield 2 * right, "It is twice too large: the square brings a 2, and the mean takes some away."
    yield right / 2, "It is half of what it should be: the slope of d² is 2 d."
    yield right**2, "It is not squared: the slope of a square is not a square."
    yield right**2 / 2, "This is the part of the error. Its slope is asked for."
    yield numbers.outputs[name], "This is the output itself. The target is missing."
    yield numbers.sums[name] - target, "You took the sum. It is the output minus the target."
    yield numbers.outputs[name] - target, "For this loss it is the probability minus the target."


def wrong_paths(network: WorkedNetwork, neuron: Neuron) -> Iterator[Mistake]:
    """Yield what goes wrong where several lines lead on from a hidden neuron."""
    numbers, parameters = network.numbers, network.numbers.parameters
    weights = [parameters[name] for name in neuron.target_weights]
    at_sums = [numbers.sum_gradients[name] for name in neuron.targets]
    at_outputs = [numbers.output_gradients[name] for name in neuron.targets]
    parts = [w * g for w, g in zip(weights, at_sums, strict=True)]
    lines = ", ".join(neuron.target_weights)
    yield (
        dot(weights, at_outputs),
        f"The slopes are missing: take the gradients at the sums of {', '.join(neuron.targets)},"
        " not those at their outputs.",
    )
    for target, part in zip(neuron.targets, parts, strict=True):
        if len(parts) > 1:
            yield part, f"This is the path over {target} alone. {len(parts)} paths lead to E: add."
            yield sum(parts) - 2 * part, f"The path over {target} has the wrong sign."
            yield sum(parts) - part, f"The path over {target} is missing: add it."
    k = [n.name for n in (neuron, *siblings(network, neuron))]
    k = sorted(k, key=list(network.neurons).index).index(neuron.name)
    if k < len(neuron.targets):
        wrong = network.neurons[neuron.targets[k]].weights
        if len(wrong) == len(at_sums):
            yield (
                dot([parameters[name] for name in wrong], at_sums),
                f"You took {', '.join(wrong)}, which lead into {neuron.targets[k]}. On the way back"
                f" take those that leave {neuron.name}: {lines}.",
            )
    yield -sum(parts), "The sign is flipped."
    yield sum(parts) / len(parts), "The paths are added. There is no mean to take."
    yield prod(parts), "Factors along one path are multiplied, but paths are added."
    yield sum(at_sums), f"The weights are missing: they are {lines}."


def wrong_slopes(network: WorkedNetwork, neuron: Neuron) -> Iterator[Mistake]:
    """Yield wrong slopes of an activation."""
    total, a = network.numbers.sums[neuron.name], network.numbers.outputs[neuron.name]
    slope, again = network.numbers.slopes[neuron.name], activated(neuron, a)
    from_output = neuron.activation.derivative_from_output
    yield a, "This is the output. How steep is the curve there?"
    yield total, "This is the sum. How steep is the curve there?"
    yield -slope, "The sign is flipped: the curve climbs, so its slope is positive."
    yield slope * network.numbers.output_gradients[neuron.name], "The slope alone is asked for."
    if isinstance(neuron.activation, ReLU):
        yield 1 - slope, "The slope of ReLU is 1 where the sum is above 0, and else 0."
        return
    yield float(from_output(total)), "You took the sum. The formula wants the output."
    yield float(from_output(again)), "You sent the output through the activation once more."
    if isinstance(neuron.activation, Sigmoid):
        yield 1 - a, "This is the second factor alone. Multiply it by the output itself."
        yield a * a, "You multiplied the output by itself. The second factor is 1 − output."
        yield 1 - a * a, "1 − a · a is the slope of tanh. This neuron has a sigmoid."
    else:
        yield a * (1 - a), "a · (1 − a) is the slope of the sigmoid. This neuron has tanh."
        yield 1 - a, "The output is to be squared: the slope of tanh is 1 − a · a."
        yield a * a, "This is what is taken away from 1."


def wrong_sum_gradients(network: WorkedNetwork, neuron: Neuron) -> Iterator[Mistake]:
    """Yield wrong gradients at a sum."""
    numbers, name = network.numbers, neuron.name
    back, slope, output = (
        known[name] for known in (numbers.output_gradients, numbers.slopes, numbers.outputs)
    )
    yield back, "The slope is missing: multiply by it."
    yield slope, "This is the slope alone. Multiply it by the gradient at the output."
    yield -back * slope, "The sign is flipped."
    yield back + slope, "Factors along a path are multiplied, not added."
    yield back * output, f"You multiplied by the output of {name}. The slope is asked for."
    yield back * numbers.sums[name], f"You multiplied by the sum of {name}, not by the slope."
    yield back * slope * slope, "The slope is in it twice."
    yield back * (1 - output), "The slope is output · (1 − output): its first factor is missing."
    if slope:
        yield back / slope, "You divided by the slope. Multiply."
    for other in siblings(network, neuron):
        yield numbers.sum_gradients[other.name], f"This is the gradient at the sum of {other.name}."
        yield back * numbers.slopes[other.name], f"You took the slope of {other.name}."


def wrong_weights(network: WorkedNetwork, neuron: Neuron, step: Step) -> Iterator[Mistake]:
    """Yield wrong gradients of a weight that leads into the neuron."""
    numbers, name, right = network.numbers, neuron.name, step.value
    source = neuron.sources[neuron.weights.index(step.name)]
    came, at_sum = numbers.outputs[source], numbers.sum_gradients[name]
    at_output, slope = numbers.output_gradients[name], numbers.slopes.get(name, 1.0)
    yield -right, "The sign is flipped: no factor of the chain changes it."
    yield at_output * came, f"The factor for the slope of {name} is missing."
    yield at_sum, f"The last factor is missing: {source}, what comes in on the line of {step.name}."
    yield slope * came, f"The first factor is missing: the gradient at the output of {name}."
    yield at_sum * slope * came, "The slope is in it twice."
    if source in numbers.sums:
        yield at_sum * numbers.sums[source], f"You took the sum of {source}. Its output comes in."
    yield (
        at_sum * numbers.parameters[step.name],
        f"You multiplied by {step.name} itself. The sum answers to {step.name} by what comes in on"
        f" its line, {source}.",
    )
    yield at_output * numbers.outputs[name] * came, f"The output of {name} stands for its slope."
    for other in neuron.sources:
        if other != source:
            yield at_sum * numbers.outputs[other], f"You took {other}. {source} comes in here."
    for other in siblings(network, neuron):
        yield (
            numbers.sum_gradients[other.name] * came,
            f"You went back through {other.name}. {step.name} leads into {name}.",
        )
    for wrong, words in wrong_paths(network, neuron) if neuron.targets else ():
        yield wrong * slope * came, words
    yield at_output + slope + came, "Factors along a path are multiplied, not added."
    yield at_sum + came, "Factors along a path are multiplied, not added."


def wrong_biases(network: WorkedNetwork, step: Step) -> Iterator[Mistake]:
    """Yield wrong gradients of a bias that a layer shares."""
    numbers = network.numbers
    names = [neuron.name for neuron in network.neurons.values() if neuron.bias == step.name]
    at_sums = [numbers.sum_gradients[name] for name in names]
    at_outputs = [numbers.output_gradients[name] for name in names]
    yield -step.value, "The sign is flipped."
    yield sum(at_outputs), "The slopes are missing: take the gradients at the sums."
    yield (
        step.value * numbers.parameters[step.name],
        (f"You multiplied by {step.name} itself. It is added as it is, so its own factor is 1."),
    )
    for name, part in zip(names, at_sums, strict=True):
        if len(names) > 1:
            yield part, f"This is what comes over {name} alone. All that use {step.name} are added."
            yield step.value - 2 * part, f"What comes over {name} has the wrong sign."
    yield step.value / len(names), "The parts are added. There is no mean to take."
    yield prod(at_sums), "The parts are added, not multiplied."


BY_LABEL = {
    "sum": wrong_sums,
    "out": wrong_outputs,
    "∂ out": wrong_output_gradients,
    "× slope": wrong_slopes,
    "∂ sum": wrong_sum_gradients,
}


def activated(neuron: Neuron, total: float) -> float:
    """Return what the activation of a neuron makes of a number."""
    return float(neuron.activation.function(np.array(total)))


def dot(one: list[float], other: list[float]) -> float:
    """Return the products, added up."""
    return sum(a * b for a, b in zip(one, other, strict=True))


def siblings(network: WorkedNetwork, neuron: Neuron) -> list[Neuron]:
    """Return the other neurons of the same layer."""
    layer = next(layer for layer in network.layers if neuron.name in layer)
    return [network.neurons[name] for name in layer if name != neuron.name]


def transposed(network: WorkedNetwork, neuron: Neuron) -> list[str]:
    """Return the weights it would have if they were counted by the neuron they leave."""
    layer = next(layer for layer in network.layers if neuron.name in layer)
    names = [weight for name in layer for weight in network.neurons[name].weights]
    return names[layer.index(neuron.name) :: len(layer)]
