"""Writes a model version: SavedModel, description, warm-up requests, golden pictures.

Keras model -> temporary folder -> loaded back and compared -> golden pictures asked -> renamed to models/<number>
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np

from model.versions.manifest import Calibration, InputScaling, Manifest
from model.versions.saved_model import SavedModel
from training.card.card import write_card
from training.errors import BadOption
from training.versions import golden, provenance
from training.versions.anatomy import Anatomy
from training.versions.drafts import new_version
from training.versions.faithfulness import check_version
from training.versions.signatures import Scaling, Signatures
from training.versions.warmup import write_warmup

_WARM_UP_BATCHES = (1, 8, 32)


@dataclass(frozen=True)
class Origin:
    """What `model.json` tells of how a version was made; all of it empty for a network from elsewhere."""

    recipe: str | None = None
    seed: int | None = None
    data: dict[str, str] = field(default_factory=dict)  # SHA-256 by array
    commit: str | None = None


_DIVIDED_BY_255 = Scaling()
_UNCALIBRATED = Calibration()
_UNKNOWN = Origin()


def write_version(
    model: keras.Model,
    models: Path,
    *,
    number: int | None = None,
    labels: tuple[str, ...] | None = None,
    scaling: Scaling = _DIVIDED_BY_255,
    calibration: Calibration = _UNCALIBRATED,
    origin: Origin = _UNKNOWN,
    golden_pictures: Callable[[SavedModel], golden.Pictures] | None = None,
    furnish: Callable[[Path, SavedModel], dict[str, Any]] | None = None,
) -> Path:
    """Write `model` as the next version under `models`, and return its folder.

    Args:
        model: a built Sequential or functional image classifier.
        models: the folder of versions.
        number: the version's number; the next free one by default.
        labels: one per class; the class numbers by default.
        scaling: what the network's input was scaled with in training.
        calibration: temperature and thresholds; the temperature goes into the graph.
        origin: recipe, seed, data and commit for `model.json`.
        golden_pictures: chooses the golden pictures; patterns of the network's input shape by default.
        furnish: measures the written model, may add files to the temporary folder, and returns the figures for
            `metrics` in `model.json`.

    Raises:
        NotAClassifier, BadOption, NotFaithful, VersionExists: see there. Nothing is left under `models` then.
    """
    anatomy = Anatomy(model)
    if labels is not None and len(labels) != anatomy.classes:
        raise BadOption(f"{model.name} has {anatomy.classes} classes; {len(labels)} labels were given")
    with new_version(models, number) as draft:
        Signatures(anatomy, scaling, calibration.temperature).save(str(draft.folder))
        saved_model = SavedModel(draft.folder)
        pictures = golden_pictures(saved_model) if golden_pictures else golden.patterns(anatomy.input_shape)
        golden.write_golden(saved_model, draft.folder, pictures)
        write_warmup(draft.folder, (np.resize(pictures, (size, *pictures.shape[1:])) for size in _WARM_UP_BATCHES))
        metrics = furnish(draft.folder, saved_model) if furnish else {}
        manifest = _manifest(anatomy, labels, scaling, calibration, origin, metrics)
        manifest.write(draft.folder)
        write_card(draft.folder, manifest, saved_model)
        check_version(draft.folder, anatomy, scaling, calibration.temperature, pictures)
    assert draft.final is not None  # noqa: S101 - set when the block ends well
    return draft.final


def _manifest(
    anatomy: Anatomy,
    labels: tuple[str, ...] | None,
    scaling: Scaling,
    calibration: Calibration,
    origin: Origin,
    metrics: dict[str, Any],
) -> Manifest:
    return Manifest(
        name=anatomy.model.name,
        labels=labels or tuple(str(index) for index in range(anatomy.classes)),
        input_shape=anatomy.input_shape,
        scaling=InputScaling(scale=scaling.scale, offset=scaling.offset),
        layers=anatomy.layers,
        calibration=calibration,
        metrics=metrics,
        data=origin.data,
        recipe=origin.recipe,
        seed=origin.seed,
        packages=provenance.packages(),
        commit=origin.commit,
        created=provenance.now(),
    )
