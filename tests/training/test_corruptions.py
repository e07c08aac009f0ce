import numpy as np
import pytest
from numpy.typing import NDArray

from training.corruptions import CORRUPTIONS, corrupt
from training.writing.strokes import draw

IMAGES = np.stack([draw(digit) for digit in range(10)])
Images = NDArray[np.uint8]


def _centres(images: Images) -> NDArray[np.float64]:
    """Centres of mass (row, column), [N, 2]."""
    mass = images.astype(np.float64)
    return np.stack([(mass * axis).sum((1, 2)) / mass.sum((1, 2)) for axis in np.indices((28, 28))], axis=1)


def _spread(images: Images) -> NDArray[np.float64]:
    """Mean squared distance of the mass from its centre, in px^2, [N]."""
    mass, (rows, columns) = images.astype(np.float64), np.indices((28, 28))
    centres = _centres(images)[:, :, None, None]
    distances = (rows - centres[:, 0]) ** 2 + (columns - centres[:, 1]) ** 2
    return np.asarray((mass * distances).sum((1, 2)) / mass.sum((1, 2)))


def test_there_are_the_fifteen_of_the_paper() -> None:
    assert len(CORRUPTIONS) == 15


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_changes_each_picture_and_keeps_its_form(name: str) -> None:
    before = IMAGES.copy()
    corrupted = corrupt(name, IMAGES)
    assert corrupted.shape == IMAGES.shape
    assert corrupted.dtype == np.uint8
    assert all((one != other).any() for one, other in zip(corrupted, IMAGES, strict=True))
    assert (before == IMAGES).all()


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_is_the_same_each_time_and_for_any_number_of_pictures(name: str) -> None:
    all_of_them = corrupt(name, IMAGES, seed=5)
    assert (corrupt(name, IMAGES, seed=5) == all_of_them).all()
    assert (corrupt(name, IMAGES[:3], seed=5) == all_of_them[:3]).all()


def test_translate_moves_the_mass_by_three_pixels_each_way() -> None:
    """Less only where some of it leaves the picture."""
    moved = np.abs(_centres(corrupt("translate", IMAGES)) - _centres(IMAGES))
    assert moved.max() == pytest.approx(3)
    assert moved[0] == pytest.approx([3, 3])


def test_scale_shrinks_distances_to_seven_tenths() -> None:
    ratio = np.sqrt(_spread(corrupt("scale", IMAGES)) / _spread(IMAGES))
    assert ratio == pytest.approx(0.7, rel=0.03)


def _tilt(images: Images) -> float:
    """Angle from the vertical of the only line in the first picture, in rad."""
    rows, columns = np.nonzero(images[0] > 60)
    return float(np.arctan(np.polyfit(rows, columns, 1)[0]))


def test_rotate_turns_a_line_by_four_tenths_of_a_radian() -> None:
    upright = np.zeros((1, 28, 28), np.uint8)
    upright[0, 6:22, 13:15] = 255
    assert abs(_tilt(corrupt("rotate", upright))) == pytest.approx(0.4, abs=0.03)


def test_shear_slants_a_line_by_four_tenths_and_keeps_its_height() -> None:
    upright = np.zeros((1, 28, 28), np.uint8)
    upright[0, 6:22, 13:15] = 255
    slanted = corrupt("shear", upright)
    assert abs(np.tan(_tilt(slanted))) == pytest.approx(0.4, abs=0.03)
    assert (slanted[0].any(axis=1) == upright[0].any(axis=1)).all()


def test_stripe_inverts_the_outer_seven_columns_and_nothing_else() -> None:
    striped = corrupt("stripe", IMAGES)
    for columns in (np.s_[:, :, :7], np.s_[:, :, 21:]):
        assert (striped[columns] == 255 - IMAGES[columns]).all()
    assert (striped[:, :, 7:21] == IMAGES[:, :, 7:21]).all()


def test_brightness_lifts_the_ground_by_half_and_clips_the_ink() -> None:
    bright = corrupt("brightness", IMAGES)
    assert set(bright[IMAGES == 0]) == {128}
    assert set(bright[IMAGES >= 128]) == {255}


def test_impulse_noise_strikes_a_sixth_of_the_pixels_half_of_them_white() -> None:
    grey = np.full((20, 28, 28), 100, np.uint8)
    noisy = corrupt("impulse_noise", grey)
    assert float((noisy != 100).mean()) == pytest.approx(0.17, abs=0.01)
    assert float((noisy == 255).mean()) == pytest.approx(0.085, abs=0.01)
    assert set(np.unique(noisy)) == {0, 100, 255}


def test_shot_noise_keeps_the_mean_and_leaves_black_black() -> None:
    grey = np.full((20, 28, 28), 64, np.uint8)
    assert corrupt("shot_noise", grey).mean() == pytest.approx(64, rel=0.05)
    assert not corrupt("shot_noise", IMAGES)[IMAGES == 0].any()


@pytest.mark.parametrize("name", ["glass_blur", "motion_blur"])
def test_blur_keeps_most_of_the_light_and_lowers_its_peak(name: str) -> None:
    blurred = corrupt(name, IMAGES)
    assert blurred.sum() == pytest.approx(int(IMAGES.sum()), rel=0.1)
    assert blurred.max(axis=(1, 2)).mean() < 250


def test_fog_leaves_a_quarter_of_the_contrast() -> None:
    """The ink adds a quarter of white to a cloud that is the same with and without it."""
    ink = np.zeros((1, 28, 28), np.uint8)
    clouds = corrupt("fog", ink)
    ink[0, 10:18, 10:18] = 255
    added = corrupt("fog", ink).astype(int) - clouds
    assert added[0, 10:18, 10:18].mean() == pytest.approx(255 / 4, abs=1)
    assert np.delete(added[0], np.s_[10:18], axis=0).max() == 0


def test_spatter_darkens_ink_and_lightens_the_ground() -> None:
    muddy = corrupt("spatter", IMAGES)
    assert muddy[IMAGES == 0].max() <= 46
    assert (muddy[IMAGES == 255] < 255).mean() > 0.1


def _white_columns(images: Images) -> NDArray[np.bool_]:
    return np.asarray((images > 100).any(axis=1))


@pytest.mark.parametrize(("name", "share"), [("dotted_line", 0.3), ("zigzag", 0.9)])
def test_a_line_runs_from_one_side_to_the_other_over_an_untouched_picture(name: str, share: float) -> None:
    black = np.zeros_like(IMAGES)
    assert (_white_columns(corrupt(name, black)).mean(axis=1) > share).all()
    assert (corrupt(name, IMAGES) >= IMAGES).all()


def test_edges_are_black_and_white_and_leave_the_inside_of_a_square_black() -> None:
    square = np.zeros((1, 28, 28), np.uint8)
    square[0, 6:22, 6:22] = 255
    edges = corrupt("canny_edges", square)
    assert set(np.unique(edges)) == {0, 255}
    assert not edges[0, 10:18, 10:18].any()
    assert edges[0, 4:8, 10:18].any()


def test_an_unknown_corruption_is_refused() -> None:
    with pytest.raises(KeyError, match="rain"):
        corrupt("rain", IMAGES)
