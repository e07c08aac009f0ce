"""A folder of labelled pictures: by `INDEX.json`, else by folder or file name."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".ppm", ".pgm"}


@dataclass(frozen=True)
class Labelled:
    """A picture file, the digits that it shows (None where there is none to read), and the kind of picture it is."""

    path: Path
    label: str | None
    kind: str


def labelled_pictures(folder: Path) -> list[Labelled]:
    """Every picture of the folder with its label: by `INDEX.json`, records of `file`, `label` and `kind`, where it is.

    Otherwise a picture's label is the digit that its folder is named by, or else the one digit in its file's name that
    stands alone or first, as in `7.png`, `7_0012.png` and `digit-7.png`; its kind is the first folder.
    """
    index = folder / "INDEX.json"
    if index.exists():
        records = json.loads(index.read_text())
        return [Labelled(folder / each["file"], each["label"], each["kind"]) for each in records]
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    return [Labelled(path, _label(path), _kind(path.relative_to(folder))) for path in paths]


def _label(path: Path) -> str | None:
    if re.fullmatch(r"\d", path.parent.name):
        return path.parent.name
    match = re.match(r"(\d)(?!\d)", path.stem) or re.search(r"(?<!\d)(\d)(?!\d)", path.stem)
    return match[1] if match else None


def _kind(relative: Path) -> str:
    first = relative.parts[0]
    return "all" if len(relative.parts) == 1 or re.fullmatch(r"\d", first) else first
