import io
import subprocess
import sys
import threading

import nbformat
import numpy as np
import pytest
import traitlets
from matplotlib.colors import ListedColormap
from nbclient import NotebookClient
from PIL import Image

from nnlib.plots import BLUE, VERMILLION, new_figure
from nnlib.widgets import controls, live, picture
from nnlib.widgets.controls import HERE, ControlError, button, choice, number, slider, toggle
from nnlib.widgets.kernel import end_former_widgets, guard_figures_of_others
from nnlib.widgets.picture import Ground, Picture
from nnlib.widgets.player import Player

NAN = float("nan")


def parabola(**more):
    """Return a widget that shows a point on a parabola, and counts how often it was drawn."""
    figure, axes = new_figure()
    axes.plot(np.arange(-3, 4), np.arange(-3, 4) ** 2, color=BLUE)
    (point,) = axes.plot([], [], "o", color=VERMILLION, ms=9)

    def draw(x, **others):
        draw.calls.append(x)
        point.set_data([x], [1 / x**2 if x < 0 else x**2])
        return f"x is {x:.4g}."

    draw.calls = []
    shown = live.live(draw, Picture(figure, [point], "A parabola."), x=slider(-3, 3, 1), **more)
    draw.calls.clear()
    return shown


class Kernel:
    """A kernel that keeps what it is asked to do later."""

    def __init__(self):
        self.io_loop, self.kernel = self, self
        self.later, self.cancelled, self.parent = [], [], {}

    def add_callback(self, callback):
        self.later.append(callback)

    def call_later(self, delay, callback):
        self.later.append(callback)
        return len(self.later)

    def remove_timeout(self, timer):
        self.cancelled.append(timer)

    def get_parent(self):
        return self.parent


@pytest.fixture
def kernel(monkeypatch):
    kernel = Kernel()
    monkeypatch.setattr("nnlib.widgets.kernel.get_ipython", lambda: kernel)
    monkeypatch.setattr("nnlib.widgets.kernel.shown", {})
    return kernel


def in_another_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()


# controls

EVERY = [
    (slider(-3, 3, 1, label="x"), [-3, 3, 0.5], [NAN, 4, -4, "1", None, True, float("inf"), [1]]),
    (slider(1e-15, 1, 0.1, log=True), [1e-15, 1, 1e-9], [0, -1, 1.1, NAN, "a"]),
    (slider(0, 100, 20, step=1), [0, 100, 5.0], [0.5, 101, NAN, "5"]),
    (number(3, -10, 10), [-10, 10], [11, 2.5, NAN, "", None]),
    (number(0.5), [-1e6, 1e6], [1e7, NAN, "x"]),
    (choice(["a", "b"]), ["a", "b"], ["c", None, 1, ["a"]]),
    (choice([1, 8, 32]), [8], [2, True, "8"]),
    (toggle(True), [False, True], [1, None, "True"]),
]


@pytest.mark.parametrize(("control", "good", "bad"), EVERY)
def test_a_control_takes_its_values_and_refuses_others_in_words(control, good, bad):
    for value in good:
        control.value = value
        assert control.value == value
    for hostile in bad:
        before = control.value
        with pytest.raises(ValueError, match=r"expected .*; got "):
            control.value = hostile
        assert control.value == before
    control.reset()
    assert control.value == control.initial


@pytest.mark.parametrize(("control", "good", "bad"), EVERY)
def test_a_hostile_message_from_a_browser_changes_nothing(control, good, bad):
    control.reset()
    with pytest.raises(traitlets.TraitError):
        control.set_state({"value": bad[0]})
    assert control.value == control.initial


def test_a_slider_of_ints_gives_ints_and_others_floats():
    assert type(slider(0, 9, 3, step=1).value) is int
    assert type(slider(0, 9, 3).value) is float
    assert type(slider(np.float64(0), 9.0, np.float64(3)).value) is float


def test_a_log_slider_has_twenty_positions_a_decade_and_the_powers_of_ten():
    positions = slider(1e-3, 10, 0.1, log=True).positions
    assert len(positions) == 81
    assert {0.001, 0.01, 0.1, 1.0, 10.0} <= set(positions)
    ratios = np.array(positions[1:]) / positions[:-1]
    assert np.allclose(ratios, ratios.mean(), rtol=0.01)


@pytest.mark.parametrize(
    ("least", "largest", "step"), [(-3, 3, None), (0, 0.99, 0.01), (0, 7, 2), (-1e-9, 1e9, None)]
)
def test_the_positions_of_a_slider_reach_both_ends_and_are_even(least, largest, step):
    positions = slider(least, largest, largest, step=step).positions
    assert (positions[0], positions[-1]) == (least, largest)
    assert np.allclose(np.diff(positions)[:-1], np.diff(positions)[0])
    assert len(positions) <= 501


