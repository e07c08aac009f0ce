from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.normalise import Record
from model.scores import Scores
from model.verdict import FAMILIARITY, MARGIN, Candidate, familiarity, judge

ALONE = Record(False, None, True, (10, 10, 40, 60), 90.0, 200.0, 0.1, (0, 0), 0.3, 1, 1.0)


def _scores(**shares: float) -> Scores:
    """Probabilities by digit, as `d4=0.5`; the rest is shared equally."""
    probabilities = np.full(10, (1 - sum(shares.values())) / (10 - len(shares)), np.float32)
    for name, share in shares.items():
        probabilities[int(name[1])] = share
    return Scores(probabilities, np.log(probabilities + np.float32(1e-6)))


def test_without_ink_there_is_no_digit_but_a_reason() -> None:
    record = replace(ALONE, blank=True, reason="nothing stands out", box=None)
    verdict = judge(None, record, {}, alternatives=2)
    assert (verdict.name, verdict.best, verdict.alternatives) == ("blank", None, ())
    assert verdict.reason == "nothing stands out"


@given(
    probabilities=st.lists(st.floats(0, 1, width=32), min_size=10, max_size=10),
    alternatives=st.integers(0, 9),
)
def test_the_best_candidate_comes_first_and_the_others_follow_in_order(
    probabilities: list[float], alternatives: int
) -> None:
    scores = Scores(np.array(probabilities, np.float32), np.zeros(10, np.float32))
    verdict = judge(scores, ALONE, {}, alternatives=alternatives)
    assert verdict.name == "digit"
    assert verdict.best is not None
    ranked = [verdict.best, *verdict.alternatives]
    assert len(ranked) == alternatives + 1 == len({each.digit for each in ranked})
    assert [each.confidence for each in ranked] == sorted(probabilities, reverse=True)[: alternatives + 1]
    assert all(each.confidence == probabilities[each.digit] for each in ranked)


@pytest.mark.parametrize("tied", [(0, 1), (3, 8)])
def test_of_equals_the_smaller_digit_wins(tied: tuple[int, int]) -> None:
    scores = _scores(**{f"d{digit}": 0.5 for digit in tied})
    assert judge(scores, ALONE, {}, alternatives=0).best == Candidate(tied[0], 0.5)


def test_two_close_digits_are_both_given() -> None:
    """Even to those who asked for one candidate only."""
    verdict = judge(_scores(d4=0.5, d9=0.45), ALONE, {MARGIN: 0.2}, alternatives=0)
    assert verdict.name == "ambiguous"
    assert verdict.best is not None
    assert [verdict.best.digit, *(each.digit for each in verdict.alternatives)] == [4, 9]
    assert verdict.reason == "it may be a 4 or a 9; write it again, or ask the writer"


def test_a_clear_lead_is_a_digit_without_a_reason() -> None:
    verdict = judge(_scores(d4=0.8, d9=0.15), ALONE, {MARGIN: 0.2}, alternatives=1)
    assert (verdict.name, verdict.reason) == ("digit", None)


def test_several_digits_are_sent_to_the_door_that_reads_them() -> None:
    verdict = judge(_scores(d4=1.0), replace(ALONE, groups=3), {}, alternatives=2)
    assert (verdict.name, verdict.best, verdict.alternatives) == ("several", None, ())
    assert verdict.reason is not None
    assert verdict.reason.startswith("3 digits")
    assert "POST /read" in verdict.reason


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (ALONE, "like a letter or a drawing"),
        (replace(ALONE, box=(0, 0, 80, 40)), "POST /read takes them apart"),
        (replace(ALONE, stroke_ratio=0.5), "a blot or a photograph"),
        (replace(ALONE, groups=4), "4 groups of ink"),
    ],
)
def test_what_is_unlike_any_digit_is_refused_with_what_to_do(record: Record, reason: str) -> None:
    scores = _scores(d4=0.3)
    verdict = judge(scores, record, {FAMILIARITY: float(familiarity(scores.logits)) + 0.1}, alternatives=2)
    assert (verdict.name, verdict.best, verdict.alternatives) == ("not_a_digit", None, ())
    assert verdict.reason is not None
    assert reason in verdict.reason


def test_at_its_threshold_a_digit_is_still_one() -> None:
    scores = _scores(d4=0.3)
    assert judge(scores, ALONE, {FAMILIARITY: float(familiarity(scores.logits))}, alternatives=0).name == "digit"


def test_a_part_of_a_page_is_judged_by_its_scores_alone() -> None:
    assert judge(_scores(d4=0.9), None, {FAMILIARITY: -10.0}, alternatives=0).name == "digit"
    assert judge(_scores(d4=0.9), None, {FAMILIARITY: 10.0}, alternatives=0).name == "not_a_digit"
