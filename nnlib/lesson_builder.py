"""From solutions/ to lessons/: the same notebooks, with the answers taken out.

A cell tagged `exercise` holds one region or more between `# BEGIN SOLUTION` and
`# END SOLUTION`. Inside a function a region becomes one `raise NotImplementedError`; at the top
level, where that would stop the notebook, each name that it assigns becomes `name = ...`. A
cell tagged `check` shows the verdict that an untouched exercise gets. Cells tagged
`solution-only` or `instructor` are left out. All else is the same, byte for byte.
"""

import ast
import copy
import difflib
import os
from datetime import datetime
from pathlib import Path

import nbformat

from nnlib.exercises.engine import untouched_verdict

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
LEFT_OUT = {"solution-only", "instructor"}


class BuildError(ValueError):
    """A solution notebook that no lesson can be derived from; names the notebook and the cell."""


def solutions_named(names: list[str], solutions: Path) -> list[Path]:
    """Return the solutions with these numbers or beginnings of names; all, where none is named.

    Raises:
        ValueError: when no solution, or more than one, begins like that.
    """
    return [solution_named(name, solutions) for name in names] or sorted(solutions.glob("*.ipynb"))


def solution_named(name: str, solutions: Path) -> Path:
    """Return the one solution with this number, "5" or "05", or this beginning of its name."""
    paths = sorted(solutions.glob("*.ipynb"))
    wanted = name.zfill(2) if name.isdecimal() else name
    fitting = [path for path in paths if wanted and path.name.startswith(wanted)]
    if len(fitting) != 1:
        names = ", ".join(path.name for path in paths)
        raise ValueError(f"Expected the number of one lesson; got {name!r}. There are: {names}.")
    return fitting[0]


def build(solutions: Path, lessons: Path, paths: list[Path] | None = None) -> list[str]:
    """Write the lesson of each solution, and return the names of those that changed.

    Args:
        solutions: the folder that lessons are derived from.
        lessons: the folder to write into.
        paths: only these solutions; None for all.
    """
    lessons.mkdir(exist_ok=True)
    changed = []
    for path in sorted(solutions.glob("*.ipynb")) if paths is None else paths:
        text, target = lesson_text(path), lessons / path.name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path.name)
    return changed


def drift(solutions: Path, lessons: Path) -> list[str]:
    """Return a sentence for each lesson that is not what its solution gives: none is good."""
    wanted = {path.name: lesson_text(path) for path in sorted(solutions.glob("*.ipynb"))}
    found = {path.name: path.read_text(encoding="utf-8") for path in lessons.glob("*.ipynb")}
    sentences = [f"{name}: a lesson without a solution" for name in sorted(found - wanted.keys())]
    for name, text in wanted.items():
        if found.get(name) != text:
            sentences.append(f"{name}: {first_difference(found.get(name), text)}")
    return sentences


def first_difference(found: str | None, wanted: str) -> str:
    """Return the first line in which a lesson differs from what its solution gives."""
    if found is None:
        return "the lesson is missing"
    lines = difflib.unified_diff(found.splitlines(), wanted.splitlines(), "lesson", "built", n=0)
    changes = [line for line in list(lines)[3:] if line[0] in "+-"]
    return f"the lesson differs, first at {changes[0][:100]!r}" if changes else "line ends differ"


def lesson_text(path: Path) -> str:
    """Return the lesson of a solution notebook, as the text of a notebook file."""
    notebook = nbformat.read(path, as_version=4)
    return nbformat.writes(lesson_of(notebook, path.name)) + "\n"


