"""The page of a service that asks for keys: the browser asks for the key, and sends it with each request."""

import hashlib
import json
from pathlib import Path

import httpx
from playwright.sync_api import Browser, expect

from tests.page.conftest import READY_MS
from tests.service import running

SECRET = "a key of this test's own"


def test_the_page_reads_with_the_key_that_the_browser_was_told(browser: Browser, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [{"name": "lab", "sha256": hashlib.sha256(SECRET.encode()).hexdigest()}]}))
    keys.chmod(0o600)
    with running(tmp_path / "log", api_keys=keys) as service:
        assert httpx.get(service.url).status_code == 401
        context = browser.new_context(http_credentials={"username": "lab", "password": SECRET})
        page = context.new_page()
        page.goto(service.url)
        expect(page.locator(".figure")).to_have_text("7", timeout=READY_MS)
        expect(page.locator("#stages li")).to_have_count(5, timeout=READY_MS)
        context.close()
