"""The outermost layer: gzip, and behind it the SHA-256 of every byte before.

`gzip -d` and `tar -xz` read such a file. The digest stands as the comment of a second, empty member
of gzip, whose bytes follow from it alone: whichever byte of the file is changed, it is found.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import BinaryIO

from bellwether_contract.backup.faults import DamagedBackup

# The quickest: what is large are rows, which lose four fifths by it.
LEVEL = 1

CHUNK = 1 << 18
_GZIP = 31  # zlib's number for deflate within gzip


def _seal(digest: str) -> bytes:
    """An empty member of gzip with a comment; RFC 1952."""
    head = b"\x1f\x8b\x08\x10\0\0\0\0\0\xff"
    return head + b"sha256:" + digest.encode() + b"\0" + b"\x03\0" + b"\0" * 8


class SealedWriter:
    """Takes bytes and writes them packed; ``seal`` ends the file."""

    def __init__(self, out: BinaryIO) -> None:
        self.written = 0
        self._out = out
        self._packer = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP)
        self._digest = hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Add bytes; raises OSError."""
        self._put(self._packer.compress(content))

    def seal(self) -> str:
        """End the file; returns the digest that it ends with. Raises OSError."""
        self._put(self._packer.flush())
        digest = self._digest.hexdigest()
        self._put(_seal(digest))
        self._out.flush()
        return digest

    def _put(self, packed: bytes) -> None:
        if packed:
            self._digest.update(packed)
            self._out.write(packed)
            self.written += len(packed)


class SealedReader:
    """Hands out the bytes of such a file; memory does not grow with what they unpack to."""

    def __init__(self, source: BinaryIO) -> None:
        self.read_packed = 0
        self._source = source
        self._unpacker = zlib.decompressobj(_GZIP)
        self._digest = hashlib.sha256()
        # What was read last: how much of it belongs to the packed bytes is known later.
        self._last = b""

    def read(self, size: int) -> bytes:
        """Exactly so many bytes; raises DamagedBackup where there are fewer, and OSError."""
        found = bytearray()
        while len(found) < size:
            if not (piece := self._more(size - len(found))):
                raise DamagedBackup("the file ends too early: it was cut off, or never finished")
            found += piece
        return bytes(found)

    def sealed(self) -> str:
        """Read to the end and hold the digest against it; returns it. Raises DamagedBackup."""
        if self._more(1):
            raise DamagedBackup("more follows behind its end")
        rest = self._unpacker.unused_data
        self._digest.update(self._last[: len(self._last) - len(rest)])
        digest = self._digest.hexdigest()
        expected = _seal(digest)
        while len(rest) <= len(expected) and (piece := self._source.read(CHUNK)):
            rest += piece
        if rest != expected:
            raise DamagedBackup(
                "it does not have the SHA-256 that it ends with: it was changed, or cut off"
            )
        return digest

    def _more(self, most: int) -> bytes:
        """Some of what comes next, up to ``most`` bytes; empty at the end of what was packed."""
        unpacker = self._unpacker
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or self._chunk()
            try:
                if piece := unpacker.decompress(packed, most):
                    return piece
            except zlib.error as error:
                raise DamagedBackup("it cannot be unpacked") from error
        return b""

    def _chunk(self) -> bytes:
        self._digest.update(self._last)
        self._last = self._source.read(CHUNK)
        self.read_packed += len(self._last)
        if not self._last:
            raise DamagedBackup("the file ends too early: it was cut off, or never finished")
        return self._last