def lesson_of(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    """Return the lesson of a solution: a new notebook, without an answer in it."""
    lesson = copy.deepcopy(notebook)
    lesson.cells = [
        lesson_cell(cell, f"{name}, cell {cell.id!r}")
        for cell in lesson.cells
        if not LEFT_OUT & set(cell.metadata.get("tags", []))
    ]
    return lesson


def lesson_cell(cell: nbformat.NotebookNode, place: str) -> nbformat.NotebookNode:
    """Return the cell as a lesson shows it."""
    tags = cell.metadata.get("tags", [])
    has_region = BEGIN in cell.source or END in cell.source
    if has_region and not (cell.cell_type == "code" and "exercise" in tags):
        raise BuildError(f"{place}: a solution region, in a cell not tagged `exercise`. Tag it.")
    if "exercise" in tags:
        if not has_region:
            raise BuildError(f"{place}: tagged `exercise`, without {BEGIN}. Mark the answer.")
        if cell.outputs:
            raise BuildError(f"{place}: an exercise cell shows something. Move that to the check.")
        cell.source = without_answers(cell.source, place)
    if "check" in tags:
        cell.outputs = [untouched_output(cell, place)]
    return cell


def without_answers(source: str, place: str) -> str:
    """Return the source with each region put back to what a learner starts from."""
    kept, region, indent = [], None, ""
    for line in source.split("\n"):
        mark = line.strip()
        if mark == BEGIN:
            if region is not None:
                raise BuildError(f"{place}: {BEGIN} inside a region. Close the first one before.")
            region, indent = [], line[: len(line) - len(line.lstrip())]
        elif mark == END:
            if region is None:
                raise BuildError(f"{place}: {END} without {BEGIN}.")
            kept += stub(region, indent, place)
            region = None
        elif BEGIN in mark or END in mark:
            raise BuildError(f"{place}: {mark!r}. A mark stands alone on its line.")
        else:
            (kept if region is None else region).append(line)
    if region is not None:
        raise BuildError(f"{place}: {BEGIN} without {END}. Close the region.")
    return "\n".join(kept)


def stub(region: list[str], indent: str, place: str) -> list[str]:
    """Return the lines that stand in a lesson in the place of a region."""
    if indent:
        return [f"{indent}raise NotImplementedError"]
    statements = ast.parse("\n".join(region)).body
    if not statements or not all(isinstance(statement, ast.Assign) for statement in statements):
        raise BuildError(f"{place}: a region outside a function may only assign names.")
    return [f"{ast.unparse(statement.targets[0])} = ..." for statement in statements]


def untouched_output(cell: nbformat.NotebookNode, place: str) -> nbformat.NotebookNode:
    """Return the output of a check cell whose exercise nobody has touched yet."""
    call = ast.parse(cell.source).body[-1]
    try:
        name = ast.literal_eval(call.value.args[0])
        verdict = untouched_verdict(name)
    except (AttributeError, IndexError, ValueError) as error:
        raise BuildError(f'{place}: its last line is not check("name", answer): {error}') from error
    data = verdict._repr_mimebundle_()
    count = cell.execution_count
    return nbformat.v4.new_output("execute_result", data, execution_count=count)


def reset(name: str, solutions: Path, lessons: Path) -> tuple[Path, Path | None]:
    """Put a pristine lesson in place, and return its path and where the old one is kept.

    Args:
        name: the lesson's number or the beginning of its name: "5", "05", "05_backpropagation".
        solutions: the folder that lessons are derived from.
        lessons: the folder to put it into; old ones go to the folder `old` in it.

    Raises:
        ValueError: when no lesson, or more than one, begins like that.
    """
    solution = solution_named(name, solutions)
    target, kept = lessons / solution.name, None
    text = lesson_text(solution)  # before the old one is moved
    if target.exists():
        stamp = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
        kept = lessons / "old" / f"{target.stem}_{stamp}.ipynb"
        kept.parent.mkdir(exist_ok=True)
        while kept.exists():
            kept = kept.with_stem(kept.stem + "_again")
        os.replace(target, kept)
    target.write_text(text, encoding="utf-8", newline="\n")
    return target, kept


def execute(path: Path) -> None:
    """Run a solution notebook from top to bottom in a fresh kernel, and keep its outputs."""
    from nbclient import NotebookClient  # in the `test` extra: only authors execute

    os.environ["TQDM_DISABLE"] = "1"  # a progress bar differs each time
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, resources=resources, record_timing=False, timeout=300).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = joined_streams(cell.outputs)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def joined_streams(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return the outputs, neighbouring prints in one piece: where a kernel cuts them is chance."""
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined
