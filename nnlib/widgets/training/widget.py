"""What ties the training of `explore_training` to its controls."""

import html
import time
from dataclasses import fields

from ipywidgets import HTML, HBox, Layout

from nnlib.datasets import Examples
from nnlib.layers import Sequential
from nnlib.widgets.controls import Control, Words, button, choice, toggle
from nnlib.widgets.kernel import current_kernel
from nnlib.widgets.live import Live
from nnlib.widgets.player import SLICE, Player
from nnlib.widgets.training.code import code_of
from nnlib.widgets.training.picture import TrainingPicture
from nnlib.widgets.training.recipe import Recipe, Settings
from nnlib.widgets.training.run import History, Run
from nnlib.widgets.training.weights import Place, WeightControls
from nnlib.widgets.training.words import state_in_words

MOST_UNDONE = 20
ONE_STEP, ONE_EPOCH, FULL_SPEED = "1 step", "1 epoch", "many steps"
OWN = "your own"
CODE = (  # as high as the picture, and scrolled by mouse or keys
    '<pre tabindex="0" role="region" aria-label="The code"'
    ' style="max-height: 20rem; overflow: auto">{}</pre>'
)
ROWS = {  # how the controls stand on the page: what a row says, and which are in it
    "These start again, with a new network:": (
        "data", "noise", "n_layers", "n_neurons", "activation", "seed",
    ),
    "These go on with the same weights:": (
        "optimizer", "learning_rate", "batch_size", "dropout", "l1", "l2",
    ),
    "One weight by hand:": ("layer", "neuron", "source", "weight", "typed", "undo"),
}  # fmt: skip


