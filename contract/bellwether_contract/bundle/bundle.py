"""A version, proven and ready to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bellwether_contract.bundle import averaging, observed_risk, peers, pointed_out
from bellwether_contract.bundle.averaging import Scored
from bellwether_contract.bundle.manifest import (
    BACKGROUND,
    DECLARATION,
    MANIFEST,
    MODEL,
    PLAUSIBLE,
    REPORT,
    Manifest,
    field_codes,
    read_declaration,
    read_manifest,
)
from bellwether_contract.bundle.observed_risk import Bands
from bellwether_contract.bundle.peers import PeerGroup
from bellwether_contract.bundle.plausible import Plausible
from bellwether_contract.bundle.pointed_out import PointedOut
from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.bundle.shapley import Background, Explanation
from bellwether_contract.bundle.signatures import ANYBODY, Trust
from bellwether_contract.bundle.verify import prove, read_files
from bellwether_contract.declaration.fields import Field, Missing
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.applicability import Applicability
from bellwether_contract.encoding.encode import Encoder, Matrix
from bellwether_contract.encoding.seen import Seen, seen_in_report
from bellwether_contract.errors import RefusedBundle


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Bundle:
    """A version, proven and ready to answer; one is equal to itself alone.

    ``predictor`` is its declaration as it is served: a field that was proven to be ``optional``
    may be unknown. ``plausible`` are the values that are averaged over then, ``peers`` people
    beside whom an answer is told, and ``pointed_out`` what the threshold does to 100 of them.
    """

    manifest: Manifest
    predictor: Predictor
    encoder: Encoder
    scorer: Scorer
    bands: Bands
    limits: Applicability
    background: Background
    plausible: Plausible | None = None
    peers: tuple[PeerGroup, ...] = ()
    pointed_out: PointedOut | None = None

    @classmethod
    def load(cls, directory: Path, predictor: str, trust: Trust = ANYBODY) -> Bundle:
        """Load the version of ``predictor`` in ``directory`` and prove it.

        Its signature is checked first, by the keys of ``trust``. Every file is checked against its
        SHA-256 before it is parsed, no file may be there that the manifest does not name, and the
        self-test vectors must come out as in training.
        Raises RefusedBundle with the first reason found.
        """
        manifest = read_manifest(directory, trust)
        if manifest.predictor != predictor:
            raise RefusedBundle(f"{MANIFEST} belongs to the predictor {manifest.predictor!r}")
        files = read_files(directory, manifest)
        declaration = read_declaration(manifest, files[DECLARATION])
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
            observed_risk.read(files[REPORT]),
            Applicability(
                served, _seen(manifest, declaration, files[REPORT]), optional, manifest.learned
            ),
            Background.read(files[BACKGROUND], scorer, len(manifest.fields)),
            plausible,
            peers.read(files[REPORT], served),
            pointed_out.read(files[REPORT]),
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
        field.model_copy(update={"optional": True, "missing": _left_open(field)})
        if field.name in optional
        else field.model_copy(update={"optional": False})
        for field in declaration.fields
    )
    return declaration.model_copy(update={"fields": fields})


def _left_open(field: Field) -> Missing:
    """How an optional field says that its value is unknown."""
    missing = field.missing or Missing()
    if field.unanswered is None:
        return missing
    return missing.model_copy(update={"label": field.unanswered})


def _seen(
    manifest: Manifest, declaration: Predictor, report: bytes
) -> Sequence[Seen | None] | None:
    """What may be told of the rows that the version learned from."""
    if manifest.seen is None or (manifest.least or 0) >= LEAST:
        return manifest.seen
    return seen_in_report(report, declaration)
