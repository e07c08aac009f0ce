"""Everything that versions are measured on beyond MNIST's test images, in one go."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from training.evaluation.measure import Subject, measure
from training.evaluation.trials import Sizes, Trial, planned
from training.mnist import Examples, Mnist
from training.versions import provenance

_REFERENCE = 10_000  # training digits whose features distances are measured to

Watch = Callable[[int, int, str], None]  # how many trials are done, of how many, and what comes next
_DEFAULT = Sizes()


def measure_all(
    folders: dict[str, Path],
    data: Mnist,
    sizes: Sizes = _DEFAULT,
    watch: Watch = lambda *_: None,
) -> dict[str, dict[str, Any]]:
    """The figures of each version by its name, for `beyond` in `metrics`.

    With them: the seed, the commit and the time, and what was skipped for want of a package.
    """
    watch(0, 1, "drawing what is no digit")
    plan = planned(data.test, sizes)
    reference = Examples(data.train.images[:_REFERENCE], data.train.labels[:_REFERENCE])
    watch(0, len(plan.trials), "loading")
    subjects = {name: Subject.load(folder, reference) for name, folder in folders.items()}

    def tell(trial: Trial) -> None:
        done = next(index for index, each in enumerate(plan.trials) if each is trial)
        watch(done, len(plan.trials), f"{trial.group}: {trial.name}")

    measure(list(subjects.values()), plan.trials, tell)
    made = {"seed": sizes.seed, "commit": provenance.commit(), "measured": provenance.now().isoformat()}
    return {name: {**made, **subject.figures(), "skipped": list(plan.skipped)} for name, subject in subjects.items()}
