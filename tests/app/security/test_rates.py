"""Rates, and the table in which all processes count."""

import multiprocessing
from collections import defaultdict
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security.rate_table import BYTES, RateTable
from app.security.rates import Rate

SECOND = 1_000_000_000
START = 1000 * SECOND
LAB = b"lab"


@pytest.mark.parametrize("text", ["1/second", "60/minute", "1000/hour", "9999999/day"])
def test_a_rate_is_written_as_it_is_read(text: str) -> None:
    assert str(Rate.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "60", "0/minute", "-1/minute", "60/week", "1e3/minute", "60 / minute", "12345678/day"]
)
def test_what_is_no_rate_is_refused_with_what_is_one(text: str) -> None:
    with pytest.raises(ValueError, match="such as 60/minute"):
        Rate.parse(text)


def test_a_whole_quota_may_come_at_once_and_comes_back_bit_by_bit() -> None:
    table, rate = RateTable(), Rate.parse("60/minute")
    left = [table.take(LAB, rate, START).remaining for _ in range(60)]
    assert left == list(range(59, -1, -1))
    refused = table.take(LAB, rate, START)
    assert (refused.remaining, refused.retry_after_s) == (0, 1)
    assert table.take(LAB, rate, START + SECOND // 2).wait_ns == SECOND // 2
    assert not table.take(LAB, rate, START + SECOND).wait_ns
    assert table.take(LAB, rate, START + SECOND).wait_ns
    assert table.take(LAB, rate, START + 120 * SECOND).remaining == 59


def test_a_refused_request_costs_nothing() -> None:
    table, rate = RateTable(), Rate.parse("1/second")
    table.take(LAB, rate, START)
    for _ in range(100):
        assert table.take(LAB, rate, START).wait_ns
    assert not table.take(LAB, rate, START + SECOND).wait_ns


def test_a_higher_rate_holds_at_once() -> None:
    table = RateTable()
    table.take(LAB, Rate.parse("1/day"), START)
    assert table.take(LAB, Rate.parse("1/day"), START).wait_ns
    assert table.take(LAB, Rate.parse("1/second"), START).wait_ns <= SECOND
    assert not table.take(LAB, Rate.parse("1/second"), START + SECOND).wait_ns


@given(st.integers(1, 50), st.lists(st.integers(0, 3 * SECOND), max_size=200))
def test_in_no_window_more_pass_than_twice_the_rate_and_never_more_than_it_at_once(
    requests: int, gaps: list[int]
) -> None:
    rate, table, now = Rate(requests, 1), RateTable(), START
    passed: list[int] = []
    for gap in gaps:
        now += gap
        if not table.take(LAB, rate, now).wait_ns:
            passed.append(now)
    for at in passed:
        assert sum(at <= other < at + SECOND for other in passed) <= 2 * requests
        assert passed.count(at) <= requests


def test_callers_do_not_share_their_quotas() -> None:
    table, rate = RateTable(), Rate.parse("1/hour")
    assert not any(table.take(str(number).encode(), rate, START).wait_ns for number in range(1000))
    assert all(table.take(str(number).encode(), rate, START).wait_ns for number in range(1000))


def test_nobody_can_choose_callers_who_push_each_other_out(tmp_path: Path) -> None:
    """Nine of them would share a row's eight places, were it found by a hash that everybody knows."""
    rows: defaultdict[int, list[bytes]] = defaultdict(list)
    for number in range(100_000):
        caller = str(number).encode()
        rows[int.from_bytes(blake2b(caller, digest_size=8).digest(), "little") % 8192].append(caller)
    together, rate = max(rows.values(), key=len), Rate.parse("1/hour")
    assert len(together) > 8
    for table in (RateTable(), RateTable(tmp_path / "rates")):
        for at, caller in enumerate(together):
            assert not table.take(caller, rate, START + at).wait_ns
        assert all(table.take(caller, rate, START + len(together)).wait_ns for caller in together)


def test_a_million_callers_take_one_megabyte() -> None:
    """Who came first may be forgotten then; who has just come is not."""
    table, rate = RateTable(), Rate.parse("10/hour")
    for number in range(100_000):
        table.take(str(number).encode(), rate, START + number)
    assert BYTES == 2**20
    assert table.take(b"99999", rate, START + 100_000).remaining == 8


def test_what_a_quota_tells_is_as_the_draft_has_it() -> None:
    quota = RateTable().take(LAB, Rate.parse("60/minute"), START)
    assert quota.headers() == [(b"ratelimit-policy", b'"requests";q=60;w=60'), (b"ratelimit", b'"requests";r=59;t=1')]


def _ask(file: Path, passed: "multiprocessing.Queue[int]") -> None:
    table, rate = RateTable(file), Rate.parse("500/hour")
    passed.put(sum(not table.take(LAB, rate).wait_ns for _ in range(400)))


def test_processes_add_up_to_the_rate_exactly(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    passed: multiprocessing.Queue[int] = context.Queue()
    processes = [context.Process(target=_ask, args=(tmp_path / "rates", passed)) for _ in range(4)]
    for process in processes:
        process.start()
    total = sum(passed.get(timeout=60) for _ in processes)
    for process in processes:
        process.join(60)
    assert total == 500
