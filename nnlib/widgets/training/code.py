"""A run of `explore_training` told as code: executed, it ends with the same weights."""

from itertools import pairwise

from nnlib.widgets.training.recipe import ACTIVATIONS, DATA, OPTIMIZERS, Settings
from nnlib.widgets.training.run import Edit, Run, Stretch

PROGRAM = '''\
# What the widget has done, {n_steps}: after this code, model has the same weights.
{imports}

# Random numbers for the data, the first weights, the minibatches and the dropout.
data_rng, weight_rng, batch_rng, dropout_rng = np.random.default_rng({seed}).spawn(4)

{data}
n_train = len(labels) // 2  # the other half is for validation
train_inputs = inputs[:n_train].astype(np.float32)
train_targets = labels[:n_train].reshape(-1, 1).astype(np.float32)

model = Sequential(
{layers}
)
loss = BinaryCrossEntropy()
optimizer = {optimizer}
order = []  # the numbers of the examples that are still to come in this epoch


def train(n_steps, batch_size{penalty_arguments}):
    """Take n_steps steps, each for the next batch_size examples."""
    model.training = True
    for _ in range(n_steps):
        if not order:
            order.extend(batch_rng.permutation(n_train))
        batch = order[:batch_size]
        del order[:batch_size]
        predictions = model.forward(train_inputs[batch])
        model.backward(loss.gradient(predictions, train_targets[batch]))
{penalties}        optimizer.step()
    model.training = False


{story}
'''
PENALTIES = """\
        for weight in model.parameters:
            if weight.decays:  # biases do not
                weight.gradient += l1 * np.sign(weight.value) + l2 * weight.value
"""
OWN_DATA = """\
# inputs, of shape (n_examples, 2), and labels, (n_examples,), are your own: have them ready.
inputs, labels = np.asarray(inputs), np.unique(labels, return_inverse=True)[1]  # labels 0 and 1
mixed = data_rng.permutation(len(labels))
inputs, labels = inputs[mixed], labels[mixed]"""


def code_of(run: Run) -> str:
    """Return the Python code that does what the run has done so far."""
    stretches = [part.settings for part in run.story if isinstance(part, Stretch)]
    first = stretches[0] if stretches else run.settings
    dropout = any(settings.dropout for settings in stretches)
    penalties = any(settings.l1 or settings.l2 for settings in stretches)
    return PROGRAM.format(
        n_steps="1 step" if run.n_steps == 1 else f"{run.n_steps} steps",
        imports=imports(run, [first, *stretches], dropout),
        seed=run.recipe.seed,
        data=data_of(run),
        layers="\n".join(f"    {layer}," for layer in layers_of(run, dropout)),
        optimizer=optimizer_of(first),
        penalty_arguments=", l1=0, l2=0" if penalties else "",
        penalties=PENALTIES if penalties else "",
        story="\n".join(lines_of_story(run, first)) or "# No step was taken yet.",
    )


def imports(run: Run, settings: list[Settings], dropout: bool) -> str:
    """Return the lines of imports, each name only where it is needed."""
    activation = ACTIVATIONS[run.recipe.activation][0].__name__
    layers = ["Linear", "Sequential", activation] + ["Dropout"] * dropout
    optimizers = {OPTIMIZERS[each.optimizer][0].__name__ for each in settings}
    lines = [
        "import numpy as np",
        "",
        f"from nnlib.layers import {', '.join(sorted(layers))}",
        "from nnlib.losses import BinaryCrossEntropy",
        f"from nnlib.optimizers import {', '.join(sorted(optimizers))}",
    ]
    if run.recipe.data in DATA:
        maker = DATA[run.recipe.data]
        lines.insert(2, f"from {maker.__module__} import {maker.__name__}")
    return "\n".join(lines)


def data_of(run: Run) -> str:
    """Return the lines that make the data."""
    recipe = run.recipe
    if recipe.data not in DATA:
        return OWN_DATA
    maker = DATA[recipe.data].__name__
    return f"inputs, labels = {maker}({recipe.n_examples}, {recipe.noise!r}, data_rng)"


def layers_of(run: Run, dropout: bool) -> list[str]:
    """Return the layers of the network, one a line."""
    recipe = run.recipe
    activation, initialization = ACTIVATIONS[recipe.activation]
    sizes, lines = [2] + [recipe.n_neurons] * recipe.n_layers, []
    for n_inputs, n_outputs in pairwise(sizes):
        lines.append(linear(n_inputs, n_outputs, initialization))
        lines.append(f"{activation.__name__}()")
        lines += ["Dropout(0.0, rng=dropout_rng)"] * dropout
    return [*lines, linear(sizes[-1], 1, "glorot")]


def linear(n_inputs: int, n_outputs: int, initialization: str) -> str:
    """Return the code of a linear layer."""
    return f'Linear({n_inputs}, {n_outputs}, rng=weight_rng, initialization="{initialization}")'


def optimizer_of(settings: Settings) -> str:
    """Return the code of an optimizer with an empty memory."""
    kind, options = OPTIMIZERS[settings.optimizer]
    arguments = ["model.parameters", repr(settings.learning_rate)]
    arguments += [f"{name}={value!r}" for name, value in options.items()]
    return f"{kind.__name__}({', '.join(arguments)})"


def lines_of_story(run: Run, settings: Settings) -> list[str]:
    """Return what was done to the network, in the order in which it was done."""
    lines, before = [], Settings(**{**vars(settings), "dropout": 0.0})
    for part in run.story:
        if isinstance(part, Edit):
            place = ", ".join(map(str, part.place))
            lines.append(f"model.parameters[{part.number}].value[{place}] = {part.value!r}")
        else:
            lines += [*changes(before, part.settings), call_of_train(part)]
            before = part.settings
    return lines


def changes(before: Settings, now: Settings) -> list[str]:
    """Return the lines that change the optimizer and the dropout, where they have changed."""
    lines = []
    if now.optimizer != before.optimizer:
        lines.append(f"optimizer = {optimizer_of(now)}")
    elif now.learning_rate != before.learning_rate:
        lines.append(f"optimizer.learning_rate = {now.learning_rate!r}")
    if now.dropout != before.dropout:
        lines.append("for layer in model.layers[2::3]:  # the dropout")
        lines.append(f"    layer.share = {now.dropout!r}")
    return lines


def call_of_train(stretch: Stretch) -> str:
    """Return the call that takes these steps."""
    settings = stretch.settings
    penalties = {"l1": settings.l1, "l2": settings.l2}
    chosen = "".join(f", {name}={value!r}" for name, value in penalties.items() if value)
    return f"train({stretch.n_steps}, batch_size={settings.batch_size}{chosen})"
