"""A page's reading as `/read` answers it."""

from typing import Any

from model.page.reader import PageReading


def render_page(reading: PageReading, model_name: str) -> dict[str, Any]:
    """The members of a PageText."""
    return {
        "text": reading.text,
        "lines": reading.text.splitlines(),
        "digits": [
            {
                "line": number,
                "digit": digit.digit,
                "confidence": digit.confidence,
                "verdict": digit.verdict,
                "box": digit.box,
            }
            for number, line in enumerate(reading.lines)
            for digit in line
        ],
        "reason": reading.reason,
        "picture": {
            "width": reading.picture.width,
            "height": reading.picture.height,
            "inverted": reading.inverted,
        },
        "model": {"name": model_name, "version": str(reading.version)},
    }
