"""The exercises of lesson 10: the gap, honest splits, and how much confidence is worth."""

import numpy as np

from nnlib.exercises.catalogue import ChoiceExercise, FunctionExercise, Mistake, several


def best_epoch(training, validation):
    """Return the epoch of the lowest validation loss, counted from 1, and the gap there."""
    best = int(np.argmin(validation))
    return best + 1, validation[best] - training[best]


def best_epoch_in_a_loop(training, validation):
    """Return both; look at one epoch after the other."""
    best = 0
    for epoch in range(len(validation)):
        if validation[epoch] < validation[best]:
            best = epoch
    return best + 1, validation[best] - training[best]


def best_epoch_of_a_list(training, validation):
    """Return both in a list, with the methods of a list."""
    losses = list(validation)
    n = losses.index(min(losses))
    return [n + 1, losses[n] - training[n]]


def best_epoch_with_all_gaps(training, validation):
    """Return both, from the gaps of all epochs."""
    gaps = np.subtract(validation, training)
    order = np.argsort(validation, kind="stable")
    return 1.0 + order[0], gaps[order[0]]


def random_losses(rng):
    """Return the training losses and the validation losses of a few epochs."""
    n_epochs = int(rng.integers(4, 9))
    training = np.sort(rng.uniform(0.1, 2.0, n_epochs))[::-1].copy()
    return training, training + rng.uniform(-0.2, 2.0, n_epochs)


def epoch_by(losses, gap):
    """Return a number of an epoch and a gap, the one wrong as the other is right."""
    return lambda training, validation: (
        losses(np.array(training), np.array(validation)),
        gap(np.array(training), np.array(validation)),
    )


def right_epoch(training, validation):
    """Return the first part of the right answer."""
    return int(np.argmin(validation)) + 1


def right_gap(training, validation):
    """Return the second part of the right answer."""
    return validation[np.argmin(validation)] - training[np.argmin(validation)]


def first_rise(validation):
    """Return the place after which the validation loss rises for the first time."""
    return next((n for n in range(len(validation) - 1) if validation[n + 1] > validation[n]), -1)


GAP = FunctionExercise(
    name="10-gap",
    passed="The validation loss names the best epoch; the gap says how far training is ahead.",
    why="np.argmin counts from 0 and epochs count from 1; both losses are taken at one epoch.",
    hints=(
        "Which of the two curves decides which epoch is best?",
        "np.argmin(validation) is the place of the lowest one, counted from 0.",
        "With best = np.argmin(validation), return best + 1, validation[best] - training[best].",
    ),
    reference=best_epoch,
    parts=("the epoch", "the gap"),
    cases=(
        (np.array([2.0, 1.0, 0.5, 0.25]), np.array([2.1, 1.5, 1.75, 2.0])),
        (np.array([1.9, 1.6, 1.2, 0.9, 0.3]), np.array([1.5, 1.7, 1.0, 0.8, 0.95])),
        (np.array([2.0, 1.4, 0.9, 0.6]), np.array([1.8, 1.2, 1.7, 1.25])),
    ),
    random=random_losses,
    variants=(best_epoch_in_a_loop, best_epoch_of_a_list, best_epoch_with_all_gaps),
    mistakes=(
        Mistake(
            epoch_by(lambda t, v: np.argmin(v), right_gap),
            "The gap is right. The epoch is one too small: Python counts from 0, and epochs are"
            " counted from 1.",
        ),
        Mistake(
            epoch_by(lambda t, v: np.argmin(v) + 1, lambda t, v: -right_gap(t, v)),
            "The epoch is right, and the gap has the wrong sign. It is validation minus training.",
        ),
        Mistake(
            epoch_by(lambda t, v: np.argmin(v), lambda t, v: -right_gap(t, v)),
            "Count the epochs from 1, and take the gap as validation minus training.",
        ),
        Mistake(
            epoch_by(right_epoch, lambda t, v: v[-1] - t[-1]),
            "The epoch is right. Your gap is that of the last epoch; take both losses at the best"
            " one.",
        ),
        Mistake(
            epoch_by(lambda t, v: np.argmin(t) + 1, lambda t, v: v[np.argmin(t)] - t[np.argmin(t)]),
            "You looked for the lowest training loss. It falls on and on; the validation loss"
            " decides.",
        ),
        Mistake(
            epoch_by(
                lambda t, v: np.argmin(v - t) + 1,
                lambda t, v: np.min(v - t),
            ),
            "You took the epoch with the smallest gap. Before anything is learned the gap is small"
            " too: look for the lowest validation loss.",
        ),
        Mistake(
            epoch_by(
                lambda t, v: np.argmax(v - t) + 1,
                lambda t, v: np.max(v - t),
            ),
            "You took the epoch with the largest gap. The best epoch has the lowest validation"
            " loss.",
        ),
        Mistake(
            epoch_by(lambda t, v: np.argmax(v) + 1, lambda t, v: v[np.argmax(v)] - t[np.argmax(v)]),
            "You found the highest validation loss. A loss should be low: np.argmin.",
        ),
        Mistake(
            epoch_by(lambda t, v: np.min(v), right_gap),
            "The gap is right. In the place of the epoch you return the loss itself: np.min gives"
            " the value, np.argmin its place.",
        ),
        Mistake(
            epoch_by(right_epoch, lambda t, v: np.min(v) - np.min(t)),
            "The epoch is right. You took the lowest training loss, which comes later. Both losses"
            " of the gap belong to one epoch.",
        ),
        Mistake(
            epoch_by(right_epoch, lambda t, v: abs(right_gap(t, v))),
            "The size is right. A gap may be negative, where validation does better than training:"
            " leave out abs.",
        ),
        Mistake(
            epoch_by(right_epoch, lambda t, v: np.mean(v - t)),
            "The epoch is right. Your gap is the mean over all epochs; it is asked for at the best"
            " one alone.",
        ),
        Mistake(
            epoch_by(right_epoch, lambda t, v: v[np.argmin(v)] / t[np.argmin(v)]),
            "The epoch is right. You divided the losses; the gap is their difference.",
        ),
        Mistake(
            epoch_by(
                lambda t, v: first_rise(v) + 1, lambda t, v: v[first_rise(v)] - t[first_rise(v)]
            ),
            "You stopped at the first rise. A curve may rise a little and fall again: look for the"
            " lowest of all.",
        ),
        Mistake(
            lambda training, validation: (
                right_epoch(training, validation),
                validation[right_epoch(training, validation)]
                - training[right_epoch(training, validation)],
            ),
            "The epoch is right. In the lists it stands one place earlier: epoch 1 is"
            " validation[0].",
        ),
        Mistake(
            epoch_by(right_epoch, lambda t, v: v - t),
            "The epoch is right. You return the gaps of all epochs: pick that of the best one.",
        ),
        Mistake(
            epoch_by(right_epoch, lambda t, v: np.min(v)),
            "The epoch is right. Your second number is the validation loss: take the training loss"
            " of that epoch away from it.",
        ),
        Mistake(
            lambda training, validation: (
                right_gap(training, validation),
                right_epoch(training, validation),
            ),
            "Both numbers are right, in the other order: first the epoch, then the gap.",
        ),
        *several(
            (
                epoch_by(lambda t, v: np.argmin(v), lambda t, v: v[-1] - t[-1]),
                epoch_by(lambda t, v: np.argmin(v), lambda t, v: np.min(v) - np.min(t)),
            ),
            "Two things: epochs are counted from 1, and np.argmin counts from 0. And both losses of"
            " the gap belong to the best epoch.",
        ),
    ),
)


