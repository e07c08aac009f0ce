"""SECURITY.md: a test stands behind each promise. And the promises that no part of the code makes alone."""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import httpx
import psutil
import pytest

from requirements.audit import judge
from tests.files import digit_png, encode, written
from tests.service import Service

ROOT = Path(__file__).parent.parent
_PROMISES = (ROOT / "SECURITY.md").read_text().partition("## What is promised\n")[2]
PROMISES = [each.strip() for each in re.split(r"^- |^###? .*$", _PROMISES, flags=re.MULTILINE)][1:]
PROMISES = [each for each in PROMISES if each]
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def _names_in(file: str) -> frozenset[str]:
    """The names of a file's tests."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in ast.parse((ROOT / file).read_text()).body if isinstance(node, functions))


def test_there_are_promises() -> None:
    assert len(PROMISES) > 20


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise[:60])
def test_a_test_stands_behind_each_promise(promise: str) -> None:
    named = _TEST.findall(promise)
    assert named
    for file, name in named:
        assert name in _names_in(file), f"{file} has no {name}"
    assert _TEST.sub("", promise).strip().endswith("."), "each promise is a sentence, and its tests come after it"


def test_pictures_are_written_nowhere(service: Service) -> None:
    """A large upload in several parts, the kind that frameworks put into temporary files."""
    process = psutil.Process(service.process.pid)
    page = encode(written(7, side=2000), "BMP")
    before = process.io_counters().write_chars
    answer = httpx.post(f"{service.url}/predict", files=[("files", page), ("files", digit_png(7))], timeout=60)
    assert answer.status_code == 200
    assert len(page) > 10_000_000
    assert process.io_counters().write_chars - before < 100_000  # the answer and the log
    assert not [file.path for file in process.open_files() if file.path.endswith((".tmp", ".png", ".bmp"))]


def test_the_bill_of_materials_names_every_pinned_package(tmp_path: Path) -> None:
    out = tmp_path / "sbom.cdx.json"
    subprocess.run([sys.executable, "-W", "error", ROOT / "requirements" / "materials.py", out], check=True, cwd=ROOT)
    bill = json.loads(out.read_text())
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "digitscope")
    told = {(each["name"], each["version"]) for each in bill["components"]}
    pinned = re.findall(
        r"^([\w.-]+)(?:\[.*?\])?==(\S+)", (ROOT / "requirements" / "serve.txt").read_text(), re.MULTILINE
    )
    assert told == set(pinned)
    assert all(each["hashes"] and each["purl"].startswith("pkg:pypi/") for each in bill["components"])
    licensed = [each for each in bill["components"] if each.get("licenses")]
    assert len(licensed) > 0.8 * len(told)


def _audited(**packages: list[dict[str, object]] | None) -> str:
    return json.dumps(
        {
            "dependencies": [
                {"name": name, "version": "1", "vulns": known}
                if known is not None
                else {"name": name, "skip_reason": "x"}
                for name, known in packages.items()
            ]
        }
    )


def test_a_known_vulnerability_fails_the_check() -> None:
    known: list[dict[str, object]] = [{"id": "PYSEC-1", "fix_versions": ["2", "3"], "description": "bad"}]
    assert judge(_audited(a=known, b=[], c=None), "") == (1, "pip-audit: a 1: PYSEC-1, repaired in 2, 3")
    assert judge(_audited(a=[], b=None), "") == (
        0,
        "pip-audit: nothing is known against 1 packages; nothing can be had about 1 others",
    )


@pytest.mark.parametrize(
    ("output", "errors"), [("", "ERROR: connection refused\n"), ("{}", ""), (_audited(a=None, b=None), "")]
)
def test_an_audit_that_can_ask_nobody_is_skipped_and_says_so(output: str, errors: str) -> None:
    status, told = judge(output, errors)
    assert status == 0
    assert told.startswith("pip-audit: skipped, the advisories cannot be had here")


def test_check_is_what_continuous_integration_runs() -> None:
    """The one is part of the other, and has all of it that needs no more than a checkout."""
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"^check: lint audit sbom test ", makefile, re.MULTILINE)
    assert "make check" in (ROOT / ".ci" / "run").read_text()


def test_the_container_is_given_no_rights() -> None:
    compose, image = (ROOT / "docker-compose.yml").read_text(), (ROOT / "Dockerfile").read_text()
    common = compose.partition("services:")[0]
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]', "pids_limit: 1024"):
        assert line in common
    services = compose.partition("services:")[2].partition("\nvolumes:")[0]
    names = re.findall(r"^  (\w+):$", services, re.MULTILINE)
    assert len(names) == services.count("<<: *digitscope") > 2
    assert re.search(r"^USER 10001:10001$", image, re.MULTILINE)
    assert "keys:/keys:ro" in compose.partition("  train:")[0]  # the service itself cannot give out keys
