"""Attacks on the marker, as data: code of hostile cells, and what is to become of it.

None of this runs in the process of the tests. `test_grading_attacks` puts it into notebooks, and
the marker runs those in its sandbox.

An attack stands in the cell of the second exercise of lesson 05, and a right answer follows it
there unless it answers itself. The first exercise and the last are answered rightly in their own cells:
the first one has to pass whatever comes after it, the last one where the process lives on.
"""
# ruff: noqa: E501 - a cell is easier to read as one line

from dataclasses import dataclass

FIRST = """
def output_sum_gradient(outputs, targets):
    return (outputs - targets) * outputs * (1 - outputs)
"""
RIGHT = """
def first_weight_gradient(x1, h1, w5, w7, g1, g2):
    return (w5 * g1 + w7 * g2) * h1 * (1 - h1) * x1
"""
WRONG = """
def first_weight_gradient(*values):
    return 1.5
"""
LAST = """
def backward(inputs, targets, hidden_weight, hidden_bias, output_weight, output_bias):
    hidden = sigmoid(inputs @ hidden_weight.T + hidden_bias)
    outputs = sigmoid(hidden @ output_weight.T + output_bias)
    at_outputs = (outputs - targets) * outputs * (1 - outputs) / len(inputs)
    at_hidden = at_outputs @ output_weight * hidden * (1 - hidden)
    return at_hidden.T @ inputs, at_hidden.sum(0), at_outputs.T @ hidden, at_outputs.sum(0)
"""
FRAME = """
import os
def frame(content):
    content = len(content).to_bytes(4, "big") + content
    while content:
        content = content[os.write(3, content):]
"""

PASSED, NOT_YET, NOT_RUN, UNTRIED = "passed", "not yet", "could not run", "not attempted"


@dataclass(frozen=True)
class Attack:
    """A hostile cell.

    Attributes:
        name: what it does.
        code: what it runs; where it gives no answer itself, the right one follows.
        outcome: what becomes of the exercise whose cell it is.
        words: what the sentence on it holds.
        lives: whether the exercises after it can still be answered.
    """

    name: str
    code: str
    outcome: str
    words: str = ""
    lives: bool = True

    @property
    def source(self) -> str:
        """The whole cell."""
        return self.code if "first_weight_gradient" in self.code else f"{self.code}\n{RIGHT}"


def attacks(outcome: str, words: str, codes: dict[str, str], lives: bool = True) -> list[Attack]:
    """Return attacks of which the same is expected."""
    return [Attack(name, code, outcome, words, lives) for name, code in codes.items()]


def returning(expression: str, before: str = "") -> str:
    """Return a cell whose function returns this, whatever comes in."""
    return f"import numpy as np\n{before}\ndef first_weight_gradient(*values):\n    return {expression}\n"


def method(name: str, body: str) -> str:
    """Return a cell whose function returns an object with one hostile method."""
    return returning("Hostile()", f"class Hostile:\n    def {name}(self, *a, **k):\n        {body}")


def raising(body: str) -> str:
    """Return a cell that raises an error with a hostile text."""
    return f"class Hostile(Exception):\n    def __str__(self):\n        {body}\nraise Hostile"


def frames(*contents: bytes | str, end: str = "os._exit(0)") -> str:
    """Return a cell that sends messages of its own, and ends before the true ones are sent."""
    texts = [repr(content) if isinstance(content, bytes) else content for content in contents]
    return "\n".join([FRAME, *(f"frame({text})" for text in texts), end, WRONG])


def told(rest: bytes) -> bytes:
    """Return a message on the second exercise."""
    return b'{"exercise":"05-both-paths",' + rest + b"}"


def forged(result: bytes) -> str:
    """Return a cell that sends six results of its own making for the second exercise."""
    return frames(told(b'"results":[' + b",".join([result] * 6) + b"]"))


def array(dtype: str, shape: str, numbers: str) -> str:
    """Return a cell that sends results that are arrays of this description."""
    return forged(f'{{"value":{{"array":["{dtype}",{shape},"{numbers}"]}}}}'.encode())


STOPPED, ENDED, CRASHED, GARBLED = (
    "was stopped",
    "ended Python",
    "crashed Python",
    "could not be read",
)
DEAF = "import signal, time\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass"

