"""digitscope explain."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.files import digit_png


def explain(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["explain", *map(str, arguments)])


def test_a_pictures_report_is_written_beside_it_or_where_asked(tmp_path: Path, version_folder: Path) -> None:
    file = tmp_path / "seven.png"
    file.write_bytes(digit_png(7))
    for arguments, written in (((), tmp_path / "seven.html"), (("--out", tmp_path / "report.html"), None)):
        target = written or tmp_path / "report.html"
        result = explain(file, *arguments)
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith(f"wrote {target} (")
        page = target.read_text(encoding="utf-8")
        assert page.startswith("<!DOCTYPE html>")
        assert "How the network reads seven.png" in page
        assert f"Version {version_folder.name} of" in page


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nowhere.png"], "No such file"),
        (["notes.txt"], "no known format"),
        (["seven.png", "--version", "9"], "no version 9"),
        (["seven.png", "--out", "nowhere/report.html"], "No such file"),
    ],
)
def test_an_error_is_one_line_and_no_file(
    tmp_path: Path, arguments: list[str], complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("seven.png").write_bytes(digit_png(7))
    Path("notes.txt").write_text("no picture")
    result = explain(*arguments)
    assert result.exit_code == 1
    assert complaint in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.glob("**/*.html")) == []
