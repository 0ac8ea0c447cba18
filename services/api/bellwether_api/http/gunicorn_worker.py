"""gunicorn's threaded worker, and what it lacks: a way out where it hangs, answers in one piece."""

from __future__ import annotations

import os
import selectors
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from gunicorn import util
from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

# Whoever wants to know whether a process lives is answered while all its threads are held up. Under
# a load of short requests nobody looks: to do so takes time from all of them.
LIVE = b"GET /v2/health/live "
SLOW_SECONDS = 0.5

# A prediction takes a fraction of a second, and of tables and uploads, which may take half an hour,
# a process has one at a time. So threads of which none has ended anything for this long never will.
STUCK_SECONDS = 60.0


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's gthread, with refusals of our own; it knows when its threads are stuck.

    All of this but ``handle_error`` runs in the main thread, once for each request.
    """

    def init_process(self) -> None:
        """Begin with nothing in hand."""
        self.in_hand: set[Any] = set()
        self.moved = time.monotonic()
        self.spare = ThreadPoolExecutor(1, "live")
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        """Hand a request to a thread, or, where all have long had one, to the one that is spare."""
        if self._held_up(SLOW_SECONDS):
            begins = _first_bytes(conn)
            if not begins and not conn.initialized and not conn.data_ready:
                # A connection that has said nothing yet: looked at once it does.
                conn.timeout = time.monotonic() + self.cfg.keepalive
                self.pending_conns.append(conn)
                said = partial(self.on_pending_socket_readable, conn)
                self.poller.register(conn.sock, selectors.EVENT_READ, said)
                return
            if begins == LIVE:
                answer = self.spare.submit(self.handle, conn)
                answer.add_done_callback(
                    lambda done: self.method_queue.defer(self.finish_request, conn, done)
                )
                return
        self.in_hand.add(conn)
        if len(self.in_hand) == self.cfg.threads:
            self.moved = time.monotonic()
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, done: Any) -> None:
        """A thread has ended a request."""
        if conn in self.in_hand:
            self.in_hand.remove(conn)
            self.moved = time.monotonic()
        super().finish_request(conn, done)

    def notify(self) -> None:
        """Tell the parent that this process lives; leave, if it can serve nobody any more."""
        if self._held_up(STUCK_SECONDS):
            self.log.critical("No thread has answered for %g seconds: this leaves", STUCK_SECONDS)
            # Whatever waited for the threads would wait for ever.
            os._exit(1)
        super().notify()

    def _held_up(self, seconds: float) -> bool:
        """Whether all threads are at work and none has ended anything for so long."""
        return len(self.in_hand) >= self.cfg.threads and time.monotonic() - self.moved > seconds

    def handle_error(self, request: Any, client: Any, _address: Any, error: Exception) -> None:
        """Refuse what is no request."""
        # Not before: what the application imports belongs to the worker, not to its parent, which
        # imports this module.
        from bellwether_api.http.gunicorn_errors import refuse

        refuse(request, client, error, self.log)


def _first_bytes(conn: Any) -> bytes:
    """What a connection has said and nobody has read yet, as far as it is of use."""
    try:
        found: bytes = conn.sock.recv(len(LIVE), socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return b""
    return found


class Response(wsgi.Response):  # type: ignore[misc]
    """An answer whose head goes with the beginning of its body, in one piece.

    A process that is killed between the two has answered half of a request, and the proxy cannot
    ask another one for it any more.
    """

    head = b""
    headers_sent: bool

    def send_headers(self) -> None:
        """Keep the head until there is something of the body."""
        if not self.headers_sent:
            lines = [
                *self.default_headers(),
                *(f"{name}: {value}\r\n" for name, value in self.headers),
            ]
            self.head = util.to_bytestring("".join([*lines, "\r\n"]), "latin-1")
            self.headers_sent = True

    def close(self) -> None:
        """Send what is left."""
        self.send_headers()
        self._send_head()
        super().close()

    def sendfile(self, respiter: Any) -> bool:
        """Send a file: the kernel does, and so the head goes alone."""
        self.send_headers()
        self._send_head()
        sent: bool = super().sendfile(respiter)
        return sent

    def _emit_body(self, data: bytes) -> None:
        if self.chunked:
            self._send_head()
            super()._emit_body(data)
        else:
            head, self.head = self.head, b""
            self.sock.sendall(head + data if head else data)

    def _send_head(self) -> None:
        head, self.head = self.head, b""
        if head:
            self.sock.sendall(head)


# gunicorn has no setting for it.
wsgi.Response = Response
