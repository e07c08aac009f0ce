"""Everybody can use the page: by keyboard, on any screen, in light and dark, and without any other host."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.page.conftest import Visiting
from tests.page.hand import SEVEN, draw

TOPICS = (
    "input",
    "convolution",
    "response-map",
    "padding",
    "stride",
    "pooling",
    "flatten",
    "one-by-one",
    "transposed",
)
VIEWS = (
    "look",
    "topics",
    *(f"topics/{name}" for name in TOPICS),
    "models",
    "models/2",
)


def findings(page: Page) -> Iterator[str]:
    for violation in Axe().run(page).response["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visiting, scheme: str, view: str) -> None:
    page = visit(color_scheme=scheme).open("#layer=conv2d_1&map=12&cell=3,4")
    if view != "look":
        page.evaluate(f"location.hash = 'view={view}'")
        page.locator(f"#{view.split('/')[0]} h2").wait_for()
        page.wait_for_load_state("networkidle")
    assert list(findings(page)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_everything_is_open(visit: Visiting, scheme: str) -> None:
    """All terms of a unit, a heat map, maps and parts switched off, two drawings compared, several digits."""
    page = visit(color_scheme=scheme).open("#layer=dense_1&map=7")
    page.get_by_role("button", name=re.compile("^Show all")).click()
    page.get_by_role("button", name="Keep this drawing").click()
    page.get_by_role("button", name="Clear").click()
    draw(page, [[(x * 0.4 + left, y * 0.5 + 0.25) for x, y in SEVEN[0]] for left in (0, 0.55)])
    expect(page.locator(".several button")).to_have_count(2)
    page.locator("#comparison li button").first.click()
    expect(page.locator("#comparison .three figure")).to_have_count(3)
    page.get_by_role("button", name="Draw the heat map").click()
    expect(page.locator("#heat-map [role=status]")).to_contain_text("The logit of")
    page.get_by_role("button", name="Switch this unit off").or_(
        page.get_by_role("button", name="Switch this map off")
    ).click()
    page.get_by_role("button", name="Which maps matter most?").click()
    expect(page.locator("#ablation .plain li")).to_have_count(5)
    expect(page.locator("#ablation .paired li")).to_have_count(10)
    page.wait_for_load_state("networkidle")
    assert list(findings(page)) == []


@pytest.mark.parametrize("width", [320, 360, 390, 768, 1100, 1920, 3440])
def test_no_screen_scrolls_sideways(visit: Visiting, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800}).open("#layer=conv2d_1&map=12&cell=3,4")
    for view in VIEWS:
        page.evaluate(f"location.hash = 'view={view}'")
        page.wait_for_timeout(400)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_comes_from_the_service(visit: Visiting) -> None:
    visitor = visit()
    page = visitor.open()
    for view in VIEWS:
        page.evaluate(f"location.hash = 'view={view}'")
        page.wait_for_load_state("networkidle")
    assert visitor.hosts() == {urlsplit(visitor.url).netloc}


def test_a_service_that_is_gone_is_told_of(visit: Visiting) -> None:
    """And the page goes on where it left off when the service is there again."""
    visitor = visit()
    page = visitor.open()
    page.context.set_offline(True)
    page.get_by_role("button", name="Find the maps").click()
    expect(page.locator("#ablation .notice")).to_have_text("The service cannot be reached. Is it running?")
    page.get_by_role("button", name="Sample drawing of a 3").click()
    expect(page.locator(".reason")).to_have_text("The service cannot be reached. Is it running?")
    page.context.set_offline(False)
    page.get_by_role("button", name="Sample drawing of a 4").click()
    expect(page.locator(".figure")).to_have_text("4")
    visitor.failures[:] = [said for said in visitor.failures if "ERR_INTERNET_DISCONNECTED" not in said]


def test_the_keyboard_alone_reaches_everything(visit: Visiting) -> None:
    """From the page's start by the tabulator: sample, map, unit and a trial."""
    page = visit().open("#layer=conv2d&map=5&cell=4,4")
    reached = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"
            )
        )
    assert {"Sample drawing of a 3", "Clear", "Step", "Keep this drawing", "Draw the heat map"} <= reached
    assert any(name.startswith("Drawing sheet") for name in reached)
    assert any(name.startswith("The chosen map") for name in reached)
    assert any(name.startswith("Paint a part of the frame over") for name in reached)
    assert any(name.startswith("conv2d_2: choose") for name in reached)


def test_the_answer_is_announced(visit: Visiting) -> None:
    page = visit().open()
    page.get_by_role("button", name="Sample drawing of a 3").click()
    expect(page.locator("#announcer")).to_contain_text("A digit: 3")


def test_nothing_jumps_while_the_answer_comes(visit: Visiting) -> None:
    visitor = visit()
    visitor.page.add_init_script(
        "new PerformanceObserver((list) => { for (const { value } of list.getEntries()) "
        "window.shifts = (window.shifts ?? 0) + value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    page = visitor.open("#layer=conv2d&map=5&cell=4,4")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shifts ?? 0") < 0.1
