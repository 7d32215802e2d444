import matplotlib.image
import numpy as np
import pytest

from nnlib.layers import Linear
from nnlib.widgets.controls import Button, Choice, ControlError, NumberField, Slider, Toggle
from nnlib.widgets.explore_training import explore_training
from nnlib.widgets.training.picture import apart, square_around
from nnlib.widgets.training.recipe import ACTIVATIONS, DATA, OPTIMIZERS
from nnlib.widgets.training.run import MOST_STEPS, Stretch
from nnlib.widgets.training.widget import FULL_SPEED, ONE_STEP

NEEDS_NEW_NETWORK = {
    "data": "circles",
    "noise": 0.1,
    "n_layers": 2,
    "n_neurons": 5,
    "activation": "ReLU",
    "seed": 1,
}
KEEPS_WEIGHTS = {
    "optimizer": "Adam",
    "learning_rate": 0.03,
    "batch_size": 20,
    "dropout": 0.5,
    "l1": 0.01,
    "l2": 0.03,
}


def weights(widget):
    return [parameter.value.copy() for parameter in widget.model.parameters]


def same(some, others):
    return all(map(np.array_equal, some, others))


def after_its_code(widget, **namespace):
    exec(widget.code, namespace)
    return [parameter.value for parameter in namespace["model"].parameters]


def take(widget, n_steps):
    for _ in range(n_steps):
        widget.player.step()
    widget.redraw()
    assert widget.error is None
    return widget


def first_weight(widget):
    return widget.model.parameters[0].value[0, 0]


