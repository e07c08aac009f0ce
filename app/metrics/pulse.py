"""What a worker process takes of the machine, and whether its event loop comes to its turn: looked at each second."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

from app.metrics.block import Block
from app.metrics.layout import CPU, LOOP_DELAY, MEMORY, OPEN_FILES, POOL_JOBS, WORKER_STARTS, WORKERS

_EVERY_S = 1.0
_SELF = Path("/proc/self")
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0


async def beat(block: Block, pool_jobs: Callable[[], int]) -> None:
    """Note it until cancelled."""
    block.slots[WORKERS.at] = 1
    block.slots[WORKER_STARTS.at] += 1
    while True:
        _note(block, pool_jobs())
        due = time.perf_counter() + _EVERY_S
        await asyncio.sleep(_EVERY_S)
        late = max(time.perf_counter() - due, 0)
        block.observe(LOOP_DELAY.at, LOOP_DELAY.bounds, int(late * 1e9))


def _note(block: Block, pool_jobs: int) -> None:
    slots = block.slots
    slots[POOL_JOBS.at] = pool_jobs
    slots[CPU.at] = time.process_time_ns()
    try:
        slots[MEMORY.at] = int((_SELF / "statm").read_text().split()[1]) * _PAGE
        slots[OPEN_FILES.at] = sum(1 for _ in (_SELF / "fd").iterdir())
    except OSError:
        pass  # there is no /proc on this system