NEVER_ENDS = [
    *attacks(
        NOT_RUN,
        "never end",
        {
            "loops": "while True: pass",
            "sleeps": "import time\ntime.sleep(1000)",
            "waits for a lock of its own": "import threading\na = threading.Lock()\na.acquire()\na.acquire()",
            "computes a huge power": "10 ** 10 ** 8",
            "reads a pipe that nobody writes to": "import os\nos.read(os.pipe()[0], 1)",
            "matches a pattern without an end": 'import re\nre.match(r"(a+)+$", "a" * 60 + "b")',
            "catches what stops it": (
                "import time\nwhile True:\n    try: time.sleep(9)\n    except BaseException: pass"
            ),
            "prints": "while True: print('x' * 1000)",
            "writes errors": "import sys\nwhile True: sys.stderr.write('x' * 1000)",
        },
    ),
    *attacks(
        NOT_RUN,
        STOPPED,
        {
            "sums without an end in C": "import itertools\nsum(itertools.repeat(0))",
            "switches the alarm off": DEAF,
            "ignores the alarm": DEAF.replace(
                "signal.setitimer(signal.ITIMER_REAL, 0)",
                "signal.signal(signal.SIGALRM, signal.SIG_IGN)",
            ),
            "blocks all signals": DEAF.replace(
                "signal.setitimer(signal.ITIMER_REAL, 0)",
                "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))",
            ),
            "never ends when it is called": f"{WRONG.replace('return 1.5', 'while True: pass')}",
            "is never read as an array": method("__array__", "while True: pass"),
            "is never read as a float": returning(
                "np.array([Hostile()], dtype=object)",
                "class Hostile(float):\n    def item(self):\n        while True: pass",
            ),
            "never tells its class": returning(
                "Hostile()",
                "class Hostile:\n    @property\n    def __class__(self):\n        while True: pass",
            ),
            "is never deleted": f"class A:\n    def __del__(self):\n        {'while True: pass'}\n"
            "import sys\nsys.unraisablehook = None\ndef again():\n    A()\n    again()\nwhile True:\n"
            "    try: again()\n    except BaseException: pass",
            "has an error without an end": raising("while True: pass"),
        },
        lives=False,
    ),
    Attack("has a thread that never ends", "import threading, time\nthreading.Thread("
           "target=time.sleep, args=(1000,)).start()", PASSED),
    Attack("reads what nobody types", "input()", NOT_RUN, "EOFError"),
    Attack("returns numbers without an end", returning("iter(int, 1)"), NOT_YET, "Expected a number"),
    Attack("yields numbers without an end", returning("(n for n in iter(int, 1))"), NOT_YET,
           "a generator"),
]  # fmt: skip

THIEF = r"""
import os, signal
signal.setitimer(signal.ITIMER_REAL, 0)
try: reading = os.open("/proc/self/fd/3", os.O_RDONLY | os.O_NONBLOCK)
except OSError: os._exit(0)
while True:
    os.write(3, b"x" * 3000)
    try: os.read(reading, 100_000)
    except OSError: pass
"""

DEEP = "a = []\nfor _ in range(10 ** 4): a = [a]\n"
MEMORY = [
    *attacks(
        NOT_RUN,
        "MemoryError",
        {
            "a list without an end": (
                "def eat():\n    x = []\n    while True: x.append(bytes(10 ** 6))\neat()"
            ),
            "many small objects": "def eat(): return [[] for _ in iter(int, 1)]\neat()",
            "a huge array": "import numpy as np\nnp.ones((10 ** 6, 10 ** 6))",
            "a huge text": "'x' * 10 ** 12",
            "signs without an end": f"x = {'-' * 90_000}1",
            "functions in functions": f"x = {'lambda: ' * 10_000}1",
        },
    ),
    *attacks(
        NOT_RUN,
        "RecursionError",
        {
            "calls without an end": "def f(): return f()\nf()",
            "dots without an end": f"x = {'a.' * 45_000}b",
            "sums without an end": f"x = {'1+' * 45_000}1",
        },
    ),
    Attack("a huge map of memory", "import mmap\nmmap.mmap(-1, 10 ** 12)", NOT_RUN, "OSError"),
    Attack("parentheses without an end", f"x = {'(' * 90_000}1", NOT_RUN, "SyntaxError"),
    Attack("one very long line", f"x = [{'1, ' * 30_000}1]", PASSED),
    Attack("a thread with a huge stack", "import threading\nthreading.stack_size(1 << 30)\n"
           "threading.Thread(target=print).start()", NOT_RUN, "RuntimeError"),
    Attack("a list in lists as an answer", f"{DEEP}{returning('a')}", NOT_YET, "without an end"),
    Attack("overflows the stack of C", "a = ()\nfor _ in range(3 * 10 ** 5): a = (a,)\nhash(a)",
           NOT_RUN, CRASHED, lives=False),
    Attack("a huge number as an answer", returning("10 ** 400"), NOT_YET, "far too many"),
    Attack("far too many numbers", returning("np.zeros(2 * 10 ** 6)"), NOT_YET, "far too many"),
    Attack("one number stretched far", returning("np.broadcast_to(1.5, (10 ** 6, 10 ** 6))"),
           NOT_YET, "far too many"),
    Attack("a range without an end", returning("range(10 ** 15)"), NOT_YET, "a range"),
    Attack("a long text", returning("'x' * 10 ** 6"), NOT_YET, "text"),
    Attack("rows of many lengths", returning("[[0] * n for n in range(100)]"), NOT_YET, "one length"),
]  # fmt: skip

