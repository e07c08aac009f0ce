"""A real Chromium that reaches this machine alone, and the page in it."""

import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.page.foreign import foreign_network
from tests.service import Service

# Nothing but this machine has a name, and the browser asks for nothing of its own.
_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
READY_MS = 60_000  # on a machine that is busy with other things


@dataclass
class Visit:
    """The page as one visitor sees it, with what it asked for and what went wrong in it."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def open(self, link: str = "") -> Page:
        """The page, at a link, once it shows what a picture makes of the network."""
        self.page.goto(f"{self.url}/{link}")
        self.page.wait_for_selector("#unit .sum [data-part=value] dd", state="attached", timeout=READY_MS)
        return self.page

    def hosts(self) -> set[str]:
        """Whom it asked for anything."""
        return {urlsplit(url).netloc for url in self.requests if not url.startswith(("data:", "blob:"))}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("no chromium is installed; on Debian: apt install chromium")
    expect.set_options(timeout=READY_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def foreign_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array__ implementation doesn't accept a copy keyword")
        with foreign_network(tmp_path_factory.mktemp("foreign")) as service:
            yield service


Visiting = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, service: Service) -> Iterator[Visiting]:
    """Opens visitors of the service's page; each fails its test where something of the page went wrong."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def start(url: str = service.url, **how: Any) -> Visit:
        given: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **how}
        context = browser.new_context(**given)
        context.set_default_timeout(READY_MS)
        visitor = Visit(context.new_page(), url)
        visitor.page.on("request", lambda request: visitor.requests.append(request.url))
        visitor.page.on("pageerror", lambda error: visitor.failures.append(str(error)))
        visitor.page.on("console", lambda said: _note(visitor, said.type, said.text))
        opened.append((context, visitor))
        return visitor

    yield start
    for context, visitor in opened:
        context.close()
        assert visitor.failures == []


def _note(visitor: Visit, kind: str, text: str) -> None:
    """Errors alone; but that patches were not prepared is an answer, and told on the page."""
    if kind == "error" and not re.search(r"status of 404", text):
        visitor.failures.append(text)
