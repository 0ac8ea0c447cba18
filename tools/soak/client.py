"""An operator who asks the API, from several threads at once, and never gives up by itself."""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

# Nobody answered: the connection was refused, or cut.
NOBODY = 0


class _Line(http.client.HTTPConnection):
    """A connection that closes with the thread, or the client, that has kept it."""

    def __del__(self) -> None:
        self.close()


@dataclass(frozen=True)
class Client:
    """Calls of the API at ``url``; each thread keeps a connection of its own."""

    url: str
    key: str
    _lines: threading.local = field(default_factory=threading.local)

    def ask(
        self, method: str, path: str, document: object = None, **headers: str
    ) -> tuple[int, Any]:
        """Call; returns the status, or NOBODY, and the document that was answered."""
        line = self._line()
        body = None if document is None else json.dumps(document)
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        try:
            line.request(method, path, body, {**sent, **headers})
            answer = line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            line.close()
            return NOBODY, None
        return answer.status, json.loads(content) if content else None

    def get(self, path: str) -> Any:
        """What a GET answers; None where it does not answer 200."""
        status, document = self.ask("GET", path)
        return document if status == 200 else None

    def retrain(self, predictor: str, **headers: str) -> tuple[int, Any]:
        """Ask for a quick retraining."""
        path = f"/api/v1/predictors/{predictor}/retrainings"
        return self.ask("POST", path, {"effort": "quick"}, **headers)

    def promote(self, predictor: str, version: str, reason: str) -> tuple[int, Any]:
        """Make a version the champion."""
        document = {"version": version, "reason": reason}
        return self.ask("PUT", f"/api/v1/predictors/{predictor}/champion", document)

    def _line(self) -> _Line:
        line: _Line | None = getattr(self._lines, "line", None)
        if line is None:
            line = _Line(urlsplit(self.url).netloc, timeout=30)
            self._lines.line = line
        return line
