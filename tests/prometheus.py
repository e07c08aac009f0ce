"""What Prometheus's own programs and its clients' library make of the service's metrics."""

import shutil
from collections.abc import Mapping

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

Series = dict[tuple[str, frozenset[tuple[str, str]]], float]


def program(name: str) -> str:
    """The path of `prometheus` or `promtool`; a test that needs it is skipped where it is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"it needs {name}, of the Debian package prometheus")
    return found


def parse(text: str) -> Series:
    """Each sample's value by its name and labels, without those that are empty."""
    return {
        (sample.name, frozenset((name, value) for name, value in sample.labels.items() if value)): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scrape(client: httpx.Client) -> Series:
    """What the service tells now."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return parse(answer.text)


def total(series: Series, name: str, labels: Mapping[str, str] | None = None) -> float:
    """The sum over all series of that name with these labels, whatever others they have."""
    wanted = set((labels or {}).items())
    return sum(value for (each, having), value in series.items() if each == name and wanted <= having)
