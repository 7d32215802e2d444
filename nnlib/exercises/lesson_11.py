"""The exercises of lesson 11: pulls, silence, moved pictures, and when to stop."""

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake, several


def l2_step(weights, gradient, learning_rate, strength):
    """Return the weights after one step with the L2 penalty."""
    return weights - learning_rate * (gradient + strength * weights)


def l2_step_as_decay(weights, gradient, learning_rate, strength):
    """Return the same: first the weights shrink, then comes the ordinary step."""
    return (1 - learning_rate * strength) * weights - learning_rate * gradient


def l2_step_in_parts(weights, gradient, learning_rate, strength):
    """Return the same, from arrays or lists."""
    pull = np.multiply(strength, weights)
    return np.subtract(weights, learning_rate * np.add(gradient, pull))


def l2_step_one_by_one(weights, gradient, learning_rate, strength):
    """Return the same, one weight after the other."""
    stepped = np.array(weights, float)
    for place in np.ndindex(stepped.shape):
        pull = strength * weights[place]
        stepped[place] -= learning_rate * (gradient[place] + pull)
    return stepped


def random_step(rng):
    """Return weights and a gradient of one shape, a learning rate and a strength."""
    shape = tuple(rng.integers(1, 5, 2))
    return rng.normal(size=shape), rng.normal(size=shape), rng.uniform(0.05, 0.6), rng.uniform(0, 2)


L2_STEP = FunctionExercise(
    name="11-l2-step",
    passed="The penalty adds a pull towards zero, in proportion to the weight itself.",
    why="The slope of strength / 2 · w² is strength · w, and it is added to the gradient.",
    hints=(
        "Two things pull at a weight now. What is the slope of strength / 2 · w²?",
        "Add strength * weights to the gradient; then take an ordinary step.",
        "return weights - learning_rate * (gradient + strength * weights)",
    ),
    reference=l2_step,
    cases=(
        (np.array([2.0, -1.0]), np.array([0.5, 0.0]), 0.1, 0.2),
        (np.array([[1.0, -3.0], [0.5, 0.0]]), np.array([[-1.0, 2.0], [0.4, 1.0]]), 0.5, 0.1),
        (np.array([4.0, -2.0, 1.0]), np.array([1.0, 1.0, -2.0]), 0.2, 1.5),
    ),
    random=random_step,
    variants=(l2_step_as_decay, l2_step_in_parts, l2_step_one_by_one),
    mistakes=(
        Mistake(
            lambda w, g, rate, s: w - rate * (g - s * w),
            "Your penalty pushes the weights away from zero. Its slope is added to the gradient,"
            " not taken from it.",
        ),
        Mistake(
            lambda w, g, rate, s: (1 - s) * w - rate * g,
            "The pull lacks the learning rate. The step takes both, gradient and pull, times the"
            " learning rate.",
        ),
        Mistake(
            lambda w, g, rate, s: w - rate * (g + 2 * s * w),
            "Your pull is twice as strong. The penalty has a half in front, so its slope has no 2.",
        ),
        Mistake(
            lambda w, g, rate, s: w - rate * (g + s * w**2 / 2),
            "You added the penalty itself. What is added to a gradient is the slope of it.",
        ),
        Mistake(
            lambda w, g, rate, s: w - rate * (g + s * w**2),
            "You added the square of the weight. Take its slope: strength times the weight.",
        ),
        Mistake(
            lambda w, g, rate, s: w - rate * (g + s * np.sign(w)),
            "Your pull has the same size for every weight. That is L1; with L2 it is in proportion"
            " to the weight.",
        ),
        Mistake(
            lambda w, g, rate, s: w - rate * (g + s * abs(w)),
            "abs takes the sign away, so negative weights are pulled away from zero. Use the"
            " weight itself.",
        ),
        Mistake(
            lambda w, g, rate, s: w - rate * (g + s),
            "Your pull does not know the weight. It is strength times the weight.",
        ),
        Mistake(
            lambda w, g, rate, s: (w - rate * g) * (1 - rate * s),
            "You stepped first, and shrank the new weight. The pull is that of the old weight.",
        ),
        Mistake(
            lambda w, g, rate, s: (w - rate * g) * (1 - s),
            "You shrank the new weight, and by the whole strength. Add the pull of the old weight"
            " to the gradient; then the learning rate holds for both.",
        ),
        Mistake(
            lambda w, g, rate, s: w - rate * g,
            "The penalty is missing. Add strength times the weights to the gradient.",
        ),
        Mistake(
            lambda w, g, rate, s: w + rate * (g + s * w),
            "This step climbs. We go against the gradient: weights minus.",
        ),
        Mistake(
            lambda w, g, rate, s: w - rate * g + s * w,
            "Your penalty is added to the weights, and lets them grow. It belongs beside the"
            " gradient, inside the parentheses.",
        ),
        Mistake(
            lambda w, g, rate, s: w - rate * g - s,
            "You took the strength away from each weight. The pull is learning rate times strength"
            " times the weight.",
        ),
        Mistake(
            lambda w, g, rate, s: g + s * w,
            "That is the gradient with its pull. Now take the step: weights minus learning rate"
            " times this.",
        ),
        Mistake(
            lambda w, g, rate, s: rate * (g + s * w),
            "That is the step alone. Take it away from the weights.",
        ),
    ),
)


