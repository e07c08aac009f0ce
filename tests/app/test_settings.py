from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITSCOPE_PORT", "1234")
    monkeypatch.setenv("DIGITSCOPE_MODEL_DIR", "/models/cats")
    assert (Settings().port, Settings().model_dir) == (1234, Path("/models/cats"))


def test_the_shipped_model_is_found_from_the_package_and_not_from_the_working_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DIGITSCOPE_MODEL_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    folder = Settings().model_dir
    assert folder.is_absolute()
    assert folder.parts[-2:] == ("model", "digits")


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", "65536"), ("workers", "0"), ("max_upload_bytes", "0"), ("log_level", "loud"), ("max_files", "many")],
)
def test_a_value_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DIGITSCOPE_{name.upper()}", value)
    with pytest.raises(ValidationError, match=name):
        Settings()


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("workers", [1, 2, 3, 256])
def test_workers_share_the_cores_fairly(workers: int) -> None:
    share, whole = Settings(workers=workers).cores_per_worker, Settings(workers=1).cores_per_worker
    assert share == max(1, whole // workers)


def test_every_setting_says_what_it_means() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
