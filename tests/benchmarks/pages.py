"""Where the results stand: each part between two marks of its own, in README.md or MARKING.md."""

from pathlib import Path

from tests.benchmarks.measure import Section

ROOT = Path(__file__).resolve().parents[2]


def write(name: str, section: Section) -> None:
    """Put a part's text between its two marks in its page, and its pictures beside the others."""
    path = ROOT / page_of(name)
    text = with_section(path.read_text(encoding="utf-8"), name, section.text)
    path.write_text(text, encoding="utf-8", newline="\n")
    for file_name, content in section.pictures.items():
        (ROOT / "pictures" / file_name).write_bytes(content)


def page_of(name: str) -> str:
    """Return the page that a part's tables stand in."""
    return "MARKING.md" if name == "marking" else "README.md"


def with_section(page: str, name: str, text: str) -> str:
    """Return the page with this text between the two marks of the part.

    Raises:
        ValueError: when the page has no such marks.
    """
    begin, end = marks(name)
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"Expected the marks {begin} and {end} in README.md. Put them back.")
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def marks(name: str) -> tuple[str, str]:
    """Return what stands before and after the text of a part."""
    return f"<!-- {name}: made by tests/benchmarks -->", f"<!-- end of {name} -->"
