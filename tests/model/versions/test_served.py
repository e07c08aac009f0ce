"""Nobody's first request waits for what TensorFlow prepares at a first call."""

from pathlib import Path
from typing import Any

import pytest

from model.batching.knobs import Knobs
from model.versions.saved_model import Arrays, SavedModel
from model.versions.served import Served
from tests.foreign import half_plus_two


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Each call of a signature: its name, and the size of its batch."""
    seen: list[tuple[str, int]] = []
    call = SavedModel.call

    def remembering(self: SavedModel, signature: str, inputs: dict[str, Any]) -> Arrays:
        seen.append((signature, max(map(len, inputs.values()))))
        return call(self, signature, inputs)

    monkeypatch.setattr(SavedModel, "call", remembering)
    return seen


def test_a_version_is_called_with_every_size_of_batch_before_it_answers(
    version_folder: Path, calls: list[tuple[str, int]]
) -> None:
    knobs = Knobs(max_batch_size=5, max_pending=5, allowed_sizes=(3, 5))
    served = Served.load(version_folder, knobs=knobs)
    served.close()
    assert {3, 5} <= {size for name, size in calls if name == "serving_default"}
    assert ("layers", 1) in calls


def test_every_signature_of_a_savedmodel_from_elsewhere_is_called_once_before_it_answers(
    tmp_path: Path, calls: list[tuple[str, int]]
) -> None:
    """Also one that takes no single item, which is no reason to refuse the version."""
    half_plus_two(tmp_path / "1")
    Served.load(tmp_path / "1", knobs=Knobs(max_batch_size=5, max_pending=5))
    assert sorted(calls) == [("halves", 1), ("serving_default", 1)]
