"""Bodies that are too large, or multipart in name only; over HTTP to services of small limits."""

import asyncio
import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from app.settings import Settings
from app.uploads import Uploads, read_uploads
from model.errors import BadRequest, DigitscopeError, TooLarge
from tests.app.conftest import StartInProcess
from tests.app.problems import assert_problem
from tests.files import digit_png

pytestmark = pytest.mark.anyio

PNG = digit_png(7)
LIMIT = 20_000_000  # bytes, the default


def test_a_body_of_a_declared_length_beyond_the_limit_is_refused(client: httpx.Client) -> None:
    answer = client.post("/predict", content=bytes(LIMIT + 1))
    assert_problem(answer, 413, "20,000,000 bytes", "20,000,001")


def test_a_body_that_turns_out_too_long_is_refused(client: httpx.Client) -> None:
    """It comes in chunks, without a declared length."""
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(25):
            sent += 1_000_000
            yield bytes(1_000_000)

    answer = client.post("/predict", content=chunks())
    assert sent == 25_000_000
    assert_problem(answer, 413, "20,000,000 bytes", "more than 20,000,000")


async def test_a_body_at_the_limit_is_taken_and_one_byte_more_is_not(in_process: StartInProcess) -> None:
    async with in_process(max_upload_bytes=len(PNG)) as service:
        assert (await service.client.post("/predict", content=PNG)).status_code == 200
        assert_problem(await service.client.post("/predict", content=PNG + b"\0"), 413, f"{len(PNG):,} bytes")


async def test_more_files_than_the_limit_are_refused(in_process: StartInProcess) -> None:
    async with in_process(max_files=3) as service:
        answer = await service.client.post("/predict", files=[("files", PNG)] * 3)
        assert len(answer.json()["predictions"]) == 3
        answer = await service.client.post("/predict", files=[("files", PNG)] * 4)
        assert_problem(answer, 413, "3 files")


def test_thousands_of_empty_parts_are_refused(client: httpx.Client) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post("/predict", content=part * 10_000 + b"--x--\r\n", headers=headers)
    assert_problem(answer, 413, "32 files")
    field = b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n\r\n'
    answer = client.post("/predict", content=field * 10_000 + b"--x--\r\n", headers=headers)
    assert answer.status_code in (413, 422)


MULTIPART = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", PNG),
        ("multipart/form-data; boundary=", b""),
        ("multipart/form-data; boundary=" + "y" * 1000, b"--y"),
        ("MULTIPART/FORM-DATA; boundary=x; charset=klingon", b"--x\r\n\r\n--x--"),
        (MULTIPART, b""),
        (MULTIPART, b"--x--\r\n"),
        (MULTIPART, b"--x\r\n\r\n\r\n--x--\r\n"),
        (MULTIPART, b"no boundary at all"),
        (MULTIPART, b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n"),
        (MULTIPART, b"--x\r\nContent-Disposition: " + b"a" * 100_000 + b"\r\n\r\nabc\r\n--x--\r\n"),
        (MULTIPART, b"--x\r\n" + b"X-A: b\r\n" * 10_000 + b"\r\nabc\r\n--x--\r\n"),
        (MULTIPART, b"--x\r\nNo colon\r\n\r\nabc\r\n--x--\r\n"),
        (MULTIPART, b'--x\r\nContent-Disposition: form-data; name="\xff\xfe"\r\n\r\nabc\r\n--x--\r\n'),
    ],
    ids=range(13),
)
def test_nonsense_under_the_name_of_multipart_is_refused(client: httpx.Client, content_type: str, body: bytes) -> None:
    answer = client.post("/predict", content=body, headers={"Content-Type": content_type})
    assert_problem(answer, 422, "multipart body")


def test_a_multipart_body_that_breaks_off_is_refused(client: httpx.Client) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + PNG
    answer = client.post("/predict", content=body, headers={"Content-Type": MULTIPART})
    assert_problem(answer, 422, "multipart body")


def test_a_picture_may_come_as_a_part_without_a_file_name(client: httpx.Client) -> None:
    """Some clients name no file; what comes is bytes all the same."""
    body = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + PNG + b"\r\n--x--\r\n"
    answer = client.post("/predict", content=body, headers={"Content-Type": MULTIPART})
    assert answer.status_code == 200
    assert answer.json()["digit"] == 7


@pytest.mark.parametrize("more", ['; a="', "; charset=utf-8", "; charset=ascii; a=b", '; CHARSET="utf-16"', "; a=;"])
def test_a_part_is_bytes_whatever_else_the_content_type_says(more: str) -> None:
    """Not UTF-8's three bytes for the euro sign, which Latin-1 has not, nor any other."""
    for content in ("€".encode(), bytes(range(256)), b""):
        body = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + content + b"\r\n--x--\r\n"
        assert asyncio.run(read(body, MULTIPART + more, [])) == Uploads((content,))


async def read(body: bytes, content_type: str, cuts: list[int], **settings: Any) -> Uploads:
    """The uploads of a request whose body arrives in pieces."""
    edges = [0, *sorted({cut % (len(body) + 1) for cut in cuts}), len(body)]
    pieces = [body[start:end] for start, end in pairwise(edges)]
    messages: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    messages.append({"type": "http.request", "body": b"", "more_body": False})
    arriving = iter(messages)

    async def receive() -> Message:
        return next(arriving)

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", content_type.encode())], "state": {}}
    return await read_uploads(Request(scope, receive), Settings(**settings))


def encode_parts(parts: list[tuple[str, bytes]]) -> tuple[bytes, str]:
    request = httpx.Request(
        "POST", "http://x", files=[(name, (name, io.BytesIO(data), "image/png")) for name, data in parts]
    )
    return request.read(), request.headers["content-type"]


@given(pictures=st.lists(st.binary(max_size=300), min_size=1, max_size=5), cuts=st.lists(st.integers(0, 5000)))
def test_parts_are_the_same_however_they_arrive(pictures: list[bytes], cuts: list[int]) -> None:
    body, content_type = encode_parts([("files", picture) for picture in pictures])
    assert asyncio.run(read(body, content_type, cuts)) == Uploads(tuple(pictures), several=True)
    assert asyncio.run(read(body, "image/png", cuts)) == Uploads((body,))
    with pytest.raises(TooLarge):
        asyncio.run(read(body, content_type, cuts, max_upload_bytes=len(body) - 1))


@given(body=st.binary(max_size=400), kind=st.sampled_from(["multipart/form-data; boundary=x", "multipart/form-data"]))
def test_any_bytes_are_uploads_or_a_clear_refusal(body: bytes, kind: str) -> None:
    with pytest.raises(DigitscopeError):
        asyncio.run(read(body, kind, []))
    with pytest.raises(DigitscopeError):
        asyncio.run(read(b'--x\r\nContent-Disposition: form-data; name="' + body, kind, []))


def test_a_list_is_not_one_picture() -> None:
    assert Uploads((b"a",)).single == b"a"
    with pytest.raises(BadRequest, match="takes one picture"):
        _ = Uploads((b"a",), several=True).single
