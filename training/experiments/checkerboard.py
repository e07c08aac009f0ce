"""How much of a checkerboard pictures show: energy that alternates with a decoder's stride.

Odena, Dumoulin and Olah, "Deconvolution and Checkerboard Artifacts" (Distill 2016), tell where such a pattern comes
from: a transposed convolution whose kernel its stride does not divide stamps some cells more often than others. It
repeats with the stride, so that its energy lies on single lines of the Fourier spectrum. Strokes have energy there,
too, and sharp ones more than blurred ones, but as much beside the lines as on them; what the lines have more than
their neighbours is the pattern's.
"""

import numpy as np
from numpy.typing import NDArray

_UNSEEN = 1e-6  # a share of all energy that nobody sees: smooth pictures have less on and beside the lines


def alternation(pictures: NDArray[np.floating], period: int = 2) -> float:
    """How much more energy is at that period than beside it, in shares of what is beside it.

    0 where nothing stands out, 1 where there is twice as much as beside it, a million for nothing but a checkerboard.

    Args:
        pictures: [N, height, width], whose sides `period` divides, at least three times.
        period: after how many pixels the pattern repeats, along rows or columns: the stride.
    """
    centred = pictures.astype(np.float64) - pictures.mean(axis=(1, 2), keepdims=True, dtype=np.float64)
    energy = (np.abs(np.fft.fft2(centred)) ** 2).sum(axis=0)  # [height, width], of all pictures
    total = float(energy.sum())
    if total == 0:
        return 0.0
    sums = np.array([_lines(energy.sum(axis=axis), period) for axis in (0, 1)])
    on, beside = sums.sum(axis=0) / total
    return max(0.0, float((on - beside) / (beside + _UNSEEN)))


def _lines(energy: NDArray[np.float64], period: int) -> tuple[float, float]:
    """The energy on a period's lines, and as much as their neighbours would have them have."""
    lines = np.arange(1, period) * (len(energy) // period)
    beside = (energy[lines - 1] + energy[(lines + 1) % len(energy)]) / 2
    return float(energy[lines].sum()), float(beside.sum())
