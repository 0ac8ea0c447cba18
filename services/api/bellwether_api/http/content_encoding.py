"""Content-Encoding: a body that comes packed, unpacked within the limit of one that does not."""

from __future__ import annotations

import zlib

# The codings of RFC 9110, section 8.4.1, that Python knows; x-gzip is an old name.
GZIP = frozenset({"gzip", "x-gzip"})
DEFLATE = "deflate"
ACCEPTED = "gzip, deflate"

# What zlib is told: the format of gzip; that of zlib; and the bare stream, which some clients send
# as deflate against the letter of the RFC.
_GZIP_FORMAT = 16 + zlib.MAX_WBITS
_ZLIB_FORMAT = zlib.MAX_WBITS
_BARE_FORMAT = -zlib.MAX_WBITS


def known(encoding: str) -> bool:
    """Whether ``unpacked`` knows it: one coding alone, in lower case."""
    return encoding in GZIP or encoding == DEFLATE


def unpacked(content: bytes, encoding: str, limit: int) -> bytes:
    """``content`` unpacked, up to ``limit`` bytes; one byte more where there is more.

    So neither memory nor time follows what a small body pretends to hold. Raises ValueError, whose
    message completes "the body ...", where it is not what ``encoding`` says.
    """
    packed = zlib.decompressobj(_format(content, encoding))
    try:
        plain = packed.decompress(content, limit + 1)
    except zlib.error as error:
        raise ValueError(f"is not {encoding}") from error
    if len(plain) > limit:
        return plain
    if not packed.eof:
        raise ValueError(f"ends before its {encoding} does")
    # A second part is nothing that clients send, and a million empty ones would cost seconds.
    if packed.unused_data:
        raise ValueError(f"goes on after its {encoding} has ended")
    return plain


def _format(content: bytes, encoding: str) -> int:
    if encoding in GZIP:
        return _GZIP_FORMAT
    # The head of a zlib stream: RFC 1950, section 2.2.
    headed = len(content) > 1 and content[0] & 0x0F == zlib.DEFLATED
    return _ZLIB_FORMAT if headed and int.from_bytes(content[:2]) % 31 == 0 else _BARE_FORMAT
