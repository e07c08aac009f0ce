"""POST /predict: the digit in a picture, or in each of several."""

import asyncio
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Response

from app.dependencies import AskedDep
from app.errors import problem_of
from app.examples import PREDICTIONS
from app.openapi import PICTURES_BODY, problems
from app.predictions import render_normalised, render_reading
from model.errors import DigitscopeError

router = APIRouter(tags=["read"])


@router.post(
    "/predict",
    summary="Read the digit in a picture",
    response_class=Response,
    responses={
        200: {
            "description": "The reading; with parts named `files` a list of readings and problems, in their order.",
            "content": {
                "application/json": {
                    "schema": {
                        "oneOf": [
                            {"$ref": "#/components/schemas/Prediction"},
                            {"$ref": "#/components/schemas/Predictions"},
                        ]
                    },
                    "examples": PREDICTIONS,
                }
            },
        },
        **problems(404, 409, 413, 415, 422, 500, 503),
    },
    openapi_extra=PICTURES_BODY,
)
async def predict(
    asked: AskedDep,
    top: Annotated[int, Query(ge=1, le=10, description="candidates in the answer: `digit` and `top` - 1 others")] = 3,
    include: Annotated[
        list[Literal["normalised", "stages"]],
        Query(description="`normalised` adds the frame that the network was given, `stages` each step to it"),
    ] = [],  # noqa: B006  # FastAPI copies it
) -> Response:
    """Give one picture as the body itself or as the multipart part `file`; give several as parts named `files`.

    A sheet without ink is an answer, too: `verdict` is `blank` and `digit` null.
    """

    async def read(data: bytes) -> dict[str, Any]:
        reading = await asked.service.reader.read(
            data, asked.served, asked.stages, alternatives=top - 1, keep_stages="stages" in include
        )
        answer = render_reading(reading, asked.service.store.name)
        if include:
            answer["normalised"] = render_normalised(reading.prepared.normalised, stages="stages" in include)
        return answer

    if not asked.uploads.several:
        return _json(await read(asked.uploads.pictures[0]))
    answers = await asyncio.gather(*map(read, asked.uploads.pictures), return_exceptions=True)
    return _json({"predictions": [_or_problem(answer, asked.request_id) for answer in answers]})


def _or_problem(answer: dict[str, Any] | BaseException, request_id: str) -> dict[str, Any]:
    if isinstance(answer, DigitscopeError):
        return problem_of(answer, request_id)
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _json(content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")
