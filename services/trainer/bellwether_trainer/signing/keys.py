"""Keys on disk: a private one that only the trainer sees, and public ones that everybody may.

Both are PEM as openssl reads it, and named by the time at which they were made: the last name is
the newest key, and the trainer signs with that one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from bellwether_contract.bundle.signatures import Sign
from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage import durable

PRIVATE = ".key"
PUBLIC = ".pub"
LOCK = ".lock"


class NoSigningKey(BellwetherError):
    """Versions are to be signed, and there is no key that could."""


def signer(directory: Path) -> Sign:
    """What signs with the newest private key of a directory, looked for each time.

    What it returns raises NoSigningKey, and OSError.
    """

    def sign(content: bytes) -> bytes:
        return newest(directory).sign(content)

    return sign


def newest(directory: Path) -> Ed25519PrivateKey:
    """The private key that signs; raises NoSigningKey, and OSError."""
    names = private_names(directory)
    if not names:
        raise NoSigningKey(
            f"{directory} holds no key to sign with; python -m bellwether_trainer.signing init "
            "makes one"
        )
    return read(directory / f"{names[-1]}{PRIVATE}")


def private_names(directory: Path) -> list[str]:
    """The names of the private keys, the newest last."""
    return sorted(path.stem for path in directory.glob(f"[!.]*{PRIVATE}"))


def public_names(directory: Path) -> list[str]:
    """The names of the public keys, the newest last."""
    return sorted(path.stem for path in directory.glob(f"[!.]*{PUBLIC}"))


def read(path: Path) -> Ed25519PrivateKey:
    """A private key; raises NoSigningKey where the file holds another thing, and OSError."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise NoSigningKey(f"{path} holds no private key in PEM without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoSigningKey(f"{path} holds a key that is not Ed25519")
    return key


def make(path: Path) -> Ed25519PrivateKey:
    """Make a private key, for its owner alone to read; raises OSError."""
    key = Ed25519PrivateKey.generate()
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    before = os.umask(0o077)
    try:
        durable.replace(path, content)
    finally:
        os.umask(before)
    return key


def publish(key: Ed25519PrivateKey, path: Path) -> None:
    """Write the public half, for everybody to read; raises OSError."""
    content = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    durable.replace(path, content)
    path.chmod(0o644)


def name_of_now(taken: list[str]) -> str:
    """A name for a key that is made now, and comes after all that are ``taken``."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
    # A clock that went back must not hide the new key behind an old one.
    return name if not taken or name > taken[-1] else f"{taken[-1]}-next"


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Nobody else makes or changes keys meanwhile; raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
