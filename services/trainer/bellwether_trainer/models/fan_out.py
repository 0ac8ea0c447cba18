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
from queue import SimpleQueue
from typing import Any

import numpy as np
from joblib import Parallel, delayed, parallel_config

from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.capacity import PROCESS_BYTES, side_by_side
from bellwether_trainer.models.dask_cluster import (
    CLUSTER,
    GONE,
    LOOK_SECONDS,
    Fit,
    Sent,
    connected,
    too_much,
)

# So many tasks wait at the cluster at a time: more would keep their rows in its scheduler's memory.
WAITING = 256

# Rows that are at the cluster: the last few of a training. Matrix, labels and folds of a search, of
# a comparison and of a penalty are needed at the same time.
_sent: deque[Sent] = deque(maxlen=9)
_sending = threading.Lock()

# In the thread of a work that is done beside others: ``ends``, set where they are to end.
_here = threading.local()

# By which a work tells how much of it is done (0 to 1) and what is going on.
Tell = Callable[[float, str], None]


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
    under_way: deque[Fit] = deque()
    try:
        while True:
            for call in left:
                under_way.append(Fit(call))
                if len(under_way) == WAITING:
                    break
            if not under_way:
                return
            result = _result(under_way[0], under_way)
            under_way.popleft()
            yield result
    finally:
        # Let go at once, whoever still holds this frame: what no worker has begun is taken back.
        under_way.clear()


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
    connected()
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


def _result(fit: Fit, under_way: Iterable[Fit]) -> Any:
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
            raise too_much() from error
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
