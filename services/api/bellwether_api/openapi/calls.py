"""The calls of /api/v1 that predict and tell of versions, and this document's own."""

from __future__ import annotations

from collections.abc import Mapping

from bellwether_api.http.body_stream import UploadTooLarge
from bellwether_api.http.draft_access import DraftForKeys
from bellwether_api.http.table_quota import TooManyTables
from bellwether_api.model_card.card import NoModelCard
from bellwether_api.openapi.call import (
    ACCEPT_LANGUAGE,
    BODY,
    CHANGE,
    FILE,
    LANGUAGES,
    ONE,
    TEXT,
    WHOLE,
    Answer,
    Call,
    json,
    parameter,
)
from bellwether_api.representations.openapi import (
    OpenAPI,
)
from bellwether_api.representations.predictors import (
    Predictor,
    Predictors,
)
from bellwether_api.representations.reports.version import Report
from bellwether_api.representations.versions import (
    ChampionHistory,
    Promoted,
    ReasonedPromotion,
    ReasonedWithdrawal,
    Withdrawn,
)
from bellwether_api.serving.csv_reader import FaultyTable
from bellwether_api.serving.predict import NoModelYet
from bellwether_api.serving.rollcall import MOST_SECONDS, WAIT_SECONDS
from bellwether_api.serving.turn import TooManyLoads
from bellwether_api.versions.repository import NoReport
from bellwether_contract.bundle.manifest import (
    VersionDescription,
)
from bellwether_contract.errors import (
    InvalidInputs,
    RefusedBundle,
    UnknownPredictor,
    UnknownVersion,
)
from bellwether_contract.storage.champions import WithdrawnVersion
from bellwether_contract.storage.store import StillServing
from bellwether_contract.storage.versions import CollectedVersion

PREDICT = "Predictions"
PREDICTORS = "Predictors"
VERSIONS = "Versions"
SERVER = "Server"


VERSION = (UnknownPredictor, UnknownVersion, CollectedVersion, RefusedBundle)

