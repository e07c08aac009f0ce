"""What goes wrong inside, with a network of known answers: told without its insides, and logged."""

import asyncio
import gc
import logging
import weakref
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from app.errors import INTERNAL
from app.v2.errors import STATUS
from model import errors
from model.errors import DigitscopeError
from tests.app.conftest import InProcess, StartInProcess
from tests.app.v2.wire import assert_refused, in_binary, outputs_of, strings
from tests.files import blank_png, digit_png, encode

pytestmark = pytest.mark.anyio

IMAGES = np.zeros((3, 28, 28), np.uint8)
INFER = "/v2/models/digits/infer"
PAGE = encode(np.random.default_rng(0).integers(0, 256, (200, 200), np.uint8))  # large enough for a thread


async def ask(service: InProcess, name: str = "image", values: Any = IMAGES, **more: Any) -> httpx.Response:
    body, headers = in_binary({name: values}, **more)
    return await service.client.post(INFER, content=body, headers=headers)


def failures(caplog: pytest.LogCaptureFixture) -> list[str]:
    records = [record for record in caplog.records if record.levelno == logging.ERROR]
    return [str(record.exc_info[1]) for record in records if record.exc_info]


def test_every_kind_of_error_has_a_status() -> None:
    kinds = [value for value in vars(errors).values() if isinstance(value, type)]
    for kind in kinds:
        assert any(base in STATUS for base in kind.__mro__) or not issubclass(kind, DigitscopeError)


async def test_a_failure_of_the_model_is_a_500_that_tells_nothing_and_the_log_has_it(
    in_process: StartInProcess, caplog: pytest.LogCaptureFixture
) -> None:
    async with in_process() as service:
        service.network.fail_with = RuntimeError("secret inner detail")
        assert assert_refused(await ask(service), 500) == INTERNAL
        assert any("secret inner detail" in each for each in failures(caplog))
        assert (await ask(service)).status_code == 200


async def test_an_exception_that_nobody_expected_is_a_500_that_tells_nothing_and_the_log_has_it(
    in_process: StartInProcess, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_process() as service:
        monkeypatch.setattr(service.network, "layers", lambda _: 1 / 0)
        assert assert_refused(await ask(service, outputs=[{"name": "dense"}]), 500) == INTERNAL
        assert failures(caplog) == ["division by zero"]


async def test_too_much_that_waits_is_refused_with_when_to_come_again(in_process: StartInProcess) -> None:
    async with in_process(max_batch_size=1, max_enqueued_batches=2) as service:
        with service.busy():
            answer = await ask(service, values=IMAGES[:1])
        assert_refused(answer, 503, "2 pictures wait already, and 2 may")
        assert int(answer.headers["retry-after"]) >= 1
        assert (await ask(service)).status_code == 200


async def test_layers_are_computed_only_when_asked_for_and_the_usual_outputs_only_then(
    in_process: StartInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_process() as service:
        calls: list[int] = []
        real = service.network.layers

        def layers(images: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
            calls.append(len(images))
            return real(images)

        monkeypatch.setattr(service.network, "layers", layers)
        outputs_of(await ask(service))
        assert (calls, service.network.calls) == ([], [3])
        outputs_of(await ask(service, outputs=[{"name": "dense"}]))
        assert (calls, service.network.calls) == ([3], [3])
        outputs_of(await ask(service, outputs=[{"name": "dense"}, {"name": "logits"}]))
        assert (calls, service.network.calls) == ([3, 3], [3, 3])


async def test_a_version_for_other_pictures_takes_images_but_no_encoded_pictures(in_process: StartInProcess) -> None:
    async with in_process(input_shape=(32, 32, 3)) as service:
        answer = await ask(service, "picture", strings(digit_png(7)))
        assert_refused(answer, 400, "(32, 32, 3)", "(28, 28, 1)")
        assert (await ask(service)).status_code == 200


async def test_a_read_only_folder_conflicts(in_process: StartInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise errors.ReadOnly("digits/rollout.json cannot be written")

    async with in_process() as service:
        monkeypatch.setattr("app.v2.repository.change", refuse)
        assert_refused(await service.client.post("/v2/repository/models/digits/unload"), 409, "cannot be written")
        assert (await service.client.post("/v2/repository/models/digits/load")).status_code == 200


@pytest.mark.parametrize("picture", [b"no picture", blank_png(), PAGE[:5000]])
async def test_a_refusal_leaves_nothing_behind_that_only_the_garbage_collector_could_free(
    in_process: StartInProcess, picture: bytes
) -> None:
    """A version that is unloaded is gone once its last request is."""
    async with in_process() as service:
        await ask(service, "picture", strings(picture))
        held = weakref.ref(service.service.store.get())
        gc.collect()
        gc.disable()
        try:
            assert_refused(await ask(service, "picture", strings(picture)), 400)
            assert_refused(await ask(service, "image", IMAGES[0]), 400)
            assert_refused(await ask(service, outputs=[{"name": "nothing"}]), 400)
            (service.service.store.folder / "rollout.json").write_text('{"policy": {"specific": [1]}}')
            service.service.follower.sync()
            for _ in range(200):  # the pool's threads let go of their last jobs
                if held() is None:
                    break
                await asyncio.sleep(0.05)
            assert held() is None
        finally:
            gc.enable()
