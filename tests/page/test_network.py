"""The network as the page draws it: any version of ours, and a network from elsewhere."""

import json
import re
from functools import partial
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.page.conftest import Visiting
from tests.page.hand import FOUR, draw, first_picture
from tests.service import Service
from tests.waiting import wait_until


def test_each_layer_is_drawn_as_the_service_describes_it(visit: Visiting, service: Service) -> None:
    described = httpx.get(f"{service.url}/layers").json()
    page = visit().open()
    expect(page.locator("#network .layer h3")).to_have_text([layer["name"] for layer in described["layers"]])
    for layer, facts in zip(described["layers"], page.locator("#network .layer .facts").all_inner_texts(), strict=True):
        assert "\u00a0\u00d7\u00a0".join(map(str, layer["output_shape"])) in facts
    expect(page.locator("#network .total")).to_contain_text("260\u202f298 parameters")


def test_the_value_under_the_pointer_is_told_with_its_place(visit: Visiting) -> None:
    page = visit().open()
    over = page.locator("#network .layer", has_text="conv2d_2").locator(".mosaic .over").last
    over.scroll_into_view_if_needed()
    over.hover(position={"x": 5, "y": 5})
    told = page.locator("#network .layer-head .under-pointer", has_text="map 0")
    expect(told).to_have_text(re.compile(r"^map 0, row \d, column \d: [\u2212\d.e]+$"))


