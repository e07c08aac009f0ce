import keras
import numpy as np
import pytest

from training import recipes
from training.mnist import NO_DIGIT
from training.robust import adamw, cross_entropy


def _loss(labels: list[int], logits: list[list[float]]) -> float:
    return float(cross_entropy(np.array(labels, np.int32), np.array(logits, np.float32)))


def test_the_robust_recipe_trains_the_same_network() -> None:
    """And it holds back training images to calibrate on."""
    robust = recipes.find("robust")
    assert robust.build().count_params() == recipes.find("textbook").build().count_params() == 260_298
    assert robust.held_out == 5000


def test_what_is_no_digit_is_best_given_every_class_alike() -> None:
    alike, sure = [0.0] * 10, [9.0] + [0.0] * 9
    assert _loss([NO_DIGIT], [alike]) == pytest.approx(np.log(10))
    assert _loss([NO_DIGIT], [sure]) > _loss([NO_DIGIT], [alike])


def test_a_digit_is_best_given_its_own_class_nearly_whole() -> None:
    """By smoothed labels, a logit of 6 costs less than one of 60."""
    losses = [_loss([3], [[0.0] * 3 + [lead] + [0.0] * 6]) for lead in (0.0, 6.0, 60.0)]
    assert losses[1] < losses[2] < losses[0]


def test_the_loss_is_the_mean_over_digits_and_others() -> None:
    logits = [[1.0, *[0.0] * 9], [0.0, 2.0, *[0.0] * 8]]
    both = _loss([0, NO_DIGIT], logits)
    assert both == pytest.approx((_loss([0], logits[:1]) + _loss([NO_DIGIT], logits[1:])) / 2, rel=1e-6)


def test_the_learning_rate_rises_and_then_falls_to_nothing() -> None:
    rate = adamw(2000).learning_rate
    assert isinstance(adamw(10), keras.optimizers.AdamW)
    schedule = adamw(2000)._learning_rate
    rates = [float(schedule(step)) for step in (0, 150, 300, 1150, 2000)]
    assert rates[0] == 0 < rates[1] < rates[2] == pytest.approx(4e-3)
    assert rates[2] > rates[3] > rates[4] == pytest.approx(0, abs=1e-9)
    assert float(rate) == 0
