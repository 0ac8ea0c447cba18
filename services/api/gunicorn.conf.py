"""How gunicorn serves the API. What is set here was run under load and under faults."""

import os
from pathlib import Path
from typing import Any

wsgi_app = "bellwether_api:create_app()"
bind = os.environ.get(
    "GUNICORN_BIND", f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
)

# Threads, because a prediction is short and a slow client must not hold a process.
worker_class = "gthread"
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

# The heartbeat's file: on a disk it can block the worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
umask = 0o077
control_socket_disable = True

# No header tells who the client is or where the application lies; one with an underscore, which
# could pass for another, is refused.
forwarded_allow_ips = "127.0.0.1"
forwarder_headers = ""
header_map = "refuse"


def post_worker_init(worker: Any) -> None:
    """Let open streams end when their worker is told to: it waits for what is being answered."""
    streams = getattr(worker.wsgi, "extensions", {}).get("bellwether-streams")
    if streams is not None:
        streams.stopping = lambda: not worker.alive


# The proxy writes the access log. Errors go to the container's log.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("BELLWETHER_LOG_LEVEL") or "info"
