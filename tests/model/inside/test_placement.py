"""Where the frame lies on the picture as sent."""

import cv2
import numpy as np
import pytest
from PIL import Image

from model.inside.placement import Placement, placed
from model.intake import Prepared
from model.normalise import normalise
from model.picture.decode import Picture, decode
from model.picture.resized import resize
from tests.files import blank_png, digit_png, encode


def prepared(data: bytes) -> Prepared:
    picture = decode(data)
    return Prepared(picture.width, picture.height, normalise(picture, keep_stages=True))


@pytest.mark.parametrize("digit", range(10))
def test_the_frames_ink_lies_on_the_pictures_ink(digit: int) -> None:
    """Enlarged and put where it is said to lie, it covers the ink that was drawn."""
    subject = prepared(digit_png(digit))
    place = placed(subject)
    assert place is not None
    ink = 255 - subject.normalised.stages["original"]
    to_picture = np.array([[place.width / 28, 0, place.x], [0, place.height / 28, place.y]], np.float64) @ [
        [1, 0, 0.5],
        [0, 1, 0.5],
        [0, 0, 1],
    ]
    to_picture[:, 2] -= 0.5
    moved = cv2.warpAffine(subject.normalised.frame, to_picture, ink.shape[1::-1])
    both, either = (ink > 127) & (moved > 127), (ink > 127) | (moved > 127)
    assert both.sum() / either.sum() > 0.75


def test_a_frame_that_was_sent_as_one_lies_on_itself() -> None:
    frame = prepared(digit_png(3)).normalised.frame
    subject = prepared(encode(frame))
    assert (subject.normalised.frame == frame).all()
    assert placed(subject) == Placement(0, 0, 28, 28)


def test_a_blank_picture_has_no_place() -> None:
    assert placed(prepared(blank_png())) is None


def test_a_picture_resized_for_another_network_lies_on_all_of_it() -> None:
    """Grey or colour, larger or smaller; light stays light."""
    pixels = np.zeros((60, 40, 3), np.uint8)
    pixels[:, :20] = (255, 128, 0)
    picture = Picture(pixels, 120, 180, 1 / 3, "PNG")
    for shape in ((30, 20, 3), (90, 100, 3), (30, 20, 1)):
        normalised = resize(picture, shape, keep_stages=True)
        assert normalised.frame.shape == (shape if shape[2] == 3 else shape[:2])
        assert normalised.frame[0, 0].tolist() == ([255, 128, 0] if shape[2] == 3 else 151)
        assert placed(Prepared(120, 180, normalised)) == Placement(0, 0, 120, 180)
    grey = Picture(np.asarray(Image.new("L", (9, 9), 77)), 9, 9, 1.0, "PNG")
    assert (resize(grey, (4, 5, 3)).frame == np.full((4, 5, 3), 77)).all()
