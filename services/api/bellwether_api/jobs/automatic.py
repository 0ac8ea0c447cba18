"""Trainings that nobody has to ask for: a quick first one, and the full one that follows it."""

from __future__ import annotations

import logging

from bellwether_api.declarations.live import LiveModels
from bellwether_api.declarations.watcher import DeclarationWatcher
from bellwether_api.jobs.last_trainings import LastTrainings
from bellwether_api.jobs.trainings import TrainingQueue

log = logging.getLogger(__name__)


class FirstStarts:
    """Looks for sound declarations that nothing answers for, and enqueues their training."""

    def __init__(self, watcher: DeclarationWatcher, live: LiveModels, queue: TrainingQueue) -> None:
        self._watcher = watcher
        self._live = live
        self._queue = queue

    def ensure(self) -> None:
        """Enqueue what is missing, the smallest data file first, so that something soon answers.

        The queue sees to it that it happens once however many processes ask, and after a
        restart as well. Raises QueueUnavailable; ask again then.
        """
        if not self._live.looked:
            return
        lacking = []
        for name, declared in self._watcher.declarations().items():
            ready = self._watcher.settled(name) and declared.data.is_file()
            if ready and self._live.bundle(name) is None:
                lacking.append((declared.data.stat().st_size, name, declared.sha256))
        for _, name, sha256 in sorted(lacking):
            if self._queue.first_start(name, sha256) is not None:
                log.info("%s: the first training is in the queue", name)


class FullTrainings:
    """Looks for quick trainings that have ended, and enqueues the full one, once a declaration.

    A quick one has ended where its version is champion, or where it was rejected or kept as a
    candidate and nothing serves: the full one searches longer, and may pass.
    """

    def __init__(
        self,
        watcher: DeclarationWatcher,
        live: LiveModels,
        queue: TrainingQueue,
        last: LastTrainings,
    ) -> None:
        self._watcher = watcher
        self._live = live
        self._queue = queue
        self._last = last
        # What needs no asking any more: the queue's memory is a call of Redis away.
        self._done: set[tuple[str, str]] = set()

    def ensure(self) -> None:
        """Enqueue what is missing; raises QueueUnavailable: ask again then."""
        for name, declared in self._watcher.declarations().items():
            bundle, key = self._live.bundle(name), (name, declared.sha256)
            if key in self._done or not self._watcher.settled(name):
                continue
            if (
                bundle.manifest.effort == "quick"
                if bundle is not None
                else self._last.quick_was_not_promoted(name)
            ):
                if self._queue.full_training(name, declared.sha256) is not None:
                    log.info("%s: the full training is in the queue", name)
                self._done.add(key)
