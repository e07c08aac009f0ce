import cv2
import numpy as np
import pytest

from training.mnist import Examples, Mnist
from training.negatives import kinds
from training.negatives.kinds import HELD_OUT, KINDS, SHARES, bank, framed


@pytest.fixture(scope="module")
def digits(data: Mnist) -> Examples:
    return data.train


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_pictures_that_can_be_sent(kind: str, digits: Examples) -> None:
    for seed in range(15):
        picture = KINDS[kind](np.random.default_rng(seed), digits)
        assert picture.dtype == np.uint8
        assert picture.ndim == 2 or picture.shape[2:] == (3,)
        assert 4 <= min(picture.shape[:2]) <= max(picture.shape[:2]) <= 600


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_framed(kind: str, digits: Examples) -> None:
    for seed in range(4):
        frame = framed(kind, np.random.default_rng(seed), digits)
        assert frame.shape == (28, 28)
        assert frame.dtype == np.uint8
        assert frame.max() >= 254


def test_a_bank_repeats_and_begins_with_a_smaller_one(digits: Examples) -> None:
    frames, kinds = bank(40, 7, digits)
    again, same = bank(20, 7, digits)
    assert frames.shape == (40, 28, 28)
    assert frames.dtype == np.uint8
    assert np.array_equal(frames[:20], again)
    assert np.array_equal(kinds[:20], same)
    assert not np.array_equal(frames[:20], bank(20, 8, digits)[0])


def test_the_shares_of_a_bank_are_those_that_are_told(digits: Examples) -> None:
    assert sum(SHARES.values()) == pytest.approx(1)
    assert list(SHARES) == list(KINDS)
    _, kinds = bank(200, 3, digits, kinds=("loops", "halved"))
    expected = SHARES["loops"] / (SHARES["loops"] + SHARES["halved"])
    assert np.mean(kinds == list(KINDS).index("loops")) == pytest.approx(expected, abs=0.12)
    assert set(kinds) == {list(KINDS).index(name) for name in ("loops", "halved")}


def test_what_is_held_out_are_kinds() -> None:
    assert set(HELD_OUT) < set(KINDS)


def test_an_unknown_kind_is_refused(digits: Examples) -> None:
    with pytest.raises(KeyError, match="unicorns"):
        bank(1, 0, digits, kinds=("unicorns",))


@pytest.mark.parametrize("slant", [-30, 0, 30])
def test_an_upright_stroke_is_never_among_them(slant: int, digits: Examples, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a 1, whatever it was cut from."""
    stroke = cv2.line(np.zeros((100, 100), np.uint8), (50 + slant, 10), (50 - slant, 90), (255,), 8)
    monkeypatch.setitem(kinds.KINDS, "strokes", lambda *_: stroke)
    with pytest.raises(RuntimeError, match="strokes"):
        framed("strokes", np.random.default_rng(0), digits)


def test_a_lying_stroke_may_be(digits: Examples, monkeypatch: pytest.MonkeyPatch) -> None:
    stroke = cv2.line(np.zeros((100, 100), np.uint8), (10, 50), (90, 45), (255,), 8)
    monkeypatch.setitem(kinds.KINDS, "strokes", lambda *_: stroke)
    assert framed("strokes", np.random.default_rng(0), digits).any()


def test_a_blank_sheet_is_never_among_them(digits: Examples, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.KINDS, "blanks", lambda *_: np.full((60, 60), 255, np.uint8))
    with pytest.raises(RuntimeError, match="blanks"):
        framed("blanks", np.random.default_rng(0), digits)


def test_two_digits_that_the_normaliser_parts_are_never_among_them(
    digits: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The frame would show one of them."""
    apart = np.zeros((80, 200), np.uint8)
    for left in (30, 120):
        cv2.ellipse(apart, (left + 20, 40), (18, 30), 0, 0, 360, (255,), 6)
    monkeypatch.setitem(kinds.KINDS, "doubled", lambda *_: apart)
    with pytest.raises(RuntimeError, match="doubled"):
        framed("doubled", np.random.default_rng(0), digits)
