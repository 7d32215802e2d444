"""Pages to read: one for each learner, with the feedback of the notebook, and the instructor's.

A page needs nothing from elsewhere, has no script, and forbids its browser any. Every text is
escaped; what could not be seen, or would turn the line around, becomes a visible sign. Long texts
are cut and long tables end with a sentence that says where the rest is, so that the instructor's
page for thousands of learners stays below a few megabytes.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nnlib.exercises.verdict import Outcome
from nnlib.grading.records import Record, Status
from nnlib.grading.reports import figures, words
from nnlib.grading.reports.counting import counted
from nnlib.grading.reports.matching import folded
from nnlib.grading.reports.same import Group
from nnlib.grading.reports.similar import Pair

MOST_PAIRS = 50
MOST_GROUPS = 50
MOST_NAMES = 100  # in a group
MOST_MISTAKES = 40
MOST_TO_LOOK_AT = 500
MOST_LEARNERS = 2_000
LONGEST_SENTENCE = 600  # characters
LONGEST_CODE = 20_000
LONGEST_CODE_IN_PAIRS = 4_000
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
STYLES = {
    outcome.word: (outcome.mark, outcome.name.lower().replace("_", "-")) for outcome in Outcome
}


def learner_page(learner: str, records: list[Record], unread: list[Record] | None = None) -> str:
    """Return the learner's page, as HTML: what counts of their own records.

    Args:
        learner: whose page it is.
        records: all that counts.
        unread: attempts that are newer than those, and cannot be read.
    """
    own = [record for record in records if record.learner == learner]
    rows = [record for record in counted(own) if record.status is not Status.LEFT_OUT]
    newer = [record for record in unread or [] if record.learner == learner]
    return render("learner.html", learner=learner, rows=rows, unread=newer)


def instructor_page(
    records: list[Record], pairs: list[Pair], groups: Sequence[Group] = (), rule: str = "last"
) -> str:
    """Return the instructor's page, as HTML.

    Args:
        records: all attempts.
        pairs: answers that are alike.
        groups: answers that are the same.
        rule: which attempt counts.
    """
    rows = counted(records, rule)
    return render(
        "instructor.html",
        rule=rule,
        n_records=len(records),
        rows=rows,
        lessons={n: len(own[0].marks) for n, own in figures.by_lesson(rows).items()},
        learners=figures.learners(rows, page_name),
        to_look_at=figures.to_look_at(records, rows),
        mistakes=figures.mistakes(rows),
        pairs=pairs,
        groups=groups,
        figures=figures,
    )


def page_name(learner: str) -> str:
    """Return the path of a learner's page: a readable part, and a hash that keeps two apart."""
    digest = hashlib.sha256(learner.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    slug = re.sub(r"[^a-z0-9]+", "-", folded(learner))[:40].strip("-") or "learner"
    return str(PurePosixPath("learners") / f"{slug}-{digest}.html")


def render(template: str, **values: Any) -> str:
    """Return a page made from a template."""
    return ENVIRONMENT.get_template(template).render(**values)


def visible(value: Any) -> Any:
    """Return text with a sign for each character that cannot be seen or turns the line around."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return UNSEEN.sub("\ufffd", value.replace("\r\n", "\n"))


def cut(text: str, n_characters: int) -> str:
    """Return the beginning of a long text."""
    return text if len(text) <= n_characters else f"{text[:n_characters]} …"


def environment() -> Environment:
    """Return the place where templates become pages: all that they are given is escaped."""
    made = Environment(
        loader=PackageLoader("nnlib.grading.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["cut"] = cut
    limits = {name: value for name, value in globals().items() if name.startswith(("MOST", "LONG"))}
    made.globals.update(limits, words=words, styles=STYLES)
    return made


ENVIRONMENT = environment()