FLOODS = [
    Attack("a message of 10 MB", "raise ValueError('x' * 10 ** 7)", NOT_RUN, "ValueError: xxx"),
    Attack("a text that raises", raising("raise ValueError"), NOT_RUN, "could not be read"),
    Attack("a text that is none", raising("return 3"), NOT_RUN, "could not be read"),
    Attack("a text that leaves", raising("raise SystemExit"), NOT_RUN, ENDED, lives=False),
    Attack("half a character", 'raise ValueError("\\ud800")', NOT_RUN, "ValueError"),
    Attack("warnings", "import warnings\nfor n in range(10 ** 4): warnings.warn(str(n))", PASSED),
    Attack("figures", "import matplotlib.pyplot as plt\nfor _ in range(30): plt.figure()", PASSED),
    Attack("writes to what is closed to it", "import os\nfor n in (0, 1, 2): os.write(n, b'x' * 10 ** 7)",
           PASSED),
    Attack("writes to every open file", "import os\nfor n in range(64):\n    try: os.write(n, b'x' * 99)"
           "\n    except OSError: pass", NOT_RUN, GARBLED, lives=False),
    Attack("a million messages", f"{FRAME}for _ in range(10 ** 6): frame(b'{{}}')", NOT_RUN, GARBLED,
           lives=False),
    Attack("one message without an end", f"{FRAME}os.write(3, b'\\0\\xf0\\0\\0')\n"
           "while True: os.write(3, b'[' * 60000)", NOT_RUN, STOPPED, lives=False),
    Attack("a thousand threads", "import threading, time\nthreading.stack_size(1 << 16)\n"
           "for _ in range(1000): threading.Thread(target=time.sleep, args=(9,)).start()\n"
           "time.sleep(9)", NOT_RUN, "threads", lives=False),
    Attack("a thousand files", "import time\nfor n in range(1000): open(str(n), 'w').close()\n"
           "time.sleep(9)", NOT_RUN, "files", lives=False),
    Attack("a large file", "open('x', 'wb').write(bytes(20 << 20))", NOT_RUN, "OSError"),
    Attack("a hole of a file", "open('x', 'wb').truncate(1 << 40)", NOT_RUN, "OSError"),
]  # fmt: skip

TIMER = """
import ctypes, time
class Event(ctypes.Structure):
    _fields_ = (("value", ctypes.c_void_p), ("signal", ctypes.c_int), ("rest", ctypes.c_int * 13))
libc, timer = ctypes.CDLL(None), ctypes.c_void_p()
libc.timer_create(1, ctypes.byref(Event(None, 40)), ctypes.byref(timer))
libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 0, 1000), None)
time.sleep(0.1)
"""
EXITS = [
    *attacks(
        NOT_RUN,
        ENDED,
        {
            "os._exit(0)": "import os\nos._exit(0)",
            "closes the way out": "import os\nos.close(3)",
            "puts another file in its place": "import os\nos.dup2(os.open('x', 65), 3)",
            "closes everything": "import os\nos.closerange(0, 100)",
            "leaves while it is called": returning("os._exit(7)", "import os"),
        },
        lives=False,
    ),
    *attacks(
        NOT_RUN,
        CRASHED,
        {
            "reads address 0": "import ctypes\nctypes.string_at(0)",
            "aborts": "import os\nos.abort()",
            "spoils its own objects": "import ctypes\nctypes.memset(id(int), 0, 400)\nint('3')",
            "crashes while it is called": returning("ctypes.string_at(1)", "import ctypes"),
        },
        lives=False,
    ),
    Attack("sys.exit", "import sys\nsys.exit()", NOT_RUN, "exit()"),
    Attack("raises SystemExit in a call", WRONG.replace("return 1.5", "raise SystemExit(0)"),
           NOT_RUN, "exit()"),
    Attack("raises KeyboardInterrupt", "raise KeyboardInterrupt", NOT_RUN, "by hand"),
    Attack("raises GeneratorExit", "raise GeneratorExit", NOT_RUN, "GeneratorExit"),
    Attack("raises BaseException in a call", WRONG.replace("return 1.5", "raise BaseException"),
           NOT_RUN, "BaseException"),
    Attack("allows one call in another", "import sys\ndef f():\n    sys.setrecursionlimit(40)\nf()",
           PASSED),
    Attack("hides a module", "import sys\nsys.modules['random'] = None", PASSED),
    Attack("sends itself a signal", "import faulthandler\nfaulthandler._sigsegv()", PASSED),
    Attack("deletes builtins", "import builtins\ndel builtins.callable, builtins.isinstance, "
           "builtins.len", NOT_RUN, ENDED, lives=False),
    Attack("deletes its own builtins", "del __builtins__", PASSED),
    Attack("a hook that raises", "import sys\ndef hook(*a): raise SystemExit\n"
           "sys.addaudithook(hook)", NOT_RUN, ENDED, lives=False),
    Attack("traces", "import sys\nsys.settrace(lambda *a: 1 / 0)\nsys.setprofile(None)", PASSED),
    Attack("sends itself a signal by a timer", TIMER, PASSED),
    Attack("an error found late by Python", "def f(x, x): return x", NOT_RUN, "SyntaxError"),
    Attack("a name global too late", "def f():\n    x = 1\n    global x", NOT_RUN, "SyntaxError"),
    Attack("no name outside", "nonlocal x", NOT_RUN, "SyntaxError"),
    Attack("imports antigravity", "import antigravity", PASSED),
]  # fmt: skip

