"""Predictions over many connections at once, by one thread that does little else.

It can let all connections fall silent and ask on some of them alone, which is what a test needs
that wants to know what becomes of connections that a dead process has left.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import time
from collections import Counter
from contextlib import suppress
from typing import Any

# So many connections that a process which dies has several of those that nginx keeps.
SENDERS = 32

CUT = "cut"


class Load:
    """What was answered, by status; ``cut`` is what came to no end."""

    def __init__(self, port: int, predictor: str, inputs: object) -> None:
        self.port = port
        self.seen = Counter[int | str]()
        self.ready = selectors.DefaultSelector()
        body = json.dumps({"inputs": inputs}).encode()
        head = (
            f"POST /api/v1/predictors/{predictor}/predictions HTTP/1.1\r\n"
            f"Host: x\r\nContent-Length: {len(body)}\r\n"
        )
        self.request = head.encode() + b"Content-Type: application/json\r\n\r\n" + body
        self.going = True
        for _ in range(SENDERS):
            self._connect()

    def run(self, seconds: float) -> None:
        """Ask again on each connection that has its answer."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for key, _ in self.ready.select(0.1):
                self._read(key)

    def pause(self) -> None:
        """Let all connections fall silent, and forget what was seen."""
        self.going = False
        self.run(0.5)
        self.seen.clear()

    def ask(self, times: int) -> None:
        """Send one request on each of so many connections that are silent."""
        for key in list(self.ready.get_map().values())[:times]:
            key.fileobj.sendall(self.request)  # type: ignore[union-attr]

    def close(self) -> None:
        """Close all connections."""
        for key in list(self.ready.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self.ready.close()

    def _connect(self) -> None:
        line = socket.create_connection(("127.0.0.1", self.port), 15)
        self.ready.register(line, selectors.EVENT_READ, bytearray())
        line.sendall(self.request)

    def _read(self, key: selectors.SelectorKey) -> None:
        line: Any = key.fileobj
        with suppress(OSError):
            if piece := line.recv(1 << 16):
                said: bytearray = key.data
                said += piece
                head, _, body = said.partition(b"\r\n\r\n")
                length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
                if length is not None and len(body) == int(length[1]):
                    self.seen[int(head[9:12])] += 1
                    said.clear()
                    if b"connection: close" in head.lower():
                        self._anew(line)  # nginx answers a thousand on one
                    elif self.going:
                        line.sendall(self.request)
                return
        self.seen[CUT] += 1
        self._anew(line)

    def _anew(self, line: Any) -> None:
        self.ready.unregister(line)
        line.close()
        self._connect()
