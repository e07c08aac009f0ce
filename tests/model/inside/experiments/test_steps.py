"""What an experiment is made on, and with which kernel."""

import numpy as np
import pytest

from model.errors import BadRequest, NotFound
from model.inside.experiments.kernel import NAMED, parse_kernel
from model.inside.experiments.sheet import sheet, single
from model.inside.experiments.steps import convolved, upsampled
from model.normalise import Normalised, normalise
from model.picture.decode import decode
from model.versions.version import Version
from tests.files import digit_png


@pytest.fixture(scope="module")
def seven() -> Normalised:
    return normalise(decode(digit_png(7)), keep_stages=True)


@pytest.mark.parametrize("name", NAMED)
def test_every_named_kernel_is_what_its_table_says(name: str, shipped: Version) -> None:
    kernel = parse_kernel(name, None, shipped)
    table = np.array(NAMED[name][1])
    assert kernel.values[..., 0] == pytest.approx(table / (table.sum() if name == "gaussian" else 1))
    assert kernel.bias == 0


@pytest.mark.parametrize("size", range(1, 16))
@pytest.mark.parametrize("name", ["blur", "gaussian"])
def test_means_come_in_any_size_and_keep_the_brightness(name: str, size: int, shipped: Version) -> None:
    values = parse_kernel(name, size, shipped).values
    assert values.shape == (size, size, 1)
    assert values.sum() == pytest.approx(1)
    assert (values == values[::-1, ::-1]).all()


def test_weights_can_be_written_down(shipped: Version) -> None:
    kernel = parse_kernel("1, 0,-1; 2.5,0,-.5|1e-1,2,3;4,5,6", None, shipped)
    assert kernel.values.shape == (2, 3, 2)
    assert kernel.values[..., 0].tolist() == [[1, 0, -1], [2.5, 0, -0.5]]
    assert kernel.values[..., 1].tolist() == [[0.1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    "text", ["", "edge", "1,2;3", "1,2|1,2;3,4", "1,,2", "nan", "inf", "1e999", "conv2d", "conv2d/", "conv2d/x", "1,2;"]
)
def test_what_is_no_kernel_is_refused_with_what_is(text: str, shipped: Version) -> None:
    with pytest.raises(BadRequest, match="kernel must"):
        parse_kernel(text, None, shipped)


def test_learned_kernels_are_the_versions(shipped: Version) -> None:
    weights = shipped.weights("conv2d_1")
    whole = parse_kernel("conv2d_1/5", None, shipped)
    assert (whole.values == weights["kernel"][..., 5]).all()
    assert whole.bias == weights["bias"][5]
    one = parse_kernel("conv2d_1/5/60", None, shipped)
    assert (one.values[..., 0] == weights["kernel"][:, :, 60, 5]).all()
    assert one.bias == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [("conv9d/0", "no layer 'conv9d'"), ("conv2d/64", "no filter 64"), ("conv2d_1/0/64", "no input channel 64")],
)
def test_a_kernel_that_was_not_learned_is_not_found(text: str, told: str, shipped: Version) -> None:
    with pytest.raises(NotFound, match=told):
        parse_kernel(text, None, shipped)


def test_kernels_without_a_size_of_their_own_choice_are_refused_one(shipped: Version) -> None:
    for text, size in (("edges", 5), ("conv2d/3", 3), ("1,2;3,4", 2)):
        with pytest.raises(BadRequest, match="size"):
            parse_kernel(text, size, shipped)
    with pytest.raises(BadRequest, match="'dense' is a Dense"):
        parse_kernel("dense/3", None, shipped)
    with pytest.raises(BadRequest, match="15 rows and columns"):
        parse_kernel(";".join(["1"] * 16), None, shipped)
    with pytest.raises(BadRequest, match="up to 1,000,000"):
        parse_kernel("1,1e7", None, shipped)


def test_a_layers_map_comes_out_of_its_own_filter(shipped: Version, seven: Normalised) -> None:
    """A learned filter over the maps that it is used to, with its bias and ReLU, gives the network's own map."""
    maps = shipped.feature_maps(seven.frame)
    values = sheet(seven, shipped, "max_pooling2d", side=96, invert=False)
    found = convolved(shipped, values, "conv2d_1/17", None, "valid", 1, None, "relu")
    assert found.result.values == pytest.approx(maps["conv2d_1"][..., 17], abs=1e-5)


def test_sheets_are_the_frame_the_picture_or_maps(shipped: Version, seven: Normalised) -> None:
    frame = sheet(seven, shipped, "frame", side=96, invert=False)
    assert (single(frame) * 255).round().astype(np.uint8).tolist() == seven.frame.tolist()
    assert single(sheet(seven, shipped, "frame", side=96, invert=True)) == pytest.approx(1 - frame[..., 0])
    picture = sheet(seven, shipped, "picture", side=40, invert=False)
    assert max(picture.shape) == 40
    assert 0 <= picture.min() < 0.3 < 0.9 < picture.max() <= 1
    maps = sheet(seven, shipped, "conv2d:3,0", side=96, invert=False)
    assert (maps == shipped.feature_maps(seven.frame)["conv2d"][..., [3, 0]]).all()


def test_what_is_no_sheet_is_refused(shipped: Version, seven: Normalised) -> None:
    for of, error, told in (
        ("dense", BadRequest, "'dense' has no maps"),
        ("conv9d:1", NotFound, "no layer 'conv9d'"),
        ("conv2d:99", NotFound, "no channel 99"),
        ("conv2d:x", BadRequest, "such as 0,5-9"),
    ):
        with pytest.raises(error, match=told):
            sheet(seven, shipped, of, side=96, invert=False)
    with pytest.raises(BadRequest, match="takes one map, and there are 64"):
        single(sheet(seven, shipped, "conv2d", side=96, invert=False))


def test_upsampling_and_convolving_keeps_the_upsampled_size(shipped: Version, seven: Normalised) -> None:
    values = sheet(seven, shipped, "frame", side=96, invert=False)
    found = upsampled(shipped, values, 3, "bilinear", "blur", 5)
    assert found.result.values.shape == found.result.expected == (84, 84)
    assert found.result.formula == "N x S"


def test_experiments_of_too_many_products_are_refused(shipped: Version) -> None:
    kernel = "|".join([";".join([",".join(["1"] * 15)] * 15)] * 4)
    with pytest.raises(BadRequest, match="at most 40,000,000"):
        convolved(shipped, np.ones((256, 256, 4)), kernel, None, "same", 1, None, "linear")
