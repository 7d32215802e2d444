import os

import pytest

from .lab import Lab, Notebook, chromium, missing


@pytest.fixture(scope="session")
def browser():
    reason = missing()
    if reason and os.environ.get("CI"):  # there a browser is to be had, and these tests count
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory):
    with Lab(tmp_path_factory.mktemp("jupyterlab")) as started:
        yield started


@pytest.fixture
def open_notebook(browser, lab, request):
    """Return a function that opens a notebook with these cells; all end with the test.

    A path stands for a notebook that has been written; it `is_old` where another session ran it.
    """
    opened = []

    def open_cells(cells, path=None, is_old=True):
        name = f"notebook_{len(list(lab.folder.glob('*.ipynb')))}.ipynb"
        is_alone = path is not None and is_old
        opened.append(Notebook(browser, lab, path or lab.write(name, cells), is_alone=is_alone))
        return opened[-1]

    yield open_cells
    for notebook in opened:
        notebook.close()
    lab.end_kernels()
