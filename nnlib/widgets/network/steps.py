"""The way through a network, one value at a time: each with its formula and its numbers.

The order is that of the computation: sum and output of every neuron, the error, and then back,
neuron by neuron from the last layer to the first, one factor of the chain rule after the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from nnlib.layers import ReLU, Sigmoid, Tanh
from nnlib.widgets.network.losses import LossFormulas, factor, loss_formulas, said
from nnlib.widgets.network.worked import Neuron, WorkedNetwork

SYMBOLS = {Sigmoid: "σ({})", Tanh: "tanh({})", ReLU: "max(0, {})"}
IN_WORDS = {Sigmoid: "the sigmoid", Tanh: "tanh", ReLU: "ReLU"}
SLOPES = {Sigmoid: "{0} · (1 − {0})", Tanh: "1 − {0} · {0}", ReLU: "1 if {0} > 0, else 0"}


@dataclass(frozen=True)
class Step:
    """One value: what it is, its formula in symbols and in numbers, and where it is in the picture.

    Attributes:
        name: the node, weight or bias that it belongs to.
        label: which of its values: sum, out, E; on the way back ∂ out, × slope, ∂ sum, or ∂.
        symbol: what it is called in a formula, "∂E/∂w5".
        value: the number.
        symbols: its formula; z_h1 is the sum of h1.
        numbers: the same formula with numbers in it.
        what: what it is, in words.
        path: the names in the picture that it concerns.
        second_path: those of another way to the same value.
        also: what else has this value: the bias whose gradient it is.
    """

    name: str
    label: str
    symbol: str
    value: float
    symbols: str
    numbers: str
    what: str
    path: tuple[str, ...]
    second_path: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def is_back(self) -> bool:
        """Whether it belongs to the way back."""
        return self.label[0] in "∂×"

    @property
    def result(self) -> str:
        """The formula with numbers, and what comes out: "0.10 · 0.95 + 0.05 = 0.145"."""
        return f"{self.numbers} = {said(self.value)}"

    @property
    def formula(self) -> tuple[str, str]:
        """Two lines: what it is called and its symbols, then its numbers."""
        return f"{self.symbol} = {self.symbols}", f"{self.symbol} = {self.result}"


def steps_of(network: WorkedNetwork) -> list[Step]:
    """Return every step, forward and then back."""
    outputs = [network.numbers.outputs[name] for name in network.layers[-1]]
    formulas = loss_formulas(network.loss, outputs, list(network.target.values()))
    steps = [step for neuron in network.neurons.values() for step in forward(network, neuron)]
    steps.append(error(network, formulas))
    for layer in reversed(network.layers[1:]):
        for name in layer:
            steps += back(network, network.neurons[name], formulas)
        if network.shared:
            steps.append(shared_bias(network, layer))
    return steps


def forward(network: WorkedNetwork, neuron: Neuron) -> Iterator[Step]:
    """Yield the sum of a neuron and its output; for a neuron without activation they are one."""
    numbers, name = network.numbers, neuron.name
    symbols = [f"{w} · {s}" for w, s in zip(neuron.weights, neuron.sources, strict=True)]
    products = [
        f"{factor(numbers.parameters[weight])} · {factor(numbers.outputs[source])}"
        for weight, source in zip(neuron.weights, neuron.sources, strict=True)
    ]
    symbols = " + ".join([*symbols, neuron.bias])
    products = " + ".join([*products, factor(numbers.parameters[neuron.bias])])
    yield Step(
        name=name,
        label="sum" if neuron.activation else "out",
        symbol=sum_of(neuron),
        value=numbers.sums[name],
        symbols=symbols,
        numbers=products,
        what=(
            f"{sum_of(neuron)}, the weighted sum of {name}: "
            if neuron.activation
            else f"{name}, a weighted sum without an activation: "
        )
        + "each number that comes in times its weight, and the bias",
        path=(*neuron.sources, *neuron.weights, neuron.bias, name),
    )
    if neuron.activation:
        symbol, kind = SYMBOLS[type(neuron.activation)], IN_WORDS[type(neuron.activation)]
        yield Step(
            name=name,
            label="out",
            symbol=name,
            value=numbers.outputs[name],
            symbols=f"{symbol.format(symbols)} = {symbol.format(sum_of(neuron))}",
            numbers=f"{symbol.format(products)} = {symbol.format(said(numbers.sums[name]))}",
            what=f"{name}, the output of the neuron: {kind} of its sum",
            path=(name,),
        )


def error(network: WorkedNetwork, formulas: LossFormulas) -> Step:
    """Return the step from the outputs to the error."""
    symbols, numbers = formulas.error
    path = (*network.layers[-1], "E")
    what = f"the error: {formulas.what}"
    return Step("E", "E", "E", network.numbers.loss, symbols, numbers, what, path)


def back(network: WorkedNetwork, neuron: Neuron, formulas: LossFormulas) -> Iterator[Step]:
    """Yield the steps back through a neuron: to its output, its sum, and to each of its weights."""
    yield back_to_output(network, neuron, formulas)
    if neuron.activation:
        yield slope(network, neuron)
        yield back_to_sum(network, neuron)
    for weight, source in zip(neuron.weights, neuron.sources, strict=True):
        yield back_to_weight(network, neuron, weight, source)


def back_to_output(network: WorkedNetwork, neuron: Neuron, formulas: LossFormulas) -> Step:
    """Return how E answers to the output of a neuron: from the loss, or over all lines from it."""
    name, numbers = neuron.name, network.numbers
    step = {"name": name, "label": "∂ out", "symbol": f"∂E/∂{name}"}
    step |= {"value": numbers.output_gradients[name], "also": own_bias(network, neuron)}
    if neuron.activation:
        step["also"] = ()
    if not neuron.targets:
        symbols, in_numbers = formulas.gradients[network.layers[-1].index(name)]
        what = f"how E answers to {name}: {formulas.what_back}" + also_in_words(step["also"])
        step |= {"symbols": symbols, "numbers": in_numbers, "what": what, "path": (name, "E")}
        return Step(**step)
    lines = list(zip(neuron.target_weights, neuron.targets, strict=True))
    symbols = [f"{w} · ∂E/∂{sum_of(network.neurons[target])}" for w, target in lines]
    products = [
        f"{factor(numbers.parameters[w])} · {factor(numbers.sum_gradients[t])}" for w, t in lines
    ]
    paths = "each of its lines" if len(lines) > 1 else "its line"
    return Step(
        **step,
        symbols=" + ".join(symbols),
        numbers=" + ".join(products),
        what=f"how E answers to {name}: over {paths}, the weight times the gradient at the sum"
        " that the line leads to"
        + (", added" if len(lines) > 1 else "")
        + also_in_words(step["also"]),
        path=(name, *lines[0]),
        second_path=tuple(part for line in lines[1:] for part in line),
    )


def slope(network: WorkedNetwork, neuron: Neuron) -> Step:
    """Return how the output of a neuron answers to its sum."""
    name, kind = neuron.name, type(neuron.activation)
    at = neuron.name if kind is not ReLU else sum_of(neuron)
    number = network.numbers.sums[name] if kind is ReLU else network.numbers.outputs[name]
    return Step(
        name=name,
        label="× slope",
        symbol=f"∂{name}/∂{sum_of(neuron)}",
        value=network.numbers.slopes[name],
        symbols=SLOPES[kind].format(at),
        numbers=SLOPES[kind].format(factor(number)),
        what=f"how {name} answers to its sum: the slope of {IN_WORDS[kind]} there",
        path=(name,),
    )


def back_to_sum(network: WorkedNetwork, neuron: Neuron) -> Step:
    """Return how E answers to the sum of a neuron: the first two factors of the chain rule."""
    name, numbers = neuron.name, network.numbers
    also = own_bias(network, neuron)
    return Step(
        name=name,
        label="∂ sum",
        symbol=f"∂E/∂{sum_of(neuron)}",
        value=numbers.sum_gradients[name],
        symbols=f"∂E/∂{name} · ∂{name}/∂{sum_of(neuron)}",
        numbers=f"{factor(numbers.output_gradients[name])} · {said(numbers.slopes[name])}",
        what=f"how E answers to the sum of {name}: the gradient at its output times the slope"
        + also_in_words(also),
        path=(name,),
        also=also,
    )


def back_to_weight(network: WorkedNetwork, neuron: Neuron, weight: str, source: str) -> Step:
    """Return how E answers to a weight: all factors of the chain rule."""
    name, numbers, z = neuron.name, network.numbers, sum_of(neuron)
    symbols = [f"∂E/∂{name}", f"∂{z}/∂{weight}"]
    factors = [factor(numbers.output_gradients[name]), factor(numbers.outputs[source])]
    if neuron.activation:
        symbols.insert(1, f"∂{name}/∂{z}")
        factors.insert(1, said(numbers.slopes[name]))
    return Step(
        name=weight,
        label="∂",
        symbol=f"∂E/∂{weight}",
        value=numbers.gradients[weight],
        symbols=" · ".join(symbols),
        numbers=" · ".join(factors),
        what=f"how E answers to {weight}: the gradient at the output of {name}"
        + (f", times the slope of {name}," if neuron.activation else "")
        + f" times what comes in on the line of {weight}, {source}",
        path=(source, weight, name) if neuron.targets else (source, weight, name, "E"),
    )


def shared_bias(network: WorkedNetwork, layer: list[str]) -> Step:
    """Return how E answers to a bias that all neurons of a layer share."""
    numbers, neurons = network.numbers, [network.neurons[name] for name in layer]
    bias = neurons[0].bias
    return Step(
        name=bias,
        label="∂",
        symbol=f"∂E/∂{bias}",
        value=numbers.gradients[bias],
        symbols=" + ".join(f"∂E/∂{sum_of(neuron)}" for neuron in neurons),
        numbers=" + ".join(factor(numbers.sum_gradients[name]) for name in layer),
        what=f"how E answers to {bias}: it is added to each sum as it is, so the gradients at the"
        " sums are added",
        path=(bias, *layer),
    )


def own_bias(network: WorkedNetwork, neuron: Neuron) -> tuple[str, ...]:
    """Return the name of the neuron's bias, unless others share it."""
    return () if network.shared else (neuron.bias,)


def also_in_words(biases: tuple[str, ...]) -> str:
    """Return that the gradient of a bias is the same, as the bias is added as it is."""
    return "".join(f"; it is ∂E/∂{bias} too, as the bias is added as it is" for bias in biases)


def sum_of(neuron: Neuron) -> str:
    """Return what the sum of a neuron is called: z_h1, or y1 where it is the output itself."""
    return f"z_{neuron.name}" if neuron.activation else neuron.name
