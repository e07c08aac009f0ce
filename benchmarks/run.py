"""A run of `benchmarks.serving`: measures what is not measured yet, one service at a time."""

import time
from collections.abc import Mapping

import cv2
import numpy as np

from app.settings import Settings
from benchmarks import batches, swap
from benchmarks.bodies import DIGIT, SMALL
from benchmarks.limit import model_alone, probabilities
from benchmarks.load import put_load
from benchmarks.loads import CONNECTIONS, Batches, Closed, Load, Model, Open
from benchmarks.measurements import Figures, Measurements
from benchmarks.open_loop import put_open_load
from benchmarks.plan import MODEL_SHARE, SWAP_S, Plan
from benchmarks.servers import Server
from benchmarks.services import HEAD, Service
from model.versions.folders import choose_folder

WARM_UP_S = 3
TOLERANCE = 1e-3
"""How far a service's probabilities may be from the model's own."""


class Run:
    """The rounds take turns, so that a change of the machine's speed meets everyone."""

    def __init__(self, plan: Plan, found: Measurements, bodies: Mapping[str, bytes]) -> None:
        self._plan = plan
        self._found = found
        self._bodies = bodies
        self._folder = choose_folder(Settings().model_dir, None)
        small = cv2.imdecode(np.frombuffer(bodies[SMALL], np.uint8), cv2.IMREAD_GRAYSCALE)
        self._expected = probabilities(self._folder, np.asarray(small, np.uint8))

    def all(self) -> None:
        """Every round; each step says how much time is left, by the pace so far."""
        steps = [(turn, name) for turn in range(1, self._plan.rounds + 1) for name in self._plan.names]
        steps = [(turn, name) for turn, name in steps if self._missing(turn, name)]
        expected = [self._plan.expected_s(name) for _, name in steps]
        started = time.monotonic()
        for index, (turn, name) in enumerate(steps):
            pace = (time.monotonic() - started) / sum(expected[:index]) if index else 1.0
            left = pace * sum(expected[index:]) / 60
            print(f"{index + 1} of {len(steps)}: {name}, round {turn}; about {left:.0f} minutes left", flush=True)
            self._step(turn, name)

    def _missing(self, turn: int, name: str) -> list[Load]:
        return [load for load in self._plan.loads(name) if self._found.once(turn, name, load) is None]

    def _step(self, turn: int, name: str) -> None:
        if name in self._plan.services:
            self._serve(turn, name, self._plan.services[name])
            return
        for load in self._missing(turn, name):
            self._keep(turn, name, load, self._alone(turn, load))

    def _alone(self, turn: int, load: Load) -> Figures:
        seconds = self._plan.seconds
        if isinstance(load, Model):
            rates = model_alone(self._folder, MODEL_SHARE * seconds)
            return {str(size): rate for size, rate in rates.items()}
        with swap.service() as (server, folder):
            return swap.measure(server, folder, rate=self._capacity(turn, HEAD) / 2, seconds=max(seconds, SWAP_S))

    def _serve(self, turn: int, name: str, service: Service) -> None:
        small = self._bodies[SMALL]
        with service.started(small) as server:
            self._check(service, server)
            put_load(server.url, service.ask(small), connections=8, seconds=WARM_UP_S)
            for load in self._missing(turn, name):
                server.settle()  # the last load's clients have gone; what was begun for them may go on
                busy_s = server.busy_s()
                figures = self._measured(turn, name, server, load)
                busy_s = server.busy_s() - busy_s
                answers = max(figures["throughput"] * self._plan.seconds, 1)
                self._keep(
                    turn, name, load, {**figures, "cpu_ms": busy_s / answers * 1e3, "memory_mb": server.memory_mb}
                )

    def _measured(self, turn: int, name: str, server: Server, load: Load) -> Figures:
        ask, seconds = self._plan.services[name].ask, self._plan.seconds
        match load:
            case Closed(picture, connections):
                body = ask(self._bodies[picture])
                return put_load(server.url, body, connections=connections, seconds=seconds).figures()
            case Open(share):
                rate = share * self._capacity(turn, name)
                return put_open_load(server.url, ask(self._bodies[SMALL]), rate=rate, seconds=seconds).figures()
            case Batches():
                return batches.measure(server, seconds)
        raise TypeError(f"{load} is put on no service")

    def _capacity(self, turn: int, name: str) -> float:
        """The best that a closed loop of the small picture reached in that round."""
        found = [self._found.once(turn, name, Closed(SMALL, connections)) for connections in CONNECTIONS]
        reached = [figures["throughput"] for figures in found if figures is not None]
        if not reached:
            raise SystemExit(
                f"this needs the capacity of {name} in the same round: measure it by the small picture, too"
            )
        return max(reached)

    def _check(self, service: Service, server: Server) -> None:
        """End the run where a service reads something else than the model itself does."""
        said = service.probabilities(service.answer(server.url, self._bodies[SMALL]))
        if len(said) != len(self._expected):
            raise SystemExit(f"{service.title} answered {len(said)} probabilities and not {len(self._expected)}")
        apart = float(np.abs(np.subtract(said, self._expected)).max())
        if service.reads and (int(np.argmax(said)) != DIGIT or apart > TOLERANCE):
            raise SystemExit(
                f"{service.title} reads the {DIGIT} as {np.argmax(said)}, {apart:.4f} from the model: {said}"
            )

    def _keep(self, turn: int, name: str, load: Load, figures: Figures) -> None:
        self._found.add(turn, name, load, figures)
        print(f"  {load}: " + ", ".join(f"{key} {value:,.2f}" for key, value in figures.items()), flush=True)
