"""POST /predict over HTTP to the running service."""

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.app.problems import assert_problem, assert_problem_object
from tests.files import blank_png, digit_png, encode, written

PNG = digit_png(7)


def predicted(client: httpx.Client, **request: Any) -> dict[str, Any]:
    answer = client.post("/predict", **request)
    assert answer.status_code == 200, answer.content[:300]
    body: dict[str, Any] = answer.json()
    return body


def test_plainly_written_digits_are_read(client: httpx.Client) -> None:
    """All but one of ten: the model need not like every hand."""
    read = [predicted(client, content=digit_png(digit))["digit"] for digit in range(10)]
    assert sum(digit == wanted for wanted, digit in enumerate(read)) >= 9, read


def test_an_answer_has_the_members_that_it_promises(client: httpx.Client, version_folder: Path) -> None:
    body = predicted(client, content=PNG)
    assert set(body) == {
        "digit", "confidence", "verdict", "reason", "probabilities", "alternatives", "picture", "model",
    }  # fmt: skip
    assert body["verdict"] == "digit"
    assert body["reason"] is None
    assert len(body["probabilities"]) == 10
    assert sum(body["probabilities"]) == pytest.approx(1, abs=1e-5)
    assert body["confidence"] == max(body["probabilities"]) == body["probabilities"][body["digit"]]
    assert body["model"]["version"] == version_folder.name


def test_the_picture_is_described_as_it_was_sent(client: httpx.Client) -> None:
    pixels = written(7)
    picture = predicted(client, content=PNG)["picture"]
    assert (picture["height"], picture["width"]) == pixels.shape
    assert picture["inverted"] is True
    x, y, width, height = picture["box"]
    rows, columns = np.nonzero(pixels < 128)
    assert x == pytest.approx(columns.min(), abs=5)
    assert y == pytest.approx(rows.min(), abs=5)
    assert width == pytest.approx(np.ptp(columns) + 1, abs=10)
    assert height == pytest.approx(np.ptp(rows) + 1, abs=10)
    assert 0.02 < picture["stroke_ratio"] < 0.3


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF"])
def test_a_picture_may_come_in_any_of_the_formats(client: httpx.Client, kind: str) -> None:
    assert predicted(client, content=encode(written(7), kind))["digit"] == 7


@pytest.mark.parametrize(
    "content_type",
    [None, "image/png", "image/jpeg", "text/plain", "application/json", "nonsense", "", "multipart/mixed"],
)
def test_a_wrong_or_missing_content_type_does_not_matter(client: httpx.Client, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    assert predicted(client, content=PNG, headers=headers)["digit"] == 7


def test_multipart_file_is_one_picture_whatever_it_calls_itself(client: httpx.Client) -> None:
    raw = predicted(client, content=PNG)
    assert predicted(client, files={"file": ("seven.png", PNG, "image/png")}) == raw
    assert predicted(client, files={"file": ("notes.txt", PNG, "text/plain")}) == raw
    assert predicted(client, files={"file": PNG}) == raw


def test_several_pictures_are_answered_in_their_order(client: httpx.Client) -> None:
    digits = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]
    alone = {digit: predicted(client, content=digit_png(digit)) for digit in set(digits)}
    answers = predicted(client, files=[("files", digit_png(digit)) for digit in digits])["predictions"]
    for digit, answer in zip(digits, answers, strict=True):
        assert answer["probabilities"] == pytest.approx(alone[digit]["probabilities"], abs=1e-5)
        assert answer["picture"] == alone[digit]["picture"]


def test_one_of_files_is_a_list_of_one(client: httpx.Client) -> None:
    assert [answer["digit"] for answer in predicted(client, files=[("files", PNG)])["predictions"]] == [7]


