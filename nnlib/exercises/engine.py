"""The check itself: an answer in, a verdict out, and never a traceback from in here.

A wrong answer is told what is wrong with it, in this order: the sentence of the catalogued
mistake that gives the same numbers; how the numbers relate to the right ones (a sign, a factor, a
transpose, a lost sum); the first case that differs, small enough to follow by hand.
"""

import inspect
import textwrap
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.exercises import compare
from nnlib.exercises.answers import (
    NotNumbersError,
    Result,
    as_numbers,
    call,
    call_until_error,
    described,
)
from nnlib.exercises.catalogue import (
    ChoiceExercise,
    Exercise,
    FunctionExercise,
    ValueExercise,
    find,
)
from nnlib.exercises.errors import Explanation, explanation, same_error
from nnlib.exercises.verdict import Note, Outcome, Verdict

hints_given: Counter[str] = Counter()
MISSING = object()
STUB = "The line raise NotImplementedError is still there. Write your own lines in its place."
DOTS = "The dots ... are still there. Put your answer in their place, then run both cells."
NO_RETURN = "Your function returns None: it ends without a return. Add one with your result."
FOLLOW = "Follow this case by hand:"
PRINTED = "Your function prints its result. print shows it; return hands it back. Return it."


def check(name: str, answer: Any = MISSING) -> Verdict | Note:
    """Return the verdict on an answer: passed, not yet, not attempted or could not run.

    Args:
        name: the exercise, as its cell says it.
        answer: a function (its name, without parentheses), a value, or the letter of a choice.
    """
    try:
        exercise = find(name)
    except ValueError as error:
        return Note("Which exercise?", str(error))
    if answer is MISSING:
        return Note("How to check", f'check("{name}", answer), where answer is {wanted(exercise)}.')
    with np.errstate(all="ignore"):
        return judge(exercise, answer, np.random.default_rng())


def hint(name: str) -> Note:
    """Return the next hint for an exercise: first a question, at the end nearly the solution."""
    try:
        exercise = find(name)
    except ValueError as error:
        return Note("Which exercise?", str(error))
    n = min(hints_given[name] + 1, len(exercise.hints))
    hints_given[name] = n
    last = (
        f' The last one. solution("{name}") shows the answer.' if n == len(exercise.hints) else ""
    )
    return Note(f"Hint {n} of {len(exercise.hints)}", exercise.hints[n - 1] + last)


def solution(name: str) -> Note:
    """Return the reference solution, with one line on why it works."""
    try:
        exercise = find(name)
    except ValueError as error:
        return Note("Which exercise?", str(error))
    if isinstance(exercise, FunctionExercise):
        code = textwrap.dedent(inspect.getsource(exercise.reference))
        return Note("One solution", exercise.why, code)
    return Note("The solution", exercise.why, str(exercise.reference))


def untouched_verdict(name: str) -> Verdict:
    """Return the verdict on the exercise as a learner finds it.

    Raises:
        ValueError: for an unknown name.
    """

    def stub(*arguments):
        raise NotImplementedError

    return check(name, stub if isinstance(find(name), FunctionExercise) else ...)


def wanted(exercise: Exercise) -> str:
    """Return what an answer to this exercise is, in words."""
    match exercise:
        case FunctionExercise():
            arguments = ", ".join(exercise.argument_names)
            return f"your function of ({arguments}), by its name and without parentheses"
        case ChoiceExercise():
            return 'the letter of the sentence that you choose, such as "a"'
        case ValueExercise():
            return f"your number; it may be off by {100 * exercise.tolerance:.3g} %"
    raise TypeError(f"Expected an exercise; got {exercise!r}.")


def judge(exercise: Exercise, answer: Any, rng: np.random.Generator) -> Verdict:
    """Return the verdict on an answer of any kind."""
    if answer is ...:
        return Verdict(exercise.name, Outcome.NOT_ATTEMPTED, DOTS)
    if answer is None:
        text = "The answer is None, which is Python's word for nothing. Give it a value."
        return Verdict(exercise.name, Outcome.NOT_ATTEMPTED, text)
    match exercise:
        case FunctionExercise():
            return judge_function(exercise, answer, rng)
        case ChoiceExercise():
            return judge_choice(exercise, answer)
        case _:
            return judge_value(exercise, answer)


def judge_choice(exercise: ChoiceExercise, answer: Any) -> Verdict:
    """Return the verdict on a letter."""
    words = answer.lower().split() if isinstance(answer, str) else []
    undecided = {"or", "and"} & set(words)
    letter = words[0].strip(".:()") if words and not undecided else None
    if letter == exercise.reference:
        return Verdict(exercise.name, Outcome.PASSED, exercise.passed)
    for n, mistake in enumerate(exercise.mistakes):
        if letter == mistake.answer:
            return Verdict(exercise.name, Outcome.NOT_YET, mistake.sentence, mistake=n)
    letters = sorted([exercise.reference, *(mistake.answer for mistake in exercise.mistakes)])
    quoted = ", ".join(f'"{letter}"' for letter in letters)
    text = f"Choose one of the letters {quoted}, with the quotes."
    return Verdict(exercise.name, Outcome.NOT_YET, text)


