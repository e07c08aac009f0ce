"""The model card: a version's story and figures, as Markdown with plots, in its folder `card/`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from model.versions.folders import version_folders
from model.versions.manifest import Manifest
from model.versions.saved_model import SavedModel
from training.card import plots
from training.card.beyond import section
from training.corruptions import CORRUPTIONS, corrupt
from training.evaluation.evaluate import Evaluation
from training.evaluation.intervals import wilson
from training.mnist import Examples
from training.versions.metrics import update_metrics

_MOST_WRONG = 100
_SHOWN = 10  # digits of each corruption


def write_card(
    folder: Path, manifest: Manifest, saved_model: SavedModel, beside: Mapping[str, Manifest] | None = None
) -> None:
    """Write `card/card.md` and its plots into a version's folder, from what its description tells.

    `beside` are other versions by name; their figures stand in the same tables.
    """
    card = folder / "card"
    card.mkdir(exist_ok=True)
    metrics = manifest.metrics
    parts = [_head(manifest)]
    if test := metrics.get("test"):
        parts.append(_test(test, manifest.labels))
        plots.confusion(np.array(test["confusion"]), manifest.labels, card / "confusion.png")
        plots.reliability(test["reliability"], card / "reliability.png")
    if beyond := metrics.get("beyond"):
        others = {name: other.metrics["beyond"] for name, other in (beside or {}).items() if "beyond" in other.metrics}
        parts.append(section(beyond, others))
        plots.corruptions(beyond["trials"], card / "corruptions.png")
    if history := metrics.get("history"):
        parts.append(_history(history))
        plots.curves(history, card / "curves.png")
    parts.append(_layers(manifest))
    if convolution := next((layer for layer in manifest.layers if layer.class_name == "Conv2D"), None):
        plots.filters(saved_model.weights(convolution.name)["kernel"], convolution.name, card / "filters.png")
        parts.append("![The kernels of the first convolution](filters.png)")
    (card / "card.md").write_text("\n\n".join(parts) + "\n")


def rewrite_cards(
    folders: Mapping[str, Path],
    models: Mapping[str, SavedModel],
    figures: Mapping[str, dict[str, Any]],
    evaluations: Mapping[str, Evaluation],
    test: Examples,
) -> list[Path]:
    """Put new figures into the versions' `model.json`, and write their cards anew, side by side; all by version.

    Returns the path of each card. The cards of versions that were not measured stay as they are.
    """
    for name, folder in folders.items():
        update_metrics(folder, figures[name])
    for name, folder in folders.items():
        siblings = {each.name: each for each in version_folders(folder.parent).values() if each.name != name}
        beside = {other: Manifest.read(path) for other, path in siblings.items()}
        write_card(folder, Manifest.read(folder), models[name], beside)
        write_private(folder, evaluations[name], test)
    return [folder / "card" / "card.md" for folder in folders.values()]


def write_private(folder: Path, evaluation: Evaluation, examples: Examples) -> None:
    """Draw the test images that were read wrong, and each corruption, into `card/private/`.

    Git ignores it: MNIST is not committed.
    """
    wrong = np.flatnonzero(~evaluation.right)
    confidence = evaluation.probabilities.max(axis=-1)
    titles = [
        f"#{index}: {evaluation.labels[index]} read {evaluation.answers[index]}\n{confidence[index]:.2f}"
        for index in wrong
    ]
    heading = f"{len(wrong)} of {len(examples)} test images read wrong, with the confidence of the wrong answer"
    path = folder / "card" / "private" / "wrong.png"
    plots.pictures(examples.images[wrong[:_MOST_WRONG]], titles[:_MOST_WRONG], path, heading)
    shown = np.concatenate([corrupt(name, examples.images[:_SHOWN]) for name in CORRUPTIONS])
    titles = [name if index == 0 else "" for name in CORRUPTIONS for index in range(len(shown) // len(CORRUPTIONS))]
    plots.pictures(shown, titles, path.with_name("corruptions.png"), "The first test images, corrupted")


def _head(manifest: Manifest) -> str:
    made = {
        "Network": f"`{manifest.name}`, {manifest.parameters:,} parameters",
        "Input": " x ".join(map(str, manifest.input_shape)),
        "Classes": ", ".join(manifest.labels),
        "Recipe": manifest.recipe,
        "Seed": manifest.seed,
        "Temperature": f"{manifest.calibration.temperature:g}",
        "Written": f"{manifest.created:%Y-%m-%d %H:%M} UTC",
        "Commit": manifest.commit,
        "Packages": ", ".join(f"{name} {version}" for name, version in manifest.packages.items()),
    }
    lines = [f"- {name}: {value}" for name, value in made.items() if value is not None]
    lines += [f"- SHA-256 of `{name}`: `{digest}`" for name, digest in manifest.data.items()]
    title = f"the {manifest.recipe} recipe, seed {manifest.seed}" if manifest.recipe else f"`{manifest.name}`"
    return "\n".join([f"# Model card: {title}", "", *lines])


def _test(test: dict[str, Any], labels: tuple[str, ...]) -> str:
    low, high = test["interval"]
    confusion = np.array(test["confusion"])
    rows = zip(labels, np.diagonal(confusion), confusion.sum(axis=0), confusion.sum(axis=1), strict=True)
    return "\n".join(
        [
            "## Test images",
            "",
            f"{test['right']:,} of {test['count']:,} right: accuracy {test['accuracy']:.4f} "
            f"(95 % interval {low:.4f} to {high:.4f}, Wilson), loss {test['loss']:.4f}.",
            "Measured through the signature that serves; nothing was chosen by them.",
            "",
            "| class | precision | recall | images |",
            "|---|---|---|---|",
            *(
                f"| {name} | {_share(hit, read)} | {_share(hit, count)} | {count:,} |"
                for name, hit, read, count in rows
            ),
            "",
            "![Confusion matrix](confusion.png)",
            "",
            *(_calibration(test["calibration"]) if "calibration" in test else ()),
            "![Reliability diagram](reliability.png)",
        ]
    )


def _share(hits: int, count: int) -> str:
    low, high = wilson(hits, count)
    return f"{hits / max(count, 1):.4f} ({low:.4f} to {high:.4f})"


def _calibration(figures: dict[str, Any]) -> Iterator[str]:
    yield f"How honest the confidence is, on the same {figures['count']:,} images (15 bins; intervals by bootstrap):"
    yield from ("", "| figure | value | 95 % interval |", "|---|---|---|")
    for name, told in ((name, told) for name, told in figures.items() if isinstance(told, dict)):
        low, high = told["interval"]
        yield f"| {name.replace('_', ' ')} | {told['value']:.4f} | {low:.4f} to {high:.4f} |"
    for at in figures["at_coverage"]:
        low, high = at["interval"]
        surest = f"error on the surest {at['coverage']:.1%} ({at['wrong']} of {at['count']:,})"
        yield f"| {surest} | {at['error']:.4f} | {low:.4f} to {high:.4f} |"
    yield ""


def _history(history: list[dict[str, Any]]) -> str:
    def rows() -> Iterator[str]:
        for epoch in history:
            yield f"| {epoch['epoch']} | {epoch['loss']:.4f} | {epoch['accuracy']:.4f} | {epoch['seconds']:.0f} |"

    return "\n".join(
        [
            "## Training",
            "",
            "Loss and accuracy on the training images while the weights moved.",
            "",
            "| epoch | loss | accuracy | seconds |",
            "|---|---|---|---|",
            *rows(),
            "",
            "![Loss and accuracy by epoch](curves.png)",
        ]
    )


def _layers(manifest: Manifest) -> str:
    shapes = (" x ".join(map(str, layer.output_shape[1:])) for layer in manifest.layers)
    rows = (
        f"| `{layer.name}` | {layer.class_name} | {shape} | {layer.parameters:,} |"
        for layer, shape in zip(manifest.layers, shapes, strict=True)
    )
    return "\n".join(["## Layers", "", "| layer | class | output | parameters |", "|---|---|---|---|", *rows])
