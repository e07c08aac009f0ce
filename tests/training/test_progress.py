from io import StringIO

import pytest
from rich.console import Console

from training.fit import Progress
from training.progress import shown


@pytest.mark.parametrize("terminal", [True, False])
def test_each_finished_epoch_leaves_a_line(terminal: bool) -> None:
    """With loss and accuracy; a resumed run starts at its own epoch."""
    console = Console(file=StringIO(), force_terminal=terminal, width=120)
    with shown(3, console) as watch:
        watch(Progress(epoch=2, done=50, count=100, loss=0.4, accuracy=0.8))
        watch(Progress(epoch=2, done=100, count=100, loss=0.25, accuracy=0.9))
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert "epoch 2/3: loss 0.2500, accuracy 0.9000" in written
    assert "epoch 1/3:" not in written


def test_a_terminal_sees_how_long_it_will_take() -> None:
    console = Console(file=StringIO(), force_terminal=True, width=120)
    with shown(2, console) as watch:
        for done in (20, 40, 60):
            watch(Progress(epoch=1, done=done, count=100, loss=0.4, accuracy=0.8))
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert "epoch 1/2" in written
    assert "left" in written
    assert "accuracy 0.8000" in written
