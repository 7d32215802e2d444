"""Inside: run the cells that the answers need, and send what the answers give.

Nothing in this process is trusted once the first cell has run, and nothing needs to be: it holds no
reference and no verdict. What it sends is data, judged elsewhere.
"""

import contextlib
import linecache
import os
from collections.abc import Callable
from typing import Any

from nnlib.exercises.answers import (
    FirstLines,
    Result,
    TookTooLongError,
    call_until_error,
    quiet,
    time_limit,
)
from nnlib.exercises.errors import Explanation, explanation, kind_of, message
from nnlib.grading import plain
from nnlib.grading.cells import CodeCell, Place, Question, locate, needed_cells, read_cell

MISSING = object()
BEGUN = {"begun": True}  # the first message of every notebook
Send = Callable[[dict[str, Any]], None]


def answer_all(job: dict[str, Any], send: Send) -> None:
    """Run what the questions of a job need, and send an answer to each.

    Only the cells that the answers need are run. Where one of those misses a name after all, all
    cells are run in their order, and the answers that had missed it are sent again.
    """
    cells = [read_cell(*pair) for pair in job["cells"]]
    questions = [Question(p["exercise"], p["name"], p["cell"]) for p in job["probes"]]
    places = []
    for question in questions:
        place = locate(question, cells, questions)
        if place is None:
            send({"exercise": question.exercise, "absent": True})
        else:
            send({"exercise": question.exercise, "cell": place.cell})
            places.append(place)
    needed = set().union(*(needed_cells(place, cells) for place in places))
    probes = {probe["exercise"]: probe for probe in job["probes"]}
    lost = Session(cells, probes, send, job["cell_seconds"]).run(needed, places)
    if lost and len(needed) < len(cells):
        again = [place for place in places if place.question.exercise in lost]
        Session(cells, probes, send, job["cell_seconds"]).run(set(range(len(cells))), again)
    send({"done": True})


class Session:
    """One run of a notebook, from its first cell on.

    Args:
        cells: all of them.
        probes: what to ask for each exercise.
        send: takes the answers.
        seconds: that a cell may take.
    """

    def __init__(self, cells: list[CodeCell], probes: dict, send: Send, seconds: float) -> None:
        self.cells, self.probes, self.send, self.seconds = cells, probes, send, seconds
        self.namespace = {"__name__": "__main__", "display": lambda *values, **options: None}
        self.stopped: dict[int, dict[str, str]] = {}  # the error of each cell that had one

    def run(self, needed: set[int], places: list[Place]) -> set[str]:
        """Run the needed cells, ask for the answers, and return which exercises missed a name."""
        lost = set()
        for number in range(len(self.cells)):
            if number in needed:
                self.run_cell(number, {place.name for place in places if place.cell == number})
            for place in places:
                if place.probe == number and misses_a_name(self.ask(place)):
                    lost.add(place.question.exercise)
        return lost

    def run_cell(self, number: int, answers: set[str]) -> None:
        """Run a cell; where it fails before it gives an answer, an older value is no answer."""
        before = {name: self.namespace.get(name, MISSING) for name in answers}
        error = run_cell(self.cells[number], number, self.namespace, self.seconds)
        if error is not None:
            self.stopped[number] = self.told(error)
            for name, value in before.items():
                if self.namespace.get(name, MISSING) is value:
                    self.namespace.pop(name, None)

    def told(self, error: BaseException) -> dict[str, Any]:
        """Return the words for an error of a cell."""
        words = described_error(error, no_answer, [])
        if isinstance(error, TookTooLongError):
            after = f"Its cell was stopped after {self.seconds:g} seconds."
            words["text"] = f"{after} Does a loop never end?"
        return words

    def ask(self, place: Place) -> dict[str, Any]:
        """Send what an answer gives, and return it."""
        answer = asked(self.probes[place.question.exercise], self.namespace, place.name)
        if "missing" in answer and place.cell in self.stopped:
            answer["error"] = self.stopped[place.cell]
        self.send({"exercise": place.question.exercise, **answer})
        return answer


def run_cell(
    cell: CodeCell, number: int, namespace: dict[str, Any], seconds: float
) -> BaseException | None:
    """Run the code of a cell, and return what it raised, if it did."""
    name = f"<cell {number + 1}>"
    lines = [line + "\n" for line in cell.source.split("\n")]
    linecache.cache[name] = (len(cell.source), None, lines, name)  # for the words of an error
    try:
        with time_limit(seconds), quiet(FirstLines()):
            exec(compile(cell.source, name, "exec"), namespace)
    except BaseException as error:
        return error
    return None


def asked(probe: dict[str, Any], namespace: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what an answer gives: its value, or what came of calling it with each case."""
    answer = namespace.get(name, MISSING)
    if answer is MISSING:
        return {"missing": True}
    if probe["kind"] != "function" or not callable(answer):
        return {"answer": plain.encode(answer)}
    cases = [plain.decode(case) for case in probe["cases"]]
    results = call_until_error(answer, cases, probe["changes"])
    return {"results": [encoded(result, answer, probe["arguments"]) for result in results]}


def encoded(result: Result, answer: Callable, names: list[str]) -> dict[str, Any]:
    """Return what came of one call as a message."""
    message = {"printed": result.printed[:100], "changed": result.changed}
    if result.error is not None:
        return {**message, "error": described_error(result.error, answer, names)}
    return {**message, "value": plain.encode(result.value)}


def described_error(error: BaseException, answer: Callable, names: list[str]) -> dict[str, str]:
    """Return the words for an error."""
    try:
        if isinstance(error, SyntaxError):
            where = f", in line {error.lineno}: {str(error.text).strip()[:120]}"
            words = Explanation(f"{kind_of(error)}: {error.msg}{where}")
        else:
            words = explanation(error, answer, names)
    except Exception:
        words = Explanation(kind_of(error))
    return {
        "kind": kind_of(error)[:100],
        "message": message(error),
        "text": words.text[:1000],
        "unwritten": words.unwritten[:100],
    }


def no_answer() -> None:
    """Stand for the function that raised, where it was a cell and no function."""


def misses_a_name(answer: dict[str, Any]) -> bool:
    """Return whether an answer stopped at a name that a cell left out may have given."""
    errors = [answer.get("error"), *(result.get("error") for result in answer.get("results", []))]
    return any(error and error["kind"] == "NameError" for error in errors)


def sender(file_number: int) -> Send:
    """Return a function that sends messages: four bytes for the length, then JSON."""

    def send(message: dict[str, Any]) -> None:
        content = plain.dumps(message)
        with contextlib.suppress(BrokenPipeError):
            write_all(file_number, len(content).to_bytes(4, "big") + content)

    return send


def write_all(file_number: int, content: bytes) -> None:
    """Write all of the bytes, however many a single call takes."""
    view = memoryview(content)
    while view:
        view = view[os.write(file_number, view) :]