LOW_LOSS = ChoiceExercise(
    name="10-low-loss",
    passed="A low training loss fits reading and learning by heart: only new digits can tell.",
    why="Both networks ended so: one reads eight new digits of ten, the other guesses.",
    reference="c",
    hints=(
        "Two of our networks ended with a training loss of nearly 0. How did they differ?",
        "Go through the sentences with both networks in mind: which one is true of both?",
        "Same parameters, same training loss, and on new digits one read and one guessed.",
    ),
    mistakes=(
        Mistake(
            "a",
            "Look at the left picture: 13,002 parameters, 500 digits, everything known by heart,"
            " and still about 80 of 100 new digits were right. Many parameters make learning by"
            " heart possible; they do not force bad answers.",
        ),
        Mistake(
            "b",
            "Look at the right picture: a training loss of nearly 0, and guesses on new digits. A"
            " low training loss is a means; what we want is a low loss on new digits.",
        ),
        Mistake(
            "d",
            "Look at the right picture once more: those labels were drawn by lot, and the training"
            " loss came down all the same.",
        ),
    ),
)


def split_rows(order, n_training, n_validation):
    """Return the row numbers for training, for validation, and the rest, for the test."""
    end = n_training + n_validation
    return order[:n_training], order[n_training:end], order[end:]


def split_rows_with_numpy(order, n_training, n_validation):
    """Return the three parts as np.split cuts them."""
    return np.split(order, [n_training, n_training + n_validation])


def split_rows_one_by_one(order, n_training, n_validation):
    """Return three lists, filled row by row."""
    parts = [], [], []
    for place, row in enumerate(order):
        part = 0 if place < n_training else 1 if place < n_training + n_validation else 2
        parts[part].append(int(row))
    return parts


def split_rows_of_the_rest(order, n_training, n_validation):
    """Return the three parts; the rest is cut a second time."""
    rows = list(order)
    rest = rows[n_training:]
    return rows[:n_training], rest[:n_validation], rest[n_validation:]


def random_order(rng):
    """Return a shuffled order of rows, and two numbers that leave some rows for the test."""
    n_training, n_validation, n_test = sorted(rng.permutation(np.arange(2, 12))[:3], reverse=True)
    n_rows = int(n_training + n_validation + n_test)
    return rng.permutation(n_rows), int(n_training), int(n_validation)


SPLIT = FunctionExercise(
    name="10-split",
    passed="Every row has one part to play, and luck has decided which.",
    why="Three neighbouring slices of one shuffled order share no row, and leave none out.",
    hints=(
        "order is shuffled already. Which slice of it are the first n_training rows?",
        "The validation rows begin where the training rows end. Where do they end?",
        "With end = n_training + n_validation: order[:n_training], order[n_training:end], and"
        " order[end:].",
    ),
    reference=split_rows,
    parts=("the training rows", "the validation rows", "the test rows"),
    cases=(
        (np.array([3, 0, 5, 1, 4, 2]), 3, 2),
        (np.array([7, 2, 9, 4, 0, 6, 1, 8, 5, 3]), 5, 3),
        (np.array([4, 6, 1, 0, 5, 2, 3]), 2, 3),
    ),
    random=random_order,
    variants=(split_rows_with_numpy, split_rows_one_by_one, split_rows_of_the_rest),
    mistakes=(
        Mistake(
            lambda order, n, m: (order[:n], order[n:m], order[m:]),
            "A slice ends at a *place*, and n_validation is a *number* of rows. The validation rows"
            " end at n_training + n_validation.",
        ),
        Mistake(
            lambda order, n, m: (order[:n], order[:m], order[n + m :]),
            "Your validation rows begin at the start again, so they are training rows too. Begin"
            " where the training rows end.",
        ),
        Mistake(
            lambda order, n, m: (order[:n], order[n : n + m], order[n:]),
            "Your test rows hold the validation rows as well. Begin after them, at"
            " n_training + n_validation.",
        ),
        Mistake(
            lambda order, n, m: (order[:n], order[n : n + m], order[m:]),
            "Your test rows begin at n_validation, in the midst of the others. They begin at"
            " n_training + n_validation.",
        ),
        Mistake(
            lambda order, n, m: (order[:n], order[n : n + m], order),
            "Your test rows are all the rows. Leave out those that train and validate.",
        ),
        Mistake(
            lambda order, n, m: (order[:n], order[n : n + m], order[-m:]),
            "You took the last n_validation rows for the test. Take all that are left:"
            " order[end:].",
        ),
        Mistake(
            lambda order, n, m: (
                np.arange(n),
                np.arange(n, n + m),
                np.arange(n + m, len(order)),
            ),
            "Your rows run from 0 upwards: the shuffled order is not used, or sorted again. If the"
            " rows are sorted by label, a part will lack whole labels. Slice order as it comes.",
        ),
        Mistake(
            lambda order, n, m: (order[:n], order[n + m :], order[n : n + m]),
            "The second and the third part have changed places: validation first, then the test.",
        ),
        Mistake(
            lambda order, n, m: (order[-n:], order[-n - m : -n], order[: -n - m]),
            "You cut from the end of the order. Begin at its front: the first n_training rows"
            " train.",
        ),
        Mistake(
            lambda order, n, m: (order[: n + 1], order[n + 1 : n + m + 1], order[n + m + 1 :]),
            "You are one row too far. A slice order[:n] stops before place n, so it holds n rows.",
        ),
        Mistake(
            lambda order, n, m: (order[:n], order[n + 1 : n + m + 1], order[n + m + 1 :]),
            "A row is lost between the parts. A slice stops before its end, so the next one begins"
            " right there.",
        ),
        Mistake(
            lambda order, n, m: (order[:m], order[m : m + n], order[m + n :]),
            "n_training and n_validation have changed places.",
        ),
        Mistake(
            lambda order, n, m: (n, m, len(order) - n - m),
            "These are the sizes of the three parts. Return the row numbers themselves.",
        ),
    ),
)


