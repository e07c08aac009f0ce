"""Keeps the store up with its folder.

rollout.json and version folders -> wanted -> settled -> loaded, warmed, right -> live; the rest leaves afterwards
"""

import gc
import logging
import time
import weakref
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from threading import Lock

from model.errors import BadRollout, BadVersion
from model.lock import alone
from model.versions.folders import require_versions, version_folders
from model.versions.observer import RolloutObserver, RolloutUnobserved
from model.versions.rollout import Rollout
from model.versions.served import Served, State, Status
from model.versions.settling import Fingerprint, Settling, fingerprint
from model.versions.store import Store, View

logger = logging.getLogger("digitscope.follower")


class Follower:
    """Looks at a model folder again and again, loads what is new and lets go of what is not wanted any more.

    Args:
        store: where what is loaded goes live.
        load: loads, warms and checks a version's folder; raises BadVersion.
        settle_s: how long the files of a new version must have stayed the same, in seconds.
        observer: hears of what comes and goes.
    """

    def __init__(
        self,
        store: Store,
        load: Callable[[Path], Served],
        *,
        settle_s: float = 1.0,
        observer: RolloutObserver | None = None,
    ) -> None:
        self._store = store
        self._load = load
        self._observer = observer or RolloutUnobserved()
        self._looked = time.perf_counter()
        self._settling = Settling(settle_s)
        self._alone = Lock()
        self._found: dict[int, Path] = {}
        self._rollout, self._problem = Rollout(), ""
        self._served: dict[int, Served] = {}
        self._tried: dict[int, Fingerprint] = {}  # loaded, or failed, with that content
        self._failures: dict[int, str] = {}
        self._waiting: dict[int, str] = {}
        self._loading: int | None = None
        self._leaving: list[tuple[int, weakref.ref[Served]]] = []

    def start(self) -> None:
        """Load what is wanted now; raises BadVersion or BadRollout where nothing can be served."""
        require_versions(self._store.folder)
        rollout = Rollout.read(self._store.folder)
        self.sync(settled=True)
        if not self._served and not rollout.paused:
            raise BadVersion(
                "; ".join(self._failures.values()) or self._store.view.problem or "nothing is to be loaded"
            )

    def sync(self, *, settled: bool = False, retry: int | None = None) -> None:
        """Look once. May be called from any thread; a folder that has vanished, or holds no version, changes nothing.

        Args:
            settled: take new versions to be complete.
            retry: load this version again if it failed, although it has not changed.
        """
        with self._alone:
            self._looked = time.perf_counter()
            if retry in self._failures and retry not in self._served:
                self._tried.pop(retry, None)
            found = version_folders(self._store.folder)
            if found or not self._served:
                self._found = found
                self._read_rollout()
                self._bring(settled=settled)
                self._let_go()
            else:
                self._report(f"{self._store.name} holds no version any more; those that are loaded still answer")
            self._collect()
            self._publish()

    def _read_rollout(self) -> None:
        try:
            self._rollout = Rollout.read(self._store.folder)
            problem = self._rollout.complaint(self._found)
        except BadRollout as error:
            problem = str(error)  # and the last that made sense stays
        self._report(problem)

    def _report(self, problem: str) -> None:
        if problem and problem != self._problem:
            _log(logging.ERROR, "rollout", problem=problem)
        self._problem = problem

    def _bring(self, *, settled: bool) -> None:
        """Load what is new, highest first, each live as soon as it is right."""
        self._waiting = {}
        for number in sorted(self._rollout.wanted(self._found), reverse=True):
            folder = self._found[number]
            content = fingerprint(folder)
            if self._tried.get(number) == content:
                continue
            reason = "" if settled else self._settling.complaint(folder, content)
            if reason:
                self._waiting[number] = reason
                continue
            self._loading = number
            self._publish()
            with nullcontext() if settled else alone(folder):  # the other processes answer meanwhile, and load after
                self._try(number, folder)
            self._tried[number] = content
            self._loading = None
            self._publish()

    def _try(self, number: int, folder: Path) -> None:
        started = time.perf_counter()
        try:
            loaded = self._load(folder)
        except Exception as error:  # whatever it is, the others are to be served
            reason = str(error) if isinstance(error, BadVersion) else repr(error)
            _log(logging.ERROR, "version failed", version=number, reason=reason)
            # Clients read it, too, and where the folder lies is not theirs to know.
            self._failures[number] = reason.replace(str(self._store.folder), self._store.name)
            self._observer.failed()
            return
        self._failures.pop(number, None)
        if number in self._served:
            self._leave(number)
        self._served[number] = loaded
        seconds = time.perf_counter() - started
        self._observer.loaded(seconds)
        _log(logging.INFO, "version loaded", version=number, seconds=round(seconds, 3))

    def _let_go(self) -> None:
        """Unload what is not wanted, unless nothing wanted is there to take its place."""
        wanted = self._rollout.wanted(self._found)
        if not self._rollout.paused and not wanted & set(self._served):
            return
        kept = wanted | (set() if self._rollout.paused else set(self._labels().values()))
        for number in set(self._served) - kept:
            self._leave(number)

    def _leave(self, number: int) -> None:
        self._leaving.append((number, weakref.ref(self._served.pop(number))))
        self._tried.pop(number, None)

    def _collect(self) -> None:
        """Free the memory of versions that no request holds any more: TensorFlow's objects hold each other.

        So may what an exception left behind, which then holds the version.
        """
        self._publish()
        if self._leaving:
            gc.collect()
        gone = [number for number, held in self._leaving if held() is None]
        if gone:
            self._leaving = [(number, held) for number, held in self._leaving if held() is not None]
            gc.collect()  # what the version itself held
            _log(logging.INFO, "versions unloaded", versions=gone)

    def _publish(self) -> None:
        labels, before = self._labels(), self._store.view.default
        default = self._default(labels)
        view = View(dict(self._served), labels, default, self._statuses(), self._rollout, self._problem)
        self._store.view = view
        self._observer.published(view)
        if before is not None and default not in (None, before):
            self._observer.swapped(time.perf_counter() - self._looked)

    def _labels(self) -> dict[str, int]:
        """Each label's loaded version: where it was, while it is moved to one that is not loaded."""
        before = self._store.view.labels
        at = {
            label: number if number in self._served else before.get(label, number)
            for label, number in self._rollout.labels.items()
        }
        return {label: number for label, number in at.items() if number in self._served}

    def _default(self, labels: dict[str, int]) -> int | None:
        wanted = self._rollout.default
        number = labels.get(wanted) if isinstance(wanted, str) else wanted
        if number in self._served:
            return number
        before = self._store.view.default
        if wanted is not None and before in self._served:
            return before
        return max(self._rollout.chosen(self._served) or self._served, default=None)

    def _statuses(self) -> dict[int, Status]:
        leaving = {number for number, held in self._leaving if held() is not None}
        return {number: self._status(number, leaving) for number in sorted({*self._found, *self._served, *leaving})}

    def _status(self, number: int, leaving: set[int]) -> Status:
        if number in self._served:
            gone = "" if number in self._found else "its folder is gone"
            return Status(State.AVAILABLE, self._failures.get(number, gone))
        if number == self._loading:
            return Status(State.LOADING)
        if number in self._waiting:
            return Status(State.INCOMPLETE, self._waiting[number])
        if number in self._failures and number in self._found:
            return Status(State.FAILED, self._failures[number])
        return Status(State.UNLOADING if number in leaving else State.UNLOADED)


def _log(level: int, event: str, **fields: object) -> None:
    logger.log(level, event, extra={"fields": fields})
