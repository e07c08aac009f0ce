"""Hands that draw on the page's sheet: with the mouse, with a finger, with the keyboard."""

import base64
from collections.abc import Sequence
from itertools import pairwise

from playwright.sync_api import Page

Point = tuple[float, float]

# Corners of the strokes, in shares of the sheet.
SEVEN: tuple[tuple[Point, ...], ...] = (((0.28, 0.22), (0.74, 0.2), (0.48, 0.84)),)
ONE: tuple[tuple[Point, ...], ...] = (((0.52, 0.16), (0.5, 0.84)),)
FOUR: tuple[tuple[Point, ...], ...] = (
    ((0.42, 0.15), (0.28, 0.55), (0.75, 0.54)),
    ((0.63, 0.33), (0.6, 0.86)),
)
STEPS = 12  # of each straight part


def path(stroke: Sequence[Point], page: Page) -> list[Point]:
    """A stroke in pixels of the window."""
    sheet = page.locator("canvas.sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    points = [stroke[0]]
    for (x, y), (to_x, to_y) in pairwise(stroke):
        points += [(x + (to_x - x) * step / STEPS, y + (to_y - y) * step / STEPS) for step in range(1, STEPS + 1)]
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


def draw(page: Page, strokes: Sequence[Sequence[Point]]) -> None:
    """With the mouse."""
    for stroke in strokes:
        first, *others = path(stroke, page)
        page.mouse.move(*first)
        page.mouse.down()
        for point in others:
            page.mouse.move(*point)
        page.mouse.up()


def draw_by_touch(page: Page, strokes: Sequence[Sequence[Point]]) -> None:
    """With a finger."""
    session = page.context.new_cdp_session(page)
    for stroke in strokes:
        first, *others = ([{"x": x, "y": y}] for x, y in path(stroke, page))
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": first})
        for point in others:
            session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": point})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def draw_by_keys(page: Page) -> None:
    """A 1, with the arrow keys and the space bar."""
    page.locator("canvas.sheet").focus()
    page.keyboard.press("Space")
    for _ in range(18):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")


def first_picture(page: Page) -> bytes:
    """The sample that the page opens with, as it sends it."""
    text = page.evaluate("""async () => {
        const { toPicture } = await import("/page/src/sketch.js");
        const { sample } = await import("/page/src/samples.js");
        const bytes = new Uint8Array(await (await toPicture(sample(7))).arrayBuffer());
        return btoa(String.fromCharCode(...bytes));
    }""")
    return base64.b64decode(text)
