"""`python -m tests.attack.sender PORT SECONDS hostile|honest VERSION...`: 20 connections send.

At nice 19, so that what it costs to send takes nothing from those who are asked. Prints, as one
line of JSON, how many bytes went out and how often each request got which status (0: closed
without one).
"""

from __future__ import annotations

import http.client
import json
import os
import random
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator

from tests.attack import bodies
from tests.attack.bodies import Sent

CONNECTIONS = 20
# So many of them send slowly: by chance nearly all would in the end, for a slow one takes longest.
SLOW = 2
NICENESS = 19
PIECE_BYTES = 1 << 16
# Whoever is slow sends so few bytes at a time.
TRICKLE_BYTES = 16


class Sender:
    """Sends requests until ``until`` (``time.monotonic``), one after the other on a connection."""

    def __init__(self, port: int, until: float, requests: list[Sent]) -> None:
        self._port = port
        self._until = until
        self._requests = requests
        self._lock = threading.Lock()
        self.bytes = 0
        self.answers: Counter[str] = Counter()

    def work(self, seed: int) -> None:
        """Send in an order of its own."""
        order = random.Random(seed)
        slow = [sent for sent in self._requests if sent.pause is not None]
        fast = [sent for sent in self._requests if sent.pause is None]
        requests = slow if slow and seed < SLOW else fast
        connection = self._connect()
        while time.monotonic() < self._until:
            sent = order.choice(requests)
            try:
                status = self._send(connection, sent)
            except (OSError, http.client.HTTPException):
                status = 0
            if status == 0:
                connection.close()
                connection = self._connect()
            with self._lock:
                self.answers[f"{sent.what} {status}"] += 1
        connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)

    def _send(self, connection: http.client.HTTPConnection, sent: Sent) -> int:
        headers = {"Content-Type": sent.kind, "Content-Length": str(len(sent.body))}
        if sent.encoding is not None:
            headers["Content-Encoding"] = sent.encoding
        whole = True
        try:
            connection.request("POST", sent.path, self._pieces(sent), headers)
        except ConnectionError:
            # Refused before all of it was sent: the answer may be there already.
            if connection.sock is None:
                return 0
            connection.sock.shutdown(socket.SHUT_WR)
            whole = False
        with connection.getresponse() as response:
            while response.read(PIECE_BYTES):
                pass
            status = response.status
        if not whole:
            connection.close()
        return status

    def _pieces(self, sent: Sent) -> Iterator[bytes]:
        step = PIECE_BYTES if sent.pause is None else TRICKLE_BYTES
        for at in range(0, len(sent.body), step):
            if sent.pause is not None:
                time.sleep(sent.pause)
            if time.monotonic() > self._until:
                raise ConnectionError
            piece = sent.body[at : at + step]
            with self._lock:
                self.bytes += len(piece)
            yield piece


def main(arguments: list[str]) -> None:
    """Send, and print what came of it."""
    os.nice(NICENESS)
    port, seconds, kind, versions = (
        int(arguments[0]),
        float(arguments[1]),
        arguments[2],
        arguments[3:],
    )
    attacks = bodies.hostile(versions)
    requests = attacks if kind == "hostile" else bodies.honest(attacks)
    _say("ready")
    sys.stdin.readline()
    sender = Sender(port, time.monotonic() + seconds, requests)
    threads = [threading.Thread(target=sender.work, args=(n,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _say(json.dumps({"bytes": sender.bytes, "answers": sender.answers}))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
