"""A server that answers what it is told: for answers that a sound Bellwether seldom gives."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Answer:
    """One answer; ``broken`` ends the connection instead."""

    document: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    broken: bool = False
    slow: bool = False


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


BROKEN = Answer(broken=True)
SLOW = Answer(slow=True)


def problem(status: int, detail: str, **headers: str) -> Answer:
    """An error as Bellwether answers it."""
    document = {"type": "about:blank", "title": "x", "status": status, "detail": detail}
    return Answer(document, status, {k.replace("_", "-"): v for k, v in headers.items()})


class StandIn:
    """Gives ``answers`` one after the other, the last one again and again."""

    def __init__(self, certificate: Path | None = None) -> None:
        """With a ``certificate`` and its key, in one file, it speaks https."""
        self.answers: list[Answer] = []
        self.asked: list[Asked] = []
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # A handshake is a matter of the thread that answers, not of the one that accepts.
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def tell(self, *answers: Answer) -> None:
        """What is answered next."""
        self.answers = list(answers)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                stand_in.asked.append(Asked(self.command, self.path, dict(self.headers), body))
                answers = stand_in.answers
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if answer.slow:
                    stand_in._over.wait(10)
                if answer.broken or answer.slow:
                    self.close_connection = True
                    return
                document = answer.document
                sent = document if isinstance(document, bytes) else json.dumps(document).encode()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815  # the base class names them

            def log_message(self, *words: object) -> None:
                pass

        return Handler
