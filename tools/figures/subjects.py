"""What there is to look at on a stack: its predictors, their versions, and a validation."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import requests

from tools.demo.places import ROOT

PATIENCE_SECONDS = 300
# By these a version is judged where nobody has judged one yet.
ROWS = ROOT / "predictors/diabetes/data.csv"


@dataclass(frozen=True, slots=True)
class Subjects:
    """A stack's address, its operator's key ("" where nobody gave one), and what it holds."""

    url: str
    key: str
    # The predictor of whose desk, report and card pictures are taken, and its champion.
    name: str
    version: str
    # Its newest version beside the champion, and one of its validations; "" where there is none.
    other: str
    validation: str
    # A field, and a value of it for which there is no number.
    refused: tuple[str, str] | None


def find(url: str, key: str, *, make: bool) -> Subjects:
    """Look what the stack at ``url`` holds; what is missing is made with the key where wished for.

    It is asked about diabetes where it has it, because that trains in seconds, and else about the
    first predictor that answers.
    """
    listed = _get(url, "/api/v1/predictors")["predictors"]
    answering = [each["name"] for each in listed if each["champion"]]
    if not answering:
        raise SystemExit(f"No predictor of {url} has a model yet: there is little to look at.")
    name = "diabetes" if "diabetes" in answering else answering[0]
    path = f"/api/v1/predictors/{name}"
    predictor = _get(url, path)
    version = predictor["champion"]["version"]
    other, validation = _other(url, path, version), _validation(url, path)
    if make and key and not other:
        _post(url, key, f"{path}/retrainings", json={"effort": "quick", "promote": False})
        other = _until(lambda: _other(url, path, version), "another version")
    if make and key and not validation and name == "diabetes":
        headers = {"Content-Type": "text/csv"}
        _post(url, key, f"{path}/validations", data=ROWS.read_bytes(), headers=headers)
        validation = _until(lambda: _validation(url, path), "a validation")
    return Subjects(url, key, name, version, other, validation, _refused(predictor["fields"]))


def _refused(fields: list[dict[str, Any]]) -> tuple[str, str] | None:
    """What a model is never asked about: a value that the declaration refuses with a reason."""
    for each in fields:
        for refusal in each["refusals"]:
            if (at := refusal["at_least"] or refusal["at_most"]) is not None:
                return each["name"], f"{at:g}"
    return None


def _other(url: str, path: str, champion: str) -> str:
    listed = _get(url, f"{path}/versions")["versions"]
    whole = [each["version"] for each in listed if "broken" not in each]
    return next((each for each in whole if each != champion), "")


def _validation(url: str, path: str) -> str:
    listed = _get(url, f"{path}/validations")["validations"]
    return next((each["id"] for each in listed if each["status"] == "done"), "")


def _get(url: str, path: str) -> Any:
    answer = requests.get(url + path, timeout=30)
    answer.raise_for_status()
    return answer.json()


def _post(url: str, key: str, path: str, **sent: Any) -> None:
    headers = {"Authorization": f"Bearer {key}", **sent.pop("headers", {})}
    answer = requests.post(url + path, headers=headers, timeout=60, **sent)
    if not answer.ok:
        raise SystemExit(f"{path} was refused with {answer.status_code}: {answer.text}")


def _until(look: Any, what: str) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        if time.monotonic() > until:
            raise SystemExit(f"After {PATIENCE_SECONDS} s there is not {what}.")
        time.sleep(0.5)
    return str(found)
