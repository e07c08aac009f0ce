"""What each part of the robust recipe earns: the recipe with one part changed at a time, at a smaller budget.

    python -m benchmarks.ablation PICTURES [--data FILE.npz] [--epochs 12] [--seeds 0] [--write]

Nothing here is measured on MNIST's test images: digits are the 5,000 training images that the recipe holds out, as they
are and as they arrive in service; PICTURES is a labelled folder, as `digitscope evaluate --images` takes it. A run that
was stopped goes on when the command is given again.
"""

import argparse
import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from benchmarks.report import machine, write_section
from model.errors import DigitscopeError
from model.normalise import normalise
from model.picture.decode import decode
from model.verdict import FAMILIARITY, familiarity
from training import mnist, recipes, robust
from training.calibrate import calibrate, softmax
from training.checkpoint import FILE_NAME
from training.epochs import arriving
from training.evaluation.labelled import labelled_pictures
from training.fit import Progress, fit
from training.mnist import NO_DIGIT, Examples
from training.recipes import Recipe
from training.turn import Turn
from training.versions.anatomy import Anatomy
from training.writing import arrival

_OUT = Path(__file__).with_name("out") / "ablation"
_ASKED_WITH = 1_000_003  # the seed of the arrived pictures that every variant is asked
_DIGITS = tuple("0123456789")

_CLEAN: dict[arrival.Way, float] = {arrival.as_it_is: 8.0, arrival.gently: 36.0}
_DRAWN: dict[arrival.Way, float] = {**_CLEAN, arrival.by_hand: 31.0}


def _adam(peak: float, **more: Any) -> Callable[[int], keras.optimizers.Optimizer]:
    def build(steps: int) -> keras.optimizers.Optimizer:
        rate = robust.adamw(steps)._learning_rate
        rate.warmup_target = peak
        return keras.optimizers.Adam(rate, **more)

    return build


def _constant(_steps: int) -> keras.optimizers.Optimizer:
    return keras.optimizers.AdamW(1e-3, weight_decay=0.05)


def _averaged(steps: int) -> keras.optimizers.Optimizer:
    rate = robust.adamw(steps)._learning_rate
    return keras.optimizers.AdamW(rate, weight_decay=0.05, use_ema=True, ema_momentum=0.999)


def _unsmoothed(labels: Any, logits: Any) -> Any:
    return robust.cross_entropy(labels, logits, smoothing=0.0)


VARIANTS: dict[str, dict[str, Any]] = {
    "the recipe": {},
    "without negatives": {"show": partial(arriving, negatives=0.0)},
    "without label smoothing": {"loss": _unsmoothed},
    "without weight decay (Adam)": {"optimizer": _adam(4e-3)},
    "learning rate at most 0.001": {"optimizer": _adam(1e-3)},
    "a constant learning rate of 0.001": {"optimizer": _constant},
    "with averaged weights": {"optimizer": _averaged},
    "without paper, crops and few pixels": {"show": partial(arriving, ways=_DRAWN)},
    "without other pens either": {"show": partial(arriving, ways=_CLEAN)},
    "MNIST's images as they are": {"show": partial(arriving, ways={arrival.as_it_is: 1.0})},
}


@dataclass(frozen=True)
class Questions:
    """What every variant is asked: held-out digits as they are and arrived, and real pictures by kind."""

    held_out: Examples
    arrived: Examples
    pictures: dict[str, tuple[Any, Any]]  # frames [N, 28, 28] and labels [N], 255 where there is no single digit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--write", action="store_true", help="write the table into results.md, too")
    arguments = parser.parse_args()
    train = mnist.load(arguments.data).train
    recipe = replace(recipes.find("robust"), epochs=arguments.epochs)
    end = len(train) - recipe.held_out
    questions = _questions(train.at(slice(end, None)), arguments.pictures, recipe)
    rows: dict[str, list[dict[str, float]]] = {}
    for seed in arguments.seeds:
        for name, changes in VARIANTS.items():
            rows.setdefault(name, []).append(
                _row(name, replace(recipe, **changes), train.at(slice(end)), questions, seed)
            )
            print(f"\n{name}, seed {seed}: {rows[name][-1]}")
    text = _table(rows, arguments.epochs, len(arguments.seeds))
    print(text)
    if arguments.write:
        write_section("Ablation", text)


