"""digitscope predict: the digits in picture files, read here or by a running service."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.errors import reported
from cli.options import ModelDir, VersionNumber, folder_of
from cli.remote import connected, post_file


def predict(
    files: Annotated[list[Path], typer.Argument(help="Pictures, each of one digit.", metavar="FILE...")],
    as_json: Annotated[bool, typer.Option("--json", help="Print what POST /predict answers, one line a file.")] = False,
    server: Annotated[str | None, typer.Option(help="Ask the service at this URL instead.", metavar="URL")] = None,
    model_dir: ModelDir = None,
    version: VersionNumber = None,
) -> None:
    """Read the digit in each picture.

    Exits with 1 when a file cannot be used; the others are read all the same.
    """
    with reported():
        answers = _ask(server, files, version) if server else asyncio.run(_read(files, model_dir, version))
    if as_json:
        for file, answer in zip(files, answers, strict=True):
            typer.echo(json.dumps({"file": str(file), **answer}))
    else:
        _print_table(files, answers)
    raise typer.Exit(int(any("status" in answer for answer in answers)))


async def _read(files: list[Path], model_dir: Path | None, version: int | None) -> list[dict[str, Any]]:
    from app.predictions import render_reading
    from cli.local import open_local, read_files
    from model.stages import Stages

    folder = folder_of(model_dir, version)
    with open_local(folder) as local:
        readings = await read_files(files, lambda data: local.reader.read(data, local.served, Stages()))
    return [each if isinstance(each, dict) else render_reading(each, folder.parent.name) for each in readings]


def _ask(server: str, files: list[Path], version: int | None) -> list[dict[str, Any]]:
    with connected(server) as client:
        return [post_file(client, "/predict", file, version, member="verdict") for file in files]


def _print_table(files: list[Path], answers: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    table = Table(Column("File", overflow="fold"), "Digit", "Confidence", "Verdict", "Otherwise, or why not")
    for file, answer in zip(files, answers, strict=True):
        if "status" in answer:
            table.add_row(escape(str(file)), "", "", f"[red]{escape(answer['title'])}[/]", escape(answer["detail"]))
        elif answer["digit"] is None:
            table.add_row(escape(str(file)), "-", "", answer["verdict"], escape(answer["reason"]))
        else:
            others = ", ".join(f"{each['digit']} ({each['confidence']:.2%})" for each in answer["alternatives"])
            confidence = f"{answer['confidence']:.2%}"
            table.add_row(escape(str(file)), f"[bold]{answer['digit']}[/]", confidence, answer["verdict"], others)
    Console().print(table)
