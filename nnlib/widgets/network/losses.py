"""The losses as formulas: each with the symbols and the numbers of one example.

A formula is a pair of texts, in symbols and in numbers: ("y1 − t1", "0.63371 − 0.05").
"""

from dataclasses import dataclass
from fractions import Fraction

from nnlib.layers import sigmoid, softmax
from nnlib.losses import BinaryCrossEntropy, Loss, MeanSquaredError, SoftmaxCrossEntropy

FRACTIONS = {"1": "", "1/2": "½ ", "1/3": "⅓ ", "2/3": "⅔ ", "1/4": "¼ "}
Formula = tuple[str, str]


@dataclass(frozen=True)
class LossFormulas:
    """How E is made of the outputs, and how it answers to each of them.

    Attributes:
        error: the formula of E.
        gradients: for each output the formula of dE/doutput.
        what: what E is, in words.
        what_back: what the gradient is, in words.
    """

    error: Formula
    gradients: list[Formula]
    what: str
    what_back: str


def loss_formulas(loss: Loss, outputs: list[float], targets: list[float]) -> LossFormulas:
    """Return the formulas of a loss for one example, its outputs and its targets."""
    return FORMULAS[type(loss)](outputs, targets)


def squared_error(outputs: list[float], targets: list[float]) -> LossFormulas:
    """Return the formulas of the mean squared error: ½ (y1 − t1)² + ½ (y2 − t2)² for two."""
    differences = [
        (f"y{n} − t{n}", f"{said(y)} − {factor(t)}")
        for n, (y, t) in enumerate(zip(outputs, targets, strict=True), start=1)
    ]
    share, slope = (fraction(top, len(outputs)) for top in (1, 2))
    return LossFormulas(
        error=added([[f"{share}({text})²" for text in pair] for pair in differences]),
        gradients=[
            tuple(f"{slope}({text})" if slope else text for text in pair) for pair in differences
        ],
        what="the mean of the squares of output − target",
        what_back="output − target" + (f", times {slope.strip(' ·')}" if slope else ""),
    )


def binary_cross_entropy(outputs: list[float], targets: list[float]) -> LossFormulas:
    """Return the formulas of −log of the probability that the right one of two answers has."""
    share = fraction(1, len(outputs))
    probabilities = [float(sigmoid(y)) for y in outputs]
    pairs = list(enumerate(zip(probabilities, targets, strict=True), start=1))
    terms = [[surprise(f"p{n}", f"t{n}", t), surprise(said(p), said(t), t)] for n, (p, t) in pairs]
    if len(outputs) > 1:
        terms = [[f"{share}({text})" for text in pair] for pair in terms]
    return LossFormulas(
        error=added(terms),
        gradients=[
            (f"{share}(p{n} − t{n})", f"{share}({said(p)} − {said(t)})") for n, (p, t) in pairs
        ],
        what="minus the natural logarithm of the probability of the right answer,"
        f" {named(probabilities, 'σ of each output')}",
        what_back=f"{share}(probability − target), {named(probabilities, 'σ of each output')}",
    )


def softmax_cross_entropy(outputs: list[float], targets: list[float]) -> LossFormulas:
    """Return the formulas of −log of the probability that the right class has."""
    probabilities = [float(p) for p in softmax(outputs)]
    pairs = list(enumerate(zip(probabilities, targets, strict=True), start=1))
    terms = [
        [f"−log p{n}", f"−log {said(p)}"]
        if t == 1
        else [f"(−t{n} log p{n})", f"(−{said(t)} · log {said(p)})"]
        for n, (p, t) in pairs
        if t
    ]
    return LossFormulas(
        error=added(terms),
        gradients=[(f"p{n} − t{n}", f"{said(p)} − {said(t)}") for n, (p, t) in pairs],
        what="minus the natural logarithm of the probability of the right class,"
        f" {named(probabilities, 'the softmax of the outputs')}",
        what_back=f"probability − target, {named(probabilities, 'the softmax of the outputs')}",
    )


FORMULAS = {
    MeanSquaredError: squared_error,
    BinaryCrossEntropy: binary_cross_entropy,
    SoftmaxCrossEntropy: softmax_cross_entropy,
}


def surprise(probability: str, target: str, value: float) -> str:
    """Return −log p where the target is 1, −log(1 − p) where it is 0, and both in between."""
    if value in (0, 1):
        return f"−log {probability}" if value else f"−log(1 − {probability})"
    return f"−{target} · log {probability} − (1 − {target}) · log(1 − {probability})"


def added(terms: list[list[str]]) -> Formula:
    """Return one formula: the sum of the terms."""
    symbols, numbers = zip(*terms, strict=True)
    return " + ".join(symbols), " + ".join(numbers)


def named(probabilities: list[float], origin: str) -> str:
    """Return where the probabilities come from, and what they are."""
    listed = ", ".join(f"p{n} = {said(p)}" for n, p in enumerate(probabilities, start=1))
    return f"where p is {origin}: {listed}"


def fraction(top: int, bottom: int) -> str:
    """Return what stands before a bracket: "½ " for 1 and 2, nothing for 1."""
    share = str(Fraction(top, bottom))
    return FRACTIONS.get(share, f"{share} · ")


def said(number: float) -> str:
    """Return a number as the picture has it: two decimals where they are all it has, at most five.

    Numbers that are too small or too large for that get three digits and a power of ten.
    """
    number = float(number) + 0.0  # + 0.0: no minus before a zero
    n_decimals = next((n for n in (2, 3, 4) if abs(number - round(number, n)) < 1e-12), 5)
    form = f".{n_decimals}f" if number == 0 or 1e-4 <= abs(number) < 1e5 else ".2e"
    return f"{number:{form}}".replace("-", "−")


def factor(number: float) -> str:
    """Return a number as it stands in a product or after a sign: (−0.17) in parentheses."""
    return f"({said(number)})" if said(number).startswith("−") else said(number)
