"""A Dask cluster: how it is reached, what it has been sent, and what is under way there.

Workers may be lost, and a scheduler may begin anew: what they had is sent again.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from bellwether_contract.errors import BellwetherError

if TYPE_CHECKING:
    from distributed import Client

# Where the cluster's scheduler answers: tcp://scheduler:8786, or tls://...
CLUSTER = "BELLWETHER_DASK"

# Of a cluster that does not answer in so long the training says so, and fails.
CONNECT_SECONDS = 10

# So long a worker may take to come, or to come back: it loads its packages first.
WORKER_SECONDS = 60

# A fit that is lost with all workers that had its rows is begun anew so often: it may be what ends
# them.
LOST_AT_MOST = 3

# What the library says of that which no worker has any more.
GONE = ("cancelled", "lost")

# So often somebody who waits looks again.
LOOK_SECONDS = 0.2

_sending = threading.Lock()
_connecting = threading.Lock()


class ClusterAway(BellwetherError):
    """No cluster answers at the address that is set, or it loses whatever it is given."""

    permanent = False


@dataclass(slots=True, eq=False)
class Sent:
    """Rows that every worker of the cluster has: what stands for them in calls."""

    rows: np.ndarray
    _there: Any = None

    def there(self) -> Any:
        """The cluster's own word for them; where all workers that had them are lost, sent anew.

        Raises ClusterAway where there is no worker.
        """
        with _sending:
            if self._there is None or self._there.status in GONE:
                self._there = _scattered(self.rows)
            return self._there


@dataclass(slots=True)
class Fit:
    """A call that is under way on the cluster, and how often it was lost."""

    call: tuple[Any, ...]
    lost: int = 0
    future: Any = field(init=False)

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Send the call, and its rows where no worker has them any more; raises ClusterAway."""
        function, *rest = (each.there() if isinstance(each, Sent) else each for each in self.call)
        # Each call is one of its own, though another may be like it.
        self.future = connected().submit(function, *rest, pure=False)

    def again(self) -> None:
        """Begin anew what was lost with its rows; raises ClusterAway where it is so too often."""
        if self.lost == LOST_AT_MOST:
            raise too_much()
        self.lost += 1
        self.begin()


def too_much() -> ClusterAway:
    """What to raise where a fit is lost again and again."""
    return ClusterAway(
        "Every worker of the Dask cluster that was given one of the fits was lost; such a fit may "
        "need more memory than a worker has"
    )


def _scattered(rows: np.ndarray) -> Any:
    """Rows sent to every worker; raises ClusterAway where there is none."""
    until = time.monotonic() + WORKER_SECONDS
    while time.monotonic() < until:
        client: Any = connected()
        # No worker is there yet, or one was lost meanwhile; or the scheduler is away for a moment.
        with suppress(OSError):
            if client.status == "running":
                # Under a name of its own: equal rows that were sent before may just be let go.
                return client.scatter(rows, broadcast=True, hash=False, timeout=CONNECT_SECONDS)
        time.sleep(LOOK_SECONDS)
    raise ClusterAway(
        f"The Dask cluster has no worker, and none has come within {WORKER_SECONDS} seconds; start "
        f"one, or take {CLUSTER} away: trainings run here then"
    )


def connected() -> Client:
    """The cluster's client: another one where it gave up a scheduler that was away for long.

    Raises ClusterAway.
    """
    with _connecting:
        client = _client(os.environ[CLUSTER])
        if client.status in ("closing", "closed"):
            _client.cache_clear()
            client = _client(os.environ[CLUSTER])
        return client


@lru_cache
def _client(address: str) -> Client:
    from distributed import Client

    try:
        return Client(address, timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise ClusterAway(
            f"No Dask scheduler answers at {address} ({type(error).__name__}); start the cluster, "
            f"or take {CLUSTER} away: trainings run here then"
        ) from error
