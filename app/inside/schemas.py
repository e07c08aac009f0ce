"""What the answers of the look inside have in common, for the OpenAPI and for those who read it."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas import FrameFacts, ModelReference, PictureFacts

Box = Annotated[list[int], Field(min_length=4, max_length=4)]
Matrix = list[list[float]]


class Subject(BaseModel):
    """The picture that is looked into."""

    picture: PictureFacts
    frame: FrameFacts
    model: ModelReference