def soft_threshold(weights, amount):
    """Return the weights, each nearer to zero by this amount, and exactly zero if it gets there."""
    return np.sign(weights) * np.maximum(abs(weights) - amount, 0)


def soft_threshold_by_cases(weights, amount):
    """Return the same; three cases."""
    inner = np.where(weights < -amount, weights + amount, 0.0)
    return np.where(weights > amount, weights - amount, inner)


def soft_threshold_one_by_one(weights, amount):
    """Return the same, one weight after the other."""
    moved = np.zeros(np.shape(weights))
    for place, weight in np.ndenumerate(weights):
        if abs(weight) > amount:
            moved[place] = weight - amount if weight > 0 else weight + amount
    return moved


def soft_threshold_by_clipping(weights, amount):
    """Return what is left of the weights when the part within the amount is taken away."""
    return weights - np.clip(weights, -amount, amount)


def random_weights(rng):
    """Return weights, and an amount that some of them reach zero with."""
    return rng.normal(size=tuple(rng.integers(2, 6, 2))), rng.uniform(0.2, 0.9)


SOFT = FunctionExercise(
    name="11-soft-threshold",
    passed="Each weight goes towards zero by the same amount, and the small ones stay there.",
    why="np.maximum(..., 0) stops at zero; np.sign brings the side back.",
    hints=(
        "A weight of 0.05 is to go 0.1 nearer to zero. Where must it stop?",
        "Work with the sizes: abs(weights) - amount, but never below 0. Then bring the signs back.",
        "return np.sign(weights) * np.maximum(abs(weights) - amount, 0)",
    ),
    reference=soft_threshold,
    cases=(
        (np.array([0.3, -0.05, -0.2]), 0.1),
        (np.array([[1.0, -2.0, 0.4], [-0.5, 0.0, 3.0]]), 0.5),
        (np.array([-0.75, 0.25, 2.5, 0.6]), 1.0),
    ),
    random=random_weights,
    variants=(soft_threshold_by_cases, soft_threshold_one_by_one, soft_threshold_by_clipping),
    mistakes=(
        Mistake(
            lambda w, a: w - a * np.sign(w),
            "Small weights jump over zero to the other side. Where the amount is larger than the"
            " weight, stop at zero.",
        ),
        Mistake(
            lambda w, a: np.where(abs(w) > a, w, 0.0),
            "The small weights are zero, as they should be. The large ones have to come nearer by"
            " the amount, too.",
        ),
        Mistake(
            lambda w, a: np.maximum(abs(w) - a, 0),
            "The sizes are right, and the minus signs are lost. Multiply by np.sign(weights).",
        ),
        Mistake(
            lambda w, a: np.maximum(w - a, 0),
            "The positive weights are right. A negative one has to come up towards zero, and not"
            " vanish at once.",
        ),
        Mistake(
            lambda w, a: np.where(abs(w) > a, w - a, 0.0),
            "A negative weight goes further from zero when you take something away. It has to go"
            " up.",
        ),
        Mistake(
            lambda w, a: w - a,
            "You moved every weight down. Each should move towards zero: negative ones up.",
        ),
        Mistake(
            lambda w, a: (1 - a) * w,
            "You shrank each weight in proportion. That is L2; here each moves by the same amount.",
        ),
        Mistake(
            lambda w, a: np.clip(w, -a, a),
            "You cut the large weights down to the amount, and kept the small ones. It is the small"
            " ones that become zero.",
        ),
        Mistake(
            lambda w, a: np.where(abs(w) > a, w - a * np.sign(w), w),
            "The large weights are right. The small ones stay as they were; they should be zero.",
        ),
        Mistake(
            lambda w, a: np.sign(w) * np.minimum(abs(w) - a, 0),
            "You kept what is below zero in place of what is above: np.maximum in place of"
            " np.minimum.",
        ),
        Mistake(
            lambda w, a: np.sign(w) * (abs(w) + a),
            "Your weights grow. Their sizes lose the amount.",
        ),
        Mistake(
            lambda w, a: np.sign(w) * abs(abs(w) - a),
            "A second abs turns a size below zero into one above it. Stop at zero with"
            " np.maximum(..., 0).",
        ),
        Mistake(
            lambda w, a: np.where(abs(w) - a > 0, np.sign(w), 0.0),
            "You return only the signs. Multiply them by the sizes that are left.",
        ),
    ),
)


