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
CSV = {"Content-Type": "text/csv"}


@dataclass(frozen=True, slots=True)
class Subjects:
    """A stack's address, its operator's key ("" where nobody gave one), and what it holds."""

    url: str
    key: str
    # The predictor of whose desk, report and card pictures are taken, and its champion.
    name: str
    version: str
    # A version to compare the champion with, and one of its validations; "" where there is none.
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
    different, validation = _different(url, path, version), _validation(url, path)
    if make and key and name == "diabetes" and not different:
        _learn_otherwise(url, key, path)
        different = _until(lambda: _different(url, path, version), "another version")
    other = different or _other(url, path, version)
    if make and key and not validation and name == "diabetes":
        _post(url, key, f"{path}/validations", data=ROWS.read_bytes(), headers=CSV)
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
    return next((each["version"] for each in _whole(url, path) if each["version"] != champion), "")


def _different(url: str, path: str, champion: str) -> str:
    """A version that learned from other rows than the champion: a comparison then shows much."""
    learned = {each["version"]: each["datasets"] for each in _whole(url, path)}
    theirs = learned.get(champion)
    return next((each for each, datasets in learned.items() if datasets != theirs), "")


def _whole(url: str, path: str) -> list[dict[str, Any]]:
    """The versions, newest first, without those that are broken."""
    listed = _get(url, f"{path}/versions")["versions"]
    return [each for each in listed if "broken" not in each]


def _learn_otherwise(url: str, key: str, path: str) -> None:
    """Have a version made of half the rows."""
    head, *lines = ROWS.read_bytes().splitlines(keepends=True)
    half = b"".join([head, *lines[: len(lines) // 2]])
    sent = _post(url, key, f"{path}/datasets", data=half, headers=CSV).json()
    dataset = f"{path}/datasets/{sent['name']}"
    _until(lambda: _get(url, dataset, key)["status"] == "usable", "a data set to learn from")
    wanted = {"effort": "quick", "promote": False, "datasets": [sent["name"]]}
    _post(url, key, f"{path}/retrainings", json=wanted)


def _validation(url: str, path: str) -> str:
    listed = _get(url, f"{path}/validations")["validations"]
    return next((each["id"] for each in listed if each["status"] == "done"), "")


def _get(url: str, path: str, key: str = "") -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = requests.get(url + path, headers=headers, timeout=30)
    answer.raise_for_status()
    return answer.json()


def _post(url: str, key: str, path: str, **sent: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {key}", **sent.pop("headers", {})}
    answer = requests.post(url + path, headers=headers, timeout=60, **sent)
    if not answer.ok:
        raise SystemExit(f"{path} was refused with {answer.status_code}: {answer.text}")
    return answer


def _until(look: Any, what: str) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        if time.monotonic() > until:
            raise SystemExit(f"After {PATIENCE_SECONDS} s there is not {what}.")
        time.sleep(0.5)
    return str(found)
