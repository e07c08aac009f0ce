"""Whatever is asked, and whatever breaks inside: no answer tells of files, code or machines."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.conftest import StartInProcess
from tests.app.security.doors import doors
from tests.files import changed_byte, digit_png
from tests.service import Service, running

PNG = digit_png(7)
SECRET = "kept-to-ourselves"
TELLTALES = re.compile(
    r"""Traceback|\bFile\ "|\.py\b|site-packages|object\ at\ 0x|\bself\.
    |/(?:usr|home|root|tmp|work|var|opt|proc|etc)/
    |\b(?:app|model|training|cli|numpy|tensorflow|keras|cv2|PIL|pydantic|starlette|fastapi|uvicorn|orjson)\.[a-z_]+\.
    |\b(?:KeyError|TypeError|ValueError|AttributeError|IndexError|RuntimeError|OSError|InvalidArgumentError)\b
    |kept-to-ourselves""",
    re.VERBOSE,
)
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "a picture": PNG,
    "half a picture": PNG[: len(PNG) // 2],
    "a damaged picture": changed_byte(PNG, len(PNG) // 2),
    "zeros": bytes(1000),
    "a text": b"../../passwd %s %n ${jndi:x} {{7*7}}",
    "a list": b"[[[]]]",
    "null": b"null",
    "an object": b'{"version": "x", "label": {"a": 1}, "instances": [1], "inputs": [{}], "parameters": []}',
    "odd rows": b'{"instances": [{"b64": "x"}, 1, "a", null], "signature_name": "../x"}',
    "another signature": b'{"signature_name": "layers", "instances": [[1, 2], [3]]}',
    "odd tensors": b'{"inputs": [{"name": "image", "shape": [1, -1, 99999999999], "datatype": "INT8", "data": ["a"]}]}',
    "half of JSON": b'{"inputs": [',
    "no UTF-8": b'{"a": "\xff\xfe"}',
    "a part without an end": b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n',
}
HEADERS: list[dict[str, str]] = [
    {},
    {"Content-Type": "application/json"},
    {"Content-Type": "multipart/form-data; boundary=x"},
    {"Content-Type": "multipart/form-data", "Content-Encoding": "gzip"},
    {"Content-Type": "x" * 5000, "Accept": "x/y;q=z", "Inference-Header-Content-Length": "9" * 30},
]
QUERIES = ["?version=x&label=%00&top=-1&include=x&until=../passwd&channels=1e9&values=maybe", "?version=99"]


def found(answer: httpx.Response) -> list[str]:
    """What an answer gives away, in its body or its headers."""
    text = answer.text + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return [match[0] for match in TELLTALES.finditer(text)]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, version_folder: Path) -> Iterator[Service]:
    """A service of its own, for it is changed by what is asked, with one version that is damaged."""
    folder = tmp_path_factory.mktemp(SECRET) / "digits"
    shutil.copytree(version_folder, folder / "1")
    shutil.copytree(version_folder, folder / "2")
    (folder / "3").mkdir()
    (folder / "3" / "saved_model.pb").write_bytes(b"damaged")
    (folder / "2" / "saved_model.pb").write_bytes(b"damaged too")
    with running(tmp_path_factory.mktemp("walked") / "log", model_dir=folder) as service:
        yield service


@pytest.mark.parametrize(("method", "path"), doors(), ids=lambda part: part)
def test_no_door_tells_of_the_inside_whatever_is_asked(walked: Service, method: str, path: str) -> None:
    bodies = (b"", b"{") if method in ("GET", "HEAD", "DELETE") else BODIES.values()
    odd = [(content, headers, "") for content in bodies for headers in HEADERS]
    odd += [(content, {}, query) for content in (b"", PNG) for query in QUERIES]
    with httpx.Client(base_url=walked.url, timeout=60) as client:
        for content, headers, query in odd:
            answer = client.request(method, path + query, content=content, headers=headers)
            assert answer.status_code < 500 or answer.status_code in (501, 503), answer.text[:500]
            assert found(answer) == [], (content, headers, query, answer.text[:500])


def test_what_became_of_a_damaged_version_is_told_without_its_place(walked: Service) -> None:
    told = httpx.get(f"{walked.url}/models").json()
    assert [each["state"] for each in told["versions"]][:2] == ["failed", "failed"]
    assert found(httpx.get(f"{walked.url}/models")) == []
    assert found(httpx.post(f"{walked.url}/v2/repository/index")) == []


def test_a_folder_that_cannot_be_written_is_told_without_its_place(
    tmp_path_factory: pytest.TempPathFactory, version_folder: Path
) -> None:
    folder = tmp_path_factory.mktemp(SECRET) / "digits"
    shutil.copytree(version_folder, folder / "1")
    with running(tmp_path_factory.mktemp("unwritable") / "log", model_dir=folder) as service:
        (folder / "rollout.json").mkdir()
        for method, path, body in (
            ("POST", "/models/promote", {"version": 1}),
            ("POST", "/v2/repository/models/digits/unload", {}),
            ("GET", "/models", None),
        ):
            assert found(httpx.request(method, service.url + path, json=body)) == []


FAILURES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/predict", {"content": PNG}),
    ("POST", "/predict", {"files": [("files", PNG), ("files", PNG)]}),
    ("POST", "/read", {"content": PNG}),
    ("POST", "/feature-maps", {"content": PNG}),
    ("POST", "/feature-maps/conv2d", {"content": PNG}),
    ("GET", "/layers/conv2d/filters", {}),
    ("POST", "/v1/models/digits:predict", {"json": {"instances": [[[0] * 28] * 28]}}),
    ("POST", "/v1/models/digits:classify", {"json": {"examples": [{"image": [0] * 784}]}}),
    (
        "POST",
        "/v2/models/digits/infer",
        {"json": {"inputs": [{"name": "image", "shape": [1, 28, 28], "datatype": "UINT8", "data": [0] * 784}]}},
    ),
    ("GET", "/v1/models/digits/metadata", {}),
    ("GET", "/v2/models/digits", {}),
    ("GET", "/v2/models/digits/config", {}),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("method", "path", "request_"), FAILURES, ids=[each[1] for each in FAILURES])
async def test_what_breaks_inside_is_told_to_nobody(
    in_process: StartInProcess, monkeypatch: pytest.MonkeyPatch, method: str, path: str, request_: dict[str, Any]
) -> None:
    async with in_process() as service:

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError(f"{SECRET}: /srv/models/digits/1/saved_model.pb: StatefulPartitionedCall failed")

        for name in ("predict", "layers", "call", "weights"):
            monkeypatch.setattr(service.network, name, fail)
        answer = await service.client.request(method, path, **request_)
        assert found(answer) == []
        if method == "POST" and "files" not in request_:
            assert answer.status_code == 500
            assert "its log has the details" in answer.text
