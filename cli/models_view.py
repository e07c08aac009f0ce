"""What `digitscope models` shows: the versions as a table, and what needs an operator's eye."""

from typing import Any

import typer


def print_models(described: dict[str, Any]) -> None:
    """Print what `GET /models` answers: newest first, the default marked."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    default = described["default_version"]
    table = Table("version", "state", "labels", "recipe", "made", box=SIMPLE_HEAD, pad_edge=False)
    for each in described["versions"]:
        number = each["version"]
        table.add_row(
            f"{number} (default)" if number == default else number,
            each["state"],
            ", ".join(each["labels"]),
            each["recipe"] or ("" if each["state"] in ("incomplete", "loading", "failed") else "elsewhere"),
            (each["created"] or "")[:10],
        )
    Console().print(table)
    for each in described["versions"]:
        if each["reason"]:
            typer.secho(f"version {each['version']}: {each['reason']}", err=True, fg="yellow")
    if described["problem"]:
        typer.secho(described["problem"], err=True, fg="yellow")
    if default is None:
        typer.secho("no version answers", err=True, fg="yellow")
