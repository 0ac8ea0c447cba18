"""Who made a version: the trainer's Ed25519 signature (RFC 8032) of its manifest's bytes.

The manifest holds the SHA-256 of every other file, so one signature protects all of a version,
its threshold included. It lies beside the versions, 64 bytes in ``models/NAME/signatures/``
``VERSION.sig``, so that a version's own directory is never changed, and a release from before there
were signatures goes on reading it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bellwether_contract.errors import RefusedBundle

FOLDER = "signatures"
SIGNATURE_BYTES = 64

# A public key is a file of this kind, SubjectPublicKeyInfo in PEM as openssl writes it; one is 113
# bytes.
PUBLIC = "*.pub"
KEY_BYTES = 4096

# Bytes of a manifest -> its signature, by a key that only the trainer has.
Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose versions are believed.

    ``keys`` is the directory of the public keys, looked at each time, so that a key that is added
    or taken away counts at once; without one nobody looks at signatures. A signature by none of
    these keys is always refused, and a version without one where they are ``required``.
    """

    keys: Path | None = None
    required: bool = False


# Whoever may write to the volume is believed: for what makes a version and scores it at once.
ANYBODY = Trust()


def path(directory: Path) -> Path:
    """Where the signature of the version in ``directory`` lies."""
    return directory.parent.parent / FOLDER / f"{directory.name}.sig"


def verify(directory: Path, manifest: bytes, trust: Trust) -> None:
    """Raise RefusedBundle unless a key of ``trust`` has signed the bytes of a version's manifest.

    Nothing of the version is parsed for that.
    """
    if trust.keys is None:
        if trust.required:
            raise RefusedBundle("signatures are required here, and no public keys are named")
        return
    signature = _signature(path(directory))
    if signature is None:
        if trust.required:
            raise RefusedBundle(
                "it is not signed, and signatures are required here; an operator who trusts it "
                "can have the trainer sign it"
            )
        return
    known = public_keys(trust.keys)
    if not any(_signed(key, signature, manifest) for key in known):
        raise RefusedBundle(
            "no public key is known here by which its signature could be checked"
            if not known
            else "its signature does not fit: the version was changed after it was signed, or "
            "signed by a key that is not trusted here"
        )


def public_keys(directory: Path) -> list[Ed25519PublicKey]:
    """The keys in a directory; a file that holds none is none. Raises RefusedBundle."""
    try:
        contents = [_read(each, KEY_BYTES) for each in sorted(directory.glob(PUBLIC))]
    except OSError as error:
        raise RefusedBundle(f"the public keys cannot be read ({error.strerror})") from error
    found = []
    for content in contents:
        try:
            key = load_pem_public_key(content)
        except ValueError:
            continue
        if isinstance(key, Ed25519PublicKey):
            found.append(key)
    return found


def _signed(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _signature(where: Path) -> bytes | None:
    """The content of a signature's file, None where there is none; raises RefusedBundle."""
    try:
        return _read(where, SIGNATURE_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RefusedBundle(f"its signature cannot be read ({error.strerror})") from error


def _read(where: Path, limit: int) -> bytes:
    """A plain file of at most ``limit`` bytes, else nothing of it; raises OSError."""
    # Neither a link nor a pipe, which would keep whoever opens it waiting.
    descriptor = os.open(where, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
            return b""
        return os.read(descriptor, limit)
    finally:
        os.close(descriptor)
