"""Gradients by a tape: write down every operation going forward, read the list backwards.

A `Tensor` is an array that remembers where it came from. Three facts make the whole module:

* Each operation knows its own derivative and nothing else: one row of `DERIVATIVES`.
* Going backward, the gradient of a result, times that derivative, is what reaches an operand.
* Branches add: a value that is used twice receives two contributions.

    >>> x, w = 2.0, Tensor(3.0, "w")
    >>> loss = (w * x - 1) ** 2
    >>> loss.backward()
    >>> w  # dloss/dw = 2 (w x − 1) x
    Tensor('w', 3, float64, gradient=20)

The contract: a gradient has the shape and the precision of its value. `backward` sets gradients,
as the layers do: each call starts from zero for all that its number was made from, and nothing
has to be cleared. A Tensor that had no part in that number keeps its old gradient. Frameworks
add to what is there, which is why their loops call `zero_grad`. Here, to add up two losses, add
them: `(first + second).backward()`.

A result refers to its operands, and no operand to its result: without cycles, Python frees a
graph as soon as its loss is dropped. The way back is a loop and not a recursion: a graph may be
as deep as memory allows.

Source: Griewank and Walther 2008, Evaluating Derivatives, section 3.2.
Taught in: lesson 06.
"""

from collections.abc import Callable
from operator import getitem

import numpy as np

