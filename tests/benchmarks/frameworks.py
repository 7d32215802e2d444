"""The same training in PyTorch, JAX and Keras: eager, compiled step by step, or a whole epoch."""

import os

import numpy as np

from nnlib.datasets import scale
from tests.benchmarks.networks import RATE, Network, data_for, starting_weights, targets_for

os.environ.setdefault("KERAS_BACKEND", "jax")  # before Keras is loaded


def torch_model(network: Network, seed: int = 0):
    """Return the network in PyTorch, and its loss."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    found = []
    for n_in, n_out in network.pairs():
        found += [nn.Linear(n_in, n_out), nn.ReLU() if network.softmax else nn.Sigmoid()]
        nn.init.kaiming_normal_(found[-2].weight, nonlinearity="relu")
    if network.softmax:
        return nn.Sequential(*found[:-1]), nn.CrossEntropyLoss()
    return nn.Sequential(*found), nn.MSELoss()


def torch_epoch(network: Network, batch_size: int):
    """Train with PyTorch, eager: the loop of its tutorials."""
    import torch

    model, loss = torch_model(network)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)

    def step(inputs, targets) -> None:
        optimizer.zero_grad()
        loss(model(inputs), targets).backward()
        optimizer.step()

    return torch_steps(network, batch_size, step)


def torch_compiled_epoch(network: Network, batch_size: int):
    """Train with PyTorch, the whole step compiled: forward, backward and update."""
    import torch

    model, loss = torch_model(network)
    parameters = {name: value.detach() for name, value in model.named_parameters()}
    torch.compiler.reset()  # it gives up after a few shapes

    def loss_of(parameters, inputs, targets):
        return loss(torch.func.functional_call(model, parameters, (inputs,)), targets)

    @torch.compile(fullgraph=True, dynamic=False)
    def compiled(parameters, inputs, targets):
        for name, gradient in torch.func.grad(loss_of)(parameters, inputs, targets).items():
            parameters[name].sub_(RATE * gradient)

    def step(inputs, targets) -> None:
        compiled(parameters, inputs, targets)

    return torch_steps(network, batch_size, step)


def torch_steps(network: Network, batch_size: int, step):
    """Return an epoch that takes this step for every batch."""
    import torch

    inputs, labels = data_for(batch_size)
    inputs = torch.from_numpy(scale(inputs))
    targets = torch.from_numpy(np.array(targets_for(network, labels)))

    def epoch() -> int:
        order = torch.randperm(len(inputs))
        for start in range(0, len(inputs), batch_size):
            chosen = order[start : start + batch_size]
            step(inputs[chosen], targets[chosen])
        return len(inputs) // batch_size

    return epoch


def jax_outputs(network: Network):
    """Return a function in JAX, (parameters, inputs) to the sums of the last layer."""
    import jax

    activation = jax.nn.relu if network.softmax else jax.nn.sigmoid

    def outputs(parameters, x):
        for weight, bias in parameters[:-1]:
            x = activation(x @ weight + bias)
        return x @ parameters[-1][0] + parameters[-1][1]

    return outputs


def jax_loss(network: Network):
    """Return the loss in JAX, (parameters, inputs, targets) to a number."""
    import jax
    import jax.numpy as jnp

    outputs = jax_outputs(network)

    def loss(parameters, x, targets):
        z = outputs(parameters, x)
        if network.softmax:
            return -jnp.take_along_axis(jax.nn.log_softmax(z), targets[:, None], axis=1).mean()
        return ((jax.nn.sigmoid(z) - targets) ** 2).mean()

    return loss


def jax_step(network: Network):
    """Return a step in JAX, not yet compiled: (parameters, inputs, targets) to new parameters."""
    import jax

    loss = jax_loss(network)

    def step(parameters, x, targets):
        gradients = jax.grad(loss)(parameters, x, targets)
        return jax.tree.map(lambda p, g: p - RATE * g, parameters, gradients)

    return step


def jax_start(network: Network, rng: np.random.Generator):
    """Return starting weights and biases as JAX arrays."""
    import jax.numpy as jnp

    weights = starting_weights(network, rng)
    return [(jnp.asarray(weight), jnp.zeros(weight.shape[1])) for weight in weights]


def jax_epoch(network: Network, batch_size: int):
    """Train with JAX, the step jitted and called for every batch."""
    import jax

    inputs, labels = data_for(batch_size)
    inputs, targets = scale(inputs), targets_for(network, labels)
    rng = np.random.default_rng(0)
    parameters, step = jax_start(network, rng), jax.jit(jax_step(network))

    def epoch() -> int:
        nonlocal parameters
        order = rng.permutation(len(inputs))
        for start in range(0, len(inputs), batch_size):
            chosen = order[start : start + batch_size]
            parameters = step(parameters, inputs[chosen], targets[chosen])
        jax.block_until_ready(parameters)
        return len(inputs) // batch_size

    return epoch


def jax_whole_epoch(network: Network, batch_size: int):
    """Train with JAX, the loop over all batches of an epoch jitted as one."""
    import jax
    import jax.numpy as jnp

    inputs, labels = data_for(batch_size)
    inputs, targets = jnp.asarray(scale(inputs)), jnp.asarray(targets_for(network, labels))
    rng = np.random.default_rng(0)
    parameters, step = jax_start(network, rng), jax_step(network)

    @jax.jit
    def all_steps(parameters, inputs, targets, batches):
        def one(parameters, chosen):
            return step(parameters, inputs[chosen], targets[chosen]), None

        return jax.lax.scan(one, parameters, batches)[0]

    def epoch() -> int:
        nonlocal parameters
        batches = rng.permutation(len(inputs)).reshape(-1, batch_size)
        parameters = all_steps(parameters, inputs, targets, batches)
        jax.block_until_ready(parameters)
        return len(batches)

    return epoch


def keras_model(network: Network, seed: int = 0, weight_decay: float = 0.0):
    """Return the network in Keras, without optimizer and loss."""
    import keras

    keras.utils.set_random_seed(seed)
    hidden = "relu" if network.softmax else "sigmoid"
    last = "linear" if network.softmax else "sigmoid"
    activations = [*[hidden] * (len(network.sizes) - 2), last]
    settings = {"kernel_initializer": "he_normal"}
    if weight_decay:
        settings["kernel_regularizer"] = keras.regularizers.L2(weight_decay / 2)
    found = [keras.Input((network.sizes[0],))]
    for size, activation in zip(network.sizes[1:], activations, strict=True):
        found.append(keras.layers.Dense(size, activation, **settings))
    return keras.Sequential(found)


def keras_loss(network: Network):
    """Return the loss of the network in Keras."""
    import keras

    if network.softmax:
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return keras.losses.MeanSquaredError()


def keras_epoch(network: Network, batch_size: int):
    """Train with Keras: `fit`, an epoch at a time."""
    import keras

    inputs, labels = data_for(batch_size)
    inputs, targets = scale(inputs), targets_for(network, labels)
    model = keras_model(network)
    model.compile(keras.optimizers.SGD(RATE), keras_loss(network))

    def epoch() -> int:
        model.fit(inputs, targets, batch_size=batch_size, epochs=1, verbose=0)
        return len(inputs) // batch_size

    return epoch
