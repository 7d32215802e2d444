"""From the bytes of a notebook to a record: what ran where, and what is right.

The sandbox is told which variables to look at and with which inputs to call them. What comes back
is compared out here, by the same judge that a learner's notebook uses.
"""

import hashlib
import signal
from typing import Any

import numpy as np

from nnlib.exercises import engine
from nnlib.exercises.answers import Result
from nnlib.exercises.catalogue import Exercise, FunctionExercise, exercises_of
from nnlib.exercises.errors import Explanation, ForeignError
from nnlib.exercises.verdict import Outcome, Verdict
from nnlib.grading import plain
from nnlib.grading.assignment import catalogue_version, lesson_in, questions_of
from nnlib.grading.cells import Question
from nnlib.grading.names import lesson_named
from nnlib.grading.notebook import Cell, UnreadableError, read_cells
from nnlib.grading.records import Mark, Record, Status, Task
from nnlib.grading.remarks import OVER_TIME, remark
from nnlib.grading.sandbox.confine import Limits
from nnlib.grading.sandbox.worker import Run, Worker

LONGEST_SOURCE = 10_000  # characters of an answer that are kept
NO_LESSON = (
    "It is a notebook, and none of this course: no exercise of ours is in it. Send the lesson's"
    " own notebook, with your answers in its cells."
)
LEFT_OUT = "There is no cell for this exercise. Start from the lesson's own notebook."
NO_VALUE = "{name} has no value when its cell has run. Give it one there."
GARBLED = "What your code sent as its answer could not be read."
OVER = {
    "time": OVER_TIME["seconds"],
    "output": "Your notebook sent far more than answers are, and was stopped.",
    "threads": "Your notebook started more than {n_threads} threads at once, and was stopped.",
    "files": "Your notebook wrote more than {n_files} files, and was stopped.",
    "cpu": OVER_TIME["cpu_seconds"],
    "exit": "Your notebook ended Python before this exercise was reached. Leave exit() out.",
    "crash": "Your notebook crashed Python ({name}) before this exercise was reached.",
}


def mark(task: Task, worker: Worker) -> Record:
    """Return the record of a task, marked with the worker.

    Raises:
        WorkerError: where the sandbox failed, which says nothing about the notebook.
    """
    known = {"learner": task.learner, "file": task.file, "handed_in": task.handed_in}
    known |= {"seed": task.seed, "catalogue": catalogue_version()}
    known["notebook"] = fingerprint(task.content)
    try:
        cells = read_cells(task.content)
    except UnreadableError as error:
        known["lesson"] = lesson_named(task.name)
        return Record(**known, status=Status.UNREADABLE, sentence=str(error))
    sources, ids = [cell.source for cell in cells], [cell.id for cell in cells]
    lesson = lesson_in(sources, ids, task.name)
    if not lesson:
        return Record(**known, status=Status.UNREADABLE, sentence=NO_LESSON)
    questions, cases = questions_of(lesson), cases_of(lesson, task.seed)
    run = worker.run(job_of(cells, questions, cases, worker.limits))
    marks = tuple(marks_of(questions, cases, run, cells, worker.limits))
    known |= {name: getattr(run, name) for name in ("seconds", "cpu_seconds", "megabytes")}
    known |= {"lesson": lesson, "level": str(worker.level), "marks": marks}
    known["sentence"] = remark(lesson, sources, ids, marks)
    return Record(**known, status=Status.MARKED)


def fingerprint(content: bytes) -> str:
    """Return the hash by which a notebook is known."""
    return hashlib.sha256(content).hexdigest()[:16]


def cases_of(lesson: str, seed: int) -> dict[str, list[tuple]]:
    """Return the inputs for each function that a lesson asks for: fixed ones, and fresh ones."""
    exercises = enumerate(exercises_of(lesson))
    return {
        exercise.name: exercise.all_cases(np.random.default_rng([seed, n]))
        for n, exercise in exercises
        if isinstance(exercise, FunctionExercise)
    }


def job_of(
    cells: tuple[Cell, ...],
    questions: tuple[Question, ...],
    cases: dict[str, list[tuple]],
    limits: Limits,
) -> dict[str, Any]:
    """Return what the sandbox needs: the code, and what to ask of it; not what is right."""
    exercises = {exercise.name: exercise for exercise in exercises_of(questions[0].exercise[:2])}
    return {
        "cells": [[cell.id, cell.source] for cell in cells],
        "probes": [probe_of(q, exercises[q.exercise], cases.get(q.exercise)) for q in questions],
        "cell_seconds": limits.cell_seconds,
    }


def probe_of(question: Question, exercise: Exercise, cases: list[tuple] | None) -> dict[str, Any]:
    """Return what to ask of one answer: its value, or what it gives for the cases."""
    probe = {"exercise": question.exercise, "name": question.name, "cell": question.cell}
    if cases is None:
        return {**probe, "kind": "value"}
    return {
        **probe,
        "kind": "function",
        "cases": [plain.encode(case) for case in cases],
        "changes": exercise.changes,
        "arguments": exercise.argument_names,
    }


