"""The calls by which a version goes to another site, and one of another site comes here."""

from __future__ import annotations

from collections.abc import Mapping

from bellwether_api.http.body_stream import UploadTooLarge
from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.http.intake import TooManyUploads
from bellwether_api.jobs.connection import QueueUnavailable
from bellwether_api.openapi.call import (
    FILE,
    LOCATION,
    ONE,
    RETRY_AFTER,
    TEXT,
    Answer,
    Call,
    header,
    json,
)
from bellwether_api.openapi.calls import VERSION, VERSIONS
from bellwether_api.representations.imports import ImportDescription
from bellwether_api.serving.turn import TooManyLoads
from bellwether_contract.backup.faults import DamagedBackup, NotRestored
from bellwether_contract.errors import RefusedBundle, StoreConflict, UnknownPredictor
from bellwether_contract.storage.imports import UnknownImport
from bellwether_contract.storage.versions import CollectedVersion

CALLS: Mapping[tuple[str, str], Call] = {
    ("GET", f"{ONE}/versions/{{version}}/export"): Call(
        "exportVersion",
        VERSIONS,
        "One version and its signature, for another site",
        (
            Answer(
                "The archive: a tar, packed with gzip, that ends with the SHA-256 of itself",
                {"application/gzip": {}},
                {"Content-Disposition": header("What to call the file", TEXT, required=True)},
            ),
        ),
        raises=(*VERSION, TooManyUploads, StoreUnavailable),
        description="It holds a model and no training row. Its report is that of the trainer, with "
        "exact counts and ends, because the signature is that of its bytes: give the archive to "
        "whom you would give those. An answer that breaks off is no archive. Whoever takes one "
        "leaves an entry in the audit log.",
        tagged=True,
    ),
    ("POST", f"{ONE}/imports"): Call(
        "importVersion",
        VERSIONS,
        "Take in a version of another site, as a candidate",
        (
            Answer("This version is here already", json(ImportDescription), {"Location": LOCATION}),
            Answer(
                "It is proven, and waits for the trainer",
                json(ImportDescription),
                {"Location": LOCATION, "Retry-After": RETRY_AFTER},
                202,
            ),
        ),
        raises=(
            *(UnknownPredictor, DamagedBackup, NotRestored, CollectedVersion),
            *(StoreConflict, RefusedBundle, QueueUnavailable, TooManyLoads),
            *(*FILE, UploadTooLarge, TooManyUploads),
        ),
        description="The body is an archive that `exportVersion` or `make export` has written. A "
        "key whose public half lies here must have signed the version, and it has to pass its "
        "self-test vectors. It answers nobody until a person promotes it.",
        # Of a schema without a type alone some generators make nothing.
        body={"application/gzip": {"type": "string", "format": "binary"}},
    ),
    ("GET", f"{ONE}/imports/{{version}}"): Call(
        "showImport",
        VERSIONS,
        "One import: poll it",
        (Answer("The import", json(ImportDescription)),),
        raises=(UnknownPredictor, UnknownImport),
        tagged=True,
    ),
}
