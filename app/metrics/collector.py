"""The sums over all worker processes, as the library of Prometheus's clients writes them."""

import platform
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version as version_of
from itertools import accumulate, pairwise

import numpy as np
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from app.metrics.block import Values
from app.metrics.family import Family
from app.metrics.layout import (
    BATCH_SIZES,
    EXECUTIONS,
    FAMILIES,
    FIELDS,
    INFERENCES,
    LAST_MS,
    VERSION_FAILED,
    VERSION_LOADED,
)
from app.statistics import Statistics

_KEPT_S = 600  # for so long after its last answer a version that is gone is told of, so that no scrape misses its end
_FEW = 5  # combinations of labels, up to which those are told, too, that have not been counted yet
_KINDS: dict[str, type[CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily]] = {
    "counter": CounterMetricFamily,
    "gauge": GaugeMetricFamily,
    "histogram": HistogramMetricFamily,
}
_BATCH_BOUNDS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


class SumsCollector(Collector):
    """What has been counted until the moment that it is collected."""

    def __init__(self, statistics: Statistics) -> None:
        self._statistics = statistics

    def collect(self) -> Iterator[Metric]:
        """Each family, with the label `version` where it has one."""
        sums = self._statistics.sums()
        everything = sums.pop(None)
        versions = {str(number): values for number, values in sorted(sums.items()) if _is_told(values)}
        for family in FAMILIES:
            if family.versions:
                blocks = versions | ({"": everything} if family.kind != "gauge" else {})
                yield _metric(family, blocks)
            else:
                yield _metric(family, {"": everything})
        yield _batch_sizes(versions)
        build = {"version": version_of("digitscope"), "python": platform.python_version()}
        yield InfoMetricFamily("digitscope_build", "What is running.", value=build)


def _is_told(values: Values) -> bool:
    recent = int(values[LAST_MS]) > (time.time() - _KEPT_S) * 1000
    return recent or bool(values[VERSION_LOADED.at] or values[VERSION_FAILED.at])


def _metric(family: Family, blocks: dict[str, Values]) -> Metric:
    names = [*(["version"] if family.versions else []), *(name for name, _ in family.labels)]
    metric = _KINDS[family.kind](family.name, family.documentation, labels=names)
    for version, values in blocks.items():
        for labels, at in _worth_telling(family, values, every=bool(version) or not family.versions):
            told = [*([version] if family.versions else []), *labels]
            if isinstance(metric, HistogramMetricFamily):
                row = values[at : at + family.row]
                _add_histogram(metric, told, family.bounds, row[:-1].tolist(), int(row[-1]), family.scale)
            else:
                metric.add_metric(told, int(values[at]) * family.scale if family.scale != 1 else int(values[at]))
    return metric


def _worth_telling(family: Family, values: Values, *, every: bool) -> Iterable[tuple[tuple[str, ...], int]]:
    """The combinations of labels that were counted; where there are few, all."""
    series = family.series
    if every and len(series) <= _FEW:
        return series
    rows = values[family.at : family.at + family.size].reshape(len(series), family.row)
    return (series[index] for index in np.flatnonzero(rows.any(axis=1)))


def _batch_sizes(versions: dict[str, Values]) -> Metric:
    """From the rows of /v2's statistics."""
    metric = HistogramMetricFamily("digitscope_batch_size", "Pictures in one call of the model.", labels=["version"])
    edges = np.concatenate(([0], _BATCH_BOUNDS))
    for version, values in versions.items():
        counts = values[FIELDS : FIELDS + 2 * BATCH_SIZES : 2]
        within = [int(counts[start:end].sum()) for start, end in pairwise(edges)]
        beyond = int(values[EXECUTIONS]) - sum(within)
        _add_histogram(metric, [version], _BATCH_BOUNDS, [*within, max(beyond, 0)], int(values[INFERENCES]), 1)
    return metric


def _add_histogram(
    metric: HistogramMetricFamily,
    labels: list[str],
    bounds: tuple[int, ...],
    counts: list[int],
    total: int,
    scale: float,
) -> None:
    edges = [*(str(float(round(bound * scale, 9))) for bound in bounds), "+Inf"]
    metric.add_metric(labels, buckets=list(zip(edges, accumulate(counts), strict=True)), sum_value=total * scale)
