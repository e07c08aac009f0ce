"""The variants that are trained, and the questions that they answer. Each is data, and a function that builds it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import keras

from training.errors import BadOption
from training.experiments import autoencoders, networks
from training.experiments.autoencoders import Growth
from training.experiments.networks import Choices


@dataclass(frozen=True)
class Variant:
    """A network to train: its name in commands, its name in words, and whether it reads digits or redraws them."""

    name: str
    title: str
    reads: bool
    build: Callable[[], keras.Sequential]


@dataclass(frozen=True)
class Question:
    """What is compared.

    Attributes:
        answers: variants' names, each with what it stands for here; the first is compared with each of the others.
    """

    title: str
    asks: str
    answers: Mapping[str, str]


def _reader(name: str, title: str, choices: Choices) -> Variant:
    return Variant(name, title, reads=True, build=lambda: networks.build(choices, name))


def _decoder(name: str, title: str, growth: Growth) -> Variant:
    return Variant(name, title, reads=False, build=lambda: autoencoders.build(growth, name))


BASELINE = "textbook"
VARIANTS = {
    variant.name: variant
    for variant in (
        _reader(BASELINE, "the textbook's network", Choices()),
        _reader("padding-same", "same padding", Choices(padding="same")),
        _reader("average-pooling", "average pooling", Choices(pooling="average")),
        _reader("min-pooling", "min pooling", Choices(pooling="min")),
        _reader("strided-convolutions", "convolutions of stride 2 without pooling", Choices(pooling="stride")),
        _reader("strided-pooling", "a strided convolution in each pooling's place", Choices(pooling="convolution")),
        _reader("global-average", "global average pooling", Choices(head="average")),
        _reader("bottleneck", "1x1 bottlenecks to 16 channels", Choices(bottleneck=16)),
        _reader("filters-32", "32 filters", Choices(filters=32)),
        _decoder("upsampling", "upsampling and a 3x3 convolution", Growth("upsampling", 3)),
        _decoder("transposed-3", "a transposed convolution of 3x3", Growth("transposed", 3)),
        _decoder("transposed-4", "a transposed convolution of 4x4", Growth("transposed", 4)),
    )
}
QUESTIONS = (
    Question(
        "Padding",
        "Does it help to pad, so that each convolution's maps stay as large as what it takes?",
        {BASELINE: "valid padding", "padding-same": "same padding"},
    ),
    Question(
        "Pooling",
        "Which number of a window should pooling keep?",
        {BASELINE: "max pooling", "average-pooling": "average pooling", "min-pooling": "min pooling"},
    ),
    Question(
        "Strides",
        "Can a convolution's stride do the work of pooling?",
        {
            BASELINE: "max pooling",
            "strided-convolutions": "stride 2 in the convolutions themselves, without pooling",
            "strided-pooling": "a strided convolution in each pooling's place",
        },
    ),
    Question(
        "Head",
        "Flatten and two Dense layers, or global average pooling and one?",
        {BASELINE: "Flatten", "global-average": "global average pooling"},
    ),
    Question(
        "1x1 convolution",
        "Can the inner convolutions take fewer maps, mixed by a 1x1 convolution before them?",
        {BASELINE: "no bottleneck", "bottleneck": "1x1 bottlenecks to 16 maps"},
    ),
    Question(
        "Filters",
        "How many filters do the first two convolutions need?",
        {BASELINE: "64 filters", "filters-32": "32 filters"},
    ),
    Question(
        "Decoder",
        "How should maps grow: upsampled and then convolved, or by a transposed convolution?",
        {
            "upsampling": "upsampling and a 3x3 convolution",
            "transposed-3": "a transposed convolution of 3x3",
            "transposed-4": "a transposed convolution of 4x4",
        },
    ),
)


def chosen(names: Iterable[str]) -> tuple[Variant, ...]:
    """The variants of these names, all where there is none; raises BadOption, which lists what there is."""
    wanted = list(names)
    if unknown := [name for name in wanted if name not in VARIANTS]:
        raise BadOption(f"there is no variant {unknown[0]!r}; there is {', '.join(VARIANTS)}")
    return tuple(variant for name, variant in VARIANTS.items() if not wanted or name in wanted)
