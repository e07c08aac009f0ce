"""The shapes of this protocol's requests and answers, for the OpenAPI and for those who read it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

Side = Annotated[int, Field(ge=0)]
Parameter = str | bool | int | float
Datatype = Annotated[str, Field(examples=["UINT8", "FP32", "BYTES"])]


class V2Error(BaseModel):
    """Why a request of this protocol was refused."""

    error: str


class ServerHealth(BaseModel):
    live: bool
    ready: bool | None = Field(default=None, description="whether a version is loaded; told where it is asked for")


class ModelReady(BaseModel):
    name: str
    ready: bool


class ServerMetadata(BaseModel):
    name: str
    version: str
    extensions: list[str]


class TensorMetadata(BaseModel):
    name: str
    datatype: Datatype
    shape: list[int] = Field(description="-1 for a side that is open, as the batch is")


class ModelMetadata(BaseModel):
    name: str
    versions: list[str] = Field(description="those that are loaded")
    platform: str
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]


class ConfiguredTensor(BaseModel):
    name: str
    data_type: str = Field(examples=["TYPE_UINT8"])
    dims: list[int] = Field(description="without the batch, where `max_batch_size` is not 0")


class ModelConfig(BaseModel):
    """What Triton's clients read of a model's configuration."""

    name: str
    platform: str
    backend: str
    max_batch_size: int
    input: list[ConfiguredTensor]
    output: list[ConfiguredTensor]


class RequestInput(BaseModel):
    name: str = Field(examples=["image"])
    shape: list[Side] = Field(examples=[[1, 28, 28]])
    datatype: Datatype
    parameters: Any = Field(
        default=None,
        description="`binary_data_size` instead of `data`: so many bytes of the body's tensors are its own; "
        '`"content_type": "base64"`: the strings of BYTES are base64',
    )
    data: list[Any] | None = Field(default=None, description="nested or flat, in rows")


class RequestOutput(BaseModel):
    name: str = Field(examples=["probabilities"])
    parameters: Any = Field(
        default=None,
        description="`binary_data`: as bytes behind the JSON; `classification`: so many best classes, each as text "
        "`<value>:<index>:<label>`",
    )


class InferenceRequest(BaseModel):
    """Tensors in; the model's outputs out."""

    id: str = Field(default="", description="comes back in the answer")
    parameters: dict[str, Parameter] = Field(
        default={}, description="`binary_data_output`: the usual outputs as bytes behind the JSON"
    )
    inputs: list[RequestInput]
    outputs: list[RequestOutput] = Field(
        default=[],
        description="`probabilities`, `logits`, any layer by its name, and `<layer>/pre_activation`; without any, the "
        "first two",
    )


class ResponseOutput(BaseModel):
    name: str
    shape: list[Side]
    datatype: Datatype
    parameters: dict[str, Parameter] | None = Field(default=None, description="`binary_data_size`, where it is bytes")
    data: list[Any] | None = Field(default=None, description="flat, in rows")


class InferenceResponse(BaseModel):
    id: str | None = None
    model_name: str
    model_version: str
    outputs: list[ResponseOutput]


class Duration(BaseModel):
    count: int
    ns: int = Field(description="nanoseconds, in all")


class InferenceStatistics(BaseModel):
    success: Duration
    fail: Duration
    queue: Duration
    compute_input: Duration
    compute_infer: Duration
    compute_output: Duration
    cache_hit: Duration
    cache_miss: Duration


class BatchStatistics(BaseModel):
    batch_size: int
    compute_input: Duration
    compute_infer: Duration
    compute_output: Duration


class VersionStatistics(BaseModel):
    name: str
    version: str
    last_inference: int = Field(description="milliseconds since 1970; 0 where there was none")
    inference_count: int = Field(description="pictures")
    execution_count: int = Field(description="calls of the model")
    inference_stats: InferenceStatistics = Field(description="of requests")
    response_stats: dict[str, Any]
    batch_stats: list[BatchStatistics] = Field(description="of calls of the model, by their number of pictures")
    memory_usage: list[Any]


class ModelStatistics(BaseModel):
    """What all doors of all worker processes have asked the model."""

    model_stats: list[VersionStatistics]


class IndexRequest(BaseModel):
    ready: bool = Field(default=False, description="tell only of what is loaded")


class IndexedVersion(BaseModel):
    name: str
    version: str
    state: Literal["READY", "LOADING", "UNLOADING", "UNAVAILABLE"]
    reason: str | None = None


class UnloadParameters(BaseModel):
    unload_dependents: bool = Field(default=False, description="a model without dependents has none to unload")


class UnloadRequest(BaseModel):
    parameters: UnloadParameters = UnloadParameters()


class LoadRequest(BaseModel):
    parameters: Annotated[
        dict[str, Any], Field(max_length=0, description="none: only what is in the model folder loads")
    ] = {}


# What FastAPI does not see, since these routes read and write their bodies themselves.
UNSEEN = (V2Error, InferenceRequest, InferenceResponse, IndexRequest, LoadRequest, UnloadRequest)
