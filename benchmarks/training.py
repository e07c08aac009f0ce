"""An epoch of training beside plain `model.fit` on NumPy arrays: time and peak memory, all in one run.

    python -m benchmarks.training [--data FILE.npz] [--rounds 2]

Each measurement is one epoch over the 60,000 images after a short warm-up, in a process of its own, so that peak memory
is its own too. The rounds take turns, so that a change of the machine's speed meets both; the figures are medians.
Neighbours on the machine stretch the wall's time. So each epoch is also timed by parts of 25 steps: `undisturbed` is
what it takes at the pace of its quickest tenth, in the quickest round.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.report import machine, write_section
from training import mnist

WAYS = {"plain": "`model.fit` on NumPy arrays", "ours": "`digitscope train`"}
_WARM_UP = 640

Tick = Callable[[], None]  # called after each 25 steps
Epoch = Callable[[Tick], tuple[float, float]]  # runs one epoch, warmed up, and gives its mean loss and accuracy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        print(json.dumps(measure(arguments.way, arguments.data)))
        return
    measured: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(arguments.rounds):
        for way, results in measured.items():
            results.append(_in_own_process(way, arguments.data))
            print(f"{WAYS[way]}: {results[-1]}")
    write_section("Training", _report(measured))


def measure(way: str, data: Path | None) -> dict[str, float]:
    """Seconds, peak memory in MB, loss and accuracy of one epoch of the textbook recipe, seed 0."""
    epoch = {"plain": _plain, "ours": _ours}[way](mnist.load(data).train)
    times = [perf_counter()]
    loss, accuracy = epoch(lambda: times.append(perf_counter()))
    seconds = perf_counter() - times[0]
    parts = np.diff(times)
    return {
        "seconds": seconds,
        "undisturbed": float(np.quantile(parts, 0.1)) * len(parts),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "loss": loss,
        "accuracy": accuracy,
    }


def _plain(examples: mnist.Examples) -> Epoch:
    """As the textbook has it."""
    import keras

    from training import network
    from training.fit import STEPS_PER_CALL

    keras.utils.set_random_seed(0)
    x = examples.images.reshape(-1, 28, 28, 1).astype("float32") / 255
    y = keras.utils.to_categorical(examples.labels)
    model = network.build()
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[:_WARM_UP], y[:_WARM_UP], batch_size=64, verbose=0)

    def epoch(tick: Tick) -> tuple[float, float]:
        def after_batch(batch: int, logs: object = None) -> None:  # noqa: ARG001 - Keras names its arguments
            if (batch + 1) % STEPS_PER_CALL == 0:
                tick()

        parts = keras.callbacks.LambdaCallback(on_train_batch_end=after_batch)
        history = model.fit(x, y, epochs=1, batch_size=64, verbose=0, callbacks=[parts]).history
        return history["loss"][0], history["accuracy"][0]

    return epoch


def _ours(examples: mnist.Examples) -> Epoch:
    """As `training.fit` does an epoch, its deterministic mode included."""
    import keras
    import tensorflow as tf

    from training import recipes
    from training.fit import STEPS_PER_CALL
    from training.steps import compile_steps
    from training.turn import Turn
    from training.versions.signatures import Scaling

    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(0)
    recipe = recipes.find("textbook")
    model = recipe.build()
    optimizer = recipe.optimizer(0)
    optimizer.build(model.trainable_variables)
    steps = compile_steps(recipe, model, optimizer, Scaling())
    turn = Turn(seed=0, epoch=1, part=STEPS_PER_CALL * recipe.batch_size)
    steps(examples.at(slice(_WARM_UP)))

    def epoch(tick: Tick) -> tuple[float, float]:
        loss, right = 0.0, 0
        for part in recipe.show(examples, turn).parts:
            part_loss, part_right = steps(part)
            loss, right = loss + part_loss, right + part_right
            if len(part) == turn.part:
                tick()
        return loss / len(examples), right / len(examples)

    return epoch


def _in_own_process(way: str, data: Path | None) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.training", "--way", way, *(["--data", str(data)] if data else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _report(measured: dict[str, list[dict[str, float]]]) -> str:
    medians = {
        way: {name: statistics.median(result[name] for result in results) for name in results[0]}
        | {"undisturbed": min(result["undisturbed"] for result in results)}
        for way, results in measured.items()
    }
    rows = [
        f"| {WAYS[way]} | {m['seconds']:.1f} | {m['undisturbed']:.1f} | {m['peak_mb']:.0f} "
        f"| {m['loss']:.4f} | {m['accuracy']:.4f} |"
        for way, m in medians.items()
    ]
    as_it_was, faster, smaller = (
        medians["plain"][name] / medians["ours"][name] for name in ("seconds", "undisturbed", "peak_mb")
    )
    rounds = len(measured["plain"])
    return "\n".join(
        [
            f"`python -m benchmarks.training --rounds {rounds}`: one epoch of the textbook recipe, 60,000 images, "
            f"batches of 64; each in a process of its own, medians over {rounds} rounds; {machine()}. "
            "Undisturbed: at the pace of the quickest tenth of the steps, in the quickest round.",
            "",
            "| | seconds an epoch | undisturbed | peak memory, MB | loss | accuracy |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            f"Undisturbed {faster:.2f} times as fast ({as_it_was:.2f} by the wall's time, neighbours included), "
            f"with {1 / smaller:.2f} of the memory.",
        ]
    )


if __name__ == "__main__":
    main()