def judge_value(exercise: ValueExercise, answer: Any) -> Verdict:
    """Return the verdict on a number or an array."""
    expected = as_numbers(exercise.reference)
    try:
        found = as_numbers(answer)
    except NotNumbersError as error:
        return Verdict(exercise.name, Outcome.NOT_YET, str(error))
    if compare.agree(found, expected, exercise.tolerance):
        return Verdict(exercise.name, Outcome.PASSED, exercise.passed)
    for n, mistake in enumerate(exercise.mistakes):
        if compare.agree(found, as_numbers(mistake.answer), exercise.tolerance):
            return Verdict(exercise.name, Outcome.NOT_YET, mistake.sentence, mistake=n)
    if is_rounded(answer, expected):
        text = f"{compare.shown(found)} is right as far as it goes: keep more digits on the way."
        return Verdict(exercise.name, Outcome.NOT_YET, text)
    text, _ = compare.relation([(found, expected)], [()], [], exercise.tolerance)
    text = text or "Go through the steps once more."
    text = f"{compare.shown(found)} is not it yet. {text}"
    return Verdict(exercise.name, Outcome.NOT_YET, text)


def is_rounded(answer: Any, expected: np.ndarray) -> bool:
    """Return whether a number is the expected one with fewer digits."""
    if not isinstance(answer, float) or expected.ndim or not np.isfinite(answer):
        return False
    n_digits = len(repr(answer).partition(".")[2])
    return answer != 0 and round(float(expected), n_digits) == answer


def judge_function(exercise: FunctionExercise, answer: Any, rng: np.random.Generator) -> Verdict:
    """Return the verdict on a function, after calling it with every case."""
    if not callable(answer):
        text = (
            f"Expected your function; got {described(answer)}. Hand over the function by its name,"
            " without parentheses: the check calls it."
        )
        return Verdict(exercise.name, Outcome.NOT_YET, text)
    cases = exercise.all_cases(rng)
    results = call_until_error(answer, cases, exercise.changes)

    def explained(error: BaseException) -> Explanation:
        return explanation(error, answer, exercise.argument_names)

    return judge_calls(exercise, cases, results, explained)


def judge_calls(
    exercise: FunctionExercise,
    cases: list[tuple],
    results: list[Result],
    explained: Callable[[BaseException], Explanation],
) -> Verdict:
    """Return the verdict on what came of calling a function with the cases, wherever that was.

    Args:
        exercise: what the function should be.
        cases: the arguments of each call.
        results: what came of each call, up to the first error.
        explained: gives the words for an error.
    """
    if results[-1].error is not None:
        return failed(exercise, cases, results, explained)
    return judge_results(exercise, cases, results)


def failed(
    exercise: FunctionExercise,
    cases: list[tuple],
    results: list[Result],
    explained: Callable[[BaseException], Explanation],
) -> Verdict:
    """Return the verdict on a function that raised in the last of the results, or never ended."""
    error = results[-1].error
    if isinstance(error, NotImplementedError):
        other = explained(error).unwritten
        text = f"Your function calls {other}, which is not written yet." if other else STUB
        return Verdict(exercise.name, Outcome.NOT_ATTEMPTED, text)
    mistake = matching_mistake(exercise, cases, results)
    if mistake is not None:
        text = exercise.mistakes[mistake].sentence
        return Verdict(exercise.name, Outcome.NOT_YET, text, mistake=mistake)
    text = explained(error).text
    inputs = arguments_text(exercise.argument_names, cases[len(results) - 1])
    return Verdict(exercise.name, Outcome.COULD_NOT_RUN, text, f"called with\n{inputs}")


def judge_results(exercise: FunctionExercise, cases: list[tuple], results: list[Result]) -> Verdict:
    """Return the verdict on what a function returned in each case."""
    if all(result.value is None for result in results):
        text = PRINTED if results[0].printed else NO_RETURN
        return Verdict(exercise.name, Outcome.NOT_ATTEMPTED, text)
    if all(result.value is ... for result in results):
        return Verdict(exercise.name, Outcome.NOT_ATTEMPTED, DOTS)
    expected = [parts_of(exercise, call(exercise.reference, case).value) for case in cases]
    n_parts = len(expected[0])
    try:
        found = [read_loosely(result.value, n_parts) for result in results]
    except NotNumbersError as error:
        return Verdict(exercise.name, Outcome.NOT_YET, str(error))
    if is_right(exercise, cases, found, expected):
        return passed(exercise, results)
    mistake = matching_mistake(exercise, cases, results)
    if mistake is not None:
        text = exercise.mistakes[mistake].sentence
        return Verdict(exercise.name, Outcome.NOT_YET, text, mistake=mistake)
    for result in results:
        try:
            compare.as_parts(result.value, n_parts)
        except NotNumbersError as error:
            return Verdict(exercise.name, Outcome.NOT_YET, str(error))
    return difference(exercise, cases, found, expected)


