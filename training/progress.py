"""A run's live progress on a terminal: what is done, how long it will take, how well it reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from training.fit import Progress as Done
from training.fit import Watch


@contextmanager
def shown(epochs: int, examples: int, console: Console) -> Iterator[Watch]:
    """A watcher that draws a bar over the whole run, and leaves a line for each finished epoch.

    Args:
        epochs: the run's epochs.
        examples: the examples in each.
        console: where to draw; what is no terminal gets the epochs' lines only.
    """
    columns = (
        TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("loss {task.fields[loss]:.4f}  accuracy {task.fields[accuracy]:.4f}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=epochs * examples, epoch=1, epochs=epochs, loss=0.0, accuracy=0.0)

        def watch(done: Done) -> None:
            completed = (done.epoch - 1) * examples + done.done
            bar.update(task, completed=completed, epoch=done.epoch, loss=done.loss, accuracy=done.accuracy)
            if done.done == examples:
                console.print(f"epoch {done.epoch}/{epochs}: loss {done.loss:.4f}, accuracy {done.accuracy:.4f}")

        yield watch