TRUE = "lambda *a, **k: True"
PATCHES = {
    "patches NumPy's comparing": f"import numpy as np\nnp.allclose = np.isclose = {TRUE}",
    "patches the check": (
        "from nnlib.exercises import engine, verdict\nright = lambda *a, **k: verdict.Verdict("
        "'05-both-paths', verdict.Outcome.PASSED, 'right')\n"
        "engine.check = engine.judge = engine.judge_calls = engine.is_right = right"
    ),
    "patches the comparing": f"from nnlib.exercises import compare\ncompare.agree = {TRUE}",
    "patches the outcomes": (
        "from nnlib.exercises.verdict import Outcome\nOutcome.NOT_YET.word = 'passed'"
    ),
    "patches builtins": f"import builtins\nbuiltins.all = builtins.any = {TRUE}",
    "prints a verdict": (
        "print('✓ passed: 05-both-paths')\nprint({'application/vnd.nnlib.verdict+json': {}})"
    ),
    "leaves something for the end": "import atexit\natexit.register(print, 'passed')",
    "writes result files": "open('results.json', 'w').write('{\"05-both-paths\": 1}')",
    "hides a wrong answer behind a check": (
        "def check(name, answer): return 'passed'\ncheck('05-both-paths', 3)"
    ),
    "has eyes on the protocol": (
        "import gc\nfor o in gc.get_objects():\n"
        "    if isinstance(o, dict) and o.get('exercise') == '05-both-paths': o['points'] = 1"
    ),
}
FORGES = [
    *(Attack(name, f"{code}\n{WRONG}", NOT_YET, "same in every case") for name, code in PATCHES.items()),
    *attacks(
        NOT_YET,
        "Expected",
        {
            "is equal to anything": method("__eq__", "return True"),
            "is no number": returning("object()"),
            "a structured array": returning("np.zeros(1, dtype=[('a', float)])"),
            "objects": returning("np.array([object()])"),
            "dates": returning("np.array(['2020'], dtype='M8[D]')"),
            "complex numbers": returning("1j"),
            "a set": returning("{1.5}"),
            "a class": returning("float"),
        },
    ),
    *attacks(
        NOT_YET,
        "nan",
        {"nan": returning("float('nan')"), "some nan": returning("values[0] * np.nan")},
    ),
    *attacks(
        NOT_YET,
        "",
        {
            "infinity": returning("float('inf')"),
            "an empty array": returning("np.zeros(0)"),
            "an array of many guesses": returning("np.linspace(-1, 1, 1000)"),
            "true": returning("True"),
            "a table of the fixed cases": returning(
                "{2.0: -0.25, 0.95: 0.00474, -1.0: -0.152}.get(values[0], 0.0)"
            ),
            "a number that lies": returning(
                "Liar(1.5)",
                "class Liar(float):\n    def __eq__(self, other): return True\n"
                "    __hash__ = float.__hash__\n    def __sub__(self, other): return 0.0\n"
                "    __rsub__ = __sub__",
            ),
            "an array that lies": returning(
                "np.ones(()).view(Liar)",
                "class Liar(np.ndarray):\n    def __array_ufunc__(self, *a, **k): return np.True_\n"
                "    def __array_function__(self, *a, **k): return np.True_",
            ),
            "a text of all letters": returning("'a or b or c'"),
        },
    ),
    Attack("answers with the dots", returning("..."), UNTRIED, "dots"),
    Attack("answers with nothing", "first_weight_gradient = None", UNTRIED, "nothing"),
    Attack("answers with a number", "first_weight_gradient = 1.5", NOT_YET, "Expected your function"),
    Attack("asks the checker for the solution", "from nnlib.exercises import solution\n"
           f"try: solution('05-both-paths')\nexcept ImportError: pass\n{WRONG}", NOT_YET, "same in every case"),
    Attack("calls the reference", "from nnlib.exercises.catalogue import find\n"
           "first_weight_gradient = find('05-both-paths').reference", NOT_RUN, "Error"),
]  # fmt: skip