def dropout(values, random_numbers, share, training):
    """Return the values: some silenced and the others larger while it trains, else all."""
    if not training:
        return values
    return values * (random_numbers >= share) / (1 - share)


def dropout_with_where(values, random_numbers, share, training):
    """Return the same, with np.where."""
    larger = np.asarray(values) / (1 - share)
    return np.where(random_numbers < share, 0, larger) if training else values


def dropout_in_place(values, random_numbers, share, training):
    """Return the same, from a copy that is changed."""
    kept = np.array(values, float)
    if training:
        kept[random_numbers < share] = 0
        kept *= 1 / (1 - share)
    return kept


def dropout_one_by_one(values, random_numbers, share, training):
    """Return the same, one value after the other."""
    kept = np.array(values, float)
    for place, number in np.ndenumerate(random_numbers):
        if training:
            kept[place] = kept[place] / (1 - share) if number > share else 0.0
    return kept


def random_dropout(rng):
    """Return values, random numbers of their shape, a share, and whether it trains."""
    shape = tuple(rng.integers(2, 6, 2))
    return (
        rng.normal(size=shape),
        rng.random(shape),
        rng.uniform(0.2, 0.8),
        bool(rng.random() < 0.7),
    )


def by_phase(in_training, in_use):
    """Return a dropout that does one thing while it trains and another when it is used."""
    return lambda v, r, share, training: (in_training if training else in_use)(v, r, share)


def all_of_them(v, r, share):
    """Return the values as they are."""
    return v


def right_drop(v, r, share):
    """Return what is right in training."""
    return v * (r >= share) / (1 - share)


