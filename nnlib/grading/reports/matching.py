"""Who is who: the learners of the records, in the rows of an export.

A number beats a login, and a login beats a name. What says two different things, and what fits two
rows or two learners, is nobody's: a grade in the wrong row is worse than one that is missing.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"})
Keys = list[set[str]]  # numbers, logins, names, names without spaces: the surest first


@dataclass(frozen=True)
class Matches:
    """Which row is whose.

    Attributes:
        rows: the row of each learner who has one and only one.
        unmatched: learners whom no row fits.
        ambiguous: sentences about the others.
        contested: the rows that these are about.
    """

    rows: dict[str, int]
    unmatched: list[str]
    ambiguous: list[str]
    contested: set[int]


def folded(text: str) -> str:
    """Return the text without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return bare.translate(LETTERS).strip()


def words(text: str) -> list[str]:
    """Return the words of a name, without case and accents."""
    return re.findall(r"[^\W_]+", folded(text))


def keys(numbers: Iterable[str] = (), logins: Iterable[str] = (), names: Iterable[str] = ()):
    """Return by what somebody is known."""
    named = [words(name) for name in names]
    turned = [words(" ".join(reversed(name.split(",")))) for name in names]
    known = [
        set(numbers),
        {folded(login) for login in logins},
        {" ".join(sorted(name)) for name in named},
        {"".join(name) for name in [*named, *turned]},
    ]
    return [level - {""} for level in known]


def login_and_stem(address: str) -> list[str]:
    """Return a login, and what stands before the @ where it is a mail address."""
    return [address, address.partition("@")[0]]


def learner_keys(learner: str, pattern: re.Pattern) -> Keys:
    """Return by what a learner is known: the pattern parts the name from the number."""
    found = pattern.match(learner)
    if found is None:
        return keys(logins=[learner], names=[learner])
    return keys([found["number"]], [learner, found["name"]], [found["name"]])


def match(learners: dict[str, Keys], people: dict[int, Keys], names: dict[int, str]) -> Matches:
    """Return which of the rows is whose.

    Args:
        learners: by what each learner is known.
        people: the same for each row of the export.
        names: what to call each row.
    """
    index = index_of(people)
    fitting = {learner: fitting_rows(known, index) for learner, known in learners.items()}
    claims = defaultdict(list)
    for learner, rows in fitting.items():
        for row in rows:
            claims[row].append(learner)
    sure = {
        learner: rows[0]
        for learner, rows in fitting.items()
        if len(rows) == 1 and len(claims[rows[0]]) == 1
    }
    unsure = [learner for learner in sorted(fitting) if fitting[learner] and learner not in sure]
    return Matches(
        dict(sorted(sure.items())),
        sorted(learner for learner, rows in fitting.items() if not rows),
        [doubt(learner, fitting[learner], claims, names) for learner in unsure],
        {row for learner in unsure for row in fitting[learner]} - set(sure.values()),
    )


def index_of(people: dict[int, Keys]) -> list[dict[str, set[int]]]:
    """Return the rows for each key, level by level."""
    index: list[dict[str, set[int]]] = [defaultdict(set) for _ in range(4)]
    for row, known in people.items():
        for level, found in zip(index, known, strict=True):
            for key in found:
                level[key].add(row)
    return index


def fitting_rows(known: Keys, index: list[dict[str, set[int]]]) -> list[int]:
    """Return the rows that fit on every level that says something; all, where levels disagree."""
    says = [
        set().union(*(level.get(key, set()) for key in found))
        for level, found in zip(index, known, strict=True)
    ]
    says = [rows for rows in says if rows]
    if not says:
        return []
    return sorted(set.intersection(*says) or set.union(*says))


def doubt(learner: str, rows: list[int], claims: dict, names: dict[int, str]) -> str:
    """Return in words why a learner got no row."""
    if len(rows) > 1:
        fits = ", ".join(f"{names[row]} (line {row + 1})" for row in rows)
        return f"{learner}: several rows fit: {fits}"
    others = ", ".join(other for other in claims[rows[0]] if other != learner)
    return f"{learner}: the row of {names[rows[0]]} also fits {others}"
