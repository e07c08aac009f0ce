"""digitscope keys: who may ask the service."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import reported

if TYPE_CHECKING:
    from app.security.keys import Keys

keys = typer.Typer(
    no_args_is_help=True,
    help="Give out API keys and take them back.\n\nTheir hashes are kept in the file that DIGITSCOPE_API_KEYS names. "
    "Services that were started with it follow it within a second, and need a key for all but probes.",
)

File = Annotated[
    Path | None, typer.Option(help="File of API keys.", metavar="FILE", show_default="$DIGITSCOPE_API_KEYS")
]
Name = Annotated[str, typer.Argument(help="Whose key it is; stands in the log beside each request.", metavar="NAME")]


@keys.command()
def add(
    name: Name,
    manage: Annotated[bool, typer.Option("--manage", help="It may change the rollout, too.")] = False,
    rate: Annotated[
        str | None, typer.Option(help="Most requests, such as 60/minute.", metavar="RATE", show_default="no limit")
    ] = None,
    file: File = None,
) -> None:
    """Make a key and print it: this once, since only its hash is kept."""
    from app.security.key_file import change
    from app.security.keys import adding

    path = _file(file)
    with reported():
        how, secret = adding(name, manage=manage, rate=rate)
        change(path, how)
    typer.echo(secret)
    typer.echo(f"The key of {name}, above, is in no file: keep it now.", err=True)


@keys.command("list")
def list_keys(file: File = None) -> None:
    """List whose keys there are, and what they are for."""
    from app.security.key_file import read

    with reported():
        _show(read(_file(file)))


@keys.command()
def remove(name: Name, file: File = None) -> None:
    """Take a key back: from the next second on it opens nothing."""
    from app.security.key_file import change
    from app.security.keys import without

    path = _file(file)
    with reported():
        _show(change(path, lambda before: without(before, name)))


def _file(given: Path | None) -> Path:
    from app.settings import Settings

    with reported():
        path = given or Settings().api_keys
    if path is None:
        raise typer.BadParameter("give --file FILE, or name the file in DIGITSCOPE_API_KEYS", param_hint="--file")
    return path.absolute()


def _show(held: "Keys") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "may", "rate", "made", box=SIMPLE_HEAD, pad_edge=False)
    for key in held.keys:
        table.add_row(
            key.name, ", ".join(key.permissions), key.rate or "", f"{key.created:%Y-%m-%d}" if key.created else ""
        )
    Console().print(table)
