import time

import pytest

from model.stages import Span, Stages


def test_several_times_of_a_stage_add_up() -> None:
    stages = Stages()
    stages.add("model", 0.25)
    stages.add("model", 0.5)
    stages.add("queue", 0.125)
    assert stages.seconds == {"model": 0.75, "queue": 0.125}


def test_the_time_of_a_stage_that_fails_counts_too() -> None:
    stages = Stages()
    with pytest.raises(ZeroDivisionError), stages.timed("decode"):
        raise ZeroDivisionError
    assert stages.seconds["decode"] > 0


def test_each_piece_of_a_stage_is_kept_with_when_it_began() -> None:
    stages, began = Stages(), time.perf_counter()
    with stages.timed("decode"):
        pass
    stages.add("queue", 0.25, since=7.0)
    stages.add("queue", 0.5)
    decode, first, second = stages.spans
    assert decode.stage == "decode"
    assert began <= decode.since <= decode.since + decode.seconds <= time.perf_counter()
    assert first == Span("queue", 7.0, 0.25)
    assert abs(second.since + 0.5 - time.perf_counter()) < 1
