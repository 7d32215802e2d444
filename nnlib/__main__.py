"""The command line of the course: python -m nnlib COMMAND.

progress       the map of the course, with what is done, tried and ahead
reset NAME     bring a pristine lesson back, and keep the old one under a dated name
build [NAME]   derive lessons/ from solutions/, all or those that are named (for authors)
gate           pass every answer of the catalogues through its check (for authors)
grade          mark a folder of notebooks whose code nobody trusts (for instructors)
merge          put the gradebooks of several markers together
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from nnlib.exercises import gate, progress
from nnlib.exercises.catalogue import exercise_names, find
from nnlib.exercises.progress import LESSONS

SOLUTIONS = LESSONS.parent / "solutions"


def main(arguments: list[str] | None = None) -> int:
    """Run one command, and return the exit code: 0 when all is well."""
    sys.stdout.reconfigure(errors="replace")  # an old console may lack a mark
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments[:1] in (["grade"], ["merge"]):
            from nnlib.grading import command  # what it needs, a learner's computer may not have

            return command.main(arguments)
        options = read(arguments)
        return COMMANDS[options.command](options)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1


def read(arguments: list[str] | None) -> argparse.Namespace:
    """Return the command and its options."""
    parser = argparse.ArgumentParser(
        prog="python -m nnlib", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("progress")
    reset = commands.add_parser("reset")
    reset.add_argument("name", help="the number of a lesson, such as 05")
    for name in ("grade", "merge"):
        commands.add_parser(name)  # see nnlib.grading.command
    gate_options = commands.add_parser("gate")
    gate_options.add_argument("--seeds", type=int, default=20, help="sets of random inputs")
    build = commands.add_parser("build")
    build.add_argument("--check", action="store_true", help="change nothing; fail on a difference")
    build.add_argument("--execute", action="store_true", help="run the solutions first")
    build.add_argument("names", nargs="*", help="which lessons, such as 05; without a name, all")
    return parser.parse_args(arguments)


def run_progress(options: argparse.Namespace) -> int:
    """Print the map of the course."""
    print(progress(LESSONS))
    return 0


def run_reset(options: argparse.Namespace) -> int:
    """Bring a lesson back as it was, and say where the old one is."""
    from nnlib import lesson_builder  # nbformat takes a second, and most commands do without

    target, kept = lesson_builder.reset(options.name, SOLUTIONS, LESSONS)
    print(f"{target.name} is as it was at first.")
    if kept:
        print(f"Your own is kept as {kept.relative_to(LESSONS.parent)}.")
    print("If it is open in JupyterLab, close its tab and open it again.")
    return 0


def run_build(options: argparse.Namespace) -> int:
    """Build the lessons, or check that they are built, and say what was found."""
    from nnlib import lesson_builder

    paths = lesson_builder.solutions_named(options.names, SOLUTIONS)
    if options.execute:
        for path in paths:
            print(f"running {path.name}")
            lesson_builder.execute(path)
    if options.check:
        return check_drift()
    changed = lesson_builder.build(SOLUTIONS, LESSONS, paths)
    print("built: " + (", ".join(changed) or "nothing to do"))
    return 0


def check_drift() -> int:
    """Print in what the lessons differ from what their solutions give; 0 when in nothing."""
    from nnlib import lesson_builder

    sentences = lesson_builder.drift(SOLUTIONS, LESSONS)
    print(*sentences or ["Each lesson is what its solution gives."], sep="\n")
    if sentences:
        print("To build them from the solutions: python -m nnlib build")
        print("To keep your own work in a lesson, first: python -m nnlib reset NN")
    return 1 if sentences else 0


def run_gate(options: argparse.Namespace) -> int:
    """Print every fault of the catalogues, and how much they hold; 0 when there is no fault."""
    names = exercise_names()
    exercises = [find(name) for name in names]
    with ProcessPoolExecutor() as pool:  # on all cores: there are thousands of answers
        found = pool.map(faults_of, names, repeat(options.seeds))
        faults = {fault for faults in found for fault in faults}
    print(*sorted(faults), sep="\n", end="\n" if faults else "")
    print(f"{gate.counts(exercises)}; {options.seeds} seeds; {len(faults) or 'no'} fault(s).")
    return 1 if faults else 0


def faults_of(name: str, n_seeds: int) -> list[str]:
    """Return the faults of one exercise."""
    return list(gate.faults(find(name), n_seeds))


COMMANDS = {"progress": run_progress, "reset": run_reset, "build": run_build, "gate": run_gate}


if __name__ == "__main__":
    sys.exit(main())
