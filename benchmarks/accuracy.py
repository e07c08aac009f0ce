"""What a recipe reaches on MNIST's test images, over seeds fixed beforehand, all of them reported.

    python -m benchmarks.accuracy [--data FILE.npz] [--recipe textbook] [--seeds 0 1 2] [--shipped]

Each seed is trained, written as a version and measured as `digitscope train` does it; with `--shipped` a seed is not
trained again that a shipped version was trained with, by that recipe on that data. A run that was stopped goes on when
the command is given again.
"""

import argparse
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.settings import Settings
from benchmarks.report import machine, write_section
from model.versions.folders import version_folders
from model.versions.manifest import Manifest
from training import mnist, recipes
from training.checkpoint import FILE_NAME
from training.fit import Progress
from training.recipes import Recipe
from training.train import Plan, train

SEEDS = (0, 1, 2)
PUBLISHED = {"textbook": 0.9930}
_OUT = Path(__file__).with_name("out") / "accuracy"


@dataclass(frozen=True)
class Measured:
    """A version of one seed; `shipped` is its number where it was not trained for this."""

    manifest: Manifest
    shipped: int | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--recipe", default="textbook")
    parser.add_argument("--seeds", type=int, nargs="+", choices=SEEDS, default=SEEDS)
    parser.add_argument("--shipped", action="store_true", help="train no seed again that a shipped version has")
    arguments = parser.parse_args()
    data, recipe = mnist.load(arguments.data), recipes.find(arguments.recipe)
    shipped = _found(Settings().model_dir, recipe, data) if arguments.shipped else {}
    measured = []
    for seed in arguments.seeds:
        measured.append(shipped.get(seed) or _trained(recipe, seed, data))
        print(f"\nseed {seed}: {measured[-1].manifest.metrics['test']['accuracy']:.4f}")
    write_section(f"Accuracy, {recipe.name} recipe", _report(recipe.name, measured))


def _found(models: Path, recipe: Recipe, data: mnist.Mnist) -> dict[int | None, Measured]:
    """The newest version there for each seed that was trained by that recipe on that data."""
    manifests = {number: Manifest.read(folder) for number, folder in version_folders(models).items()}
    return {
        manifest.seed: Measured(manifest, number)
        for number, manifest in manifests.items()
        if (manifest.recipe, manifest.data) == (recipe.name, data.sha256)
        and (manifest.metrics["epochs"], manifest.metrics["batch_size"]) == (recipe.epochs, recipe.batch_size)
    }


def _trained(recipe: Recipe, seed: int, data: mnist.Mnist) -> Measured:
    run = _OUT / f"{recipe.name}-seed{seed}"
    models = run / "versions"
    if not _found(models, recipe, data):
        train(Plan(recipe, seed, models=models, run=run), data, resume=(run / FILE_NAME).exists(), watch=_say)
    return Measured(_found(models, recipe, data)[seed].manifest)


def _report(name: str, measured: list[Measured]) -> str:
    manifests = [each.manifest for each in measured]
    tests = [manifest.metrics["test"] for manifest in manifests]
    accuracies = [test["accuracy"] for test in tests]
    published = f"; published: {PUBLISHED[name]:.4f}" if name in PUBLISHED else ""
    left = [str(seed) for seed in SEEDS if seed not in {manifest.seed for manifest in manifests}]
    return "\n".join(
        [
            f"`python -m benchmarks.accuracy --recipe {name}`, seeds fixed beforehand, "
            f"{'not yet trained: ' + ', '.join(left) if left else 'all reported'}; {machine()}.",
            "MNIST's 10,000 test images, looked at once per seed, through the signature that serves.",
            "",
            "| seed | accuracy | 95 % interval | loss | epochs | training, seconds |",
            "|---|---|---|---|---|---|",
            *map(_row, measured),
            "",
            f"Mean {statistics.mean(accuracies):.4f}{_spread(accuracies)} over {len(accuracies)} seeds{published}.",
        ]
    )


def _spread(accuracies: list[float]) -> str:
    return f", standard deviation {statistics.stdev(accuracies):.4f}" if len(accuracies) > 1 else ""


def _row(measured: Measured) -> str:
    manifest = measured.manifest
    seed = f"{manifest.seed}" + (f" (version {measured.shipped})" if measured.shipped else "")
    test: dict[str, Any] = manifest.metrics["test"]
    low, high = test["interval"]
    seconds = sum(epoch["seconds"] for epoch in manifest.metrics["history"])
    return (
        f"| {seed} | {test['accuracy']:.4f} | {low:.4f} to {high:.4f} | {test['loss']:.4f} "
        f"| {manifest.metrics['epochs']} | {seconds:.0f} |"
    )


def _say(progress: Progress) -> None:
    print(f"\repoch {progress.epoch}: {progress.done:6,} accuracy {progress.accuracy:.4f}", end="", flush=True)


if __name__ == "__main__":
    main()
