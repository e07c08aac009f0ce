"""The container's files agree with the code, and the wheel holds what the service needs."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from app.routes.page import MEDIA_TYPES
from app.settings import Settings
from model.versions.rollout import FILE_NAME

ROOT = Path(__file__).parent.parent
ROLLOUT = f"model/digits/{FILE_NAME}"
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "app", "cli", "model", "training")


def compose() -> str:
    return (ROOT / "docker-compose.yml").read_text()


def variables(name: str, field: FieldInfo) -> list[str]:
    """All of the environment that set it."""
    if isinstance(field.validation_alias, AliasChoices):
        return [str(each) for each in field.validation_alias.choices if each != name]
    return [f"DIGITSCOPE_{name.upper()}"]


def test_compose_passes_every_setting_on() -> None:
    """An operator can set everything through compose, by each of its names; host and port are the container's own."""
    fields = Settings.model_fields.items()
    wanted = {variable for name, field in fields for variable in variables(name, field)}
    wanted -= {"DIGITSCOPE_HOST", "DIGITSCOPE_PORT"}
    assert set(re.findall(r"^ +- (DIGITSCOPE_\w+)", compose(), re.MULTILINE)) == wanted


def test_compose_waits_longer_than_the_service_takes_to_stop() -> None:
    """Requests in flight are finished before the container is killed."""
    grace = re.search(r"stop_grace_period: (\d+)s", compose())
    assert grace
    assert int(grace[1]) > Settings.model_fields["shutdown_timeout_seconds"].default


def test_image_is_built_from_python_alone() -> None:
    """Every stage begins with the one base image or with another stage."""
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert set(bases) == {"python:3.13-slim", "installed"}


def test_changelog_ends_at_the_packages_version() -> None:
    """The newest release in the changelog is the one that pyproject.toml names."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    released = re.findall(r"^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert released[0] == version


def test_tensorflow_for_a_gpu_is_of_the_pinned_version_and_takes_the_place_of_the_other() -> None:
    """Two builds of it own the same files, so that the extra alone would leave a mixture of both."""
    pinned = re.search(r"^tensorflow-cpu==(\S+)", (ROOT / "requirements" / "serve.txt").read_text(), re.MULTILINE)
    assert pinned
    told = (ROOT / "docs" / "deployment.md").read_text()
    steps = [
        f"pip install '.[gpu]' tensorflow=={pinned[1]}",
        "pip uninstall --yes tensorflow-cpu",
        f"pip install --force-reinstall --no-deps tensorflow=={pinned[1]}",
    ]
    assert "\n".join(steps) in told
    (extra,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["gpu"]
    assert extra.startswith("tensorflow[and-cuda]")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the wheel that is built from a copy of this working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    private = folder / "model" / "digits" / "1" / "card" / "private" / "wrong.png"
    private.parent.mkdir(parents=True, exist_ok=True)
    private.touch()
    (folder / ROLLOUT).write_text("{}")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check")
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(folder)], check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return set(archive.namelist())


def test_wheel_holds_the_code_and_the_shipped_model(wheel: set[str]) -> None:
    """An installed package serves at once, without the source tree."""
    modules = {str(path.relative_to(ROOT)) for name in SOURCES[3:] for path in (ROOT / name).rglob("*.py")}
    model = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "model" / "digits").rglob("*")
        if path.is_file() and "private" not in path.parts and ".unfinished" not in str(path)
    } - {ROLLOUT}
    page = {str(path.relative_to(ROOT)) for path in (ROOT / "app" / "page").rglob("*") if path.suffix in MEDIA_TYPES}
    assert model
    assert page
    assert wheel >= modules | model | page


def test_wheel_holds_no_pictures_of_mnist(wheel: set[str]) -> None:
    """Figures of the card that show MNIST's digits stay where they were made."""
    assert not [name for name in wheel if "private" in name]


def test_what_a_developer_promoted_is_in_no_package_and_no_image(wheel: set[str]) -> None:
    """`digitscope models promote` writes it into the shipped model's folder, where none is named."""
    assert ROLLOUT not in wheel
    assert ROLLOUT in (ROOT / ".dockerignore").read_text().splitlines()
