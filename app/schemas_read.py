"""The shape of an answer of POST /read."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas import ModelReference, Probability


class PageFacts(BaseModel):
    """The page as it was sent."""

    width: int = Field(description="pixels, as sent and upright")
    height: int
    inverted: bool = Field(description="the ink was darker than its paper, so light and dark were exchanged")


class PageDigit(BaseModel):
    """One digit of a page."""

    line: int = Field(description="index of its line in `lines`")
    digit: Annotated[int, Field(ge=0, le=9)]
    confidence: Probability = Field(description="the calibrated probability of `digit`")
    verdict: str = Field(description="as in /predict", examples=["digit"])
    box: Annotated[list[int], Field(min_length=4, max_length=4)] = Field(
        description="[x, y, width, height] in pixels of the picture as sent, upright"
    )


class PageText(BaseModel):
    """The digits of a page, in reading order."""

    text: str = Field(description="the lines, joined by newlines; empty where there is no digit", examples=["2026\n17"])
    lines: list[str] = Field(description="the digits of each line, from top to bottom", examples=[["2026", "17"]])
    digits: list[PageDigit] = Field(description="one for each digit of `lines`, in the same order")
    reason: str | None = Field(description="why there is no digit, or why not every one was read, in plain words")
    picture: PageFacts
    model: ModelReference
