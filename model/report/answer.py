"""The answer: the digit, the verdict with its reason, and every class's probability."""

from model.report.findings import Findings
from model.report.html import Markup, element

_SHOWN = 20  # classes, at the most


def headline(findings: Findings) -> str:
    """The answer in a few words."""
    label = findings.version.manifest.labels[findings.winner]
    if findings.verdict is None:
        return label
    return str(findings.verdict.best.digit) if findings.verdict.best else findings.verdict.name.replace("_", " ")


def sections(findings: Findings) -> list[Markup]:
    """What was read, and how sure that is."""
    big = "?" if findings.verdict is not None and findings.verdict.best is None else headline(findings)
    told = element("div", *(element("p", line, class_="verdict") for line in _lines(findings)))
    bars = [] if findings.blank else [_bars(findings)]
    card = element("div", element("div", big, class_="digit"), told, *bars, class_="card answer")
    return [element("h1", f"How the network reads {findings.name}"), card, _contents(findings)]


def _contents(findings: Findings) -> Markup:
    places = {"saw": "what it saw", "maps": "every layer's maps"}
    if not findings.blank:
        places |= {"score": "the score worked out", "mattered": "what mattered"}
    return element("nav", *(element("a", name, href=f"#{place}") for place, name in places.items()))


def _lines(findings: Findings) -> list[str]:
    verdict, probability = findings.verdict, float(findings.scores.probabilities[findings.winner])
    if verdict is None:
        return [f"The likeliest class, with a probability of {probability:.2%}."]
    if verdict.best is not None:
        first = f"Verdict: {verdict.name.replace('_', ' ')}, with a confidence of {verdict.best.confidence:.2%}."
    else:
        first = f"Verdict: {verdict.name.replace('_', ' ')}, so that no digit is told."
    return [first, *([f"Because {verdict.reason}."] if verdict.reason else [])]


def _bars(findings: Findings) -> Markup:
    labels, probabilities = findings.version.manifest.labels, findings.scores.probabilities.tolist()
    order = range(len(labels)) if len(labels) <= _SHOWN else sorted(range(len(labels)), key=lambda i: -probabilities[i])
    cells = []
    for index in list(order)[:_SHOWN]:
        bar = element("div", class_="fill", style=f"width: {probabilities[index]:.2%}")
        cells += [
            element("span", labels[index]),
            element("div", bar, class_="track"),
            element("span", f"{probabilities[index]:.2%}"),
        ]
    return element("div", *cells, class_="bars")
