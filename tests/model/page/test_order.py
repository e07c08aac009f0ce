"""Digits in the order in which a page is read."""

from itertools import chain

import pytest

from model.page.order import Box, in_reading_order


def row(top: int, slope: float = 0.0, count: int = 5) -> list[Box]:
    """Boxes of 20 x 40 px side by side."""
    return [(x, round(top + slope * x), x + 20, round(top + slope * x) + 40) for x in range(0, 30 * count, 30)]


def test_lines_run_from_top_to_bottom_and_each_from_left_to_right() -> None:
    boxes = row(100) + row(0) + row(200)
    assert in_reading_order(boxes) == [[5, 6, 7, 8, 9], [0, 1, 2, 3, 4], [10, 11, 12, 13, 14]]


@pytest.mark.parametrize("slope", [-0.2, -0.1, 0.1, 0.2])
def test_a_line_may_climb_or_fall(slope: float) -> None:
    """By more than its own height from one end to the other."""
    boxes = row(100, slope, 12) + row(180, slope, 12)
    assert in_reading_order(boxes) == [list(range(12)), list(range(12, 24))]


def test_a_low_digit_belongs_to_its_line() -> None:
    boxes: list[Box] = [(0, 0, 20, 40), (30, 18, 50, 38), (60, 2, 80, 42)]
    assert in_reading_order(boxes) == [[0, 1, 2]]


def test_the_order_in_which_digits_were_found_does_not_matter() -> None:
    boxes = row(0, 0.05) + row(80, 0.05)
    turned = boxes[::-1]
    assert [[turned[i] for i in line] for line in in_reading_order(turned)] == [
        [boxes[i] for i in line] for line in in_reading_order(boxes)
    ]
    assert sorted(chain.from_iterable(in_reading_order(boxes))) == list(range(10))


def test_no_digit_makes_no_line() -> None:
    assert in_reading_order([]) == []
