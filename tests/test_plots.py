import io

import numpy as np
import pytest
from PIL import Image

from nnlib import plots
from nnlib.training import History


def history(n_epochs):
    values = [1 / (n + 1) for n in range(n_epochs)]
    return History(
        train_loss=values, train_accuracy=values, validation_loss=values, validation_accuracy=values
    )


FIGURES = {
    "history": lambda: plots.plot_history(history(5), n_epochs=20),
    "history of nothing": lambda: plots.plot_history(history(0)),
    "comparison": lambda: plots.plot_comparison({"one": history(5), "other": history(9)}, lowest=0),
    "confidence": lambda: plots.plot_confidence({"a": np.linspace(0, 1, 50), "b": np.ones(3)}),
    "digits": lambda: plots.plot_digits(
        np.random.default_rng(0).random((9, 784)), list("abcdefghi")
    ),
    "confusion": lambda: plots.plot_confusion(np.arange(100).reshape(10, 10)),
    "perfect confusion": lambda: plots.plot_confusion(np.eye(10, dtype=int) * 50),
    "weights": lambda: plots.plot_weights(np.random.default_rng(0).normal(size=(16, 784))),
    "outputs": lambda: plots.plot_outputs(np.eye(10)[3], "a title"),
}


@pytest.fixture
def displayed(monkeypatch):
    """Collect what goes to the page, the first picture and its updates."""
    shown = []

    class Handle:
        def update(self, content, **options):
            shown.append(("update", content, options))

    def display(content, **options):
        shown.append(("new", content, options))
        return Handle()

    monkeypatch.setattr(plots, "display", display)
    return shown


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_becomes_a_picture_with_something_on_it(name):
    picture = Image.open(io.BytesIO(plots.png_bytes(FIGURES[name]())))
    pixels = np.asarray(picture.convert("L"))
    assert picture.mode == "P"
    assert pixels[0, 0] == 255  # a white ground, in the dark theme too
    assert (pixels < 128).mean() > 0.002


def test_show_gives_the_picture_with_its_alternative_text(displayed):
    plots.show(FIGURES["outputs"](), alt="Ten bars.")
    ((kind, content, options),) = displayed
    assert kind == "new"
    assert content["text/plain"] == "Ten bars."
    assert content["image/png"].startswith(b"\x89PNG")
    assert options["metadata"] == {"image/png": {"alt": "Ten bars."}}


def test_show_without_an_alternative_text_is_refused():
    with pytest.raises(ValueError, match="Write alt"):
        plots.show(FIGURES["outputs"](), alt=" ")


def test_a_live_history_is_one_picture_that_changes(displayed):
    live = plots.LiveHistory(n_epochs=3)
    for n in (1, 2, 3):
        live(history(n))
    assert [kind for kind, *_ in displayed] == ["new", "update", "update"]
    assert displayed[0][1]["image/png"] != displayed[2][1]["image/png"]


def test_no_figure_goes_through_pyplot():
    import sys

    for make in FIGURES.values():
        plots.png_bytes(make())
    assert "matplotlib.pyplot" not in sys.modules
