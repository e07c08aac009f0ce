"""digitscope train: a recipe and MNIST in, a model version out."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import reported

DataFile = Annotated[
    Path | None,
    typer.Option("--data", help="MNIST as .npz.", show_default="$DIGITSCOPE_MNIST, else Keras's download"),
]


def train(
    recipe: Annotated[str, typer.Option(help="What to train with.")] = "robust",
    data: DataFile = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Passes over the data.", show_default="the recipe's")
    ] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Images a step.", show_default="the recipe's")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides the first weights and the order of the data.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder of versions to add to.", show_default="$DIGITSCOPE_MODEL_DIR, else the shipped model's"
        ),
    ] = None,
    runs: Annotated[Path, typer.Option(help="Folder of the runs' checkpoints.")] = Path("runs"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on after the run's last finished epoch.")] = False,
) -> None:
    """Train the network and write it as the next model version.

    Each epoch leaves a checkpoint, so that an interrupted run loses one epoch at most and ends at the same weights. A
    run without --resume removes that of an earlier one first.
    """
    with reported():
        from dataclasses import replace

        from rich.console import Console

        import model.versions.saved_model  # noqa: F401  # before training: it brings TensorFlow in without its greeting
        from app.settings import Settings
        from training import mnist, recipes
        from training.checkpoint import FILE_NAME
        from training.interruption import interruptible
        from training.progress import shown
        from training.train import Plan
        from training.train import train as carry_out

        chosen = recipes.find(recipe)
        chosen = replace(chosen, epochs=epochs or chosen.epochs, batch_size=batch_size or chosen.batch_size)
        examples = mnist.load(data)
        plan = Plan(
            chosen,
            seed,
            models=out or Settings().model_dir,
            run=runs / f"{chosen.name}-seed{seed}",
        )
        try:
            with interruptible(), shown(chosen.epochs, Console()) as watch:
                folder = carry_out(plan, examples, resume=resume, watch=watch)
        except KeyboardInterrupt:
            goes_on = "the same command with --resume goes on after the last finished epoch"
            kept = (plan.run / FILE_NAME).exists()
            typer.echo(f"interrupted; {goes_on if kept else 'nothing was kept, as no epoch had ended'}", err=True)
            raise typer.Exit(130) from None
        typer.echo(f"wrote {folder}; its card is {folder / 'card' / 'card.md'}")
