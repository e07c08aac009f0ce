"""Which of the media types on offer a client's `Accept` header asks for."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException

JSON = "application/json"
NPY = "application/x-npy"
NPZ = "application/x-npz"
PNG = "image/png"
TEXT = "text/plain"
HTML = "text/html"


def choose(accept: str | None, offered: Sequence[str]) -> str:
    """The offered type of the highest quality (RFC 9110, 12.5.1); the first of `offered` where several tie.

    Raises:
        HTTPException: 406 where the client accepts none of them.
    """
    if not accept:
        return offered[0]
    ranges = [_parse(part) for part in accept.split(",")]
    qualities = [_quality(media_type, ranges) for media_type in offered]
    best = max(qualities)
    if best <= 0:
        raise HTTPException(406, f"this answers as {', '.join(offered)}; the request accepts only {accept[:200]}")
    return offered[qualities.index(best)]


def _parse(part: str) -> tuple[str, float]:
    media_range, *parameters = (piece.strip() for piece in part.lower().split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = max(0.0, min(float(value), 1.0))  # in this order NaN becomes 0
            except ValueError:
                quality = 0.0
    return media_range, quality


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality of the most specific range that matches."""
    major = media_type.split("/", maxsplit=1)[0]
    for candidate in (media_type, f"{major}/*", "*/*"):
        matching = [quality for media_range, quality in ranges if media_range == candidate]
        if matching:
            return max(matching)
    return 0.0
