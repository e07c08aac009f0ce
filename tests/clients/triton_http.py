"""Asks a server with Triton's own client, and prints what the client returns, as JSON.

    python triton_http.py URL IMAGES.npy

Runs in an environment that has tritonclient; nothing of Digitscope is imported.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import tritonclient.http as http  # type: ignore[import-not-found]
import tritonclient.http.aio as aio  # type: ignore[import-not-found]
from numpy.typing import NDArray

MODEL = "digits"
OUTPUTS = ("probabilities", "logits")


def main(url: str, images: NDArray[np.uint8]) -> None:
    address = url.removeprefix("http://")
    with http.InferenceServerClient(address, network_timeout=60) as client:
        told = {
            "server": _server(client),
            "model": _model(client),
            "inferences": _inferences(client, images),
            "errors": _errors(client, images),
        }
    told["inferences"]["asynchronous, asyncio"] = asyncio.run(_by_asyncio(address, images))
    sys.stdout.write(json.dumps(told))


def _server(client: Any) -> dict[str, Any]:
    return {
        "live": client.is_server_live(),
        "ready": client.is_server_ready(),
        "metadata": client.get_server_metadata(),
        "index": client.get_model_repository_index(),
    }


def _model(client: Any) -> dict[str, Any]:
    metadata = client.get_model_metadata(MODEL)
    version = metadata["versions"][-1]
    return {
        "ready": client.is_model_ready(MODEL),
        "version is ready": client.is_model_ready(MODEL, version),
        "other version is ready": client.is_model_ready(MODEL, "99"),
        "other model is ready": client.is_model_ready("letters"),
        "metadata": metadata,
        "metadata of the version": client.get_model_metadata(MODEL, version),
        "statistics": sorted(client.get_inference_statistics(MODEL)["model_stats"][-1]),
    }


def _inferences(client: Any, images: NDArray[np.uint8]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for way, binary in (("JSON", False), ("binary", True)):
        given = {"inputs": [_image(images, binary)], "outputs": [_output(name, binary) for name in OUTPUTS]}
        told[way] = _told(client.infer(MODEL, **given, request_id=way))
        told[f"{way}, asynchronous"] = _told(client.async_infer(MODEL, **given).get_result())
        for algorithm in ("gzip", "deflate"):
            answer = client.infer(
                MODEL, **given, request_compression_algorithm=algorithm, response_compression_algorithm=algorithm
            )
            told[f"{way}, {algorithm}"] = _told(answer)
        classes = [_output("probabilities", binary, class_count=3)]
        told[f"{way}, classes"] = _told(client.infer(MODEL, given["inputs"], outputs=classes))
    told["no outputs named"] = _told(client.infer(MODEL, [_image(images, binary=True)]))
    told["with parameters"] = _told(
        client.infer(MODEL, [_image(images, binary=True)], priority=1, timeout=10**7, parameters={"of": "our own"})
    )
    return told


def _errors(client: Any, images: NDArray[np.uint8]) -> dict[str, Any]:
    sound = _image(images, binary=True)
    attempts: dict[str, Callable[[], object]] = {
        "model": lambda: client.infer("letters", [sound]),
        "version": lambda: client.infer(MODEL, [sound], model_version="99"),
        "output": lambda: client.infer(MODEL, [sound], outputs=[_output("nothing", binary=True)]),
        "input": lambda: client.infer(MODEL, [_image(images, binary=True, name="nothing")]),
        "shape": lambda: client.infer(MODEL, [_image(images.reshape(-1, 784), binary=True)]),
        "datatype": lambda: client.infer(MODEL, [_image(images.astype(np.float32), binary=True, datatype="FP32")]),
        "metadata of a model": lambda: client.get_model_metadata("letters"),
        "metadata of a version": lambda: client.get_model_metadata(MODEL, "99"),
        "statistics of a model": lambda: client.get_inference_statistics("letters"),
        "load of a model": lambda: client.load_model("letters"),
    }
    told = {}
    for name, attempt in attempts.items():
        try:
            attempt()
        except http.InferenceServerException as error:
            told[name] = {"status": error.status(), "message": error.message()}
    return told


async def _by_asyncio(address: str, images: NDArray[np.uint8]) -> dict[str, Any]:
    async with aio.InferenceServerClient(address) as client:
        return _told(await client.infer(MODEL, [_image(images, binary=True)]))


def _image(images: NDArray[Any], binary: bool, *, name: str = "image", datatype: str = "UINT8") -> Any:
    given = http.InferInput(name, list(images.shape), datatype)
    given.set_data_from_numpy(images, binary_data=binary)
    return given


def _output(name: str, binary: bool, class_count: int = 0) -> Any:
    return http.InferRequestedOutput(name, binary_data=binary, class_count=class_count)


def _told(answer: Any) -> dict[str, Any]:
    response = answer.get_response()
    outputs = {}
    for output in response["outputs"]:
        values = answer.as_numpy(output["name"])
        if values.dtype == object:
            values = np.vectorize(lambda text: text.decode() if isinstance(text, bytes) else str(text))(values)
        outputs[output["name"]] = {"datatype": output["datatype"], "values": values.tolist()}
    return {
        "id": response.get("id"),
        "model": response["model_name"],
        "version": response["model_version"],
        "outputs": outputs,
    }


if __name__ == "__main__":
    main(sys.argv[1], np.load(sys.argv[2]))