def standardise(training, validation):
    """Return both, each column less the training mean, divided by the training spread."""
    mean, spread = training.mean(axis=0), training.std(axis=0)
    return (training - mean) / spread, (validation - mean) / spread


def standardise_in_a_loop(training, validation):
    """Return both; go from column to column."""
    new_training, new_validation = np.array(training, float), np.array(validation, float)
    for column in range(training.shape[1]):
        values = training[:, column]
        for array in (new_training, new_validation):
            array[:, column] = (array[:, column] - np.mean(values)) / np.std(values)
    return new_training, new_validation


def standardise_by_formula(training, validation):
    """Return both; the spread written out."""
    mean = np.sum(training, axis=0) / len(training)
    spread = np.sqrt(np.mean((training - mean) ** 2, axis=0))
    return [(rows - mean) / spread for rows in (training, validation)]


def standardise_stacked(training, validation):
    """Return both; all rows together, with the mean and the spread of the training rows."""
    rows = np.vstack([training, validation])
    rows = (rows - np.mean(training, axis=0, keepdims=True)) / np.std(training, axis=0)
    return rows[: len(training)], rows[len(training) :]


def measured_by(rows_of, mean=np.mean, spread=np.std):
    """Return an answer that takes the mean and the spread of other rows."""

    def answer(training, validation):
        rows = rows_of(training, validation)
        return tuple(
            (x - mean(rows, axis=0)) / spread(rows, axis=0) for x in (training, validation)
        )

    return answer


def with_own(rows):
    """Return rows standardised by their own columns."""
    return (rows - rows.mean(axis=0)) / rows.std(axis=0)


def scaled_to_range(training, validation):
    """Return both, stretched so that the training columns go from 0 to 1."""
    low, high = training.min(axis=0), training.max(axis=0)
    return (training - low) / (high - low), (validation - low) / (high - low)


def both(change):
    """Return an answer that does one thing to both, given the training mean and spread."""
    return lambda training, validation: tuple(
        change(x, training.mean(axis=0), training.std(axis=0)) for x in (training, validation)
    )


def random_tables(rng):
    """Return training rows and validation rows of a random shape."""
    n_columns = int(rng.integers(2, 5))
    place, size = rng.uniform(-5, 5, n_columns), rng.uniform(0.5, 4, n_columns)
    n_training, n_validation = rng.permutation(np.arange(5, 10))[:2]
    return tuple(
        place + size * rng.normal(size=(int(n), n_columns)) for n in (n_training, n_validation)
    )


