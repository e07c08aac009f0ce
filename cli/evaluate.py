"""digitscope evaluate: how well the model versions read, side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import reported
from cli.options import ModelDir
from cli.train import DataFile

if TYPE_CHECKING:
    from rich.console import Console

Figures = dict[str, dict[str, Any]]  # by version


def evaluate(
    version: Annotated[int | None, typer.Option(help="Model version.", show_default="all of them")] = None,
    model_dir: ModelDir = None,
    data: DataFile = None,
    images: Annotated[
        Path | None,
        typer.Option(help="Folder of your own pictures; labels by folder, file name, labels.csv or INDEX.json."),
    ] = None,
    full: Annotated[
        bool,
        typer.Option("--full", help="Measure corruptions, other writers, paper, negatives and scores, too (minutes)."),
    ] = False,
    card: Annotated[
        bool, typer.Option("--card", help="As --full, and write it all into the versions' model.json and cards.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure model versions on MNIST's 10,000 test images, on your own pictures, or on everything there is.

    Each figure comes with its count and its 95 % interval. Nothing is chosen by them.
    """
    with reported():
        import json

        from rich.console import Console

        folders = _folders(model_dir, version)
        console = Console(stderr=True)  # for what is no result
        if images is not None:
            figures = _on_own_pictures(images, folders, console)
        else:
            figures = _on_mnist(data, folders, console, full=full or card, write=card)
        if as_json:
            typer.echo(json.dumps(figures))
        else:
            _show(figures, console)


def _folders(model_dir: Path | None, version: int | None) -> dict[str, Path]:
    """The versions to measure, by name: what is asked for, or all that read digits."""
    from app.settings import Settings
    from model.errors import BadVersion
    from model.versions.folders import choose_folder, require_versions
    from model.versions.manifest import Manifest

    models = model_dir or Settings().model_dir
    asked = list(require_versions(models).values()) if version is None else [choose_folder(models, version)]
    fitting = {folder.name: folder for folder in asked if _reads_digits(Manifest.read(folder))}
    if not fitting:
        raise BadVersion(f"{asked[-1]} is no reader of digits: its pictures are {Manifest.read(asked[-1]).input_shape}")
    return fitting


def _reads_digits(manifest: Any) -> bool:
    return manifest.input_shape == (28, 28, 1) and len(manifest.labels) == 10


def _on_own_pictures(images: Path, folders: dict[str, Path], console: "Console") -> Figures:
    from model.versions.manifest import Manifest
    from model.versions.saved_model import SavedModel
    from training.evaluation.labelled import WAYS, labelled_pictures
    from training.evaluation.own_pictures import OwnPictures

    with console.status(f"reading {images}"):
        own = OwnPictures.prepare(images, labelled_pictures(images))
    if own.unlabelled:
        names = ", ".join(str(path.relative_to(images)) for path in own.unlabelled)
        console.print(f"left out, since nothing says what they show: {names}. {WAYS}", soft_wrap=True, highlight=False)
    return {
        name: own.figures(SavedModel(folder), Manifest.read(folder).calibration.thresholds)
        for name, folder in folders.items()
    }


def _on_mnist(data: Path | None, folders: dict[str, Path], console: "Console", *, full: bool, write: bool) -> Figures:
    from cli.evaluation_view import progress
    from model.versions.saved_model import SavedModel
    from training import mnist
    from training.card.card import rewrite_cards
    from training.evaluation.evaluate import evaluate as measure
    from training.evaluation.full import measure_all

    examples = mnist.load(data)
    models = {name: SavedModel(folder) for name, folder in folders.items()}
    evaluations = {name: measure(saved_model, examples.test) for name, saved_model in models.items()}
    figures: Figures = {name: {"test": evaluation.figures()} for name, evaluation in evaluations.items()}
    if full:
        with progress(console) as watch:
            found = measure_all(folders, examples, watch=watch)
        for name, of_version in found.items():
            figures[name]["beyond"] = of_version
        for reason in next(iter(found.values()))["skipped"]:
            console.print(f"left out: {reason}", soft_wrap=True, highlight=False)
    if write:
        for path in rewrite_cards(folders, models, figures, evaluations, examples.test):
            console.print(f"wrote {path}", soft_wrap=True, highlight=False)
    return figures


def _show(figures: Figures, console: "Console") -> None:
    from rich.console import Console

    from cli import evaluation_view as view

    out = Console()
    for name, found in figures.items():
        if "test" in found:
            out.print(view.digits(found["test"], name))
    for table in view.compared(figures):
        out.print(table)
    for name, found in figures.items():
        if wrong := found.get("wrong"):
            told = ", ".join(f"{each['file']} ({each['label']} read {each['answer'] or 'blank'})" for each in wrong)
            console.print(f"version {name} read {len(wrong)} wrong: {told}", soft_wrap=True, highlight=False)
