import re
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from model.versions.manifest import Manifest
from model.versions.saved_model import SavedModel
from training.card.beyond import section
from training.card.card import rewrite_cards
from training.corruptions import CORRUPTIONS
from training.evaluation.evaluate import evaluate
from training.evaluation.full import measure_all
from training.evaluation.trials import Sizes
from training.mnist import Examples, Mnist
from training.negatives.kinds import KINDS
from training.writing.paper import TRAITS
from training.writing.strokes import draw


def test_the_card_tells_seed_data_commit_and_figures(version: Path) -> None:
    text, manifest = (version / "card" / "card.md").read_text(), Manifest.read(version)
    assert f"seed {manifest.seed}" in text
    assert manifest.data["x_train"] in text
    assert str(manifest.commit) in text
    assert f"accuracy {manifest.metrics['test']['accuracy']:.4f}" in text
    assert "| `conv2d_1` | Conv2D | 11 x 11 x 64 | 36,928 |" in text


def test_every_plot_of_the_card_is_a_png_of_modest_size(version: Path) -> None:
    text = (version / "card" / "card.md").read_text()
    names = re.findall(r"\]\((\S+\.png)\)", text)
    assert names == ["confusion.png", "reliability.png", "curves.png", "filters.png"]
    for name in names:
        content = (version / "card" / name).read_bytes()
        assert content.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", content[16:24])
        assert 200 < width < 2000
        assert 200 < height < 2000
        assert len(content) < 200_000


def test_pictures_of_the_data_are_kept_apart(version: Path) -> None:
    """What shows the reader's test images lies in the folder that git ignores."""
    assert (version / "card" / "private" / "wrong.png").is_file()
    ignored = (Path(__file__).parents[3] / ".gitignore").read_text().splitlines()
    assert "model/digits/*/card/private/" in ignored


def _drawn(count: int) -> Examples:
    labels = np.arange(count, dtype=np.uint8) % 10
    return Examples(np.stack([draw(int(digit)) for digit in labels]), labels)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory, version_folder: Path) -> Path:
    """A model folder of two versions, of which the second was measured on some of everything."""
    models = tmp_path_factory.mktemp("models")
    for name in ("1", "2"):
        shutil.copytree(version_folder, models / name)
    data = Mnist(_drawn(60), _drawn(20), {})
    beyond = measure_all({"2": models / "2"}, data, Sizes(corrupted=5, sheets=1, drawn=1, crops=2))
    saved_model = SavedModel(models / "2")
    evaluation = evaluate(saved_model, data.test)
    figures = {"2": {"test": evaluation.figures(), "beyond": beyond["2"]}}
    rewrite_cards({"2": models / "2"}, {"2": saved_model}, figures, {"2": evaluation}, data.test)
    return models


def test_new_figures_stand_in_the_card_and_in_the_description(models: Path) -> None:
    text, metrics = (models / "2" / "card" / "card.md").read_text(), Manifest.read(models / "2").metrics
    assert metrics["test"]["count"] == 20
    assert "of 20 right" in text
    for name in (*CORRUPTIONS, *TRAITS, *KINDS, "43 writers", "cut-outs", "`mahalanobis`", "all corruptions"):
        assert f"| {name} |" in text
    scale = next(row for row in metrics["beyond"]["trials"] if (row["group"], row["name"]) == ("raw", "scale"))
    assert f"| scale | {scale['accuracy']:.4f} (" in text
    assert "| expected calibration error |" in text
    assert "error on the surest 99.0%" in text
    assert re.search(r"^\| digits on paper \| this version \| 18 \| 0\.\d+ \(", text, re.MULTILINE)
    assert (models / "2" / "card" / "corruptions.png").stat().st_size < 100_000
    assert (models / "2" / "card" / "private" / "corruptions.png").is_file()


def test_versions_stand_side_by_side_with_a_dash_where_one_was_not_measured(models: Path, version_folder: Path) -> None:
    text = (models / "2" / "card" / "card.md").read_text()
    measured = "beyond" in Manifest.read(version_folder).metrics
    assert ("| pictures | count | this version | version 1 |" in text) == measured
    manifest = Manifest.read(models / "2")
    beyond = manifest.metrics["beyond"]
    less = {**beyond, "trials": [row for row in beyond["trials"] if row["name"] != "fog"]}
    (row,) = [line for line in section(beyond, {"9": less}).splitlines() if line.startswith("| fog |")]
    assert row.endswith("| - | - |")


def test_a_version_that_is_measured_anew_stays_the_same_model(models: Path, version_folder: Path) -> None:
    for path in (path for path in version_folder.rglob("*") if path.is_file()):
        relative = path.relative_to(version_folder)
        if relative.parts[0] != "card" and path.name != "model.json":
            assert (models / "2" / relative).read_bytes() == path.read_bytes()
    before, after = Manifest.read(version_folder), Manifest.read(models / "2")
    assert after.model_copy(update={"metrics": before.metrics}) == before
