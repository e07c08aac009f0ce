"""Letters, signs and words that are no digits: written by hand from strokes, and printed."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from training.negatives.alphabets import CAPITALS, FOREIGN, GREEK, LOOKALIKES, SIGNS, SMALLS, strokes
from training.writing.hand import Ink, Stroke, bend, write

PRINTED = "AEFHKLMNPRVWXadefhkmnprtwx" + "απλεωμψγΔΣΩΠ" + "ЖИЛПШЮДжлшюд" + "+=#%@*<√∞≠±"
FONTS = (
    "DejaVuSans",
    "DejaVuSans-Bold",
    "DejaVuSans-Oblique",
    "DejaVuSansMono",
    "DejaVuSerif",
    "DejaVuSerif-Italic",
    "STIXGeneral",
    "STIXGeneralBol",
)
_TYPE_SIZE = 96  # px
_THICKEST = 7  # px that a printed letter's pen is widened by

Alphabet = Mapping[str, tuple[str, ...]]


def written(rng: np.random.Generator, alphabet: Alphabet) -> Ink:
    """A letter of an alphabet by hand."""
    return write(_letter(rng, alphabet), rng)


def word(rng: np.random.Generator) -> Ink:
    """Two to six letters in a row; half of them joined, as otherwise only one of them may be looked at."""
    at, parts = 0.0, []
    tight, alphabet = rng.random() < 0.5, SMALLS if rng.random() < 0.6 else CAPITALS
    for _ in range(rng.integers(2, 7)):
        letter = [part * np.float32(0.6) for part in _letter(rng, alphabet)]
        low = min(float(part[:, 0].min()) for part in letter)
        parts += [part + np.array([at - low, 0], np.float32) for part in letter]
        at = max(float(part[:, 0].max()) for part in parts) + (rng.uniform(-0.06, 0.02) if tight else 0.12)
    if tight:
        parts.append(np.array([(0.1, 0.55), (at, rng.uniform(0.4, 0.6))], np.float32))
    return write(parts, rng)


def printed(rng: np.random.Generator) -> Ink:
    """A printed letter or sign, bent as a hand would, in places with a wider pen."""
    ink = _type(FONTS[rng.integers(len(FONTS))], PRINTED[rng.integers(len(PRINTED))])
    wider = int(rng.integers(0, _THICKEST))
    framed = cv2.copyMakeBorder(ink, wider, wider, wider, wider, cv2.BORDER_CONSTANT, value=0)
    if wider:
        framed = cv2.dilate(framed, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wider, wider)))
    return bend(np.asarray(framed, np.uint8), rng, rng.uniform(0.2, 1))


KINDS: dict[str, Callable[[np.random.Generator], Ink]] = {
    "capitals": partial(written, alphabet=CAPITALS),
    "smalls": partial(written, alphabet=SMALLS),
    "greek": partial(written, alphabet=GREEK),
    "lookalikes": partial(written, alphabet=LOOKALIKES),
    "foreign": partial(written, alphabet=FOREIGN),
    "signs": partial(written, alphabet=SIGNS),
    "printed": printed,
    "words": word,
}


def _letter(rng: np.random.Generator, alphabet: Alphabet) -> list[Stroke]:
    glyphs = list(alphabet.values())
    variants = glyphs[rng.integers(len(glyphs))]
    return strokes(variants[rng.integers(len(variants))])


@cache
def _type(font: str, character: str) -> NDArray[np.uint8]:
    """A character of a font that Matplotlib ships: uint8 (H, W), tightly cropped, not to be written into."""
    face = ImageFont.truetype(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{font}.ttf", _TYPE_SIZE)
    mask = face.getmask(character)
    return np.asarray(mask, np.uint8).reshape(mask.size[::-1])
