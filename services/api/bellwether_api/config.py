"""What the API is told by its environment."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr

from bellwether_contract.settings import Settings


class ApiSettings(Settings):
    """The settings of the API, ``BELLWETHER_...`` in the environment."""

    # Who knows it may retrain, cancel and promote.
    operator_key: Annotated[SecretStr, Field(min_length=1)]

    # How often each process looks for new champions and new declarations: a few calls of stat.
    # Half of it is what a promotion waits for on average, and under load proving comes on top.
    poll_seconds: Annotated[float, Field(gt=0, le=60)] = 0.25

    # Whether a predictor that has no model yet is trained without being asked.
    first_start: bool = True

    # Whether the full training that follows a quick one is asked for without anybody asking.
    full_training: bool = True
