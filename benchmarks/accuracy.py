"""What a recipe reaches on MNIST's test images, over seeds fixed beforehand, all of them reported.

    python -m benchmarks.accuracy [--data FILE.npz] [--recipe textbook] [--seeds 0 1 2] [--shipped]

Each seed is trained, written as a version and measured as `digitscope train` does it; with `--shipped` the seed that
a shipped version was trained with is not trained again. A run that was stopped goes on when the command is given again.
"""

import argparse
import statistics
from pathlib import Path
from typing import Any

from app.settings import Settings
from benchmarks.report import machine, write_section
from model.versions.manifest import Manifest
from training import mnist, recipes
from training.checkpoint import FILE_NAME
from training.fit import Progress
from training.recipes import Recipe
from training.train import Plan, train

SEEDS = (0, 1, 2)
PUBLISHED = {"textbook": 0.9930}
_OUT = Path(__file__).with_name("out") / "accuracy"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--recipe", default="textbook")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--shipped", action="store_true", help="measure no seed again that a shipped version has")
    arguments = parser.parse_args()
    data, recipe = mnist.load(arguments.data), recipes.find(arguments.recipe)
    shipped = _shipped(recipe.name) if arguments.shipped else {}
    manifests = []
    for seed in arguments.seeds:
        manifests.append(shipped.get(seed) or _trained(recipe, seed, data))
        print(f"\nseed {seed}: {manifests[-1].metrics['test']['accuracy']:.4f}")
    asked = " ".join(
        ["--recipe", recipe.name, *["--shipped"] * arguments.shipped, "--seeds", *map(str, arguments.seeds)]
    )
    write_section(f"Accuracy, {recipe.name} recipe", _report(asked, recipe.name, manifests))


def _shipped(recipe: str) -> dict[int | None, Manifest]:
    """The newest shipped version of that recipe for each seed that has one."""
    folders = sorted(Settings().model_dir.glob("[0-9]*"), key=lambda folder: int(folder.name))
    return {manifest.seed: manifest for manifest in map(Manifest.read, folders) if manifest.recipe == recipe}


def _trained(recipe: Recipe, seed: int, data: mnist.Mnist) -> Manifest:
    run = _OUT / f"{recipe.name}-seed{seed}"
    done = sorted((run / "versions").glob("[0-9]*"))
    plan = Plan(recipe, seed, models=run / "versions", run=run)
    folder = done[-1] if done else train(plan, data, resume=(run / FILE_NAME).exists(), watch=_say)
    return Manifest.read(folder)


def _report(asked: str, name: str, manifests: list[Manifest]) -> str:
    tests = [manifest.metrics["test"] for manifest in manifests]
    accuracies = [test["accuracy"] for test in tests]
    published = f"; published: {PUBLISHED[name]:.4f}" if name in PUBLISHED else ""
    rows = [_row(manifest) for manifest in manifests]
    return "\n".join(
        [
            f"`python -m benchmarks.accuracy {asked}`, seeds fixed beforehand, all reported; {machine()}.",
            "MNIST's 10,000 test images, looked at once per seed, through the signature that serves.",
            "",
            "| seed | accuracy | 95 % interval | loss | epochs | training, seconds |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            f"Mean {statistics.mean(accuracies):.4f}{_spread(accuracies)} over {len(accuracies)} seeds{published}.",
        ]
    )


def _spread(accuracies: list[float]) -> str:
    return f", standard deviation {statistics.stdev(accuracies):.4f}" if len(accuracies) > 1 else ""


def _row(manifest: Manifest) -> str:
    test: dict[str, Any] = manifest.metrics["test"]
    low, high = test["interval"]
    seconds = sum(epoch["seconds"] for epoch in manifest.metrics["history"])
    return (
        f"| {manifest.seed} | {test['accuracy']:.4f} | {low:.4f} to {high:.4f} | {test['loss']:.4f} "
        f"| {manifest.metrics['epochs']} | {seconds:.0f} |"
    )


def _say(progress: Progress) -> None:
    print(f"\repoch {progress.epoch}: {progress.done:6,} accuracy {progress.accuracy:.4f}", end="", flush=True)


if __name__ == "__main__":
    main()