STANDARDISE = FunctionExercise(
    name="10-standardise",
    passed="The training rows set mean and spread once; all other rows are measured by them.",
    why="What is known before the validation rows are seen cannot leak anything about them.",
    hints=(
        "Which rows may you look at before the validation rows come?",
        "training.mean(axis=0) is the mean of each column; np.std works alike.",
        "Take mean and spread from training. Return (training - mean) / spread, and the same for"
        " validation.",
    ),
    reference=standardise,
    parts=("the training rows", "the validation rows"),
    cases=(
        (np.array([[1.0, 10.0], [3.0, 30.0]]), np.array([[2.0, 40.0], [5.0, 20.0]])),
        (np.array([[0.0, 1.0], [2.0, 3.0], [7.0, 8.0]]), np.array([[4.0, -1.0], [3.0, 6.0]])),
        (np.array([[1.0], [2.0], [4.0], [5.0]]), np.array([[3.0], [9.0]])),
    ),
    random=random_tables,
    variants=(standardise_in_a_loop, standardise_by_formula, standardise_stacked),
    mistakes=(
        Mistake(
            lambda training, validation: (with_own(training), with_own(validation)),
            "The training rows are right. You measured the validation rows by themselves: then the"
            " same row means something else in each set. Take the training mean and spread.",
        ),
        Mistake(
            measured_by(lambda t, v: np.vstack([t, v])),
            "Your mean and spread come from all rows together. That is the leak: take them from the"
            " training rows alone.",
        ),
        Mistake(
            measured_by(lambda t, v: v),
            "You took mean and spread from the validation rows. They come from the training rows.",
        ),
        Mistake(
            lambda t, v: ((t - t.mean()) / t.std(), (v - t.mean()) / t.std()),
            "You took one mean over the whole table. Each column has its own: mean(axis=0).",
        ),
        Mistake(
            lambda t, v: tuple(
                (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True) for x in (t, v)
            ),
            "You went along the rows. Each *column* gets its mean: axis=0.",
        ),
        Mistake(
            both(lambda x, mean, spread: x - mean),
            "The columns are centred, and their spread is as before. Divide by the training"
            " spread.",
        ),
        Mistake(
            both(lambda x, mean, spread: x / spread),
            "You divided by the spread. First take the training mean away.",
        ),
        Mistake(
            both(lambda x, mean, spread: (x - mean) / spread**2),
            "You divided by the variance, np.var. The spread is its root: np.std.",
        ),
        Mistake(
            measured_by(lambda t, v: t, spread=lambda x, axis: x.std(axis=axis, ddof=1)),
            "Your spread divides by n - 1. Statisticians often do; here it is np.std as it comes,"
            " which divides by n.",
        ),
        Mistake(
            both(lambda x, mean, spread: (x - mean) * spread),
            "You multiplied by the spread. Divide, so that each training column has the spread 1.",
        ),
        Mistake(
            both(lambda x, mean, spread: x - mean / spread),
            "Python divides before it subtracts. Put training - mean into parentheses.",
        ),
        Mistake(
            both(lambda x, mean, spread: (mean - x) / spread),
            "The sign is flipped: take the mean away from the rows.",
        ),
        Mistake(
            scaled_to_range,
            "You stretched the columns from 0 to 1. Here each column gets the mean 0 and the"
            " spread 1.",
        ),
        Mistake(
            lambda t, v: (with_own(t), v),
            "The validation rows are still as they came. Change them too, by the mean and spread"
            " that the training rows had *before* you changed those.",
        ),
        Mistake(
            lambda t, v: (with_own(t), v - t.mean(axis=0)),
            "The training rows are right. The validation rows must be divided by the training"
            " spread as well.",
        ),
        Mistake(
            lambda t, v: (with_own(t), (v - t.mean(axis=0)) / v.std(axis=0)),
            "The validation rows have the training mean and their own spread. Take both from the"
            " training rows.",
        ),
        Mistake(
            lambda t, v: (with_own(t), (v - v.mean(axis=0)) / t.std(axis=0)),
            "The validation rows have their own mean and the training spread. Take both from the"
            " training rows.",
        ),
        Mistake(
            measured_by(lambda t, v: t, mean=np.median),
            "You took the median of each column. Here it is the mean.",
        ),
    ),
)