def pixels(widget, tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(widget.picture.png())
    return matplotlib.image.imread(path)


def test_the_first_words_say_where_it_begins():
    widget = explore_training()
    assert widget.text.startswith("Step 0: the loss is 0.8")
    assert "Nothing is learned yet" in widget.text
    assert widget.alt.startswith("Left: training examples")
    assert widget.alt.endswith(widget.text)
    assert repr(widget) == repr(explore_training())


def test_a_step_an_epoch_and_a_slice_train_the_network():
    widget = explore_training()
    before = widget.picture.png()
    widget.player.step_button.click()
    assert "Step 1, epoch 1:" in widget.text
    widget.controls["epoch"].click()
    assert "Step 10, epoch 1:" in widget.text
    widget.controls["epoch"].click()
    assert "Step 20, epoch 2:" in widget.text
    widget.player.play()
    widget.player.run_slice()
    assert widget.run.n_steps > 20
    assert widget.history.train_loss[-1] < 0.6 < widget.history.train_loss[0]
    assert widget.picture.png() != before


@pytest.mark.parametrize("speed", [ONE_STEP, FULL_SPEED])
def test_the_speed_says_how_many_steps_there_are_between_two_pictures(speed):
    widget = explore_training()
    widget.controls["speed"].value = speed
    widget.player.play()
    widget.player.run_slice()
    assert (widget.run.n_steps == 1) == (speed == ONE_STEP)
    assert widget.player.playing


def test_a_slice_of_an_epoch_with_many_steps_ends_in_time(monkeypatch):
    widget = explore_training(n_examples=1000, batch_size=1)
    now = iter(np.arange(0, 100, 0.004).tolist())
    monkeypatch.setattr("time.perf_counter", lambda: next(now))
    widget.player.play()
    widget.player.run_slice()
    assert 1 < widget.run.n_steps < 20


def test_history_is_the_loss_and_the_share_of_right_answers_by_their_definition():
    widget = take(explore_training(data="circles"), 30)
    run, history = widget.run, widget.history
    probability = 1 / (1 + np.exp(-widget.model.forward(run.inputs).astype(float)))
    told = np.where(run.targets == 1, probability, 1 - probability)
    surprise = -np.log(told[:, 0])
    assert history.train_loss[-1] == pytest.approx(surprise[: run.n_train].mean(), rel=1e-5)
    assert history.validation_loss[-1] == pytest.approx(surprise[run.n_train :].mean(), rel=1e-5)
    assert history.validation_accuracy[-1] == np.mean(told[run.n_train :] > 0.5)
    assert history.train_accuracy[-1] == np.mean(told[: run.n_train] > 0.5)
    assert all(len(values) == 31 for values in vars(history).values())


@pytest.mark.parametrize("name", NEEDS_NEW_NETWORK)
def test_a_change_that_needs_a_new_network_starts_again_and_says_so(name):
    widget = take(explore_training(), 15)
    widget.controls[name].value = NEEDS_NEW_NETWORK[name]
    assert widget.text.startswith("Step 0:")
    assert "Started again, with a new network." in widget.text
    assert len(widget.history.train_loss) == 1
    afresh = explore_training(**{name: NEEDS_NEW_NETWORK[name]})
    assert same(weights(widget), weights(afresh))


@pytest.mark.parametrize("name", KEEPS_WEIGHTS)
def test_any_other_change_keeps_the_weights_and_says_so(name):
    widget = take(explore_training(), 15)
    before = weights(widget)
    widget.controls[name].value = KEEPS_WEIGHTS[name]
    assert same(weights(widget), before)
    assert "From the next step on" in widget.text
    assert "The weights stay." in widget.text
    unchanged = take(explore_training(), 16)
    take(widget, 1)
    assert widget.run.n_steps == 16
    assert not same(weights(widget), weights(unchanged))


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_code_ends_with_the_same_weights(data, optimizer):
    activation = list(ACTIVATIONS)[len(data) % 3]
    widget = explore_training(
        data=data, optimizer=optimizer, activation=activation, learning_rate=0.02, n_layers=2
    )
    assert same(after_its_code(widget), weights(widget))
    take(widget, 25)
    assert same(after_its_code(widget), weights(widget))


def test_the_code_tells_changes_and_edits_on_the_way():
    widget = take(explore_training(noise=0.13, n_examples=101, seed=3), 7)
    for name, value in KEEPS_WEIGHTS.items():
        widget.controls[name].value = value
        take(widget, 6)
    widget.controls["layer"].value = "output"
    widget.controls["source"].value = "bias"
    widget.controls["typed"].value = 1.25
    take(widget, 5)
    widget.controls["dropout"].value = 0.0
    widget.controls["optimizer"].value = "momentum 0.9"
    take(widget, 9)
    assert "model.parameters[3].value[0] = 1.25" in widget.code
    assert same(after_its_code(widget), weights(widget))


def test_full_batches_give_the_same_weights_as_their_code():
    widget = take(explore_training(n_examples=1000, batch_size=500, n_neurons=16, n_layers=3), 20)
    assert same(after_its_code(widget), weights(widget))


def test_the_code_is_shown_where_it_is_asked_for():
    widget = take(explore_training(), 1)
    assert widget.code_box.value == ""
    widget.controls["show_code"].value = True
    assert "after this code, model has the same weights" in widget.code_box.value
    assert "# What the widget has done, 1 step:" in widget.code
    widget.reset()
    assert widget.code_box.value == ""
    assert "# No step was taken yet." in widget.code


def test_a_weight_set_by_hand_moves_the_boundary(tmp_path):
    widget = take(explore_training(), 30)
    before, boundary = pixels(widget, tmp_path), widget.drawing.boundary.get_xydata()
    widget.controls["weight"].value = 5.0
    assert first_weight(widget) == 5
    assert widget.controls["typed"].value == 5
    assert "You have set the weight of hidden 1, neuron 1, from x" in widget.text
    assert not np.array_equal(widget.drawing.boundary.get_xydata(), boundary)
    assert np.abs(pixels(widget, tmp_path) - before).max() > 0.3


def test_the_boundary_is_where_the_probability_is_one_half():
    widget = take(explore_training(learning_rate=1.0, n_layers=2), 200)
    line = widget.drawing.boundary.get_xydata()
    on_it = line[~np.isnan(line[:, 0])].astype(np.float32)
    assert len(on_it) > 20
    assert np.abs(widget.run.probabilities(on_it) - 0.5).max() < 0.2
    assert np.abs(np.median(widget.run.probabilities(on_it)) - 0.5) < 0.01


def test_undo_goes_back_to_before_the_edit_with_all_that_belongs_to_it():
    widget = take(explore_training(optimizer="Adam"), 13)
    untouched = take(explore_training(optimizer="Adam"), 13)
    assert widget.controls["undo"].disabled
    widget.controls["weight"].value = 5.0
    widget.controls["weight"].value = 6.0  # one edit: it goes back beyond both
    take(widget, 20)
    widget.controls["undo"].click()
    assert "Undone: back at step 13" in widget.text
    assert widget.controls["undo"].disabled
    assert same(weights(widget), weights(untouched))
    assert widget.controls["weight"].value == pytest.approx(first_weight(widget), rel=1e-3)
    assert same(weights(take(widget, 20)), weights(take(untouched, 20)))
    assert np.array_equal(widget.history.train_loss, untouched.history.train_loss)
    assert same(after_its_code(widget), weights(widget))


def test_edits_are_undone_one_by_one():
    widget = explore_training()
    first = first_weight(widget)
    widget.controls["weight"].value = 5.0
    take(widget, 1)
    widget.controls["typed"].value = 50.0
    assert widget.controls["weight"].value == 10  # as far as the slider goes
    widget.controls["undo"].click()
    assert first_weight(widget) == pytest.approx(5, abs=0.5)
    widget.controls["undo"].click()
    widget.controls["undo"].click()
    assert first_weight(widget) == first


def test_another_weight_is_shown_and_not_changed_when_it_is_chosen():
    widget = explore_training(n_layers=2, n_neurons=3)
    before = weights(widget)
    for layer, source in [("hidden 2", "neuron 3"), ("output", "bias"), ("hidden 1", "y")]:
        widget.controls["layer"].value = layer
        widget.controls["source"].value = source
    assert widget.controls["weight"].value == pytest.approx(before[0][0, 1], rel=1e-3)
    assert same(weights(widget), before)
    widget.controls["n_layers"].value = 1
    assert widget.controls["layer"].options == ["hidden 1", "output"]
    assert widget.error is None


def test_a_moved_slider_is_not_pushed_back_by_a_drawing_that_knows_it_not_yet():
    widget = explore_training()
    with widget.hold():
        widget.controls["weight"].value = 3.0
        widget.weights.show(widget.model)
        assert widget.controls["weight"].value == 3
    widget.redraw()
    assert first_weight(widget) == 3


def test_while_it_plays_the_field_stays_and_an_edit_counts():
    widget = explore_training()
    field = widget.controls["typed"].value
    widget.player.play()
    widget.player.run_slice()
    assert widget.controls["typed"].value == field
    widget.controls["typed"].value = 4.0
    assert first_weight(widget) == 4
    widget.player.toggle()
    widget.redraw()
    assert widget.controls["typed"].value == pytest.approx(first_weight(widget), rel=1e-3)


def diverging():
    return explore_training(activation="ReLU", n_layers=3, learning_rate=10)


def test_divergence_is_told_in_words_and_the_last_good_picture_stays():
    widget = diverging()
    while widget.run.step():
        pass
    widget.redraw()
    last_good = widget.picture.png()
    assert "Training has diverged: step 2, at the learning rate 10," in widget.text
    assert "above 10,000 is too much" in widget.text
    assert widget.run.n_steps == 1
    assert all(np.isfinite(value).all() for value in weights(widget))
    assert same(after_its_code(widget), weights(widget))
    assert np.isfinite(widget.history.train_loss).all()
    widget.run.step()
    widget.redraw()
    assert widget.picture.png() == last_good


@pytest.mark.parametrize("action", ["Step", "Epoch"])
def test_after_divergence_a_step_starts_again_with_the_settings_as_they_are(action):
    widget = diverging()
    widget.controls["epoch"].click()
    widget.controls["learning_rate"].value = 0.01
    assert "diverged" in widget.text
    buttons = {"Step": widget.player.step_button, "Epoch": widget.controls["epoch"]}
    buttons[action].click()
    assert "diverged" not in widget.text
    assert widget.run.n_steps == (1 if action == "Step" else 10)
    assert widget.values["learning_rate"] == 0.01


def test_a_loss_that_is_not_a_number_is_divergence_too():
    widget = explore_training()
    widget.model.parameters[-2].value[...] = np.inf
    widget.player.step_button.click()
    assert "diverged" in widget.text
    assert widget.error is None


def test_large_losses_that_hardly_change_are_no_divergence():
    widget = explore_training(activation="ReLU", n_neurons=1)
    for layer in ("hidden 1", "output"):
        widget.controls["layer"].value = layer
        widget.controls["typed"].value = 1000.0
    widget.controls["optimizer"].value = "Adam"
    widget.controls["learning_rate"].value = 1e-4
    before = widget.history.train_loss[-1]
    widget.player.step_button.click()
    assert "diverged" not in widget.text
    assert widget.run.n_steps == 1
    assert before > 1e5
    assert widget.history.train_loss[-1] == pytest.approx(before, rel=0.01)


def test_whoever_starts_again_after_a_divergence_is_told():
    widget = diverging()
    while widget.run.step():
        pass
    widget.controls["learning_rate"].value = 0.01
    widget.player.step_button.click()
    assert "Started again" in widget.text


def test_small_losses_and_nearly_all_right_answers_are_said_truly():
    widget = explore_training(n_examples=1000)
    widget.run.records[0] = [0.0003, 0.0, 0.998, 1.0]
    widget.redraw()
    assert "below 0.001 in training, 0.000 in validation" in widget.text
    assert "over 99 % and 100 %" in widget.text


def test_an_epoch_can_be_paused_between_two_slices(monkeypatch):
    monkeypatch.setattr("nnlib.widgets.training.widget.current_kernel", object)  # it runs slices
    widget = explore_training(n_examples=1000, batch_size=1)
    widget.controls["epoch"].click()
    assert widget.run.n_steps == 0
    assert widget.player.playing
    widget.player.run_slice()
    assert 0 < widget.run.n_steps < 500
    widget.player.pause()
    n_steps = widget.run.n_steps
    widget.player.run_slice()
    assert widget.run.n_steps == n_steps
    widget.controls["epoch"].click()
    for _ in range(500):
        widget.player.run_slice()
    assert widget.run.n_steps == 500
    assert not widget.player.playing


def test_playing_ends_where_training_diverges():
    widget = diverging()
    widget.player.play()
    for _ in range(5):
        widget.player.run_slice()
    assert not widget.player.playing
    assert "diverged" in widget.text


def test_the_steps_come_to_an_end():
    widget = explore_training(n_examples=20)
    widget.run.n_steps = MOST_STEPS - 1
    widget.run.records[:] = 0.5
    widget.player.step_button.click()
    widget.player.step_button.click()
    assert widget.run.n_steps == MOST_STEPS
    assert "all the steps there are" in widget.text


def test_overfitting_is_noticed():
    widget = explore_training()
    widget.run.n_steps, widget.run.story = 300, [Stretch(widget.run.settings, 300)]
    widget.run.records[:301, 0] = np.linspace(0.7, 0.1, 301)
    widget.run.records[:301, 1] = [*np.linspace(0.7, 0.3, 51), *np.linspace(0.3, 0.6, 250)]
    widget.redraw()
    assert "Validation was best at step 50 and" in widget.text
    assert "overfitting" in widget.text


def test_what_cures_overfitting_is_not_called_overfitting():
    widget = explore_training(
        n_examples=100, noise=0.3, n_layers=2, n_neurons=16, optimizer="momentum 0.9", seed=3
    )
    for n_epoch in range(400):
        if n_epoch == 200:
            assert "overfitting" in widget.text
            widget.controls["l2"].value = 0.01
        widget.controls["epoch"].click()
        assert n_epoch < 200 or "overfitting" not in widget.text
    before, after = widget.history.validation_loss[[1000, -1]]
    assert after < 0.6 * before


def test_one_lucky_step_does_not_make_the_rest_overfitting():
    widget = explore_training()
    losses = 0.5 + 0.1 * np.random.default_rng(4).normal(size=601)
    losses[100] = 0.05
    widget.run.n_steps, widget.run.story = 600, [Stretch(widget.run.settings, 600)]
    widget.run.records[:601, 0] = np.linspace(0.7, 0.1, 601)
    widget.run.records[:601, 1] = losses
    widget.redraw()
    assert "overfitting" not in widget.text


def test_a_loss_that_stays_where_it_is_is_noticed():
    widget = take(explore_training(learning_rate=1e-4, activation="sigmoid"), 201)
    assert "the training loss has hardly moved" in widget.text


def test_stronger_penalties_make_smaller_weights():
    sizes = {}
    for name in ("none", "l1", "l2"):
        widget = explore_training(**({} if name == "none" else {name: 0.03}))
        take(widget, 300)
        sizes[name] = [np.abs(layer.value).mean() for layer in widget.model.parameters[::2]]
    assert np.all(np.array(sizes["l1"]) < sizes["none"])
    assert np.all(np.array(sizes["l2"]) < sizes["none"])


def test_start_again_keeps_the_settings_and_reset_brings_them_back():
    widget = explore_training()
    first = weights(widget)
    widget.controls["learning_rate"].value = 1.0
    take(widget, 5)
    widget.controls["again"].click()
    assert widget.text.startswith("Step 0")
    assert widget.values["learning_rate"] == 1
    assert same(weights(widget), first)
    widget.controls["weight"].value = -9.0
    widget.controls["layer"].value = "output"
    widget.reset()
    assert widget.error is None
    assert widget.values == explore_training().values
    assert same(weights(widget), first)
    assert widget.controls["undo"].disabled


def extremes(control):
    match control:
        case Slider():
            return [control.positions[0], control.positions[-1]]
        case NumberField():
            return [control.least, control.largest]
        case Choice():
            return [control.options[0], control.options[-1]]
        case Toggle():
            return [True, False]
    return []


@pytest.mark.parametrize("n_layers", [1, 3])
def test_every_control_works_at_its_ends_and_refuses_the_rest(n_layers):
    widget = explore_training(n_layers=n_layers, n_examples=40)
    for name, control in widget.controls.items():
        for value in extremes(control):
            control.value = value
            take(widget, 1)
            assert name == "seed" or np.isfinite(widget.history.train_loss).all()
        if not isinstance(control, Button):
            before = control.value
            for hostile in (float("nan"), float("inf"), "often", None, -12345.5, [1]):
                with pytest.raises(ControlError):
                    control.value = hostile
            assert control.value == before
        widget.reset()


def test_the_learners_own_points_with_any_two_names():
    rng = np.random.default_rng(2)
    inputs = rng.normal(size=(60, 2))
    labels = np.where(inputs[:, 0] > 0, "right", "left")
    widget = take(explore_training(inputs, labels, learning_rate=0.5), 200)
    assert "data" not in widget.controls
    assert widget.history.validation_accuracy[-1] > 0.9
    assert widget.model.forward(np.array([[2.0, 0.0]]))[0, 0] > 0  # "right" comes after "left"
    assert "class right" in widget.drawing.points[1].get_label()
    assert same(after_its_code(widget, inputs=inputs, labels=labels), weights(widget))


def test_inputs_that_are_far_from_zero_are_mentioned():
    inputs = 170 + np.arange(40.0).reshape(20, 2)
    widget = explore_training(inputs, np.arange(20) % 2)
    assert "The inputs reach out to 209: scale them" in widget.text
    widget = explore_training(np.ones((20, 2)), np.arange(20) % 2)
    assert widget.error is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"inputs": np.ones((30, 3)), "labels": np.arange(30) % 2}, "shape (30, 3)"),
        ({"inputs": np.full((30, 2), np.nan), "labels": np.arange(30) % 2}, "without nan"),
        ({"inputs": [["a", "b"]] * 30, "labels": np.arange(30) % 2}, "numbers up to a million"),
        ({"inputs": np.ones((30, 2)), "labels": np.arange(30) % 3}, "3 different ones"),
        ({"inputs": np.ones((30, 2)), "labels": np.arange(29) % 2}, "in shape (29,)"),
        ({"inputs": np.ones((30, 2))}, "two different ones; got none."),
        ({"inputs": np.ones((30, 2)), "labels": np.ones(30)}, "got 1 different ones"),
        ({"labels": np.arange(30) % 2}, "got object of shape ()"),
        ({"inputs": np.ones((2, 2)), "labels": [0, 1]}, "from 20 to 1000 examples; got 2"),
        ({"n_examples": 5000}, "from 20 to 1000 examples; got 5000"),
        ({"n_examples": 100.5}, "got 100.5"),
        ({"data": "three moons"}, "'two moons', 'circles'"),
        ({"noise": -1}, '"noise" expected a number from 0 to 0.5'),
        ({"n_layers": 9}, '"hidden layers" expected one of 1, 2, 3'),
        ({"n_neurons": 0}, "neurons in each"),
        ({"batch_size": 101}, "a whole number from 1 to 100; got 101"),
        ({"learning_rate": 0}, "learning rate"),
        ({"dropout": 1.0}, "dropout share"),
        ({"l1": float("nan")}, "L1 strength"),
        ({"optimizer": "adam"}, "'Adam'"),
        ({"seed": -1}, "seed"),
    ],
)
def test_arguments_that_cannot_be_are_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=r"(?i)expected") as caught:
        explore_training(**arguments)
    assert words in str(caught.value)


