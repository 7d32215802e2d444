"""What can be typed after python -m nnlib grade, and what it means."""

import argparse
import re
from pathlib import Path

EPILOG = """
The code in a notebook is run in a sandbox, which sees neither the right answers nor your files nor
a network. Where this machine can give no such sandbox, nothing is run; --doctor says why.

exit codes: 0 all marked, 1 not started, 2 wrong command, 3 some unreadable or missing,
4 some rows blank because the marker failed, 130 stopped by Ctrl-C
"""


def read(arguments: list[str]) -> argparse.Namespace:
    """Return the command and its options."""
    parser = argparse.ArgumentParser(prog="python -m nnlib")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    grade = commands.add_parser(
        "grade",
        description="Mark a folder of notebooks, and write a gradebook and pages.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    grade.set_defaults(command="grade")
    add_main_options(grade)
    add_sandbox_options(grade)
    add_scale_options(grade)
    merge = commands.add_parser("merge", description="Put gradebooks of shards together.")
    merge.set_defaults(command="merge", quiet=False, json=False)
    merge.add_argument("into", type=Path, help="the folder for the whole, as --into")
    merge.add_argument("parts", type=Path, nargs="+", help="folders or gradebooks of the shards")
    merge.add_argument("--attempts", choices=["last", "best"], default="last")
    options = parser.parse_args(arguments)
    if options.command == "grade" and options.column and options.fill is None:
        grade.error("argument --column: expected with --fill; it says which column of the export")
    return options


def add_main_options(parser: argparse.ArgumentParser) -> None:
    """Add what is marked, how it counts, and where the results go."""
    add = parser.add_argument
    add("submissions", type=Path, nargs="?", help="a folder of notebooks, or of learners' folders")
    add("--into", type=Path, help="the folder for gradebook and pages (default: NAME-marked)")
    add("--attempts", choices=["last", "best"], default="last", help="which of several counts")
    add("--lessons", type=lesson_list, default=[], help="what is due, as 05,09: adds missing rows")
    add("--fill", type=Path, metavar="CSV", help="an export of Canvas or Moodle to fill in")
    add("--column", action="append", default=[], type=column, metavar="05=NAME", help="of --fill")
    add("--regrade", action="store_true", help="mark again what is in the gradebook")
    add("--seed", type=int, help="for the random inputs (default: a new one for each gradebook)")
    add("--quiet", action="store_true", help="print nothing but troubles")
    add("--json", action="store_true", help="print a line of JSON for each that counts")


def add_sandbox_options(parser: argparse.ArgumentParser) -> None:
    """Add how notebooks are kept apart, and what each may use."""
    add = parser.add_argument
    add("--doctor", action="store_true", help="try the protections of this machine, and stop")
    add(
        "--level",
        choices=["isolated", "container", "confined"],
        help="take this protection or none",
    )
    add("--make-image", nargs="?", const="", metavar="BASE", help="build what a container needs")
    add("--unsafe", action="store_true", help="where no protection works, do without")
    add("--seconds", type=positive, default=60, help="for one notebook (default: 60)")
    add("--megabytes", type=positive, default=1024, help="for one notebook (default: 1024)")


def add_scale_options(parser: argparse.ArgumentParser) -> None:
    """Add how the work is shared out."""
    add = parser.add_argument
    add("--processes", type=positive, help="how many at once (default: one for each processor)")
    add("--scheduler", type=address, metavar="tcp://...", help="mark on this Dask cluster")
    add("--shard", type=shard, metavar="I/N", help="mark only one of N parts; see merge")


def lesson_list(text: str) -> list[str]:
    """Return the numbers in 05,09."""
    from nnlib.exercises.catalogue import lesson_numbers

    words = [word.strip() for word in text.split(",")]
    numbers, known = [word.zfill(2) for word in words if word], lesson_numbers()
    if not numbers:
        raise argparse.ArgumentTypeError(f"expected lessons such as 05,09; got {text!r}")
    if unknown := [number for number in numbers if number not in known]:
        raise argparse.ArgumentTypeError(f"expected lessons such as 05,09; got {unknown[0]!r}")
    return numbers


def column(text: str) -> tuple[str, str]:
    """Return the lesson and the name in 05=NAME."""
    lesson, _, name = text.partition("=")
    if not name:
        raise argparse.ArgumentTypeError(f"expected a column as 05=NAME; got {text!r}")
    return lesson_list(lesson)[0], name


def positive(text: str) -> int:
    """Return a whole number above 0."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"expected a whole number above 0; got {text!r}")
    return int(text)


def address(text: str) -> str:
    """Return the address of a scheduler, which has a port."""
    if not re.fullmatch(r"((tcp|tls|ucx|wss?)://)?[^/]+:\d+|inproc://.+", text):
        raise argparse.ArgumentTypeError(
            f"expected an address with its port, such as tcp://127.0.0.1:8786; got {text!r}"
        )
    return text


def shard(text: str) -> tuple[int, int]:
    """Return the two numbers in 2/10."""
    part, _, whole = text.partition("/")
    if not (part.isdecimal() and whole.isdecimal() and 1 <= int(part) <= int(whole)):
        raise argparse.ArgumentTypeError(f"expected a part and a whole, such as 2/10; got {text!r}")
    return int(part), int(whole)