CALLS: Mapping[tuple[str, str], Call] = {
    ("POST", f"{ONE}/predictions"): Call(
        "predict",
        PREDICT,
        "Predict",
        raises=(
            UnknownPredictor,
            DraftForKeys,
            NoModelYet,
            *BODY,
            *FILE,
            UploadTooLarge,
            FaultyTable,
            TooManyTables,
        ),
        description="One record, a list of records, or a table. Everything that is wrong is listed "
        "at once. In a table faults refuse the whole, or stand in their rows with "
        "`on_error=row`. A table is a CSV in UTF-8, plain or gzip, with cells separated by "
        "commas, semicolons or tabs. A draft, whose texts are still to be written, answers "
        "holders of a key alone.",
        parameters=(
            ACCEPT_LANGUAGE,
            parameter(
                "on_error",
                "query",
                "What a fault in a table does: refuse the file, or stand in its row.",
                {"type": "string", "enum": ["file", "row"], "default": "file"},
            ),
            parameter(
                "keep",
                "query",
                "Columns of a table that are handed through unread, before those of the answer: "
                "their names, separated by commas as in a CSV, or `*` for all.",
                TEXT,
            ),
        ),
        of_inputs="predictions",
    ),
    ("POST", f"{ONE}/explanations"): Call(
        "explain",
        PREDICT,
        "Explain",
        raises=(UnknownPredictor, DraftForKeys, NoModelYet, *BODY),
        description="One record. The baseline and the contributions of all fields sum up to the "
        "prediction, in points of 100.",
        parameters=(ACCEPT_LANGUAGE,),
        of_inputs="explanations",
    ),
    ("GET", "/api/v1/predictors"): Call(
        "listPredictors",
        PREDICTORS,
        "What can be predicted",
        (Answer("All of them", json(Predictors), LANGUAGES),),
        parameters=(ACCEPT_LANGUAGE,),
        tagged=True,
    ),
    ("GET", ONE): Call(
        "showPredictor",
        PREDICTORS,
        "One predictor: its form, and who answers",
        (Answer("The predictor", json(Predictor), LANGUAGES),),
        raises=(UnknownPredictor,),
        parameters=(ACCEPT_LANGUAGE,),
        tagged=True,
    ),
    ("GET", f"{ONE}/versions/{{version}}"): Call(
        "showVersion",
        VERSIONS,
        "What a version tells of itself",
        (Answer("Its manifest, without rows", json(VersionDescription)),),
        raises=VERSION,
        tagged=True,
    ),
    ("GET", f"{ONE}/versions/{{version}}/report"): Call(
        "showReport",
        VERSIONS,
        "Everything that was measured",
        (Answer("The report", json(Report), {"Vary": LANGUAGES["Vary"]}),),
        raises=(*VERSION, NoReport),
        description="Fields and their choices are called as Accept-Language asks; all else is "
        "in English.",
        parameters=(ACCEPT_LANGUAGE,),
        tagged=True,
    ),
    ("GET", f"{ONE}/versions/{{version}}/card"): Call(
        "showModelCard",
        VERSIONS,
        "The model card",
        (Answer("The card", {"text/markdown": TEXT}),),
        raises=(*VERSION, NoReport, NoModelCard),
        tagged=True,
    ),
    ("PUT", f"{ONE}/versions/{{version}}/withdrawal"): Call(
        "withdraw",
        VERSIONS,
        "Take a version out of use, for good",
        (Answer("It is withdrawn, now or before", json(Withdrawn)),),
        raises=(*VERSION, StillServing, *BODY, *CHANGE),
        description="It is no longer one of those that new versions are measured against, and can "
        "neither be promoted nor rolled back to. The champion is refused: promote another "
        "version first.",
        body=json(ReasonedWithdrawal),
        parameters=(
            parameter(
                "If-Match", "header", "Withdraw only while this ETag of the champion holds.", TEXT
            ),
        ),
    ),
    ("GET", f"{ONE}/champion"): Call(
        "showChampion",
        VERSIONS,
        "Which version is to answer, and how it came so",
        (Answer("The champion and a page of its history", json(ChampionHistory)),),
        raises=(UnknownPredictor, InvalidInputs),
        parameters=(
            parameter(
                "limit",
                "query",
                "So many lines of the history at most.",
                {**WHOLE, "minimum": 1, "maximum": 1000, "default": 200},
            ),
            parameter(
                "cursor",
                "query",
                "The `next` of the page before; left out: the newest lines.",
                {**TEXT, "pattern": "^[0-9]{1,15}$"},
            ),
        ),
        tagged=True,
    ),
    ("PUT", f"{ONE}/champion"): Call(
        "promote",
        VERSIONS,
        "Promote a version, or roll back",
        (Answer("The champion", json(Promoted)),),
        raises=(*VERSION, WithdrawnVersion, *BODY, TooManyLoads, *CHANGE),
        description="The version is proven first, in a process of its own, within ten seconds. One "
        "that the gate has rejected needs a reason; one that was withdrawn is refused. The answer "
        "comes once all processes of all APIs serve the version, wherever the next request lands; "
        "`processes` says how many do where `wait` seconds were not enough.",
        body=json(ReasonedPromotion),
        parameters=(
            parameter(
                "wait",
                "query",
                f"Wait so many seconds at most for all processes; left out: {WAIT_SECONDS:g}.",
                {"type": "integer", "minimum": 1, "maximum": MOST_SECONDS},
            ),
            parameter(
                "If-Match", "header", "Promote only while this ETag of the champion holds.", TEXT
            ),
        ),
    ),
    ("GET", "/api/v1/operator"): Call(
        "checkKey",
        SERVER,
        "Whether a key is the operator's",
        (Answer("It is", status=204),),
    ),
    ("GET", "/openapi.json"): Call(
        "openapi", SERVER, "This document", (Answer("OpenAPI 3.1", json(OpenAPI)),), tagged=True
    ),
}
