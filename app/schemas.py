"""The shapes of the answers, for the OpenAPI and for those who read it."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from model.verdict import VerdictName
from model.versions.folders import LARGEST_VERSION
from model.versions.rollout import Rollout
from model.versions.served import State

Probability = Annotated[float, Field(ge=0, le=1)]


class _Schema(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Problem(_Schema):
    """Problem details (RFC 9457)."""

    type: str = Field(description="the kind of problem, explained at this path", examples=["/problems/not-an-image"])
    title: str
    status: int
    detail: str = Field(description="what was asked, what came and what to do")
    instance: str = Field(description="this very request; its id is also in `X-Request-ID`")


class ValidationItem(_Schema):
    where: str
    message: str
    got: str


class ValidationProblem(Problem):
    """A problem with the request's parameters, each told apart."""

    errors: list[ValidationItem] = []


class Alternative(_Schema):
    digit: int
    confidence: Probability


class PictureFacts(_Schema):
    """What the normaliser found in the picture."""

    width: int = Field(description="pixels, as sent and upright")
    height: int
    inverted: bool = Field(description="the ink was darker than its paper, so light and dark were exchanged")
    box: Annotated[list[int], Field(min_length=4, max_length=4)] | None = Field(
        description="[x, y, width, height] of the ink in the picture; null when it is blank"
    )
    stroke_ratio: float | None = Field(description="the stroke's width over the digit's longer side")


class Rectangle(_Schema):
    """In pixels of the picture as sent, upright; it may reach beyond the picture's edges."""

    x: float
    y: float
    width: float
    height: float


class FrameFacts(_Schema):
    """What the network was given: the normaliser's frame, or for a network of another size the picture resized."""

    shape: list[int] = Field(description="(height, width, channels)")
    image: str = Field(description="as a PNG in a `data:` URL; the normaliser's ink is white on black")
    on_picture: Rectangle | None = Field(description="where it lies, to within one of its pixels; null when blank")


class ModelReference(_Schema):
    name: str
    version: str


class Normalised(_Schema):
    """The 28x28 frame that the network was given, and what the normaliser did to get it."""

    image: str = Field(description="the frame as a PNG in a `data:` URL; ink is white on black")
    record: dict[str, Any]
    stages: list["Stage"] | None = Field(default=None, description="each step as a picture, with `include=stages`")


class Stage(_Schema):
    name: str
    image: str = Field(description="a PNG in a `data:` URL")


class Prediction(_Schema):
    """What was read from one picture."""

    digit: Annotated[int, Field(ge=0, le=9)] | None = Field(description="null when there is none to read")
    confidence: Probability | None = Field(description="the calibrated probability of `digit`")
    verdict: VerdictName = Field(description="`digit` is null with the last three", examples=["digit"])
    reason: str | None = Field(description="why it is not simply a digit, in plain words, and what to do")
    probabilities: list[Probability] | None = Field(description="of the digits 0 to 9; null when it is blank")
    alternatives: list[Alternative] = Field(description="the next likely digits, as many as `top` less one")
    picture: PictureFacts
    model: ModelReference
    normalised: Normalised | None = None


class Predictions(_Schema):
    """One entry for each of `files`, in their order: a prediction, or the problem that this picture has."""

    predictions: list[Prediction | Problem]


class Activity(_Schema):
    """Statistics of one channel: a feature map, or one unit of a Dense layer."""

    channel: int
    minimum: float
    maximum: float
    mean: float
    standard_deviation: float
    zeros: Probability = Field(description="share of the units that are exactly zero")
    flat: bool = Field(description="every unit has the same value")
    dead: bool = Field(description="every unit is zero")


class LayerMaps(_Schema):
    layer: str
    shape: list[int] = Field(description="(height, width, channels), or (units,)")
    pre_activation: bool = Field(description="whether these are the values before the activation function")
    channels: list[Activity]
    values: list[Any] | None = Field(default=None, description="with `values=true`: nested like `shape`")


class FeatureMaps(_Schema):
    picture: PictureFacts
    frame: FrameFacts
    model: ModelReference
    layers: list[LayerMaps]


class ReceptiveField(_Schema):
    """A unit at position p sees `size` input pixels from `start + p * stride` on, along each side."""

    size: int
    stride: int
    start: int


class Layer(_Schema):
    name: str
    class_name: str = Field(serialization_alias="class", examples=["Conv2D"])
    input_shape: list[int | None]
    output_shape: list[int | None] = Field(description="without the batch axis")
    parameters: int
    multiply_adds: int = Field(description="multiplications with a weight, for one picture")
    kernel_size: list[int] | None
    strides: list[int] | None
    padding: str | None
    activation: str | None
    receptive_field: ReceptiveField | None
    inputs: list[str] = Field(description="the layers that it takes from; none for the first")
    blind_rows: list[int] | None = Field(
        description="rows of the frame that no unit of it sees; null where that is not known"
    )
    blind_columns: list[int] | None


class Layers(_Schema):
    model: ModelReference
    input_shape: list[int] = Field(description="(height, width, channels) of the frame")
    classes: list[str] = Field(description="a label for each number of the last layer")
    parameters: int
    multiply_adds: int
    layers: list[Layer]
    explainable: list[str] = Field(description="layers whose units `POST /units` works out")
    maskable: list[str] = Field(description="layers whose channels `POST /ablations` switches off")


class Weight(_Schema):
    shape: list[int]
    values: list[Any] = Field(description="nested like `shape`")


class Filters(_Schema):
    layer: str
    weights: dict[str, Weight] = Field(
        description="by Keras's names: `kernel` (height, width, in, out) or (in, out), `bias` (out)"
    )


class SummaryLayer(_Schema):
    name: str
    class_name: str = Field(serialization_alias="class")
    output_shape: list[int | None] = Field(description="with the batch axis first, as null")
    parameters: int


class Summary(_Schema):
    name: str
    layers: list[SummaryLayer]
    total_parameters: int
    trainable_parameters: int
    non_trainable_parameters: int


class ModelVersion(_Schema):
    version: str
    labels: list[str]
    state: State
    reason: str | None = Field(description="why it is not available, or what is wrong with it although it is")
    recipe: str | None = Field(description="null, as all that follows, where no description came with the version")
    parameters: int | None
    classes: list[str] | None
    created: str | None = Field(description="UTC")


class Models(_Schema):
    name: str
    default_version: str | None = Field(description="answers where none is asked for; null where none is loaded")
    versions: list[ModelVersion] = Field(
        description="those of the model folder and those that are loaded, newest first"
    )
    rollout: Rollout = Field(description="what `rollout.json` says")
    problem: str | None = Field(description="why the rollout cannot be followed as it is")


class LabelTarget(_Schema):
    """Where a label is to be."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=0, le=LARGEST_VERSION, examples=[2], strict=True)  # else `true` would be 1


class Promotion(_Schema):
    """What is to be the default from now on: a version, or where another label is."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(default=None, ge=0, le=LARGEST_VERSION, examples=[2], strict=True)
    label: str | None = Field(default=None, examples=["canary"])


class ModelCard(ModelVersion):
    """A version with all that its `model.json` says of it."""

    input_shape: list[int]
    seed: int | None
    commit: str | None
    data: dict[str, str]
    packages: dict[str, str]
    calibration: dict[str, Any]
    metrics: dict[str, Any]


class Health(_Schema):
    status: str
