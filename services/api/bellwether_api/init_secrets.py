"""``python -m bellwether_api.init_secrets API TRAINER REDIS``: a stack's secrets, made and kept.

Into the directory API it writes ``operator-key`` and ``redis-password``, into TRAINER
``trainer-redis-password``, and into REDIS ``redis.acl``, for their owner and group to read; so that
each part sees its own alone, where the three lie apart. What is there already stays, but an
operator's key given as OPERATOR_KEY or OPERATOR_KEY_FILE replaces the one that is there.
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
TRAINER_REDIS_PASSWORD = "trainer-redis-password"  # noqa: S105
REDIS_ACL = "redis.acl"

# What both users of Redis may do: with the keys of RQ and of Bellwether, whatever reads and writes
# them. Among what @dangerous takes away are FLUSHALL, CONFIG, SHUTDOWN and KEYS; RQ asks for INFO.
# A script does no more than whoever calls it may.
_BOTH = (
    "resetkeys ~rq:* ~bellwether:* resetchannels &rq:* -@all +@read +@write +@transaction "
    "+@connection +@pubsub -@scripting +eval +evalsha +script|load -@dangerous +info"
)
# A worker waits for jobs, hears commands, and looks up its own address. The API does none of it.
_WORKS = "+client|list"
_ASKS = "-@blocking -subscribe -psubscribe"
# Nobody may come as this one, but it may do everything: as this user Redis reads its file of what
# was written, and up to 7.0 it skips each transaction in there that the user may not run.
_DEFAULT = "user default off resetpass ~* &* +@all"
# Whether Redis is healthy may be asked by whoever reaches it.
_HEALTH = "user health on nopass resetkeys resetchannels -@all +ping"

# 256 bits.
SECRET_BYTES = 32


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Write what is missing; returns the exit status. Never prints a secret."""
    if len(arguments) != 3:
        print("usage: python -m bellwether_api.init_secrets API TRAINER REDIS", file=sys.stderr)  # noqa: T201
        return 2
    os.umask(0o027)
    api, trainer, redis = (Path(directory) for directory in arguments)
    try:
        for directory in (api, trainer, redis):
            directory.mkdir(parents=True, exist_ok=True)
        for line in write(api, trainer, redis, _given(environ)):
            print(line)  # noqa: T201
    except (OSError, ValueError) as error:
        print(f"The keys cannot be written: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def write(api: Path, trainer: Path, redis: Path, operator_key: str | None) -> list[str]:
    """Write the four files into the directories; returns what was done, a line a file.

    ``operator_key`` replaces the operator's key where one is given. Raises OSError, and ValueError
    where that key is too short.
    """
    key = operator_key or _kept(api / OPERATOR_KEY) or _new()
    if fault := key_fault(key):
        raise ValueError(fault)
    asks = _kept(api / REDIS_PASSWORD) or _new()
    works = _kept(trainer / TRAINER_REDIS_PASSWORD) or _new()
    contents = {
        api / OPERATOR_KEY: key,
        api / REDIS_PASSWORD: asks,
        trainer / TRAINER_REDIS_PASSWORD: works,
        redis / REDIS_ACL: "\n".join(
            [
                _DEFAULT,
                _HEALTH,
                f"user api on {_digest(asks)} {_BOTH} {_ASKS}",
                f"user trainer on {_digest(works)} {_BOTH} {_WORKS}",
            ]
        ),
    }
    return [_put(path, content) for path, content in contents.items()]


def _digest(password: str) -> str:
    """All that Redis needs: its file does not tell the password."""
    return "#" + hashlib.sha256(password.encode()).hexdigest()


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
