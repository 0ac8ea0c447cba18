"""A version that is not what it says, put before a running stack: `spoiled`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.running_stack import ComposeStack

SETTLED_SECONDS = 10

# Runs in the trainer's container, as the trainer's user: copies the champion's version under the
# name of a new one, spoils the copy, and points the champion at it.
SPOIL = """
import json, os, shutil, sys
from pathlib import Path
from bellwether_contract.bundle import signatures
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.signing import keys

name, good, bad, how = sys.argv[1:]
versions = Path("/models") / name / "versions"
folder = versions / bad
shutil.copytree(versions / good, folder)
manifest = json.loads((folder / "manifest.json").read_text())
manifest["version"] = bad
if how == "a wrong self-test vector":
    manifest["golden"][0]["probability"] = 1 - manifest["golden"][0]["probability"]
(folder / "manifest.json").write_text(json.dumps(manifest))
if how == "a flipped byte":
    model = bytearray((folder / "model.onnx").read_bytes())
    model[len(model) // 2] ^= 1
    (folder / "model.onnx").write_bytes(model)
if how == "half written":
    model = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(model[: len(model) // 2])
    (folder / "report.json").unlink()
if how == "without a manifest":
    (folder / "manifest.json").unlink()
if how != "without a manifest":
    # By the key itself: it is refused for what it is, not for want of a signature.
    key, content = keys.newest(Path("/signing")), (folder / "manifest.json").read_bytes()
    signatures.path(folder).write_bytes(key.sign(content))
if how == "a lifted threshold":
    manifest["threshold"]["value"] = 0.999
    (folder / "manifest.json").write_text(json.dumps(manifest))
ModelStore(Path("/models"), Path("/champions")).promote(name, bad, by="a test", reason=how)
"""

REMOVE = """
import shutil, sys
from pathlib import Path

name, bad = sys.argv[1:]
shutil.rmtree(f"/models/{name}/versions/{bad}")
Path(f"/models/{name}/signatures/{bad}.sig").unlink(missing_ok=True)
"""

WAYS = [
    "a flipped byte",
    "half written",
    "without a manifest",
    "a wrong self-test vector",
    "a lifted threshold",
]


@dataclass(frozen=True)
class Spoiled:
    """A bad version that the pointer names, and the good one before it."""

    good: str
    bad: str


def _settled(stack: ComposeStack) -> str:
    """The version that answers, once it is the champion: one may just have been published."""
    until = time.monotonic() + SETTLED_SECONDS
    while True:
        shown = stack.get("/api/v1/predictors/diabetes")
        good: str = shown["serving"]["version"]
        if good == shown["champion"]["version"]:
            return good
        assert time.monotonic() < until, shown
        time.sleep(0.1)


# Each is refused on its own in tests/api; on the stack one of the files and one of the figures do.
EACH_TIME = ("a flipped byte", "a lifted threshold")


@pytest.fixture(
    params=[
        each if each in EACH_TIME else pytest.param(each, marks=pytest.mark.nightly)
        for each in WAYS
    ]
)
def spoiled(compose_stack: ComposeStack, request: pytest.FixtureRequest) -> Iterator[Spoiled]:
    good = _settled(compose_stack)
    bad = f"20990101T000000Z-{WAYS.index(request.param):08x}"
    compose_stack.run_in("trainer", "python", "-c", SPOIL, "diabetes", good, bad, request.param)
    yield Spoiled(good, bad)
    compose_stack.promote("diabetes", good)
    compose_stack.run_in("trainer", "python", "-c", REMOVE, "diabetes", bad)
