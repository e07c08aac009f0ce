"""digitscope read: the digits on pages, read here or by a running service."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.errors import reported
from cli.options import ModelDir, VersionNumber, folder_of
from cli.remote import connected, post_file


def read(
    files: Annotated[list[Path], typer.Argument(help="Pictures, each of a page.", metavar="FILE...")],
    as_json: Annotated[bool, typer.Option("--json", help="Print what POST /read answers, one line a file.")] = False,
    png: Annotated[
        Path | None, typer.Option(help="Write the page with boxes and digits over it; of one file.", metavar="OUT")
    ] = None,
    server: Annotated[str | None, typer.Option(help="Ask the service at this URL instead.", metavar="URL")] = None,
    model_dir: ModelDir = None,
    version: VersionNumber = None,
) -> None:
    """Read every digit on each page, line by line.

    Exits with 1 when a file cannot be used; the others are read all the same.
    """
    if png is not None and len(files) != 1:
        raise typer.BadParameter("it takes one FILE", param_hint="--png")
    with reported():
        answers = _ask(server, files, png, version) if server else asyncio.run(_read(files, png, model_dir, version))
    if as_json:
        for file, answer in zip(files, answers, strict=True):
            typer.echo(json.dumps({"file": str(file), **answer}))
    else:
        _print_table(files, answers)
    raise typer.Exit(int(any("status" in answer for answer in answers)))


async def _read(
    files: list[Path], png: Path | None, model_dir: Path | None, version: int | None
) -> list[dict[str, Any]]:
    from app.pages import render_page
    from cli.local import open_local, read_files
    from model.page.overlay import draw_overlay
    from model.stages import Stages

    folder = folder_of(model_dir, version)
    overlays: list[bytes] = []

    async def read(data: bytes) -> dict[str, Any]:
        reading = await local.pages.read(data, local.served, Stages())
        if png is not None:
            overlays.append(draw_overlay(reading))
        return render_page(reading, folder.parent.name)  # and let go of the page's pixels

    with open_local(folder) as local:
        answers = await read_files(files, read)
    if png is not None and overlays:
        png.write_bytes(overlays[0])
    return answers


def _ask(server: str, files: list[Path], png: Path | None, version: int | None) -> list[dict[str, Any]]:
    with connected(server) as client:
        answers = [post_file(client, "/read", file, version, member="text") for file in files]
        if png is not None and "status" not in answers[0]:
            query = {} if version is None else {"version": version}
            overlay = client.post(
                "/read", content=files[0].read_bytes(), params=query, headers={"Accept": "image/png"}
            ).raise_for_status()
            png.write_bytes(overlay.content)
    return answers


def _print_table(files: list[Path], answers: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    table = Table(Column("File", overflow="fold"), "Text", "Digits", "Least confidence", "Why not")
    for file, answer in zip(files, answers, strict=True):
        if "status" in answer:
            table.add_row(escape(str(file)), f"[red]{escape(answer['title'])}[/]", "", "", escape(answer["detail"]))
            continue
        confidences = [digit["confidence"] for digit in answer["digits"]]
        least = f"{min(confidences):.2%}" if confidences else ""
        why_not = escape(answer["reason"] or "")
        table.add_row(escape(str(file)), f"[bold]{answer['text'] or '-'}[/]", str(len(confidences)), least, why_not)
    Console().print(table)
