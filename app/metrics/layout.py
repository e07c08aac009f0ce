"""All that is counted, and where it lies in a block of int64.

A block holds what one process counts of one version, or, without a version, of everything else. All are laid out alike:
the fields of /v2's statistics, a row for each batch size, and the families.
"""

from dataclasses import replace

from app.metrics.family import BILLIONTHS, Family, billionths
from app.metrics.labels import CLASSES, DOORS, QUALITIES, REASONS, STAGES, STATUSES, VERDICTS

LAST_MS, INFERENCES, EXECUTIONS, SUCCESSES, SUCCESS_NS, FAILURES, FAILURE_NS = range(7)
QUEUE_NS, INPUT_NS, INFER_NS, OUTPUT_NS = range(7, 11)
FIELDS = 16
# Then a count and the model's nanoseconds for each batch size from 1 on, up to the largest that settings allow; a
# larger call of a SavedModel from elsewhere counts in the fields alone.
BATCH_SIZES = 4096

_DOOR = ("door", DOORS)
_DURATIONS = billionths(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LONG = billionths(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100)
_CONFIDENCES = billionths(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)
_RATIOS = billionths(0.02, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4)

_placed: list[Family] = []


def _place(family: Family) -> Family:
    at = _placed[-1].at + _placed[-1].size if _placed else FIELDS + 2 * BATCH_SIZES
    _placed.append(replace(family, at=at))
    return _placed[-1]


def _counter(name: str, documentation: str, *labels: tuple[str, tuple[str, ...]], versions: bool = False) -> Family:
    return _place(Family("counter", name, documentation, labels, versions=versions))


def _gauge(name: str, documentation: str, *, versions: bool = False) -> Family:
    return _place(Family("gauge", name, documentation, versions=versions))


def _histogram(
    name: str,
    documentation: str,
    bounds: tuple[int, ...],
    *labels: tuple[str, tuple[str, ...]],
    versions: bool = False,
) -> Family:
    return _place(Family("histogram", name, documentation, labels, bounds, BILLIONTHS, versions))


REQUESTS = _counter(
    "digitscope_requests",
    "Requests by door, status and, where one was asked, version; status 499 is a client that went away.",
    _DOOR,
    ("status", STATUSES),
    versions=True,
)
REQUEST_DURATION = _histogram(
    "digitscope_request_duration_seconds",
    "From a request's head to the end of its answer, whatever the status.",
    _DURATIONS,
    _DOOR,
    versions=True,
)
STAGE_DURATION = _histogram(
    "digitscope_stage_duration_seconds",
    "What each stage of a request took, its pictures added up.",
    _DURATIONS,
    ("stage", STAGES),
    versions=True,
)
IN_FLIGHT = _gauge("digitscope_requests_in_flight", "Requests that are being answered.")
REFUSALS = _counter(
    "digitscope_refusals", "Requests, and pictures of a list, that were refused.", _DOOR, ("reason", REASONS)
)

QUEUE_DEPTH = _gauge("digitscope_queue_depth", "Pictures that are prepared and wait for the model.", versions=True)
POOL_JOBS = _gauge("digitscope_pool_jobs", "Pictures that threads work on, or that wait for a thread.")
READINGS = _counter(
    "digitscope_readings",
    "Verdicts on pictures, and on the digits of pages.",
    ("verdict", VERDICTS),
    versions=True,
)
PREDICTIONS = _counter(
    "digitscope_predictions", "Likeliest classes of what was answered with one.", ("class", CLASSES), versions=True
)
CONFIDENCE = _histogram(
    "digitscope_confidence_ratio", "Confidence of what was answered with a class.", _CONFIDENCES, versions=True
)

PICTURES = _counter("digitscope_pictures", "Pictures that were normalised.")
PICTURE_QUALITY = _counter(
    "digitscope_picture_quality",
    "Of the pictures that were normalised: light on dark paper is not inverted; thick and thin is the pen.",
    ("quality", QUALITIES),
)
STROKE = _histogram(
    "digitscope_stroke_ratio", "Width of the stroke over the long side of the digit, of pictures with ink.", _RATIOS
)

VERSION_LOADED = _gauge("digitscope_version_loaded", "Worker processes that have the version loaded.", versions=True)
VERSION_DEFAULT = _gauge("digitscope_version_default", "Worker processes whose default the version is.", versions=True)
VERSION_FAILED = _gauge(
    "digitscope_version_failed", "Worker processes in which the version as it is now cannot be loaded.", versions=True
)
VERSION_LOADS = _counter(
    "digitscope_version_loads", "Loads of versions, in each process.", ("result", ("success", "failure"))
)
VERSION_LOAD_DURATION = _histogram(
    "digitscope_version_load_duration_seconds", "Loading, warming and checking a version.", _LONG
)
VERSION_SWAPS = _counter("digitscope_version_swaps", "Changes of the default version, in each process.")
VERSION_SWAP_DURATION = _histogram(
    "digitscope_version_swap_duration_seconds",
    "From the look at the model folder that found it changed to the new default's answering.",
    _LONG,
)
ROLLOUT_PROBLEM = _gauge("digitscope_rollout_problem", "Worker processes that cannot follow rollout.json as it is.")

WORKERS = _gauge("digitscope_workers", "Worker processes that live.")
WORKER_STARTS = _counter("digitscope_worker_starts", "Starts of worker processes.")
LOOP_DELAY = _histogram(
    "digitscope_event_loop_delay_seconds",
    "How late the event loop came to what was due, looked at each second.",
    _DURATIONS,
)
CPU = _place(Family("counter", "process_cpu_seconds", "Processor time, over all worker processes.", scale=BILLIONTHS))
MEMORY = _gauge(
    "process_resident_memory_bytes", "Memory in use, over all worker processes; shared pages count in each."
)
OPEN_FILES = _gauge("process_open_fds", "Open file descriptors, over all worker processes.")

FAMILIES = tuple(_placed)
SIZE = FAMILIES[-1].at + FAMILIES[-1].size
BYTES = 8 * SIZE
