"""A retraining's record as the hash that it is in Redis: written, and read with every doubt."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, get_args

from bellwether_contract.coded import Code, code, code_of, codes, codes_of
from bellwether_contract.errors import BellwetherError
from bellwether_contract.jobs import JobRecord, Stage, Status
from bellwether_contract.vocabulary import Effort

# Members that records did not have from the beginning.
_LATER = {
    *("effort", "datasets", "stability", "shifted", "promote", "reasons", "gave_way"),
    *("reason_codes", "error_code"),
}

# A member of the hash that is none of the record and told to nobody: the key of the request that
# has asked for the training, and its body, as digests.
ASKED = "asked"

_LISTS = ("datasets", "shifted", "reasons")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "status": get_args(Status),
    "stage": get_args(Stage),
    "effort": get_args(Effort),
}


class UnreadableRecord(BellwetherError):
    """What lies where a job's record should lie is none; the message repeats nothing of it."""


def to_hash(members: Mapping[str, Any]) -> dict[str, str]:
    """Members of a record as Redis keeps them; raises ValueError for one that there is not."""
    unknown = members.keys() - {field.name for field in fields(JobRecord)}
    if unknown:
        raise ValueError(f"a job record has no member {', '.join(sorted(unknown))}")
    return {name: _to_text(value) for name, value in with_their_codes(members).items()}


def from_hash(members: Mapping[Any, bytes | str]) -> JobRecord:
    """The record that a hash says; raises UnreadableRecord."""
    try:
        values: dict[str, Any] = {text(k): text(v) or None for k, v in members.items()}
        names = {field.name for field in fields(JobRecord)}
        if lacking := names - _LATER - values.keys():
            raise UnreadableRecord(f"it has no {min(lacking)}")
        return _record({name: values[name] for name in names & values.keys()})
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableRecord(
            f"its members are none of a record: {type(error).__name__}"
        ) from error


def text(value: bytes | str) -> str:
    """What a client has answered, whether it decodes or not; raises UnicodeDecodeError."""
    return value.decode() if isinstance(value, bytes) else value


def with_their_codes(members: Mapping[str, Any]) -> dict[str, Any]:
    """Members with the codes of their sentences; an error that is new has its own or none."""
    known = dict(members)
    if "error" in known and known.get("error_code") is None:
        known["error_code"] = code_of(known["error"])
    if "reasons" in known and known.get("reason_codes") is None:
        known["reason_codes"] = codes_of(known["reasons"])
    return known


def _record(known: dict[str, Any]) -> JobRecord:
    for name in _LISTS:
        if known.get(name) is not None:
            known[name] = tuple(map(str, json.loads(known[name])))
    for name, read in (("reason_codes", codes), ("error_code", code)):
        if known.get(name) is not None:
            known[name] = read(json.loads(known[name]))
    if "promote" in known:
        known["promote"] = known["promote"] != str(False)
    if known.get("stability") is not None:
        known["stability"] = dict(json.loads(known["stability"]).items())
    known["gave_way"] = int(known.get("gave_way") or 0)
    known |= {"progress": float(known["progress"]), "attempt": int(known["attempt"])}
    if not math.isfinite(known["progress"]):
        raise ValueError("no share")
    for name, words in _WORDS.items():
        if name in known and known[name] not in words:
            raise ValueError("no such word")
    # Told, and compared with others' when the oldest records are forgotten.
    if datetime.fromisoformat(known["enqueued_at"]).tzinfo is None:
        raise ValueError("no moment")
    return JobRecord(**known)


def _to_text(value: Any) -> str:
    # Redis has no null in a hash: the empty string stands for it.
    if isinstance(value, tuple | dict | Code):
        return json.dumps(value, default=_members)
    return "" if value is None else str(value)


def _members(value: Code) -> dict[str, Any]:
    return asdict(value)
