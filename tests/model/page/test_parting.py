"""Whether a mark is one digit or several."""

from dataclasses import replace

import numpy as np
import pytest

from model.page.normalise import Mark, find_page
from model.page.parting import Parted, Scored, best_parting
from model.picture.decode import Picture
from model.scores import Scores
from tests.pages import page


def mark(width: int, height: int = 100) -> Mark:
    pixels = page(["3"], np.random.default_rng(0))
    (any_mark,) = find_page(Picture(pixels, pixels.shape[1], pixels.shape[0], 1.0, "PNG")).marks
    return replace(any_mark, box=(0, 0, width, height))


def scored(confidence: float, *, width: int = 70, digit: int = 3) -> Scored:
    probabilities = np.full(10, (1 - confidence) / 9, np.float32)
    probabilities[digit] = confidence
    return Scored(mark(width), Scores(probabilities, np.log(probabilities)))


def test_a_wide_mark_is_parted_where_both_halves_read_better() -> None:
    whole = scored(0.5, width=140)
    way = Parted(scored(0.99), scored(0.98), contact=1.0)
    assert whole.may_be_several
    assert best_parting(whole, [Parted(scored(0.99), scored(0.3), 1.0), way]) is way


def test_a_mark_that_reads_as_well_as_its_halves_stays_whole() -> None:
    assert best_parting(scored(0.97), [Parted(scored(0.99), scored(0.99), 1.0)]) is None
    assert best_parting(scored(0.5), []) is None


@pytest.mark.parametrize(("confidence", "width"), [(0.3, 60), (0.999, 100)])
def test_what_is_narrow_or_reads_well_is_not_looked_at_again(confidence: float, width: int) -> None:
    assert not scored(confidence, width=width).may_be_several


def test_only_a_one_is_narrow() -> None:
    assert scored(0.9, width=20, digit=1).fit > scored(0.9, width=20).fit


def test_of_two_ways_the_one_that_cuts_less_ink_is_better() -> None:
    narrow, broad = (Parted(scored(0.9), scored(0.9), contact) for contact in (1.0, 6.0))
    assert best_parting(scored(0.4, width=150), [broad, narrow]) is narrow