HONEST = ChoiceExercise(
    name="10-honest",
    passed="The last pictures choose nothing: neither pixels, nor settings, nor the winner.",
    why="Whatever chooses, columns, settings or models, must not see the rows that judge.",
    reference="d",
    hints=(
        "In each plan, find the rows that give the last figure. Have they chosen anything before?",
        "Choosing pixels is choosing, too. So is picking the best of twenty scores.",
        "Only one plan keeps 200 pictures out of every choice.",
    ),
    mistakes=(
        Mistake(
            "a",
            "No model met the test twice, but the twenty together met it twenty times, and the"
            " luckiest one was picked. So it was with the coins.",
        ),
        Mistake(
            "b",
            "The split is right. But those 200 pictures chose the winner, so its score there holds"
            " some luck. What are the last 200 for?",
        ),
        Mistake(
            "c",
            "The pixels were chosen with all labels, those of the last 200 too. That was the leak"
            " that made random numbers look right nine times of ten.",
        ),
    ),
)


def when_sure(probabilities, labels, least):
    """Return the share of rows that are sure enough, and the share of right ones among these."""
    sure = probabilities.max(axis=1) >= least
    right = probabilities.argmax(axis=1) == labels
    return sure.mean(), right[sure].mean()


def when_sure_in_a_loop(probabilities, labels, least):
    """Return both shares; count row by row."""
    n_sure = n_right = 0
    for row, label in zip(probabilities, labels, strict=True):
        if max(row) >= least:
            n_sure += 1
            n_right += int(np.argmax(row)) == label
    return n_sure / len(labels), n_right / n_sure


def when_sure_by_weights(probabilities, labels, least):
    """Return both shares, the second one as a weighted mean."""
    sure = np.max(probabilities, axis=1) >= least
    right = np.argmax(probabilities, axis=1) == labels
    return np.average(sure), np.average(right, weights=sure)


def when_sure_by_row_numbers(probabilities, labels, least):
    """Return both shares, from the numbers of the sure rows."""
    rows = np.flatnonzero((probabilities >= least).any(axis=1))
    answers = probabilities[rows].argmax(axis=1)
    return [len(rows) / len(probabilities), float((answers == labels[rows]).mean())]


