"""The methods of LGTAAugmenter that show and use latent codes: encode, decode, kneighbors, interpolate."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._containers.checks import check_whole
from ._containers.kinds import read_panel


class LatentMethods:
    """Methods of a fitted augmenter about latent codes.

    They use the attributes that `LGTAAugmenter.fit` sets.
    """

    missing: str
    model_: Any
    structure_: str
    _copier: Any
    _output_format: Any
    _training_conditions: Any
    _follow_parameters: Any

    def encode(
        self, X: ArrayLike, *, y: ArrayLike | None = None, conditions: Mapping | ArrayLike | None = None
    ) -> NDArray[np.float64]:
        """Latent codes of series.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`; used where `use_y` is "condition".
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        latent : ndarray of shape (n_series, n_tokens, latent_dim)
            Posterior means along time, one token a patch from the first observed time point on. Shorter series have
            NaN after their last token. The effect of the conditions is left out of the code, so that it can be
            decoded under other conditions.
        """
        self._follow_parameters()
        panel = read_panel(self, X, self._output_format)
        of_series = self._training_conditions.for_series(panel, y, conditions, for_copies=False)
        codec, parts = self._copier.encoder.codec, list(self._copier.encoder.codes(panel.values, of_series))
        n_tokens = max(latent.shape[1] for _, latent in parts)
        result = np.full((len(panel.values), n_tokens, self.model_.sizes_.latent_dim), np.nan)
        for rows, latent in parts:
            result[rows, : latent.shape[1]] = codec.unwhiten(latent)
        return result

    def decode(
        self,
        latent: ArrayLike,
        like: ArrayLike,
        *,
        y: ArrayLike | None = None,
        conditions: Mapping | ArrayLike | None = None,
        like_conditions: Mapping | ArrayLike | None = None,
    ) -> Any:
        """Series that latent codes stand for.

        Parameters
        ----------
        latent : array-like of shape (n_series, n_tokens, latent_dim)
            Codes as `encode` returns them.
        like : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Series whose location, scale, trend and season the decoded series take, row by row.
        y : array-like of shape (n_series,) or None, default=None
            Class of the decoded series, as for `augment`; used where `use_y` is "condition". It may differ from
            the class of the code.
        conditions : dict, DataFrame, array-like or None, default=None
            Conditions of the decoded series, as for `augment`. They may differ from those of the code, within the
            range of `fit`. Effects of conditions along time follow them; location, scale, trend and season that are
            set aside do not.
        like_conditions : dict, DataFrame, array-like or None, default=None
            Conditions under which the series in `like` were observed. None takes them from `fit` for series that it
            has seen; for others from the columns of `like`, else `conditions`.

        Returns
        -------
        X_new : ndarray or DataFrame of the shape of `like`
            The decoded codes, without the residual; with it they are ``X + decode(...) - reconstruct(X)``. Columns
            that are conditions hold those of the decoded series.

        Raises
        ------
        ValueError
            If `latent` does not have the shape of ``encode(like)``, or is complex or not finite.

        Warns
        -----
        UserWarning
            If the dates in `conditions` differ from those of `like`, and the difference changes little or nothing.
        """
        self._follow_parameters()
        panel = read_panel(self, like, self._output_format)
        of_series = self._training_conditions.for_series(
            panel, y, conditions, observed=like_conditions, for_copies=False
        )
        self._training_conditions.warn_of_dates(panel, conditions, season_stays=self.structure_ == "both")
        latent = _real_codes(latent)
        postprocess = self._copier.postprocessor.copies
        decoded = self._copier.encoder.decode_all(latent, panel.values, of_series, postprocess)
        return self._under(panel, conditions).write(self._with_gaps(decoded, panel.values))

    def reconstruct(
        self, X: ArrayLike, *, y: ArrayLike | None = None, conditions: Mapping | ArrayLike | None = None
    ) -> Any:
        """Series after encoding and decoding: the part of them that their codes hold.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`; used where `use_y` is "condition".
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        X_new : ndarray or DataFrame of the shape of X
        """
        latent = self.encode(X, y=y, conditions=conditions)
        return self.decode(latent, like=X, y=y, conditions=conditions)

    def kneighbors(
        self,
        X: ArrayLike,
        n_neighbors: int = 5,
        *,
        y: ArrayLike | None = None,
        conditions: Mapping | ArrayLike | None = None,
    ) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Training series whose latent codes are nearest.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Series, whether `fit` has seen them or not.
        n_neighbors : int, default=5
            Neighbours of every series.
        y : array-like of shape (n_series,) or None, default=None
            As for `encode`.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        distances : ndarray of shape (n_series, n_neighbors)
            Euclidean distances, nearest first, between codes whose dimensions have standard deviation 1. The tokens
            of two series are compared one by one. Where X is longer or shorter than the series of `fit`, the mean
            and standard deviation of the tokens over time are compared.
        indices : ndarray of int of shape (n_series, n_neighbors)
            Rows of the X of `fit`, among the (at most 2,000) series that it keeps as donors. A series is not its own
            neighbour, as in scikit-learn's ``kneighbors()``: equal series are left out.

        Raises
        ------
        ValueError
            If `fit` kept fewer than `n_neighbors` other series.

        See Also
        --------
        sklearn_lgta.plotting.LatentMapDisplay : A map of the codes.

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.arange(30)[:, None] / 5 + np.sin(np.arange(24) * np.linspace(0.3, 1.3, 30)[:, None])
        >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
        >>> distances, indices = augmenter.kneighbors(X[[0, 29]], n_neighbors=1)
        >>> indices.tolist()
        [[1], [28]]
        """
        self._follow_parameters()
        check_whole("n_neighbors", n_neighbors, least=1)
        panel = read_panel(self, X, self._output_format)
        of_series = self._training_conditions.for_series(panel, y, conditions, for_copies=False)
        return self._copier.kneighbors(panel.values, of_series, n_neighbors)

    def interpolate(
        self,
        X_a: ArrayLike,
        X_b: ArrayLike,
        n_steps: int,
        *,
        y_a: ArrayLike | None = None,
        y_b: ArrayLike | None = None,
        conditions_a: Mapping | ArrayLike | None = None,
        conditions_b: Mapping | ArrayLike | None = None,
    ) -> Any:
        """Series on the path from some series to others.

        Parameters
        ----------
        X_a, X_b : array-likes or DataFrames of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Start and end of the paths, row by row.
        n_steps : int
            Positions on every path, evenly spaced, with both ends: at least 2.
        y_a, y_b : array-likes of shape (n_series,) or None, default=None
            As for `augment`; used where `use_y` is "condition".
        conditions_a, conditions_b : dicts, DataFrames, array-likes or None, default=None
            As for `augment`. Between the ends they are blended.

        Returns
        -------
        X_new : ndarray or DataFrame of shape (n_steps * n_series, ...)
            Step-major: X_a bitwise, then all series of the next step, and so on to X_b bitwise (in the dtype of
            X_a). Codes follow the spherical interpolation between their ends. Residuals are blended with weights
            whose squares sum to 1, which keeps the size of uncorrelated ones. Location, scale, trend and season
            lie on a straight line. With ``space="data"`` the series themselves are interpolated. A DataFrame
            repeats the index of X_a.

        Raises
        ------
        ValueError
            If X_a and X_b have different shapes or time spans, or `n_steps` is less than 2.

        References
        ----------
        .. [1] K. Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985 (the path).

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(30, 12))
        >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
        >>> augmenter.interpolate(X[:2], X[2:4], n_steps=5).shape
        (10, 12)
        """
        self._follow_parameters()
        check_whole("n_steps", n_steps, least=2)
        panel, last = (read_panel(self, X, self._output_format) for X in (X_a, X_b))
        _refuse_other_shapes(panel.values, last.values)
        first_end, last_end = (
            (side.values, self._training_conditions.for_series(side, y, conditions, for_copies=False))
            for side, y, conditions in ((panel, y_a, conditions_a), (last, y_b, conditions_b))
        )
        steps = self._copier.interpolate(first_end, last_end, n_steps)
        for between in steps[1:-1]:
            self._with_gaps(between, panel.values, last.values)
        return panel.write(steps.reshape(-1, *panel.values.shape[1:]), "step")

    def _under(self, panel: Any, conditions: Any) -> Any:
        """Panel that is written with the conditions given in its columns."""
        return panel if conditions is None else panel.under(self._training_conditions.written(panel, conditions))

    def _with_gaps(self, result: NDArray, *values: NDArray) -> NDArray:
        """The result with the gaps of the series, unless gaps are to be filled."""
        if self.missing == "keep":
            for of_series in values:
                result[np.isnan(of_series)] = np.nan
        return result


def _real_codes(latent: ArrayLike) -> NDArray[np.float64]:
    """Return codes as numbers; complex ones are refused, as numpy would drop their imaginary part."""
    array = np.asarray(latent)
    if np.iscomplexobj(array):
        raise ValueError("latent holds complex numbers, and codes are real, as encode returns them. Pass latent.real")
    return array.astype(np.float64)


def _refuse_other_shapes(values_a: NDArray, values_b: NDArray) -> None:
    if values_a.shape != values_b.shape:
        raise ValueError(
            f"X_a and X_b must have one shape, row by row; they hold {_size(values_a)}, and {_size(values_b)}."
        )


def _size(values: NDArray) -> str:
    n_series, n_timepoints, n_channels = values.shape
    return f"{n_series} series of {n_timepoints} time points and {n_channels} channels"
