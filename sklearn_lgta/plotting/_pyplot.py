"""What draws: matplotlib, imported when it is needed."""


def new_axes(display, n_axes=None, **options):
    """New axes for a display.

    Parameters
    ----------
    display : object
        Whose class the error names.
    n_axes : int or None, default=None
        Axes side by side; None is a single one.
    **options : dict
        Of the figure.

    Returns
    -------
    ax : matplotlib Axes, or ndarray of them where `n_axes` is given

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            f"{type(display).__name__} draws with matplotlib, which is not installed: pip install 'sklearn-lgta[plot]'."
        ) from error
    _, axes = plt.subplots(1, n_axes or 1, squeeze=False, layout="constrained", **options)
    return axes[0, 0] if n_axes is None else axes[0]
