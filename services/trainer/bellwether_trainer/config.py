"""Environment -> settings of the trainer."""

from __future__ import annotations

import os
from typing import Annotated

from pydantic import Field

from bellwether_contract.settings import Settings


def cores() -> int:
    """The cores that this process may run on; a container's ``cpuset`` is seen, ``cpus`` is not."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class TrainerSettings(Settings):
    """What the trainer is told beside the volumes and Redis."""

    training_threads: Annotated[int, Field(ge=1, le=64, default_factory=cores)]