def test_the_scale_is_told_in_numbers_and_shared_as_asked(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1")
    layer = page.locator("#legend .ends span").last.inner_text()
    notes = page.locator("#network .layer .note")
    expect(notes.first).to_contain_text(f"Full colour: \u2212{layer} and {layer}.")
    assert len(set(re.findall("Full colour: [^ ]+", " ".join(notes.all_inner_texts())))) > 1, "each layer has its own"
    page.get_by_label("network", exact=True).check()
    expect(page.locator("#legend .ends span").last).not_to_have_text(layer)
    expect(notes.first).not_to_contain_text("Full colour")
    page.get_by_label("each map").check()
    expect(page.locator("#legend .ends span").last).to_have_text("+ largest")


def test_maps_that_are_all_zero_are_counted_and_told(visit: Visiting, service: Service) -> None:
    """As many as the service finds for the same picture; flat maps of another value are told apart from them."""
    page = visit().open("#layer=conv2d&map=1")
    found = httpx.post(f"{service.url}/feature-maps", content=first_picture(page), timeout=60).json()["layers"]
    told = 0
    for layer in found:
        if len(layer["shape"]) != 3:
            continue
        ends = [(each["minimum"], each["maximum"]) for each in layer["channels"]]
        dead = ends.count((0, 0))
        note = page.locator(f'#network .layer[aria-label="{layer["layer"]}"] .note')
        expect(note).to_contain_text(f"{dead} of {len(ends)} maps are dead: all zero for this picture")
        told += dead
    assert told > 10
    flat = page.evaluate(
        "async () => (await import('/page/src/tensor.js'))"
        ".spans({ shape: [1, 2, 3], values: new Float32Array([0, 5, 1, 0, 5, 2]) })"
        ".map(({ dead, flat }) => [dead, flat])"
    )
    assert flat == [[True, False], [False, True], [False, False]]


def test_values_before_the_activation_function_go_below_zero(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1&cell=3,3")
    page.get_by_label("values before the activation function").check()
    slider = page.get_by_role("slider", name="conv2d: choose")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("map 1 of 64, \u2212"))


def test_a_link_holds_layer_map_cell_version_and_drawing(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d_1&map=12&cell=3,4&version=1&range=network")
    expect(page.locator("#unit-heading")).to_have_text("conv2d_1, map 12")
    expect(page.locator("#version")).to_have_value("1")
    page.get_by_role("button", name="Sample drawing of a 4").click()
    page.locator("canvas.sheet").focus()
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("ink="))
    expect(page.locator(".figure")).to_have_text("1")
    again = visit().open(page.url.partition("/#")[2].join(("#", "")))
    expect(again.locator(".figure")).to_have_text("1")
    expect(again.locator("#unit-heading")).to_have_text("conv2d_1, map 12")
    expect(again.locator("#unit .large figcaption")).to_contain_text("row 3, column 4")
    expect(again.locator("#version")).to_have_value("1")
    expect(again.get_by_label("network", exact=True)).to_be_checked()


def test_a_link_gives_everybody_the_same_numbers(visit: Visiting) -> None:
    """To the last digit: a drawing of many strokes, of which one leaves the sheet, and a sample."""
    page = visit().open("#layer=dense_1&map=4")  # whose sum changes with each grey of the frame
    value = "#unit .sum [data-part=total] dd"
    draw(page, (*FOUR, ((0.9, 0.5), (1.2, 0.6), (0.8, 0.9), (0.7, 0.7))))
    for given in ("drawn", "sample"):
        if given == "sample":
            page.get_by_role("button", name="Sample drawing of a 3").click()
        page.wait_for_timeout(1000)  # the drawing is settled, read and in the address
        page.wait_for_load_state("networkidle")
        again = visit().open(page.url.partition("/#")[2].join(("#", "")))
        wait_until(partial(_agree, page.locator(value), again.locator(value)))
        expect(again.locator(".figure")).to_have_text(page.locator(".figure").inner_text())


def _agree(*sums: Locator) -> bool:
    """Whether all are there and the same to the last digit."""
    values = {each.get_attribute("data-value") for each in sums}
    return len(values) == 1 and None not in values


def test_another_version_is_drawn_when_it_is_chosen(visit: Visiting) -> None:
    page = visit().open()
    with page.expect_response(re.compile(r"/predict\?version=1")) as answered:
        page.locator("#version").select_option("1")
    assert answered.value.json()["model"]["version"] == "1"
    page.wait_for_url(re.compile("version=1"))


def test_a_network_from_elsewhere_appears_right(visit: Visiting, foreign_service: Service) -> None:
    page = visit(foreign_service.url).open("#layer=wide&map=2&cell=3,3")
    described = httpx.get(f"{foreign_service.url}/layers").json()
    expect(page.locator("#network .layer h3")).to_have_text([layer["name"] for layer in described["layers"]])
    labels = page.locator(".bars .label")
    expect(labels).to_have_text(["circle", "square", "star", "cross"])
    assert labels.evaluate_all("labels => labels.every((label) => label.scrollWidth <= label.clientWidth)"), (
        "none is cut"
    )
    expect(page.locator("#stages figcaption")).to_have_text("20 \u00d7 24the size that this network takes")
    expect(page.locator(".verdict")).to_contain_text("The likeliest class")
    expect(page.locator("#unit .term")).to_have_count(3)
    value = float(page.locator("#unit .sum [data-part=value] dd").get_attribute("data-value") or "nan")
    output = float(page.locator("#unit .sum [data-part=output] dd").get_attribute("data-value") or "nan")
    assert output == pytest.approx(value, abs=1e-4)
    assert json.dumps(described["input_shape"]) == "[20, 24, 3]"


def test_each_layer_of_a_branch_tells_what_feeds_it(visit: Visiting, foreign_service: Service) -> None:
    page = visit(foreign_service.url).open("#layer=joined&map=2&cell=1,1")
    told = {
        name: page.locator(f'#network .layer[aria-label="{name}"] .facts') for name in ("wide", "mix", "near", "joined")
    }
    expect(told["near"]).to_contain_text(re.compile("^from mean \u00b7"))
    expect(told["joined"]).to_contain_text(re.compile("^from mix and near \u00b7"))
    for alone in ("wide", "mix"):
        expect(told[alone]).not_to_contain_text("from")


def test_light_and_dark_are_exchanged_everywhere_by_few_listeners(visit: Visiting) -> None:
    """However often something was drawn, and in the topics, too."""
    visitor = visit(color_scheme="light")
    visitor.page.add_init_script(
        "const listen = MediaQueryList.prototype.addEventListener; window.listeners = 0;"
        "MediaQueryList.prototype.addEventListener = function (...how)"
        " { window.listeners++; listen.apply(this, how); };"
    )
    page = visitor.open("#layer=conv2d&map=1")
    page.evaluate("location.hash = 'view=topics/response-map'")
    expect(page.locator("#topics .live .strip").nth(1)).to_be_visible()
    before = page.evaluate("listeners")
    for topic in ("padding", "flatten", "response-map"):
        page.evaluate(f"location.hash = 'view=topics/{topic}'")
        expect(page.locator("#topics .strip").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("listeners") == before
    corner = "canvas => [...canvas.getContext('2d').getImageData(9, 9, 1, 1).data]"
    shown = [page.locator(each).first for each in ("#topics .mosaic .base", "#topics .before-after > .pane canvas")]
    strip = "strip => getComputedStyle(strip).backgroundImage"

    def seen() -> list[Any]:
        return [*(each.evaluate(corner) for each in shown), page.locator("#topics .strip").first.evaluate(strip)]

    expect(page.locator("#topics .live .strip").nth(1)).to_be_visible()
    light = seen()
    page.emulate_media(color_scheme="dark")
    wait_until(lambda: all(now != before for now, before in zip(seen(), light, strict=True)))
