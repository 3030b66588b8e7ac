"""What draws: matplotlib, imported when it is needed."""

import numpy as np


def new_axes(display, n_axes=None, n_rows=1, **options):
    """New axes for a display.

    Parameters
    ----------
    display : object
        Whose class the error names.
    n_axes : int or None, default=None
        Axes side by side; None is a single one.
    n_rows : int, default=1
        Rows that they are spread over.
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
    n_columns = -(-(n_axes or 1) // n_rows)
    figure, axes = plt.subplots(n_rows, n_columns, squeeze=False, layout="constrained", **options)
    for ax in axes.ravel()[n_axes or 1 :]:
        figure.delaxes(ax)
    return axes[0, 0] if n_axes is None else np.array(figure.axes)
