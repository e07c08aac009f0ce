"""Asks a server with kserve's client, and prints what the client returns, as JSON.

    python kserve_rest.py URL IMAGES.npy

Runs in an environment that has kserve; nothing of Digitscope is imported.
"""

import asyncio
import json
import sys
from typing import Any

import httpx
import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig  # type: ignore[import-not-found]
from kserve.protocol.infer_type import RequestedOutput  # type: ignore[import-not-found]
from numpy.typing import NDArray

MODEL = "digits"
OUTPUTS = ("probabilities", "logits")


async def main(url: str, images: NDArray[np.uint8]) -> None:
    async with InferenceRESTClient(RESTConfig(protocol="v2")) as client:
        told = {
            "live": await client.is_server_live(url),
            "ready": await client.is_server_ready(url),
            "model is ready": await client.is_model_ready(url, MODEL),
            "other model is ready": await client.is_model_ready(url, "letters"),
            "JSON": await _infer(client, url, _request(images, binary=False)),
            "binary": await _infer(client, url, _request(images, binary=True)),
            "binary in only": await _infer(client, url, _request(images, binary=True, outputs=())),
            "unknown output": await _error(client, url, _request(images, binary=True, outputs=("nothing",))),
            "unknown model": await _error(client, url, _request(images, binary=False), "letters"),
        }
    async with InferenceRESTClient(RESTConfig(protocol="v1")) as client:
        told["v1"] = await client.infer(url, {"instances": images.tolist()}, model_name=MODEL)
    sys.stdout.write(json.dumps(told))


def _request(images: NDArray[np.uint8], *, binary: bool, outputs: tuple[str, ...] = OUTPUTS) -> Any:
    image = InferInput(name="image", shape=list(images.shape), datatype="UINT8")
    image.set_data_from_numpy(images, binary_data=binary)
    asked = [RequestedOutput(name, parameters={"binary_data": binary}) for name in outputs]
    return InferRequest(MODEL, [image], request_id="7", request_outputs=asked)


async def _infer(client: Any, url: str, request: Any) -> dict[str, Any]:
    answer = await client.infer(url, request, model_name=MODEL)
    outputs = {output.name: output.as_numpy().tolist() for output in answer.outputs}
    return {"id": answer.id, "model": answer.model_name, "outputs": outputs}


async def _error(client: Any, url: str, request: Any, model: str = MODEL) -> dict[str, Any]:
    try:
        await client.infer(url, request, model_name=model)
    except httpx.HTTPStatusError as error:
        return {"status": error.response.status_code, "message": str(error)}
    return {"status": 200, "message": ""}


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], np.load(sys.argv[2])))
