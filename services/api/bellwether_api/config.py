"""What the API is told by its environment."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from bellwether_contract.settings import Settings
from bellwether_contract.storage.audit import KEPT_AT_LEAST

# Characters of an operator's key: what nobody finds by trying ten keys a second.
SHORTEST_KEY = 12


def key_fault(key: str) -> str | None:
    """What is wrong with an operator's key, without telling it; None where nothing is."""
    if len(key) >= SHORTEST_KEY:
        return None
    return (
        f"the operator's key has {len(key)} of at least {SHORTEST_KEY} characters; choose a longer "
        "one, such as `openssl rand -base64 32` prints"
    )


def _long_enough(key: SecretStr) -> SecretStr:
    if fault := key_fault(key.get_secret_value()):
        raise PydanticCustomError("short_key", "{fault}", {"fault": fault})
    return key


class ApiSettings(Settings):
    """The settings of the API, ``BELLWETHER_...`` in the environment."""

    # Who knows it is an operator of all predictors.
    operator_key: Annotated[SecretStr, AfterValidator(_long_enough)]

    # Whether whoever has no key may have predictions and explanations.
    public_predictions: bool = True

    # So many whole months entries of the audit log are kept; unset: for ever. Nobody misses 20 MB a
    # year, and what was removed cannot be asked any more.
    audit_keep_months: Annotated[int, Field(ge=KEPT_AT_LEAST, le=1200)] | None = None

    # Under which path everything lies, where a proxy in front takes it away: "/bellwether".
    base_path: Annotated[str, Field(pattern=r"^(/[A-Za-z0-9._~-]+)*$", max_length=200)] = ""

    # How often each process looks for new champions and new declarations: a few calls of stat.
    # Half of it is what a promotion waits for on average, and under load proving comes on top.
    poll_seconds: Annotated[float, Field(gt=0, le=60)] = 0.25

    # Whether a predictor that has no model yet is trained without being asked.
    first_start: bool = True

    # Whether the full training that follows a quick one is asked for without anybody asking.
    full_training: bool = True
