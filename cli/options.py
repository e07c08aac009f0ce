"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ModelDir = Annotated[
    Path | None,
    typer.Option(help="Folder of numbered model versions.", show_default="$DIGITSCOPE_MODEL_DIR, else the shipped one"),
]
VersionNumber = Annotated[int | None, typer.Option("--version", help="Model version.", show_default="the default")]


def folder_of(model_dir: Path | None, version: int | None) -> Path:
    """The folder of that version, by default of the one that a service would ask, in that or the settings' folder.

    Raises:
        BadVersion: there is no version at all.
        NotFound: there is no such version.
        BadRollout: `rollout.json` says nothing sensible.
    """
    from app.settings import Settings
    from model.versions.folders import choose_folder, version_folders
    from model.versions.rollout import Rollout

    folder = model_dir or Settings().model_dir
    if version is None:
        version = Rollout.read(folder).answering(version_folders(folder))
    return choose_folder(folder, version)
