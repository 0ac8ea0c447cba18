"""Connections that predict again and again, and what they saw."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# Whatever else happens meanwhile: after so long the load ends by itself.
LONGEST_SECONDS = 180.0

# Between an answer and the next question. Without it two connections take all of two cores, most of
# it for the load itself, and starve what they are to look at.
PAUSE_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and when it was asked for and had (``time.monotonic``)."""

    sent: float
    received: float
    version: str


@dataclass
class Load:
    """Filled while the connections run; complete once they have ended."""

    answers: list[Answer] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@contextmanager
def predicting(
    url: str,
    predictor: str,
    inputs: object,
    *,
    connections: int,
    pause: float = PAUSE_SECONDS,
    longest: float = LONGEST_SECONDS,
    kept: bool = True,
) -> Iterator[Load]:
    """Predict on ``connections`` connections until the block ends.

    They are kept alive; unless ``kept``, each request has a new one.
    """
    load = Load()
    over = threading.Event()
    path = f"/api/v1/predictors/{predictor}/predictions"
    body = json.dumps({"inputs": inputs})
    until = time.monotonic() + longest

    def work() -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        while not over.wait(pause) and time.monotonic() < until:
            sent = time.monotonic()
            try:
                connection.request("POST", path, body, {"Content-Type": "application/json"})
                response = connection.getresponse()
                content = response.read()
            except (OSError, http.client.HTTPException) as error:
                load.failures.append(f"{type(error).__name__}: {error}")
                connection.close()
                continue
            if response.status != 200:
                load.failures.append(f"{response.status}: {content[:200]!r}")
                continue
            load.answers.append(Answer(sent, time.monotonic(), json.loads(content)["version"]))
            if not kept:
                connection.close()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        over.set()
        for thread in threads:
            thread.join()
