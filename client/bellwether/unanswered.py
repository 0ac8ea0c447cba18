"""Why a request has got no answer, in words."""

from __future__ import annotations

import requests
from urllib3.exceptions import ProtocolError

from bellwether import schemes
from bellwether.errors import BellwetherError, TimedOut, Unreachable


def unanswered(error: requests.RequestException, url: str, where: str) -> BellwetherError:
    """What a failure below HTTP means to whoever called."""
    otherwise = schemes.mistaken(error, url)
    if otherwise is not None:
        return Unreachable(otherwise, where=where)
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return Unreachable(
            f"{url} does not answer; is Bellwether up, and is that its address?", where=where
        )
    if isinstance(error, requests.Timeout):
        return TimedOut(f"{url} took too long to answer; it may be busy, try again", where=where)
    return Unreachable(f"The connection to {url} broke off; try again", where=where)


def _never_connected(error: requests.RequestException) -> bool:
    return isinstance(error, requests.ConnectionError) and not broke_off(error)


def broke_off(error: requests.RequestException) -> bool:
    """Whether there was a connection, and it went away before the answer was whole."""
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(error, requests.ConnectionError) and isinstance(cause, ProtocolError)
