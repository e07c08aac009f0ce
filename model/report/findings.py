"""All that a report tells of one picture, worked out before a line of it is written."""

from dataclasses import dataclass

from model.errors import BadRequest
from model.inside.ablation import Sweep, sweep
from model.inside.activity import Activity, find_entry
from model.inside.attribution import Attribution, integrated_gradients, occlusion
from model.inside.errors import Unexplained
from model.inside.explanation import Explanation, explain
from model.inside.layers import LayerFacts
from model.inside.masks import maskable
from model.intake import Prepared
from model.scores import Scores
from model.verdict import Verdict, judge
from model.versions.version import FRAME_SHAPE, Frame, Version

STEPS = 128
_SQUARES = 14  # about so many along each side


@dataclass(frozen=True, eq=False)
class Findings:
    """What the network makes of a picture.

    Attributes:
        name: of the picture's file.
        prepared: the picture, with the stages of its way into the frame.
        version: the network.
        scores: its answer.
        verdict: what is said of it; None of a network that reads no digits.
        activity: every value in it.
        winner: the likeliest class.
        share: the winner's unit in the last layer, with its softmax; None where it cannot be explained.
        sum: the unit that its logit comes from, which is the same where the last layer is a Dense one.
        occlusion: what spoke for the winner, by painting over.
        gradients: the same by integrated gradients.
        sweep: the last convolutional layer's channels, each switched off alone; None where there is none.
    """

    name: str
    prepared: Prepared
    version: Version
    scores: Scores
    verdict: Verdict | None
    activity: Activity
    winner: int
    share: Explanation | None
    sum: Explanation | None
    occlusion: Attribution
    gradients: Attribution
    sweep: Sweep | None

    @property
    def blank(self) -> bool:
        return self.prepared.normalised.record.blank

    @property
    def last_maps(self) -> LayerFacts | None:
        """The last layer that has maps, from which Grad-CAM would be drawn."""
        having = [layer for layer in self.version.layers if len(layer.output_shape) == 3]
        return having[-1] if having else None


def find_out(name: str, prepared: Prepared, version: Version) -> Findings:
    """Ask the network everything that the report tells."""
    frame, manifest = prepared.normalised.frame, version.manifest
    scores = version.score([frame])[0]
    winner = int(scores.probabilities.argmax())
    activity = Activity.of(version, frame, *(entry.name for entry in manifest.layers))
    share = _explained(activity, manifest.layers[-1].name, winner)
    size = max(1, round(min(frame.shape[:2]) / 7))
    stride = max(1, round(max(frame.shape[:2]) / _SQUARES))
    return Findings(
        name,
        prepared,
        version,
        scores,
        _verdict(prepared, version, scores),
        activity,
        winner,
        share,
        share if share is None or share.sum.inputs.size > 1 else _before(activity, share, winner),
        occlusion(version, frame, winner, size=size, stride=stride),
        integrated_gradients(version, frame, winner, steps=STEPS),
        _sweep(version, frame),
    )


def _verdict(prepared: Prepared, version: Version, scores: Scores) -> Verdict | None:
    manifest, record = version.manifest, prepared.normalised.record
    if manifest.input_shape != FRAME_SHAPE or len(manifest.labels) != 10:
        return None
    return judge(None if record.blank else scores, record, manifest.calibration.thresholds, alternatives=2)


def _explained(activity: Activity, layer: str, winner: int) -> Explanation | None:
    try:
        return explain(activity, layer, (winner,))
    except Unexplained:
        return None


def _before(activity: Activity, share: Explanation, winner: int) -> Explanation | None:
    """Of a softmax that is a layer of its own, the layer that its logits come from."""
    inputs = find_entry(activity.manifest, share.entry.name).inputs
    return _explained(activity, inputs[0], winner) if len(inputs) == 1 else None


def _sweep(version: Version, frame: Frame) -> Sweep | None:
    having = maskable(version.manifest)
    convolutions = [layer.name for layer in version.layers if "Conv2D" in layer.class_name and layer.name in having]
    try:
        return sweep(version, frame, convolutions[-1]) if convolutions else None
    except BadRequest:  # more channels than are tried in turn
        return None
