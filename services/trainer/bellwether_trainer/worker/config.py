"""Environment -> settings of the trainer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bellwether_contract.settings import Settings
from bellwether_trainer.capacity import MACHINE


class TrainerSettings(Settings):
    """What the trainer is told beside the volumes and Redis."""

    # Which of the two queues this process works on.
    worker: Literal["trainings", "checks"] = "trainings"
    # Touched with every heartbeat, for whoever looks after the container.
    heartbeat_file: Path | None = None
    training_threads: Annotated[int, Field(ge=1, le=64, default_factory=MACHINE.cores)]
