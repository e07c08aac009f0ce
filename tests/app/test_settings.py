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


@pytest.mark.parametrize("name", ["BATCH_TIMEOUT_MICROS", "MAX_QUEUE_DELAY_MICROSECONDS"])
def test_the_batchs_delay_has_tensorflow_servings_name_and_tritons(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"DIGITSCOPE_{name}", "1500")
    assert Settings().batching.delay_s == 0.0015


@pytest.mark.parametrize("name", ["ALLOWED_BATCH_SIZES", "PREFERRED_BATCH_SIZE"])
def test_so_have_the_batchs_sizes(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"DIGITSCOPE_{name}", "1, 8,32")
    assert Settings().batching.allowed_sizes == (1, 8, 32)


@pytest.mark.parametrize("sizes", ["8", "32,8", "8,8,32", "0,32", "64", "-1,32"])
def test_sizes_that_do_not_rise_to_the_largest_are_refused(monkeypatch: pytest.MonkeyPatch, sizes: str) -> None:
    monkeypatch.setenv("DIGITSCOPE_ALLOWED_BATCH_SIZES", sizes)
    with pytest.raises(ValidationError, match="allowed_batch_sizes is to rise to max_batch_size, 32"):
        Settings()


def test_bodies_have_room_for_the_largest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITSCOPE_MAX_BODIES_BYTES", "20000000")
    assert Settings().max_bodies_bytes == 20_000_000
    monkeypatch.setenv("DIGITSCOPE_MAX_BODIES_BYTES", "19999999")
    with pytest.raises(ValidationError, match="to be at least max_upload_bytes, 20000000; it is 19999999"):
        Settings()


def test_the_bound_of_what_waits_is_counted_in_batches() -> None:
    assert Settings(max_batch_size=8, max_enqueued_batches=3).batching.max_pending == 24


@pytest.mark.parametrize("document", ["load.md", "deployment.md"])
def test_the_documents_tell_the_same_of_a_workers_memory(document: str) -> None:
    told = (Settings.model_fields["workers"].description or "").partition("takes ")[2]
    assert told.startswith("about ")
    assert told in (Path(__file__).parents[2] / "docs" / document).read_text()
