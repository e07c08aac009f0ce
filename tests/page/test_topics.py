"""The textbook's topics, each with a live figure on the page's own drawing."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Visiting
from tests.page.hand import first_picture
from tests.service import Service

TOPICS = ("input", "convolution", "response-map", "padding", "stride", "pooling", "flatten", "one-by-one", "transposed")
SIZED = set(TOPICS) - {"input", "flatten"}


def opened(page: Page, topic: str) -> Page:
    page.evaluate(f"location.hash = 'view=topics/{topic}'")
    page.locator("#topics h2").wait_for()
    return page


@pytest.mark.parametrize("topic", sorted(SIZED))
def test_a_topic_counts_the_sizes_that_its_formula_says(visit: Visiting, topic: str) -> None:
    page = opened(visit().open("#layer=conv2d&map=1"), topic)
    words = page.locator("#topics .figure-words", has_text="go in")
    expect(words.last).to_contain_text("counted one by one")
    for said in words.all_inner_texts():
        sizes = re.search(r"go in, (\d+\s\u00d7\s\d+) come out: .* says (\d+\s\u00d7\s\d+)", said)
        assert sizes is not None, said
        assert sizes[1] == sizes[2]


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_is_live_on_a_network_from_elsewhere(visit: Visiting, foreign_service: Service, topic: str) -> None:
    """In three channels, of another size and class count."""
    page = opened(visit(foreign_service.url).open("#layer=wide&map=2&cell=3,3"), topic)
    if topic == "flatten":
        expect(page.locator("#topics")).to_contain_text("This network has no Flatten behind maps.")
        return
    for words in page.locator("#topics .figure-words").all():
        expect(words).to_contain_text(re.compile(r"come out|numbers\.|planes"))


@pytest.mark.parametrize("topic", sorted(set(TOPICS) - {"input", "response-map"}))
def test_a_choice_that_the_textbook_leaves_open_is_told_as_measured(visit: Visiting, topic: str) -> None:
    """By the figures of the document that the experiments write."""
    written = (Path(__file__).parents[2] / "docs" / "experiments.md").read_text()
    said = opened(visit().open("#layer=conv2d&map=1"), topic).locator("#topics .measured").inner_text()
    said = said.replace("\u00a0", " ")
    figures = re.findall(r"\d+\.\d+ \u00b1 \d+\.\d+|\d+\.\d+ times the [a-z-]+", said)
    assert len(figures) > 1
    assert [figure for figure in figures if figure not in written] == []


def test_going_to_a_topic_goes_to_where_it_begins(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1")
    page.get_by_role("link", name="Topics", exact=True).click()
    expect(page.locator("#topics h2")).to_be_in_viewport()
    page.get_by_role("link", name="Stride").click()
    expect(page.get_by_role("heading", name="Stride")).to_be_in_viewport()
    assert page.evaluate("document.activeElement.id") == "topics"


def test_a_picture_in_colour_has_three_planes(visit: Visiting) -> None:
    """In black ink they are the same; in another they differ, and each pixel has three numbers."""
    page = opened(visit().open("#layer=conv2d&map=1"), "input")
    grey, colour = page.locator("#topics .live").all()
    expect(grey.locator(".figure-words")).to_have_text(
        "Height 28, width 28, 1 channel: 28 \u00d7 28 \u00d7 1 = 784 numbers."
    )
    expect(colour.locator("figcaption")).to_have_text(
        ["the picture, in colour", "red: 28 \u00d7 28", "green: 28 \u00d7 28", "blue: 28 \u00d7 28"]
    )
    expect(colour.locator(".figure-words")).to_contain_text("28 \u00d7 28 \u00d7 3 = 2\u202f352 numbers")
    expect(colour.locator(".figure-words")).to_contain_text("the planes differ")
    colour.get_by_role("slider", name="Plane 1").focus()
    page.keyboard.press("ArrowRight")
    expect(colour.locator(".figure-words")).to_have_text("The pixel at row 0, column 1 is (1, 1, 1).")
    colour.get_by_label("Ink").select_option("black")
    expect(colour.locator(".figure-words")).to_contain_text("The three planes are the same")


def test_the_planes_of_a_network_in_colour_are_its_own(visit: Visiting, foreign_service: Service) -> None:
    page = opened(visit(foreign_service.url).open("#layer=wide&map=2&cell=3,3"), "input")
    taken = page.locator("#topics .live").first
    expect(taken.locator("figcaption")).to_have_text(["red: 20 \u00d7 24", "green: 20 \u00d7 24", "blue: 20 \u00d7 24"])
    expect(taken.locator(".figure-words")).to_contain_text("20 \u00d7 24 \u00d7 3 = 1\u202f440 numbers")


def test_the_number_of_filters_is_the_number_of_maps(visit: Visiting) -> None:
    page = opened(visit().open("#layer=conv2d&map=1"), "convolution")
    figure = page.locator("#topics .live").last
    figure.get_by_label("Number of filters").select_option("8")
    expect(figure.locator(".figure-words")).to_contain_text("8 \u00d7 10 = 80 numbers to learn")
    expect(figure.get_by_role("slider")).to_have_attribute("aria-valuemax", "7")
    figure.get_by_label("Number of filters").select_option("64")
    expect(figure.locator(".figure-words")).to_contain_text("640 numbers to learn")
    expect(figure.locator(".figure-words")).to_contain_text("26 \u00d7 26: 43\u202f264 numbers come out")


@pytest.mark.parametrize(("which", "filters"), [("ours", 64), ("foreign", 6)])
def test_as_many_filters_can_be_chosen_as_the_network_has(
    visit: Visiting, service: Service, foreign_service: Service, which: str, filters: int
) -> None:
    """And a map that is chosen among them all is worked out beside them."""
    page = visit((service if which == "ours" else foreign_service).url).open()
    opened(page, "response-map")
    select = page.locator("#topics").get_by_label("Filter")
    expect(select.locator("option")).to_have_count(filters)
    maps = page.get_by_role("slider", name="Response maps of")
    expect(maps).to_have_attribute("aria-valuemax", str(filters - 1))
    maps.focus()
    page.keyboard.press("End")
    expect(select).to_have_value(str(filters - 1))


def test_padding_is_shaded_around_what_goes_in(visit: Visiting) -> None:
    page = opened(visit().open("#layer=conv2d&map=1"), "padding")
    figure = page.locator("#topics .live").last
    for padding, around, ring in (
        ("full", ", with padding 32 \u00d7 32", 224),
        ("same", ", with padding 30 \u00d7 30", 108),
    ):
        figure.get_by_label("Padding").select_option(padding)
        expect(figure.locator("figcaption").first).to_have_text(f"goes in: 28 \u00d7 28{around}")
        expect(figure.locator(".figure-words")).to_contain_text(f"the border ring of {ring} cells")
    figure.get_by_label("Padding").select_option("valid")
    expect(figure.locator("figcaption").first).to_have_text("goes in: 28 \u00d7 28")


def test_the_padding_is_zeros_around_the_same_picture(visit: Visiting) -> None:
    """Cell by cell under the pointer, as the service has them; the picture's own cells keep their numbers."""
    page = visit().open("#layer=conv2d&map=1")
    given = first_picture(page)
    opened(page, "padding")
    figure = page.locator("#topics .live").last
    expect(figure.locator("figcaption").first).to_contain_text("32 \u00d7 32")
    experiment = f"{page.url.partition('/#')[0]}/experiments/convolve?kernel=edges&padding=full"
    found = httpx.post(experiment, content=given, timeout=60).json()
    (rows,) = found["input"]["maps"]
    pane = figure.locator(".pane .over").first
    box = pane.bounding_box()
    assert box is not None
    inked = [(row, column) for row in range(28) for column in range(28) if rows[row][column] > 0.5][::9]
    for row, column in [(-2, -2), (-1, 14), (29, 3), *inked]:
        pane.hover(position={"x": (column + 2.5) * box["width"] / 32, "y": (row + 2.5) * box["height"] / 32})
        value = rows[row][column] if 0 <= row < 28 else 0
        told = figure.locator(".under-pointer").first
        expect(told).to_contain_text(f"row {row}, column {column}: ".replace("-", "\u2212"))
        assert float(told.inner_text().split(": ")[1]) == pytest.approx(value, abs=1e-3)