DROPOUT = FunctionExercise(
    name="11-dropout",
    passed="In training a new random part is silent; in use all speak; the mean is the same.",
    why="A share of 1 − share is kept, so dividing by it gives each value its mean back.",
    hints=(
        "What should happen to the values when training is False?",
        "random_numbers >= share is True for what is kept. Multiply by it.",
        "In training: values * (random_numbers >= share) / (1 - share). Else: values.",
    ),
    reference=dropout,
    cases=(
        (np.array([3.0, 1.0, 2.0]), np.array([0.9, 0.2, 0.6]), 0.5, True),
        (np.array([3.0, 1.0, 2.0]), np.array([0.9, 0.2, 0.6]), 0.5, False),
        (
            np.array([[4.0, -2.0, 6.0], [1.0, 8.0, 2.0]]),
            np.array([[0.1, 0.7, 0.3], [0.95, 0.22, 0.05]]),
            0.2,
            True,
        ),
        (np.array([5.0, -1.0, 2.0, 7.0]), np.array([0.8, 0.9, 0.1, 0.4]), 0.75, True),
        (np.array([5.0, -1.0, 2.0, 7.0]), np.array([0.8, 0.9, 0.1, 0.4]), 0.75, False),
    ),
    random=random_dropout,
    variants=(dropout_with_where, dropout_in_place, dropout_one_by_one),
    mistakes=(
        Mistake(
            by_phase(lambda v, r, s: v * (r >= s), all_of_them),
            "The right ones are silenced. Those that are kept have to become larger: divide by"
            " 1 - share, else the mean falls.",
        ),
        Mistake(
            by_phase(lambda v, r, s: v * (r >= s) / s, all_of_them),
            "You divided by the share that is silenced. The share that is kept is 1 - share.",
        ),
        Mistake(
            by_phase(lambda v, r, s: v * (r >= s) * (1 - s), all_of_them),
            "What is kept has to become larger, not smaller: divide by 1 - share.",
        ),
        Mistake(
            by_phase(lambda v, r, s: v * (r < s) / (1 - s), all_of_them),
            "You kept those that should be silent. Kept are those whose random number is at least"
            " share.",
        ),
        Mistake(
            by_phase(lambda v, r, s: v * (r < s) / s, all_of_them),
            "Here share is how much is silenced, and you kept that much. Kept are those whose"
            " random number is at least share; divide by 1 - share.",
        ),
        Mistake(
            by_phase(right_drop, right_drop),
            "In training it is right. When the network is used, training is False, and nothing may"
            " be silenced.",
        ),
        Mistake(
            by_phase(all_of_them, right_drop),
            "The two are exchanged: silence a part while training is True, and nothing when it is"
            " False.",
        ),
        Mistake(
            by_phase(lambda v, r, s: v * (r >= s), lambda v, r, s: v * (1 - s)),
            "That is dropout as it was first published: smaller in use instead of larger in"
            " training. Here we do it in training, so that use needs nothing.",
        ),
        Mistake(
            by_phase(lambda v, r, s: v * (r >= s), lambda v, r, s: v * (r >= s)),
            "Two things: what is kept in training has to be divided by 1 - share, and when training"
            " is False the values come back as they are.",
        ),
        Mistake(
            by_phase(right_drop, lambda v, r, s: v * (1 - s)),
            "In training it is right, and the mean is kept there already. In use return the values"
            " as they are.",
        ),
        Mistake(
            by_phase(right_drop, lambda v, r, s: v / (1 - s)),
            "In training it is right. In use nothing is silenced, so nothing has to become larger.",
        ),
        Mistake(
            by_phase(lambda v, r, s: v * (r >= s), lambda v, r, s: v / (1 - s)),
            "The division belongs to the training, where something is lost. In use return the"
            " values as they are.",
        ),
        Mistake(
            by_phase(lambda v, r, s: v * (r >= s) * r.size / max((r >= s).sum(), 1), all_of_them),
            "You divided by the share that was kept this time. Divide by 1 - share, the share that"
            " is kept on average.",
        ),
        Mistake(
            by_phase(lambda v, r, s: (r >= s) / (1 - s), all_of_them),
            "That is the mask. Multiply the values by it.",
        ),
        Mistake(
            by_phase(lambda v, r, s: v * r, all_of_them),
            "You multiplied by the random numbers themselves. They only decide: compare them with"
            " share.",
        ),
        Mistake(
            by_phase(right_drop, lambda v, r, s: 0 * v),
            "In training it is right. In use the values come through as they are.",
        ),
    ),
)


def shifted(picture, down, right):
    """Return the picture moved down and to the right; paper, 0, comes in."""
    height, width = picture.shape
    moved = np.zeros_like(picture)
    for row in range(height):
        for column in range(width):
            if 0 <= row - down < height and 0 <= column - right < width:
                moved[row, column] = picture[row - down, column - right]
    return moved


def shifted_by_where_it_goes(picture, down, right):
    """Return the same; each pixel asks where it goes."""
    moved = np.zeros(picture.shape)
    for (row, column), grey in np.ndenumerate(picture):
        if 0 <= row + down < len(picture) and 0 <= column + right < len(picture[0]):
            moved[row + down, column + right] = grey
    return moved


def shifted_in_a_frame(picture, down, right):
    """Return a piece of the picture in a wide frame of paper."""
    height, width = picture.shape
    framed = np.pad(picture, ((height, height), (width, width)))
    top, left = max(height - down, 0), max(width - right, 0)
    piece = framed[top : top + height, left : left + width]
    return np.pad(piece, ((0, height - len(piece)), (0, width - piece.shape[1])))


def shifted_by_rolling(picture, down, right):
    """Return the picture rolled around, with what came round made paper."""
    moved = np.roll(picture, (down, right), axis=(0, 1))
    rows, columns = np.arange(moved.shape[0]) - down, np.arange(moved.shape[1]) - right
    moved[(rows < 0) | (rows >= len(rows))] = 0
    moved[:, (columns < 0) | (columns >= len(columns))] = 0
    return moved


