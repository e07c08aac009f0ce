"""docs/watching.md tells of every metric, with its kind and its labels."""

import re
from pathlib import Path

from app.metrics.layout import FAMILIES

DOCUMENT = (Path(__file__).parents[2] / "docs" / "watching.md").read_text()
ROW = re.compile(r"^\| `((?:digitscope|process)_\w+)` \| (\w+) \| (.*?)\| (.+) \|$", re.MULTILINE)


def test_every_metric_is_told_with_its_kind_and_labels() -> None:
    told = {name: (kind, re.findall(r"`(\w+)`", labels)) for name, kind, labels, _ in ROW.findall(DOCUMENT)}
    expected = {
        family.name + ("_total" if family.kind == "counter" else ""): (
            family.kind,
            [*(["version"] if family.versions else []), *(name for name, _ in family.labels)],
        )
        for family in FAMILIES
    }
    others = {
        "digitscope_batch_size": ("histogram", ["version"]),
        "digitscope_build_info": ("gauge", ["version", "python"]),
    }
    assert told == expected | others
