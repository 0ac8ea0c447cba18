"""The thread that looks: new declarations, new champions, predictors that need a first model."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Poller:
    """Runs its steps one after another, again and again.

    A step that fails is logged when it begins to fail and when it works again, and stops
    neither the other steps nor the next round.
    """

    def __init__(self, seconds: float, *steps: Callable[[], None]) -> None:
        self._seconds = seconds
        self._steps = steps
        self._failing: dict[Callable[[], None], str] = {}
        self._stop = threading.Event()
        self._looked = threading.Event()
        self._thread = threading.Thread(target=self._run, name="poller", daemon=True)

    def start(self) -> None:
        """Begin; call it in the process that serves, threads do not survive a fork."""
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until the first round is over, and not for longer."""
        self._looked.wait(seconds)

    def stop(self) -> None:
        """End after the step that runs, and wait for it."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def round(self) -> None:
        """Run every step once."""
        for step in self._steps:
            try:
                step()
            except Exception as error:  # noqa: BLE001  # a poll error never stops the poller
                self._complain(step, error)
            else:
                if self._failing.pop(step, None):
                    log.info("%s works again", _name(step))

    def _run(self) -> None:
        self.round()
        self._looked.set()
        while not self._stop.wait(self._seconds):
            self.round()

    def _complain(self, step: Callable[[], None], error: Exception) -> None:
        kind = type(error).__name__
        if self._failing.get(step) != kind:
            log.warning("%s fails and is tried again: %s: %s", _name(step), kind, error)
        self._failing[step] = kind


def _name(step: Callable[[], None]) -> str:
    return getattr(step, "__qualname__", repr(step))
