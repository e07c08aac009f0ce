"""The summary table against Keras's own print."""

import html.parser
from typing import Any

import keras
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import NotFound
from model.inside.summary import Summary, as_html, as_text, readable_size, summarise
from model.versions.manifest import LayerEntry
from tests.networks import manifest_of
from training.network import build

layers = keras.layers
TEXTBOOK = [layer.name for layer in build().layers]


def keras_prints(network: Any, monkeypatch: pytest.MonkeyPatch, columns: int = 80) -> str:
    """What `network.summary()` writes to a terminal of that many columns that shows no colours."""
    monkeypatch.setenv("COLUMNS", str(columns))
    lines: list[str] = []
    network.summary(print_fn=lambda text, **_: lines.append(text))
    return "\n".join(lines)


def rows(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def two_branches() -> keras.Model:
    inputs = keras.Input((28, 28, 1), name="picture")
    left = layers.Conv2D(4, 3, padding="same", name="left")(inputs)
    right = layers.Conv2D(4, 5, padding="same", name="right")(inputs)
    merged = layers.Concatenate(name="merged")([left, right])
    x = layers.Dense(10, activation="softmax", name="digits")(layers.Flatten(name="flatten")(merged))
    return keras.Model(inputs, x, name="branches")


def normalised() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 3, name="a_layer_whose_name_is_too_long_for_its_column"),
            layers.BatchNormalization(name="batch_normalization"),
            layers.SpatialDropout2D(0.5, name="dropout"),
            layers.GlobalAveragePooling2D(name="pool"),
            layers.Dense(10, activation="softmax", name="dense"),
        ],
        name="normalised",
    )


def half_frozen() -> keras.Model:
    network = normalised()
    network.layers[0].trainable = False
    return network


@pytest.mark.parametrize("make", [build, normalised, half_frozen, two_branches])
def test_the_table_is_the_one_that_keras_prints(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    network = make()
    assert rows(as_text(summarise(manifest_of(network)))) == rows(keras_prints(network, monkeypatch))


@pytest.mark.parametrize("columns", [60, 80, 100, 140])
@pytest.mark.parametrize("make", [build, two_branches])
def test_the_table_fits_terminals_of_other_widths(make: Any, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    network = make()
    ours = as_text(summarise(manifest_of(network)), columns)
    assert rows(ours) == rows(keras_prints(network, monkeypatch, columns))


@pytest.mark.parametrize("until", TEXTBOOK)
def test_the_table_until_a_layer_is_the_one_of_the_network_built_so_far(
    until: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = build()
    shorter = keras.Sequential([keras.Input((28, 28, 1)), *whole.layers[: TEXTBOOK.index(until) + 1]], name=whole.name)
    assert rows(as_text(summarise(manifest_of(whole), until))) == rows(keras_prints(shorter, monkeypatch))


@pytest.mark.parametrize(("until", "parameters"), [(None, 260_298), ("conv2d_2", 111_424), ("conv2d", 640)])
def test_the_textbooks_parameters_are_counted(until: str | None, parameters: int) -> None:
    summary = summarise(manifest_of(build()), until)
    assert summary.total_parameters == summary.trainable_parameters == parameters
    assert f"Total params: {parameters:,} (" in as_text(summary)


def test_moving_means_and_frozen_layers_count_as_not_trainable() -> None:
    summary = summarise(manifest_of(half_frozen()))
    assert summary.non_trainable_parameters == 16 + 80
    assert summary.trainable_parameters == summary.total_parameters - 96


def test_a_layer_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(NotFound, match=r"no layer 'dense_7'; the layers are conv2d, .*, dense_1"):
        summarise(manifest_of(build()), "dense_7")


PAGE = {"html", "head", "meta", "title", "body", "table", "caption", "thead", "tr", "th", "tbody", "td", "p"}


class Text(html.parser.HTMLParser):
    """The text of an HTML page, and the tags that it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, _: Any) -> None:
        self.tags.add(tag)


@given(name=st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1))
def test_names_are_text_and_never_markup(name: str) -> None:
    """In HTML, and in the terminal's table, where square brackets would be a style."""
    entry = LayerEntry(name=name, class_name="Dense", config={}, inputs=(), output_shape=(None, 10), parameters=10)
    summary = Summary(name, (entry,))
    page = Text(as_html(summary))
    assert page.text.count(html.unescape(html.escape(name))) >= 2
    assert page.tags <= PAGE
    shown = as_text(Summary("[bold]x[/]", (entry.model_copy(update={"name": "[red]y[/]"}),)))
    assert 'Model: "[bold]x[/]"' in shown
    assert "[red]y[/] (Dense)" in shown


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0.00 B"), (1023, "1023.00 B"), (1024, "1.00 KB"), (1_041_192, "1016.79 KB"), (2**30, "1.00 GB")],
)
def test_sizes_are_given_in_the_unit_that_suits_them(size: int, text: str) -> None:
    assert readable_size(size) == text
