"""The checks that scikit-learn runs on any estimator, and those that it runs on its own transformers."""

import inspect

import imblearn.utils.estimator_checks as imbalanced_kit
import pytest
import sklearn.utils.estimator_checks as kit
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, Ridge

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec
from sklearn_lgta.transformations import Jitter, MagnitudeWarp, Mix, Resample, Scaling

EXTRA = [
    "check_transformer_get_feature_names_out",
    "check_transformer_get_feature_names_out_pandas",
    "check_get_feature_names_out_error",
    "check_set_output_transform",
    "check_set_output_transform_pandas",
    "check_global_output_transform_pandas",
    "check_dataframe_column_names_consistency",
    "check_inplace_ensure_writeable",
]
HELD_PARAMETERS = [LGTAResampler(), CVAE(), PCACodec(), Jitter(), MagnitudeWarp(), Mix(), Resample(), Scaling()]

# the kit fits noise, integers and constants: our own warnings about such data are in place
pytestmark = [
    pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning"),
    pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.StrengthWarning"),
    # and so is that rows of such data are equal
    pytest.mark.filterwarnings("ignore:.*rows equal another row:UserWarning"),
    # the kit fits on a frame and transforms an array, and the other way round, on purpose
    pytest.mark.filterwarnings("ignore:X (has|does not have valid) feature names:UserWarning"),
]


LINEAR = LGTAAugmenter(model=PCACodec(), unseen="augment", random_state=0)


@kit.parametrize_with_checks([LGTAAugmenter(), LINEAR])
def test_the_augmenter_passes_the_checks_of_scikit_learn(estimator, check):
    check(estimator)


@kit.parametrize_with_checks([AugmentedEstimator(Ridge(), LINEAR), AugmentedEstimator(LogisticRegression(), LINEAR)])
def test_an_augmented_estimator_passes_the_checks_of_scikit_learn(estimator, check):
    check(estimator)


RESAMPLER = LGTAResampler(LINEAR, sampling_strategy="auto")
# Without a strategy every series is copied, whatever y is.
NOT_FOR_COPIES_OF_ALL = {"check_target_type", "check_samplers_one_label"}


@kit.parametrize_with_checks([RESAMPLER, LGTAResampler(LINEAR)])
def test_the_resampler_passes_the_checks_of_scikit_learn(estimator, check):
    check(estimator)


def over_samplers(monkeypatch):
    """Let imbalanced-learn's checks take the resampler for one of its over-samplers, of which they ask more."""
    kinds = (imbalanced_kit.BaseOverSampler, LGTAResampler)
    monkeypatch.setattr(imbalanced_kit, "BaseOverSampler", kinds)


@imbalanced_kit.parametrize_with_checks([RESAMPLER])
def test_the_resampler_passes_the_checks_of_imbalanced_learn(estimator, check, monkeypatch):
    over_samplers(monkeypatch)
    check(estimator)


@imbalanced_kit.parametrize_with_checks([LGTAResampler(LINEAR)])
def test_what_does_not_apply_to_copies_of_every_series_is_written_down(estimator, check):
    name = check.func.__name__
    if name in NOT_FOR_COPIES_OF_ALL:
        assert f"`{name}`" in inspect.getdoc(LGTAResampler)
        with pytest.raises(AssertionError):
            check(estimator)
    else:
        check(estimator)


def test_the_tags_of_the_resampler_are_those_of_a_sampler():
    tags = kit.get_tags(LGTAResampler())
    assert tags.estimator_type == "sampler" and tags.target_tags.required
    assert tags.sampler_tags.sample_indices and tags.input_tags.dataframe and tags.input_tags.three_d_array


@pytest.mark.parametrize("name", [name for name in EXTRA if hasattr(kit, name)])
def test_the_augmenter_passes_what_scikit_learn_asks_of_its_own_transformers(name):
    getattr(kit, name)("LGTAAugmenter", LGTAAugmenter(model=PCACodec(), random_state=0))


@pytest.mark.parametrize("estimator", HELD_PARAMETERS, ids=repr)
@pytest.mark.parametrize(
    "name",
    [
        "check_estimator_cloneable",
        "check_estimator_repr",
        "check_no_attributes_set_in_init",
        "check_parameters_default_constructible",
        "check_get_params_invariance",
        "check_set_params",
        "check_do_not_raise_errors_in_init_or_set_params",
        "check_mixin_order",
    ],
)
def test_what_has_no_checks_of_its_own_holds_parameters_as_estimators_do(estimator, name):
    getattr(kit, name)(type(estimator).__name__, estimator)


@pytest.mark.parametrize("estimator", HELD_PARAMETERS, ids=repr)
def test_a_clone_has_the_parameters_that_were_set(estimator):
    for name in estimator.get_params():
        changed = clone(estimator).set_params(**{name: 2})
        assert clone(changed).get_params() == {**estimator.get_params(), name: 2}