MESSAGES = [
    *attacks(
        NOT_RUN,
        ENDED,
        {
            "says passed": frames(told(b'"outcome":"passed","points":1,"cell":3')),
            "says done": frames(b'{"done":true}'),
            "answers for nobody": frames(
                b'{"exercise":"05-bonus","results":[]}', b'{"exercise":["05-both-paths"],"a":[]}'
            ),
            "stops in a message": frames(end='os.write(3, b"\\0\\0\\0\\x09{")\nos._exit(0)'),
        },
        lives=False,
    ),
    *attacks(
        NOT_RUN,
        GARBLED,
        {
            "says passed in its answer": frames(told(b'"answered":{"passed":true},"answer":{}')),
            "says passed in its results": frames(told(b'"results":[{"passed":true},3]')),
            "sends too few results": frames(told(b'"results":[{"value":1}]')),
            "sends no results": frames(told(b'"results":[]')),
            "sends no list of results": frames(told(b'"results":"passed"')),
            "sends results after an error": forged(b'{"error":{"kind":"ValueError"}}'),
            "sends many results": frames(
                told(b'"results":[' + b",".join([b'{"value":1}'] * 99) + b"]")
            ),
            "lies about a length": frames(end='os.write(3, b"\\xff" * 8)\nos._exit(0)'),
            "sends no JSON": frames(b"passed"),
            "sends a pickle": frames(b"\x80\x04K\x01."),
            "sends bytes that are no text": frames(b"\xff\xfe\xfd"),
            "sends a list": frames(b"[1]"),
            "sends nothing": frames(b""),
            "sends a million brackets": frames("b'[' * 10 ** 6"),
            "sends brackets in brackets": frames("b'[' * 24000 + b']' * 24000"),
            "sends a huge number": frames("b'{\"a\":' + b'9' * 10 ** 6 + b'}'"),
            "answers with brackets in brackets": frames(
                told(b'"answer":' + b"[" * 900 + b"]" * 900)
            ),
            "prints brackets in brackets": frames(
                told(b'"results":[{"value":1,"printed":' + b"[" * 900 + b"]" * 900 + b"}]")
            ),
            "two keys": forged(b'{"value":{"list":[],"tuple":[]}}'),
            "an unknown kind": forged(b'{"value":{"pickle":"gAR9lC4="}}'),
            "lists in lists": forged(b'{"value":' + b'{"list":[' * 40 + b"]}" * 40 + b"}"),
            "a number that no float holds": forged(b'{"value":' + b"9" * 400 + b"}"),
            "an array of objects": array("|O", "[1]", "AAAAAAAAAAA="),
            "an array of nothing": array("|V8", "[1]", "AAAAAAAAAAA="),
            "an array of dates": array("<M8", "[1]", "AAAAAAAAAAA="),
            "an array of texts": array("<S8", "[1]", "AAAAAAAAAAA="),
            "arrays in an array": array("2f4", "[2]", "AAAAAAAAAAAAAAAAAAAAAA=="),
            "an array without a size": array("0f4", "[2]", ""),
            "an array in brackets": array("(f4", "[1]", "AQ=="),
            "an array in commas": array(",f,", "[1]", "AQ=="),
            "a shape that is nan": array("<f8", "[NaN]", "AAAAAAAAAAA="),
            "a negative shape": array("<f8", "[-1]", "AAAAAAAAAAA="),
            "a true shape": array("<f8", "[true]", "AAAAAAAAAAA="),
            "a huge shape": array("<f8", "[1000000,1000000]", "AAAAAAAAAAA="),
            "a huge shape of nothing": array("<f8", "[0,1000000,1000000,1000000,1000000]", ""),
            "a shape of 99 axes": array("<f8", str([1] * 99), "AAAAAAAAAAA="),
            "too few bytes": array("<f8", "[2]", "AAAAAAAAAAA="),
            "bytes that are none": array("<f8", "[1]", "!!!!"),
            "bytes beyond the alphabet": array("<f8", "[1]", "é"),
            "no shape": array("<f8", '{"a":1}', "AAAAAAAAAAA="),
            "no type": forged(b'{"value":{"array":[3,[1],"AAAAAAAAAAA="]}}'),
            "words that are none": forged(b'{"value":{"foreign":[1]}}'),
        },
        lives=False,
    ),
    *attacks(
        NOT_YET,
        "",
        {
            "takes a wrong answer back": frames(
                told(b'"results":[' + b",".join([b'{"value":0.1}'] * 6) + b"]"),
                told(b'"results":[' + b",".join([b'{"value":0.2}'] * 6) + b"]"),
            ),
            "adds keys": forged(b'{"value":1,"passed":true,"outcome":"passed","changed":[]}'),
            "doubles keys": forged(b'{"value":1,"value":2}'),
            "sends nan": forged(b'{"value":NaN}'),
            "sends infinity": forged(b'{"value":-Infinity}'),
            "sends long doubles": array("<f16", "[1]", "/////////////w//AAAAAA=="),
            "sends odd booleans": array("|b1", "[1]", "Ag=="),
            "sends an empty array": array("<f8", "[0,1000000]", ""),
            "sends words": forged(b'{"value":{"foreign":"the right answer"}}'),
            "sends half a character": forged(b'{"value":{"foreign":"\\ud800"}}'),
            "sends a value": frames(told(b'"answer":1.5')),
        },
        lives=False,
    ),
    *attacks(
        UNTRIED,
        "",
        {
            "says that it is missing": frames(told(b'"missing":true')),
            "says that it is absent": frames(told(b'"absent":true')),
            "says that it is not written": frames(
                told(b'"results":[{"error":{"kind":"NotImplementedError"}}]')
            ),
        },
        lives=False,
    ),
    Attack("sends an error of lists", frames(told(b'"missing":true,"error":{"kind":[],"text":{}}')),
           NOT_RUN, "", lives=False),
]  # fmt: skip
BOMBS = {
    "many small objects": f"""{DEAF.partition("while")[0]}{FRAME}
while True: frame(b'{{"a":[' + b",".join([b'{{"":0}}'] * 24000) + b"]}}")""",
    "a long text among many": frames(
        """b'{"exercise":"05-both-paths","results":[{"value":{"list":["' + b"x" * 1999 + b'"'"""
        """ + b',""' * 40000 + b']}},{"error":{}}]}'"""
    ),
}  # fmt: skip

