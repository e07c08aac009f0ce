"""The examples of the look inside have the shape that the OpenAPI tells."""

from typing import Any

import pytest

from app.inside.answers import ANSWERS
from app.inside.examples.ablation import ABLATION
from app.inside.examples.attribution import ATTRIBUTION
from app.inside.examples.comparison import COMPARISON
from app.inside.examples.experiment import EXPERIMENT
from app.inside.examples.top_patches import TOP_PATCHES
from app.inside.examples.unit import UNIT
from app.main import create_app
from app.settings import Settings

DOCUMENT = create_app(Settings()).openapi()
EXAMPLES: dict[str, dict[str, Any]] = {
    "UnitExplanation": UNIT,
    "AblationAnswer": ABLATION,
    "AttributionMap": ATTRIBUTION,
    "ExperimentAnswer": EXPERIMENT,
    "ComparisonAnswer": COMPARISON,
    "TopPatchesAnswer": TOP_PATCHES,
}


def test_every_answer_has_an_example() -> None:
    assert set(EXAMPLES) == {answer.__name__ for answer in ANSWERS}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_the_members_of_its_schema(name: str) -> None:
    """All of them, and of the objects within, and no others."""
    compare(EXAMPLES[name], {"$ref": f"#/components/schemas/{name}"}, name)


def compare(value: Any, schema: dict[str, Any], where: str) -> None:
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    if value is None or len(options) != 1:
        return
    (schema,) = options
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema.get("required", [])) <= set(value) <= set(schema["properties"]), where
        for key, member in value.items():
            compare(member, schema["properties"][key], f"{where}.{key}")
    elif isinstance(value, list):
        assert schema["type"] == "array", where
        for place, item in enumerate(value):
            compare(item, schema["items"], f"{where}[{place}]")
