"""What can be tried on the picture, and the versions' own pages."""

import inspect
import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.page.conftest import Visiting
from tests.service import Service
from training import epochs, robust
from training.recipes import RECIPES


def test_a_map_that_is_switched_off_changes_the_probabilities(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1")
    page.get_by_role("button", name="Switch this map off").click()
    expect(page.locator("#ablation .chip")).to_have_text("conv2d 1 \u00d7")
    expect(page.locator("#ablation .verdict")).to_contain_text("7")
    expect(page.locator("#ablation .paired li")).to_have_count(10)
    page.get_by_role("button", name="Switch all on again").click()
    expect(page.locator("#ablation .paired")).to_have_count(0)


def test_a_part_of_the_picture_is_painted_over(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1")
    frame = page.locator("#ablation .draggable")
    frame.scroll_into_view_if_needed()
    frame.drag_to(frame, source_position={"x": 10, "y": 40}, target_position={"x": 170, "y": 190})
    expect(page.locator("#ablation .chip")).to_have_text(re.compile(r"part at \d+, \d+: \d+ \u00d7 \d+"))
    expect(page.locator("#ablation .paired")).to_be_visible()


def test_a_part_of_the_picture_is_painted_over_by_keys(visit: Visiting) -> None:
    """Arrow keys move the part, with Shift they size it, Enter paints it over."""
    page = visit().open("#layer=conv2d&map=1")
    page.get_by_role("application", name="Paint a part of the frame over").focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("#ablation .unseen[role=status]")).to_have_text("Part at column 8, row 9: 8 wide, 9 high")
    page.keyboard.press("Enter")
    expect(page.locator("#ablation .chip")).to_have_text("part at 8, 9: 8 \u00d7 9 \u00d7")
    expect(page.locator("#ablation .paired li")).to_have_count(10)


def test_the_maps_that_the_answer_lives_by_are_found(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1")
    page.get_by_role("button", name="Which maps matter most?").click()
    rows = page.locator("#ablation .plain li")
    expect(rows).to_have_count(5, timeout=60_000)
    expect(page.locator("#ablation")).to_be_in_viewport()
    name = rows.first.get_by_title("Show it").inner_text()
    rows.first.get_by_role("button", name="Switch conv2d").click()
    expect(page.locator("#ablation .chip")).to_have_text(f"{name} \u00d7")
    rows.first.get_by_title("Show it").click()
    expect(page.locator("#unit-heading")).to_have_text(name.replace(" ", ", map "))


@pytest.mark.parametrize("method", ["occlusion", "integrated-gradients"])
def test_a_heat_map_tells_what_mattered(visit: Visiting, method: str) -> None:
    page = visit().open("#layer=conv2d&map=1")
    page.get_by_label("Method").select_option(method)
    page.get_by_role("button", name="Draw the heat map").click()
    expect(page.locator("#heat-map [role=status]")).to_contain_text("The logit of 7 is", timeout=60_000)
    expect(page.locator("#heat-map")).to_contain_text("Grad-CAM")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_heat_map_lies_over_the_digit(visit: Visiting, scheme: str) -> None:
    """The digit alone, both mixed, or the heat map alone; and the legend's colours are mixed as the map's are."""
    page = visit(color_scheme=scheme).open("#layer=conv2d&map=1")
    page.get_by_role("button", name="Draw the heat map").click()
    expect(page.locator("#heat-map [role=status]")).to_contain_text("The logit of 7 is")
    ground = page.locator("#heat-map .ground")
    expect(ground).to_have_js_property("naturalWidth", 28)
    assert ground.bounding_box() == page.locator("#heat-map .map-box .over").bounding_box()
    mixed = page.get_by_role("slider", name="From the digit alone to the heat map alone")
    for key, opacity, said in ((None, "0.75", "75 %"), ("Home", "0", "0 %"), ("End", "1", "100 %")):
        if key:
            mixed.press(key)
        expect(mixed).to_have_attribute("aria-valuetext", f"{said} heat map")
        for layer in ("#heat-map .ground + canvas", "#heat-map .blank .strip", "#heat-map .ink .strip"):
            expect(page.locator(layer)).to_have_css("opacity", opacity)
    ink, blank = ("rgb(0, 0, 0)", "rgb(255, 255, 255)") if scheme == "light" else ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    expect(page.locator("#heat-map .ink .under")).to_have_css("background-color", ink)
    expect(page.locator("#heat-map .blank .under")).to_have_css("background-color", blank)
    expect(ground).to_have_css("filter", "invert(1)" if scheme == "light" else "grayscale(1)")
    page.get_by_role("slider", name="The heat map over your digit").press("ArrowDown")
    expect(page.locator("#heat-map .under-pointer")).to_contain_text("row 1, column 0")
    before = ground.get_attribute("src")
    page.get_by_role("button", name="Sample drawing of a 3").click()
    expect(page.locator("#heat-map [role=status]")).to_contain_text("The logit of 3 is")
    expect(ground).not_to_have_attribute("src", before or "")


def test_two_drawings_part_at_a_layer(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1")
    page.get_by_role("button", name="Keep this drawing").click()
    page.get_by_role("button", name="Sample drawing of a 0").click()
    expect(page.locator("#comparison .verdict")).to_contain_text("7 and 0. They part at")
    expect(page.locator("#comparison .distances li")).to_have_count(8)
    page.locator("#comparison .distances button").first.click()
    expect(page.locator("#comparison .detail")).to_contain_text("less this one")
    differences = page.get_by_role("slider", name="Differences of conv2d")
    differences.hover(position={"x": 20, "y": 20})
    told = page.locator("#comparison .differences > .under-pointer")
    expect(told).to_contain_text("map 0, row")
    kept, now, between = (
        float(each.replace("\u2212", "-")) for each in re.findall(r"[\u2212\d.e]+(?= less| is|$)", told.inner_text())
    )
    assert kept - now == pytest.approx(between, abs=1e-3)
    differences.press("End")
    expect(page.locator("#comparison .three figcaption")).to_have_text(
        ["map 63: the kept drawing", "map 63: this one", "map 63: their difference"]
    )


def test_versions_stand_side_by_side_and_tell_how_they_learned(visit: Visiting, service: Service) -> None:
    card = httpx.get(f"{service.url}/models/1").json()
    page = visit().open("#layer=conv2d&map=1")
    page.get_by_role("link", name="Models").click()
    expect(page.locator(".side-by-side")).to_contain_text("textbook")
    page.locator(".side-by-side").get_by_role("link", name="1", exact=True).click()
    expect(page.locator("#models")).to_contain_text("RMSprop")
    expect(page.locator("#models .curve circle")).to_have_count(len(card["metrics"]["history"]))
    expect(page.locator("#models")).to_contain_text("9\u202f905 are right")
    expect(page.locator("#models .summary")).to_contain_text("260,298")
    expect(page.locator("#models .plots img").first).to_have_js_property("complete", True)


def test_each_version_tells_its_own_story(visit: Visiting, service: Service) -> None:
    """What the page says of a recipe is what the recipe says."""
    page = visit().open("#layer=conv2d&map=1")
    for version, words in (("1", ("RMSprop", "one-hot")), ("2", ("AdamW", "a little smoothed"))):
        card = httpx.get(f"{service.url}/models/{version}").json()
        recipe = RECIPES[card["recipe"]]
        page.evaluate(f"location.hash = 'view=models/{version}'")
        story = page.locator("#models")
        expect(story).to_contain_text(f"Version {version}: {card['recipe']}")
        for each in (*words, "divided by 255", "categorical cross-entropy"):
            expect(story).to_contain_text(each)
        expect(story).to_contain_text(f"{60_000 - recipe.held_out:,}")
        expect(story).to_contain_text(f"{recipe.epochs} times, {recipe.batch_size} at once")
        expect(story).to_contain_text(f"{card['metrics']['test']['right']:,}".replace(",", "\u202f"))
    classes, negatives = len(card["classes"]), epochs.NEGATIVES
    smoothing = inspect.signature(robust.cross_entropy).parameters["smoothing"].default
    expect(story).to_contain_text(
        f"{1 - smoothing + smoothing / classes:.3f}, and each other's {smoothing / classes:.3f}"
    )
    expect(story).to_contain_text(f"With every 100 digits come {100 * negatives:.0f} pictures of no digit")
