"""What of the picture mattered, by two methods, and where both have nothing more to say."""

from model.inside.attribution import Attribution
from model.inside.layers import LayerFacts
from model.report.findings import STEPS, Findings
from model.report.html import Markup, element, figure, heat, image, legend, png_of, table

_COARSE = 8  # cells along a side, below which a map enlarged is no evidence any more
_CHANNELS = 8


def sections(findings: Findings) -> list[Markup]:
    """The two heat maps, the channels that the answer lives by, and why there is no Grad-CAM."""
    if findings.blank:
        return []
    label = findings.version.manifest.labels[findings.winner]
    told = (
        f"Orange and red spoke for {label}, blue against it, in units of its logit. Both methods compare the "
        "frame with empty paper, so that only ink can show: that a digit has no ink at some place may matter as "
        "much, and stays white here."
    )
    frame = findings.prepared.normalised.frame
    pictures = [
        figure(image(png_of(frame), "the frame", crisp=True), "the frame that the network was given", "heat"),
        _map(findings.occlusion, "Occlusion: a square is painted over, and the logit falls by so much."),
        _map(findings.gradients, _integrated(findings.gradients)),
    ]
    row = element("div", *pictures, class_="heats")
    return [
        element("h2", "What mattered", id="mattered"),
        element("p", told),
        row,
        *_channels(findings, label),
        *_limits(findings.last_maps),
    ]


def _map(found: Attribution, caption: str) -> Markup:
    limit = max(float(abs(found.values).max()), 1e-9)
    picture = image(heat(found.values, limit), caption.partition(":")[0], crisp=True)
    return figure(element("div", picture, legend(limit, "")), caption, "heat")


def _integrated(found: Attribution) -> str:
    difference, error = found.difference or 0.0, found.completeness_error or 0.0
    return (
        f"Integrated gradients: the gradient's mean on the way from an empty frame to this one, in {STEPS} steps. All "
        f"of it adds up to {difference + error:.4f}; the logits differ by {difference:.4f}."
    )


def _channels(findings: Findings, label: str) -> list[Markup]:
    if findings.sweep is None:
        return []
    target, logit = findings.winner, float(findings.scores.logits[findings.winner])
    changes = [(float(answer.logits[target]) - logit, channel) for channel, answer in enumerate(findings.sweep.answers)]
    changes.sort(key=lambda each: -abs(each[0]))
    labels = findings.version.manifest.labels
    rows = [
        (
            f"{findings.sweep.layer} {channel}",
            f"{change:+.3f}",
            f"{findings.sweep.answers[channel].probabilities[target]:.2%}",
            labels[findings.sweep.answers[channel].winner],
        )
        for change, channel in changes[:_CHANNELS]
    ]
    told = f"Each filter of {findings.sweep.layer} switched off alone; these change the logit of {label} most:"
    head = ("without", "logit changes by", f"probability of {label}", "answer")
    return [element("h3", "The filters that it lives by"), element("p", told), table(head, rows)]


def _limits(last: LayerFacts | None) -> list[Markup]:
    if last is None or max(side or 0 for side in last.output_shape[:2]) > _COARSE or last.receptive_field is None:
        return []
    rows, columns = last.output_shape[:2]
    field = last.receptive_field
    shared = max(field.size - field.stride, 0)
    blind = ""
    if last.blind_rows:
        blind = f", and it would colour rows {last.blind_rows[0]} to {last.blind_rows[-1]}, which no unit sees"
    told = (
        f"Grad-CAM would weigh the maps of {last.name}, which have {rows}x{columns} cells, and enlarge them to the "
        f"frame. Each cell sees {field.size}x{field.size} pixels and shares {shared} of its {field.size} rows with its "
        f"neighbour, so that {(rows or 0) * (columns or 0)} numbers would become a smooth blot that looks exact: it "
        f"would show how pictures are enlarged, not which stroke mattered{blind}. The maps above are made pixel by "
        "pixel; yet they, too, tell what this network reacts to, and not what makes a digit that digit."
    )
    return [element("h3", "Why there is no Grad-CAM here"), element("p", told)]
