"""The document's plots, as SVG. Colours are Okabe and Ito's, safe for the colour-blind."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, ScalarFormatter

from training.experiments.table import Measure, Row

_BLUE, _ORANGE = "#0072B2", "#D55E00"


def by_seed(rows: Sequence[Row], measures: Sequence[Measure], path: Path) -> None:
    """A panel for each measure: each seed a dot, each variant's mean a line."""
    figure = Figure(figsize=(3.2 * len(measures) + 2.6, 0.36 * len(rows) + 1.1), layout="constrained")
    panels = list(np.ravel(figure.subplots(1, len(measures), sharey=True, squeeze=False)))
    for axes, measure in zip(panels, measures, strict=True):
        _panel(axes, rows, measure)
    panels[0].set_yticks(range(len(rows)), [row.variant.name for row in rows])
    panels[0].invert_yaxis()
    _save(figure, path)


def against_cost(rows: Sequence[Row], measure: Measure, path: Path) -> None:
    """A measure over multiply-adds, with a standard deviation to each side."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    for row in rows:
        spread, x = row.figures[measure.key], row.multiply_adds / 1e6
        y, reach = _scaled(measure, spread.mean), _scaled(measure, spread.deviation or 0.0)
        axes.errorbar(x, y, yerr=reach, fmt="o", color=_BLUE, markersize=5)
        axes.annotate(row.variant.name, (x, y), (6, 4), textcoords="offset points", fontsize=8)
    axes.set(xlabel="million multiply-adds", ylabel=_label(measure), xscale="log")
    axes.margins(x=0.2)
    axes.set_xticks([1, 2, 3, 5, 10, 20], minor=False)
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(alpha=0.3)
    _save(figure, path)


def _panel(axes: Axes, rows: Sequence[Row], measure: Measure) -> None:
    for place, row in enumerate(rows):
        spread = row.figures[measure.key]
        values = [_scaled(measure, value) for value in spread.values]
        axes.scatter(values, [place] * len(values), color=_BLUE, s=18, zorder=2)
        axes.vlines(_scaled(measure, spread.mean), place - 0.3, place + 0.3, color=_ORANGE, linewidth=2)
    axes.set(title=measure.title, xlabel=_label(measure))
    axes.grid(alpha=0.3)


def _label(measure: Measure) -> str:
    return "right, %" if measure.share else measure.title


def _scaled(measure: Measure, value: float) -> float:
    return 100 * value if measure.share else value


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Text stays text, and names hang on nothing but the plot: the same figures give the same file.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "digitscope"}):
        figure.savefig(path, metadata={"Date": None, "Creator": None})
