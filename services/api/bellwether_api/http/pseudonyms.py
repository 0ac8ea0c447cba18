"""Uploaded rows of people who have several: who they are never reaches the volume.

The column that tells them apart is replaced by salted hashes while the body arrives.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from typing import Any

from bellwether_contract.declaration import roles
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.storage.uploads import Sent, Upload
from bellwether_contract.tables.csv_lines import GZIP, CsvLines, Unreadable
from bellwether_contract.tables.hashed_column import HashedColumn

# So much text is rewritten at a time: Python's lock is held meanwhile.
TEXT_BYTES = 1 << 16

# A level that hardly costs time; what came packed is stored packed.
PACKED = 1


class _Digested(io.RawIOBase):
    """A file that is read once, with its digest and size."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self.digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._raw.readinto(buffer) or 0
        self.digest.update(buffer[:count])
        self.size += count
        return count


class _Stored(io.RawIOBase):
    """An upload as a file to write to."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._upload.write(bytes(piece))
        return len(piece)


def store(
    body: io.RawIOBase,
    upload: Upload,
    salt: str,
    column: str,
    *,
    heading: str | None = None,
    known: frozenset[str] | None = None,
) -> Sent:
    """Write the CSV that ``body`` holds, plain or gzip, with the cells of ``column`` hashed.

    The table may call that column by its ``heading`` instead.
    Rows that are wrong are left for the check, empty. Raises InvalidInputs where the body cannot
    be read as a CSV or has no such column, since then nobody knows what in it names a person. Where
    all of its columns are ``known`` ones, none does, and it may lack the column.
    """
    sent = _Digested(body)
    buffered = io.BufferedReader(sent, TEXT_BYTES)
    packed = buffered.peek(len(GZIP))[: len(GZIP)] == GZIP
    stored = _Stored(upload)
    out = (
        gzip.GzipFile(fileobj=stored, mode="wb", compresslevel=PACKED, mtime=0)
        if packed
        else stored
    )
    try:
        lines = CsvLines(buffered, block=TEXT_BYTES)
        # Both, where both are there: neither may rest on a volume.
        called = [name for name in lines.names if name == column or name.strip() == heading]
        if not called and (
            known is None or not known.issuperset(name.strip() for name in lines.names)
        ):
            raise _missing(column, heading)
        hashed = HashedColumn(lines, called, salt)
        out.write(hashed.header())
        for text, _ in lines.blocks():
            out.write(hashed.rewritten(text))
    except Unreadable as error:
        place = "" if error.fault.row is None else f"row {error.fault.row:,} "
        raise InvalidInputs(
            f"The body cannot be read as a CSV, so {column} cannot be told from the rest of it",
            [Fault("", f"{place}{error.fault.detail}")],
        ) from error
    if packed:
        out.close()
        # What stands behind the end of the gzip is sent as well, and is nobody's rows.
        while buffered.read(TEXT_BYTES):
            pass
    return Sent(sent.digest.hexdigest(), sent.size, roles.fingerprint(salt, column))


def _missing(column: str, heading: str | None) -> InvalidInputs:
    other = f" (or {heading!r})" if heading else ""
    detail = (
        f"{column}{other} is a column that is missing: it tells which rows are of the same person"
    )
    return InvalidInputs("The rows cannot be taken", [Fault("", detail)])
