import threading
from types import SimpleNamespace
from typing import Any

import pytest

from app.v1.address import Address
from app.v1.answering import Asked, answer
from app.v1.classify import read_classify
from app.v1.errors import Refused
from app.v1.predict import read_predict
from model.pool import Pool
from model.stages import Stages


@pytest.mark.anyio
@pytest.mark.parametrize(("size", "thread"), [(0, "MainThread"), (64_000, "MainThread"), (64_001, "pool")])
async def test_a_large_body_is_looked_into_beside_the_event_loop(size: int, thread: str) -> None:
    names: list[str] = []

    def read(body: bytes, *_: Any) -> Asked:
        names.append(threading.current_thread().name)
        raise Refused(f"{len(body)} bytes")

    pool = Pool(threads=1, max_waiting=1, timeout_s=30)
    service: Any = SimpleNamespace(pool=pool, store=None)
    stages = Stages()
    with pytest.raises(Refused, match=f"^{size} bytes$"):
        await answer(read, bytes(size), Address("predict", "digits"), service, stages)
    (name,) = names
    assert name.startswith(thread)
    assert "parse" in stages.seconds
    pool.close()


@pytest.mark.parametrize("read", [read_predict, read_classify])
def test_the_document_is_looked_at_before_the_model(read: Any) -> None:
    store: Any = SimpleNamespace(name="digits")
    for body, told in ((b"[]", "Is not object"), (b'{"examples": [{}]}', "Servable not found")):
        with pytest.raises(Refused, match=told):
            read(body, Address("predict", "cats"), store, Stages())
