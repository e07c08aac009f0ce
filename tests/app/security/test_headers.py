"""What every answer tells a browser."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from tests.app.security.doors import doors
from tests.files import digit_png
from tests.service import running
from tests.versions import copy_of_the_shipped

PAGES = [("/", {"Accept": "text/html"}), ("/docs", {}), ("/summary", {"Accept": "text/html"})]
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def policy(answer: httpx.Response) -> dict[str, set[str]]:
    (header,) = answer.headers.get_list("content-security-policy")
    directives = (directive.split() for directive in header.split("; "))
    return {name: set(values) for name, *values in directives}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Of a service of this module's own: one of the doors unloads a version, another loads it."""
    models = copy_of_the_shipped(tmp_path_factory.mktemp("models"))
    with (
        running(tmp_path_factory.mktemp("headers") / "log", model_dir=models) as service,
        httpx.Client(base_url=service.url, timeout=60) as client,
    ):
        yield client


@pytest.mark.parametrize(("method", "path"), doors(), ids=lambda part: part)
def test_every_answer_has_the_headers_once(client: httpx.Client, method: str, path: str) -> None:
    """Refusals, too: the body makes no sense."""
    answer = client.request(method, path, content=b"nonsense", headers={"Content-Type": "application/json"})
    for name, value in EVERYWHERE.items():
        assert answer.headers.get_list(name) == [value], name
    told = policy(answer)
    assert told["default-src"] == {"'none'"}
    assert told["frame-ancestors"] == {"'none'"}
    if not answer.headers.get("content-type", "").startswith("text/html"):
        assert set(told) == {"default-src", "frame-ancestors"}


def test_pictures_and_probes_have_them_too(client: httpx.Client) -> None:
    for answer in (
        client.post("/predict", content=digit_png(7)),
        client.post("/feature-maps/conv2d", content=digit_png(7), headers={"Accept": "image/png"}),
        client.get("/healthz"),
        client.head("/healthz"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert policy(answer) == {"default-src": {"'none'"}, "frame-ancestors": {"'none'"}}


class _Loaded(HTMLParser):
    """What a page has of its own that a policy without `unsafe-inline` forbids, and what it loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.loaded: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in attributes):
            self.inline.append(tag)
        self.inline += [name for name in attributes if name == "style" or name.startswith("on")]
        if tag not in ("a", "form"):
            self.loaded += [value or "" for name, value in attrs if name in ("src", "href")]


@pytest.mark.parametrize(("path", "headers"), PAGES)
def test_a_page_runs_nothing_but_the_services_own_files(
    client: httpx.Client, path: str, headers: dict[str, str]
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.headers["content-type"].startswith("text/html")
    told = policy(answer)
    assert told["script-src"] == told["style-src"] == told["connect-src"] == {"'self'"}
    assert told["base-uri"] == {"'none'"}
    assert told["img-src"] == {"'self'", "data:", "blob:"}
    assert "unsafe" not in answer.headers["content-security-policy"]
    page = _Loaded(answer.text)
    assert page.inline == []
    assert all(re.match(r"(?!\w+:|//)|data:,", each) for each in page.loaded), page.loaded
