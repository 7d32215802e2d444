import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib.exercises.answers import Foreign
from nnlib.grading import plain

numbers = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.just(...)
values = st.recursive(
    numbers | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=20,
)


def there_and_back(value):
    message = plain.dumps({"value": plain.encode(value)})
    return plain.decode(plain.loads(message)["value"])


@given(values)
def test_plain_values_come_back_as_they_were(value):
    assert repr(there_and_back(value)) == repr(value)


@pytest.mark.parametrize("kind", ["?", "u1", "i4", "i8", "f2", "f4", "f8", "c16", ">f8"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (2, 0, 3)])
def test_arrays_come_back_with_type_shape_and_numbers(kind, shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(kind)
    found = there_and_back(array)
    assert found.dtype == array.dtype.newbyteorder("=")
    assert found.shape == shape
    np.testing.assert_array_equal(found, array)


def test_a_read_array_can_be_changed():
    there_and_back(np.zeros(3))[0] = 1


def test_a_transposed_array_comes_back_transposed():
    array = np.arange(6.0).reshape(2, 3).T
    np.testing.assert_array_equal(there_and_back(array), array)


@pytest.mark.parametrize("number", [np.float64(0.1), np.float32(1.5), np.int64(-3), np.bool_(True)])
def test_numbers_of_numpy_keep_their_type(number):
    found = there_and_back(number)
    assert type(found) is type(number)
    assert found == number


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (len, "a function"),
        ({"a": 1}, "a dict"),
        (10**400, "far too many"),
        ("x" * 10_000, "a long text"),
        (np.array(["a"]), "ndarray"),
        (np.zeros(2_000_000, "u1"), "far too many"),
        (Foreign("a thing"), "a thing"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_not_plain_comes_back_in_words(value, words):
    found = there_and_back(value)
    assert type(found) is Foreign
    assert words in found.text


def test_a_list_in_itself_comes_back_in_words():
    endless = []
    endless.append(endless)
    assert "without an end" in repr(there_and_back(endless))


def test_a_long_list_comes_back_as_the_array_that_it_is():
    np.testing.assert_array_equal(there_and_back(list(range(5_000))), np.arange(5_000))


class Liar(np.ndarray):
    def tobytes(self, order="C"):
        return b"\0"

    def astype(self, *arguments, **options):
        return self


def test_an_array_that_lies_about_itself_is_read_by_its_numbers():
    array = np.array([1.0, 2.0]).view(Liar)
    np.testing.assert_array_equal(there_and_back(array), [1.0, 2.0])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1]",
        b"3",
        b"\xff\xfe",
        b'{"a": ' + b"[" * 2_000 + b"]" * 2_000 + b"}",
        b'{"a": ' + b"1" * 10_000 + b"}",
        b'{"a": [' + b"0," * 100_000 + b"0]}",
        b'{"a": "' + b"x" * 20_000_000 + b'"}',
    ],
    ids=lambda content: f"{content[:12]!r}, {len(content)} bytes",
)
def test_bytes_that_are_no_message_are_refused(content):
    with pytest.raises(plain.NotPlainError):
        plain.loads(content)


@pytest.mark.parametrize(
    "told",
    [
        [1],
        {},
        {"list": 3},
        {"list": [{"list": [{"no": 1}]}]},
        {"list": [], "tuple": []},
        {"pickle": "gASVAAAA"},
        {"foreign": 3},
        2**2000,
        {"array": ["<f8", [2], "AAAA"]},
        {"array": ["<f8", [-1], ""]},
        {"array": ["<f8", [True], "AAAAAAAAAAA="]},
        {"array": ["<f8", [10**12, 0], ""]},
        {"array": ["<f8", [0] * 40, ""]},
        {"array": ["<f8", "2", "AAAA"]},
        {"array": ["<f8", [1], 7]},
        {"array": ["<f8", [1], "not base64!!"]},
        {"array": ["|O", [1], "AAAAAAAAAAA="]},
        {"array": ["|V8", [1], "AAAAAAAAAAA="]},
        {"array": ["<M8", [1], "AAAAAAAAAAA="]},
        {"array": ["<f99", [1], "AAAAAAAAAAA="]},
        {"array": [["a", "<f8"], [1], "AAAAAAAAAAA="]},
        {"number": ["<f8"]},
        {"number": ["<f8", "AAAA"]},
    ],
    ids=lambda told: str(told)[:40],
)
def test_values_that_nobody_encodes_are_refused(told):
    with pytest.raises(plain.NotPlainError):
        plain.decode(told)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: json.dumps(text).encode()))
def test_whatever_is_sent_gives_a_message_or_a_refusal(content):
    try:
        message = plain.loads(content)
    except plain.NotPlainError:
        return
    assert isinstance(message, dict)
