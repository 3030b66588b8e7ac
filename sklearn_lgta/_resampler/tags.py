"""Tags of a sampler: those of scikit-learn, and what imbalanced-learn asks for beyond them.

imbalanced-learn reads two more entries, `sampler_tags` and `input_tags.dataframe`. Its own classes hold them; these
hold the same without it.
"""

from dataclasses import dataclass, field, fields

from sklearn.utils import InputTags, Tags


@dataclass
class SamplerTags:
    """What a sampler remembers.

    Attributes
    ----------
    sample_indices : bool, default=True
        Whether the sampler has `sample_indices_`.
    """

    sample_indices: bool = True


@dataclass
class SamplerInputTags(InputTags):
    """Tags of the input of a sampler.

    Attributes
    ----------
    dataframe : bool, default=True
        Whether X may be a DataFrame.
    """

    dataframe: bool = True


@dataclass
class TagsOfSampler(Tags):
    """Tags of scikit-learn, and those of a sampler.

    Attributes
    ----------
    sampler_tags : SamplerTags
    """

    sampler_tags: SamplerTags = field(default_factory=SamplerTags)


def as_sampler(tags: Tags) -> TagsOfSampler:
    """Return the tags of an estimator as those of a sampler.

    Parameters
    ----------
    tags : Tags

    Returns
    -------
    tags : TagsOfSampler
    """
    entries = {entry.name: getattr(tags, entry.name) for entry in fields(tags)}
    inputs = {entry.name: getattr(tags.input_tags, entry.name) for entry in fields(tags.input_tags)}
    entries |= {"estimator_type": "sampler", "input_tags": SamplerInputTags(**inputs)}
    return TagsOfSampler(**entries)
