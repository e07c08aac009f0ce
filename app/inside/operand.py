"""What every experiment is asked: on what it is made, with which kernel, and how it is answered."""

import dataclasses
from typing import Annotated, Any, Literal

from fastapi import Depends, Header, Query, Response

from app.inside.examples.experiment import EXPERIMENT
from app.negotiation import JSON, NPY, PNG
from app.openapi import PICTURE_BODY, binary, problems
from model.inside.experiments.kernel import MAX_SIZE

Accept = Annotated[str | None, Header(include_in_schema=False)]
KernelText = Annotated[
    str,
    Query(
        max_length=4000,
        description="a name (`GET /experiments/kernels`); weights such as `1,0,-1;2,0,-2;1,0,-1`, channels parted by "
        "`|`; or a learned filter, `conv2d/5`, or one of its input channels, `conv2d_1/5/0`",
    ),
]
KernelSize = Annotated[int | None, Query(ge=1, le=MAX_SIZE, description="side of `blur` and `gaussian`; 3 by default")]
Stride = Annotated[int, Query(ge=1, le=16, description="cells from one place to the next")]
Edge = Annotated[Literal["valid", "same"], Query(description="as Keras's layers have it")]


@dataclasses.dataclass(frozen=True)
class Operand:
    """What the experiment is made on."""

    of: Annotated[
        str,
        Query(max_length=300, description="`frame`, `picture`, or a layer and its channels, such as `conv2d:0,5-9`"),
    ] = "frame"
    side: Annotated[int, Query(ge=8, le=256, description="`picture`: its longer side is shrunk to this")] = 96
    invert: Annotated[bool, Query(description="`frame` and `picture`: exchange light and dark")] = False


OperandDep = Annotated[Operand, Depends()]
ROUTE: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "The result, its size as counted and by the formula, and what lies at its border.",
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/ExperimentAnswer"}, "example": EXPERIMENT},
                NPY: binary("float32 (height, width)"),
                PNG: binary("the result over a legend; `X-Scale-Limit` is the value of full colour"),
            },
        },
        **problems(404, 406, 409, 413, 415, 422, 500, 503),
    },
    "openapi_extra": PICTURE_BODY,
}
