import numpy as np
import pytest

from training.negatives import letters
from training.negatives.alphabets import CAPITALS, FOREIGN, GREEK, SIGNS, SMALLS, strokes
from training.negatives.letters import FONTS, KINDS, PRINTED

LIKE_A_DIGIT = set("0123456789OoQqDCcGgUuIiJjlSsZzBbTYy|/\\!?$&()>ΓβδζθξσφобзсьэяОБЗСЬЭЯЧч")
ALPHABETS = (CAPITALS, SMALLS, GREEK, FOREIGN, SIGNS)


def test_no_letter_is_a_digit_in_some_hand() -> None:
    assert not LIKE_A_DIGIT & set(PRINTED)
    assert not (LIKE_A_DIGIT | {"a"}) & {*CAPITALS, *SMALLS}
    assert not {"beta", "Gamma", "delta", "zeta", "theta", "xi", "sigma", "phi"} & set(GREEK)


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_glyphs_are_strokes_in_their_box(alphabet: dict[str, tuple[str, ...]]) -> None:
    for variants in alphabet.values():
        for variant in variants:
            for stroke in strokes(variant):
                assert len(stroke) >= 2
                assert stroke.min() > -0.15  # a curve may swing a little beyond its points
                assert stroke.max() < 1.15


@pytest.mark.parametrize("font", FONTS)
def test_every_printed_character_is_in_every_font(font: str) -> None:
    missing = letters._type(font, "\uffff")
    for character in PRINTED:
        drawn = letters._type(font, character)
        assert drawn.max() > 200
        assert not np.array_equal(drawn, missing), character


@pytest.mark.parametrize("name", KINDS)
def test_letters_repeat_and_fill_their_ink(name: str) -> None:
    ink, again = (KINDS[name](np.random.default_rng(4)) for _ in range(2))
    assert np.array_equal(ink, again)
    assert ink.dtype == np.uint8
    for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
        assert edge.any()


def test_a_word_is_longer_than_high() -> None:
    shapes = [KINDS["words"](np.random.default_rng(seed)).shape for seed in range(30)]
    assert np.mean([width > height for height, width in shapes]) > 0.8
