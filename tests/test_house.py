"""What the repository promises of itself: who imports whom, what the documents say, and what is in no file."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests.service import environment

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))
PACKAGES = ("app", "cli", "model", "training")
MODULES = [path.relative_to(ROOT) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]

MAY_IMPORT = {"model": {"model"}, "app": {"app", "model"}, "training": {"training", "model"}, "cli": set(PACKAGES)}
ONLY_UNDER = {
    "fastapi": ("app/",),
    "starlette": ("app/",),
    "fastapi_swagger": ("app/",),
    "tensorflow": ("training/", "model/versions/saved_model.py"),
    "keras": ("training/",),
    "typer": ("cli/",),
}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Each module that a file imports, and whether it does so at its top, where importing the file runs it."""
    tree = ast.parse((ROOT / path).read_text())
    inside = {
        id(node)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef) or _is_for_types(outer)
        for node in ast.walk(outer)
    }
    for node in ast.walk(tree):
        at_top = id(node) not in inside
        if isinstance(node, ast.Import):
            yield from ((alias.name, at_top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, at_top


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_run_one_way(path: Path) -> None:
    """training -> model <- app; cli imports any of them, and nothing imports cli."""
    ours = {name.split(".")[0] for name, _ in imports(path)} & {*PACKAGES, "tests", "benchmarks"}
    assert ours <= MAY_IMPORT[path.parts[0]]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_what_is_heavy_or_of_one_layer_is_imported_only_there(path: Path) -> None:
    """HTTP under app/, TensorFlow in training/ and in the module that loads a SavedModel."""
    for name, _ in imports(path):
        allowed = ONLY_UNDER.get(name.split(".")[0])
        assert allowed is None or path.as_posix().startswith(allowed), f"{path} imports {name}"


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[0] == "cli"], ids=str)
def test_commands_import_training_and_the_app_only_when_they_run(path: Path) -> None:
    for name, at_top in imports(path):
        heavy = name.split(".")[0] == "training" or (name.startswith("app") and path.name != "local.py")
        assert not (heavy and at_top), f"{path} imports {name} at its top"


def test_every_package_is_told_to_the_installer() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    assert set(told) == {".".join(path.parent.parts) for path in MODULES}


@pytest.mark.parametrize(
    "module", ["app.main", "app.settings", "model.versions.version", "model.versions.store", "cli.main"]
)
def test_importing_loads_no_tensorflow(module: str) -> None:
    code = f"import sys, {module}; print([name for name in ('tensorflow', 'keras') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), cwd="/")
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_readmes_settings_are_the_settings() -> None:
    """Names, defaults and meanings, in the same order."""
    rows = re.findall(r"^\| `(DIGITSCOPE_\w+)` \| (.*?) \| (.*?) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    told = {name: (default.strip("`"), meaning) for name, default, meaning in rows}
    expected = {
        f"DIGITSCOPE_{name.upper()}": (
            {"model_dir": "the shipped model"}.get(name, "off" if field.default in (None, ()) else str(field.default)),
            field.description,
        )
        for name, field in Settings.model_fields.items()
    }
    assert told == expected
    assert list(told) == list(expected)


def test_the_readmes_folders_are_the_folders() -> None:
    readme = (ROOT / "README.md").read_text()
    told = set(re.findall(r"^(\w+)/ +\S", readme, re.MULTILINE))
    assert told == {path.parts[0] for path in tracked() if len(path.parts) > 1 and not path.parts[0].startswith(".")}


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", *DOCUMENTS])
def test_links_between_documents_lead_somewhere(document: str) -> None:
    path = ROOT / document
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text())
    for link in links:
        assert link.startswith("https://") or (path.parent / link).exists(), f"{document}: {link}"


def tracked() -> list[Path]:
    """The files of the repository; outside a git checkout, there are none to be told from others."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("this is no git checkout, so that the repository's files cannot be told from others")
    return [Path(name) for name in done.stdout.split("\0") if name]


PLACES = re.compile(rb"(?<![\w.~])/(?:work|root|home/\w)(?:/|\b)")
HOSTS = re.compile(rb"https?://[\w.-]*(?:pypi|pythonhosted|artifactory|nexus|devpi|mirror)[\w.-]*", re.IGNORECASE)
LOOK_FOR_THEM = {Path("tests/test_house.py"), Path("tests/training/test_shipped.py")}


def test_no_file_names_a_place_of_one_machine_or_a_package_host() -> None:
    found = []
    for path in tracked():
        if path not in LOOK_FOR_THEM and (ROOT / path).is_file():
            content = (ROOT / path).read_bytes()
            found += [f"{path}: {match[0].decode()}" for look in (PLACES, HOSTS) for match in look.finditer(content)]
    assert found == []


@pytest.mark.parametrize("place", ["card/private/wrong.png", "top_patches/conv2d.npz"])
def test_pictures_of_mnist_are_in_no_commit_no_package_and_no_image(place: str) -> None:
    """They are not ours to give: training makes them, in places that everything else passes over."""
    assert not [path for path in tracked() if path.match(f"model/digits/*/{Path(place).parent}/*")]
    ignored = subprocess.run(["git", "check-ignore", "--quiet", f"model/digits/7/{place}"], cwd=ROOT)
    assert ignored.returncode == 0
    packaging = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    assert f"digits/*/{Path(place).parent}/*" in packaging["exclude-package-data"]["model"]
    assert f"model/digits/*/{Path(place).parent}" in (ROOT / ".dockerignore").read_text().splitlines()


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_pinned_requirements_have_hashes_and_no_address(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash)", text, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    for entry in filter(str.strip, entries):
        assert re.match(r"[\w.\[\]-]+==[\w.+!]+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
