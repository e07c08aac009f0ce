"""A service that asks for keys gives the page to everybody, and the page asks for the key."""

import hashlib
import json
from pathlib import Path

import httpx
from playwright.sync_api import Browser, expect

from tests.page.conftest import READY_MS
from tests.service import running

SECRET = "a key of this test's own"


def test_the_page_asks_for_the_key_and_reads_with_it(browser: Browser, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [{"name": "lab", "sha256": hashlib.sha256(SECRET.encode()).hexdigest()}]}))
    keys.chmod(0o600)
    with running(tmp_path / "log", api_keys=keys) as service:
        assert httpx.get(f"{service.url}/layers").status_code == 401
        page = browser.new_page()
        page.set_default_timeout(READY_MS)
        page.goto(service.url)
        page.get_by_label("Key", exact=True).fill(SECRET)
        page.get_by_role("button", name="Use it").click()
        expect(page.locator(".figure")).to_have_text("7", timeout=READY_MS)
        page.close()
