"""http where the server speaks https, and the other way round: said in words."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

import requests

PROBE_SECONDS = 3.0
HTTPS_PORT = 443

# What servers say to plain HTTP at a port of TLS: nginx, Apache, Go's.
_WANT_HTTPS = (
    b"plain HTTP request was sent to HTTPS port",
    b"speaking plain HTTP to an SSL-enabled server port",
    b"Client sent an HTTP request to an HTTPS server",
)


def mistaken(error: requests.RequestException, url: str) -> str | None:
    """What is wrong with the scheme of ``url``, or with its certificate; None where nothing is."""
    if isinstance(error, requests.exceptions.SSLError):
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return (
                f"The certificate of {url} is not trusted here; if it is of your own authority, "
                "name its file in REQUESTS_CA_BUNDLE"
            )
        return f"{url} does not speak https; write http://{_rest(url)}"
    broke = isinstance(error, requests.ConnectionError) and not isinstance(error, requests.Timeout)
    if broke and url.startswith("http://") and _speaks_tls(url):
        return write_https(url)
    return None


def wants_https(answer: bytes) -> bool:
    """Whether a server has answered that it takes https alone."""
    return any(said in answer for said in _WANT_HTTPS)


def write_https(url: str) -> str:
    """What to do about it."""
    return f"{url} speaks https; write https://{_rest(url)}"


def _rest(url: str) -> str:
    return url.partition("://")[2]


def _speaks_tls(url: str) -> bool:
    split = urlsplit(url)
    # Nothing is sent through this connection: it only finds out what is spoken there.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        address = (split.hostname or "", split.port or HTTPS_PORT)
        with (
            socket.create_connection(address, PROBE_SECONDS) as line,
            context.wrap_socket(line, server_hostname=split.hostname),
        ):
            return True
    except (OSError, ValueError):
        return False
