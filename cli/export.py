"""digitscope export: any Keras image classifier as a model version."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import reported


def export(
    file: Annotated[Path, typer.Argument(help="A Keras model, .keras or .h5.")],
    out: Annotated[Path, typer.Option(help="Folder of versions to add to; made where it is missing.")],
    number: Annotated[
        int | None, typer.Option("--number", min=1, help="The version's number.", show_default="the next")
    ] = None,
    labels: Annotated[
        str | None, typer.Option(help="The classes, separated by commas.", show_default="0,1,2,...")
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(
            help="What 0..255 was multiplied with for training, such as 1/255.",
            show_default="1/255, or 1 where a Rescaling layer is inside",
        ),
    ] = None,
    offset: Annotated[float, typer.Option(help="What was added after that, such as -1.")] = 0.0,
) -> None:
    """Write a Keras image classifier as a model version, under the same contract as the shipped one."""
    with reported():
        import model.versions.saved_model  # noqa: F401  # before training: it brings TensorFlow in without its greeting
        from training.versions.foreign import export_file

        names = tuple(label.strip() for label in labels.split(",")) if labels else None
        folder = export_file(file, out, number=number, labels=names, scale=scale, offset=offset)
        typer.echo(f"wrote {folder}")
