"""Optimizers raced on one surface, each with a learning rate of its own.

The computing (`nnlib.widgets.descent.race`) and the drawing (`race_picture`) are apart; here they
are tied to the controls.
"""

from collections.abc import Iterable, Mapping

from ipywidgets import HBox, Layout

from nnlib.checks import check_count
from nnlib.descent import Descent
from nnlib.widgets.click_map import ClickMap
from nnlib.widgets.controls import choice, number, slider, toggle
from nnlib.widgets.descent.landscapes import Function, Gradient, Landscape, surfaces_from
from nnlib.widgets.descent.race import RACERS, in_words, run
from nnlib.widgets.descent.race_picture import RacePicture
from nnlib.widgets.live import Live, live
from nnlib.widgets.player import Player

MOST_STEPS = 200
NAMES = [racer.name for racer in RACERS]
SLOWEST, FASTEST = 1e-4, 10.0  # learning rates


def explore_optimizers(
    surface: str = "ravine",
    function: Function | None = None,
    gradient: Gradient | None = None,
    start: tuple[float, float] | None = None,
    *,
    reach: float = 3.0,
    n_steps: int = 60,
    optimizers: Iterable[str] = NAMES,
    learning_rates: Mapping[str, float] | None = None,
) -> Live:
    """Return a widget: SGD, momentum, Nesterov, AdaGrad, RMSProp and Adam race down a surface.

    Args:
        surface: the one at first: bowl, ravine, saddle or two valleys.
        function: one's own instead: takes a point of shape (2,) and returns a number.
        gradient: takes the same point and returns its gradient; None: centred differences.
        start: where all start.
        reach: a function of one's own is shown from −reach to reach in both directions.
        n_steps: how long the race is at first, from 1 to 200.
        optimizers: who takes part at first.
        learning_rates: those at first, by the optimizer's name, from 0.0001 to 10.

    Raises:
        ValueError: for a surface or an optimizer that is unknown, a start that is not a pair of
            numbers, a reach that is not above 0, or a gradient without its function.
        TypeError: for learning rates without names.

    Taught in: lesson 08.
    """
    rates = {} if learning_rates is None else learning_rates
    if not isinstance(rates, Mapping):
        raise TypeError(
            f"learning_rates is expected to give each optimizer's name a number; got {rates!r}."
            " Pass for instance {'SGD': 0.1}."
        )
    check_count("n_steps", n_steps)
    entered = [optimizers] if isinstance(optimizers, str) else list(optimizers)
    check_names("optimizers", entered)
    check_names("learning_rates", rates)
    race = Race(surfaces_from(surface, function, gradient, start, reach))
    return race.widget(entered, rates, n_steps)


def check_names(argument: str, names: Iterable[str]) -> None:
    """Say which names of optimizers there are, where another one is among these."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise ValueError(
            f"{argument} is expected to name {', '.join(NAMES)}; got {unknown[0]!r}."
            " Write the names as they stand here."
        )


class Race:
    """The surfaces of the widget, its picture, and what happens when a control moves."""

    def __init__(self, landscapes: list[Landscape]):
        self.landscapes = {landscape.name: landscape for landscape in landscapes}
        self.first = self.latest = landscapes[0]
        self.drawing = RacePicture()
        self.known: dict[str, tuple[tuple, Descent]] = {}  # the last run of each, and what it is of

    def widget(self, entered: list[str], rates: Mapping[str, float], n_steps: int) -> Live:
        """Return the widget, its controls standing where the arguments say."""
        names, farthest = list(self.landscapes), self.first.farthest_start
        controls = {"landscape": choice(names, label="surface")} if len(names) > 1 else {}
        for letter, value in zip("xy", self.first.start, strict=True):
            controls[f"start_{letter}"] = number(value, -farthest, farthest, f"start {letter}")
        controls["n_steps"] = number(n_steps, 1, MOST_STEPS, "steps in all")
        controls["step"] = slider(0, MOST_STEPS, n_steps, step=1, label="step")
        for racer in RACERS:
            rate = rates.get(racer.name, racer.learning_rate)
            label = f"learning rate of {racer.name}"
            controls[racer.key] = toggle(racer.name in entered, racer.name)
            controls[f"{racer.key}_rate"] = slider(SLOWEST, FASTEST, rate, log=True, label=label)
        self.controls, player = controls, Player(self.one_more_step, wait=0.05)
        self.live = live(
            self.draw, self.drawing.picture, player=player, on_reset=self.known.clear, **controls
        )
        self.arrange()
        ClickMap(self.live, self.drawing.left)
        return self.live

    def arrange(self) -> None:
        """Put each optimizer and its learning rate side by side, below the other controls."""
        line, words = self.live.panel.children
        words.layout = Layout(min_height="4.6rem")  # three lines: the picture below stands still
        pairs = [[self.controls[one.key], self.controls[f"{one.key}_rate"]] for one in RACERS]
        paired = {control for pair in pairs for control in pair}
        others = [control for control in line.children if control not in paired]
        for box, rate in pairs:
            box.layout = Layout(flex="none", width="9rem")
            rate.layout = Layout(
                flex="none", width="32rem", display="flex", justify_content="flex-end"
            )
        grid = HBox([HBox(pair) for pair in pairs], layout=line.layout)
        self.live.panel.children = (HBox(others, layout=line.layout), grid, words)

    def draw(self, n_steps: int, step: int, landscape: str = "", **values: float) -> str:
        """Draw the race up to this step, and return who stands where."""
        chosen = self.landscapes.get(landscape, self.first)
        start = (values["start_x"], values["start_y"])
        if chosen is not self.latest:
            start = self.go_to_start(chosen)
        if step > n_steps:
            step = self.controls["step"].value = n_steps
        for racer in RACERS:
            self.controls[f"{racer.key}_rate"].disabled = not values[racer.key]
        entered = [racer for racer in RACERS if values[racer.key]]
        rates = {racer.name: values[f"{racer.key}_rate"] for racer in RACERS}
        runs = {
            racer.name: self.run(racer, chosen, start, rates[racer.name], n_steps)
            for racer in entered
        }
        self.drawing.show(chosen, runs, step, n_steps)
        return in_words(runs, rates, step, n_steps)

    def run(self, racer, *settings) -> Descent:
        """Return the run of this racer; it is not run again where the settings are the same."""
        if self.known.get(racer.name, (None,))[0] != settings:
            self.known[racer.name] = settings, run(racer, *settings)
        return self.known[racer.name][1]

    def go_to_start(self, landscape: Landscape) -> tuple[float, ...]:
        """Put the start of another surface into its fields, and return it."""
        self.latest = landscape
        for letter, value in zip("xy", landscape.start, strict=True):
            self.controls[f"start_{letter}"].value = value
        return landscape.start

    def one_more_step(self) -> bool:
        """Move the step by one, from the end to 0; return whether it may go on."""
        step, n_steps = self.controls["step"], self.controls["n_steps"].value
        step.value = 0 if step.value >= n_steps else step.value + 1
        return step.value < n_steps
