"""The calls of retrainings and of the rows that they learn from."""

from __future__ import annotations

from collections.abc import Mapping

from bellwether_api.declarations.index import NotDeclared
from bellwether_api.http.body_stream import UploadTooLarge
from bellwether_api.http.errors import AddressTooLong, StoreUnavailable
from bellwether_api.http.intake import TooManyUploads
from bellwether_api.jobs.connection import QueueUnavailable
from bellwether_api.jobs.idempotency import InvalidKey, KeyReused
from bellwether_api.jobs.known_trainings import UnknownJob
from bellwether_api.jobs.trainings import JobConflict
from bellwether_api.openapi.call import (
    BODY,
    FILE,
    IDEMPOTENCY_KEY,
    LOCATION,
    ONE,
    RETRY_AFTER,
    TEXT,
    Answer,
    Call,
    header,
    json,
    parameter,
)
from bellwether_api.representations.datasets import (
    DataSetDescription,
    DataSets,
    SamePeopleAnswer,
)
from bellwether_api.representations.removed_datasets import RemovedDataSet
from bellwether_api.representations.retrainings import (
    RetrainingRequest,
    Retrainings,
)
from bellwether_contract.errors import InvalidInputs, UnknownPredictor
from bellwether_contract.jobs import (
    JobRecord,
)
from bellwether_contract.storage.datasets import Unanswered, UnknownDataset

RETRAININGS = "Retrainings"
DATA = "Data sets"

# What an Idempotency-Key may be refused for.
KEY = (InvalidKey, KeyReused)

CALLS: Mapping[tuple[str, str], Call] = {
    ("POST", f"{ONE}/retrainings"): Call(
        "retrain",
        RETRAININGS,
        "Train again",
        (Answer("The job, in the queue", json(JobRecord), {"Location": LOCATION}, 202),),
        raises=(
            *(UnknownPredictor, NotDeclared, JobConflict, Unanswered),
            *(*BODY, *KEY, QueueUnavailable),
        ),
        description="What comes out is promoted only where the gate lets it pass, where the "
        "declaration's `promote` does, and where `promote` here is not false; else it is kept as "
        "a candidate. One waits at a time.",
        body=json(RetrainingRequest),
        body_required=False,
        examples={"full": {"reason": "new rows", "effort": "full", "datasets": ["initial"]}},
        parameters=(IDEMPOTENCY_KEY,),
    ),
    ("GET", "/api/v1/retrainings"): Call(
        "listRetrainings",
        RETRAININGS,
        "The newest jobs",
        (Answer("Up to 50 of them", json(Retrainings)),),
        raises=(QueueUnavailable,),
        parameters=(parameter("predictor", "query", "Those of one predictor alone.", TEXT),),
        tagged=True,
    ),
    ("GET", "/api/v1/retrainings/{job}"): Call(
        "showRetraining",
        RETRAININGS,
        "One job: poll it",
        (Answer("The job", json(JobRecord)),),
        raises=(UnknownJob, QueueUnavailable),
        tagged=True,
    ),
    ("DELETE", "/api/v1/retrainings/{job}"): Call(
        "cancelRetraining",
        RETRAININGS,
        "Cancel: a waiting job at once, a running one at its next step",
        (Answer("The job", json(JobRecord), status=202),),
        raises=(UnknownJob, JobConflict, QueueUnavailable),
    ),
    ("GET", f"{ONE}/datasets"): Call(
        "listDataSets",
        DATA,
        "The initial rows and those that were sent",
        (Answer("The data sets", json(DataSets)),),
        raises=(UnknownPredictor, StoreUnavailable),
        tagged=True,
    ),
    ("POST", f"{ONE}/datasets"): Call(
        "sendDataSet",
        DATA,
        "Send rows",
        (
            Answer(
                "The file is here and checked already",
                json(DataSetDescription),
                {"Location": LOCATION},
            ),
            Answer(
                "The file is here, and its check in the queue",
                json(DataSetDescription),
                {"Location": LOCATION, "Retry-After": RETRY_AFTER},
                202,
            ),
        ),
        raises=(
            *(UnknownPredictor, NotDeclared, QueueUnavailable, InvalidInputs, *FILE),
            *(UploadTooLarge, TooManyUploads, AddressTooLong),
            *KEY,
        ),
        description="A CSV in UTF-8 with the columns of the template, plain or as gzip.",
        body={"text/csv": TEXT, "application/csv": TEXT, "application/gzip": {}},
        parameters=(
            parameter(
                "file",
                "query",
                "What the file is called, for the list.",
                {**TEXT, "maxLength": 500},
            ),
            IDEMPOTENCY_KEY,
        ),
    ),
    ("GET", f"{ONE}/datasets/{{dataset}}"): Call(
        "showDataSet",
        DATA,
        "One data set, and what the check says",
        (Answer("The data set", json(DataSetDescription)),),
        raises=(UnknownPredictor, UnknownDataset),
        tagged=True,
    ),
    ("PUT", f"{ONE}/datasets/{{dataset}}/answers"): Call(
        "answerDataSet",
        DATA,
        "Say whether rows that come again are the same people",
        (Answer("The data set with its answer", json(DataSetDescription)),),
        raises=(UnknownPredictor, UnknownDataset, Unanswered, *BODY, StoreUnavailable),
        description="The same people: what measures a model is kept apart from them. Different "
        "ones: they are learned from as they are. A later answer takes the place of an earlier "
        "one.",
        body=json(SamePeopleAnswer),
        examples={"same": {"same_people": True, "reason": "the visit after two years"}},
    ),
    ("DELETE", f"{ONE}/datasets/{{dataset}}"): Call(
        "removeDataSet",
        DATA,
        "Remove rows that were sent",
        (
            Answer(
                "They are gone; the versions that have learned from them stay, and are named",
                json(RemovedDataSet),
            ),
        ),
        raises=(UnknownPredictor, UnknownDataset, NotDeclared, StoreUnavailable),
    ),
    ("GET", f"{ONE}/datasets/template.csv"): Call(
        "dataSetTemplate",
        DATA,
        "A CSV with the columns, and a row of examples",
        (
            Answer(
                "The template",
                {"text/csv": TEXT},
                {"Content-Disposition": header("Its file name", TEXT, required=True)},
            ),
        ),
        raises=(UnknownPredictor,),
    ),
}
