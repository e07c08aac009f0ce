"""What a version is measured on, besides MNIST's test images as they are: trials, made one after the other.

raw, normalised       MNIST-C's corruptions of the test images: as they are, and behind the normaliser
scikit-learn          its 1,797 digits of 43 writers, behind the normaliser
paper                 test digits on generated sheets, each trait alone, behind the normaliser
drawn, photographs    negatives: what shows no digit
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normalise import Normalised, Record, normalise
from training.corruptions import CORRUPTIONS, corrupt
from training.mnist import Examples
from training.negatives import kinds, packaged
from training.writing.paper import TRAITS, sheet

Images = NDArray[np.uint8]
Labels = NDArray[np.uint8]

_DIGIT_SIDE = 224  # px of a test digit's frame on a sheet: about a third of it
_UNSEEN = 1_000_003  # added to the seed of drawn negatives, so that training has drawn others
_UPRIGHT = 2.2  # height over width, from which whatever was drawn may be a 1
_TRIES = 20  # pictures drawn for one that is kept, at the most
_STEEP = 4.0  # how much steeper an enlarged digit's soft edges are made: a pen's are sharp


@dataclass(frozen=True)
class Sizes:
    """How many pictures a trial has at the most, and the seed by which all chance is drawn."""

    corrupted: int = 10_000
    sheets: int = 200  # of each trait
    drawn: int = 70  # negatives of each kind
    crops: int = 400  # of photographs
    seed: int = 0


@dataclass(frozen=True)
class Prepared:
    """Pictures as the network gets them.

    Attributes:
        frames: uint8 [N, 28, 28].
        labels: the digits, uint8 [N]; None where none shows a digit.
        records: the normaliser's, one a picture, None where a file could not be used; None where it was left out.
    """

    frames: Images
    labels: Labels | None
    records: tuple[Record | None, ...] | None = None

    @property
    def inked(self) -> NDArray[np.bool_]:
        """Which of them the network is asked about, [N]: where there is a picture, and ink in it."""
        if self.records is None:
            return np.ones(len(self.frames), np.bool_)
        return np.array([record is not None and not record.blank for record in self.records], np.bool_)


@dataclass(frozen=True)
class Trial:
    """A row of the table: what it is called, and what makes its pictures."""

    group: str
    name: str
    make: Callable[[], Prepared]


@dataclass(frozen=True)
class Plan:
    """All trials, and for each that cannot be made here the reason with the way to have it."""

    trials: tuple[Trial, ...]
    skipped: tuple[str, ...] = field(default=())


def behind_normaliser(pictures: Sequence[Images], labels: Labels | None) -> Prepared:
    """Pictures, uint8 (H, W) or (H, W, 3) each, through the normaliser."""
    return _prepared([normalise(picture) for picture in pictures], labels)


def _prepared(normalised: Sequence[Normalised], labels: Labels | None) -> Prepared:
    return Prepared(np.stack([each.frame for each in normalised]), labels, tuple(each.record for each in normalised))


def planned(test: Examples, sizes: Sizes) -> Plan:
    """All that can be made here of MNIST's test digits, of code, and of the packages that are installed."""
    found, missing = packaged.available(sizes.crops, sizes.seed)
    skipped = list(missing)
    trials = [*_corruptions(test.at(slice(sizes.corrupted)), sizes.seed)]
    if (digits := scikit_learn_digits()) is None:
        skipped.append("scikit-learn's digits: pip install 'digitscope[train]', or scikit-learn alone")
    else:
        trials.append(
            Trial("scikit-learn", "43 writers", partial(behind_normaliser, list(digits.images), digits.labels))
        )
    trials += _sheets(test, sizes)
    trials += _negatives(test, sizes)
    trials += [
        Trial("photographs", name, partial(behind_normaliser, pictures, None)) for name, pictures in found.items()
    ]
    return Plan(tuple(trials), tuple(skipped))


def _corruptions(test: Examples, seed: int) -> Iterator[Trial]:
    for name in ("identity", *CORRUPTIONS):
        yield Trial("raw", name, partial(_corrupted, name, test, seed, normalised=False))
        yield Trial("normalised", name, partial(_corrupted, name, test, seed, normalised=True))


def _corrupted(name: str, test: Examples, seed: int, *, normalised: bool) -> Prepared:
    images = test.images if name == "identity" else corrupt(name, test.images, seed)
    return behind_normaliser(list(images), test.labels) if normalised else Prepared(images, test.labels)


def scikit_learn_digits() -> Examples | None:
    """Its 1,797 digits, enlarged as a scan would be, uint8 [N, 64, 64]; None where scikit-learn is missing."""
    try:
        from sklearn.datasets import load_digits
    except ModuleNotFoundError:
        return None
    digits = load_digits()
    grey = np.rint(digits.images * (255 / 16)).astype(np.uint8)  # 0 to 16: how many of 4 x 4 pixels are inked
    large = [np.asarray(cv2.resize(each, (64, 64), interpolation=cv2.INTER_CUBIC), np.uint8) for each in grey]
    return Examples(np.stack(large), digits.target.astype(np.uint8))


def _sheets(test: Examples, sizes: Sizes) -> Iterator[Trial]:
    for index, trait in enumerate(("plain", *TRAITS)):
        yield Trial("paper", trait, partial(_on_sheets, trait, test, sizes.sheets, [sizes.seed, index]))


def _on_sheets(trait: str, test: Examples, count: int, seed: Sequence[int]) -> Prepared:
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(test), min(count, len(test)), replace=False)
    traits = [trait] if trait in TRAITS else []
    return behind_normaliser(
        [sheet(_ink(image), rng, traits=traits) for image in test.images[chosen]], test.labels[chosen]
    )


def _ink(image: Images) -> NDArray[np.float32]:
    """A digit enlarged to what a pen leaves on paper: float32 (224, 224), coverage in 0..1."""
    large = cv2.resize(image, (_DIGIT_SIDE, _DIGIT_SIDE), interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    return np.asarray(np.clip((large - 0.5) * _STEEP + 0.5, 0, 1), np.float32)


def _negatives(test: Examples, sizes: Sizes) -> Iterator[Trial]:
    for index, kind in enumerate(kinds.KINDS):
        yield Trial("drawn", kind, partial(_drawn, kind, test, sizes.drawn, [sizes.seed + _UNSEEN, index]))


def _drawn(kind: str, test: Examples, count: int, seed: Sequence[int]) -> Prepared:
    """Pictures of a kind, as they would be sent, but for those that come out as an upright stroke."""
    rng = np.random.default_rng(seed)
    kept: list[Normalised] = []
    for _ in range(_TRIES * count):
        seen = normalise(kinds.KINDS[kind](rng, test))
        if not _may_be_a_1(seen.record):
            kept.append(seen)
        if len(kept) == count:
            break
    return _prepared(kept, None)


def _may_be_a_1(record: Record) -> bool:
    return record.box is not None and record.box[3] > _UPRIGHT * record.box[2]
