"""What is said to backups from a shell; BELLWETHER_..._DIR name the volumes, as for every service.

usage: python -m bellwether_contract.backup create > FILE
       python -m bellwether_contract.backup check [--most GIB] < FILE
       python -m bellwether_contract.backup restore [--replace] [--sha256 DIGEST] < FILE
       python -m bellwether_contract.backup undo
       python -m bellwether_contract.backup export PREDICTOR VERSION > FILE
       python -m bellwether_contract.backup import < FILE
       python -m bellwether_contract.backup to-bucket

create   copy all but the secrets, while the stack runs
check    read a backup and hold every file against its SHA-256; nothing is written
restore  into empty volumes, or with --replace in the place of what is there, while nothing runs;
         --sha256 is what `create` has told; --most how many GiB it may unpack to (64)
undo     put back what was there before a restore that was killed
export   one version with its signature, for another site; it holds no rows
import   a version of another site whose public key lies among ours, as a candidate; while all runs
to-bucket   copy versions, histories and champions from the volumes into the empty bucket that
         BELLWETHER_STORE names, while nothing runs; who was interrupted begins again
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from bellwether_contract.backup import (
    creating,
    exporting,
    restoring,
    transfer,
    unpacking,
    volumes,
)
from bellwether_contract.backup.contents import Contents
from bellwether_contract.backup.members import Member
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.errors import BellwetherError
from bellwether_contract.settings import InvalidSettings, Settings
from bellwether_contract.storage import opened
from bellwether_contract.storage.audit import AuditLog
from bellwether_contract.storage.receiving import ReceivingStore
from bellwether_contract.storage.store import ModelStore

# A terminal is told so often how far it is, and a log so seldom.
DRAWN_SECONDS, LOGGED_SECONDS = 0.1, 10.0


def main(
    arguments: Sequence[str], environ: Mapping[str, str], source: BinaryIO, out: BinaryIO
) -> int:
    """Do what a word says; returns the exit status. People are told on standard error."""
    chosen = _chosen(arguments)
    try:
        settings = Settings.from_environment(environ)
        match chosen.word:
            case "create":
                _create(settings, out)
            case "check":
                _check(source, chosen.most << 30)
            case "restore":
                _restore(settings, chosen, source)
            case "undo":
                _undo(settings)
            case "to-bucket":
                _to_bucket(settings)
            case "export":
                _export(settings, chosen, out)
            case _:
                _import(settings, source)
    except (BellwetherError, OSError) as error:
        _say(f"bellwether-backup: {error}")
        return 2 if isinstance(error, InvalidSettings) else 1
    return 0


def _create(settings: Settings, out: BinaryIO) -> None:
    _refuse_terminal(out)
    shown = Progress("copied")
    trust = Trust(settings.public_keys_dir, settings.require_signatures)
    made = creating.create(
        volumes.places(settings),
        out,
        trust,
        shown,
        lambda: _say("another process publishes or promotes; waiting for it"),
    )
    shown.end()
    _tell(made.contents, made.digest)
    _say(f"{made.size:,} bytes in all")


def _check(source: BinaryIO, most: int) -> None:
    shown = Progress("read")
    read = unpacking.unpack(source, _nowhere, shown, most, kinds=("backup", "version"))
    shown.end()
    _tell(read.contents, read.digest)
    _say("every file is as it was backed up")


def _restore(settings: Settings, chosen: argparse.Namespace, source: BinaryIO) -> None:
    shown = Progress("unpacked")
    restored = restoring.restore(
        volumes.places(settings),
        source,
        shown,
        required=settings.require_signatures,
        replace=chosen.replace,
        digest=chosen.sha256,
        most=chosen.most << 30,
    )
    shown.end()
    for fault in restored.faults:
        _say(f"note: {fault}")
    _tell(restored.contents, restored.digest)
    _say("restored; every file, chain and champion is proven")


def _undo(settings: Settings) -> None:
    moved = restoring.undo(volumes.places(settings))
    _say("what was here before is back" if moved else "no restore was killed half-way here")


def _export(settings: Settings, chosen: argparse.Namespace, out: BinaryIO) -> None:
    _refuse_terminal(out)
    store = opened.store(ModelStore, settings)
    # Where a bucket keeps it, it is downloaded by that.
    store.directory(chosen.predictor, chosen.version)
    made = exporting.export(store.models, chosen.predictor, chosen.version, out, Progress("copied"))
    _say(f"{chosen.predictor} {chosen.version}, {made.size:,} bytes")
    _say(f"sha256:{made.digest}")


def _import(settings: Settings, source: BinaryIO) -> None:
    store = opened.store(ReceivingStore, settings)
    log = AuditLog(settings.champions_dir)
    brought = transfer.bring(store, source, Progress("unpacked"), audit=log)
    _say(f"{brought.predictor} {brought.version} is a candidate now, which a person promotes")


def _to_bucket(settings: Settings) -> None:
    for name, versions, lines in opened.moved(settings):
        _say(f"{name}: {versions:,} versions and {lines:,} lines of history are in the bucket")


def _refuse_terminal(out: BinaryIO) -> None:
    if out.isatty():
        raise OSError("this is no text for a terminal; say where it goes: > FILE")


class Progress:
    """How much was done, drawn over itself on a terminal, and now and then a line in a log."""

    def __init__(self, done: str) -> None:
        self._done = done
        self._files = self._bytes = 0
        self._terminal = sys.stderr.isatty()
        self._every = DRAWN_SECONDS if self._terminal else LOGGED_SECONDS
        self._next = time.monotonic() + self._every

    def __call__(self, path: str, size: int) -> None:
        """Count a file."""
        self._files += 1
        self._bytes += size
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            line = f"{self._files:,} files, {self._bytes / 1e6:,.1f} MB {self._done}: {path}"
            sys.stderr.write(f"\r\033[K{line[:78]}" if self._terminal else f"{line}\n")
            sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._terminal:
            sys.stderr.write("\r\033[K")


def _tell(held: Contents, digest: str) -> None:
    _say(f"backup of {held.begin.created}, by release {held.begin.product}")
    for volume in volumes.BACKED_UP:
        sizes = [file.size for file in held.files if file.path.startswith(f"{volume}/")]
        _say(f"  {volume:12} {len(sizes):7,} files {sum(sizes):16,} bytes")
    for each in held.champions:
        wrong = f"; it cannot be loaded: {each.fault}" if each.fault else ""
        _say(f"  champion of {each.predictor}: {each.version}{wrong}")
    for chain in held.chains:
        what = "audit log" if chain.of is None else f"history of {chain.of}"
        _say(f"  {what} ends with {chain.head}")
        for fault in chain.faults:
            _say(f"    {fault}")
    _say(f"sha256:{digest}")


def _chosen(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bellwether_contract.backup",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words = parser.add_subparsers(dest="word", required=True)
    words.add_parser("create")
    words.add_parser("undo")
    words.add_parser("import")
    words.add_parser("to-bucket")
    exported = words.add_parser("export")
    exported.add_argument("predictor")
    exported.add_argument("version")
    for word in ("check", "restore"):
        read = words.add_parser(word)
        read.add_argument("--most", type=int, default=unpacking.MOST_BYTES >> 30)
    read.add_argument("--replace", action="store_true")
    read.add_argument("--sha256")
    return parser.parse_args(arguments)


def _nowhere(_: Member) -> BinaryIO:
    return open(os.devnull, "wb")


def _say(line: str) -> None:
    """A line for people; what an archive says of itself is text there, and moves no cursor."""
    shown = (each if each.isprintable() or each == "\n" else repr(each)[1:-1] for each in line)
    sys.stderr.write(f"{''.join(shown)}\n")
