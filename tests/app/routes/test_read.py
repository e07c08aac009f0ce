"""POST /read over HTTP to the running service, and in this process where its network must have known answers."""

import asyncio
from io import BytesIO
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.app.conftest import StartInProcess
from tests.app.problems import assert_problem
from tests.files import blank_png, encode
from tests.pages import page

LINES = ["7453", "10268", "947"]
PIXELS = page(LINES, np.random.default_rng(0))
PNG = encode(PIXELS)


def read(client: httpx.Client, content: bytes = PNG, **request: Any) -> dict[str, Any]:
    answer = client.post("/read", content=content, **request)
    assert answer.status_code == 200, answer.content[:300]
    body: dict[str, Any] = answer.json()
    return body


def right(body: dict[str, Any]) -> int:
    """How many digits are right, where every line has as many as it should."""
    assert list(map(len, body["lines"])) == list(map(len, LINES))
    return sum(a == b for a, b in zip("".join(body["lines"]), "".join(LINES), strict=True))


def test_the_digits_of_a_page_are_read_in_reading_order(client: httpx.Client) -> None:
    """All but one of twelve: the model need not like every hand."""
    assert right(read(client)) >= 11


def test_an_answer_has_the_members_that_it_promises(client: httpx.Client) -> None:
    body = read(client)
    assert set(body) == {"text", "lines", "digits", "reason", "picture", "model"}
    assert body["text"] == "\n".join(body["lines"])
    assert body["reason"] is None
    assert body["picture"] == {"width": PIXELS.shape[1], "height": PIXELS.shape[0], "inverted": True}
    assert body["model"]["version"].isdecimal()
    lines: list[str] = [""] * len(body["lines"])
    for digit in body["digits"]:
        assert set(digit) == {"line", "digit", "confidence", "verdict", "box"}
        assert digit["verdict"] in ("digit", "ambiguous")
        assert 0 < digit["confidence"] <= 1
        lines[digit["line"]] += str(digit["digit"])
    assert lines == body["lines"]


def test_boxes_are_around_the_digits_in_the_picture_as_sent(client: httpx.Client) -> None:
    """Also when it was decoded at a smaller size."""
    small = read(client)["digits"]
    large = Image.fromarray(PIXELS).resize((PIXELS.shape[1] * 8, PIXELS.shape[0] * 8))
    body = read(client, encode(np.asarray(large), "JPEG"))
    assert body["picture"]["width"] == PIXELS.shape[1] * 8
    for before, after in zip(small, body["digits"], strict=True):
        assert np.array(after["box"]) / 8 == pytest.approx(np.array(before["box"]), abs=4)
    dark = PIXELS.min(axis=2) < 110
    inside = np.zeros_like(dark)
    for x, y, width, height in (digit["box"] for digit in small):
        inside[y : y + height, x : x + width] = True
    assert (dark & inside).sum() > 0.97 * dark.sum()


@pytest.mark.parametrize("turn", [3, 6, 8])
def test_a_page_that_the_camera_turned_is_read_upright(client: httpx.Client, turn: int) -> None:
    lying = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[turn]
    exif = Image.Exif()
    exif[0x0112] = turn
    buffer = BytesIO()
    Image.fromarray(PIXELS).transpose(lying).save(buffer, "JPEG", exif=exif, quality=95)
    body = read(client, buffer.getvalue())
    assert right(body) >= 11
    assert (body["picture"]["width"], body["picture"]["height"]) == PIXELS.shape[1::-1]


@pytest.mark.parametrize("traits", [("ruled",), ("squared",), ("shadow",), ("dark_border",), ("low_contrast", "noise")])
def test_what_lies_on_the_paper_is_not_read(client: httpx.Client, traits: tuple[str, ...]) -> None:
    """Rules are no ones, and shadows hide nothing."""
    assert right(read(client, encode(page(LINES, np.random.default_rng(0), traits=traits)))) >= 10


def test_digits_that_touch_are_parted(client: httpx.Client) -> None:
    """Of three pairs one, at the least: others pass for one digit with the network."""
    pages = [page(["40 58 24"], np.random.default_rng([seed, 3]), gap=None) for seed in range(5)]
    digits = [len(read(client, encode(pixels))["digits"]) for pixels in pages]
    assert 4 * len(pages) <= sum(digits) <= 6.3 * len(pages), digits


