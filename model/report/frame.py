"""What the network was given: each stage from the picture to the frame, with its numbers."""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normalise import Record
from model.report.findings import Findings
from model.report.html import Markup, element, figure, image, png_of, table
from model.versions.version import FRAME_SHAPE

_SIDE = 480  # px of a stage's longer side, so that a photograph does not travel whole
_SAID = {
    "original": "the picture",
    "ink": "its ink against its paper",
    "box": "the digit alone",
    "20x20": "at 20x20 pixels",
    "28x28": "in the frame, by its mass",
}


def sections(findings: Findings) -> list[Markup]:
    """The stages of the normaliser; of a network from elsewhere, the resized picture."""
    normalised = findings.prepared.normalised
    stages = [
        figure(
            image(png_of(_small(pixels)), f"stage {name}", crisp=max(pixels.shape) <= 64), _caption(name, pixels.shape)
        )
        for name, pixels in normalised.stages.items()
    ]
    pictures = element("div", *stages, class_="stages")
    if findings.version.manifest.input_shape != FRAME_SHAPE:
        told = "This network is not used to the normaliser's frame: it was given the whole picture, resized."
        return [element("h2", "What the network saw", id="saw"), element("p", told), pictures]
    told = (
        "The network only knows MNIST's digits: light ink on black, 20 pixels long, centred by mass in 28. "
        "Everything else about the picture was taken away first."
    )
    return [element("h2", "What the network saw", id="saw"), element("p", told), pictures, _numbers(normalised.record)]


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    factor = _SIDE / max(pixels.shape[:2])
    if factor >= 1:
        return pixels
    size = tuple(max(1, round(side * factor)) for side in pixels.shape[1::-1])
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _caption(name: str, shape: tuple[int, ...]) -> str:
    return f"{_SAID.get(name, name)}, {shape[1]}x{shape[0]}"


def _numbers(record: Record) -> Markup:
    if record.box is None:
        return element("p", record.reason or "No ink was found.")
    x, y, width, height = record.box
    down, right = record.shift
    rows = [
        ("ink", "dark on light, so exchanged" if record.inverted else "light on dark, as it is"),
        ("box", f"{width}x{height} pixels from ({x}, {y})"),
        ("threshold", f"{record.threshold:.3g} of 255 grey levels against the paper"),
        ("contrast of the ink", f"{record.contrast:.3g} of 255 grey levels"),
        ("stroke", f"{record.stroke_ratio:.3f} of the box's longer side"),
        ("scale", f"{record.scale:.4g} frame pixels for one of the picture"),
        ("shift", f"{down:+d} down, {right:+d} right, to centre the mass"),
        ("groups of ink as large as the digit", record.groups),
    ]
    return element("details", element("summary", "The normaliser's numbers"), table(("", ""), rows))