def test_zero_is_exactly_zero_on_a_slider():
    assert 0.0 in slider(-3, 3, 1).positions


@pytest.mark.parametrize(
    "make",
    [
        lambda: slider(3, 3, 3),
        lambda: slider(3, -3, 0),
        lambda: slider(0, 1, 2),
        lambda: slider(0, 1, 0.5, log=True),
        lambda: slider(0, NAN, 0),
        lambda: slider(0, float("inf"), 0),
        lambda: slider(0, 1, 0, step=0),
        lambda: slider(1, 10, 1, step=1, log=True),
        lambda: number(5, 6, 7),
        lambda: choice([]),
        lambda: choice(["a"], "b"),
    ],
)
def test_a_control_that_cannot_be_is_refused_when_it_is_made(make):
    with pytest.raises(ValueError, match=r"expected .*; got "):
        make()


def test_a_button_acts_at_each_click_unless_it_is_disabled():
    clicks = []
    made = button("Go", lambda: clicks.append(1))
    made.click()
    made._handle_custom_msg("click", [])  # as the browser's click comes
    made.disabled = True
    made.click()
    assert len(clicks) == 2


def test_script_and_classes_agree_on_the_kinds():
    script = (HERE / "controls.js").read_text(encoding="utf-8")
    kinds = {each.kind.default_value for each in controls.Control.__subclasses__()}
    known = script.partition("const KINDS = {")[2].partition("}")[0]
    assert kinds == {kind.strip() for kind in known.split(",")}


def test_the_script_fetches_nothing():
    script = (HERE / "controls.js").read_text(encoding="utf-8")
    assert not [word for word in ("http", "fetch(", "import ") if word in script]


# picture


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def test_a_picture_is_the_same_as_the_figure_drawn_whole():
    figure, axes = new_figure()
    axes.plot([0, 1], [0, 1], color=BLUE)
    (line,) = axes.plot([0, 1], [1, 0], color=VERMILLION)
    whole = pixels(Picture(figure, [], "").png())
    parts = Picture(figure, [line], "")
    assert np.array_equal(pixels(parts.png()), whole)
    line.set_data([0, 1], [0.5, 0.5])
    assert not np.array_equal(pixels(parts.png()), whole)
    line.set_data([0, 1], [1, 0])
    assert np.array_equal(pixels(parts.png()), whole)


def test_the_palette_keeps_paper_white_and_the_colours_of_the_course():
    figure, axes = new_figure()
    axes.axhspan(0, 1, color=BLUE)
    axes.axhspan(1, 2, color=VERMILLION)
    seen = pixels(Picture(figure, [], "").png()).reshape(-1, 3)
    assert seen[0].tolist() == [255, 255, 255]
    for color in (BLUE, VERMILLION):
        wanted = [int(color[n : n + 2], 16) for n in (1, 3, 5)]
        assert np.abs(seen - wanted).max(axis=1).min() <= 2


def test_what_stands_still_is_drawn_again_when_the_picture_is_stale():
    figure, axes = new_figure()
    shown = Picture(figure, [], "")
    before = shown.png()
    axes.set_xlim(0, 1000)
    assert shown.png() == before
    shown.stale()
    assert shown.png() != before


def test_a_gap_is_left_where_a_function_has_no_value():
    assert np.isnan(picture.value_or_gap(lambda x: 1 / x, 0))
    assert picture.value_or_gap(lambda x: x, 2) == 2


@pytest.mark.parametrize("values", [[], [NAN], [1, 1], [np.inf, 0, 2]])
def test_there_is_room_for_any_values(values):
    low, high = picture.room_for(np.array(values, float))
    assert np.isfinite([low, high]).all()
    assert low < high


# live


def test_a_moved_control_is_drawn_and_told():
    widget = parabola(label=toggle())
    before = widget.picture.png()
    widget.controls["x"].value = 2
    assert widget.text == "x is 2."
    assert widget.alt == "A parabola. x is 2."
    assert widget.values == {"x": 2.0, "label": False}
    assert widget.picture.png() != before
    assert widget.content[0]["image/png"] == widget.picture.png()


def test_an_error_is_told_with_the_line_and_the_last_picture_stays():
    widget = parabola()
    before = widget.content
    widget.controls["x"].value = 0.5
    after = widget.content
    widget.draw = lambda x: 1 / 0
    widget.controls["x"].value = 0.7
    assert isinstance(widget.error, ZeroDivisionError)
    assert "your line" in widget.text
    assert "1 / 0" in widget.text
    assert widget.content is after is not before


def test_a_widget_that_cannot_be_drawn_at_first_still_has_a_picture():
    figure, _ = new_figure()
    widget = live.live(lambda: {}["x"], Picture(figure, [], "Axes."))
    assert "KeyError" in widget.text
    assert widget.content[0]["image/png"]
    assert widget.alt == "Axes."


