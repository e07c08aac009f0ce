"""The names of metrics: those that the service tells, and those that queries ask for."""

import re

from app.metrics.layout import FAMILIES


def told_names() -> set[str]:
    """As Prometheus stores them."""
    suffixes = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
    names = {family.name + suffix for family in FAMILIES for suffix in suffixes[family.kind]}
    return names | {f"digitscope_batch_size{suffix}" for suffix in suffixes["histogram"]} | {"digitscope_build_info"}


def asked_for(text: str) -> set[str]:
    """Every name of a metric of ours in a text."""
    return set(re.findall(r"\b(?:digitscope|process)_[a-z_]+\b", text))
