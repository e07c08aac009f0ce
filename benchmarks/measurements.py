"""What has been measured so far, in a file that outlives an interrupted run."""

import json
import statistics
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).parent / "out" / "serving.jsonl"

Figures = dict[str, float]
"""Of one measurement, by name, such as `throughput` in requests a second."""


class Measurements:
    """Figures by round, service and load; each is written to the file as it comes.

    The file's first line says how it was measured. Raises SystemExit where a file that is to be gone on with says
    something else.
    """

    def __init__(self, how: Mapping[str, object], *, resume: bool, file: Path = FILE) -> None:
        self._file = file
        self._found: dict[tuple[int, str, str], Figures] = {}
        if resume and file.exists():
            self._read(dict(how))
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(how) + "\n")

    def add(self, turn: int, service: str, load: object, figures: Figures) -> None:
        """Keep what was measured."""
        self._found[turn, service, str(load)] = figures
        line = {"round": turn, "service": service, "load": str(load), "figures": figures}
        with self._file.open("a") as out:
            out.write(json.dumps(line) + "\n")

    def once(self, turn: int, service: str, load: object) -> Figures | None:
        """The figures of one round, None where it is still to be measured."""
        return self._found.get((turn, service, str(load)))

    def median(self, service: str, load: object) -> Figures | None:
        """Each figure's median over the rounds, and `<figure> spread`: (largest - smallest) / median."""
        rounds = [figures for (_, *key), figures in self._found.items() if key == [service, str(load)]]
        if not rounds:
            return None
        found: Figures = {}
        for name in rounds[0]:
            values = [figures[name] for figures in rounds if name in figures]
            middle = statistics.median(values)
            found[name] = middle
            found[f"{name} spread"] = (max(values) - min(values)) / middle if middle else 0.0
        return found

    def _read(self, how: dict[str, object]) -> None:
        first, *lines = self._file.read_text().splitlines()
        if json.loads(first) != how:
            raise SystemExit(f"{self._file} was measured with {first}, not {json.dumps(how)}; leave --resume out")
        whole = [line for line in lines if line.endswith("}}")]  # an interruption cuts the last one off
        self._file.write_text("\n".join([first, *whole]) + "\n")
        for line in map(json.loads, whole):
            self._found[line["round"], line["service"], line["load"]] = line["figures"]
