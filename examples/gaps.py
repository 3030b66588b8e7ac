"""
Gaps in recordings of unequal length
====================================

Gaps of recordings of unequal length are filled with less error than by straight lines; copies keep the gaps.

The data are 270 utterances of a Japanese vowel by nine speakers, 7 to 26 time points of twelve coefficients
of the voice (Kudo, Toyama and Shimbo 1999), which come with sktime. The script hides time spans of single
coefficients, as if a sensor had failed, and fills them again: by linear interpolation, and by an augmenter
fitted to all recordings with gaps. Run ``python examples/gaps.py [picture.png]``.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from sktime.datasets import load_japanese_vowels

from sklearn_lgta import LGTAAugmenter

matplotlib.use("Agg")
import matplotlib.pyplot as plt

LONGEST_GAP = 8  # time points
SHOWN = 4  # coefficients in the picture


def load():
    """Return utterances, as a frame with index (utterance, time) and one coefficient per column, and the speakers."""
    return load_japanese_vowels(split="train", return_type="pd-multiindex")


def with_gaps(utterances, rng):
    """Return the frame with one gap in a third of the coefficients of every utterance; first and last values stay."""
    values = utterances.to_numpy(copy=True)
    stops = np.cumsum(utterances.groupby(level=0, sort=False).size().to_numpy())
    for start, stop in zip(np.append(0, stops[:-1]), stops, strict=True):
        for channel in rng.choice(values.shape[1], values.shape[1] // 3, replace=False):
            length = int(rng.integers(1, min(LONGEST_GAP, stop - start - 2) + 1))
            first = start + int(rng.integers(1, stop - start - length))
            values[first : first + length, channel] = np.nan
    return type(utterances)(values, index=utterances.index, columns=utterances.columns)


def straight_lines(frame):
    """Return the frame with gaps filled by linear interpolation."""
    return frame.groupby(level=0, sort=False, group_keys=False).apply(lambda one: one.interpolate())


def error(filled, frame, hidden):
    """Return the root-mean-square error at the hidden values, in standard deviations of the coefficient."""
    scale = frame.to_numpy().std(axis=0)
    return float(np.sqrt((((filled - frame).to_numpy() / scale)[hidden] ** 2).mean()))


def draw(frame, gappy, filled, copies, path):
    """Draw the observed, filled and hidden coefficients of one utterance, and those of two copies."""
    name = frame.index[0][0]
    fig, axes = plt.subplots(2, SHOWN, figsize=(13, 5), sharex=True, layout="constrained")
    columns = gappy.columns[gappy.loc[name].isna().any()][:SHOWN]
    for (above, below), column in zip(axes.T, columns, strict=True):
        real, observed, guessed = (one.loc[name][column].to_numpy() for one in (frame, gappy, filled))
        gap = np.isnan(observed)
        near = gap | np.append(gap[1:], False) | np.append(False, gap[:-1])
        above.plot(real, ":", color="black", label="hidden")
        above.plot(np.where(near, guessed, np.nan), color="tab:orange", label="filled")
        above.plot(observed, color="black", label="observed")
        above.set_title(f"coefficient {column}", fontsize="medium")
        below.plot(observed, color="black", label="observed")
        for number, copy in copies.groupby(level=0):
            below.plot(copy.loc[number, name][column].to_numpy(), color="tab:blue", alpha=0.7, label=f"copy {number}")
        below.set_xlabel("time point")
    axes[0, 0].legend(fontsize="small")
    axes[1, 0].legend(fontsize="small")
    fig.suptitle("One utterance with gaps: filled (above), and copies that keep the gaps (below)")
    fig.savefig(path, dpi=65)
    plt.close(fig)


def main(path, model=None):
    utterances, _ = load()
    lengths = utterances.groupby(level=0).size()
    gappy = with_gaps(utterances, np.random.default_rng(0))
    hidden = gappy.isna().to_numpy()
    print(f"{len(lengths)} utterances of {lengths.min()} to {lengths.max()} time points, {hidden.mean():.0%} hidden")

    augmenter = LGTAAugmenter("mix", strength=0.3, model=model, random_state=0).fit(gappy)
    filled = augmenter.fill(gappy)
    print("error at the hidden values, in standard deviations of the coefficient")
    print(f"  straight lines  {error(straight_lines(gappy), utterances, hidden):.2f}")
    print(f"  fill            {error(filled, utterances, hidden):.2f}")

    copies = augmenter.augment(gappy, n_copies=2)
    print(f"{len(copies)} rows of two copies, {copies.isna().to_numpy().mean():.0%} missing as in the recordings")
    draw(utterances, gappy, filled, copies, path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))
