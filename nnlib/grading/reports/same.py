"""Answers that are the same in groups: where too many share one for pairs to tell.

The index of pairs leaves out what many write, so an answer that went through half a class would be
seen nowhere. Here answers are compared whole, as rows of tokens, and each group is one line.
"""

from collections import defaultdict
from dataclasses import dataclass

from nnlib.grading.records import Record
from nnlib.grading.remarks import published_answers
from nnlib.grading.reports.similar import Pair, answers, is_function, long_tokens, renamed

FEWEST = 3  # learners; two are a pair
ALWAYS = 4  # learners, up to whom a group is shown whatever its answer


@dataclass(frozen=True)
class Group:
    """Learners with the same answer, but for names, comments and spacing.

    Attributes:
        exercise: its name.
        learners: in the order of the alphabet.
        source: the cell of the first of them.
    """

    exercise: str
    learners: tuple[str, ...]
    source: str

    @property
    def pairs(self) -> list[Pair]:
        """The first learner with each of the others."""
        first, *others = self.learners
        return [Pair(self.exercise, first, one, 1.0, self.source, self.source) for one in others]


def same_answers(records: list[Record]) -> list[Group]:
    """Return the groups of equal answers, the largest first, without those that are usual."""
    groups = [
        Group(exercise, tuple(learners), sources[learners[0]])
        for exercise, sources in answers(records).items()
        if is_function(exercise)
        for row, learners in by_tokens(sources).items()
        if len(learners) >= FEWEST and not is_usual(exercise, row, len(learners), len(sources))
    ]
    return sorted(groups, key=lambda group: (-len(group.learners), group.exercise, group.learners))


def by_tokens(sources: dict[str, str]) -> dict[str, list[str]]:
    """Return the learners of each row of tokens; short answers are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for learner in sorted(sources):
        if tokens := long_tokens(sources[learner]):
            found[renamed(tokens)].append(learner)
    return found


def is_usual(exercise: str, row: str, n_learners: int, n_answers: int) -> bool:
    """Return whether so many have an answer because it is how one writes it.

    That is our own answer, or one that more than half of the class wrote.
    """
    if n_learners <= ALWAYS:
        return False
    ours = published_answers(exercise[:2]).get(exercise, "")
    return 2 * n_learners > n_answers or row == renamed(long_tokens(ours))


def outside(pairs: list[Pair], groups: list[Group]) -> list[Pair]:
    """Return the pairs that are not in one of the groups."""
    members = {(group.exercise, one): group for group in groups for one in group.learners}
    return [
        pair
        for pair in pairs
        if (group := members.get((pair.exercise, pair.first))) is None
        or group is not members.get((pair.exercise, pair.second))
    ]
