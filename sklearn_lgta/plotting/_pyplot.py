"""New matplotlib axes; matplotlib is imported when it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def new_axes(display: object, n_axes: int = 1, n_rows: int = 1, **options: Any) -> NDArray[np.object_]:
    """Axes of a new figure.

    Parameters
    ----------
    display : object
        An error names its class.
    n_axes : int, default=1
        Number of axes.
    n_rows : int, default=1
        Rows that they are spread over.
    **options : dict
        Options of the figure.

    Returns
    -------
    axes : ndarray of matplotlib Axes of shape (n_axes,)

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
    n_columns = -(-n_axes // n_rows)
    figure: Figure
    figure, axes = plt.subplots(n_rows, n_columns, squeeze=False, layout="constrained", **options)
    for ax in axes.ravel()[n_axes:]:
        figure.delaxes(ax)
    return np.array(figure.axes)