class TrainingWidget(Live):
    """The widget of `explore_training`.

    Attributes:
        run: the training as it stands.
        model: its network.
        history: its losses and shares of right answers, as arrays.
        code: the Python code that does the same.

    Args:
        controls: those of the data, the network and the training, by name.
        n_examples: how many examples there are, or are made.
        own: the learner's own inputs and labels.
        names: what the two classes are called.
    """

    def __init__(
        self,
        controls: dict[str, Control],
        n_examples: int,
        own: Examples | None,
        names: tuple[str, str],
    ):
        self.n_examples, self.own = n_examples, own
        self.run: Run | None = None
        self.undoable: list[tuple[Place, Run]] = []
        self.weights = WeightControls()
        self.note = ""  # what has been done since the last picture, in words
        self.said, self.said_of = "", None  # the last note, and the state that it was said of
        self.drawing = TrainingPicture(names)
        self.code_box = HTML()
        controls |= self.weights.controls | {
            "undo": button("Undo", self.undo),
            "speed": choice([ONE_EPOCH, ONE_STEP, FULL_SPEED], label="between two pictures"),
            "show_code": toggle(label="show the code"),
            "epoch": button("Epoch", self.take_epoch),
            "again": button("Start again", self.start_again),
        }
        player = Player(self.take_step, self.forget)
        super().__init__(self.draw_run, self.drawing.picture, player, None, controls)
        self.arrange()

    @property
    def model(self) -> Sequential:
        """The network as it stands."""
        return self.run.model

    @property
    def history(self) -> History:
        """The losses and the shares of right answers, before and after each step."""
        return self.run.history

    @property
    def code(self) -> str:
        """The Python code that does what the run has done: it ends with the same weights.

        It knows of weights that were set with the controls, not of those set in `model` itself.
        """
        return code_of(self.run)

    def arrange(self) -> None:
        """Put the controls in rows, each with a few words on what its controls do."""
        rows, left = [], dict(self.controls)
        for words, names in ROWS.items():
            in_row = [left.pop(name) for name in names if name in left]
            heading = Words(text=words, layout=Layout(margin="0 1rem 0 0"))
            rows.append(row([heading, *in_row]))
        buttons = [self.player.play_button, self.player.step_button, left.pop("epoch")]
        last = [*buttons, left.pop("again"), self.reset_button, *left.values()]
        self.panel.children = (*rows, row(last), self.words, self.code_box)

    def draw_run(self, **values) -> str:
        """Draw the run as it stands, and return it in words."""
        self.follow(values)
        self.drawing.show(self.run)
        if not self.player.playing:  # else the field would change under the learner's hands
            self.weights.show(self.model)
        self.controls["undo"].disabled = not self.undoable
        self.code_box.value = CODE.format(html.escape(self.code)) if values["show_code"] else ""
        state = (self.run, self.run.n_steps, values)
        if self.note or state != self.said_of:  # drawn twice of one state, it says the same
            self.said, self.said_of = self.note, state
        self.note = ""
        return f"{state_in_words(self.run)} {self.said}".strip()

    def follow(self, values: dict) -> None:
        """Let the run be what the controls say: another one where it needs another network."""
        recipe = Recipe(
            values.get("data", OWN),
            self.n_examples,
            values.get("noise", 0.0),
            *(values[name] for name in ("n_layers", "n_neurons", "activation", "seed")),
        )
        settings = Settings(**{field.name: values[field.name] for field in fields(Settings)})
        if self.run is None or recipe != self.run.recipe:
            if self.run:
                self.note = "Started again, with a new network."
            self.begin(recipe, settings)
        self.run.settings = settings
        self.player.wait = None if values["speed"] == FULL_SPEED else 0.02
        self.weights.choose(self.model)
        self.set_weight()

    def begin(self, recipe: Recipe, settings: Settings) -> None:
        """Begin a run, and forget the one before."""
        self.run, self.undoable = Run(recipe, settings, self.own), []
        self.weights.place = None

    def start_again(self) -> None:
        """Begin again with the same first weights and the settings as they are."""
        self.player.pause()
        self.begin(self.run.recipe, self.run.settings)

    def forget(self) -> None:
        """Let the next drawing begin with whatever the controls say then."""
        self.run = None

    def go_back(self) -> None:
        """Bring all back to where it began: first the lists, which may lack their first values."""
        self.weights.forget()
        super().go_back()

    def prepare(self) -> None:
        """Follow the controls; after a training that diverged, begin again."""
        self.follow(self.values)
        if self.run.diverged:
            self.begin(self.run.recipe, self.run.settings)
            self.note = "Started again, with the first weights."

    def take_step(self) -> bool:
        """Take a step; while it plays, as many as its speed says. Return whether there are more."""
        self.prepare()
        if self.player.playing and self.values["speed"] == ONE_EPOCH:
            return self.finish_epoch(time.perf_counter() + SLICE)
        return self.run.step()

    def take_epoch(self) -> None:
        """Play to the end of an epoch, in slices; at once where no kernel could run them."""
        self.player.pause()
        self.player.play(self.go_on_with_epoch)
        while self.player.playing and not current_kernel():
            self.player.run_slice()

    def go_on_with_epoch(self) -> bool:
        """Take as many steps as go into a slice, and return whether the epoch has more."""
        self.prepare()
        return self.finish_epoch(time.perf_counter() + SLICE) and bool(self.run.order)

    def finish_epoch(self, end: float) -> bool:
        """Take steps until all examples have had their turn, or until this time."""
        more = self.run.step()
        while more and self.run.order and time.perf_counter() < end:
            more = self.run.step()
        return more

    def set_weight(self) -> None:
        """Set the chosen weight, where the learner has moved it; keep what was, for undo."""
        value, place = self.weights.moved_to(), self.weights.place
        if value is None:
            return
        last = self.undoable[-1] if self.undoable else None
        if not (last and last[0] == place and last[1].n_steps == self.run.n_steps):
            self.undoable = [*self.undoable, (place, self.run.twin())][-MOST_UNDONE:]
        before = place.value_in(self.undoable[-1][1].model)
        self.run.edit(place.number, place.index, value)
        self.note = f"You have set {place.words}, from {before:.4g} to {value:.4g}."
        self.weights.show(self.model, value)

    def undo(self) -> None:
        """Go back to just before the last weight that was set by hand."""
        if self.undoable:
            self.player.pause()
            place, run = self.undoable.pop()
            run.settings, self.run = self.run.settings, run
            self.note = f"Undone: back at step {run.n_steps:,}, before you set {place.words}."
            self.weights.show(self.model)

    def close(self) -> None:
        """End the widget: nothing plays on, and all of it leaves the page."""
        for line in self.panel.children:
            for widget in getattr(line, "children", ()):
                widget.close()
        super().close()


def row(widgets: list) -> HBox:
    """Return the widgets side by side, in several lines where they need them."""
    return HBox(widgets, layout=Layout(flex_flow="row wrap", align_items="center"))
