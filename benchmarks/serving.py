"""Throughput and latency of the service beside its peers, all in one run.

    python -m benchmarks.serving [--seconds 10] [--rounds 3] [--services digitscope,mosec] [--pictures small] [--resume]

`make bench-peers` makes the environments of mosec, Triton, LitServe and BentoML; `benchmarks/services.py` has all that
is compared. Each service is started alone and asked for a digit first; then comes a closed loop by wrk at 1, 8, 32 and
128 connections, and an open loop at 50, 80 and 120 % of the best that the closed loop reached. `model` is the model
without any server, `swap` the latency while versions change. What is measured is kept in
`benchmarks/out/serving.jsonl`; `--resume` goes on from there. Only a whole run writes `results.md`.
"""

import argparse

from benchmarks.bodies import NAMES, pictures
from benchmarks.measurements import Measurements
from benchmarks.plan import ALONE, Plan
from benchmarks.report import write_section
from benchmarks.run import Run
from benchmarks.services import services
from benchmarks.serving_report import report


def main() -> None:
    """Measure, print, and write the section of `results.md` where nothing was left out."""
    everything = [*services(), *ALONE]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--services", default=",".join(everything), help="default: %(default)s")
    parser.add_argument("--pictures", default=",".join(NAMES), help="default: %(default)s")
    parser.add_argument("--resume", action="store_true", help="go on with a run of the same seconds")
    parser.add_argument("--dry", action="store_true", help="leave results.md as it is")
    arguments = parser.parse_args()
    chosen, shown = arguments.services.split(","), arguments.pictures.split(",")
    unknown = [name for name in chosen if name not in everything] + [name for name in shown if name not in NAMES]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(everything)} and {', '.join(NAMES)}")
    plan = Plan(
        {name: service for name, service in services().items() if name in chosen},
        tuple(name for name in ALONE if name in chosen),
        tuple(title for name, title in NAMES.items() if name in shown),
        arguments.seconds,
        arguments.rounds,
    )
    missing = [name for name, service in plan.services.items() if service.python and not service.python.exists()]
    if missing:
        parser.error(f"{', '.join(missing)}: no environment; `make bench-peers` makes it, --services leaves it out")
    found = Measurements({"seconds": plan.seconds}, resume=arguments.resume)
    Run(plan, found, pictures()).all()
    text = report(found, plan)
    print(text)
    if set(plan.names) == set(everything) and len(plan.pictures) == len(NAMES) and not arguments.dry:
        write_section("Serving", text)


if __name__ == "__main__":
    main()
