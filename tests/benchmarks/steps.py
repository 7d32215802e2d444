"""The time of a step: two networks, five batch sizes, and every peer that is installed."""

from tests.benchmarks import measure, peers
from tests.benchmarks.networks import RELU, SIGMOID, Network

BATCH_SIZES = (1, 10, 32, 128, 1024)
KINDS = {RELU: "ReLU, softmax cross-entropy", SIGMOID: "sigmoids, squared error"}
Times = dict[str, dict[str, float]]  # batch size to peer to microseconds a step


def report(options) -> measure.Section:
    """Return a table and a picture for both networks."""
    times = {network: network_times(network, options) for network in KINDS}
    momentum = momentum_ratio(options.rounds)
    tables = [measure.comparison(times[net], f"{net}, {KINDS[net]}") for net in KINDS]
    return measure.Section(
        "\n\n".join([*tables, f"With momentum 0.9 a step takes {momentum:.2f} times as long."]),
        {"speed.png": picture(times)},
    )


def network_times(network: Network, options) -> Times:
    """Return the microseconds of a step for each batch size and peer."""
    times = {}
    for size in BATCH_SIZES:
        found = peers.peers_for(network, size, options.compiled)
        times[f"batch {size}"] = measure.timed(f"{network}, batch {size}", found, options.rounds)
    return times


def momentum_ratio(n_rounds: int) -> float:
    """Return how much longer a step with momentum takes, long after the start."""
    pair = {name: peers.nnlib_epoch(RELU, 32, m) for name, m in (("plain", 0.0), ("momentum", 0.9))}
    for _ in range(5):
        pair["momentum"]()  # so that velocities that fade have faded
    times = measure.timed("momentum", pair, n_rounds)
    return times["momentum"] / times["plain"]


def picture(times: dict[Network, Times]) -> bytes:
    """Return a PNG: the time of a step against the batch size, a line for each peer."""
    from nnlib.plots import new_figure, png_bytes

    figure, both_axes = new_figure(1, 2, size=(10, 4.4), sharey=True)
    looks = {}
    for axes, (network, rows) in zip(both_axes, times.items(), strict=True):
        for name in dict.fromkeys(peer for row in rows.values() for peer in row):
            microseconds = [row[name] for row in rows.values()]
            color, mark = looks.setdefault(name, look(len(looks)))
            axes.loglog(BATCH_SIZES, microseconds, mark, color=color, ms=5, label=name)
        axes.set(title=f"{network}, {KINDS[network]}", xlabel="batch size")
        axes.set_xticks(BATCH_SIZES, list(map(str, BATCH_SIZES)))
        axes.minorticks_off()
    both_axes[0].set_ylabel("microseconds a step")
    lines = {line.get_label(): line for axes in both_axes for line in axes.get_lines()}
    figure.legend(lines.values(), lines.keys(), loc="outside right center", frameon=False)
    return png_bytes(figure)


def look(number: int) -> tuple[str, str]:
    """Return a colour and a mark that no other line has."""
    from nnlib.plots import BLACK, BLUE, GREEN, PURPLE, VERMILLION

    colors = [BLUE, BLACK, VERMILLION, GREEN, PURPLE, "#777777"]
    marks = ["o-", "x:", "s--", "^-", "d-.", "v--", "P:", "*-.", "<--", ">-"]
    return colors[number % len(colors)], marks[number % len(marks)]
