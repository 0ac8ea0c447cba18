#!/usr/bin/env python3
"""Checks a bundle, hands its images to this machine's Docker, and unpacks the rest into a folder.

No network, and no more than Docker with its plugin for Compose and Python 3.8. Every file is held
against its SHA-256 first; a bundle that is damaged or cut changes nothing.

This one file is `load` in every bundle, too, and so knows nothing but Python's standard library.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

# What `tools/offline/packing.py` writes: all below one folder, the list of checksums first.
TOP = "bellwether/"
CHECKSUMS = "SHA256SUMS"
ABOUT = "bundle.json"
IMAGES = "images.tar.gz"

# Rises when a reader of the former number would misread what is written now.
FORMAT = 1

CHUNK = 1 << 20
# Of a list of a hundred thousand files.
TEXT_BYTES = 16 << 20


class Damaged(Exception):
    """The bundle is not what was written; says what of it."""


class Unable(Exception):
    """It cannot be loaded here; says why, and what to do."""


class Member:
    """A file of a bundle: its name below TOP, its bytes, and whether it is a program."""

    def __init__(self, tar: tarfile.TarFile, header: tarfile.TarInfo) -> None:
        self.name = header.name[len(TOP) :]
        # Nothing but a file below that folder, or something could leave the one it is unpacked to.
        if (
            header.type != tarfile.REGTYPE
            or not header.name.startswith(TOP)
            or {"", ".", ".."} & set(self.name.split("/"))
            or re.search(r"[\x00-\x1f\x7f\\]", self.name)
        ):
            raise Damaged(f"{header.name!r} is no file of a bundle")
        self.size = header.size
        self.program = bool(header.mode & 0o100)
        self._file = tar.extractfile(header)

    def pass_on(self, to: Callable[[bytes], Any]) -> str:
        """Hand its bytes on, piece by piece; returns their SHA-256."""
        assert self._file is not None
        digest = hashlib.sha256()
        while piece := self._file.read(CHUNK):
            digest.update(piece)
            to(piece)
        return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """Exit status 0 where images and folder are there."""
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("folder", nargs="?", type=Path, help="default: named for it, here")
    chosen = parser.parse_args(arguments)
    try:
        with chosen.bundle.open("rb") as bundle:
            _load(bundle, chosen.folder)
    except Damaged as error:
        _say(f"{chosen.bundle} is damaged: {error}.\nNothing was changed here. Copy it again.")
    except (Unable, OSError) as error:
        _say(str(error))
    else:
        return 0
    return 1


def _load(bundle: IO[bytes], chosen: Path | None) -> None:
    checksums, text = check(bundle, Progress("checking", os.fstat(bundle.fileno()).st_size))
    about = _about(text)
    _say(f"Whole: version {about['product']}, made {about['created']}, {about['platform']}.")
    folder = (chosen or Path(f"bellwether-{about['tag']}")).absolute()
    if os.path.lexists(folder):
        raise Unable(f"{folder} is there already: name another folder. Nothing was changed.")
    here = _docker("version", "--format", "{{.Server.Os}}/{{.Server.Arch}}")
    if here != about["platform"]:
        raise Unable(
            f"Its images are for {about['platform']}, and this machine's Docker is {here}: make a "
            "bundle on a machine of that kind. Nothing was changed."
        )
    _docker("compose", "version")
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        unpack(bundle, checksums, part)
        _hand_over(bundle, checksums[IMAGES])
        _docker("image", "inspect", *about["images"])
        os.rename(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    _say(f"Loaded {', '.join(about['images'])}; all else is in {folder}. Its README.md says more.")
    sys.stdout.write(f"Start it: cd {folder} && docker compose up --wait\n")


def check(bundle: IO[bytes], on_bytes: Callable[[int], None]) -> tuple[dict[str, str], str]:
    """Hold every file of a bundle against the list in it; writes nothing.

    Returns the SHA-256 of each by its name, and what ABOUT says. Raises Damaged, with all faults.
    """
    expected: dict[str, str] = {}
    found: dict[str, str] = {}
    texts = {CHECKSUMS: bytearray(), ABOUT: bytearray()}
    last, wrong = "its beginning", []

    def take(piece: bytes) -> None:
        on_bytes(len(piece))
        if (text := texts.get(member.name)) is not None and len(text) < TEXT_BYTES:
            text.extend(piece)

    try:
        for member in members(bundle):
            if member.name in found or (expected and member.name not in expected):
                raise Damaged(f"{member.name} stands there twice, or is not in its list of files")
            found[member.name] = member.pass_on(take)
            expected = expected or _listed(texts[CHECKSUMS], found)
            if found[member.name] != expected[member.name]:
                wrong.append(f"{member.name} is not what it was")
            last = member.name
    except (tarfile.TarError, EOFError) as error:
        wrong.append(f"behind {last} it cannot be read ({error})")
    if missing := [name for name in expected if name not in found]:
        some = ", ".join(missing[:3]) + ", ..." * (len(missing) > 3)
        wrong.append(f"behind {last} it lacks {some}")
    if wrong:
        raise Damaged("; ".join(wrong))
    return expected, texts[ABOUT].decode(errors="replace")


def unpack(bundle: IO[bytes], checksums: dict[str, str], folder: Path) -> None:
    """Write all but the images into a new folder; raises Damaged where something has changed."""
    folder.mkdir(parents=True)
    for member in members(bundle):
        if member.name == IMAGES:
            continue
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            digest = member.pass_on(out.write)
        target.chmod(0o755 if member.program else 0o644)
        if digest != checksums[member.name]:
            raise Damaged(f"{member.name} has changed since it was checked")


def members(bundle: IO[bytes]) -> Iterator[Member]:
    """Each file, in the order of the bundle; raises Damaged, tarfile.TarError."""
    bundle.seek(0)
    with tarfile.open(fileobj=bundle, mode="r:") as tar:
        for header in tar:
            yield Member(tar, header)


def _listed(text: bytes | bytearray, found: dict[str, str]) -> dict[str, str]:
    lines = text.decode(errors="replace").splitlines()
    matches = [re.fullmatch(r"([0-9a-f]{64})  (.+)", line) for line in lines]
    listed = {match[2]: match[1] for match in matches if match}
    if len(listed) != len(lines) or not {ABOUT, IMAGES} <= listed.keys():
        raise Damaged(f"it does not begin with a list of what is in a bundle ({CHECKSUMS})")
    # It does not list itself.
    return {CHECKSUMS: found.get(CHECKSUMS, ""), **listed}


def _about(text: str) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads(text)
        if about["format"] != FORMAT:
            raise Unable(f"Take the `load` of this bundle (tar -xOf BUNDLE {TOP}load >load).")
        names = [about["tag"], *(name.replace("/", "_") for name in about["images"])]
        if not all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.:-]*", name) for name in names):
            raise ValueError("a name is none")
        return {"product": "?", "created": "?", "platform": "?", **about}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged(f"{ABOUT} cannot be read ({error})") from None


def _docker(*words: str) -> str:
    command = ["docker", *words]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Unable("docker is not installed. Nothing was changed.") from None
    if asked.returncode:
        raise Unable(f"`{' '.join(command)}` says: {asked.stderr.strip()}")
    return asked.stdout.strip()


def _hand_over(bundle: IO[bytes], expected: str) -> None:
    """Stream the images into `docker load`; raises Unable."""
    images = next(member for member in members(bundle) if member.name == IMAGES)
    progress = Progress("loading images", images.size)
    load = ["docker", "load", "--quiet"]
    with subprocess.Popen(load, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as docker:
        pipe = docker.stdin
        assert pipe is not None
        try:
            digest = images.pass_on(lambda piece: progress(pipe.write(piece)))
            pipe.close()
        except BrokenPipeError:
            digest = ""
    if docker.returncode or digest != expected:
        raise Unable(
            "Docker did not take the images, and says above why. Where its disk is full, make room "
            "(docker system df) and load once more. Nothing was unpacked."
        )


class Progress:
    """How far it is: drawn over itself on a terminal, one line in a log."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        _say(f"{what}: {total / 1e6:,.1f} MB")

    def __call__(self, count: int) -> None:
        """So many bytes more."""
        self._done += count
        if sys.stderr.isatty():
            done = f"{self._done / 1e6:,.0f} of {self._total / 1e6:,.0f} MB"
            print(f"\r\033[K{self._what}: {done}", end="", file=sys.stderr, flush=True)


def _say(text: str) -> None:
    # Over what is drawn there.
    print("\r\033[K" * sys.stderr.isatty() + text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