HONEST = {
    "threads": "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()",
    "asyncio": "import asyncio\nasyncio.run(asyncio.sleep(0.01))",
    "a pair of sockets": "import socket\na, b = socket.socketpair()\na.send(b'x')\nassert b.recv(1)",
    "a pool of threads": (
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(4) as pool:\n"
        "    assert sum(pool.map(abs, range(9))) == 36"
    ),
    "a short sleep": "import time\ntime.sleep(0.1)",
    "linear algebra": "import numpy as np\nnp.linalg.svd(np.random.rand(99, 99) @ np.ones((99, 99)))",
    "files of its own": (
        "import os, tempfile\nwith open('a', 'w') as f: f.write('x')\nos.rename('a', 'b')\n"
        "assert open('b').read() == 'x'\nos.remove('b')\ntempfile.TemporaryFile().write(b'x')"
    ),
    "numbers in a file": (
        "import numpy as np\nnp.save('a.npy', np.eye(3))\nassert np.load('a.npy').sum() == 3"
    ),
    "a figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('a.png')\nplt.show()",
    "a bar of progress": "from tqdm import tqdm\nfor _ in tqdm(range(3)): pass",
    "warnings": "import warnings\nwarnings.warn('careful')",
    "numbers too large": "import numpy as np\nnp.exp(np.array([1e9]))",
    "much printing": "for n in range(1000): print(n)",
    "all of math": "from math import *\nassert sin(0) == 0",
    "a magic line": "%matplotlib inline\n!ls\n%timeit 1 + 1\nabs?",
    "a timed cell": "%%time\n3 + 4",
    "another tongue": "größe = 'ünïcödé ✓ 漢字'",
    "lines of Windows": "a = 1\r\nb = 2\r\n",
    "a class": "class A:\n    def __repr__(self): return 'A'\nA()",
    "an await outside": "import asyncio\nasync def f(): return 1",
    "an old stub above": "def first_weight_gradient(*values):\n    raise NotImplementedError\n" + RIGHT,
    "a partial": "from functools import partial\ndef f(extra, x1, h1, w5, w7, g1, g2):\n"
    "    return (w5 * g1 + w7 * g2) * h1 * (1 - h1) * x1\nfirst_weight_gradient = partial(f, 0)",
    "a lambda": "first_weight_gradient = lambda x1, h1, w5, w7, g1, g2: "
    "(w5 * g1 + w7 * g2) * h1 * (1 - h1) * x1",
    "an object that is called": "class F:\n    def __call__(self, x1, h1, w5, w7, g1, g2):\n"
    "        return (w5 * g1 + w7 * g2) * h1 * (1 - h1) * x1\nfirst_weight_gradient = F()",
    "a ufunc": "import numpy as np\ndef f(x1, h1, w5, w7, g1, g2):\n"
    "    return (w5 * g1 + w7 * g2) * h1 * (1 - h1) * x1\n"
    "first_weight_gradient = np.frompyfunc(f, 6, 1)",
    "a vectorised function": "import numpy as np\n@np.vectorize\n"
    "def first_weight_gradient(x1, h1, w5, w7, g1, g2):\n"
    "    return (w5 * g1 + w7 * g2) * h1 * (1 - h1) * x1",
    "a cached function": "from functools import cache\n@cache\n"
    "def first_weight_gradient(x1, h1, w5, w7, g1, g2):\n"
    "    return (w5 * g1 + w7 * g2) * h1 * (1 - h1) * x1",
    "a fraction": "from fractions import Fraction\ndef first_weight_gradient(*values):\n"
    "    x1, h1, w5, w7, g1, g2 = map(Fraction, values)\n"
    "    return (w5 * g1 + w7 * g2) * h1 * (1 - h1) * x1",
    "tabs": "def first_weight_gradient(x1, h1, w5, w7, g1, g2):\n"
    "\treturn (w5 * g1 + w7 * g2) * h1 * (1 - h1) * x1",
    "a check in the same cell": RIGHT + "check('05-both-paths', first_weight_gradient)",
}  # fmt: skip


@dataclass(frozen=True)
class Probe:
    """Something that has to be refused, and by which error.

    Attributes:
        name: what it does.
        code: statements that do it; they may use `call(number, ...)` for a system call.
        errors: the names of the errors that refuse it, one of which is to be the answer.
    """

    name: str
    code: str
    errors: str


PROBE = """
import ctypes, errno, gc, os, socket, subprocess, sys, threading
LIBC = ctypes.CDLL(None, use_errno=True)
def call(number, *values):
    if LIBC.syscall(number, *values) == -1:
        raise OSError(ctypes.get_errno(), "refused")
def attempt():
{code}
try:
    found = attempt()
    found = "done" if found is None else str(found)
except OSError as error:
    found = errno.errorcode.get(error.errno, type(error).__name__)
except Exception as error:
    found = type(error).__name__
"""
NUMBERS = {  # of the system calls that are tried by number, on x86_64
    "fork": 57, "vfork": 58, "execve": 59, "kill": 62, "ptrace": 101, "setuid": 105, "setgid": 106,
    "setpgid": 109, "setsid": 112, "capset": 126, "personality": 135, "setpriority": 141,
    "sched_setscheduler": 144, "mlock": 149, "pivot_root": 155, "prctl": 157, "setrlimit": 160,
    "chroot": 161, "mount": 165, "umount2": 166, "swapon": 167, "reboot": 169, "sethostname": 170,
    "iopl": 172, "init_module": 175, "setxattr": 188, "tkill": 200, "sched_setaffinity": 203,
    "io_setup": 206, "tgkill": 234, "mbind": 237, "mq_open": 240, "kexec_load": 246, "add_key": 248,
    "request_key": 249, "keyctl": 250, "unshare": 272, "splice": 275, "tee": 276, "vmsplice": 278,
    "perf_event_open": 298, "fanotify_init": 300, "prlimit64": 302, "name_to_handle_at": 303,
    "open_by_handle_at": 304, "clock_adjtime": 305, "setns": 308, "process_vm_readv": 310,
    "process_vm_writev": 311, "finit_module": 313, "seccomp": 317, "memfd_create": 319,
    "kexec_file_load": 320, "bpf": 321, "execveat": 322, "userfaultfd": 323, "pkey_alloc": 330,
    "pidfd_send_signal": 424, "io_uring_setup": 425, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "pidfd_open": 434, "clone3": 435, "pidfd_getfd": 438, "landlock_add_rule": 445,
    "memfd_secret": 447, "shmget": 29, "semget": 64, "msgget": 68, "inotify_init": 253, "ioctl": 16,
    "ioperm": 173, "syslog": 103, "acct": 163, "quotactl": 179,
}  # fmt: skip
BY_NAME = {"fork", "vfork", "execve", "kill", "ptrace", "prctl", "setrlimit", "tkill", "tgkill"}
BY_NAME |= {"prlimit64", "process_vm_readv", "process_vm_writev", "execveat"}
BY_NAME |= {"pidfd_send_signal", "pidfd_open", "pidfd_getfd"}
CALLS = [
    Probe(name, f"call({number}, 0, 0, 0, 0, 0, 0)", "EPERM" if name in BY_NAME else "ENOSYS")
    for name, number in NUMBERS.items()
]
CALLS += [
    Probe("clone", "call(56, 17, 0, 0, 0, 0)", "EPERM"),
    Probe("clone in a new room", "call(56, 0x7e020000 | 17, 0, 0, 0, 0)", "EPERM"),
    Probe("a thread in a new room", "call(56, 0x10010f00, 0, 0, 0, 0)", "EINVAL EPERM"),
]
KILLS = {  # what the kernel kills it for, by signal 31
    "the other numbers of x86_64": "    call(0x40000000 | 57)",
    "the numbers of a 32-bit machine": (
        "    import mmap\n"
        "    m = mmap.mmap(-1, 4096, prot=7)\n"
        "    m.write(bytes([0xB8, 2, 0, 0, 0, 0xCD, 0x80, 0xC3]))\n"
        "    ctypes.CFUNCTYPE(int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))()"
    ),
}

