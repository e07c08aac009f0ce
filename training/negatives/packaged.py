"""Photographs that come in packages: real pictures, none of which shows a digit."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]

# In scikit-image's wheel; what it would download is left out, and so are its pictures of text.
_SCIKIT_IMAGE = (
    "astronaut",
    "brick",
    "camera",
    "cat",
    "cell",
    "clock",
    "coffee",
    "coins",
    "grass",
    "gravel",
    "horse",
    "hubble_deep_field",
    "immunohistochemistry",
    "moon",
    "retina",
    "rocket",
)
_CROP = (48, 256)  # px, least and largest side


def available(crops: int, seed: int) -> tuple[dict[str, list[Images]], list[str]]:
    """The photographs at hand by kind, and for each package that is missing what it would add and how to have it.

    Kinds: `photographs`, whole; `cut-outs`, `crops` squares of them at random; `faces` and `no faces`, 25 px each,
    from Labeled Faces in the Wild.
    """
    whole, missing = _matplotlib(), []
    found: dict[str, list[Images]] = {}
    if find_spec("sklearn"):
        whole += _scikit_learn()
    else:
        missing.append("scikit-learn's photographs: pip install 'digitscope[train]', or scikit-learn alone")
    if find_spec("skimage"):
        whole += _scikit_image()
        found["faces"], found["no faces"] = _faces()
    else:
        missing.append("scikit-image's photographs: pip install 'digitscope[train]', or scikit-image alone")
    if whole:
        found |= {"photographs": whole, "cut-outs": list(_cut_outs(whole, crops, seed))}
    return found, missing


def _matplotlib() -> list[Images]:
    import matplotlib as mpl
    from PIL import Image

    portrait = Path(mpl.get_data_path()) / "sample_data" / "grace_hopper.jpg"
    if not portrait.exists():  # some distributions leave it out
        return []
    with Image.open(portrait) as image:
        return [np.asarray(image.convert("RGB"))]


def _scikit_learn() -> list[Images]:
    from sklearn.datasets import load_sample_images

    return [np.asarray(image, np.uint8) for image in load_sample_images().images]


def _scikit_image() -> list[Images]:
    from skimage import data

    pictures = [np.asarray(getattr(data, name)()) for name in _SCIKIT_IMAGE]
    return [picture if picture.dtype == np.uint8 else picture.astype(np.uint8) * 255 for picture in pictures]


def _faces() -> tuple[list[Images], list[Images]]:
    from skimage import data

    subset = data.lfw_subset()  # type: ignore[no-untyped-call]
    pictures = np.rint(subset * 255).astype(np.uint8)
    return list(pictures[:100]), list(pictures[100:])


def _cut_outs(pictures: Sequence[Images], count: int, seed: int) -> Iterator[Images]:
    rng = np.random.default_rng(seed)
    for index in range(count):
        picture = pictures[index % len(pictures)]
        side = int(rng.integers(_CROP[0], min(_CROP[1], *picture.shape[:2]) + 1))
        top, left = (int(rng.integers(0, extent - side + 1)) for extent in picture.shape[:2])
        yield np.ascontiguousarray(picture[top : top + side, left : left + side])
