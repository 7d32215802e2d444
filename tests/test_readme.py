import re
import subprocess
import sys

from nnlib.exercises.catalogue import exercises_of
from nnlib.lesson_builder import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_prints_what_it_says():
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    said = re.search(r"It prints `(.*?)`", README).group(1)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == said


def test_every_file_that_is_linked_is_there():
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_map_shows_every_lesson_with_its_number_of_exercises():
    rows = re.findall(r"^\| (\d\d) \[.*\| (\d+) \|$", README, re.MULTILINE)
    lessons = sorted(path.name[:2] for path in (ROOT / "lessons").glob("*.ipynb"))
    assert [number for number, _ in rows] == lessons
    assert [int(count) for _, count in rows] == [len(exercises_of(n)) for n in lessons]


def test_the_map_tells_the_minutes_that_each_lesson_states():
    rows = re.findall(r"^\| (\d\d) \[.*?\]\((.*?)\) \| .*? \| (\d+) \|", README, re.MULTILINE)
    assert rows
    for number, link, minutes in rows:
        stated = re.search(r"\*\*Minutes:\*\* (\d+)", (ROOT / link).read_text(encoding="utf-8"))
        assert (number, stated.group(1)) == (number, minutes)
