"""A network is trained and applied where `device` says, with the random numbers of the host.

Few machines have a device. So one is pretended: its name is taken for the CPU, and what is moved to it is counted.
"""

import copy
import pickle
from contextlib import contextmanager

import numpy as np
import pytest
import torch

from sklearn_lgta import CVAE, LGTAAugmenter
from sklearn_lgta.model import _cvae
from sklearn_lgta.model._device import available_devices, resolve_device
from sklearn_lgta.model._network import DECODERS, POSTERIORS, Network
from sklearn_lgta.model._sizes import Sizes

pytestmark = [
    pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning"),  # of short trainings
    pytest.mark.filterwarnings("ignore:User provided device_type of 'cuda'"),
]
OTHER = available_devices()[0]
on_a_device = pytest.mark.skipif(OTHER == "cpu", reason="torch finds no device beside the CPU")


def fitted(X, **parameters):
    model = CVAE(**{"max_steps": 20, "hidden_size": 8} | parameters)
    return LGTAAugmenter("jitter", 0.3, model=model, random_state=0).fit(X)


def weights(augmenter):
    return {name: tensor.numpy() for name, tensor in augmenter.model_.network_.state_dict().items()}


@contextmanager
def pretended():
    """A device "cuda" that is the CPU; gives the kinds of objects that are moved to it."""
    moved, devices = [], {"cuda": True, "mps": False}
    with pytest.MonkeyPatch.context() as patch:
        for kind in (torch.Tensor, torch.nn.Module):

            def to(self, device, *args, move=kind.to, kind=kind, **parameters):
                moved.extend([kind] if device in ("cuda", torch.device("cuda")) else [])
                return move(self, "cpu" if device == "cuda" else device, *args, **parameters)

            patch.setattr(kind, "to", to)
        for name, is_there in devices.items():
            backend = {"cuda": torch.cuda, "mps": torch.backends.mps}[name]
            patch.setattr(backend, "is_available", lambda is_there=is_there: is_there)
        yield moved


@pytest.fixture
def pretended_device():
    with pretended() as moved:
        yield moved


@contextmanager
def memory_of(n_windows):
    """A device whose memory holds so many windows."""

    def checked(method):
        def call(self, windows, *args):
            if len(windows) > n_windows:
                raise torch.cuda.OutOfMemoryError("CUDA out of memory.")
            return method(self, windows, *args)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("encode", "decode"):
            patch.setattr(Network, name, checked(getattr(Network, name)))
        yield


# ------------------------------------------------------------------------------------ which device
@pytest.mark.skipif(OTHER != "cpu", reason="here every device may be there")
@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_refused_with_a_line_that_works(device, X):
    with pytest.raises(ValueError, match=f"device='{device}' is not there: .* finds 'cpu' on this machine") as raised:
        fitted(X, device=device)
    model = eval(str(raised.value).split("Use model=")[1].split(", which")[0], {"CVAE": CVAE})
    model.resolve(24, 1)
    assert model.device_ == "cpu"


def test_auto_is_the_fastest_device_that_is_there(pretended_device):
    assert resolve_device("auto") == "cuda"
    assert resolve_device("cpu") == "cpu"


# ------------------------------------------------------------------------------------ on the device
@pytest.mark.parametrize("attention", POSTERIORS)
@pytest.mark.parametrize("decoder", DECODERS)
def test_all_of_a_network_is_computed_on_its_device_with_noise_of_the_host(attention, decoder):
    """Torch refuses sums of tensors on two devices, on the device "meta" as well."""
    sizes = Sizes(patch_length=6, window_tokens=4, latent_dim=3)
    how = {"hidden_size": 8, "n_heads": 2, "attention": attention, "decoder": decoder, "with_gaps": True}
    network, states = Network(sizes, 1, 2, **how), []
    for device in ("cpu", "meta"):
        generator = torch.Generator("cpu").manual_seed(0)
        reconstruction, posterior = network.to(device)(
            torch.zeros(5, 4, 6, device=device), torch.zeros(5, 4, 12, device=device), generator
        )
        assert {reconstruction.device.type, posterior.mean.device.type} == {device}
        states.append(generator.get_state())
    assert torch.equal(*states)


