"""A unit is worked out on the page as TensorFlow has it."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from model.versions.manifest import Manifest
from model.versions.saved_model import SavedModel
from tests.mnist import images, labels, needs_mnist
from tests.page.conftest import Visiting
from tests.page.hand import first_picture
from tests.service import Service, running
from tests.versions import copy_of_the_shipped
from training.mnist import Examples
from training.top_patches import write_top_patches

CASES = (
    ("conv2d", 5, "7,12"),
    ("max_pooling2d", 9, "6,6"),
    ("conv2d_1", 12, "3,4"),
    ("max_pooling2d_1", 3, "2,2"),
    ("conv2d_2", 14, "1,1"),
    ("flatten", 700, ""),
    ("dense", 7, ""),
    ("dense_1", 7, ""),
)


def number(page: Page, part: str) -> float:
    return float(page.locator(f"#unit .sum [data-part={part}] dd").get_attribute("data-value") or "nan")


@pytest.mark.parametrize(("layer", "channel", "cell"), CASES)
def test_the_pages_sum_is_tensorflows_value(
    visit: Visiting, service: Service, layer: str, channel: int, cell: str
) -> None:
    """The page's own numbers add up to what `/feature-maps` gives for the picture that the page sent."""
    page = visit().open(f"#layer={layer}&map={channel}" + (f"&cell={cell}" if cell else ""))
    answer = httpx.post(
        f"{service.url}/feature-maps/{layer}?values=true", content=first_picture(page), timeout=60
    ).json()
    values = answer["layers"][0]["values"]
    for place in [*cell.split(","), str(channel)] if cell else [str(channel)]:
        values = values[int(place)]
    allowed = 1e-5 * max(1.0, abs(number(page, "total")))
    assert number(page, "value") == pytest.approx(values, abs=1e-6)
    assert number(page, "output") == pytest.approx(values, abs=allowed)
    assert number(page, "terms") + number(page, "bias") == pytest.approx(number(page, "total"), abs=1e-9)


def test_each_window_times_its_kernel_is_its_products(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d_1&map=12&cell=3,4")
    terms = page.locator("#unit .term")
    expect(terms).to_have_count(4)
    inputs, weights, products = (
        [float(cell) for cell in table.locator("td").evaluate_all("cells => cells.map((cell) => cell.title)")]
        for table in (terms.first.locator("table").nth(place) for place in range(3))
    )
    assert len(inputs) == 9
    assert products == pytest.approx([a * b for a, b in zip(inputs, weights, strict=True)], abs=1e-6)


@pytest.mark.parametrize(
    ("link", "shown", "all_of_them"), [("conv2d_1&map=12&cell=3,4", 4, 64), ("dense_1&map=7", 10, 128)]
)
def test_every_term_is_shown_where_it_is_asked_for(visit: Visiting, link: str, shown: int, all_of_them: int) -> None:
    """And together they are the sum."""
    page = visit().open(f"#layer={link}")
    terms = page.locator("#unit .term" if "conv" in link else "#unit [aria-label='The largest terms'] tr:has(td)")
    expect(terms).to_have_count(shown)
    page.get_by_role("button", name=f"Show all {all_of_them}").click()
    expect(terms).to_have_count(all_of_them)
    said = terms.locator("b" if "conv" in link else "td:last-child").all_inner_texts()
    added = sum(float(each.replace("\u2212", "-")) for each in said)
    assert added == pytest.approx(number(page, "terms"), abs=all_of_them * 5e-4)


def test_a_term_leads_to_where_it_comes_from(visit: Visiting) -> None:
    """By keyboard, from layer to layer."""
    page = visit().open("#layer=dense_1&map=7")
    for layer in ("dense", "flatten"):
        first = page.locator("#unit .origin").first
        name = first.inner_text()
        first.press("Enter")
        expect(page.locator("#unit-heading")).to_have_text(f"{layer}, unit {re.findall('[0-9]+', name)[0]}")
        expect(page.locator("#unit .origin", has_text=re.compile(f"^{re.escape(name)}$"))).to_have_count(0)


def test_on_a_phone_the_way_leads_to_the_unit_and_back(visit: Visiting) -> None:
    page = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).open("#layer=conv2d&map=5")
    maps = page.locator("#network .layer", has_text="conv2d_1").locator(".mosaic .over")
    maps.scroll_into_view_if_needed()
    maps.tap(position={"x": 20, "y": 20})
    expect(page.locator("#unit-heading")).to_be_in_viewport()
    expect(page.locator("#unit-heading")).to_have_text("conv2d_1, map 0")
    page.get_by_role("button", name="Back to its layer").tap()
    expect(page.get_by_role("heading", name="conv2d_1", exact=True)).to_be_in_viewport()


def test_max_pooling_shows_its_winner(visit: Visiting) -> None:
    page = visit().open("#layer=max_pooling2d&map=9&cell=6,6")
    winner = page.locator("#unit .matrix .winner")
    expect(winner).to_have_count(1)
    values = page.locator("#unit .term .matrix td").evaluate_all("cells => cells.map((cell) => Number(cell.title))")
    assert float(winner.get_attribute("title") or "nan") == max(values)


