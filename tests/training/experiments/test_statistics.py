import numpy as np
import pytest
from scipy import stats

from training.experiments.statistics import Spread, difference, ranks_agree, student


@pytest.mark.parametrize("freedom", [1.0, 2.0, 2.7, 4.0, 11.5, 200.0])
def test_students_quantile_is_scipys(freedom: float) -> None:
    assert student(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-4)


def test_the_interval_of_a_difference_is_welchs() -> None:
    """As scipy works it out, for spreads that are not alike."""
    one, other = (0.991, 0.989, 0.9925), (0.970, 0.985, 0.978)
    found = difference(Spread(one), Spread(other))
    expected = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert found.interval == pytest.approx((expected.low, expected.high), rel=1e-3)
    assert found.value == pytest.approx(np.mean(one) - np.mean(other))


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        ((0.99, 0.991, 0.992), (0.95, 0.951, 0.949), 1),
        ((0.95, 0.951, 0.949), (0.99, 0.991, 0.992), -1),
        ((0.99, 0.98, 0.97), (0.985, 0.975, 0.98), 0),
        ((0.99, 0.99, 0.99), (0.99, 0.99, 0.99), 0),
        ((0.5, 0.5), (0.25, 0.25), 1),
        ((0.99,), (0.5,), 0),
    ],
    ids=["above", "below", "within the spread", "equal", "no spread at all", "one seed"],
)
def test_a_sign_is_told_beyond_the_spread_alone(one: tuple[float, ...], other: tuple[float, ...], sign: int) -> None:
    assert difference(Spread(one), Spread(other)).sign == sign


def test_the_deviation_is_that_of_a_sample() -> None:
    assert Spread((1.0, 2.0, 4.0)).deviation == pytest.approx(np.std([1, 2, 4], ddof=1))
    assert Spread((1.0,)).deviation is None


def test_ranks_agree_as_scipys_do() -> None:
    """With equals among them."""
    one, other = [3.0, 1.0, 2.0, 2.0, 5.0], [0.3, 0.1, 0.4, 0.2, 0.4]
    assert ranks_agree(one, other) == pytest.approx(stats.spearmanr(one, other).statistic)
    assert ranks_agree([1, 2, 3], [30, 20, 10]) == pytest.approx(-1)
