"""The section of `results.md` about serving, from what was measured; what was not measured is left out."""

from collections.abc import Iterator

from benchmarks.batches import BATCH
from benchmarks.bodies import SMALL
from benchmarks.loads import CONNECTIONS, SHARES, Batches, Closed, Model, Open, Swap
from benchmarks.measurements import Figures, Measurements
from benchmarks.plan import Plan
from benchmarks.report import machine
from benchmarks.services import HEAD

BUSY = Closed(SMALL, 32)
ALONE = Closed(SMALL, 1)
OVER = {
    "mosec": "1.5",
    "triton": "1.7",
    "triton-python": "1.7",
    "litserve": "6",
    "bentoml": "",
    "plain": "5",
    "plain-1": "5",
    "tutorial": "200",
}
"""How many times their throughput is aimed at."""


def report(found: Measurements, plan: Plan) -> str:
    """Tables and ratios, as Markdown."""
    return "\n".join([*_introduction(plan), *_closed(found, plan), *_open(found, plan), *_limit(found), *_asked(found)])


def _introduction(plan: Plan) -> Iterator[str]:
    yield (
        f"`python -m benchmarks.serving --seconds {plan.seconds:g} --rounds {plan.rounds}`; {machine()}; raw bodies, "
        "but a form for BentoML; medians over the rounds, which take turns. Spread: (largest - smallest) / median of "
        "the throughput. CPU ms: processor time of all the service's processes for each request, which neighbours "
        "disturb least. Before it is measured, each service has read the picture as the model does."
    )


def _closed(found: Measurements, plan: Plan) -> Iterator[str]:
    yield from ("", "Closed loop by wrk, one thread:", "")
    yield "| service | picture | connections | requests/s | spread | p50 ms | p99 ms | failures | CPU ms | memory, MB |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, service in plan.services.items():
        for picture in plan.pictures:
            for connections in CONNECTIONS:
                if row := found.median(name, Closed(picture, connections)):
                    own = f"{row['cpu_ms']:.2f} | {row['memory_mb']:,.0f}"
                    yield f"| {service.title} | {picture} | {connections} | {_cells(row, plan)} | {own} |"


def _open(found: Measurements, plan: Plan) -> Iterator[str]:
    yield ""
    yield (
        "Open loop, the 28x28 PNG, at shares of each one's own best in the closed loop; arrivals are a Poisson "
        "process, latencies count from the time that a request was due. The client shares the machine: at most "
        f"it took {_client_share(found, plan):.0%} of a core."
    )
    yield ""
    yield "| service | load | offered/s | answered/s | spread | p50 ms | p99 ms | failures |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, service in plan.services.items():
        for share in SHARES:
            if row := found.median(name, Open(share)):
                yield f"| {service.title} | {share:.0%} | {row['offered']:,.0f} | {_cells(row, plan)} |"


def _client_share(found: Measurements, plan: Plan) -> float:
    rows = [found.median(name, Open(share)) for name in plan.services for share in SHARES]
    return max((row["client_share"] for row in rows if row), default=0.0)


def _cells(row: Figures, plan: Plan) -> str:
    spread = f"{row['throughput spread']:.0%}" if plan.rounds > 1 else "-"
    return f"{row['throughput']:,.0f} | {spread} | {row['p50_ms']:.2f} | {row['p99_ms']:.1f} | {row['failures']:.0f}"


def _limit(found: Measurements) -> Iterator[str]:
    model, floor = found.median("model", Model()), found.median("floor", BUSY)
    if not model or not floor:
        return
    best, rate = _best(model)
    yield ""
    yield "The model alone, two processes, images/s by the size of the batch: " + "; ".join(
        f"{size}: {model[size]:,.0f}" for size in model if size.isdecimal()
    )
    yield ""
    yield (
        f"The limit, at 32 connections: {_together(floor['throughput'], rate):,.0f} requests/s, which is the floor "
        f"({floor['throughput']:,.0f}) and the model in batches of {best} ({rate:,.0f}), by the sum of their times."
    )


def _asked(found: Measurements) -> Iterator[str]:
    """What issue 6 asks for, each beside what was measured."""
    ours, lone = found.median(HEAD, BUSY), found.median(HEAD, ALONE)
    if not ours or not lone:
        return
    yield from ("", "28x28 PNG, digitscope with 2 processes:", "", "| | measured | aim |", "| --- | ---: | ---: |")
    for name, aim in OVER.items():
        peer = found.median(name, BUSY)
        if peer and peer["throughput"]:
            yield f"| throughput over {name}, 32 connections | {ours['throughput'] / peer['throughput']:.2f} | {aim} |"
    model, floor = found.median("model", Model()), found.median("floor", BUSY)
    if model and floor:
        share = ours["throughput"] / _together(floor["throughput"], _best(model)[1])
        yield f"| throughput over the limit, 32 connections | {share:.2f} | 0.7 |"
    yield f"| p99 over p50, 32 connections | {ours['p99_ms'] / ours['p50_ms']:.1f} | under 3 |"
    yield f"| p50 ms, 1 connection | {lone['p50_ms']:.2f} | under 2 |"
    if mosec := found.median("mosec", ALONE):
        yield f"| p50 over mosec's, 1 connection | {lone['p50_ms'] / mosec['p50_ms']:.2f} | 0.25 |"
    if model and (batches := found.median(HEAD, Batches())):
        share = batches["throughput"] / model[str(BATCH)]
        yield f"| `/v2` in binary batches of {BATCH} over the model alone | {share:.2f} | 0.9 |"
    if swap := found.median("swap", Swap()):
        yield f"| p99 while versions change over the usual | {swap['p99_ms'] / swap['usual_p99_ms']:.1f} | under 2 |"


def _best(model: Figures) -> tuple[int, float]:
    """The size of the batch with the most images a second, and how many they are."""
    return max(((int(size), rate) for size, rate in model.items() if size.isdecimal()), key=lambda each: each[1])


def _together(floor: float, model: float) -> float:
    """Requests a second of two stages of which each request takes both: their times add up."""
    return 1 / (1 / floor + 1 / model)