def random_shift(rng):
    """Return a picture, and how far it is to go."""
    height, width = (int(size) for size in rng.integers(3, 7, 2))
    down, right = (int(n) for n in rng.integers(-2, 3, 2))
    return rng.integers(1, 256, (height, width)), down, right


def filled_with_edge(picture, down, right):
    """Return the picture moved, with its edge repeated."""
    rows = (np.arange(picture.shape[0]) - down).clip(0, picture.shape[0] - 1)
    columns = (np.arange(picture.shape[1]) - right).clip(0, picture.shape[1] - 1)
    return picture[rows][:, columns]


def sliced(picture, down, right):
    """Move the picture by slices, which works for shifts above 0 alone."""
    moved = np.zeros_like(picture)
    moved[down:, right:] = picture[:-down, :-right]
    return moved


SHIFT = FunctionExercise(
    name="11-shift",
    passed="A moved digit is a new row of 784 numbers, and still the same digit.",
    why="Row r of the new picture is row r − down of the old one, where there is such a row.",
    hints=(
        "Which pixel of the old picture is seen at row 0 of a picture that was moved down by 1?",
        "New pixel (row, column) comes from (row - down, column - right); where that lies outside,"
        " it is 0.",
        "Begin with np.zeros_like(picture). In two loops, where 0 <= row - down < height and"
        " 0 <= column - right < width: moved[row, column] = picture[row - down, column - right].",
    ),
    reference=shifted,
    cases=(
        (np.array([[1, 2, 3], [4, 5, 6]]), 1, 0),
        (np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), 0, -1),
        (np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]), -1, 2),
        (np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]]), 2, 1),
    ),
    random=random_shift,
    variants=(shifted_by_where_it_goes, shifted_in_a_frame, shifted_by_rolling),
    mistakes=(
        Mistake(
            lambda p, down, right: np.roll(p, (down, right), axis=(0, 1)),
            "What leaves the picture comes in again at the other side. Paper should come in: put"
            " 0 there.",
        ),
        Mistake(
            lambda p, down, right: shifted(p, -down, -right),
            "Your picture moves the other way, up and to the left. What is seen at a row comes from"
            " row - down.",
        ),
        Mistake(
            lambda p, down, right: shifted(p, right, down),
            "down and right are exchanged. Rows come first: row - down, column - right.",
        ),
        Mistake(
            lambda p, down, right: shifted(p, -right, -down),
            "down and right are exchanged, and both go the other way.",
        ),
        Mistake(
            lambda p, down, right: shifted(p, down, 0),
            "The rows are moved. The columns have to move too, by right.",
        ),
        Mistake(
            lambda p, down, right: shifted(p, 0, right),
            "The columns are moved. The rows have to move too, by down.",
        ),
        Mistake(
            lambda p, down, right: shifted(p, -down, right),
            "The columns are right. The rows move the other way: row - down.",
        ),
        Mistake(
            lambda p, down, right: shifted(p, down, -right),
            "The rows are right. The columns move the other way: column - right.",
        ),
        Mistake(
            filled_with_edge,
            "You repeat the pixels of the edge. What comes in should be paper: 0.",
        ),
        *several(
            (
                lambda p, down, right: np.pad(p, ((abs(down), 0), (abs(right), 0))),
                lambda p, down, right: np.pad(p, ((down, 0), (right, 0))),
            ),
            "Your picture has grown. Cut off what was pushed out, so that the shape stays.",
        ),
        Mistake(
            sliced,
            "A slice such as picture[:-down] is empty when down is 0, and turns round when it is"
            " negative. Ask for each new pixel where it comes from.",
        ),
        Mistake(
            lambda p, down, right: shifted(p, abs(down), abs(right)),
            "Down and to the right it works. A negative number moves the picture up, or to the"
            " left.",
        ),
        Mistake(
            lambda p, down, right: shifted(p, down, right).T,
            "Rows and columns have changed places: leave out the transpose.",
        ),
        Mistake(
            lambda p, down, right: np.where(
                shifted(p, down, right) > 0, shifted(p, down, right), 255
            ),
            "You fill with 255, which is ink. Paper is 0.",
        ),
        Mistake(
            lambda p, down, right: np.where(shifted(p, down, right) > 0, p, 0),
            "The right part is blank, but the ink has not moved: take it from row - down and"
            " column - right.",
        ),
    ),
)


