"""A service of two workers tells what was sent to it: nothing lost and nothing twice, also after the death of one."""

import random
import time
from collections import Counter
from collections.abc import Callable

import httpx
import numpy as np
import psutil
import pytest

from tests.app.v2.wire import infer
from tests.files import blank_png, digit_png, encode, written
from tests.prometheus import Series, scrape, total
from tests.service import Service
from tests.waiting import wait_until

FRAMES = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
STAGES, DECODE = "digitscope_stage_duration_seconds_count", {"stage": "decode"}
DIGIT, MARKER = digit_png(7), encode(255 - written(3))  # on white paper, and white on black
ASKED: dict[tuple[str, str], Callable[[httpx.Client], httpx.Response]] = {
    ("predict", "200"): lambda client: client.post("/predict", content=DIGIT),
    ("predict", "415"): lambda client: client.post("/predict", content=b"no picture"),
    ("read", "200"): lambda client: client.post("/read", content=DIGIT),
    ("inside", "200"): lambda client: client.get("/summary"),
    ("v1", "200"): lambda client: client.post("/v1/models/digits:predict", json={"instances": FRAMES[:2].tolist()}),
    ("v1", "404"): lambda client: client.get("/v1/models/cats"),
    ("v2", "200"): lambda client: infer(client, {"image": FRAMES}),
    ("v2", "400"): lambda client: client.post("/v2/models/digits/infer", content=b"{"),
    ("probes", "200"): lambda client: client.get("/v2/health/ready"),
    ("models", "200"): lambda client: client.get("/models"),
    ("page", "200"): lambda client: client.get("/openapi.json"),
    ("other", "404"): lambda client: client.get(f"/{random.random()}"),
    ("predict", "405"): lambda client: client.get("/predict"),
}
NAME = "digitscope_requests_total"


def requests_of(series: Series) -> Counter[tuple[str, str]]:
    """Requests by door and status, but for those that ask for metrics."""
    counted: Counter[tuple[str, str]] = Counter()
    for (name, labels), value in series.items():
        having = dict(labels)
        if name == NAME and having["door"] != "metrics":
            counted[having["door"], having["status"]] += int(value)
    return counted