def marks_of(
    questions: tuple[Question, ...],
    cases: dict[str, list[tuple]],
    run: Run,
    cells: tuple[Cell, ...],
    limits: Limits,
):
    """Yield the mark for each question. The last message on an exercise counts."""
    answers: dict[Any, dict[str, Any]] = {question.exercise: {} for question in questions}
    for message in run.messages:
        name = message.get("exercise")
        if isinstance(name, str) and name in answers:
            answers[name].update(place_in(message) or {"answered": message})
    exercises = {exercise.name: exercise for exercise in exercises_of(questions[0].exercise[:2])}
    for question in questions:
        told, exercise = answers[question.exercise], exercises[question.exercise]
        verdict = verdict_on(exercise, question, cases, told, run, limits)
        number = told.get("cell", -1)
        source = cells[number].source[:LONGEST_SOURCE] if 0 <= number < len(cells) else ""
        yield Mark(
            exercise=question.exercise,
            outcome=verdict.outcome.word,
            text=plain.clean(verdict.text),
            details=plain.clean(verdict.details),
            mistake=verdict.mistake,
            source=source,
        )


def place_in(message: dict[str, Any]) -> dict[str, int]:
    """Return the number of the answer's cell, where a message says no more than that."""
    number = message.get("cell")
    return {"cell": number} if type(number) is int else {}


def verdict_on(
    exercise: Exercise,
    question: Question,
    cases: dict[str, list[tuple]],
    told: dict[str, Any],
    run: Run,
    limits: Limits,
) -> Verdict:
    """Return the verdict on what was told of one exercise."""
    answer = told.get("answered")
    if answer is None:
        text = GARBLED if run.broken else why_ended(run, limits)
        return Verdict(exercise.name, Outcome.COULD_NOT_RUN, text)
    if answer.get("absent") is True:
        return Verdict(exercise.name, Outcome.NOT_ATTEMPTED, LEFT_OUT)
    if answer.get("missing") is True:
        return without_value(exercise, question, answer.get("error"))
    try:
        if "results" in answer and exercise.name in cases:
            return judged_calls(exercise, cases[exercise.name], answer["results"])
        value = plain.decode(answer.get("answer"))
    except plain.NotPlainError:
        return Verdict(exercise.name, Outcome.COULD_NOT_RUN, GARBLED)
    with np.errstate(all="ignore"):
        return engine.judge(exercise, value, np.random.default_rng(0))


def without_value(exercise: Exercise, question: Question, error: Any) -> Verdict:
    """Return the verdict on an answer whose cell gave the variable no value."""
    if error is None:
        text = NO_VALUE.format(name=question.name)
        return Verdict(exercise.name, Outcome.NOT_ATTEMPTED, text)
    return Verdict(exercise.name, Outcome.COULD_NOT_RUN, explained(read_error(error)).text)


def judged_calls(exercise: FunctionExercise, cases: list[tuple], told: Any) -> Verdict:
    """Return the verdict on what a function gave in each case.

    Raises:
        NotPlainError: where that is no list of results.
    """
    if not isinstance(told, list) or not 0 < len(told) <= len(cases):
        raise plain.NotPlainError("Expected a result for each case.")
    results = [read_result(one) for one in told]
    if any(result.error is not None for result in results[:-1]):
        raise plain.NotPlainError("Expected nothing after an error.")
    if results[-1].error is None and len(results) < len(cases):
        raise plain.NotPlainError("Expected a result for each case, or an error.")
    with np.errstate(all="ignore"):
        return engine.judge_calls(exercise, cases, results, explained)


def read_result(told: Any) -> Result:
    """Return what came of one call, as the judge knows it."""
    if not isinstance(told, dict):
        raise plain.NotPlainError("Expected a result.")
    result = Result(printed=str(told.get("printed", ""))[:100], changed=bool(told.get("changed")))
    if "error" in told:
        result.error = read_error(told["error"])
    else:
        result.value = plain.decode(told.get("value"))
    return result


def read_error(told: Any) -> BaseException:
    """Return an error that has the words of one that was raised inside."""
    if not isinstance(told, dict):
        raise plain.NotPlainError("Expected an error.")
    kind, words, text, unwritten = (
        plain.clean(str(told.get(name, ""))[:1000])
        for name in ("kind", "message", "text", "unwritten")
    )
    error = NotImplementedError(words) if kind == "NotImplementedError" else None
    error = error or ForeignError(kind, words)
    error.explanation = Explanation(text or kind, unwritten)
    return error


def explained(error: BaseException) -> Explanation:
    """Return the words that came with an error."""
    return error.explanation


def why_ended(run: Run, limits: Limits) -> str:
    """Return why a notebook's process ended before an exercise was reached."""
    reason, name = run.reason, ""
    if not reason and run.status in (-signal.SIGXCPU, -signal.SIGKILL):
        reason = "cpu"
    elif not reason and run.status < 0:
        names = {number.value: number.name for number in signal.Signals}
        reason, name = "crash", names.get(-run.status, f"signal {-run.status}")
    return OVER.get(reason or "exit", OVER["exit"]).format(name=name, **limits.as_dict())
