import re
import struct
from pathlib import Path

from model.manifest import Manifest


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
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text().splitlines()
    assert "model/digits/*/card/private/" in ignored
