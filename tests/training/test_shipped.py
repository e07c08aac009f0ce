"""The version that a fresh clone serves."""

import os
import re
from pathlib import Path

import pytest

import model
from model.versions.golden import check_golden
from model.versions.manifest import Manifest
from model.versions.saved_model import SavedModel
from training import mnist
from training.evaluation.evaluate import evaluate

FIRST = Path(model.__file__).parent / "digits" / "1"


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return Manifest.read(FIRST)


def test_it_is_the_textbooks_network_with_seed_0(manifest: Manifest) -> None:
    """Made by the training command on the real MNIST, from committed code."""
    assert (manifest.recipe, manifest.seed, manifest.parameters) == ("textbook", 0, 260_298)
    assert manifest.data == mnist.SHA256
    assert manifest.metrics["epochs"] == 5
    assert manifest.metrics["test"]["count"] == 10_000
    assert manifest.metrics["test"]["accuracy"] >= 0.99
    assert re.fullmatch(r"[0-9a-f]{40}", str(manifest.commit))


def test_it_reads_its_golden_pictures_right() -> None:
    check_golden(SavedModel(FIRST), FIRST)


def test_it_is_small_and_tells_nothing_of_the_machine_that_made_it() -> None:
    files = [path for path in FIRST.rglob("*") if path.is_file() and "private" not in path.parts]
    assert max(path.stat().st_size for path in files) < 3_000_000
    assert sum(path.stat().st_size for path in files) < 4_000_000
    for path in files:
        content = path.read_bytes()
        for trace in (b"/home/", b"/work", b"/tmp/", b"/root", b"site-packages", b".unfinished"):
            assert trace not in content, f"{trace!r} in {path.name}"


@pytest.mark.skipif(not os.environ.get(mnist.VARIABLE), reason="DIGITSCOPE_MNIST names no file")
def test_its_card_tells_the_truth(manifest: Manifest) -> None:
    """The test images, asked again, give the figures of its description, but for rounding."""
    evaluation = evaluate(SavedModel(FIRST), mnist.load().test)
    told = manifest.metrics["test"]
    assert int(evaluation.right.sum()) == pytest.approx(told["right"], abs=2)  # other processors round otherwise
    assert evaluation.loss == pytest.approx(told["loss"], rel=1e-3)
