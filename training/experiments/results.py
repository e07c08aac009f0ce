"""What a run of one variant with one seed found, as a JSON file that the next command reads again."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from training.errors import BadData


@dataclass(frozen=True)
class Timing:
    """Seconds of a run's training; not the same in any two runs.

    Attributes:
        seconds: by the wall's clock, all epochs together; neighbours on the machine count.
        undisturbed: of one epoch, at the pace of the quickest tenth of its steps.
    """

    seconds: float
    undisturbed: float


@dataclass(frozen=True)
class Result:
    """One run. All but the timing comes out the same again.

    Attributes:
        figures: by what was measured: shares of right answers, or a decoder's error and alternation.
        counts: of the pictures behind each figure.
        measured_on: names the pictures of the figures; others are measured anew.
        made: commit, time and packages.
    """

    variant: str
    seed: int
    parameters: int
    multiply_adds: int
    figures: dict[str, float]
    counts: dict[str, int]
    measured_on: str
    timing: Timing
    made: dict[str, str]

    def save(self, path: Path) -> None:
        """Write the file at once: a kill leaves the old one, the new one or none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".unfinished")
        with draft.open("w") as file:
            json.dump(asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    @classmethod
    def read(cls, path: Path) -> "Result | None":
        """The result of that file, None where there is none yet; raises BadData where it is damaged."""
        try:
            told = json.loads(path.read_text())
            return cls(**{**told, "timing": Timing(**told["timing"])})
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise BadData(f"{path} is no result of an experiment: {error}. Remove it, and it is made again") from error
