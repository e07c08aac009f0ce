"""Sentences follow from figures."""

from collections.abc import Mapping, Sequence

import pytest

from training.experiments.findings import NO_DIFFERENCE, findings
from training.experiments.statistics import Spread
from training.experiments.table import Row
from training.experiments.transfer import transfer
from training.experiments.variants import QUESTIONS, VARIANTS, Question

PADDING = next(question for question in QUESTIONS if question.title == "Padding")
DECODER = next(question for question in QUESTIONS if question.title == "Decoder")
EQUAL = (0.99, 0.991, 0.989)


def _row(name: str, figures: Mapping[str, Sequence[float]], work: int = 100) -> Row:
    return Row(
        variant=VARIANTS[name],
        parameters=2 * work,
        multiply_adds=work,
        figures={key: Spread(tuple(values)) for key, values in figures.items()},
        counts=dict.fromkeys(figures, 1000),
        undisturbed=work / 10,
        seconds=Spread((1.0, 2.0, 3.0)),
    )


def _say(question: Question, *rows: Row) -> list[str]:
    return findings(question, {row.variant.name: row for row in rows})


def test_equal_numbers_are_no_difference() -> None:
    figures = {"test": EQUAL, "writers": EQUAL}
    (told,) = _say(PADDING, _row("textbook", figures), _row("padding-same", figures))
    assert NO_DIFFERENCE in told
    assert "99.00 ± 0.10 % against 99.00 ± 0.10 %" in told
    assert "not told apart on other writers' digits (+0.00 points" in told
    assert "better" not in told
    assert "worse" not in told


def test_a_difference_within_the_spread_is_none() -> None:
    (told,) = _say(PADDING, _row("textbook", {"test": EQUAL}), _row("padding-same", {"test": (0.9905, 0.9895, 0.992)}))
    assert NO_DIFFERENCE in told


@pytest.mark.parametrize(
    ("values", "word", "figures"),
    [
        ((0.995, 0.9955, 0.9945), "better", "99.50 ± 0.05 % against 99.00 ± 0.10 % (+0.50 points, "),
        ((0.95, 0.951, 0.949), "worse", "95.00 ± 0.10 % against 99.00 ± 0.10 % (-4.00 points, "),
    ],
)
def test_a_difference_beyond_the_spread_is_told_with_its_figures(
    values: Sequence[float], word: str, figures: str
) -> None:
    (told,) = _say(PADDING, _row("textbook", {"test": EQUAL}), _row("padding-same", {"test": values}))
    assert f"same padding is {word} than valid padding: {figures}" in told
    assert NO_DIFFERENCE not in told


def test_less_error_is_better() -> None:
    rows = [
        _row("upsampling", {"error": (0.010, 0.011, 0.012), "alternation": (0.0, 0.0, 0.0)}),
        _row("transposed-3", {"error": (0.020, 0.021, 0.022), "alternation": (0.5, 0.6, 0.7)}),
        _row("transposed-4", {"error": (0.001, 0.002, 0.001), "alternation": (0.0, 0.0, 0.0)}),
    ]
    three, four = _say(DECODER, *rows)
    assert "reconstruction error, a transposed convolution of 3x3 is worse than upsampling" in three
    assert "checkerboard, a transposed convolution of 3x3 is worse than upsampling" in three
    assert "reconstruction error, a transposed convolution of 4x4 is better than upsampling" in four
    assert f"checkerboard, a transposed convolution of 4x4 shows {NO_DIFFERENCE}" in four


def test_one_seed_tells_no_spread() -> None:
    (told,) = _say(PADDING, _row("textbook", {"test": (0.99,)}), _row("padding-same", {"test": (0.5,)}))
    assert "one seed tells no spread" in told
    assert "±" not in told


def test_the_cost_is_told_beside() -> None:
    (told,) = _say(PADDING, _row("textbook", {"test": EQUAL}), _row("padding-same", {"test": EQUAL}, work=150))
    assert "1.50 times the parameters, 1.50 times the multiply-adds and 1.50 times the time" in told


def test_a_question_with_an_answer_missing_says_nothing_of_it() -> None:
    assert _say(PADDING, _row("textbook", {"test": EQUAL})) == []
    assert _say(PADDING, _row("padding-same", {"test": EQUAL})) == []


def _readers(**by_name: tuple[float, float]) -> dict[str, Row]:
    """Readers with an accuracy on MNIST and one on other writers, with hardly any spread."""
    return {
        name.replace("_", "-"): _row(
            name.replace("_", "-"),
            {
                key: (value, value + 1e-5, value - 1e-5)
                for key, value in (("held-out", mnist), ("test", mnist), ("writers", writers))
            },
        )
        for name, (mnist, writers) in by_name.items()
    }


def test_what_wins_on_mnist_and_elsewhere_is_counted() -> None:
    table = _readers(textbook=(0.98, 0.90), padding_same=(0.99, 0.91), filters_32=(0.97, 0.89))
    (told,) = transfer(table)
    assert "MNIST's test images tell 2 of 2 choices apart; of those, 2 go the same way here, 0 the other way" in told
    assert "rank correlation of 1.00" in told
    assert "choose same padding, which is first here, too (91.00 ± 0.00 %)" in told


def test_what_wins_on_mnist_and_loses_elsewhere_is_told() -> None:
    table = _readers(textbook=(0.98, 0.90), padding_same=(0.99, 0.80), filters_32=(0.97, 0.95))
    (told,) = transfer(table)
    assert "0 go the same way here, 2 the other way, and 0 cannot be told" in told
    assert "rank correlation of -1.00" in told
    assert "choose same padding, which is number 3 here (80.00 ± 0.00 %); 32 filters is ahead (95.00" in told
