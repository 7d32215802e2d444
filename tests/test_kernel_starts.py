import pytest

from tests.kernel_starts import N_TRIES, again_if_it_dies


def failing(n_times, error):
    """Return a function that fails so often, and then returns what it was given."""
    calls = []

    def start(*arguments, **options):
        calls.append(arguments)
        if len(calls) <= n_times:
            raise error
        return arguments, options

    return start, calls


def test_a_kernel_that_died_is_started_again():
    start, calls = failing(N_TRIES - 1, RuntimeError("Kernel died"))
    assert again_if_it_dies(start)(60, cwd="here") == ((60,), {"cwd": "here"})
    assert len(calls) == N_TRIES


@pytest.mark.parametrize(
    ("error", "n_calls"), [(RuntimeError("Kernel died"), N_TRIES), (OSError("no such kernel"), 1)]
)
def test_a_kernel_that_never_starts_is_given_up(error, n_calls):
    start, calls = failing(99, error)
    with pytest.raises(type(error)):
        again_if_it_dies(start)()
    assert len(calls) == n_calls
