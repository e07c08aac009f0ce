"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ModelDir = Annotated[
    Path | None,
    typer.Option(help="Folder of numbered model versions.", show_default="$DIGITSCOPE_MODEL_DIR, else the shipped one"),
]
VersionNumber = Annotated[int | None, typer.Option("--version", help="Model version.", show_default="the newest")]


def folder_of(model_dir: Path | None, version: int | None) -> Path:
    """The folder of that version, by default of the newest, in that model folder, by default the settings' one.

    Raises:
        BadVersion: there is no version at all.
        NotFound: there is no such version.
    """
    from app.settings import Settings
    from model.folders import choose_folder

    return choose_folder(model_dir or Settings().model_dir, version)