def test_stamps_of_a_transposed_convolution_are_counted_and_shown_where_they_fall(visit: Visiting) -> None:
    """Stride 2 does not divide a kernel of 3: cells get 1, 2 or 4 stamps; the cell under the pointer stamps 3 x 3."""
    page = opened(visit().open("#layer=conv2d&map=1"), "transposed")
    figure = page.locator("#topics .live").first
    expect(figure.locator(".figure-words")).to_contain_text("a checkerboard")
    into, _, counts = figure.locator(".pane .over").all()
    told = figure.locator(".pane").nth(2).locator(".under-pointer")
    box = counts.bounding_box()
    assert box is not None
    for row, column, stamps in ((0, 0, 1), (1, 2, 2), (2, 2, 4), (3, 3, 1), (11, 10, 2), (22, 22, 1)):
        counts.hover(position={"x": (column + 0.5) * box["width"] / 23, "y": (row + 0.5) * box["height"] / 23})
        expect(told).to_have_text(f"row {row}, column {column}: {stamps}")
    box = into.bounding_box()
    assert box is not None
    into.hover(position={"x": 5.5 * box["width"] / 11, "y": 4.5 * box["height"] / 11})
    outlined = """canvas => {
        const side = canvas.width / 23;
        const pen = canvas.getContext("2d");
        const drawn = (x, y) => pen.getImageData(Math.round(x * side), Math.round(y * side), 1, 1).data[3] > 0;
        const places = [[10, 9.5], [13, 9.5], [11.5, 8], [11.5, 11], [11.5, 9.5], [9, 9.5], [14, 9.5]];
        return places.map(([x, y]) => drawn(x, y));
    }"""
    assert counts.evaluate(outlined) == [True, True, True, True, False, False, False]


