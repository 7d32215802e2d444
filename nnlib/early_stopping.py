"""Early stopping: end a training when the validation loss has stopped falling, and go back."""

import math

import numpy as np

from nnlib.checks import check_count
from nnlib.training import History, StopTraining


class EarlyStopping:
    """Ends the training of a model when new examples have nothing more to gain from it.

        stopping = EarlyStopping(model, patience=10)
        history = train(model, ..., validation=validation, on_epoch=stopping)
        stopping.restore()

    After each epoch it looks at the validation loss. The lowest so far makes that epoch the best,
    and its parameters are copied. When there has been none lower for `patience` epochs, training
    ends, and `history.stopped` says so.

    Args:
        model: the one that is trained.
        patience: how many epochs to wait for a lower loss, 1 or more.

    Attributes:
        best_epoch: the epoch of the lowest validation loss, counted from 1; 0 before there is one.
        best_loss: that loss.

    Raises:
        ValueError: for a patience below 1, after an epoch without validation, or when another
            model is trained than the one it watches.

    Source: Prechelt 1998, Early stopping, but when?
    Taught in: lesson 11.
    """

    def __init__(self, model, patience: int):
        check_count("patience", patience)
        self.model, self.patience = model, patience
        self.last_epoch, self.best_epoch, self.best_loss = 0, 0, math.inf
        self.best_values: list[np.ndarray] = []

    def __call__(self, history: History) -> None:
        """Look at the last epoch: remember it if it is the best, and end the training in time."""
        if len(history.validation_loss) != history.n_epochs:
            raise ValueError(
                "EarlyStopping watches the validation loss, and this epoch has none: expected a"
                " training with validation examples. Pass validation=(inputs, targets) to train."
            )
        epoch, loss = history.n_epochs, history.validation_loss[-1]
        if epoch <= self.last_epoch:  # another training has begun
            self.best_epoch, self.best_loss, self.best_values = 0, math.inf, []
        self.last_epoch = epoch
        if self.best_values and loss != self.best_loss:
            self.check_moved()
        if loss < self.best_loss:
            self.best_epoch, self.best_loss = epoch, loss
            self.best_values = [parameter.value.copy() for parameter in self.model.parameters]
        elif epoch - self.best_epoch >= self.patience:
            raise StopTraining(
                f"Stopped after epoch {epoch}: no lower validation loss since epoch"
                f" {self.best_epoch}."
            )

    def check_moved(self) -> None:
        """Say so where the loss is another one, and the parameters are what they were."""
        pairs = zip(self.model.parameters, self.best_values, strict=True)
        if all(np.array_equal(parameter.value, value) for parameter, value in pairs):
            raise ValueError(
                "EarlyStopping expected the model that is trained; the one that it watches has not"
                " changed since the best epoch. Make it again: EarlyStopping(model, patience=...)."
            )

    def restore(self) -> None:
        """Give the model back the parameters of the best epoch.

        Raises:
            RuntimeError: before there is a best epoch.
        """
        if not self.best_values:
            raise RuntimeError(
                "restore needs a best epoch, and there has been none with a finite validation loss."
                " Pass this object to train as on_epoch first."
            )
        for parameter, value in zip(self.model.parameters, self.best_values, strict=True):
            parameter.value[...] = value
