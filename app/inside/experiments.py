"""An experiment as `POST /experiments` answers it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from app.inside.schemas import Matrix, Subject
from model.inside.experiments.steps import Experiment


class NamedKernel(BaseModel):
    name: str
    purpose: str
    weights: Matrix


class KernelList(BaseModel):
    kernels: list[NamedKernel]


class Maps(BaseModel):
    shape: list[int] = Field(description="(height, width, channels)")
    maps: list[Matrix] = Field(description="(height, width) for each channel")


class Operand(Maps):
    of: str = Field(description="`frame`, `picture`, or a layer and its channels", examples=["frame"])


class ChosenKernel(Maps):
    name: str = Field(description="a name, `written`, or layer/filter(/channel)")


class Output(BaseModel):
    shape: list[int] = Field(description="(height, width)")
    values: Matrix
    minimum: float
    maximum: float
    limit: float = Field(description="the largest magnitude, for a colour scale that is anchored at zero")


class CountedSize(BaseModel):
    formula: str = Field(description="of N cells, a window of M and a stride of S", examples=["N - M + 1"])
    expected: list[int] = Field(description="(height, width) by the formula")
    counted: list[int] = Field(description="(height, width) as they came out, one by one")


class PaddingCells(BaseModel):
    """Cells of padding that windows reach, before and after."""

    rows: list[int]
    columns: list[int]


class Unseen(BaseModel):
    """Rows and columns of the input that no cell of the output sees."""

    rows: list[int]
    columns: list[int]


class ExperimentAnswer(Subject):
    operation: str = Field(examples=["convolve"])
    parameters: dict[str, int | float | str] = Field(description="as they were used")
    input: Operand
    kernel: ChosenKernel | None
    output: Output
    size: CountedSize
    padding: PaddingCells
    border: list[list[bool]] | None = Field(description="cells whose window reaches into the padding")
    unseen: Unseen
    counts: list[list[int]] | None = Field(description="pool: cells in the window; transpose: stamps on each cell")
    winners: list[list[int]] | None = Field(description="pool: the input cell that won, row x width + column")
    even: bool | None = Field(description="transpose: whether the stride divides the kernel's size")


def render_experiment(done: Experiment, of: str) -> dict[str, Any]:
    """The members of an ExperimentAnswer that are about the experiment."""
    result = done.result
    return {
        "operation": done.operation,
        "parameters": done.parameters,
        "input": {"of": of, **_maps(done.values)},
        "kernel": None if done.kernel is None else {"name": done.kernel.name, **_maps(done.kernel.values)},
        "output": {
            "shape": result.values.shape,
            "values": _single(result.values),
            "minimum": float(result.values.min()),
            "maximum": float(result.values.max()),
            "limit": float(np.abs(result.values).max()),
        },
        "size": {"formula": result.formula, "expected": result.expected, "counted": result.values.shape},
        "padding": {"rows": result.padding[0], "columns": result.padding[1]},
        "border": None if result.border is None else np.ascontiguousarray(result.border),
        "unseen": {"rows": result.unseen_rows, "columns": result.unseen_columns},
        "counts": None if result.counts is None else np.ascontiguousarray(result.counts),
        "winners": None if result.winners is None else np.ascontiguousarray(result.winners),
        "even": done.even,
    }


def _maps(values: NDArray[np.float64]) -> dict[str, Any]:
    return {"shape": values.shape, "maps": _single(np.moveaxis(values, -1, 0))}


def _single(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """As float32, which has a short text each."""
    return np.ascontiguousarray(values, np.float32)
