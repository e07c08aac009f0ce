"""The page's files: what they are, where they come from, and that nothing else is given away."""

import re

import httpx
import pytest

from app.routes.page import FOLDER
from tests.app.problems import assert_problem

FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


def test_the_page_is_html_under_a_strict_policy(client: httpx.Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(".json")])
def test_each_part_is_served_and_asked_again_by_its_tag(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/page/{name}")
    assert answer.status_code == 200
    again = client.get(f"/page/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.js", "../routes/page.py", "%2e%2e/main.py", "tsconfig.json", ""])
def test_nothing_else_is_served(client: httpx.Client, name: str) -> None:
    assert client.get(f"/page/{name}").status_code == 404


def test_a_part_that_is_not_there_is_told_as_a_problem(client: httpx.Client) -> None:
    assert_problem(client.get("/page/nothing.js"), 404, "the page has no part 'nothing.js'")


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".html", ".css", ".js"))])
def test_no_part_names_another_host_or_holds_script_or_style_of_its_own(name: str) -> None:
    text = (FOLDER / name).read_text()
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text)
    assert not re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=\"", text)
