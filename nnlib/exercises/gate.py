"""The gate that each catalogue has to pass, before a learner meets it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from nnlib.exercises.answers import as_numbers, call
from nnlib.exercises.catalogue import Exercise, FunctionExercise, ValueExercise
from nnlib.exercises.compare import agree
from nnlib.exercises.engine import alike as results_alike
from nnlib.exercises.engine import judge, parts_of
from nnlib.exercises.verdict import Outcome


def faults(exercise: Exercise, n_seeds: int = 1) -> Iterator[str]:
    """Yield a sentence, with what to do, for each fault of an exercise as its author wrote it."""
    for seed in range(n_seeds):
        yield from wrong_verdicts(exercise, seed)
    if len(exercise.hints) < 3:
        yield f"{exercise.name}: expected at least 3 hints; got {len(exercise.hints)}. Add some."
    if isinstance(exercise, FunctionExercise):
        yield from missing_things(exercise)
        yield from lucky_mistakes(exercise)
    for first, second in alike(exercise):
        yield (
            f"{exercise.name}: mistakes {first} and {second} give the same numbers in all cases."
            " Add a case that parts them, or drop one."
        )


def missing_things(exercise: FunctionExercise) -> Iterator[str]:
    """Yield a sentence for each thing that a function exercise needs and does not have."""
    wanted = {"mistakes": 4, "variants": 3, "cases": 2}
    for name, least in wanted.items():
        found = len(getattr(exercise, name))
        if found < least:
            yield f"{exercise.name}: expected at least {least} {name}; got {found}. Add some."
    if exercise.random is None:
        yield f"{exercise.name}: no random cases, so a table of the fixed ones would pass."
    if not exercise.reference.__doc__:
        yield f"{exercise.name}: the reference has no docstring, and is shown as the solution."


def lucky_mistakes(exercise: FunctionExercise) -> Iterator[str]:
    """Yield a sentence for each mistake that random cases alone would catch, with luck."""
    fixed = replace(exercise, random=None)
    for n, mistake in enumerate(exercise.mistakes):
        verdict = judge(fixed, mistake.answer, np.random.default_rng(0))
        if verdict.outcome is Outcome.PASSED:
            yield f"{exercise.name}: mistake {n} passes the fixed cases. Add one that it fails."


def wrong_verdicts(exercise: Exercise, seed: int) -> Iterator[str]:
    """Yield a sentence for each answer in the catalogue that gets another verdict than its own."""

    def verdict_on(answer):
        return judge(exercise, answer, np.random.default_rng(seed))

    for answer in (exercise.reference, *getattr(exercise, "variants", ())):
        verdict = verdict_on(answer)
        if verdict.outcome is not Outcome.PASSED:
            name = getattr(answer, "__name__", answer)
            yield f"{exercise.name}: {name} is right and did not pass: {verdict}"
    for n, mistake in enumerate(exercise.mistakes):
        verdict = verdict_on(mistake.answer)
        if (verdict.outcome, verdict.text) != (Outcome.NOT_YET, mistake.sentence):
            yield f"{exercise.name}: mistake {n} is not told its sentence but: {verdict}"


def alike(exercise: Exercise) -> Iterator[tuple[int, int]]:
    """Yield the numbers of mistakes that no fixed case tells apart."""
    outputs = [outputs_of(exercise, mistake.answer) for mistake in exercise.mistakes]
    for first, second in combinations(range(len(outputs)), 2):
        pairs = zip(outputs[first], outputs[second], strict=True)
        if all(same_output(a, b, exercise) for a, b in pairs):
            yield first, second


def outputs_of(exercise: Exercise, answer: Any) -> list:
    """Return what an answer gives in each fixed case, or the answer itself where it is none."""
    if isinstance(exercise, FunctionExercise):
        return [call(answer, case, exercise.changes) for case in exercise.cases]
    return [answer]


def same_output(first: Any, second: Any, exercise: Exercise) -> bool:
    """Return whether two outputs are the same."""
    match exercise:
        case FunctionExercise():
            n_parts = len(parts_of(exercise, call(exercise.reference, exercise.cases[0]).value))
            return results_alike(first, second, n_parts, exercise.tolerance)
        case ValueExercise():
            return agree(as_numbers(first), as_numbers(second), exercise.tolerance)
    return first == second


def counts(exercises: list[Exercise]) -> str:
    """Return how much the gate holds, in a line."""
    kinds = Counter(type(exercise).__name__.removesuffix("Exercise") for exercise in exercises)
    n_variants = sum(1 + len(getattr(exercise, "variants", ())) for exercise in exercises)
    n_mistakes = sum(len(exercise.mistakes) for exercise in exercises)
    listed = ", ".join(f"{count} {kind.lower()}s" for kind, count in kinds.items())
    return (
        f"{len(exercises)} exercises ({listed}), {n_variants} right answers,"
        f" {n_mistakes} mistakes with a sentence each"
    )
