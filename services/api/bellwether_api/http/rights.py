"""Who may make which call: the one table of it.

What is refused, what OpenAPI tells and the table in docs/keys-and-audit.md follow from it. A call
that has no row here stops the API at its start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from bellwether_contract.vocabulary import Role

ROLES: tuple[Role, ...] = get_args(Role)

# How a role is called in sentences.
IN_WORDS: Mapping[Role, str] = {
    "viewer": "viewer",
    "data_scientist": "data scientist",
    "operator": "operator",
    "auditor": "auditor",
}


@dataclass(frozen=True, slots=True)
class Right:
    """Who may make a call: keys of these ``roles``, and where it is ``public`` everybody.

    ``predicts``: it is public only while predictions are. ``everything``: the key must be one for
    all predictors.
    """

    roles: tuple[Role, ...] = ROLES
    public: bool = False
    predicts: bool = False
    everything: bool = False

    def without_key(self, *, public_predictions: bool) -> bool:
        """Whether whoever has no key may make the call as well."""
        return self.public and (public_predictions or not self.predicts)


EVERYBODY = Right(public=True)
PREDICTING = Right(public=True, predicts=True)
ANY_KEY = Right()
LEARNING = Right(roles=("data_scientist", "operator"))
OPERATING = Right(roles=("operator",))

# Whose trainings promote what the gate lets pass.
PROMOTING: frozenset[Role] = frozenset({"operator"})

# What some are told more of: names of columns that no declaration has, as a fault of a file may
# name them, and versions that were withdrawn.
COLUMNS = Right(roles=("data_scientist", "operator", "auditor"))
WITHDRAWN = Right(roles=("operator", "auditor"))

# What a collection of versions would remove.
COLLECTION_SEEN = Right(roles=("operator", "auditor"))

# Versions of other sites on their way in.
IMPORTS_SEEN = Right(roles=("operator", "auditor"))

# The keys and the audit log, which are of no predictor.
KEYS_SEEN = Right(roles=("operator", "auditor"), everything=True)
KEYS_MADE = Right(roles=("operator",), everything=True)

_ONE = "/api/v1/predictors/{name}"
_MODEL = "/v2/models/{name}"

RIGHTS: Mapping[tuple[str, str], Right] = {
    ("GET", "/api/v1/predictors"): EVERYBODY,
    ("GET", _ONE): EVERYBODY,
    ("POST", f"{_ONE}/predictions"): PREDICTING,
    ("POST", f"{_ONE}/explanations"): PREDICTING,
    ("GET", f"{_ONE}/versions"): EVERYBODY,
    ("GET", f"{_ONE}/versions/{{version}}"): EVERYBODY,
    ("GET", f"{_ONE}/versions/{{version}}/report"): EVERYBODY,
    ("GET", f"{_ONE}/versions/{{version}}/card"): EVERYBODY,
    # Not for whoever reads reports: a version's files are exact, and the model leaves the house.
    ("GET", f"{_ONE}/versions/{{version}}/export"): OPERATING,
    ("POST", f"{_ONE}/imports"): OPERATING,
    ("GET", f"{_ONE}/imports/{{version}}"): IMPORTS_SEEN,
    ("PUT", f"{_ONE}/versions/{{version}}/withdrawal"): OPERATING,
    ("PUT", f"{_ONE}/versions/{{version}}/hold"): OPERATING,
    ("DELETE", f"{_ONE}/versions/{{version}}/hold"): OPERATING,
    ("GET", f"{_ONE}/collection"): COLLECTION_SEEN,
    ("POST", f"{_ONE}/collection"): OPERATING,
    ("GET", f"{_ONE}/champion"): EVERYBODY,
    ("PUT", f"{_ONE}/champion"): OPERATING,
    # Whose role does not promote trains without it: `routes/retrainings.py` sees to that.
    ("POST", f"{_ONE}/retrainings"): LEARNING,
    ("GET", "/api/v1/retrainings"): EVERYBODY,
    ("GET", "/api/v1/retrainings/{job}"): EVERYBODY,
    ("DELETE", "/api/v1/retrainings/{job}"): OPERATING,
    ("GET", f"{_ONE}/datasets"): EVERYBODY,
    ("POST", f"{_ONE}/datasets"): LEARNING,
    ("GET", f"{_ONE}/datasets/template.csv"): EVERYBODY,
    ("GET", f"{_ONE}/datasets/{{dataset}}"): EVERYBODY,
    ("PUT", f"{_ONE}/datasets/{{dataset}}/answers"): LEARNING,
    ("DELETE", f"{_ONE}/datasets/{{dataset}}"): OPERATING,
    ("GET", f"{_ONE}/validations"): EVERYBODY,
    ("POST", f"{_ONE}/validations"): LEARNING,
    ("GET", f"{_ONE}/validations/{{validation}}"): EVERYBODY,
    ("GET", f"{_ONE}/validations/{{validation}}/report"): EVERYBODY,
    ("DELETE", f"{_ONE}/validations/{{validation}}"): OPERATING,
    ("GET", "/api/v1/operator"): OPERATING,
    ("GET", "/api/v1/key"): ANY_KEY,
    ("GET", "/api/v1/keys"): KEYS_SEEN,
    ("POST", "/api/v1/keys"): KEYS_MADE,
    ("POST", "/api/v1/keys/{key}/rotation"): KEYS_MADE,
    ("DELETE", "/api/v1/keys/{key}"): KEYS_MADE,
    ("GET", "/api/v1/audit"): KEYS_SEEN,
    ("GET", "/openapi.json"): EVERYBODY,
    # Inside the network alone.
    ("GET", "/metrics"): EVERYBODY,
    ("GET", "/v2"): EVERYBODY,
    ("GET", "/v2/health/live"): EVERYBODY,
    ("GET", "/v2/health/ready"): EVERYBODY,
    ("GET", "/v2/models"): EVERYBODY,
    ("GET", _MODEL): EVERYBODY,
    ("GET", f"{_MODEL}/versions/{{version}}"): EVERYBODY,
    ("GET", f"{_MODEL}/ready"): EVERYBODY,
    ("GET", f"{_MODEL}/versions/{{version}}/ready"): EVERYBODY,
    ("POST", f"{_MODEL}/infer"): PREDICTING,
    ("POST", f"{_MODEL}/versions/{{version}}/infer"): PREDICTING,
    ("POST", "/v2/repository/index"): EVERYBODY,
    ("POST", "/v2/repository/models/{name}/load"): OPERATING,
    ("POST", "/v2/repository/models/{name}/unload"): OPERATING,
}


def path_of(rule: str) -> str:
    """The path of one of Flask's rules as it is written here and in OpenAPI."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def in_words(right: Right) -> str:
    """Whose keys a call takes, as it is told to people."""
    if right.roles == ROLES:
        return "a key of any role"
    return f"the key of {' or '.join(of_role(role) for role in right.roles)}"


def of_role(role: Role) -> str:
    """Whoever has a role, as in "the key of an operator"."""
    return f"{'an' if role[0] in 'aeiou' else 'a'} {IN_WORDS[role]}"


def calls_of(role: Role, *, everything: bool) -> list[str]:
    """The calls that a key of this role gives beyond what everybody may, as ``METHOD path``.

    ``everything``: the key is for all predictors.
    """
    return [
        f"{method} {path}"
        for (method, path), right in RIGHTS.items()
        if not right.public and role in right.roles and (everything or not right.everything)
    ]


def table() -> str:
    """The table of docs/keys-and-audit.md: every call, and who may make it, in Markdown."""
    heads = ["call", "without a key", *(IN_WORDS[role] for role in ROLES)]
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for (method, path), right in RIGHTS.items():
        public = "where `PUBLIC_PREDICTIONS`" if right.predicts else "yes"
        cells = [public if right.public else "no"]
        cells += ["yes" if role in right.roles else "no" for role in ROLES]
        lines.append(f"| `{method} {path}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
