"""Fits that need nothing of each other, side by side: here in processes, or on a Dask cluster.

Only where is decided here, never what: each fit is made by one thread, of the same rows and with
the same seeds, and gives the same figures wherever it runs.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np
from joblib import Parallel, delayed, parallel_config

from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import BellwetherError
from bellwether_trainer.capacity import PROCESS_BYTES, side_by_side

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

# So many tasks wait at the cluster at a time: more would keep their rows in its scheduler's memory.
WAITING = 256

# So often a work that waits for its fits looks whether it is to end.
LOOK_SECONDS = 0.2

# Rows that are at the cluster: the last few of a training. Matrix, labels and folds of a search, of
# a comparison and of a penalty are needed at the same time.
_sent: deque[Sent] = deque(maxlen=9)
_sending = threading.Lock()
_connecting = threading.Lock()

# In the thread of a work that is done beside others: ``ends``, set where they are to end.
_here = threading.local()

# By which a work tells how much of it is done (0 to 1) and what is going on.
Tell = Callable[[float, str], None]


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
class _Fit:
    """A call that is under way on the cluster, and how often it was lost."""

    call: tuple[Any, ...]
    lost: int = 0
    future: Any = field(init=False)

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        function, *rest = (each.there() if isinstance(each, Sent) else each for each in self.call)
        # Each call is one of its own, though another may be like it.
        self.future = _connected().submit(function, *rest, pure=False)

    def again(self) -> None:
        """Begin anew what was lost with its rows; raises ClusterAway where it is so too often."""
        if self.lost == LOST_AT_MOST:
            raise _too_much()
        self.lost += 1
        self.begin()


def on_cluster() -> bool:
    """Whether fits go to a cluster; a fit that runs on one does not send others there."""
    if not os.environ.get(CLUSTER):
        return False
    from distributed import get_worker

    try:
        get_worker()
    except ValueError:
        return True
    return False


def each(threads: int, rows: Matrix, calls: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """Results of calls (function, arguments...) in order.

    From the cluster, or from ``threads`` processes, as many as have room for ``rows`` each: one fit
    of so few rows holds Python's lock.
    """
    if on_cluster():
        return from_cluster(calls)
    count = side_by_side(threads, rows.nbytes, PROCESS_BYTES)
    if count == 1:
        return (function(*rest) for function, *rest in calls)
    with parallel_config(backend="loky", inner_max_num_threads=1):
        results: Iterator[Any] = Parallel(n_jobs=count, return_as="generator", batch_size=1)(
            delayed(function)(*rest) for function, *rest in calls
        )
    return results


def from_cluster(calls: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """Results of calls in order; what a lost worker was at is done again by another.

    Raises what a call raises, and ClusterAway where no cluster answers.
    """
    left = iter(calls)
    under_way: deque[_Fit] = deque()
    while True:
        for call in left:
            under_way.append(_Fit(call))
            if len(under_way) == WAITING:
                break
        if not under_way:
            return
        result = _result(under_way[0], under_way)
        under_way.popleft()
        yield result


def shared(rows: np.ndarray) -> Any:
    """What stands for ``rows`` in calls: themselves here.

    To a cluster they are sent once, to every worker, however many calls there are.
    """
    if not on_cluster():
        return rows
    with _sending:
        for sent in _sent:
            if sent.rows is rows:
                return sent
        sent = Sent(rows)
        _sent.append(sent)
    return sent


def together(
    works: Sequence[Callable[[Tell], Any]], on_share: Callable[[int, float, str], None]
) -> list[Any]:
    """Results of works that hardly do more than to wait for fits of theirs on the cluster.

    Each has a thread. What a work tells, ``on_share`` hears in this one, with the work's place.
    What either raises ends all of them, and fits that no worker has begun are taken back.
    """
    _connected()
    shares: SimpleQueue[tuple[int, float, str] | int] = SimpleQueue()
    ends = threading.Event()

    def done(place: int, work: Callable[[Tell], Any]) -> Any:
        _here.ends = ends
        try:
            return work(lambda share, doing: shares.put((place, share, doing)))
        finally:
            shares.put(place)

    with ThreadPoolExecutor(len(works)) as threads:
        results = [threads.submit(done, place, work) for place, work in enumerate(works)]
        try:
            under_way = len(works)
            while under_way:
                heard = shares.get()
                if isinstance(heard, int):
                    results[heard].result()
                    under_way -= 1
                else:
                    on_share(*heard)
        except BaseException:
            ends.set()
            raise
    return [each.result() for each in results]


def _result(fit: _Fit, under_way: Iterable[_Fit]) -> Any:
    """What a fit gives; raises CancelledError where the work that waits for it is to end.

    Where all workers with its rows are lost, and with them whatever else is ``under_way``, all of
    that is begun anew.
    """
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker

    while True:
        _wait(fit.future)
        try:
            return fit.future.result()
        except KilledWorker as error:
            raise _too_much() from error
        except FutureCancelledError:
            # What else is lost is told within a moment.
            time.sleep(LOOK_SECONDS)
            for each in under_way:
                if each.future.status in GONE:
                    each.again()


def _wait(future: Any) -> None:
    """Wait for a fit; raises CancelledError where the work that waits for it is to end."""
    ends: threading.Event | None = getattr(_here, "ends", None)
    if ends is None:
        return
    done = threading.Event()
    future.add_done_callback(lambda _: done.set())
    while not done.wait(LOOK_SECONDS) and not ends.is_set():
        pass
    if ends.is_set():
        raise CancelledError


def _too_much() -> ClusterAway:
    return ClusterAway(
        "Every worker of the Dask cluster that was given one of the fits was lost; such a fit may "
        "need more memory than a worker has"
    )


def _scattered(rows: np.ndarray) -> Any:
    """Rows sent to every worker; raises ClusterAway where there is none."""
    until = time.monotonic() + WORKER_SECONDS
    while time.monotonic() < until:
        client: Any = _connected()
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


def _connected() -> Client:
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
