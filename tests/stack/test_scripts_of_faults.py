"""Two faults that took the stack down once, done to the whole of it: a version that never answers,
and a trainer that dies while it tidies up. (The third, a process of the API that is killed each
second, is a part of `make soak`.)
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator

import pytest
import requests

from tests import hostile_models
from tests.running_stack import JSON, ComposeStack
from tests.spoiled_version import REMOVE
from tools.soak.containers import Container

pytestmark = pytest.mark.nightly

RECOVERY_SECONDS = 20
SETTLED_SECONDS = 10
BAD = "20980101T000000Z-0000000a"
NAME = "diabetes"

# Runs in the trainer's container, as the trainer's user: copies the champion's version, puts a
# model into the copy, with its hash and the trainer's own signature, and points the champion at it.
REPLACE_MODEL = """
import base64, json, shutil, sys
from pathlib import Path
from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.manifest import MANIFEST, MODEL, digests
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.signing import keys

name, good, bad, model = sys.argv[1:]
folder = Path("/models") / name / "versions" / bad
shutil.copytree(folder.with_name(good), folder)
content = base64.b64decode(model)
(folder / MODEL).write_bytes(content)
manifest = json.loads((folder / MANIFEST).read_text())
manifest["version"] = bad
manifest["files"][MODEL] = digests({MODEL: content})[MODEL].model_dump()
(folder / MANIFEST).write_text(json.dumps(manifest))
signature = keys.newest(Path("/signing")).sign((folder / MANIFEST).read_bytes())
signatures.path(folder).write_bytes(signature)
ModelStore(Path("/models"), Path("/champions")).promote(name, bad, by="a test", reason="hangs")
"""


@pytest.fixture
def hanging(compose_stack: ComposeStack) -> Iterator[str]:
    """The champion never answers; yields the version that was champion before."""
    shown = compose_stack.get(f"/api/v1/predictors/{NAME}")
    good = shown["champion"]["version"]
    # A training may have ended a moment ago, and not every process may have followed.
    inputs = compose_stack.example(NAME)
    until = time.monotonic() + SETTLED_SECONDS
    while {compose_stack.predict(NAME, inputs)["version"] for _ in range(20)} != {good}:
        assert time.monotonic() < until
    model = base64.b64encode(hostile_models.endless(len(shown["fields"]))).decode()
    compose_stack.run_in("trainer", "python", "-c", REPLACE_MODEL, NAME, good, BAD, model)
    yield good
    compose_stack.promote(NAME, good)
    compose_stack.run_in("trainer", "python", "-c", REMOVE, NAME, BAD)


def test_a_version_that_never_answers_leaves_the_api_alive_and_is_rolled_back(
    compose_stack: ComposeStack, hanging: str
) -> None:
    """What a visitor's page asks for meanwhile is answered by the former version at once."""
    inputs = compose_stack.example(NAME)
    until = time.monotonic() + 8
    while time.monotonic() < until:
        for path in ("/v2/health/live", f"/api/v1/predictors/{NAME}"):
            assert requests.get(compose_stack.url + path, timeout=3).status_code == 200
        assert compose_stack.predict(NAME, inputs)["version"] == hanging
    promoted = compose_stack.promote(NAME, hanging, "roll back")
    assert promoted["processes"] == {"serving": 2, "of": 2}
    assert compose_stack.predict(NAME, inputs)["version"] == hanging


def test_a_trainer_that_was_killed_while_it_tidied_up_loses_no_time(
    compose_stack: ComposeStack,
) -> None:
    """RQ's lock on that is left for fifteen minutes: who comes next does not wait for it."""
    job = compose_stack.retrain(NAME)["id"]
    _wait_for(compose_stack, job, lambda record: record["stage"] == "candidates", 60)
    trainer = Container(compose_stack.container("trainer"))
    trainer.leave_lock()
    trainer.kill()
    trainer.start()
    took = _wait_for(compose_stack, job, lambda record: record["attempt"] >= 2, 45)
    assert took <= RECOVERY_SECONDS, f"it began anew after {took:.1f} s"
    assert compose_stack.job_over(job)["status"] in {"published", "candidate", "rejected"}


def _wait_for(
    stack: ComposeStack, job: str, condition: Callable[[JSON], bool], seconds: float
) -> float:
    began = time.monotonic()
    while not condition(record := stack.job(job)):
        assert time.monotonic() < began + seconds, record
        time.sleep(0.2)
    return time.monotonic() - began
