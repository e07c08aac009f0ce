"""digitscope summary and feature-maps: what is inside the network, from the command line."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.errors import reported
from cli.options import ModelDir, VersionNumber, folder_of

if TYPE_CHECKING:
    from model.inside.mosaic import Mosaic


def summary(
    until: Annotated[str | None, typer.Option(help="The network up to and including this layer.")] = None,
    model_dir: ModelDir = None,
    version: VersionNumber = None,
) -> None:
    """Print the network's summary table, as Keras does."""
    from model.inside.summary import as_text, summarise
    from model.versions.manifest import Manifest

    with reported():
        manifest = Manifest.read(folder_of(model_dir, version))
        typer.echo(as_text(summarise(manifest, until)), nl=False)


def feature_maps(
    file: Annotated[Path, typer.Argument(help="A picture of a digit.")],
    out: Annotated[Path, typer.Option(help="The PNG to write.")],
    layer: Annotated[str | None, typer.Option(help="One layer; all of them by default.")] = None,
    channels: Annotated[str | None, typer.Option(help="Channels such as 0,5-9; all by default.")] = None,
    scale: Annotated[
        Literal["channel", "layer", "network"], typer.Option(help="What shares one colour scale, anchored at zero.")
    ] = "layer",
    pre_activation: Annotated[bool, typer.Option(help="The values before each activation function.")] = False,
    model_dir: ModelDir = None,
    version: VersionNumber = None,
) -> None:
    """Draw what every layer, or one of them, makes of a picture."""
    with reported():
        mosaic = asyncio.run(_draw(file, layer, channels, scale, pre_activation, model_dir, version))
        out.write_bytes(mosaic.png())
    typer.echo(f"wrote {out} ({mosaic.pixels.shape[1]}x{mosaic.pixels.shape[0]} pixels)")


async def _draw(
    file: Path,
    layer: str | None,
    channels: str | None,
    scale: Literal["channel", "layer", "network"],
    pre_activation: bool,
    model_dir: Path | None,
    version: int | None,
) -> "Mosaic":
    from cli.local import open_local
    from model.inside.feature_maps import draw_maps, largest_magnitude, parse_channels
    from model.inside.layers import find
    from model.stages import Stages

    data = file.read_bytes()
    with open_local(folder_of(model_dir, version)) as local:
        loaded = local.served.version
        if layer is not None:
            find(loaded.layers, layer)
        prepared = await local.intake.prepare(data, Stages(), shape=loaded.manifest.input_shape)
        network = loaded.feature_maps(prepared.normalised.frame, pre_activation=pre_activation)
        maps = network if layer is None else {layer: network[layer]}
        chosen = {name: parse_channels(channels, name, values.shape[-1]) for name, values in maps.items()}
        limit = largest_magnitude(network)
        return draw_maps(maps, chosen, limit=limit, scale=scale, upsample="nearest", size=None)
