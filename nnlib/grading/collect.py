"""What lies in the folder of submissions: notebooks, archives, and what is neither.

    anna_05_backpropagation.ipynb                     the learner is anna
    anna/05_backpropagation.ipynb                     anna, at most four levels deep
    anna.zip, anna/work.zip                           anna; the zip file is not unpacked
    doejohn_LATE_1234_5678_anything-1.ipynb           doejohn_1234_5678: so Canvas names files
    John Doe_1234_assignsubmission_file_/x.ipynb      John Doe_1234: so Moodle names folders

Names and files are the learners' own, and may be anything. Whatever cannot be read gets a row that
says what to send instead. Only the lists of contents of zip files are read here.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from nnlib.grading import archive, files
from nnlib.grading.names import CANVAS, learner_of_file, learner_of_folder, printable
from nnlib.grading.not_theirs import (
    OUR_ANSWERS,
    class_in_folder,
    class_in_zip,
    our_folders,
    our_folders_in_zip,
)
from nnlib.grading.notebook import ITSELF, UnreadableError
from nnlib.grading.walk import MOST_FILES, Found, walk

MOST_IN_ALL = 200_000


def collect(folder: Path) -> Iterator[Found]:
    """Return what was handed in, in the order of the learners' names; contents are read later.

    Raises:
        ValueError: where there is no such folder, or nothing in it.
    """
    what = f"Expected a folder of notebooks; {printable(str(folder))}"
    advice = "Give the folder that holds the notebooks, or a folder for each learner."
    if not folder.is_dir():
        raise ValueError(f"{what} {'is a file' if folder.exists() else 'is not there'}. {advice}")
    names = files.entries(folder, MOST_IN_ALL + 1)
    if not names:
        raise ValueError(f"{what} is empty, or we may not look into it. {advice}")
    groups = sorted(by_learner(folder, names).items())
    rows = chain.from_iterable(of_learner(folder, learner, own) for learner, own in groups)
    return at_most(MOST_IN_ALL, rows, "in the folder. Mark them in parts.")


def at_most(number: int, rows: Iterator[Found], where: str) -> Iterator[Found]:
    """Yield so many rows; where there are more, the next one says so and is the last."""
    yield from islice(rows, number)
    for row in islice(rows, 1):
        sentence = f"From this one on nothing was read: there are more than {number:,} files"
        # It stands for many files, and so for no lesson of its own.
        yield replace(row, name="", trouble=f"{sentence} {where}")


def by_learner(folder: Path, names: list[str]) -> dict[str, list[str]]:
    """Return the names in a folder by the learner whose they are."""
    groups: dict[str, list[str]] = {}
    first: dict[tuple[str, ...], str] = {}
    for name in names:
        own = learner_of_folder(name) if files.is_folder(folder / name) else learner_of_file(name)
        if match := CANVAS.match(name):
            # Canvas' second number is the file's. A learner with two files is still one learner.
            own = first.setdefault(match.group(1, 2), own)
        # A letter with an accent is written in two ways, and is one name.
        groups.setdefault(unicodedata.normalize("NFC", own), []).append(name)
    return groups


def of_learner(folder: Path, learner: str, names: list[str]) -> Iterator[Found]:
    """Yield what a learner handed in; where there is nothing to read, a row that says so."""
    advice = f"of this learner. {ITSELF}"
    found = list(at_most(MOST_FILES, walk(folder, printable(learner), names), advice))
    ours = our_folders(found)
    theirs = [each for each in found if not ours & {each.path, *each.path.parents}]
    left_out = [left_out_row(each, each.file) for each in found if each.path in ours]
    if sentence := class_in_folder(theirs):
        return iter([replace(found[0], trouble=sentence)])
    wanted = [each for each in theirs if each.trouble or is_wanted(each)]
    if not wanted:
        others = [each.name for each in theirs if not each.is_folder]
        return iter([*left_out, replace(found[0], trouble=no_notebook(others))])
    rows = chain(left_out, chain.from_iterable(map(opened_up, wanted)))
    return at_most(MOST_FILES, rows, advice)


def left_out_row(found: Found, label: str) -> Found:
    """Return the row that says that a folder of our own answers was left out."""
    return replace(found, file=label, trouble=OUR_ANSWERS, left_out=True)


def is_wanted(found: Found) -> bool:
    """Return whether this is a notebook, or may hold one."""
    return files.is_named_as_wanted(found.name) and not found.is_folder


def no_notebook(others: list[str]) -> str:
    """Return the sentence for who handed in other things, by their names."""
    things = ", ".join(others[:3]) + (" and more" if len(others) > 3 else "")
    return f"There is no notebook, {f'only {things}' if things else 'nor anything else'}. {ITSELF}"


def opened_up(found: Found) -> Iterator[Found]:
    """Yield the notebooks in a zip file, and anything else as it is."""
    if found.trouble or not found.name.lower().endswith(files.ZIP):
        return iter([found])
    try:
        with files.opened(found.path) as file:
            members = archive.members(file)
    except UnreadableError as error:
        return iter([replace(found, trouble=str(error))])
    ours = our_folders_in_zip(members)
    theirs = [each for each in members if not any(each.is_in(folder) for folder in ours)]
    left_out = [
        left_out_row(found, f"{found.file}!{printable('/'.join(folder)[-archive.LONGEST_NAME :])}/")
        for folder in sorted(ours)
    ]
    wanted = [each for each in theirs if files.is_named_as_wanted(each.name)]
    if sentence := class_in_zip(wanted):
        return iter([replace(found, trouble=sentence)])
    if not wanted:
        nothing = no_notebook([each.own_name for each in theirs])
        return iter([*left_out, replace(found, trouble=nothing)])
    return chain(left_out, from_zip(found, wanted))


def from_zip(found: Found, members: list[archive.Member]) -> Iterator[Found]:
    """Yield the notebooks in a zip file; names in it may come twice, but not their labels."""
    times: Counter[str] = Counter()
    for each in members:
        label = printable(each.name[-archive.LONGEST_NAME :])
        times[label] += 1
        if times[label] > 1:
            label = f"{label}#{times[label]}"
        is_zip = each.name.lower().endswith(files.ZIP)
        yield replace(
            found,
            file=f"{found.file}!{label}",
            name=each.own_name,
            handed_in=found.handed_in if each.handed_in is None else each.handed_in,
            size=each.size,
            trouble=f"It is a zip file in a zip file. {ITSELF}" if is_zip else each.trouble,
            member=each.index,
        )


def read(found: Found) -> bytes:
    """Return the content of what was found.

    Raises:
        UnreadableError: where it cannot be read, or not any more.
    """
    if found.trouble:
        raise UnreadableError(found.trouble)
    if found.member is None:
        return files.content_of(found.path)
    with files.opened(found.path) as file:
        return archive.read_member(file, found.member)
