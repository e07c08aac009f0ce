"""The shape of what `POST /units` answers, for the OpenAPI and for those who read it."""

from typing import Any

from pydantic import BaseModel, Field

from app.inside.schemas import Box, Matrix, Subject


class UnitSum(BaseModel):
    terms: float = Field(description="the sum of all contributions")
    bias: float
    total: float = Field(description="`terms` + `bias`, in float64: what goes into the activation")
    count: int = Field(description="how many products were added up")
    magnitude: float = Field(description="the sum of the terms' magnitudes")


class SoftmaxTerm(BaseModel):
    index: int
    label: str | None = Field(description="of the class, where this is the network's last softmax")
    logit: float
    exponential: float = Field(description="exp(logit - maximum)")
    share: float = Field(description="exponential / sum")


class SoftmaxTerms(BaseModel):
    maximum: float = Field(description="the largest logit")
    sum: float = Field(description="of the exponentials")
    terms: list[SoftmaxTerm]


class UnitActivation(BaseModel):
    name: str = Field(description="`linear` where the layer has none")
    input: float
    output: float = Field(description="in float64")
    softmax: SoftmaxTerms | None = Field(description="worked out, where the activation is a softmax")
    calibrated: SoftmaxTerms | None = Field(
        description="of the last layer, with the logits divided by the temperature: what `/predict` answers"
    )


class UnitWindow(BaseModel):
    """Where on the input the unit looks."""

    rows: list[int | None] = Field(description="of the input; null in the padding")
    columns: list[int | None]
    kernel_rows: list[int] = Field(description="the kernel's row that meets each of `rows`")
    kernel_columns: list[int]
    padded: bool = Field(description="whether it reaches into the padding")


class Ranking(BaseModel):
    """All contributions, by magnitude, the largest first."""

    sources: list[int]
    contributions: list[float]


class Contribution(BaseModel):
    """What one source adds to the sum. Matrices are of the window's rows and columns, 1x1 where there is no window."""

    source: int = Field(description="input channel, number of the input, or place among `inputs`: see `source` above")
    rank: int
    contribution: float
    share: float = Field(description="of the magnitudes of all contributions, signed")
    cell: list[int] | None = Field(description="of a number that went through a Flatten, its (row, column, channel)")
    inputs: Matrix
    weights: Matrix
    products: Matrix


class Origin(BaseModel):
    layer: str | None = Field(description="null for the picture itself")
    shape: list[int]


class UnitExplanation(Subject):
    """A unit is activation(sum of inputs x weights + bias), whatever its layer."""

    layer: str
    class_name: str = Field(serialization_alias="class")
    inputs: list[str] = Field(description="the layers that it takes from; none where it takes the frame")
    index: list[int] = Field(description="(row, column, channel), or (number)")
    number: int = Field(description="the same as one number, in the order in which Flatten counts")
    shape: list[int] = Field(description="of the layer's output")
    kind: str = Field(examples=["convolution"], description="what happens in this layer")
    formula: str
    source: str = Field(description="what `sources` count: `channel`, `number` or `layer`", examples=["channel"])
    sum: UnitSum
    activation: UnitActivation
    value: float = Field(description="the unit's value as TensorFlow gives it, float32")
    pre_activation: float | None = Field(description="TensorFlow's, before the activation; null where there is none")
    difference: float = Field(description="of what is worked out here to TensorFlow's values, the larger one")
    allowed_difference: float = Field(description="1e-5 of the terms' magnitudes; beyond it a unit is not explained")
    window: UnitWindow | None
    field: Box | None = Field(description="[x, y, width, height] of what the unit sees on the frame")
    details: dict[str, Any] = Field(
        description="what the formula names beside: `winner` (in the window) and `winner_in_input` of max pooling, "
        "`count` of average pooling, `place_in_input` of a copy, `gamma`, `beta`, `mean`, `variance`, `epsilon`"
    )
    origin: Origin | None = Field(description="behind a Flatten: the map that it made a row of")
    ranking: Ranking
    contributions: list[Contribution] = Field(description="the first `top` of the ranking, in full")
