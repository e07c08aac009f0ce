"""The OpenAPI: valid, complete, and true of the running service."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import negative_data_rejection, positive_data_acceptance, unsupported_method

from app.main import create_app
from app.settings import Settings
from tests.app.problems import assert_problem
from tests.files import blank_png, digit_png
from tests.service import running
from tests.top_patches import write_noise_patches

DOCUMENT = create_app(Settings()).openapi()
OPERATIONS = [
    (path, method, operation) for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
]
PROTOCOLS = ("/v1/", "/v2")  # they have error shapes and answers to other methods of their own, held by their own tests
OPERATIONS = [each for each in OPERATIONS if not each[0].startswith(PROTOCOLS)]
IDS = [f"{method} {path}" for path, method, _ in OPERATIONS]
PNG = digit_png(7)
JSON_BODIES: dict[str, dict[str, Any]] = {  # of the operations that take JSON, bodies that are answered with 200
    "/models/labels/{label}": {"version": 2},
    "/models/promote": {"version": 1},
}
FORMS: dict[str, dict[str, Any]] = {"/comparisons": {"files": [("files", PNG)] * 2}}
PLACES = {"layer": "conv2d", "version": 1, "label": "canary", "index": "3,4,5", "name": "confusion.png"}
# Of these, nothing can be wrong with what is asked.
ASK_NOTHING = {"/healthz", "/models", "/experiments/kernels", "/metrics", "/monitoring/prometheus/metrics"}


@pytest.fixture(scope="module")
def client(version_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Of a service of this module's own, since some operations change what is served."""
    models = tmp_path_factory.mktemp("models") / "digits"
    for number in (1, 2):
        shutil.copytree(version_folder, models / str(number))
        write_noise_patches(models / str(number), "conv2d")
    with (
        running(tmp_path_factory.mktemp("openapi") / "log", model_dir=models) as service,
        httpx.Client(base_url=service.url, timeout=60) as client,
    ):
        yield client


@pytest.fixture(autouse=True)
def _served_as_at_first(client: httpx.Client) -> None:
    """Versions 1 and 2, both labels on 2, as a request may have changed it; `stable` has been on 1."""
    for version in (1, 2):
        client.post(f"/models/{version}/load")
    client.post("/v2/repository/models/digits/load")
    client.put("/models/labels/stable", json={"version": 1})
    client.put("/models/labels/stable", json={"version": 2})
    client.put("/models/labels/canary", json={"version": 2})


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    return DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]] if reference else schema


