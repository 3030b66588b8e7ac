"""Warnings of the package. Errors are Python's built-in ones."""


class PosteriorCollapseWarning(UserWarning):
    """The decoder ignores the latent code, so a latent transformation changes nothing.

    `fit` warns if a code of zeros reconstructs almost as well as the true code, or if no latent unit varies between
    series. The message says what to change.
    """


class DivergenceWarning(UserWarning):
    """Training of the network diverged, so the code is of little use; the message says what to change.

    `fit` warns if a loss is not finite, or if the held-out error was several times that of an untrained mean.
    """


class ReconstructionWarning(UserWarning):
    """The network reconstructs held-out series much worse than a linear code of the same size.

    `fit` warns of it. The message names both figures, and says what to change.
    """


class RoughnessWarning(UserWarning):
    """Copies are much smoother or rougher than their series.

    It compares second differences. Second halves of real series had .86 to 1.09 times those of first halves (median of
    a set, eight sets), transformations up to 1.58: below .8 and above 2 the augmenter warns, and names a remedy.
    """


class RepeatedCopiesWarning(UserWarning):
    """Many copies equal their series or another copy of it, so they add nothing.

    `augment` warns of more than 30 %. Of some 900 held-out real series of nine sets, none equalled a training series.
    The message names a remedy.
    """


class StrengthWarning(UserWarning):
    """The requested strength cannot be reached; the message names the one that was reached."""


class ExtrapolationWarning(UserWarning):
    """A numeric condition lies far outside the range of the training data; the message names the range."""


class CopyWarning(UserWarning):
    """Drawn series lean on few training series or on one each, or copies equal another training series.

    They repeat what they were drawn from, so they add little and protect no privacy. The message says how many do, or
    how few training series there are, and what to change.
    """
