"""digitscope experiments: what the textbook leaves open, measured."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import reported
from cli.train import DataFile

if TYPE_CHECKING:
    from training.experiments.results import Result


def experiments(
    out: Annotated[Path, typer.Option(help="Folder of the runs' results and checkpoints.")] = Path("runs/experiments"),
    data: DataFile = None,
    images: Annotated[
        Path | None, typer.Option(help="Folder of your own labelled pictures, to measure on them, too.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Few images, one epoch, two seeds: minutes, and no finding to rely on.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(help="A variant; repeat it for several.", show_default="all of them")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="Write findings, tables and plots to this Markdown file.", metavar="FILE.md")
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(help="Write the variants that read digits, first seed, as versions into this folder."),
    ] = None,
) -> None:
    """Train the variants that the textbook leaves open, with the same data and budget, and put them side by side.

    Each run leaves a result, so that the same command goes on after an interruption; the same seeds give the same
    figures. In full it takes about an hour on two cores that have nothing else to do.
    """
    with reported():
        from rich.console import Console

        import model.versions.saved_model  # noqa: F401  # before training: it brings TensorFlow in without its greeting
        from cli.experiments_view import tables
        from training import mnist
        from training.experiments.budget import FULL, QUICK
        from training.experiments.exam import Exam
        from training.experiments.plan import runs
        from training.experiments.progress import shown
        from training.experiments.run import carry_out
        from training.experiments.variants import chosen
        from training.interruption import interruptible

        variants = chosen(only or ())
        budget, examples = QUICK if quick else FULL, mnist.load(data)
        planned, console = runs(variants, budget, examples, out), Console(stderr=True)
        try:
            with interruptible(), shown(planned, budget.epochs, console) as telling:
                results = carry_out(planned, Exam(examples, budget, images), telling)
        except KeyboardInterrupt:
            typer.echo("interrupted; the same command goes on where it was", err=True)
            raise typer.Exit(130) from None
        for table in tables(results):
            Console().print(table)
        console.print(f"the results of the {len(results)} runs are in {out}", soft_wrap=True, highlight=False)
        if write is not None:
            _write(write, results, quick=quick, images=images is not None)
        if export is not None:
            from training.experiments.export import export as export_run

            for run in planned:
                if run.variant.reads and run.seed == budget.seeds[0]:
                    typer.echo(f"wrote {export_run(run, budget, examples, export)}: {run.variant.name}")


def _write(path: Path, results: "list[Result]", *, quick: bool, images: bool) -> None:
    import os
    import platform

    from training.experiments.budget import FULL, QUICK
    from training.experiments.document import Source
    from training.experiments.document import write as write_document

    told = path.name if path.is_absolute() else path.as_posix()  # where this machine keeps it is nobody's business
    command = f"digitscope experiments{' --quick' if quick else ''}{' --images DIR' if images else ''} --write {told}"
    source = Source(QUICK if quick else FULL, command, f"{platform.machine()}, {os.cpu_count()} cores")
    for written in write_document(path, results, source):
        typer.echo(f"wrote {written}")
