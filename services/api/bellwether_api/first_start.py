"""A predictor without a model gets its first training unasked, once."""

from __future__ import annotations

import logging

from bellwether_api.catalog import Catalog
from bellwether_api.queue import TrainingQueue
from bellwether_api.registry import Registry

log = logging.getLogger(__name__)


class FirstStarts:
    """Looks for sound declarations that nothing answers for, and enqueues their training."""

    def __init__(self, catalog: Catalog, registry: Registry, queue: TrainingQueue) -> None:
        self._catalog = catalog
        self._registry = registry
        self._queue = queue

    def ensure(self) -> None:
        """Enqueue what is missing, the smallest data file first, so that something soon answers.

        The queue sees to it that it happens once however many processes ask, and after a
        restart as well. Raises QueueUnavailable; ask again then.
        """
        if not self._registry.looked:
            return
        lacking = []
        for name, declared in self._catalog.declarations().items():
            ready = self._catalog.settled(name) and declared.data.is_file()
            if ready and self._registry.bundle(name) is None:
                lacking.append((declared.data.stat().st_size, name, declared.sha256))
        for _, name, sha256 in sorted(lacking):
            if self._queue.first_start(name, sha256) is not None:
                log.info("%s: the first training is in the queue", name)
