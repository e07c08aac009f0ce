"""Whether a vulnerability is known in a package that the service runs on; part of `make check`.

    python requirements/audit.py [FILE]

Asks pip-audit about every pinned package. Where the advisories cannot be had it says so and passes: pip-audit itself
would then say that none is known, which is true and means nothing.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PINNED = Path(__file__).with_name("serve.txt")
COMMAND = ("pip-audit", "--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off")


def main(file: Path) -> int:
    """Tell what is known; the exit status."""
    command = [str(Path(sys.executable).with_name(COMMAND[0])), *COMMAND[1:], "--requirement", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  # our own command
    status, told = judge(done.stdout, done.stderr)
    sys.stdout.write(told + "\n")
    return status


def judge(output: str, errors: str) -> tuple[int, str]:
    """What pip-audit's answer comes to: an exit status, and what to say."""
    try:
        packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        return 0, f"pip-audit: skipped, the advisories cannot be had here: {_last_line(errors)}"
    audited = [package for package in packages if "vulns" in package]
    found = [(package, vulnerability) for package in audited for vulnerability in package["vulns"]]
    if found:
        return 1, "\n".join(_line(package, vulnerability) for package, vulnerability in found)
    if not audited:
        return 0, f"pip-audit: skipped, the advisories cannot be had here for any of {len(packages)} packages"
    rest = f"; nothing can be had about {len(packages) - len(audited)} others" if len(audited) < len(packages) else ""
    return 0, f"pip-audit: nothing is known against {len(audited)} packages{rest}"


def _line(package: dict[str, Any], vulnerability: dict[str, Any]) -> str:
    fixed = ", ".join(vulnerability.get("fix_versions") or ()) or "no version yet"
    return f"pip-audit: {package['name']} {package['version']}: {vulnerability['id']}, repaired in {fixed}"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "pip-audit said nothing"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else PINNED))
