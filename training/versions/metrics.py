"""New figures for a version that is there already: its `model.json` is replaced at once, all else in it left alone."""

import json
from pathlib import Path
from typing import Any

from model.errors import BadVersion
from model.versions.manifest import FILE_NAME


def update_metrics(version_folder: Path, figures: dict[str, Any]) -> None:
    """Put `figures` into `metrics`, replacing those of the same names.

    Whoever reads meanwhile gets the file of before or the one of after. Raises BadVersion where there is none.
    """
    path = version_folder / FILE_NAME
    try:
        description = json.loads(path.read_bytes())
        description["metrics"] = {**description.get("metrics", {}), **figures}
    except (OSError, ValueError, TypeError) as error:
        raise BadVersion(f"{path} is not a version's description: {error}") from error
    draft = path.with_suffix(".unfinished")
    draft.write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n")
    draft.replace(path)