def stop_early(losses, patience):
    """Return the best epoch, and the epoch after which training stops, both counted from 1."""
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def stop_early_with_a_counter(losses, patience):
    """Return the same; count the epochs without a lower loss."""
    lowest, best, waited = np.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        waited += 1
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        if waited >= patience:
            break
    return best, epoch


def stop_early_with_numpy(losses, patience):
    """Return the same; look back at each epoch."""
    losses = np.asarray(losses)
    for n in range(1, len(losses) + 1):
        best = int(np.argmin(losses[:n])) + 1
        if n - best >= patience:
            return best, n
    return best, n


def stop_early_with_running_minimum(losses, patience):
    """Return the same as an array, from the lowest loss so far."""
    lowest = np.minimum.accumulate(losses)
    for n in range(patience, len(losses)):
        if lowest[n] == lowest[n - patience]:
            return np.array([list(losses).index(lowest[n]) + 1, n + 1])
    return np.array([list(losses).index(min(losses)) + 1, len(losses)])


def random_curve(rng):
    """Return losses that fall and rise, and a patience."""
    n_epochs = int(rng.integers(6, 14))
    falling = np.linspace(2, 1, n_epochs) + rng.uniform(-0.4, 0.4, n_epochs)
    return np.round(falling, 3), int(rng.integers(1, 4))


def stop_with(patience_of=lambda p: p, first=0, last=0):
    """Return a right way to stop with another patience, or epochs that are off by some."""
    return lambda losses, patience: (
        stop_early(losses, patience_of(patience))[0] + first,
        stop_early(losses, patience_of(patience))[1] + last,
    )


def stop_after_rises(losses, patience, in_a_row):
    """Stop after so many rises against the epoch before, in a row or in all."""
    n_rises = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] >= losses[epoch - 1]:
            n_rises += 1
        elif in_a_row:
            n_rises = 0
        if n_rises == patience:
            return int(np.argmin(losses[: epoch + 1])) + 1, epoch + 1
    return int(np.argmin(losses)) + 1, len(losses)


def stop_never_reset(losses, patience):
    """Count all epochs without a new lowest loss, and never begin again at 0."""
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            waited += 1
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def stop_with_ties(losses, patience):
    """Let an equal loss count as a fall."""
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] <= losses[best]:
            best = epoch
        if epoch - best == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


