"""Advisory databases of this machine: calls of osv.dev and npm, with what a test says is known."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@contextmanager
def database(vulnerable: Mapping[str, str]) -> Iterator[str]:
    """Answers that something is known against each name's version; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                import gzip

                body = gzip.decompress(body)
            asked = json.loads(body)
            found = self._osv(asked) if self.path == "/v1/query" else self._npm(asked)
            answer = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _osv(self, asked: dict[str, Any]) -> dict[str, Any]:
            name, version = asked["package"]["name"], asked["version"]
            if vulnerable.get(name) != version:
                return {}
            events = [{"introduced": "0"}, {"fixed": "999"}]
            affected = {
                "package": {"name": name, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": events}],
            }
            told = {"id": "OSV-2026-1", "summary": "made up", "published": "2026-01-01T00:00:00Z"}
            return {"vulns": [told | {"affected": [affected]}]}

        def _npm(self, asked: dict[str, list[str]]) -> dict[str, Any]:
            return {
                name: [
                    {
                        "id": 1,
                        "title": "made up",
                        "url": "https://advisory.example/1",
                        "severity": "high",
                        "vulnerable_versions": f"<={version}",
                    }
                ]
                for name, version in vulnerable.items()
                if version in asked.get(name, [])
            }

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
