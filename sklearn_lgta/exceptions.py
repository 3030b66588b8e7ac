"""Warnings of the package; errors are the built-in ones."""


class PosteriorCollapseWarning(UserWarning):
    """The decoder ignores the latent code, so a latent transformation changes nothing real.

    Raised after training when setting the code to zero costs almost no reconstruction, or when no
    latent unit varies between inputs. The message says what to change.
    """


class StrengthWarning(UserWarning):
    """The strength asked for cannot be reached; the message names the one that was."""


class ExtrapolationWarning(UserWarning):
    """A numeric condition lies far outside of what fit has seen; the message names the range."""
