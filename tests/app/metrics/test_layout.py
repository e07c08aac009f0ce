"""Nothing is counted in two places, and every label's values are known beforehand."""

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from app.main import create_app
from app.metrics.labels import OTHER, REASONS, STAGES, VERDICTS, door_of
from app.metrics.layout import BATCH_SIZES, FAMILIES, FIELDS, SIZE
from app.settings import Settings

ROOT = Path(__file__).parents[3]
CODE = "\n".join(path.read_text() for package in ("app", "model") for path in (ROOT / package).rglob("*.py"))


def test_families_lie_side_by_side_behind_what_v2_tells() -> None:
    places = [place for family in FAMILIES for place in range(family.at, family.at + family.size)]
    assert places == list(range(FIELDS + 2 * BATCH_SIZES, SIZE))


def test_every_series_of_a_family_has_a_place_of_its_own() -> None:
    for family in FAMILIES:
        starts = [at for _, at in family.series]
        assert starts == list(range(family.at, family.at + family.size, family.row)), family.name


def test_names_are_unique_and_end_in_their_unit() -> None:
    names = [family.name for family in FAMILIES]
    assert len(set(names)) == len(names)
    for family in FAMILIES:
        assert family.kind != "histogram" or family.name.endswith(("_seconds", "_ratio")), family.name


def test_the_series_of_one_version_are_bounded_whatever_is_asked() -> None:
    """Buckets included, and all at once, which no service reaches."""
    assert sum(len(family.series) * family.row for family in FAMILIES if family.versions) < 2000


def test_every_route_has_a_door() -> None:
    paths = {route.path for route in create_app(Settings()).routes if isinstance(route, APIRoute)}
    assert {path: door_of(path) for path in paths if door_of(path) == OTHER} == {}


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/predict", "predict"),
        ("/predict/", "predict"),
        ("/v1/models/digits:predict", "v1"),
        ("/v2/models/digits/infer", "v2"),
        ("/v2/health/ready", "probes"),
        ("/readyz", "probes"),
        ("/feature-maps/conv2d", "inside"),
        ("/monitoring/prometheus/metrics", "metrics"),
        ("/predictions", OTHER),
        ("/wp-admin", OTHER),
        ("//predict", "page"),
        ("", "page"),
        ("*", "page"),
    ],
)
def test_a_path_belongs_to_what_it_begins_with(path: str, door: str) -> None:
    assert door_of(path) == door


def test_every_stage_that_the_code_times_is_told_by_its_name() -> None:
    used = set(re.findall(r"(?:timed|stages\.add)\(\"(\w+)\"", CODE))
    assert len(used) > 5
    assert used <= set(STAGES)


def test_every_reason_that_the_code_gives_is_told_by_its_name() -> None:
    assert set(re.findall(r"reason=\"([a-z-]+)\"", CODE)) <= set(REASONS)


def test_every_verdict_is_told() -> None:
    assert set(re.findall(r"Verdict\(\"(\w+)\"", CODE)) == set(VERDICTS)
