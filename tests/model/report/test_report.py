"""The report: complete, true, and needing nothing but itself."""

import re
from html.parser import HTMLParser
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from model.intake import Prepared
from model.normalise import normalise
from model.picture.decode import decode
from model.picture.resized import resize
from model.report.findings import Findings, find_out
from model.report.html import element, escape, image
from model.report.page import render
from model.versions.version import Version
from tests.files import blank_png, digit_png, encode
from training.versions.foreign import export_file


@pytest.fixture(scope="module")
def shipped(version_folder: Path) -> Version:
    return Version.load(version_folder, warm_up=())


def findings(version: Version, data: bytes, name: str = "seven.png") -> Findings:
    picture = decode(data)
    shape = version.manifest.input_shape
    framed = normalise(picture, keep_stages=True) if shape == (28, 28, 1) else resize(picture, shape, keep_stages=True)
    return find_out(name, Prepared(picture.width, picture.height, framed), version)


class Reader(HTMLParser):
    """Collects tags and text, and holds that every tag is closed in its turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def test_it_tells_answer_stages_maps_arithmetic_and_what_mattered(shipped: Version) -> None:
    found = findings(shipped, digit_png(7))
    page = Reader(render(found))
    for words in (
        "Verdict: digit, with a confidence of",
        "What the network saw",
        "in the frame, by its mass, 28x28",
        "How 7 got its score",
        "The softmax",
        "What mattered",
        "Why there is no Grad-CAM here",
        "no unit sees row 26, 27 or column 26, 27",
        "which have 3x3 cells",
        "sees 18x18 pixels",
    ):
        assert words in page.words, words
    for layer in shipped.layers:
        assert f"all {layer.output_shape[-1]} channels of {layer.name}" in [each.get("alt") for _, each in page.tags]


def test_its_numbers_are_the_networks(shipped: Version) -> None:
    """The logit as TensorFlow gives it, and each class's share as it is served."""
    found = findings(shipped, digit_png(7))
    page = Reader(render(found))
    assert found.sum is not None
    assert f"TensorFlow's own: {found.sum.pre_activation:.9g}" in page.words
    for probability in found.scores.probabilities:
        assert f"{probability:.4%}" in page.words
    told = re.search(r"adds up to (-?\d+\.\d+); the logits differ by (-?\d+\.\d+)", page.words)
    assert told is not None
    assert float(told[1]) == pytest.approx(float(told[2]), abs=0.05 * abs(float(told[2])))


@pytest.mark.parametrize("data", [digit_png(7), blank_png()], ids=["digit", "blank"])
def test_it_needs_no_host_and_no_script(shipped: Version, data: bytes) -> None:
    page = render(findings(shipped, data))
    read = Reader(page)
    assert "://" not in page
    assert "@import" not in page
    assert "url(" not in page
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in read.tags}
    for _, attributes in read.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("src") or "data:").startswith("data:image/png;base64,") or "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    policy = next(each["content"] for tag, each in read.tags if tag == "meta" and "http-equiv" in each)
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_it_suits_light_and_dark_wide_and_narrow_readers_of_screens(shipped: Version) -> None:
    page = render(findings(shipped, digit_png(7)))
    read = Reader(page)
    assert "prefers-color-scheme: dark" in page
    assert "max-width: 36rem" in page
    assert 'content="width=device-width, initial-scale=1"' in page
    assert all(attributes.get("alt") for tag, attributes in read.tags if tag == "img")
    assert ("html", {"lang": "en"}) in read.tags


def test_a_blank_sheet_is_told_as_one(shipped: Version) -> None:
    page = Reader(render(findings(shipped, blank_png(), "empty.png")))
    assert "Verdict: blank" in page.words
    assert "no ink was found" in page.words
    assert "got its score" not in page.words


def test_a_files_name_cannot_become_markup(shipped: Version) -> None:
    name = '<img src=x onerror="alert(1)">&.png'
    page = render(findings(shipped, digit_png(7), name))
    assert name not in page
    assert name in Reader(page).words


def test_markup_is_escaped_once() -> None:
    assert escape("a < b") == "a &lt; b"
    inner = element("b", "a < b", title='say "x"')
    assert element("p", inner, " & c") == '<p><b title="say &quot;x&quot;">a &lt; b</b> &amp; c</p>'
    assert 'alt="a &lt; b"' in image(b"", "a < b")


@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")
def test_a_network_from_elsewhere_is_explained_too(tmp_path: Path) -> None:
    """In colour, of another size, with classes that are no digits and a softmax that is a layer of its own."""
    network = keras.Sequential(
        [
            keras.Input((20, 24, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, padding="same", activation="relu", name="conv"),
            layers.GlobalAveragePooling2D(name="mean"),
            layers.Dense(3, name="scores"),
            layers.Softmax(name="softmax"),
        ],
        name="fruit",
    )
    network.save(tmp_path / "fruit.keras")
    folder = export_file(tmp_path / "fruit.keras", tmp_path / "fruit", labels=("apple", "<pear>", "plum"))
    version = Version.load(folder, warm_up=())
    noise = np.random.default_rng(0).integers(0, 256, (50, 70, 3)).astype(np.uint8)
    page = Reader(render(findings(version, encode(noise), "fruit.png")))
    assert "The likeliest class" in page.words
    assert "it was given the whole picture, resized" in page.words
    assert "is a sum of 4 products, one for each number of mean" in page.words
    assert "<pear>" in page.words
    assert "Grad-CAM" not in page.words  # its maps are as large as the frame