STOP = FunctionExercise(
    name="11-stop",
    passed="It waits, it gives up in time, and it knows which epoch to go back to.",
    why="The wait is the distance to the best epoch so far; a new best one sets it to 0.",
    hints=(
        "At each epoch, which two things do you have to know about the epochs before it?",
        "Keep the place of the lowest loss so far. When the epoch is patience further on, stop.",
        "best = 0; for epoch in range(len(losses)): if losses[epoch] < losses[best], best = epoch;"
        " if epoch - best == patience, return best + 1, epoch + 1. After the loop return"
        " best + 1, len(losses).",
    ),
    reference=stop_early,
    parts=("the best epoch", "the last epoch"),
    cases=(
        ([3.0, 2.0, 2.5, 1.0, 1.5, 1.2, 0.9, 0.5], 2),
        ([3.0, 2.0, 2.5, 1.0, 1.5, 1.2, 1.1, 0.5], 3),
        ([2.0, 2.5, 1.0, 1.4, 0.8, 0.9], 3),
        ([2.0, 1.0, 1.0, 1.0, 1.0, 0.5], 2),
        ([5.0, 4.0, 3.0, 3.5, 2.0, 2.5, 2.2, 1.0, 1.5, 1.4, 1.3, 1.2], 3),
    ),
    random=random_curve,
    variants=(stop_early_with_a_counter, stop_early_with_numpy, stop_early_with_running_minimum),
    mistakes=(
        Mistake(
            stop_with(first=-1, last=-1),
            "Both are one too small: Python counts from 0, and epochs are counted from 1.",
        ),
        Mistake(
            stop_with(first=-1),
            "The last epoch is right. The best one is one too small: count it from 1 as well.",
        ),
        Mistake(
            stop_with(last=-1),
            "The best epoch is right. The last one is one too small: count it from 1 as well.",
        ),
        Mistake(
            stop_with(lambda patience: patience + 1),
            "You wait one epoch too long. With a patience of 2, the second epoch without a lower"
            " loss is the last.",
        ),
        Mistake(
            stop_with(lambda patience: 1),
            "You stop at the first epoch that is not better. Wait for patience epochs.",
        ),
        Mistake(
            lambda losses, patience: (int(np.argmin(losses)) + 1, stop_early(losses, patience)[1]),
            "The last epoch is right. The best one has to come before it: later epochs are never"
            " seen.",
        ),
        Mistake(
            lambda losses, patience: (int(np.argmin(losses)) + 1, len(losses)),
            "You never stop. When the best epoch is patience epochs back, training ends.",
        ),
        Mistake(
            lambda losses, patience: (
                int(np.argmin(losses)) + 1,
                int(np.argmin(losses)) + 1 + patience,
            ),
            "You looked at all losses at once. Go from epoch to epoch: training stops before it"
            " sees the later ones.",
        ),
        Mistake(
            lambda losses, patience: stop_after_rises(losses, patience, in_a_row=True),
            "You compare each loss with the one before it. Compare it with the lowest so far: a"
            " loss may fall and still be above that.",
        ),
        Mistake(
            lambda losses, patience: stop_after_rises(losses, patience, in_a_row=False),
            "You count all rises. Count the epochs since the lowest loss, and begin again when"
            " there is a lower one.",
        ),
        Mistake(
            stop_never_reset,
            "Your wait never begins again. When there is a new lowest loss, it is 0 once more.",
        ),
        Mistake(
            stop_with_ties,
            "An equal loss has not fallen. Take < in place of <=.",
        ),
        Mistake(
            lambda losses, patience: stop_early(losses, patience)[::-1],
            "Both numbers are right, in the other order: first the best epoch, then the last.",
        ),
        Mistake(
            lambda losses, patience: (
                stop_early(losses, patience)[1],
                stop_early(losses, patience)[1],
            ),
            "The last epoch is right. Go back from there: the best epoch is the one with the lowest"
            " loss.",
        ),
        Mistake(
            lambda losses, patience: (
                losses[stop_early(losses, patience)[0] - 1],
                stop_early(losses, patience)[1],
            ),
            "The last epoch is right. For the best one you return its loss; return its number.",
        ),
        Mistake(
            lambda losses, patience: (
                stop_early(losses, patience)[0],
                stop_early(losses, patience)[0] + patience,
            ),
            "Where training stops it is right. Where the losses end before patience is over, the"
            " last epoch is len(losses).",
        ),
    ),
)


IN_USE = ChoiceExercise(
    name="11-in-use",
    passed="All neurons speak, as they are: training has already made up for the silence.",
    why="In training, what was kept was divided by 1 − share, so the mean never changed.",
    reference="b",
    hints=(
        "In training half of the neurons are silent. What happened to the other half?",
        "They were doubled, so the mean sum stayed the same. What is left to do in use?",
        "Nothing is silenced, nothing is scaled.",
    ),
    mistakes=(
        Mistake(
            "a",
            "Then the same picture could be read differently each time. Silence is for practice; in"
            " use we want all that was learned.",
        ),
        Mistake(
            "c",
            "That would be right had the kept ones not been doubled in training. As it is, the sums"
            " would come out half as large as the next layer expects.",
        ),
        Mistake(
            "d",
            "Doubling makes up for silent neurons. In use none is silent, so the sums would come"
            " out twice too large.",
        ),
    ),
)

STRONGER = ChoiceExercise(
    name="11-stronger",
    passed="Too strong, and it cannot even learn its own digits. Validation finds the place.",
    why="A stronger pull costs training in the end; validation may gain at first, and then loses.",
    reference="c",
    hints=(
        "Look at the blue curves and at the vermillion ones, from left to right.",
        "What would a network with an enormous penalty answer?",
        "It would underfit. Which sentence asks somebody before it decides?",
    ),
    mistakes=(
        Mistake(
            "a",
            "The gap shrinks, yet both can get worse. A network that guesses has no gap at all.",
        ),
        Mistake(
            "b",
            "Training gets worse, not better: a penalty takes something from it. And L2 was made"
            " for new digits, not for those.",
        ),
        Mistake(
            "d",
            "L2 shrinks weights in proportion, so it never brings one to exactly zero: that is L1."
            " And zeros alone do not make a network read better.",
        ),
    ),
)

EXERCISES = [L2_STEP, SOFT, DROPOUT, IN_USE, SHIFT, STOP, STRONGER]
