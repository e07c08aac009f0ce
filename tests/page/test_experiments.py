"""A variant of `digitscope experiments`, exported and opened: min pooling, made of layers that the page knows."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.files import digit_png
from tests.page.conftest import Visiting
from tests.service import Service, running
from tests.training.conftest import drawn
from training.evaluation.trials import Sizes
from training.experiments.budget import Budget
from training.experiments.export import export
from training.experiments.plan import runs
from training.experiments.variants import chosen
from training.mnist import SHA256, Mnist

LAYERS = [
    *("input", "conv2d", "negated", "max_of_negated", "min_pooling2d"),
    *("conv2d_1", "negated_1", "max_of_negated_1", "min_pooling2d_1"),
    *("conv2d_2", "flatten", "dense", "dense_1"),
]


@pytest.fixture(scope="module")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Trained on a few drawn digits: what it reads is not the point."""
    folder = tmp_path_factory.mktemp("variant")
    budget = Budget(1, 96, 32, 40, Sizes(), seeds=(0,))
    data = Mnist(drawn(128, seed=1), drawn(40, seed=2), dict(SHA256))
    (run,) = runs(chosen(["min-pooling"]), budget, data, folder / "runs")
    assert export(run, budget, data, folder / "models") == folder / "models" / "1"
    with running(folder / "log", model_dir=folder / "models") as started:
        yield started


def _maps(service: Service, layer: str) -> np.ndarray:
    url, wanted = f"{service.url}/feature-maps/{layer}", {"Accept": "application/x-npy"}
    maps: np.ndarray = np.load(BytesIO(httpx.post(url, content=digit_png(4), headers=wanted, timeout=60).content))
    return maps


def test_the_service_describes_every_layer_and_explains_its_units(variant: Service) -> None:
    """Multiply-adds as the experiments table them, and each unit of the pooling worked out exactly."""
    described = httpx.get(f"{variant.url}/layers", timeout=60).json()
    assert [layer["name"] for layer in described["layers"]] in (LAYERS, LAYERS[1:])
    assert sum(layer["multiply_adds"] for layer in described["layers"]) == 5_662_208
    assert set(LAYERS[1:]) <= set(described["explainable"])
    for layer in ("negated", "max_of_negated", "min_pooling2d"):
        unit = httpx.post(f"{variant.url}/units/{layer}/5,6,7", content=digit_png(4), timeout=60).json()
        assert unit["difference"] <= unit["allowed_difference"]


def test_what_it_serves_is_the_least_of_each_window(variant: Service) -> None:
    before = _maps(variant, "conv2d")
    windows = before.reshape(13, 2, 13, 2, 64)
    np.testing.assert_array_equal(_maps(variant, "min_pooling2d"), windows.min(axis=(1, 3)))


def test_the_page_shows_it(visit: Visiting, variant: Service) -> None:
    page = visit(variant.url).open("#layer=min_pooling2d&map=2&cell=3,3")
    described = httpx.get(f"{variant.url}/layers", timeout=60).json()
    expect(page.locator("#network .layer h3")).to_have_text([layer["name"] for layer in described["layers"]])
    expect(page.locator("#unit-heading")).to_have_text("min_pooling2d, map 2")
    value, output = (
        float(page.locator(f"#unit .sum [data-part={part}] dd").get_attribute("data-value") or "nan")
        for part in ("value", "output")
    )
    assert output == pytest.approx(value, abs=1e-4)
    expect(page.locator("#network .total")).to_contain_text("260\u202f298 parameters")


def test_its_version_tells_where_it_is_from(variant: Service) -> None:
    """In its card: the variant, the seed, and how it learned."""
    told = httpx.get(f"{variant.url}/models/1", timeout=60).json()
    text = str(told)
    assert "experiment min-pooling" in text
    assert "history" in text


def test_nothing_else_lies_in_the_model_folder(variant: Service) -> None:
    """Runs leave their checkpoints elsewhere."""
    models = Path(variant.log_file).parent / "models"
    assert [path.name for path in models.iterdir() if path.is_dir()] == ["1"]
