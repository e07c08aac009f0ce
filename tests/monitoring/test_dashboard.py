"""The Grafana dashboard asks for metrics and labels that there are; `test_prometheus.py` asks all of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.metrics.layout import FAMILIES
from tests.monitoring.names import asked_for, told_names

PATH = Path(__file__).parents[2] / "monitoring" / "dashboard.json"
DASHBOARD: dict[str, Any] = json.loads(PATH.read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
LABELS = {name for family in FAMILIES for name, _ in family.labels} | {"version", "python", "le", "job", "instance"}


def queries() -> list[str]:
    """Every expression of the dashboard, with what Grafana would put in place of its variables."""
    asked = [target["expr"] for panel in PANELS for target in panel["targets"]]
    asked += [each["expr"] for each in DASHBOARD["annotations"]["list"]]
    values = {"$__rate_interval": "1m", "$job": "digitscope", "$instance": ".*", "$door": ".*"}
    return [re.sub(r"\$\w+", lambda found: values[found[0]], expression) for expression in asked]


def test_it_asks_for_metrics_that_there_are() -> None:
    assert len(queries()) > 30
    assert asked_for(PATH.read_text()) <= told_names()


def test_it_groups_and_names_series_by_labels_that_there_are() -> None:
    text = PATH.read_text()
    used = set(re.findall(r"\{\{(\w+)\}\}", text)) | {
        label for group in re.findall(r"by \(([\w, ]+)\)", text) for label in group.split(", ")
    }
    assert used <= LABELS


@pytest.mark.parametrize("panel", PANELS, ids=[panel["title"] for panel in PANELS])
def test_every_panel_says_what_it_shows_and_in_which_unit(panel: dict[str, Any]) -> None:
    assert panel["description"].endswith(".")
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["datasource"]["uid"] == "${datasource}"


@pytest.mark.parametrize("title", ["Failed", "Turned away"])
def test_a_share_is_of_the_same_requests_above_and_below_the_line(title: str) -> None:
    """And not of probes and scrapes, which come all the time."""
    (panel,) = (panel for panel in PANELS if panel["title"] == title)
    doors = re.findall(r'digitscope_requests_total\{[^}]*(door[=!]~"[^"]*")', panel["targets"][0]["expr"])
    assert doors in (['door!~"probes|metrics"'] * 2, ['door=~"predict|read|v1|v2|inside"'] * 2)


def test_panels_have_numbers_and_places_of_their_own() -> None:
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(numbers)) == len(numbers)
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in DASHBOARD["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24
