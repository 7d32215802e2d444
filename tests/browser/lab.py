"""A JupyterLab of our own on the loopback address, and a notebook in it, open in a browser."""

import base64
import contextlib
import importlib.util
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMIUM_OPTIONS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 120  # seconds: two browsers on two busy cores begin slowly
PROMPTS = """[...window.jupyterapp.shell.currentWidget.content.model.cells].map(
    (cell) => cell.executionCount ?? null)"""
NOISE = (  # what JupyterLab itself complains of when all is well
    "the server responded with a status of 404",
    "the server responded with a status of 403",
    "Failed to load resource",
)


def missing() -> str:
    """Return what is missing to run these tests, "" where nothing is."""
    for package in ("playwright", "axe_playwright_python"):
        if importlib.util.find_spec(package) is None:
            name = package.replace("_", "-")
            return f"The package {name} is not installed: pip install {name}"
    if not Path(CHROMIUM).exists():
        return f"There is no browser at {CHROMIUM}: install chromium, or set CHROMIUM to its path"
    return ""


@contextlib.contextmanager
def chromium() -> Iterator:
    """Start a browser, and end it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        try:
            yield browser.new_context(viewport={"width": 1200, "height": 1400})
        finally:
            browser.close()


def expect(locator):
    """Return Playwright's assertions on a part of the page, which wait until they hold."""
    from playwright.sync_api import expect

    expect.set_options(timeout=1000 * PATIENCE)
    return expect(locator)


