"""python -m tests.benchmarks.latency [--rounds N] [--write]: from a key to the painted picture.

In a real JupyterLab, for each widget, beside two others: a slider that changes a line of words
and has no picture, which is the way to the kernel and back; and one that moves a path of 50 points
on a contour, which is the least that any picture takes. All take turns, key by key. Then each
slider is dragged, and each frame that the browser paints is looked at: is the picture a new one,
and is it there at all?
"""

import argparse
import statistics
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import measure, pages
from tests.browser.lab import Lab, Notebook, chromium, missing

FLOOR, LEAST = "no picture", "the least picture"
IMPORTS = """
import numpy as np
from nnlib.plots import new_figure
from nnlib.widgets import *
from nnlib.widgets.controls import slider
from nnlib.widgets.live import live
from nnlib.widgets.picture import Picture

def least():
    figure, axes = new_figure()
    side, steps = np.linspace(-1, 1, 50), np.arange(50)
    axes.contour(side, side, np.add.outer(side**2, side**2))
    (path,) = axes.plot([], [], "o-")

    def draw(rate):
        path.set_data((1 - rate) ** steps, (1 - rate / 5) ** steps)
        return f"rate is {rate:.4g}."

    return live(draw, Picture(figure, [path], "A path."), rate=slider(0, 1, 0.5, label="rate"))
"""
FINE, COARSE = 60, 15  # steps of the mouse from stop to stop: a new place of the slider at each
WIDGETS = {  # a cell for each, the label of the slider that is moved, and the mouse's steps
    FLOOR: (
        'live(lambda x: f"x is {x:.4g}.", None, x=slider(0, 1, 0.5, label="bare"))',
        "bare",
        FINE,
    ),
    LEAST: ("least()", "rate", FINE),
    "explore_descent_2d": ("explore_descent_2d(n_steps=50)", "learning rate", FINE),
    "explore_slope": ("explore_slope(x=1)", "nudge h", FINE),
    "explore_training": ("explore_training()", "weight", FINE),
    "explore_network": ("explore_network(step=20)", "step", COARSE),
}
LOOK = """
() => {
  window.areas = [...document.querySelectorAll(".jp-OutputArea")].filter(
    (area) => area.querySelector(".nnlib-words"));
  window.picture = (area) => area.querySelector(".nnlib-stage svg") ?? area.querySelector("img");
  window.seen = (area) => {
    const found = window.picture(area);
    return found?.src ?? found?.outerHTML ?? area.querySelector(".nnlib-words").innerText;
  };
}
"""
KEEP = """
() => {  // what is scrolled out of sight stays in the page
  const content = window.jupyterapp.shell.currentWidget.content;
  content.notebookConfig = { ...content.notebookConfig, windowingMode: "none" };
}
"""
LISTEN = """
() => {
  window.begin = 0;
  window.times = areas.map(() => []);
  document.addEventListener("keydown", () => { window.begin = performance.now(); }, true);
  areas.forEach((area, n) => {
    let last = seen(area);
    new MutationObserver(async () => {
      const now = seen(area);
      if (now === last) return;
      last = now;
      await picture(area)?.decode?.();
      requestAnimationFrame(() => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => window.times[n].push(performance.now() - window.begin);
        painted.port2.postMessage(0);
      });
    }).observe(area, { childList: true, subtree: true, characterData: true });
  });
}
"""
WATCH = """
(n) => {
  const watch = { frames: 0, blank: 0, pictures: 0, begin: performance.now(), on: true };
  let last = null;
  const look = () => {
    if (!watch.on) return;
    const image = picture(areas[n]);
    const now = seen(areas[n]);
    watch.frames += 1;
    const drawn = image?.tagName === "svg" ? image.childElementCount
      : image?.complete && image.naturalWidth;
    watch.blank += n && !drawn ? 1 : 0;
    watch.pictures += now !== last ? 1 : 0;
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  window.watch = watch;
}
"""
STOP = "() => { watch.on = false; watch.seconds = (performance.now() - watch.begin) / 1000; }"


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.latency")
    parser.add_argument("--rounds", type=int, default=60, help="how many keys for each widget")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    options = parser.parse_args()
    if missing():
        sys.exit(missing())
    with (
        tempfile.TemporaryDirectory() as folder,
        Lab(Path(folder), transport="tcp") as lab,
        chromium() as browser,
    ):
        cells = [IMPORTS, *(cell for cell, _, _ in WIDGETS.values())]
        notebook = Notebook(browser, lab, lab.write("latency.ipynb", cells))
        notebook.page.set_viewport_size({"width": 1300, "height": 1000})  # as on a laptop
        notebook.page.evaluate(KEEP)
        notebook.run_all()
        notebook.page.wait_for_function(
            "(n) => document.querySelectorAll('.nnlib-words').length >= n", arg=len(WIDGETS)
        )
        times = press_keys(notebook, options.rounds)
        drags = [drag(notebook, n, *of) for n, (_, *of) in enumerate(WIDGETS.values())]
        versions = f"JupyterLab {version('jupyterlab')}, Chromium {browser.browser.version}"
        table = report(times, drags, options.rounds, versions)
        print(table)
        if options.write:
            pages.write("widgets", measure.Section(table))
        print(*notebook.errors, sep="\n", file=sys.stderr)
    return 0


def press_keys(notebook: Notebook, n_rounds: int) -> list[list[float]]:
    """Return the milliseconds from each key to the painted picture, for each widget."""
    notebook.page.evaluate(LOOK)
    notebook.page.evaluate(LISTEN)
    for n_round in range(n_rounds + 5):
        key = "ArrowRight" if n_round // 5 % 2 else "ArrowLeft"
        for n, (_, label, _) in enumerate(WIDGETS.values()):
            notebook.control(label, n + 1).focus()
            notebook.page.wait_for_timeout(150)  # until the page has come to rest
            before = len(notebook.page.evaluate("() => window.times")[n])
            notebook.page.keyboard.press(key)
            notebook.page.wait_for_function(
                "([n, before]) => window.times[n].length > before", arg=[n, before]
            )
    return [times[5:] for times in notebook.page.evaluate("() => window.times")]


def drag(notebook: Notebook, n: int, label: str, steps: int) -> dict[str, float]:
    """Return how many frames there were in a drag, how many without picture, how many pictures."""
    notebook.control(label, n + 1).scroll_into_view_if_needed()
    notebook.page.evaluate(WATCH, n)
    stops = [0.2, 0.8, 0.1, 0.6, 0.3, 0.7] * (FINE // steps)
    notebook.drag(label, stops, steps=steps, cell=n + 1)
    notebook.page.evaluate(STOP)
    return notebook.page.evaluate("() => window.watch")


def report(times: list[list[float]], drags: list[dict], n_rounds: int, versions: str) -> str:
    """Return the table as Markdown, and what it was measured with."""
    rows = {}
    for name, values, watch in zip(WIDGETS, times, drags, strict=True):
        rows[name] = {
            "median, ms": f"{statistics.median(values):.0f}",
            "95 of 100 within, ms": f"{statistics.quantiles(values, n=20)[-1]:.0f}",
            "new frames a second in a drag": f"{watch['pictures'] / watch['seconds']:.0f}",
            "blank frames": f"{watch['blank']} of {watch['frames']}",
        }
    words = f"{n_rounds} keys each, taking turns; {versions}."
    return f"{measure.markdown(rows, 'from a key to the picture')}\n\n{words}"


if __name__ == "__main__":
    sys.exit(main())
