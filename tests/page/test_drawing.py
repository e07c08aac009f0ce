"""Every way to give the page a digit."""

import base64
from pathlib import Path

import httpx
from playwright.sync_api import expect

from tests.files import digit_png
from tests.page.conftest import Visiting
from tests.page.hand import FOUR, ONE, SEVEN, draw, draw_by_keys, draw_by_touch, first_picture
from tests.service import Service


def test_a_seven_drawn_with_the_mouse_is_read_as_a_seven(visit: Visiting) -> None:
    page = visit().open()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".verdict")).to_have_text("Draw a digit")
    draw(page, SEVEN)
    expect(page.locator(".figure")).to_have_text("7")
    expect(page.locator(".bars .best .label")).to_have_text("7")
    expect(page.locator(".bars li")).to_have_count(10)


def test_what_is_left_of_the_last_drawing_is_said_to_be(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1")
    left = page.get_by_text("Nothing is drawn now: all below is still of what was there before.")
    expect(page.locator("#unit .sum-box").first).to_be_visible()
    expect(left).to_be_hidden()
    page.get_by_role("button", name="Clear").click()
    expect(left).to_be_visible()
    draw(page, SEVEN)
    expect(left).to_be_hidden()


def test_a_seven_drawn_with_a_finger_is_read_and_does_not_scroll(visit: Visiting) -> None:
    page = visit(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}).open("#layer=conv2d&map=1")
    page.get_by_role("button", name="Sample drawing of a 0").click()
    expect(page.locator(".figure")).to_have_text("0")
    page.locator("canvas.sheet").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    draw_by_touch(page, SEVEN)
    expect(page.locator(".figure")).to_have_text("7")
    assert page.evaluate("scrollY") == before


def test_a_one_is_drawn_with_the_keyboard_alone(visit: Visiting) -> None:
    page = visit().open()
    draw_by_keys(page)
    expect(page.locator(".figure")).to_have_text("1")


def test_undo_redo_and_clear_step_through_what_was_drawn(visit: Visiting) -> None:
    page = visit().open()
    draw(page, ONE)
    expect(page.locator(".figure")).to_have_text("1")
    draw(page, FOUR)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".figure")).to_have_text("1")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".figure")).to_have_text("\u2013")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".figure")).to_have_text("1")
    page.get_by_role("button", name="Redo").click()
    expect(page.locator(".figure")).to_have_text("\u2013")
    page.locator("canvas.sheet").focus()
    page.keyboard.press("Control+z")
    expect(page.locator(".figure")).to_have_text("1")


def test_every_sample_drawing_is_read_as_what_it_shows(visit: Visiting) -> None:
    page = visit().open()
    for digit in "0123456789":
        page.get_by_role("button", name=f"Sample drawing of a {digit}").click()
        expect(page.locator(".figure")).to_have_text(digit)


def test_a_file_is_chosen(visit: Visiting, tmp_path: Path) -> None:
    file = tmp_path / "three.png"
    file.write_bytes(digit_png(3))
    page = visit().open()
    page.get_by_label("A picture's file").set_input_files(file)
    expect(page.locator(".figure")).to_have_text("3")
    expect(page.locator(".sources")).to_contain_text("three.png (a link to this page does not hold it)")


def test_a_file_that_is_no_picture_is_told_of(visit: Visiting, tmp_path: Path) -> None:
    """And that what is shown is still of the picture before it."""
    file = tmp_path / "letter.txt"
    file.write_text("Dear network,")
    visitor = visit()
    page = visitor.open("#layer=conv2d&map=1")
    expect(page.locator("#stages li").first).to_be_visible()
    page.get_by_label("A picture's file").set_input_files(file)
    expect(page.locator(".verdict").first).to_have_text("No answer")
    expect(page.locator(".reason")).to_contain_text("a picture was expected")
    expect(page.locator("#leftover")).to_have_text(
        "There is no answer to this picture: all below is still of what was there before."
    )
    expect(page.locator("#stages li").first).to_be_hidden()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#leftover")).to_contain_text("Nothing is drawn now")
    page.get_by_role("button", name="Sample drawing of a 3").click()
    expect(page.locator("#leftover")).to_be_hidden()
    expect(page.locator("#stages li").first).to_be_visible()
    visitor.failures[:] = [said for said in visitor.failures if "415" not in said]


def test_several_digits_are_read_one_by_one_and_each_can_be_taken(visit: Visiting) -> None:
    page = visit().open("#layer=conv2d&map=1")
    page.get_by_role("button", name="Clear").click()
    beside = [
        [(x * 0.4 + left, y * 0.5 + 0.25) for x, y in stroke]
        for left, digit in ((0, SEVEN), (0.55, FOUR))
        for stroke in digit
    ]
    draw(page, beside)
    expect(page.locator(".verdict").first).to_have_text("More than one digit")
    found = page.locator(".several button")
    expect(found).to_have_text(["7", "4"])
    found.first.hover()
    x, _, width, _ = (int(part) for part in (page.locator(".paper").get_attribute("data-pointed") or "").split(","))
    assert x < 40
    assert x + width < 140, "the 7 is marked, in the sheet's left half"
    page.get_by_role("button", name="Look into the 4 alone").click()
    expect(page.locator(".figure")).to_have_text("4")
    expect(page.locator(".several")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(found).to_have_text(["7", "4"])


def test_a_picture_is_dropped_and_another_pasted(visit: Visiting) -> None:
    page = visit().open()
    give = """([kind, type, text]) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], "given.png", { type: "image/png" }));
        const how = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(kind === "drop" ? new DragEvent("drop", { ...how, dataTransfer: data })
            : new ClipboardEvent("paste", { ...how, clipboardData: data }));
    }"""
    for kind, digit in (("drop", 5), ("paste", 2)):
        page.evaluate(give, [kind, "image/png", base64.b64encode(digit_png(digit)).decode()])
        expect(page.locator(".figure")).to_have_text(str(digit))


def test_a_picture_is_taken_with_the_camera(visit: Visiting) -> None:
    visitor = visit(permissions=["camera"])
    page = visitor.open()
    page.get_by_role("button", name="Camera").click()
    expect(page.locator(".camera video")).to_have_js_property("videoWidth", 640)
    page.get_by_role("button", name="Take the picture").click()
    expect(page.locator(".camera video")).to_have_count(0)
    expect(page.locator("#stages li").first.locator("span")).not_to_contain_text("280 \u00d7 280")


def test_the_stages_of_the_normaliser_are_shown_with_their_numbers(visit: Visiting, service: Service) -> None:
    page = visit().open()
    expect(page.locator("#stages li")).to_have_count(5)
    expect(page.locator("#stages strong")).to_have_text(
        ["As it came", "The ink", "Its box", "20 \u00d7 20", "28 \u00d7 28"]
    )
    expect(page.locator("#stages figcaption").first).to_contain_text("280 \u00d7 280 pixels")
    given = first_picture(page)
    answer = httpx.post(f"{service.url}/predict?include=normalised", content=given, timeout=60).json()
    down, right = answer["normalised"]["record"]["shift"]
    assert (down, right) == (4, -1), "the first sample is heavier above its middle, and a little on the right"
    expect(page.locator("#stages figcaption").last).to_contain_text(
        "the centre of mass in the middle: moved 4 down, 1 left"
    )


def test_the_time_of_each_stage_stands_under_the_answer(visit: Visiting) -> None:
    page = visit().open()
    for stage in ("decode", "normalise", "model", "there and back"):
        expect(page.locator(".times")).to_contain_text(stage)
