"""Bellwether from Python: every call that a visitor or an operator makes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from bellwether import tables
from bellwether.auditor import Auditor
from bellwether.beginnings import only
from bellwether.datasets import Dataset, Learner, learners
from bellwether.keys import Keys
from bellwether.of_versions import OfVersions
from bellwether.retraining import Retraining
from bellwether.tables import Progress, Source
from bellwether.transport import idempotency, path
from bellwether.validations import Validation

Effort = Literal["quick", "full"]

TIMEOUT_SECONDS = 30.0

# What is shorter is the beginning of an id.
ID_CHARACTERS = 32


class Bellwether(OfVersions, Auditor):
    """One server. Calls raise BellwetherError; those that change something need the ``key``.

    ``timeout`` is the longest silence of the server, in seconds. Not to be shared between threads.
    """

    # --- retrainings ----------------------------------------------------------------------------

    def retrain(
        self,
        name: str,
        *,
        effort: Effort = "full",
        reason: str | None = None,
        datasets: Sequence[str] | None = None,
        promote: bool = True,
    ) -> Retraining:
        """Ask for a retraining on ``datasets``, of which ["initial"] is the default.

        Where it is not to ``promote`` what it makes, that is kept as a candidate at best.
        Raises Conflict where one waits already.
        """
        document: dict[str, Any] = {"effort": effort}
        if reason is not None:
            document["reason"] = reason
        if datasets is not None:
            document["datasets"] = list(datasets)
        if not promote:
            document["promote"] = False
        where = path(name, "retrainings")
        answer = self._transport.send("POST", where, document, headers=idempotency())
        return Retraining(self._transport, answer)

    def retrainings(self, name: str | None = None) -> list[Retraining]:
        """The newest retrainings, of one predictor or of all."""
        wanted = {"predictor": name} if name is not None else None
        listed = self._transport.get("/api/v1/retrainings", wanted)["retrainings"]
        return [Retraining(self._transport, each) for each in listed]

    def retraining(self, job: str) -> Retraining:
        """One retraining, by its id or the beginning of it. Raises NotFound, Conflict."""
        if len(job) < ID_CHARACTERS:
            return only(self.retrainings(), job, "retraining of late", lambda each: each.id)
        answer = self._transport.get(f"/api/v1/retrainings/{quote(job, safe='')}")
        return Retraining(self._transport, answer)

    # --- data sets ------------------------------------------------------------------------------

    def datasets(self, name: str) -> list[Dataset]:
        """The initial rows and those that were sent."""
        listed = self._transport.get(path(name, "datasets"))["datasets"]
        return [Dataset(self._transport, name, each) for each in listed]

    def dataset(self, name: str, dataset: str) -> Dataset:
        """One data set, by its name or the beginning of it. Raises NotFound, Conflict."""
        return only(self.datasets(name), dataset, "data set", lambda each: each.name)

    def dataset_template(self, name: str) -> str:
        """A CSV with the columns of a data set, and a row of examples."""
        return self._transport.text(path(name, "datasets", "template.csv"))

    def add_dataset(self, name: str, file: Source, progress: Progress | None = None) -> Dataset:
        """Send the rows in ``file``, a CSV or gzip of one; ``wait`` for their check.

        ``file`` is a path or a binary file. ``progress`` is called with the bytes sent and, where
        known, the bytes in all. The name of a path is told to the server, for its list.
        """
        called = {"file": Path(file).name} if isinstance(file, str | os.PathLike) else None
        document = tables.send(self._transport, path(name, "datasets"), file, progress, called)
        return Dataset(self._transport, name, document)

    def remove_dataset(self, name: str, dataset: str) -> list[Learner]:
        """Remove rows that were sent; the versions that have learned from them, which stay.

        They may be withdrawn.
        """
        return learners(self._transport.send("DELETE", path(name, "datasets", dataset)))

    # --- validations ----------------------------------------------------------------------------

    def validate(
        self,
        name: str,
        file: Source,
        version: str | None = None,
        *,
        note: str | None = None,
        progress: Progress | None = None,
    ) -> Validation:
        """Judge a version, by default the champion, by the rows in ``file``; ``wait`` for its end.

        ``file`` is as for ``add_dataset``. Nothing learns from the rows, and they are deleted once
        they were measured. A version may be named by its beginning. Raises NotFound.
        """
        wanted = {} if version is None else {"version": self._named(name, version)}
        wanted |= {} if note is None else {"note": note}
        where = path(name, "validations")
        document = tables.send(self._transport, where, file, progress, wanted)
        return Validation(self._transport, document)

    def validations(self, name: str) -> list[Validation]:
        """What versions were judged by, newest first."""
        listed = self._transport.get(path(name, "validations"))["validations"]
        return [Validation(self._transport, each) for each in listed]

    def validation(self, name: str, validation: str) -> Validation:
        """One validation, by its id or the beginning of it. Raises NotFound, Conflict."""
        return only(self.validations(name), validation, "validation", lambda each: each.id)

    # --- keys -----------------------------------------------------------------------------------

    @property
    def keys(self) -> Keys:
        """Named keys: ``keys.create``, ``all``, ``rotate``, ``revoke``; ``own`` is the client's."""
        return Keys(self._transport)
