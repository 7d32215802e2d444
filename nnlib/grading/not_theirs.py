"""What a learner hands in that is not their own work: our answers, and the work of a whole class.

Who sends the whole course sends our solutions with it. Who unpacks what Canvas or Moodle hand out
one folder too deep has a class that looks like one learner. Neither may pass without a word.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from nnlib.grading import files
from nnlib.grading.archive import Member
from nnlib.grading.names import CANVAS, MOODLE, learner_of_file, lesson_named, printable
from nnlib.grading.walk import Found

OUR_ANSWERS = (
    "It lies beside a folder called lessons, and holds the course's own answers. Nothing in it was"
    " marked. The learner's own notebooks lie in lessons."
)
HANDED_OUT = "It holds the work of a whole class, as Canvas or Moodle hand it out."
SEVERAL = "It looks like the work of a whole class: in it, {names} have lesson {lesson}."
ONE_LEARNERS = " Where it is one learner's, leave one notebook of each lesson in it."
FOLDER = " Give this folder itself to the marker, and not the one around it."
UNPACK = " Unpack it, and give the folder that this makes."
NO_NAME = re.compile(  # what people add to a name of their own file
    r"(?:v|ver|version|attempt|try|copy|draft|final|new|old|my|answers?|solutions?|submission"
    r"|homework|hw|lessons?|week|part|backup|exercises?|done|correct(?:ed|ion)|fixed|first|second|third|last|[\W\d_])*",
    re.IGNORECASE,
)


def our_folders(found: list[Found]) -> set[Path]:
    """Return the folders called solutions that lie beside one called lessons."""
    paths = {each.path for each in found if each.name == "lessons" and each.is_folder}
    named = [each for each in found if each.name == "solutions" and each.is_folder]
    return {each.path for each in named if each.path.with_name("lessons") in paths}


def our_folders_in_zip(members: list[Member]) -> set[tuple[str, ...]]:
    """Return the same in a zip file, each folder as the names that lead to it."""
    folders = {
        tuple(each.parts[: at + 1])
        for each in members
        for at, name in enumerate(each.parts[:-1])
        if name in ("lessons", "solutions")
    }
    named = {folder for folder in folders if folder[-1] == "solutions"}
    return {folder for folder in named if (*folder[:-1], "lessons") in folders}


def class_in_folder(found: list[Found]) -> str:
    """Return what to say where a learner's folder holds a whole class; nothing where it does not.

    The names in the folder count. Its own name is the learner's.
    """
    inner = [each for each in found if "/" in each.file]
    if is_handed_out(each.file.partition("/")[2] for each in inner):
        return HANDED_OUT + FOLDER
    sentence = several_learners(
        [each.file.split("/")[1:] for each in inner if is_notebook(each.name)]
    )
    return sentence and sentence + FOLDER + ONE_LEARNERS


def class_in_zip(members: list[Member]) -> str:
    """Return what to say where a zip file holds a whole class; nothing where it does not."""
    if is_handed_out(each.name for each in members):
        return HANDED_OUT + UNPACK
    sentence = several_learners(
        [list(map(printable, each.parts)) for each in members if is_notebook(each.name)]
    )
    return sentence and sentence + UNPACK + ONE_LEARNERS


def is_notebook(name: str) -> bool:
    """Return whether a file of this name should be a notebook."""
    return name.lower().endswith(files.NOTEBOOK)


def is_handed_out(names: Iterable[str]) -> bool:
    """Return whether this is what Canvas or Moodle hand out, with the work of several learners."""
    users = set()
    for name in names:
        if MOODLE in name:
            return True
        if match := CANVAS.match(name):
            users.add(match.group(1, 2))
    return len(users) > 1


def several_learners(files_in: list[list[str]]) -> str:
    """Return what to say where notebooks of one lesson have several learners' names.

    Args:
        files_in: each notebook as its folders and its own name. Two names of files will do; of
            folders beside each other it takes three, since a learner may have a few.
    """
    by_file: dict[str, dict[str, str]] = defaultdict(dict)
    by_folder: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for *folders, name in files_in:
        lesson, learner = lesson_named(name), learner_of_file(name)
        if CANVAS.match(name) or not lesson:
            continue
        if learner != Path(name).stem and not NO_NAME.fullmatch(learner):
            by_file[lesson].setdefault(same(learner), learner)
        elif folders and not NO_NAME.fullmatch(folders[-1]):
            by_folder[lesson, *folders[:-1]].setdefault(same(folders[-1]), folders[-1])
    for groups, fewest in ((by_file, 2), (by_folder, 3)):
        for key, learners in sorted(groups.items()):
            if len(learners) >= fewest:
                lesson = key if isinstance(key, str) else key[0]
                return SEVERAL.format(names=listed(list(learners.values())), lesson=lesson)
    return ""


def same(name: str) -> str:
    """Return what two ways to write a name have in common."""
    return unicodedata.normalize("NFC", name).casefold()


def listed(names: list[str]) -> str:
    """Return the first of the names in words."""
    shown = [*names[:3], *["others"] * (len(names) > 3)]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
