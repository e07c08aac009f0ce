"""The figures of a model card, as matplotlib draws them. Colours are Okabe and Ito's, safe for the colour-blind."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from numpy.typing import NDArray

from training.evaluation.intervals import wilson

_BLUE, _ORANGE = "#0072B2", "#D55E00"


def curves(history: Sequence[dict[str, Any]], path: Path) -> None:
    """Loss and accuracy of each epoch on the training images."""
    figure = Figure(figsize=(8, 3), layout="constrained")
    epochs = [epoch["epoch"] for epoch in history]
    for position, (name, colour) in enumerate((("loss", _ORANGE), ("accuracy", _BLUE)), start=1):
        axes = figure.add_subplot(1, 2, position)
        axes.plot(epochs, [epoch[name] for epoch in history], marker="o", color=colour)
        axes.set(title=f"Training {name}", xlabel="epoch", xticks=epochs)
        axes.grid(alpha=0.3)
    _save(figure, path)


def confusion(counts: NDArray[np.int64], labels: Sequence[str], path: Path) -> None:
    """Counts by right class (rows) and answer (columns), on a logarithmic scale."""
    figure = Figure(figsize=(6, 5.4), layout="constrained")
    axes = figure.add_subplot()
    shown = np.ma.masked_equal(counts, 0)
    image = axes.imshow(shown, cmap="cividis", norm=LogNorm(vmin=1, vmax=max(2, int(counts.max()))))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if count < 50 else "black"  # cividis is dark below and light above
            axes.text(column, row, str(count), ha="center", va="center", fontsize=8, color=colour)
    ticks = range(len(labels))
    axes.set(title="Test images", xlabel="answer", ylabel="right class")
    axes.set_xticks(ticks, labels)
    axes.set_yticks(ticks, labels)
    figure.colorbar(image, label="images")
    _save(figure, path)


def reliability(bins: Sequence[dict[str, Any]], path: Path) -> None:
    """How often the model was right against how sure it was; with 95 % intervals, and the counts beside the points."""
    figure = Figure(figsize=(4.6, 4.4), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--", linewidth=1, label="perfectly calibrated")
    sizes = [20 + 12 * np.log2(bin_["count"]) for bin_ in bins]
    for bin_ in bins:
        axes.vlines(bin_["confidence"], *wilson(round(bin_["accuracy"] * bin_["count"]), bin_["count"]), color=_BLUE)
    axes.scatter(
        [bin_["confidence"] for bin_ in bins],
        [bin_["accuracy"] for bin_ in bins],
        s=sizes,
        color=_BLUE,
        label="test images",
    )
    for bin_ in bins:
        axes.annotate(
            str(bin_["count"]), (bin_["confidence"], bin_["accuracy"]), (6, -10), textcoords="offset points", fontsize=7
        )
    axes.set(
        title="Reliability, by bin of confidence",
        xlabel="confidence",
        ylabel="accuracy",
        xlim=(0, 1.05),
        ylim=(-0.05, 1.05),
    )
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    _save(figure, path)


def corruptions(trials: Sequence[dict[str, Any]], path: Path) -> None:
    """The share of wrong answers by corruption: the network alone, and behind the normaliser, with 95 % intervals."""
    names = [trial["name"] for trial in trials if trial["group"] == "raw"]
    figure = Figure(figsize=(7, 0.38 * len(names) + 1.2), layout="constrained")
    axes = figure.add_subplot()
    for group, colour, offset in (("raw", _ORANGE, -0.17), ("normalised", _BLUE, 0.17)):
        of_group = [trial for trial in trials if trial["group"] == group]
        errors = np.array([1 - trial["accuracy"] for trial in of_group])
        high, low = (1 - np.array([trial["accuracy_interval"] for trial in of_group])).T
        reach = np.maximum([errors - low, high - errors], 0)
        axes.errorbar(
            errors, np.arange(len(of_group)) + offset, xerr=reach, fmt="o", markersize=4, color=colour, label=group
        )
    axes.set_yticks(range(len(names)), names)
    axes.set(title="Corrupted test images", xlabel="share of wrong answers", xscale="log")
    axes.invert_yaxis()
    axes.grid(alpha=0.3)
    axes.legend(loc="best")
    _save(figure, path)


def filters(kernel: NDArray[np.float32], layer: str, path: Path) -> None:
    """The first convolution's kernels, [height, width, channels, filters]: first channel, one zero-anchored scale."""
    count = kernel.shape[-1]
    columns = min(count, 16)
    rows = -(-count // columns)
    figure = Figure(figsize=(columns * 0.55 + 1, rows * 0.55 + 0.6), layout="constrained")
    limit = float(np.abs(kernel).max()) or 1.0
    grid: list[Axes] = list(np.ravel(figure.subplots(rows, columns, squeeze=False)))
    for axes in grid:
        axes.set_axis_off()
    for index, axes in enumerate(grid[:count]):
        image = axes.imshow(kernel[:, :, 0, index], cmap="RdBu", vmin=-limit, vmax=limit)
    figure.suptitle(f"{layer}: {count} kernels of {kernel.shape[0]} x {kernel.shape[1]}", fontsize=10)
    figure.colorbar(image, ax=grid, label="weight")
    _save(figure, path)


def pictures(images: NDArray[np.uint8], titles: Sequence[str], path: Path, heading: str) -> None:
    """Pictures, uint8 [N, height, width], in rows of ten, each under its title."""
    rows = max(1, -(-len(images) // 10))
    figure = Figure(figsize=(9, rows * 1.15 + 0.5), layout="constrained")
    for axes in (grid := list(np.ravel(figure.subplots(rows, 10, squeeze=False)))):
        axes.set_axis_off()
    for axes, image, title in zip(grid, images, titles, strict=False):
        axes.imshow(image, cmap="gray_r", vmin=0, vmax=255)
        axes.set_title(title, fontsize=7)
    figure.suptitle(heading, fontsize=10)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=100, metadata={"Software": None})
