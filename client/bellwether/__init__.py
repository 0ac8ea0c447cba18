"""Bellwether from Python.

>>> from bellwether import Bellwether
>>> heart = Bellwether("http://localhost:8080").predictor("heart")
"""

from bellwether.audit import Audit
from bellwether.champions import Champion, Event
from bellwether.client import Bellwether
from bellwether.collections import Collection
from bellwether.datasets import Dataset, DatasetRecord, Learner
from bellwether.errors import (
    BellwetherError,
    Conflict,
    Fault,
    InvalidInputs,
    NotFound,
    Overtaken,
    ServerError,
    TimedOut,
    Unauthorized,
    Unavailable,
    Unreachable,
)
from bellwether.keys import Key, Keys, MadeKey, OwnKey
from bellwether.predictions import Band, Explanation, Prediction, Refusal, Thin
from bellwether.predictors import Field, Predictor, Summary
from bellwether.retraining import Retraining, RetrainingRecord
from bellwether.tables import TableAnswer
from bellwether.transfers import Exported, Import, ImportRecord
from bellwether.validations import Compared, Validation, ValidationRecord
from bellwether.versions import Figure, Hold, Report, Version, Withdrawal

__all__ = [
    "Audit",
    "Band",
    "Bellwether",
    "BellwetherError",
    "Champion",
    "Collection",
    "Compared",
    "Conflict",
    "Dataset",
    "DatasetRecord",
    "Event",
    "Explanation",
    "Exported",
    "Fault",
    "Field",
    "Figure",
    "Hold",
    "Import",
    "ImportRecord",
    "InvalidInputs",
    "Key",
    "Keys",
    "Learner",
    "MadeKey",
    "NotFound",
    "Overtaken",
    "OwnKey",
    "Prediction",
    "Predictor",
    "Refusal",
    "Report",
    "Retraining",
    "RetrainingRecord",
    "ServerError",
    "Summary",
    "TableAnswer",
    "Thin",
    "TimedOut",
    "Unauthorized",
    "Unavailable",
    "Unreachable",
    "Validation",
    "ValidationRecord",
    "Version",
    "Withdrawal",
]