def test_a_stride_leaves_out_what_is_hatched_and_moves_the_window(visit: Visiting) -> None:
    """Windows of 3 at every other place of 28 end at 26: row and column 27 are in none."""
    page = opened(visit().open("#layer=conv2d&map=1"), "stride")
    figure = page.locator("#topics .live").first
    expect(figure.locator(".figure-words")).to_contain_text("No window sees row 27 or column 27 (hatched).")
    into, out, _ = figure.locator(".pane .over").all()
    laid_out = "canvas => canvas.width === Math.round(canvas.clientWidth * devicePixelRatio)"
    page.wait_for_function(laid_out, arg=into.element_handle())
    drawn = """(canvas, [x, y, width, height]) => {
        const side = canvas.width / 28;
        const box = [x, y, width, height].map((each) => Math.round(each * side));
        return canvas.getContext("2d").getImageData(...box).data.some((each) => each > 0);
    }"""
    assert into.evaluate(drawn, [2, 27, 20, 1])
    assert into.evaluate(drawn, [27, 2, 1, 20])
    assert not into.evaluate(drawn, [0, 0, 26, 26])
    box = out.bounding_box()
    assert box is not None
    out.hover(position={"x": 4.5 * box["width"] / 13, "y": 3.5 * box["height"] / 13})
    for side in ([8, 7, 0.5, 1], [10.6, 7, 0.5, 1], [9, 6, 1, 0.5], [9, 8.6, 1, 0.5]):
        assert into.evaluate(drawn, side), "the window of row 3, column 4 is 3 x 3 from row 6, column 8"
    assert not into.evaluate(drawn, [9, 7, 1, 1])
    assert not into.evaluate(drawn, [0, 0, 7, 26])


def test_nine_of_the_25_tiles_fit(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1")
    page.evaluate("location.hash = 'view=topics/padding'")
    expect(page.locator("#topics .tile")).to_have_count(25)
    expect(page.locator("#topics .tile.centre")).to_have_count(9)
    page.get_by_label("Padding", exact=True).first.select_option("2")
    expect(page.locator("#topics .tile.centre")).to_have_count(49)


def test_flatten_and_global_average_pooling_are_weighed(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1")
    page.evaluate("location.hash = 'view=topics/flatten'")
    expect(page.locator("#topics table")).to_contain_text("147\u202f584")
    expect(page.locator("#topics table")).to_contain_text("1\u202f290")
