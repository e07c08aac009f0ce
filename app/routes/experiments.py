"""POST /experiments: the textbook's operations on any picture, with a chosen or a learned kernel."""

from collections.abc import Callable
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Response
from numpy.typing import NDArray

from app.arrays import npy
from app.dependencies import Asked, AskedDep
from app.inside.experiments import KernelList, render_experiment
from app.inside.operand import ROUTE, Accept, Edge, KernelSize, KernelText, Operand, OperandDep, Stride
from app.inside.subject import json_response, prepare, render_subject
from app.negotiation import JSON, NPY, PNG, choose
from model.inside.experiments import steps
from model.inside.experiments.axis import Padding
from model.inside.experiments.convolve import Activation
from model.inside.experiments.kernel import NAMED
from model.inside.experiments.pool import Kind
from model.inside.experiments.sheet import sheet
from model.inside.experiments.steps import Experiment
from model.inside.experiments.upsample import Interpolation
from model.inside.mosaic import COLOURS, draw
from model.versions.version import Version

router = APIRouter(prefix="/experiments", tags=["experiments"])

Compute = Callable[[Version, NDArray[np.float64]], Experiment]


@router.get("/kernels", summary="The kernels that have a name")
async def kernels() -> KernelList:
    """What `kernel` may name, and what each is for."""
    return KernelList.model_validate(
        {"kernels": [{"name": name, "purpose": what, "weights": rows} for name, (what, rows) in NAMED.items()]}
    )


@router.post("/convolve", summary="Convolve with a chosen or a learned kernel", **ROUTE)
async def convolve(
    asked: AskedDep,
    operand: OperandDep,
    kernel: KernelText = "edges",
    size: KernelSize = None,
    padding: Annotated[Padding, Query(description="`full`: M - 1 zeros on each side")] = "valid",
    stride: Stride = 1,
    bias: Annotated[
        float | None, Query(ge=-1e6, le=1e6, description="a whole learned filter's own, or 0, by default")
    ] = None,
    activation: Annotated[Activation, Query(description="what is applied to the sums")] = "linear",
    accept: Accept = None,
) -> Response:
    """N cells and a kernel of M give N - M + 1 (`valid`), N (`same`) or N + M - 1 (`full`), counted one by one."""

    def compute(version: Version, values: NDArray[np.float64]) -> Experiment:
        return steps.convolved(version, values, kernel, size, padding, stride, bias, activation)

    return await _answer(asked, operand, compute, accept)


@router.post("/pool", summary="Pool by maximum, mean or minimum", **ROUTE)
async def pool(
    asked: AskedDep,
    operand: OperandDep,
    kind: Annotated[Kind, Query(description="light ink survives the maximum, dark ink the minimum")] = "max",
    size: Annotated[int, Query(ge=1, le=32, description="side of the window")] = 2,
    stride: Annotated[int | None, Query(ge=1, le=32, description="the window's size by default")] = None,
    padding: Edge = "valid",
    accept: Accept = None,
) -> Response:
    """Each cell of the result with its winner; rows and columns that no window sees are listed."""

    def compute(version: Version, values: NDArray[np.float64]) -> Experiment:
        del version
        return steps.pooled(values, kind, size, stride or size, padding)

    return await _answer(asked, operand, compute, accept)


@router.post("/transpose", summary="Transposed convolution, with its overlaps counted", **ROUTE)
async def transpose(
    asked: AskedDep,
    operand: OperandDep,
    kernel: KernelText = "blur",
    size: KernelSize = None,
    stride: Annotated[int, Query(ge=1, le=8, description="cells from one stamp of the kernel to the next")] = 2,
    padding: Edge = "valid",
    accept: Accept = None,
) -> Response:
    """`counts` tells how many stamps each cell got: a checkerboard unless the stride divides the kernel's size."""

    def compute(version: Version, values: NDArray[np.float64]) -> Experiment:
        return steps.transposed(version, values, kernel, size, stride, padding)

    return await _answer(asked, operand, compute, accept)


@router.post("/upsample", summary="Enlarge, and convolve if you like", **ROUTE)
async def upsample(
    asked: AskedDep,
    operand: OperandDep,
    factor: Annotated[int, Query(ge=1, le=8, description="cells that each becomes, along each side")] = 2,
    interpolation: Annotated[Interpolation, Query(description="copies, or even steps between")] = "nearest",
    kernel: Annotated[
        KernelText | None, Query(max_length=4000, description="convolve with it, `same`, afterwards")
    ] = None,
    size: KernelSize = None,
    accept: Accept = None,
) -> Response:
    """Upsampling, then a convolution: what takes the place of a transposed convolution and leaves no checkerboard."""

    def compute(version: Version, values: NDArray[np.float64]) -> Experiment:
        return steps.upsampled(version, values, factor, interpolation, kernel, size)

    return await _answer(asked, operand, compute, accept)


async def _answer(asked: Asked, operand: Operand, compute: Compute, accept: str | None) -> Response:
    chosen = choose(accept, (JSON, NPY, PNG))
    version, pool_ = asked.served.version, asked.service.pool
    prepared = await prepare(asked, keep_stages=True)
    with asked.stages.timed("experiment"):
        values = await pool_.run(
            sheet, prepared.normalised, version, operand.of, side=operand.side, invert=operand.invert
        )
        done = await pool_.run(compute, version, values)
    if chosen == NPY:
        return Response(npy(done.result.values.astype(np.float32)), media_type=NPY)
    if chosen == PNG:
        png, limit = await pool_.run(_draw, done, operand.of)
        return Response(png, media_type=PNG, headers={"X-Scale-Colours": COLOURS, "X-Scale-Limit": repr(limit)})
    return json_response({**render_subject(asked, prepared), **render_experiment(done, operand.of)})


def _draw(done: Experiment, of: str) -> tuple[bytes, float | None]:
    tiles = done.result.values.astype(np.float32)[np.newaxis]
    longest = max(tiles.shape[1:])
    title = f"{done.operation} of {of}, {tiles.shape[1]}x{tiles.shape[2]}"
    mosaic = draw(tiles, title=title, scale="layer", side=max(1, 336 // longest) * longest)
    return mosaic.png(), mosaic.limit
