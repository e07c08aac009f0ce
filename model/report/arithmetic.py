"""The winning class worked out: every term of its logit, and the softmax."""

from model.inside.explanation import Explanation
from model.inside.units.activation import Softmax
from model.report.findings import Findings
from model.report.html import Markup, element, table

_TERMS = 12


def sections(findings: Findings) -> list[Markup]:
    """From the last hidden layer to the probability, number by number."""
    if findings.blank:
        return []
    label = findings.version.manifest.labels[findings.winner]
    head = element("h2", f"How {label} got its score", id="score")
    if findings.sum is None:
        return [head, element("p", "How the last layer computes its units is not known here.")]
    return [head, *_sum(findings.sum, label), *_softmax(findings)]


def _sum(unit: Explanation, label: str) -> list[Markup]:
    total = unit.sum
    contributions = total.contributions
    source = unit.entry.inputs[0] if unit.entry.inputs else "the picture"
    inputs, weights = total.inputs[:, 0, 0], total.weights[:, 0, 0]
    rows: list[tuple[object, ...]] = []
    running = 0.0
    for place in unit.order[:_TERMS]:
        running += float(contributions[place])
        term = (f"{inputs[place]:.4f}", f"{weights[place]:+.4f}", f"{contributions[place]:+.4f}", f"{running:.4f}")
        rows.append((f"{source} {total.sources[place]}", *term))
    rest = float(contributions.sum()) - running
    rows.append((f"the other {len(contributions) - len(rows)} terms", "", "", f"{rest:+.4f}", f"{running + rest:.4f}"))
    rows.append(("the bias", "", "", f"{total.bias:+.4f}", f"{total.total:.4f}"))
    given = unit.value if unit.pre_activation is None else unit.pre_activation
    told = (
        f"The logit of {label} is a sum of {len(contributions)} products, one for each number of {source}, and a bias. "
        f"The {_TERMS} that weigh most:"
    )
    checked = (
        f"Added up in double precision: {total.total:.9g}. TensorFlow's own: {given:.9g}. They differ by "
        f"{abs(total.total - given):.1e}, of terms that come to {total.magnitude:.3g} in all."
    )
    listed = table(
        ("", "input", "x weight", "= term", "sum so far"), rows, foot=("logit", "", "", "", f"{total.total:.4f}")
    )
    return [element("p", told), listed, element("p", checked, class_="note")]


def _softmax(findings: Findings) -> list[Markup]:
    share, manifest = findings.share, findings.version.manifest
    worked_out = None if share is None else share.calibrated or share.softmax
    if worked_out is None:
        return []
    temperature = manifest.calibration.temperature
    told = (
        "The logits of all classes become probabilities: the largest is taken off, the exponential of each is taken, "
        "and each is divided by their sum. "
    )
    if temperature != 1:
        told += (
            f"Before that they are divided by {temperature:g}, the temperature that was fitted on digits the network "
            "had not seen, so that of the answers given with 90 % nine in ten are right."
        )
    return [element("h3", "The softmax"), element("p", told), _terms(worked_out, findings, temperature)]


def _terms(worked_out: Softmax, findings: Findings, temperature: float) -> Markup:
    labels, logits = findings.version.manifest.labels, findings.scores.logits
    rows = [
        (
            labels[index],
            f"{logits[index]:.4f}",
            f"{worked_out.logits[index] - worked_out.maximum:.4f}",
            f"{worked_out.exponentials[index]:.3e}",
            f"{worked_out.shares[index]:.4%}",
        )
        for index in range(len(labels))
    ]
    reduced = "logit - largest" if temperature == 1 else f"(logit - largest) / {temperature:g}"
    foot = ("sum", "", "", f"{worked_out.sum:.6f}", "100 %")
    return table(("class", "logit", reduced, "exponential", "share"), rows, foot=foot)
