"""Which cells an answer needs, and where it is asked for.

This runs inside of the sandbox: it parses code that nobody trusts, and decides nothing but which
cells of one notebook are run, in which order.
"""

import ast
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

BOUND = re.compile(r"^(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*(?::[^=]+)?=(?!=)", re.MULTILINE)
MAGIC = re.compile(r"^(\s*)(?:[%!].*|[\w.]+\?+|\?+[\w.]+)$", re.MULTILINE)
NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
TIMING = ("%%time", "%%timeit", "%%capture")  # these run the rest of their cell, others do not


@dataclass(frozen=True)
class Question:
    """An exercise, as a lesson asks for it.

    Attributes:
        exercise: its name, "05-backward".
        name: the variable that holds the answer, "backward".
        cell: the id of the cell in which it is to be written.
    """

    exercise: str
    name: str
    cell: str


@dataclass(frozen=True)
class CodeCell:
    """A code cell, and what can be told of it without running it, found out when it is asked for.

    Attributes:
        id: as the notebook has it, or "".
        source: the code, without IPython's magic lines.
    """

    id: str
    source: str

    @cached_property
    def tree(self) -> ast.Module | None:
        """The code as a tree; None where it is not Python."""
        return parse(self.source)

    @cached_property
    def table(self) -> symtable.SymbolTable | None:
        """The names in the code; None where it is not Python."""
        try:
            return symtable.symtable(self.source, "cell", "exec")
        except NOT_PYTHON:
            return None

    @cached_property
    def binds(self) -> frozenset[str]:
        """Names that it gives a value to."""
        if self.table is None:
            return frozenset(a or b for a, b in BOUND.findall(self.source))
        symbols = self.table.get_symbols()
        return self.imports | {symbol.get_name() for symbol in symbols if symbol.is_assigned()}

    @cached_property
    def imports(self) -> frozenset[str]:
        """Names that it imports."""
        symbols = self.table.get_symbols() if self.table else []
        return frozenset(symbol.get_name() for symbol in symbols if symbol.is_imported())

    @cached_property
    def uses(self) -> frozenset[str]:
        """Names that it looks up outside of functions, its own or those of other cells."""
        return frozenset(global_names(self.table) if self.table else ())

    @cached_property
    def changed(self) -> frozenset[str]:
        """Names whose value it changes in place."""
        return frozenset(changed_names(self.tree) if self.tree else ())

    def changes(self, name: str) -> bool:
        """Return whether it changes the value of this name in place."""
        return name in self.source and name in self.changed  # to look at the text is quicker

    @cached_property
    def checks(self) -> dict[str, str]:
        """For each exercise that it checks, the variable that it hands over."""
        return dict(checks_in(self.tree)) if "check" in self.source and self.tree else {}

    @cached_property
    def imports_all(self) -> bool:
        """Whether it has a `from ... import *`."""
        has_star = "*" in self.source and "import" in self.source and self.tree
        return bool(has_star) and any(map(is_star, ast.walk(self.tree)))


@dataclass(frozen=True)
class Place:
    """Where the answer to a question stands.

    Attributes:
        question: which one.
        name: the variable that holds it; a learner may have chosen another.
        cell: the number of the cell that gives it its value.
        probe: the number of the cell after which it is asked for.
    """

    question: Question
    name: str
    cell: int
    probe: int


def read_cell(cell_id: str, source: str) -> CodeCell:
    """Return a cell, as plain Python where that is possible."""
    cell = CodeCell(cell_id, source)
    if cell.table is None:
        plain = CodeCell(cell_id, without_magic(source))
        return cell if plain.table is None else plain
    return cell


def parse(source: str) -> ast.Module | None:
    """Return the tree of the code, or None where it is not Python."""
    try:
        return ast.parse(source)
    except NOT_PYTHON:
        return None


def without_magic(source: str) -> str:
    """Return the code without IPython's lines such as %timeit, !pip or np.dot?"""
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        source = rest if first.split()[0] in TIMING else ""
    return MAGIC.sub(r"\1pass", source)


def global_names(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield each name that the code, or a function in it, looks up outside of functions."""
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from global_names(child)


def changed_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names of what the code changes in place: x[0] = 1, x.value = 1, x.append(1)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign):
            targets = [node.target]
        elif isinstance(node, ast.Assign | ast.Delete):
            targets = [part for part in node.targets if not isinstance(part, ast.Name)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            targets = [node.func]
        else:
            continue
        yield from filter(None, map(root_name, targets))


def root_name(node: ast.AST) -> str:
    """Return the name that an expression such as x.values[0] begins with, or nothing."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def checks_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the exercise of each call of `check`, and the variable that it is given, or ""."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        exercise = node.args[0]
        if called == "check" and isinstance(exercise, ast.Constant):
            answer = node.args[1] if len(node.args) > 1 else None
            yield str(exercise.value), answer.id if isinstance(answer, ast.Name) else ""


def is_star(node: ast.AST) -> bool:
    """Return whether this is a `from ... import *`."""
    return isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)


def locate(question: Question, cells: list[CodeCell], questions: list[Question]) -> Place | None:
    """Return where the answer to a question stands, or None where there is none.

    That is the cell that gave the variable its value when the learner checked it; where the check
    is gone, the cell that the lesson has for it, or the last that binds the name.
    """
    asked = [n for n, cell in enumerate(cells) if question.exercise in cell.checks]
    check = asked[-1] if asked else None
    name = cells[check].checks[question.exercise] if asked else ""
    if not any(name in cell.binds for cell in cells):
        name = question.name
    binders = [n for n, cell in enumerate(cells) if name in cell.binds]
    own = [n for n in binders if cells[n].id == question.cell]
    if sum(other.name == name for other in questions) > 1:
        others = {other.cell for other in questions} - {question.cell}
        binders = [n for n in binders if cells[n].id not in others]
        binders = binders if check is not None or own else []
    before = [n for n in binders if check is None or n < check]
    if own and not (before and before[-1] > own[-1]):
        before = own
    found = before or binders or [n for n, cell in enumerate(cells) if cell.id == question.cell]
    if not found:
        return None
    return Place(question, name, found[-1], max(found[-1], -1 if check is None else check))


def needed_cells(place: Place, cells: list[CodeCell]) -> set[int]:
    """Return the numbers of the cells that have to run before an answer can be asked for."""
    modules = frozenset().union(*(cell.imports for cell in cells))
    needed, open_cells = set(), [place.cell]
    open_cells += [n for n in range(place.probe) if cells[n].imports_all]
    while open_cells:
        number = open_cells.pop()
        if number in needed:
            continue
        needed.add(number)
        for name in cells[number].uses:
            end = place.probe if number == place.cell else number
            open_cells += sources_of(name, cells[:end], modules)
    return needed


def sources_of(name: str, cells: list[CodeCell], modules: frozenset[str]) -> list[int]:
    """Return the numbers of the last cell that binds a name, and of those that change it then."""
    binders = [n for n, cell in enumerate(cells) if name in cell.binds]
    if not binders:
        return []
    last = binders[-1]
    # x += 1 needs the x before it
    earlier = sources_of(name, cells[:last], modules) if cells[last].changes(name) else []
    changers = [] if name in modules else range(last + 1, len(cells))
    return [*earlier, last, *(n for n in changers if cells[n].changes(name))]
