"""What a score means, in the words of an answer: written once for each score that can be told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from bellwether_contract.bundle.averaging import Spread
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.observed_risk import Band
from bellwether_contract.encoding.applicability import NOTHING, OutOfRange, Refused
from bellwether_contract.errors import BellwetherError

# One row and the same row in a batch differ by up to 1.2e-7: more digits would be noise.
DIGITS = 7

# Bands are told at so many steps between 0 and 1, with so many digits: they are not sharper.
STEPS = 1_000
BAND_DIGITS = 4

CSV_COLUMNS = ("probability", "positive", "band_low", "band_high", "outside", "refusal")

# Further columns of a version whose fields may be left unknown, whether a row lacks one or not: the
# first line of an answer is written before its rows are read.
RANGE_COLUMNS = ("range_low", "range_high", "unknown")


class NoProbability(BellwetherError):
    """The model answered with something that is no probability."""


def checked(scores: list[float]) -> list[float]:
    """``scores`` themselves; raises NoProbability where one is none."""
    for score in scores:
        # Written so that NaN, which compares false with everything, does not pass.
        if not 0.0 <= score <= 1.0:
            raise NoProbability(
                "The model's answer is no probability; roll back to another version"
            )
    return scores


class ScoreFormat:
    """How one version's scores are told."""

    def __init__(self, bundle: Bundle) -> None:
        manifest = bundle.manifest
        head = {
            "predictor": manifest.predictor,
            "version": manifest.version,
            "threshold": manifest.threshold.value,
        }
        # An object that is still open: what follows closes it.
        self._head = _json(head)[:-1] + ","
        self.columns = CSV_COLUMNS if bundle.plausible is None else CSV_COLUMNS + RANGE_COLUMNS
        self._complete = "," * (len(self.columns) - len(CSV_COLUMNS))
        self.threshold = bundle.threshold
        self._bands = bundle.bands
        # What follows a probability, by step and whether it is positive.
        self._json: dict[tuple[int, bool], str] = {}
        self._csv: dict[tuple[int, bool], str] = {}

    def document(
        self,
        scores: Sequence[float],
        out_of_range: Mapping[int, OutOfRange],
        spreads: Mapping[int, Spread],
        *,
        alone: bool,
        explanation: Mapping[str, Any] | None = None,
        explained: bool = False,
    ) -> bytes:
        """The whole answer, as JSON: to one record that was asked ``alone``, or to a list of them.

        ``out_of_range`` and ``spreads`` are by position. With ``explained``, the ``explanation`` of
        the one record is a member, null where it has none.
        """
        if out_of_range or spreads:
            records = [
                self._members(score, out_of_range.get(row, NOTHING), spreads.get(row))
                for row, score in enumerate(scores)
            ]
        else:
            records = [self._members(score) for score in scores]
        if not alone:
            return f'{self._head}"predictions":[{{{"},{".join(records)}}}]}}\n'.encode()
        further = f',"explanation":{_json(explanation)}' if explained else ""
        return f"{self._head}{records[0]}{further}}}\n".encode()

    def _members(
        self, score: float, beyond: OutOfRange = NOTHING, spread: Spread | None = None
    ) -> str:
        """The members of a record's answer, as JSON without its braces.

        What averages over something unknown has the range of it instead of a band: bands are of
        people of whom everything was known.
        """
        if beyond is not NOTHING and beyond.refusals:
            refusals = [_refusal(each) for each in beyond.refusals]
            encoded = _json({"outside": beyond.outside, "refusals": refusals})
            return f'"probability":null,"positive":null,{encoded[1:-1]}'
        if spread is not None:
            ranged: dict[str, Any] = {
                "positive": score >= self.threshold,
                "range": of_range(spread),
                **_outside(beyond),
            }
            return f'"probability":{round(score, DIGITS)!r},{_json(ranged)[1:-1]}'
        # The unrounded score decides, as it did when the threshold was chosen.
        key = int(score * STEPS + 0.5), score >= self.threshold
        rest = self._json.get(key)
        if rest is None:
            rest = self._json[key] = _rest(*key, self._bands.at(key[0] / STEPS))
        outside = _json(_outside(beyond))[1:-1] if beyond.outside else '"outside":[]'
        return f'"probability":{round(score, DIGITS)!r},{rest}{outside}'

    def csv(self, score: float) -> str:
        """The cells of ``columns`` for a complete row that lies within all limits."""
        key = int(score * STEPS + 0.5), score >= self.threshold
        rest = self._csv.get(key)
        if rest is None:
            rest = self._csv[key] = _csv(key[1], self._bands.at(key[0] / STEPS))
        return f"{round(score, DIGITS)!r},{rest},,{self._complete}"

    def cells(self, score: float, beyond: OutOfRange, spread: Spread | None = None) -> list[str]:
        """The cells of ``columns`` for any other row; reasons may hold anything."""
        leading, ends = self.csv(score).split(",")[:4], [""] * len(self._complete)
        reasons = (f"{each.field}: {each.reason}" for each in beyond.refusals)
        if beyond.refusals:
            leading = ["", "", "", ""]
        elif spread is not None:
            leading[2:] = ["", ""]
            low, high = (repr(round(end, BAND_DIGITS)) for end in (spread.low, spread.high))
            ends = [low, high, " ".join(spread.unknown)]
        return [*leading, " ".join(beyond.outside), "; ".join(reasons), *ends]


