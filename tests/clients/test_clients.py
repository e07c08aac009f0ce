"""Clients that others wrote ask our service, each in a process of its own in its own environment."""

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from tests.service import Service
from tests.triton.comparison import same
from tests.triton.corpus import images, version

PICTURES = images()[:3]
TOLD_OTHERWISE = {"shape", "statistics of a model", "load of a model"}  # why: tests/triton/differences.py
WAYS_OF_TRITON = {
    "asynchronous, asyncio",
    "no outputs named",
    "with parameters",
    *(f"{way}{how}" for way in ("JSON", "binary") for how in ("", ", asynchronous", ", gzip", ", deflate")),
}


@pytest.fixture(scope="module")
def asked_by_triton(peer: Path, service: Service, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return ask(peer, "triton_http.py", service.url, tmp_path_factory.mktemp("clients"))


@pytest.fixture(scope="module")
def asked_by_kserve(peer: Path, service: Service, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return ask(peer, "kserve_rest.py", service.url, tmp_path_factory.mktemp("clients"))


@pytest.fixture(scope="module")
def expected(service: Service) -> dict[str, list[list[float]]]:
    """What another door answers to the same pictures."""
    answer = httpx.post(f"{service.url}/v1/models/digits:predict", json={"instances": PICTURES.tolist()})
    rows = answer.json()["predictions"]
    return {name: [row[name] for row in rows] for name in ("probabilities", "logits")}


def ask(python: Path, script: str, url: str, folder: Path) -> dict[str, Any]:
    """What one of this folder's scripts prints, run by that interpreter."""
    np.save(folder / "images.npy", PICTURES)
    command: list[str | Path] = [python, Path(__file__).with_name(script), url, folder / "images.npy"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_tritons_client_finds_server_and_model_ready(asked_by_triton: dict[str, Any]) -> None:
    server, model = asked_by_triton["server"], asked_by_triton["model"]
    assert (server["live"], server["ready"], model["ready"], model["version is ready"]) == (True, True, True, True)
    assert (model["other version is ready"], model["other model is ready"]) == (False, False)
    assert {"name": "digits", "version": str(version()), "state": "READY"}.items() <= server["index"][-1].items()


def test_tritons_client_reads_the_metadata(asked_by_triton: dict[str, Any]) -> None:
    """Names, datatypes and shapes; of the version as of the model."""
    model = asked_by_triton["model"]
    assert model["metadata"] == model["metadata of the version"]
    assert model["metadata"]["versions"][-1] == str(version())
    assert model["metadata"]["inputs"] == [{"name": "image", "datatype": "UINT8", "shape": [-1, 28, 28]}]
    assert {each["name"]: (each["datatype"], each["shape"]) for each in model["metadata"]["outputs"]} == {
        "probabilities": ("FP32", [-1, 10]),
        "logits": ("FP32", [-1, 10]),
    }


def test_tritons_client_gets_one_answer_by_every_way(
    asked_by_triton: dict[str, Any], expected: dict[str, list[list[float]]]
) -> None:
    """JSON and binary, packed and not, at once and later: always what `/v1` answers too."""
    inferences = asked_by_triton["inferences"]
    assert inferences.keys() >= WAYS_OF_TRITON
    for way in WAYS_OF_TRITON:
        values = {name: output["values"] for name, output in inferences[way]["outputs"].items()}
        assert same(values, expected), way
        assert (inferences[way]["model"], inferences[way]["version"]) == ("digits", str(version()))
    assert inferences["JSON"]["id"] == "JSON"
    assert inferences["binary"]["id"] == "binary"


@pytest.mark.parametrize("way", ["JSON", "binary"])
def test_tritons_client_gets_the_likeliest_classes(
    asked_by_triton: dict[str, Any], expected: dict[str, list[list[float]]], way: str
) -> None:
    """Value, index and label of the three likeliest, likeliest first."""
    output = asked_by_triton["inferences"][f"{way}, classes"]["outputs"]["probabilities"]
    assert output["datatype"] == "BYTES"
    for row, probabilities in zip(output["values"], expected["probabilities"], strict=True):
        likeliest = np.argsort(probabilities)[::-1][:3]
        assert [text.split(":")[1:] for text in row] == [[str(index), str(index)] for index in likeliest]
        assert np.allclose([float(text.split(":")[0]) for text in row], np.take(probabilities, likeliest), atol=1e-5)


def test_tritons_client_returns_of_ours_what_it_returns_of_triton(
    asked_by_triton: dict[str, Any], peer: Path, triton: str, tmp_path: Path
) -> None:
    """Inferences and errors alike, but for what is declared of the answers themselves."""
    by_triton = ask(peer, "triton_http.py", triton, tmp_path)
    assert asked_by_triton["inferences"].keys() == by_triton["inferences"].keys()
    for way, told in by_triton["inferences"].items():
        assert same(asked_by_triton["inferences"][way], told), way
    assert asked_by_triton["errors"].keys() == by_triton["errors"].keys()
    otherwise = {name for name, told in by_triton["errors"].items() if asked_by_triton["errors"][name] != told}
    assert otherwise == TOLD_OTHERWISE


def test_kserves_client_finds_server_and_model_ready(asked_by_kserve: dict[str, Any]) -> None:
    told = asked_by_kserve
    assert (told["live"], told["ready"], told["model is ready"], told["other model is ready"]) == (
        True,
        True,
        True,
        False,
    )


@pytest.mark.parametrize("way", ["JSON", "binary", "binary in only"])
def test_kserves_client_gets_the_same_answer(
    asked_by_kserve: dict[str, Any], expected: dict[str, list[list[float]]], way: str
) -> None:
    assert same(asked_by_kserve[way]["outputs"], expected)
    assert (asked_by_kserve[way]["id"], asked_by_kserve[way]["model"]) == ("7", "digits")


def test_kserves_client_gets_the_same_answer_by_v1(
    asked_by_kserve: dict[str, Any], expected: dict[str, list[list[float]]]
) -> None:
    rows = asked_by_kserve["v1"]["predictions"]
    assert same({name: [row[name] for row in rows] for name in expected}, expected)


def test_kserves_client_shows_our_reasons(asked_by_kserve: dict[str, Any]) -> None:
    """It shows a text only where the answer is JSON by its exact media type."""
    assert asked_by_kserve["unknown output"]["status"] == 400
    assert "'nothing'" in asked_by_kserve["unknown output"]["message"]
    assert asked_by_kserve["unknown model"]["status"] == 404
    assert "'letters'" in asked_by_kserve["unknown model"]["message"]
