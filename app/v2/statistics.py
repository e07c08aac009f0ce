"""The statistics extension: what was counted of each version, over all worker processes."""

from collections.abc import Iterable
from typing import Any

from app.statistics import Counts, Duration, Statistics

_NEVER = Duration(0, 0)


def model_statistics(name: str, versions: Iterable[int], statistics: Statistics) -> dict[str, Any]:
    """The answer of `GET /v2/models/stats`, of these versions of the model."""
    return {"model_stats": [_render(name, version, statistics.read(version)) for version in sorted(versions)]}


def _render(name: str, version: int, counts: Counts) -> dict[str, Any]:
    return {
        "name": name,
        "version": str(version),
        "last_inference": counts.last_inference_ms,
        "inference_count": counts.inference_count,
        "execution_count": counts.execution_count,
        "inference_stats": {
            "success": _duration(counts.success),
            "fail": _duration(counts.fail),
            "queue": _duration(counts.queue),
            "compute_input": _duration(counts.compute_input),
            "compute_infer": _duration(counts.compute_infer),
            "compute_output": _duration(counts.compute_output),
            "cache_hit": _duration(_NEVER),
            "cache_miss": _duration(_NEVER),
        },
        "response_stats": {},
        "batch_stats": [
            {
                "batch_size": size,
                # Of a call there is only the model's own time: what is before and after it belongs to requests.
                "compute_input": _duration(Duration(called.count, 0)),
                "compute_infer": _duration(called),
                "compute_output": _duration(Duration(called.count, 0)),
            }
            for size, called in counts.batches.items()
        ],
        "memory_usage": [],
    }


def _duration(duration: Duration) -> dict[str, int]:
    return {"count": duration.count, "ns": duration.ns}
