"""The digitscope command; each group of commands is a file of its own, and loads what it needs when it runs."""

import typer

from cli.evaluate import evaluate
from cli.experiments import experiments
from cli.explain import explain
from cli.export import export
from cli.inspect import feature_maps, summary
from cli.keys import keys
from cli.models import models
from cli.predict import predict
from cli.read import read
from cli.serve import serve
from cli.top_patches import top_patches
from cli.train import train

app = typer.Typer(
    name="digitscope",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
commands = (serve, predict, read, summary, feature_maps, explain, train, top_patches, evaluate, experiments, export)
for command in commands:
    app.command()(command)
app.add_typer(models, name="models")
app.add_typer(keys, name="keys")


@app.callback()
def main() -> None:
    """Reads handwritten digits, and shows how the convolutional network inside reads them."""
