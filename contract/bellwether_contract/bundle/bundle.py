"""What a version consists of, and the proof that comes before anything of it is used."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic import Field as Declared

from bellwether_contract.bundle import averaging
from bellwether_contract.bundle import observed_risk as bands
from bellwether_contract.bundle.averaging import Scored
from bellwether_contract.bundle.observed_risk import Bands
from bellwether_contract.bundle.plausible import Plausible
from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.bundle.shapley import Background, Explanation
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.fields import BooleanField, CategoryField, Missing, Sha256
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.applicability import Limits, Seen, seen_in_report
from bellwether_contract.encoding.encode import Encoder, Matrix
from bellwether_contract.errors import InvalidDeclaration, RefusedBundle

# Rises when a reader of the former number would misread what is written now: a file gone or
# renamed, a field of the manifest with another meaning. A new optional field raises nothing.
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

# One row and the same row in a batch differ by up to 1.2e-7, another processor by a little
# more; a wrong model is off by far more than this.
GOLDEN_TOLERANCE = 1e-5

# A manifest is a few kilobytes; more is no manifest, and is not read into memory.
MANIFEST_BYTES = 1 << 20

Probability = Annotated[float, Declared(ge=0, le=1)]

# How much a training tries: ``quick`` takes the declared hyper-parameters and compares little.
Effort = Literal["quick", "full"]

# Large: the anchor is held out. Small: too few events for that, measured in cross-validation.
Size = Literal["large", "small"]

# What was done to a candidate's probabilities before they were compared.
CalibrationKind = Literal["none", "shrinkage", "logistic", "isotonic"]


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


class GoldenRow(_Manifested):
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


class Anchor(_Manifested):
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
    anchor: Anchor
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
    # person's, and whose golden and background rows are people's, not made.
    least: Annotated[int, Declared(ge=1)] | None = None
    golden: tuple[GoldenRow, ...] = Declared(min_length=1)

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


def read_manifest(directory: Path) -> Manifest:
    """Read and check the manifest in a version's directory; raises RefusedBundle."""
    path = directory / MANIFEST
    try:
        if path.is_symlink() or path.stat().st_size > MANIFEST_BYTES:
            raise RefusedBundle(f"{MANIFEST} is a link or larger than {MANIFEST_BYTES} bytes")
        document = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise RefusedBundle(f"{MANIFEST} is missing: the version was never finished") from error
    except (OSError, ValueError, RecursionError) as error:
        raise RefusedBundle(f"{MANIFEST} cannot be read ({type(error).__name__})") from error
    found = document.get("format_version") if isinstance(document, dict) else None
    if found != FORMAT_VERSION:
        raise RefusedBundle(
            f"{MANIFEST} has format version {found!r}; this program reads {FORMAT_VERSION}"
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


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Bundle:
    """A version, proven and ready to answer; one is equal to itself alone.

    ``predictor`` is its declaration as it is served: a field that was proven to be ``optional``
    may be unknown. ``plausible`` are the values that are averaged over then.
    """

    manifest: Manifest
    predictor: Predictor
    encoder: Encoder
    scorer: Scorer
    bands: Bands
    limits: Limits
    background: Background
    plausible: Plausible | None = None

    @classmethod
    def load(cls, directory: Path, predictor: str) -> Bundle:
        """Load the version of ``predictor`` in ``directory`` and prove it.

        Every file is checked against its SHA-256 before it is parsed, no file may be there
        that the manifest does not name, and the golden rows must come out as in training.
        Raises RefusedBundle with the first reason found.
        """
        manifest = read_manifest(directory)
        if manifest.predictor != predictor:
            raise RefusedBundle(f"{MANIFEST} belongs to the predictor {manifest.predictor!r}")
        files = _read_files(directory, manifest)
        try:
            declaration = spec.parse(files[DECLARATION])
        except InvalidDeclaration as error:
            raise RefusedBundle(str(error)) from error
        if manifest.fields != field_codes(declaration):
            raise RefusedBundle(f"{MANIFEST} and {DECLARATION} list different fields or codes")
        if manifest.seen is not None and len(manifest.seen) != len(manifest.fields):
            raise RefusedBundle(f"{MANIFEST} tells of {len(manifest.seen)} fields what was seen")
        scorer = Scorer(files[MODEL], len(manifest.fields))
        prove(scorer, manifest)
        plausible = None
        if PLAUSIBLE in files:
            names = [field.name for field in manifest.fields]
            plausible = Plausible.read(files[PLAUSIBLE], names)
        optional = plausible.fields if plausible is not None else ()
        served = _served(declaration, optional)
        return cls(
            manifest,
            served,
            Encoder(served),
            scorer,
            bands.read(files[REPORT]),
            Limits(served, _seen(manifest, declaration, files[REPORT]), optional),
            Background.read(files[BACKGROUND], scorer, len(manifest.fields)),
            plausible,
        )

    @property
    def version(self) -> str:
        """The version's id."""
        return self.manifest.version

    @property
    def threshold(self) -> float:
        """The probability from which on a result counts as positive."""
        return self.manifest.threshold.value

    def scored(self, matrix: Matrix) -> Scored:
        """Score float32 [rows, fields], averaging where an optional field is unknown."""
        return averaging.scored(self.scorer, self.plausible, matrix)

    def explained(self, matrix: Matrix) -> tuple[Scored, Explanation]:
        """Score one row, float32 [1, fields], and tell what each field contributes to it."""
        return averaging.explained(self.background, self.plausible, self.scorer, matrix)

    def lacks(self, row: Sequence[float]) -> bool:
        """Whether an optional field is unknown in one encoded row."""
        return self.plausible is not None and self.plausible.lacks(row)


def _served(declaration: Predictor, optional: Sequence[str]) -> Predictor:
    """The declaration, in which the ``optional`` fields may be unknown, and no others are so."""
    if not optional and not any(field.optional for field in declaration.fields):
        return declaration
    fields = tuple(
        field.model_copy(update={"optional": True, "missing": field.missing or Missing()})
        if field.name in optional
        else field.model_copy(update={"optional": False})
        for field in declaration.fields
    )
    return declaration.model_copy(update={"fields": fields})


def _seen(
    manifest: Manifest, declaration: Predictor, report: bytes
) -> Sequence[Seen | None] | None:
    """What may be told of the rows that the version learned from."""
    if manifest.seen is None or (manifest.least or 0) >= LEAST:
        return manifest.seen
    return seen_in_report(report, declaration)


def prove(scorer: Scorer, manifest: Manifest) -> None:
    """Score the golden rows, together and one by one; raises RefusedBundle where one is off."""
    width = len(manifest.fields)
    if any(len(golden.row) != width for golden in manifest.golden):
        raise RefusedBundle(f"a golden row has not {width} values")
    rows = np.array([golden.row for golden in manifest.golden], dtype=np.float32)
    expected = np.array([golden.probability for golden in manifest.golden])
    try:
        together = scorer.probabilities(rows)
        alone = np.concatenate([scorer.probabilities(rows[i : i + 1]) for i in range(len(rows))])
    except Exception as error:  # whatever the runtime raises, this model cannot answer
        raise RefusedBundle(
            f"model.onnx fails on its golden rows ({type(error).__name__})"
        ) from error
    for scores in (together, alone):
        # Written so that NaN, which compares false with everything, counts as off.
        agree = np.abs(scores - expected) <= GOLDEN_TOLERANCE
        if not agree.all():
            worst = int(np.argmin(agree))
            # By how much, not from what: everybody is told why a version is refused.
            off = float(abs(scores[worst] - expected[worst]))
            raise RefusedBundle(f"golden row {worst} is off by {off:.2g} from its training")


def _read_files(directory: Path, manifest: Manifest) -> dict[str, bytes]:
    named = set(manifest.files)
    if named - {PLAUSIBLE} != FILES:
        raise RefusedBundle(f"{MANIFEST} must name exactly {', '.join(sorted(FILES))}")
    try:
        entries = list(directory.iterdir())
        odd = sorted(
            entry.name
            for entry in entries
            if entry.name not in named | {MANIFEST} or entry.is_symlink()
        )
        if odd:
            raise RefusedBundle(f"{odd[0]} does not belong into a version")
        files = {}
        for name, digest in manifest.files.items():
            path = directory / name
            if path.stat().st_size != digest.size:
                raise RefusedBundle(f"{name} has not the {digest.size} bytes of its manifest")
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() != digest.sha256:
                raise RefusedBundle(f"{name} does not have the SHA-256 of its manifest")
            files[name] = content
    except OSError as error:
        raise RefusedBundle(f"a file cannot be read ({error.strerror})") from error
    return files
