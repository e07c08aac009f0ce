"""The header `traceparent` is read and written as the W3C says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.trace_context import TraceContext, parse, render

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
IDS = st.tuples(st.integers(1, 2**128 - 1), st.integers(1, 2**64 - 1), st.booleans())


@pytest.mark.parametrize(
    ("header", "sampled"),
    [
        (f"00-{TRACE}-{SPAN}-01", True),
        (f"00-{TRACE}-{SPAN}-00", False),
        (f"00-{TRACE}-{SPAN}-ff", True),
        (f" 00-{TRACE}-{SPAN}-01\t", True),
        (f"cc-{TRACE}-{SPAN}-01-what-the-future-will-bring", True),
    ],
)
def test_what_is_sound_is_taken(header: str, sampled: bool) -> None:
    assert parse(header.encode()) == TraceContext(TRACE, SPAN, sampled)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "00",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-1",
        f"00-{TRACE}-{SPAN}-01-more",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE[:-1]}g-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01\r\nx: y",
    ],
)
def test_what_is_not_begins_a_trace_of_its_own(header: str) -> None:
    assert parse(header.encode()) is None


@given(IDS)
def test_what_is_written_is_read_again(ids: tuple[int, int, bool]) -> None:
    context = TraceContext(f"{ids[0]:032x}", f"{ids[1]:016x}", ids[2])
    assert parse(render(context)) == context


@given(st.binary(max_size=80))
def test_nothing_that_comes_is_an_error(header: bytes) -> None:
    parse(header)
