"""From a recipe and MNIST to a version: fit, write, measure what was written, draw its card, find its top patches."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.versions.manifest import Calibration, Manifest
from model.versions.saved_model import SavedModel
from training.calibrate import calibrate_on
from training.card.card import write_private
from training.evaluation.evaluate import evaluate
from training.fit import Fitted, Watch, fit
from training.mnist import Mnist
from training.recipes import Recipe
from training.top_patches import write_top_patches
from training.versions import golden, provenance
from training.versions.export import Origin, write_version


@dataclass(frozen=True)
class Plan:
    """What to train, and where to.

    Attributes:
        recipe: see `training.recipes`.
        seed: decides the first weights and the order of the data.
        models: the folder of versions.
        run: the folder of the run's checkpoint and of its network, `model.keras`.
        number: the version's number; the next free one by default.
    """

    recipe: Recipe
    seed: int
    models: Path
    run: Path
    number: int | None = None


def train(plan: Plan, data: Mnist, *, resume: bool = False, watch: Watch = lambda _: None) -> Path:
    """Carry out the plan, and return the new version's folder.

    Raises:
        BadCheckpoint, NotFaithful, VersionExists: see there. The run's checkpoint stays, so `resume` can go on from it.
    """
    commit = provenance.commit()  # before: the code may change on disk while this process trains
    end = len(data.train) - plan.recipe.held_out
    trained_on, held_out = data.train.at(slice(end)), data.train.at(slice(end, None))
    fitted = fit(plan.recipe, trained_on, seed=plan.seed, run=plan.run, resume=resume, watch=watch)
    fitted.model.save(plan.run / "model.keras")
    calibration = calibrate_on(held_out, fitted.model, plan.recipe, plan.seed) if len(held_out) else Calibration()

    def furnish(folder: Path, saved_model: SavedModel) -> dict[str, Any]:
        evaluation = evaluate(saved_model, data.test)
        write_private(folder, evaluation, data.test)
        return {**_training(plan, fitted), "test": evaluation.figures()}

    folder = write_version(
        fitted.model,
        plan.models,
        number=plan.number,
        calibration=calibration,
        origin=Origin(plan.recipe.name, plan.seed, data.sha256, commit),
        golden_pictures=golden.digits,
        furnish=furnish,
    )
    write_top_patches(folder, Manifest.read(folder), SavedModel(folder), data.train)
    return folder


def _training(plan: Plan, fitted: Fitted) -> dict[str, Any]:
    history = [
        {"epoch": epoch.number, "loss": epoch.loss, "accuracy": epoch.accuracy, "seconds": round(epoch.seconds, 3)}
        for epoch in fitted.history
    ]
    return {"epochs": plan.recipe.epochs, "batch_size": plan.recipe.batch_size, "history": history}
