import numpy as np
import pytest

from nnlib.early_stopping import EarlyStopping
from nnlib.layers import Linear, Sequential
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.optimizers import SGD
from nnlib.training import History, StopTraining, train

LOSSES = [3.0, 2.0, 2.5, 1.0, 1.5, 1.2, 1.0, 0.5]


def model():
    return Sequential(Linear(1, 1, rng=np.random.default_rng(0)))


def follow(stopping, losses):
    """Play the epochs of a training; after epoch n the weight is n. Return the last epoch."""
    history = History()
    for epoch, loss in enumerate(losses, 1):
        stopping.model.parameters[0].value[...] = epoch
        history.train_loss.append(0.0)
        history.validation_loss.append(loss)
        try:
            stopping(history)
        except StopTraining:
            return epoch
    return None


@pytest.mark.parametrize(
    ("patience", "last", "best"), [(1, 3, 2), (2, 6, 4), (3, 7, 4), (4, None, 8), (9, None, 8)]
)
def test_it_stops_when_the_loss_has_not_fallen_for_so_many_epochs(patience, last, best):
    stopping = EarlyStopping(model(), patience)
    assert follow(stopping, LOSSES) == last
    assert stopping.best_epoch == best
    assert stopping.best_loss == LOSSES[best - 1]


def test_an_equal_loss_is_no_fall():
    stopping = EarlyStopping(model(), 2)
    assert follow(stopping, [1.0, 1.0, 1.0, 1.0]) == 3
    assert stopping.best_epoch == 1


def test_restore_gives_back_the_values_of_the_best_epoch_in_place():
    stopping = EarlyStopping(model(), 2)
    value = stopping.model.parameters[0].value
    follow(stopping, LOSSES)
    assert value == 6
    stopping.restore()
    assert value == 4
    assert stopping.model.parameters[0].value is value


def run(stopping=None, network=None, **settings):
    """Train on labels that mean nothing, so that new examples soon do worse."""
    rng, network = np.random.default_rng(1), network or stopping.model
    inputs, labels = rng.normal(size=(60, 20)), rng.integers(0, 3, 60)
    settings = {"validation": (inputs[30:], labels[30:]), "on_epoch": stopping, **settings}
    settings = {"n_epochs": 50, "batch_size": 10, "rng": rng, "progress": False, **settings}
    optimizer = SGD(network.parameters, 0.3, momentum=0.9)
    return train(network, SoftmaxCrossEntropy(), optimizer, inputs[:30], labels[:30], **settings)


def small():
    return Sequential(Linear(20, 3, rng=np.random.default_rng(2)))


def test_a_training_ends_and_says_why(capsys):
    stopping = EarlyStopping(small(), 4)
    history = run(stopping)
    assert history.n_epochs == stopping.best_epoch + 4 < 50
    assert np.argmin(history.validation_loss) + 1 == stopping.best_epoch
    best, last = stopping.best_epoch, history.n_epochs
    assert history.stopped == (
        f"Stopped after epoch {last}: no lower validation loss since epoch {best}."
    )
    assert capsys.readouterr().out == ""
    assert not stopping.model.training


def test_the_restored_network_has_the_best_loss_and_is_that_of_a_training_of_so_many_epochs():
    stopping, other = EarlyStopping(small(), 4), small()
    run(stopping)
    stopping.restore()
    run(network=other, n_epochs=stopping.best_epoch, validation=None)
    for one, same in zip(stopping.model.parameters, other.parameters, strict=True):
        assert np.array_equal(one.value, same.value)


def test_a_training_goes_on_after_restore():
    stopping = EarlyStopping(small(), 2)
    history = run(stopping)
    stopping.restore()
    before, n_epochs = stopping.model.parameters[0].value.copy(), history.n_epochs
    history = run(network=stopping.model, history=history, n_epochs=1)
    assert history.n_epochs == n_epochs + 1
    assert history.stopped == ""
    assert not np.array_equal(stopping.model.parameters[0].value, before)


def test_without_validation_it_says_what_to_pass():
    with pytest.raises(ValueError, match=r"validation=\(inputs, targets\) to train"):
        run(EarlyStopping(small(), 4), validation=None)


def test_restore_needs_a_best_epoch():
    stopping = EarlyStopping(model(), 3)
    follow(stopping, [np.nan, np.inf])
    with pytest.raises(RuntimeError, match="to train as on_epoch first"):
        stopping.restore()


@pytest.mark.parametrize("patience", [0, -1, 2.5, None])
def test_a_patience_below_one_is_refused(patience):
    with pytest.raises(ValueError, match="patience to be a whole number of at least 1; got"):
        EarlyStopping(model(), patience)


def test_a_second_training_begins_anew():
    network = model()
    stopping = EarlyStopping(network, 2)
    for losses in ([0.5, 0.4, 0.45], [0.9, 0.8, 0.85]):
        for n in range(1, 4):
            network.parameters[0].value[...] += 1
            stopping(History(train_loss=losses[:n], validation_loss=losses[:n]))
        assert (stopping.best_epoch, stopping.best_loss) == (2, losses[1])


def test_an_epoch_without_validation_is_refused_after_others_with_it():
    network = small()
    history = run(network=network, n_epochs=2)
    with pytest.raises(ValueError, match="this epoch has none"):
        run(
            EarlyStopping(network, 3), network=network, n_epochs=2, history=history, validation=None
        )


def test_a_model_that_is_not_the_trained_one_is_noticed_after_two_epochs():
    stopping, trained = EarlyStopping(small(), 4), small()
    with pytest.raises(ValueError, match="expected the model that is trained"):
        run(network=trained, on_epoch=stopping)


def test_a_training_that_does_not_move_is_no_fault():
    stopping, still = EarlyStopping(model(), 2), [1.0, 1.0]
    for n in (1, 2):
        stopping(History(train_loss=still[:n], validation_loss=still[:n]))
    assert stopping.best_epoch == 1
