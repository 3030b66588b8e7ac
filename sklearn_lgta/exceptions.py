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


class CopyWarning(UserWarning):
    """Drawn series lie much nearer to one training series than to any other.

    They repeat what they were drawn from, so they add little and keep nothing private. The message says
    how many do, and what to change.
    """
