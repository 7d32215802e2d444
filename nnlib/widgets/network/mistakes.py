"""Wrong computations for each kind of value, with the sentence that helps whoever made them."""

from collections.abc import Iterator
from math import isfinite, prod

import numpy as np

from nnlib.layers import ReLU, Sigmoid, Tanh
from nnlib.widgets.network.loss_mistakes import Mistake, wrong_errors, wrong_loss_gradients
from nnlib.widgets.network.steps import IN_WORDS, Step
from nnlib.widgets.network.worked import Neuron, WorkedNetwork

MINUS = {  # what to say where the activation was given the sum with the other sign
    Sigmoid: "A minus is lost or too many: σ(z) = 1 / (1 + e^(−z)).",
    Tanh: "A minus is lost or too many: tanh(z) has the sign of z.",
    ReLU: "ReLU is max(0, z): a sum above 0 stays as it is, any other becomes 0.",
}


def mistakes_of(network: WorkedNetwork, step: Step) -> list[Mistake]:
    """Return what goes wrong with a step: the number it gives, and what to say."""
    with np.errstate(all="ignore"):  # what overflows is left out: it is nobody's answer
        mistakes = [(float(wrong), words) for wrong, words in catalogue(network, step)]
    return [(wrong, words) for wrong, words in mistakes if isfinite(wrong)]


def catalogue(network: WorkedNetwork, step: Step) -> Iterator[Mistake]:
    """Yield the mistakes from where they belong; some of the numbers may be infinite."""
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
        yield mine + parameters[other.bias], f"This is {other.name}. {neuron.name} owns {own}."
        yield mine + bias, f"You took {', '.join(other.weights)}. {neuron.name} owns {own}."
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
    yield activated(neuron, -total), MINUS[type(neuron.activation)]
    if not isinstance(neuron.activation, Sigmoid):
        wrong = float(Sigmoid().function(np.array(total)))
        yield wrong, f"This is the sigmoid of the sum. The activation of {neuron.name} is {kind}."
    if not isinstance(neuron.activation, Tanh):
        yield np.tanh(total), f"This is tanh of the sum. The activation of {neuron.name} is {kind}."
    for number, words in wrong_sums(network, neuron):
        yield activated(neuron, number), words


def wrong_output_gradients(network: WorkedNetwork, neuron: Neuron) -> Iterator[Mistake]:
    """Yield wrong gradients at an output: of the network, or of a hidden neuron."""
    numbers, name = network.numbers, neuron.name
    too_far = "This is already the gradient at the sum. Here the slope does not yet belong."
    if neuron.activation:
        yield numbers.sum_gradients[name], too_far
    yield from (
        wrong_paths(network, neuron) if neuron.targets else wrong_loss_gradients(network, name)
    )
    for other in siblings(network, neuron):
        yield numbers.output_gradients[other.name], f"This is the gradient at {other.name}."


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
            yield part, f"This is the path over {target} alone. The paths over {lines} are added."
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
    slope = network.numbers.slopes[neuron.name]
    yield a, "This is the output. How steep is the curve there?"
    yield total, "This is the sum. How steep is the curve there?"
    yield -slope, "The sign is flipped: the curve climbs, so its slope is positive."
    yield slope * network.numbers.output_gradients[neuron.name], "The slope alone is asked for."
    yield from wrong_slope_formulas(neuron, total, a)


def wrong_slope_formulas(neuron: Neuron, total: float, a: float) -> Iterator[Mistake]:
    """Yield what wrong formulas give; the words hold for the slope and for products with it."""
    from_output = neuron.activation.derivative_from_output
    if isinstance(neuron.activation, ReLU):
        wrong = 1 - float(from_output(a))
        yield wrong, "The slope of ReLU is 1 where the sum is above 0, and else 0."
        return
    yield float(from_output(total)), "You took the sum. The formula of the slope wants the output."
    again = float(from_output(activated(neuron, a)))
    yield again, "You sent the output through the activation once more, for the slope."
    if isinstance(neuron.activation, Sigmoid):
        yield 1 - a, "The slope is output · (1 − output): the output itself is missing."
        yield a * a, "You multiplied the output by itself. The second factor is 1 − output."
        yield 1 - a * a, "1 − a · a is the slope of tanh. This neuron has a sigmoid."
    else:
        yield a * (1 - a), "a · (1 − a) is the slope of the sigmoid. This neuron has tanh."
        yield 1 - a, "The output is to be squared: the slope of tanh is 1 − a · a."
        yield a * a, "The slope of tanh is 1 − a · a: the 1 − is missing."


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
    for wrong, words in wrong_slope_formulas(neuron, numbers.sums[name], output):
        yield back * wrong, words
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
    yield -right, "The sign is flipped: look at the sign of each factor."
    yield at_sum, f"The last factor is missing: {source}, what comes in on the line of {step.name}."
    yield slope * came, f"The first factor is missing: the gradient at the output of {name}."
    if neuron.activation:
        yield at_output * came, f"The factor for the slope of {name} is missing."
        yield at_sum * slope * came, "The slope is in it twice."
        output = numbers.outputs[name]
        yield at_output * output * came, f"The output of {name} stands for its slope."
        for wrong, words in wrong_slope_formulas(neuron, numbers.sums[name], output):
            yield at_output * wrong * came, words
        yield at_output + slope + came, "Factors along a path are multiplied, not added."
    yield at_sum + came, "Factors along a path are multiplied, not added."
    if source in numbers.sums:
        yield at_sum * numbers.sums[source], f"You took the sum of {source}. Its output comes in."
    yield (
        at_sum * numbers.parameters[step.name],
        f"You multiplied by {step.name} itself. The sum answers to {step.name} by what comes in on"
        f" its line, {source}.",
    )
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
            yield step.value - part, f"What comes over {name} is missing: add it."
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
