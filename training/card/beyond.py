"""The card's tables beyond MNIST's test images, with a column for each version."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Found = Mapping[str, Any]  # one version's figures, as `training.evaluation.full.measure_all` gives them
Row = Mapping[str, Any]

_TOLD = {
    "scikit-learn": "scikit-learn's digits of 43 writers, 8x8, enlarged",
    "paper": "MNIST's test digits on generated paper, by its trait",
    "drawn": "Negatives drawn by code: the share refused",
    "photographs": "Negatives photographed: the share refused",
}

_VERDICTS_ON = {
    "normalised": "corrupted digits",
    "scikit-learn": "other writers' digits",
    "paper": "digits on paper",
    "drawn": "negatives drawn",
    "photographs": "negatives photographed",
}


def section(found: Found, beside: Mapping[str, Found]) -> str:
    """The section on corruptions, other writers, paper, negatives and scores, as Markdown.

    `beside` are other versions' figures by name. A row that another version was not measured on has a dash there.
    """
    versions: dict[str, Found] = {"this version": found, **{f"version {name}": other for name, other in beside.items()}}
    groups = list(dict.fromkeys(row["group"] for row in found["trials"]))
    lines = [
        "## Beyond the test images",
        "",
        f"`digitscope evaluate --card`, seed {found['seed']}. Right answers count whatever the verdict; refused are "
        "the pictures that the verdict in service finds no digit in. 95 % intervals by Wilson.",
        "",
        *_corruptions(versions),
        *(line for group in groups if group in _TOLD for line in _group(group, versions)),
        *_verdicts(versions),
        *_scores(versions),
    ]
    lines += [f"Left out: {reason}." for reason in found["skipped"]]
    return "\n".join(lines).rstrip()


def _corruptions(versions: Mapping[str, Found]) -> Iterator[str]:
    first = next(iter(versions.values()))
    names = [row["name"] for row in first["trials"] if row["group"] == "raw"]
    if not names:
        return
    count = next(row["count"] for row in first["trials"] if row["group"] == "raw")
    yield "### MNIST-C's corruptions, made anew"
    yield ""
    yield f"{count:,} test images each; the network as it is, and behind the normaliser."
    yield ""
    yield _cells("corruption", *(f"{version}, {how}" for version in versions for how in ("raw", "normalised")))
    yield "|---" * (1 + 2 * len(versions)) + "|"
    for name in [*names, "all corruptions"]:
        by_version = (
            _told(_find(found, group, name)) for found in versions.values() for group in ("raw", "normalised")
        )
        yield _cells(name, *by_version)
    yield from ("", "![Errors by corruption](corruptions.png)", "")


def _group(group: str, versions: Mapping[str, Found]) -> Iterator[str]:
    rows = [row for row in next(iter(versions.values()))["trials"] if row["group"] == group]
    yield f"### {_TOLD[group]}"
    yield ""
    yield _cells("pictures", "count", *versions)
    yield "|---" * (2 + len(versions)) + "|"
    for name, count in [(row["name"], row["count"]) for row in rows]:
        yield _cells(name, f"{count:,}", *(_told(_find(found, group, name)) for found in versions.values()))
    if len(rows) > 1:
        totals = (_told(_find(found, group, f"all {group}")) for found in versions.values())
        yield _cells("together", f"{sum(row['count'] for row in rows):,}", *totals)
    yield ""


def _verdicts(versions: Mapping[str, Found]) -> Iterator[str]:
    names = list(
        dict.fromkeys(name for found in versions.values() for row in _judged(found) for name in row["verdicts"])
    )
    yield "### Verdicts in service"
    yield ""
    yield "Of digits, what is refused is refused falsely; of negatives, rightly."
    yield ""
    yield _cells("pictures", "version", "count", "refused", *(f"`{name}`" for name in names))
    yield "|---" * (4 + len(names)) + "|"
    for group in (row["group"] for row in _judged(next(iter(versions.values())))):
        for version, found in versions.items():
            if row := _find(found, group, f"all {group}"):
                counts = (f"{row['verdicts'].get(name, 0):,}" for name in names)
                refused = _ranged(row["refused_share"], row["refused_share_interval"])
                yield _cells(_VERDICTS_ON[group], version, f"{row['count']:,}", refused, *counts)
    yield ""


def _judged(found: Found) -> list[Row]:
    return [row for row in found["groups"] if "verdicts" in row]


def _scores(versions: Mapping[str, Found]) -> Iterator[str]:
    first: Sequence[Row] = next(iter(versions.values()))["scores"]
    if not first:
        return
    yield "### Scores that could refuse what is no digit"
    yield ""
    yield (
        f"{first[0]['digits']:,} digits (other writers', and those on paper) against the negatives that the normaliser "
        "found ink in: area under the ROC curve, and the share of negatives refused where 1 % of the digits are. "
        "Nothing here is in service by itself."
    )
    yield ""
    yield _cells(
        "negatives", "count", "score", *(f"{name}, {what}" for name in versions for what in ("AUROC", "refused"))
    )
    yield "|---" * (3 + 2 * len(versions)) + "|"
    for row in first:
        cells = [_score(_find_score(found, row)) for found in versions.values()]
        yield _cells(
            row["group"], f"{row['others']:,}", f"`{row['score']}`", *(each for pair in cells for each in pair)
        )
    yield ""


def _find(found: Found, group: str, name: str) -> Row | None:
    if name.startswith("all "):
        return next((row for row in found["groups"] if row["group"] == group), None)
    return next((row for row in found["trials"] if (row["group"], row["name"]) == (group, name)), None)


def _find_score(found: Found, like: Row) -> Row | None:
    wanted = (like["group"], like["score"])
    return next((row for row in found["scores"] if (row["group"], row["score"]) == wanted), None)


def _told(row: Row | None) -> str:
    if row is None:
        return "-"
    if "accuracy" not in row:
        return _ranged(row["refused_share"], row["refused_share_interval"])
    refused = f"; refused {row['refused']:,}" if row.get("refused") else ""
    return _ranged(row["accuracy"], row["accuracy_interval"]) + refused


def _score(row: Row | None) -> tuple[str, str]:
    if row is None:
        return "-", "-"
    return _ranged(row["auroc"], row["auroc_interval"]), _ranged(row["share"], row["interval"])


def _ranged(value: float, interval: Sequence[float]) -> str:
    return f"{value:.4f} ({interval[0]:.4f} to {interval[1]:.4f})"


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
