"""The values that labels can have: few, and all known beforehand, so that nobody can make metrics without end."""

from http import HTTPStatus

from app.errors import STATUS

OTHER = "other"

# A door is what a path begins with, or several that serve one purpose; all that nobody serves is one, too.
DOOR_OF = {
    "predict": "predict",
    "read": "read",
    "v1": "v1",
    "V1": "v1",
    "v2": "v2",
    **dict.fromkeys(("summary", "layers", "feature-maps", "units", "ablations", "attributions"), "inside"),
    **dict.fromkeys(("comparisons", "experiments", "top-patches"), "inside"),
    "models": "models",
    **dict.fromkeys(("healthz", "readyz"), "probes"),
    **dict.fromkeys(("metrics", "monitoring"), "metrics"),
    **dict.fromkeys(("", "page", "docs", "openapi.json"), "page"),
}
DOORS = (*dict.fromkeys(DOOR_OF.values()), OTHER)
STATUSES = (*(str(status.value) for status in HTTPStatus), "499", OTHER)
STAGES = ("parse", "decode", "normalise", "queue", "model", "layers", "experiment", "draw", "render", OTHER)
VERDICTS = ("digit", "ambiguous", "several", "blank", "not_a_digit")
CLASSES = (*map(str, range(64)), OTHER)
QUALITIES = ("inverted", "blank", "thick", "thin")
OVERLOADS = ("queue-full", "pool-full", "pool-too-slow", "closing", "connections", "bodies-full")

# Of refusals of which there is no more to tell than their status.
REASON_OF = {
    **{each.value: each.phrase.lower().replace(" ", "-").replace("'", "") for each in HTTPStatus if each >= 400},
    413: "too-large",  # of this and the next, Python's phrases have changed
    422: "bad-request",
}
_OWN_REASONS = (kind for status, kind, _ in STATUS.values() if status != 500)
REASONS = (*dict.fromkeys((*_OWN_REASONS, *OVERLOADS, *REASON_OF.values())), OTHER)


def door_of(path: str) -> str:
    """The door that a path belongs to."""
    if path.startswith("/v2/health"):
        return "probes"
    return DOOR_OF.get(path[1:].partition("/")[0], OTHER)