def test_flatten_tells_which_cell_becomes_which_number(visit: Visiting) -> None:
    page = visit().open("#layer=flatten&map=700")
    expect(page.locator("#unit .copied")).to_have_text(
        "Row 1, column 2 of map 60 in conv2d_2 becomes number (1 \u00d7 3 + 2) \u00d7 128 + 60 = 700."
    )


def test_softmax_shows_every_term(visit: Visiting) -> None:
    page = visit().open("#layer=dense_1&map=7")
    expect(page.locator("#unit [aria-label='The softmax'] tr")).to_have_count(11)


def test_the_window_steps_and_plays_through_the_positions(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=5&cell=0,24")
    caption = page.locator("#unit .figures .large figcaption")
    for button, where in (("Step", "row 0, column 25"), ("Step", "row 1, column 0"), ("Back", "row 0, column 25")):
        page.get_by_role("button", name=button, exact=True).click()
        expect(caption).to_contain_text(where)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(caption).to_contain_text(re.compile(r"row 1, column ([2-9]|1\d)"))
    page.get_by_role("button", name="Pause", exact=True).click()


def test_the_arrow_keys_move_the_unit_and_the_map(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=5&cell=4,4")
    page.get_by_role("slider", name="The chosen map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#unit .figures .large figcaption")).to_contain_text("row 5, column 5")
    page.get_by_role("slider", name="conv2d: choose").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#unit-heading")).to_have_text("conv2d, map 6")


def test_what_the_unit_sees_is_told(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d_2&map=14&cell=1,1")
    expect(page.locator("#unit .figures figcaption").nth(1)).to_contain_text("this unit sees 18 \u00d7 18")
    expect(page.locator(".layer", has_text="conv2d_2").locator(".note").last).to_contain_text("rows 26, 27")


def field(page: Page, kind: str) -> list[float]:
    """What is marked on the drawing: x, y, width and height in the drawing's own pixels."""
    said = page.locator(".paper").get_attribute(f"data-{kind}")
    return [float(each) for each in said.split(",")] if said else []


def test_what_the_cell_under_the_pointer_sees_lies_on_the_drawing(visit: Visiting) -> None:
    """While the pointer moves over an enlarged map, and where the keys choose a cell of it."""
    page = visit().open("#layer=conv2d&map=5&cell=4,4")
    large = page.get_by_role("slider", name="The chosen map")
    box = large.bounding_box()
    assert box is not None
    marked: list[str] = []
    for row, column in ((2, 3), (2, 13), (12, 13)):
        large.hover(position={"x": (column + 0.5) * box["width"] / 26, "y": (row + 0.5) * box["height"] / 26})
        expect(page.locator(".paper")).not_to_have_attribute("data-pointed", marked[-1] if marked else "")
        marked.append(page.locator(".paper").get_attribute("data-pointed") or "")
    first, right, below = ([float(each) for each in said.split(",")] for said in marked)
    cell = first[2] / 3  # of the frame's pixels, in the drawing's
    assert right == pytest.approx([first[0] + 10 * cell, *first[1:]], abs=2)
    assert below == pytest.approx([right[0], right[1] + 10 * cell, *right[2:]], abs=2)
    page.mouse.move(0, 0)
    expect(page.locator(".paper")).to_have_attribute("data-pointed", "")
    before = field(page, "chosen")
    large.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#unit .figures .large figcaption")).to_contain_text("row 7, column 4")
    assert field(page, "chosen") == pytest.approx([before[0], before[1] + 3 * cell, *before[2:]], abs=2)


def test_without_patches_the_page_says_how_to_make_them(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=5")
    expect(page.locator("#unit .patches")).to_contain_text("digitscope top-patches")


@needs_mnist
def test_what_a_unit_looks_for_is_shown_from_mnist(visit: Visiting, tmp_path: Path) -> None:
    """Nine patches of training images, the digits that they are from, and those that the unit answers to."""
    models = copy_of_the_shipped(tmp_path)
    version = models / "2"
    some = Examples(images("train"), labels("train")).at(slice(500))
    write_top_patches(version, Manifest.read(version), SavedModel(version), some)
    with running(tmp_path / "log", model_dir=models) as service:
        visitor = visit(service.url)
        for layer, unit, side in (("conv2d", 48, 3), ("conv2d_1", 12, 8), ("dense_1", 7, 28)):
            answer = httpx.get(f"{service.url}/layers/{layer}/top-patches", params={"version": 2, "channels": unit})
            (told,) = answer.json()["channels"]
            page = visitor.open(f"#version=2&layer={layer}&map={unit}")
            patches = page.locator("#unit .nine li")
            shown = patches.locator("img")
            expect(shown).to_have_count(9)
            expect(shown.last).to_have_attribute("src", told["patches"][-1]["image"])
            expect(shown.last).to_have_js_property("complete", True)
            assert shown.evaluate_all("all => all.map((each) => each.src)") == [
                each["image"] for each in told["patches"]
            ]
            assert shown.evaluate_all("all => all.map((each) => each.naturalWidth)") == [side] * 9
            assert patches.locator("span").all_inner_texts() == [each["label"] for each in told["patches"]]
            assert all(some.labels[each["number"]] == int(each["label"]) for each in told["patches"])
            answered = page.locator("#unit .means .label").all_inner_texts()
            assert answered == [each["label"] for each in told["answers_to"][:5]]
        assert answered[0] == "7"  # what the unit of class 7 answers to most
