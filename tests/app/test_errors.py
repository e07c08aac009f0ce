"""From what goes wrong to problem details; with a network of known answers."""

import gc
import logging

import httpx
import numpy as np
import pytest

from app.errors import INTERNAL, STATUS, problem_of, retry_headers
from model import errors
from model.errors import DigitscopeError, ModelFailed, NotFound, NotLoaded, Overloaded
from model.stages import Stages
from tests.app.conftest import StartInProcess
from tests.app.problems import assert_problem, assert_problem_object
from tests.files import digit_png, encode, written

pytestmark = pytest.mark.anyio

PNG = digit_png(7)


def kinds() -> list[type[DigitscopeError]]:
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [kind for kind in found if issubclass(kind, DigitscopeError) and kind is not DigitscopeError]


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind is not errors.BadVersion])
def test_every_error_of_a_request_has_a_status(kind: type[DigitscopeError]) -> None:
    """BadVersion is the one that no request can meet: the service does not start with it."""
    status, _, _ = next(STATUS[each] for each in kind.__mro__ if each in STATUS)
    assert_problem_object(problem_of(kind("what"), "id"), status)


def test_an_error_that_time_mends_tells_when_to_come_again_and_no_other_does() -> None:
    assert retry_headers(Overloaded("busy", 2.1)) == {"Retry-After": "3"}
    assert retry_headers(NotLoaded("paused")) == {"Retry-After": "1"}
    assert retry_headers(NotFound("no cat")) == {}


def test_a_failure_inside_tells_nothing_to_the_client() -> None:
    body = problem_of(ModelFailed("signature serving_default: /secret/place"), "id")
    assert body["detail"] == INTERNAL


def test_a_special_kind_of_error_counts_as_what_it_is_a_kind_of() -> None:
    class NoSuchCat(NotFound):
        pass

    assert problem_of(NoSuchCat("no cat"), "id")["status"] == 404


