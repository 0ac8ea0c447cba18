"""Is this machine's worker alive? Exit code 0 if its RQ heartbeat is recent, else 1."""

from __future__ import annotations

import os
import socket
import sys
from datetime import UTC, datetime, timedelta

from redis.exceptions import RedisError
from rq import Worker
from rq.serializers import JSONSerializer

from bellwether_trainer.config import TrainerSettings
from bellwether_trainer.connection import impatient

# Four missed heartbeats: RQ's worker says one at least every 15 seconds.
SILENCE = timedelta(seconds=60)


def main() -> int:
    """Ask Redis for the workers of this host, and say which one was heard last."""
    settings = TrainerSettings.from_environment(os.environ)
    try:
        workers = Worker.all(connection=impatient(settings), serializer=JSONSerializer)
    except RedisError as error:
        print(f"Redis does not answer: {error}")  # noqa: T201
        return 1
    beats = [
        worker.last_heartbeat
        for worker in workers
        if worker.hostname == socket.gethostname() and worker.last_heartbeat
    ]
    if not beats:
        print("no worker of this host has reported")  # noqa: T201
        return 1
    silence = datetime.now(UTC) - max(beats).astimezone(UTC)
    print(f"last heartbeat {silence.total_seconds():.0f} s ago")  # noqa: T201
    return 0 if silence < SILENCE else 1


if __name__ == "__main__":
    sys.exit(main())