def read_loosely(value: Any, n_parts: int) -> list[np.ndarray]:
    """Return an answer as the parts that it should have, or else as the one array that it is.

    Raises:
        NotNumbersError: when it is neither.
    """
    try:
        return compare.as_parts(value, n_parts)
    except NotNumbersError as error:
        try:
            return [as_numbers(value)]
        except NotNumbersError:
            raise error from None


def passed(exercise: FunctionExercise, results: list[Result]) -> Verdict:
    """Return the verdict on right numbers, which may have cost the inputs."""
    if exercise.keeps_inputs and any(result.changed for result in results):
        text = (
            "The numbers are right, but your function changes the array that it was given, and"
            " whoever called it loses theirs. Work on a copy: array.copy(), or x = x - y"
            " instead of x -= y."
        )
        return Verdict(exercise.name, Outcome.NOT_YET, text)
    return Verdict(exercise.name, Outcome.PASSED, exercise.passed)


def parts_of(exercise: FunctionExercise, value: Any) -> list[np.ndarray]:
    """Return what the reference or a mistake gives, as a list of arrays."""
    n_parts = len(exercise.parts) or (len(value) if isinstance(value, tuple) else 1)
    return compare.as_parts(value, n_parts)


def is_right(exercise: FunctionExercise, cases, found, expected) -> bool:
    """Return whether every number of every case is right."""
    if all(map(lambda a, b: all_agree(a, b, exercise.tolerance), found, expected)):
        return True
    if exercise.also_right is None or len(found[0]) != len(expected[0]):
        return False
    others = [parts_of(exercise, call(exercise.also_right, case).value) for case in cases]
    return all(
        compare.agree_with_either(*three, exercise.tolerance)
        for rows in zip(found, expected, others, strict=True)
        for three in zip(*rows, strict=True)
    )


def all_agree(found: list, expected: list, tolerance: float) -> bool:
    """Return whether two lists of arrays are the same numbers."""
    return len(found) == len(expected) and all(
        compare.agree(a, b, tolerance) for a, b in zip(found, expected, strict=True)
    )


def matching_mistake(
    exercise: FunctionExercise, cases: list[tuple], results: list[Result]
) -> int | None:
    """Return the number of the mistake that gives these results in these cases, if one does.

    Results may be fewer than cases, and the last of them an error.
    """
    n_parts = len(parts_of(exercise, call(exercise.reference, cases[0]).value))
    for n, mistake in enumerate(exercise.mistakes):
        wrong = (call(mistake.answer, case, exercise.changes) for case in cases)
        pairs = zip(results, wrong, strict=False)
        if all(alike(a, b, n_parts, exercise.tolerance) for a, b in pairs):
            return n
    return None


def alike(first: Result, second: Result, n_parts: int, tolerance: float) -> bool:
    """Return whether two calls gave the same numbers, or stopped at the same error."""
    if first.error is not None or second.error is not None:
        return same_error(first.error, second.error)
    try:
        values = [read_loosely(result.value, n_parts) for result in (first, second)]
    except NotNumbersError:
        return False
    return all_agree(*values, tolerance)


def difference(exercise: FunctionExercise, cases: list[tuple], found, expected) -> Verdict:
    """Return the verdict on an unknown mistake: how it differs, and the first case that does."""
    part = first_wrong_part(exercise, found, expected)
    pairs = [(a[part], b[part]) for a, b in zip(found, expected, strict=True)]
    text, n = compare.relation(pairs, cases, exercise.argument_names, exercise.tolerance)
    where, right, yours = compare.first_difference(*pairs[n], exercise.tolerance)
    if len(found[0]) > 1:
        name = exercise.parts[part] if exercise.parts else f"value number {part + 1}"
        text = f"The first that is not right is {name}. {text or FOLLOW}"
    inputs = arguments_text(exercise.argument_names, cases[n])
    details = f"for\n{inputs}\nit should be{where}  {right}\nyours is{where}      {yours}"
    text = text or f"It runs, and the numbers differ. {FOLLOW}"
    return Verdict(exercise.name, Outcome.NOT_YET, text, details)


def first_wrong_part(exercise: FunctionExercise, found, expected) -> int:
    """Return the number of the first wrong value, in the order in which they are computed."""
    n_parts = len(expected[0])
    order = [exercise.parts.index(name) for name in exercise.first] or range(n_parts)
    for part in order:
        for a, b in zip(found, expected, strict=True):
            if not compare.agree(a[part], b[part], exercise.tolerance):
                return part
    return 0


def arguments_text(names: list[str], case: tuple) -> str:
    """Return the arguments of a case, a line each."""
    width = max(map(len, names), default=0)
    lines = zip(names, case, strict=False)
    return "\n".join(f"    {name:{width}} = {compare.shown(value)}" for name, value in lines)
