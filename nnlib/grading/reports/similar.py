"""Answers that are nearly the same: something to look at, not a verdict.

Each answer becomes a row of tokens without comments, docstrings, spacing and the names that its
writer chose. Every few tokens in a row are a fingerprint. Two answers are alike by the share of
fingerprints that both have, and that few others have: what many write is the natural way to write
it. An index from fingerprints to answers finds the pairs, so that no two answers are compared
which have nothing in common.

Source: Schleimer, Wilkerson and Aiken, Winnowing: local algorithms for document fingerprinting
(SIGMOD 2003). Answers are short, so all fingerprints are kept.
"""

import io
import keyword
import re
import tokenize
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from nnlib.exercises.catalogue import FunctionExercise, find
from nnlib.grading.records import Record
from nnlib.grading.reports.counting import counted

GRAM = 8  # tokens in a fingerprint
SHORTEST = 40  # tokens of an answer beyond the lines that everybody was given
FEWEST = 16  # rare fingerprints that two answers have in common
ALIKE = 0.6  # of all rare fingerprints that either has
LONGEST = 20_000  # characters of an answer that are looked at
UNSPOKEN = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENCODING, tokenize.ENDMARKER),
}
STARTS = {None, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Pair:
    """Two answers to look at side by side.

    Attributes:
        exercise: its name.
        first, second: the learners, in the order of the alphabet.
        alike: from 0 to 1, the share of what is rare that both have.
        first_source, second_source: the cells, as they were handed in.
    """

    exercise: str
    first: str
    second: str
    alike: float
    first_source: str
    second_source: str


def similar_answers(records: list[Record]) -> list[Pair]:
    """Return the pairs of answers that are nearly the same, the most alike first.

    Only answers that count, and only functions: a number or a letter is the same for everybody.
    """
    pairs = [
        pair
        for exercise, sources in answers(records).items()
        if is_function(exercise)
        for pair in alike(exercise, sources)
    ]
    return sorted(pairs, key=lambda pair: (-pair.alike, pair.exercise, pair.first, pair.second))


def answers(records: list[Record]) -> dict[str, dict[str, str]]:
    """Return, for each exercise, the answer of each learner who wrote one."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for record in counted(records):
        for mark in record.marks:
            if mark.source.strip() and mark.outcome != "not attempted":
                found[mark.exercise][record.learner] = mark.source
    return found


def is_function(exercise: str) -> bool:
    """Say whether the answer to this exercise is a function; an unknown one is none."""
    try:
        return isinstance(find(exercise), FunctionExercise)
    except ValueError:
        return False


def alike(exercise: str, sources: dict[str, str]) -> Iterator[Pair]:
    """Yield the pairs of learners whose answers to one exercise are nearly the same."""
    prints = rare({learner: fingerprints(source) for learner, source in sources.items()})
    for (first, second), n_shared in shared(prints).items():
        share = n_shared / (len(prints[first]) + len(prints[second]) - n_shared)
        if n_shared >= FEWEST and share >= ALIKE:
            two = sources[first], sources[second]
            yield Pair(exercise, first, second, round(share, 3), *two)


def rare(prints: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the fingerprints without those that many learners have.

    Many is a tenth of the class, at least 4 and at most 30: more would be the natural way to
    write it, and would make the work grow with the square of the class. `same` finds larger groups.
    """
    n_learners = Counter(gram for grams in prints.values() for gram in grams)
    many = min(max(4, len(prints) // 10), 30)
    return {
        learner: {gram for gram in grams if n_learners[gram] <= many}
        for learner, grams in prints.items()
    }


def shared(prints: dict[str, set[str]]) -> Counter[tuple[str, str]]:
    """Return how many fingerprints each two learners share, for those who share any."""
    holders: dict[str, list[str]] = defaultdict(list)
    for learner in sorted(prints):
        for gram in prints[learner]:
            holders[gram].append(learner)
    return Counter(pair for names in holders.values() for pair in combinations(names, 2))


def fingerprints(source: str) -> set[str]:
    """Return all fingerprints of an answer; none for a short one."""
    tokens = long_tokens(source)
    return {renamed(tokens[at : at + GRAM]) for at in range(len(tokens) - GRAM + 1)}


def long_tokens(source: str) -> list[str]:
    """Return the tokens of an answer that say something; none for a short one."""
    tokens = spoken(source[:LONGEST])
    return tokens if len(tokens) - len(given(tokens)) >= SHORTEST else []


def given(tokens: list[str]) -> list[str]:
    """Return the tokens of the stub: the line with `def`, which everybody has."""
    if "def" not in tokens:
        return []
    start = tokens.index("def")
    depth = 0
    for at in range(start, len(tokens)):
        depth += (tokens[at] in "([{") - (tokens[at] in ")]}")
        if tokens[at] == ":" and depth == 0:
            return tokens[start : at + 1]
    return []


def renamed(tokens: list[str]) -> str:
    """Return the tokens in a row, their names numbered in the order in which they appear.

    The count begins anew in each fingerprint, so that a line put in changes only what is near.
    What stands behind a dot keeps its name: it was not the writer's choice.
    """
    numbers: dict[str, str] = {}
    words = []
    for before, token in zip(["", *tokens], tokens, strict=False):
        chosen = token.isidentifier() and not keyword.iskeyword(token) and before != "."
        words.append(numbers.setdefault(token, f"name{len(numbers)}") if chosen else token)
    return " ".join(words)


def spoken(source: str) -> list[str]:
    """Return the tokens that say something; words and signs, where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a learner's code, and about its style
            tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return WORD.findall(re.sub(r"#.*", "", source))
    return list(without_docstrings(tokens))


def without_docstrings(tokens: list[tokenize.TokenInfo]) -> Iterator[str]:
    """Yield the tokens but for comments, spacing, and texts that stand for themselves."""
    before = None
    for token in tokens:
        lonely = token.type == tokenize.STRING and before in STARTS
        if token.type not in UNSPOKEN and not lonely and token.string != ";":
            yield "text" if token.type == tokenize.STRING else token.string
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            before = token.type
