"""``python -m bellwether_api.init_secrets DIRECTORY``: the secrets of a stack, made once and kept.

Writes ``operator-key``, ``redis-password`` and ``redis.acl`` for their owner and group to read.
What is there already stays, but an operator's key given as OPERATOR_KEY or OPERATOR_KEY_FILE
replaces the one that is there.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bellwether_api.config import key_fault

OPERATOR_KEY = "operator-key"
REDIS_PASSWORD = "redis-password"  # noqa: S105  # a file's name
REDIS_ACL = "redis.acl"

# 256 bits.
SECRET_BYTES = 32


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Write what is missing; returns the exit status. Never prints a secret."""
    if len(arguments) != 1:
        print("usage: python -m bellwether_api.init_secrets DIRECTORY", file=sys.stderr)  # noqa: T201
        return 2
    os.umask(0o027)
    directory = Path(arguments[0])
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for line in write(directory, _given(environ)):
            print(line)  # noqa: T201
    except (OSError, ValueError) as error:
        print(f"The keys cannot be written: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def write(directory: Path, operator_key: str | None) -> list[str]:
    """Write the three files into ``directory``; returns what was done, a line a file.

    ``operator_key`` replaces the operator's key where one is given. Raises OSError, and ValueError
    where that key is too short.
    """
    key = operator_key or _kept(directory / OPERATOR_KEY) or _new()
    if fault := key_fault(key):
        raise ValueError(fault)
    password = _kept(directory / REDIS_PASSWORD) or _new()
    # Redis needs the digest alone, so its file does not tell the password.
    digest = hashlib.sha256(password.encode()).hexdigest()
    contents = {
        OPERATOR_KEY: key,
        REDIS_PASSWORD: password,
        REDIS_ACL: f"user default on #{digest} ~* &* +@all",
    }
    return [_put(directory / name, content) for name, content in contents.items()]


def _given(environ: Mapping[str, str]) -> str | None:
    key = environ.get("OPERATOR_KEY", "").strip()
    path = environ.get("OPERATOR_KEY_FILE", "")
    if not key and path:
        key = Path(path).read_text().strip()
        if not key:
            raise ValueError(f"{path} is empty")
    return key or None


def _kept(path: Path) -> str | None:
    try:
        return path.read_text().strip() or None
    except FileNotFoundError:
        return None


def _new() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def _put(path: Path, content: str) -> str:
    before = _kept(path)
    if before == content:
        return f"{path.name}: kept"
    # A reader finds the old file or the new one, whole.
    hidden = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        with os.fdopen(descriptor, "w") as file:
            file.write(content + "\n")
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
    except OSError:
        hidden.unlink(missing_ok=True)
        raise
    return f"{path.name}: {'written' if before is None else 'replaced'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
