"""How quickly what waits is worked off."""

import pytest

from model.pace import Pace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, as its only item."""
    now = [100.0]
    monkeypatch.setattr("model.pace.time.perf_counter", lambda: now[0])
    return now


def test_nothing_is_expected_before_anything_is_measured() -> None:
    assert Pace().expected_s(1000) == 0


def test_items_that_come_one_after_the_other_are_expected_to_go_on_so(clock: list[float]) -> None:
    measured = Pace()
    measured.done(5, since=99.5)
    for _ in range(20):
        clock[0] += 0.5
        measured.done(5, since=0)
    assert measured.expected_s(10) == pytest.approx(1)


def test_time_without_anything_to_do_does_not_count(clock: list[float]) -> None:
    measured = Pace()
    measured.done(1, since=99.5)
    clock[0] = 1000
    measured.done(1, since=999.5)
    assert measured.expected_s(4) == pytest.approx(2)


def test_what_waits_while_others_are_worked_on_counts_from_their_end(clock: list[float]) -> None:
    measured = Pace()
    measured.done(1, since=99)
    clock[0] = 101
    measured.done(1, since=99)
    assert measured.expected_s(1) == pytest.approx(1)


def test_a_new_pace_is_taken_up(clock: list[float]) -> None:
    measured = Pace()
    measured.done(1, since=99)
    for _ in range(50):
        clock[0] += 3
        measured.done(1, since=0)
    assert measured.expected_s(1) == pytest.approx(3, rel=0.02)
