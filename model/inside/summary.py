"""The model's summary table, as Keras 3 prints it for an uncompiled model, drawn from `model.json` alone."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from model.errors import NotFound
from model.versions.manifest import LayerEntry, Manifest

BYTES_PER_PARAMETER = 4  # float32


@dataclass(frozen=True)
class Summary:
    """A network, or its first layers: what the table shows."""

    name: str
    layers: tuple[LayerEntry, ...]

    @property
    def total_parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers)

    @property
    def non_trainable_parameters(self) -> int:
        return sum(layer.non_trainable_parameters for layer in self.layers)

    @property
    def trainable_parameters(self) -> int:
        return self.total_parameters - self.non_trainable_parameters

    @property
    def is_sequential(self) -> bool:
        """Whether each layer takes just the one before it; otherwise the table says what each is connected to."""
        return all(
            layer.inputs in ((), (before.name,)) for before, layer in zip(self.layers, self.layers[1:], strict=False)
        )


def summarise(manifest: Manifest, until: str | None = None) -> Summary:
    """The whole network, or the network up to and including the layer `until`.

    Raises:
        NotFound: there is no such layer.
    """
    names = [layer.name for layer in manifest.layers]
    if until is None:
        return Summary(manifest.name, manifest.layers)
    if until not in names:
        raise NotFound(f"there is no layer {until!r}; the layers are {', '.join(names)}")
    return Summary(manifest.name, manifest.layers[: names.index(until) + 1])


def as_text(summary: Summary, columns: int = 80) -> str:
    """Keras's table for a terminal of that many columns.

    The widths and roundings follow `keras.src.utils.summary_utils.print_summary`, which fills at most 88
    columns, or 108 where the last column names the connections, and leaves four free.
    """
    table = _table(summary, columns)
    console = Console(width=columns, highlight=False, force_terminal=False, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(f'Model: "{escape(summary.name)}"')
        console.print(table)
        for title, count in (
            ("Total", summary.total_parameters),
            ("Trainable", summary.trainable_parameters),
            ("Non-trainable", summary.non_trainable_parameters),
        ):
            console.print(f" {title} params: {count:,} ({readable_size(count * BYTES_PER_PARAMETER)})")
    return capture.get()


def readable_size(size: float) -> str:
    """Bytes in the unit that keeps the number under 1,024, with two decimals."""
    units = ["B", "KB", "MB", "GB", "TB", "PB"]
    while size >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    return f"{size:.2f} {units[0]}"


def _table(summary: Summary, columns: int) -> Table:
    if summary.is_sequential:
        width, shares = min(88, columns - 4), [0.45, 0.80, 1.0]
    else:
        width, shares = min(108, columns - 4), [0.3, 0.56, 0.74, 1.0]
    ends = [int(share * width) for share in shares]
    widths = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    titles: Sequence[tuple[str, str]] = (
        ("Layer (type)", "left"),
        ("Output Shape", "left"),
        ("Param #", "right"),
        ("Connected to", "left"),
    )
    heads = [
        Column(title, justify="right" if justify == "right" else "left", width=width)
        for (title, justify), width in zip(titles, widths, strict=False)
    ]
    table = Table(*heads, width=width, show_lines=True)
    for layer in summary.layers:
        shape = f"({', '.join(str(side) for side in layer.output_shape)})"
        row = [f"{escape(layer.name)} ({escape(layer.class_name)})", shape, f"{layer.parameters:,}"]
        if not summary.is_sequential:
            row.append(", ".join(f"{name}[0][0]" for name in layer.inputs) or "-")
        table.add_row(*row)
    return table


def as_html(summary: Summary) -> str:
    """The same table as an HTML document of its own."""
    rows = "".join(
        f"<tr><td>{html.escape(layer.name)} ({html.escape(layer.class_name)})</td>"
        f"<td>({', '.join(str(side) for side in layer.output_shape)})</td><td>{layer.parameters:,}</td></tr>"
        for layer in summary.layers
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Model summary</title></head><body>'
        f"<table><caption>Model: {html.escape(summary.name)}</caption>"
        "<thead><tr><th>Layer (type)</th><th>Output Shape</th><th>Param #</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        f"<p>Total params: {summary.total_parameters:,}. Trainable params: {summary.trainable_parameters:,}. "
        f"Non-trainable params: {summary.non_trainable_parameters:,}.</p></body></html>"
    )