def test_a_bad_picture_gets_its_own_problem_and_harms_no_other(client: httpx.Client) -> None:
    files = [PNG, b"no picture", blank_png(), encode(np.zeros((1, 1), np.uint8)), digit_png(2)]
    answer = client.post("/predict", files=[("files", data) for data in files])
    assert answer.status_code == 200
    first, text, blank, tiny, last = answer.json()["predictions"]
    assert (first["digit"], blank["verdict"], last["digit"]) == (7, "blank", 2)
    assert_problem_object(text, 415, "no known format")
    assert_problem_object(tiny, 422, "1 x 1")
    assert text["instance"] == f"urn:digitscope:request:{answer.headers['x-request-id']}"


def test_a_sheet_that_nobody_wrote_on_is_blank_with_a_reason(client: httpx.Client) -> None:
    body = predicted(client, content=blank_png())
    assert (body["verdict"], body["digit"], body["confidence"], body["probabilities"]) == ("blank", None, None, None)
    assert body["alternatives"] == []
    assert "no ink" in body["reason"]
    assert body["picture"]["box"] is None


@pytest.mark.parametrize("top", [1, 2, 10])
def test_top_tells_how_many_candidates_there_are(client: httpx.Client, top: int) -> None:
    body = predicted(client, content=PNG, params={"top": top})
    ranked = [body["digit"], *[each["digit"] for each in body["alternatives"]]]
    assert len(ranked) == top
    order = sorted(range(10), key=lambda digit: -body["probabilities"][digit])
    assert ranked == order[:top]


@pytest.mark.parametrize("query", ["top=0", "top=11", "top=x", "include=everything", "version=x", "version=-1"])
def test_a_query_that_makes_no_sense_is_refused_with_what_does(client: httpx.Client, query: str) -> None:
    body = assert_problem(client.post(f"/predict?{query}", content=PNG), 422)
    assert body["errors"][0]["where"].startswith(f"query.{query.split('=')[0]}")
    assert query.split("=")[1] in body["detail"]


def test_a_version_is_asked_by_its_number(client: httpx.Client) -> None:
    assert predicted(client, content=PNG, params={"version": 1})["model"]["version"] == "1"
    assert_problem(client.post("/predict?version=99", content=PNG), 404, "no version 99", "the versions are 1")
    assert_problem(client.post("/predict?label=x", content=PNG), 404, "no label 'x'", "the labels are")


def picture_in(url: str) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    assert url.startswith("data:image/png;base64,")
    return np.asarray(Image.open(BytesIO(base64.b64decode(url.partition(",")[2]))))


def test_the_normalised_frame_is_added_when_asked_for(client: httpx.Client) -> None:
    normalised = predicted(client, content=PNG, params={"include": "normalised"})["normalised"]
    frame = picture_in(normalised["image"])
    assert frame.shape == (28, 28)
    assert frame.max() > 200
    assert frame[0, 0] == 0
    assert normalised["record"]["blank"] is False
    assert "stages" not in normalised


def test_the_stages_to_the_frame_are_added_when_asked_for(client: httpx.Client) -> None:
    body = predicted(client, content=PNG, params={"include": ["normalised", "stages"]})
    stages = body["normalised"]["stages"]
    assert [stage["name"] for stage in stages][-1] == "28x28"
    assert all(picture_in(stage["image"]).size for stage in stages)
    assert stages[-1]["image"] == body["normalised"]["image"]


def test_a_blank_sheet_has_a_frame_too(client: httpx.Client) -> None:
    body = predicted(client, content=blank_png(), params={"include": "stages"})
    assert not picture_in(body["normalised"]["image"]).any()


@pytest.mark.parametrize(
    "files",
    [
        [("picture", PNG)],
        [("file", PNG), ("file", PNG)],
        [("file", PNG), ("files", PNG)],
    ],
)
def test_parts_of_other_names_and_mixed_ones_are_refused(client: httpx.Client, files: list[tuple[str, bytes]]) -> None:
    assert_problem(client.post("/predict", files=files), 422, "one part named `file`, or parts named `files`")


def test_only_post_predicts(client: httpx.Client) -> None:
    answer = client.get("/predict")
    assert_problem(answer, 405, "GET is not for /predict", "POST")
    assert answer.headers["allow"] == "POST"
