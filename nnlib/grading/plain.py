"""Plain data: all that crosses the wall of the sandbox, in either direction.

Numbers, text, lists, tuples and NumPy arrays become JSON, and nothing else does. There is no
pickle: nothing that is read here can run. Whoever reads trusts no size and no shape.

    None, True, 3, 0.5, "a"     as JSON has them
    ...                         {"dots": 1}
    (1, [2.0])                  {"tuple": [1, {"list": [2.0]}]}
    np.float32(0.5)             {"number": ["<f4", "AAAAPw=="]}
    np.zeros((2, 3))            {"array": ["<f8", [2, 3], "AAAA..."]}
    anything else               {"foreign": "what it is, in words"}
"""

import base64
import binascii
import json
import math
import re
from typing import Any

import numpy as np

from nnlib.exercises.answers import LARGEST, Foreign, NotNumbersError, as_numbers, described

LONGEST = 16_000_000  # bytes of one message
MOST_PARTS = 50_000  # brackets and commas in one message
DEEPEST = 10  # lists in lists
LONGEST_TEXT = 2_000  # characters
LONGEST_LIST = 100  # a longer one is sent as an array
KINDS = "biufc"  # booleans, whole numbers, floats, complex numbers
TYPE = re.compile(r"[<|][biufc]\d{1,2}")
TOO_MUCH = Foreign("far too many numbers")


class NotPlainError(ValueError):
    """What came is not plain data; the message says what it is."""


def encode(value: Any, depth: int = 0) -> Any:
    """Return the value as something that `json.dumps` writes; what is not plain, in words."""
    if depth > DEEPEST:
        return encode(Foreign("lists in lists without an end"))
    if value is None or type(value) in (bool, float):
        return value
    if type(value) is int:
        return value if abs(value) < 2**1000 else encode(TOO_MUCH)
    if value is ...:
        return {"dots": 1}
    if type(value) is complex:
        return encode(np.complex128(value))
    if type(value) is str:
        return value if len(value) <= LONGEST_TEXT else encode(Foreign("a long text"))
    if type(value) is Foreign:
        return {"foreign": str(value.text)[:200]}
    if type(value) in (list, tuple):
        return encode_list(value, depth)
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in KINDS:
        return encode_array(value)
    return encode_other(value)


def encode_list(value: list | tuple, depth: int) -> Any:
    """Return a list or a tuple as JSON: a long one as the array that it is."""
    if len(value) <= LONGEST_LIST:
        return {type(value).__name__: [encode(part, depth + 1) for part in value]}
    return encode_other(value)


def encode_array(value: np.ndarray | np.generic) -> Any:
    """Return an array, or a number that NumPy made, as its type, shape and bytes."""
    if value.size > LARGEST or value.dtype.itemsize > 16:
        return encode(TOO_MUCH)
    array = np.array(value, order="C").astype(value.dtype.newbyteorder("<"))
    numbers = base64.b64encode(array.tobytes()).decode()
    if isinstance(value, np.generic):
        return {"number": [array.dtype.str, numbers]}
    return {"array": [array.dtype.str, list(array.shape), numbers]}


def encode_other(value: Any) -> Any:
    """Return whatever can be read as numbers as an array, and the rest in words."""
    try:
        return encode_array(as_numbers(value))
    except NotNumbersError:
        return encode(Foreign(described(value)))


def dumps(message: dict[str, Any]) -> bytes:
    """Return a message as bytes."""
    return json.dumps(message, separators=(",", ":")).encode()


def loads(content: bytes) -> dict[str, Any]:
    """Return the message in these bytes, with its values still encoded.

    Raises:
        NotPlainError: for anything but a JSON object of moderate size.
    """
    if len(content) > LONGEST:
        raise NotPlainError(f"Expected at most {LONGEST} bytes; got {len(content)}.")
    if count_parts(content) > MOST_PARTS:
        raise NotPlainError(f"Expected at most {MOST_PARTS} parts; got more.")
    try:
        message = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotPlainError(f"Expected JSON; {type(error).__name__} at reading it.") from None
    if not isinstance(message, dict):
        raise NotPlainError(f"Expected an object; got a {type(message).__name__}.")
    return message


def count_parts(content: bytes) -> int:
    """Return how many brackets and commas are in a message: what it costs to read it."""
    return sum(map(content.count, (b"[", b"{", b",")))


def decode(found: Any, depth: int = 0) -> Any:
    """Return the value that was encoded.

    Raises:
        NotPlainError: for what `encode` does not write.
    """
    if depth > DEEPEST + 1:
        raise NotPlainError("Expected a few levels of lists; got more.")
    if found is None or isinstance(found, bool | float):
        return found
    if isinstance(found, int):
        return within(found)
    if isinstance(found, str):
        return clean(found[:LONGEST_TEXT])
    if not isinstance(found, dict) or len(found) != 1:
        raise NotPlainError(f"Expected one kind of value; got {str(found)[:60]!r}.")
    [(kind, content)] = found.items()
    match kind:
        case "dots":
            return ...
        case "foreign" if isinstance(content, str):
            return Foreign(clean(content[:200]))
        case "list" | "tuple" if isinstance(content, list) and len(content) <= LONGEST_LIST:
            parts = [decode(part, depth + 1) for part in content]
            return parts if kind == "list" else tuple(parts)
        case "number" if isinstance(content, list) and len(content) == 2:
            return decode_array(content[0], [], content[1])[()]
        case "array" if isinstance(content, list) and len(content) == 3:
            return decode_array(*content)
    raise NotPlainError(f"Expected a kind of value; got {str(kind)[:60]!r}.")


def clean(text: str) -> str:
    """Return the text with a question mark for each half of a character, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def within(number: int) -> int:
    """Return a whole number that a float can hold."""
    if abs(number) >= 2**1000:
        raise NotPlainError("Expected a whole number of moderate size; got a huge one.")
    return number


def decode_array(dtype: Any, shape: Any, numbers: Any) -> np.ndarray:
    """Return an array of its own memory from its type, shape and bytes."""
    if not isinstance(dtype, str) or not TYPE.fullmatch(dtype):
        raise NotPlainError(f"Expected a type of numbers; got {str(dtype)[:60]!r}.")
    if not isinstance(shape, list) or len(shape) > 32 or not all(map(is_length, shape)):
        raise NotPlainError(f"Expected a shape; got {str(shape)[:60]!r}.")
    if not isinstance(numbers, str):
        raise NotPlainError("Expected the bytes of an array as text; got none.")
    try:
        kind, content = np.dtype(dtype), base64.b64decode(numbers, validate=True)
        if len(content) != math.prod(shape) * kind.itemsize:
            raise NotPlainError(f"Expected {shape} numbers; got {len(content)} bytes of {dtype}.")
        return np.frombuffer(content, kind).reshape(shape).astype(kind.newbyteorder("="))
    except (TypeError, ValueError, binascii.Error) as error:
        raise NotPlainError(f"Expected an array; {type(error).__name__} at reading it.") from None


def is_length(number: Any) -> bool:
    """Return whether this is a length that an axis may have."""
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LARGEST
