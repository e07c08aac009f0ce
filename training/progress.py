"""A run's live progress on a terminal: what is done, how long it will take, how well it reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from training.fit import Progress as Now
from training.fit import Watch


@contextmanager
def shown(epochs: int, console: Console) -> Iterator[Watch]:
    """A watcher that draws a bar over the whole run of `epochs`, and leaves a line for each finished one.

    What is no terminal gets the lines only.
    """
    columns = (
        TextColumn("epoch {task.fields[epoch]}/{task.total:.0f}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("loss {task.fields[loss]:.4f}  accuracy {task.fields[accuracy]:.4f}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=epochs, epoch=1, loss=0.0, accuracy=0.0)
        started = False

        def watch(now: Now) -> None:
            nonlocal started
            if not started:  # on a resumed run, the epochs before took this process no time
                bar.reset(task, completed=now.epoch - 1)
                started = True
            completed = now.epoch - 1 + now.done / now.count
            bar.update(task, completed=completed, epoch=now.epoch, loss=now.loss, accuracy=now.accuracy)
            if now.done == now.count:
                line = f"epoch {now.epoch}/{epochs}: loss {now.loss:.4f}, accuracy {now.accuracy:.4f}"
                console.print(line, highlight=False)

        yield watch