class Lab:
    """A JupyterLab on a folder: `with Lab(folder) as lab`.

    Args:
        folder: where its notebooks and its settings go.
        transport: how it talks to its kernels. A kernel is told its ports before it opens them;
            while many programs start, another may take one of them, and the kernel dies. Sockets
            in a folder ("ipc") are nobody else's. "tcp" is what JupyterLab does by itself.
    """

    def __init__(self, folder: Path, transport: str = "ipc"):
        self.folder, self.token = folder / "notebooks", secrets.token_hex(16)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settings = folder / "settings"
        write_setting(
            self.settings, "notification", {"fetchNews": "false", "checkForUpdates": False}
        )
        self.environment = {**os.environ, "JUPYTER_TOKEN": self.token, "PYTHONWARNINGS": "default"}
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
            self.environment[name] = str(folder / name.lower())
        self.transport = transport
        self.runtime = tempfile.TemporaryDirectory(prefix="lab")  # short, as a socket's path is
        self.environment["JUPYTER_RUNTIME_DIR"] = self.runtime.name
        self.environment["JUPYTERLAB_SETTINGS_DIR"] = str(self.settings)
        self.environment["JUPYTERLAB_WORKSPACES_DIR"] = str(folder / "workspaces")

    def __enter__(self) -> "Lab":
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
        self.log = open(self.folder.parent / "jupyterlab.log", "wb")
        self.process = subprocess.Popen(
            self.command(), env=self.environment, stdout=self.log, stderr=self.log
        )
        self.wait_until_ready()
        return self

    def __exit__(self, *_) -> None:
        self.end_kernels()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.runtime.cleanup()

    def command(self) -> list[str]:
        """Return the command that starts it."""
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        return [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"),
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}"),
            *("--ServerApp.port_retries=0", f"--ServerApp.root_dir={self.folder}"),
            f"--KernelManager.transport={self.transport}",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            *(["--allow-root"] if is_root else []),
        ]

    def wait_until_ready(self) -> None:
        """Return when it answers; raise RuntimeError with its last words where it does not."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                self.ask("api/status")
                return
            time.sleep(0.1)
        words = (self.folder.parent / "jupyterlab.log").read_text(encoding="utf-8")[-2000:]
        raise RuntimeError(f"JupyterLab was to answer at port {self.port}, but did not:\n{words}")

    def ask(self, path: str, method: str = "GET", timeout: float = 10):
        """Return what its server answers."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            method=method,
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return json.loads(answer.read() or "null")

    def end_kernels(self) -> None:
        """End every kernel, so that no test finds what another has left."""
        for session in self.ask("api/sessions"):
            try:
                self.ask(f"api/sessions/{session['id']}", "DELETE", PATIENCE)
            except urllib.error.HTTPError as error:
                if error.code != 404:  # it may have ended by itself
                    raise

    def write(self, name: str, cells: list[str]) -> Path:
        """Write a notebook with these cells of code; return its path."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        path = self.folder / name
        nbformat.write(notebook, path)
        return path


def write_setting(folder: Path, name: str, content: dict) -> None:
    """Write a setting of JupyterLab as a user would have made it."""
    path = folder / "@jupyterlab" / "apputils-extension" / f"{name}.jupyterlab-settings"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def open_lab(browser, lab: Lab):
    """Return a page with JupyterLab on it."""
    page = browser.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(f"http://127.0.0.1:{lab.port}/lab?reset&token={lab.token}")
    page.wait_for_selector(".jp-Launcher")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    return page


class Notebook:
    """A notebook that is open in the browser, and what a learner does with it.

    Attributes:
        page: Playwright's page, for all that has no name here. Notebooks share one, since to load
            JupyterLab takes seconds; one that `is_alone` has another. A notebook from an earlier
            session needs it: JupyterLab misses its widgets late, and complains to whoever is there.
        errors: what the browser's console called an error.
    """

    def __init__(self, browser, lab: Lab, path: Path, is_alone: bool = False):
        self.lab, self.path, self.errors = lab, path, []
        self.is_open, self.is_alone = True, is_alone
        self.page = browser.pages[0] if browser.pages and not is_alone else open_lab(browser, lab)
        self.page.wait_for_timeout(0)  # what an earlier notebook complained of is heard here
        self.listeners = {"console": self.hear, "pageerror": self.hear_exception}
        for event, listener in self.listeners.items():
            self.page.on(event, listener)
        self.command("docmanager:open", path=path.name)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.wait_until_idle()

    def hear_exception(self, error) -> None:
        """Remember an exception that nobody has caught."""
        self.errors.append(str(error))

    def hear(self, message) -> None:
        """Remember what the console calls an error, unless it is JupyterLab's usual noise."""
        if message.type == "error" and not any(noise in message.text for noise in NOISE):
            self.errors.append(message.text)

    def command(self, name: str, **arguments) -> None:
        """Carry out one of JupyterLab's commands."""
        script = "([name, args]) => window.jupyterapp.commands.execute(name, args).then(() => {})"
        self.page.evaluate(script, [name, arguments])

    def wait_until_idle(self) -> None:
        """Wait until there is a kernel and it has no cell to run.

        Once controls are moved, "idle" may be the answer to one of them: wait for prompts then.
        """
        self.page.wait_for_function(
            """() => {
                const context = window.jupyterapp?.shell.currentWidget?.sessionContext;
                const kernel = context?.session?.kernel;
                return kernel && kernel.status === "idle" && context.isReady;
            }"""
        )

    def run_all(self) -> None:
        """Run all cells, and wait until they are done."""
        before = self.prompts()
        self.start("notebook:run-all-cells")
        self.wait_for_prompts(before, range(len(before)))

    def run_cell(self, n: int) -> None:
        """Run the cell of this number, and wait until it is done."""
        before = self.prompts()
        self.start_cell(n)
        self.wait_for_prompts(before, [n])

    def start_cell(self, n: int) -> None:
        """Run the cell of this number, and do not wait."""
        script = "(n) => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = n }"
        self.page.evaluate(script, n)
        self.start("notebook:run-cell")

    def start(self, name: str) -> None:
        """Have one of JupyterLab's commands begin, and do not wait.

        Of a command that runs cells, JupyterLab may drop the promise although the cells run.
        """
        self.page.evaluate("(name) => { window.jupyterapp.commands.execute(name) }", name)

    def prompts(self) -> list[int | None]:
        """Return the number in front of each cell, None where it has not run or runs now."""
        return self.page.evaluate(f"() => {PROMPTS}")

    def wait_for_prompts(self, before: list[int | None], of_cells) -> None:
        """Wait until these cells have another number than before, and the kernel is idle."""
        self.page.wait_for_function(
            f"""([before, ofCells]) => {{
                const now = {PROMPTS};
                return ofCells.every((n) => now[n] !== null && now[n] !== before[n]);
            }}""",
            arg=[before, list(of_cells)],
        )
        self.wait_until_idle()

    def python(self, code: str) -> str:
        """Return what a line of code prints, run in the notebook's kernel."""
        return self.page.evaluate(
            """async (code) => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const future = kernel.requestExecute({ code, store_history: false });
                let text = "";
                future.onIOPub = ({ content }) => {
                    text += content.text ?? content.traceback?.join("\\n") ?? "";
                };
                await future.done;
                return text;
            }""",
            code,
        ).strip()

    def wait_for_python(self, condition: str) -> None:
        """Wait until this holds in the kernel: a control's last value may be on its way."""
        deadline = time.monotonic() + PATIENCE
        while self.python(f"print(bool({condition}))") != "True":
            if time.monotonic() > deadline:
                raise TimeoutError(f"{condition} was to become true.")
            self.page.wait_for_timeout(50)

    def wait_for_value(self, label: str, name: str) -> None:
        """Wait until the kernel has the value that a slider of `widget` shows."""
        shown = self.control(label).get_attribute("aria-valuetext")
        self.wait_for_python(f"float(format(widget.values[{name!r}], '.4g')) == {shown}")

    def theme(self, name: str) -> None:
        """Change to the "Light" or the "Dark" theme."""
        self.command("apputils:change-theme", theme=f"JupyterLab {name}")
        self.page.wait_for_function(
            "(name) => document.body.dataset.jpThemeName === `JupyterLab ${name}`"
            " && !document.querySelector('#jupyterlab-splash')",
            arg=name,
        )

    def control(self, label: str, cell: int | None = None):
        """Return the control with this label, where it is not the only one: in this cell."""
        place = self.page if cell is None else self.page.locator(".jp-Notebook .jp-Cell").nth(cell)
        return place.get_by_label(label, exact=True)

    def button(self, label: str):
        """Return the button with these words on it."""
        return self.page.locator(".jp-OutputArea").get_by_role("button", name=label, exact=True)

    def drag(
        self,
        label: str,
        stops: list[float],
        steps: int = 10,
        wait: float = 0,
        cell: int | None = None,
    ) -> None:
        """Drag a slider with the mouse from stop to stop, each a fraction of its width."""
        slider = self.control(label, cell)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        height, inside = box["y"] + box["height"] / 2, box["width"] - 16
        places = [box["x"] + 8 + stop * inside for stop in stops]
        self.page.mouse.move(places[0], height)
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(place, height, steps=steps)
            self.page.wait_for_timeout(1000 * wait)
        self.page.mouse.up()

    @property
    def text(self) -> str:
        """What the line of words under the controls says."""
        return self.page.locator(".nnlib-words").last.inner_text()

    def wait_for_widget(self) -> None:
        """Wait for the picture with its alternative text, and for every control."""
        self.page.wait_for_function(
            """() => {
                const all = (what) => [...document.querySelectorAll(`.jp-OutputArea ${what}`)];
                const [controls, pictures] = [all(".widget-hbox > *"), all("img")];
                return controls.length && controls.every((control) => control.childElementCount)
                    && pictures.length && pictures.every((picture) => picture.alt);
            }"""
        )

    def wait_for_text(self, words: str | re.Pattern) -> None:
        """Wait until a line of words has these in it."""
        self.page.locator(".nnlib-words", has_text=words).wait_for()

    @property
    def image(self):
        """The last picture on the page."""
        return self.page.locator(".jp-OutputArea-output img").last

    def picture(self) -> bytes:
        """Return the bytes of the last picture on the page."""
        return base64.b64decode(self.image.get_attribute("src").partition(",")[2])

    def wait_for_another(self, picture: bytes) -> bytes:
        """Wait until the last picture on the page is another one than this; return it."""
        self.wait_for_picture(picture, "!==")
        return self.picture()

    def wait_for_picture(self, picture: bytes, compared: str = "===") -> None:
        """Wait until the last picture on the page is this one."""
        last = "[...document.querySelectorAll('.jp-OutputArea-output img')].at(-1)?.src"
        self.page.wait_for_function(
            f"(other) => {last} {compared} other",
            arg="data:image/png;base64," + base64.b64encode(picture).decode(),
        )

    def axe(self) -> list[str]:
        """Return the serious and critical faults that axe finds in the outputs, in both themes."""
        from axe_playwright_python.sync_playwright import Axe

        faults = []
        for theme in ("Light", "Dark"):
            self.theme(theme)
            found = Axe().run(self.page, context=".jp-Cell-outputArea").response["violations"]
            faults += [
                f"{theme}: {fault['id']}: {fault['help']}: {node['html'][:200]}"
                for fault in found
                if fault["impact"] in ("serious", "critical")
                for node in fault["nodes"]
            ]
        return faults

    def save(self) -> None:
        """Save the notebook."""
        self.command("docmanager:save")

    def close(self) -> None:
        """Close the notebook without saving it, and leave the page as it was."""
        if not self.is_open:
            return
        self.is_open = False
        if self.is_alone:
            self.page.close()
            return
        self.theme("Light")
        self.page.evaluate(
            """() => {
                const notebook = window.jupyterapp.shell.currentWidget;
                notebook.context.model.dirty = false;  // else JupyterLab would ask
                notebook.close();
            }"""
        )
        self.page.wait_for_selector(".jp-Notebook", state="detached")
        for event, listener in self.listeners.items():
            self.page.remove_listener(event, listener)

    def screenshot(self, path: Path) -> None:
        """Keep what the learner sees."""
        self.page.screenshot(path=path)
