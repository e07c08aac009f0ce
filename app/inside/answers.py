"""The answers that the look inside's routes write themselves, for the OpenAPI."""

from app.inside.ablations import AblationAnswer
from app.inside.attributions import AttributionMap
from app.inside.comparisons import ComparisonAnswer
from app.inside.experiments import ExperimentAnswer
from app.inside.top_patches import TopPatchesAnswer
from app.inside.unit_schemas import UnitExplanation

ANSWERS = (UnitExplanation, AblationAnswer, AttributionMap, ExperimentAnswer, ComparisonAnswer, TopPatchesAnswer)
