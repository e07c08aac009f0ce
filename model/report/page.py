"""The report: one HTML file without a script and without a word from another host."""

from model.report import answer, arithmetic, frame, heat, layers
from model.report.findings import Findings
from model.report.html import Markup, element, escape
from model.report.style import style

# Nothing may be loaded, should a picture's file name ever find a way to ask for it.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def render(findings: Findings) -> str:
    """The whole page."""
    parts = [part for write in (answer, frame, layers, arithmetic, heat) for part in write.sections(findings)]
    head = (
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        element("title", f"{findings.name}: {answer.headline(findings)}"),
        f"<style>{style()}</style>",
    )
    body = element("main", *parts) + escape(_footer(findings))
    return f'<!DOCTYPE html>\n<html lang="en"><head>{"".join(head)}</head>\n<body>{body}</body></html>\n'


def _footer(findings: Findings) -> Markup:
    manifest = findings.version.manifest
    made = f"Version {findings.version.number} of {manifest.name}, {manifest.parameters:,} parameters"
    recipe = f", recipe {manifest.recipe}" if manifest.recipe else ""
    return element("footer", element("small", f"{made}{recipe}. Written by digitscope explain."))
