"""digitscope evaluate: how well a model version reads."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import reported
from cli.options import ModelDir, VersionNumber, folder_of
from cli.train import DataFile

if TYPE_CHECKING:
    from rich.table import Table

    from training.evaluate import Evaluation


def evaluate(
    version: VersionNumber = None,
    model_dir: ModelDir = None,
    data: DataFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure a model version on MNIST's 10,000 test images, through the signature that serves."""
    with reported():
        import json

        from rich.console import Console

        from model.errors import BadVersion
        from model.manifest import Manifest
        from model.saved_model import SavedModel
        from training import mnist
        from training.evaluate import evaluate as measure

        folder = folder_of(model_dir, version)
        manifest = Manifest.read(folder)
        if manifest.input_shape != (28, 28, 1) or len(manifest.labels) != 10:
            raise BadVersion(f"{folder} is no reader of MNIST's digits: its pictures are {manifest.input_shape}")
        evaluation = measure(SavedModel(folder), mnist.load(data).test)
        if as_json:
            typer.echo(json.dumps(evaluation.figures()))
        else:
            Console().print(_table(evaluation, folder.name))


def _table(evaluation: "Evaluation", version: str) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Column, Table

    figures = evaluation.figures()
    low, high = figures["interval"]
    table = Table(
        *(Column(name, justify="right", no_wrap=True) for name in ("digit", "precision", "recall", *"0123456789")),
        title=f"Version {version}: {figures['right']:,} of {figures['count']:,} right, loss {figures['loss']:.4f}",
        caption=f"accuracy {figures['accuracy']:.4f} (95 % interval {low:.4f} to {high:.4f}, Wilson); "
        "the right columns count what each digit was read as",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    rows = zip(figures["precision"], figures["recall"], figures["confusion"], strict=True)
    for label, (precision, recall, counts) in enumerate(rows):
        table.add_row(str(label), f"{precision:.4f}", f"{recall:.4f}", *(str(count) for count in counts))
    return table