async def test_a_failure_of_the_model_is_a_500_that_tells_nothing_and_the_log_has_it(
    in_process: StartInProcess, caplog: pytest.LogCaptureFixture
) -> None:
    async with in_process() as service:
        service.network.fail_with = RuntimeError("secret inner detail")
        answer = await service.client.post("/predict", content=PNG, headers={"X-Request-ID": "abc"})
        body = assert_problem(answer, 500, "log has the details")
        assert "secret" not in answer.text
        assert body["type"] == "/problems/model-failed"
        (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert record.exc_info is not None
        assert "secret inner detail" in str(record.exc_info[1])
        assert vars(record)["fields"]["request_id"] == "abc"
        assert (await service.client.post("/predict", content=PNG)).status_code == 200


async def test_an_exception_that_nobody_expected_is_a_500_that_tells_nothing_and_the_log_has_it(
    in_process: StartInProcess, caplog: pytest.LogCaptureFixture
) -> None:
    async with in_process() as service:

        @service.app.get("/broken")
        async def broken() -> None:
            raise ZeroDivisionError("secret inner detail")

        answer = await service.client.get("/broken", headers={"X-Request-ID": "abc"})
        body = assert_problem(answer, 500)
        assert (body["type"], body["detail"]) == ("/problems/internal-error", INTERNAL)
        assert "secret" not in answer.text
        assert "ZeroDivisionError" not in answer.text
        (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert record.exc_info is not None
        assert isinstance(record.exc_info[1], ZeroDivisionError)
        assert vars(record)["fields"]["request_id"] == "abc"


async def test_an_exception_that_nobody_expected_of_a_picture_is_a_500_that_the_log_has(
    in_process: StartInProcess, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`/predict` is reached past the layers that answer other routes' errors."""
    monkeypatch.setattr("app.routes.predict.render_reading", lambda *_: 1 / 0)
    async with in_process() as service:
        answer = await service.client.post("/predict", content=PNG)
        assert assert_problem(answer, 500)["detail"] == INTERNAL
        (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert record.exc_info is not None
        assert isinstance(record.exc_info[1], ZeroDivisionError)


@pytest.mark.parametrize(
    ("query", "content", "status"), [("", b"no picture", 415), ("", PNG[:60], 415), ("?top=99", PNG, 422)]
)
async def test_what_is_refused_leaves_nothing_behind_that_only_the_garbage_collector_could_free(
    in_process: StartInProcess, query: str, content: bytes, status: int
) -> None:
    """A request's bytes are counted as gone once it is answered."""
    async with in_process() as service:
        gc.collect()
        gc.disable()
        try:
            answer = await service.client.post(f"/predict{query}", content=content)
            assert answer.status_code == status
            assert not [each for each in gc.get_objects() if isinstance(each, Stages)]
        finally:
            gc.enable()


async def test_one_picture_that_the_model_fails_on_is_a_problem_among_answers_and_the_log_has_it(
    in_process: StartInProcess, caplog: pytest.LogCaptureFixture
) -> None:
    async with in_process(max_batch_size=1) as service:
        service.network.fail_with = RuntimeError("secret inner detail")
        files = [("files", PNG), ("files", PNG)]
        answer = await service.client.post("/predict", files=files, headers={"X-Request-ID": "abc"})
        assert "secret" not in answer.text
        failed, read = sorted(answer.json()["predictions"], key=lambda body: "verdict" in body)
        assert_problem_object(failed, 500)
        assert read["verdict"] == "digit"
        (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert record.exc_info is not None
        assert "secret inner detail" in str(record.exc_info[1])
        fields = vars(record)["fields"]
        assert (fields["request_id"], fields["status"]) == ("abc", 200)


async def test_too_many_waiting_pictures_are_refused_with_when_to_come_again(in_process: StartInProcess) -> None:
    async with in_process(max_batch_size=1, max_enqueued_batches=1) as service:
        with service.busy():
            answer = await service.client.post("/predict", content=PNG)
        assert_problem(answer, 503, "1 pictures wait already, and 1 may")
        assert int(answer.headers["retry-after"]) >= 1


async def test_a_decoding_that_takes_too_long_is_a_503(in_process: StartInProcess) -> None:
    page = encode(np.pad(written(7), 1500, constant_values=255))
    async with in_process(decode_timeout_seconds=0.001) as service:
        answer = await service.client.post("/predict", content=page)
        assert_problem(answer, 503, "within 0.001 s", "smaller picture")
        assert int(answer.headers["retry-after"]) >= 1


async def test_too_many_pictures_to_decode_are_refused_one_by_one(in_process: StartInProcess) -> None:
    async with in_process(max_pending_decodes=0) as service:
        answer = await service.client.post("/predict", files=[("files", PNG)] * 12)
        answers = answer.json()["predictions"]
        assert len(answers) == 12
        refused = [body for body in answers if body.get("status") == 503]
        assert 1 <= len(refused) <= 10
        assert_problem_object(refused[0], 503, "are being worked on already")


async def test_a_version_for_other_pictures_conflicts(in_process: StartInProcess) -> None:
    async with in_process(input_shape=(32, 32, 3)) as service:
        answer = await service.client.post("/predict", content=PNG)
        assert_problem(answer, 409, "(32, 32, 3)", "(28, 28, 1)", "another version")


async def test_the_look_inside_resizes_pictures_for_a_version_of_another_size(in_process: StartInProcess) -> None:
    async with in_process(input_shape=(32, 24, 3)) as service:
        body = (await service.client.post("/feature-maps", content=PNG)).json()
        assert body["frame"]["shape"] == [32, 24, 3]
        width, height = body["picture"]["width"], body["picture"]["height"]
        assert body["frame"]["on_picture"] == {"x": 0, "y": 0, "width": width, "height": height}


async def test_labels_choose_versions(in_process: StartInProcess) -> None:
    async with in_process() as service:

        async def ask(query: str) -> httpx.Response:
            return await service.client.post(f"/predict{query}", content=PNG)

        assert (await ask("")).json()["model"]["version"] == "2"
        assert (await ask("?label=stable")).json()["model"]["version"] == "1"
        assert (await ask("?label=stable&version=1")).json()["model"]["version"] == "1"
        assert_problem(await ask("?label=stable&version=2"), 404, "label 'stable' is on version 1")
        assert_problem(await ask("?label=canary"), 404, "no label 'canary'; the labels are stable")


def test_overloaded_says_when_to_come_again() -> None:
    assert Overloaded("busy", retry_after_s=3).retry_after_s == 3
