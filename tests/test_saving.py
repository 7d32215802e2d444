import numpy as np
import pytest

from nnlib.layers import Layer, Linear, Parameter, ReLU, Sequential
from nnlib.saving import save_values


def network(seed, n_hidden=4):
    rng = np.random.default_rng(seed)
    return Sequential(Linear(3, n_hidden, rng=rng), ReLU(), Linear(n_hidden, 2, rng=rng))


def test_a_saved_network_answers_the_same_when_loaded(tmp_path, rng):
    first, second = network(1), network(2)
    inputs = rng.normal(size=(5, 3))
    first.save(tmp_path / "network.npz")
    second.load(tmp_path / "network.npz")
    assert np.array_equal(first.forward(inputs), second.forward(inputs))


def test_the_name_of_the_file_is_kept_as_it_is(tmp_path):
    network(1).save(tmp_path / "my network")
    assert [path.name for path in tmp_path.iterdir()] == ["my network"]


def test_a_file_of_another_architecture_names_both(tmp_path):
    network(1, n_hidden=4).save(tmp_path / "n.npz")
    with pytest.raises(ValueError, match=r"Linear\(3, 5\).*holds .*Linear\(3, 4\)"):
        network(1, n_hidden=5).load(tmp_path / "n.npz")


@pytest.mark.parametrize("keep", [0, 10, 300, 700])
def test_a_truncated_file_is_refused_and_the_model_left_alone(tmp_path, keep):
    path, model = tmp_path / "n.npz", network(1)
    model.save(path)
    path.write_bytes(path.read_bytes()[:keep])
    before = [parameter.value.copy() for parameter in model.parameters]
    with pytest.raises(ValueError, match="something else or damaged"):
        model.load(path)
    for parameter, value in zip(model.parameters, before, strict=True):
        assert np.array_equal(parameter.value, value)


def test_a_pickle_is_refused(tmp_path):
    np.save(tmp_path / "n.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="something else or damaged"):
        network(1).load(tmp_path / "n.npy")


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        network(1).load(tmp_path / "nowhere.npz")


def test_a_save_that_fails_leaves_the_older_file_and_no_rubbish(tmp_path, monkeypatch):
    path = tmp_path / "n.npz"
    network(1).save(path)
    before = path.read_bytes()

    def fail(file, *arrays, **named):
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="disk full"):
        save_values(path, [np.ones(3)], "x")
    assert [file.name for file in tmp_path.iterdir()] == ["n.npz"]
    assert path.read_bytes() == before


def test_the_precision_of_the_model_is_kept(tmp_path):
    network(1).save(tmp_path / "n.npz")
    rng = np.random.default_rng(0)
    wide = Sequential(
        Linear(3, 4, rng=rng, dtype=np.float64), ReLU(), Linear(4, 2, rng=rng, dtype=np.float64)
    )
    wide.load(tmp_path / "n.npz")
    assert wide.parameters[0].value.dtype == np.float64


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no .*models\. Make it first"):
        network(1).save(tmp_path / "models" / "n.npz")


def test_layers_of_one_name_and_another_size_are_told_apart(tmp_path):
    class Scale(Layer):
        def __init__(self, n):
            self.parameters = [Parameter(np.ones(n), "the scale")]

    Sequential(Scale(3)).save(tmp_path / "n.npz")
    with pytest.raises(ValueError, match=r"of the shapes \[\(1,\)\]; .* holds \[\(3,\)\]"):
        Sequential(Scale(1)).load(tmp_path / "n.npz")


def test_whoever_may_read_a_new_file_here_may_read_a_saved_network(tmp_path):
    network(1).save(tmp_path / "n.npz")
    (tmp_path / "plain").write_text("as files are here")
    modes = [(tmp_path / name).stat().st_mode for name in ("n.npz", "plain")]
    assert modes[0] == modes[1]


@pytest.fixture
def saved(tmp_path):
    """Return the path of a saved network."""
    network(1).save(tmp_path / "n.npz")
    return tmp_path / "n.npz"


@pytest.mark.parametrize("place", range(0, 1400, 7))
def test_a_byte_that_has_changed_never_leaves_half_a_network(saved, place):
    content = bytearray(saved.read_bytes())
    content[place % len(content)] ^= 0xFF
    saved.write_bytes(content)
    model = network(2)
    before = [parameter.value.copy() for parameter in model.parameters]
    try:
        model.load(saved)
    except ValueError:
        for parameter, value in zip(model.parameters, before, strict=True):
            assert np.array_equal(parameter.value, value)


@pytest.mark.parametrize("error", [NotImplementedError, OSError, RuntimeError, MemoryError])
def test_whatever_goes_wrong_inside_of_a_file_is_a_damaged_file(saved, error, monkeypatch):
    def fail(*_, **__):
        raise error("compression")

    monkeypatch.setattr(np, "load", fail)
    with pytest.raises(ValueError, match="something else or damaged"):
        network(1).load(saved)


def test_words_in_the_place_of_weights_are_refused_before_any_weight_has_changed(tmp_path):
    model = network(1)
    before = [parameter.value.copy() for parameter in model.parameters]
    values = [parameter.value for parameter in network(2).parameters]
    save_values(tmp_path / "n.npz", [*values[:-1], np.array(["a", "b"])], repr(model))
    with pytest.raises(ValueError, match="something else or damaged"):
        model.load(tmp_path / "n.npz")
    for parameter, value in zip(model.parameters, before, strict=True):
        assert np.array_equal(parameter.value, value)


@pytest.mark.parametrize("path", ["", "."])
def test_a_folder_is_no_name_of_a_file(path):
    with pytest.raises(IsADirectoryError, match=r"got the folder .*Pass for instance network.npz"):
        network(1).save(path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(
        OSError, match=r"Expected a folder that can be written; .*Permission denied"
    ):
        network(1).save(tmp_path / "n.npz")


def test_the_home_folder_may_be_named_by_its_sign(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    network(1).save("~/n.npz")
    network(2).load("~/n.npz")
    assert (tmp_path / "n.npz").is_file()
