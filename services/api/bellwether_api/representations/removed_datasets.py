"""Data sets that are removed, and who has learned from them."""

from __future__ import annotations

from datetime import datetime

from bellwether_api.http.documents import Document
from bellwether_api.versions.published import Published
from bellwether_contract.storage.history import Withdrawal
from bellwether_contract.vocabulary import Outcome


class TrainedVersion(Document):
    """A version that has learned from rows which are removed now; it may be withdrawn."""

    version: str
    created: datetime
    champion: bool
    outcome: Outcome
    withdrawn: Withdrawal | None

    @classmethod
    def of(
        cls, name: str, found: Published, champion: str | None, withdrawal: Withdrawal | None
    ) -> TrainedVersion:
        """A version that can be read."""
        return cls(
            version=name,
            created=found.created,
            champion=name == champion,
            outcome=found.outcome,
            withdrawn=withdrawal,
        )


class RemovedDataSet(Document):
    """Rows that are gone, and the versions that have learned from them, newest first."""

    predictor: str
    removed: str
    learned: list[TrainedVersion]
