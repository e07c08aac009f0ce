"""A variant that reads digits as a model version, to be served and opened in the page."""

from pathlib import Path
from typing import Any

from model.versions.saved_model import SavedModel
from training.evaluation.evaluate import evaluate
from training.experiments import reading
from training.experiments.budget import Budget
from training.experiments.plan import Run
from training.mnist import Mnist
from training.versions import provenance
from training.versions.export import Origin, write_version


def export(run: Run, budget: Budget, data: Mnist, models: Path) -> Path:
    """Write a run's network as the next version under `models`, and return its folder.

    The network comes from the run's checkpoint, and is trained where there is none. It is not calibrated.

    Raises:
        NotFaithful, VersionExists: see there. Nothing is left under `models` then.
    """
    shown, _, test = budget.of(data)
    recipe = reading.recipe_of(run.variant, budget.epochs)
    fitted = reading.trained(recipe, shown, run.seed, run.folder, lambda _: None)
    history = [
        {"epoch": epoch.number, "loss": epoch.loss, "accuracy": epoch.accuracy, "seconds": round(epoch.seconds, 3)}
        for epoch in fitted.history
    ]

    def furnish(_: Path, saved_model: SavedModel) -> dict[str, Any]:
        training = {"epochs": recipe.epochs, "batch_size": recipe.batch_size, "history": history}
        return {**training, "test": evaluate(saved_model, test).figures()}

    origin = Origin(recipe.name, run.seed, data.sha256, provenance.commit())
    return write_version(fitted.model, models, origin=origin, furnish=furnish)
