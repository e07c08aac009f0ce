import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.verdict import Candidate, judge


def test_without_ink_there_is_no_digit_but_a_reason() -> None:
    verdict = judge(None, blank_reason="nothing stands out", alternatives=2)
    assert (verdict.name, verdict.best, verdict.alternatives) == ("blank", None, ())
    assert verdict.reason == "nothing stands out"


@given(
    probabilities=st.lists(st.floats(0, 1, width=32), min_size=10, max_size=10),
    alternatives=st.integers(0, 9),
)
def test_the_best_candidate_comes_first_and_the_others_follow_in_order(
    probabilities: list[float], alternatives: int
) -> None:
    verdict = judge(np.array(probabilities, np.float32), blank_reason=None, alternatives=alternatives)
    assert verdict.name == "digit"
    assert verdict.best is not None
    ranked = [verdict.best, *verdict.alternatives]
    assert len(ranked) == alternatives + 1 == len({each.digit for each in ranked})
    assert [each.confidence for each in ranked] == sorted(probabilities, reverse=True)[: alternatives + 1]
    assert all(each.confidence == probabilities[each.digit] for each in ranked)


@pytest.mark.parametrize("tied", [(0, 1), (3, 8)])
def test_of_equals_the_smaller_digit_wins(tied: tuple[int, int]) -> None:
    probabilities = np.zeros(10, np.float32)
    probabilities[list(tied)] = 0.5
    assert judge(probabilities, blank_reason=None, alternatives=0).best == Candidate(tied[0], 0.5)
