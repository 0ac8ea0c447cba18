"""One server as a visitor meets it: what can be predicted, and predictions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Literal, Self, cast, overload

from bellwether import (
    environment,
    predictions,
    predictors,
    records,
    tables,
)
from bellwether.errors import InvalidInputs
from bellwether.predictions import Explanation, Prediction
from bellwether.predictors import BrokenFolder, BrokenTranslation, Predictor, Summary
from bellwether.records import Frame, Record, Series
from bellwether.tables import OnError, Progress, Source, TableAnswer
from bellwether.transport import Transport, path

Effort = Literal["quick", "full"]

TIMEOUT_SECONDS = 30.0

# What is shorter is the beginning of an id.
ID_CHARACTERS = 32
VERSION_CHARACTERS = len("20260101T120000Z-00000000")


class Visitor:
    """One server; calls raise BellwetherError. Those of an operator need the ``key``.

    ``timeout`` is the longest silence of the server, in seconds. In its ``language``, as ``de`` or
    ``zh``, predictors are told, where they have a translation. Not to be shared between threads.
    """

    def __init__(
        self,
        url: str = environment.URL,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
        language: str | None = None,
    ) -> None:
        self._transport = Transport(url, key, timeout, language)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The server of BELLWETHER_URL, with the key of BELLWETHER_KEY or BELLWETHER_KEY_FILE."""
        found = environment.connection(environ)
        return cls(found.url, found.key)

    @property
    def url(self) -> str:
        """Its address."""
        return self._transport.url

    def close(self) -> None:
        """Give the connections back."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- predictions ----------------------------------------------------------------------------

    def predictors(self) -> list[Summary]:
        """What can be predicted."""
        listed = self._transport.get("/api/v1/predictors")["predictors"]
        return [predictors.summary(each) for each in listed]

    def broken(self) -> list[BrokenFolder]:
        """The folders whose declaration cannot be used."""
        listed = self._transport.get("/api/v1/predictors").get("broken", [])
        return [predictors.broken(each) for each in listed]

    def broken_translations(self) -> list[BrokenTranslation]:
        """The files with texts in other languages that are not used."""
        listed = self._transport.get("/api/v1/predictors").get("broken_translations", [])
        return [predictors.broken_translation(each) for each in listed]

    def predictor(self, name: str) -> Predictor:
        """One predictor in full: its fields, its words, who answers."""
        return predictors.predictor(self._transport.get(path(name)))

    @overload
    def predict(self, name: str, inputs: Record | Series) -> Prediction: ...

    @overload
    def predict(self, name: str, inputs: Iterable[Record | Series] | Frame) -> list[Prediction]: ...

    def predict(
        self, name: str, inputs: Record | Series | Iterable[Record | Series] | Frame
    ) -> Prediction | list[Prediction]:
        """Answer one record, or any number of them: records in any iterable, a pandas DataFrame.

        A record is a mapping or a pandas Series; what is unknown in it is None, NaN, NaT or NA.
        More than 10,000 are sent some at a time, and a champion that changes meanwhile answers
        the later ones: each prediction names its version. Raises InvalidInputs.
        """
        where = path(name, "predictions")
        if records.is_one(inputs):
            one = {"inputs": records.plain(inputs)}
            return predictions.prediction(self._transport.send("POST", where, one))
        answered: list[Prediction] = []
        several = cast("Iterable[Record | Series] | Frame", inputs)
        for some in records.chunks(several):
            try:
                document = self._transport.send("POST", where, {"inputs": some})
            except InvalidInputs as error:
                raise records.moved(error, len(answered)) from None
            answered.extend(predictions.predictions(document))
        return answered

    def explain(self, name: str, inputs: Record | Series) -> Explanation:
        """Answer one record, and say what each input contributes. Raises InvalidInputs."""
        document = {"inputs": records.plain(inputs)}
        return predictions.explanation(
            self._transport.send("POST", path(name, "explanations"), document)
        )

    def predict_csv(
        self,
        name: str,
        source: Source,
        target: Source,
        on_error: OnError = "file",
        progress: Progress | None = None,
        *,
        keep: Sequence[str] = (),
    ) -> TableAnswer:
        """Answer a CSV of any length with one: a line for each row, in the same order.

        ``source`` and ``target`` are paths or binary files. A fault refuses the file, or with
        ``on_error="row"`` only its row, which then gets its reasons. Columns to ``keep`` are handed
        through unread, before those of the answer; ``["*"]`` stands for all. ``progress`` is called
        with the bytes sent and, where known, the bytes in all. Raises InvalidInputs.
        """
        where = path(name, "predictions")
        return tables.predict(self._transport, where, source, target, on_error, progress, keep)