def test_settings_between_those_of_a_list_can_be_given_at_first():
    widget = explore_training(batch_size=33, l2=0.02, dropout=0.25)
    assert widget.values["batch_size"] == 33
    assert 0.02 in widget.controls["l2"].options
    assert widget.error is None


def test_the_data_lie_inside_the_picture_and_more_noise_seldom_moves_its_frame():
    rng = np.random.default_rng(4)
    for scale in (1e-2, 1, 3e4):
        points = scale * (rng.normal(size=(50, 2)) + 1)
        low, high = square_around(points).T
        assert np.all((low < points) & (points < high))
        assert np.ptp(high - low) <= 1e-6 * scale
    assert np.array_equal(square_around(points), square_around(1.001 * points))


@pytest.mark.parametrize(("first", "second"), [(0.5, 0.5), (0, 0.01), (0.3, 0.1), (0.02, 0)])
def test_two_words_never_stand_on_each_other(first, second):
    places = apart(first, second)
    assert abs(places[0] - places[1]) > 0.039
    assert (places[0] > places[1]) == (first > second)


def test_every_weight_can_be_chosen():
    widget = explore_training(n_layers=2, n_neurons=2)
    seen = set()
    for layer in ("hidden 1", "hidden 2", "output"):
        widget.controls["layer"].value = layer
        for neuron in list(widget.controls["neuron"].options):
            widget.controls["neuron"].value = neuron
            for source in list(widget.controls["source"].options):
                widget.controls["source"].value = source
                place = widget.weights.place
                assert place.words.endswith(f"from {source}") != (source == "bias")
                seen.add((place.number, place.index))
    assert len(seen) == widget.model.n_parameters
    assert [layer.n_inputs for layer in widget.model.layers if isinstance(layer, Linear)] == [2] * 3


def test_closing_ends_all_of_it():
    widget = explore_training()
    widget.player.play()
    parts = [part for line in widget.panel.children for part in getattr(line, "children", ())]
    widget.close()
    assert not widget.player.playing
    assert all(part.comm is None for part in [*parts, *widget.controls.values()])


def test_long_names_of_classes_are_cut_to_fit_the_legend():
    inputs = np.random.default_rng(2).normal(size=(20, 2))
    labels = np.where(inputs[:, 0] > 0, "versicolor and more", "virginica")
    figure = explore_training(inputs, labels).picture.figure
    figure.canvas.draw()
    legend = figure.legends[0].get_window_extent()
    assert legend.x1 <= figure.bbox.x1
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert texts[:2] == ["training, versicolor…", "training, virginica"]


def test_that_an_optimizer_forgets_is_said_of_the_optimizer():
    widget = explore_training()
    widget.controls["epoch"].click()
    widget.controls["optimizer"].value = "Adam"
    widget.controls["dropout"].value = 0.5
    assert "optimizer Adam (which has forgotten the steps before), dropout 0.5" in widget.text
