"""A folder of labelled pictures: by `INDEX.json` or `labels.csv`, else by folder or file name."""

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from training.errors import BadData

NO_DIGIT = "none"  # the name of a folder, or a label, of pictures that show no digit
WAYS = (
    "Ways to say which digit a picture shows: a folder for each digit (7/x.png), the digit first or last in the file's "
    f"name (7_x.png, x_7.png, x-label7.png), a labels.csv with the columns file and label, or an INDEX.json, a list of "
    f'{{"file": ..., "label": ...}}. A folder or label `{NO_DIGIT}` is for pictures without any.'
)
_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".ppm", ".pgm"}
_IN_NAME = (
    r"(?i:label|digit)[-_ =]?(\d)(?!\d)",
    r"^(\d)(?!\d)",
    r"(?<![\da-zA-Z])(\d)$",
    r"(?<!\d)(\d)(?!\d)",
)


@dataclass(frozen=True)
class Labelled:
    """A picture file, what it shows, and the kind of picture it is.

    Attributes:
        path: the file.
        label: its digits in reading order; empty where it shows none, and None where nothing says what it shows.
        kind: of an index the record's own, otherwise the first folder; `all` where there is none.
    """

    path: Path
    label: str | None
    kind: str


def labelled_pictures(folder: Path) -> list[Labelled]:
    """Every picture of the folder with its label.

    By `INDEX.json`, records of `file`, `label` (null: no digit) and perhaps `kind`; by `labels.csv`, whose first row
    names the same columns; or else by the digit that the picture's folder is named by, or the one in its file's name:
    after `label` or `digit`, first, last, or anywhere on its own, in this order.

    Raises:
        BadData: there is no such folder, its index cannot be read, or it names a file that is not there.
    """
    if not folder.is_dir():
        raise BadData(f"there is no folder {folder}. {WAYS}")
    for name, read in (("INDEX.json", _from_json), ("labels.csv", _from_csv)):
        if (index := folder / name).exists():
            try:
                pictures = list(read(index))
            except (ValueError, KeyError, TypeError) as error:
                raise BadData(f"{index} is no index of pictures: {error!r}. {WAYS}") from error
            if missing := [str(each.path) for each in pictures if not each.path.is_file()]:
                raise BadData(f"{index} names {len(missing)} files that are not there: {', '.join(missing[:3])}")
            return pictures
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    return [Labelled(path, _label(path.relative_to(folder)), _kind(path.relative_to(folder))) for path in paths]


def _from_json(index: Path) -> Iterable[Labelled]:
    for record in json.loads(index.read_text()):
        yield _record(index, record["file"], record["label"], record.get("kind"))


def _from_csv(index: Path) -> Iterable[Labelled]:
    with index.open(newline="") as stream:
        for row in csv.DictReader(stream):
            yield _record(index, row["file"], row["label"], row.get("kind"))


def _record(index: Path, file: str, label: str | int | None, kind: str | None) -> Labelled:
    text = "" if label is None else str(label).strip()
    return Labelled(index.parent / file, "" if text.lower() == NO_DIGIT else text, kind or _kind(Path(file)))


def _label(relative: Path) -> str | None:
    if re.fullmatch(r"\d", relative.parent.name):
        return relative.parent.name
    if NO_DIGIT in relative.parts[:-1]:
        return ""
    return next((match[1] for pattern in _IN_NAME if (match := re.search(pattern, relative.stem))), None)


def _kind(relative: Path) -> str:
    first = relative.parts[0]
    return "all" if len(relative.parts) == 1 or re.fullmatch(r"\d", first) else first
