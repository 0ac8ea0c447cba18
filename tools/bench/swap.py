"""From the pointer to every worker answering with the new version, under load."""

from __future__ import annotations

import http.client
import json
import threading
import time
from urllib.parse import urlsplit

from bellwether_contract.storage.store import ModelStore

CONNECTIONS = 16
SWAPS = 20
SETTLE_SECONDS = 1.5


def latencies(
    address: str,
    predictor: str,
    body: object,
    store: ModelStore,
    versions: tuple[str, str],
    swaps: int = SWAPS,
) -> tuple[list[float], int, int]:
    """Promote ``swaps`` times back and forth while 16 connections predict without pause.

    Returns the seconds from each pointer to the last answer by the former version, the number
    of answers, and the number of requests that failed.
    """
    answers: list[tuple[float, str]] = []
    failed: list[str] = []
    stop = threading.Event()

    def predict() -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
        text = json.dumps(body)
        while not stop.is_set():
            try:
                connection.request(
                    "POST",
                    f"/api/v1/predictors/{predictor}/predictions",
                    text,
                    {"Content-Type": "application/json"},
                )
                response = connection.getresponse()
                document = json.loads(response.read())
            except (OSError, http.client.HTTPException) as error:
                failed.append(type(error).__name__)
                connection.close()
                continue
            if response.status != 200:
                failed.append(str(response.status))
                continue
            answers.append((time.monotonic(), document["version"]))
        connection.close()

    threads = [threading.Thread(target=predict) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    time.sleep(SETTLE_SECONDS)
    pointed: list[tuple[float, str]] = []
    for swap in range(swaps):
        version = versions[swap % 2]
        store.promote(predictor, version, by="bench", reason="measuring the swap")
        pointed.append((time.monotonic(), version))
        time.sleep(SETTLE_SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    ends = [*(at for at, _ in pointed[1:]), float("inf")]
    taken = [
        max((at - since for at, seen in answers if since < at < end and seen != version), default=0)
        for (since, version), end in zip(pointed, ends, strict=True)
    ]
    return taken, len(answers), len(failed)
