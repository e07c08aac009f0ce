"""What the page works out by itself: windows, colours, the order of answers, and links."""

from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Visiting
from tests.page.hand import first_picture
from tests.service import Service


def worked_out(page: Page, module: str, script: str, given: Any = None) -> Any:
    """What a script makes of a module of the page, named `it`."""
    return page.evaluate(f"async (given) => {{ const it = await import('/page/src/{module}.js'); {script} }}", given)


@pytest.mark.parametrize("which", ["ours", "foreign"])
def test_what_a_cell_sees_is_what_the_service_says(
    visit: Visiting, service: Service, foreign_service: Service, which: str
) -> None:
    """For cells in the corners and inside of every layer of windows, with strides, and padding that reaches over."""
    url = (service if which == "ours" else foreign_service).url
    page = visit(url).open()
    described = httpx.get(f"{url}/layers").json()
    picture = first_picture(page)
    seen = 0
    for layer in described["layers"]:
        if layer["receptive_field"] is None or len(layer["output_shape"]) != 3:
            continue
        rows, columns, _ = layer["output_shape"]
        for row, column in ((0, 0), (rows - 1, columns - 1), (rows // 2, 0), (1, columns - 2)):
            unit = f"{url}/units/{layer['name']}/{row},{column},0"
            field = httpx.post(unit, content=picture, timeout=60).json()["field"]
            told = worked_out(
                page,
                "network-facts",
                "return it.fieldOf(...given);",
                [layer, described["input_shape"], row, column],
            )
            assert [told[side] for side in ("x", "y", "width", "height")] == field, (layer["name"], row, column)
            seen += 1
    assert seen >= 16


def test_zero_is_the_middle_of_the_scale_and_both_sides_are_alike(visit: Visiting) -> None:
    """Whatever the values are, so that a map of positive numbers does not begin in blue."""
    page = visit(color_scheme="light").open()
    script = "return [...new Uint8Array(it.colours(new Float32Array(given), 0, 1, given.length, 4).buffer)];"
    for values in ([-4, -2, 0, 2, 4], [0, 1, 2, 3, 4], [0, 0, 0, 0, 0], [-9, 9, 0, 0, 0]):
        pixels = np.array(worked_out(page, "colour", script, values)).reshape(-1, 4)
        for value, pixel in zip(values, pixels, strict=True):
            if value == 0:
                assert pixel.tolist() == [255, 255, 255, 255]
            else:
                assert (int(pixel[0]) > int(pixel[2])) == (value > 0), "orange above zero, blue below"
        swatches = [worked_out(page, "colour", "return it.swatch(given, 4).paper;", value) for value in values]
        assert swatches == [f"rgb({red} {green} {blue})" for red, green, blue, _ in pixels]


def test_of_what_is_asked_meanwhile_only_the_newest_is_done(visit: Visiting) -> None:
    """And what is urgent ends what is under way."""
    script = """
        const [queue, done, aborted] = [new it.Newest(), [], []];
        const job = (name) => async (signal) => {
            signal.addEventListener("abort", () => aborted.push(name));
            await new Promise((later) => setTimeout(later, 30));
            if (!signal.aborted) done.push(name);
        };
        for (const name of ["first", "second", "third"]) queue.run(job(name));
        await queue.idle;
        queue.run(job("slow"));
        queue.run(job("waiting"));
        queue.run(job("urgent"), true);
        await queue.idle;
        await new Promise((later) => setTimeout(later, 60));
        return { done, aborted };"""
    told = worked_out(visit().open(), "newest", script)
    assert told == {"done": ["first", "third", "urgent"], "aborted": ["slow"]}


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("layer=conv2d&map=3&cell=99999,1&range=mad&ink=FBlrJmgvZTdi", "conv2d, map 3"),
        ("layer=conv2d_2&map=999&cell=1,1&ink=A", "conv2d, map"),
        ("layer=gone&map=-1&cell=x&ink=%F0%9F%98%80", "conv2d, map"),
        ("view=nowhere&ink=AAAAAAAAAAAA", "conv2d, map"),
    ],
)
def test_a_link_that_is_damaged_opens_the_page_all_the_same(visit: Visiting, link: str, told: str) -> None:
    page = visit().open(f"#{link}")
    expect(page.locator(".figure")).to_have_text("7")
    expect(page.locator("#unit-heading")).to_contain_text(told)


def test_rows_that_no_unit_sees_are_shaded_on_the_frame(visit: Visiting) -> None:
    """The last two rows and columns for the last convolution, and none for the first."""
    page = visit().open("#layer=conv2d_2&map=14&cell=1,1")
    shades = """canvas => [...Array(28).keys()].map((at) => {
        const place = [Math.floor((at + 0.5) * canvas.width / 28), Math.floor((at + 0.5) * canvas.height / 28)];
        const shade = (x, y) => canvas.getContext("2d").getImageData(x, y, 1, 1).data.join();
        return [shade(place[0], 2), shade(2, place[1])];
    })"""
    over = page.locator("#unit .frame-view .over")
    shaded = "128,128,128,140"
    assert [[each == shaded for each in pair] for pair in over.evaluate(shades)] == [[False] * 2] * 26 + [
        [True] * 2
    ] * 2
    page.evaluate("location.hash = 'layer=conv2d&map=11&cell=13,13'")
    expect(page.locator("#unit-heading")).to_have_text("conv2d, map 11")
    assert not any(each == shaded for pair in over.evaluate(shades) for each in pair)
