"""The calls of validations: a version judged by rows that nothing learns from."""

from __future__ import annotations

from collections.abc import Mapping

from bellwether_api.http.body_stream import UploadTooLarge
from bellwether_api.http.errors import AddressTooLong, StoreUnavailable
from bellwether_api.http.intake import TooManyUploads
from bellwether_api.jobs.connection import QueueUnavailable
from bellwether_api.jobs.idempotency import InvalidKey, KeyReused
from bellwether_api.openapi.call import (
    ACCEPT_LANGUAGE,
    FILE,
    IDEMPOTENCY_KEY,
    LANGUAGES,
    LOCATION,
    ONE,
    RETRY_AFTER,
    TEXT,
    Answer,
    Call,
    json,
    parameter,
)
from bellwether_api.representations.reports.validation import ValidationReport
from bellwether_api.representations.validations import (
    RemovedValidation,
    ValidationDescription,
    Validations,
)
from bellwether_api.routes.validations import NoReport
from bellwether_contract.bundle.manifest import VERSION_PATTERN
from bellwether_contract.errors import (
    InvalidInputs,
    RefusedBundle,
    UnknownPredictor,
    UnknownVersion,
)
from bellwether_contract.storage.validations import UnknownValidation
from bellwether_contract.storage.versions import CollectedVersion

VALIDATIONS = "Validations"

CALLS: Mapping[tuple[str, str], Call] = {
    ("GET", f"{ONE}/validations"): Call(
        "listValidations",
        VALIDATIONS,
        "The validations, newest first",
        (Answer("The validations", json(Validations)),),
        raises=(UnknownPredictor, StoreUnavailable),
        tagged=True,
    ),
    ("POST", f"{ONE}/validations"): Call(
        "validate",
        VALIDATIONS,
        "Judge a version by rows with a known outcome",
        (
            Answer(
                "The file is here, and to be measured waits in the queue",
                json(ValidationDescription),
                {"Location": LOCATION, "Retry-After": RETRY_AFTER},
                202,
            ),
        ),
        raises=(
            *(UnknownPredictor, UnknownVersion, CollectedVersion, RefusedBundle),
            *(QueueUnavailable, InvalidInputs),
            *(*FILE, UploadTooLarge, TooManyUploads, AddressTooLong),
            *(InvalidKey, KeyReused),
        ),
        description="A CSV in UTF-8 with the columns of a data set's template, plain or as gzip; "
        "those of roles may be missing. Nothing learns from the rows: they are deleted once they "
        "were measured, and the report is kept. Any version that can be read is judged, also a "
        "rejected, a withdrawn one or a candidate.",
        body={"text/csv": TEXT, "application/csv": TEXT, "application/gzip": {}},
        parameters=(
            parameter(
                "version",
                "query",
                "The version to judge; the champion where it is not named.",
                {"type": "string", "pattern": f"^{VERSION_PATTERN.pattern}$"},
            ),
            parameter(
                "note", "query", "What the rows are, for the list.", {**TEXT, "maxLength": 500}
            ),
            IDEMPOTENCY_KEY,
        ),
    ),
    ("GET", f"{ONE}/validations/{{validation}}"): Call(
        "showValidation",
        VALIDATIONS,
        "One validation: poll it",
        (Answer("The validation", json(ValidationDescription)),),
        raises=(UnknownPredictor, UnknownValidation),
        tagged=True,
    ),
    ("GET", f"{ONE}/validations/{{validation}}/report"): Call(
        "showValidationReport",
        VALIDATIONS,
        "What was measured, beside the training's own figures",
        (Answer("The report", json(ValidationReport), {"Vary": LANGUAGES["Vary"]}),),
        raises=(UnknownPredictor, UnknownValidation, NoReport),
        description="Fields and their choices are called as Accept-Language asks; all else is "
        "in English.",
        parameters=(ACCEPT_LANGUAGE,),
        tagged=True,
    ),
    ("DELETE", f"{ONE}/validations/{{validation}}"): Call(
        "removeValidation",
        VALIDATIONS,
        "Remove a validation and its report",
        (Answer("It is gone", json(RemovedValidation)),),
        raises=(UnknownPredictor, UnknownValidation, StoreUnavailable),
    ),
}