def _refusal(found: Refused) -> dict[str, Any]:
    refusal: dict[str, Any] = {"field": found.field, "reason": found.reason}
    if found.studied is not None:
        low, high = (int(end) if end.is_integer() else end for end in found.studied)
        refusal["studied"] = {"low": low, "high": high}
    return refusal


def _outside(beyond: OutOfRange) -> dict[str, Any]:
    """The fields in which nobody was like this, and of which it is known how few were."""
    if not beyond.thin:
        return {"outside": beyond.outside}
    thin = [{"field": each.field, "reason": each.reason} for each in beyond.thin]
    return {"outside": beyond.outside, "thin": thin}


def of_range(spread: Spread) -> dict[str, Any]:
    """Between which probabilities an answer lies, and depending on what."""
    return {
        "low": round(spread.low, BAND_DIGITS),
        "high": round(spread.high, BAND_DIGITS),
        "unknown": list(spread.unknown),
    }


_KNOWN: WeakKeyDictionary[Bundle, ScoreFormat] = WeakKeyDictionary()


def of(bundle: Bundle) -> ScoreFormat:
    """The format of a version's scores; it is forgotten with the version."""
    known = _KNOWN.get(bundle)
    if known is None:
        known = _KNOWN[bundle] = ScoreFormat(bundle)
    return known


def _json(document: Any) -> str:
    return json.dumps(document, separators=(",", ":"))


def _rest(step: int, positive: bool, band: Band | None) -> str:
    """Further members of an answer; nobody may know how sure the score is."""
    members: dict[str, Any] = {"positive": positive}
    if band is not None:
        members["band"] = {
            "low": round(band.low, BAND_DIGITS),
            "high": round(band.high, BAND_DIGITS),
            "n": band.n,
            "agrees": _points(band.low) <= _points(step / STEPS) <= _points(band.high),
        }
        if band.refits is not None:
            low, high = band.refits
            members["refits"] = {"low": round(low, BAND_DIGITS), "high": round(high, BAND_DIGITS)}
    return _json(members)[1:-1] + ","


def _points(share: float) -> int:
    """A share in whole points of 100, as people are told it: halves go up."""
    return int(round(100 * share, DIGITS) + 0.5)


def _csv(positive: bool, band: Band | None) -> str:
    decision = "true" if positive else "false"
    if band is None:
        return f"{decision},,"
    return f"{decision},{round(band.low, BAND_DIGITS)!r},{round(band.high, BAND_DIGITS)!r}"
