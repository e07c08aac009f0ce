"""The results page: each benchmark owns one section of it and leaves the others alone."""

import os
import platform
import re
from pathlib import Path

PAGE = Path(__file__).with_name("results.md")
_INTRODUCTION = (
    "# Results\n\nEach section is written by the command that it names. Machines are noisy: trust the ratios.\n"
)


def write_section(title: str, body: str) -> None:
    """Put `body` under the heading `title`, in place of what stood there."""
    text = PAGE.read_text() if PAGE.exists() else _INTRODUCTION
    section = f"\n## {title}\n\n{body.strip()}\n"
    pattern = re.compile(rf"\n## {re.escape(title)}\n.*?(?=\n## |\Z)", re.DOTALL)
    PAGE.write_text(pattern.sub(lambda _: section, text) if pattern.search(text) else text + section)


def machine() -> str:
    """The machine in a few words: processor family, cores, Python."""
    return f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}"
