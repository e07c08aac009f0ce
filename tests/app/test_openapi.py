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
from schemathesis.checks import (
    negative_data_rejection,
    not_a_server_error,
    positive_data_acceptance,
    unsupported_method,
)

from app.main import create_app
from app.settings import Settings
from tests.app.problems import assert_problem
from tests.files import blank_png, digit_png
from tests.openapi import resolved
from tests.service import running
from tests.top_patches import write_noise_patches

DOCUMENT = create_app(Settings()).openapi()
EVERY_OPERATION = [
    (path, method, operation) for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
]
PROTOCOLS = ("/v1/", "/v2")  # they have error shapes and answers to other methods of their own, held by their own tests
OPERATIONS = [each for each in EVERY_OPERATION if not each[0].startswith(PROTOCOLS)]
IDS = [f"{method} {path}" for path, method, _ in OPERATIONS]
PNG = digit_png(7)
JSON_BODIES: dict[str, dict[str, Any]] = {  # of the operations that take JSON, bodies that are answered with 200
    "/models/labels/{label}": {"version": 2},
    "/models/promote": {"version": 1},
}
FORMS: dict[str, dict[str, Any]] = {"/comparisons": {"files": [("files", PNG)] * 2}}
PLACES = {"layer": "conv2d", "version": 1, "label": "canary", "index": "3,4,5", "name": "confusion.png"}


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


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    return resolved(DOCUMENT, part)


def test_the_service_tells_the_same_as_the_app(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json() == DOCUMENT


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_every_operation_is_explained(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["responses"]["200"]["description"]
    for parameter in map(resolve, operation["parameters"]):
        told = parameter.get("description") or parameter["schema"].get("description")
        assert told, f"{method} {path}: {parameter['name']}"


def test_the_version_that_answers_by_default_is_the_rollouts() -> None:
    """Which need not be the newest."""
    (version,) = [each for each in DOCUMENT["paths"]["/layers"]["get"]["parameters"] if each.get("name") == "version"]
    assert version["description"].endswith("by default the rollout's")


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_every_operation_tells_its_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    problems = {status: resolve(each) for status, each in operation["responses"].items() if status != "200"}
    assert {"422", "500", "504"} <= set(problems)
    assert ("503" in problems) == (path != "/healthz")
    assert ("requestBody" in operation) == ("408" in problems) == ("413" in problems)
    assert ("403" in problems) == (path.startswith("/models") and method != "get")
    if _takes_pictures(operation):
        refused = {"404", "408", "409", "413", "415", "422", "500", "503", "504"}
        several = len(operation["responses"]["200"]["content"]) > 1
        assert set(problems) == refused | ({"406"} if several else set())
    for status, each in problems.items():
        (media_type,) = each["content"]
        assert media_type == "application/problem+json"
        schema = resolve(each["content"][media_type]["schema"])
        assert {"type", "title", "status", "detail", "instance"} <= set(schema["required"]), status


@pytest.mark.parametrize(("path", "method", "operation"), EVERY_OPERATION, ids=[each[0] for each in EVERY_OPERATION])
def test_every_operation_tells_the_headers_of_requests_and_answers(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    """Those of `/v1` and `/v2` as well."""
    parameters = [resolve(each) for each in operation["parameters"]]
    assert {"X-Request-ID", "X-Request-Timeout-Ms"} <= {each["name"] for each in parameters if each["in"] == "header"}
    for status, response in operation["responses"].items():
        told = {name: resolve(each) for name, each in resolve(response)["headers"].items()}
        assert {"X-Request-ID", "Server-Timing"} <= set(told), f"{method} {status}"
        assert ("Retry-After" in told) == (status in ("429", "503") and path != "/v2/health/ready"), status
        assert all(each["description"] for each in told.values())


def _takes_pictures(operation: dict[str, Any]) -> bool:
    return "multipart/form-data" in operation.get("requestBody", {}).get("content", {})


def test_every_component_that_is_referred_to_exists() -> None:
    components = {f"{kind}/{name}" for kind, each in DOCUMENT["components"].items() for name in each}
    assert set(re.findall(r"#/components/([^'\"]+)", str(DOCUMENT))) == components


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
schema.config.generation.update(allow_extra_parameters=False)  # a header that nobody knows makes no request wrong


@schema.parametrize()
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_no_request_makes_the_service_fail_and_every_answer_is_as_told(case: Case[Any], client: httpx.Client) -> None:
    """By all checks but three: a body may be any bytes, a form's parts have no types, a 504 may be asked for."""
    excluded = [positive_data_acceptance]
    if case.media_type == "multipart/form-data":
        excluded.append(negative_data_rejection)
    if case.path.startswith(PROTOCOLS):
        excluded.append(unsupported_method)
    response = case.call(base_url=str(client.base_url))
    if response.status_code == 504 and "X-Request-Timeout-Ms" in case.headers:
        excluded.append(not_a_server_error)
    case.validate_response(response, excluded_checks=excluded)


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
    ("POST", "/comparisons", {"files": [("files", PNG)] * 2, "headers": {"Accept": "image/png"}}),
    ("POST", "/experiments/convolve", {"content": PNG, "params": {"kernel": "conv2d/5", "padding": "full"}}),
    ("POST", "/experiments/pool", {"content": PNG, "params": {"of": "picture", "kind": "min", "padding": "same"}}),
    ("POST", "/experiments/transpose", {"content": PNG, "headers": {"Accept": "application/x-npy"}}),
    ("POST", "/experiments/pool", {"content": PNG, "headers": {"Accept": "image/png"}}),
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
    told = {name.lower() for name in DOCUMENT["paths"][path][method.lower()]["responses"]["200"]["headers"]}
    assert {name for name in answer.headers if name.startswith(("x-request", "x-scale", "x-upsample"))} <= told
    answer.request.read()  # its content is part of what is checked
    schema[path][method].validate_response(answer)
