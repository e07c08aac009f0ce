"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ModelDir = Annotated[
    Path | None, typer.Option(help="Folder of numbered model versions.", show_default="the shipped model")
]
VersionNumber = Annotated[int | None, typer.Option("--version", help="Model version.", show_default="the newest")]
