"""The query of POST /predict, read only where there is one.

FastAPI would take about 0.15 ms a request to find that four optional parameters are absent, which is as much as the
network takes for a picture in a batch.
"""

from typing import Annotated, Any, Literal

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.dependencies import Label, Version


class PredictQuery(BaseModel):
    """What /predict is asked beside the picture."""

    model_config = ConfigDict(frozen=True)

    version: Version = None
    label: Label = None
    top: Annotated[int, Field(ge=1, le=10, description="candidates in the answer: `digit` and `top` - 1 others")] = 3
    include: Annotated[
        tuple[Literal["normalised", "stages"], ...],
        Field(description="`normalised` adds the frame that the network was given, `stages` each step to it"),
    ] = ()


_NONE_GIVEN = PredictQuery()


def read_query(request: Request) -> PredictQuery:
    """The query's values; raises RequestValidationError, as FastAPI does, where one of them cannot be."""
    if not request.scope["query_string"]:
        return _NONE_GIVEN
    given = request.query_params
    values = {
        name: given.getlist(name) if name == "include" else given[name]
        for name in PredictQuery.model_fields
        if name in given
    }
    try:
        return PredictQuery.model_validate(values)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise RequestValidationError([{**each, "loc": ("query", *each["loc"])} for each in errors]) from error


def query_parameters() -> list[dict[str, Any]]:
    """The query as parameters of the OpenAPI."""
    properties = PredictQuery.model_json_schema()["properties"]
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": schema.pop("description"),
            "schema": schema,
        }
        for name, schema in properties.items()
    ]