def test_a_page_without_digits_is_an_answer_with_a_reason(client: httpx.Client) -> None:
    body = read(client, blank_png(400))
    assert (body["text"], body["lines"], body["digits"]) == ("", [], [])
    assert "no digit was found" in body["reason"]


def overlay(client: httpx.Client, content: bytes) -> NDArray[np.uint8]:
    answer = client.post("/read", content=content, headers={"Accept": "image/png"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert "draw;dur=" in answer.headers["server-timing"]
    return np.asarray(Image.open(BytesIO(answer.content)))


def test_as_a_png_comes_the_page_with_the_digits_over_it(client: httpx.Client) -> None:
    drawn = overlay(client, PNG)
    assert drawn.shape == PIXELS.shape
    changed = (drawn != PIXELS).any(axis=2)
    assert 0.01 < changed.mean() < 0.5


def test_the_png_of_a_large_page_is_reduced(client: httpx.Client) -> None:
    large = np.asarray(Image.fromarray(PIXELS).resize((3000, 2400)))
    assert max(overlay(client, encode(large, "JPEG")).shape) == 1600


def test_other_media_types_are_refused(client: httpx.Client) -> None:
    assert_problem(client.post("/read", content=PNG, headers={"Accept": "video/mp4"}), 406, "image/png")


def test_each_stage_has_its_time(client: httpx.Client) -> None:
    timing = client.post("/read", content=PNG).headers["server-timing"]
    assert [part.split(";")[0] for part in timing.split(", ")] == ["decode", "normalise", "queue", "model", "total"]


def test_a_page_may_be_a_part_named_file_and_a_list_is_refused(client: httpx.Client) -> None:
    assert client.post("/read", files={"file": PNG}).json() == read(client)
    assert_problem(client.post("/read", files=[("files", PNG)]), 422, "one picture")


def test_a_version_is_asked_by_its_number_or_label(client: httpx.Client) -> None:
    version = read(client)["model"]["version"]
    assert read(client, params={"version": version}) == read(client)
    assert_problem(client.post("/read?version=99", content=PNG), 404, "no version 99")
    assert_problem(client.post("/read?label=x", content=PNG), 404, "no label 'x'")
    assert_problem(client.post("/read?version=x", content=PNG), 422)


@pytest.mark.parametrize(("content", "status"), [(b"no picture", 415), (b"", 415), (PNG[:-2000], 415)])
def test_what_is_no_picture_is_refused(client: httpx.Client, content: bytes, status: int) -> None:
    assert_problem(client.post("/read", content=content), status)


@pytest.mark.anyio
async def test_a_page_that_finds_the_queue_full_is_told_to_come_again(in_process: StartInProcess) -> None:
    async with in_process(max_batch_size=4, max_enqueued_batches=1) as started:
        with started.busy():
            answer = await started.client.post("/read", content=PNG)
        assert_problem(answer, 503, "4 pictures wait already")
        assert answer.headers["retry-after"] == "1"
        digit = encode(page(["7"], np.random.default_rng(1)))
        assert (await started.client.post("/read", content=digit)).status_code == 200


@pytest.mark.anyio
async def test_pages_at_the_same_time_do_not_mix(in_process: StartInProcess) -> None:
    async with in_process() as started:
        pages = [encode(page([text], np.random.default_rng(len(text)))) for text in ("123", "4567", "89012")]
        alone = [(await started.client.post("/read", content=each)).json() for each in pages]
        together = await asyncio.gather(*[started.client.post("/read", content=each) for each in pages * 3])
    assert [answer.json() for answer in together] == alone * 3


@pytest.mark.anyio
async def test_a_page_of_very_many_marks_is_cut_off_and_says_so(in_process: StartInProcess) -> None:
    sheet = np.full((1000, 1000), 255, np.uint8)
    for x in range(20, 1000, 40):
        for y in range(20, 980, 40):
            sheet[y : y + 24, x : x + 4] = 0
    async with in_process() as started:
        body = (await started.client.post("/read", content=encode(sheet))).json()
        assert max(started.network.calls) <= 32
    assert len(body["digits"]) == 300
    assert "600 marks" in body["reason"]
