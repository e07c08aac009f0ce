"""Where ink is cut that may be two digits."""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.page.touching import cuts

Mask = NDArray[np.uint8]


def trimmed(mask: Mask) -> Mask:
    x, y, width, height = cv2.boundingRect(mask)
    return mask[y : y + height, x : x + width]


def test_two_rings_that_a_stroke_joins_are_cut_at_that_stroke() -> None:
    mask = np.zeros((100, 140), np.uint8)
    for x in (30, 110):
        cv2.ellipse(mask, (x, 50), (22, 44), 0, 0, 360, 1, 8)
    cv2.line(mask, (50, 60), (90, 55), 1, 5)
    first = cuts(trimmed(mask))[0]
    assert abs(int(first.left.sum()) - int(first.right.sum())) < 0.1 * mask.sum()
    assert first.contact <= 7


def test_no_ink_is_lost_or_doubled() -> None:
    rng = np.random.default_rng(0)
    mask = np.asarray(cv2.GaussianBlur(rng.random((60, 120)).astype(np.float32), (0, 0), 4) > 0.5, np.uint8)
    found = cuts(mask)
    assert found
    for cut in found:
        assert np.array_equal(cut.left + cut.right, mask)


def test_strokes_that_lean_are_cut_along_their_lean() -> None:
    """Upright, every line crosses one of them."""
    mask = np.zeros((100, 100), np.uint8)
    for x in (40, 62):
        cv2.line(mask, (x, 5), (x - 25, 95), 1, 6)
    cv2.line(mask, (20, 50), (60, 50), 1, 3)
    first = cuts(trimmed(mask))[0]
    assert first.contact < 15
    assert cv2.connectedComponents(first.left)[0] == cv2.connectedComponents(first.right)[0] == 2


def test_halves_stand_side_by_side() -> None:
    """A bar over a bar is not cut into the two."""
    mask = np.zeros((100, 60), np.uint8)
    mask[:10], mask[-10:], mask[:, 28:32] = 1, 1, 1
    for cut in cuts(mask):
        rows = [np.flatnonzero(half.any(axis=1)) for half in (cut.left, cut.right)]
        assert min(each[-1] for each in rows) - max(each[0] for each in rows) >= 40
