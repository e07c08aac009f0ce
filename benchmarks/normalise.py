"""What a picture costs from its bytes to its frame, by size and kind of picture.

python -m benchmarks.normalise [--rounds 20]
"""

import argparse
import statistics
import time

import cv2
import numpy as np

from benchmarks.bodies import encode, pictures
from benchmarks.report import machine, write_section
from model.normalise import normalise
from model.picture.decode import decode
from training.writing.strokes import draw


def bodies() -> dict[str, bytes]:
    """The pictures of the serving benchmark, and larger ones without a JPEG's cheap reduction."""
    paper = np.full((1200, 1600), 205, np.uint8)
    paper[300:900, 500:1100] -= np.asarray(cv2.resize(draw(7), (600, 600)), np.uint8) // 2
    large = cv2.resize(paper, (8000, 6000))
    return {
        **pictures(),
        "2-megapixel PNG": encode(paper, "PNG"),
        "48-megapixel PNG": encode(large, "PNG"),
        "48-megapixel JPEG": encode(large, "JPEG"),
    }


def measure(data: bytes, rounds: int) -> tuple[float, float]:
    """Median milliseconds of decoding and of normalising."""
    decoding, normalising = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        picture = decode(data)
        decoded = time.perf_counter()
        normalise(picture)
        decoding.append((decoded - started) * 1e3)
        normalising.append((time.perf_counter() - decoded) * 1e3)
    return statistics.median(decoding), statistics.median(normalising)


def main() -> None:
    """Measure, print and write the section of `results.md`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    cv2.setNumThreads(1)
    lines = ["| picture | bytes | decode, ms | normalise, ms | together, ms |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, data in bodies().items():
        decoding, normalising = measure(data, rounds * 50 if len(data) < 10_000 else rounds)
        lines.append(f"| {name} | {len(data):,} | {decoding:.3f} | {normalising:.3f} | {decoding + normalising:.3f} |")
    text = f"`python -m benchmarks.normalise --rounds {rounds}`; {machine()}; one thread; medians.\n\n" + "\n".join(
        lines
    )
    print(text)
    write_section("Normaliser", text)


if __name__ == "__main__":
    main()