def _questions(held_out: Examples, folder: Path, recipe: Recipe) -> Questions:
    shown = Examples.joined(list(recipe.show(held_out, Turn(_ASKED_WITH, 0, len(held_out))).parts))
    found: dict[str, list[tuple[Any, int]]] = {}
    for picture in labelled_pictures(folder):
        try:
            seen = normalise(decode(picture.path.read_bytes()))
        except DigitscopeError:
            continue
        if not seen.record.blank and picture.label is not None:
            label = int(picture.label) if picture.label in _DIGITS else NO_DIGIT
            found.setdefault(picture.kind if label != NO_DIGIT else "no single digit", []).append((seen.frame, label))
    pictures = {
        kind: (np.stack([frame for frame, _ in of_kind]), np.array([label for _, label in of_kind], np.uint8))
        for kind, of_kind in sorted(found.items())
    }
    return Questions(held_out, shown.at(shown.labels != NO_DIGIT), pictures)


def _row(name: str, recipe: Recipe, train: Examples, questions: Questions, seed: int) -> dict[str, float]:
    run = _OUT / f"{name.replace(' ', '-').replace(',', '')}-{recipe.epochs}-{seed}"
    done = run / "row.json"
    if done.exists():
        row: dict[str, float] = json.loads(done.read_text())
        return row
    model = fit(recipe, train, seed=seed, run=run, resume=(run / FILE_NAME).exists(), watch=_say).model
    row = _measure(model, questions)
    done.write_text(json.dumps(row, indent=1) + "\n")
    return row


def _measure(model: keras.Model, questions: Questions) -> dict[str, float]:
    """Shares that are right, by kind; the log-likelihood; and what is refused where 1 in 200 digits is."""
    held_out, arrived = (_logits(model, each.images) for each in (questions.held_out, questions.arrived))
    both = np.concatenate([held_out, arrived])
    calibration = calibrate(both, np.concatenate([questions.held_out.labels, questions.arrived.labels]))
    probabilities = softmax(held_out / np.float32(calibration.temperature))
    own = probabilities[np.arange(len(held_out)), questions.held_out.labels]
    row = {
        "held out": float((held_out.argmax(-1) == questions.held_out.labels).mean()),
        "log-loss": float(-np.log(np.maximum(own, 1e-12)).mean()),
        "arrived": float((arrived.argmax(-1) == questions.arrived.labels).mean()),
    }
    refused_digits, digits = 0, 0
    for kind, (frames, labels) in questions.pictures.items():
        logits = _logits(model, frames)
        refused = familiarity(logits) < calibration.thresholds[FAMILIARITY]
        if kind == "no single digit":
            row["others refused"] = float(refused.mean())
            continue
        row[kind] = float((logits.argmax(-1) == labels).mean())
        refused_digits, digits = refused_digits + int(refused.sum()), digits + len(labels)
    return {**row, "digits refused": refused_digits / max(1, digits)}


def _logits(model: keras.Model, images: Any) -> Any:
    anatomy = Anatomy(model)
    starts = range(0, len(images), 500)
    batches = (images[start : start + 500].astype(np.float32)[..., np.newaxis] / 255 for start in starts)
    return np.concatenate([anatomy.run(tf.constant(batch))[anatomy.logits].numpy() for batch in batches])


def _table(rows: dict[str, list[dict[str, float]]], epochs: int, seeds: int) -> str:
    columns = list(next(iter(rows.values()))[0])
    lines = [
        f"`python -m benchmarks.ablation DIR --epochs {epochs}`, {seeds} seed{'s' * (seeds > 1)}; {machine()}.",
        "Held out: 5,000 training images as they are, their log-loss after calibration, and as they arrive in service.",
        "The other columns are the development pictures: shares that are read right, and refused where 1 in 200 of the",
        "held-out digits is refused.",
        "",
        f"| | {' | '.join(columns)} |",
        f"| --- |{' ---: |' * len(columns)}",
    ]
    for name, of_seeds in rows.items():
        cells = [_cell(column, [row[column] for row in of_seeds]) for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(column: str, values: list[float]) -> str:
    mean = statistics.mean(values)
    return f"{mean:.4f}" if column == "log-loss" else f"{mean:.2%}"


def _say(progress: Progress) -> None:
    print(f"\repoch {progress.epoch}: {progress.done:6,} accuracy {progress.accuracy:.4f}", end="", flush=True)


if __name__ == "__main__":
    main()
