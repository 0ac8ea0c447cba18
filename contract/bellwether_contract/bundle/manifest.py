"""A version's manifest: what it says of itself to the services; written last, read first."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic import Field as Declared

from bellwether_contract.bundle import former, signatures
from bellwether_contract.bundle.regular import open_regular
from bellwether_contract.bundle.signatures import ANYBODY, Trust
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.fields import BooleanField, CategoryField, Sha256
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.seen import Seen
from bellwether_contract.errors import InvalidDeclaration, RefusedBundle
from bellwether_contract.vocabulary import CalibrationKind, Effort, Size

# Rises when a reader of the former number would misread what is written now: a file gone or
# renamed, a field of the manifest with another meaning. A new optional field raises nothing. Who
# raises it teaches `former.py` to read the number before: an upgrade is no outage.
FORMAT_VERSION = 2

MANIFEST = "manifest.json"
MODEL = "model.onnx"
DECLARATION = spec.DECLARATION
BACKGROUND = "background.npy"
REPORT = "report.json"
FILES = frozenset({MODEL, DECLARATION, BACKGROUND, REPORT})

# A version whose fields may be left unknown has it; in one without it every field is required that
# its training rows never lack.
PLAUSIBLE = "plausible.json"

VERSION_PATTERN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")

# A manifest is a few kilobytes; more is no manifest, and is not read into memory.
MANIFEST_BYTES = 1 << 20

Probability = Annotated[float, Declared(ge=0, le=1)]


class _Manifested(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileDigest(_Manifested):
    """What a file must be before it is parsed."""

    sha256: Sha256
    size: Annotated[int, Declared(ge=0)]


class FieldCode(_Manifested):
    """One column of the model's matrix; ``codes`` lists the values that 0, 1, ... stand for."""

    name: str
    type: str
    codes: tuple[str, ...] | None


class Threshold(_Manifested):
    """The probability from which on a result counts as positive, and how it was chosen."""

    policy: str
    value: Probability


class SelfTestVector(_Manifested):
    """A made row, encoded (null: unknown), and the probability that the model gave it."""

    row: tuple[float | None, ...]
    probability: Probability


class Candidate(_Manifested):
    """The kind of model that won."""

    name: str
    label: str


class Recipe(_Manifested):
    """How the model was made: what it takes to make it again from the same data sets."""

    hyperparameters: dict[str, bool | int | float | str | None]
    calibration: CalibrationKind


class DataSet(_Manifested):
    """A data set that the version was trained on: ``initial``, or an uploaded one's SHA-256."""

    name: str
    sha256: Sha256
    rows: int


class EvaluationSetRecord(_Manifested):
    """The rows that champions and challengers meet on, and the version's log loss there."""

    id: str
    log_loss: float


class VersionDescription(_Manifested):
    """What a version tells everybody of itself: all of its manifest that holds no rows."""

    format_version: int
    predictor: str
    version: Annotated[str, StringConstraints(pattern=rf"^{VERSION_PATTERN.pattern}$")]
    created: datetime
    job: str
    effort: Effort
    size: Size
    candidate: Candidate
    recipe: Recipe
    anchor: EvaluationSetRecord
    threshold: Threshold
    fields: tuple[FieldCode, ...]
    datasets: tuple[DataSet, ...] = Declared(min_length=1)
    rows: int
    libraries: dict[str, str]
    files: dict[str, FileDigest]


class Manifest(VersionDescription):
    """What a version says of itself to the services; written last, read first."""

    # None in versions from before it was written down.
    seen: tuple[Seen, ...] | None = None
    # So many people share each end and each code of ``seen``; None in versions whose ends are one
    # person's, and whose self-test vectors and background rows are people's, not made.
    least: Annotated[int, Declared(ge=1)] | None = None
    # From how many people it has learned; None in versions from before it was written down.
    learned: Annotated[int, Declared(ge=1)] | None = None
    golden: tuple[SelfTestVector, ...] = Declared(min_length=1)

    @property
    def description(self) -> VersionDescription:
        """What everybody may know of it."""
        return VersionDescription.model_construct(
            **{name: getattr(self, name) for name in VersionDescription.model_fields}
        )


def field_codes(predictor: Predictor) -> tuple[FieldCode, ...]:
    """The columns of the matrix that the Encoder makes for ``predictor``."""
    return tuple(
        FieldCode(
            name=field.name,
            type=field.type,
            codes=tuple(choice.value for choice in field.choices)
            if isinstance(field, CategoryField)
            else ("No", "Yes")
            if isinstance(field, BooleanField)
            else None,
        )
        for field in predictor.fields
    )


def digests(files: Mapping[str, bytes]) -> dict[str, FileDigest]:
    """The digests that a manifest holds of ``files``, names to contents."""
    return {
        name: FileDigest(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for name, content in files.items()
    }


def read_manifest(directory: Path, trust: Trust = ANYBODY) -> Manifest:
    """Read and check the manifest in a version's directory, signature first.

    One of a former format is told in the present one. Raises RefusedBundle.
    """
    content = manifest_bytes(directory)
    signatures.verify(directory, content, trust)
    return parse_manifest(content, directory)


def manifest_bytes(directory: Path) -> bytes:
    """The manifest in a version's directory as it lies there; raises RefusedBundle."""
    try:
        with open_regular(directory / MANIFEST) as file:
            content = file.read(MANIFEST_BYTES + 1)
    except FileNotFoundError as error:
        raise RefusedBundle(f"{MANIFEST} is missing: the version was never finished") from error
    except OSError as error:
        raise RefusedBundle(f"{MANIFEST} cannot be read ({type(error).__name__})") from error
    if len(content) > MANIFEST_BYTES:
        raise RefusedBundle(f"{MANIFEST} is larger than {MANIFEST_BYTES} bytes")
    return content


def parse_manifest(content: bytes, directory: Path) -> Manifest:
    """What the ``content`` of a manifest says of the version in ``directory``.

    Raises RefusedBundle.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise RefusedBundle(f"{MANIFEST} cannot be read ({type(error).__name__})") from error
    found = document.get("format_version") if isinstance(document, dict) else None
    if found == former.FORMAT:
        document = former.manifest(document, directory / REPORT)
    elif found != FORMAT_VERSION:
        raise RefusedBundle(
            f"{MANIFEST} has format version {found!r}; this program reads {former.FORMAT} and "
            f"{FORMAT_VERSION}"
        )
    try:
        manifest = Manifest.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "/".join(str(part) for part in first["loc"])
        raise RefusedBundle(f"{MANIFEST} is wrong at /{where}: {first['msg']}") from error
    if manifest.version != directory.name:
        raise RefusedBundle(f"{MANIFEST} belongs to version {manifest.version}")
    return manifest


def read_declaration(manifest: Manifest, content: bytes) -> Predictor:
    """What a version says it predicts, by the ``content`` of its file; raises RefusedBundle."""
    if manifest.format_version == former.FORMAT:
        content = former.declaration(content)
    try:
        return spec.parse(content)
    except InvalidDeclaration as error:
        raise RefusedBundle(str(error)) from error


def read_report(manifest: Manifest, content: bytes) -> Any:
    """A version's report, by the ``content`` of its file; raises RefusedBundle."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise RefusedBundle(f"{REPORT} is not JSON") from error
    return former.report(document) if manifest.format_version == former.FORMAT else document
