"""What an operator says of keys and signatures.

usage: python -m bellwether_trainer.signing init|rotate
       python -m bellwether_trainer.signing sign PREDICTOR VERSION...

init     make the first key and sign the versions that are there already; changes nothing later
rotate   sign with a new key from now on; what was signed before stays believed, until the public
         key of that name is removed from BELLWETHER_PUBLIC_KEYS_DIR
sign     sign versions that you trust: restored ones, or those of another place
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bellwether_contract.errors import BellwetherError
from bellwether_contract.settings import InvalidSettings
from bellwether_contract.storage import durable
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.signing import keys
from bellwether_trainer.signing.adopt import adopt, sign_version
from bellwether_trainer.signing.config import SigningSettings

# The first key until its public half is written: a start that was killed goes on with it.
PENDING = f".first{keys.PRIVATE}"


class NotHere(BellwetherError):
    """Versions of a bucket are not signed afterwards."""


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Do what a word says and tell it, a line each; returns the exit status. Tells no secret."""
    try:
        settings = SigningSettings.from_environment(environ)
        match arguments:
            case ["init"]:
                lines = init(settings)
            case ["rotate"]:
                lines = rotate(settings)
            case ["sign", predictor, *versions] if versions:
                lines = sign(settings, predictor, versions)
            case _:
                print(__doc__, file=sys.stderr)  # noqa: T201
                return 2
        for line in lines:
            print(line)  # noqa: T201
    except (BellwetherError, OSError) as error:
        print(f"bellwether-signing: {error}", file=sys.stderr)  # noqa: T201
        return 2 if isinstance(error, InvalidSettings) else 1
    return 0


def init(settings: SigningSettings) -> Iterator[str]:
    """Make the first key, once; raises BellwetherError and OSError.

    Only where no key was ever made here, private or public, are the versions signed that are there
    already. The public half is written after that, and then the private one gets its name: whoever
    is killed in between begins where it was.
    """
    private, public = settings.signing_keys_dir, settings.public_keys_dir
    with keys.locked(private):
        public.mkdir(parents=True, exist_ok=True)
        if names := keys.private_names(private):
            yield from _kept(private, public, names[-1])
            return
        pending = private / PENDING
        key = keys.read(pending) if pending.exists() else keys.make(pending)
        known = keys.public_names(public)
        if not known:
            yield from adopt(settings.models_dir, key.sign)
        name = keys.name_of_now(known)
        keys.publish(key, public / f"{name}{keys.PUBLIC}")
        _name(pending, name)
        yield f"{name}: made, versions are signed with it"


def rotate(settings: SigningSettings) -> Iterator[str]:
    """Make a new key, and forget how to sign with the former ones."""
    private, public = settings.signing_keys_dir, settings.public_keys_dir
    with keys.locked(private):
        former = keys.private_names(private)
        if not former:
            raise keys.NoSigningKey(f"{private} holds no key yet; init makes the first one")
        name = keys.name_of_now(sorted({*former, *keys.public_names(public)}))
        pending = private / PENDING
        key = keys.make(pending)
        # Known to all before anything is signed with it.
        keys.publish(key, public / f"{name}{keys.PUBLIC}")
        _name(pending, name)
        for each in former:
            (private / f"{each}{keys.PRIVATE}").unlink()
        yield f"{name}: made, versions are signed with it from now on"
        for each in former:
            yield f"{each}: signs no more; what it has signed stays believed"


def sign(settings: SigningSettings, predictor: str, versions: Sequence[str]) -> Iterator[str]:
    """Sign versions by name; raises RefusedBundle at the first that is not whole."""
    if settings.store is not None:
        raise NotHere(
            "Versions in a bucket are signed when they are published; publish this one anew"
        )
    store = ModelStore(settings.models_dir, settings.champions_dir)
    signing = keys.signer(settings.signing_keys_dir)
    for version in versions:
        sign_version(store.directory(predictor, version), signing)
        yield f"{predictor} {version}: signed"


def _kept(private: Path, public: Path, name: str) -> Iterator[str]:
    """The key that signs, whose public half is written again where it is gone."""
    path = public / f"{name}{keys.PUBLIC}"
    if path.exists():
        yield f"{name}: kept"
        return
    keys.publish(keys.read(private / f"{name}{keys.PRIVATE}"), path)
    yield f"{name}: its public half was gone, and is written again"


def _name(pending: Path, name: str) -> None:
    os.rename(pending, pending.with_name(f"{name}{keys.PRIVATE}"))
    durable.sync_directory(pending.parent)