def test_a_widget_of_words_alone_has_no_picture():
    widget = live.live(lambda x: f"x is {x}.", None, x=slider(0, 1, 0))
    assert widget.text == widget.alt == "x is 0.0."
    assert widget.content is None


def test_reset_brings_everything_back_in_one_drawing():
    forgotten, drawn = [], []
    widget = live.live(
        lambda a, b: drawn.append((a, b)) or f"{a} {b}",
        None,
        on_reset=lambda: forgotten.append(1),
        a=slider(0, 9, 1),
        b=toggle(),
    )
    widget.controls["a"].value = 5
    widget.controls["b"].value = True
    drawn.clear()
    widget.reset()
    assert drawn == [(1.0, False)]
    assert forgotten == [1]


def test_what_draw_sets_itself_is_not_drawn_twice():
    drawn = []

    def draw(a, b):
        drawn.append((a, b))
        widget_controls["b"].value = a
        return ""

    widget_controls = {"a": slider(0, 9, 1), "b": slider(0, 9, 1)}
    live.live(draw, None, **widget_controls)
    drawn.clear()
    widget_controls["a"].value = 4
    assert drawn == [(4.0, 1.0)]


def test_events_from_another_thread_are_drawn_once_and_in_the_main_one(kernel):
    widget = parabola()

    def drag():
        for x in (0.1, 0.5, 2.5):
            widget.controls["x"].value = x

    in_another_thread(drag)
    assert widget.draw.calls == []
    assert len(kernel.later) == 1
    kernel.later.pop()()
    assert widget.draw.calls == [2.5]
    in_another_thread(drag)
    assert len(kernel.later) == 1


def test_every_click_from_another_thread_counts(kernel):
    clicks = []
    widget = parabola(go=button("Go", lambda: clicks.append(1)))
    in_another_thread(lambda: [widget.controls["go"].click() for _ in range(3)])
    assert clicks == []
    for callback in kernel.later:
        callback()
    assert len(clicks) == 3


def test_an_error_of_a_button_is_told():
    widget = parabola(go=button("Go", lambda: 1 / 0))
    widget.controls["go"].click()
    assert "ZeroDivisionError" in widget.text


def test_the_representation_is_the_same_in_every_run():
    assert repr(parabola(go=button("Go")).panel) == repr(parabola(go=button("Go")).panel)
    assert "0x" not in repr(parabola())


def test_it_is_shown_as_controls_and_a_picture_that_is_updated(monkeypatch):
    shown = []

    class Handle:
        def update(self, content, **_):
            shown.append(content)

    monkeypatch.setattr(live, "display", lambda *a, **k: shown.append(a[0]) or Handle())
    widget = parabola()
    widget._ipython_display_()
    widget.controls["x"].value = 2
    assert shown[0] is widget.panel
    assert [sorted(content) for content in shown[1:]] == [["image/png", "text/plain"]] * 2
    assert shown[1] != shown[2]
    assert shown[2]["text/plain"] == "A parabola. x is 2."


# other threads, other cells


def test_only_the_main_thread_fires_post_execute(monkeypatch):
    fired = []

    class Events:
        def trigger(self, event, *_):
            fired.append(event)

    class Shell:
        events = Events()

    monkeypatch.setattr("nnlib.widgets.kernel.get_ipython", lambda: Shell)
    for _ in range(2):
        guard_figures_of_others()
    in_another_thread(lambda: [Shell.events.trigger(e) for e in ("pre_execute", "post_execute")])
    assert fired == ["pre_execute"]
    Shell.events.trigger("post_execute")
    assert fired == ["pre_execute", "post_execute"]


def test_the_message_of_a_control_is_answered_after_its_picture(kernel, monkeypatch):
    monkeypatch.setattr(live, "PATIENCE", 30)
    widget, drawn_when_answered = parabola(), []

    def move():
        widget.controls["x"].value = 2.0
        drawn_when_answered.extend(widget.draw.calls)

    thread = threading.Thread(target=move)
    thread.start()
    while not kernel.later:
        assert thread.is_alive()
    kernel.later.pop()()
    thread.join(10)
    assert drawn_when_answered == [2.0]


def test_a_cell_sees_what_it_sets_although_a_move_of_the_learner_waits(kernel):
    widget = parabola()
    in_another_thread(lambda: setattr(widget.controls["x"], "value", 2.0))
    widget.controls["x"].value = -1.0
    assert widget.text == "x is -1."