def test_the_service_tells_the_same_as_the_app(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json() == DOCUMENT


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_every_operation_is_explained(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["responses"]["200"]["description"]
    for parameter in operation.get("parameters", []):
        told = parameter.get("description") or parameter["schema"].get("description")
        assert told, f"{method} {path}: {parameter['name']}"


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_every_operation_tells_its_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    problems = {status: each for status, each in operation["responses"].items() if status != "200"}
    assert problems or path in ASK_NOTHING
    if operation.get("parameters"):
        assert "422" in problems
    if method == "post" and _takes_pictures(operation):
        assert {"413", "415", "422", "503"} <= set(problems)
    for status, each in problems.items():
        (media_type,) = each["content"]
        assert media_type == "application/problem+json"
        schema = resolve(each["content"][media_type]["schema"])
        assert {"type", "title", "status", "detail", "instance"} <= set(schema["required"]), status


def _takes_pictures(operation: dict[str, Any]) -> bool:
    return "multipart/form-data" in operation.get("requestBody", {}).get("content", {})


def test_every_schema_that_is_referred_to_exists() -> None:
    references = set(re.findall(r"#/components/schemas/([^'\"]+)", str(DOCUMENT)))
    assert references == set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_the_plain_request_of_every_operation_is_answered_with_200(
    client: httpx.Client, path: str, method: str, operation: dict[str, Any]
) -> None:
    picture = FORMS.get(path, {"content": PNG})
    body: dict[str, Any] = picture if _takes_pictures(operation) else {"json": JSON_BODIES.get(path)}
    answer = client.request(method, path.format_map(PLACES), **body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] in operation["responses"]["200"]["content"]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_another_method_is_refused_with_the_right_one(
    client: httpx.Client, path: str, method: str, operation: dict[str, Any]
) -> None:
    assert operation
    answer = client.request("PATCH", path.format_map(PLACES))
    allowed = {each.upper() for each in DOCUMENT["paths"][path]}
    assert_problem(answer, 405, "PATCH is not for", method.upper())
    assert set(answer.headers["allow"].split(", ")) == allowed


schema = schemathesis.openapi.from_dict(DOCUMENT)


@schema.parametrize()
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_no_request_makes_the_service_fail_and_every_answer_is_as_told(case: Case[Any], client: httpx.Client) -> None:
    """By all checks but two: the schema lets any bytes be a body, and the parts of a form have no types."""
    excluded = [positive_data_acceptance]
    if case.media_type == "multipart/form-data":
        excluded.append(negative_data_rejection)
    if case.path.startswith(PROTOCOLS):
        excluded.append(unsupported_method)
    case.validate_response(case.call(base_url=str(client.base_url)), excluded_checks=excluded)


ANSWERS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/predict", {"content": PNG}),
    ("POST", "/predict", {"content": blank_png(), "params": {"include": ["normalised", "stages"]}}),
    ("POST", "/predict", {"files": [("files", PNG), ("files", b"no picture")], "params": {"top": 10}}),
    ("POST", "/feature-maps", {"content": PNG}),
    ("POST", "/feature-maps", {"content": blank_png(), "params": {"channels": "0-3", "values": "true"}}),
    ("POST", "/feature-maps", {"content": PNG, "headers": {"Accept": "application/x-npz"}}),
    ("POST", "/feature-maps", {"content": PNG, "headers": {"Accept": "image/png"}}),
    ("POST", "/ablations", {"content": PNG, "params": {"off": ["conv2d:0-5", "dense"], "patch": "4,4,9,9"}}),
    ("POST", "/ablations", {"content": blank_png(), "params": {"sweep": "conv2d"}}),
    ("POST", "/attributions", {"content": PNG, "params": {"method": "integrated-gradients", "steps": 8}}),
    ("POST", "/attributions", {"content": blank_png(), "headers": {"Accept": "image/png"}}),
    ("POST", "/comparisons", {"files": [("files", PNG), ("files", blank_png())]}),
    ("POST", "/comparisons", {"files": [("files", PNG)] * 2, "params": {"layer": "conv2d_1"}}),
    ("POST", "/comparisons", {"files": [("files", PNG)] * 2, "headers": {"Accept": "application/x-npz"}}),
    ("POST", "/experiments/convolve", {"content": PNG, "params": {"kernel": "conv2d/5", "padding": "full"}}),
    ("POST", "/experiments/pool", {"content": PNG, "params": {"of": "picture", "kind": "min", "padding": "same"}}),
    ("POST", "/experiments/transpose", {"content": PNG, "headers": {"Accept": "application/x-npy"}}),
    ("POST", "/experiments/upsample", {"content": PNG, "params": {"kernel": "blur", "interpolation": "bilinear"}}),
    ("GET", "/summary", {"headers": {"Accept": "application/json"}}),
    ("GET", "/summary", {"headers": {"Accept": "text/html"}}),
    ("GET", "/models", {}),
]


@pytest.mark.parametrize(("method", "path", "request_"), ANSWERS, ids=range(len(ANSWERS)))
def test_answers_to_real_pictures_are_as_told(
    client: httpx.Client, method: str, path: str, request_: dict[str, Any]
) -> None:
    answer = client.request(method, path, **request_)
    assert answer.status_code == 200
    answer.request.read()  # its content is part of what is checked
    schema[path][method].validate_response(answer)