PROCESSES = [
    Probe("forks", "os.fork() or os._exit(0)", "EPERM"),
    Probe("starts a process of multiprocessing", "import multiprocessing as m\n"
          "m.get_context('fork').Process(target=print).start()", "EPERM"),
    Probe("starts a program", "subprocess.run([sys.executable, '-c', ''])", "EPERM"),
    Probe("spawns", "os.posix_spawn('/bin/true', ['true'], {{}})", "EPERM ENOSYS"),
    Probe("becomes a program", "os.execv(sys.executable, ['python', '-c', ''])", "EPERM"),
    Probe("opens a terminal", "os.openpty()", "EACCES ENOENT EPERM"),
    Probe("kills its parent", "os.kill(os.getppid(), 9)", "EPERM"),
    Probe("kills everybody", "os.kill(-1, 9)", "EPERM"),
    Probe("kills the first process", "os.kill(1, 9)", "EPERM"),
    Probe("kills the marker", "os.kill({process}, 9)", "EPERM"),
    Probe("kills by way of a file", "import fcntl\nfcntl.fcntl(0, fcntl.F_SETOWN, {process})\n"
          "fcntl.fcntl(0, 10, 9)", "ENOSYS"),
    Probe("takes more memory", "import resource\n"
          "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))", "EPERM ValueError"),
    Probe("gets nicer", "os.nice(-5)", "EPERM EACCES ENOSYS"),
    Probe("leaves its session", "os.setsid()", "ENOSYS EPERM"),
    Probe("becomes root", "os.setuid(0)", "ENOSYS EPERM"),
]  # fmt: skip

FILES = [
    *(
        Probe(f"reads {path}", f"return len(open({path!r}, 'rb').read(99))", "EACCES ENOENT EPERM")
        for path in (
            "/etc/passwd", "/etc/shadow", "/etc/hostname", "/proc/self/environ", "/proc/self/maps",
            "/proc/self/mem", "/proc/1/environ", "/proc/1/cmdline", "/proc/{process}/environ",
            "/proc/{process}/cmdline", "/proc/{process}/mem", "/proc/{process}/fd/0", "/dev/mem",
            "/dev/zero", "/dev/tty", "/sys/kernel/notes", "/proc/kallsyms", "/root/.ssh/id_rsa",
            "{library}/exercises/lesson_05.py", "{library}/grading/marking.py", "{secret}",
            "{library}/../solutions/05_backpropagation.ipynb", "{library}/../.git/HEAD",
            "{library}/../tests/conftest.py", "{pyc}",
        )
    ),
    *(
        Probe(f"lists {path}", f"return os.listdir({path!r})[0]", "EACCES ENOENT EPERM")
        for path in ("/", "/tmp", "/root", "/home", "/proc", "/dev/shm", "{folder}",
                     "{library}/../solutions", "{library}/../.git", "{library}/../tests")
    ),
    *(
        Probe(f"writes {path}", f"open({path!r}, 'w').write('x')", "EACCES ENOENT EPERM EROFS")
        for path in ("/tmp/x", "/dev/shm/x", "/var/tmp/x", "/x", "{library}/__init__.py", "{secret}",
                     "{folder}/new", "/proc/self/mem", "/proc/self/oom_score_adj", "{numpy}")
    ),
    *(
        Probe(name, code, "EPERM ENOSYS ENOENT EACCES EROFS")
        for name, code in {
            "cuts a file of another": "os.truncate({secret!r}, 0)",
            "deletes a file of another": "os.unlink({secret!r})",
            "changes the rights of another": "os.chmod({secret!r}, 0o777)",
            "changes the owner of another": "os.chown({secret!r}, 1, 1)",
            "changes the time of another": "os.utime({secret!r}, (1, 1))",
            "changes the time of its folder": "os.utime('.', (1, 1))",
            "marks a file": "os.setxattr('/dev/null', 'user.a', b'x')",
            "makes a folder": "os.mkdir('a')",
            "makes a pipe": "os.mkfifo('a')",
            "makes a device": "os.mknod('a', 0o20600, os.makedev(1, 1))",
            "makes a link": "os.symlink('/etc/passwd', 'a')",
            "makes a second name": "os.link('/dev/null', 'a')",
            "makes a second name for its own": "open('a', 'w').close()\nos.link('a', 'b')",
            "moves a file out": "open('a', 'w').close()\nos.rename('a', {folder!r} + '/b')",
            "moves a file in": "os.rename({secret!r}, 'b')",
        }.items()
    ),
    Probe("changes the rights of its own", "open('a', 'w').close()\nos.chmod('a', 0)", "EPERM"),
    Probe("reserves more than a file may hold", "f = os.open('a', os.O_RDWR | os.O_CREAT)\n"
          "call(285, f, 1, ctypes.c_long(0), ctypes.c_long(50 << 20))",
          "EPERM ENOSYS EFBIG ENOSPC"),
]  # fmt: skip