def random_answers(rng):
    """Return probabilities, labels, and a least confidence that some rows reach and some do not."""
    n_rows, n_classes = int(rng.integers(6, 12)), int(rng.integers(3, 6))
    weights = np.exp(rng.normal(0, 2, (n_rows, n_classes)))
    probabilities = weights / weights.sum(axis=1, keepdims=True)
    labels = np.where(
        rng.random(n_rows) < 0.6, probabilities.argmax(axis=1), rng.integers(0, n_classes, n_rows)
    )
    largest = np.sort(probabilities.max(axis=1))
    return probabilities, labels, float(largest[n_rows // 2 - 1 : n_rows // 2 + 1].mean())


def judged(first, second):
    """Return an answer made of two functions of (sure rows, right rows, confidence)."""

    def answer(probabilities, labels, least):
        confidence = probabilities.max(axis=1)
        known = confidence >= least, probabilities.argmax(axis=1) == labels, confidence
        return first(*known), second(*known)

    return answer


def share_sure(sure, right, confidence):
    """Return the first part of the right answer."""
    return sure.mean()


SURE = FunctionExercise(
    name="10-sure",
    passed="Confidence is what a network says of itself; the share of right answers is the truth.",
    why="sure picks the rows; the mean of True and False is the share of True.",
    hints=(
        "How sure is the network in a row, and which rows reach least?",
        "sure = probabilities.max(axis=1) >= least is True or False for each row. right[sure]"
        " keeps the rows where it is True.",
        "With right = probabilities.argmax(axis=1) == labels: sure.mean(), right[sure].mean().",
    ),
    reference=when_sure,
    parts=("the share of sure rows", "the share of right ones among them"),
    cases=(
        (
            np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]]),
            np.array([0, 0, 0, 1]),
            0.7,
        ),
        (
            np.array(
                [
                    [0.8, 0.1, 0.1],
                    [0.05, 0.9, 0.05],
                    [0.4, 0.3, 0.3],
                    [0.5, 0.25, 0.25],
                    [0.0, 0, 1],
                ]
            ),
            np.array([0, 2, 0, 1, 2]),
            0.5,
        ),
        (
            np.array([[0.1, 0.3, 0.6], [0.75, 0.15, 0.1], [0.2, 0.7, 0.1]]),
            np.array([2, 0, 0]),
            0.65,
        ),
    ),
    random=random_answers,
    variants=(when_sure_in_a_loop, when_sure_by_weights, when_sure_by_row_numbers),
    mistakes=(
        Mistake(
            judged(share_sure, lambda sure, right, _: right.mean()),
            "The first share is right. The second one counts all rows: keep the sure ones,"
            " right[sure].",
        ),
        Mistake(
            judged(share_sure, lambda sure, right, _: (sure & right).mean()),
            "The first share is right. The second one is a share of *all* rows: divide by the"
            " number of sure rows.",
        ),
        Mistake(
            judged(share_sure, lambda sure, _, confidence: confidence[sure].mean()),
            "Your second number is the mean confidence: what the network *says*. Count how often it"
            " is right.",
        ),
        Mistake(
            lambda p, labels, least: (
                (p.max(axis=1) > least).mean(),
                (p.argmax(axis=1) == labels)[p.max(axis=1) > least].mean(),
            ),
            "A confidence of exactly least counts as well: write >= in the place of >.",
        ),
        Mistake(
            judged(
                lambda sure, right, _: (~sure).mean(),
                lambda sure, right, _: right[~sure].mean(),
            ),
            "These are the rows that are *not* sure enough. Turn the comparison round.",
        ),
        Mistake(
            judged(lambda sure, right, _: sure.sum(), lambda sure, right, _: right[sure].sum()),
            "These are counts. A share is a count divided by the number of rows it was taken from.",
        ),
        Mistake(
            judged(lambda sure, right, _: sure.sum(), lambda sure, right, _: right[sure].mean()),
            "The second share is right. The first number is a count: divide it by the number"
            " of rows.",
        ),
        Mistake(
            lambda p, labels, least: (
                (p[np.arange(len(p)), labels] >= least).mean(),
                (p.argmax(axis=1) == labels)[p[np.arange(len(p)), labels] >= least].mean(),
            ),
            "You took the probability of the *label*. The network does not know the label: its"
            " confidence is the largest probability of the row.",
        ),
        Mistake(
            judged(share_sure, lambda sure, right, _: 1 - right[sure].mean()),
            "The first share is right. The second one is the share of *wrong* answers.",
        ),
        Mistake(
            judged(lambda sure, right, _: right[sure].mean(), share_sure),
            "Both shares are right, in the other order: first how many are sure.",
        ),
        Mistake(
            lambda p, labels, least: (
                (p >= least).mean(),
                (p.argmax(axis=1) == labels)[(p >= least).any(axis=1)].mean(),
            ),
            "The second share is right. In the first one you counted single probabilities: take one"
            " confidence for each row, max(axis=1).",
        ),
        Mistake(
            judged(lambda sure, right, _: (sure & right).mean(), lambda s, r, _: r[s].mean()),
            "The second share is right. The first one counts the sure *and right* rows; count all"
            " that are sure.",
        ),
        Mistake(
            judged(
                lambda sure, right, _: 100 * sure.mean(),
                lambda sure, right, _: 100 * right[sure].mean(),
            ),
            "These are per cent. Return shares, from 0 to 1.",
        ),
        Mistake(
            judged(share_sure, lambda sure, right, _: sure[right].mean()),
            "The first share is right. Your second one says how many of the *right* rows are sure;"
            " the question is how many of the *sure* rows are right.",
        ),
        Mistake(
            judged(lambda sure, right, _: right.mean(), lambda s, r, _: r[s].mean()),
            "The second share is right. The first number is the accuracy: count the sure rows.",
        ),
    ),
)


EXERCISES = [GAP, LOW_LOSS, SPLIT, STANDARDISE, HONEST, SURE]
