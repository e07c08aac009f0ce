"""digitscope explain: one picture, and how the network reads it, as a page of HTML."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.errors import reported
from cli.options import ModelDir, VersionNumber, folder_of


def explain(
    file: Annotated[Path, typer.Argument(help="A picture of a digit.")],
    out: Annotated[
        Path | None, typer.Option(help="The HTML file to write.", show_default="the picture's name with .html")
    ] = None,
    model_dir: ModelDir = None,
    version: VersionNumber = None,
) -> None:
    """Explain how the network reads a picture: its stages, all maps, the winner's arithmetic, and what mattered.

    The report is one HTML file that needs no network and no script.
    """
    with reported():
        target = out or file.with_suffix(".html")
        page = asyncio.run(_explain(file, model_dir, version))
        target.write_text(page, encoding="utf-8")
    typer.echo(f"wrote {target} ({len(page.encode()) // 1000} kB)")


async def _explain(file: Path, model_dir: Path | None, version: int | None) -> str:
    from cli.local import open_local
    from model.report.findings import find_out
    from model.report.page import render
    from model.stages import Stages

    data = file.read_bytes()
    with open_local(folder_of(model_dir, version)) as local:
        loaded = local.served.version
        shape = loaded.manifest.input_shape
        prepared = await local.intake.prepare(data, Stages(), keep_stages=True, shape=shape)
        return render(find_out(file.name, prepared, loaded))
