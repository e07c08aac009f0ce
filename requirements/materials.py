"""The software bill of materials of what the service runs on, as CycloneDX 1.6; part of `make check`.

    python requirements/materials.py OUT

Every package of `serve.txt` with its version, the hashes of its files and, where it is installed, its licence.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

FOLDER = Path(__file__).parent
_PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==(\S+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def main(out: Path) -> None:
    """Write it."""
    bom = bill((FOLDER / "serve.txt").read_text(), (FOLDER.parent / "pyproject.toml").read_text())
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(JsonV1Dot6(bom).output_as_string(indent=1) + "\n")
    sys.stdout.write(f"{out}: {len(bom.components)} packages\n")


def bill(pinned: str, project: str) -> Bom:
    """The materials of a file of pins, and what is made of them."""
    about = tomllib.loads(project)["project"]
    name, version = about["name"], about["version"]
    root = Component(type=ComponentType.APPLICATION, name=name, version=version, bom_ref=f"{name}=={version}")
    root.licenses.add(LicenseFactory().make_from_string(about["license"]))
    bom = Bom(components=components(pinned))
    bom.metadata.component = root
    bom.register_dependency(root, bom.components)
    return bom


def components(pinned: str) -> Iterator[Component]:
    """One for each pin."""
    for name, version, rest in _PIN.findall(pinned):
        component = Component(
            type=ComponentType.LIBRARY,
            name=name,
            version=version,
            purl=PackageURL("pypi", None, name.lower().replace("_", "-"), version),
            bom_ref=f"{name}=={version}",
            # A package has a file for each platform; which of them is installed, is known where that is done.
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in _HASH.findall(rest)],
        )
        if licence := _licence(name, version):
            component.licenses.add(licence)
        yield component


def _licence(name: str, version: str) -> License | None:
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return None
    if about["Version"] != version:
        return None
    text = about["License-Expression"] or (about["License"] or "").strip()
    if not text or "\n" in text or len(text) > 100:  # some give the whole licence
        text = next((each.rpartition(" :: ")[2] for each in about.get_all("Classifier", []) if "License" in each), "")
    return LicenseFactory().make_from_string(text) if text else None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
