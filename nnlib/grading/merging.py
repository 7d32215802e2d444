"""The gradebooks of several markers, put together: python -m nnlib merge ALL PART-1 PART-2 ..."""

import argparse
import sys
from pathlib import Path

from nnlib.grading.results import count, give_back, make_folder

SEVERAL_CATALOGUES = (
    "The parts were marked by {number} different sets of exercises: mark all of them with the same"
    " version of the course."
)
OLDER = (
    "Left out: {things}, marked by other exercises than those of this version of"
    " the course. Mark those parts again with it."
)


def run_merge(options: argparse.Namespace) -> int:
    """Put the gradebooks of shards together, and write the reports of the whole."""
    from nnlib.grading.assignment import catalogue_version
    from nnlib.grading.gradebook import Gradebook

    refuse_twice([options.into, *options.parts])
    make_folder(options.into)
    catalogues = set()
    with Gradebook(options.into / "gradebook.sqlite") as gradebook:
        for part in options.parts:
            taken = gradebook.merge(gradebook_in(part))
            catalogues |= {record.catalogue for record in taken}
            print(f"{part}: {count(len(taken), 'record')}")
        if len(catalogues) > 1:
            print(SEVERAL_CATALOGUES.format(number=len(catalogues)), file=sys.stderr)
        records = list(gradebook.records(catalogue_version()))
        if n_older := gradebook.count() - len(records):
            print(OLDER.format(things=count(n_older, "record")), file=sys.stderr)
        return give_back(records, options.into, options)


def gradebook_in(place: Path) -> Path:
    """Return the gradebook in a folder; a file is one itself."""
    return place if place.is_file() else place / "gradebook.sqlite"


def refuse_twice(places: list[Path]) -> None:
    """Raise a ValueError where a folder or a gradebook is named twice."""
    books = [gradebook_in(place).resolve() for place in places]
    for place, book in zip(places, books, strict=True):
        if books.count(book) > 1:
            raise ValueError(
                f"Expected a new folder for the whole, and each part once; got {place} twice. Type"
                " merge ALL PART-1 PART-2 ..."
            )
