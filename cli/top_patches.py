"""digitscope top-patches: what each unit of a version looks for, found in the reader's own MNIST."""

import typer

from cli.errors import reported
from cli.options import ModelDir, VersionNumber, folder_of
from cli.train import DataFile


def top_patches(version: VersionNumber = None, model_dir: ModelDir = None, data: DataFile = None) -> None:
    """Find the nine training patches that excite each unit most, for GET /layers/{layer}/top-patches.

    They are written into the version's folder, and stay on this machine: MNIST's pictures do not travel with a version.
    """
    with reported():
        from rich.console import Console
        from rich.progress import Progress

        import model.versions.saved_model  # before training: it brings TensorFlow in without its greeting
        from model.versions.manifest import Manifest
        from training import mnist
        from training.top_patches import write_top_patches

        folder = folder_of(model_dir, version)
        manifest, saved_model = Manifest.read(folder), model.versions.saved_model.SavedModel(folder)
        examples = mnist.load(data).train
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("images", total=len(examples))
            written = write_top_patches(
                folder, manifest, saved_model, examples, lambda done, _: progress.update(task, completed=done)
            )
    typer.echo(f"wrote {written}")
