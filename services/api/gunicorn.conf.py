"""How gunicorn serves the API. What is set here was run under load and under faults."""

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

# One native thread a prediction: two of them on two cores raise p99 from 0.3 to 32 ms. And numpy
# would start one for each core in each worker, more than a container may have. Read when numpy is
# loaded, so said before; what the environment says stays.
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

wsgi_app = "bellwether_api.app:create_app()"
bind = os.environ.get(
    "GUNICORN_BIND", f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
)

# Threads, because a prediction is short and a slow client must not hold a process.
worker_class = "bellwether_api.http.gunicorn_worker.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4

# Models are opened in each worker: sessions and threads do not survive a fork.
preload_app = False

# The first models are loaded before a worker accepts connections.
timeout = 60
graceful_timeout = 30

# Longer than the proxy keeps its connections, so that it is never the one to find them closed.
keepalive = 75

# Workers are never recycled (no max_requests): that resets connections of threaded workers.

# The heartbeat's file, and what is counted: on a disk they can block the worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
umask = 0o077
control_socket_disable = True

# No header tells who the client is or where the application lies; one with an underscore, which
# could pass for another, is refused.
forwarded_allow_ips = "127.0.0.1"
forwarder_headers = ""
header_map = "refuse"


def post_worker_init(_worker: Any) -> None:
    """What a worker does before it answers: look less often for garbage that refers to itself.

    A list of 10,000 records is none, but was looked through some thirty times, for a third of its
    time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


# The proxy writes the access log. Errors go to the container's log.
accesslog = None
errorlog = "-"
# At debug gunicorn would write down each path as somebody has typed it.
loglevel = (os.environ.get("BELLWETHER_LOG_LEVEL") or "info").replace("debug", "info")

# --- what workers tell each other ---------------------------------------------------------------
# Which version each of them serves (`rollcall.py`), in files that bear its process id; and what is
# counted. Each worker counts in files that any of them can read (`telemetry.py`). Those belong to
# its place among the workers, not to its process: a worker that follows a dead one goes on counting
# where that one stopped, and however many die, there are no more files than places.

COUNTS = "PROMETHEUS_MULTIPROC_DIR"
OF_A_PROCESS = (".alive", ".serving", ".new")


def on_starting(server: Any) -> None:
    """Begin with no counts: in the directory that the environment names, or in a new one."""
    given = os.environ.get(COUNTS)
    server.counts = None if given else tempfile.mkdtemp(prefix="bellwether-", dir=worker_tmp_dir)
    directory = Path(given or server.counts)
    directory.mkdir(parents=True, exist_ok=True)
    for file in directory.iterdir():
        if file.suffix in (".db", *OF_A_PROCESS):
            file.unlink()
    os.environ[COUNTS] = str(directory)


def on_exit(server: Any) -> None:
    """Leave nothing behind in memory that is kept as files."""
    if server.counts:
        shutil.rmtree(server.counts, ignore_errors=True)


def pre_fork(server: Any, worker: Any) -> None:
    """Give a worker the first place that is free."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in range(len(taken) + 1) if place not in taken)


def post_fork(_server: Any, worker: Any) -> None:
    """Count in the files of that place; before anything is counted."""
    from prometheus_client import values

    # A place is as good as a process id: no two processes have it at the same time.
    place = worker.place
    values.ValueClass = values.MultiProcessValue(lambda: place)  # type: ignore[no-untyped-call]


def child_exit(_server: Any, worker: Any) -> None:
    """What a worker was goes with it; what it has counted stays."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.place)  # type: ignore[no-untyped-call]
    for suffix in OF_A_PROCESS:
        Path(os.environ[COUNTS], f"{worker.pid}{suffix}").unlink(missing_ok=True)
