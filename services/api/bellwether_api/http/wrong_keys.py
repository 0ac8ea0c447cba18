"""How often each address may send a wrong key: ten times a second, and some more at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http import HTTPStatus

from bellwether_api.http.errors import ApiError

# Of all processes together, on all hosts: each gives away its share. One try is left to each.
EACH_SECOND = 10.0
AT_ONCE = 50.0

# So many addresses are remembered; beyond that the first are forgotten.
ADDRESSES = 10_000


class TooManyWrongKeys(ApiError):
    """This address has sent too many wrong keys."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    retry_after = 1


class WrongKeys:
    """What each address has left: a bucket of tries, which fills again with time.

    ``processes`` says among how many the tries are divided.
    """

    def __init__(self, processes: Callable[[], int]) -> None:
        self._processes = processes
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def count(self, address: str) -> None:
        """Note a wrong key; raises TooManyWrongKeys where the address has no try left."""
        with self._lock:
            left = self._now(address)
            if left < 1:
                raise _too_many()
            self._left.pop(address, None)
            self._left[address] = left - 1, time.monotonic()
            if len(self._left) > ADDRESSES:
                del self._left[next(iter(self._left))]

    def require_try(self, address: str) -> None:
        """Raise TooManyWrongKeys where the address has no try left."""
        with self._lock:
            if self._now(address) < 1:
                raise _too_many()

    def _now(self, address: str) -> float:
        share = 1 / self._processes()
        most = max(1.0, AT_ONCE * share)
        left, at = self._left.get(address, (most, 0.0))
        return min(most, left + (time.monotonic() - at) * EACH_SECOND * share)


def _too_many() -> TooManyWrongKeys:
    return TooManyWrongKeys(
        "This address has sent too many wrong keys. Try again in a second, with the right one"
    )