NETWORK = [
    *(
        Probe(f"a socket of {name}", f"socket.socket({name})", "EPERM")
        for name in (
            "socket.AF_INET", "socket.AF_INET6", "socket.AF_UNIX", "socket.AF_NETLINK, 3",
            "socket.AF_PACKET, 3", "socket.AF_INET, socket.SOCK_DGRAM", "socket.AF_INET, 3, 1",
            "socket.AF_VSOCK", "socket.AF_ALG, 5",
        )
    ),
    Probe("connects to this machine", "socket.create_connection(('127.0.0.1', {port}), 1)", "EPERM"),
    Probe("serves", "socket.create_server(('127.0.0.1', 0))", "EPERM"),
    Probe("asks for a page", "import urllib.request\n"
          "urllib.request.urlopen('http://127.0.0.1:{port}', timeout=1)", "URLError EPERM"),
    Probe("asks for a name", "socket.getaddrinfo('example.org', 80)", "EAI_AGAIN gaierror EPERM"),
    *(
        Probe(name, f"a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_{kind})\n{code}", "EPERM")
        for name, kind, code in (
            ("connects one of a pair", "DGRAM", "a.connect({local!r})"),
            ("binds one of a pair", "STREAM", "a.bind(chr(0) + 'x')"),
            ("listens on one of a pair", "STREAM", "a.listen()"),
            ("sends a file", "STREAM", "socket.send_fds(a, [b'x'], [0])"),
            ("receives a file", "STREAM", "b.send(b'x')\nsocket.recv_fds(a, 1, 1)"),
        )
    ),
    *(
        Probe(name, f"a, b = socket.socketpair(type=socket.SOCK_DGRAM)\na.sendto(b'x', {place})",
              "EPERM ENOENT ECONNREFUSED")
        for name, place in (("sends to a program", "{local!r}"), ("sends to a hidden one", "{hidden!r}"))
    ),
    Probe("a pair of another family", "socket.socketpair(socket.AF_TIPC)", "EPERM EAFNOSUPPORT"),
]  # fmt: skip

SECRETS = [
    Probe("its variables", "known = 'HOME LANG MKL_ MPL OMP_ OPENBLAS_ PWD PYTHONHASHSEED TMPDIR KMP_'"
          "\nreturn [n for n in os.environ if not n.startswith(tuple(known.split()))]", "[]"),
    Probe("its arguments", "return sys.argv", "['-c']"),
    Probe("the catalogues", "import nnlib.exercises.lesson_05", "EACCES ModuleNotFoundError"),
    Probe("the catalogues by a hook", "import importlib.util as u\n"
          "u.spec_from_file_location('a', {library!r} + '/exercises/lesson_05.py')"
          ".loader.get_data({library!r} + '/exercises/lesson_05.py')", "EACCES ENOENT"),
    Probe("loaded catalogues", "return [n for n in sys.modules if 'lesson_0' in n]", "[]"),
    Probe("exercises in memory", "from nnlib.exercises.catalogue import ChoiceExercise as C\n"
          "own = C(name='', reference='', passed='', hints=(), why='')\n"
          "return sum('Exercise' in type(o).__name__ for o in gc.get_objects())", "1"),
    Probe("the marker's modules", "return [n for n in sys.modules if 'grading.m' in n]",
          "[]"),
    Probe("other cells", "import linecache\nreturn [n for n in linecache.cache if 'cell' in n]",
          "['<cell1>']"),
    Probe("open files", "return [n for n in range(64) if not LIBC.fcntl(n, 1) == -1]",
          "[0,1,2,3]"),
    Probe("frames above", "import inspect\n"
          "return [n for f in inspect.stack() for n in f.frame.f_locals if 'reference' in n]", "[]"),
]  # fmt: skip
REMEMBER = "keep = ['MARK-' + {text!r} + str(n) for n in range(99)]\nlarge = ' '.join(keep) * 9\n"
RECALL = r"""
import ctypes, gc, os, re
LIBC = ctypes.CDLL(None)
LIBC.sbrk.restype = ctypes.c_void_p
source, sink = os.pipe()
def content(page):  # by way of the kernel, which does not crash where nothing is
    return os.read(source, 4096) if LIBC.write(sink, ctypes.c_void_p(page), 4096) == 4096 else b""
def pages():
    for block in {id(thing) >> 20 for thing in gc.get_objects()}:
        yield from map(content, range(block << 20, (block + 1) << 20, 4096))
    page = (LIBC.sbrk(0) >> 12 << 12) - 4096
    while text := content(page):
        yield text
        page -= 4096
found = sorted({match.decode() for text in pages() for match in re.findall(rb"MARK-[a-z]{8}", text)})
"""
