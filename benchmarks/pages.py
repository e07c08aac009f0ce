"""How many digits on real pages are read right, and how long pages take, by their size.

    python -m benchmarks.pages [DIR] [--version N] [--rounds 5] [--write]

DIR has an `INDEX.json` with records of `file`, `kind` and `lines`; those of kind `multi` are read. Every error is
printed, and each page with what was read drawn over it is written to `benchmarks/out/pages/`. Without DIR only the
times are measured, on a photo of thirty digits.
"""

import argparse
import asyncio
import json
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from app.settings import Settings
from benchmarks.bodies import encode
from benchmarks.report import machine, write_section
from cli.local import Local, open_local
from model.page.overlay import draw_overlay
from model.page.reader import PageReading
from model.stages import Stages
from model.versions.folders import choose_folder
from tests.pages import page

OUT = Path(__file__).with_name("out") / "pages"
MEGAPIXELS = (1, 2, 12, 48)
LINES = ["31415", "92653", "58979", "32384", "62643", "38327"]


@dataclass(frozen=True)
class Read:
    """What a page says, and what was read."""

    file: str
    wanted: str
    got: str

    @property
    def errors(self) -> int:
        """Digits and line ends to insert, delete or replace."""
        return distance(self.got, self.wanted)

    @property
    def digits(self) -> int:
        return sum(character.isdigit() for character in self.wanted)


def distance(a: str, b: str) -> int:
    """Levenshtein's distance: how many characters to insert, delete or replace."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]


def photo(megapixels: int) -> bytes:
    """A JPEG of thirty digits on ruled paper in uneven light, 4:3 and as large as asked for."""
    drawn = page(LINES, np.random.default_rng(0), height=110, traits=("ruled", "gradient", "noise"))
    height, width = drawn.shape[:2]
    factor = (megapixels * 1e6 / (height * width)) ** 0.5
    return encode(np.asarray(cv2.resize(drawn, None, fx=factor, fy=factor), np.uint8), "JPEG")


async def read_folder(folder: Path, local: Local) -> list[Read]:
    """Every page of the folder, with its overlay written beside."""
    OUT.mkdir(parents=True, exist_ok=True)
    reads = []
    for record in json.loads((folder / "INDEX.json").read_text()):
        if record["kind"] != "multi":
            continue
        reading: PageReading = await local.pages.read((folder / record["file"]).read_bytes(), local.served, Stages())
        (OUT / f"{Path(record['file']).stem}.png").write_bytes(draw_overlay(reading))
        reads.append(Read(record["file"], "\n".join(record["lines"]), reading.text))
    return reads


def accuracy(reads: list[Read]) -> str:
    """The figures over all pages, and each page that has an error, as Markdown."""
    digits, errors = sum(each.digits for each in reads), sum(each.errors for each in reads)
    wrong = [each for each in reads if each.errors]
    lines = [
        f"{digits - errors} of {digits} digits right ({1 - errors / digits:.1%}; what is read too much counts against "
        f"it), {len(reads) - len(wrong)} of {len(reads)} pages without an error.",
        "",
    ]
    if wrong:
        lines += ["| page | errors | wanted | read |", "| --- | ---: | --- | --- |"]
    lines += [f"| {each.file} | {each.errors} | {_row(each.wanted)} | {_row(each.got)} |" for each in wrong]
    return "\n".join(lines)


def _row(text: str) -> str:
    return text.replace("\n", " / ")


async def times(local: Local, rounds: int) -> str:
    """Median times by picture size, as Markdown."""
    lines = ["| photo of 30 digits | read right | decode, ms | normalise, ms | model, ms | in all, ms |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: |")
    for megapixels in MEGAPIXELS:
        data, totals, stages = photo(megapixels), [], []
        for _ in range(rounds + 1):  # the first warms up
            stage, started = Stages(), time.perf_counter()
            reading = await local.pages.read(data, local.served, stage)
            totals.append(time.perf_counter() - started)
            stages.append(stage.seconds)
        right = 30 - distance(reading.text, "\n".join(LINES))
        parts = [statistics.median(each[name] for each in stages[1:]) for name in ("decode", "normalise", "model")]
        cells = " | ".join(f"{value * 1e3:.0f}" for value in (*parts, statistics.median(totals[1:])))
        lines.append(f"| {megapixels} megapixels | {right} | {cells} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print and, when asked, write the section of `results.md`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", metavar="DIR")
    parser.add_argument("--version", type=int, help="model version; the newest by default")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write the section of results.md, too")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    version = choose_folder(Settings().model_dir, arguments.version)
    parts = [f"`python -m benchmarks.pages`, model version {version.name}; {machine()}."]
    with open_local(version) as local:
        if arguments.folder:
            parts.append(accuracy(asyncio.run(read_folder(arguments.folder, local))))
        parts.append(asyncio.run(times(local, arguments.rounds)))
    text = "\n\n".join(parts)
    print(text)
    if arguments.write:
        write_section("Pages", text)


if __name__ == "__main__":
    main()
