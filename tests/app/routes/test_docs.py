"""The interface's page works without any other host."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx
import pytest

from app.errors import STATUS
from tests.app.problems import assert_problem


class Loaded(HTMLParser):
    """What a page loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_page_loads_nothing_foreign_and_everything_it_loads_is_served(client: httpx.Client) -> None:
    answer = client.get("/docs")
    assert answer.status_code == 200
    addresses = Loaded(answer.text).addresses
    assert len(addresses) >= 3
    for address in addresses:
        if not address.startswith("data:"):
            assert "//" not in address
            assert client.get(urljoin("/docs", address)).status_code == 200


def test_the_script_starts_from_the_services_own_description(client: httpx.Client) -> None:
    script = client.get("/docs/start.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "//" not in script.text
    (url,) = re.findall(r'url: "(.*?)"', script.text)
    assert client.get(urljoin("/docs", url)).json()["info"]["title"] == "Digitscope"


def test_styles_and_scripts_say_what_they_are(client: httpx.Client) -> None:
    styles = client.get("/docs/swagger-ui.css")
    assert styles.headers["content-type"].startswith("text/css")
    assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", styles.text)
    assert client.get("/docs/swagger-ui-bundle.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["other.js", "..%2Fpyproject.toml", "%2e%2e/%2e%2e/etc/passwd", "swagger-ui.js.map"])
def test_no_other_file_can_be_had(client: httpx.Client, name: str) -> None:
    assert_problem(client.get(f"/docs/{name}"), 404)


@pytest.mark.parametrize("kind", [kind for _, kind, _ in STATUS.values()])
def test_each_kind_of_problem_is_explained(client: httpx.Client, kind: str) -> None:
    body = client.get(f"/problems/{kind}").json()
    assert body["type"] == f"/problems/{kind}"
    assert body["meaning"]
    assert 400 <= body["status"] < 600


def test_an_unknown_kind_of_problem_is_not_found_and_the_kinds_are_listed(client: httpx.Client) -> None:
    assert_problem(client.get("/problems/other"), 404, "no problem 'other'", "not-an-image")


def test_a_path_that_leads_nowhere_is_a_problem_too(client: httpx.Client) -> None:
    assert_problem(client.get("/nowhere"), 404, "nothing at /nowhere", "/docs")
