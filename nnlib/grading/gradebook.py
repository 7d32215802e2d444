"""The gradebook: one row for each attempt, in one SQLite file that survives being killed.

Each record is committed as it comes. Whoever starts again with the same file goes on where it
stopped, and ends with the same rows: the seed stands in the file, and the inputs of each notebook
come from it.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from nnlib.grading.records import Mark, Record, Status

FORMAT = 1
TABLES = """
create table if not exists settings (name text primary key, value text not null);
create table if not exists attempts (
    id integer primary key,
    learner text not null,
    file text not null,
    notebook text not null,
    catalogue text not null,
    lesson text not null,
    status text not null,
    sentence text not null,
    points integer,
    n_exercises integer,
    handed_in real not null,
    seed integer not null,
    level text not null,
    seconds real not null,
    cpu_seconds real not null,
    megabytes real not null,
    unique (learner, file, notebook, catalogue)
);
create table if not exists marks (
    attempt integer not null references attempts (id) on delete cascade,
    place integer not null,
    exercise text not null,
    outcome text not null,
    mistake integer,
    points integer not null,
    text text not null,
    details text not null,
    source text not null,
    primary key (attempt, place)
);
"""
ATTEMPT = ("learner", "file", "notebook", "catalogue", "lesson", "status", "sentence", "points")
ATTEMPT += ("n_exercises", "handed_in", "seed", "level", "seconds", "cpu_seconds", "megabytes")
MARK = ("exercise", "outcome", "mistake", "points", "text", "details", "source")
IN_USE = (
    "Expected {path} to be free; another marker writes to it. Wait for that one to end, or choose"
    " another folder with --into."
)
NOT_OURS = (
    "Expected {path} to be a gradebook; it is a file of another kind. Choose another folder"
    " with --into."
)


class GradebookError(ValueError):
    """A gradebook that cannot be used; the message says why, and what to do."""


class Gradebook:
    """The records of one assignment. Only one marker at a time writes to it.

    Args:
        path: the file; it is made where there is none.

    Raises:
        GradebookError: for a file that is none, or that another marker has open.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.parent.is_dir():
            raise GradebookError(f"Expected a folder for {path}; there is no {path.parent}.")
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=1)
        try:
            self.connection.execute("pragma locking_mode = exclusive")
            self.connection.execute("pragma journal_mode = wal")
            self.connection.execute("pragma synchronous = normal")
            self.connection.execute("pragma foreign_keys = on")
            self.connection.execute("begin immediate")
            for statement in TABLES.split(";"):
                self.connection.execute(statement)
            self.connection.execute("commit")
        except sqlite3.OperationalError as error:
            self.connection.close()
            raise GradebookError(f"{IN_USE.format(path=path)} ({error})") from None
        except sqlite3.DatabaseError:
            self.connection.close()
            raise GradebookError(NOT_OURS.format(path=path)) from None
        found = self.setting("format", str(FORMAT))
        if found != str(FORMAT):
            self.close()
            raise GradebookError(f"Expected a gradebook of format {FORMAT}; got {found}.")

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what is left to the file, and let it go."""
        self.connection.close()

    def setting(self, name: str, default: str) -> str:
        """Return a setting; where there is none yet, the default is written down and returned."""
        self.connection.execute("insert or ignore into settings values (?, ?)", (name, default))
        row = self.connection.execute("select value from settings where name = ?", (name,))
        return row.fetchone()[0]

    def seed(self, wanted: int | None = None) -> int:
        """Return the seed of this gradebook, from which all inputs are made.

        Raises:
            GradebookError: where another one is wanted than the gradebook has.
        """
        seed = int(self.setting("seed", str(secrets.randbits(48) if wanted is None else wanted)))
        if wanted not in (None, seed):
            raise GradebookError(
                f"Expected the seed of this gradebook, {seed}; got {wanted}. Leave --seed out, or"
                " choose another folder with --into."
            )
        return seed

    def add(self, record: Record) -> None:
        """Write a record down; one of the same notebook under the same catalogue gives way."""
        row = {name: getattr(record, name, None) for name in ATTEMPT}
        row["n_exercises"] = len(record.marks) or None
        run = self.connection.execute
        run("begin immediate")
        try:
            run(
                "delete from attempts where learner = ? and file = ? and notebook = ?"
                " and catalogue = ?",
                (record.learner, record.file, record.notebook, record.catalogue),
            )
            number = run(inserting("attempts", ATTEMPT), list(row.values())).lastrowid
            for place, mark in enumerate(record.marks):
                values = [getattr(mark, name) for name in MARK]
                run(inserting("marks", ("attempt", "place", *MARK)), [number, place, *values])
            run("commit")
        except BaseException:
            run("rollback")
            raise

    def has(self, learner: str, file: str, notebook: str, catalogue: str) -> bool:
        """Return whether this notebook has been dealt with, under this catalogue, for good."""
        row = self.connection.execute(
            "select status from attempts where learner = ? and file = ? and notebook = ?"
            " and catalogue = ?",
            (learner, file, notebook, catalogue),
        ).fetchone()
        return row is not None and row[0] != Status.FAULT

    def texts(self, learner: str, file: str, notebook: str, catalogue: str) -> list[str]:
        """Return what is said of the exercises of a notebook that could not run."""
        rows = self.connection.execute(
            "select text from marks join attempts on attempt = id where learner = ? and file = ?"
            " and notebook = ? and catalogue = ? and outcome = 'could not run'",
            (learner, file, notebook, catalogue),
        )
        return [text for (text,) in rows]

    def drop(self, learner: str, status: Status) -> None:
        """Forget a learner's rows of one status."""
        self.connection.execute(
            "delete from attempts where learner = ? and status = ?", (learner, str(status))
        )

    def count(self) -> int:
        """Return how many records there are, under all catalogues."""
        return self.connection.execute("select count(*) from attempts").fetchone()[0]

    def records(self, catalogue: str | None = None) -> Iterator[Record]:
        """Yield every record, in the order of learners and files.

        Args:
            catalogue: only those marked by this one; None for all.
        """
        names = ", ".join(["id", *ATTEMPT])
        rows = self.connection.execute(
            f"select {names} from attempts where catalogue = ? or ? is null"
            " order by learner, file, notebook, catalogue",
            (catalogue, catalogue),
        ).fetchall()
        for number, *values in rows:
            known = dict(zip(ATTEMPT, values, strict=True))
            del known["points"], known["n_exercises"]
            known["status"] = Status(known["status"])
            yield Record(**known, marks=tuple(self.marks(number)))

    def marks(self, attempt: int) -> Iterator[Mark]:
        """Yield the marks of an attempt."""
        rows = self.connection.execute(
            f"select {', '.join(MARK)} from marks where attempt = ? order by place", (attempt,)
        )
        for row in rows:
            known = dict(zip(MARK, row, strict=True))
            del known["points"]
            yield Mark(**known)

    def merge(self, other: Path) -> list[Record]:
        """Take in the records of another gradebook, and return them.

        Raises:
            GradebookError: for a file that is no gradebook.
        """
        if not other.is_file():
            raise GradebookError(f"Expected a gradebook; there is no file {other}.")
        with Gradebook(other) as part:
            records = list(part.records())
        for record in records:
            self.add(record)
        return records


def inserting(table: str, names: tuple[str, ...]) -> str:
    """Return the statement that adds a row with these columns."""
    marks = ", ".join("?" * len(names))
    return f"insert into {table} ({', '.join(names)}) values ({marks})"


def as_json(record: Record) -> str:
    """Return a record as a line of JSON, with its points."""
    return json.dumps({**asdict(record), "points": record.points}, ensure_ascii=False)