def test_training_on_a_device_draws_what_training_on_the_cpu_draws(X, pretended_device):
    on_cpu = fitted(X)
    assert not pretended_device
    on_device = fitted(X, device="cuda")
    assert {*pretended_device} == {torch.nn.Module, torch.Tensor}
    assert on_device.model_.device_ == "cuda"
    for name, expected in weights(on_cpu).items():
        np.testing.assert_array_equal(weights(on_device)[name], expected)
    np.testing.assert_allclose(on_device.augment(X), on_cpu.augment(X), rtol=0, atol=1e-4)


def test_a_copy_made_on_a_device_does_not_depend_on_its_batch(X, pretended_device):
    on_device = fitted(X, device="auto")
    np.testing.assert_array_equal(on_device.augment(X[7:8]), on_device.augment(X)[7:8])


def test_an_augmenter_of_another_machine_works_where_its_device_is_not(X, tmp_path):
    with pretended():
        on_device = fitted(X, device="cuda")
        on_device.save(tmp_path / "on_device.lgta")
        pickled = pickle.dumps(on_device)
    expected = fitted(X).augment(X)
    for loaded in (pickle.loads(pickled), LGTAAugmenter.load(tmp_path / "on_device.lgta"), copy.deepcopy(on_device)):
        assert loaded.model_.device_ == "cuda"
        np.testing.assert_array_equal(loaded.augment(X), expected)


# ------------------------------------------------------------------------------------ out of memory
def test_copies_are_made_in_smaller_batches_where_memory_runs_out(X, pretended_device):
    on_device = fitted(X, device="cuda")
    expected = on_device.augment(X)
    with memory_of(100):
        np.testing.assert_allclose(on_device.augment(X), expected, rtol=0, atol=1e-4)


def test_a_training_goes_on_with_smaller_batches_where_memory_runs_out(X, pretended_device):  # of 54 windows
    with memory_of(40), pytest.warns(UserWarning, match="batch_size=64 windows. .* with 27. Use") as warned:
        fitted(X, device="cuda")
    text = next(str(one.message) for one in warned if "batch_size" in str(one.message))
    model = eval(text.split("Use model=")[1].split(" to turn")[0], {"CVAE": CVAE})
    with memory_of(40):
        fitted(X, batch_size=model.batch_size, device="cuda")  # without a warning


def test_other_errors_and_a_memory_for_nothing_are_raised(X, pretended_device, monkeypatch):
    on_device = fitted(X, device="cuda")
    with memory_of(0), pytest.raises(torch.cuda.OutOfMemoryError):
        on_device.augment(X)
    with memory_of(0), pytest.raises(torch.cuda.OutOfMemoryError):
        fitted(X, device="cuda")
    monkeypatch.setattr(_cvae, "torch_settings", lambda device: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        on_device.augment(X)


# ------------------------------------------------------------------------------------ where there is a device
@on_a_device
def test_a_network_gives_the_copies_of_the_cpu_on_a_real_device(X):
    on_device = fitted(X, device=OTHER)
    on_cpu = copy.deepcopy(on_device)
    codecs = (on_cpu._copier.encoder.codec, on_cpu._copier.encoder.gap_filler.codec)
    for model in (on_cpu.model_, *(codec.model for codec in codecs)):
        model.device_ = "cpu"
    np.testing.assert_allclose(on_device.augment(X), on_cpu.augment(X), rtol=0, atol=1e-3 * X.std())
    np.testing.assert_array_equal(on_device.augment(X[7:8]), on_device.augment(X)[7:8])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(on_device)).augment(X), on_device.augment(X))


@on_a_device
def test_a_training_on_a_real_device_is_one_of_the_same_quality(X):
    parameters = {"max_steps": 200, "hidden_size": 32}
    r2 = [fitted(X, device=device, **parameters).latent_report_["r2"] for device in ("cpu", OTHER)]
    assert r2[1] == pytest.approx(r2[0], abs=0.05)
