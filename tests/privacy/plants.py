"""Values that stand nowhere by chance, and a search for them in whatever persists."""

from __future__ import annotations

import base64
import gzip
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from redis import Redis

GZIP = b"\x1f\x8b\x08"


class Plants:
    """Each value is made once, for the place in which it is typed."""

    def __init__(self) -> None:
        self._made: dict[str, str] = {}

    def word(self, where: str) -> str:
        """A word for this place, of letters and digits alone."""
        return self._plant(where, f"Quokka{len(self._made):03d}Zyx")

    def number(self, where: str, *, low: int = 3) -> str:
        """A number between ``low`` and the next whole one, in seven digits that repeat nowhere."""
        return self._plant(where, f"{low}.7{len(self._made):03d}913")

    def add(self, where: str, value: str) -> None:
        """One that was made elsewhere."""
        self._plant(where, value)

    def _plant(self, where: str, value: str) -> str:
        assert where not in self._made
        self._made[where] = value
        return value

    def found(self, content: bytes) -> list[str]:
        """Which of them stand in ``content``, packed or not; by where they were typed."""
        pieces = [content, *_unpacked(content)]
        return [
            where
            for where, value in self._made.items()
            if any(form in piece for form in forms(value) for piece in pieces)
        ]


def forms(value: str) -> set[bytes]:
    """As a text of several kinds, and a number also as the numbers of a machine."""
    text = value.encode()
    found = {text, value.encode("utf-16-le"), quote(value).encode(), text.hex().encode()}
    for shift in range(3):
        # In the middle of something longer: without the ends, which its neighbours change.
        packed = base64.b64encode(b"x" * shift + text)
        found.add(packed[4 if shift else 0 : -4])
    with suppress(ValueError):
        number = float(value)
        found |= {struct.pack("<d", number), struct.pack("<f", number), repr(number).encode()}
        # As JSON tells a float32.
        found.add(repr(float(np.float32(number))).encode())
    return found


def in_files(plants: Plants, *roots: Path) -> dict[str, list[str]]:
    """What stands in the files below ``roots``, in their names too."""
    found = {}
    for root in roots:
        for path in sorted(root.rglob("*")):
            content = path.name.encode() + b"\n"
            if path.is_file() and not path.is_symlink():
                content += path.read_bytes()
            if there := plants.found(content):
                found[str(path)] = there
    return found


def in_redis(plants: Plants, redis: Redis) -> dict[str, list[str]]:
    """What stands under each key, in the keys too."""
    found = {}
    for key in redis.scan_iter(count=1000):
        if there := sorted({each for value in _values(redis, key) for each in plants.found(value)}):
            found[key.decode(errors="replace")] = there
    return found


def _values(redis: Redis, key: bytes) -> Iterator[bytes]:
    # The client's types leave open whether it decodes what comes; this one does not.
    line: Any = redis
    yield key
    kind = line.type(key)
    if kind == b"string":
        yield line.get(key) or b""
    elif kind == b"hash":
        for name, value in line.hgetall(key).items():
            yield from (name, value)
    elif kind == b"list":
        yield from line.lrange(key, 0, -1)
    elif kind == b"set":
        yield from line.smembers(key)
    elif kind == b"zset":
        yield from line.zrange(key, 0, -1)
    else:
        assert kind in (b"stream", b"none"), kind
        for _, members in line.xrange(key) if kind == b"stream" else []:
            for name, value in members.items():
                yield from (name, value)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What is packed as gzip does it, anywhere in a file, and as RQ does it, a whole value."""
    with suppress(zlib.error):
        yield zlib.decompress(content)
    at = content.find(GZIP)
    while at >= 0:
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(content[at:])
        at = content.find(GZIP, at + 1)