def increase(client: httpx.Client, before: Series, expected: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """What came on top of `before`; a moment is given to what is counted once its answer has gone out."""
    deadline = time.monotonic() + 5
    while True:
        counted = requests_of(scrape(client)) - requests_of(before)
        if counted == expected or time.monotonic() > deadline:
            return counted
        time.sleep(0.05)


@pytest.mark.parametrize("seed", range(3))
def test_every_request_is_counted_once(visitor: httpx.Client, seed: int) -> None:
    rng, before = random.Random(seed), scrape(visitor)
    sent = rng.choices(list(ASKED), k=40)
    for door, status in sent:
        answer = ASKED[door, status](visitor)
        assert str(answer.status_code) == status, answer.text[:200]
    assert increase(visitor, before, Counter(sent)) == Counter(sent)


def test_each_worker_tells_the_same(visitor: httpx.Client) -> None:
    before = scrape(visitor)
    visitor.post("/predict", content=DIGIT)
    assert increase(visitor, before, Counter({("predict", "200"): 1})) == Counter({("predict", "200"): 1})
    told = [requests_of(scrape(visitor)) for _ in range(10)]
    assert all(each == told[0] for each in told)


def test_what_is_read_is_counted_through_all_doors(visitor: httpx.Client) -> None:
    before = scrape(visitor)
    for _ in range(4):
        visitor.post("/predict", content=DIGIT)
    visitor.post("/predict", content=blank_png())
    visitor.post("/predict", content=MARKER)
    infer(visitor, {"image": FRAMES})
    visitor.post("/v1/models/digits:predict", json={"instances": FRAMES[:2].tolist()})
    wait_until(lambda: total(scrape(visitor), STAGES, DECODE) - total(before, STAGES, DECODE) >= 6)
    after = scrape(visitor)

    def more(name: str, **labels: str) -> float:
        return total(after, name, labels) - total(before, name, labels)

    assert more("digitscope_readings_total", verdict="digit", version="2") == 5
    assert more("digitscope_readings_total", verdict="blank") == 1
    assert more("digitscope_predictions_total", version="2") == 5 + 5 + 2
    assert more("digitscope_confidence_ratio_count") == 12
    assert more("digitscope_pictures_total") == 6
    assert more("digitscope_picture_quality_total", quality="inverted") == 4 + _inverted(visitor)
    assert more("digitscope_batch_size_sum") == 12
    assert more("digitscope_stage_duration_seconds_count", stage="decode") == 6


def _inverted(client: httpx.Client) -> bool:
    """Whether a blank sheet counts as dark on light."""
    return bool(client.post("/predict", content=blank_png()).json()["picture"]["inverted"])


def test_refusals_are_counted_by_reason_one_for_each_picture(visitor: httpx.Client) -> None:
    before = scrape(visitor)
    files = [("files", DIGIT), ("files", b"nothing"), ("files", b"nothing, too")]
    assert visitor.post("/predict", files=files).status_code == 200
    visitor.post("/read", content=b"no picture")

    def told(door: str) -> float:
        name, labels = "digitscope_refusals_total", {"door": door, "reason": "not-an-image"}
        return total(scrape(visitor), name, labels) - total(before, name, labels)

    wait_until(lambda: told("read") == 1)  # it is counted once its answer has gone out
    assert (told("predict"), told("read")) == (2, 1)


def test_workers_and_what_they_take_are_told_together(visitor: httpx.Client, watched: Service) -> None:
    series = scrape(visitor)
    assert total(series, "digitscope_workers") == 2
    assert total(series, "digitscope_version_loaded", {"version": "2"}) == 2
    assert total(series, "digitscope_version_default", {"version": "2"}) == 2
    assert total(series, "digitscope_version_default", {"version": "1"}) == 0
    assert total(series, "digitscope_version_loads_total", {"result": "success"}) == 4
    assert total(series, "digitscope_requests_in_flight") >= 1
    assert 1e8 < total(series, "process_resident_memory_bytes") < watched.memory()
    assert total(series, "process_cpu_seconds_total") > 1
    assert total(series, "process_open_fds") > 10
    assert total(series, "digitscope_build_info") == 1


def workers_of(service: Service) -> list[psutil.Process]:
    children = psutil.Process(service.process.pid).children()
    return [each for each in children if "resource_tracker" not in " ".join(each.cmdline())]


def _scraped(client: httpx.Client) -> Series:
    """Of the worker that lives: a connection that the dead one had been dealt is reset."""
    while True:
        try:
            return scrape(client)
        except httpx.TransportError:
            time.sleep(0.05)


def test_what_a_dead_worker_counted_stays_and_what_it_was_goes(visitor: httpx.Client, watched: Service) -> None:
    before = scrape(visitor)
    for _ in range(10):
        visitor.post("/predict", content=DIGIT)
    expected = Counter({("predict", "200"): 10})
    assert increase(visitor, before, expected) == expected
    starts = total(before, "digitscope_worker_starts_total")
    workers_of(watched)[0].kill()
    deadline = time.monotonic() + 100
    seen = set()
    while total(series := _scraped(visitor), "digitscope_worker_starts_total") < starts + 1:
        seen.add((total(series, "digitscope_workers"), total(series, "digitscope_version_loaded", {"version": "2"})))
        assert time.monotonic() < deadline, "no worker came in its place"
        time.sleep(0.1)
    assert (1, 1) in seen
    deadline = time.monotonic() + 10
    while total(_scraped(visitor), "digitscope_workers") < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert total(scrape(visitor), "digitscope_workers") == 2
    for _ in range(10):
        visitor.post("/predict", content=DIGIT)
    expected = Counter({("predict", "200"): 20})
    assert increase(visitor, before, expected) == expected
