"""What lies in Redis and cannot be read: moved out of the way, counted, and kept for a while.

Whoever looks after jobs goes on without it. What it says is never logged; whoever has to know looks
at the key under which it is kept.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

from bellwether_contract.coded import coded

log = logging.getLogger(__name__)

# What it was: a job of RQ's, a training's record, or a list in which RQ keeps jobs or their ids.
Kind = Literal["job", "record", "list"]
KINDS: tuple[Kind, ...] = ("job", "record", "list")

# What becomes of a training of which the queue's job was set aside.
UNREADABLE_JOB = coded(
    "What the queue held of this job could not be read and was set aside. Start a new retraining.",
    "unreadable",
)

# What the id of a job may be, as RQ has it.
JOB_ID = re.compile(r"[A-Za-z0-9_-]+")

# How many of each kind were ever set aside.
COUNTS_KEY = "bellwether:set-aside:counts"
# The keys of what is kept, newest first.
KEPT_KEY = "bellwether:set-aside"

# So long, so many and no larger ones are kept to be looked at: Redis is small, and evicts nothing.
KEPT_SECONDS = 7 * 24 * 3600
KEPT_AT_MOST = 100
KEPT_BYTES = 64 << 10

# KEYS: what cannot be read, where it is kept, the list of what is kept, the counts. ARGV: its kind,
# bytes, seconds and number that are kept. Whoever comes second finds nothing there.
_SET_ASIDE = """
if redis.call('exists', KEYS[1]) == 0 then return 'gone' end
redis.call('hincrby', KEYS[4], ARGV[1], 1)
if redis.call('memory', 'usage', KEYS[1], 'samples', 0) > tonumber(ARGV[2]) then
  redis.call('unlink', KEYS[1])
  return 'dropped'
end
redis.call('rename', KEYS[1], KEYS[2])
redis.call('expire', KEYS[2], ARGV[3])
redis.call('lrem', KEYS[3], 0, KEYS[2])
redis.call('lpush', KEYS[3], KEYS[2])
for _, old in ipairs(redis.call('lrange', KEYS[3], ARGV[4], -1)) do redis.call('unlink', old) end
redis.call('ltrim', KEYS[3], 0, ARGV[4] - 1)
return 'kept'
"""


class Redis(Protocol):
    """What is needed of a Redis client."""

    def eval(self, script: str, numkeys: int, /, *keys_and_args: Any) -> Any: ...  # noqa: D102
    def hgetall(self, name: str) -> Any: ...  # noqa: D102
    def hincrby(self, name: str, key: str, amount: int, /) -> Any: ...  # noqa: D102


def set_aside(redis: Redis, key: str | bytes, kind: Kind, why: str) -> bool:
    """Move what lies under ``key`` away; False where somebody else was faster.

    ``why`` is logged, and must not repeat any of it.
    """
    raw = key if isinstance(key, bytes) else key.encode()
    kept = f"{KEPT_KEY}:{hashlib.sha256(raw).hexdigest()[:16]}"
    limits = KEPT_BYTES, KEPT_SECONDS, KEPT_AT_MOST
    done: Any = redis.eval(_SET_ASIDE, 4, raw, kept, KEPT_KEY, COUNTS_KEY, kind, *limits)
    match done if isinstance(done, str) else done.decode():
        case "kept":
            log.warning("A %s cannot be read (%s): set aside as %s", kind, why, kept)
        case "dropped":
            log.warning("A %s cannot be read (%s): removed, it is too large to keep", kind, why)
        case _:
            return False
    return True


def dropped(redis: Redis, kind: Kind, why: str) -> None:
    """Count and log what had nothing to keep: a mere entry in a list, which was removed."""
    redis.hincrby(COUNTS_KEY, kind, 1)
    log.warning("A %s cannot be read (%s): removed", kind, why)


def counts(found: Mapping[bytes | str, Any]) -> dict[Kind, int]:
    """How many of each kind were ever set aside, of the hash under COUNTS_KEY."""
    named = {k.decode(errors="replace") if isinstance(k, bytes) else k: v for k, v in found.items()}
    known = {}
    for kind in KINDS:
        try:
            known[kind] = int(named.get(kind, 0))
        except ValueError:
            known[kind] = 0
    return known


def readable_ids(members: Iterable[bytes | str]) -> list[str]:
    """Those members of a list of Redis that can be ids of jobs; who writes there is not known."""
    texts = (each.decode(errors="replace") if isinstance(each, bytes) else each for each in members)
    return [each for each in texts if JOB_ID.fullmatch(each)]
