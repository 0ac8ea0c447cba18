"""Archives of versions: sound ones, and those that somebody has made who means no good."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bellwether_contract.backup import exporting
from bellwether_contract.backup.contents import Kind
from bellwether_contract.backup.opened import Opened
from bellwether_contract.backup.packing import Packer
from bellwether_contract.bundle import signatures
from bellwether_contract.storage.store import ModelStore
from tests import made_up


def exported(models: Path, version: str, predictor: str = made_up.NAME) -> bytes:
    """The archive of a version, as an export writes it."""
    out = io.BytesIO()
    exporting.export(models, predictor, version, out, lambda *_: None)
    return out.getvalue()


def files_of(store: ModelStore, version: str, predictor: str = made_up.NAME) -> dict[str, bytes]:
    """What an export of a version holds, by its path there."""
    directory = store.directory(predictor, version)
    found = {
        f"{predictor}/versions/{version}/{each.name}": each.read_bytes()
        for each in sorted(directory.iterdir())
    }
    signature = signatures.path(directory)
    found[f"{predictor}/signatures/{signature.name}"] = signature.read_bytes()
    return found


def packed(files: Mapping[str, bytes], kind: Kind = "version", volume: str = "models") -> bytes:
    """An archive of any files, whole and with the right digests."""
    out = io.BytesIO()
    packer = Packer(out, lambda *_: None, kind)
    for path, content in files.items():
        with tempfile.TemporaryFile() as file:
            file.write(content)
            file.seek(0)
            packer.add(volume, Opened(path, file, len(content)))
    packer.finish([], [], [])
    return out.getvalue()
