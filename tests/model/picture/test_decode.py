"""Any picture that people send comes out upright, grey or RGB, 8 bits deep; anything else is refused in plain words."""

import struct
import tracemalloc
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from model.errors import DigitscopeError, NotAnImage, Unusable
from model.picture.container import sniff
from model.picture.decode import Picture, decode, size_of
from tests.files import chunk, encode, packed, png_header, png_of_chunks
from tests.strokes import draw

LOSSY = 24  # grey levels that a compressed picture may be off by on average, at the very most


def seven(height: int = 60, width: int = 40) -> NDArray[np.uint8]:
    """A dark 7 on light paper, with nothing symmetric about it, uint8 (H, W)."""
    ink = draw(7, np.random.default_rng(1), side=height * 2 // 3, width=0.12)
    picture = np.full((height, width), 250, np.uint8)
    target = picture[4 : 4 + ink.shape[0], 3 : 3 + ink.shape[1]]
    target[:] = 250 - (220 * ink[: target.shape[0], : target.shape[1]]).astype(np.uint8)
    return picture


def grey_of(picture: Picture) -> NDArray[np.float64]:
    pixels = picture.pixels.astype(np.float64)
    return pixels if pixels.ndim == 2 else pixels.mean(axis=2)


GREY = Image.fromarray(seven())
SENT: dict[str, tuple[str, Image.Image, dict[str, object]]] = {
    "PNG grey": ("PNG", GREY, {}),
    "PNG RGB": ("PNG", GREY.convert("RGB"), {}),
    "PNG palette": ("PNG", GREY.convert("P"), {}),
    "PNG 16 bits": ("PNG", Image.fromarray(seven().astype(np.uint16) * 257), {}),
    "PNG interlaced text": ("PNG", GREY, {"dpi": (72, 72)}),
    "JPEG": ("JPEG", GREY, {"quality": 90}),
    "JPEG progressive": ("JPEG", GREY.convert("RGB"), {"quality": 90, "progressive": True}),
    "JPEG CMYK": ("JPEG", GREY.convert("RGB").convert("CMYK"), {"quality": 90}),
    "WEBP": ("WEBP", GREY.convert("RGB"), {"quality": 90}),
    "WEBP lossless": ("WEBP", GREY.convert("RGB"), {"lossless": True}),
    "GIF": ("GIF", GREY, {}),
    "BMP": ("BMP", GREY, {}),
    "BMP RGB": ("BMP", GREY.convert("RGB"), {}),
    "TIFF": ("TIFF", GREY, {}),
    "TIFF LZW": ("TIFF", GREY.convert("RGB"), {"compression": "tiff_lzw"}),
    "TIFF CMYK": ("TIFF", GREY.convert("RGB").convert("CMYK"), {}),
    "TIFF 16 bits": ("TIFF", Image.fromarray(seven().astype(np.uint16) * 257), {}),
    "TIFF float": ("TIFF", Image.fromarray(seven().astype(np.float32) / 255), {}),
    "AVIF": ("AVIF", GREY.convert("RGB"), {"quality": 90}),
    "HEIC": ("HEIF", GREY.convert("RGB"), {"quality": 90}),
    "PPM": ("PPM", GREY.convert("RGB"), {}),
    "PGM": ("PPM", GREY, {}),
}


@pytest.mark.parametrize("name", SENT)
def test_every_format_decodes_to_the_same_picture(name: str) -> None:
    """Whatever the format, depth or colour space, the 7 is the same."""
    kind, image, options = SENT[name]
    picture = decode(encode(image, kind, **options))
    assert (picture.format, picture.width, picture.height, picture.scale) == (kind, 40, 60, 1.0)
    assert picture.pixels.dtype == np.uint8
    tolerance = 2 if kind in ("PNG", "BMP", "TIFF", "PPM") and "CMYK" not in name else LOSSY
    assert np.abs(grey_of(picture) - seven()).mean() <= tolerance


def test_one_bit_pictures_decode_to_black_and_white() -> None:
    """A bilevel scan becomes 0 and 255."""
    for kind in ("PNG", "TIFF", "PPM", "BMP"):
        pixels = decode(encode(GREY.point(lambda v: 255 * (v > 128)).convert("1"), kind)).pixels
        assert set(np.unique(pixels).tolist()) == {0, 255}


def test_the_first_frame_of_an_animation_is_taken() -> None:
    """A GIF that goes on to other frames gives its first."""
    other = Image.new("L", GREY.size, 0)
    data = encode(GREY, "GIF", save_all=True, append_images=[other, other])
    assert np.abs(grey_of(decode(data)) - seven()).mean() < 2


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_deep_grey_is_read_by_the_range_that_it_uses(bits: int) -> None:
    """A 12-bit camera's values in 16-bit words are not taken for near-black."""
    values = np.rint(seven() / 255.0 * (2**bits - 1)).astype(np.uint16)
    assert np.abs(grey_of(decode(encode(Image.fromarray(values), "PNG"))) - seven()).max() <= 3


TURNED: dict[int, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]] = {
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: np.transpose,
    6: lambda a: np.rot90(a, 1),
    7: lambda a: np.rot90(a, 2).T,
    8: lambda a: np.rot90(a, -1),
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(kind: str, orientation: int) -> None:
    """A camera that was turned gives the same upright picture, in size and in pixels."""
    turned = TURNED[orientation](seven())
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.fromarray(np.ascontiguousarray(turned)).convert("RGB")
    options: dict[str, object] = {"quality": 95} if kind in ("JPEG", "WEBP", "AVIF") else {}
    picture = decode(encode(image, kind, exif=exif.tobytes() if kind != "TIFF" else exif, **options))
    assert (picture.width, picture.height) == (40, 60)
    assert np.abs(grey_of(picture) - seven()).mean() < LOSSY / 3


@pytest.mark.parametrize("ink", [0, 255])
@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_a_drawing_that_is_all_alpha_shows_its_ink(ink: int, mode: str) -> None:
    """One colour, its shape in alpha alone: black ink goes over white, white ink over black."""
    coverage = Image.fromarray(255 - seven())
    image = Image.new(mode, GREY.size, (ink,) * (len(mode) - 1) + (0,))
    image.putalpha(coverage)
    expected = seven() if ink == 0 else 255 - seven()
    assert np.abs(grey_of(decode(encode(image, "PNG"))) - expected).max() <= 1


def test_a_sheet_with_see_through_corners_keeps_its_paper() -> None:
    """Where the picture brings paper along, transparency is filled with paper, not with ink."""
    alpha = np.full((60, 40), 255, np.uint8)
    alpha[:6, :6] = 0
    image = GREY.convert("LA")
    image.putalpha(Image.fromarray(alpha))
    assert decode(encode(image, "PNG")).pixels[0, 0] == 255


def test_opaque_alpha_changes_nothing() -> None:
    """An alpha channel that hides nothing is dropped."""
    image = GREY.convert("RGBA")
    assert np.array_equal(decode(encode(image, "PNG")).pixels[..., 0], seven())


def test_a_large_jpeg_is_decoded_at_reduced_size_and_says_so() -> None:
    """12 megapixels come as about one, with the size as sent beside it."""
    picture = decode(encode(Image.new("RGB", (4000, 3000), "white"), "JPEG"))
    assert (picture.width, picture.height, picture.pixels.shape) == (4000, 3000, (750, 1000, 3))
    assert picture.scale == 0.25


def test_the_bytes_decide_and_size_of_glances_at_them() -> None:
    """The header alone tells format and size; where it does not, there is no guess."""
    for name in ("PNG", "JPEG", "GIF", "BMP", "WEBP"):
        data = encode(GREY.convert("RGB"), name)
        assert (sniff(data), size_of(data)) == (name, (40, 60))
    assert size_of(encode(GREY, "TIFF")) is None
    assert size_of(b"\x89PNG\r\n\x1a\n") is None
    assert size_of(b"") is None


HEADER, PIXELS, END = png_header(40, 60), (b"IDAT", packed(bytes(41), 60)), (b"IEND", b"")
NOT_PICTURES = {
    "empty": b"",
    "text": b"seven, written in words",
    "HTML": b"<!doctype html><title>7</title>",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>',
    "PDF": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "zip": b"PK\x03\x04" + bytes(100),
    "PNG signature only": b"\x89PNG\r\n\x1a\n",
    "PNG header only": png_of_chunks([HEADER]),
    "PNG cut": encode(GREY, "PNG")[:-200],
    "PNG without pixels": png_of_chunks([HEADER, END]),
    "PNG that begins with a text": png_of_chunks([(b"tEXt", struct.pack(">II", 40, 60)), HEADER, PIXELS, END]),
    "PNG of two headers": png_of_chunks([HEADER, HEADER, PIXELS, END]),
    "JPEG cut": encode(GREY, "JPEG")[:-300],
    "JPEG header only": encode(GREY, "JPEG")[:20],
    "JPEG of too many scans": encode(GREY, "JPEG") + b"\xff\xda" * 500,
    "WEBP cut": encode(GREY.convert("RGB"), "WEBP")[:-60],
    "GIF cut": encode(GREY, "GIF")[:200],
    "BMP cut": encode(GREY, "BMP")[:-800],
    "TIFF cut": encode(GREY, "TIFF")[:1000],
    "TIFF of nothing": b"II*\0" + bytes(40),
    "AVIF cut": encode(GREY.convert("RGB"), "AVIF")[:-100],
    "HEIC cut": encode(GREY.convert("RGB"), "HEIF")[:-100],
    "PPM cut": encode(GREY, "PPM")[:-100],
}


@pytest.mark.parametrize("name", NOT_PICTURES)
def test_what_is_no_whole_picture_is_refused_in_plain_words(name: str) -> None:
    """Empty, foreign, cut or damaged: NotAnImage, with what came and what to do and nothing from inside."""
    with pytest.raises(NotAnImage) as caught:
        decode(NOT_PICTURES[name])
    assert "send" in str(caught.value)
    for inside in ("PIL", "Error", "0x", "/"):
        assert inside not in str(caught.value)


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_any_changed_byte_of_a_png_is_noticed(place: int, change: int) -> None:
    """Its checksums tell, wherever the damage is."""
    data = bytearray(encode(GREY, "PNG"))
    data[place % len(data)] ^= change
    with pytest.raises((NotAnImage, Unusable)):
        decode(bytes(data))


@given(
    st.sampled_from(sorted(SENT)),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
    st.data(),
)
def test_damage_never_raises_anything_else(name: str, changes: list[tuple[int, int]], data: st.DataObject) -> None:
    """Whatever happens to a file, decoding gives a picture or one of our own refusals."""
    kind, image, options = SENT[name]
    damaged = bytearray(encode(image, kind, **options))
    for place, value in changes:
        damaged[place % len(damaged)] = value
    cut = data.draw(st.integers(0, len(damaged)))
    try:
        picture = decode(bytes(damaged[:cut]), max_pixels=10**6)
    except DigitscopeError:
        return
    assert picture.pixels.dtype == np.uint8


def jpeg_header(width: int, height: int) -> bytes:
    data = bytearray(encode(GREY, "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


BOMBS: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: png_of_chunks([png_header(50_000, 50_000), (b"IDAT", zlib.compress(bytes(10**6))), END]),
    "JPEG": lambda: jpeg_header(60_000, 60_000),
    "GIF": lambda: b"GIF89a" + struct.pack("<HH", 65_000, 65_000) + encode(GREY, "GIF")[10:],
    "BMP": lambda: encode(GREY, "BMP")[:18] + struct.pack("<ii", 90_000, -90_000) + encode(GREY, "BMP")[26:],
    "WEBP": lambda: b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\x3f\0" * 2,
    "PPM": lambda: b"P6 90000 90000 255\n" + bytes(100),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_decompression_bomb_is_refused_by_its_header(name: str) -> None:
    """Too many pixels by the header: refused before one is decoded."""
    data = BOMBS[name]()
    tracemalloc.start()
    with pytest.raises(Unusable, match="accepted"):
        decode(data)
    assert tracemalloc.get_traced_memory()[1] < 10**7
    tracemalloc.stop()


def test_text_that_unpacks_to_much_is_left_packed() -> None:
    """A PNG whose comment or colour profile is a bomb decodes as if it had none."""
    plain = encode(GREY, "PNG")
    bomb = zlib.compress(bytes(10**8), 9)
    extra = chunk(b"zTXt", b"note\0\0" + bomb) + chunk(b"iCCP", b"icc\0\0" + bomb)
    assert np.array_equal(decode(plain[:33] + extra + plain[33:]).pixels, seven())


def test_damaged_metadata_does_not_spoil_a_picture() -> None:
    """EXIF that cannot be read leaves the picture as it lies, without a warning."""
    for exif in (b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(20)):
        picture = decode(encode(GREY.convert("RGB"), "JPEG", exif=exif, quality=95))
        assert (picture.width, picture.height) == (40, 60)


@pytest.mark.parametrize("size", [(1, 1), (20_000, 1), (3, 3), (1, 300), (9000, 20)])
def test_sizes_that_cannot_hold_a_digit_are_refused(size: tuple[int, int]) -> None:
    """A dot or a thread of pixels is Unusable, and the message says which sizes are not."""
    with pytest.raises(Unusable, match="at least"):
        decode(encode(Image.new("L", size), "PNG"))


def test_the_limit_on_pixels_is_the_callers() -> None:
    """`max_pixels` holds for every format, also where only the decoder knows the size."""
    for name in ("PNG", "JPEG", "TIFF", "HEIF", "AVIF", "PPM"):
        data = encode(GREY.convert("RGB"), name)
        assert decode(data, max_pixels=2400).width == 40
        with pytest.raises(Unusable, match="40 x 60"):
            decode(data, max_pixels=2399)
