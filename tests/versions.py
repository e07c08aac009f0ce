"""Copies of what is shipped: whole, or with something wrong, each in the way that its name tells."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.settings import Settings


def copy_of_the_shipped(folder: Path) -> Path:
    """The shipped model folder's versions, under its name in that folder, where a rollout may be written."""
    models = Settings().model_dir
    ignored = shutil.ignore_patterns("private", ".unfinished-*", "rollout.json")
    return Path(shutil.copytree(models, folder / models.name, ignore=ignored))


def _damaged_graph(version: Path) -> None:
    path = version / "saved_model.pb"
    path.write_bytes(path.read_bytes()[:10_000])


def _no_graph(version: Path) -> None:
    (version / "saved_model.pb").unlink()


def _damaged_weights(version: Path) -> None:
    path = next((version / "variables").glob("*.data-*"))
    path.write_bytes(path.read_bytes()[:1000])


def _other_weights(version: Path) -> None:
    path = next((version / "variables").glob("*.data-*"))
    path.write_bytes(bytes(path.stat().st_size))


def _no_signature(version: Path) -> None:
    path = version / "saved_model.pb"
    path.write_bytes(path.read_bytes().replace(b"explore", b"exploit"))


def _no_description(version: Path) -> None:
    (version / "model.json").unlink()


def _damaged_description(version: Path) -> None:
    path = version / "model.json"
    path.write_text(path.read_text()[:500])


def _incomplete_description(version: Path) -> None:
    path = version / "model.json"
    description = json.loads(path.read_text())
    del description["layers"]
    path.write_text(json.dumps(description))


def _wrong_golden(version: Path) -> None:
    path = version / "assets.extra" / "golden.npz"
    with np.load(path) as golden:
        images, probabilities = golden["images"], golden["probabilities"]
    np.savez(path, images=images, probabilities=np.roll(probabilities, 1, axis=1))


def _no_golden(version: Path) -> None:
    (version / "assets.extra" / "golden.npz").unlink()


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "no graph": (_no_graph, r"1 holds no SavedModel"),
    "damaged graph": (_damaged_graph, r"1 holds a damaged SavedModel"),
    "damaged weights": (_damaged_weights, r"1 holds a damaged SavedModel"),
    "other weights": (_other_weights, r"1 (holds a damaged SavedModel|gives golden picture)"),
    "no signature": (_no_signature, r"1 lacks the signature explore"),
    "no description": (_no_description, r"model\.json cannot be read"),
    "damaged description": (_damaged_description, r"model\.json is not a version's description"),
    "incomplete description": (_incomplete_description, r"model\.json is not a version's description(.|\n)*layers"),
    "wrong golden": (_wrong_golden, r"1 gives golden picture 0 another class"),
    "no golden": (_no_golden, r"golden\.npz holds no golden pictures"),
}


def damaged_copy(version: Path, models: Path, damage: str) -> Path:
    """A model folder `models/digits` whose only version, 1, is a copy of `version` with that damage."""
    copy = models / "digits" / "1"
    shutil.copytree(version, copy)
    DAMAGES[damage][0](copy)
    return copy.parent
