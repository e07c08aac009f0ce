"""POST /predict: the digit in a picture, or in each of several."""

import asyncio
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from app.bare_route import BareRoute
from app.dependencies import ask
from app.errors import note, problem_of
from app.examples import PREDICTIONS
from app.openapi import PICTURES_BODY, problems
from app.predict_query import query_parameters, read_query
from app.predictions import render_normalised, render_reading
from model.errors import DigitscopeError

router = APIRouter(tags=["read"], route_class=BareRoute)


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
        **problems(404, 409, 413, 415, 422, 500, 503, 504),
    },
    openapi_extra={**PICTURES_BODY, "parameters": query_parameters()},
)
async def predict(request: Request) -> Response:
    """Give one picture as the body itself or as the multipart part `file`; give several as parts named `files`.

    A sheet without ink is an answer, too: `verdict` is `blank` and `digit` null.
    """
    query = read_query(request)
    asked = await ask(request, query.version, query.label)
    keep_stages = "stages" in query.include

    async def read(data: bytes) -> dict[str, Any]:
        reading = await asked.service.reader.read(
            data, asked.served, asked.stages, alternatives=query.top - 1, keep_stages=keep_stages
        )
        with asked.stages.timed("render"):
            answer = render_reading(reading, asked.service.store.name)
            if query.include:
                answer["normalised"] = render_normalised(reading.prepared.normalised, stages=keep_stages)
        return answer

    if not asked.uploads.several:
        return _json(await read(asked.uploads.pictures[0]))
    answers = await asyncio.gather(*map(read, asked.uploads.pictures), return_exceptions=True)
    return _json({"predictions": [_or_problem(answer, request) for answer in answers]})


def _or_problem(answer: dict[str, Any] | BaseException, request: Request) -> dict[str, Any]:
    if isinstance(answer, DigitscopeError):
        body = problem_of(answer, request.state.request_id)
        note(request, answer, body["status"])
        return body
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _json(content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")
