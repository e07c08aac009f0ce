"""digitscope models: which versions are served, and under which names."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import reported
from cli.model_folder import ModelFolder
from cli.models_view import print_models
from cli.options import ModelDir
from cli.remote import asked

if TYPE_CHECKING:
    from model.versions.rollout import Rollout

models = typer.Typer(
    no_args_is_help=True,
    help="Roll versions out and back.\n\nWithout --server these commands read and write rollout.json in the model "
    "folder, which every service that serves the folder follows within a second.",
)

Server = Annotated[str | None, typer.Option(help="Ask the service at this URL instead.", metavar="URL")]
AsJson = Annotated[bool, typer.Option("--json", help="Print what GET /models answers.")]
Number = Annotated[int, typer.Argument(help="A version's number.", min=0, metavar="VERSION")]
Change = Callable[["Rollout", ModelFolder], "Rollout"]


@models.command("list")
def list_models(server: Server = None, model_dir: ModelDir = None, as_json: AsJson = False) -> None:
    """List the versions with their labels, the default, and what became of them."""
    with reported():
        _show(asked(server, "GET", "/models") if server else ModelFolder(model_dir).describe(), as_json=as_json)


@models.command()
def load(version: Number, server: Server = None, model_dir: ModelDir = None) -> None:
    """Load a version, whatever the policy says."""
    _change(server, model_dir, f"/models/{version}/load", None, lambda before, _: before.loading(version), version)


@models.command()
def unload(version: Number, server: Server = None, model_dir: ModelDir = None) -> None:
    """Unload a version, whatever the policy says."""
    _change(server, model_dir, f"/models/{version}/unload", None, lambda before, _: before.unloading(version), version)


@models.command()
def label(
    name: Annotated[str, typer.Argument(help="The label, such as stable or canary.", metavar="LABEL")],
    version: Annotated[int | None, typer.Argument(help="Where to put it.", min=0, metavar="[VERSION]")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take it away.")] = False,
    server: Server = None,
    model_dir: ModelDir = None,
) -> None:
    """Put a label on a version, or take it away."""
    if (version is None) != remove:
        raise typer.BadParameter("give a VERSION, or --remove", param_hint="VERSION")
    path = f"/models/labels/{name}"
    if version is None:
        _change(server, model_dir, path, None, lambda before, _: before.without_label(name), method="DELETE")
    else:
        body = {"version": version}
        _change(
            server, model_dir, path, body, lambda before, _: before.with_label(name, version), version, method="PUT"
        )


@models.command()
def promote(
    what: Annotated[str, typer.Argument(help="A version's number, or a label such as canary.", metavar="WHAT")],
    server: Server = None,
    model_dir: ModelDir = None,
) -> None:
    """Make a version the default, under the label stable."""
    body = {"version": int(what)} if what.isdecimal() else {"label": what}

    def change(before: "Rollout", folder: ModelFolder) -> "Rollout":
        number = int(what) if what.isdecimal() else folder.labelled(what)
        return before.promoting(folder.require(number), before=folder.default)

    _change(server, model_dir, "/models/promote", body, change)


@models.command()
def rollback(
    name: Annotated[str, typer.Option("--label", help="The label that goes back.", metavar="LABEL")] = "stable",
    server: Server = None,
    model_dir: ModelDir = None,
) -> None:
    """Undo the last promotion: put stable back to where it was."""
    path = f"/models/rollback?label={name}"
    _change(server, model_dir, path, None, lambda before, folder: before.rolled_back(folder.found, name))


def _change(
    server: str | None,
    model_dir: Path | None,
    path: str,
    body: dict[str, Any] | None,
    how: Change,
    needed: int | None = None,
    *,
    method: str = "POST",
) -> None:
    """Change the rollout here or by a service, and show what is served then; `needed` is a version that must exist."""
    from model.versions.rollout import change

    with reported():
        if server:
            described = asked(server, method, path, body)
        else:
            folder = ModelFolder(model_dir)
            if needed is not None:
                folder.require(needed)
            change(folder.path, lambda before: how(before, folder))
            described = ModelFolder(model_dir).describe()
        _show(described, as_json=False)


def _show(described: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(described))
    else:
        print_models(described)