def test_a_cell_that_runs_again_ends_the_widgets_of_its_first_run(kernel):
    first, second, third = playing(), playing(), playing()
    for run, widgets in (("a", [first, second]), ("b", [third])):
        kernel.parent = {"metadata": {"cellId": "this"}, "header": {"msg_id": run}}
        for widget in widgets:
            end_former_widgets(widget)
            widget.player.play()
    assert [widget.player.playing for widget in (first, second, third)] == [False, False, True]
    first.player.play()
    assert not first.player.playing


# player


def playing(n_steps=5, wait=0.1):
    counted = []

    def take_step():
        counted.append(1)
        return len(counted) < n_steps

    player = Player(take_step, counted.clear, wait)
    return live.live(lambda: f"{len(counted)} steps", None, player=player)


def test_a_step_is_taken_and_shown():
    widget = playing()
    widget.player.step_button.click()
    assert widget.text == "1 steps"


def test_it_plays_to_the_end_and_no_further(kernel):
    widget = playing()
    widget.player.play_button.click()
    assert widget.player.play_button.label == "Pause"
    n_slices = 0
    while kernel.later:
        kernel.later.pop()()
        n_slices += 1
        assert widget.text == f"{n_slices} steps"
    assert n_slices == 5
    assert not widget.player.playing


def test_as_many_steps_as_go_into_a_slice(kernel):
    widget = playing(10**9, wait=None)
    widget.player.play()
    kernel.later.pop()()
    assert int(widget.text.split()[0]) > 1
    assert len(kernel.later) == 1


def test_pause_and_play_leaves_one_loop(kernel):
    widget = playing(100)
    for _ in range(3):
        widget.player.play()
        widget.player.pause()
    assert kernel.cancelled == [1, 2, 3]
    kernel.later[0]()  # a slice that comes all the same
    assert widget.text == "0 steps"
    assert len(kernel.later) == 3


def test_without_a_kernel_playing_runs_nothing_on_its_own():
    widget = playing()
    widget.player.play()
    assert widget.text == "0 steps"
    widget.player.run_slice()
    assert widget.text == "1 steps"
    widget.reset()
    assert widget.text == "0 steps"
    assert not widget.player.playing


def test_an_error_while_playing_is_told_and_pauses(kernel):
    widget = playing()
    widget.player.take_step = lambda: {}["lost"]
    widget.player.play()
    kernel.later.pop()()
    assert "KeyError" in widget.text
    assert not widget.player.playing
    assert not kernel.later


def test_no_widget_loads_pyplot():
    code = "import sys, nnlib.widgets; print('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# notebooks

CELLS = ["from nnlib.widgets import *", "explore_slope()", "explore_descent_1d()"]
CELLS += ["explore_descent_2d()", "predict_then('?', ['a', 'b'], explore_slope)"]


def run_pytest(*arguments):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_cells_with_widgets_pass_strict_nbval_and_keep_their_pictures(tmp_path):
    path = tmp_path / "widgets.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    NotebookClient(notebook, timeout=120).execute()
    notebook.metadata.pop("widgets", None)
    nbformat.write(notebook, path)
    pictures = [
        output for cell in notebook.cells for output in cell.outputs if "image/png" in output.data
    ]
    assert len(pictures) == 3
    assert all("Left:" in output.data["text/plain"] for output in pictures)
    done = run_pytest("--nbval", "--nbval-current-env", str(path))
    assert f"{len(CELLS)} passed" in done.stdout


@pytest.mark.parametrize("make", [lambda: slider(0, 1, 0.5), toggle, lambda: number(1)])
def test_none_is_no_value(make):
    control = make()
    before = control.value
    with pytest.raises(ControlError, match="got None"):
        control.value = None
    assert control.value == before


def test_a_ground_shows_its_numbers_from_edge_to_edge():
    figure, axes = new_figure()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    ground = Ground(axes, ListedColormap(["#ff0000", "#00ff00", "#0000ff", "#000000"]))
    picture = Picture(figure, [ground], "A ground.")
    picture.png()  # without numbers nothing is drawn
    ground.numbers = np.outer([1, 1], [0, 0.5, 1])
    assert colors_along(picture, axes) == ["red", "lime", "blue", "black"]
    ground.numbers = np.outer([1, 1], [0, NAN, NAN])
    assert colors_along(picture, axes) == ["white"] * 4


def colors_along(picture, axes):
    """Return the colours at four places from left to right through the middle of the axes."""
    with Image.open(io.BytesIO(picture.png())) as image:
        pixels = np.asarray(image.convert("RGB"))
    left, bottom, right, top = axes.bbox.extents
    row = pixels[len(pixels) - int((bottom + top) / 2)]
    found = [row[int(left + share * (right - left))] for share in (0.125, 0.375, 0.625, 0.875)]
    names = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "black": (0, 0, 0)}
    names["white"] = (255, 255, 255)
    return [
        min(names, key=lambda name: np.abs(np.array(names[name]) - each).sum()) for each in found
    ]
