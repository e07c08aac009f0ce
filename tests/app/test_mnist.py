"""MNIST's 10,000 test images, sent as PNG files to the running service."""

import asyncio
import os
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from model.versions.manifest import Manifest
from tests.files import encode
from tests.service import Service

MARGIN = 0.0005  # five images: the frame may differ by one grey level from the image, and files of 28x28 by their shift
A_REQUEST, AT_ONCE = 32, 4


@pytest.fixture(scope="module")
def test_set() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    file = os.environ.get("DIGITSCOPE_MNIST")
    if not file:
        pytest.skip("DIGITSCOPE_MNIST is not set; it must name mnist.npz, whose test images are needed here")
    with np.load(file) as arrays:
        return arrays["x_test"], arrays["y_test"]


@pytest.mark.anyio
async def test_the_service_reads_mnist_as_well_as_the_card_says(
    service: Service, version_folder: Path, test_set: tuple[NDArray[np.uint8], NDArray[np.uint8]]
) -> None:
    images, labels = test_set
    answers = await read_all(service.url, [encode(image) for image in images])
    read = [int(np.argmax(answer["probabilities"])) for answer in answers]
    accuracy = float(np.mean(np.array(read) == labels))
    assert len(labels) == 10_000
    assert sum(answer["digit"] is None for answer in answers) <= 100, "more than 1 % of the digits were refused"
    assert accuracy == pytest.approx(Manifest.read(version_folder).metrics["test"]["accuracy"], abs=MARGIN)


async def read_all(url: str, files: list[bytes]) -> list[dict[str, Any]]:
    """The predictions of files."""
    gate = asyncio.Semaphore(AT_ONCE)

    async with httpx.AsyncClient(base_url=url, timeout=60) as client:

        async def ask(start: int) -> list[dict[str, Any]]:
            parts = [("files", data) for data in files[start : start + A_REQUEST]]
            async with gate:
                predictions: list[dict[str, Any]] = (await client.post("/predict", files=parts)).json()["predictions"]
            return predictions

        answers = await asyncio.gather(*map(ask, range(0, len(files), A_REQUEST)))
    return [prediction for predictions in answers for prediction in predictions]
