"""Many who write at once, and writers who are killed: one history, on a volume and in a bucket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up
from tests.object_server import Objects

pytestmark = pytest.mark.slow

NAME = made_up.NAME
HOSTS = 4

PROLOGUE = """
import os, sys
from bellwether_contract.settings import Settings
from bellwether_contract.storage import opened
from bellwether_contract.storage.store import ModelStore

store = opened.store(ModelStore, Settings.from_environment(os.environ))
"""

# Who is told that others were busy for long asks again, as a person does.
PROMOTES = """
from bellwether_contract.storage.locks import LockHeld
from bellwether_contract.storage.origin import Overtaken

who, count, *versions = sys.argv[1:]
for number in range(int(count)):
    while True:
        try:
            store.promote("gout", versions[number % len(versions)], by=who, reason=f"{number}")
        except (LockHeld, Overtaken):
            continue
        break
"""

# The last step before the pointer moves, on a volume and in a bucket.
KILLED = """
from bellwether_contract.storage import bucket

swap = bucket.Bucket.swap

def killed(*arguments):
    # A process tries beforehand whether the bucket keeps to conditions.
    if not str(arguments[1]).endswith("/conditions"):
        os._exit(9)
    return swap(*arguments)

if "BELLWETHER_STORE" in os.environ:
    bucket.Bucket.swap = killed
else:
    os.replace = killed
"""


@dataclass(frozen=True)
class Shared:
    """Where everybody publishes: each host by its own environment."""

    host: Callable[[int], dict[str, str]]

    def store(self, number: int) -> ModelStore:
        return Objects.opened(self.host(number))

    def process(self, number: int, program: str, *arguments: str) -> subprocess.Popen[str]:
        """Another process of a host."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith("BELLWETHER_")}
        return subprocess.Popen(
            [sys.executable, "-c", PROLOGUE + textwrap.dedent(program), *arguments],
            env=environ | self.host(number),
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(params=["volume", "bucket"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Shared:
    if request.param == "volume":
        places = {
            "BELLWETHER_MODELS_DIR": str(tmp_path / "models"),
            "BELLWETHER_CHAMPIONS_DIR": str(tmp_path / "champions"),
        }
        return Shared(lambda _: places)
    objects: Objects = request.getfixturevalue("objects")
    return Shared(
        lambda number: objects.environ | {"BELLWETHER_CACHE_DIR": str(tmp_path / f"{number}")}
    )


def promoted_by_many(shared: Shared, processes: int, each: int) -> None:
    """So many promotions by each process, on HOSTS, leave one history, with all of them once."""
    store = shared.store(0)
    versions = [factories.publish(store, day) for day in range(1, 5)]
    running = [
        shared.process(number % HOSTS, PROMOTES, f"writer {number}", str(each), *versions)
        for number in range(processes)
    ]
    for process in running:
        _, said = process.communicate()
        assert process.returncode == 0, said
    # As a host sees it that has not seen any of it.
    fresh = shared.store(HOSTS)
    fresh.refresh()
    told = [event for event in fresh.history(NAME) if event.by.startswith("writer")]
    assert Counter(event.by for event in told) == {f"writer {n}": each for n in range(processes)}
    for number in range(processes):
        # Oldest first: in the order in which its writer has promoted.
        mine = [event.reason for event in told[::-1] if event.by == f"writer {number}"]
        assert mine == [str(place) for place in range(each)]
    checked = fresh.check_history(NAME)
    assert (checked.lines, checked.unchained, checked.faults) == (4 + processes * each, 0, ())
    champion = fresh.champion(NAME)
    assert champion is not None
    assert (champion.version, champion.since) == (told[0].version, told[0].at)


@pytest.mark.nightly
def test_promotions_of_many_at_once_leave_one_history(shared: Shared) -> None:
    promoted_by_many(shared, 4, 8)


@pytest.mark.nightly
def test_a_thousand_promotions_at_once_leave_one_history(shared: Shared) -> None:
    promoted_by_many(shared, 8, 125)


def test_who_is_killed_between_history_and_pointer_leaves_a_store_that_heals(
    shared: Shared,
) -> None:
    store = shared.store(0)
    first, second, third = (factories.publish(store, day) for day in (1, 2, 3))
    killed = shared.process(1, KILLED + PROMOTES, "killed", "1", first)
    killed.communicate()
    assert killed.returncode == 9
    other = shared.store(2)
    other.refresh()
    newest = other.history(NAME)[0]
    assert (newest.by, newest.version) == ("killed", first)
    champion = other.champion(NAME)
    assert champion is not None
    assert champion.version == third
    assert other.check_history(NAME).faults == ()
    # Whoever comes next decides as ever, also on the host of the one that was killed.
    other.promote(NAME, second, by="operator", reason="on")
    shared.store(1).withdraw(NAME, first, by="operator", reason="a leak")
    fresh = shared.store(3)
    fresh.refresh()
    assert [event.event for event in fresh.history(NAME)][:2] == ["withdrawn", "promoted"]
    assert fresh.check_history(NAME).faults == ()
    champion = fresh.champion(NAME)
    assert champion is not None
    assert champion.version == second


PUBLISHES = """
from pathlib import Path
from bellwether_contract.bundle.manifest import Manifest
folder = Path(sys.argv[1])
manifest = Manifest.model_validate_json((folder / "manifest").read_bytes())
files = {name: (folder / name).read_bytes() for name in manifest.files}
store.publish(manifest, files, outcome="promoted", by="training", reason="good")
"""


@pytest.mark.nightly
def test_a_publication_killed_before_the_pointer_is_finished_by_the_next_run(
    shared: Shared, tmp_path: Path
) -> None:
    store = shared.store(0)
    version = factories.publish(store, 1)
    directory = store.directory(NAME, version)
    folder = tmp_path / "trained"
    folder.mkdir()
    manifest = json.loads((directory / "manifest.json").read_bytes())
    manifest |= {"version": factories.version_name(2), "job": "job-2"}
    (folder / "manifest").write_text(json.dumps(manifest))
    for name in manifest["files"]:
        (folder / name).write_bytes((directory / name).read_bytes())
    runs = []
    for kills in (KILLED, ""):
        running = shared.process(1, kills + PUBLISHES, str(folder))
        _, said = running.communicate()
        runs.append(running.returncode)
        if kills:
            # Its line is there, and the pointer has not moved.
            between = shared.store(3)
            between.refresh()
            champion = between.champion(NAME)
            assert champion is not None
            assert champion.version == version
            assert between.history(NAME)[0].version == manifest["version"]
    assert runs == [9, 0], said
    fresh = shared.store(2)
    fresh.refresh()
    assert [event.version for event in fresh.history(NAME)] == [manifest["version"], version]
    champion = fresh.champion(NAME)
    assert champion is not None
    assert champion.version == manifest["version"]
    assert fresh.versions(NAME) == [manifest["version"], version]
