"""digitscope summary and feature-maps."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from cli.main import app
from model.inside.summary import as_text, summarise
from model.versions.manifest import Manifest
from tests.files import digit_png
from tests.model.inside.networks import photograph
from training.versions.foreign import export_file


def digitscope(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def seven(tmp_path: Path) -> Path:
    file = tmp_path / "seven.png"
    file.write_bytes(digit_png(7))
    return file


@pytest.mark.parametrize("until", [None, "conv2d_2"])
def test_the_summary_is_the_one_of_the_service(version_folder: Path, until: str | None) -> None:
    result = digitscope("summary", *(["--until", until] if until else []))
    assert result.exit_code == 0
    assert result.stdout == as_text(summarise(Manifest.read(version_folder), until))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["summary", "--until", "conv9d"], "no layer 'conv9d'; the layers are conv2d,"),
        (["summary", "--version", "9"], "no version 9; the versions are 1"),
        (["summary", "--model-dir", "nowhere"], "nowhere holds no model version"),
        (["feature-maps", "nowhere.png", "--out", "maps.png"], "No such file"),
        (["feature-maps", "seven.png", "--out", "maps.png", "--layer", "conv9d"], "no layer 'conv9d'"),
        (["feature-maps", "seven.png", "--out", "maps.png", "--channels", "x"], "such as 0,5-9"),
        (["feature-maps", "seven.png", "--out", "nowhere/maps.png", "--layer", "conv2d"], "No such file"),
        (["feature-maps", "notes.txt", "--out", "maps.png"], "no known format"),
    ],
)
def test_an_error_is_one_line_and_no_traceback(
    seven: Path, arguments: list[str], complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(seven.parent)
    (seven.parent / "notes.txt").write_text("notes")
    result = digitscope(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert complaint in result.stderr
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert isinstance(result.exception, SystemExit)


def test_feature_maps_are_drawn_into_a_file(seven: Path) -> None:
    out = seven.parent / "maps.png"
    result = digitscope("feature-maps", seven, "--layer", "conv2d", "--channels", "0-7", "--out", out)
    assert result.exit_code == 0
    with Image.open(out) as picture:
        assert picture.format == "PNG"
        assert f"wrote {out} ({picture.width}x{picture.height} pixels)" in result.stdout.replace("\n", " ")


def test_all_layers_are_drawn_where_none_is_named(seven: Path) -> None:
    one, every = seven.parent / "one.png", seven.parent / "every.png"
    assert digitscope("feature-maps", seven, "--layer", "conv2d", "--out", one).exit_code == 0
    assert digitscope("feature-maps", seven, "--out", every, "--scale", "network").exit_code == 0
    with Image.open(one) as small, Image.open(every) as large:
        assert large.height > 2 * small.height


def test_pre_activations_are_other_pictures(seven: Path) -> None:
    pictures = []
    for option in ([], ["--pre-activation"]):
        out = seven.parent / "maps.png"
        assert digitscope("feature-maps", seven, "--layer", "conv2d", "--out", out, *option).exit_code == 0
        with Image.open(out) as picture:
            pictures.append(np.asarray(picture))
    assert not np.array_equal(pictures[0], pictures[1])


@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")
def test_a_network_of_another_input_gets_the_picture_at_its_size(seven: Path) -> None:
    photograph().save(seven.parent / "photograph.keras")
    models, out = seven.parent / "animals", seven.parent / "maps.png"
    export_file(seven.parent / "photograph.keras", models)
    result = digitscope("feature-maps", seven, "--model-dir", models, "--layer", "stem", "--out", out)
    assert result.exit_code == 0, result.output
    assert out.exists()
