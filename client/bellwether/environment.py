"""Where Bellwether is, and the key: from the environment, or as it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bellwether.errors import Unauthorized

URL = "http://localhost:8080"


@dataclass(frozen=True, slots=True)
class Connection:
    """An address, and a key where one is known."""

    url: str
    key: str | None = field(repr=False)


def connection(
    environ: Mapping[str, str], url: str | None = None, key_file: Path | None = None
) -> Connection:
    """What is given wins over BELLWETHER_URL, BELLWETHER_KEY and BELLWETHER_KEY_FILE.

    An empty variable is not given. Raises Unauthorized where a key's file cannot be read.
    """
    if key_file is None and (named := environ.get("BELLWETHER_KEY_FILE")):
        # The key itself is nearer than the name of its file.
        key_file = None if environ.get("BELLWETHER_KEY") else Path(named)
    key = _read(key_file) if key_file is not None else environ.get("BELLWETHER_KEY", "").strip()
    return Connection(url or environ.get("BELLWETHER_URL") or URL, key or None)


def _read(path: Path) -> str:
    try:
        key = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Unauthorized(f"The key's file {path} cannot be read: {why}") from None
    if not key:
        raise Unauthorized(f"The key's file {path} is empty; write the key into it")
    return key
