"""How many real pictures of digits are read right, by kind of picture.

    python -m benchmarks.pictures DIR [--version N] [--write]

Prints a table by kind, and writes the pictures that are read wrong as contact sheets, each beside its 28x28 frame, to
`benchmarks/out/`. Pictures without exactly one digit are left out. `--write` gives each version a section of its own in
`results.md`.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app.settings import Settings
from benchmarks.report import write_section
from model.errors import DigitscopeError
from model.normalise import normalise
from model.picture.decode import decode
from model.versions.folders import choose_folder
from model.versions.manifest import Manifest
from model.versions.saved_model import SavedModel
from training.evaluation.intervals import wilson
from training.evaluation.labelled import Labelled, labelled_pictures

OUT = Path(__file__).with_name("out")
AIMS = {"textbook": {"photo": 0.95, "scan": 0.965, "drawn": 0.99, "inverted": 0.975}}
"""Shares of right answers that are aimed at, by recipe and kind of picture."""


@dataclass(frozen=True)
class Answer:
    """What was made of a picture: the frame, and the digit; None where it was blank or could not be used."""

    picture: Labelled
    frame: NDArray[np.uint8]
    digit: int | None
    why_not: str = ""

    @property
    def right(self) -> bool:
        return str(self.digit) == self.picture.label


def read(pictures: Sequence[Labelled], model: SavedModel) -> list[Answer]:
    """Every picture by the line that an upload travels."""
    answers = []
    for picture in pictures:
        empty = np.zeros((28, 28), np.uint8)
        try:
            normalised = normalise(decode(picture.path.read_bytes()))
        except DigitscopeError as error:
            answers.append(Answer(picture, empty, None, str(error)))
            continue
        digit = None
        if not normalised.record.blank:
            digit = int(model.predict(normalised.frame[np.newaxis]).probabilities[0].argmax())
        answers.append(Answer(picture, normalised.frame, digit, normalised.record.reason or ""))
    return answers


def table(answers: Sequence[Answer], aims: Mapping[str, float]) -> str:
    """Right answers by kind, as Markdown, each with its 95 % Wilson interval and, if there are any, its aim."""
    head, rule = "| kind | pictures | right | share | 95 % interval |", "| --- | ---: | ---: | ---: | --- |"
    lines = [f"{head} aim |", f"{rule} ---: |"] if aims else [head, rule]
    for kind in sorted({answer.picture.kind for answer in answers}):
        of_kind = [answer for answer in answers if answer.picture.kind == kind]
        right = sum(answer.right for answer in of_kind)
        low, high = wilson(right, len(of_kind))
        line = f"| {kind} | {len(of_kind)} | {right} | {right / len(of_kind):.1%} | {low:.1%} to {high:.1%} |"
        aim = f"{aims[kind]:.1%}" if kind in aims else ""
        lines.append(f"{line} {aim} |" if aims else line)
    return "\n".join(lines)


def contact_sheet(answers: Sequence[Answer]) -> NDArray[np.uint8]:
    """Each picture beside its frame, over what it is and what it was read as."""
    tiles = [_tile(answer) for answer in answers]
    columns = min(8, len(tiles))
    tiles += [np.full_like(tiles[0], 255)] * (-len(tiles) % columns)
    rows = [np.hstack(tiles[start : start + columns]) for start in range(0, len(tiles), columns)]
    return np.vstack(rows)


def _tile(answer: Answer) -> NDArray[np.uint8]:
    tile = np.full((132, 224, 3), 255, np.uint8)
    try:
        pixels = decode(answer.picture.path.read_bytes()).pixels
        shrink = 108 / max(pixels.shape[:2])
        small = np.asarray(cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
        tile[: small.shape[0], : small.shape[1]] = small if small.ndim == 3 else small[:, :, None]
    except DigitscopeError:
        pass  # its place stays empty
    tile[:108, 112:220] = cv2.resize(answer.frame, (108, 108), interpolation=cv2.INTER_NEAREST)[:, :, None]
    read_as = "none" if answer.digit is None else str(answer.digit)
    text = f"{answer.picture.label} read {read_as}  {answer.picture.path.stem[-16:]}"
    cv2.putText(tile, text, (2, 124), cv2.FONT_HERSHEY_SIMPLEX, 0.38, (160, 0, 0), 1, cv2.LINE_AA)
    return tile


def main() -> None:
    """Read the folder, print the table, and write the contact sheets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--version", type=int, help="model version; the newest by default")
    parser.add_argument("--write", action="store_true", help="write the table into results.md, too")
    arguments = parser.parse_args()
    pictures = [each for each in labelled_pictures(arguments.folder) if each.label is not None and len(each.label) == 1]
    if not pictures:
        raise SystemExit(f"{arguments.folder} holds no picture labelled with one digit, by INDEX.json, folder or name")
    newest, version = (choose_folder(Settings().model_dir, number) for number in (None, arguments.version))
    answers = read(pictures, SavedModel(version))
    text = table(answers, AIMS.get(Manifest.read(version).recipe or "", {}))
    print(text)
    OUT.mkdir(exist_ok=True)
    for kind in sorted({answer.picture.kind for answer in answers}):
        wrong = [answer for answer in answers if answer.picture.kind == kind and not answer.right]
        if wrong:
            path = OUT / f"wrong_{kind}.png"
            cv2.imwrite(str(path), contact_sheet(wrong)[:, :, ::-1])
            print(f"{len(wrong)} wrong ones of {kind}: {path}")
    if arguments.write:
        title = "Real pictures" if version == newest else f"Real pictures, version {version.name}"
        told = f"`python -m benchmarks.pictures DIR --version {version.name}`, on {len(pictures)} pictures:"
        write_section(title, f"{told}\n\n{text}")


if __name__ == "__main__":
    main()
