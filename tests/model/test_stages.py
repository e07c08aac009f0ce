import pytest

from model.stages import Stages


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