from nnlib.checks import as_numbers, check_product


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^(−z)) as e^(−log(1 + e^(−z))), which cannot overflow."""
    return np.exp(-np.logaddexp(0, -z))


def total(a: np.ndarray, axis, keepdims: bool) -> np.ndarray:
    """Return the sum over an axis, over several, or over all (None)."""
    return np.add.reduce(a, axis=axis, keepdims=keepdims)  # a.sum, without its detours


def repeated(g: np.ndarray, a: np.ndarray, axis, keepdims: bool) -> np.ndarray:
    """Return what `total` sends back: every number that was added gets the gradient of the sum."""
    return np.zeros(a.shape, g.dtype) + (g if keepdims or axis is None else np.expand_dims(g, axis))


def put_back(g: np.ndarray, a: np.ndarray, index) -> np.ndarray:
    """Return what a[index] sends back: 0 to what was not picked, a sum to what was picked twice."""
    gradient = np.zeros_like(a)
    np.add.at(gradient, index, g)
    return gradient


# What the chain rule sends back. Here y = f(a) or f(a, b), and g is dloss/dy, the gradient that
# arrives at the result; each row has dloss/da, then dloss/db. A new ufunc is one more row:
# DERIVATIVES[np.sin] = (lambda g, y, a: g * np.cos(a),), and np.sin(tensor) works.
# In the row of pow, b − (b ≠ 0) is b − 1, but 0 for b = 0: the slope of a⁰ is 0, at a = 0 too.
# And a + (a = 0) is a, but 1 for a = 0, whose logarithm is 0: 0ᵇ stays 0 when b is nudged.
DERIVATIVES: dict[Callable, tuple[Callable, ...]] = {
    np.add: (lambda g, y, a, b: g, lambda g, y, a, b: g),
    np.subtract: (lambda g, y, a, b: g, lambda g, y, a, b: -g),
    np.multiply: (lambda g, y, a, b: g * b, lambda g, y, a, b: g * a),
    np.divide: (lambda g, y, a, b: g / b, lambda g, y, a, b: -g * y / b),
    np.pow: (
        lambda g, y, a, b: g * b * a ** (b - (b != 0)),
        lambda g, y, a, b: g * y * np.log(a + (a == 0)),
    ),
    np.matmul: (lambda g, y, a, b: g @ b.T, lambda g, y, a, b: a.T @ g),
    np.maximum: (lambda g, y, a, b: g * (a > b), lambda g, y, a, b: g * (b >= a)),
    np.negative: (lambda g, y, a: -g,),
    np.exp: (lambda g, y, a: g * y,),
    np.log: (lambda g, y, a: g / a,),
    np.tanh: (lambda g, y, a: g * (1 - y * y),),
    sigmoid: (lambda g, y, a: g * y * (1 - y),),
    total: (lambda g, y, a, axis, keepdims: repeated(g, a, axis, keepdims),),
    getitem: (lambda g, y, a, index: put_back(g, a, index),),
    np.reshape: (lambda g, y, a, shape: g.reshape(a.shape),),
    np.transpose: (lambda g, y, a: g.T,),
}


def apply(function: Callable, *operands) -> "Tensor":
    """Return function(*operands) as a Tensor that knows its parents.

    Operands that are not Tensors are constants: nothing is sent back to them, at no cost. An
    axis, an index or a shape is a constant too, and has no entry in the row of its function.
    """
    if function not in DERIVATIVES:
        name, advice = function.__name__, "Add its row, or pass tensor.value."
        raise TypeError(f"A Tensor expected a function of DERIVATIVES; got {name}. {advice}")
    values = [operand.value if isinstance(operand, Tensor) else operand for operand in operands]
    if function is np.matmul:
        check_product(*values)
    pairs = zip(operands, DERIVATIVES[function], strict=False)
    parents = [pair for pair in pairs if isinstance(pair[0], Tensor)]
    return Tensor(function(*values), "", function.__name__, values, parents)


def method(function: Callable) -> Callable:
    """Return the method that applies a function to its Tensor, and to what else it is given."""
    return lambda self, *others: apply(function, self, *others)


def reflected(function: Callable) -> Callable:
    """Return the method of an operator whose Tensor stands on the right, as in 1 − tensor."""
    return lambda self, other: apply(function, other, self)


class Tensor:
    """An array that remembers the operation it came from, so that gradients find the way back.

    Use it like an array: + − * / ** @, an index, `T`, and the methods `exp`, `log`, `tanh`,
    `sigmoid`, `relu`, `sum`, `mean`, `reshape`, with Tensors, arrays and numbers on either side.
    NumPy's ufuncs that have a row in `DERIVATIVES` take Tensors too: `np.exp(tensor)`. Shapes
    and precision follow NumPy's rules: float32 times a plain number is float32, and times a
    float64 array it is float64.

    A step of gradient descent changes the value, and is not part of the graph:
    `weight.value -= learning_rate * weight.gradient`. Then go forward again, for a new graph.
    The wrong form is `weight -= learning_rate * weight.gradient`, without `.value`: it gives the
    name to a new Tensor, whose gradient is None, and the weight that was there stays as it is.

    Args:
        value: numbers, copied. float32 and float64 stay what they are; integers become float64.
        name: what `repr` calls it.
        operation, operands, parents: where it came from, filled in by `apply`.

    Attributes:
        gradient: dloss/dvalue, None until `backward` has passed here.
        operation: the name of the function that made it, "" for a Tensor made by hand.
        operands: the values that the function was given, constants among them.
        parents: the Tensors that it was made from, each with the derivative towards it.
        depth: 0 for a Tensor made by hand, else one more than the deepest of its parents.

    Raises:
        TypeError: when the value is not made of numbers, or a function has no row.
        ValueError: for @ between anything but matrices that fit, and from `backward` of more than
            one number.

    Taught in: lesson 06.
    """

    def __init__(self, value, name: str = "", operation: str = "", operands=(), parents=()):
        self.value = value if parents else np.array(value)  # copied: a step is made in place
        self.gradient: np.ndarray | None = None
        self.name = name
        self.operation, self.operands, self.parents = operation, operands, parents
        self.depth = 1 + max([parent.depth for parent, _ in parents]) if parents else 0

    def __repr__(self) -> str:
        number = self.value.size == 1
        value = f"{self.value.item():.6g}" if number else f"shape={self.value.shape}"
        parts = [self.name and repr(self.name), value, str(self.value.dtype), self.operation]
        if number and self.gradient is not None:
            parts.append(f"gradient={self.gradient.item():.6g}")
        return f"Tensor({', '.join(filter(None, parts))})"

    @property
    def value(self) -> np.ndarray:
        """The numbers: always an array of floating-point numbers, of any shape."""
        return self._value

    @value.setter
    def value(self, value) -> None:
        self._value = as_numbers(value)

    def tape(self) -> list["Tensor"]:
        """Return this Tensor and all that it was made from, every result before its operands."""
        tape, seen = [self], {self}
        for tensor in tape:  # the list grows while we walk along it
            for parent, _ in tensor.parents:
                if parent not in seen:
                    seen.add(parent)
                    tape.append(parent)
        return sorted(tape, key=lambda tensor: tensor.depth, reverse=True)

    def backward(self) -> None:
        """Set the gradient of this number with respect to everything that it was made from.

        Raises:
            ValueError: when this is more than one number.
        """
        if self.value.size != 1:
            raise ValueError(f"backward expected one number; got {self!r}. Take its mean() first.")
        tape = self.tape()
        for tensor in tape:
            tensor.gradient = np.zeros(tensor.value.shape, tensor.value.dtype)
        self.gradient += 1  # dloss/dloss
        for tensor in tape:  # at its turn, a gradient has received all of its contributions
            g, y, operands = tensor.gradient, tensor.value, tensor.operands
            for parent, derivative in tensor.parents:
                parent.gradient += summed_to(derivative(g, y, *operands), parent.gradient.shape)

    def __array_ufunc__(self, function: np.ufunc, call: str, *operands, **options) -> "Tensor":
        """Take over where NumPy meets a Tensor: array + tensor, np.exp(tensor)."""
        if call != "__call__" or options:
            came = f"{function.__name__} ({', '.join([call, *options])})"
            raise TypeError(f"DERIVATIVES expected a plain call; got {came}. Pass tensor.value.")
        return apply(function, *operands)

    def __array_function__(self, function: Callable, *_) -> None:
        """Refuse NumPy's other functions: they would compute something else of a Tensor."""
        advice = "Write a @ b, tensor.sum(), tensor.mean() or tensor.T, or pass tensor.value."
        raise TypeError(f"A Tensor expected its own methods; got np.{function.__name__}. {advice}")

    def __array__(self, *_, **options) -> None:
        """Refuse to become an array of objects: array.dot(tensor) would go wrong without a word."""
        raise TypeError(f"Expected numbers; got {self!r}. Write a @ b, or pass its value.")

    __add__, __radd__ = method(np.add), reflected(np.add)
    __sub__, __rsub__ = method(np.subtract), reflected(np.subtract)
    __mul__, __rmul__ = method(np.multiply), reflected(np.multiply)
    __truediv__, __rtruediv__ = method(np.divide), reflected(np.divide)
    __pow__, __rpow__ = method(np.power), reflected(np.power)
    __matmul__, __rmatmul__ = method(np.matmul), reflected(np.matmul)
    __neg__, __getitem__, T = method(np.negative), method(getitem), property(method(np.transpose))
    exp, log, tanh, sigmoid = method(np.exp), method(np.log), method(np.tanh), method(sigmoid)

    def relu(self) -> "Tensor":
        """Return max(z, 0) for each number z; its derivative at 0 is 0."""
        return apply(np.maximum, self, 0)

    def sum(self, axis=None, keepdims: bool = False) -> "Tensor":
        """Return the sum over an axis, over several, or over all (None)."""
        return apply(total, self, axis, keepdims)

    def mean(self, axis=None, keepdims: bool = False) -> "Tensor":
        """Return the sum, divided by how many numbers went into each result."""
        result = self.sum(axis, keepdims)
        return result / (self.value.size // result.value.size)

    def reshape(self, *shape) -> "Tensor":
        """Return the same numbers in another shape: numbers, or a tuple of them, as in NumPy."""
        return apply(np.reshape, self, shape[0] if len(shape) == 1 else shape)


def summed_to(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return the gradient added up over the axes along which NumPy repeated the operand."""
    if gradient.shape == shape:
        return gradient
    sizes = (1,) * (gradient.ndim - len(shape)) + shape  # 1 where NumPy repeated it
    return gradient.sum(axis=tuple(n for n, size in enumerate(sizes) if size == 1)).reshape(shape)
