"""Fits that need nothing of each other, side by side: here in processes, or on a Dask cluster.

Only where is decided here, never what: each fit is made by one thread, of the same rows and with
the same seeds, and gives the same figures wherever it runs.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from functools import lru_cache
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

# So many tasks wait at the cluster at a time: more would keep their rows in its scheduler's memory.
WAITING = 256

# Rows that are at the cluster, and what stands for them there: the last few of a training.
_sent: deque[tuple[np.ndarray, Any]] = deque(maxlen=6)


class ClusterAway(BellwetherError):
    """No cluster answers at the address that is set."""

    permanent = False


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
    client = _client(os.environ[CLUSTER])
    left = iter(calls)
    under_way: list[Any] = []
    while True:
        for function, *rest in left:
            # Each call is one of its own, though another may be like it.
            under_way.append(client.submit(function, *rest, pure=False))
            if len(under_way) == WAITING:
                break
        if not under_way:
            return
        yield under_way.pop(0).result()


def shared(rows: np.ndarray) -> Any:
    """What stands for ``rows`` in calls of a cluster: they are sent there once, to every worker."""
    for held, sent in _sent:
        if held is rows:
            return sent
    client: Any = _client(os.environ[CLUSTER])
    # Under a name of its own: equal rows that were sent before may just be let go.
    sent = client.scatter(rows, broadcast=True, hash=False)
    _sent.append((rows, sent))
    return sent


def joblibs(*rows: np.ndarray) -> AbstractContextManager[Any]:
    """Have scikit-learn's own loops run on the cluster; their ``rows`` are sent once."""
    _client(os.environ[CLUSTER])
    found: AbstractContextManager[Any] = parallel_config(backend="dask", scatter=[*rows])
    return found


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
