"""Which function runs for the name that a job has in the queue."""

from __future__ import annotations

from bellwether_contract.jobs import CHECK, COLLECT, IMPORT, RETRAIN, VALIDATE

# By their paths: whoever waits for jobs loads none of what they load.
TASKS = {
    RETRAIN: "bellwether_trainer.worker.retraining.retrain",
    CHECK: "bellwether_trainer.worker.checking.check",
    VALIDATE: "bellwether_trainer.worker.validating.validate",
    COLLECT: "bellwether_trainer.worker.collecting.collect",
    IMPORT: "bellwether_trainer.worker.importing.take_in",
}
