"""Environment -> settings of the trainer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bellwether_contract.settings import PREFIX, Settings
from bellwether_contract.storage import opened
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.capacity import MACHINE
from bellwether_trainer.signing import keys


class TrainerSettings(Settings):
    """What the trainer is told beside the volumes and Redis."""

    # Which of the two queues this process works on.
    worker: Literal["trainings", "checks"] = "trainings"
    # Touched with every heartbeat, for whoever looks after the container.
    heartbeat_file: Path | None = None
    # Holds the private keys by which versions are signed, the newest last; None: nobody signs.
    signing_keys_dir: Path | None = None
    # The scheduler of a Dask cluster, to which fits go: read again in `models/dask_cluster.py`.
    dask: Annotated[str, Field(pattern=r"^(tcp|tls)://[^\s/]+:[0-9]+$")] | None = None
    training_threads: Annotated[int, Field(ge=1, le=64, default_factory=MACHINE.cores)]

    def model_store(self, predictor: str) -> ModelStore:
        """What is published, as whoever trains and judges sees it: all of a predictor until now.

        Raises LockHeld, OSError.
        """
        directory = self.signing_keys_dir
        sign = keys.signer(directory) if directory is not None else None
        store = opened.store(ModelStore, self, sign=sign)
        store.catch_up(predictor)
        return store

    def unable_to_sign(self) -> str | None:
        """Why a version that is trained here could not be signed; None where all is in order."""
        if self.signing_keys_dir is None:
            if not self.require_signatures:
                return None
            return (
                f"{PREFIX}REQUIRE_SIGNATURES is on, and {PREFIX}SIGNING_KEYS_DIR names no key: "
                "whatever is trained here would be refused"
            )
        try:
            keys.newest(self.signing_keys_dir)
        except (keys.NoSigningKey, OSError) as error:
            return str(error)
        return None
