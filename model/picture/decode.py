"""Bytes to an upright picture of 8-bit pixels, whatever camera, scanner or program they come from.

    bytes -> format and size from the header -> limits -> decode -> depth and palette -> transparency -> upright

Safe in threads: nothing global is read or set, and Pillow's own limits are not relied upon.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from model.errors import DigitscopeError, NotAnImage, TooManyPixels, Unusable
from model.picture.container import lean_jpeg, lean_png, orientation, size_of, sniff
from model.picture.plain import read_plain
from model.picture.transparency import flatten

__all__ = ["ACCEPTED", "Picture", "decode", "size_of"]

ACCEPTED = "PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, HEIC or PPM"
MIN_LONG_SIDE = 8  # the smallest raster on which digits are still told apart
MIN_SHORT_SIDE = 2  # a tight crop of a 1
MAX_ASPECT = 64  # a strip longer than this is no page and no digit
DETAIL = 1000  # px; by default a JPEG is decoded at the coarsest scale whose long side has at least this many

_Opener = Callable[[io.BytesIO], Image.Image]


@dataclass(frozen=True)
class Picture:
    """A decoded picture.

    Attributes:
        pixels: uint8 (H, W) grey or (H, W, 3) RGB, upright, without transparency.
        width: of the picture as sent, upright, in pixels.
        height: likewise.
        scale: pixels per sent pixel; below 1 where a large JPEG was decoded at reduced size.
        format: Pillow's name of the file format.
    """

    pixels: NDArray[np.uint8]
    width: int
    height: int
    scale: float
    format: str


# The plugins are called directly: Image.open would warn, or refuse, by a limit that is global to the process.
_OPENERS: dict[str, _Opener] = {
    "PNG": PngImagePlugin.PngImageFile,
    "JPEG": JpegImagePlugin.JpegImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "AVIF": AvifImagePlugin.AvifImageFile,
    "PPM": PpmImagePlugin.PpmImageFile,
}


def decode(data: bytes, *, max_pixels: int = 100_000_000, detail: int = DETAIL) -> Picture:
    """Decode a picture, of an animation its first frame.

    A large JPEG is decoded at reduced size, its long side no shorter than `detail` px.

    Raises:
        NotAnImage: empty, of another format, truncated or damaged.
        TooManyPixels: more than `max_pixels` by its header.
        Unusable: of a size or shape that cannot hold a digit.
    """
    if not data:
        raise NotAnImage(f"a picture was expected, but the upload is empty; send {ACCEPTED}")
    name = sniff(data)
    if name is None:
        raise NotAnImage(f"a picture was expected, but these bytes are of no known format; send {ACCEPTED}")
    size = size_of(data)
    if size:
        _check_size(*size, max_pixels)
    try:
        picture = _decode(data, name, max_pixels, detail)
    except DigitscopeError:
        raise
    except Exception as error:  # Pillow raises many kinds for a damaged file
        raise NotAnImage(f"a {name} was announced, but it is cut off or damaged; send the whole file again") from error
    return picture


def _check_size(width: int, height: int, max_pixels: int) -> None:
    if width * height > max_pixels:
        raise TooManyPixels(
            f"the picture has {width} x {height} pixels, more than the {max_pixels:,} that are accepted; "
            "send it at a smaller size"
        )
    long, short = max(width, height), min(width, height)
    if long < MIN_LONG_SIDE or short < MIN_SHORT_SIDE or long > MAX_ASPECT * short:
        raise Unusable(
            f"the picture has {width} x {height} pixels, a size that cannot hold a digit; send at least "
            f"{MIN_LONG_SIDE} pixels on the long side, {MIN_SHORT_SIDE} on the short, and no strip longer than "
            f"{MAX_ASPECT} times its width"
        )


def _decode(data: bytes, name: str, max_pixels: int, detail: int) -> Picture:
    turn = 1
    if name == "PNG":
        data, turn = lean_png(data)
        plain = read_plain(data) if turn == 1 else None
        if plain is not None:
            return Picture(plain, plain.shape[1], plain.shape[0], 1.0, name)
    elif name == "JPEG":
        data, turn = lean_jpeg(data)
    image = _open(data, name, max_pixels)
    width, height = image.size
    if name == "JPEG":
        reduction = max(1, max(width, height) // detail)
        image.draft("", (width // reduction, height // reduction))
    elif name in ("WEBP", "AVIF"):
        turn = orientation(image.info.get("exif", b""))
    image.load()
    vars(image).pop("_decoder", None)  # WebP's holds two more pictures, AVIF's one
    if name == "TIFF":  # Pillow has turned it upright while loading
        width, height = image.size
    pixels = _upright(_to_pixels(image), turn)
    if turn > 4:
        width, height = height, width
    return Picture(pixels, width, height, max(pixels.shape[:2]) / max(width, height), name)


def _open(data: bytes, name: str, max_pixels: int) -> Image.Image:
    """The header parsed and its size checked; no pixel decoded yet but HEIC's, whose size is known before."""
    if name == "HEIF":
        heif = pillow_heif.open_heif(data)
        _check_size(int(heif.size[0]), int(heif.size[1]), max_pixels)
        return heif.to_pillow()  # libheif turns it upright
    image = _OPENERS[name](io.BytesIO(data))
    _check_size(*image.size, max_pixels)
    return image


def _to_pixels(image: Image.Image) -> NDArray[np.uint8]:
    """Any of Pillow's modes as uint8 (H, W) or (H, W, 3)."""
    mode = image.mode
    if mode in ("L", "RGB") and "transparency" not in image.info:
        return np.asarray(image)
    if mode == "F" or mode.startswith("I"):
        return _to_8_bits(np.asarray(image))
    if image.has_transparency_data:
        grey = mode in ("1", "L", "LA", "La")
        layered = "LA" if grey else "RGBA"
        layers = np.asarray(image if mode == layered else image.convert(layered))
        return flatten(layers[..., 0] if grey else layers[..., :3], layers[..., -1])
    return np.asarray(image.convert("L" if mode in ("1", "L") else "RGB"))


def _to_8_bits(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Deeper grey to 8 bits, by the smallest usual range that holds it; floats and signed values by their own range."""
    values = np.nan_to_num(values.astype(np.float32), copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if low >= 0 and high > 1:
        top = next((2.0**bits - 1 for bits in (8, 10, 12, 14, 16) if high < 2**bits), high)
        low = 0.0
    elif low >= 0:
        low, top = 0.0, 1.0
    else:
        top = high
    values -= low
    values *= 255.0 / max(top - low, 1e-9)
    np.rint(values, out=values)
    return values.astype(np.uint8)


def _upright(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Upright from EXIF orientation 1 to 8."""
    if orientation > 4:
        pixels = cv2.transpose(pixels)  # type: ignore[assignment]
    flip_rows = orientation in (3, 4, 7, 8)
    flip_columns = orientation in (2, 3, 6, 7)
    if flip_rows or flip_columns:
        code = -1 if flip_rows and flip_columns else 0 if flip_rows else 1
        pixels = cv2.flip(pixels, code)  # type: ignore[assignment]
    return pixels
