"""What an operator can set, each by an environment variable `DIGITSCOPE_<NAME>`."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

import model
from app.security.keys import RateText
from app.security.origins import check_origin
from model.batching.knobs import Knobs


def _names(*names: str) -> AliasChoices:
    """One setting under several names, as a variable of the environment and in Python."""
    return AliasChoices(*(f"DIGITSCOPE_{name.upper()}" for name in names), names[0])


class Settings(BaseSettings):
    """The service's settings: read once, frozen, and passed in wherever they are needed."""

    model_config = SettingsConfigDict(env_prefix="DIGITSCOPE_", frozen=True, protected_namespaces=())

    host: str = Field(default="127.0.0.1", description="address to listen on; `0.0.0.0` for every interface")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on; 0 takes any free one")
    workers: int = Field(default=1, ge=1, le=256, description="processes that share the port; each takes about 800 MB")
    model_dir: Path = Field(
        default=Path(model.__file__).parent / "digits",
        description="folder of numbered model versions; the shipped model by default",
    )
    model_poll_seconds: float = Field(
        default=1.0, ge=0, description="how often the model folder is looked at for new versions; 0: only at the start"
    )
    max_upload_bytes: int = Field(default=20_000_000, ge=1, description="bytes of one request's body; more gets a 413")
    max_bodies_bytes: int = Field(
        default=500_000_000,
        ge=1,
        description="bytes of all requests' bodies in hand, per process, small ones not counted; more gets a 503",
    )
    max_pixels: int = Field(
        default=100_000_000, ge=1, description="pixels of one picture, read from its header; more gets a 422"
    )
    max_files: int = Field(default=32, ge=1, description="pictures in one request; more gets a 413")
    max_batch_size: int = Field(default=32, ge=1, le=4096, description="pictures in one call of the model")
    batch_timeout_micros: int = Field(
        default=0,
        ge=0,
        le=10_000_000,
        validation_alias=_names("batch_timeout_micros", "max_queue_delay_microseconds"),
        description="how long the first picture waits for others of its batch; also as Triton calls it, "
        "`DIGITSCOPE_MAX_QUEUE_DELAY_MICROSECONDS`",
    )
    max_enqueued_batches: int = Field(
        default=16, ge=1, description="batches of pictures that wait for the model, per process; more gets a 503"
    )
    num_batch_threads: int = Field(
        default=0,
        ge=0,
        le=64,
        description="threads that call the model beside the event loop, per process; 0: the loop calls it itself",
    )
    allowed_batch_sizes: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(),
        validation_alias=_names("allowed_batch_sizes", "preferred_batch_size"),
        description="sizes to which batches are filled up, rising to the largest, such as `8,32`; also as Triton calls "
        "it, `DIGITSCOPE_PREFERRED_BATCH_SIZE`",
    )
    decode_threads: int = Field(
        default=0, ge=0, le=256, description="threads that decode pictures, per process; 0: its share of the cores"
    )
    max_pending_decodes: int = Field(
        default=256, ge=0, description="pictures that wait for a decoding thread, per process; more gets a 503"
    )
    decode_timeout_seconds: float = Field(
        default=10.0, gt=0, description="longest wait for one picture's decoding; then a 503"
    )
    head_timeout_seconds: float = Field(
        default=10.0, gt=0, description="how long the head of a request may take to arrive; then a 408"
    )
    body_timeout_seconds: float = Field(
        default=60.0, gt=0, description="how long a body may take to arrive (then a 408), and an answer to be taken"
    )
    max_connections: int = Field(
        default=1000, ge=1, description="connections at a time, per process; more than these, all in use, get a 503"
    )
    api_keys: Path | None = Field(
        default=None, description="file of API keys, made by `digitscope keys add`; all but probes then needs a key"
    )
    management: Literal["local", "open", "off"] = Field(
        default="local",
        description="who may change the rollout by request while there are no API keys: `local`, this machine; `open`, "
        "anybody; `off`, nobody, not even with a key",
    )
    anonymous_rate: RateText | None = Field(
        default=None, description="most requests of one address while there are no API keys, such as `60/minute`"
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="origins whose pages may ask, such as `https://lab.example.org`; commas between them"
    )
    shutdown_timeout_seconds: int = Field(
        default=20, ge=0, description="how long requests in flight may take to finish after SIGTERM"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least severity that is logged"
    )

    @field_validator("allowed_batch_sizes", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(check_origin, origins))

    @model_validator(mode="after")
    def _check_sizes(self) -> "Settings":
        sizes = self.allowed_batch_sizes
        if sizes and (list(sizes) != sorted(set(sizes)) or sizes[0] < 1 or sizes[-1] != self.max_batch_size):
            told = ",".join(map(str, sizes))
            raise ValueError(f"allowed_batch_sizes is to rise to max_batch_size, {self.max_batch_size}; it is {told}")
        return self

    @model_validator(mode="after")
    def _check_bodies(self) -> "Settings":
        if self.max_bodies_bytes < self.max_upload_bytes:
            raise ValueError(
                f"max_bodies_bytes is to be at least max_upload_bytes, {self.max_upload_bytes}; it is "
                f"{self.max_bodies_bytes}"
            )
        return self

    @property
    def batching(self) -> Knobs:
        """What is set of batches."""
        return Knobs(
            self.max_batch_size,
            self.max_batch_size * self.max_enqueued_batches,
            self.batch_timeout_micros / 1e6,
            self.num_batch_threads,
            self.allowed_batch_sizes,
        )

    @property
    def cores_per_worker(self) -> int:
        """This process's fair share of the cores that the machine or container gives us, at least one."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return max(1, cores // self.workers)
