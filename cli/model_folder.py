"""A model folder without a service: what is in it, and what its rollout wants."""

from pathlib import Path
from typing import Any


class ModelFolder:
    """The settings' model folder, or another one.

    Raises:
        BadVersion: there is no version in it.
        BadRollout: `rollout.json` says nothing sensible.
    """

    def __init__(self, model_dir: Path | None) -> None:
        from app.settings import Settings
        from model.versions.folders import require_versions
        from model.versions.rollout import Rollout

        self.path = (model_dir or Settings().model_dir).absolute()
        self.found = require_versions(self.path)
        self.rollout = Rollout.read(self.path)

    @property
    def default(self) -> int | None:
        """The version that is to answer where none is asked for."""
        return self.rollout.answering(self.found)

    def labelled(self, name: str) -> int:
        """Where a label is; raises NotFound where there is none."""
        from model.errors import NotFound

        if name not in self.rollout.labels:
            raise NotFound(f"there is no label {name!r}; the labels are {', '.join(self.rollout.labels) or 'none'}")
        return self.rollout.labels[name]

    def require(self, version: int) -> int:
        """The version's number; raises NotFound where the folder does not have it."""
        from model.versions.folders import choose_folder

        choose_folder(self.path, version)
        return version

    def describe(self) -> dict[str, Any]:
        """What `GET /models` answers, with `wanted` or `unloaded` for a state, since nobody has loaded anything."""
        wanted = self.rollout.wanted(self.found)
        versions = [
            {
                "version": str(number),
                "labels": sorted(label for label, at in self.rollout.labels.items() if at == number),
                "state": "wanted" if number in wanted else "unloaded",
                "reason": None,
                **_origin(folder),
            }
            for number, folder in sorted(self.found.items(), reverse=True)
        ]
        default = self.default
        return {
            "name": self.path.name,
            "default_version": None if default is None else str(default),
            "versions": versions,
            "rollout": self.rollout.model_dump(mode="json"),
            "problem": self.rollout.complaint(self.found) or None,
        }


def _origin(folder: Path) -> dict[str, Any]:
    from model.errors import BadVersion
    from model.versions.manifest import Manifest

    try:
        manifest = Manifest.read(folder)
    except BadVersion:
        return {"recipe": None, "parameters": None, "classes": None, "created": None}
    return {
        "recipe": manifest.recipe,
        "parameters": manifest.parameters,
        "classes": list(manifest.labels),
        "created": manifest.created.isoformat(),
    }
