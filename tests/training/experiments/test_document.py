"""The document is made of the results alone."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from training.experiments.budget import FULL
from training.experiments.document import Source, write
from training.experiments.results import Result, Timing
from training.experiments.variants import VARIANTS

SOURCE = Source(FULL, "digitscope experiments --write docs/experiments.md", "x86_64, 2 cores")
MADE = {"commit": "abc", "written": "2026-01-01T00:00:00+00:00", "python": "3.11", "keras": "3", "numpy": "2"}


def _result(name: str, seed: int) -> Result:
    """As a run leaves it, with figures that tell the variants and the seeds apart."""
    at = list(VARIANTS).index(name)
    if VARIANTS[name].reads:
        shares = dict.fromkeys(("held-out", "test", "corrupted", "normalised", "writers", "paper"), 0.0)
        figures = {key: 0.9 + at / 1000 + seed / 10_000 + place / 100 for place, key in enumerate(shares)}
    else:
        figures = {
            "error": 0.01 * at + seed / 1000,
            "alternation": 0.1 * at,
            "alternation of fresh weights": 3.0 + at,
            "alternation of the originals": 0.0,
        }
    counts = dict.fromkeys(figures, 1000)
    return Result(name, seed, 1000 + at, 2000 + at, figures, counts, "x", Timing(60.0 + seed, 10.0 + at), dict(MADE))


@pytest.fixture
def results() -> list[Result]:
    return [_result(name, seed) for seed in (0, 1, 2) for name in VARIANTS]


def test_each_question_has_a_finding_and_each_variant_its_rows(results: list[Result], tmp_path: Path) -> None:
    path, *plots = write(tmp_path / "experiments.md", results, SOURCE)
    text = path.read_text()
    headings = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert headings == [
        *("Padding", "Pooling", "Strides", "Head", "1x1 convolution", "Filters", "Decoder"),
        "Does a choice that wins on MNIST win elsewhere?",
    ]
    for name in VARIANTS:
        assert re.search(rf"^\| `{name}`", text, re.MULTILINE)
    assert "| 91.01 ± 0.01 % | 91.00, 91.01, 91.02 | 1,000 | 2,000 | 1.00 |" in text
    assert [plot.name for plot in plots] == ["readers.svg", "cost.svg", "decoders.svg"]
    for plot in plots:
        assert f"]({plot.relative_to(tmp_path)})" in text
        assert plot.stat().st_size < 100_000


def test_the_same_results_give_the_same_files(results: list[Result], tmp_path: Path) -> None:
    """Byte for byte, plots included."""
    one, other = (write(tmp_path / name / "experiments.md", results, SOURCE) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_timings_alone_change_times_alone(results: list[Result], tmp_path: Path) -> None:
    later = [replace(each, timing=Timing(999.0, 77.0)) for each in results]
    texts = [
        write(tmp_path / name / "experiments.md", found, SOURCE)[0].read_text()
        for name, found in (("one", results), ("other", later))
    ]
    times = r"and [\d.]+ times the time|\| [\d.]+ \|$|: [\d.]+ s, where.*"
    without = [re.sub(times, "", each, flags=re.MULTILINE) for each in texts]
    assert texts[0] != texts[1]
    assert without[0] == without[1]


def test_variants_that_were_not_trained_are_left_out(results: list[Result], tmp_path: Path) -> None:
    few = [each for each in results if each.variant in ("textbook", "filters-32")]
    path, *plots = write(tmp_path / "experiments.md", few, SOURCE)
    assert re.findall(r"^### (.+)$", path.read_text(), re.MULTILINE) == ["Filters"]
    assert "Decoders" not in path.read_text()
    assert [plot.name for plot in plots] == ["readers.svg", "cost.svg"]
